"""What each part of the pipeline adds and costs: `python benchmarks/ablate.py --help`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ablation import EVERYTHING, Row
from ablation import ablate as rows_without
from annotate.cli.configuration import chosen
from annotate.cli.progress import Progress
from annotate.document.labels import labels_of
from annotate.errors import UsageError
from annotate.evaluation.tables import percent
from annotate.pipes.assembly import assemble
from annotate.tables import write_csv
from command_line import check_output, console, run_script
from rerun import Rerun
from trials import Trial, external_trials, read_own_trial

FILE = "ablation.csv"
COLUMNS = ("part", "set", "measure", "f1", "change", "ms_per_1000_words")


def ablation_table(rows: Sequence[Row]) -> Table:
    """Return the table: F1 in per cent of the whole pipeline, then what each part changes.

    Parameters
    ----------
    rows : sequence of Row
        From :func:`ablation.ablate`, the whole pipeline first.
    """
    whole = rows[0]
    table = Table(title="Without each part: change of F1", title_justify="left")
    table.add_column("without")
    for name, measure in whole.scores:
        table.add_column(f"{name}\n{measure}", justify="right")
    table.add_column("ms for\n1000 words", justify="right")
    for row in rows:
        cells = [
            percent(score) if row is whole else change(score, whole.scores[key])
            for key, score in row.scores.items()
        ]
        cost = "" if row.milliseconds is None else f"{row.milliseconds:.2f}"
        table.add_row(f"({EVERYTHING} in)" if row is whole else row.part, *cells, cost)
    return table


def change(score: float | None, whole: float | None) -> str:
    """Return the difference of two rates in points, empty where there is none.

    Examples
    --------
    >>> change(0.85, 0.9), change(0.9, 0.9), change(0.901, 0.9), change(None, 0.9)
    ('-5.0', '', '+0.1', '')
    """
    if score is None or whole is None or abs(score - whole) < 0.0005:
        return ""
    return f"{100 * (score - whole):+.1f}"


def write_ablation(path: Path, rows: Sequence[Row]) -> None:
    """Write the table as CSV: one line for each part, set and measure.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    whole = rows[0]
    write_csv(
        path,
        COLUMNS,
        (
            (
                row.part,
                *key,
                None if score is None else round(score, 4),
                _difference(score, whole.scores[key]),
                None if row.milliseconds is None else round(row.milliseconds, 3),
            )
            for row in rows
            for key, score in row.scores.items()
        ),
    )


def _difference(score: float | None, whole: float | None) -> float | None:
    return None if score is None or whole is None else round(score - whole, 4)


def ablate(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[INPUT]…", help="The texts that --gold is the gold of."),
    ] = None,
    gold: Annotated[
        Path | None, typer.Option("--gold", "-g", help="Gold: a folder of .jsonl files, or one.")
    ] = None,
    sets: Annotated[
        Path | None,
        typer.Option("--sets", help="A folder of other people's gold; see external_sets.py."),
    ] = None,
    by_rule: Annotated[
        bool, typer.Option("--by-rule", help="Leave out single rules instead of components.")
    ] = False,
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="Another configuration folder.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help=f"A folder for {FILE}.")] = None,
    force: Annotated[
        bool, typer.Option("--force", "-f", help="Replace a table that --out holds.")
    ] = False,
) -> None:
    """Leave out each part of the pipeline in turn, and score again.

    The first row gives the F1 of the whole pipeline in per cent, the others what is lost (or, with
    a plus, gained) without one part, and what that part takes for a thousand words. A part whose
    absence lowers no figure can go.

    \b
    Examples:
      python benchmarks/ablate.py corpus/ --gold corpus/gold/
      python benchmarks/ablate.py corpus/ --gold corpus/gold/ --sets FOLDER --out build/ablation
      python benchmarks/ablate.py --sets FOLDER --by-rule

    Exit code: 0 all went well, 1 a file is refused, 2 wrong usage.
    """
    if sets is None and (gold is None or not inputs):
        raise UsageError(
            "there is nothing to score",
            remedy="give texts and --gold, or --sets; --help has examples",
        )
    if out is not None:
        check_output(out, [FILE], force=force)
    rows = _rows(inputs or [], gold, sets, config, by_rule=by_rule)
    console(200).print(ablation_table(rows))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        write_ablation(out / FILE, rows)
        print(f"written: {out / FILE}")


def _rows(
    inputs: list[str], gold: Path | None, sets: Path | None, config: Path | None, *, by_rule: bool
) -> list[Row]:
    with Progress(enabled=sys.stderr.isatty()) as progress:
        progress("loading the pipeline", 0, 1)
        pipeline = chosen(config)
        rerun = Rerun(assemble(pipeline))
        trials: list[Trial] = []
        if gold is not None and inputs:
            trials.append(read_own_trial(inputs, gold, rerun, labels_of(pipeline)))
        if sets is not None:
            trials += external_trials(sets, rerun, progress)
        return list(rows_without(trials, rerun, by_rule=by_rule, progress=progress))


if __name__ == "__main__":
    run_script(ablate)
