"""The spaCy component ``annotate_citations``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from annotate.document.candidates import Candidate
from annotate.pipes.base import LABELS, Groups, LexiconPipe, LexiconSchema
from annotate.pipes.citations.finder import find_citations
from annotate.pipes.lexicon_schemas import ACRONYMS


class CitationsPipe(LexiconPipe):
    """Component ``annotate_citations``: see :func:`find_citations`.

    The acronyms of organizations, which tell ``(Insee, 2010)`` from ``(Daix, 1996)``, come from the
    lexicon of acronyms.
    """

    specs: ClassVar[Mapping[str, LexiconSchema]] = {"lexicon": ACRONYMS, "labels": LABELS}

    def find(self, text: str, groups: Groups) -> list[Candidate]:
        """Find bibliographic calls in `text`; no group is read."""
        return find_citations(text, self.compiled(self._organizations))

    def _organizations(self) -> frozenset[str]:
        rows = self.table("lexicon")
        return frozenset(row["acronym"].upper() for row in rows if row["label"] == "ORG")
