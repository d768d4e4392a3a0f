"""Places: compound and enumerated names, heads such as ``rue``, the gazetteer; and links.

Two kinds of evidence stay apart. Rules read the text: a trigger word, a dash, a list of places.
The gazetteer (INSEE's communes, départements and régions, old regions, the countries of the CLDR)
never tags by itself, for communes are called Son, Plan and Mars; it confirms and links what was
found, and adds a name only where a word before it says that a place follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from annotate.document.candidates import Candidate
from annotate.french.characters import CAPITAL, SPACE, UPPER
from annotate.french.classes import shipped_classes
from annotate.lexicons import Row
from annotate.pipes.base import CLASSES, Groups, LexiconPipe, LexiconSchema, rules_schema
from annotate.pipes.gazetteer import Gazetteer, gazetteer, tests_of
from annotate.pipes.lexicon_schemas import INSEE_PLACES, PLACE_HEADS, PLACES
from annotate.pipes.phrase_matcher import Phrases, spans_with_dashes
from annotate.pipes.places.locatives import find_locatives
from annotate.pipes.places.nested import INSIDE, places_inside
from annotate.pipes.right_boundary import rstrip_punctuation
from annotate.rules.conditions import Tests
from annotate.rules.matching import RuleSet

_LINK = rf"(?:{SPACE}(?:de la|de|du|des|sur|sous|la|les)\b|{SPACE}[dl]['’]|{SPACE}de{SPACE}l['’])"
_AFTER_HEAD = re.compile(
    rf"{_LINK}?{SPACE}?(?P<name>{CAPITAL}(?:{_LINK}?{SPACE}?{CAPITAL}){{0,3}})"
)
_MANY = re.compile(r"\b(?:[Ll]es|[Dd]es|aux)\s$")
_CIVIL = re.compile(rf"(?:{shipped_classes().pattern('CIVILITY')}|M)(?!\w)")
_CENTURY = re.compile(r"[IVX]{1,5}(?:e|ème|er)\b")
_ROAD = re.compile(rf"{SPACE}(?:n[°º]{SPACE}?)?(?:[AND]{SPACE}?)?\d{{1,4}}(?![\w/,.]*\d)\b")
_CODE = re.compile(r"[AND]\s?\d{1,4}$")
_CITY_NUMBER = re.compile(
    rf"{SPACE}(?:n[°ºo]s?{SPACE}?)?\d{{1,3}}(?:[ ](?:bis|ter))?(?![\w/%]|[.,]\d)"
)
_MEASURED = re.compile(rf"{SPACE}?(?:%|{shipped_classes().pattern('LENGTH_UNIT')}\b)")
_LINK_FIRST = re.compile(_LINK)
_DIRECT = re.compile(
    rf"(?:{SPACE}(?:de la|du|des)\b|{SPACE}d['’]|{SPACE}de{SPACE}l['’])?{SPACE}?"
    rf"(?P<name>(?:{shipped_classes().pattern('CAPITAL_OFFICE')}{SPACE}(?:de{SPACE}|d['’]))?"
    rf"{CAPITAL}(?:{SPACE}{CAPITAL}){{0,2}})"
)
_SLASHED = re.compile(
    rf"(?<![\w/])[{UPPER}][\w’'-]{{1,60}}(?:/\n?[{UPPER}][\w’'-]{{1,60}})+(?![\w/])"
)
_MEMBER = (
    rf"(?:(?:la|le|les|du|de la|des|de|en|au|aux|à){SPACE}|[ld]['’]|de{SPACE}l['’])?"
    rf"[{UPPER}][\w’'-]{{1,60}}(?:{SPACE}(?:de|du|des|la|les|et|–|d['’]|l['’]){{0,1}}{SPACE}?[{UPPER}][\w’'-]{{1,60}}){{0,3}}"
)
_LIST = re.compile(
    rf"(?<!\w){_MEMBER}(?:,{SPACE}{_MEMBER}){{1,30}}(?:,?{SPACE}(?:et|ou){SPACE}{_MEMBER})?"
)
_SEPARATOR = re.compile(rf"(?:^|,{SPACE}|{SPACE}(?:et|ou){SPACE})(?={_MEMBER})")
_COMPOUND_GOES_ON = re.compile(
    rf"[ -](?:{shipped_classes().pattern('PLACE_NAME_LINK')}[ -]|[dl]['’])"
)
_NEXT_WORD = re.compile(r"(?:[ -]|(?<=['’]))[^\W\d_]{1,30}['’]?")
_OPENING = re.compile(rf"{shipped_classes().pattern('LIST_OPENING')}{SPACE}")
_NAME_IN_MEMBER = re.compile(rf"[{UPPER}].*", re.S)

_LONGER = "organizations"


@dataclass(frozen=True, slots=True)
class PlaceLists:
    """The tables of :func:`find_places`, ready for use.

    Attributes
    ----------
    heads : Phrases
        Head nouns of places.
    kinds : tuple of str
        Their kinds: ``official``, ``linked``, ``street``, ``direct``.
    compounds : Pattern or None
        Names with a dash inside, however it is written.
    gazetteer : Gazetteer
        Places with their codes.
    known : Phrases
        Names of several words that are places after an article or a preposition.
    """

    heads: Phrases
    kinds: tuple[str, ...]
    compounds: re.Pattern[str] | None
    gazetteer: Gazetteer
    known: Phrases


def find_places(
    text: str,
    names: Sequence[Candidate],
    lists: PlaceLists,
    rules: RuleSet,
    longer: Sequence[Candidate] = (),
) -> list[Candidate]:
    """Find places, and link those that others found.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    names : sequence of Candidate
        What is known already; its LOC candidates that the gazetteer confirms are given again, with
        ``kind`` among their attributes.
    lists : PlaceLists
        Head nouns and gazetteer.
    rules : RuleSet
        What finds places by the words around them.
    longer : sequence of Candidate
        Names of organizations and works, in which places are looked for too.

    Returns
    -------
    list of Candidate
        In order, all LOC; rules ``rule:places.compound``, ``.slash``, ``.head``,
        ``.list``, ``.dispatch`` and ``gazetteer:insee``, ``gazetteer:country``,
        ``gazetteer:confirmed``.

    Examples
    --------
    >>> lists = place_lists([{"head": "forêt", "kind": "official"}],
    ...     [{"form": "Nord-Pas-de-Calais", "kind": "ancienne région", "code": "31"}], [])
    >>> text = "La forêt de Mormal, dans le Nord – Pas de Calais"
    >>> [f.text(text) for f in find_places(text, [], lists, RuleSet([]))]
    ['forêt de Mormal', 'Nord – Pas de Calais']
    """
    found = [*_compounds(text, lists), *_by_heads(text, lists)]
    found += _slashed(text, names, lists)
    found += [
        Candidate(start, end, "LOC", "rule:places.known")
        for _, start, end in lists.known.find(text)
        if rules.holds("places.announced", text, start, end)
    ]
    found += _enumerated(text, names, lists)
    known = {(candidate.start, candidate.end) for candidate in found}
    for new in rules.find(text, tests_of(lists.gazetteer)):
        span = new.start, rstrip_punctuation(text, new.end)
        if span not in known:
            known.add(span)
            found.append(new.moved(*span))
    taken = {(candidate.start, candidate.end) for candidate in found}
    found += [
        Candidate(name.start, name.end, "LOC", "gazetteer:confirmed", name.score)
        for name in names
        if name.label == "LOC" and (name.start, name.end) not in taken
        if lists.gazetteer.knows(name.text(text))
    ]
    found += _completed(text, names, lists.gazetteer)
    found += find_locatives(text, [*names, *longer, *found], lists.gazetteer, rules)
    known |= {(candidate.start, candidate.end) for candidate in found}
    places = {name.text(text) for name in names if name.label == "LOC"}
    for outer in (*longer, *names, *found.copy()):
        for start, end in places_inside(text, outer, lists.gazetteer, places):
            if (start, end) not in known:
                known.add((start, end))
                short = lists.gazetteer.begins_one(text[start:end])
                kind = {"kind": "commune"} if short else {}
                found.append(Candidate(start, end, "LOC", INSIDE, attributes=kind))
    linked = [lists.gazetteer.link(text, candidate) for candidate in found]
    return sorted(linked, key=lambda candidate: (candidate.start, -candidate.end))


def _compounds(text: str, lists: PlaceLists) -> Iterator[Candidate]:
    if lists.compounds is not None:
        for match in lists.compounds.finditer(text):
            yield Candidate(match.start(), match.end(), "LOC", "rule:places.compound")


def _by_heads(text: str, lists: PlaceLists) -> Iterator[Candidate]:
    for index, start, end in lists.heads.find(text):
        kind = lists.kinds[index]
        if text[start:end].isupper():
            continue
        if kind == "number":
            number = _ROAD.match(text, end)
            if number is not None and not _MEASURED.match(text, number.end()):
                # The guide leaves « autoroute » before its code outside.
                coded = _CODE.search(text, end, number.end())
                begin = coded.start() if coded else start
                yield Candidate(begin, number.end(), "LOC", "rule:places.head")
                continue
            kind = "official"
        # « la cité n° 12 » and « la cité 4 » have their number for a name.
        if text[start:end] == "cité" and (number := _CITY_NUMBER.match(text, end)):
            yield Candidate(start, number.end(), "LOC", "rule:places.head")
            continue
        match = (_DIRECT if kind in ("direct", "seat") else _AFTER_HEAD).match(text, end)
        if match is None or not text[end].isspace():
            continue
        if _CIVIL.match(match["name"]) or _CENTURY.match(match["name"]):
            continue
        # « l'écluse de Douai » is called by its commune, which alone is the name.
        name = match["name"].rstrip("’'-/.")
        if kind == "seat" and (
            lists.gazetteer.knows(name) or text[end:].startswith((" de ", " d"))
        ):
            continue
        if kind == "linked" and _MANY.search(text[max(0, start - 5) : start]):
            continue
        # « bassin minier du Nord » is a place, « Bassin Minier Uni » an association.
        if kind == "linked" and not _LINK_FIRST.match(text, end):
            continue
        stop = match.end()
        if lists.compounds is not None:
            inner = lists.compounds.match(text, match.start("name"))
            stop = max(stop, inner.end()) if inner else stop
        yield Candidate(start, rstrip_punctuation(text, stop), "LOC", "rule:places.head")


def _completed(text: str, names: Sequence[Candidate], known: Gazetteer) -> Iterator[Candidate]:
    """Find the whole of a commune that is written with blanks: « Saint-Cast le Guildo »."""
    for name in names:
        if name.label != "LOC" or _COMPOUND_GOES_ON.match(text, name.end) is None:
            continue
        stops = [more.end() for more in _NEXT_WORD.finditer(text, name.end, name.end + 40)]
        for stop in reversed(stops[:5]):
            if text[name.end : stop].islower() or not known.knows(text[name.start : stop]):
                continue
            yield Candidate(name.start, stop, "LOC", "rule:places.compound")
            break


def _slashed(text: str, names: Sequence[Candidate], lists: PlaceLists) -> Iterator[Candidate]:
    """Find ``Lens/Liévin``: names joined by a slash, one of which is a place."""
    known = {name.text(text) for name in names if name.label == "LOC"}
    for match in _SLASHED.finditer(text):
        parts = [part.strip() for part in match.group().split("/")]
        if any(part in known or lists.gazetteer.knows(part) for part in parts):
            yield Candidate(match.start(), match.end(), "LOC", "rule:places.slash")


def _enumerated(text: str, names: Sequence[Candidate], lists: PlaceLists) -> Iterator[Candidate]:
    """Give LOC to every member of a list most of whose members are known places."""
    labels = {(name.start, name.end): name.label for name in names}
    for match in _LIST.finditer(text):
        members = [
            (match.start() + found.start(), match.start() + found.end())
            for found in _members(match.group())
        ]
        known = [
            labels.get(span) == "LOC" or lists.gazetteer.is_region(text[slice(*span)])
            for span in members
        ]
        if len(members) >= 3 and 2 * sum(known) > len(members):
            for span in members:
                span = _without_opening(text, span)
                inner = lists.compounds.search(text, *span) if lists.compounds else None
                if inner is None and (labels.get(span) != "PER" or sum(known) > 3):
                    yield Candidate(*span, "LOC", "rule:places.list")


def _without_opening(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Leave out the word that opens a sentence before the first member: « Entre Amiens, … »."""
    opening = _OPENING.match(text, *span)
    return (opening.end(), span[1]) if opening else span


def _members(quote: str) -> Iterator[re.Match[str]]:
    """Yield the name in each member of a list, without article or preposition."""
    cuts = list(_SEPARATOR.finditer(quote))
    stops = [*(cut.start() for cut in cuts[1:]), len(quote)]
    for cut, stop in zip(cuts, stops, strict=True):
        name = _NAME_IN_MEMBER.search(quote, cut.end(), stop)
        if name is not None:
            yield name


class PlacesPipe(LexiconPipe):
    """Component ``annotate_places``: see :func:`find_places`."""

    specs: ClassVar[Mapping[str, LexiconSchema]] = {
        "heads": PLACE_HEADS,
        "places": PLACES,
        "insee": INSEE_PLACES,
        "rules": rules_schema("places.tsv"),
        "classes": CLASSES,
    }

    def find(self, text: str, groups: Groups) -> list[Candidate]:
        """Find places, given what the groups that are read hold."""
        names = [one for group in self.reads if group != _LONGER for one in groups[group]]
        longer = groups.get(_LONGER, ())
        return find_places(text, names, self.compiled(self._lists), self.rules, longer)

    def tests_for(self, text: str) -> Tests:
        """Return what the gazetteer says of the names of a text."""
        return tests_of(self.compiled(self._lists).gazetteer)

    def _lists(self) -> PlaceLists:
        return place_lists(self.table("heads"), self.table("places"), self.table("insee"))


def place_lists(heads: Sequence[Row], places: Sequence[Row], insee: Sequence[Row]) -> PlaceLists:
    """Make the lists of :func:`find_places` from the rows of its tables."""
    dashed = [row["form"] for row in places if "-" in row["form"] and row["kind"] != "homonym"]
    dashed += [row["form"] for row in insee if row["kind"] != "commune" and "-" in row["form"]]
    return PlaceLists(
        heads=Phrases([row["head"] for row in heads], folded=True),
        kinds=tuple(row["kind"] for row in heads),
        compounds=spans_with_dashes(dashed),
        gazetteer=gazetteer(places, insee),
        known=Phrases([row["form"] for row in places if " " in row["form"]]),
    )
