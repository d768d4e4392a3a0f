"""Styles of a DOCX: what each paragraph is, and which text is hidden."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from annotate.text.reading.style_names import PARAGRAPH, Role, role_of
from annotate.text.reading.xml import attribute, child, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_BODY_LEVEL = 9
"""The outline level of what is no heading."""
_USUAL_SIZE = "22"
_SIDES = ("top", "left", "bottom", "right")


def value_of(element: _Element | None, *path: str) -> str | None:
    """Return the ``w:val`` of a descendant, empty where it has none, None without it."""
    found = child(element, *path)
    return None if found is None else attribute(found, "val") or ""


def switched(element: _Element | None, name: str) -> bool | None:
    """Return whether a property such as ``w:vanish`` is on; None when nothing is said."""
    value = value_of(element, name)
    return None if value is None else value.lower() not in ("0", "false", "off")


class Styles:
    """The styles part.

    Parameters
    ----------
    root : Element or None
        Its root; None when the document has none.
    """

    def __init__(self, root: _Element | None) -> None:
        self._styles: dict[str, _Element] = {}
        self._default: str | None = None
        self._roles: dict[str, Role] = {}
        self._types: dict[tuple[str, str | None], tuple[bool, str]] = {}
        for style in () if root is None else root:
            identity = attribute(style, "styleId") if local(style) == "style" else None
            if identity is None:
                continue
            self._styles[identity] = style
            if attribute(style, "type") == "paragraph" and attribute(style, "default") == "1":
                self._default = identity

    def _chain(self, identity: str | None) -> list[_Element]:
        """Return a style and those it is based on."""
        chain: list[_Element] = []
        seen: set[str] = set()
        while identity and identity in self._styles and identity not in seen:
            seen.add(identity)
            chain.append(self._styles[identity])
            identity = value_of(self._styles[identity], "basedOn")
        return chain

    def role(self, properties: _Element | None) -> Role:
        """Return what a paragraph with these properties is."""
        identity = value_of(properties, "pStyle") or self._default or ""
        if identity not in self._roles:
            self._roles[identity] = self._of_style(identity)
        role = self._roles[identity]
        if properties is None:
            return role
        boxed = role.boxed or _bordered(properties)
        level = _level(properties)
        if role.label == "paragraph" and level is not None and level < _BODY_LEVEL:
            return Role("heading", str(level + 1), None, boxed)
        if role.label != "paragraph":
            return replace(role, boxed=boxed)
        number = value_of(properties, "numPr", "numId")
        kind = role.kind
        if number is not None and kind in (None, "list_item"):
            kind = "list_item" if number != "0" else None
        return Role("paragraph", None, kind, boxed)

    def _of_style(self, identity: str) -> Role:
        listed = boxed = False
        for style in self._chain(identity):
            role = role_of(value_of(style, "name") or "")
            if role is not None:
                return role
            properties = child(style, "pPr")
            level = _level(properties)
            if level is not None and level < _BODY_LEVEL:
                return Role("heading", str(level + 1))
            number = value_of(properties, "numPr", "numId")
            listed = listed or (number is not None and number != "0")
            boxed = boxed or _bordered(properties)
        if listed or boxed:
            return Role("paragraph", None, "list_item" if listed else None, boxed)
        return PARAGRAPH

    def bold(self, run: _Element | None, paragraph: _Element | None) -> int:
        """Return the size in half points of a run that is bold, 0 of one that is not."""
        names = (value_of(run, "rStyle") or "", value_of(paragraph, "pStyle") or self._default)
        if names not in self._types:
            chain = [child(style, "rPr") for name in names for style in self._chain(name)]
            bold = (switched(properties, "b") for properties in chain)
            sizes = (value_of(properties, "sz") for properties in chain)
            self._types[names] = (
                next((said for said in bold if said is not None), False),
                next((said for said in sizes if said), _USUAL_SIZE),
            )
        bold_style, size_style = self._types[names]
        said = switched(run, "b")
        size = value_of(run, "sz") or size_style
        is_bold = bold_style if said is None else said
        return int(size) if is_bold and size.isdigit() else 0

    def hides(self, run: _Element | None, paragraph: _Element | None) -> bool:
        """Return whether a run with these properties in a paragraph with those is hidden."""
        said = switched(run, "vanish")
        if said is not None:
            return said
        names = (value_of(run, "rStyle"), value_of(paragraph, "pStyle") or self._default)
        for name in names:
            for style in self._chain(name):
                said = switched(child(style, "rPr"), "vanish")
                if said is not None:
                    return said
        return False


def _level(properties: _Element | None) -> int | None:
    value = value_of(properties, "outlineLvl")
    return int(value) if value and value.isdigit() else None


def _bordered(properties: _Element | None) -> bool:
    borders = child(properties, "pBdr")
    return borders is not None and all(
        (value_of(borders, side) or "none") not in ("none", "nil") for side in _SIDES
    )
