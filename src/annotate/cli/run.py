"""``annotate run``: from files to annotations, tables and a report."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.counts import counted
from annotate.cli.progress import Shown
from annotate.cli.remarks import print_remarks

if TYPE_CHECKING:
    from annotate.document.labels import LabelTable
    from annotate.run.options import Engine
    from annotate.run.results import RunReport
    from annotate.run.workers import Limits


class LanguageCheck(StrEnum):
    """Whether the language of texts is checked."""

    ON = "on"
    OFF = "off"


OutOption = Annotated[Path, typer.Option("--out", "-o", help="The folder to write into.")]
ForceOption = Annotated[
    bool, typer.Option("--force", "-f", help="Write into --out whatever it holds.")
]
ProgressOption = Annotated[
    Shown,
    typer.Option(
        envvar="ANNOTATE_PROGRESS",
        help="How far it is, on standard error. auto: a bar on a terminal; elsewhere a line every "
        "ten seconds, if it takes longer than that. lines: lines in any case.",
    ),
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print errors only: no progress, no table.")
]


def run(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="Files (.txt, .pdf, .docx, .odt, .rtf, .doc, .epub, .html, TEI .xml), folders, "
            "patterns such as 'texts/*.pdf', or - for standard input.",
        ),
    ],
    out: OutOption,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            "-c",
            help="A folder with pipeline.cfg, labels.tsv and lexicons/, or the pipeline.cfg. "
            "Default: ./configs if it is there, else the one that annotate ships.",
        ),
    ] = None,
    force: ForceOption = False,
    discard_decisions: Annotated[
        bool,
        typer.Option(
            "--discard-decisions",
            help="Replace what reviewers decided on an earlier run into --out, which is kept "
            "otherwise. Copies go to review/superseded/.",
        ),
    ] = False,
    gold: Annotated[
        Path | None,
        typer.Option(
            "--gold",
            help="Where gold of the texts is. Default: folders named gold next to the inputs, and "
            "corpus/gold. Texts that have gold are scored.",
        ),
    ] = None,
    language_check: Annotated[
        LanguageCheck,
        typer.Option(
            help="on: a text that certainly is not French is refused, and a doubtful one told. "
            "off: every text is taken for French.",
        ),
    ] = LanguageCheck.ON,
    ocr: Annotated[
        bool,
        typer.Option(
            "--ocr",
            help="Recognise the text of scanned pages with Tesseract (packages tesseract-ocr and "
            "tesseract-ocr-fra). Pictures (.png, .jpg, .tiff) are read, too, when they are named.",
        ),
    ] = False,
    page_images: Annotated[
        bool,
        typer.Option(
            "--page-images",
            help="Keep pictures of the pages of PDFs in DIR/pages (some 70 kB a page): the report "
            "shows a mention on its page.",
        ),
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            min=1,
            help="How many documents are done at a time, each in a process of its own. Default: "
            "one for each core.",
        ),
    ] = None,
    timeout: Annotated[
        float,
        typer.Option(
            min=0.1, help="Seconds that one document may take; one that takes longer has failed."
        ),
    ] = 1800.0,
    retry: Annotated[
        bool,
        typer.Option(
            "--retry/--skip-failed",
            help="Whether documents that failed before are tried again, although nothing has "
            "changed for them.",
        ),
    ] = True,
    anew: Annotated[
        bool, typer.Option("--anew", help="Do documents again that nothing has changed for.")
    ] = False,
    why: Annotated[
        bool,
        typer.Option(
            "--why",
            help="Say of each document why it is done again, or not, and so of index, tables and "
            "report.",
        ),
    ] = False,
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="K/N",
            help="Do the K-th of N parts of the inputs; `annotate merge` makes one run of the "
            "parts.",
        ),
    ] = None,
    progress: ProgressOption = Shown.AUTO,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Do the documents on a cluster, with folders that all its machines share: the "
            "address of a dask scheduler (tcp://HOST:8786), slurm (jobs as dask-jobqueue is "
            "configured, as many as --jobs says) or local (processes of this machine). Needs the "
            "extra `cluster`.",
        ),
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Annotate French texts: plain text, PDF, DOCX, ODT, RTF, EPUB, HTML and TEI P5.

    \b
    Writes into --out:
      text/ID.txt, text/ID.mended.txt      the source text, and the text as one reads it
      annotations/ID.jsonl                 annotations with exact source offsets
      mentions.csv, entities.csv, acronyms.csv, timeline.csv; entities.xlsx has all of them
      places.geojson, network.graphml      places for a map, entities named together
      report.html                          opens by a double click
      documents.csv                        the documents, each with what became of it
      conflicts.csv                        where new predictions and reviewers' decisions differ
      run.json, run.log.jsonl              what ran, and what became of each document

    Run again into the same folder, it does what has changed since: a source, the configuration, a
    lexicon, the model or the program. A run that was broken off goes on where it was. `annotate
    status DIR` tells from another terminal how far it is.

    \b
    Examples:
      annotate run corpus/ --out build/
      annotate run a.pdf b.txt --out build/
      annotate run 'texts/*.pdf' --out build/ --config myconfigs/
      annotate run scan.pdf --out build/ --ocr
      annotate run texts/ --out build/ --jobs 8 --timeout 600 --skip-failed
      annotate run texts/ --out parts/2 --shard 2/7
      annotate run texts/ --out build/ --progress lines 2> run.txt
      annotate run texts/ --out build/ --cluster tcp://10.0.0.1:8786
      pdftotext article.pdf - | annotate run - --out build/

    Exit code: 0 all went well, 1 some documents failed (they are named), 2 wrong usage or
    configuration, 130 Ctrl-C, 143 SIGTERM, 129 the terminal was closed (SIGHUP).
    """
    from functools import partial

    from annotate.cli.configuration import chosen
    from annotate.cli.progress import watched
    from annotate.document.labels import labels_of
    from annotate.gold.files import read_gold
    from annotate.progress import Tally
    from annotate.review.keep import ReviewDecisions
    from annotate.run.input_names import printable
    from annotate.run.inputs import find_inputs
    from annotate.run.options import Options, Shard
    from annotate.run.out_folder import open_output
    from annotate.run.planning import Failed
    from annotate.run.run import run as run_batch
    from annotate.run.workers import Limits, usable_cores

    pipeline = chosen(config)
    labels = labels_of(pipeline)
    if gold is not None:
        # What is named is wanted: a fault in it is reported before anything is done.
        read_gold(gold, labels)
    jobs = jobs or usable_cores()
    tally = Tally()
    limits = Limits(seconds=timeout)
    options = Options(
        check_language=language_check is LanguageCheck.ON,
        page_images=page_images,
        failed=Failed.RETRY if retry else Failed.SKIP,
        anew=anew,
        discard=discard_decisions,
        shard=Shard.parse(shard) if shard else None,
        gold=gold,
        engine=_engine(cluster, jobs, limits),
        jobs=jobs if cluster is None else usable_cores(),
        tally=tally,
        about={"command": [printable(one) for one in sys.argv], "jobs": jobs},
    )
    found = find_inputs(inputs, out, ocr=ocr)
    output = open_output(out, force=force)
    decisions = partial(ReviewDecisions, output, pipeline.parent, labels, discard=discard_decisions)
    with watched(
        quiet=quiet,
        kept=f"every file in {out} is whole; the same command goes on where it was",
        shown=progress,
        tally=tally,
    ) as watcher:
        report = run_batch(
            found, output, pipeline, decisions, watcher, options, print if why else None
        )
    print_report(report, out, labels, quiet=quiet)
    if report.exit_code:
        raise typer.Exit(report.exit_code)


def _engine(cluster: str | None, jobs: int, limits: Limits) -> Engine:
    from annotate.run.options import local_engine

    if cluster is None:
        return local_engine(jobs, limits)
    from annotate.run.cluster import cluster_engine

    return cluster_engine(cluster, jobs, limits)


def print_report(report: RunReport, out: Path, labels: LabelTable, *, quiet: bool) -> None:
    """Print what a run or a merge has come to; errors and remarks on standard error."""
    for failure in report.failures():
        print(f"annotate: {failure.error}", file=sys.stderr)
    for one in report.finished():
        print_remarks(one.shown, one.remarks)
    for dispute in report.disputes:
        print(f"annotate: {dispute}", file=sys.stderr)
    for told in (*report.faults, *report.remarks, *(report.gold.remarks if report.gold else ())):
        print(f"annotate: {told}", file=sys.stderr)
    if not quiet:
        _print_table(report, out, labels)


_SHOWN = 60
"""Documents of which each has a row in the table that is printed."""


def _print_table(report: RunReport, out: Path, labels: LabelTable) -> None:
    from rich.console import Console
    from rich.table import Table

    from annotate.review.keep import CONFLICTS

    totals = report.totals
    order = [label for label in labels if label in totals.counts]
    # What a reviewer gave with a label that the table has lost since.
    order += sorted(set(totals.counts) - set(order))
    table = Table(title=None, show_footer=totals.documents > 1)
    table.add_column("document", footer=counted(totals.documents, "document"))
    columns = [
        ("pages", totals.pages),
        ("words", totals.words),
        *((label, totals.counts[label]) for label in order),
    ]
    for name, total in columns:
        table.add_column(name, justify="right", footer=str(total))
    for one in report.finished() if totals.documents <= _SHOWN else ():
        cells = [one.pages, one.words, *(one.counts.get(label, 0) for label in order)]
        table.add_row(one.id, *map(str, cells))
    console = Console()
    if not console.is_terminal:
        console = Console(width=120)
    if totals.documents:
        console.print(table)
    names = sum(number for label, number in totals.counts.items() if label != "ACRONYM")
    if not totals.documents:
        console.print("no document was treated; what the folder held is as it was")
        return
    kept = f" ({totals.kept} of them done before)" if totals.kept else ""
    entities = "" if report.shard else f" of {report.entities} entities"
    then = (
        "`annotate merge` makes one run of its parts"
        if report.shard
        else f"open {out / 'report.html'}"
    )
    if report.unchanged:
        console.print("nothing changed: index, tables and report are as they were")
    console.print(
        f"{counted(totals.documents, 'document')}{kept}, "
        f"{counted(names, 'mention')}{entities}, {counted(totals.failures, 'failure')}: {then}",
        highlight=False,
        soft_wrap=True,
    )
    if totals.pictures:
        console.print(
            f"pictures of pages: {totals.pictures / 1e6:.1f} MB in {out / 'pages'}",
            highlight=False,
            soft_wrap=True,
        )
    if totals.decisions or report.conflicts:
        console.print(
            f"{counted(totals.decisions, 'decision')} of reviewers kept, "
            f"{counted(report.conflicts, 'conflict')} with what the rules say now"
            + (f": see {out / CONFLICTS}" if report.conflicts else ""),
            highlight=False,
            soft_wrap=True,
        )
    if report.gold is not None and report.gold.documents:
        scores = ", ".join(f"{label} {100 * f1:.1f}" for label, f1 in report.gold.strict.items())
        console.print(
            f"{counted(len(report.gold.documents), 'document')} with gold, strict F1: {scores} "
            f"(`annotate evaluate {out} --gold ...` says more)",
            highlight=False,
            soft_wrap=True,
        )
