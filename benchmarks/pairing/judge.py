"""Whether a paragraph of a source came back from the PDF, and if not, what went wrong."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from annotate.document.mended import Mended

_SIGNS = str.maketrans(
    dict.fromkeys("«»“”„″", '"')
    | dict.fromkeys("’‘ʼ´`′", "'")
    | dict.fromkeys("‐‑‒–—−\u2043", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff")
)
_CALL = re.compile(r"\s?\[\d{1,3}\]")
_LOGO = re.compile(r"(?:L[aA])?T[eE]X")
"""TeX and LaTeX, which their own commands print in capitals, raised and lowered."""
_ADDRESS = re.compile(r"\s?\((?:https?|ftp|mailto)\s?:[^()]*\)")
"""Some makers print the address of a link behind its text."""
_CUT = "\U0010ffff"
_ITEM = re.compile(
    r"^(?:(?:[^\w\s\"'(\[<$/]|[o§]|\(?(?:\d{1,2}\.){0,3}\d{1,2}[.)°º]?|\(?[a-zA-Z][.)])\s+){1,3}"
)
_PIECE = 12
"""Letters that are enough for a place."""
_PIECES = 8
_NEAR = 4000
"""Letters of a page, and more, that may stand in a paragraph."""
_SHOWN = 60
_WORDING = 30
"""Letters that one version of a text may have about a reference, and the other not."""
OTHER_VERSION = "other version"
"""The kind of a paragraph whose PDF has another sign or digit than the source."""
_OURS = {"space lost", "space added", "hyphen lost", "hyphen left", "digits left"}


def plain(text: str) -> str:
    """Return a text with one kind of white space, quotes, apostrophes and hyphens, without calls
    in brackets, the addresses of links in brackets and the label of a list's item.

    Examples
    --------
    >>> plain("• L’« école »\\u00a0: trois  ans [4].")
    'L\\'"école": trois ans.'
    """
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    text = without_addresses(_CALL.sub("", " ".join(text.split())))
    text = _LOGO.sub(lambda found: found[0].upper(), re.sub(r"''", '"', text))
    text = re.sub(r'\s*"\s*', '"', _ITEM.sub("", text))
    return re.sub(r"\s+(?=[:;!?%])", "", text)


def without_addresses(text: str) -> str:
    """Return a text without addresses in brackets; of blocks joined by :data:`_CUT` all stay."""
    return _ADDRESS.sub(lambda found: _CUT * found[0].count(_CUT), text)


def squeezed(text: str) -> str:
    """Return a normalised text without white space and hyphens.

    Examples
    --------
    >>> squeezed("Le rez-de-chaussée, 3 pièces")
    'Lerezdechaussée,3pièces'
    """
    return re.sub(r"[\s-]+", "", plain(text))


def letters(text: str) -> str:
    """Return the letters of a text alone, in lower case and without accents.

    Examples
    --------
    >>> letters("L’été 1914, à Lens")
    'letealens'
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in folded if one.isalpha())


def is_printed(paragraph: str, printed: Iterable[str]) -> bool:
    """Return whether a paragraph is in a PDF at all, by the letters that other readers found.

    Other text may stand in it, by the foot of a page or a column, but not much.
    """
    wanted = letters(paragraph)
    return any(_is_covered(wanted, every) for every in printed)


def _is_covered(wanted: str, every: str) -> bool:
    """Return whether pieces that follow each other closely make up a text."""
    at = place = 0
    window = every
    for _ in range(_PIECES):
        length = _longest(wanted[at:], window)
        if length < _PIECE:
            return False
        if at + length == len(wanted):
            return True
        place = every.find(wanted[at : at + length], place)
        # The last few letters are looked for with some before them, or they might be anywhere.
        at += min(length, len(wanted) - at - _PIECE)
        window = every[place : place + length + _NEAR]
    return False


def _longest(wanted: str, every: str) -> int:
    """Return the length of the longest beginning of a text that another has."""
    low, high = 0, len(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if wanted[:middle] in every else (low, middle - 1)
    return low


@dataclass
class Verdict:
    """What became of a paragraph.

    Attributes
    ----------
    exact : bool
        It is exactly one paragraph of the mended text.
    right : bool
        Its text is there without a gap, be it cut or joined with a neighbour.
    kind : str
        What went wrong; empty if it is exact.
    found : str
        What the mended text has there.
    page : int
        Where; 0 if it was not found.
    """

    exact: bool
    right: bool
    kind: str = ""
    found: str = ""
    page: int = 0


@dataclass
class _Block:
    label: str
    text: str
    page: int


class Reading:
    """A mended PDF, to look paragraphs up in.

    Parameters
    ----------
    mended : Mended
        As read from the PDF.
    furniture : str
        The letters of the first and last lines of all pages.
    notes : str
        The letters of the notes of the source.
    printed : list of str
        What other readers found in the PDF.
    """

    def __init__(self, mended: Mended, furniture: str, notes: str, printed: Sequence[str]) -> None:
        page_at = mended.source.page_at
        texts = _CUT.join(mended.text[low:high] for _, (low, high) in mended.blocks)
        self._blocks = [
            _Block(piece.label, plain(text), page_at(piece.ranges[0][0]))
            for (piece, _), text in zip(
                mended.blocks, without_addresses(texts).split(_CUT), strict=True
            )
        ]
        self._printed = [squeezed(text) for text in printed]
        self._lines = {squeezed(line) for text in printed for line in text.splitlines()}
        self._exact = {block.text for block in self._blocks if block.label == "paragraph"}
        self._headings = {block.text for block in self._blocks if block.label == "heading"}
        self._text = " ".join(block.text for block in self._blocks)
        self._starts = [0]
        for block in self._blocks:
            self._starts.append(self._starts[-1] + len(block.text) + 1)
        self._furniture, self._notes = furniture, notes
        self._raw = letters(mended.source.text)

    @cached_property
    def _letters(self) -> tuple[str, list[int]]:
        """The letters of the text, and where each is in it."""
        found = [(one, at) for at, char in enumerate(self._text) for one in letters(char)]
        return "".join(one for one, _ in found), [at for _, at in found]

    def judge(self, lines: Sequence[str], term: str = "") -> Verdict:
        """Say what became of a paragraph.

        Parameters
        ----------
        lines : sequence of str
            Normalised by :func:`plain`; where the author ended some by hand, a paragraph may end.
        term : str
            What the paragraph defines; it may stand before it.
        """
        paragraph = " ".join(lines)
        wholes = {paragraph, f"{term} {paragraph}", f"{term}: {paragraph}", f"{term}{paragraph}"}
        if wholes & self._exact or self._are_parted(lines):
            return Verdict(True, True)
        at = self._text.find(paragraph)
        if at >= 0:
            return self._parted(at, at + len(paragraph))
        return self._changed(paragraph)

    def _are_parted(self, lines: Sequence[str]) -> bool:
        """Return whether lines that the author ended by hand are paragraphs, some of them together
        where a line was full; a line before others may be a heading: it looks like one.
        """
        reached = {0}
        for end in range(1, len(lines) + 1):
            heading = end < len(lines) and lines[end - 1] in self._headings
            if (heading and end - 1 in reached) or any(
                " ".join(lines[start:end]) in self._exact for start in reached
            ):
                reached.add(end)
        return len(lines) in reached

    def _parted(self, start: int, end: int) -> Verdict:
        """Judge a text that is right, and cut or joined."""
        first, last = self._block(start), self._block(end - 1)
        low, high = self._starts[first], self._starts[last + 1] - 1
        shown = self._text[max(low, start - _SHOWN) : start] + "⟦…⟧"
        shown += self._text[end : min(high, end + _SHOWN)]
        if first < last:
            kind = f"cut in {min(last - first + 1, 4)}{' or more' if last - first > 2 else ''}"
            cuts = [self._starts[one] for one in range(first + 1, last + 1)]
            shown = " / ".join(self._text[max(0, cut - 30) : cut + 25] for cut in cuts[:3])
        elif (low, high) == (start, end):
            kind = f"labelled {self._blocks[first].label}"
        else:
            kind = ""
        sides = [
            word for word, joined in (("before", start > low), ("after", end < high)) if joined
        ]
        if sides:
            kind = " and ".join(filter(None, (kind, f"joined with what is {' and '.join(sides)}")))
        return Verdict(False, True, kind, shown, self._blocks[first].page)

    def _block(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def _changed(self, paragraph: str) -> Verdict:
        """Judge a text that is not there as it should be."""
        wanted, (every, places) = letters(paragraph), self._letters
        at = every.find(wanted)
        if at >= 0:
            low, high = places[at], places[at + len(wanted) - 1] + 1
            found = self._text[low:high] + self._text[high : high + _tail(paragraph)].rstrip()
            kind, told = _signs(paragraph[_head(paragraph) :], found)
            if not _OURS & set(kind.split(" + ")) and any(
                squeezed(found) in text for text in self._printed
            ):
                kind = OTHER_VERSION
            return Verdict(False, False, kind, told, self._page(low))
        head, tail = _longest(wanted, every), _longest(wanted[::-1], every[::-1])
        start = every.find(wanted[:head])
        if head < _PIECE and tail < _PIECE:
            return Verdict(False, False, self._lost(wanted))
        if head < _PIECE:
            at = places[every.rfind(wanted[-tail:])]
            return Verdict(
                False, False, "beginning lost or elsewhere", self._at(at), self._page(at)
            )
        low = places[start]
        end = every.find(wanted[-tail:], start + head - min(tail, head) + 1) if tail else -1
        if head + tail >= len(wanted) and end >= 0:
            tail = len(wanted) - head
            end = every.find(wanted[-tail:], start + head)
            inside = every[start + head : end]
            if self._is_title(wanted[head:]) and self._is_printed_at(places[start + head - 1]):
                return Verdict(False, False, OTHER_VERSION, _short(inside), self._page(low))
            shown = self._text[places[start + head] : places[end]]
            kind = self._inserted(inside)
            # Heads and notes have lines of their own.
            if len(inside) <= _WORDING and self._is_on_a_line(
                places[start + head - 1], places[end]
            ):
                kind = OTHER_VERSION  # `Section « Notes » in the manual` for `Notes`
            return Verdict(False, False, kind, _short(shown), self._page(low))
        rest = wanted[head : len(wanted) - tail] or wanted[head:]
        shown = (
            f"…{self._text[max(0, places[start + head - 1] - 30) : places[start + head - 1] + 50]}"
        )
        if self._is_title(rest):
            return Verdict(False, False, OTHER_VERSION, shown, self._page(low))
        kind = "order wrong" if rest in every and len(rest) >= _PIECE else "letters wrong or lost"
        return Verdict(False, False, kind, f"{shown} (wanted: {rest[:_SHOWN]})", self._page(low))

    def _is_title(self, rest: str) -> bool:
        """Return whether what is missing is the title of a section: one version of the text writes
        out the title after the number of the section, the other does not.
        """
        return rest in self._titles

    @cached_property
    def _titles(self) -> frozenset[str]:
        return frozenset(letters(block.text) for block in self._blocks if block.label == "heading")

    def _is_printed_at(self, place: int) -> bool:
        """Return whether the text about a place follows each other so in the PDF."""
        about = squeezed(self._text[max(0, place - _SHOWN) : place + _SHOWN])
        return any(about in text for text in self._printed)

    def _is_on_a_line(self, start: int, end: int) -> bool:
        """Return whether the PDF has what is between two places, and some letters about it, on
        one line.
        """
        about = squeezed(self._text[max(0, start - 2) : end + 3])
        return any(about in line for line in self._lines)

    def _inserted(self, inside: str) -> str:
        """Name what stands in a paragraph that does not belong there."""
        if not inside:
            return "signs inside"
        if inside in self._furniture:
            return "running head or foot inside"
        if inside[:_PIECE] in self._notes:
            return "note inside"
        return "other text inside" if len(inside) < 2000 else "order wrong"

    def _lost(self, wanted: str) -> str:
        return "lost in mending" if wanted[: 2 * _PIECE] in self._raw else "lost or letters wrong"

    def _page(self, at: int) -> int:
        return self._blocks[self._block(at)].page

    def _at(self, at: int) -> str:
        return _short(self._text[max(0, at - _SHOWN) : at + _SHOWN])


def _head(text: str) -> int:
    """Return how many signs a text has before its first letter."""
    return next(at for at, one in enumerate(text) if one.isalpha())


def _tail(text: str) -> int:
    """Return how many signs a text has behind its last letter."""
    return _head(text[::-1])


def _signs(wanted: str, found: str) -> tuple[str, str]:
    """Name the differences of two texts with the same letters, and show some."""
    pairs = [
        (wanted[low:high], found[start:end], f"{wanted[max(0, low - 20) : low]}")
        for tag, low, high, start, end in SequenceMatcher(
            None, wanted, found, autojunk=False
        ).get_opcodes()
        if tag != "equal"
    ]
    kinds = {_sign(left, right) for left, right, _ in pairs}
    told = " ; ".join(f"{before}[{left}|{right}]" for left, right, before in pairs[:4])
    return " + ".join(sorted(kinds)) or "signs at the ends", told


def _sign(left: str, right: str) -> str:
    both = left + right
    if not both.strip():
        return "space lost" if len(left) > len(right) else "space added"
    if "-" in both and not both.strip("- "):
        return "hyphen lost" if "-" in left else "hyphen left"
    if any(one.isdigit() for one in both):
        return "digits left" if right.strip() and not left.strip() else "digits wrong"
    return "case or accent" if any(one.isalpha() for one in both) else "signs wrong"


def _short(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:80]} … {text[-80:]}"
