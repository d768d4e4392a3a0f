"""From French texts and PDFs to gold annotations and an index of entities."""

__version__ = "0.1.0"
