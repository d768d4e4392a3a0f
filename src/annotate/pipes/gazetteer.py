"""Known places and their codes: a look-up that confirms and links, and never tags by itself."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from itertools import takewhile
from pathlib import Path

from annotate.cache import kept
from annotate.document.candidates import Candidate
from annotate.errors import ModelError
from annotate.french.characters import name_key, name_keys
from annotate.french.word_list import common_words
from annotate.lexicons import Row
from annotate.rules.conditions import Tests


@dataclass(frozen=True, slots=True)
class Place:
    """One place: what it is, its code (INSEE, or ISO 3166 for a country), and its rank."""

    kind: str
    code: str
    department: str = ""
    seat: str = ""


_OWN = 8
"""Letters of the beginning of a commune's name that stands for all of it."""
_MANY = 9
_GOES_ON = ("sur", "en", "sous", "les", "lez")
_WORLD = ("pays", "continent", "province", "région", "ancienne région", "ville", "mer")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places by folded form.

    Attributes
    ----------
    places : mapping
        Folded form to the places that bear it, the most prominent first.
    homonyms : frozenset of str
        Folded forms that are never a place by themselves (``Maurice``).
    """

    places: _ByForm
    homonyms: frozenset[str]

    def knows(self, form: str) -> bool:
        """Return whether a form with a capital is the name of a place."""
        key = name_key(form)
        return form[:1].isupper() and key in self.places and key not in self.homonyms

    def begins_one(self, form: str) -> bool:
        """Return whether a form is the beginning of the name of one commune, which goes on with a
        preposition: « Varengeville » of Varengeville-sur-Mer.

        Examples
        --------
        >>> rows = [{"form": one, "kind": "commune", "code": one} for one in
        ...     ("Merlonval-sur-Vasse", "Aubrelle-le-Bas", "Vasselin-en-Bois", "Vasselin-sur-Mer")]
        >>> places = gazetteer([], rows)
        >>> [places.begins_one(one) for one in ("Merlonval", "Aubrelle", "Vasselin", "Merlon")]
        [True, False, False, False]
        """
        key = name_key(form)
        longer = self.places.begun_by(f"{key}-") if len(key) >= _OWN else []
        words = [name[len(key) + 1 :].partition("-")[0] for name in longer]
        return form[:1].isupper() and len(words) == 1 and words[0] in _GOES_ON

    def is_region(self, form: str) -> bool:
        """Return whether a form names a place larger than a commune, or a chief town."""
        key = name_key(form)
        return key not in self.homonyms and any(
            place.kind != "commune" or place.seat for place in self.places.get(key, ())
        )

    def is_country(self, form: str) -> bool:
        """Return whether a form with a capital names a country, a continent, or a river."""
        key = name_key(form)
        return (
            form[:1].isupper()
            and key not in self.homonyms
            and any(
                place.kind in ("pays", "continent", "cours d’eau")
                for place in self.places.get(key, ())
            )
        )

    def is_major(self, form: str) -> bool:
        """Return whether a form names a country, a region, a sea or a great city, and no more.

        Rivers and communes bear the names of people and of things.
        """
        key = name_key(form)
        return key not in self.homonyms and any(
            place.kind in _WORLD for place in self.places.get(key, ())
        )

    def is_ambiguous(self, form: str) -> bool:
        """Return whether a form is a small commune with the name of a common word (``Son``)."""
        return not self.is_region(form) and form.lower() in common_words()

    def link(self, text: str, candidate: Candidate) -> Candidate:
        """Return `candidate` with the kind of place that bears its name, if one does.

        Which of several places it is, and its code, is for the index to say, which knows the others
        of the text.
        """
        places = self.places.get(name_key(candidate.text(text)), ())
        if not places:
            return candidate
        return replace(candidate, attributes={**candidate.attributes, "kind": places[0].kind})


def tests_of(places: Gazetteer) -> Tests:
    """Return what a gazetteer says of a place, for the tests that rules name."""
    return {
        "GAZETTEER": lambda place: places.knows(_bare(place.form)),
        "COUNTRY": lambda place: places.is_country(_bare(place.form)),
        "AMBIGUOUS": lambda place: places.is_ambiguous(_bare(place.form)),
    }


def _bare(form: str) -> str:
    """Return a form without the punctuation that the pattern of a word took in."""
    while form and not form[-1].isalnum():
        form = form[:-1]
    return form


def gazetteer(places: Sequence[Row], insee: Sequence[Row]) -> Gazetteer:
    """Make a gazetteer of the project's places, INSEE's and the countries of the CLDR."""
    table: dict[str, list[Place | Row]] = {}
    homonyms: set[str] = set()
    for row in places:
        if row["kind"] == "homonym":
            homonyms.add(name_key(row["form"]))
        else:
            table.setdefault(name_key(row["form"]), []).append(
                Place(row["kind"], row.get("code", ""))
            )
    for form, code in countries().items():
        table.setdefault(name_key(form), []).append(Place("pays", code))
    for key, row in zip(name_keys([row["form"] for row in insee]), insee, strict=True):
        table.setdefault(key, []).append(row)
    return Gazetteer(_ByForm(table), frozenset(homonyms))


class _ByForm(Mapping[str, tuple[Place, ...]]):
    """Places by folded form, made of their rows when they are asked for: of tens of thousands a
    text has some hundred.
    """

    def __init__(self, table: Mapping[str, Sequence[Place | Row]]) -> None:
        self._table = table
        self._made: dict[str, tuple[Place, ...]] = {}
        self._sorted: list[str] = []

    def begun_by(self, key: str) -> list[str]:
        """Return the folded forms that begin so."""
        self._sorted = self._sorted or sorted(self._table)
        first = bisect_left(self._sorted, key)
        return [*takewhile(lambda one: one.startswith(key), self._sorted[first : first + _MANY])]

    def __getitem__(self, key: str) -> tuple[Place, ...]:
        if key not in self._made:
            places = (one if isinstance(one, Place) else _place(one) for one in self._table[key])
            self._made[key] = tuple(sorted(places, key=_rank))
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._table

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


def _place(row: Row) -> Place:
    return Place(row["kind"], row["code"], row.get("department", ""), row.get("seat", ""))


def _rank(place: Place) -> tuple[int, str]:
    """Order the places of one form: a country, a seat, a région, a département, a commune."""
    if place.kind == "commune":
        return (1 if place.seat else 5), place.code
    return {"pays": 0, "région": 2, "département": 3}.get(place.kind, 4), place.code


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """Return the countries and territories of the CLDR in French, with their ISO codes.

    The source are the locale data of ``babel``. To load it takes longer than the list is worth, so
    that the list is kept.

    Raises
    ------
    ModelError
        If ``babel`` is not installed.

    Examples
    --------
    >>> countries()["Italie"]
    'IT'
    """
    spec = find_spec("babel")
    if spec is None or spec.origin is None:
        raise ModelError(
            "the list of countries is missing", remedy="run `make setup`, or `pip install babel`"
        )
    data = Path(spec.origin).parent / "locale-data"
    sources = [(data / f"{name}.dat").read_bytes() for name in ("root", "fr")]
    read = kept("countries", sources, lambda: json.dumps(_countries()).encode())
    return dict(json.loads(read))


def _countries() -> dict[str, str]:
    """Read the countries from the CLDR."""
    from babel import Locale

    territories = Locale("fr").territories
    return {
        name.replace("(", "").split(" [")[0]: code
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in ("XA", "XB", "ZZ", "QO", "EU", "EZ")
        if "(" not in name
    }
