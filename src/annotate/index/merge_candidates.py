"""Pairs of entities that may be one: proposed to a person, never merged."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from annotate.index.groups import Groups, Unit
from annotate.index.name_heads import short_company
from annotate.index.person_forms import first_letter, fits_initials
from annotate.index.reasons import Reason
from annotate.index.short_forms import is_generic, shorter_than
from annotate.index.surface_forms import (
    DATE,
    ORGANIZATION,
    PERSON,
    PLACE,
    article,
    capitals,
    folded,
    typography,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CLOSE = 90.0
MOST = 20
"""Names that are proposed for one name for one reason: the closest, or the first in order."""
_ROWS = 256
_LONGEST_SHORTENED = 12
_NUMERAL = re.compile(r"[ivxlc]+(?:er|e)?")
# Below this, one letter more or less is another name; above, it is no name.
_SHORTEST, _LONGEST = 5, 500

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
    raised = (
        *_initials(names),
        *_companies(names),
        *_shorter(names),
        *_two_labels(names),
        *_close(names),
    )
    for doubt in (*sorted(known), *raised):
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
            known = by_letter.get(first_letter(form, initials=True) or "", ())
            for other, full in known[:MOST]:
                if entity != other and fits_initials(form, full):
                    yield Doubt(entity, other, form, full, Reason.INITIALS)


def _companies(names: Names) -> Iterator[Doubt]:
    """Yield the companies of one place that may be one: `Compagnie de Lens`, `… des mines de`."""
    firsts: dict[str, tuple[str, str]] = {}
    for entity, (label, forms) in sorted(names.items()):
        for form in forms if label == ORGANIZATION else ():
            key = short_company(typography(form))
            other, other_form = firsts.setdefault(key, (entity, form)) if key else (entity, form)
            if other != entity:
                yield Doubt(other, entity, other_form, form, Reason.SHORT_COMPANY)


def _shorter(names: Names) -> Iterator[Doubt]:
    """Yield the organisations and works that begin or end like the only longer one of the run."""
    forms_of = [
        (tuple(article(form, label).split()), label, entity, form)
        for entity, (label, forms) in sorted(names.items())
        for form in (forms if label not in (PERSON, PLACE, DATE) else ())
        if not is_generic(form)
    ]
    longer: dict[tuple[str, tuple[str, ...]], dict[str, str]] = defaultdict(dict)
    for words, label, entity, form in forms_of:
        for part in shorter_than(words, label) if len(words) <= _LONGEST_SHORTENED else ():
            longer[label, part].setdefault(entity, form)
    for words, label, entity, form in forms_of:
        others = longer.get((label, words), {})
        if len(others) == 1 and entity not in others:
            ((other, full),) = others.items()
            yield Doubt(entity, other, form, full, Reason.SHORTER)


def _two_labels(names: Names) -> Iterator[Doubt]:
    firsts: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(dict)
    for entity, (label, forms) in sorted(names.items()):
        for form in forms if label != DATE else ():
            same = firsts[capitals(form)]
            for other_label, others in same.items():
                for other, other_form in others if other_label != label else ():
                    yield Doubt(other, entity, other_form, form, Reason.TWO_LABELS)
            if len(mine := same.setdefault(label, [])) < MOST:
                mine.append((entity, form))


def _close(names: Names) -> Iterator[Doubt]:
    by_label: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for entity, (label, forms) in sorted(names.items()):
        for form in forms if label != DATE else ():
            plain = folded(form)
            if _SHORTEST <= len(plain) <= _LONGEST:
                by_label[label].setdefault((plain, entity), form)
    for _, forms_of in sorted(by_label.items()):
        entries = [(plain, entity, form) for (plain, entity), form in forms_of.items()]
        yield from _close_pairs(sorted(entries, key=lambda entry: (len(entry[0]), entry)))


def _close_pairs(entries: Sequence[tuple[str, str, str]]) -> Iterator[Doubt]:
    """Compare forms sorted by length, some rows at a time so that memory stays flat; each form is
    paired with the closest ones only, for of forms in a series every two are close.
    """
    import numpy as np
    from rapidfuzz import fuzz, process

    plains = [plain for plain, _, _ in entries]
    lengths = np.array([len(plain) for plain in plains])
    # Of one entity, or with other digits, or namesakes, which are proposed as such.
    entities = _numbered(entity for _, entity, _ in entries)
    digits, names = _numbered(map(_digits, plains)), _numbered(plains)
    pairs: dict[tuple[int, int], float] = {}
    for begin in range(0, len(plains), _ROWS):
        rows = plains[begin : begin + _ROWS]
        here = np.arange(begin, begin + len(rows))[:, None]
        # Two forms of lengths a < b score 200a/(a+b) at best.
        ratio = 200.0 / CLOSE - 1.0
        first = int(np.searchsorted(lengths, len(rows[0]) / ratio - 1))
        stop = int(np.searchsorted(lengths, len(rows[-1]) * ratio, side="right"))
        scores = process.cdist(
            rows, plains[first:stop], scorer=fuzz.ratio, score_cutoff=CLOSE, dtype=np.float32
        )
        close = (
            (scores >= CLOSE)
            & (entities[here] != entities[first:stop])
            & (digits[here] == digits[first:stop])
            & (names[here] != names[first:stop])
        )
        for row in np.flatnonzero(close.any(axis=1)):
            columns = np.flatnonzero(close[row])
            closest = columns[np.argsort(-scores[row, columns], kind="stable")[:MOST]]
            for column in closest:
                one, other = sorted((begin + int(row), first + int(column)))
                pairs[one, other] = float(scores[row, column])
    for (first_at, second_at), score in sorted(pairs.items()):
        low, high = sorted((entries[first_at][1:], entries[second_at][1:]))
        yield Doubt(low[0], high[0], low[1], high[1], Reason.SPELLING, round(score, 1))


def _numbered(values: Iterable[str]) -> NDArray[np.int64]:
    """Return a number for each value, the same for equal ones."""
    import numpy as np

    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int64)


def _digits(text: str) -> str:
    # "fosse 11" and "fosse 12" are close, and are two; so are "Louis XIV" and "Louis XV".
    numerals = [word for word in text.split() if _NUMERAL.fullmatch(word)]
    return " ".join(("".join(sign for sign in text if sign.isdigit()), *numerals))
