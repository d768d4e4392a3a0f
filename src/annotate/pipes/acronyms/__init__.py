"""Acronyms: their uses, their definitions, and what the lexicon knows of them."""

from annotate.pipes.acronyms.definitions import Definition, find_definitions
from annotate.pipes.acronyms.finder import find_acronyms
from annotate.pipes.acronyms.lexicon import AcronymLexicon, stems
from annotate.pipes.acronyms.patterns import key

__all__ = ["AcronymLexicon", "Definition", "find_acronyms", "find_definitions", "key", "stems"]
