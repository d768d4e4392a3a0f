"""An HTML page: where its own text is, and what on it is menu, advertisement or machinery."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotate.text.reading.xml import local, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_MACHINERY = frozenset(
    "script style noscript template head meta link base svg canvas iframe object embed audio video "
    "map form button input select textarea datalist dialog nav menu del s strike rt rp img picture "
    "source track progress meter frame frameset noframes applet param math title".split()
)
_MENUS = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navbox|navigation|menu|breadcrumbs?|fil-d-ariane|toc|sommaire|"
    r"sidebar|cookies?|share|sharing|partage|social|related|pagination|pager|newsletter|comments?|"
    r"commentaires|skip|skip-link|sr-only|visually-hidden|screen-reader-text|mw-editsection|"
    r"mw-jump-link|mw-cite-backlink|noprint|catlinks|printfooter|vector-[\w-]+|advert\w*|publicite|"
    r"widgets?|promo|banner|site-header|site-footer|masthead|headerlink|permalink|heading-anchor|sidenotes)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MENU_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "menu", "menubar", "dialog"}
)
_BOX = re.compile(
    r"(?:^|[\s_-])(?:encadr[eé]s?|box|boxed|callout|infobox\w*|focus)(?:$|[\s_-])", re.I
)
_FRAME = re.compile(r"Frame\d+")
"""Text boxes of a word processor."""
_BORDER = re.compile(r"(?:^|[;\s])border\s*:[^;]*\b(?:solid|double|dashed|dotted)", re.IGNORECASE)
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NEVER_MENUS = frozenset("h1 h2 h3 h4 h5 h6 p li main article".split())
_MUCH = 0.4
"""No menu has this share of the text."""


def names_of(element: _Element) -> str:
    """Return the classes and the id of an element, parted by spaces."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".strip()


def main_text_of(page: _Element) -> _Element:
    """Return the element that holds the page's own text.

    That is the one ``main``, else the one ``article``, else the body.
    """
    body = next((one for one in page.iter("body")), page)
    for found in (
        [one for one in body.iter() if local(one) == "main" or one.get("role") == "main"],
        [
            one
            for one in body.iter("article")
            if not any(a.tag == "article" for a in one.iterancestors())
        ],
    ):
        if len(found) == 1 and len(plain_text(found[0])) > 0:
            return found[0]
    return body


def much_of(root: _Element) -> float:
    """Return how many characters of a page's text no menu has."""
    return _MUCH * len(plain_text(root))


def is_left_out(element: _Element, root: _Element, kept: frozenset[_Element], much: float) -> bool:
    """Return whether an element is no text of the page.

    Parameters
    ----------
    element : Element
        The element.
    root : Element
        What holds the page's own text.
    kept : frozenset of Element
        Elements that hold something that is needed, whatever their names say: notes.
    much : float
        See :func:`much_of`.
    """
    name = local(element)
    if not name or name in _MACHINERY or element.get("hidden") is not None:
        return True
    if element.get("aria-hidden") == "true" or _NOT_SHOWN.search(element.get("style") or ""):
        return True
    if element.get("title") in ("header", "footer") and name == "div":
        return True  # running heads of a word processor
    if element in kept or name in _NEVER_MENUS:
        return False
    named = element.get("role") in _MENU_ROLES or bool(_MENUS.search(names_of(element)))
    around = name in ("header", "footer") and element.getparent() is root and local(root) == "body"
    if named or around:
        return not _holds_text(element, much)
    return name in ("aside", "ul", "ol") and _is_menu(element)


def _holds_text(element: _Element, much: float) -> bool:
    """Return whether an element holds the page's title or much of its text: names of classes such
    as `with-sidebar` are given to the whole as well.
    """
    if any(True for _ in element.iter("h1")):
        return True
    return len(plain_text(element)) > much


def _is_menu(element: _Element) -> bool:
    """Return whether a list or an aside is made of links."""
    links = [plain_text(one) for one in element.iter("a") if one.get("href")]
    text = plain_text(element)
    held = sum(map(len, links))
    return len(links) >= 3 and held > 0.8 * len(text) and not re.search(r"[.;]\s", text)


def is_page_break(element: _Element) -> bool:
    """Return whether an element says that a page of the printed edition begins.

    Examples
    --------
    >>> from lxml import html
    >>> is_page_break(html.fromstring("<span role='doc-pagebreak' id='p12'>12</span>"))
    True
    """
    types = (element.get("epub:type") or "").split()
    return "pagebreak" in types or element.get("role") == "doc-pagebreak"


def is_box(element: _Element) -> bool:
    """Return whether an element is a boxed text.

    Examples
    --------
    >>> from lxml import html
    >>> is_box(html.fromstring("<div class='encadre'>Le carreau</div>"))
    True
    """
    name = local(element)
    if name == "aside":
        return True
    if name not in ("div", "section", "table", "span"):
        return False
    framed = _FRAME.fullmatch(element.get("id") or "") or _BORDER.search(element.get("style") or "")
    if framed and any(local(one) == "p" for one in element):
        return True
    return name != "span" and bool(_BOX.search(element.get("class") or ""))
