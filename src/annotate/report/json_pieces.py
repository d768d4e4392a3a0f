"""JSON put together of pieces, so that what is long need not be held."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any


def dumped(content: Any) -> str:
    """Return JSON without spaces."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


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
