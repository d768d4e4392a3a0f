"""From French texts and PDFs to gold annotations and an index of entities."""

from annotate.version import __version__

__all__ = ["__version__"]
