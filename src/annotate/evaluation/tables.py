"""An evaluation as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from annotate.document.annotation import ACRONYMS, ENTITIES, STRUCTURE
from annotate.evaluation.comparison import BETTER, CHANGED, WORSE
from annotate.evaluation.counts import ALL, Counts, Key, Scores
from annotate.evaluation.evaluation import Evaluation, System
from annotate.evaluation.report import ACCURACIES, labels_of, ordered
from annotate.evaluation.scores import CITATIONS, DATES, EXACT, PARTIAL, STRICT, TYPE
from annotate.evaluation.spans import NESTED

if TYPE_CHECKING:
    from rich.table import Table

_NAMES = {
    (NESTED, STRICT): "nested names, strict",
    (DATES, "value"): "dates: value, same span",
    (DATES, "mod"): "dates: modifier, same span",
    (DATES, "span+value"): "dates: span and value",
    (CITATIONS, "marked"): "citations: marked spans",
    (CITATIONS, "agreement"): "citations: marked alike",
    (ACRONYMS, "use"): "acronyms: uses",
    (ACRONYMS, "expansion"): "acronyms: expansions of common uses",
}
_VERDICTS = ((BETTER, "better"), (WORSE, "worse"), (CHANGED, "wrong in another way"))


def percent(rate: float | None) -> str:
    """Return a rate in per cent with one digit, a dash where there is nothing to rate.

    Examples
    --------
    >>> percent(0.8333), percent(None)
    ('83.3', '–')
    """
    return "–" if rate is None else f"{rate * 100:.1f}"


def tables(evaluation: Evaluation, *, by_document: bool = False) -> Iterator[Table]:
    """Yield the tables of an evaluation: names, everything else, documents.

    Parameters
    ----------
    evaluation : Evaluation
        What was found.
    by_document : bool
        Also show the strict F1 of each document.

    Yields
    ------
    rich.table.Table
        Rates in per cent. Tables without rows are left out.
    """
    main, *others = evaluation.systems
    labels = labels_of([system.corpus for system in evaluation.systems], ENTITIES, evaluation.order)
    mine = labels_of([main.corpus], ENTITIES, evaluation.order)
    if mine:
        yield _entities(main, others, labels)
    rest = _others(main, evaluation.order)
    if rest.row_count:
        yield rest
    if by_document:
        yield _documents(main, mine)


def _table(title: str, *columns: str) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left", no_wrap=True)
    return table


def _entities(main: System, others: list[System], labels: Sequence[str]) -> Table:
    table = _table(
        f"Names, {_count_of_documents(len(main.documents))}",
        "label",
        "gold",
        "found",
        "P strict",
        "R strict",
        "F1 strict",
        "exact",
        "partial",
        "type",
    )
    table.caption = f"{ALL}: exact and partial leave labels aside"
    table.caption_justify = "left"
    for other in others:
        for view in (STRICT, PARTIAL, TYPE):
            table.add_column(f"{other.name}\n{view}", justify="right")
    corpora = [system.corpus for system in (main, *others)]
    for label in labels:
        views = {
            view: _get(corpora[0], ENTITIES, view, label) for view in (STRICT, EXACT, PARTIAL, TYPE)
        }
        strict = views[STRICT]
        cells = [strict.gold, strict.predicted, percent(strict.precision), percent(strict.recall)]
        cells += [percent(counts.f1) for counts in views.values()]
        cells += [
            percent(_get(corpus, ENTITIES, view, label).f1)
            for corpus in corpora[1:]
            for view in (STRICT, PARTIAL, TYPE)
        ]
        if label == ALL:
            table.add_section()
        table.add_row(label, *map(str, cells))
    return table


def _get(scores: Scores, layer: str, what: str, label: str) -> Counts:
    return scores.get(Key(layer, what, label), Counts())


def _others(main: System, order: Sequence[str]) -> Table:
    table = _table("Values, citations, acronyms, structure", "", "gold", "found", "P", "R", "F1")
    before = ""
    for key, counts in ordered(main.corpus, order):
        name = _NAMES.get((key.layer, key.what))
        if key.layer == STRUCTURE:
            name = f"structure: {key.label}"
        if name is None or (key.layer == NESTED and key.label != ALL):
            continue
        if before and before != key.layer:
            table.add_section()
        before = key.layer
        rates = [percent(counts.precision), percent(counts.recall), percent(counts.f1)]
        if (key.layer, key.what) in ACCURACIES:
            rates = ["", "", f"{percent(counts.accuracy)} right"]
        table.add_row(name, str(counts.gold), str(counts.predicted), *rates)
    return table


def _documents(main: System, labels: Sequence[str]) -> Table:
    table = _table("F1 strict, by document", "document", *labels)
    for document, scores in main.documents.items():
        cells = [percent(_get(scores, ENTITIES, STRICT, label).f1) for label in labels]
        table.add_row(document, *cells)
    return table


def changes_table(evaluation: Evaluation, most: int = 40) -> Table | None:
    """Return what got better and worse than in another prediction; None without one.

    Parameters
    ----------
    evaluation : Evaluation
        With its changes.
    most : int
        How many spans to show of each verdict.
    """
    from rich.markup import escape

    if evaluation.changes is None:
        return None
    counts = [
        f"{sum(change.verdict == verdict for change in evaluation.changes)} {name}"
        for verdict, name in _VERDICTS
    ]
    title = "Against the other prediction: " + ", ".join(counts)
    table = _table(title, "", "document", "at", "form", "before", "now")
    for verdict, name in _VERDICTS:
        held = [change for change in evaluation.changes if change.verdict == verdict]
        for change in held[:most]:
            place = f"{change.start}-{change.end}"
            cells = (change.document, place, change.form, change.before, change.now)
            # A form may hold square brackets, which rich would read as its own markup.
            table.add_row(name, *map(escape, cells))
        if len(held) > most:
            table.add_row(name, f"and {len(held) - most} more", "", "", "", "")
    for column in table.columns[1:]:
        column.justify, column.no_wrap = "left", False
    return table


def _count_of_documents(number: int) -> str:
    return f"{number} document{'s' * (number != 1)}, F1 in per cent"
