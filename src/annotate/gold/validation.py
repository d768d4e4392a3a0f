"""The rules of a gold file, line by line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from annotate.document.annotation import ACRONYMS, ENTITIES, LAYERS, STATUSES, STRUCTURE, Annotation
from annotate.document.labels import LabelTable
from annotate.document.source import Range
from annotate.document.standoff import Standoff
from annotate.errors import StandoffError
from annotate.gold.edtf import fault_in

LONGEST_QUOTE = 200
"""Characters; a longer quote is running text, which gold does not carry."""

_NOBODY = Annotation("", "", "", ((0, 0),), None)
_BREAK = re.compile(r"[\n\r\f\v\x85\u2028\u2029]")
_HASH = re.compile(r"[0-9a-f]{64}")
_DATE = "DATE"
_FIELDS = frozenset(field.name for field in fields(Annotation))

Fault = tuple[str, str]
"""What is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One annotation of a gold file.

    Attributes
    ----------
    number : int
        Its line, counted from 1.
    row : mapping
        The JSON object of the line.
    annotation : Annotation
        What was read from it.
    """

    number: int
    row: Mapping[str, Any]
    annotation: Annotation = _NOBODY

    @classmethod
    def of(cls, number: int, raw: str) -> Line:
        """Parse a line that is known to hold a JSON object."""
        return cls(number, json.loads(raw))

    @property
    def layer(self) -> str:
        """The name of its layer."""
        return str(self.row["layer"])

    def with_annotation(self, annotation: Annotation) -> Line:
        """Return the line with what was read from it."""
        return replace(self, annotation=annotation)


def check_lines(standoff: Standoff, lines: Sequence[Line], labels: LabelTable, file: Path) -> None:
    """Check the content of a gold file.

    Parameters
    ----------
    standoff : Standoff
        The file as read.
    lines : sequence of Line
        Its annotations in the order of the file.
    labels : LabelTable
        The labels of the configuration.
    file : Path
        Named in messages.

    Raises
    ------
    StandoffError
        At the first line that breaks a rule.
    """
    _check_header(standoff, file)
    for line in lines:
        for rule in (_names(labels), _ranges(standoff.characters), _quote, _value):
            fault = rule(line)
            if fault:
                raise StandoffError.at_line(fault[0], file, line.number, fault[1])
    _check_order(lines, file)
    for layer in (ENTITIES, ACRONYMS):
        _check_flat([line for line in lines if line.layer == layer], file)


def check_shapes(text: str, file: Path) -> None:
    """Check that every field of every line has the type it should have.

    A line that is not JSON or lacks a field is left to :func:`annotate.document.standoff.loads`.

    Raises
    ------
    StandoffError
        At the first field of another type.
    """
    for number, raw in enumerate(text.splitlines(), start=1):
        try:
            row = json.loads(raw)
        except json.JSONDecodeError:
            return
        if not isinstance(row, dict) or (number > 1 and not row.keys() >= _FIELDS):
            return
        fault = _shape(row) if number > 1 else None
        if fault:
            raise StandoffError.at_line(fault[0], file, number, fault[1])


def _check_header(standoff: Standoff, file: Path) -> None:
    remedy = "restore the first line: it names the text that the gold was made for"
    if not isinstance(standoff.document, str) or not standoff.document:
        raise StandoffError.at_line("the document has no id", file, 1, remedy)
    if not isinstance(standoff.sha256, str) or not _HASH.fullmatch(standoff.sha256):
        what = "sha256 is not a hash (64 digits and letters a-f)"
        raise StandoffError.at_line(what, file, 1, remedy)
    if not _is_count(standoff.characters):
        what = "characters is not a number of characters"
        raise StandoffError.at_line(what, file, 1, remedy)


def _shape(row: Mapping[str, Any]) -> Fault | None:
    for key in ("id", "layer", "label", "source", "status"):
        if not isinstance(row[key], str) or not row[key]:
            return f"{key} must be a text that is not empty", "restore the line"
    for key in ("text", "value", "paragraph", "sentence"):
        if row[key] is not None and not isinstance(row[key], str):
            return f"{key} must be a text or null", "restore the line"
    if row["page"] is not None and not _is_count(row["page"]):
        return "page must be a number or null", "restore the line"
    score = row["score"]
    if score is not None and (
        isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1
    ):
        return f"score {score!r} is not between 0 and 1", "correct the score, or write null"
    if not row["ranges"] or not _are_ranges(row["ranges"]):
        return "ranges must be pairs of whole numbers, at least one", "restore the line"
    return None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _names(labels: LabelTable) -> Callable[[Line], Fault | None]:
    def rule(line: Line) -> Fault | None:
        annotation = line.annotation
        if annotation.status not in STATUSES:
            return f"unknown status {annotation.status!r}", f"use one of {', '.join(STATUSES)}"
        label = labels.get(annotation.label)
        if label is None:
            return (
                f"the label {annotation.label!r} is not in the table of labels",
                f"use one of {', '.join(labels)}, or {labels.remedy}",
            )
        if label.layer != annotation.layer:
            return (
                f"the label {label.name} belongs to the layer {label.layer}, "
                f"not to {annotation.layer}",
                "correct the label or the layer",
            )
        return None

    return rule


def _ranges(characters: int) -> Callable[[Line], Fault | None]:
    def rule(line: Line) -> Fault | None:
        ranges = line.annotation.ranges
        fault = _fault_of_ranges(ranges, characters)
        if fault:
            return fault
        expansion = line.annotation.attributes.get("expansion_ranges")
        if expansion is None:
            return None
        if not _are_ranges(expansion):
            return "expansion_ranges must be pairs of whole numbers", "restore the line"
        return _fault_of_ranges([(start, end) for start, end in expansion], characters)

    return rule


def _are_ranges(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(_is_count(end) for end in pair)
        for pair in value
    )


def _fault_of_ranges(ranges: Sequence[Range], characters: int) -> Fault | None:
    for start, end in ranges:
        if start >= end:
            what = "empty" if start == end else "reversed"
            return f"the range {start}-{end} is {what}", "correct the range or remove the line"
        if end > characters:
            return (
                f"the range {start}-{end} crosses the end of the text, which has {characters} "
                "characters",
                "use the gold with the text it was made for, or correct the range",
            )
    for (start, end), (next_start, next_end) in pairwise(sorted(ranges)):
        if next_start < end:
            return (
                f"the ranges {start}-{end} and {next_start}-{next_end} overlap",
                "correct the ranges",
            )
    return None


def _quote(line: Line) -> Fault | None:
    annotation = line.annotation
    if annotation.layer == STRUCTURE:
        if annotation.text is not None:
            return "a structure annotation quotes text", "write null: gold carries no running text"
    elif not annotation.text:
        return "the quote is missing", "write the mended text of the ranges"
    elif annotation.text != annotation.text.strip():
        return (
            f"the quote {annotation.text!r} begins or ends with a space",
            "leave spaces out of the span",
        )
    for text in _texts([annotation.text, annotation.value, annotation.attributes]):
        if _BREAK.search(text):
            return "a quote has a line break", "write the mended text, on one line"
        if len(text) > LONGEST_QUOTE:
            return (
                f"a quote of {len(text)} characters is running text, which has no place in gold",
                f"mark the name alone, at most {LONGEST_QUOTE} characters",
            )
        if misread(text):
            return (
                f"{text!r} is UTF-8 that was read as Windows-1252 and saved again",
                "restore the file from a copy, and open it as UTF-8",
            )
    return None


def _texts(values: Iterable[object]) -> Iterable[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            yield from _texts(value.values())
        elif isinstance(value, list):
            yield from _texts(value)


def _value(line: Line) -> Fault | None:
    annotation = line.annotation
    if annotation.label != _DATE:
        return None
    if annotation.value is None:
        if annotation.status == "rejected":
            return None
        return f"the date {annotation.text!r} has no value", "write its value in EDTF"
    fault = fault_in(annotation.value)
    return (f"the value {annotation.value!r}: {fault}", "correct the value") if fault else None


def _check_order(lines: Sequence[Line], file: Path) -> None:
    ids: dict[str, int] = {}
    places: dict[tuple[str, str, tuple[Range, ...]], int] = {}
    for line in lines:
        one = line.annotation
        place = (one.layer, one.label, one.ranges)
        for first, what in (
            (ids.setdefault(one.id, line.number), f"the id {one.id}"),
            (places.setdefault(place, line.number), f"{one.label} over these ranges"),
        ):
            if first != line.number:
                what = f"{what} is in line {first} already"
                remedy = "remove one of the two lines"
                raise StandoffError.at_line(what, file, line.number, remedy)
    for before, line in pairwise(lines):
        if _position(line.annotation) < _position(before.annotation):
            what = (
                f"not sorted: it begins at {line.annotation.start}, and the line before at "
                f"{before.annotation.start}"
            )
            remedy = "sort the lines by position, the longest first"
            raise StandoffError.at_line(what, file, line.number, remedy)


def _position(annotation: Annotation) -> tuple[int, int, int, str]:
    return annotation.start, -annotation.end, LAYERS.index(annotation.layer), annotation.label


def _check_flat(lines: Iterable[Line], file: Path) -> None:
    """Refuse flat annotations that overlap, and nested ones that lie in no flat one."""
    held = [line for line in lines if line.annotation.status != "rejected"]
    flat = _spans(held)
    for (span, line), (next_span, next_line) in pairwise(flat):
        if next_span[0] < span[1]:
            first, second = sorted((line, next_line), key=lambda one: one.number)
            raise _overlap(first, second, file)
    outer: Annotation | None = None
    for line in sorted(held, key=lambda line: (line.annotation.start, -line.annotation.end)):
        one = line.annotation
        if not one.attributes.get("nested"):
            outer = one
        elif outer is None or one.end > outer.end:
            what = f"{one.text!r} is marked as nested, but lies in no other span"
            remedy = "mark the longer name too, or remove nested"
            raise StandoffError.at_line(what, file, line.number, remedy)


def _spans(lines: Iterable[Line]) -> list[tuple[Range, Line]]:
    """Return the ranges of what is not nested, by position."""
    spans = [
        (span, line)
        for line in lines
        if not line.annotation.attributes.get("nested")
        for span in line.annotation.ranges
    ]
    return sorted(spans, key=lambda one: (one[0], one[1].number))


def _overlap(first: Line, second: Line, file: Path) -> StandoffError:
    one, other = first.annotation, second.annotation
    return StandoffError.at_line(
        f"{other.label} {other.text!r} overlaps {one.label} {one.text!r} of line {first.number}",
        file,
        second.number,
        "the layer is flat: correct one of them, or mark the inner one as nested",
    )


def misread(text: str) -> bool:
    """Return whether a quote is UTF-8 that was read as Windows-1252 and saved again.

    Examples
    --------
    >>> misread("LiÃ©vin"), misread("Liévin"), misread("Lens")
    (True, False, False)
    """
    if text.isascii():
        return False
    try:
        return text.encode("cp1252").decode("utf-8") != text
    except UnicodeError:
        return False
