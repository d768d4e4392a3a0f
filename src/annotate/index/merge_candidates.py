"""Pairs of entities that may be one: proposed to a person, never merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotate.index.close_spelling import close_pairs
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

MOST = 20
"""Names that are proposed for one name for one reason: the closest, or the first in order."""
_LONGEST_SHORTENED = 12
# Below this, one letter more or less is another name; above, it is no name.
_SHORTEST, _LONGEST = 5, 500

Names = Mapping[int, tuple[str, Sequence[str]]]


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


class Raised(NamedTuple):
    """A doubt about two entities, by their numbers, which are in the order of their ids."""

    first: int
    second: int
    first_form: str
    second_form: str
    reason: Reason
    score: float | None = None

    def ordered(self) -> Raised:
        """Return the doubt with the entity in front that is first in order."""
        if self.first < self.second:
            return self
        return Raised(
            self.second, self.first, self.second_form, self.first_form, self.reason, self.score
        )


def raised_by_names(names: Names) -> Iterator[Raised]:
    """Yield the doubts that names alone raise; of two about one pair, the first one counts.

    Parameters
    ----------
    names : mapping of int to (str, sequence of str)
        The label and the forms of each entity, by its number, in order.
    """
    yield from _initials(names)
    yield from _companies(names)
    yield from _shorter(names)
    yield from _two_labels(names)
    yield from _close(names)


def _initials(names: Names) -> Iterator[Raised]:
    surnames: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for entity, (label, forms) in names.items():
        for form in forms if label == PERSON else ():
            if " " in form.strip():
                surnames[form.split()[-1].casefold()].append((entity, form))
    for people in surnames.values():
        by_letter: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for entity, form in people:
            if (letter := first_letter(form, initials=False)) is not None:
                by_letter[letter].append((entity, form))
        for entity, form in people:
            known = by_letter.get(first_letter(form, initials=True) or "", ())
            for other, full in known[:MOST]:
                if entity != other and fits_initials(form, full):
                    yield Raised(entity, other, form, full, Reason.INITIALS)


def _companies(names: Names) -> Iterator[Raised]:
    """Yield the companies of one place that may be one: `Compagnie de Lens`, `… des mines de`."""
    firsts: dict[str, tuple[int, str]] = {}
    for entity, (label, forms) in names.items():
        for form in forms if label == ORGANIZATION else ():
            key = short_company(typography(form))
            other, other_form = firsts.setdefault(key, (entity, form)) if key else (entity, form)
            if other != entity:
                yield Raised(other, entity, other_form, form, Reason.SHORT_COMPANY)


def _shorter(names: Names) -> Iterator[Raised]:
    """Yield the organisations and works that begin or end like the only longer one of the run."""
    forms_of = [
        (tuple(article(form, label).split()), label, entity, form)
        for entity, (label, forms) in names.items()
        for form in (forms if label not in (PERSON, PLACE, DATE) else ())
        if not is_generic(form)
    ]
    asked = {(label, words) for words, label, _, _ in forms_of}
    longer: dict[tuple[str, tuple[str, ...]], dict[int, str]] = defaultdict(dict)
    for words, label, entity, form in forms_of:
        for part in shorter_than(words, label) if len(words) <= _LONGEST_SHORTENED else ():
            if (label, part) in asked:
                longer[label, part].setdefault(entity, form)
    for words, label, entity, form in forms_of:
        others = longer.get((label, words), {})
        if len(others) == 1 and entity not in others:
            ((other, full),) = others.items()
            yield Raised(entity, other, form, full, Reason.SHORTER)


def _two_labels(names: Names) -> Iterator[Raised]:
    firsts: dict[str, dict[str, list[tuple[int, str]]]] = defaultdict(dict)
    for entity, (label, forms) in names.items():
        for form in forms if label != DATE else ():
            same = firsts[capitals(form)]
            for other_label, others in same.items():
                for other, other_form in others if other_label != label else ():
                    yield Raised(other, entity, other_form, form, Reason.TWO_LABELS)
            if len(mine := same.setdefault(label, [])) < MOST:
                mine.append((entity, form))


def _close(names: Names) -> Iterator[Raised]:
    by_label: dict[str, dict[tuple[str, int], str]] = defaultdict(dict)
    for entity, (label, forms) in names.items():
        for form in forms if label != DATE else ():
            plain = folded(form)
            if _SHORTEST <= len(plain) <= _LONGEST:
                by_label[label].setdefault((plain, entity), form)
    for _, forms_of in sorted(by_label.items()):
        entries = [(plain, entity, form) for (plain, entity), form in forms_of.items()]
        entries.sort(key=lambda entry: (len(entry[0]), entry))
        plains = [plain for plain, _, _ in entries]
        for first, second, score in close_pairs(plains, [entity for _, entity, _ in entries]):
            low, high = sorted((entries[first][1:], entries[second][1:]))
            yield Raised(low[0], high[0], low[1], high[1], Reason.SPELLING, round(score, 1))
