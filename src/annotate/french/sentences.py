"""Sentences of a mended block: rules of French typography, applied in one pass over the text.

Candidates are stops (`.`, `!`, `?`, `…`) with the brackets and quotes that close after them, blank
lines, and capitals that open a clause without a stop before them. What is before and after a
candidate decides, and three things that are looked up first: whether the text writes capitals after
its stops at all (transcribed speech does not), which stops are in quotes and brackets that the
sentence continues after, and whether the whole block is a bibliography entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from annotate.document.source import Range
from annotate.french.abbreviations import (
    CLOSES,
    NAME,
    NUMBER,
    default_abbreviations,
    is_initials,
    word_before,
)
from annotate.french.characters import BLANK, LOWER, UPPER
from annotate.french.enclosures import ClosingQuotes, held_ranges
from annotate.french.unpunctuated import (
    OpenSentence,
    begins_after_mark,
    begins_after_word,
    has_bullets,
    opens_clause,
)

_STOPS = ".!?…‽。！？؟۔।"
_MARKS = r";)\]»\"”"
_CLOSED = r"(?:[)\]}»”’¹²³⁴⁵⁶⁷⁸⁹⁰]|[\"'](?!\w)|[ \u00a0\u202f]++[»”]|\[\d{1,3}\])*"
# One set of characters comes first, so that the search skips all others fast; no quantifier gives
# back what it took, and a run of spaces is looked at once, so that the time is linear.
_CANDIDATE = re.compile(
    rf"[{_STOPS}{_MARKS}{BLANK}\f\u2029](?:"
    rf"(?<=[{_STOPS}])(?P<stop>[{_STOPS}]*+(?:[ \u00a0\u202f]++[!?…]++)*)(?P<closed>{_CLOSED})"
    rf"|(?<=[{_MARKS}])(?P<mark>[{BLANK}]++)(?=\S)"
    r"|(?<=\n)(?P<line>[ \t\r]*+\n)|(?<=[\f\u2029])(?P<page>)"
    rf"|(?<=[\w%:][{BLANK}])(?P<space>[{BLANK}]*+)(?=[{UPPER}]|-[{BLANK}])"
    r")"
)
_AHEAD = re.compile(rf"[{BLANK}]*(?:[-–—•*\"'«“‘(\[¿¡][{BLANK}]*)*")
_GLUED = re.compile(rf"[«“\"]?[{UPPER}][{LOWER}’']")
_GLUED_CALL = re.compile(rf"\d{{1,2}}(?=[{BLANK}]+[«“\"]?[{UPPER}])")
_BULLET = re.compile(rf"[{BLANK}]+[-–—•][{BLANK}]")
_CLOSING = (None, CLOSES, NAME)
"""Kinds of words that end a sentence before a capital."""

_NEVER_FIRST = ",;:)]}»”/"
_WORD = re.compile(r"\w")
_LONG_WORD = re.compile(rf"[{LOWER}]{{4}}\.[{BLANK}]+(?=\w)")
_ITEM = re.compile(r"\d{1,3}|[A-Za-z]|[IVXLC]{1,6}|\d{1,2}(?:\.\d{1,2})+")
_NUMERAL = re.compile(rf"[IVXLCDM]+\b|[{UPPER}](?:\.|\b)")
_NAME = rf"[{UPPER}][\w’'-]+(?:[ -][{UPPER}][\w’'-]+){{0,3}} \([{UPPER}][^()\d]{{0,40}}\)"
_ENTRY = re.compile(
    rf"[-–—•*\s]*{_NAME}(?:,? (?:et|&) {_NAME}|, {_NAME}){{0,8}}(?: \([{LOWER}.]+\))?,"
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_LONGEST_ENTRY = 600


def sentence_spans(text: str, abbreviations: Mapping[str, str] | None = None) -> Iterator[Range]:
    """Yield the sentences of one block of mended text.

    Parameters
    ----------
    text : str
        A title, a heading, a paragraph or a note; any text works, blank lines separate sentences.
    abbreviations : mapping of str to str, optional
        Form to kind, as :func:`annotate.french.abbreviations.read_abbreviations` gives them; those
        of the shipped lexicon if left out.

    Yields
    ------
    Range
        Code points of `text`, half-open, without white space at the ends. Together they hold
        every character that is not white space.

    Raises
    ------
    LexiconError
        If the shipped lexicon is broken.

    Notes
    -----
    The time is linear in the length of `text`.

    Examples
    --------
    >>> list(sentence_spans("Le puits ferme. La ville attend."))
    [(0, 15), (16, 32)]
    >>> text = "En 52 av. J.-C., M. Sept (cf. p. 3) cria : « Rien ne presse ! » sans rire."
    >>> len(list(sentence_spans(text)))
    1
    """
    start = 0
    for end in _ends(text, default_abbreviations() if abbreviations is None else abbreviations):
        stretch = text[start:end]
        held = stretch.strip()
        if held:
            low = start + len(stretch) - len(stretch.lstrip())
            yield low, low + len(held)
        start = end


def _ends(text: str, abbreviations: Mapping[str, str]) -> Iterator[int]:
    """Yield where sentences end, the end of the text last."""
    if not _is_entry(text):
        yield from _Reading(text, abbreviations).ends()
    yield len(text)


def _is_entry(text: str) -> bool:
    """Return whether a block is an entry such as `Vitse (L.), Les Eaux, Douai, 2001.`"""
    if len(text) > _LONGEST_ENTRY or not _ENTRY.match(text):
        return False
    return _YEAR.search(text) is not None and "\n\n" not in text


class _Reading:
    """One text on its way through the rules."""

    def __init__(self, text: str, abbreviations: Mapping[str, str]) -> None:
        self.text = text
        self.abbreviations = abbreviations
        self.lower_starts = _starts_in_lower_case(text)
        self.closing = ClosingQuotes(text)
        self.bullets = has_bullets(text)
        self.start = self.first = 0
        """Where the sentence begins, and where its first letter or digit is."""

    def ends(self) -> Iterator[int]:
        """Yield the ends that the rules find, in order."""
        nowhere = (len(self.text), len(self.text))
        held = held_ranges(self.text)
        low, high = next(held, nowhere)
        self._begin(0)
        for match in _CANDIDATE.finditer(self.text):
            at = match.start()
            while high <= at < len(self.text):
                low, high = next(held, nowhere)
            inside = low <= at and match.end() <= high
            broken = match.lastgroup in ("line", "page") or match[0].count("\n") > 1
            if not broken and (inside or at < self.first):
                continue
            end = at + (match.lastgroup == "mark") if broken else self._end(match)
            if end is not None:
                yield end
                self._begin(end)

    def _begin(self, at: int) -> None:
        self.start = at
        if at > self.first or at == 0:
            found = _WORD.search(self.text, at)
            self.first = found.start() if found else len(self.text)

    def _end(self, match: re.Match[str]) -> int | None:
        """Return where a sentence ends at a candidate, or None if it continues."""
        kind, at, place = match.lastgroup, match.start(), match.end()
        if kind == "closed":
            return self._end_at_stop(match)
        sentence = OpenSentence(self.text, self.start, self.first, self.bullets)
        if kind == "space":
            return at if begins_after_word(sentence, at, place) else None
        spaced = self.text[at] == '"' and self.text[at - 1].isspace()
        if spaced and not self.closing.at(at):
            return None
        return at + 1 if begins_after_mark(sentence, at, place) else None

    def _end_at_stop(self, match: re.Match[str]) -> int | None:
        text, end = self.text, match.end()
        if text[end : end + 2] == ' "' and self.closing.at(end + 1):
            end += 2
        closed = end > match.end("stop")
        ahead = _AHEAD.match(text, end)
        place = ahead.end() if ahead else end
        if place == len(text) or text[place] in _NEVER_FIRST:
            return None
        if not text[end].isspace():
            return self._end_when_glued(match, end)
        if closed and text[end:place].lstrip()[:1] == "(":
            # `« Rien ne presse. » (Vitse, 2001)`: the reference is the sentence's
            return None
        is_full_stop = match.end("stop") - match.start() == 1 and text[match.start()] == "."
        ends = self._full_stop_ends if is_full_stop else self._strong_mark_ends
        return end if ends(match, place, closed=closed) else None

    def _end_when_glued(self, match: re.Match[str], end: int) -> int | None:
        """Return the end where no space follows: `fin.Le`, and the call of a note, `fin.3 Le`."""
        text, at = self.text, match.start()
        before = text[max(0, at - 3) : at].rstrip(" \u00a0\u202f")[-2:]
        if not before.isalpha() or before != before.lower():
            return None
        word = word_before(self.text, at)
        if text[at] == "." and word in self.abbreviations:
            return None
        call = _GLUED_CALL.match(text, end)
        if call:
            return call.end()
        parts_of_address = set(word) & set("@/.:")
        return end if _GLUED.match(text, end) and not parts_of_address else None

    def _strong_mark_ends(self, match: re.Match[str], place: int, *, closed: bool) -> bool:
        """Return whether `?`, `!`, `…` end a sentence; they do not before lower case."""
        if self.text[match.start() - 1] in "([":
            return False
        if self.text[place].islower():
            return self.lower_starts and not closed
        return True

    def _full_stop_ends(self, match: re.Match[str], place: int, *, closed: bool) -> bool:
        text, at = self.text, match.start()
        word = word_before(self.text, at)
        if self._is_item(word, at):
            return False
        kind = self.abbreviations.get(word)
        letters = kind is None and is_initials(word)
        if text[place].islower():
            if _BULLET.match(text, match.end()) and not letters and kind in _CLOSING:
                return True
            if closed or letters or kind:
                return self.lower_starts and kind in (CLOSES, NAME)
            return self.lower_starts or len(word) > 3
        if text[place].isdigit():
            return not letters and kind is None and (len(word) > 2 or not word.isdigit())
        if letters:
            return opens_clause(text, place)
        if kind == NUMBER:
            return _NUMERAL.match(text, place) is None
        return kind in _CLOSING

    def _is_item(self, word: str, at: int) -> bool:
        """Return whether a stop belongs to the number of an item or note: `1. Le`, `: a. Le`."""
        if not _ITEM.fullmatch(word):
            return False
        start = at - len(word)
        return start <= self.first or self.text[max(0, start - 2) : start].strip() in (";", ":")


def _starts_in_lower_case(text: str) -> bool:
    """Return whether sentences mostly begin in lower case, as in transcribed speech."""
    lower = upper = 0
    for match in _LONG_WORD.finditer(text):
        if text[match.end()].islower():
            lower += 1
        else:
            upper += 1
    if lower or upper:
        return lower > upper
    first = _WORD.search(text)
    return first is not None and first[0].islower()
