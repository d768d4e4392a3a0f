"""How far an official name goes after its head: « du bassin du Nord et du Pas-de-Calais ».

A French official name is a noun with adjectives and complements. After its head it goes on over
« de » to capitalised names, over adjectives of office, and, where a capital inside the sentence
says that a name has begun, over complements in lower case too.
"""

from __future__ import annotations

import re

from annotate.french.characters import CAPITAL, LOWER, SPACE, UPPER
from annotate.french.classes import shipped_classes
from annotate.french.word_list import common_words
from annotate.rules.patterns import compiled

# « de » binds a name; « à », « pour », « et » do so only between common nouns (« Permanent
# d'Initiation à l'Environnement »), and otherwise lead on into the sentence.
_CLASSES = shipped_classes()
_STRONG = _CLASSES.words("NAME_LINK")
_LINKS = [*_CLASSES["NAME_LINK"], *_CLASSES["WEAK_NAME_LINK"]]
# « CONSEIL GÉNÉRAL DU NORD »: in capitals they bind as well.
_SHOUTED = "|".join(re.escape(word.upper()) for word in _LINKS)
_LINK = rf"(?:{'|'.join(map(re.escape, _LINKS))}|{_SHOUTED})"
_WHERE = _CLASSES.words("TO_PLACE")
_OPENING = _CLASSES.words("NOT_IN_A_NAME")
_BODIES = {
    *_CLASSES.words("BODY"),
    *_CLASSES.words("BODY_AFTER_NAME"),
    *_CLASSES.words("TERRITORY"),
}
# In a name that is all in capitals: « LA COMPAGNIE DES MINES DE LENS EN 1906 ».
_SHOUTED_OPENING = {word.upper() for word in _OPENING if len(word) > 1}
_ADJECTIVE = _CLASSES.pattern("OFFICE_ADJECTIVE")
_STEP = (
    rf"(?P<adjective>{SPACE}{_ADJECTIVE}\b)?(?P<links>(?:{SPACE}{_LINK}\b){{0,3}}){SPACE}"
    rf"(?:[dl]['’])?(?P<name>(?!(?:{_SHOUTED})\b){CAPITAL})"
)
_PERSON = (
    rf"[{UPPER}][{LOWER}]+(?:-[{UPPER}][{LOWER}]+)?{SPACE}"
    rf"(?:(?:(?:de|du|Le|La|Van|Von|{_CLASSES.pattern('PERSON_LINK')}){SPACE}){{1,2}}|d['’])?[{UPPER}][\w’'-]+"
)
_LEADER = _CLASSES.pattern("LEADER", r"\s")
_LEADS = (
    rf"\b{_LEADER}"
    rf"\s(?:[{LOWER}]+\s){{0,2}}(?:du\s|de\sla\s|de\sl['’]|des\s|d['’])$"
)


def follows_role(text: str, start: int) -> bool:
    """Return whether the words before a body name somebody who leads it or belongs to it.

    Examples
    --------
    >>> follows_role("la présidente du Conseil", 17), follows_role("vu du Conseil", 6)
    (True, False)
    """
    return compiled(_LEADS).search(text[max(0, start - 60) : start]) is not None


_ADJECTIVES = rf"(?:{SPACE}{_ADJECTIVE}\b){{1,2}}"
OF = rf"(?:de{SPACE}l['’]|d['’]|(?:de{SPACE}la|des|du|de){SPACE})"
NOUN = rf"[{LOWER}]{{3,}}(?:['’-][{LOWER}]{{2,}}){{0,2}}"
# Verbs that end like adjectives.
_VERB = rf"(?!{_CLASSES.pattern('VERB_LIKE_ADJECTIVE')}\b)"
ENDING = (
    rf"{_VERB}(?:[{LOWER}-]{{2,}}{_CLASSES.pattern('ADJECTIVE_ENDING')}"
    rf"|[{LOWER}-]*{_CLASSES.pattern('ADJECTIVE_ENDING_OR_WORD')})"
)
_COMPLEMENT = (
    rf"(?:{SPACE}(?P<adjective>{ENDING})\b){{0,2}}"
    rf"(?:{SPACE}(?P<of>{OF}|pour{SPACE}(?:les?{SPACE}|la{SPACE}|l['’]))(?P<noun>{NOUN})\b"
    rf"(?:{SPACE}{ENDING}\b){{0,2}}"
    rf"(?:{SPACE}et{SPACE}(?:(?P=of){NOUN}\b(?:{SPACE}{ENDING}\b)?|{ENDING}\b|"
    rf"{NOUN}\b(?:{SPACE}{ENDING}\b)?(?={SPACE}{OF})))?)?"
)
_ANY_ADJECTIVE = rf"(?:{SPACE}{ENDING}\b){{1,2}}"
# What is after « de » and begins no complement of a name.
_NO_COMPLEMENT = _CLASSES.words("NOT_A_COMPLEMENT")


def extend_right(text: str, end: int, *, led: bool = False, named: bool = False) -> int:
    """Return the end of the capitalised name that goes on after its head; `end` if none does.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    end : int
        Where the head ends.
    led : bool
        Whether somebody who leads the body is named before it, so that two words with a capital
        right after it are that person: « le président du Conseil régional Anne Roux ».
    named : bool
        Whether the head alone may be called by a person: « la Fondation Anne Roux ». After an
        adjective nobody calls it: « la Commission européenne Anne Roux ».

    Examples
    --------
    >>> text = "les houillères du bassin du Nord et du Pas-de-Calais ferment"
    >>> text[: extend_right(text, 24)]
    'les houillères du bassin du Nord et du Pas-de-Calais'
    """
    stop, common, before = end, False, ""
    for _ in range(10):
        step = compiled(_STEP).match(text, stop)
        if step is None or step["name"] in _OPENING or step["name"] in _SHOUTED_OPENING:
            break
        links = step["links"].lower().split()
        called = named and stop == end and step["adjective"] is None
        if led and not called and not links and compiled(_PERSON).match(text, step.start("name")):
            stop = max(stop, step.end("adjective"))
            break
        weak = set(links) - _STRONG
        joins = common and step["name"].lower() in common_words()
        # « du Nord et du Pas-de-Calais »: the same word binds both to the head.
        joins = joins or (before != "" and links == ["et", before])
        # « de la Ville de Pau et de l'Agglomération »: another body.
        if "et" in links and step["name"] in _BODIES:
            break
        before = links[0] if len(links) == 1 else ""
        if weak and (not joins or _leads_on(links, text[step.end("links") : step.start("name")])):
            break
        stop = rstrip_punctuation(text, step.end())
        common = step["name"].lower() in common_words()
    if stop == end:
        return stop
    # « du Bassin minier »: after a common noun any adjective belongs to the name.
    adjective = compiled(_ANY_ADJECTIVE if common else _ADJECTIVES).match(text, stop)
    return adjective.end() if adjective else stop


def _leads_on(links: list[str], gap: str) -> bool:
    """Return whether the words before a capital go on with the sentence, not with a name: « à
    Paris », where something is, and « et à l'Orchestre », the same said of another.
    """
    weak = [link for link in links if link not in _STRONG]
    if weak == ["et"]:
        return False
    return "et" in weak or (weak[-1] in _WHERE and weak[-1] == links[-1] and not gap.strip())


def extend_lowercase(text: str, end: int) -> int:
    """Return the end of a name that goes on in lower case after a head with a capital.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    end : int
        Where the head ends; `end` is returned when no such name is there.

    Examples
    --------
    >>> text = "le Conservatoire des espaces naturels du Maine achète ; l'Office de la ville dort"
    >>> text[3 : extend_lowercase(text, 16)]
    'Conservatoire des espaces naturels du Maine'
    >>> extend_lowercase(text, 65)
    65
    """
    stop = end
    for _ in range(3):
        match = compiled(_COMPLEMENT).match(text, stop)
        if match is None or match.end() == stop:
            break
        if match["noun"] is not None and match["noun"] in _NO_COMPLEMENT:
            break
        stop = match.end()
    if stop == end:
        return end
    return max(stop, extend_right(text, stop))


_COUNTED = _CLASSES.pattern("NOT_AFTER_DEPARTMENT")
_DEPARTMENT = (
    r"[ \u00a0\u202f](?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-6])(?!\w|[.,/-]\d|[ \u00a0\u202f]?[%€°]|"
    rf"[ \u00a0\u202f]\d{{3}}\b)(?=\s?[,.;:!?)»\n–—]|\s(?!(?i:{_COUNTED})\b)|\Z)"
)


def with_department_number(text: str, end: int) -> int:
    """Return the end of an acronym with the number of its département: « le CAUE 59 ».

    Examples
    --------
    >>> text = "la FDSEA 80, la CGT 62 ans après"
    >>> text[: with_department_number(text, 8)], with_department_number(text, 19)
    ('la FDSEA 80', 19)
    """
    number = compiled(_DEPARTMENT).match(text, end)
    return number.end() if number else end


def rstrip_punctuation(text: str, end: int, start: int = 0) -> int:
    """Return the end of a name without the punctuation that the pattern of a word took in.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    end : int
        Where the pattern ended.
    start : int
        Where the name begins; nothing before it is looked at.

    Examples
    --------
    >>> rstrip_punctuation("Lens’, dit-on", 6)
    4
    """
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return end


def over_compound(text: str, start: int, end: int, compounds: re.Pattern[str] | None) -> int:
    """Return the end of a name, moved to that of the compound place in which it fell.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    start, end : int
        Where the name begins and ends.
    compounds : Pattern or None
        Places with a dash inside, however it is written.

    Examples
    --------
    >>> text = "la communauté de Lens - Liévin"
    >>> over_compound(text, 3, 21, re.compile("Lens - Liévin"))
    30
    """
    if compounds is None:
        return end
    for match in compounds.finditer(text, max(start, end - 40), end + 40):
        if match.start() < end < match.end():
            return match.end()
    return end
