"""What the tidying of names knows: lists of words, and the text that a name is in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotate.french.characters import LOWER, name_key
from annotate.french.word_list import common_words
from annotate.french.words import WORD, starts_sentence
from annotate.lexicons import Row
from annotate.pipes.gazetteer import countries
from annotate.rules.conditions import Tests

ANY = "*"
"""In never.tsv: every label."""

_TAILED = re.compile(
    r"(?!Sainte?-|Mont-|Pont-|Saint)(\w{4,})-(?:l[eè]s|les|en|sur|sous|la|le|au|aux)-"
)

_CAPITALIZED = re.compile(rf"[^\W\d_{LOWER}][^\W\d_]*(?:['’-][^\W\d_]+)*")
"""What :data:`WORD` takes, from a letter on that may be a capital: few of a text begin so."""
_IN_WORD = re.compile(r"[^\W\d_]['’-]?\Z")


@dataclass(frozen=True, slots=True)
class NameLists:
    """What the tidying knows.

    Attributes
    ----------
    never : mapping
        Case-folded form to the labels it never has; ``*`` is all of them.
    functions : frozenset of str
        Case-folded function words, trimmed from the beginning of a name.
    generic : frozenset of str
        Case-folded class nouns in lower case (``ville``, ``société``), trimmed likewise.
    places : frozenset of str
        Forms that are places even at the start of a sentence (countries, seats of prefectures).
    communes : frozenset of str
        Names of French communes, many of which are surnames too.
    settlements : frozenset of str
        The same, and what is said for short of those with a tail (``Bully`` for Bully-les-Mines).
    works : mapping of str to str
        Case-folded first words of events, programmes, laws and works, each with its label: MISC,
        unless the table gives it another one.
    world : frozenset of str
        Countries, regions and great cities, rivers, seas and mountains.
    keys : frozenset of str
        The same without case and accents (``Koweit``).
    """

    never: Mapping[str, frozenset[str]] = field(default_factory=dict)
    functions: frozenset[str] = frozenset()
    generic: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    communes: frozenset[str] = frozenset()
    settlements: frozenset[str] = frozenset()
    works: Mapping[str, str] = field(default_factory=dict)
    world: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()


def name_lists(
    never: Sequence[Row], works: Sequence[Row], insee: Sequence[Row], places: Sequence[Row] = ()
) -> NameLists:
    """Make the lists of :func:`postprocess_names` from the rows of its tables."""
    labels: dict[str, set[str]] = {}
    for row in never:
        # A class noun is trimmed in lower case; with a capital it may be a name (le Nord).
        if row["kind"] == "generic":
            continue
        labels.setdefault(row["form"].casefold(), set()).add(row["label"])
    kinds: dict[str, set[str]] = {}
    for row in never:
        kinds.setdefault(row["kind"], set()).add(row["form"].casefold())
    communes = frozenset(row["form"] for row in insee if row["kind"] == "commune")
    homonyms = {row["form"] for row in places if row["kind"] == "homonym"}
    world = {row["form"] for row in places} | set(countries() if places else ())
    return NameLists(
        never={form: frozenset(found) for form, found in labels.items()},
        functions=frozenset(kinds.get("function", ())),
        generic=frozenset(kinds.get("generic", ())),
        places=frozenset(
            row["form"] for row in insee if row["kind"] != "commune" or row.get("seat")
        ),
        communes=communes,
        settlements=communes
        | {short[1] for form in communes if "-" in form and (short := _TAILED.match(form))},
        works={row["head"].casefold(): row.get("label") or "MISC" for row in works},
        world=frozenset(world - homonyms),
        keys=frozenset(map(name_key, world - homonyms)),
    )


class InsideSentences:
    """Capitalised words of a text that are inside a sentence; gathered when first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: set[str] | None = None

    def __contains__(self, word: str) -> bool:
        if self._words is None:
            words: set[str] = set()
            for match in _CAPITALIZED.finditer(self._text):
                found, start = match.group(), match.start()
                if (
                    found not in words
                    and found[0].isupper()
                    and not found.isupper()
                    and _IN_WORD.search(self._text, start - 2, start) is None
                    and not starts_sentence(self._text, start)
                ):
                    words.add(found)
            self._words = words
        return word in self._words


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules look at."""

    text: str
    lists: NameLists
    inside: InsideSentences

    @property
    def tests(self) -> Tests:
        """What the lists say of a place, for the tests that rules name."""
        lists = self.lists
        return {
            "WORLD": lambda place: place.form in lists.world,
            "INSEE_PLACE": lambda place: place.form in lists.places,
            "COMMUNE": lambda place: _is_commune(place.form, lists),
            "SETTLEMENT": lambda place: place.form in lists.settlements,
            "FRENCH_PLACE": lambda place: _is_french_place(place.form, lists),
            "ORDINARY": lambda place: _is_ordinary(place.form, lists),
            "KNOWN_PLACE": lambda place: _is_known_place(place.form, lists),
            "INSIDE": lambda place: _first_word(place.form) in self.inside,
            "NEVER": lambda place: _is_never(place.form, place.label, lists),
            "WORK": lambda place: work_label(place.form, lists) is not None,
        }


def work_label(form: str, lists: NameLists) -> str | None:
    """Return the label that the list gives the first word of an event, a programme, a law or a
    work; None for what is neither.
    """
    return lists.works.get(_first_word(form).casefold())


def _first_word(form: str) -> str:
    first = WORD.match(form)
    return first.group() if first is not None else ""


def _titled(form: str) -> str:
    return form.title() if form.isupper() else form


def _is_commune(form: str, lists: NameLists) -> bool:
    """Return whether a form is a commune, in capitals or with blanks for its hyphens, too."""
    form = _titled(form)
    return form in lists.communes or (" " in form and form.replace(" ", "-") in lists.communes)


def _is_french_place(form: str, lists: NameLists) -> bool:
    return _titled(form) in lists.places or _titled(form) in lists.communes


def _is_ordinary(form: str, lists: NameLists) -> bool:
    words = WORD.findall(form)
    return not _is_french_place(form, lists) and all(
        word.lower() in common_words() for word in words
    )


def _is_known_place(form: str, lists: NameLists) -> bool:
    """Return whether a list knows a place, or the first of its words: « Allemagne du Sud »."""
    return any(
        one in lists.world
        or one in lists.places
        or one in lists.communes
        or name_key(one) in lists.keys
        for one in (form, form.split(" ", maxsplit=1)[0])
    )


def _is_never(form: str, label: str, lists: NameLists) -> bool:
    folded = form.casefold().replace("’", "'")
    return not {ANY, label}.isdisjoint(lists.never.get(folded, ()))
