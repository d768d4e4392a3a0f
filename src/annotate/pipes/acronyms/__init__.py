"""Acronyms: their uses, their definitions, and what the lexicon knows of them.

:func:`find_acronyms` and :func:`find_definitions` are pure functions and need no spaCy; the
component ``annotate_acronyms`` is loaded when it is asked for.
"""

from __future__ import annotations

from typing import Any

from annotate.pipes.acronyms.definitions import Definition, find_definitions
from annotate.pipes.acronyms.finder import find_acronyms
from annotate.pipes.acronyms.lexicon import AcronymLexicon, stems
from annotate.pipes.acronyms.shapes import key

__all__ = [
    "AcronymLexicon",
    "AcronymsPipe",
    "Definition",
    "find_acronyms",
    "find_definitions",
    "key",
    "make_acronyms",
    "stems",
]


def __getattr__(name: str) -> Any:
    # spaCy takes a second to import: only who asks for the component pays for it.
    if name in ("AcronymsPipe", "make_acronyms"):
        from annotate.pipes.acronyms import component

        return getattr(component, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
