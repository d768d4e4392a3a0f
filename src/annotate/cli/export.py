"""``annotate export``: the annotations of a run in the formats of other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from annotate.cli.configuration import LABELS_OPTION
from annotate.cli.review_options import QuietOption, RunArgument, report_failed


def export(
    run: RunArgument,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="One of the formats below.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="A folder that is not there yet.")],
    status: Annotated[
        str,
        typer.Option(
            help="predicted: all that nobody rejected; reviewed: what people decided; gold: that, "
            "of the texts that were read whole; all: what they rejected, too."
        ),
    ] = "predicted",
    document: Annotated[
        list[str] | None,
        typer.Option("--document", "-d", help="Export this document only; may be repeated."),
    ] = None,
    label: Annotated[
        list[str] | None,
        typer.Option("--label", "-l", help="Export this label only; may be repeated."),
    ] = None,
    licence: Annotated[str, typer.Option(help="The licence of the texts, for headers (TEI).")] = "",
    config: Annotated[Path | None, LABELS_OPTION] = None,
    force: Annotated[
        bool, typer.Option("--force", "-f", help="Replace an earlier export.")
    ] = False,
    quiet: QuietOption = False,
) -> None:
    """Write a run in a format of other programs.

    The mended text is what is annotated. spans.csv, beside the files, leads from each span back to
    the source text, and losses.csv says what the format cannot hold; what was left out is printed.
    What people change in the files comes back with `annotate import`.

    \b
    Formats:
      tei          TEI P5, one file a text: structure, names in the text, standOff
      conll        CoNLL-2003, a token a line, names in IOB2
      conllu       CoNLL-U, names in the column MISC
      xmi          UIMA CAS for INCEpTION and DKPro Core, with its type system
      tsv3         WebAnno TSV 3.3 for INCEpTION and WebAnno
      brat         brat standoff, with its configuration
      jsonld       W3C Web Annotation
      docbin       spaCy's DocBin, for `spacy train`
      doccano      JSONL for doccano's import
      labelstudio  tasks for Label Studio, with its labelling interface

    \b
    Examples:
      annotate export build/ --to tei --out tei/ --licence "CC BY 4.0"
      annotate export build/ --to conllu --out conllu/ --status reviewed
      annotate export build/ --to docbin --out train/ --label PER --label LOC
      annotate export build/ --to brat --out brat/ --document terrils --force

    Exit code: 0 all was written, 1 some documents could not be read (they are named), 2 wrong
    usage, or there is something else at --out.
    """
    from annotate.cli.configuration import labels_for
    from annotate.cli.progress import watched
    from annotate.document.run_folder import RunFolder
    from annotate.exports.writing import LOSSES
    from annotate.exports.writing import export as export_run
    from annotate.review.unread import read_whole

    unread = 0
    if status == "gold":
        document, unread = read_whole(RunFolder(run), document or ())
        status = "reviewed"
    with watched(quiet=quiet, kept=f"nothing was written to {out}") as progress:
        done = export_run(
            run,
            to,
            out,
            documents=document or (),
            status=status,
            labels=label or (),
            licence=licence,
            table=labels_for(config, run),
            force=force,
            tell=progress,
        )
    if not quiet:
        print(f"wrote {done.spans} spans of {done.documents} documents into {out}")
        if unread:
            print(f"left out: documents that nobody has read whole ({unread})", file=sys.stderr)
        for what, count in sorted(done.losses.items()):
            print(f"left out: {what} ({count})", file=sys.stderr)
        if done.losses:
            print(f"what is left out of which document: {out / LOSSES}", file=sys.stderr)
    report_failed(list(done.failed))
