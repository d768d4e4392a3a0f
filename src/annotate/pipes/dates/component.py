"""The spaCy component that writes the dates of a ``Doc`` to a span group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from annotate.document.candidates import Candidate
from annotate.pipes.base import CLASSES, Groups, LexiconPipe, LexiconSchema, rules_schema
from annotate.pipes.dates.finder import find_dates


class DatesPipe(LexiconPipe):
    """Component ``annotate_dates``: see :func:`find_dates`.

    It needs no other component.
    """

    specs: ClassVar[Mapping[str, LexiconSchema]] = {
        "rules": rules_schema("dates.tsv"),
        "classes": CLASSES,
    }

    def find(self, text: str, groups: Groups) -> list[Candidate]:
        """Find dates in `text`; no group is read."""
        return find_dates(text, self.rules)
