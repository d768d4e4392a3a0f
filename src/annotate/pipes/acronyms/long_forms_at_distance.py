"""Long forms that are apart from their acronym: in a note, or in full somewhere in the text.

A text may explain ``HBNPC`` in the note it calls (``1. Houillères du bassin …``), or name the
``Charbonnages de France`` and call them ``CDF`` a page later. Nothing joins the two but their
letters, so that these are asked for: the initials of the words, without a word left out, at the
beginning of a paragraph or after a capitalised head such as ``Centre``; or the very long form
that the lexicon has for the acronym. A note that the acronym itself calls (``ICOM2``), and that is
a name and nothing else, needs no such letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain

from annotate.french.characters import fold
from annotate.french.classes import shipped_classes
from annotate.pipes.acronym_alignment import ShortForms, align_after, letters_of, words
from annotate.pipes.acronyms.definitions import WALL, Definition, tidy
from annotate.pipes.acronyms.lexicon import AcronymLexicon, stems
from annotate.pipes.acronyms.patterns import key

_CLASSES = shipped_classes()
_WINDOW = 200
#: The beginning of a paragraph or of a note, with the number and the words that lead in.
_OPENING = re.compile(
    r"(?:\A|\n)[ \t]*(?:(?P<note>\(?\d{1,3}[.)]?[ \u00a0]{0,2})|[•*–-][ \u00a0])?"
    rf"(?:{_CLASSES.pattern('NOTE_EXPLAINS', ' ')}[ \u00a0]"
    r"(?:l[ea]s?[ \u00a0]|l[’'])?"
    rf"|{_CLASSES.pattern('NOTE_PRESENTS', ' ')}[ \u00a0]"
    r"(?:d[eu]s?[ \u00a0](?:la[ \u00a0]|l[’'])?)?"
    r"|L[ea]s?[ \u00a0]|L[’'])?(?=[^\W\d_])"
)

#: A note that is a few words without a figure or a comma: a name, if it begins as one.
_GLOSS = re.compile(
    r"(?:\A|\n)[ \t]*\(?(?P<note>\d{1,3})[.)]?[ \u00a0]{1,2}"
    r"(?P<gloss>(?P<head>[^\W\d_]+)(?:[ \u00a0][^\W\d_][^\s\d.,;:()]*){1,9})\.?[ \t]*(?=\n|\Z)"
)


def find_elsewhere(
    text: str, undefined: Mapping[str, str], lexicon: AcronymLexicon, calls: Mapping[int, str]
) -> list[Definition]:
    """Find what `text` says, apart from their uses, that its undefined acronyms stand for.

    Parameters
    ----------
    text : str
        A mended text, or a raw one.
    undefined : mapping of str to str
        Acronyms that the text does not define: key to the form used.
    lexicon : AcronymLexicon
        Heads of long forms, and long forms that the letters do not tell.
    calls : mapping of int to str
        The numbers of the note calls that mending took away, by where each followed.

    Returns
    -------
    list of Definition
        In order; `short` is empty and is where the long form begins; the form is ``note``
        (beginning of a paragraph), ``apart`` or ``confirmed`` (by the lexicon).

    Examples
    --------
    >>> lexicon = AcronymLexicon(heads={"union": "ORG"})
    >>> text = "L’UDM signe ; la SLC aussi.\\n\\n1. Union des mineurs.\\n\\n2. Société des lampes."
    >>> found = find_elsewhere(text, {"UDM": "UDM", "SDL": "SDL"}, lexicon, {})
    >>> [(d.key, d.form, d.expansion) for d in found]
    [('UDM', 'note', 'Union des mineurs'), ('SDL', 'note', 'Société des lampes')]
    """
    if not undefined:
        return []
    found: dict[tuple[str, int], Definition] = {}
    shorts = ShortForms(one for one in undefined.values() if len(letters_of(one)[-1]) >= 3)
    for definition in (
        *_confirmed(text, undefined, lexicon),
        *_called(text, undefined, lexicon, calls),
        *_openings(text, shorts),
        *_behind_heads(text, shorts, lexicon),
    ):
        found.setdefault((definition.key, definition.long[0]), definition)
    return sorted(found.values(), key=lambda definition: definition.long)


def _called(
    text: str, undefined: Mapping[str, str], lexicon: AcronymLexicon, calls: Mapping[int, str]
) -> Iterator[Definition]:
    """Yield notes that are a long form and nothing else, of acronyms that call them (``ICOM2``);
    their letters need not be those of the acronym, which may be another language's.
    """
    called: dict[str, list[str]] = {}
    for short, number in _calls(text, frozenset(undefined.values()), calls):
        called.setdefault(number, []).append(short)
    for match in _GLOSS.finditer(text) if called else ():
        shorts = called.get(match["note"], [])
        if len(set(shorts)) == 1 and fold(match["head"]) in lexicon.heads:
            span = match.span("gloss")
            expansion = tidy(match["gloss"])
            yield Definition((span[0], span[0]), span, "note", key(shorts[0]), expansion)


def _calls(
    text: str, shorts: frozenset[str], taken: Mapping[int, str]
) -> Iterator[tuple[str, str]]:
    """Yield the acronyms that the number of a note follows at once, or followed before mending
    took it away, and the number.
    """
    stuck = (
        (at, text[at : match.end()])
        for match in _LAST_DIGITS.finditer(text)
        for at in range(match.start(), match.end())
    )
    lengths = sorted({len(short) for short in shorts})
    for at, number in chain(stuck, taken.items()):
        for length in lengths:
            begin = at - length
            own = begin >= 0 and text[begin:at] in shorts
            if own and not (begin and _JOINED.match(text[begin - 1])):
                yield text[begin:at], number


def _openings(text: str, shorts: ShortForms) -> Iterator[Definition]:
    for match in _OPENING.finditer(text):
        # A paragraph of the text may begin with any words; only a note explains.
        if match["note"] is None and match.end() - match.start() < 6:
            continue
        yield from _aligned(text, match.end(), shorts, "note")


def _behind_heads(text: str, shorts: ShortForms, lexicon: AcronymLexicon) -> Iterator[Definition]:
    heads = sorted(head.capitalize() for head in lexicon.heads if fold(head[0]) in shorts.initials)
    if not heads:
        return
    for match in _heads(tuple(heads)).finditer(text):
        for definition in _aligned(text, match.start(), shorts, "apart"):
            known = lexicon.entries.get(definition.key)
            if _LONGER.match(text, definition.long[1]):
                continue
            if known is None or stems(known.expansion) == stems(definition.expansion):
                yield definition


_LAST_DIGITS = re.compile(r"\d{1,3}(?!\w)")
_JOINED = re.compile(r"[\w-]")


@lru_cache(maxsize=256)
def _heads(heads: tuple[str, ...]) -> re.Pattern[str]:
    # Heads are folded in the lexicon: an accent may be on their first letter.
    accents = {"E": "[EÉÈ]", "A": "[AÀ]", "I": "[IÎ]", "O": "[OÔ]"}
    loose = (
        accents.get(head[0], head[0]) + re.sub("[aeiouc]", lambda m: _LOOSE[m.group()], head[1:])
        for head in heads
    )
    return re.compile(rf"(?<![\w-])(?:{'|'.join(loose)})s?(?=[ \u00a0\n])")


_LOOSE = {"a": "[aàâ]", "e": "[eéèê]", "i": "[iîï]", "o": "[oô]", "u": "[uûù]", "c": "[cç]"}


def _aligned(text: str, start: int, shorts: ShortForms, form: str) -> Iterator[Definition]:
    if fold(text[start])[:1] not in shorts.initials:
        return
    ceiling = min(len(text), start + _WINDOW)
    wall = WALL.search(text, start, ceiling)
    window = words(text, start, wall.start() if wall else ceiling, most=30)
    for short in shorts.of(window):
        found = align_after(short, window, closed=False, strict=True)
        if found is None or found.first == found.last:
            continue
        span = window[found.first].start, window[found.last].end
        if text[slice(*span)].isupper():
            continue
        yield Definition((span[0], span[0]), span, form, key(short), tidy(text[slice(*span)]))


def _confirmed(
    text: str, undefined: Iterable[str], lexicon: AcronymLexicon
) -> Iterator[Definition]:
    known = [
        (name, lexicon.entries[name].expansion) for name in undefined if name in lexicon.entries
    ]
    low = text.lower().replace("’", "'") if known else ""
    if len(low) != len(text):
        return
    for name, expansion in known:
        first, _, _ = expansion.lower().replace("’", "'").partition(" ")
        pattern = _loosely(expansion)
        start, tries = low.find(first), 0
        while start >= 0 and tries < 40:
            tries += 1
            match = pattern.match(low, start)
            inside = low[max(0, start - 1) : start].isalnum()
            if match and not inside and not _LONGER.match(low, match.end()):
                span = match.span()
                expanded = tidy(text[slice(*span)])
                yield Definition((start, start), span, "confirmed", name, expanded)
            start = low.find(first, start + 1)


#: What makes a known long form the beginning of the name of another body.
_LONGER = re.compile(rf"\s{_CLASSES.pattern('LONG_FORM_GOES_ON')}\s")


@lru_cache(maxsize=1024)
def _loosely(expansion: str) -> re.Pattern[str]:
    """Return a pattern of a long form with free white space and plurals, in small letters."""
    parts = re.split(r"[ ]", expansion.lower().replace("’", "'"))
    return re.compile(r"[ \u00a0]?\n?[ \u00a0]?".join(map(_word, parts)) + r"(?!\w)")


def _word(part: str) -> str:
    escaped = re.escape(part)
    return escaped.replace("'", r"['’] ?") + ("s?" if part[-1].isalpha() else "")
