"""The place that heads a dispatch or a letter: « LONDRES, 11 mai (Havas). — », « Lens, le 3 mai ».

The model reads a word in capitals as an acronym, and a word alone before a date as nearly anything.
The form is closed: a name at the start of a block or after a full stop, then a day, an agency or a
dash. Before a dash alone common words in capitals occur too (« ATTENTION – »); they are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from annotate.document.candidates import Candidate
from annotate.french.characters import LOWER, UPPER
from annotate.french.word_list import common_words
from annotate.french.words import WORD
from annotate.pipes.ner_postprocess.lexicons import NameLists

_START = r"(?:(?<=[.!?»)…—–])\s|(?<=\n)|\A)(?:[«“\"—–*•-]{1,2}\s?)?"
_LINKED = r"(?:['’ -]|-[a-z]{2,4}-|\s(?:de|du|la|le|sur|en)\s)"
_SHOUTED = rf"[{UPPER}]{{2,20}}(?:{_LINKED}[{UPPER}]{{1,20}}){{0,4}}"
_PLAIN = (
    rf"(?:(?:Le|La|Les|Saint|Sainte|New|San|Santa|Los)\s)?[{UPPER}][{LOWER}]{{2,20}}"
    rf"(?:-(?:[a-z]{{1,4}}-|[a-z]['’])?[{UPPER}]?[{LOWER}]{{1,20}}){{0,4}}"
)
_MONTH = (
    r"(?:janv(?:ier|\.)|f[ée]v(?:rier|r?\.)|mars|avr(?:il|\.)|mai|juin|juil(?:let|\.)|ao[ûu]t|"
    r"sept(?:embre|\.)|oct(?:obre|\.)|nov(?:embre|\.)|d[ée]c(?:embre|\.))"
)
_WHERE = r"(?:\s\([^()\n]{2,30}\))?"
_DAY = rf"[.,]?\s(?:le\s)?(?:\d{{1,2}}|1\s?er|1ᵉʳ)\s{_MONTH}(?!\w)"
_AGENCY = (
    rf"[.,]?\s(?:(?:le\s)?\d{{1,2}}(?:\s[{LOWER}]{{3,9}})?[,.]?\s)?\((?:AFP|AP|ATS|UPI|DPA|ANSA|TASS|APS|"
    r"Reuters?|Havas|Wolff|Belga|Xinhua|de notre (?:correspondant|envoyé)|[Aa]g(?:ence)?\b)"
    r"[^()\n]{0,30}\)"
)
_DASH = r"\.?\s?(?:—|–|--|-)\s"
_SHOUTED_HEAD = re.compile(
    rf"{_START}(?P<name>{_SHOUTED})(?![\w’'-])"
    rf"(?:{_WHERE}(?P<sure>{_DAY}|{_AGENCY})|{_WHERE}{_DASH})"
)
_PLAIN_HEAD = re.compile(
    rf"{_START}(?P<name>{_PLAIN})(?![\w’'-])(?:{_WHERE},\sle\s\d{{1,2}}(?:er)?\s{_MONTH}|"
    rf"{_WHERE}{_DAY}[,.]?\s?(?:\(|—|–|--)|{_AGENCY})"
)
# In a text without lines a title comes before it: « Un vol Arles, 3 mai. (Havas). — ».
_FLOWING = re.compile(
    rf",\s(?:le\s)?\d{{1,2}}(?:\s?er)?(?:\s{_MONTH})?[,.]{{0,2}}"
    r"\s?\([^()\n]{2,24}\)[.,]?\s?[—–-]"
)
# A line of a feed, or of several run together with colons: « Sport : PARIS, 12 mars. ».
_CAPITALS = rf"[{UPPER}][{UPPER}'’]{{2,}}"
_LINE_HEAD = re.compile(
    rf"(?:^|(?<=[ ]:[ ]))[ \t]*(?:[«(—–-][ \t]?)?"
    rf"(?P<name>{_CAPITALS}(?:[- ]{_CAPITALS}){{0,4}}(?:-[{UPPER}]{{2}}-{_CAPITALS})?)"
    r"(?=[ \t]?(?:\([^()\n]{2,30}\)[ \t]?)?"
    r"(?:[–—-][ \t]|,[ \t](?:le[ \t])?\d{1,2}(?:er)?[ \t]\w))",
    re.M,
)
_NAME_BEFORE = re.compile(rf"(?<=\s)(?:{_PLAIN}|{_SHOUTED})$")
_SIGNED = re.compile(
    r"\((?P<name>AFP|AP|ATS|UPI|DPA|dpa|ANSA|TASS|Tass|APS|Reuters?|Havas|Wolff|Belga|Xinhua|EFE|ANP|PTI|"
    r"SDA|DNB|Stefani)(?=[),. ])|(?<=[.!?»…] )\((?P<credit>[A-Z]{3,5})\)(?=\s|\.|\Z)"
)


def find_datelines(text: str, lists: NameLists) -> Iterator[Candidate]:
    """Find the places that head dispatches and letters.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    lists : NameLists
        Places that are known.

    Yields
    ------
    Candidate
        LOC, rule ``rule:names.dateline``; ORG, ``rule:names.agency``, who signs.

    Examples
    --------
    >>> text = "TOULON, 12 mai (Havas). — Rien. NOTE – On lira. Arles, le 3 juin"
    >>> [found.text(text) for found in find_datelines(text, NameLists())]
    ['TOULON', 'Arles', 'Havas']
    """
    found: set[tuple[int, int]] = set()
    for start, end in _heads(text, lists):
        if (start, end) not in found:
            found.add((start, end))
            yield Candidate(start, end, "LOC", "rule:names.dateline")
    # Who sends a dispatch or a picture signs it: « (Havas) », « … au port. (ATS) ».
    for match in _SIGNED.finditer(text):
        span = match.span("name" if match["name"] else "credit")
        yield Candidate(*span, "ORG", "rule:names.agency")


def _heads(text: str, lists: NameLists) -> Iterator[tuple[int, int]]:
    """Yield the spans of places that head dispatches; the same one may come twice."""
    for match in _SHOUTED_HEAD.finditer(text):
        name = match["name"]
        if match["sure"] is None and not _is_place(name, lists):
            continue
        if not _is_common(name) or _is_place(name, lists):
            yield match.span("name")
    for match in chain(_PLAIN_HEAD.finditer(text), _LINE_HEAD.finditer(text)):
        name = match["name"]
        if not _is_common(name) or _is_place(name, lists):
            yield match.span("name")
    for match in _FLOWING.finditer(text):
        low = max(0, match.start() - 60)
        head = _NAME_BEFORE.search(text[low : match.start()])
        if head and (not _is_common(head.group()) or _is_place(head.group(), lists)):
            yield low + head.start(), match.start()


def _is_place(name: str, lists: NameLists) -> bool:
    titled = name.title() if name.isupper() else name
    return titled in lists.places or titled in lists.communes


def _is_common(name: str) -> bool:
    return all(word.lower() in common_words() for word in WORD.findall(name))
