"""Which place a mention means, and how sure that is.

A name that one place bears is not yet that place: mines, streets and people are called like
communes. A code therefore needs agreement: the département or the région is named, other places of
the text are near, or the place is far larger than its namesakes. Where that does not decide, the
namesakes are listed and none is chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from annotate.french.characters import name_key
from annotate.french.word_list import common_words
from annotate.index.mentions import ENTITIES, REJECTED, Mention
from annotate.index.person_forms import person
from annotate.index.place_contexts import Surroundings, site_name, surroundings
from annotate.index.place_evidence import (
    FAR_LARGER,
    LARGE,
    OVERSEAS,
    Evidence,
    FullNames,
    NamedPlace,
    has_article,
    is_word,
    largest,
)
from annotate.index.place_names import (
    CITY,
    COMMUNE,
    COUNTRY,
    DEPARTMENT,
    FORMER,
    HOMONYM,
    OLD_REGION,
    REGION,
    RIVER,
    Certainty,
    KnownPlace,
    PlaceLink,
    PlaceNames,
)
from annotate.index.surface_forms import PERSON, PLACE

_KNOWN = 5_000
"""Inhabitants from which a commune that alone bears its name is meant by it."""
_VERY_LARGE, _SMALL = 50_000, 2_000
_MOST = 12
"""Namesakes that are listed."""
_ONLY = "the only place of this name"
_SHORTEST = 3
"""Letters of a short form."""
_NO_RIVERS = ("nord", "finistere", "morbihan", "calvados", "vaucluse", "yvelines", "savoie")
"""Départements that bear the name of no river and no mountains."""


def located(documents: Sequence[Sequence[Mention]], names: PlaceNames) -> list[tuple[Mention, ...]]:
    """Find the places that the mentions of a run mean.

    Parameters
    ----------
    documents : sequence of sequence of Mention
        The mentions of each document; their `authority` and `place` are replaced.
    names : PlaceNames
        The known places.

    Returns
    -------
    list of tuple of Mention
        The mentions of each document, places with what they mean.

    Examples
    --------
    >>> from annotate.index.place_names import place_names
    >>> texts = ["Lens", "Liévin", "Annay"]
    >>> found = located([[Mention(document="a", mention_id=text, label="LOC", text=text,
    ...     ranges=((9 * at, 9 * at + 5),)) for at, text in enumerate(texts)]], place_names())
    >>> [(one.text, dict(one.authority), str(one.place.certainty)) for one in found[0]][2]
    ('Annay', {'insee_commune': '62033'}, 'likely')
    """
    locating = Locating(names)
    for mentions in documents:
        locating.read(mentions)
    locating.settle()
    return [locating.located(mentions) for mentions in documents]


class Locating:
    """Finds the places that the mentions of a run mean: all documents are read once, and then each
    is located, for a short form may be one of a name that another document has in full.
    """

    def __init__(self, names: PlaceNames) -> None:
        self._names = names
        self._everywhere: dict[str, KnownPlace] = {}
        self._certain: set[str] = set()
        self._full = FullNames(())

    def read(self, mentions: Sequence[Mention]) -> None:
        """Note the communes that a document names."""
        document = _Document(mentions, self._names)
        document.choose()
        self._everywhere |= document.chosen()
        self._certain |= {*document.chosen(Certainty.CERTAIN)}

    def settle(self) -> None:
        """Sort what was noted, when all documents were read."""
        self._full = FullNames(self._everywhere.values())

    def located(self, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
        """Return the mentions of a document, places with what they mean."""
        document = _Document(mentions, self._names)
        document.choose()
        document.shorten(self._full, self._certain)
        return document.placed()


class _Document:
    """The places of one document, and what decides between them."""

    def __init__(self, mentions: Sequence[Mention], names: PlaceNames) -> None:
        self._mentions = mentions
        self._names = names
        self._named: dict[str, NamedPlace] = {}
        self._links: dict[str, PlaceLink] = {}
        self._evidence = Evidence(names.regions)
        for mention in mentions:
            if _is_a(PLACE, mention) and not mention.expansion:
                around = surroundings(mention)
                key = name_key(around.form)
                self._named.setdefault(key, NamedPlace(key)).mentions.append((mention, around))
        called = {name_key(name) for one in mentions if (name := site_name(one))}
        people = {name_key(person(one.text).split()[-1]) for one in mentions if _is_a(PERSON, one)}
        for named in self._named.values():
            self._look_up(named)
            site = named.key in called or named.any("thing")
            someone = named.key in people and not named.any("locative")
            named.usable = named.any("commune", "beside") or not (site or someone)
        self._gather()

    def _look_up(self, named: NamedPlace) -> None:
        """Find the places that bear a name, as it is written in the document."""
        for _, around in named.mentions:
            if around.part:
                continue
            places = self._names.named(around.commune_name) or self._names.named(around.form)
            for place in places:
                if place.is_commune and not around.thing and has_article(place, around):
                    named.communes.setdefault(place.code, place)
            for form in (around.form, around.commune_name):
                for place in self._names.named(form):
                    if not place.is_commune:
                        named.larger.setdefault((place.kind, place.code), place)

    def _gather(self) -> None:
        """Gather what the document says of where it is about."""
        evidence = self._evidence
        for named in self._named.values():
            for _, around in named.mentions:
                for place in self._beside(around):
                    evidence.departments.add(place.code)
            if named.is_many:
                continue
            for place in named.of(DEPARTMENT):
                if "-" in place.name or named.any("department"):
                    evidence.departments.add(place.code)
            if not named.any("province"):
                evidence.regions |= {place.code for place in named.of(REGION, OLD_REGION)}
        for named in self._named.values():
            one = named.only or largest(named.communes.values())
            if not one or not named.usable or not self._is_known(named, one):
                continue
            if not named.larger or (one.seat and not named.of(COUNTRY, CITY)):
                evidence.add(one)

    def _beside(self, around: Surroundings) -> list[KnownPlace]:
        """Return the départements that brackets or « dans » after a name name."""
        if not around.beside:
            return []
        if around.beside in self._names.regions:
            return [KnownPlace(around.beside, DEPARTMENT, around.beside)]
        forms = (article + around.beside for article in ("", "La ", "Le ", "Les ", "L'"))
        places = (place for form in forms for place in self._names.named(form))
        return [place for place in places if place.kind == DEPARTMENT]

    def _is_known(self, named: NamedPlace, place: KnownPlace) -> bool:
        """Return whether a name is a commune's without further agreement: it is long, or many
        people live there.
        """
        if place.department.startswith(OVERSEAS):
            return False
        parts = named.key.split("-")
        compound = len(parts) > (2 if parts[0].startswith("saint") else 1)
        word = is_word(place) and not named.any("commune")
        return place.seat or compound or (place.population >= _KNOWN and not word)

    def choose(self) -> None:
        """Choose the place that each name means."""
        for key, named in self._named.items():
            if named.any("province") and named.of(REGION, OLD_REGION):
                continue
            link = self._larger(named) or self._commune(named) or self._other(named)
            if link:
                self._links[key] = link

    def chosen(self, *certainty: Certainty) -> dict[str, KnownPlace]:
        """Return the communes that were chosen, by code; of some certainty, or of any."""
        links = (one for one in self._links.values() if one.certainty in (certainty or Certainty))
        places = (place for link in links for place in link.places)
        return {place.code: place for place in places if place.is_commune}

    def _larger(self, named: NamedPlace) -> PlaceLink | None:
        """Choose a country, a région, a great city or a département."""
        if named.of(HOMONYM) or named.is_many:
            return None
        countries = [place for place in named.of(COUNTRY) if place.code]
        regions = named.of(REGION, OLD_REGION)
        if countries or regions:
            # An overseas territory has a code of each kind.
            departments = named.of(DEPARTMENT) if regions else []
            whole = (*countries, *regions, *departments)
            return PlaceLink(Certainty.CERTAIN, _ONLY, whole)
        commune = self._commune(named)
        if cities := named.of(CITY):
            if not commune or not commune.places:
                return PlaceLink(Certainty.CERTAIN, "great city", tuple(cities))
            (place,) = commune.places
            if self._evidence.score(place):
                return commune
            if place.seat or place.population >= LARGE:
                return PlaceLink(Certainty.OPEN, "", namesakes=(place, *cities))
            return PlaceLink(Certainty.LIKELY, "great city", tuple(cities))
        if departments := named.of(DEPARTMENT):
            if commune and commune.places and commune.places[0].seat:
                return commune
            return self._department(named, departments[0])
        return None

    def _department(self, named: NamedPlace, place: KnownPlace) -> PlaceLink:
        """Choose a département, which often bears the name of a river or of a mountain range."""
        evidence = self._evidence
        if "-" in place.name or place.code in evidence.departments:
            return PlaceLink(Certainty.CERTAIN, "département named as such", (place,))
        namesakes = [one for one in named.larger.values() if one.kind != DEPARTMENT]
        if named.any("inside") and not any(one.kind != RIVER for one in namesakes):
            return PlaceLink(Certainty.LIKELY, "« en » or « dans » before it", (place,))
        beside = (evidence.within.get(code, frozenset()) for code in evidence.departments)
        regions = evidence.within.get(place.code, frozenset())
        around = regions & evidence.regions or any(regions & others for others in beside)
        communes = evidence.counts[place.code] > 0
        if named.key in _NO_RIVERS and (around or communes):
            return PlaceLink(Certainty.LIKELY, "its communes or its région named", (place,))
        return PlaceLink(Certainty.OPEN, "", namesakes=(place, *namesakes))

    def _commune(self, named: NamedPlace) -> PlaceLink | None:
        """Choose a commune, or list those that bear the name."""
        if not named.communes or not named.usable:
            return None
        evidence = self._evidence
        told = {one.code for _, around in named.mentions for one in self._beside(around)}
        there = [place for place in named.communes.values() if place.department in told]
        if len({place.code for place in there}) == 1:
            return PlaceLink(Certainty.CERTAIN, "its département beside it", (there[0],))
        ranked = sorted(
            named.communes.values(),
            key=lambda one: (-evidence.score(one), -one.population, one.code),
        )
        if (place := named.only) is None:
            return self._of_several(ranked)
        spoken = named.any("locative", "commune", "life")
        if place.population >= _KNOWN and evidence.score(place) > 1:
            spoken = True
        if (is_word(place) or (place.kind == FORMER and "-" not in named.key)) and not spoken:
            return _open(ranked)
        if evidence.score(place):
            return PlaceLink(Certainty.CERTAIN, evidence.because(place), (place,))
        alone = not evidence.sure and not evidence.departments
        alone = (alone and spoken) or named.any("life")
        if self._is_known(named, place) or (alone and not named.is_saint):
            return PlaceLink(Certainty.LIKELY, _ONLY, (place,))
        return _open(ranked)

    def _of_several(self, ranked: Sequence[KnownPlace]) -> PlaceLink:
        """Choose one of several communes of one name."""
        evidence = self._evidence
        best, second = evidence.score(ranked[0]), evidence.score(ranked[1])
        here = ranked[0] if best - second >= 2 or (best and not second) else None
        large = largest(ranked)
        if here is None:
            # A town of another region is hardly meant, unless everybody knows it.
            alone = not evidence.sure or (large and (large.seat or large.population > _VERY_LARGE))
            if large and alone and not best:
                return PlaceLink(Certainty.LIKELY, "by far the largest of the name", (large,))
            return _open(ranked)
        # A prefecture and a village of the region: either may be meant.
        if large and large.population >= _VERY_LARGE and here.population < _SMALL:
            return _open(ranked)
        return PlaceLink(Certainty.LIKELY, evidence.because(here), (here,))

    def _other(self, named: NamedPlace) -> PlaceLink | None:
        """Say what a place without a code is: a river, a sea, a mountain range, a province."""
        places = [place for place in named.larger.values() if place.kind != HOMONYM]
        if len(places) != 1 or named.communes:
            return None
        return PlaceLink(Certainty.CERTAIN, _ONLY, tuple(places))

    def shorten(self, everywhere: FullNames, certain: Collection[str]) -> None:
        """Let a short form mean the only commune that is named in full, and a name that is left
        open what it means elsewhere in the run for certain.
        """
        here = FullNames(self.chosen().values())
        for key, named in self._named.items():
            if not named.usable or named.larger or len(key) < _SHORTEST:
                continue
            link = self._links.get(key)
            own = link.places[0] if link and link.places else None
            full = self._full_forms(named, own, here, everywhere)
            larger = own and all(own.population >= FAR_LARGER * one.population for one in full)
            if own and (own.seat or larger):
                continue
            known = [one for one in link.namesakes if one.code in certain] if link else []
            if len({place.code for place in full}) == 1:
                because = f"another form of {full[0].name}"
                self._links[key] = PlaceLink(Certainty.LIKELY, because, (full[0],))
            elif full:
                self._links[key] = _open(full)
            elif len(known) == 1 and not own:
                because = "named elsewhere in the run"
                self._links[key] = PlaceLink(Certainty.LIKELY, because, (known[0],))

    def _full_forms(
        self,
        named: NamedPlace,
        own: KnownPlace | None,
        here: FullNames,
        everywhere: FullNames,
    ) -> list[KnownPlace]:
        """Return the communes of which a name may be another form: of those named in the document,
        else of those named elsewhere and near what the document is about, else of all there are.
        """
        score = self._evidence.score
        if full := here.begun(named.key) or ([] if own else here.beginnings(named.key)):
            return full
        # A single neighbour is little against the places that the document is about.
        least = score(own) + 2 if own else 1
        if full := [one for one in everywhere.begun(named.key) if score(one) >= least]:
            return full
        return [] if named.communes else [one for one in self._going_on(named) if score(one)]

    def _going_on(self, named: NamedPlace) -> list[KnownPlace]:
        """Return the communes whose names go on where a name that is no word ends."""
        for mention, around in named.mentions:
            word = around.form.lower() in common_words() and not mention.text.startswith("L")
            if not (around.thing or around.part or word):
                return [*self._names.beginning(around.commune_name)]
        return []

    def placed(self) -> tuple[Mention, ...]:
        """Return the mentions, each with the place that it means."""
        found: dict[tuple[str, str], PlaceLink] = {}
        for key, named in self._named.items():
            for mention, around in named.mentions:
                link = self._links.get(key)
                if link and (link := self._here(named, around, link)):
                    found[mention.key] = link
        return tuple(
            replace(one, authority=link.authority, place=link)
            if (link := found.get(one.key))
            else (replace(one, authority=(), place=None) if one.authority or one.place else one)
            for one in self._mentions
        )

    def _here(self, named: NamedPlace, around: Surroundings, link: PlaceLink) -> PlaceLink | None:
        """Return what a name means at one place, where the words around it say something else."""
        if around.thing or around.part:
            return None
        kind = link.kind or (link.namesakes[0].kind if link.namesakes else "")
        if kind == DEPARTMENT:
            # « le Nord de la France », « la rive droite du Rhône »
            if around.followed and not around.department and "-" not in around.form:
                return None
            if around.river and not around.department:
                rivers = named.of(RIVER)
                return PlaceLink(Certainty.LIKELY, "a river", tuple(rivers)) if rivers else None
        if kind in (COMMUNE, FORMER):
            return link if all(has_article(one, around) for one in link.places) else None
        return link


def _is_a(label: str, mention: Mention) -> bool:
    return mention.label == label and mention.layer == ENTITIES and mention.status != REJECTED


def _open(places: Sequence[KnownPlace]) -> PlaceLink:
    return PlaceLink(Certainty.OPEN, "", namesakes=tuple(places[:_MOST]))
