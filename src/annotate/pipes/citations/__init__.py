"""Bibliographic calls: ``(Kourchid et Melin, 2002)``, their authors and the titles they cite.

:func:`find_citations` is a pure function and needs no spaCy; the component ``annotate_citations``
is loaded when it is asked for.
"""

from __future__ import annotations

from typing import Any

from annotate.pipes.citations.finder import find_citations

__all__ = ["CitationsPipe", "find_citations", "make_citations"]


def __getattr__(name: str) -> Any:
    # spaCy takes a second to import: only who asks for the component pays for it.
    if name in ("CitationsPipe", "make_citations"):
        from annotate.pipes.citations import component

        return getattr(component, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
