"""Kinds of paragraphs: items of lists, captions, entries of a bibliography."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from annotate.french.characters import UPPER
from annotate.french.classes import shipped_classes
from annotate.text.bullets import BULLETS
from annotate.text.structure.blocks import Block
from annotate.text.structure.lines import Row

_CAPTION = re.compile(
    rf"{shipped_classes().pattern('CAPTION_LABEL')}\s*(?:n[°o]\s*)?"
    r"(?:(?:[A-Z]\.)?\d{1,3}(?:\.\d{1,3}){0,3}|[IVXL]+)"
    r"(?:(?P<stop>\s*[.:–—-])\s*(?=[^\W\d_]|[«“\"(])|\s+(?=[^\W\d_]))",
)
_COUNTED = r"(?P<levels>(?:\d{1,2}\.){0,3})(?P<number>\d{1,2})(?:[.)]|[°º]\)?)\s+(?=\S)"
_ITEM = re.compile(rf"(?:[{BULLETS}]\s+|{_COUNTED})\S|[•‣▪◦·●○■□▶►]\S")
_BULLET = re.compile(rf"[{BULLETS}]\s*(?=\S)|[o§ØüÜ]\s+(?=[^\W\d_a-z])")
_NUMBERED = re.compile(_COUNTED)
_LETTERED = re.compile(r"\(?([a-z])\)\s+(?=\S)")
_SURNAME = rf"(?:[{UPPER}][\w’'-]*[^\W\d_] ){{0,3}}[{UPPER}][\w’'-]*[^\W\d_]"
_ENTRY = re.compile(
    rf"(?:[–-] ?)?{_SURNAME}"
    rf"(?: \([{UPPER}][\w’'. -]{{0,30}}\)|,? (?:[{UPPER}]\.[ -]?){{1,3}}|, [{UPPER}][\w’-]+, )"
)
_REFERENCES = re.compile(
    rf"(?:[\divxIVX]+[.)]?\s+)?{shipped_classes().pattern('REFERENCES_TITLE', ' ')}\s*:?",
    re.IGNORECASE,
)


def is_caption(text: str) -> bool:
    """Return whether a text begins as the caption of a figure or a table does.

    Examples
    --------
    >>> is_caption("Fig. 3.1 – Le carreau"), is_caption("Figure de proue, le maire")
    (True, False)
    """
    found = _CAPTION.match(text)
    return found is not None and found["stop"] is not None


def is_bare_caption(text: str) -> bool:
    """Return whether a text begins as a caption does whose number no stop parts from its words: a
    sentence may begin so in the middle of a line.

    Examples
    --------
    >>> is_bare_caption("Tableau 1.2 Débit des sources"), is_bare_caption("Tableau 1.2 montre")
    (True, False)
    """
    found = _CAPTION.match(text)
    return found is not None and found["stop"] is None and text[found.end()].isupper()


def is_references(text: str) -> bool:
    """Return whether a text is a heading such as `Bibliographie`.

    Examples
    --------
    >>> is_references("Références citées"), is_references("Notes")
    (True, False)
    """
    return bool(_REFERENCES.fullmatch(text.strip()))


def is_entry(text: str) -> bool:
    """Return whether a text begins as an entry of a bibliography does, with a surname first.

    Examples
    --------
    >>> is_entry("Ancel (Paul), Les moulins"), is_entry("ANCEL P., Les moulins")
    (True, True)
    >>> is_entry("Ancel, P. & Roy, Z. (1998)."), is_entry("Lens, la mairie")
    (True, False)
    """
    return bool(_ENTRY.match(text))


def kind_of(text: str) -> str | None:
    """Return what kind of paragraph begins so: ``list_item``, ``caption``, or None.

    Examples
    --------
    >>> kind_of("– le quai de Bauvin ;"), kind_of("Carte 2. Les rivages"), kind_of("Le quai")
    ('list_item', 'caption', None)
    """
    if is_caption(text):
        return "caption"
    return "list_item" if _ITEM.match(text) else None


def item_number(row: Row) -> int | None:
    """Return the number that a row begins with as an item of a numbered list does, of several the
    last: 4 of `2.4.`.
    """
    match = _NUMBERED.match(row.text)
    return int(match["number"]) if match else None


def item_place(row: Row) -> tuple[str, int] | None:
    """Return how the items of a list are counted, `1`, `2.1` or `a`, and which of them a row
    begins.
    """
    numbered, letter = _NUMBERED.match(row.text), _LETTERED.match(row.text)
    if numbered:
        return f"{numbered['levels']}1", int(numbered["number"])
    return ("a", ord(letter.group(1)) - ord("a") + 1) if letter else None


def is_bullet(row: Row) -> bool:
    """Return whether a row begins with the marker of a list."""
    return bool(_BULLET.match(row.text))


def with_bibliography(blocks: Iterable[Block]) -> list[Block]:
    """Mark the paragraphs under a heading such as `Bibliographie` as entries of a bibliography.

    Parameters
    ----------
    blocks : iterable of Block
        In reading order.

    Returns
    -------
    list of Block
        The same; up to the next heading that is no deeper, paragraphs and items of the main text
        have the kind ``bibliography``.
    """
    found: list[Block] = []
    inside: int | None = None
    for block in blocks:
        if block.label == "heading" and block.box is None:
            level = int(block.number or 1)
            if inside is None or level <= inside:
                text = " ".join(row.text for row in block.rows)
                inside = level if is_references(text) else None
        elif inside is not None and _may_be_an_entry(block):
            block = replace(block, kind="bibliography")
        found.append(block)
    return found


def _may_be_an_entry(block: Block) -> bool:
    return block.label == "paragraph" and block.box is None and block.kind in (None, "list_item")
