"""Where an organization begins and ends whose head word was found, by the kind of the head."""

from __future__ import annotations

import re

from annotate.french.characters import ARTICLE, CAPITAL, LOWER, SPACE, UPPER
from annotate.french.classes import shipped_classes
from annotate.french.demonyms import Inflection, is_demonym
from annotate.french.word_list import common_words
from annotate.french.words import WORD, starts_sentence
from annotate.pipes.acronym_alignment import align_after, words
from annotate.pipes.organizations.quoted import quoted
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
_MORE = re.compile(rf"(?:{SPACE}(?:de la|de|du|des|et){SPACE}|{SPACE}d['’]){CAPITAL}")


def end_of_territory(text: str, end: int, compounds: re.Pattern[str] | None) -> int | None:
    """Return the end of the territory that an acronym is of: « SIVOM du Béthunois ».

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    end : int
        The end of the acronym.
    compounds : Pattern or None
        Places with a dash inside.

    Returns
    -------
    int or None
        None where no territory follows.

    Examples
    --------
    >>> end_of_territory("le SIVOM du Béthunois vote", 8, None)
    21
    """
    place = _BESIDE.match(text, end)
    if place is None and (stop := with_department_number(text, end)) > end:
        return stop
    if place is None or text[place.start() : place.end()].isupper():
        return None
    stop = max(extend_right(text, end), rstrip_punctuation(text, place.end()))
    return over_compound(text, end, stop, compounds)


def span_of_head(text: str, start: int, end: int, kind: str) -> tuple[int, int] | None:
    """Return the span of the organization that a head word begins or announces.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    start, end : int
        The head word.
    kind : str
        Its kind, as ``organization_heads.tsv`` has it.

    Returns
    -------
    tuple of (int, int) or None
        Half-open; None where the word is no name and announces none.

    Examples
    --------
    >>> span_of_head("le conseil régional de Bretagne aide", 3, 19, "official")
    (3, 31)
    """
    if kind == "class":
        named = quoted(text, end) if _announces(text, start) else None
        return named or _after_class(text, start, end)
    if kind == "organ":
        return None
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
    silence du Conseil régional pour la pêche », « la pitié de la Compagnie pour eux ».
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
