"""``annotate agree``: how far annotators of the same documents agree, and where they do not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.configuration import LABELS_OPTION

if TYPE_CHECKING:
    from rich.console import Console

    from annotate.evaluation.agreement import Agreement, Figure


def agree(
    annotators: Annotated[
        list[Path],
        typer.Argument(
            metavar="A B...",
            help="For each annotator a folder of standoff files, a file, or the folder that a run "
            "wrote.",
            show_default=False,
        ),
    ],
    name: Annotated[
        list[str] | None,
        typer.Option(
            "--name", "-n", help="The name of an annotator; once for each, in the same order."
        ),
    ] = None,
    texts: Annotated[
        list[Path] | None,
        typer.Option(
            "--texts",
            "-t",
            help="A folder with the source texts (ID.txt, or the files as they were annotated), "
            "for kappa and alpha. May be given several times.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="A folder for the tables and the list of disagreements."),
    ] = None,
    gamma: Annotated[
        bool,
        typer.Option(
            "--gamma",
            help="Calculate γ too, some seconds a document: needs the package "
            "pygamma-agreement==0.5.9, which is 800 MB and in part (cvxopt) under the GPL 3.",
        ),
    ] = False,
    config: Annotated[Path | None, LABELS_OPTION] = None,
    force: Annotated[
        bool, typer.Option("--force", "-f", help="Replace tables that --out holds.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print errors only: no progress, no table.")
    ] = False,
) -> None:
    """Measure how far two annotators or more agree.

    Documents are paired by the hash of their source text. Compared are the names of the flat
    layer, nested names, date values, marks of citation, acronyms, their expansions, and the
    structure.

    \b
    strict     F1 of the same boundaries and the same content (label, value, expansion, mark)
    partial    F1 of boundaries alone; an overlap counts half
    type       F1 of the same content with any overlap
    kappa      Cohen's kappa over the tokens of the text, each with the label of its name, or O
    alpha      Krippendorff's alpha over the same tokens, for any number of annotators
    γ          of whole annotations, their places and labels; for a label, γ-k

    F1 compares each annotator with the other and does not depend on which comes first. Most
    tokens of a text belong to no name and are agreed on without effort; as their number grows,
    kappa tends to the F1 of the same tokens (Hripcsak and Rothschild 2005), so that F1 is the
    figure to report for names. The columns kappa_labelled and alpha_labelled leave out the tokens
    that nobody labelled; the doubtful ones and the agreed names remain, so that these figures are
    lower and may fall below 0. * marks a figure that rests on fewer than 30 items.

    \b
    Kappa and alpha need the source texts, because annotations do not say where words begin. They
    are looked for in --texts, in the folder of the run, and at the path that the annotations
    name; a text with another hash is not used.

    \b
    Writes into --out:
      agreement.csv, agreement.json            every figure, by layer, document and label
      disagreements.csv, disagreements.xlsx    each place where they differ, and what each says

    \b
    Examples:
      annotate agree alice/ bob/ --texts corpus/
      annotate agree alice/ bob/ carol/ --out build/agreement
      annotate agree first.jsonl second.jsonl --name before --name after
      annotate agree alice/ bob/ --texts corpus/ --gamma

    Exit code: 0 all went well, 1 a file cannot be used (it is named), 2 wrong usage, or no document
    is shared.
    """
    from annotate.cli.configuration import labels_for
    from annotate.cli.progress import Progress
    from annotate.evaluation.agreement import measure
    from annotate.evaluation.agreement_files import write_agreement
    from annotate.evaluation.annotators import read_annotators

    if out is not None:
        _check_out(out, force=force)
    read = read_annotators(annotators, labels_for(config, *annotators), name or [])
    with Progress(enabled=not quiet and sys.stderr.isatty()) as progress:
        agreement = measure(read, texts or [], with_gamma=gamma, step=progress)
    files = write_agreement(out, agreement, read) if out is not None else []
    if not quiet:
        _print(agreement, files)


def _check_out(out: Path, *, force: bool) -> None:
    from annotate.errors import OutputError

    if out.exists() and not out.is_dir():
        raise OutputError("is a file, not a folder", path=out, remedy="give another folder")
    if (out / "agreement.json").exists() and not force:
        raise OutputError(
            "holds the tables of an earlier measurement",
            path=out,
            remedy="give another folder with --out, or replace them with --force",
        )


def _print(agreement: Agreement, files: Sequence[Path]) -> None:
    from rich.console import Console

    console = Console()
    if not console.is_terminal:
        console = Console(width=120)
    groups = list(dict.fromkeys(one.annotators for one in agreement.figures))
    for group in groups:
        mine = [one for one in agreement.figures if one.annotators == group]
        _print_table(console, ", ".join(group), "label", [f for f in mine if not f.document])
        by_document = [f for f in mine if f.document and not f.label and f.aspect == "entities"]
        if len(agreement.documents) > 1:
            _print_table(console, f"{', '.join(group)}: entities", "document", by_document)
    if any(one.few for one in agreement.figures):
        console.print("* rests on fewer than 30 items", highlight=False)
    for remark in agreement.remarks:
        console.print(f"- {remark}", highlight=False, markup=False, soft_wrap=True)
    number = len(agreement.disagreements)
    count = f"{number} disagreement{'' if number == 1 else 's'}"
    where = f": open {files[-1]}" if files else " (--out DIR lists them)" if number else ""
    console.print(count + where, highlight=False, markup=False, soft_wrap=True)


def _print_table(console: Console, title: str, first: str, figures: Sequence[Figure]) -> None:
    from rich.markup import escape
    from rich.table import Table

    if not any(one.tally.items for one in figures):
        return
    table = Table(title=escape(title), title_justify="left")
    if first == "label":
        table.add_column("layer")
    table.add_column(first)
    numbers: dict[str, Callable[[Figure], str]] = {
        "places": lambda one: str(one.tally.places) + ("*" if one.few else ""),
        "strict": lambda one: _rate(one.tally.strict_f1),
        "partial": lambda one: _rate(one.tally.partial_f1),
        "type": lambda one: _rate(one.tally.type_f1),
        "kappa": lambda one: _rate(one.kappa),
        "alpha": lambda one: _rate(one.alpha),
        "γ": lambda one: _rate(one.gamma),
    }
    columns = {
        column: cell
        for column, cell in numbers.items()
        if column in {"places", "strict", "partial", "type"} or any(map(cell, figures))
    }
    for column in columns:
        table.add_column(column, justify="right")
    layer = None
    for one in figures:
        # A layer with one label would repeat every figure.
        if one.label and first == "label" and _lines(figures, one.aspect) == 2:
            continue
        head = [] if first != "label" else ["" if one.aspect == layer else one.aspect]
        line = one.document if first == "document" else one.label or "all"
        table.add_row(*map(escape, head), escape(line), *(cell(one) for cell in columns.values()))
        layer = one.aspect
    console.print(table)


def _lines(figures: Sequence[Figure], aspect: str) -> int:
    return sum(one.aspect == aspect for one in figures)


def _rate(value: float | None) -> str:
    return "" if value is None else f"{value + 0.0:.3f}"
