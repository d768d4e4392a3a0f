"""Who is named with whom: a network of entities as GraphML, for Gephi and the like."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from annotate.files import write_lines
from annotate.index.corpus_index import Index
from annotate.index.entities import Entity
from annotate.index.surface_forms import DATE

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
)
_KEYS = (
    ("label", "node", "string"),
    ("kind", "node", "string"),
    ("mentions", "node", "int"),
    ("documents", "node", "int"),
    ("weight", "edge", "double"),
    ("sentences", "edge", "int"),
    ("paragraphs", "edge", "int"),
)


def write_network(path: Path, index: Index) -> None:
    """Write ``network.graphml``: entities, joined where a paragraph names them together.

    A node has the name of the entity as ``label``, its label as ``kind``, and its counts; an edge
    how many sentences and paragraphs name both, and as ``weight`` the sum. Dates are left out.

    Parameters
    ----------
    path : Path
        Written under a temporary name, then renamed.
    index : Index
        Entities and mentions.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_lines(path, _lines(index))


def _lines(index: Index) -> Iterator[str]:
    yield _HEAD
    for name, of, kind in _KEYS:
        yield f'<key id="{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>\n'
    yield '<graph edgedefault="undirected">\n'
    yield from map(_node, (one for one in index.each_entity() if one.label != DATE))
    for first, last, near, far in index.pairs():
        yield f"<edge source={quoteattr(first)} target={quoteattr(last)}>"
        yield _data("weight", near + far) + _data("sentences", near) + _data("paragraphs", far)
        yield "</edge>\n"
    yield "</graph>\n</graphml>\n"


def _node(entity: Entity) -> str:
    facts: tuple[tuple[str, object], ...] = (
        ("label", entity.name),
        ("kind", entity.label),
        ("mentions", entity.mentions),
        ("documents", len(entity.documents)),
    )
    data = "".join(_data(name, value) for name, value in facts)
    return f"<node id={quoteattr(entity.id)}>{data}</node>\n"


def _data(name: str, value: object) -> str:
    return f'<data key="{name}">{escape(_legal(str(value)))}</data>'


def _legal(text: str) -> str:
    """Leave out what XML 1.0 cannot have."""
    return "".join(sign for sign in text if sign >= " " and sign not in "\ufffe\uffff")
