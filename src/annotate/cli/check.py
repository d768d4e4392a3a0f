"""``annotate check``: forms in doubt over a run, and a sheet of decisions applied to it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.configuration import YES_OPTION
from annotate.cli.counts import counted
from annotate.cli.groups import verb_group
from annotate.cli.review_options import report_contradictions

if TYPE_CHECKING:
    from annotate.review.sheet.apply import Applied
    from annotate.review.sheet.consistency_queue import Case

check = typer.Typer(
    cls=verb_group("queue"),
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Find what is inconsistent in a run, decide in a sheet, and apply the decisions.

    `annotate check DIR` is short for `annotate check queue DIR`.

    \b
    Examples:
      annotate check build/
      annotate check build/ --out decisions.xlsx
      annotate check apply decisions.xlsx --to build/ --by alice
      annotate check queue build/ --contexts 50
    """,
)

_CONFIG_HELP = (
    "The configuration folder, with decisions.tsv if there is one. Default: ./configs if it is "
    "there, else decisions are remembered in DIR/review/decisions.tsv."
)


@check.command("queue")
def queue(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder that `annotate run` wrote.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The sheet to fill: .xlsx, or .csv (then several files)."),
    ] = None,
    config: Annotated[Path | None, typer.Option("--config", "-c", help=_CONFIG_HELP)] = None,
    contexts: Annotated[
        int,
        typer.Option("--contexts", min=1, help="Occurrences of a form that are listed at most."),
    ] = 20,
    oldest: Annotated[
        int, typer.Option("--oldest-year", help="Dates before this year are in doubt.")
    ] = 1000,
    newest: Annotated[
        int | None,
        typer.Option(
            "--newest-year", help="Dates after this year are in doubt. Default: in ten years."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace an earlier sheet.")] = False,
) -> None:
    """List the forms of a run that are in doubt, the commonest first.

    A form is in doubt if it has several labels, is annotated here and missed there, has different
    boundaries, is an acronym with two expansions, a date that is not plausible, or a name that the
    index hesitates to merge with another one. What somebody decided, or what decisions.tsv says, is
    not listed again.

    \b
    Examples:
      annotate check build/
      annotate check queue build/ --out decisions.xlsx --contexts 50
      annotate check build/ --out decisions.csv --oldest-year 1700 --newest-year 2030
    """
    from annotate.cli.configuration import labels_for
    from annotate.document.run_folder import RunFolder
    from annotate.errors import OutputError
    from annotate.review.form_decisions import read_form_decisions
    from annotate.review.journal.journal import Journal
    from annotate.review.sheet.check_sheet import write_check_sheet
    from annotate.review.sheet.consistency_queue import Limits, default_limits, gather, queue_of

    if out is not None and out.exists() and not force:
        raise OutputError("is there already", path=out, remedy="replace it with --force")
    labels = labels_for(config, folder)
    table = read_form_decisions(_tables(config, folder), labels)
    limits = Limits(oldest, default_limits().newest if newest is None else newest)
    run = RunFolder(folder)
    Journal(run).settle()
    cases = queue_of(gather(run), table, limits)
    if out is None:
        _print_cases(cases)
    else:
        write_check_sheet(out, cases, labels.entities, contexts)
        print(f"wrote {out}: {counted(len(cases), 'form')} in doubt{_kinds(cases)}")


@check.command("apply")
def apply(
    sheet: Annotated[Path, typer.Argument(help="The sheet, filled.")],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="The run that it was made for.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who decided.")],
    config: Annotated[Path | None, typer.Option("--config", "-c", help=_CONFIG_HELP)] = None,
    yes: Annotated[bool, YES_OPTION] = False,
) -> None:
    """Apply a filled sheet: decisions become annotations, and those for everywhere are remembered.

    In the sheet of forms, garder, étiqueter, bornes, rejeter or ajouter hold for every occurrence
    (partout), or for those that the sheet of occurrences marks (ici). What you decided on an
    occurrence before is not changed, but listed. What contradicts somebody else's decision stops
    the whole sheet: nothing is written, and each contradiction is a row of
    DIR/review/contradictions.xlsx with a cell to choose in; then apply the sheet again. Rows that
    were made for other annotations are refused, the others are applied. A sheet that is applied
    twice changes nothing more.

    What is applied is one batch, which `annotate review undo` takes back. A sheet that deletes more
    than a third of a text's annotations, or all of one label, is not applied without --yes.

    \b
    Examples:
      annotate check apply decisions.xlsx --to build/ --by alice
      annotate check apply decisions.csv --to build/ --by alice --config configs/

    Exit code: 0 all went well, 1 some rows were refused (they are named), or something contradicts
    (then nothing is written), 2 wrong usage, or the whole sheet waits for --yes.
    """
    from datetime import UTC, datetime

    from annotate.cli.configuration import labels_for
    from annotate.document.run_folder import RunFolder
    from annotate.review.deciding import ContradictsError
    from annotate.review.decisions import decisions_in
    from annotate.review.keep import bring_up_to_date
    from annotate.review.sheet.apply import apply_sheet
    from annotate.run.rebuild import rebuild

    folder, labels = RunFolder(to), labels_for(config, to)
    folder.documents()
    table = _tables(config, to)[0]
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        applied = apply_sheet(sheet, folder, by, at, table, labels, yes=yes)
    except ContradictsError as error:
        report_contradictions(to, error.contradictions, f"annotate check apply {sheet} …")
        raise typer.Exit(1) from None
    bring_up_to_date(folder, lambda: rebuild(folder, labels, decisions_in))
    _print_applied(applied, table)
    if applied.refused:
        raise typer.Exit(1)


def _tables(config: Path | None, folder: Path) -> tuple[Path, ...]:
    from annotate.cli.configuration import remembering
    from annotate.index.decided import decision_tables

    return decision_tables(remembering(config), folder)


def _print_cases(cases: list[Case]) -> None:
    from annotate.review.sheet.check_sheet import counts_in_words

    for case in cases:
        doubts = "; ".join(doubt.english for doubt in case.doubts)
        print(f"{len(case.occurrences):5}  {case.form}  [{counts_in_words(case.labels)}]  {doubts}")
        print(f"       {case.occurrences[0].document}: {case.occurrences[0].context}")
    print(f"{counted(len(cases), 'form')} in doubt{_kinds(cases)}")


def _kinds(cases: list[Case]) -> str:
    from annotate.review.sheet.check_sheet import kinds_of
    from annotate.review.sheet.doubts import MEANINGS, Kind

    counts = kinds_of(cases)
    every = [f"{counts[kind]} {MEANINGS[kind][1].split(':')[0]}" for kind in Kind if counts[kind]]
    return f" ({', '.join(every)})" if every else ""


def _print_applied(applied: Applied, table: Path) -> None:
    tally = applied.tally
    for refusal in applied.refused:
        print(f"annotate: refused: {refusal}", file=sys.stderr)
    for conflict in tally.conflicts:
        print(f"annotate: left as it is: {conflict}", file=sys.stderr)
    corrected = tally.relabelled + tally.bounded
    print(
        f"{tally.kept} kept, {corrected} corrected ({tally.relabelled} labels, "
        f"{tally.bounded} boundaries), {tally.rejected + tally.denied} rejected, "
        f"{tally.added} added in {counted(applied.documents, 'document')}"
    )
    others = [
        (tally.unchanged, "decided so already"),
        (tally.absent, "left because the wanted quote does not occur there"),
        (len(tally.conflicts), "left because of what is decided or annotated there"),
        (applied.settled, "settled in the list of contradictions"),
    ]
    for number, what in others:
        if number:
            print(f"{number} {what}")
    if applied.refused:
        print(f"{counted(len(applied.refused), 'row')} refused")
    if applied.remembered:
        print(f"{counted(applied.remembered, 'decision')} remembered in {table}")
