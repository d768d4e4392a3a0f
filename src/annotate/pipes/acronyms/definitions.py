"""Definitions: where a text says what an acronym stands for.

Both orders and several constructions are read: parentheses (``Centre historique minier (CHM)``,
``CHM (Centre historique minier)``), dashes, commas, ``=`` and ``:`` of a glossary, and words such
as ``dit``, ``ou``, ``soit``, ``en abrégé``. A construction only proposes; the alignment of the
letters (:mod:`annotate.pipes.acronyms.align`) decides, and the weaker the construction the stricter
it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotate.pipes.acronyms.align import (
    Alignment,
    Word,
    align_after,
    align_any_order,
    align_before,
    letters_of,
    words,
)
from annotate.pipes.acronyms.shapes import fold, is_short_form, key, tokens, without_digits

# Nothing longer than this is a long form: eleven words of the longest kind, with their articles.
_WINDOW = 260

_SPACE = r"[ \t\u00a0\u202f]?\n?[ \t\u00a0\u202f]?"
_DASH = r"[–—-]"
_QUOTE_OPEN = rf"(?:(?:[«“\"]|<<){_SPACE})?"
_QUOTE_CLOSE = rf"(?:{_SPACE}(?:[»”\"]|>>))?"
_ARTICLE = r"(?:(?:le|la|les|un|une|du|des|de la)\s|(?:de )?l[’'])?"
_CALL = r"[\d¹²³⁴-⁹⁰]{0,3}"

_NAMED = (
    r"(?:ou|dits?|dites?|soit|(?:ou )?en abrégé|abrégée?s?(?: en)?|ci-après(?: dénommée?s?)?"
    r"|(?:dénommée?s?|désignée?s?|connue?s?|appelée?s?|nommée?s?)(?: ci-après| aussi)?"
    r"(?: sous (?:le sigle|l[’']acronyme|le nom)(?: de)?)?"
    r"|sous (?:le sigle|l[’']acronyme)(?: de)?|de son sigle|sigle)"
)
_MEANING = (
    r"(?:ou|soit|pour|c[’']est-à-dire|à savoir|qui signifie|signifiant"
    r"|(?:acronyme|sigle|abréviation)s? (?:de|pour)|mis pour)"
)
_BEFORE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("parenthesis", re.compile(rf"{_SPACE}[(\[]{_SPACE}(?:{_NAMED}\s?:?\s)?{_QUOTE_OPEN}\Z")),
    ("connector", re.compile(rf",?\s{_NAMED}\s?:?\s?{_ARTICLE}{_QUOTE_OPEN}\Z")),
    ("dash", re.compile(rf"\s{_DASH}\s{_QUOTE_OPEN}\Z")),
    ("comma", re.compile(rf",\s{_QUOTE_OPEN}\Z")),
)
_AFTER: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("parenthesis", re.compile(rf"{_QUOTE_CLOSE}{_CALL}{_SPACE}[(\[]{_SPACE}")),
    (
        "connector",
        re.compile(rf"{_QUOTE_CLOSE}{_CALL}{_SPACE}[,(]?{_SPACE}{_MEANING}\s?:?\s"),
    ),
    ("dash", re.compile(rf"{_QUOTE_CLOSE}{_CALL}\s{_DASH}\s")),
    ("equals", re.compile(rf"{_QUOTE_CLOSE}{_CALL}\s?[=:]\s?")),
    ("comma", re.compile(rf"{_QUOTE_CLOSE}{_CALL},\s")),
)
_LEAD_IN = re.compile(
    rf"(?:(?:{_MEANING}|ancien(?:ne)?|anciennement|ex|en français|en anglais)\s?:?\s|{_ARTICLE})?"
    rf"{_ARTICLE}{_QUOTE_OPEN}",
)
_YEAR_NEXT = re.compile(r"\s?,?\s?(?:1[5-9]|20)\d\d\b")
# What no long form runs over: a blank line, the end of a sentence, a parenthesis, a quotation mark.
_WALL = re.compile(r"\n\s*\n|[.!?…]\s|[;()\[\]«»“”\"=<>]|:\s")
_END = re.compile(r"\n\s*\n|[.!?…](?=\s|\Z)|[;:()\[\]«»“”\"=<>,]|\s[–—-]\s")
_CLOSING_QUOTE = re.compile(r"(?:[»”\"]|>>)\s?\Z")
_COMPOUND_LEFT = re.compile(r"(?<![\w-])\w{1,8}-\Z")
_COMPOUND_RIGHT = re.compile(r"-\w{1,8}(?![\w-])")


@dataclass(frozen=True, slots=True)
class Definition:
    """One place where a text defines an acronym.

    Attributes
    ----------
    short, long : tuple of int
        The acronym and its long form: code points of the text, half-open.
    form : str
        The construction: ``parenthesis``, ``dash``, ``comma``, ``connector`` or ``equals``.
    key : str
        What all forms of the acronym share (see :func:`annotate.pipes.acronyms.shapes.key`).
    expansion : str
        The long form as the text writes it, its spaces made single and its broken words joined.
    """

    short: tuple[int, int]
    long: tuple[int, int]
    form: str
    key: str
    expansion: str


def find_definitions(text: str) -> list[Definition]:
    """Find every definition of an acronym in `text`.

    Parameters
    ----------
    text : str
        A mended text, or a raw one: a line may end inside a name, and the digits of a note call
        may be glued behind an acronym.

    Returns
    -------
    list of Definition
        In order of the acronyms, which never overlap.

    Notes
    -----
    After Schwartz and Hearst (PSB 2003), with another alignment and more constructions. Work for
    each candidate is bounded, so time is linear in the length of the text.

    Examples
    --------
    >>> text = "créé par Électricité de France (EDF). Le Cd2e (Centre de dépôt des Éco-Emballages)"
    >>> [(text[slice(*d.short)], d.expansion) for d in find_definitions(text)]
    [('EDF', 'Électricité de France'), ('Cd2e', 'Centre de dépôt des Éco-Emballages')]
    """
    found: list[Definition] = []
    for start, end in tokens(text):
        if found and start < found[-1].short[1]:
            continue
        for short in _readings(text, start, end):
            definition = _define(text, *short)
            if definition is not None:
                found.append(definition)
                break
    return found


def _readings(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans a candidate may have: with its compound, itself, without glued digits."""
    left = _COMPOUND_LEFT.search(text, max(0, start - 10), start)
    right = _COMPOUND_RIGHT.match(text, end)
    spans = []
    if left or right:
        spans.append((left.start() if left else start, right.end() if right else end))
    spans.append((start, end))
    bare = without_digits(text[start:end])
    if len(bare) < end - start:
        spans.append((start, start + len(bare)))
    for span in spans:
        if span[0] < span[1] and is_short_form(text[slice(*span)]):
            yield span


def _define(text: str, start: int, end: int) -> Definition | None:
    short = text[start:end]
    if short[-1].isdigit() and not short[-1].isdecimal():
        return None  # a raised digit is always the call of a note
    before = text[max(0, start - 45) : start]
    constructions = [(form, pattern.search(before)) for form, pattern in _BEFORE]
    for form, match in constructions:
        if match and not (form == "parenthesis" and _YEAR_NEXT.match(text, end)):
            long = _long_before(text, short, start - (len(before) - match.start()), form)
            if long:
                return _definition(text, (start, end), long, form)
    for form, pattern in _AFTER:
        if match := pattern.match(text, end):
            long = _long_after(text, short, match.end(), form)
            if long:
                return _definition(text, (start, end), long, form)
    return None


def _long_before(text: str, short: str, end: int, form: str) -> tuple[int, int] | None:
    """Find the long form that ends at `end`, where the construction begins."""
    floor = max(0, end - _WINDOW)
    quote = _CLOSING_QUOTE.search(text, max(0, end - 3), end)
    stop = quote.start() if quote else end
    start = floor
    for wall in _WALL.finditer(text, floor, stop):
        start = wall.end()
    window = _recent(words(text, start, stop), short)
    if quote is None and window and _gap(text, window[-1].end, end):
        return None
    weak = form in ("dash", "comma")
    found = align_before(short, window, strict=weak)
    if found is None and form == "parenthesis" and _digitless(short):
        found = align_any_order(short, window)
    return _span(window, found, short)


def _long_after(text: str, short: str, start: int, form: str) -> tuple[int, int] | None:
    """Find the long form that begins at `start`, behind the construction."""
    lead = _LEAD_IN.match(text, start)
    start = lead.end() if lead else start
    ceiling = min(len(text), start + _WINDOW)
    weak = form in ("comma", "equals", "connector") or (form == "dash" and len(short) < 4)
    if not text[start : start + 1].isalnum() or not _may_begin(short, text[start]):
        return None
    most = 4 * len(short) + 4
    every = words(text, start, ceiling, most=most)
    best: tuple[float, tuple[int, int]] | None = None
    for number, wall in enumerate(_END.finditer(text, start, ceiling)):
        window = [word for word in every if word.end <= wall.start()]
        found = align_after(short, window, closed=True, strict=weak)
        span = _span(window, found, short)
        if found and span and (best is None or found.cost < best[0]):
            best = (found.cost, span)
        if number == 4 or text[wall.start()] in ")].;\n" or len(window) == most:
            break
    if best is not None:
        return best[1]
    cut = _WALL.search(text, start, ceiling)
    window = [word for word in every if cut is None or word.end <= cut.start()]
    found = align_after(short, window, closed=False, strict=True)
    return _span(window, found, short)


def _may_begin(short: str, first: str) -> bool:
    """Tell, cheaply, whether a word that begins so may begin the long form."""
    return short[0].isdigit() or fold(first)[:1] == fold(short[0])[:1]


def _recent(window: list[Word], short: str) -> list[Word]:
    """Return the last words of `window`, as many as an acronym of this length can stand for."""
    size = len(letters_of(short)[-1]) + 4
    content = 0
    for place in range(len(window) - 1, -1, -1):
        content += not window[place].function
        if content > size:
            return window[place + 1 :]
    return window


def _gap(text: str, start: int, end: int) -> bool:
    """Tell whether more than spaces and the digits of a note call lie between."""
    return bool(text[start:end].strip(" \t\n\u00a0\u202f0123456789¹²³⁴⁵⁶⁷⁸⁹⁰"))


def _digitless(short: str) -> bool:
    return not any(c.isdigit() for c in short)


def _span(window: list[Word], found: Alignment | None, short: str) -> tuple[int, int] | None:
    if found is None:
        return None
    start, end = window[found.first].start, window[found.last].end
    covered = window[found.first : found.last + 1]
    # A long form is longer than its acronym, and does not hold it.
    if end - start <= len(short) or any(w.folded == short.lower() for w in covered):
        return None
    return start, end


def _definition(text: str, short: tuple[int, int], long: tuple[int, int], form: str) -> Definition:
    return Definition(short, long, form, key(text[slice(*short)]), tidy(text[slice(*long)]))


def tidy(quote: str) -> str:
    r"""Return a quote of raw text as one line: broken words joined, spaces single.

    Examples
    --------
    >>> tidy("Syndicat d’Aména-\ngement  des Zones")
    'Syndicat d’Aménagement des Zones'
    """
    joined = re.sub(r"(?<=[a-zß-ÿœ])-\n[ \t]?(?=[a-zß-ÿœ])", "", quote)
    return re.sub(r"\s+", " ", joined.replace("-\n", "-"))
