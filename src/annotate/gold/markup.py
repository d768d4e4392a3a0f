"""The inline markup that annotators write, and the annotations it means.

An annotator marks a copy of the mended text and changes nothing else in it::

    ⟦[Kourchid|PER], [1991|DATE|v=1991]⟧     a bibliographic call: what it holds is in citation
    [Conseil régional [Nord|LOC]|ORG]         a nested name
    [fin des années 1990|DATE|v=199X|mod=END] a value and a modifier
    [PADD|MISC,ACRONYM|exp=Projet d’aménagement]   an entity that is an acronym too
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from annotate.document.annotation import Layer
from annotate.document.candidates import ACRONYM, Candidate
from annotate.document.labels import DATE, LabelTable
from annotate.document.mended import Mended
from annotate.document.projection import layers_of
from annotate.document.source import Range
from annotate.document.standoff import Standoff, standoff_of
from annotate.errors import StandoffError
from annotate.gold.edtf import fault_in

_FIELDS = {"v": "value", "mod": "mod", "exp": "expansion"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked span.

    Attributes
    ----------
    start, end : int
        Code points of the text without its markup, half-open.
    labels : tuple of str
        One entity label, ``ACRONYM``, or both.
    fields : dict
        ``value``, ``mod``, ``expansion``.
    depth : int
        How many other marks it lies in.
    """

    start: int
    end: int
    labels: tuple[str, ...]
    fields: dict[str, str] = field(default_factory=dict)
    depth: int = 0


@dataclass(frozen=True)
class Marked:
    """A text without its markup, its marks in order, and its bibliographic calls."""

    text: str
    marks: tuple[Mark, ...]
    citations: tuple[Range, ...]


def parse_markup(marked: str, labels: LabelTable, path: str = "") -> Marked:
    """Read the inline markup.

    Parameters
    ----------
    marked : str
        The text with its markup.
    labels : LabelTable
        The labels of the configuration.
    path : str
        Its file, for messages.

    Raises
    ------
    StandoffError
        If a bracket is not closed, a label or a field is unknown, or a span is empty or begins or
        ends with a space; the place is the line.

    Examples
    --------
    >>> from annotate.document.labels import shipped_labels
    >>> parsed = parse_markup("le [11/19|LOC] en [1986|DATE|v=1986]", shipped_labels())
    >>> parsed.text, [(mark.start, mark.end, mark.labels) for mark in parsed.marks]
    ('le 11/19 en 1986', [(3, 8, ('LOC',)), (12, 16, ('DATE',))])
    """
    return _Reader(marked, labels, path).read()


class _Reader:
    def __init__(self, marked: str, labels: LabelTable, path: str) -> None:
        self._marked = marked
        self._labels = labels
        self._path = path
        self._out: list[str] = []
        self._open: list[int] = []
        self._calls: list[int] = []
        self._marks: list[Mark] = []
        self._citations: list[Range] = []

    def read(self) -> Marked:
        at = 0
        while at < len(self._marked):
            at = self._step(at)
        if self._open or self._calls:
            raise self._refuse("a bracket is not closed", len(self._marked))
        marks = sorted(self._marks, key=lambda mark: (mark.start, -mark.end))
        return Marked("".join(self._out), tuple(marks), tuple(sorted(self._citations)))

    def _step(self, at: int) -> int:
        char, here = self._marked[at], len(self._out)
        if char == "[":
            self._open.append(here)
        elif char == "⟦":
            self._calls.append(here)
        elif char == "⟧":
            if not self._calls:
                raise self._refuse("⟧ closes nothing", at)
            self._citations.append((self._calls.pop(), here))
        elif char == "|":
            return self._close(at)
        elif char == "]":
            raise self._refuse("] without a label", at)
        else:
            self._out.append(char)
        return at + 1

    def _close(self, at: int) -> int:
        end = self._marked.find("]", at)
        if end < 0 or not self._open:
            raise self._refuse("| outside a mark", at)
        labels, *rest = self._marked[at + 1 : end].split("|")
        names = tuple(labels.split(","))
        self._check_labels(labels, names, at)
        fields = dict(self._field(part, at) for part in rest)
        start = self._open.pop()
        quote = "".join(self._out[start:])
        if not quote or quote != quote.strip():
            raise self._refuse(f"a mark covers {quote!r}", at)
        if DATE in names and "value" not in fields:
            raise self._refuse(f"the date {quote!r} has no v=", at)
        fault = fault_in(fields["value"]) if "value" in fields else None
        if fault:
            raise self._refuse(f"the date {quote!r} has the value {fields['value']!r}: {fault}", at)
        depth = len(self._open)
        self._marks.append(Mark(start, len(self._out), names, fields, depth))
        return end + 1

    def _check_labels(self, given: str, names: tuple[str, ...], at: int) -> None:
        known = (*self._labels.entities, ACRONYM)
        if not set(names) <= set(known):
            remedy = f"use one of {', '.join(known)}, or {self._labels.remedy}"
            raise self._refuse(f"unknown labels {given!r}", at, remedy)
        if len(set(names) - {ACRONYM}) > 1:
            remedy = f"give a name one label, and {ACRONYM} if it is an acronym too"
            raise self._refuse(f"unknown labels {given!r}", at, remedy)

    def _field(self, part: str, at: int) -> tuple[str, str]:
        name, equals, value = part.partition("=")
        if not equals or name not in _FIELDS:
            raise self._refuse(f"unknown field {part!r}", at)
        return _FIELDS[name], value

    def _refuse(
        self, what: str, at: int, remedy: str = "correct the markup there"
    ) -> StandoffError:
        line = self._marked.count("\n", 0, at) + 1
        return StandoffError(what, path=self._path or None, place=f"line {line}", remedy=remedy)


def read_marked(
    marked: str, mended: Mended, annotator: str, labels: LabelTable, path: str = ""
) -> Standoff:
    """Turn an annotator's marked text into standoff.

    Parameters
    ----------
    marked : str
        The mended text with markup; white space at its end is ignored.
    mended : Mended
        The document.
    annotator : str
        The name for the provenance.
    labels : LabelTable
        The labels of the configuration.
    path : str
        The marked file, for messages.

    Returns
    -------
    Standoff
        With the layers `entities` and `acronyms`.

    Raises
    ------
    StandoffError
        If the markup is malformed, or the text is not that of the document.
    """
    parsed = parse_markup(marked.rstrip(), labels, path)
    _check_text(parsed.text, mended.text, path)
    entities, acronyms, _ = layers_of(
        mended,
        _entities(parsed, f"reviewer:{annotator}"),
        _acronyms(parsed, mended.text, f"reviewer:{annotator}", path),
    )
    layers = (_added(entities), _added(acronyms))
    return standoff_of(mended.source, layers, "")


def _added(layer: Layer) -> Layer:
    return Layer(
        layer.name,
        tuple(
            replace(one, status="added", paragraph=None, sentence=None) for one in layer.annotations
        ),
    )


def _entities(parsed: Marked, rule: str) -> Iterator[Candidate]:
    for mark in parsed.marks:
        label = next((name for name in mark.labels if name != ACRONYM), None)
        if label is None:
            continue
        cited = any(low <= mark.start and mark.end <= high for low, high in parsed.citations)
        attributes = {"in_citation": cited, "nested": mark.depth > 0}
        if "mod" in mark.fields:
            attributes["mod"] = mark.fields["mod"]  # type: ignore[assignment]
        yield Candidate(
            mark.start, mark.end, label, rule, None, mark.fields.get("value"), attributes
        )


def _acronyms(parsed: Marked, text: str, rule: str, path: str) -> Iterator[Candidate]:
    for mark in parsed.marks:
        if ACRONYM not in mark.labels:
            continue
        attributes: dict[str, object] = {}
        expansion = mark.fields.get("expansion")
        if expansion is not None:
            start = _nearest(text, expansion, mark.start)
            if start is None:
                quote = text[mark.start : mark.end]
                raise StandoffError(
                    f"the text does not hold {expansion!r}, the expansion of {quote}",
                    path=path or None,
                    remedy="copy the expansion as the text has it",
                )
            attributes = {
                "expansion": expansion,
                "expansion_from": "text",
                "expansion_span": [start, start + len(expansion)],
            }
        yield Candidate(mark.start, mark.end, ACRONYM, rule, None, None, attributes)


def _nearest(text: str, quote: str, offset: int) -> int | None:
    places = []
    start = text.find(quote)
    while start >= 0:
        places.append(start)
        start = text.find(quote, start + 1)
    return min(places, key=lambda place: abs(place - offset), default=None)


def _check_text(found: str, expected: str, path: str) -> None:
    if found == expected:
        return
    pairs = enumerate(zip(found, expected, strict=False))
    at = next((i for i, (one, other) in pairs if one != other), min(len(found), len(expected)))
    raise StandoffError(
        f"the text was changed: it has {found[at : at + 30]!r} where the document has "
        f"{expected[at : at + 30]!r}",
        path=path or None,
        place=f"line {found.count(chr(10), 0, at) + 1}",
        remedy="mark a copy of the document's mended text and change nothing else",
    )
