"""XML read with limits: no entities, no network, no document type from elsewhere, no abyss."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotate.errors import UnreadableError

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_BYTES = 64 << 20
"""Size of the largest document that is parsed: a book of three million characters, marked up as
word processors do, takes a quarter of it."""
MAX_TAGS = 2_000_000
"""Tags and attributes; each takes some hundred bytes once parsed. A book has a tenth of it."""
MAX_DEPTH = 150
"""Elements inside elements; real documents have a few dozen."""
_ENTITIES = re.compile(rb"<!ENTITY\b|<\0!\0E\0N\0T\0I\0T\0Y\0|\0<\0!\0E\0N\0T\0I\0T\0Y")


def parse_xml(data: bytes, shown: str, place: str | None = None) -> _Element:
    """Parse an XML document.

    Parameters
    ----------
    data : bytes
        The whole document.
    shown : str
        The file's name in messages.
    place : str, optional
        The part of the file, for messages.

    Returns
    -------
    Element
        Its root, with comments and processing instructions gone.

    Raises
    ------
    UnreadableError
        If it is not well-formed, has more bytes, tags or depth than :data:`MAX_BYTES`,
        :data:`MAX_TAGS` and :data:`MAX_DEPTH` allow, or entities beyond the five of XML.

    Examples
    --------
    >>> parse_xml(b"<p>Lens</p>", "a.xml").text
    'Lens'
    """
    from lxml import etree

    check_size(len(data), shown, place)
    check_tags(data, shown, place)
    if _ENTITIES.search(data):
        raise _entities("declares XML entities of its own", shown, place)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise _too_deep(shown, place) from error
        where = f"line {error.lineno}" if error.lineno else None
        raise UnreadableError(
            "is damaged: it is no well-formed XML",
            path=shown,
            place=", ".join(part for part in (place, where) if part) or None,
            remedy="export or download it again",
        ) from error
    check_depth(root, shown, place)
    entity = next(root.iter(etree.Entity), None)
    if entity is not None:
        raise _entities(f"uses the XML entity {entity.text}", shown, place)
    return root


def _entities(what: str, shown: str, place: str | None) -> UnreadableError:
    return UnreadableError(
        f"{what}, and annotate expands no entities",
        path=shown,
        place=place,
        remedy="replace the entities by the characters they stand for",
    )


def check_size(size: int, shown: str, place: str | None = None, *, limit: int = MAX_BYTES) -> None:
    """Refuse a document of more bytes than the limit."""
    if size > limit:
        raise UnreadableError(
            f"holds more than {limit >> 20} MB of markup",
            path=shown,
            place=place,
            remedy="part it into smaller documents",
        )


def check_tags(data: bytes, shown: str, place: str | None = None) -> None:
    """Refuse markup of more than :data:`MAX_TAGS` tags and attributes."""
    if data.count(b"<") + data.count(b"=") > MAX_TAGS:
        raise UnreadableError(
            f"holds more than {MAX_TAGS // 1_000_000} million tags and attributes",
            path=shown,
            place=place,
            remedy="part it into smaller documents",
        )


def check_depth(root: _Element, shown: str, place: str | None = None) -> None:
    """Refuse a tree of more than :data:`MAX_DEPTH` elements inside each other."""
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise _too_deep(shown, place)


def _too_deep(shown: str, place: str | None) -> UnreadableError:
    return UnreadableError(
        f"has more than {MAX_DEPTH} elements inside each other",
        path=shown,
        place=place,
        remedy="export it again, or save its text as plain text",
    )


def local(element: _Element) -> str:
    """Return the name of an element without its namespace; empty for what is no element.

    Examples
    --------
    >>> local(parse_xml(b'<p xmlns="http://www.tei-c.org/ns/1.0"/>', "a.xml"))
    'p'
    """
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: _Element, name: str) -> str | None:
    """Return an attribute whatever its namespace.

    Examples
    --------
    >>> attribute(parse_xml(b'<p xml:id="n1"/>', "a.xml"), "id")
    'n1'
    """
    found = element.get(name)
    if found is not None:
        return str(found)
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: _Element | None, *path: str) -> _Element | None:
    """Return the first descendant along a path of local names, or None."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


def plain_text(element: _Element) -> str:
    """Return the text of an element and all below it, spaces in runs made one."""
    return " ".join("".join(element.itertext()).split())
