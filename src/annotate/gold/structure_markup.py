"""The tags that annotators write into a source text to mark its structure and its sentences.

An annotator tags a copy of the source text, as it came out of its file, and changes nothing else::

    {t}…{/t} title            {h:1}…{/h} heading and its level    {b}…{/b} box
    {a}…{/a} line of authors  {p:7}…{/p} paragraph 7              {n:3}…{/n} note 3
    {r}…{/r} running head     {f}…{/f} printed page number        {c:3}3{/c} call of note 3
    {g} before a page's first character       ‖ between two sentences
    {-} before a hyphen that goes             {=} before one that stays

Every visible character is in exactly one block: a title, a line of authors, a heading, a paragraph,
a note, a running head or a page number. A paragraph, a note or a box that something interrupts is
closed and opened again: a paragraph and a note with the same number, a box without a heading of its
own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from annotate.document.annotation import STRUCTURE, Annotation, Layer, stable_id
from annotate.document.source import Range, Source
from annotate.document.standoff import Standoff, standoff_of
from annotate.document.structure import cut
from annotate.errors import StandoffError
from annotate.text.structure.lines import HYPHENS

_TAG = re.compile(r"\{(/?)([taphnbcrfg]|-|=)(?::(\d+))?\}|‖")
_LABELS = {
    "t": "title",
    "a": "author",
    "h": "heading",
    "p": "paragraph",
    "n": "note",
    "r": "running_head",
    "f": "page_number",
}
_NUMBERED = "hpnc"
_PARTED = ("paragraph", "note")
_SPOKEN = ("title", "author", "heading", "paragraph", "note")
_SLASH = "/"
_UNCLOSED = "g-="
_BRACES = re.compile(r"\{[^{}\s]*\}")
_INVISIBLE = ("Cc", "Cf", "Zl", "Zp", "Zs")
_SHOWN = 20

Found = tuple[str, tuple[Range, ...], str | None]
"""Label, source ranges, value."""


@dataclass
class _Block:
    label: str
    value: str | None
    ranges: list[Range] = field(default_factory=list)
    box: int | None = None


class _Reader:
    def __init__(self, marked: str, text: str, path: str) -> None:
        self._marked = marked
        self._text = text
        self._path = path
        self._open: dict[str, tuple[int, str | None]] = {}
        self._blocks: list[_Block] = []
        self._single: list[Found] = []
        self._breaks: list[int] = []
        self._box: int | None = None
        self._boxes = 0
        self._pages = 1
        self._line = 1

    def read(self) -> list[Found]:
        position = last = 0
        for match in _TAG.finditer(self._marked):
            plain = self._marked[last : match.start()]
            position += len(plain)
            last = match.end()
            self._line += plain.count("\n")
            self._tag(match, position)
        for name in self._open:
            raise self._refuse(f"{{{name}}} is not closed", f"write {{/{name}}} where it ends")
        self._check_marks(self._text)
        return list(self._found(self._text))

    def _check_marks(self, text: str) -> None:
        """Refuse tags of a single character that are not before such a character."""
        for label, ((at, _),), value in self._single_marks():
            held = text[at : at + 1]
            if label == "hyphen" and (not held or held not in HYPHENS + _SLASH):
                tag = "{-}" if value == "joined" else "{=}"
                before = repr(held) if held else "the end of the text"
                what = f"{tag} is before {before}, which is neither a hyphen nor a slash"
                remedy = "write it right before the hyphen that ends a line, or remove it"
                raise _refused(what, remedy, text, at, self._path)
            if not held:
                what = "{g} is at the end of the text"
                remedy = "write it before a page's first character, or remove it"
                raise _refused(what, remedy, text, at, self._path)

    def _single_marks(self) -> Iterator[Found]:
        return (one for one in self._single if one[0] != "note_call")

    def _tag(self, match: re.Match[str], at: int) -> None:
        close, name, value = match.groups()
        if name is None:
            self._breaks.append(at)
        elif close and name in _UNCLOSED:
            raise self._refuse(f"{match[0]} is not a tag", f"remove it: {{{name}}} holds no text")
        elif name == "g":
            self._pages += 1
            self._single.append(("page_break", ((at, at + 1),), str(self._pages)))
        elif name in "-=":
            self._single.append(("hyphen", ((at, at + 1),), "joined" if name == "-" else "kept"))
        elif close:
            self._close(name, at)
        elif name in self._open:
            raise self._refuse(f"{{{name}}} is inside another", f"close it first with {{/{name}}}")
        elif name in _NUMBERED and value is None:
            raise self._refuse(f"{{{name}}} has no number", f"write {{{name}:1}} or the like")
        else:
            self._open[name] = (at, value)
            if name == "b":
                self._box = -1  # its first block decides which one

    def _close(self, name: str, at: int) -> None:
        if name not in self._open:
            raise self._refuse(f"{{/{name}}} closes nothing", f"open it with {{{name}}}")
        start, value = self._open.pop(name)
        if not self._text[start:at].strip():
            raise self._refuse(f"{{{name}}} holds nothing", "remove it, or put text into it")
        if name == "b":
            self._box = None
        elif name == "c":
            self._single.append(("note_call", ((start, at),), value))
        else:
            self._add(_LABELS[name], value, (start, at))

    def _add(self, label: str, value: str | None, span: Range) -> None:
        if self._box == -1:
            # A box that begins with a heading is a new one, else the one before continues.
            self._boxes += label == "heading" or not self._boxes
            self._box = self._boxes
        if label in _PARTED:
            for block in self._blocks:
                if (block.label, block.value) == (label, value):
                    block.ranges.append(span)
                    return
        self._blocks.append(_Block(label, value, [span], self._box))

    def _found(self, text: str) -> Iterator[Found]:
        # A slash at a line end may be tagged as well; no structure needs it.
        yield from (
            one for one in self._single if one[0] != "hyphen" or text[one[1][0][0]] != _SLASH
        )
        boxes: dict[int, list[Range]] = {}
        for block in self._blocks:
            ranges = tuple(block.ranges)
            yield block.label, ranges, self._value(block, text)
            if block.box is not None:
                boxes.setdefault(block.box, []).extend(ranges)
            if block.label in _SPOKEN:
                begins = [ranges[0][0], *(at for at in self._breaks if _inside(at, ranges))]
                yield from (("sentence", part, None) for part in cut(ranges, begins, text))
        for held in boxes.values():
            yield "box", tuple(sorted(held)), None

    def _value(self, block: _Block, text: str) -> str | None:
        if block.label == "page_number":
            return text[slice(*block.ranges[0])].strip()
        return block.value if block.label in ("heading", "note") else None

    def _refuse(self, what: str, remedy: str) -> StandoffError:
        return StandoffError.at_line(what, self._path, self._line, remedy)


def _inside(at: int, ranges: tuple[Range, ...]) -> bool:
    return any(low < at <= high for low, high in ranges)


def read_structure(marked: str, source: Source, annotator: str, path: str = "") -> Standoff:
    """Turn a tagged copy of a source text into annotations of its structure.

    Parameters
    ----------
    marked : str
        The text of `source` with tags; line ends may be plain line feeds.
    source : Source
        The source.
    annotator : str
        For the provenance.
    path : str
        The file of `marked`, for messages.

    Returns
    -------
    Standoff
        With a structure layer: blocks, boxes, calls, furniture, page breaks, hyphens, sentences.

    Raises
    ------
    StandoffError
        If a tag is unknown, is not closed, closes nothing, holds nothing, lacks its number or is
        not before a hyphen, if a visible character is in no block or in two, or if the text was
        changed; the place is the line.

    Examples
    --------
    >>> source = Source("a", "a.txt", "Le char-\\nbon. Fin.\\n")
    >>> reading = read_structure("{p:1}Le char{-}-\\nbon.‖ Fin.{/p}\\n", source, "A")
    >>> [(one.label, one.ranges, one.value) for one in reading.annotations()]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('paragraph', ((0, 18),), None), ('sentence', ((0, 13),), None),
     ('hyphen', ((7, 8),), 'joined'), ('sentence', ((14, 18),), None)]
    """
    if "\r\n" in source.text:
        marked = marked.replace("\r\n", "\n").replace("\n", "\r\n")
    text = _TAG.sub("", marked)
    if text != source.text:
        raise _changed(text, source.text, path)
    found = _Reader(marked, text, path).read()
    _check_blocks(found, text, path)
    layer = Layer.of(STRUCTURE, _annotations(found, source, annotator))
    return standoff_of(source, [layer], "")


def _changed(text: str, source: str, path: str) -> StandoffError:
    pairs = zip(text, source, strict=False)
    at = next(
        (index for index, (one, other) in enumerate(pairs) if one != other),
        min(len(text), len(source)),
    )
    braces = _BRACES.match(text, at)
    if braces:
        remedy = f"use one of {', '.join(f'{{{name}}}' for name in (*_LABELS, *'bcg-='))}, or ‖"
        return _refused(f"{braces[0]} is not a tag", remedy, source, at, path)
    return _refused(
        f"the text was changed: it has {text[at : at + _SHOWN]!r} where the source has "
        f"{source[at : at + _SHOWN]!r}",
        "tag a fresh copy of text/ID.txt and change nothing else in it",
        source,
        at,
        path,
    )


def _check_blocks(found: list[Found], text: str, path: str) -> None:
    """Refuse a visible character that is in no block, or in two."""
    spans = sorted(
        (span, label) for label, ranges, _ in found if label in _LABELS.values() for span in ranges
    )
    end, before = 0, ""
    for (low, high), label in [*spans, ((len(text), len(text)), "")]:
        at = _first_visible(text, end, low)
        if at is not None:
            held = text[at : min(low, at + _SHOWN)].split("\n", maxsplit=1)[0].rstrip()
            what = f"{held!r} is in no block"
            tags = ", ".join(
                f"{{{name}:1}}" if name in _NUMBERED else f"{{{name}}}" for name in _LABELS
            )
            raise _refused(what, f"put it into one of {tags}", text, at, path)
        at = _first_visible(text, low, min(end, high))
        if at is not None:
            what = f"{text[at]!r} is in two blocks, {before} and {label}"
            raise _refused(what, "close the one before the other opens", text, at, path)
        if high > end:
            end, before = high, label


def _first_visible(text: str, low: int, high: int) -> int | None:
    seen = (at for at in range(low, high) if unicodedata.category(text[at]) not in _INVISIBLE)
    return next(seen, None)


def _refused(what: str, remedy: str, text: str, at: int, path: str) -> StandoffError:
    """Return a refusal at the line of an offset: tags have no line end, so lines are the same."""
    return StandoffError.at_line(what, path, text.count("\n", 0, at) + 1, remedy)


def _annotations(found: list[Found], source: Source, annotator: str) -> Iterator[Annotation]:
    for label, ranges, value in found:
        tight = ranges if label == "page_break" else tuple(_tight(ranges, source.text))
        yield Annotation(
            id=stable_id(STRUCTURE, label, tight),
            layer=STRUCTURE,
            label=label,
            ranges=tight,
            text=None,
            value=value,
            source=f"reviewer:{annotator}",
            status="added",
            page=source.page_at(tight[0][0]),
        )


def _tight(ranges: tuple[Range, ...], text: str) -> Iterator[Range]:
    """Yield ranges without the white space at their ends."""
    for start, end in ranges:
        held = text[start:end]
        if held.strip():
            low = start + len(held) - len(held.lstrip())
            yield low, start + len(held.rstrip())
