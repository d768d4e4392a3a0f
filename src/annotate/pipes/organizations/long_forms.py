"""Long forms of acronyms that the lexicon knows: names by themselves, without the acronym."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotate.document.candidates import Candidate
from annotate.french.characters import SPACE
from annotate.french.classes import shipped_classes
from annotate.lexicons import Row
from annotate.pipes.lexicon_schemas import NO_ENTITY
from annotate.pipes.phrase_matcher import Phrases

_ONE = re.compile(rf"(?<!\w){shipped_classes().pattern('DEFINITE')}{SPACE}?\Z", re.IGNORECASE)
_WORDS = 3
"""Of fewer, most are ordinary words as well (« groupe des sept »)."""


@dataclass(frozen=True, slots=True)
class LongForms:
    """Long forms with what they name: `labels` has the label of each of `forms`."""

    forms: Phrases
    labels: tuple[str, ...]


def long_forms(acronyms: Sequence[Row]) -> LongForms:
    """Return the long forms in a lexicon of acronyms that name an entity.

    Those of places are categories: a park is called by more.
    """
    named = {
        row["expansion"].replace("’", "'"): row["label"]
        for row in acronyms
        if row["label"] not in (NO_ENTITY, "LOC") and len(row["expansion"].split()) >= _WORDS
    }
    return LongForms(Phrases(list(named), folded=True), tuple(named.values()))


def find_long_forms(text: str, known: LongForms) -> Iterator[Candidate]:
    """Yield the long forms that a text has, in whatever case, after the article of a single one.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    known : LongForms
        What the lexicon knows.

    Examples
    --------
    >>> rows = [{"acronym": "AMN", "expansion": "agence des mines neuves", "label": "ORG"}]
    >>> text = "Selon l'agence des mines neuves, une agence des mines neuves suffit."
    >>> [(f.start, f.text(text), f.label) for f in find_long_forms(text, long_forms(rows))]
    [(8, 'agence des mines neuves', 'ORG')]
    """
    for index, start, end in known.forms.find(text):
        if _ONE.search(text, max(0, start - 8), start):
            yield Candidate(start, end, known.labels[index], "lexicon:long_forms")
