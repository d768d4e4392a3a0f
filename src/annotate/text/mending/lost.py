"""Hyphens that an extractor lost when it ran two lines together: `Pas-deCalais`, `19901995`.

Some extractors (``pdftotext`` among them) join a word that a line end cuts, and drop its hyphen
whether the line break made it or not. The line that results is about twice as long as others; the
word that is where the first line ended is looked at, and given its hyphen back where a hyphen
at a line end there would have been kept (see :mod:`annotate.text.mending.hyphens`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from annotate.document.offsets import Edit
from annotate.french.characters import LOWER, UPPER
from annotate.text.mending.hyphens import Evidence, keeps_hyphen, stands_apart, word_forms
from annotate.text.structure.line_widths import Widths
from annotate.text.structure.lines import Row

_WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*\.?")
_YEARS = re.compile(r"((?:1\d|20)\d\d)((?:1\d|20)\d\d)")
_INNER_CAPITAL = re.compile(
    rf"(?<=[{LOWER}]{{2}})(?=[{UPPER}][{LOWER}’'.])"
    rf"|(?<!\w\.[{UPPER}]\.)(?<=\b[{UPPER}]\.)(?=[{UPPER}]\.(?![{UPPER}](?![{LOWER}])))"
)
"""A name begins after small letters; and two initials are a first name's (`J.P.`), three or more
an acronym's (`S.N.C.F.`)."""
_FIRST, _LAST = 0.8, 1.12
"""The cut word ends or begins at between so many widths of the column."""
_PARAGRAPH = 2.2
"""A line longer than so many others is a paragraph of a text that has no lines of a page."""
_SEVERAL = 3
"""Lines that are run together before an extractor is taken to do so."""


def lost_hyphens(rows: Sequence[Row], widths: Widths, evidence: Evidence) -> Iterator[Edit]:
    """Yield an insertion for every hyphen that was lost at a line end.

    Parameters
    ----------
    rows : sequence of Row
        Of a text without layout.
    widths : Widths
        Of these rows.
    evidence : Evidence
        What is known about words.

    Yields
    ------
    Edit
        Of the rule ``lost_hyphen``, at code points of the source.
    """
    joined = [row for row in rows if widths.is_joined(row)]
    longer = sum(widths.of_row(row) > _PARAGRAPH * widths.of_column(row) for row in rows)
    if len(joined) < _SEVERAL or longer > len(joined) / 4:
        return
    words = [(row, match) for row in joined for match in _at_the_end(row, widths)]
    # A word that is in doubt is no evidence for itself.
    forms = evidence.forms - word_forms(match.group() + " " for _, match in words)
    evidence = replace(evidence, forms=forms)
    for row, match in words:
        place = split_of(match.group(), evidence)
        if place is not None:
            at = row.start + match.start() + place
            yield Edit(at, at, "-", "lost_hyphen")


def _at_the_end(row: Row, widths: Widths) -> Iterator[re.Match[str]]:
    """Yield the words that are where the first line, or the second, filled the column."""
    full = widths.of_column(row)
    # Added up from word to word: measured from the start, an over-long row takes quadratic time.
    begin = end = 0.0
    at = 0
    for match in _WORD.finditer(row.text):
        begin = end + widths.of(row.text[at : match.start()])
        end = begin + widths.of(match.group())
        at = match.end()
        first, last = begin / full % 1, end / full % 1
        if last < first or first >= _FIRST or last <= _LAST - 1:
            yield match


def split_of(word: str, evidence: Evidence) -> int | None:
    """Return where a word lost its hyphen, or None if it is one word.

    Examples
    --------
    >>> from collections import Counter
    >>> known = {"mars", "avril", "celui", "celui-ci"}.__contains__
    >>> evidence = Evidence(Counter(), known)
    >>> [split_of(word, evidence) for word in ("HéninLiétard", "19901995", "marsavril", "mars")]
    [5, 4, 4, None]
    """
    capital = _INNER_CAPITAL.search(word)
    if capital:
        return capital.start()
    years = _YEARS.fullmatch(word)
    if years:
        return 4 if years.group(1) < years.group(2) else None
    for part in re.finditer(r"[^-]+", word):
        if evidence.is_word(part.group()):
            continue
        for place in range(part.start() + 2, part.end() - 1):
            left, right = word[:place], word[place:]
            if stands_apart(left, right, evidence) and keeps_hyphen(left, right, evidence):
                return place
    return None
