"""From French texts and PDFs to gold annotations and an index of entities.

>>> import annotate
>>> run = annotate.load("build/")
>>> [document.id for document in run]
['charbon', 'mine']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from annotate.version import __version__

if TYPE_CHECKING:
    from annotate.api import Document, Run, load
    from annotate.document.annotation import Annotation, Layer
    from annotate.document.mended import Mended
    from annotate.document.offsets import Edit, OffsetMap
    from annotate.document.source import Page, Range, Source
    from annotate.document.standoff import Standoff
    from annotate.document.structure import Element, Structure
    from annotate.errors import AnnotateError
    from annotate.exports.writing import Exported, export

__all__ = [
    "AnnotateError",
    "Annotation",
    "Document",
    "Edit",
    "Element",
    "Exported",
    "Layer",
    "Mended",
    "OffsetMap",
    "Page",
    "Range",
    "Run",
    "Source",
    "Standoff",
    "Structure",
    "__version__",
    "export",
    "load",
]

_MODULES = {
    "annotate.api": ("Document", "Run", "load"),
    "annotate.document.annotation": ("Annotation", "Layer"),
    "annotate.document.mended": ("Mended",),
    "annotate.document.offsets": ("Edit", "OffsetMap"),
    "annotate.document.source": ("Page", "Range", "Source"),
    "annotate.document.standoff": ("Standoff",),
    "annotate.document.structure": ("Element", "Structure"),
    "annotate.errors": ("AnnotateError",),
    "annotate.exports.writing": ("Exported", "export"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    # The command and spaCy import this package, too, and should not wait for what they do not use.
    if name not in _HOMES:
        raise AttributeError(f"module 'annotate' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
