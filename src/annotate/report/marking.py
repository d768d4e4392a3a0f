"""A block's text with its marks, as HTML whose text, without the tags, is the block's text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from markupsafe import Markup, escape

from annotate.index.mentions import anchor
from annotate.report.model import Block, Mark

_SPECIAL = re.compile(r"[&<>'\"\r]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A mark, or the rest of one that another mark cuts in two."""

    mark: Mark
    start: int
    end: int
    rest: bool = False


def untangle(marks: Iterable[Mark]) -> list[Piece]:
    """Cut marks that cross, so that every two pieces are apart or one is in the other.

    Parameters
    ----------
    marks : iterable of Mark
        In any order.

    Returns
    -------
    list of Piece
        Sorted so that a piece comes before those inside it.

    Examples
    --------
    >>> one = Mark(start=0, end=5, label="LOC", mention_id="1")
    >>> other = Mark(start=3, end=8, label="ORG", mention_id="2")
    >>> [(piece.mark.mention_id, piece.start, piece.end) for piece in untangle([other, one])]
    [('1', 0, 5), ('2', 3, 5), ('2', 5, 8)]
    """
    waiting = sorted((Piece(mark, mark.start, mark.end) for mark in marks), key=_order)
    done: list[Piece] = []
    open_ends: list[int] = []
    while waiting:
        piece = waiting.pop(0)
        while open_ends and open_ends[-1] <= piece.start:
            open_ends.pop()
        if open_ends and open_ends[-1] < piece.end:
            edge = open_ends[-1]
            waiting.append(replace(piece, start=edge, rest=True))
            waiting.sort(key=_order)
            piece = replace(piece, end=edge)
        done.append(piece)
        open_ends.append(piece.end)
    return done


def _order(piece: Piece) -> tuple[int, int, bool, bool, str, str]:
    # On equal ranges the acronym goes inside the entity, and the nested name inside the other.
    mark = piece.mark
    acronym = mark.label == "ACRONYM"
    return piece.start, -piece.end, acronym, mark.nested, mark.label, mark.mention_id


def tooltip(mark: Mark, name: str) -> str:
    """Return what a reader of any language sees when pointing at a mark.

    Examples
    --------
    >>> tooltip(Mark(start=0, end=3, label="DATE", mention_id="1", value="199X"), "années 90")
    'DATE · années 90 · = 199X'
    """
    equal = [f"= {some}" for some in (mark.value, mark.expansion) if some]
    return " · ".join(part for part in (mark.label, name, *equal, mark.source) if part)


@dataclass(slots=True)
class Marker:
    """Writes the blocks of one document.

    Parameters
    ----------
    document : str
        Id of the document.
    entities : callable
        Returns the number in the report and the name of an entity, by its id; -1 of none.
    """

    document: str
    entities: Callable[[str], tuple[int, str]]
    seen: set[str] = field(default_factory=set)

    def html(self, block: Block) -> Markup:
        """Return the text of the block with its marks as ``<mark>`` elements."""
        parts: list[str] = []
        open_ends: list[int] = []
        at = 0

        def move_to(place: int) -> None:
            nonlocal at
            parts.append(_escaped(block.text[at:place]))
            at = place

        for piece in untangle(block.marks):
            _close(open_ends, piece.start, move_to, parts)
            move_to(piece.start)
            parts.append(self._opening(piece))
            open_ends.append(piece.end)
        _close(open_ends, len(block.text), move_to, parts)
        move_to(len(block.text))
        return Markup("".join(parts))

    def _opening(self, piece: Piece) -> str:
        mark = piece.mark
        number, name = self.entities(mark.entity_id) if mark.entity_id else (-1, "")
        classes = ["m", mark.label]
        classes += ["nested"] if mark.nested else []
        classes += ["cited"] if mark.in_citation else []
        classes += ["rest"] if piece.rest else []
        attributes = {
            "class": " ".join(classes),
            "title": tooltip(mark, name),
        }
        if number >= 0:
            attributes["data-e"] = str(number)
        # A mention that two blocks show has its anchor at the first.
        if mark.mention_id not in self.seen:
            self.seen.add(mark.mention_id)
            attributes["id"] = anchor(self.document, mark.mention_id)
        # data-l is the label as pseudo-text, so that colour is not all that distinguishes labels.
        attributes["data-l"] = mark.label
        return "<mark " + " ".join(f'{k}="{_escaped(v)}"' for k, v in attributes.items()) + ">"


def _close(
    open_ends: list[int], place: int, move_to: Callable[[int], None], parts: list[str]
) -> None:
    while open_ends and open_ends[-1] <= place:
        move_to(open_ends.pop())
        parts.append("</mark>")


def _escaped(text: str) -> str:
    if _SPECIAL.search(text) is None:
        return text
    # A bare carriage return would be read as a line feed.
    return str(escape(text)).replace("\r", "&#13;")
