"""Where a name may have been missed: what the page offers to whoever looks for one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from annotate.document.source import Range
from annotate.french.word_list import common_words
from annotate.french.words import starts_sentence

_WORD = re.compile(r"\w+(?:['’](?=\w))?")
_PARTICLES = frozenset("d' d’ de du des la les l' l’ sous sur lès".split())
_MONTHS = frozenset(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)
_BETWEEN = re.compile(r"[ \u00a0\u202f-]?")


def candidates(text: str, taken: Iterable[Range]) -> list[Range]:
    """Return words with a capital or a figure that no name covers, in order.

    Those that follow each other are one, with the particles between them. Common words at the
    beginning of a sentence are none.

    Parameters
    ----------
    text : str
        A piece of a text.
    taken : iterable of Range
        The spans of the names in it.

    Examples
    --------
    >>> text = "Le docteur Paul de Vos quitte Lens pour Loos-en-Gohelle le 3 mai 1936."
    >>> [text[slice(*span)] for span in candidates(text, [(30, 34)])]
    ['Paul de Vos', 'Loos-en-Gohelle', '3 mai 1936']
    """
    held = list(taken)
    words = [
        match.span()
        for match in _WORD.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in held)
    ]
    found: list[Range] = []
    at = 0
    while at < len(words):
        last = _run(text, words, at) if _begins(text, words[at]) else None
        if last is not None:
            found.append((words[at][0], words[last][1]))
            at = last
        at += 1
    return found


def _begins(text: str, word: Range) -> bool:
    """Return whether a name may begin with a word."""
    form = text[slice(*word)]
    if not (form[0].isupper() or form[0].isdigit()):
        return False
    return not (starts_sentence(text, word[0]) and form.strip("'’").lower() in common_words())


def _run(text: str, words: list[Range], first: int) -> int:
    """Return the last word of the name that begins with one."""
    last = at = first
    while at + 1 < len(words):
        between = text[words[at][1] : words[at + 1][0]]
        if not _BETWEEN.fullmatch(between):
            break
        before, form = text[slice(*words[at])], text[slice(*words[at + 1])]
        at += 1
        if form[0].isupper() or (form[0].isdigit() and before not in _PARTICLES):
            last = at
        elif not (form in _PARTICLES or form in _MONTHS or between == "-"):
            break
    return last
