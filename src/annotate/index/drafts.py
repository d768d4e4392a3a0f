"""What one entity is, gathered from its mentions one after the other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotate.gold.edtf import years_of
from annotate.index.clustering import Said, acronym_key, long_form_units
from annotate.index.entities import Entity, Merge
from annotate.index.groups import Groups
from annotate.index.mentions import Mention
from annotate.index.packed import packed_entity
from annotate.index.periods import period_name
from annotate.index.person_forms import is_surname
from annotate.index.place_names import PlaceLink, meant
from annotate.index.surface_forms import (
    DATE,
    ORGANIZATION,
    PERSON,
    PLACE,
    article,
    bare,
    clean,
    dots,
    slug,
)
from annotate.index.units import Unit


@dataclass(frozen=True, slots=True)
class Acronyms:
    """What the acronyms layer says: long forms of acronyms, and acronyms of long forms."""

    expansions: Mapping[str, set[str]]
    long_forms: Mapping[Unit, list[tuple[str, str]]]

    @classmethod
    def of(cls, said: Said, groups: Groups) -> Acronyms:
        """Sort what the documents say by entity."""
        long_forms: dict[Unit, list[tuple[str, str]]] = defaultdict(list)
        shown: dict[str, list[str]] = defaultdict(list)
        for acronym in sorted(said.expansions):
            for form in said.expansions[acronym]:
                shown[form].append(_commonest(said.spelt[acronym]))
        for unit in long_form_units(said.labels, said.expansions):
            long_forms[groups.root(unit)].extend((one, unit.form) for one in shown[unit.form])
        return cls(said.expansions, long_forms)

    def expansion(self, text: str, given: Mapping[str, Iterable[str]]) -> str:
        """Return the long form of an acronym in a document that gives some, ``""`` when it is
        unclear.
        """
        acronym = acronym_key(text)
        every = self.expansions.get(acronym)
        if not every:
            return ""
        here = min(given.get(acronym, ()), default="")
        return here or (next(iter(every)) if len(every) == 1 else "")


@dataclass(slots=True)
class Draft:
    """An entity without its id, of which one mention after the other is read."""

    root: Unit
    acronyms: Acronyms
    variants: Counter[str] = field(default_factory=Counter)
    longs: Counter[str] = field(default_factory=Counter)
    documents: list[str] = field(default_factory=list)
    pages: list[list[int]] = field(default_factory=list)
    """Of each document."""
    citations: int = 0
    authority: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    places: dict[PlaceLink, None] = field(default_factory=dict)
    first: Mention | None = None

    def read(self, mention: Mention, long_form: str) -> None:
        """Read the next mention, with its long form if it is an acronym."""
        if self.first is None:
            self.first = mention
        self.variants[mention.text] += 1
        if long_form:
            self.longs[long_form] += 1
        if not self.documents or self.documents[-1] != mention.document:
            self.documents.append(mention.document)
            self.pages.append([])
        if mention.page and mention.page not in self.pages[-1]:
            self.pages[-1].append(mention.page)
        self.citations += mention.in_citation
        for kind, value in mention.authority:
            self.authority[kind].add(value)
        if mention.place:
            self.places.setdefault(mention.place)

    def entity(self, merges: Iterable[Merge]) -> Entity:
        """Return the entity, without its id; merges say why its forms are one."""
        first, label = self.first, self.root.label
        if first is None:
            raise ValueError("an entity has a mention at least")
        shorts: Counter[str] = Counter()
        for form, count in self.variants.items():
            if acronym_key(form) in self.acronyms.expansions:
                shorts[clean(form)] += count
        # The long form may be named here, and the acronym only ever be marked as an acronym.
        acronym, expansion = self.acronyms.long_forms.get(self.root, [("", "")])[0]
        return Entity(
            id="",
            label=label,
            name=_name(label, first.value, self.variants, shorts),
            variants=dict(sorted(self.variants.items(), key=lambda item: (-item[1], item[0]))),
            first=first,
            documents=tuple(self.documents),
            mentions=self.variants.total(),
            citations=self.citations,
            acronym=_commonest(shorts) or acronym,
            expansion=_commonest(self.longs) or expansion,
            value=first.value,
            authority={kind: tuple(sorted(own)) for kind, own in sorted(self.authority.items())},
            place=meant(self.places),
            reasons=tuple(sorted(_told({*merges}), key=lambda one: (one.reason, str(one)))),
        )


def _told(merges: set[Merge]) -> Iterable[Merge]:
    """Leave out merges of forms that look the same once cleaned (a no-break space)."""
    return (merge for merge in merges if merge.first != merge.second)


def _commonest(forms: Mapping[str, int]) -> str:
    return min(forms.items(), key=lambda item: (-item[1], item[0]))[0] if forms else ""


def _name(
    label: str, value: str | None, variants: Mapping[str, int], shorts: Mapping[str, int]
) -> str:
    """Choose the canonical name among the forms; a decade and a century have one of their own."""
    if label == DATE and value and (period := period_name(value)):
        return period
    forms: Counter[str] = Counter()
    for form, count in variants.items():
        forms[clean(form)] += count
    long_forms = {form: count for form, count in forms.items() if form not in shorts}
    if label == PERSON:
        full = {form: count for form, count in long_forms.items() if not is_surname(form)}
        long_forms = full or long_forms
    cased = label in (PERSON, PLACE)
    # No common noun before it, capitals as in a sentence, the commonest; between equals, no stray
    # signs, accents kept, hyphens as officially.
    return (
        min(
            long_forms or forms,
            key=lambda form: (
                bare(form, label) != article(form, label),
                cased and form.isupper(),
                -forms[form],
                sum(not sign.isalnum() and sign not in " -" for sign in form),
                form.isupper(),
                -len(form) if label == ORGANIZATION else 0,
                form != dots(form, label),
                -sum(not sign.isascii() and sign.isalpha() for sign in form),
                " " in form,
                form,
            ),
        )
        or "?"
    )


def id_without_number(draft: Entity) -> str:
    """Return the id of an entity, unless another one has it, too."""
    return slug(draft.label, _id_name(draft))


def _id_name(draft: Entity) -> str:
    if draft.label != DATE or not draft.value:
        return dots(draft.name, draft.label)
    # "1850~" is not "1850", nor "-0051" "0051".
    value = draft.value.replace("~", " approx").replace("?", " uncertain")
    return f"minus {value[1:]}" if value.startswith("-") else value


class RowsBeside:
    """Rows sorted by the number of an entity, read beside the entities.

    Examples
    --------
    >>> rows = RowsBeside(iter([(1, "a"), (1, "b"), (3, "c")]))
    >>> rows.of(1), rows.of(2), rows.of(3)
    ([(1, 'a'), (1, 'b')], [], [(3, 'c')])
    """

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, number: int) -> list[tuple[Any, ...]]:
        """Return the rows of an entity; numbers are asked for in order."""
        found = []
        while self._next is not None and self._next[0] <= number:
            if self._next[0] == number:
                found.append(self._next)
            self._next = next(self._rows, None)
        return found


def draft_row(number: int, draft: Draft, made: Entity, dates: tuple[str, str]) -> tuple[Any, ...]:
    """Return the row of an entity in the table of drafts."""
    span = years_of(made.value or "") if made.label == DATE else None
    return (
        number,
        id_without_number(made),
        made.label,
        made.name,
        draft.root.form,
        draft.root.where,
        made.mentions,
        span is None,
        *(span or (0, 0)),
        *dates,
        packed_entity(made),
    )
