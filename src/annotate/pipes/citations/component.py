"""The spaCy component ``annotate_citations``."""

# No `from __future__ import annotations` here: see `TablePipe`.

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from spacy.language import Language

from annotate.pipes.citations.finder import find_citations
from annotate.pipes.finding import Finding
from annotate.pipes.specs import ACRONYMS
from annotate.pipes.tables import Groups, TablePipe, TableSpec


class CitationsPipe(TablePipe):
    """Component ``annotate_citations``: see :func:`find_citations`.

    The acronyms of organizations, which tell ``(Insee, 2010)`` from ``(Daix, 1996)``, come from the
    lexicon of acronyms.
    """

    specs: ClassVar[Mapping[str, TableSpec]] = {"lexicon": ACRONYMS}

    def initialize(
        self,
        get_examples: Callable[[], Any] | None = None,
        *,
        nlp: Language | None = None,
        lexicon: str | Path | None = None,
    ) -> None:
        """Read another table than the default one.

        Parameters
        ----------
        get_examples, nlp
            Part of spaCy's protocol; unused.
        lexicon : path, optional
            Known acronyms (columns acronym, expansion, label, source).

        Raises
        ------
        LexiconError
            If the table is missing or malformed.
        """
        self.read_tables({"lexicon": lexicon})

    def find(self, text: str, groups: Groups) -> list[Finding]:
        """Find bibliographic calls in `text`; no group is read."""
        return find_citations(text, self.compiled(self._organizations))

    def _organizations(self) -> frozenset[str]:
        rows = self.table("lexicon")
        return frozenset(row["acronym"].upper() for row in rows if row["label"] == "ORG")


@Language.factory("annotate_citations", default_config={"spans_key": "citations", "reads": []})
def make_citations(nlp: Language, name: str, spans_key: str, reads: Sequence[str]) -> CitationsPipe:
    """Make ``annotate_citations``.

    Parameters
    ----------
    nlp : Language
        The pipeline; part of spaCy's protocol.
    name : str
        Name of the component in it.
    spans_key : str
        Span group to write.
    reads : sequence of str
        Span groups to read; none is needed.
    """
    return CitationsPipe(name, spans_key, reads)
