"""Styles of an ODT: what each paragraph is, which text is hidden, where pages begin."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from annotate.text.reading.style_names import PARAGRAPH, Role, role_of
from annotate.text.reading.xml import attribute, child, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_USUAL_SIZE = 24
_POINTS = re.compile(r"(\d{1,3}(?:\.\d+)?)pt")
_SIDES = ("border-top", "border-left", "border-bottom", "border-right")
_CAPTIONS = frozenset("Caption Illustration Table Text Figure Drawing".split())
"""Styles of LibreOffice for captions, by their inner names."""


class Styles:
    """The styles of a document: its own and the automatic ones.

    Parameters
    ----------
    roots : iterable of Element
        The roots of ``styles.xml`` and ``content.xml``; later ones win.
    """

    def __init__(self, roots: Iterable[_Element | None]) -> None:
        self._styles: dict[tuple[str, str], _Element] = {}
        self._roles: dict[str, Role] = {}
        for root in roots:
            for group in () if root is None else root:
                if local(group) not in ("styles", "automatic-styles"):
                    continue
                for style in group:
                    name, family = attribute(style, "name"), attribute(style, "family")
                    if name and family:
                        self._styles[family, name] = style

    def _chain(self, family: str, name: str | None) -> list[tuple[str, _Element | None]]:
        """Return a style and those it is derived from, by name; the last may not be there."""
        chain: list[tuple[str, _Element | None]] = []
        seen: set[str] = set()
        while name and name not in seen:
            seen.add(name)
            style = self._styles.get((family, name))
            chain.append((name, style))
            name = None if style is None else attribute(style, "parent-style-name")
        return chain

    def role(self, name: str | None) -> Role:
        """Return what a paragraph of this style is."""
        name = name or "Standard"
        if name not in self._roles:
            self._roles[name] = self._of_style(name)
        return self._roles[name]

    def _of_style(self, name: str) -> Role:
        boxed = False
        for inner, style in self._chain("paragraph", name):
            if inner in _CAPTIONS:
                return Role("paragraph", kind="caption")
            shown = None if style is None else attribute(style, "display-name")
            role = role_of(shown or inner)
            if role is not None:
                return Role(role.label, role.value, role.kind, role.boxed or boxed)
            boxed = boxed or _bordered(_properties(style, "paragraph"))
        return Role("paragraph", boxed=True) if boxed else PARAGRAPH

    def breaks(self, name: str | None) -> tuple[bool, bool]:
        """Return whether a page begins before a paragraph of this style, and after it."""
        before = after = None
        for index, (_, style) in enumerate(self._chain("paragraph", name)):
            properties = _properties(style, "paragraph")
            if properties is not None:
                before = before or attribute(properties, "break-before")
                after = after or attribute(properties, "break-after")
            if index == 0 and style is not None and attribute(style, "master-page-name"):
                before = "page"
        return before == "page", after == "page"

    def bold(self, family: str, name: str | None, outer: int) -> int:
        """Return the size in half points of text in bold, 0 of other text, within text whose own
        is `outer`.
        """
        bold: bool | None = None
        size: str | None = None
        for _, style in self._chain(family, name):
            properties = _properties(style, "text")
            weight = None if properties is None else attribute(properties, "font-weight")
            if bold is None and weight is not None:
                bold = weight == "bold" or (weight.isdigit() and int(weight) >= 600)
            if size is None and properties is not None:
                size = attribute(properties, "font-size")
        if not (outer > 0 if bold is None else bold):
            return 0
        points = _POINTS.fullmatch(size or "")
        return round(2 * float(points.group(1))) if points else outer or _USUAL_SIZE

    def hides(self, family: str, name: str | None) -> bool:
        """Return whether text of this style, of the family ``text`` or ``paragraph``, is hidden."""
        for _, style in self._chain(family, name):
            properties = _properties(style, "text")
            said = None if properties is None else attribute(properties, "display")
            if said is not None:
                return said == "none"
        return False


def _properties(style: _Element | None, family: str) -> _Element | None:
    return child(style, f"{family}-properties")


def _bordered(properties: _Element | None) -> bool:
    if properties is None:
        return False
    if (attribute(properties, "border") or "none") != "none":
        return True
    return all((attribute(properties, side) or "none") != "none" for side in _SIDES)
