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

from annotate.text.reading.html_own_notes import LABEL, notes_at_calls, numbered_notes
from annotate.text.reading.xml import local, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_CALLING = re.compile(
    r"footnote|endnote|note-?call|note-?ref|appel|reference|vertical-align: ?super"
)
_NEAR = 8
"""Elements inside the place that a link leads back to, among which its call is."""
_OPENING = re.compile(r"\s*[\[(]\s*")
_CLOSING = re.compile(r"^\s*(?:[\])]\s*)?(?:[.:]\s)?\s*")
_OPENED, _CLOSED = re.compile(r"\s*[\[(]\s*$"), re.compile(r"\s*[\])]")
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
        Links back from a note to its call, and marks of notes, which are no text.
    at_calls : dict
        Notes that stand where they are called, each with its label.
    """

    calls: dict[_Element, _Element]
    bodies: dict[_Element, str]
    returns: frozenset[_Element]
    at_calls: dict[_Element, str]


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
    candidates: list[tuple[_Element, str, str]] = []
    for element in page.iter():
        order[element] = len(order)
        for name in _names(element):
            places.setdefault(name, element)
        file, _, place = (element.get("href") or "").partition("#")
        if place and local(element) == "a":
            candidates.append((element, file, unquote(place)))
    # With the address of the page before it, a link leads to a place on it as well.
    links = [(one, place) for one, file, place in candidates if not file or place in places]
    linked = {place for _, place in links}
    called: list[tuple[_Element, _Element, str]] = []
    for link, place in links:
        label = LABEL.fullmatch(plain_text(link))
        # The number before a note often is such a link too, back to its call: of the two, the
        # first in the page is the call.
        ahead = place in places and order[link] < order[places[place]]
        if label and ahead and _is_call(link, linked) and _holds(root, link):
            called.append((link, places[place], label.group("label")))
    if not called:
        called = numbered_notes(root)
    at_calls, marks = notes_at_calls(root)
    return _with_bodies(called, links, places, at_calls, marks)


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
    at_calls: dict[_Element, str],
    marks: set[_Element],
) -> PageNotes:
    held = {_block_of(target) for _, target, _ in called}
    calls: dict[_Element, _Element] = {}
    bodies: dict[_Element, str] = {}
    for link, target, label in called:
        body = _widened(target, link, held)
        if body is not None and not _holds(body, link):
            calls[link] = body
            bodies.setdefault(body, label)
            _without_brackets(link)
    returns = frozenset(
        link
        for link, place in links
        if link not in calls and _leads_back(link, places.get(place), calls, bodies)
    )
    return PageNotes(calls, bodies, returns | marks, at_calls)


def _without_brackets(call: _Element) -> None:
    """Take brackets around a call out of the page's tree."""
    closing = _CLOSED.match(call.tail or "")
    before, parent = call.getprevious(), call.getparent()
    text = (before.tail if before is not None else parent.text if parent is not None else "") or ""
    opening = _OPENED.search(text)
    if not (opening and closing):
        return
    call.tail = (call.tail or "")[closing.end() :]
    if before is not None:
        before.tail = text[: opening.start()]
    elif parent is not None:
        parent.text = text[: opening.start()]


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
    if not (LABEL.fullmatch(text) or _RETURNS.fullmatch(text)):
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
    said = re.escape(label)
    behind = r"(?:\s*[.)–—-](?=\s))" if label.isalnum() else ""
    number = re.compile(rf"\s*(?:\[\s*{said}\s*\]|\(\s*{said}\s*\)|{said}{behind})\s*")
    alone = re.compile(rf"\s*[\[(]?\s*{said}\s*[\])]?\.?\s*")
    opened: _Element | None = None
    for element in body.iter():
        if element in returns:
            element.tail = _CLOSING.sub("", element.tail or "")
            if opened is not None:
                opened.text = ""
                following = element.getnext()
                if following is not None and _CLOSED.fullmatch(following.text or ""):
                    following.text = ""
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
