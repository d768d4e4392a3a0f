"""JSON put together of pieces, so that what is long need not be held."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

_TOGETHER = 500
"""Items that are written at once: one by one takes several times as long."""
dumped = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Return JSON without spaces."""


def array_of(items: Iterable[Any]) -> Iterator[str]:
    """Yield an array of what is no JSON yet.

    Examples
    --------
    >>> "".join(array_of([1, [2, "é"]])), "".join(array_of([]))
    ('[1,[2,"é"]]', '[]')
    """
    rest, comma = iter(items), "["
    while some := list(islice(rest, _TOGETHER)):
        yield comma + dumped(some)[1:-1]
        comma = ","
    yield "]" if comma == "," else "[]"


def mapping_of(items: Iterable[tuple[str, Any]]) -> Iterator[str]:
    """Yield an object of names, each once, and of what is no JSON yet.

    Examples
    --------
    >>> "".join(mapping_of([("a", [1]), ("b", 2)])), "".join(mapping_of([]))
    ('{"a":[1],"b":2}', '{}')
    """
    rest, comma = iter(items), "{"
    while some := dict(islice(rest, _TOGETHER)):
        yield comma + dumped(some)[1:-1]
        comma = ","
    yield "}" if comma == "," else "{}"


def array(items: Iterable[str | Iterable[str]]) -> Iterator[str]:
    """Yield an array of what is JSON already, in one piece each or in several.

    Examples
    --------
    >>> "".join(array(["1", array([]), mapping([("a", ["2"])])]))
    '[1,[],{"a":2}]'
    """
    comma = "["
    for item in items:
        yield comma
        yield from (item,) if isinstance(item, str) else item
        comma = ","
    yield "]" if comma == "," else "[]"


def mapping(items: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    """Yield an object of names and of what is JSON already."""
    comma = "{"
    for name, pieces in items:
        yield f"{comma}{dumped(name)}:"
        yield from pieces
        comma = ","
    yield "}" if comma == "," else "{}"


def quoted(pieces: Iterable[str]) -> Iterator[str]:
    """Yield a text of which nothing must be escaped."""
    yield '"'
    yield from pieces
    yield '"'
