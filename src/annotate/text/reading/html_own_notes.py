"""Notes of an HTML page that no link leads to: written where they are called, or only numbered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotate.text.reading.xml import local, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element

LABEL = re.compile(
    r"(?P<open>[\[(])?\s*(?:notes?\s+|n\.\s*|(?(open)[^\W\d_]{1,12}\.?\s+|(?!)))?"
    r"(?P<label>\d{1,4}|[a-z]|[ivxlcdm]{1,7}|[*†‡§]{1,4})\s*[\])]?\.?",
    re.IGNORECASE,
)
"""What shows as a note call; before a number in brackets there may be the name of a group."""
_MARGIN = "marginnote"
_AT_CALL = frozenset(
    "sidenote marginnote ltx_note_outer modern-footnotes-footnote__note "
    "footnote_tooltip inline-footnote".split()
)
_PERHAPS = frozenset({"footnote", "endnote", "footnote-text", "footnote-content"})
"""Classes of notes that stand where they are called; the latter are given to calls, too."""
_SIGNS = "⊕*"
_BLOCKS = frozenset({"p", "li", "dd", "td"})
_NUMBER = re.compile(r"[\[(]?([1-9]\d{0,3})[\])]?")


def notes_at_calls(root: _Element) -> tuple[dict[_Element, str], set[_Element]]:
    """Find the notes that stand where they are called, as side notes do.

    Parameters
    ----------
    root : Element
        The part of a page that holds its text.

    Returns
    -------
    dict
        Each note with its number: that of the mark before it, or the next.
    set
        Marks, which are no text.

    Examples
    --------
    >>> from lxml import html
    >>> page = html.fromstring("<p>Mot<sup>1</sup><span class='sidenote'>Note.</span> puis.</p>")
    >>> list(notes_at_calls(page)[0].values())
    ['1']
    """
    found: dict[_Element, str] = {}
    marks: set[_Element] = set()
    numbered = 0
    for element in root.iter("span", "small"):
        if not _stands_at_call(element) or any(one in found for one in element.iterancestors()):
            continue
        label = None
        for mark in _marks_before(element):
            marks.add(mark)
            said = LABEL.fullmatch(plain_text(mark))
            label = said.group("label") if said else label
        in_margin = _MARGIN in (element.get("class") or "").split()
        numbered += not in_margin
        found[element] = label or ("*" if in_margin else str(numbered))
    return found, marks


def _stands_at_call(element: _Element) -> bool:
    classes = set((element.get("class") or "").split())
    if _AT_CALL.isdisjoint(classes) and (
        _PERHAPS.isdisjoint(classes) or any(True for _ in element.iter("a", "sup"))
    ):
        return False
    text = plain_text(element)
    return len(text) > 2 and not LABEL.fullmatch(text)


def _marks_before(element: _Element) -> Iterator[_Element]:
    """Yield the numbers and signs right before a note."""
    before = element.getprevious()
    while before is not None and not (before.tail or "").strip():
        text = plain_text(before)
        is_sign = len(text) <= 1 and (not text or text in _SIGNS)
        if not (is_sign or (local(before) in ("sup", "a", "label") and LABEL.fullmatch(text))):
            return
        yield before
        before = before.getprevious()


def numbered_notes(root: _Element) -> list[tuple[_Element, _Element, str]]:
    """Find notes that have a raised number before them, and raised numbers in the text, but no
    links between the two.

    They are believed when they count from 1, and each number is in the text, in order, before the
    first of the notes.

    Parameters
    ----------
    root : Element
        The part of a page that holds its text.

    Returns
    -------
    list of (Element, Element, str)
        The raised number in the text, the one that begins the note, and the number.
    """
    calls: list[tuple[str, _Element]] = []
    heads: list[tuple[str, _Element]] = []
    for element in root.iter("sup"):
        said = _NUMBER.fullmatch(plain_text(element))
        if said is None or any(one.get("href") for one in element.iter("a")):
            continue
        if _begins_block(element):
            heads.append((said.group(1), element))
        elif not heads:
            calls.append((said.group(1), element))
    if [label for label, _ in heads] != [str(n) for n in range(1, len(heads) + 1)]:
        return []
    found: list[tuple[_Element, _Element, str]] = []
    left = iter(calls)
    for label, head in heads:
        call = next((one for number, one in left if number == label), None)
        if call is None:
            return []
        found.append((call, head, label))
    return found


def _begins_block(element: _Element) -> bool:
    """Return whether nothing of a block is before an element, and something behind."""
    child = element
    for parent in element.iterancestors():
        if (parent.text or "").strip() or parent[0] is not child:
            return False
        if local(parent) in _BLOCKS:
            return len(plain_text(parent)) > len(plain_text(element))
        child = parent
    return False
