"""The spaCy component ``annotate_acronyms``."""

# No `from __future__ import annotations` here: see `TablePipe`.

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from spacy.language import Language

from annotate.pipes.acronyms.finder import find_acronyms
from annotate.pipes.acronyms.lexicon import AcronymLexicon
from annotate.pipes.confidence import ALONE, Confidence, confidence_table
from annotate.pipes.finding import Finding
from annotate.pipes.specs import ACRONYM_HEADS, ACRONYMS, CONFIDENCE
from annotate.pipes.tables import Groups, TablePipe, TableSpec


class AcronymsPipe(TablePipe):
    """Component ``annotate_acronyms``: see :func:`find_acronyms`."""

    specs: ClassVar[Mapping[str, TableSpec]] = {
        "lexicon": ACRONYMS,
        "heads": ACRONYM_HEADS,
        "confidence": CONFIDENCE,
    }

    def initialize(
        self,
        get_examples: Callable[[], Any] | None = None,
        *,
        nlp: Language | None = None,
        lexicon: str | Path | None = None,
        heads: str | Path | None = None,
        confidence: str | Path | None = None,
    ) -> None:
        """Read tables other than the default ones.

        Parameters
        ----------
        get_examples, nlp
            Part of spaCy's protocol; unused.
        lexicon : path, optional
            Known acronyms (columns acronym, expansion, label, source).
        heads : path, optional
            First words of long forms (columns head, label, source).
        confidence : path, optional
            How often findings were right (columns label, source, support, right, all).

        Raises
        ------
        LexiconError
            If a table is missing or malformed, or an acronym stands twice.
        """
        self.read_tables({"lexicon": lexicon, "heads": heads, "confidence": confidence})
        # An acronym that stands twice is told now, and not at the first text.
        self.compiled(self._tables)

    def find(self, text: str, groups: Groups) -> list[Finding]:
        """Find acronyms in `text`; no group is read."""
        lexicon, confidence = self.compiled(self._tables)
        return [
            replace(one, score=confidence.score(one.label, one.rule, ALONE))
            for one in find_acronyms(text, lexicon)
        ]

    def _tables(self) -> tuple[AcronymLexicon, Confidence]:
        return self._lexicon(), confidence_table(self.table("confidence"))

    def _lexicon(self) -> AcronymLexicon:
        rows, heads = self.table("lexicon"), self.table("heads")
        return AcronymLexicon.from_rows(rows, heads, path=self.table_path("lexicon"))


@Language.factory("annotate_acronyms", default_config={"spans_key": "acronyms", "reads": []})
def make_acronyms(nlp: Language, name: str, spans_key: str, reads: Sequence[str]) -> AcronymsPipe:
    """Make ``annotate_acronyms``.

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
    return AcronymsPipe(name, spans_key, reads)
