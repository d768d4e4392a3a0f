"""``annotate gold adjudicate``: two readings into gold, decided in a table, a sheet or doccano."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.configuration import LABELS_OPTION

if TYPE_CHECKING:
    from annotate.document.labels import LabelTable
    from annotate.lexicons import Row
    from annotate.review.doccano.adjudication import Pair


def adjudicate(
    first: Annotated[Path, typer.Argument(help="A folder with one annotator's readings.")],
    second: Annotated[Path, typer.Argument(help="A folder with another's.")],
    decisions: Annotated[
        Path, typer.Option("--decisions", help="The table of decisions; made if it is not there.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the gold.")],
    sheet: Annotated[
        Path | None,
        typer.Option(
            "--sheet",
            help="What is open as a sheet with drop-downs (.xlsx or .csv); read back if it is "
            "there.",
        ),
    ] = None,
    run: Annotated[
        Path | None,
        typer.Option("--run", help="The folder of the run that was read: its texts, its project."),
    ] = None,
    judge: Annotated[
        str | None,
        typer.Option("--judge", help="With --run: send what is open to this person's doccano."),
    ] = None,
    pull: Annotated[
        bool, typer.Option("--pull", help="With --run: read what was chosen in doccano.")
    ] = False,
    new: Annotated[bool, typer.Option("--new", help="With --judge: make a new project.")] = False,
    config: Annotated[Path | None, LABELS_OPTION] = None,
    url: Annotated[
        str | None, typer.Option("--url", help="A doccano that runs elsewhere; see review push.")
    ] = None,
    home: Annotated[
        Path | None, typer.Option("--home", help="The home of the server; see review start.")
    ] = None,
) -> None:
    """Reconcile two readings: what both share is gold, the rest is decided in a table.

    Disagreements without a decision are written into the table with an empty cell: fill it with
    first, second or drop, give a reason, and run the command again. A row of your own overrules
    what both readings say: add, set or drop, with what the annotation carries in `decided`. Layers
    that the readings do not have (the structure, where they are of names) stay as the gold has
    them. A row without effect is refused, and so is what `annotate gold check` would refuse: then
    nothing is written.

    A third person may decide in a sheet (--sheet), or in doccano: --judge sends the passages in
    which the two differ, with what either has marked and a comment that says so; the judge deletes
    what is wrong, adds what is missing, and confirms; --pull reads it back into the table.

    \b
    Examples:
      annotate gold adjudicate readings/A readings/B \\
          --decisions decisions.tsv --out corpus/gold
      annotate gold adjudicate build/review/readings/alice build/review/readings/bob \\
          --decisions decisions.tsv --out gold/ --run build/ --judge carol
      annotate gold adjudicate build/review/readings/alice build/review/readings/bob \\
          --decisions decisions.tsv --out gold/ --run build/ --pull
    """
    from annotate.cli.configuration import labels_for
    from annotate.document.discovery import read_all
    from annotate.errors import UsageError
    from annotate.gold.adjudication import pair_up
    from annotate.review.doccano.adjudication import Pair

    if (judge or pull) and run is None:
        raise UsageError("no run is named", remedy="name its folder with --run")
    pairs = [Pair(*pair) for pair in pair_up(read_all(first), read_all(second))]
    labels = labels_for(config, *filter(None, (run, first, second)))
    if judge is not None and run is not None:
        _send(pairs, (first.name, second.name), run, judge, labels, new=new, url=url, home=home)
        return
    rows = _chosen(pairs, decisions, labels, sheet, run if pull else None, url, home)
    _reconcile(pairs, (first.name, second.name), decisions, labels, rows, out, sheet, run)


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
        f"{differing} disagreements in {len(pairs)} documents; {report.pieces} pieces sent to "
        f"{judge}: {report.url}/projects/{report.number}"
    )
    if report.refused:
        raise typer.Exit(1)


def _chosen(
    pairs: list[Pair],
    decisions: Path,
    labels: LabelTable,
    sheet: Path | None,
    run: Path | None,
    url: str | None,
    home: Path | None,
) -> list[Row]:
    """Return the decided rows of the table, with those of the sheet and of doccano."""
    from annotate.document.run_folder import RunFolder
    from annotate.gold.decision_table import read_decisions, write_decisions
    from annotate.review.credentials import open_session
    from annotate.review.decision_sheet import merged_rows, read_decision_sheet
    from annotate.review.doccano.adjudication import pull_differences
    from annotate.review.server.home import home_at

    rows = [one.row for one in read_decisions(decisions, labels)] if decisions.exists() else []
    new: list[Row] = []
    if sheet is not None and sheet.exists():
        new += read_decision_sheet(sheet)
    if run is not None:
        found, remarks = pull_differences(RunFolder(run), open_session(url, home_at(home)), pairs)
        for remark in remarks:
            print(f"annotate: {remark.document}, {remark.place}: {remark.what}", file=sys.stderr)
        new += found
    if new:
        merged = merged_rows(rows, new)
        write_decisions(decisions, merged)
        print(f"{len(merged) - len(rows)} new decisions written into {decisions}")
        return merged
    return rows


def _reconcile(
    pairs: list[Pair],
    names: tuple[str, str],
    decisions: Path,
    labels: LabelTable,
    rows: list[Row],
    out: Path,
    sheet: Path | None,
    run: Path | None,
) -> None:
    from annotate.document.run_folder import RunFolder
    from annotate.document.standoff import dumps
    from annotate.files import write_text
    from annotate.gold.adjudication import adjudicate as reconcile
    from annotate.gold.adjudication import row_of, with_other_layers
    from annotate.gold.decision_table import read_decisions, write_decisions
    from annotate.gold.validation import prove
    from annotate.review.decision_sheet import write_decision_sheet

    decided = read_decisions(decisions, labels) if decisions.exists() else []
    reconciled = [reconcile(pair.first, pair.second, decided, names) for pair in pairs]
    open_ = [row_of(one) for _, rest in reconciled for one in rest]
    if open_:
        write_decisions(decisions, [*rows, *open_])
        where = f"the column `decision` of {decisions}"
        if sheet is not None:
            write_decision_sheet(sheet, open_, RunFolder(run) if run else None)
            where += f", or of {sheet}"
        print(
            f"annotate: {len(open_)} disagreements are not decided yet: fill {where}",
            file=sys.stderr,
        )
        raise typer.Exit(1)
    targets = [(out / f"{standoff.document}.jsonl", standoff) for standoff, _ in reconciled]
    made = [(target, with_other_layers(standoff, target)) for target, standoff in targets]
    prove(made, decided, labels)
    for target, standoff in made:
        write_text(target, dumps(standoff))
    print(f"wrote the gold of {len(reconciled)} documents into {out}")
