"""``annotate gold adjudicate``: two annotation sets into gold, decided in a sheet or in doccano."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.configuration import LABELS_OPTION
from annotate.cli.review_options import sign_in

if TYPE_CHECKING:
    from annotate.document.labels import LabelTable
    from annotate.lexicons import Row
    from annotate.review.doccano.adjudication import Pair
    from annotate.review.sheet.adjudicating import Pairs
    from annotate.review.sheet.contradiction_list import ContradictionList


_Sheet = Annotated[
    Path | None,
    typer.Option(
        "--sheet",
        help="The list of contradictions (.xlsx or .csv): written with a cell to choose in for "
        "each, and read back. Default: with --run, review/contradictions.xlsx of the run.",
    ),
]
_Run = Annotated[
    Path | None,
    typer.Option("--run", help="The run that was annotated: its texts, its doccano projects."),
]
_Judge = Annotated[
    str | None,
    typer.Option("--judge", help="With --run: send what is open to this person's doccano."),
]
_Pull = Annotated[
    bool, typer.Option("--pull", help="With --run: read what was decided in doccano.")
]
_New = Annotated[bool, typer.Option("--new", help="With --judge: create a new project.")]
_Url = Annotated[
    str | None, typer.Option("--url", help="A doccano that runs elsewhere; see review push.")
]
_Home = Annotated[
    Path | None, typer.Option("--home", help="The home of the server; see review start.")
]


def adjudicate(
    first: Annotated[Path, typer.Argument(help="A folder with one annotator's annotation sets.")],
    second: Annotated[Path, typer.Argument(help="A folder with another annotator's.")],
    decisions: Annotated[
        Path, typer.Option("--decisions", help="The record of all decisions; made if need be.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the gold.")],
    sheet: _Sheet = None,
    run: _Run = None,
    judge: _Judge = None,
    pull: _Pull = False,
    new: _New = False,
    config: Annotated[Path | None, LABELS_OPTION] = None,
    url: _Url = None,
    home: _Home = None,
) -> None:
    """Reconcile two annotation sets: what both have is gold, the rest is decided by a person.

    There are two ways to decide. In a list (--sheet; with --run it is that of the run): a row for
    each contradiction, with what either says and both marked in the text; choose première, seconde,
    rien or fixer in its cell, and run the command again. In doccano: --judge sends the passages in
    which the two disagree, with what either has marked and a comment that says so; the judge
    deletes what is wrong, adds what is missing, and confirms; --pull reads it back. What excludes
    each other is one question, and cannot both be kept. Where the two differ in a value, a nesting
    or a long form of the same words, a comment such as `SIB = alice` says who is right. A judge may
    change her mind: the list shows what is decided, and a cell that is changed, or a text confirmed
    later in doccano, replaces it.

    Both write into the record (--decisions), from which the gold is made: until everything is
    decided, the command lists what is open. A row of your own in the record overrules what both
    annotators say: add, set or drop, with what the annotation carries in `decided`. Layers that
    the annotation sets do not have (the structure, where they are of names) are kept as the gold
    has them. A row without effect is refused, and so is what `annotate gold check` would refuse:
    then nothing is written.

    \b
    Examples:
      annotate gold adjudicate readings/A readings/B \\
          --decisions decisions.tsv --out corpus/gold --sheet open.xlsx
      annotate gold adjudicate build/review/readings/alice build/review/readings/bob \\
          --decisions decisions.tsv --out gold/ --run build/ --judge carol
      annotate gold adjudicate build/review/readings/alice build/review/readings/bob \\
          --decisions decisions.tsv --out gold/ --run build/ --pull
    """
    from annotate.cli.configuration import labels_for
    from annotate.document.discovery import read_all
    from annotate.errors import UsageError
    from annotate.gold.adjudication import pair_up
    from annotate.gold.adjudication_record import add_to_record
    from annotate.review.doccano.adjudication import Pair
    from annotate.review.sheet.adjudicating import chosen_rows
    from annotate.review.sheet.contradiction_list import (
        CONTRADICTIONS,
        ContradictionList,
        origin_of,
    )

    if (judge or pull) and run is None:
        raise UsageError("no run is named", remedy="name its folder with --run")
    names = (first.name, second.name)
    paired = pair_up(read_all(first), read_all(second))
    pairs = [Pair(*pair) for pair in paired]
    labels = labels_for(config, *filter(None, (run, first, second)))
    if judge is not None and run is not None:
        _send(pairs, names, run, judge, labels, new=new, url=url, home=home)
        return
    if sheet is None and run is not None:
        sheet = run / "review" / CONTRADICTIONS
    listed = ContradictionList(sheet, origin_of(names)) if sheet is not None else None
    chosen = chosen_rows(paired, names, listed) if listed is not None else []
    number = add_to_record(decisions, chosen, labels, last=True)
    if pull and run is not None:
        number += add_to_record(decisions, _pulled(pairs, names, run, url, home), labels)
    if number:
        print(f"{number} new decisions written into {decisions}")
    _reconcile(paired, names, decisions, labels, out, listed, run)


def _send(
    pairs: list[Pair],
    names: tuple[str, str],
    run: Path,
    judge: str,
    labels: LabelTable,
    *,
    new: bool,
    url: str | None,
    home: Path | None,
) -> None:
    from annotate.document.run_folder import RunFolder
    from annotate.review.credentials import open_session
    from annotate.review.doccano.adjudication import push_differences
    from annotate.review.server.home import home_at

    session = open_session(url, home_at(home))
    report = push_differences(RunFolder(run), session, labels, pairs, names, judge, new=new)
    for error in report.refused:
        print(f"annotate: {error}", file=sys.stderr)
    differing = sum(len(pair.differing) for pair in pairs)
    print(
        f"{differing} disagreements in {len(pairs)} documents; {report.examples} pieces sent to "
        f"{judge}: {report.url}/projects/{report.number}"
    )
    print(f"{sign_in(report.url, [judge])}, then open the project {report.project!r}")
    print("next: when they are confirmed there, the same command with --pull in place of --judge")
    if report.refused:
        raise typer.Exit(1)


def _pulled(
    pairs: list[Pair], names: tuple[str, str], run: Path, url: str | None, home: Path | None
) -> list[Row]:
    """Return the rows that were decided in doccano."""
    from annotate.document.run_folder import RunFolder
    from annotate.review.credentials import open_session
    from annotate.review.doccano.adjudication import pull_differences
    from annotate.review.server.home import home_at

    session = open_session(url, home_at(home))
    found, remarks = pull_differences(RunFolder(run), session, pairs, names)
    for remark in remarks:
        print(f"annotate: {remark.document}, {remark.place}: {remark.what}", file=sys.stderr)
    return found


def _reconcile(
    pairs: Pairs,
    names: tuple[str, str],
    decisions: Path,
    labels: LabelTable,
    out: Path,
    listed: ContradictionList | None,
    run: Path | None,
) -> None:
    """Write the gold that the record makes, or list what is open."""
    from annotate.document.run_folder import RunFolder
    from annotate.gold.adjudication import adjudicate as reconcile
    from annotate.gold.adjudication import row_of
    from annotate.gold.adjudication_record import read_rulings, write_record
    from annotate.gold.writing import with_other_layers, write_gold
    from annotate.review.sheet.adjudicating import write_list

    rulings = read_rulings(decisions, labels) if decisions.exists() else []
    reconciled = [reconcile(*pair, rulings, names) for pair in pairs]
    open_ = [row_of(one) for _, rest in reconciled for one in rest]
    if listed is not None:
        write_list(pairs, names, rulings, listed, RunFolder(run) if run else None)
    if open_:
        write_record(decisions, [*(one.row for one in rulings), *open_])
        where = f"in {listed.path}" if listed else "in a list (--sheet) or in doccano (--judge)"
        print(
            f"annotate: {len(open_)} disagreements are not decided yet, listed in {decisions}: "
            f"decide them {where}, and run the command again",
            file=sys.stderr,
        )
        raise typer.Exit(1)
    targets = [(out / f"{standoff.document}.jsonl", standoff) for standoff, _ in reconciled]
    made = [(target, with_other_layers(standoff, target)) for target, standoff in targets]
    write_gold(made, labels, rulings)
    print(f"wrote the gold of {len(reconciled)} documents into {out}")
