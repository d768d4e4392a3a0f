"""``annotate import``: what people changed in other programs, back into a run or into gold."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.configuration import LABELS_OPTION, YES_OPTION
from annotate.cli.review_options import (
    QuietOption,
    report_changed_sources,
    report_contradictions,
    report_failed,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotate.document.labels import LabelTable
    from annotate.errors import DocumentError
    from annotate.exports.document import Exchanged, Unplaced
    from annotate.review.decisions import Stamp
    from annotate.review.import_comparison import Import, Imported

_NAMED = 5
"""Spans with one reason that are named one by one."""


def import_(
    files: Annotated[
        Path,
        typer.Argument(
            metavar="FILES", help="A file, a folder (that of an export, or others), or a zip."
        ),
    ],
    by: Annotated[str, typer.Option("--by", help="Who changed or made them.")],
    run: Annotated[
        Path | None, typer.Option("--run", "-r", metavar="DIR", help="The run to enter them into.")
    ] = None,
    gold: Annotated[
        Path | None,
        typer.Option("--gold", "-g", metavar="DIR", help="Make gold of them, with their texts."),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FORMAT",
            help="tei, conll, conllu, xmi, tsv3, brat, jsonld, docbin, doccano or labelstudio. "
            "Default: that of the export.",
        ),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(
            "--export",
            metavar="DIR",
            help="The folder of the export that they come from, where they do not lie in it: it "
            "says what was exported, and in which format.",
        ),
    ] = None,
    label: Annotated[
        list[str] | None,
        typer.Option(
            "--label",
            "-l",
            metavar="THEIRS=OURS",
            help="What a label of theirs is called here, where labels_of_others.tsv does not say "
            "it; may be repeated. THEIRS= leaves such spans out.",
        ),
    ] = None,
    whole: Annotated[
        bool,
        typer.Option(
            "--read", help="They have read all of the texts: what is unchanged is accepted."
        ),
    ] = False,
    yes: Annotated[bool, YES_OPTION] = False,
    config: Annotated[Path | None, LABELS_OPTION] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace earlier gold.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Enter what people changed in another program as their decisions.

    With --run a file is compared with what the format held of the document of its name: a span that
    is new was added, one that is gone was rejected, one in the place of another corrects it. The
    decisions are one batch of the journal, which `annotate review undo` takes back. What has no
    place in the text is named. The export that the files lie in, or that --export names, tells what
    was exported: of the rest nothing counts as deleted, and where a text has changed since, what
    was changed in the file goes where the same words stand among the same words.

    A zip archive is read as what it holds. Of a project of INCEpTION it is the work of the person
    that --by names, else of the curator, else of the only annotator.

    With --gold the files are others' annotations of their own texts: DIR/texts gets the texts, and
    DIR the gold.

    \b
    Examples:
      annotate import brat/ --run build/ --by alice
      annotate import inception/terrils.xmi --from xmi --run build/ --by alice --read
      annotate import project.zip --export tsv3/ --run build/ --by alice
      annotate import brat/ --from brat --gold gold/ --by team --label func= --label ville=LOC
      annotate import corpus.conllu --from conllu --gold gold/ --by "UD team"

    Exit code: 0 all was entered, 1 a file or a span could not be (they are named), or something
    contradicts earlier decisions (then nothing is written), 2 wrong usage, or deletions wait for
    --yes.
    """
    from annotate.cli.configuration import labels_for
    from annotate.cli.progress import watched
    from annotate.errors import UsageError
    from annotate.exports.archives import unpacked
    from annotate.exports.labels_of_others import LabelsOfOthers
    from annotate.exports.reading import exported_by, format_of, read_documents
    from annotate.review.import_comparison import Import

    if (run is None) == (gold is None):
        raise UsageError("give either --run or --gold", remedy="`annotate import --help`")
    failed: list[DocumentError] = []
    with (
        unpacked(files, by) as place,
        watched(quiet=quiet, kept="nothing was entered") as progress,
    ):
        one = format_of(export or place, format_)
        labels = labels_for(config, *([run] if run else []))
        names = LabelsOfOthers(labels, label or ())
        documents = names.renamed(read_documents(one, place, failed, progress))
        if gold is not None:
            _make_gold(files, _once(documents, files), gold, by, labels, failed, force=force)
            return
        assert run is not None
        with exported_by(export or place, named=export is not None) as sent:
            how = Import(one.holds, _stamp(by), str(files), whole, sent)
            done = _enter(run, documents, how, labels, yes=yes)
    done.failed += failed
    if not quiet:
        print(
            f"{done.documents} documents: {done.unchanged} spans as they were, {done.accepted} of "
            f"them accepted; {done.added} added, {done.corrected} corrected, {done.rejected} "
            f"rejected, in {done.changed} documents"
        )
    if done.moved:
        told = ", ".join(done.moved[:_NAMED]) + (" …" if len(done.moved) > _NAMED else "")
        print(
            f"annotate: the text has changed since the export: {told}. What was changed in the "
            "files is entered where the same words stand among the same words",
            file=sys.stderr,
        )
    _tell_unplaced(done.unplaced)
    report_failed(list(done.failed))
    if done.unplaced:
        raise typer.Exit(1)


def _tell_unplaced(lost: Iterable[Unplaced]) -> None:
    """Name what was not entered: of many spans of a label with one reason the first."""
    from annotate.exports.document import NO_LABEL

    groups: dict[tuple[str, str], list[Unplaced]] = {}
    for one in lost:
        groups.setdefault((one.label, one.why), []).append(one)
    for (label, why), held in groups.items():
        for one in held[:_NAMED]:
            print(f"annotate: not entered: {one}", file=sys.stderr)
        if len(held) > _NAMED:
            more = len(held) - _NAMED
            print(f"annotate: not entered: {more} more {label}: {why}", file=sys.stderr)
    if any(why == NO_LABEL for _, why in groups):
        told = "say which of your labels theirs are with --label THEIRS=OURS"
        print(f"annotate: {told}", file=sys.stderr)


def _stamp(by: str) -> Stamp:
    """Return who enters something now."""
    from datetime import UTC, datetime

    from annotate.review.decisions import Stamp

    return Stamp(by, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def _enter(
    run: Path, documents: Iterable[Exchanged], how: Import, labels: LabelTable, *, yes: bool
) -> Imported:
    """Enter decisions into a run, and bring its tables up to date."""
    from annotate.document.run_folder import RunFolder
    from annotate.review.deciding import ContradictsError
    from annotate.review.decisions import decisions_in
    from annotate.review.importing import import_documents
    from annotate.review.keep import bring_up_to_date
    from annotate.run.rebuild import rebuild

    folder = RunFolder(run)
    folder.documents()
    report_changed_sources(folder)
    try:
        done = import_documents(folder, documents, how, labels, yes=yes)
    except ContradictsError as error:
        again = f"annotate import {how.origin} --run {run} --by {how.stamp.by}"
        report_contradictions(run, error.contradictions, again)
        raise typer.Exit(1) from None
    bring_up_to_date(folder, lambda: rebuild(folder, labels, decisions_in))
    return done


def _once(documents: Iterable[Exchanged], files: Path) -> list[Exchanged]:
    """Return the documents, those that come twice once."""
    from annotate.errors import UsageError

    found: dict[str, Exchanged] = {}
    for one in documents:
        other = found.setdefault(one.id, one)
        if (other.text, other.spans) != (one.text, one.spans):
            raise UsageError(
                f"{other.file} and {one.file} say different things of {one.id!r}",
                path=files,
                remedy="give one of them another name, or make gold of each in its own folder",
            )
    return list(found.values())


def _make_gold(
    files: Path,
    documents: Sequence[Exchanged],
    out: Path,
    by: str,
    labels: LabelTable,
    failed: list[DocumentError],
    *,
    force: bool,
) -> None:
    """Write the texts of others and their annotations as gold."""
    from annotate.errors import OutputError, UsageError
    from annotate.files import write_text
    from annotate.gold.from_others import gold_of
    from annotate.gold.writing import write_gold

    if not any(one.spans for one in documents):
        raise UsageError(
            "the format sees no annotations in them",
            path=files,
            remedy="check with --from which format they are in",
        )
    lost: list[Unplaced] = []
    made = []
    for one in documents:
        target = out / f"{one.id}.jsonl"
        if target.exists() and not force:
            raise OutputError("holds other gold", path=target, remedy="replace it with --force")
        standoff, left = gold_of(one, f"texts/{one.id}.txt", by, labels)
        lost += left
        made.append((target, standoff))
    for one in documents:
        write_text(out / "texts" / f"{one.id}.txt", one.text)
    write_gold(made, labels)
    print(f"wrote the gold of {len(made)} documents into {out}, and their texts into {out}/texts")
    _tell_unplaced(lost)
    report_failed(list(failed))
    if lost:
        raise typer.Exit(1)
