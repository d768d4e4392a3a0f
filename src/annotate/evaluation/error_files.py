"""The table of mistakes as a workbook and as a page that opens by a double click."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from annotate.evaluation.comparison import Change
from annotate.evaluation.disagreements import BOUNDARY, LABEL, VALUE
from annotate.evaluation.errors import MISSED, SPURIOUS, MistakeGroup, group
from annotate.evaluation.evaluation import Evaluation
from annotate.files import write_text
from annotate.tables import Row, Sheet, columns_of, write_xlsx

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
    tables: dict[str, tuple[Sequence[str], Iterable[Row]]] = {
        "Forms": (GROUP_COLUMNS, _group_rows(group(evaluation.mistakes))),
        "Mistakes": (MISTAKE_COLUMNS, _mistake_rows(evaluation)),
    }
    if evaluation.changes is not None:
        tables["Changes"] = (CHANGE_COLUMNS, map(_change_row, evaluation.changes))
    sheets = (
        Sheet(name, columns_of(columns, _WIDTHS), rows) for name, (columns, rows) in tables.items()
    )
    write_xlsx(path, sheets)


def _group_rows(groups: Sequence[MistakeGroup]) -> Iterator[Row]:
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


def _mistake_rows(evaluation: Evaluation) -> Iterator[Row]:
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


def _change_row(change: Change) -> Row:
    return tuple(getattr(change, column) for column in CHANGE_COLUMNS)


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
