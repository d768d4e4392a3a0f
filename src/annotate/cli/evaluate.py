"""``annotate evaluate``: predictions against gold."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.configuration import LABELS_OPTION
from annotate.errors import OutputError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from annotate.document.labels import LabelTable
    from annotate.evaluation.evaluation import Evaluation

_SCORES = ("scores.csv", "scores.json", "errors.xlsx", "errors.html")
_SHOWN = 10


def evaluate(
    predictions: Annotated[
        Path | None,
        typer.Argument(
            metavar="PRED",
            help="The folder that `annotate run` wrote, a folder of .jsonl files, or one file.",
        ),
    ] = None,
    gold: Annotated[
        Path | None, typer.Option("--gold", "-g", help="Gold: a folder of .jsonl files, or one.")
    ] = None,
    labels: Annotated[
        str | None,
        typer.Option("--labels", "-l", help="Only these labels, with commas: PER,ORG,LOC."),
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option(
            "--compare", help="Another prediction: list what is better and worse than in it."
        ),
    ] = None,
    config: Annotated[Path | None, LABELS_OPTION] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A folder for the scores and the mistakes.")
    ] = None,
    by_document: Annotated[
        bool, typer.Option("--by-document", help="Print the strict F1 of each document too.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", "-f", help="Replace scores that --out holds.")
    ] = False,
) -> None:
    """Score annotations against gold.

    Documents are paired by the hash of their text, so that gold of another text is never scored.
    Names are scored strict (boundaries and label), exact (boundaries), partial (an overlap is
    worth a half) and by type (label and overlap), as in SemEval-2013 task 9; then values of
    dates, citation marks, acronyms with their expansions, and structure.

    \b
    Writes into --out:
      scores.csv, scores.json    every figure, by document and over the corpus
      errors.xlsx, errors.html   mistakes grouped by form, with contexts

    \b
    Examples:
      annotate evaluate build/ --gold corpus/gold/
      annotate evaluate build/ --gold corpus/gold/ --labels PER,ORG,LOC --by-document
      annotate evaluate build/ --gold corpus/gold/ --out scores/
      annotate evaluate build/ --gold corpus/gold/ --compare earlier-build/

    Exit code: 0 all went well, 1 a file of annotations is refused, 2 wrong usage.
    """
    from annotate.cli.configuration import labels_for

    console = _console()
    if out is not None:
        _check_out(out, force=force)
    if predictions is None or gold is None:
        raise UsageError(
            "there is nothing to compare",
            remedy="give PRED and --gold; `annotate evaluate --help` has examples",
        )
    known = labels_for(config, predictions)
    found = _score(predictions, gold, known, _wanted(labels, known), compare)
    _print(found, console, by_document=by_document)
    if out is not None:
        _write(found, out)
        console.print(f"written: {', '.join(str(out / name) for name in _SCORES)}", soft_wrap=True)


def _console() -> Console:
    from rich.console import Console

    console = Console(highlight=False)
    # A pipe has no width of its own; the tables need this much.
    return console if console.is_terminal else Console(width=140, highlight=False)


def _wanted(labels: str | None, known: LabelTable) -> frozenset[str] | None:
    if labels is None:
        return None
    wanted = frozenset(name.strip() for name in labels.split(",") if name.strip())
    strange = sorted(wanted - known.keys())
    if strange or not wanted:
        raise UsageError(
            f"--labels names {', '.join(strange) or 'nothing'}",
            remedy=f"use some of {', '.join(known)}, or {known.remedy}",
        )
    return wanted


def _check_out(out: Path, *, force: bool) -> None:
    if out.exists() and not out.is_dir():
        raise OutputError("is a file, not a folder", path=out, remedy="give another folder")
    held = [name for name in _SCORES if (out / name).exists()]
    if held and not force:
        raise OutputError(
            f"holds {', '.join(held)}",
            path=out,
            remedy="give another folder with --out, or replace them with --force",
        )


def _score(
    predictions: Path,
    gold: Path,
    known: LabelTable,
    labels: frozenset[str] | None,
    other: Path | None,
) -> Evaluation:
    from annotate.document.source import Source
    from annotate.evaluation.evaluation import evaluate as score
    from annotate.evaluation.reading import read_checked
    from annotate.evaluation.texts import texts_of_run
    from annotate.gold.files import check_against, read_gold

    predicted = read_checked(predictions, known)
    texts = texts_of_run(predictions, predicted)
    golds = read_gold(gold, known)
    for one in golds:
        text = texts.get(one.standoff.sha256)
        if text is not None:
            check_against(one, Source(one.standoff.document, one.standoff.source, text))
    return score(
        predicted,
        [one.standoff for one in golds],
        labels=labels,
        other=None if other is None else read_checked(other, known),
        texts=texts,
        order=known.entities,
    )


def _print(found: Evaluation, console: Console, *, by_document: bool) -> None:
    from annotate.evaluation.errors import group
    from annotate.evaluation.tables import changes_table, tables

    for remark in found.remarks:
        print(f"annotate: {remark}", file=sys.stderr)
    for table in tables(found, by_document=by_document):
        console.print(table)
    groups = group(found.mistakes)
    if groups:
        console.print(
            f"{len(found.mistakes)} mistakes over {len(groups)} forms; the commonest:", style="bold"
        )
        for some in groups[:_SHOWN]:
            console.print(f"  {some.summary}", markup=False, soft_wrap=True)
    changes = changes_table(found)
    if changes is not None:
        console.print(changes)


def _write(found: Evaluation, out: Path) -> None:
    from annotate.evaluation.error_files import write_mistakes_html, write_mistakes_xlsx
    from annotate.evaluation.report import write_scores_csv, write_scores_json

    writers = (write_scores_csv, write_scores_json, write_mistakes_xlsx, write_mistakes_html)
    for name, write in zip(_SCORES, writers, strict=True):
        write(out / name, found)
