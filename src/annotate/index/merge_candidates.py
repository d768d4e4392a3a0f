"""Pairs of entities that may be one: proposed to a person, never merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from annotate.index.clustering import Groups, Unit
from annotate.index.surface_forms import (
    DATE,
    PERSON,
    Reason,
    capitals,
    first_letter,
    fits_initials,
    folded,
)

CLOSE = 90.0
_ROWS = 256
# Below this, one letter more or less is another name.
_SHORTEST = 5

Names = Mapping[str, tuple[str, Sequence[str]]]


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """Two entities that may be one.

    Attributes
    ----------
    first, second : str
        Ids of the entities.
    first_form, second_form : str
        The forms that are alike.
    reason : Reason
        Why it is proposed.
    score : float or None
        For close spellings, how alike they are: 90 to 100.
    """

    first: str
    second: str
    first_form: str
    second_form: str
    reason: Reason
    score: float | None = None


def link_doubts(groups: Groups, ids: Mapping[Unit, str]) -> list[Doubt]:
    """Turn the doubtful links between units into doubts between entities."""
    doubts = []
    for link in groups.doubts:
        first, second = ids.get(groups.root(link.first)), ids.get(groups.root(link.second))
        # A long form that is no entity itself has no id.
        if first and second and first != second:
            doubts.append(Doubt(first, second, link.first.form, link.second.form, link.reason))
    return doubts


def doubts_between(known: Iterable[Doubt], names: Names) -> tuple[Doubt, ...]:
    """Add to the doubts that are known those that names alone raise.

    Parameters
    ----------
    known : iterable of Doubt
        They win over what is found here about the same pair.
    names : mapping of str to (str, sequence of str)
        The label and the forms of each entity, by its id.

    Returns
    -------
    tuple of Doubt
        One a pair at most, sorted; in each, the id that sorts first is in front.
    """
    found: dict[frozenset[str], Doubt] = {}
    for doubt in [*sorted(known), *_initials(names), *_two_labels(names), *_close(names)]:
        found.setdefault(frozenset((doubt.first, doubt.second)), _ordered(doubt))
    return tuple(sorted(found.values(), key=lambda d: (d.first, d.second, d.reason)))


def _ordered(doubt: Doubt) -> Doubt:
    """Put the id that sorts first in front."""
    if doubt.first < doubt.second:
        return doubt
    return replace(
        doubt,
        first=doubt.second,
        second=doubt.first,
        first_form=doubt.second_form,
        second_form=doubt.first_form,
    )


def _initials(names: Names) -> Iterator[Doubt]:
    surnames: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entity, (label, forms) in sorted(names.items()):
        for form in forms if label == PERSON else ():
            if " " in form.strip():
                surnames[form.split()[-1].casefold()].append((entity, form))
    for people in surnames.values():
        by_letter: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for entity, form in people:
            if (letter := first_letter(form, initials=False)) is not None:
                by_letter[letter].append((entity, form))
        for entity, form in people:
            for other, full in by_letter.get(first_letter(form, initials=True) or "", ()):
                if entity != other and fits_initials(form, full):
                    yield Doubt(entity, other, form, full, Reason.INITIALS)


def _two_labels(names: Names) -> Iterator[Doubt]:
    firsts: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for entity, (label, forms) in sorted(names.items()):
        for form in forms if label != DATE else ():
            same = firsts[capitals(form)]
            for other, other_label, other_form in same:
                if other_label != label:
                    yield Doubt(other, entity, other_form, form, Reason.TWO_LABELS)
            same.append((entity, label, form))


def _close(names: Names) -> Iterator[Doubt]:
    by_label: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for entity, (label, forms) in sorted(names.items()):
        for form in forms if label != DATE else ():
            plain = folded(form)
            if len(plain) >= _SHORTEST:
                by_label[label].setdefault((plain, entity), form)
    for _, forms_of in sorted(by_label.items()):
        entries = [(plain, entity, form) for (plain, entity), form in forms_of.items()]
        yield from _close_pairs(sorted(entries, key=lambda entry: (len(entry[0]), entry)))


def _close_pairs(entries: Sequence[tuple[str, str, str]]) -> Iterator[Doubt]:
    """Compare forms sorted by length, some rows at a time so that memory stays flat."""
    import numpy as np
    from rapidfuzz import fuzz, process

    plains = [plain for plain, _, _ in entries]
    digits = [_digits(plain) for plain in plains]
    lengths = np.array([len(plain) for plain in plains])
    for begin in range(0, len(plains), _ROWS):
        rows = plains[begin : begin + _ROWS]
        # Two forms of lengths a < b score 200a/(a+b) at best.
        limit = len(rows[-1]) * (200.0 / CLOSE - 1.0)
        stop = int(np.searchsorted(lengths, limit, side="right"))
        scores = process.cdist(
            rows, plains[begin:stop], scorer=fuzz.ratio, score_cutoff=CLOSE, dtype=np.float32
        )
        for row, column in np.argwhere(scores >= CLOSE):
            first, second = begin + row, begin + column
            one, other = entries[first], entries[second]
            if column <= row or one[1] == other[1] or digits[first] != digits[second]:
                continue
            if one[0] == other[0]:
                continue  # namesakes, which are proposed as such
            low, high = sorted((one[1:], other[1:]))
            score = round(float(scores[row, column]), 1)
            yield Doubt(low[0], high[0], low[1], high[1], Reason.SPELLING, score)


def _digits(text: str) -> str:
    # "fosse 11" and "fosse 12" are close, and are two.
    return "".join(sign for sign in text if sign.isdigit())
