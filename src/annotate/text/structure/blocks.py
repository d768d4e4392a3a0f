"""Blocks: what the two ways of laying out a document, with and without hints, both produce."""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotate.document.source import Place
from annotate.french.characters import UPPER
from annotate.french.classes import shipped_classes
from annotate.text.structure.lines import Row

BOX_TITLE = "2"
"""The level of the heading of a boxed text, which is beside the text's own headings."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows that belong together.

    Attributes
    ----------
    label : str
        ``title``, ``author``, ``heading``, ``paragraph``, ``note`` or ``cell``.
    rows : tuple of Row
        In reading order; they need not be neighbours in the source. Those of a cell are its parts
        of rows: see :func:`annotate.text.structure.lines.part_of`.
    number : str or None
        The number of a note, the level of a heading.
    box : int or None
        Which boxed text holds it, counted from 1; None for the main text.
    kind : str or None
        What kind of paragraph it is: see :data:`annotate.document.structure.KINDS`.
    place : Place or None
        Where in a table a cell is; of which table a caption is.
    """

    label: str
    rows: tuple[Row, ...]
    number: str | None = None
    box: int | None = None
    kind: str | None = None
    place: Place | None = None


_BETWEEN = re.compile(r"\s*(?:,|;|&|\bet\b|\bavec\b)\s*")
_PARTICLES = shipped_classes().words("AUTHOR_PARTICLE")
_NO_NAMES = shipped_classes().words("NOT_A_NAME_LINE")
"""No name begins with these, though a line in capitals may."""
_LONGEST_BYLINE = 160
_SIGNS = re.compile(r"(?<=\w)[*†‡]{1,3}")
"""Calls of the notes that tell where authors work."""


def is_byline(text: str) -> bool:
    """Return whether a line is a list of names of people, as below a title.

    Examples
    --------
    >>> is_byline("Marie Petit et Jean-Luc Roy"), is_byline("du noir au vert")
    (True, False)
    """
    text = _SIGNS.sub("", re.sub(r"^(?:par|PAR|Par)\s+", "", text.strip()))
    if len(text) > _LONGEST_BYLINE or any(char.isdigit() for char in text):
        return False
    if text.split(maxsplit=1)[:1] and text.split(maxsplit=1)[0].casefold() in _NO_NAMES:
        return False
    names = names_of(text)
    return bool(names) and all(map(_is_full_name, names))


def names_of(text: str) -> list[str]:
    """Return the names that a line of authors lists.

    Examples
    --------
    >>> names_of("par Marie Petit, Jean Roy et Luc Tan")
    ['Marie Petit', 'Jean Roy', 'Luc Tan']
    """
    text = re.sub(r"^(?:par|PAR|Par)\s+", "", text.strip())
    return [name for name in _BETWEEN.split(text.strip(" ,;")) if name]


def _is_full_name(name: str) -> bool:
    words = re.sub(r"\b[dD][’']", "", name).split()
    named = [word for word in words if word.lower() not in _PARTICLES]
    plain = all(re.fullmatch(rf"[{UPPER}][\w’'.-]*", word) for word in named)
    return plain and len(named) >= 2 and len(words) <= 5 and named[0] == words[0]
