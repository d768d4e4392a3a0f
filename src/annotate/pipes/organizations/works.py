"""Laws, norms, periodicals and works that the words around them give away.

A law that is called only by its date is no name; a man's name, or what it is about, makes it one
(« la loi Le Chapelier », « loi d'orientation foncière »). A periodical is known by who writes for
it or by what a comma explains it as, a work by somebody who reads, sings or plays it in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotate.document.candidates import Candidate
from annotate.french.characters import LOWER, SPACE, UPPER

_TEXTS = r"(?:lois?|ordonnances?|directives?|circulaires?)"
_NAMED = re.compile(
    rf"(?<!\w){_TEXTS}{SPACE}(?P<name>[{UPPER}][\w’'-]{{1,60}}(?:{SPACE}(?:[{UPPER}][\w’'-]{{0,60}}|[IVX]+\b)){{0,3}})"
)
_OBJECT = re.compile(
    rf"(?<!\w)(?:loi|ordonnance){SPACE}"
    rf"(?:relative{SPACE}(?:à{SPACE}l['’]|à{SPACE}la{SPACE}|au{SPACE}|aux{SPACE})|"
    rf"d['’]orientation(?=\s)|de{SPACE}(?:programmation|modernisation)(?=\s)|"
    rf"portant{SPACE}|pour{SPACE}(?:la|le|les|une?){SPACE}|sur{SPACE}(?:la|le|les){SPACE}|"
    rf"sur{SPACE}l['’])"
    rf"[^.,;:!?()«»“”\d]{{3,90}}?(?={SPACE}?\([{UPPER}]|{SPACE}(?:du|de){SPACE}(?:\d|[{LOWER}]+{SPACE}\d{{4}}))"
)
# An article with a capital after who writes or what is read: « rédacteur de La Lampe ».
_PERIODICAL = re.compile(
    rf"\b(?:rédact(?:eurs?|rices?)(?:{SPACE}en{SPACE}chef)?|direct(?:eurs?|rices?)|lecteurs?|"
    rf"lectrices?|colonnes|numéros?|éditorial|journalistes?|correspondant(?:e|s|es)?|abonnés?|"
    rf"gérants?|pages|article|tribune|chronique|une|lire{SPACE}dans|écrit{SPACE}dans|"
    rf"écrivait{SPACE}dans|publi\w{{1,6}}{SPACE}dans|paru\w{{0,4}}{SPACE}dans|lu{SPACE}dans)"
    rf"{SPACE}(?:(?:de|à|dans|du)?{SPACE}?)(?:[«“\"]{SPACE}?)?"
    rf"(?P<name>(?:(?:La|Le|Les){SPACE}|L['’])[{UPPER}][\w’'-]{{1,60}}"
    rf"(?:{SPACE}(?:(?:de{SPACE}la|du|des|de){SPACE}|de{SPACE}l['’]|d['’])[{UPPER}]?[\w’'-]{{1,60}})?"
    rf"(?:{SPACE}(?:[{UPPER}][\w’'-]{{1,60}}|[{LOWER}]{{4,}}(?:ale|ique|aine|ienne|aise|ière|ste|euse|ive)\b))?)"
)
# What a comma explains as a newspaper: « Le Lampion, quotidien imprimé à Lens ».
_EXPLAINED = re.compile(
    rf"(?<![\w-])(?<!à )(?<!de )(?<!d['’])(?P<name>(?:(?:La|Le|Les){SPACE}|L['’])?"
    rf"[{UPPER}][\w’'-]{{1,60}}(?:{SPACE}[{UPPER}][\w’'-]{{1,60}}){{0,2}})"
    rf"(?:{SPACE}?[»”])?,{SPACE}(?:une?{SPACE}|le{SPACE}|la{SPACE}|l['’])?"
    rf"(?:quotidien|hebdomadaire|mensuel|bimensuel|journal|revue|périodique|gazette)\b"
)
# What somebody reads, sings, plays or films in quotes is a work.
_READ = re.compile(
    rf"\b(?:re)?(?:lu[es]?|lit|lisait|lisaient|lisent|lire|chant\w{{1,5}}|jou(?:e|a|ait|er|ée?s?)|film\w{{1,4}}|"
    rf"projet(?:te|a|er|ée?s?)|intitulée?s?|titr(?:e|a|er|ait))(?:{SPACE}[{LOWER}]{{2,8}}){{0,2}}"
    rf"{SPACE}[«“]{SPACE}?(?P<name>[{UPPER}][^«»“”\n.;:!?()]{{2,50}}?){SPACE}?[»”]"
)
_NORM = re.compile(
    r"(?<!\w)(?:ISO|NF|EN)(?:[ \u00a0](?:ISO|EN|P))?[ \u00a0]\d{3,5}(?:-\d{1,2})?(?!\w)"
)
# « loi du 3 mai 2001 pour l'égalité des mines »: what a law is for is its title.
_DATED = re.compile(
    rf"(?<!\w)loi{SPACE}du{SPACE}\d{{1,2}}(?:er)?{SPACE}[{LOWER}]{{3,9}}{SPACE}\d{{4}}{SPACE}"
    rf"(?:pour{SPACE}(?:l['’]|la{SPACE}|le{SPACE}|les{SPACE}|une?{SPACE})|portant{SPACE})"
    rf"[^.,;:!?()«»“”\d]{{3,110}}?(?=\s?[,.;:()])"
)
_ENDINGS = ("No", "N°", "Article")


def find_works(text: str) -> Iterator[Candidate]:
    """Yield laws that have a name, norms, periodicals and quoted works.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.

    Yields
    ------
    Candidate
        MISC, ``rule:works.law``, ``.norm``, ``.quoted`` and ``.periodical``.

    Examples
    --------
    >>> text = "La loi Malraux, puis la loi d'orientation agricole du 5 août 1960 ; la loi de 1962"
    >>> [found.text(text) for found in find_works(text)]
    ['loi Malraux', "loi d'orientation agricole"]
    """
    for match in _NAMED.finditer(text):
        if not match["name"].startswith(_ENDINGS) and not match["name"].isupper():
            yield Candidate(match.start(), match.end(), "MISC", "rule:works.law")
    for pattern in (_NORM, _DATED):
        for match in pattern.finditer(text):
            yield Candidate(match.start(), match.end(), "MISC", "rule:works.norm")
    for match in _READ.finditer(text):
        yield Candidate(*match.span("name"), "MISC", "rule:works.quoted")
    for pattern in (_PERIODICAL, _EXPLAINED):
        for match in pattern.finditer(text):
            yield Candidate(*match.span("name"), "MISC", "rule:works.periodical")
    for match in _OBJECT.finditer(text):
        yield Candidate(match.start(), match.end(), "MISC", "rule:works.law")
