"""Notes of an HTML page: links that look like calls, and the places that they lead to.

A call is a link inside the page whose text is a number or a sign and that is raised, or says by its
role or class what it is, or that the note links back to. The note is the smallest block that holds
the place, widened while it holds nothing but this note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from annotate.text.reading.xml import local, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_LABEL = re.compile(
    r"[\[(]?\s*(?:notes?\s+|n\.\s*)?(\d{1,4}|[a-z]|[ivxlcdm]{1,7}|[*†‡§]{1,4})\s*[\])]?\.?",
    re.IGNORECASE,
)
_CALLING = re.compile(
    r"footnote|endnote|note-?call|note-?ref|appel|reference|vertical-align: ?super"
)
_NEAR = 8
"""Elements inside the place that a link leads back to, among which its call is."""
_OPENING = re.compile(r"\s*[\[(]\s*")
_CLOSING = re.compile(r"^\s*(?:[\])]\s*)?(?:[.:]\s)?\s*")
_BLOCKS = frozenset({"li", "p", "div", "aside", "dd", "dt", "td", "section", "blockquote"})
_WIDENED = frozenset({"div", "li", "aside", "dd"})
_NOTE_TYPES = frozenset({"footnote", "endnote", "rearnote", "note"})
_NOTE_ROLES = frozenset({"doc-footnote", "doc-endnote"})
_RETURNS = re.compile(r"[↩↑^⏎↵⤴️\ufe0e\s]+|retour(?: au texte)?|back", re.IGNORECASE)


@dataclass(frozen=True)
class PageNotes:
    """The notes of a page.

    Attributes
    ----------
    calls : dict
        Link to the body of its note.
    bodies : dict
        Body of a note to its label, in the order of the calls.
    returns : set
        Links back from a note to its call, which are no text.
    """

    calls: dict[_Element, _Element]
    bodies: dict[_Element, str]
    returns: frozenset[_Element]


def find_page_notes(page: _Element, root: _Element) -> PageNotes:
    """Find the notes of a page that are called from a part of it.

    Parameters
    ----------
    page : Element
        The whole page.
    root : Element
        The part that holds its text.

    Examples
    --------
    >>> from lxml import html
    >>> page = html.fromstring(
    ...     "<div><p>Mot<sup><a href='#n1'>[1]</a></sup></p><ol><li id='n1'>Note.</li></ol></div>"
    ... )
    >>> list(find_page_notes(page, page).bodies.values())
    ['1']
    """
    order: dict[_Element, int] = {}
    places: dict[str, _Element] = {}
    links: list[tuple[_Element, str]] = []
    for element in page.iter():
        order[element] = len(order)
        for name in _names(element):
            places.setdefault(name, element)
        href = element.get("href") or ""
        if local(element) == "a" and href.startswith("#") and len(href) > 1:
            links.append((element, unquote(href[1:])))
    linked = {place for _, place in links}
    called: list[tuple[_Element, _Element, str]] = []
    for link, place in links:
        label = _LABEL.fullmatch(plain_text(link))
        # The number before a note often is such a link too, back to its call: of the two, the
        # first in the page is the call.
        ahead = place in places and order[link] < order[places[place]]
        if label and ahead and _is_call(link, linked) and _holds(root, link):
            called.append((link, places[place], label.group(1)))
    return _with_bodies(called, links, places)


def _names(element: _Element) -> Iterator[str]:
    for name in ("id", "name") if local(element) == "a" else ("id",):
        if element.get(name):
            yield str(element.get(name))


def _is_call(link: _Element, linked: set[str]) -> bool:
    """Return whether a link with the text of a call is one."""
    if link.get("role") == "doc-backlink":
        return False
    around = [*list(link.iterancestors())[:2], *link.iter()]
    if any(local(one) == "sup" for one in around):
        return True
    said = " ".join(
        one.get(name) or "" for one in around for name in ("class", "role", "epub:type", "style")
    )
    own = [name for one in (link, link.getparent()) if one is not None for name in _names(one)]
    return bool(_CALLING.search(said.lower())) or any(name in linked for name in own)


def _with_bodies(
    called: list[tuple[_Element, _Element, str]],
    links: list[tuple[_Element, str]],
    places: dict[str, _Element],
) -> PageNotes:
    held = {_block_of(target) for _, target, _ in called}
    calls: dict[_Element, _Element] = {}
    bodies: dict[_Element, str] = {}
    for link, target, label in called:
        body = _widened(target, link, held)
        if body is not None and not _holds(body, link):
            calls[link] = body
            bodies.setdefault(body, label)
    returns = frozenset(
        link
        for link, place in links
        if link not in calls and _leads_back(link, places.get(place), calls, bodies)
    )
    return PageNotes(calls, bodies, returns)


def _block_of(element: _Element) -> _Element | None:
    while element is not None and local(element) not in _BLOCKS:
        element = element.getparent()
    return element


def _widened(target: _Element, call: _Element, held: set[_Element | None]) -> _Element | None:
    """Return the block of a note with all its paragraphs."""
    said = next((one for one in (target, *target.iterancestors()) if _is_said_note(one)), None)
    if said is not None:
        return said
    body = _block_of(target)
    while body is not None:
        parent = body.getparent()
        if parent is None or local(parent) not in _WIDENED or parent[0] is not body:
            break
        others = any(one in held for one in parent.iter() if one is not body)
        if others or (parent.text or "").strip() or _holds(parent, call):
            break
        body = parent
    return body


def _is_said_note(element: _Element) -> bool:
    """Return whether the markup says that an element is one note."""
    types = (element.get("epub:type") or "").split()
    return not _NOTE_TYPES.isdisjoint(types) or element.get("role") in _NOTE_ROLES


def _holds(outer: _Element, inner: _Element) -> bool:
    return outer is inner or any(one is outer for one in inner.iterancestors())


def _leads_back(
    link: _Element,
    target: _Element | None,
    calls: dict[_Element, _Element],
    bodies: dict[_Element, str],
) -> bool:
    """Return whether a link in a note leads back to a call and says nothing else."""
    body = next((one for one in (link, *link.iterancestors()) if one in bodies), None)
    if body is None:
        return False
    text = plain_text(link)
    if link.get("role") == "doc-backlink" or not text:
        return True
    if not (_LABEL.fullmatch(text) or _RETURNS.fullmatch(text)):
        return False
    if target is None:
        return bool(_RETURNS.fullmatch(text))
    near = {target, target.getparent(), *islice(target.iter(), _NEAR)}
    return not near.isdisjoint(calls) or bool(_RETURNS.fullmatch(text))


def cut_number(body: _Element, label: str, returns: frozenset[_Element]) -> None:
    """Take the number at the head of a note out of the page's tree, with what is around it.

    Parameters
    ----------
    body : Element
        The note.
    label : str
        Its number.
    returns : frozenset of Element
        Links back to the call.
    """
    number = re.compile(
        rf"\s*(?:\[\s*{re.escape(label)}\s*\]|\(\s*{re.escape(label)}\s*\)"
        rf"|{re.escape(label)}(?:\s*[.)–—-](?=\s)))\s*"
    )
    alone = re.compile(rf"\s*[\[(]?\s*{re.escape(label)}\s*[\])]?\.?\s*")
    opened: _Element | None = None
    for element in body.iter():
        if element in returns:
            element.tail = _CLOSING.sub("", element.tail or "")
            if opened is not None:
                opened.text = ""
            return
        text = element.text or ""
        if _OPENING.fullmatch(text):
            opened = element
        elif text.strip():
            if (
                element is not body
                and local(element) in ("sup", "span", "b")
                and alone.fullmatch(text)
            ):
                element.text = ""
                element.tail = _CLOSING.sub("", element.tail or "")
            else:
                element.text = number.sub("", text, count=1) if number.match(text) else text
            return
