"""What a reviewer who knows the gold wants of each name, and what it costs: see review_keys.py."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import Any

from annotate.document.annotation import ENTITIES, Annotation
from annotate.document.labels import LabelTable
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.source import Range
from annotate.evaluation.spans import is_nested
from annotate.gold.files import read_gold
from annotate.review.choices import Choice, ChoiceKind
from annotate.review.decisions import is_live
from annotate.review.page.candidates import aims, bounds, candidates
from annotate.review.page.views import is_doubted
from annotate.review.pieces import Piece

Golds = dict[str, dict[Range, str]]
"""For each document, its names: spans of the mended text with their labels."""
Alternatives = list[list[list[Any]]]
Placed = tuple[tuple[Range, ...], str]

_WORD = re.compile(r"\w+(?:['’](?=\w))?|[^\w\s]")
_PAGE, _DOCCANO = (35, 125), (11, 78)
"""Lines of a screen, and characters of a line."""
_GAP = 0.3
"""Lines between two paragraphs of the page."""


def flat(document: AnnotatedDocument) -> dict[Range, Annotation]:
    """Return the names and dates of the flat layer that are alive, by spans of the mended text."""
    found = {}
    for one in document.standoff.layer(ENTITIES).annotations:
        span = document.offsets.span(one.ranges)
        if span is not None and is_live(one) and not is_nested(one):
            found[span] = one
    return found


def golds_of(run: RunFolder, folder: Path, labels: LabelTable) -> Golds:
    """Return the gold of the documents of a run; those without any are left out."""
    by_hash: dict[str, list[Placed]] = {}
    either: dict[str, list[Alternatives]] = {}
    for file in folder.glob("*.json"):
        told = json.loads(file.read_text("utf-8"))
        by_hash[told["sha256"]] = [
            (((one["start"], one["end"]),), one["label"]) for one in told["core"]
        ]
        either[told["sha256"]] = told.get("either", [])
    for gold in read_gold(folder, labels) if any(folder.glob("*.jsonl")) else ():
        by_hash[gold.standoff.sha256] = [
            (one.ranges, one.label)
            for one in gold.standoff.layer(ENTITIES).annotations
            if is_live(one) and not is_nested(one)
        ]
    found: Golds = {}
    for document in run.read_all():
        placed = by_hash.get(document.source.sha256)
        if placed is not None:
            groups = either.get(document.source.sha256, [])
            named = [*placed, *(one for group in groups for one in _nearest(group, document))]
            spans = ((document.offsets.span(ranges), label) for ranges, label in named)
            found[document.id] = {span: label for span, label in spans if span is not None}
    return found


def _nearest(group: Alternatives, document: AnnotatedDocument) -> list[Placed]:
    """Return the alternative that has most names of the run, and fewest others."""
    held = {(one.ranges, one.label) for one in flat(document).values()}
    every: list[list[Placed]] = [
        [(((start, end),), label) for start, end, label in some] for some in group
    ]
    return max(every, key=lambda some: (len(held & set(some)), -len(some)), default=[])


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is right about a name, with the keys of the page, its actions with a mouse, and those of
    doccano.
    """

    choice: Choice
    keys: int = 1
    mouse: int = 1
    doccano: int = 0


def wanted(
    text: str, gold: dict[Range, str], span: Range, one: Annotation, held: dict[Range, Annotation]
) -> Wanted:
    """Return what is right about a name."""
    label = gold.get(span)
    if label == one.label:
        return Wanted(Choice(ChoiceKind.CONFIRM, one.id))
    if label is not None:
        return Wanted(Choice(ChoiceKind.RELABEL, one.id, label=label), doccano=2)
    others = [
        other for other in gold if other[0] < span[1] and span[0] < other[1] and other not in held
    ]
    if not others:
        return Wanted(Choice(ChoiceKind.DELETE, one.id), doccano=1)
    best = max(others, key=lambda other: min(other[1], span[1]) - max(other[0], span[0]))
    choice = Choice(ChoiceKind.RELABEL, one.id, label=gold[best], span=best)
    ends = sum(was != now for was, now in zip(span, best, strict=True))
    keys = _keys_to_move(text, span, best, held) + 1
    pointed = (best, span) in _aims(text, block_of(text, span), held)
    return Wanted(choice, keys, 1 if pointed else ends + (gold[best] != one.label), 3)


def block_of(text: str, span: Range) -> Range:
    """Return the block of the mended text that a span lies in."""
    low = text.rfind("\n\n", 0, span[0])
    high = text.find("\n\n", span[1])
    return low + 2 if low >= 0 else 0, len(text) if high < 0 else high


def _keys_to_move(text: str, was: Range, now: Range, held: Iterable[Range]) -> int:
    """Return the keys that move bounds: arrows with Shift, from what `b` proposes if that helps."""
    low, high = block_of(text, was)
    own = [(start - low, end - low) for start, end in held if low <= start < high]
    proposed = bounds(text[low:high], own)[own.index((was[0] - low, was[1] - low))]
    return keys_from(text, was, now, [(start + low, end + low) for start, end in proposed])


def keys_from(text: str, was: Range, now: Range, proposed: Iterable[Range]) -> int:
    """Return the keys that make some words of others: arrows with Shift, and `b` for proposals."""
    costs = (presses + moves(text, one, now) for presses, one in enumerate(proposed, 1))
    return min([moves(text, was, now), *costs])


def moves(text: str, was: Range, now: Range) -> int:
    """Return by how many words the ends of a span move."""
    words = [match.span() for match in _WORD.finditer(text)]
    starts, ends = [start for start, _ in words], [end for _, end in words]
    first = abs(bisect_left(starts, was[0]) - bisect_left(starts, now[0]))
    return first + abs(bisect_left(ends, was[1]) - bisect_left(ends, now[1]))


def steps(held: dict[Range, Annotation], at: int, span: Range) -> int:
    """Return the keys that go to a span in a piece: arrows, after Tab if it helps."""
    passed = sorted(other for other in held if at < other[0] <= span[0])
    doubted = [n for n, other in enumerate(passed, 1) if is_doubted(held[other])]
    return min([len(passed), *(tabs + len(passed) - n for tabs, n in enumerate(doubted, 1))])


def to_add(
    text: str, piece: Piece, choice: Choice, held: dict[Range, Annotation], at: int
) -> Wanted:
    """Return what adds a name: `n`, arrows with Shift and a key; or a key at the pointer, or a drag
    and a key.
    """
    low, high = piece.span
    span = choice.span or (at, at)
    taken = [(start - low, end - low) for start, end in held if low <= start < high]
    every = [(start + low, end + low) for start, end in candidates(piece.text, taken)]
    offered = [one for one in every if one[0] >= at] or [(at, at + 1)]
    keys = min(count + moves(text, one, span) for count, one in enumerate(offered, 1)) + 1
    grown = next((grows for words, grows in _aims(text, piece.span, held) if words == span), span)
    if grown is not None and grown != span:
        choice = replace(choice, kind=ChoiceKind.RELABEL, annotation=held[grown].id)
    return Wanted(choice, keys, 2 if grown == span else 1, 2)


def _aims(text: str, piece: Range, held: Iterable[Range]) -> list[tuple[Range, Range | None]]:
    """Return what a label makes a name with the mouse over the words and signs of a piece, each
    with the name that grows to it.
    """
    low, high = piece
    own = [(start - low, end - low) for start, end in held if low <= start < high]
    return [
        (
            (one.words[0] + low, one.words[1] + low),
            one.grows and (one.grows[0] + low, one.grows[1] + low),
        )
        for one in aims(text[low:high], own)
    ]


def screens(pieces: Iterable[str]) -> int:
    """Return how often Space is pressed: the next screen begins with what the last one cut off."""
    lines, width = _PAGE
    screens, left = 0, 0.0
    for text in pieces:
        height = ceil(len(text) / width) + _GAP
        if height > left:
            # Of a paragraph that is longer than a screen, two lines are shown again.
            screens += 1 + max(0, ceil((height - lines) / (lines - 2)))
            left = float(lines)
        left -= min(height, left)
    return screens


def doccano_screens(text: str) -> int:
    """Return how many screens doccano needs for an example; an empty line is a line."""
    lines, width = _DOCCANO
    return ceil(sum(max(1, ceil(len(line) / width)) for line in text.split("\n")) / lines)
