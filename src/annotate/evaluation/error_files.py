"""The table of mistakes as a workbook and as a page that opens by a double click."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.evaluation.comparison import Change
from annotate.evaluation.disagreements import BOUNDARY, LABEL, VALUE
from annotate.evaluation.errors import MISSED, SPURIOUS, MistakeGroup, group
from annotate.evaluation.evaluation import Evaluation
from annotate.files import replacing, write_text
from annotate.index.cells import Cell

if TYPE_CHECKING:
    import pandas as pd

GROUP_COLUMNS = (
    "form",
    "what",
    "kind",
    "layer",
    "gold_label",
    "predicted_label",
    "gold",
    "predicted",
    "times",
    "documents",
)
MISTAKE_COLUMNS = (
    "document",
    "start",
    "end",
    "left",
    "form",
    "right",
    "what",
    "kind",
    "layer",
    "gold_label",
    "predicted_label",
)
CHANGE_COLUMNS = ("verdict", "document", "layer", "start", "end", "form", "before", "now")
KINDS_FR = {
    LABEL: "autre étiquette",
    BOUNDARY: "autres limites",
    MISSED: "oubli",
    SPURIOUS: "en trop",
    VALUE: "autre valeur",
}

_MOST_ROWS = 1_048_575
_MOST_CHARACTERS = 32_767
_WIDTHS = {
    "form": 38,
    "what": 44,
    "left": 42,
    "right": 42,
    "gold": 38,
    "predicted": 38,
    "documents": 40,
    "document": 22,
    "before": 38,
    "now": 38,
}
_TEMPLATES = Path(__file__).parent / "templates"


def write_mistakes_xlsx(path: Path, evaluation: Evaluation) -> None:
    """Write ``errors.xlsx``: the sheets Forms, Mistakes and, after a comparison, Changes.

    Every cell that is a text stays a text: nothing becomes a formula or a link.

    Parameters
    ----------
    path : Path
        Written under a temporary name, then renamed.
    evaluation : Evaluation
        With its mistakes; contexts are empty where the source texts were not at hand.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    import pandas as pd

    sheets: dict[str, tuple[Sequence[str], Iterator[tuple[Cell, ...]]]] = {
        "Forms": (GROUP_COLUMNS, _group_rows(group(evaluation.mistakes))),
        "Mistakes": (MISTAKE_COLUMNS, _mistake_rows(evaluation)),
    }
    if evaluation.changes is not None:
        sheets["Changes"] = (CHANGE_COLUMNS, map(_change_row, evaluation.changes))
    # Without these, xlsxwriter turns "=…" into formulas and "http…" into links.
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with (
        replacing(path) as part,
        pd.ExcelWriter(part, engine="xlsxwriter", engine_kwargs={"options": options}) as book,
    ):
        # The date of writing would make two runs differ.
        book.book.set_properties({"created": datetime(2000, 1, 1)})
        for name, (columns, rows) in sheets.items():
            _sheet(book, name, columns, list(rows)[:_MOST_ROWS])


def _group_rows(groups: Sequence[MistakeGroup]) -> Iterator[tuple[Cell, ...]]:
    for some in groups:
        one = some.first
        yield (
            one.form,
            one.what,
            one.kind,
            one.aspect,
            one.gold_label,
            one.predicted_label,
            one.gold_form,
            one.predicted_form,
            len(some.mistakes),
            ", ".join(some.documents),
        )


def _mistake_rows(evaluation: Evaluation) -> Iterator[tuple[Cell, ...]]:
    for one in evaluation.mistakes:
        yield (
            one.document,
            one.start,
            one.end,
            one.left,
            one.form,
            one.right,
            one.what,
            one.kind,
            one.aspect,
            one.gold_label,
            one.predicted_label,
        )


def _change_row(change: Change) -> tuple[Cell, ...]:
    return tuple(getattr(change, column) for column in CHANGE_COLUMNS)


def _sheet(
    book: pd.ExcelWriter[Any],
    name: str,
    columns: Sequence[str],
    rows: Sequence[tuple[Cell, ...]],
) -> None:
    import pandas as pd

    fitted = [tuple(map(_fit, row)) for row in rows]
    frame = pd.DataFrame(fitted, columns=list(columns), dtype=object)
    frame.to_excel(book, sheet_name=name, index=False)
    sheet = book.sheets[name]
    head = book.book.add_format({"bold": True, "bg_color": "#26333f", "font_color": "#ffffff"})
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column, head)
        sheet.set_column(place, place, _WIDTHS.get(column, max(11, len(column) + 3)))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)


def _fit(cell: Cell) -> Cell:
    if isinstance(cell, str) and len(cell) > _MOST_CHARACTERS:
        return cell[: _MOST_CHARACTERS - 1] + "…"
    return cell


def write_mistakes_html(path: Path, evaluation: Evaluation) -> None:
    """Write ``errors.html``, which needs no network and no script.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_text(path, render_mistakes(evaluation))


def render_mistakes(evaluation: Evaluation) -> str:
    """Return the page of mistakes as one HTML text; see :func:`write_mistakes_html`.

    Examples
    --------
    >>> page = render_mistakes(Evaluation(()))
    >>> page.startswith("<!doctype html>"), "src=" in page
    (True, False)
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    groups = group(evaluation.mistakes)
    counts = {kind: sum(one.kind == kind for one in evaluation.mistakes) for kind in KINDS_FR}
    return environment.get_template("mistakes.html.j2").render(
        groups=groups,
        total=len(evaluation.mistakes),
        counts=counts,
        kinds=KINDS_FR,
        remarks=evaluation.remarks,
        changes=evaluation.changes,
    )
