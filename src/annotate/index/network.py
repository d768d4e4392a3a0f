"""Who is named with whom: a network of entities as GraphML, for Gephi and the like."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from annotate.files import write_lines
from annotate.index.entities import Entity, Index
from annotate.index.mentions import ACRONYMS, Mention
from annotate.index.surface_forms import DATE

_MOST = 60
"""Entities of a paragraph up to which every two of them are joined: a list of works has more."""
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

Pair = tuple[str, str]


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
    yield from map(_node, (one for one in index.entities if one.label != DATE))
    sentences, paragraphs = together(one for one in index.mentions if one.label != DATE)
    for first, last in sorted(paragraphs.keys() | sentences.keys()):
        near, far = sentences[first, last], paragraphs[first, last]
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


def together(mentions: Iterable[Mention]) -> tuple[Counter[Pair], Counter[Pair]]:
    """Count the sentences and the paragraphs that name two entities.

    Parameters
    ----------
    mentions : iterable of Mention
        Of a run, with their entities.

    Returns
    -------
    Counter, Counter
        Sentences and paragraphs by two ids, the first before the second. Of a paragraph that names
        more entities than a network shows, only the sentences count.
    """
    named: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in mentions:
        if one.entity and one.layer != ACRONYMS and one.paragraph:
            named[one.document, one.paragraph][one.sentence].add(one.entity)
    near: Counter[Pair] = Counter()
    far: Counter[Pair] = Counter()
    for sentences in named.values():
        for sentence, entities in sentences.items():
            if sentence:
                near.update(_pairs(entities))
        every = set().union(*sentences.values())
        if len(every) <= _MOST:
            far.update(_pairs(every))
    return near, far


def _pairs(entities: Iterable[str]) -> Iterator[Pair]:
    some: Sequence[str] = sorted(entities)
    return combinations(some, 2) if len(some) <= _MOST else iter(())
