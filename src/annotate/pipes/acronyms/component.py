"""The spaCy component ``annotate_acronyms``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from annotate.document.candidates import Candidate
from annotate.pipes.acronyms.context import heads_test
from annotate.pipes.acronyms.finder import find_acronyms
from annotate.pipes.acronyms.lexicon import AcronymLexicon
from annotate.pipes.base import (
    CLASSES,
    LABELS,
    Groups,
    LexiconPipe,
    LexiconSchema,
    rules_schema,
)
from annotate.pipes.confidence import ALONE, Confidence, confidence_table
from annotate.pipes.lexicon_schemas import ACRONYM_HEADS, ACRONYMS, CONFIDENCE
from annotate.rules.conditions import Tests


class AcronymsPipe(LexiconPipe):
    """Component ``annotate_acronyms``: see :func:`find_acronyms`."""

    specs: ClassVar[Mapping[str, LexiconSchema]] = {
        "lexicon": ACRONYMS,
        "heads": ACRONYM_HEADS,
        "confidence": CONFIDENCE,
        "labels": LABELS,
        "rules": rules_schema("acronyms.tsv"),
        "classes": CLASSES,
    }

    def read_tables(self, paths: Mapping[str, str | Path | None]) -> None:
        """Read tables as any component does; an acronym that is listed twice is refused now, not
        at the first text.
        """
        super().read_tables(paths)
        self.compiled(self._tables)

    def find(self, text: str, groups: Groups) -> list[Candidate]:
        """Find acronyms in `text`; of the groups that are read the note calls tell which of them
        calls which note.
        """
        lexicon, confidence = self.compiled(self._tables)
        calls = {
            one.end: str(one.attributes["note"])
            for group in self.reads
            for one in groups.get(group, ())
            if "note" in one.attributes
        }
        return [
            replace(one, score=confidence.score(one.label, one.rule, ALONE))
            for one in find_acronyms(text, lexicon, self.rules, calls)
        ]

    def tests_for(self, text: str) -> Tests:
        """Return the test that the heads of long forms give the rules."""
        return heads_test(self.compiled(self._tables)[0])

    def _tables(self) -> tuple[AcronymLexicon, Confidence]:
        return self._lexicon(), confidence_table(self.table("confidence"))

    def _lexicon(self) -> AcronymLexicon:
        rows, heads = self.table("lexicon"), self.table("heads")
        return AcronymLexicon.from_rows(rows, heads, path=self.table_path("lexicon"))
