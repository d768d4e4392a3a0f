"""The contradictions of two annotators in the list, and what is chosen there in their record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotate.document.run_folder import RunFolder
from annotate.document.standoff import Standoff
from annotate.errors import UsageError
from annotate.gold.adjudication_record import Ruling, key_of
from annotate.gold.contradictions import Contradiction, choice_in, contradictions, rows_of
from annotate.lexicons import Row
from annotate.review.sheet.contradiction_list import ContradictionList

Pairs = Sequence[tuple[Standoff, Standoff]]


def chosen_rows(pairs: Pairs, names: tuple[str, str], listed: ContradictionList) -> list[Row]:
    """Return what was chosen in the list since it was written, as rows of the record.

    Parameters
    ----------
    pairs : sequence of (Standoff, Standoff)
        The annotation sets of two annotators.
    names : (str, str)
        The annotators.
    listed : ContradictionList
        The list.

    Raises
    ------
    UsageError
        If a cell cannot be carried out.
    """
    rows: list[Row] = []
    for pair in pairs:
        for one, group in contradictions(*pair, names):
            choice = listed.choice(one)
            if choice is None:
                continue
            try:
                rows += rows_of(group, choice)
            except ValueError as error:
                raise UsageError(
                    str(error), path=listed.path, place=choice.place, remedy="correct the cell"
                ) from error
    return rows


def write_list(
    pairs: Pairs,
    names: tuple[str, str],
    rulings: Iterable[Ruling],
    listed: ContradictionList,
    run: RunFolder | None,
) -> None:
    """Write all contradictions of two annotators into the list, with what the record says of them.

    What the record takes from both sides is left out: no word of the list says it.

    Parameters
    ----------
    pairs, names, listed
        As for :func:`chosen_rows`.
    rulings : iterable of Ruling
        The rows of the record that decide something.
    run : RunFolder or None
        The run with the texts, for the contexts.
    """
    by_place = {(one.document, one.key): one for one in rulings}
    present: list[Contradiction] = []
    known = {}
    for first, second in pairs:
        own = {key: one for (document, key), one in by_place.items() if document == first.document}
        for one, group in contradictions(first, second, names):
            choice = choice_in(group, own)
            if choice is not None:
                known[one.mark] = choice
            if choice is not None or any(key_of(each.either) not in own for each in group):
                present.append(one)
    listed.write(present, run, known)
