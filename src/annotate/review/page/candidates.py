"""Which words may be a name: what the page offers where one was missed, and as other bounds."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from annotate.document.source import Range
from annotate.french.word_list import common_words
from annotate.french.words import starts_sentence

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d+/\d+|\w+(?:['’](?=\w))?")
_PARTICLES = frozenset("d' d’ de du des la les l' l’ sous sur lès".split())
_MONTHS = frozenset(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)
_BETWEEN = re.compile(r"[ \u00a0\u202f-]?| & ")
_NUMERAL = re.compile(r"[\d.,]*|[IVXLC]+|\w['’]?")
_STOP = re.compile(r"[.,;:!?()\[\]«»“”\"|–—\n]")


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
    >>> text = "Le puits 11/19 de la S.N.C.F. passe à Maisons & Cités."
    >>> [text[slice(*span)] for span in candidates(text, ())]
    ['11/19', 'S.N.C.F.', 'Maisons & Cités']
    """
    words = _words_outside(text, sorted(taken))
    found: list[Range] = []
    at = 0
    while at < len(words):
        last = _run(text, words, at) if _begins(text, words[at]) else None
        if last is not None:
            found.append((words[at][0], words[last][1]))
            at = last
        at += 1
    return found


def is_likely(text: str, span: Range, known: bool) -> bool:
    """Return whether words that look like a name are one so often that it is worth asking: every
    second time in the texts with gold.

    Parameters
    ----------
    text : str
        A piece of a text.
    span : Range
        One of its :func:`candidates`.
    known : bool
        Whether the same words are a name elsewhere.

    Examples
    --------
    >>> text = "Elle montre les Lensois, 3 puits et l’État. Dès lors Maheu part."
    >>> [text[slice(*one)] for one in candidates(text, ()) if is_likely(text, one, False)]
    ['Lensois', 'Maheu']
    """
    form = text[slice(*span)]
    if form[0].isdigit() or _NUMERAL.fullmatch(form):
        return False
    if known:
        return True
    return not (starts_sentence(text, span[0]) or form.lower() in common_words())


def bounds(text: str, spans: Sequence[Range]) -> list[list[Range]]:
    """Return for each name of a piece where else it may begin and end, the likeliest first.

    That is the words with capitals around it, up to the names beside it; these words over the
    names beside it; up to the next sign; between two signs; and without what comes before its
    first capital, or without its first word. On the texts with gold, two of three names with wrong
    bounds have the right ones among these.

    Parameters
    ----------
    text : str
        A piece of a text.
    spans : sequence of Range
        The names in it.

    Examples
    --------
    >>> text = "Puis « Le Port à marée basse », de Paul de Vos."
    >>> [[text[slice(*one)] for one in some] for some in bounds(text, [(7, 14), (35, 39)])]
    [['Le Port à marée basse', 'Port'], ['Paul de Vos', 'de Paul de Vos']]
    """
    runs = candidates(text, ())
    starts, ends = sorted(start for start, _ in spans), sorted(end for _, end in spans)
    stops = [match.start() for match in _STOP.finditer(text)]
    found = []
    for span in spans:
        before, after = bisect_right(ends, span[0]), bisect_left(starts, span[1])
        low = ends[before - 1] if before else 0
        high = starts[after] if after < len(starts) else len(text)
        run = _run_over(runs, span)
        left, right = bisect_left(stops, span[0]), bisect_left(stops, span[1])
        stop = stops[right] if right < len(stops) else len(text)
        every = (
            _capitals(text, (max(run[0], low), min(run[1], high))),
            _capitals(text, run),
            _trimmed(text, (span[0], stop)),
            _trimmed(text, (stops[left - 1] + 1 if left else 0, stop)),
            _shortened(text, span),
        )
        found.append([one for one in dict.fromkeys(every) if one is not None and one != span])
    return found


def _run_over(runs: Sequence[Range], span: Range) -> Range:
    """Return the words with capitals that a span shares a word with, or the span."""
    at = bisect_right(runs, span[0], key=lambda run: run[1])
    return runs[at] if at < len(runs) and runs[at][0] < span[1] else span


def _capitals(text: str, within: Range) -> Range | None:
    """Return all from the first word with a capital or a figure to the last one."""
    words = [match.span() for match in _WORD.finditer(text, *within)]
    own = [one for one in words if text[one[0]].isupper() or text[one[0]].isdigit()]
    return (own[0][0], own[-1][1]) if own else None


def _trimmed(text: str, span: Range) -> Range:
    quote = text[slice(*span)]
    return span[0] + len(quote) - len(quote.lstrip()), span[1] - len(quote) + len(quote.rstrip())


def _shortened(text: str, span: Range) -> Range | None:
    """Return a span without what comes before its first capital, or without its first word."""
    own = _capitals(text, span)
    if own is None or own[0] > span[0]:
        return own and (own[0], span[1])
    words = [match.span() for match in _WORD.finditer(text, *span)][1:]
    rest = (start for start, end in words if text[start:end] not in _PARTICLES)
    start = next(rest, None)
    return None if start is None else (start, span[1])


def _words_outside(text: str, held: Sequence[Range]) -> list[Range]:
    """Return the words that no span touches."""
    found, passed = [], 0
    last = 0
    for match in _WORD.finditer(text):
        while passed < len(held) and held[passed][0] < match.end():
            last, passed = max(last, held[passed][1]), passed + 1
        if last <= match.start():
            found.append(match.span())
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
        elif form in _MONTHS or between == "-":
            continue
        elif form not in _PARTICLES or before[0].isdigit():
            break
    return last
