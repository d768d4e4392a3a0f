"""Definitions: where a text says what an acronym stands for.

Both orders and several constructions are read: parentheses (``Centre historique minier (CHM)``,
``CHM (Centre historique minier)``), dashes, commas, ``=`` and ``:`` of a glossary, and words such
as ``dit``, ``ou``, ``soit``, ``en abrégé``. A construction only proposes; the alignment of the
letters (:mod:`annotate.pipes.acronym_alignment`) decides, and the weaker the construction the
stricter it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotate.french.characters import LOWER, fold
from annotate.french.classes import shipped_classes
from annotate.pipes.acronym_alignment import (
    Alignment,
    Word,
    align_after,
    align_any_order,
    align_before,
    letters_of,
    words,
)
from annotate.pipes.acronyms.patterns import is_short_form, key, tokens, without_digits

# Nothing longer than this is a long form: eleven words of the longest kind, with their articles.
_WINDOW = 260

_SPACE = r"[ \t\u00a0\u202f]?\n?[ \t\u00a0\u202f]?"
_DASH = r"[–—-]"
_QUOTE_OPEN = rf"(?:(?:[«“\"]|<<){_SPACE})?"
_QUOTE_CLOSE = rf"(?:{_SPACE}(?:[»”\"]|>>))?"
_ARTICLE = r"(?:(?:le|la|les|un|une|du|des|de la)\s|(?:de )?l[’'])?"
_CALL = r"[\d¹²³⁴-⁹⁰]{0,3}"

_CLASSES = shipped_classes()
_OF_SIGLE = rf"{_CLASSES.pattern('ACRONYM_NOUN')}(?: de| d[’'])?"
_NAMED = (
    rf"(?:{_CLASSES.pattern('DEFINING_ADVERB', ' ')} )?"
    rf"(?:{_CLASSES.pattern('BEFORE_ACRONYM', ' ')}"
    rf"|{_CLASSES.pattern('NAMED_PARTICIPLE')}(?: ci-après| aussi)?"
    rf"(?: (?:sous|par) (?:le |son |leur |ses |les |l[’']){_OF_SIGLE})?"
    rf"|sous (?:le |son |leur |l[’']){_OF_SIGLE})"
)
_DEFINITE = r"(?:(?:la|les?)\s|l[’'])?"
_MEANING = _CLASSES.pattern("MEANING", " ")
_BEFORE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("parenthesis", re.compile(rf"{_SPACE}[(\[]{_SPACE}(?:{_NAMED}\s?:?\s)?{_QUOTE_OPEN}\Z")),
    ("connector", re.compile(rf",?\s{_NAMED}\s?:?\s?{_ARTICLE}{_QUOTE_OPEN}\Z")),
    ("dash", re.compile(rf"\s{_DASH}\s{_DEFINITE}{_QUOTE_OPEN}\Z")),
    ("comma", re.compile(rf",\s{_DEFINITE}{_QUOTE_OPEN}\Z")),
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
    rf"(?:(?:{_MEANING}|{_CLASSES.pattern('BEFORE_LONG_FORM', ' ')})\s?:?\s|{_ARTICLE})?"
    rf"{_ARTICLE}{_QUOTE_OPEN}",
)
_YEAR_NEXT = re.compile(r"\s?,?\s?(?:1[5-9]|20)\d\d\b")
_INEXACT = 0.4
#: What no long form runs over: a blank line, the end of a sentence, a parenthesis, a quote.
WALL = re.compile(r"\n\s*\n|[.!?…]\s|[;()\[\]«»“”\"=<>]|:\s")
_END = re.compile(r"\n\s*\n|[.!?…](?=\s|\Z)|[;:()\[\]«»“”\"=<>,]|\s[–—-]\s")
_CLOSING_QUOTE = re.compile(r"(?:[»”\"]|>>)\s?\Z")
_LEGEND = re.compile(
    r"[ \u00a0]?=[ \u00a0](?P<long>[^\W\d_][^=;\n()\d]{5,150}?)"
    r"(?=\s?[;\n]|\.(?:\s|\Z)|\Z|,?\s[A-Z][\w-]{1,12}\s?=)"
)
_LEGEND_OPENS = re.compile(rf"\b{_CLASSES.pattern('LEGEND_TITLE')}\b")
_LEGEND_ITEM = re.compile(r"[A-Z][\w-]{1,12}[ \u00a0]?=[ \u00a0][^\W\d_]")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
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
        What all forms of the acronym share (see :func:`annotate.pipes.acronyms.patterns.key`).
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
        may be glued after an acronym.

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
                found.append(_numbered(text, definition, end))
                break
    return found


def _numbered(text: str, found: Definition, end: int) -> Definition:
    """Give an acronym the number that its long form has too: « hexachlorane12 (HCL12) ».

    The call of a note occurs once.
    """
    number = text[found.short[1] : end]
    if not number or not text.startswith(number, found.long[1]):
        return found
    long = found.long[0], found.long[1] + len(number)
    return _definition(text, (found.short[0], end), long, found.form)


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
        if span[0] < span[1] and (
            is_short_form(text[slice(*span)]) or _in_parentheses(text, *span)
        ):
            yield span


def _in_parentheses(text: str, start: int, end: int) -> bool:
    """Return whether two capitals that are a word as well are alone in parentheses (``(CE)``)."""
    return (
        end - start == 2
        and text[start:end].isalpha()
        and text[start:end].isupper()
        and text[max(0, start - 2) : start].endswith("(")
        and text[end : end + 1] == ")"
    )


def _define(text: str, start: int, end: int) -> Definition | None:
    short = text[start:end]
    if short[-1].isdigit() and not short[-1].isdecimal():
        return None  # a raised digit is always the call of a note
    before = text[max(0, start - 70) : start]
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
    if text[end : end + 2].strip()[:1] == "=" and (long := _of_legend(text, (start, end))):
        return _definition(text, (start, end), long, "equals")
    return None


def _long_before(text: str, short: str, end: int, form: str) -> tuple[int, int] | None:
    """Find the long form that ends at `end`, where the construction begins."""
    floor = max(0, end - _WINDOW)
    quote = _CLOSING_QUOTE.search(text, max(0, end - 3), end)
    stop = quote.start() if quote else end
    start = floor
    for wall in WALL.finditer(text, floor, stop):
        start = wall.end()
    window = _recent(words(text, start, stop), short)
    if quote is None and window and _gap(text, window[-1].end, end):
        return None
    weak = form in ("dash", "comma") or not is_short_form(short)
    found = align_before(short, window, strict=weak)
    if found is None or found.cost >= 1:
        found = _without_trailing_name(short, window, found)
    if found is None and form == "parenthesis" and _digitless(short):
        found = align_any_order(short, window)
    elif found is not None and found.cost >= _INEXACT:
        found = _with_head(text, window, found)
    return _span(window, found, short)


def _without_trailing_name(
    short: str, window: list[Word], found: Alignment | None
) -> Alignment | None:
    """Leave out the place after a long form that its letters do not count (``… de Lewarde``)."""
    stop = len(window)
    for _ in range(4):
        if stop < 3 or not window[stop - 1].capital:
            return found
        while stop > 1 and (window[stop - 1].capital or window[stop - 1].function):
            stop -= 1
            if not window[stop - 1].function and (
                exact := align_before(short, window[:stop], strict=True)
            ):
                return exact if found is None or exact.cost < found.cost else found
    return found


def _with_head(text: str, window: list[Word], found: Alignment) -> Alignment:
    """Let a long form that the letters fit badly begin at the capital right before it.

    Acronyms of other languages share letters with the end of a French name by chance
    (``Organisation internationale de police criminelle (INTERPOL)``).
    """
    if window[found.first].capital:
        return found
    for place in range(found.first - 1, max(-1, found.first - 5), -1):
        word = window[place]
        if not re.fullmatch(r"[\s’'-]{1,3}", text[word.end : window[place + 1].start]):
            break
        if word.capital and not word.function and len(word.folded) > 2:
            return Alignment(place, found.last, found.cost)
    return found


def _long_after(text: str, short: str, start: int, form: str) -> tuple[int, int] | None:
    """Find the long form that begins at `start`, after the construction."""
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
    cut = WALL.search(text, start, ceiling)
    window = [word for word in every if cut is None or word.end <= cut.start()]
    found = align_after(short, window, closed=False, strict=True)
    span = _span(window, found, short)
    if span is not None and form == "parenthesis" and cut is not None and cut.group() == ")":
        # What parentheses hold after an acronym is its long form to the end, whatever its letters.
        return span[0], window[-1].end
    return span


def _of_legend(text: str, short: tuple[int, int]) -> tuple[int, int] | None:
    """Read ``UNIFEM = Fonds des Nations unies pour la femme`` in a legend, whatever its letters.

    An equals sign occurs in formulas as well, so that the item must be among others, or after the
    word that opens a legend, and be made of words.
    """
    match = _LEGEND.match(text, short[1])
    if not match or len(_LONG_WORD.findall(match["long"])) < 2 or short[1] - short[0] < 3:
        return None
    before = text[max(0, short[0] - 300) : short[0]].rpartition("\n\n")[2]
    after = text[match.end() : match.end() + 300].partition("\n\n")[0]
    if _LEGEND_OPENS.search(before) or len(_LEGEND_ITEM.findall(before + after)) >= 2:
        return match.span("long")
    return None


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
    """Return whether more than spaces and the digits of a note call lie between."""
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
    joined = re.sub(rf"(?<=[{LOWER}])-\n[ \t]?(?=[{LOWER}])", "", quote)
    return re.sub(r"\s+", " ", joined.replace("-\n", "-"))
