"""Patterns of word classes that several components refer to."""

from __future__ import annotations

from annotate.french.classes import shipped_classes

CIVILITY = shipped_classes().pattern("CIVILITY")
"""A civility before a name. Those that find a person, with titles and functions, are rows of
``people_titles.tsv``."""
