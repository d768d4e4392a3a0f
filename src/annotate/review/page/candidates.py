"""Which words may be a name: what the page offers where one was missed, at the pointer, and where
bounds are others.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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
_TOKEN = re.compile(r"\w+(?:-\w+)*(?:['’](?=\w))?|[^\w\s]")
_LINKS = _PARTICLES | frozenset("à au aux dans en et ou par pour un une".split())
_PAIRS = {"«": "»", "“": "”", '"': '"'}
_FAR = 12
"""So many words before or after the one at the pointer a name may begin or end."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What a key means with the pointer over a word or a sign that no name covers.

    Attributes
    ----------
    at : Range
        The word or the sign, or words that mean the same.
    words : Range
        The words that a label makes a name.
    grows : Range or None
        The name that becomes these words instead, where one was cut short: it begins with them, or
        lacks their article alone. Others inside of them stay as they are.
    """

    at: Range
    words: Range
    grows: Range | None = None


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


def aims(text: str, spans: Iterable[Range]) -> list[Aim]:
    """Return what a key means at the words and signs of a piece that no name covers, in order.

    That is, at words with capitals, all that follow each other; at a word that joins others (`de`,
    `à`, `en`), what it joins; at another word, what begins at the last capital or with the name
    before it, or else ends with the name or the capital after it; at a sign, what stands between it
    and the next one, or between quotation marks. For nine of ten names in texts with gold there is
    a place that means them, were they missed.

    Parameters
    ----------
    text : str
        A piece of a text.
    spans : iterable of Range
        The names in it.

    Examples
    --------
    >>> text = "Le musée de la mine et la fosse de Lens montrent « Le Jour, la nuit »."
    >>> for one in aims(text, [(35, 39)]):
    ...     if text[slice(*one.at)] in ("de", "«", "fosse"):
    ...         print(text[slice(*one.at)], "->", text[slice(*one.words)])
    de -> musée de la mine et la fosse de Lens
    fosse -> fosse
    de -> fosse de Lens
    « -> Le Jour, la nuit
    """
    return list(_Pointer(text, list(spans)).aims())


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
        numbered = form[0].isdigit() and before not in _PARTICLES
        if form[0].isupper() or numbered or (form in ("bis", "ter") and before[0].isdigit()):
            last = at
        elif form in _MONTHS or between == "-":
            continue
        elif form not in _PARTICLES or before[0].isdigit():
            break
    return last


class _Pointer:
    """A piece of a text, word by word and sign by sign."""

    def __init__(self, text: str, spans: Sequence[Range]) -> None:
        self._text = text
        self._tokens = [match.span() for match in _TOKEN.finditer(text)]
        self._starts = [start for start, _ in self._tokens]
        self._ends = [end for _, end in self._tokens]
        self._forms = [text[start:end] for start, end in self._tokens]
        self._links = [form.lower() in _LINKS for form in self._forms]
        self._names: dict[int, Range] = {}
        self._runs: dict[int, Range] = {}
        for span in sorted(spans, key=lambda one: one[1] - one[0]):
            self._names.update(dict.fromkeys(self._within(span), span))
        for run in candidates(text, spans):
            # An article with a capital is no name, and may belong to the next one.
            if text[slice(*run)].lower() not in _LINKS:
                self._runs.update(dict.fromkeys(self._within(run), run))
        self._signs: dict[str, list[int]] = defaultdict(list)
        for match in _STOP.finditer(text):
            self._signs[match[0]].append(match.start())
        self._stops = sorted(at for some in self._signs.values() for at in some)

    def _within(self, span: Range) -> range:
        """Return the places of the words that share a letter with a span."""
        return range(bisect_right(self._ends, span[0]), bisect_left(self._starts, span[1]))

    def aims(self) -> Iterator[Aim]:
        for at, token in enumerate(self._tokens):
            if at in self._names:
                continue
            run = self._runs.get(at)
            if run is not None:
                if self._runs.get(at - 1) != run:
                    yield self._of_run(at, run)
                continue
            words = self._meant(at)
            if words is not None:
                yield Aim(token, words, self._grown(words))

    def _of_run(self, at: int, run: Range) -> Aim:
        """Return words with capitals, or the name that they follow at once, grown by them."""
        name = self._names.get(at - 1)
        if name is None or self._text[name[1] : run[0]].strip():
            return Aim(run, run)
        return Aim(run, (name[0], run[1]), name)

    def _meant(self, at: int) -> Range | None:
        if not self._is_word(at):
            return self._beside_sign(at)
        return self._joined(at) if self._links[at] else self._up_to(at)

    def _is_word(self, at: int) -> bool:
        return 0 <= at < len(self._tokens) and self._forms[at][0].isalnum()

    def _is_link(self, at: int) -> bool:
        return 0 <= at < len(self._links) and self._links[at]

    def _is_named(self, at: int) -> bool:
        """Return whether a word has a capital or a figure, or is one of a name."""
        first = self._forms[at][0]
        return at in self._names or at in self._runs or first.isupper() or first.isdigit()

    def _unit(self, at: int) -> Range:
        """Return the name or the words with capitals that a word belongs to, or the word."""
        return self._names.get(at) or self._runs.get(at) or self._tokens[at]

    def _joined(self, at: int) -> Range:
        """Return what a word joins: a word or a name on its left, and on its right up to the next
        name; one with a capital begins a name.
        """
        low, end = self._tokens[at]
        if not self._forms[at][0].isupper():
            first = at - 1
            while first > at - _FAR and self._is_link(first) and self._forms[first][0].islower():
                first -= 1
            low = self._unit(first)[0] if self._is_word(first) else low
        last = at + 1
        while last < at + _FAR and self._is_link(last) and not self._is_named(last):
            last += 1
        if not self._is_word(last):
            return low, end
        for place in range(last, last + _FAR):
            if not self._is_word(place):
                break
            if self._is_named(place):
                return low, self._unit(place)[1]
        return low, self._tokens[last][1]

    def _up_to(self, at: int) -> Range:
        """Return all from the last capital or name up to a word, or from it to the name that
        follows, or the word.
        """
        end = self._tokens[at][1]
        for place in range(at, at - _FAR, -1):
            if not self._is_word(place):
                break
            if place in self._names:
                return self._names[place][0], end
            if self._forms[place][0].isupper() and (
                _begins(self._text, self._tokens[place])
                or (place == at - 1 and not self._links[place])
            ):
                return self._tokens[place][0], end
        if self._is_word(at + 1) and self._is_named(at + 1):
            return self._tokens[at][0], self._unit(at + 1)[1]
        return self._tokens[at]

    def _beside_sign(self, at: int) -> Range | None:
        """Return what stands between a sign and the next one, or between quotation marks."""
        (start, end), sign = self._tokens[at], self._forms[at]
        opening = next((first for first, last in _PAIRS.items() if last == sign != first), None)
        if opening is not None:
            before = self._signs[opening]
            place = bisect_left(before, start)
            return self._between(before[place - 1] + 1, start) if place else None
        if not _STOP.fullmatch(sign):
            return None
        after = self._signs[_PAIRS[sign]] if sign in _PAIRS else self._stops
        place = bisect_left(after, end)
        return self._between(end, after[place] if place < len(after) else len(self._text))

    def _between(self, start: int, end: int) -> Range | None:
        found = _trimmed(self._text, (start, end))
        return found if found[0] < found[1] else None

    def _grown(self, words: Range) -> Range | None:
        """Return the name that becomes some words, or is them: a label is another one for it."""
        for at in self._within(words):
            span = self._names.get(at)
            if span is not None:
                inside = words[0] <= span[0] and span[1] <= words[1]
                return span if inside else None
            if not (self._links[at] and self._forms[at][0].isupper()):
                return None
        return None
