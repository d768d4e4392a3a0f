"""Long forms that the lexicon knows: names by themselves, where their acronym is not written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotate.document.candidates import Candidate
from annotate.french.characters import SPACE
from annotate.french.classes import shipped_classes
from annotate.pipes.acronyms.lexicon import AcronymLexicon
from annotate.pipes.phrase_matcher import Phrases

_ONE = re.compile(rf"(?<!\w){shipped_classes().pattern('DEFINITE')}{SPACE}?\Z", re.IGNORECASE)
_WORDS = 3
"""Of fewer, most are ordinary words as well (« groupe des sept »)."""


@dataclass(frozen=True, slots=True)
class LongForms:
    """Long forms with what they name: `labels` has the label of each of `forms`."""

    forms: Phrases
    labels: tuple[str, ...]


def long_forms(lexicon: AcronymLexicon) -> LongForms:
    """Return the long forms of a lexicon that name an entity.

    Those of places are categories: a park is called by more.
    """
    named = {
        entry.expansion.replace("’", "'"): str(entry.label)
        for entry in lexicon.entries.values()
        if entry.label not in (None, "LOC") and len(entry.expansion.split()) >= _WORDS
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
    >>> from annotate.pipes.acronyms.lexicon import Entry
    >>> lexicon = AcronymLexicon({"AM": Entry("AM", "agence des mines neuves", "ORG")})
    >>> text = "Selon l'agence des mines neuves, une agence des mines neuves suffit."
    >>> [(f.start, f.text(text), f.label) for f in find_long_forms(text, long_forms(lexicon))]
    [(8, 'agence des mines neuves', 'ORG')]
    """
    for index, start, end in known.forms.find(text):
        if _ONE.search(text, max(0, start - 8), start):
            yield Candidate(start, end, known.labels[index], "lexicon:long_forms")
