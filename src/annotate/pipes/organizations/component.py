"""Organizations recognised by their first words: councils, unions of communes, museums, firms.

A head noun says what follows. Some are part of the official name even in lower case (``conseil
régional``), some only with a capital (``Syndicat``), and some announce a name and stay outside it
(``association``, ``société``). The heads are a table, ``organization_heads.tsv``; it is narrow on
purpose, for broad heads (``tribunal``, ``équipe``) did harm on texts of others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from annotate.document.candidates import Candidate
from annotate.french.characters import (
    ARTICLE,
    CAPITAL,
    LOWER,
    SPACE,
    UPPER,
    lower,
    without_accents,
)
from annotate.french.classes import shipped_classes
from annotate.french.demonyms import Inflection, is_demonym
from annotate.french.word_list import common_words
from annotate.french.words import WORD, starts_sentence
from annotate.lexicons import Row
from annotate.pipes.acronym_alignment import align_after, words
from annotate.pipes.base import (
    CLASSES,
    LABELS,
    Groups,
    LexiconPipe,
    LexiconSchema,
    rules_schema,
)
from annotate.pipes.lexicon_schemas import ACRONYMS, KNOWN_NAMES, ORGANIZATION_HEADS, PLACES
from annotate.pipes.organizations.long_forms import LongForms, find_long_forms, long_forms
from annotate.pipes.organizations.quoted import quoted
from annotate.pipes.phrase_matcher import Phrases, spans_with_dashes
from annotate.pipes.right_boundary import (
    extend_lowercase,
    extend_right,
    follows_role,
    over_compound,
    rstrip_punctuation,
    with_department_number,
)

_CLASSES = shipped_classes()
_INSIDE = re.compile(r"[^.;:!?()«»“”\"\n–—,]{0,120}")
_ACRONYM = re.compile(rf"\(([{UPPER}][\w.]{{1,7}})")
_VERB = re.compile(
    rf"{SPACE}(?:{_CLASSES.pattern('FINITE_VERB')}|{_CLASSES.pattern('AUXILIARY')}"
    rf"|[{LOWER}]{{3,20}}(?:a|èrent)|[{LOWER}]{{4,20}}(?:ait|aient))(?![\w’'-])"
)
_ANOTHER = re.compile(rf"{SPACE}et{SPACE}(?:(?:la|le|les){SPACE}|l['’])")
"""Another thing than the body, its article repeated: « le Conseil et la sortie de la Cour »."""
_UNDEFINED = re.compile(r"(?<!\w)une?\s(?:\w+\s)?$", re.I)
_QUOTE = r"(?:[«“\"]\s?)?"
_ONE = re.compile(r"(?:\b(?:le|la|du|au|La|Le)\s|\b[ldL]['’])$")
_TERRITORY = re.compile(
    rf"(?:{SPACE}(?:de la|de|du|des)\b{SPACE}|{SPACE}d['’]|{SPACE}de{SPACE}l['’])"
    rf"(?P<name>{ARTICLE}?{CAPITAL}(?:{SPACE}[–-]{SPACE}{CAPITAL})?)"
)
_AS_PLACE = re.compile(rf"(?<!\w){_CLASSES.pattern('TERRITORY_AS_PLACE', SPACE)}{SPACE}?\Z")
_BESIDE = re.compile(rf"{_TERRITORY.pattern}|{SPACE}{CAPITAL}(?:{SPACE}[–-]{SPACE}{CAPITAL})?")
_FOLLOWS = re.compile(rf"{SPACE}(?:de\b|du\b|des\b|d['’]|{CAPITAL})")
_FOLLOWS_OF = re.compile(rf"{SPACE}(?:de\b|du\b|des\b|d['’])")
_DIRECT = re.compile(rf"{SPACE}{_QUOTE}(?P<name>{ARTICLE}?{CAPITAL}(?:{SPACE}{CAPITAL}){{0,4}})")
_ARTICLED = re.compile(
    rf"{SPACE}{_QUOTE}(?P<name>(?:(?:La|Le|Les){SPACE}|L['’])[{LOWER}][\w’-]{{2,20}}"
    rf"(?:{SPACE}(?:de la|de|du|des){SPACE}|{SPACE}d['’]|{SPACE}de{SPACE}l['’])"
    rf"{CAPITAL}(?:{SPACE}{CAPITAL}){{0,2}})"
)
_BARE = re.compile(rf"{SPACE}(?P<name>{CAPITAL}(?:{SPACE}{CAPITAL}){{0,2}})")
_AGREES = re.compile(
    rf"{SPACE}(?!{_CLASSES.pattern('PARTICIPLE_AFTER_NAME')})"
    rf"[{LOWER}]{{3,}}(?:[ée]{{1,2}}s|i[ve]?s|ières?s|elles|ales|iques|aires|euses|ves)\b"
)
_OFFICE = re.compile(rf"{SPACE}{_CLASSES.pattern('TERRITORIAL_ADJECTIVE')}\b")
_OFFICE_LAST = re.compile(rf"{_OFFICE.pattern}\Z")
_STANDS = re.compile(rf"{_CLASSES.pattern('STANDS_FOR_ITSELF')}\Z")
_LABEL = re.compile(rf"{SPACE}?:{SPACE}")
_FOR = re.compile(rf"{SPACE}pour{SPACE}")
_KNOWN = "lexicon:known_names"
_UNACCENTED = "unaccented"
"""The kind of an official head as capitals without accents have it: « COMMUNAUTE DE COMMUNES »."""
_BRANCH = re.compile(rf"{SPACE}{_CLASSES.pattern('BRANCH')}(?![\w-])")
_MORE = re.compile(rf"(?:{SPACE}(?:de la|de|du|des|et){SPACE}|{SPACE}d['’]){CAPITAL}")


@dataclass(frozen=True, slots=True)
class OrganizationLists:
    """The tables of :func:`find_organizations`, ready for use.

    Attributes
    ----------
    heads : Phrases
        Head nouns; a match gives an index into `readings`.
    readings : tuple of tuples
        For each head its kinds (``official``, ``capital``, ``class``) and labels, in order.
    acronyms : Phrases
        Acronyms that the name of a territory follows, case-sensitive.
    acronym_labels : tuple of str
        Their labels.
    known : Phrases
        Names known as they are, case-sensitive.
    known_labels : tuple of str
        Their labels.
    compounds : Pattern or None
        Places with a dash inside, which a name may end with.
    """

    heads: Phrases
    readings: tuple[tuple[tuple[str, str], ...], ...]
    acronyms: Phrases
    acronym_labels: tuple[str, ...]
    known: Phrases
    known_labels: tuple[str, ...]
    compounds: re.Pattern[str] | None


def find_organizations(
    text: str, lists: OrganizationLists, works: Sequence[Candidate] = ()
) -> list[Candidate]:
    """Find names by their head nouns, and names that the lexicon knows.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    lists : OrganizationLists
        See there. The labels are those of the tables: ORG, MISC for programmes and events, and
        whatever labels of their own users give.
    works : sequence of Candidate
        Laws, works and periodicals, which rules found; one that the lexicon gives another label
        is left out.

    Returns
    -------
    list of Candidate
        In order; rules ``rule:organizations.official``, ``.capital``, ``.class`` and
        ``lexicon:known_names``. A candidate may lie inside another.

    Examples
    --------
    >>> lists = organization_lists([{"head": "conseil régional", "kind": "official",
    ...     "label": "ORG"}, {"head": "jardinerie", "kind": "class", "label": "ORG"}], [], [])
    >>> text = "le conseil régional de Bretagne aide la jardinerie Dupont."
    >>> [f.text(text) for f in find_organizations(text, lists)]
    ['conseil régional de Bretagne', 'Dupont']
    """
    known = list(_known(text, lists))
    # Whoever lists a name knows more of it than its first word says.
    listed = {(one.start, one.end) for one in known}
    others = (*_by_heads(text, lists), *works)
    ruled = [one for one in others if (one.start, one.end) not in listed]
    candidates = [*ruled, *known]
    return sorted(candidates, key=lambda candidate: (candidate.start, -candidate.end))


def _known(text: str, lists: OrganizationLists) -> Iterator[Candidate]:
    for index, start, end in lists.known.find(text):
        label = lists.known_labels[index]
        branch = _BRANCH.match(text, end) if label == "ORG" else None
        yield Candidate(start, branch.end() if branch else end, label, _KNOWN)


def _by_heads(text: str, lists: OrganizationLists) -> Iterator[Candidate]:
    for index, start, end in lists.acronyms.find(text):
        if stop := _of_territory(text, end, lists.compounds):
            yield Candidate(start, stop, lists.acronym_labels[index], "rule:organizations.acronym")
    for index, start, end in lists.heads.find(text):
        for kind, label in lists.readings[index]:
            if kind == _UNACCENTED and not text[start:end].isupper():
                continue
            span = _span(text, start, end, kind)
            if span is not None:
                stop = over_compound(text, span[0], span[1], lists.compounds)
                rule = "official" if kind == _UNACCENTED else kind
                yield Candidate(span[0], stop, label, f"rule:organizations.{rule}")
                break


def _of_territory(text: str, end: int, compounds: re.Pattern[str] | None) -> int | None:
    """Return the end of the territory that an acronym is of: « SIVOM du Béthunois »."""
    place = _BESIDE.match(text, end)
    if place is None and (stop := with_department_number(text, end)) > end:
        return stop
    if place is None or text[place.start() : place.end()].isupper():
        return None
    stop = max(extend_right(text, end), rstrip_punctuation(text, place.end()))
    return over_compound(text, end, stop, compounds)


def _span(text: str, start: int, end: int, kind: str) -> tuple[int, int] | None:
    if kind == "class":
        named = quoted(text, end) if _announces(text, start) else None
        return named or _after_class(text, start, end)
    if kind == "territory":
        return _territory(text, start, end)
    if kind == "alone":
        return (start, end) if _is_alone(text, start, end) else None
    if kind == "named":
        return _named(text, start, end)
    if kind == "descriptive":
        stop = max(extend_lowercase(text, end), extend_right(text, end))
        return (start, stop) if stop > end and _FOLLOWS_OF.match(text, end) else None
    if kind == "capital" and (not text[start].isupper() or text[start:end].isupper()):
        return None
    if text[start].isupper() and (enclosed := _enclosed(text, start, end)) is not None:
        return start, enclosed
    span = _official(text, start, end)
    # A capital inside a sentence says that a name begins here, whatever the case of its words.
    if text[start].isupper() and not starts_sentence(text, start):
        stop = _with_complement(text, start, end)
        if stop > (span[1] if span else end):
            return start, stop
    # « le Conseil municipal »: one body of its kind, by the capital and the article.
    if span is None and " " in text[start:end] and _is_alone(text, start, end):
        return start, end
    return span


def _with_complement(text: str, start: int, end: int) -> int:
    """Return the end of a name that goes on in lower case.

    « pour » leads on from the body of a territory, or from one that stands for itself: « le
    silence du Conseil régional pour la pêche », « le mépris de la Compagnie pour les veuves ».
    """
    adjective = _OFFICE.match(text, end)
    stop = adjective.end() if adjective else end
    whole = stop > end or _OFFICE_LAST.search(text[start:end]) or _STANDS.match(text, start, end)
    if whole and _FOR.match(text, stop):
        return stop
    return extend_lowercase(text, end)


def _territory(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of a local authority: « la Ville de Lens », or « le Département » alone.

    Only a capital distinguishes it from the place. Alone it must be inside the sentence, after the
    article of a single one: « le Département vote », not « les Départements ».
    """
    if not text[start].isupper() or text[start:end].isupper():
        return None
    # « en Région Bretagne », « dans le Département du Nord »: where something is.
    if _AS_PLACE.search(text, max(0, start - 20), start):
        return None
    place = (_BESIDE if text[start:end] == "Région" else _TERRITORY).match(text, end)
    if place is not None:
        return start, max(extend_right(text, end), rstrip_punctuation(text, place.end()))
    return (start, end) if _is_alone(text, start, end) else None


def _is_alone(text: str, start: int, end: int) -> bool:
    """Return whether a head with a capital stands for the one body of its kind: « le Syndicat ».

    It must be inside the sentence, after the article of a single one, or label a point of a list.
    """
    if not text[start].isupper() or text[start:end].isupper():
        return False
    if starts_sentence(text, start):
        return " " in text[start:end] and _LABEL.match(text, end) is not None
    one = _ONE.search(text[max(0, start - 8) : start])
    return one is not None and not _FOLLOWS.match(text, end)


def _enclosed(text: str, start: int, end: int) -> int | None:
    """Return the end of a name that quotes, brackets or an acronym after it delimit.

    « Charte du cadre de vie », ``(Centre de création des entreprises)``, and a long form with its
    acronym in brackets are whole names even where their words are in lower case.
    """
    before = text[max(0, start - 2) : start].rstrip()[-1:]
    close = {"«": "»", "“": "”", '"': '"', "(": ")"}.get(before)
    inside = _INSIDE.match(text, end)
    if inside is None or inside.end() == end:
        return None
    stop = rstrip_punctuation(text, inside.end())
    after = text[inside.end() : inside.end() + 8].lstrip()
    if close is not None and after.startswith(close) and stop > end:
        return stop
    acronym = _ACRONYM.match(after)
    if acronym is None or stop <= end:
        return None
    # « le Conseil a levé la séance (CS) »: where the sentence goes on, the acronym spells the name.
    goes_on = _VERB.search(text, end, stop) or _ANOTHER.search(text, end, stop)
    if goes_on or acronym[1][0] != text[start]:
        window = words(text, start, stop)
        return stop if align_after(acronym[1], window, closed=True) else None
    return stop


def _official(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of a name that includes its head, or None when the head is alone."""
    # « la Fondation Anne Roux » is called by a person, whoever leads it.
    led = follows_role(text, start)
    several = " " in text[start:end]
    stop = extend_right(text, end, led=led, named=not several)
    led = led and several
    if stop > end:
        return start, with_department_number(text, stop)
    if led and text[start].isupper() and text[end : end + 1] == " " and text[end + 1].isupper():
        return start, end
    # Without a name after it, a head is a name only if it is written as one, all in capitals
    # (« Conseil Régional »), which a heading or the start of a sentence cannot show.
    strong = [word for word in re.findall(r"[^\W\d_]+", text[start:end]) if len(word) > 3]
    if (
        len(strong) > 1
        and all(word[0].isupper() for word in strong)
        and not text[start:end].isupper()
    ):
        return start, end
    return None


def _named(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of a house with its name right after its noun: « le lycée Henri-Darras »."""
    match = _BARE.match(text, end)
    if match is None or text[start:end].isupper() or match["name"].isupper():
        return None
    first = WORD.match(match["name"])
    if first is None or is_demonym(match["name"], Inflection.FEMININE):
        return None
    return start, rstrip_punctuation(text, match.end())


def _announces(text: str, start: int) -> bool:
    """Return whether a class noun is one, and no name: it has no capital inside a sentence."""
    return not text[start].isupper() or starts_sentence(text, start)


def _after_class(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of the capitalised name that a class noun announces."""
    # « une association, Culture pour tous »: a comma may be before the name of an unknown one.
    comma = text[end : end + 1] == "," and _UNDEFINED.search(text[max(0, start - 24) : start])
    begin = end + 1 if comma else end
    match = _ARTICLED.match(text, begin) or _DIRECT.match(text, begin)
    if match is None or not _announces(text, start):
        return None
    begin, stop = match.span("name")
    name = match.group("name")
    first = WORD.match(name)
    if first is None or len(name) < 3 or is_demonym(name, Inflection.FEMININE):
        return None
    # « Charbonnages de France » goes on over « de » because its first word is a common noun.
    if (
        name.startswith(("La ", "Le ", "Les ", "L’", "L'"))
        or first.group().lower() in common_words()
    ):
        while more := _MORE.match(text, stop):
            stop = more.end()
        # « l'association Lampes croisées »: a participle in the plural agrees with the noun.
        agrees = _AGREES.match(text, stop) if " " not in name else None
        stop = agrees.end() if agrees and name.endswith("s") else stop
    # « le syndicat Rives 62 »
    return begin, with_department_number(text, rstrip_punctuation(text, stop))


class OrganizationsPipe(LexiconPipe):
    """Component ``annotate_organizations``: see :func:`find_organizations`."""

    specs: ClassVar[dict[str, LexiconSchema]] = {
        "heads": ORGANIZATION_HEADS,
        "known": KNOWN_NAMES,
        "acronyms": ACRONYMS,
        "places": PLACES,
        "labels": LABELS,
        "rules": rules_schema("works.tsv"),
        "classes": CLASSES,
    }

    def find(self, text: str, groups: Groups) -> list[Candidate]:
        """Find organizations in `text`; no group is read."""
        lists, forms = self.compiled(self._lists)
        found = find_organizations(text, lists, self.rules.find(text))
        named = [one for one in found if one.rule != _KNOWN or self._is_name(text, one)]
        return [*named, *find_long_forms(text, forms)]

    def _is_name(self, text: str, known: Candidate) -> bool:
        """Return whether a known name is one where it stands: some are ordinary words as well."""
        words = WORD.findall(known.text(text))
        if known.label != "MISC" or not all(word.lower() in common_words() for word in words):
            return True
        if len(words) > 2 or (len(words) == 2 and words[0].lower() not in ("le", "la", "les", "l")):
            return True
        kind = "known.word" if len(words) == 1 else "known.title"
        return self.rules.holds(kind, text, known.start, known.end)

    def _lists(self) -> tuple[OrganizationLists, LongForms]:
        tables = (self.table(name) for name in ("heads", "known", "places"))
        return organization_lists(*tables), long_forms(self.table("acronyms"))


def organization_lists(
    heads: Sequence[Row], known: Sequence[Row], places: Sequence[Row]
) -> OrganizationLists:
    """Make the lists of :func:`find_organizations` from the rows of its tables.

    Of several rows about one head and kind, or about one name, the last counts: who adds a row at
    the end overrides what is there.
    """
    readings: dict[str, dict[str, str]] = {}
    acronyms = [row for row in heads if row["kind"] == "acronym"]
    for row in heads:
        if row["kind"] == "acronym":
            continue
        readings.setdefault(lower(row["head"]), {})[row["kind"]] = row["label"]
    for head, found in list(readings.items()):
        if "official" in found and (plain := without_accents(head)) not in readings:
            readings[plain] = {_UNACCENTED: found["official"]}
    names = {row["form"]: row["label"] for row in known}
    return OrganizationLists(
        heads=Phrases(list(readings), folded=True),
        readings=tuple(tuple(found.items()) for found in readings.values()),
        acronyms=Phrases([row["head"] for row in acronyms]),
        acronym_labels=tuple(row["label"] for row in acronyms),
        known=Phrases(list(names)),
        known_labels=tuple(names.values()),
        compounds=spans_with_dashes(row["form"] for row in places if "-" in row["form"]),
    )
