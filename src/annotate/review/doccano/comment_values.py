"""Values of dates in comments: ``mai 1936 = 1936-05``, however somebody writes it.

A line that looks like a value is taken or told; only what is plainly something else is left alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotate.french.characters import fold
from annotate.gold.edtf import fault_in

_LINE = re.compile(r"(?P<quote>[^=:]*)(?P<sign>[=:])(?P<value>.*)")
_ABOUT = re.compile(
    r"(?:vers|environ|env\.?|ca\.?|circa)\s+(?P<after>.+)|(?P<before>.+?)\s+(?:environ|env\.?|ca\.?)",
    re.IGNORECASE,
)
_UNSURE = re.compile(r"\s+(?=[?~%]+$)")
_WORD = re.compile(r"[^\W\d_XYxy]")
_DAY = re.compile(r"\d\d?[./]\d\d?[./]\d{4}")
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A line of a comment that gives a date a value, or tries to.

    Attributes
    ----------
    line : str
        The line.
    quotes : tuple of str
        The dates of the text that it is about, as they are written there; none where it is about
        none of them.
    value : str or None
        The value in EDTF; None where it cannot be read.
    fault : str
        Why it is not taken; ``""`` where it is.
    """

    line: str
    quotes: tuple[str, ...]
    value: str | None
    fault: str = ""


def value_lines(text: str, dates: Iterable[str]) -> Iterator[ValueLine]:
    """Yield the lines of a comment that look like values.

    Parameters
    ----------
    text : str
        The comment.
    dates : iterable of str
        The quotes of the dates of the text that it is about.

    Examples
    --------
    >>> comment = "12 Mai 1907 : 1907-05-12\\n1910 = vers 1910"
    >>> for one in value_lines(comment, ["12 mai 1907", "1910"]):
    ...     print(one.quotes, one.value)
    ('12 mai 1907',) 1907-05-12
    ('1910',) 1910~
    """
    known: dict[str, list[str]] = defaultdict(list)
    for quote in dict.fromkeys(dates):
        known[_bare(quote)].append(quote)
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match is None:
            continue
        quote, told = match["quote"].strip(), match["value"].strip()
        quotes = tuple(known.get(_bare(quote), ()))
        value = value_of(told) if told else None
        if quotes and value is not None:
            yield ValueLine(line, quotes, value)
        elif quotes:
            fault = str(fault_in(told)) if told else "no value is given"
            yield ValueLine(line, quotes, None, fault)
        elif _looks_so(quote, match["sign"], told):
            fault = f"no date « {quote} » is annotated there" if quote else "no date is named"
            yield ValueLine(line, (), value, fault)


def value_of(text: str) -> str | None:
    """Return the value that somebody wrote, in EDTF or in French; None if it is none.

    Examples
    --------
    >>> [value_of(text) for text in ("1936-05", "1972 ?", "1952 env", "mai 1936", "1937-99")]
    ['1936-05', '1972?', '1952~', '1936-05', None]
    """
    value = _UNSURE.sub("", text.strip())
    if fault_in(value) is None:
        return value
    about = _ABOUT.fullmatch(value)
    if about is not None:
        year = value_of(about["after"] or about["before"])
        sure = year is not None and not year.endswith(("~", "?", "%"))
        return f"{year}~" if sure and fault_in(f"{year}~") is None else year
    # 1937-99 is a slip in EDTF, and not the years from 1937 to 1999.
    french = _WORD.search(value) or _DAY.fullmatch(value)
    if not french:
        return None
    from annotate.pipes.dates.finder import date_in

    return date_in(value, 0, len(value))[0]


def _looks_so(quote: str, sign: str, value: str) -> bool:
    """Return whether a line is about a date: figures on both sides, or on one side of ``=``."""
    figures = [bool(_FIGURE.search(part)) for part in (quote, value)]
    return any(figures) if sign == "=" else all(figures)


def _bare(quote: str) -> str:
    return " ".join(fold(quote).casefold().split())
