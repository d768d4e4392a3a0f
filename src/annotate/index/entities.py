"""The index: the entities that the mentions of a corpus name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from annotate.errors import StandoffError
from annotate.index.clustering import acronym_key, expansions_of, group, long_form_units
from annotate.index.dating import dates_beside
from annotate.index.decided import Decided, PairDecision
from annotate.index.groups import Groups, Link, Unit
from annotate.index.mentions import ACRONYMS, ENTITIES, REJECTED, Mention
from annotate.index.merge_candidates import Doubt, doubts_between, link_doubts
from annotate.index.periods import period_name
from annotate.index.person_forms import is_surname
from annotate.index.place_names import PlaceLink, meant
from annotate.index.reasons import Reason
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


@dataclass(frozen=True, slots=True)
class Merge:
    """Two forms that are one entity, and why.

    Examples
    --------
    >>> print(Merge("Pas-de-Calais", "Pas de Calais", Reason.HYPHENS))
    hyphens: Pas-de-Calais = Pas de Calais
    """

    first: str
    second: str
    reason: Reason

    def __str__(self) -> str:
        return f"{self.reason}: {self.first} = {self.second}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One thing that the corpus names.

    Attributes
    ----------
    id : str
        Label and name in plain ASCII (``loc-pas-de-calais``), with a number when two entities
        would have the same; it does not depend on the order of the documents.
    label : str
        The label that all its mentions have.
    name : str
        The canonical name: the long form of an acronym, the full name of a person, else the
        commonest form.
    variants : mapping of str to int
        How often each form occurs, the commonest first.
    first : Mention
        The first mention, in the order of the documents' ids.
    documents : tuple of str
        The documents that name it, sorted.
    mentions, citations : int
        How many mentions it has, and how many of these are in bibliographic calls.
    acronym, expansion : str
        ``""`` when the text gives none.
    value : str or None
        EDTF, for dates.
    first_date, last_date : str
        The first and the last date (EDTF) of the sentences that name it, ``""`` when they have
        none.
    authority : mapping of str to tuple of str
        Codes and ids of the place that it is, by kind of code (``insee_commune``).
    place : PlaceLink or None
        That place, how sure it is, and what decided; where its mentions mean several, their
        namesakes.
    reasons : tuple of Merge
        Why the variants are one entity.
    """

    id: str
    label: str
    name: str
    variants: Mapping[str, int]
    first: Mention
    documents: tuple[str, ...]
    mentions: int
    citations: int = 0
    acronym: str = ""
    expansion: str = ""
    value: str | None = None
    first_date: str = ""
    last_date: str = ""
    authority: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: PlaceLink | None = None
    reasons: tuple[Merge, ...] = ()

    @property
    def only_in_citations(self) -> bool:
        """Whether it is named in bibliographic calls only, so that an index may leave it out."""
        return self.citations == self.mentions


@dataclass(frozen=True)
class Index:
    """Entities over their mentions.

    Attributes
    ----------
    entities : tuple of Entity
        Sorted by id.
    mentions : tuple of Mention
        Every mention given, sorted by position, with the id of its entity; rejected mentions,
        and acronyms that name no entity, have none.
    doubtful : tuple of Doubt
        Pairs that may be one entity, which somebody must decide.
    """

    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    doubtful: tuple[Doubt, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Entity]:
        """The entities by their id."""
        return {entity.id: entity for entity in self.entities}

    @cached_property
    def by_entity(self) -> Mapping[str, tuple[Mention, ...]]:
        """The mentions of the entities layer by the id of their entity."""
        found: dict[str, list[Mention]] = defaultdict(list)
        for mention in self.mentions:
            if mention.entity and mention.layer != ACRONYMS:
                found[mention.entity].append(mention)
        return {entity: tuple(mentions) for entity, mentions in found.items()}


def build_index(mentions: Iterable[Mention], pairs: Sequence[PairDecision] = ()) -> Index:
    """Find the entities that the mentions name.

    Forms become one entity only for a stated reason (see
    :class:`~annotate.index.surface_forms.Reason`), and never across labels. What merely looks
    alike is proposed in `doubtful`.

    Parameters
    ----------
    mentions : iterable of Mention
        Of the layers ``entities`` and ``acronyms``, in any order; an `entity` they carry is
        replaced. Mentions of other layers are left out.
    pairs : sequence of PairDecision
        What reviewers decided about pairs of names; it is applied, and not proposed again.

    Returns
    -------
    Index
        The same for the same mentions, whatever their order.

    Raises
    ------
    StandoffError
        If two mentions of one document have the same id.

    Examples
    --------
    >>> index = build_index(
    ...     Mention(document="a", mention_id=str(at), label="LOC", text=text, ranges=((0, 9),))
    ...     for at, text in enumerate(["Le Havre", "Havre", "Pas-de-Calais", "Pas de Calais"])
    ... )
    >>> [(entity.id, entity.mentions) for entity in index.entities]
    [('loc-havre', 2), ('loc-pas-de-calais', 2)]
    """
    every = _sorted(mentions)
    kept = [mention for mention in every if mention.status != REJECTED]
    decided = Decided(pairs)
    units, groups = group(kept, decided)
    members: dict[Unit, list[Mention]] = defaultdict(list)
    for mention in kept:
        if mention.layer != ACRONYMS:
            members[groups.root(units[mention.key])].append(mention)
    merges: dict[Unit, list[Link]] = defaultdict(list)
    for link in groups.links:
        merges[groups.root(link.first)].append(link)
    acronyms = _Acronyms.of(kept, groups)
    drafts = {
        root: _draft(root, some, merges[root], acronyms) for root, some in sorted(members.items())
    }
    entities = _with_ids(drafts)
    placed = _place(every, {key: groups.root(unit) for key, unit in units.items()}, entities)
    beside = dates_beside(placed)
    found = tuple(sorted(entities.values(), key=lambda entity: entity.id))
    # The first mention was taken before there were ids.
    found = tuple(_finished(entity, beside.get(entity.id, ("", ""))) for entity in found)
    doubtful = link_doubts(groups, {root: entity.id for root, entity in entities.items()})
    names = {entity.id: (entity.label, tuple(entity.variants)) for entity in found}
    return Index(found, placed, decided.open(doubts_between(doubtful, names), names))


def _finished(entity: Entity, dates: tuple[str, str]) -> Entity:
    first = replace(entity.first, entity=entity.id)
    return replace(entity, first=first, first_date=dates[0], last_date=dates[1])


def _sorted(mentions: Iterable[Mention]) -> list[Mention]:
    every = sorted(
        (mention for mention in mentions if mention.layer in (ENTITIES, ACRONYMS)),
        key=lambda mention: mention.position,
    )
    seen: set[tuple[str, str]] = set()
    for mention in every:
        if mention.key in seen:
            raise StandoffError(
                f"two mentions have the id {mention.mention_id}",
                path=mention.document,
                remedy="give each annotation of a document an id of its own",
            )
        seen.add(mention.key)
    return every


@dataclass(frozen=True, slots=True)
class _Acronyms:
    """What the acronyms layer says: long forms of acronyms, and acronyms of long forms."""

    expansions: Mapping[str, Mapping[str, set[str]]]
    long_forms: Mapping[Unit, list[tuple[str, str]]]
    chosen: dict[tuple[str, str], str] = field(default_factory=dict)
    """By acronym and document, what :meth:`expansion` found."""

    @classmethod
    def of(cls, mentions: Sequence[Mention], groups: Groups) -> _Acronyms:
        expansions = expansions_of(mentions)
        labels = {mention.label for mention in mentions if mention.layer != ACRONYMS}
        spelt: dict[str, Counter[str]] = defaultdict(Counter)
        for mention in mentions:
            if mention.layer == ACRONYMS:
                spelt[acronym_key(mention.text)][clean(mention.text)] += 1
        long_forms: dict[Unit, list[tuple[str, str]]] = defaultdict(list)
        shown: dict[str, list[str]] = defaultdict(list)
        for acronym in sorted(expansions):
            for form in expansions[acronym]:
                shown[form].append(_commonest(spelt[acronym]))
        for unit in long_form_units(labels, expansions):
            long_forms[groups.root(unit)].extend((one, unit.form) for one in shown[unit.form])
        return cls(expansions, long_forms)

    def expansion(self, mention: Mention) -> str:
        """Return the long form of a mention that is an acronym, ``""`` when it is unclear."""
        asked = acronym_key(mention.text), mention.document
        if asked not in self.chosen:
            given = self.expansions.get(asked[0], {})
            here = min((form for form in given if mention.document in given[form]), default="")
            self.chosen[asked] = here or (next(iter(given)) if len(given) == 1 else "")
        return self.chosen[asked]


def _draft(
    root: Unit, mentions: Sequence[Mention], links: Sequence[Link], acronyms: _Acronyms
) -> Entity:
    """Return the entity of one set of mentions, without its id."""
    variants = Counter(mention.text for mention in mentions)
    shorts = Counter(
        clean(mention.text)
        for mention in mentions
        if acronym_key(mention.text) in acronyms.expansions
    )
    longs = Counter(form for mention in mentions if (form := acronyms.expansion(mention)))
    # The long form may be named here, and the acronym only ever be marked as an acronym.
    acronym, expansion = acronyms.long_forms.get(root, [("", "")])[0]
    authority: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        for kind, value in mention.authority:
            authority[kind].add(value)
    merges = {Merge(clean(link.first.form), clean(link.second.form), link.reason) for link in links}
    return Entity(
        id="",
        label=root.label,
        name=_name(root.label, mentions[0].value, variants, shorts),
        variants=dict(sorted(variants.items(), key=lambda item: (-item[1], item[0]))),
        first=mentions[0],
        documents=tuple(sorted({mention.document for mention in mentions})),
        mentions=len(mentions),
        citations=sum(mention.in_citation for mention in mentions),
        acronym=_commonest(shorts) or acronym,
        expansion=_commonest(longs) or expansion,
        value=mentions[0].value,
        authority={kind: tuple(sorted(values)) for kind, values in sorted(authority.items())},
        place=meant(mention.place for mention in mentions if mention.place),
        reasons=tuple(sorted(_told(merges), key=lambda merge: (merge.reason, str(merge)))),
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


def _with_ids(drafts: Mapping[Unit, Entity]) -> dict[Unit, Entity]:
    """Give each entity its id, numbered where two names have the same slug."""
    bases = {root: slug(draft.label, _id_name(draft)) for root, draft in drafts.items()}
    reserved, taken = set(bases.values()), set[str]()
    entities: dict[Unit, Entity] = {}
    order = sorted(drafts, key=lambda root: (bases[root], drafts[root].name, root))
    numbers: Counter[str] = Counter()
    for root in order:
        base = bases[root]
        name, number = base, max(1, numbers[base])
        while name in taken or (number > 1 and name in reserved):
            number += 1
            name = f"{base}-{number}"
        numbers[base] = number
        taken.add(name)
        entities[root] = replace(drafts[root], id=name)
    return entities


def _id_name(draft: Entity) -> str:
    if draft.label != DATE or not draft.value:
        return dots(draft.name, draft.label)
    # "1850~" is not "1850", nor "-0051" "0051".
    value = draft.value.replace("~", " approx").replace("?", " uncertain")
    return f"minus {value[1:]}" if value.startswith("-") else value


def _place(
    mentions: Sequence[Mention],
    roots: Mapping[tuple[str, str], Unit],
    entities: Mapping[Unit, Entity],
) -> tuple[Mention, ...]:
    """Set the entity of every mention; an acronym has that of the name it is a use of."""
    at: dict[tuple[str, object], str] = {}
    using: dict[tuple[str, str], set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.key in roots:
            entity = entities[roots[mention.key]].id
            at[mention.document, mention.ranges] = entity
            using[mention.document, acronym_key(mention.text)].add(entity)
    placed = []
    for mention in mentions:
        entity = ""
        if mention.key in roots:
            entity = entities[roots[mention.key]].id
        elif mention.layer == ACRONYMS and mention.status != REJECTED:
            others = using.get((mention.document, acronym_key(mention.text)), set())
            only = next(iter(others)) if len(others) == 1 else ""
            entity = at.get((mention.document, mention.ranges), only)
        placed.append(replace(mention, entity=entity))
    return tuple(placed)
