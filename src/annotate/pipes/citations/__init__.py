"""Bibliographic calls: ``(Kourchid et Melin, 2002)``, their authors and the titles they cite."""

from annotate.pipes.citations.finder import find_citations

__all__ = ["find_citations"]
