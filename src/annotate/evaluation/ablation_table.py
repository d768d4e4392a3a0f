"""An ablation as a table for the terminal, and as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.evaluation.ablation import EVERYTHING, Row
from annotate.evaluation.tables import percent
from annotate.tables import write_csv

if TYPE_CHECKING:
    from rich.table import Table

COLUMNS = ("part", "set", "measure", "f1", "change", "ms_per_1000_words")


def ablation_table(rows: Sequence[Row]) -> Table:
    """Return the table: F1 in per cent of the whole pipeline, then what each part changes.

    Parameters
    ----------
    rows : sequence of Row
        From :func:`annotate.evaluation.ablation.ablate`, the whole pipeline first.
    """
    from rich.table import Table

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
