"""Names in a list and titles in a row: what one of them is, its fellows are.

A list joins things of one kind: « Viverols, Saillant, Gorce et Ambert » are places, although one of
them alone could be a person; of « "Destins", "Le Quai" et "Feux" » each is a title.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotate.document.candidates import Candidate
from annotate.french.characters import SPACE
from annotate.french.classes import shipped_classes

_CLASSES = shipped_classes()
_LAST = _CLASSES.pattern("LIST_END")
_JOIN = rf"(?:{SPACE}?[,;]{SPACE}?(?:[–—-]{SPACE})?(?:{_LAST}{SPACE})?|{SPACE}{_LAST}{SPACE})"
_GAP = re.compile(
    rf"(?:{SPACE}\([\d\s–-]{{1,12}}\))?{_JOIN}"
    rf"(?:{_CLASSES.pattern('IN_A_LIST')}(?:(?<=['’])|{SPACE}))?"
)
_QUOTED = re.compile(r"[«“\"][ \u00a0\u202f]?(?P<title>[^«»“”\"\n]{2,90}?)[ \u00a0\u202f]?[»”\"]")
_DATED = rf"{SPACE}\([^()\n]{{1,40}}\)|{SPACE}(?:[^\W\d_]{{2,9}}{SPACE}){{1,2}}\d{{4}}"
_NEXT_QUOTE = re.compile(rf"(?:{_DATED})?{_JOIN}")
_NO_TITLE = re.compile(r"[.;:!?…]\s")
_BEFORE_NAMES = (
    rf"(?:(?:{SPACE}[^\W\d_A-Z]{{2,14}}){{0,4}}{SPACE}?[:(]{SPACE}?"
    rf"|(?:{SPACE}[^\W\d_A-Z]{{2,14}}){{0,2}},?{SPACE})\Z"
)
_OF_PLACES = rf"(?:{SPACE}[^\W\d_A-Z]{{3,14}})?{SPACE}(?:de{SPACE}|d['’])\Z"
_HEADED = {
    label: re.compile(
        rf"(?<!\w){_CLASSES.pattern(f'LIST_OF_{label}')}"
        + (f"(?:{_BEFORE_NAMES}|{_OF_PLACES})" if label == "LOC" else _BEFORE_NAMES)
    )
    for label in ("PER", "ORG", "LOC", "MISC")
}
_HEAD_WINDOW = 60
LEAST, SURE = 4, 0.95
"""How many names make a list, and how certain the model is of one that keeps its own label."""


@dataclass(slots=True)
class _Member:
    """One name of a list and its label; the score is that of the model, 1 where a rule read it."""

    start: int
    end: int
    label: str
    score: float


def fellows(text: str, named: Iterable[Candidate]) -> list[Candidate]:
    """Return the label of its fellows for every name that stands out in a list.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    named : iterable of Candidate
        The names found, each perhaps by several components.

    Returns
    -------
    list of Candidate
        With the rule ``list:label``: votes of a kind, for names that only the model read, and not
        with certainty, in a list of four and more of which two thirds are of one kind; or in a list
        of two and more whose kind a plural before it tells.

    Examples
    --------
    >>> text = "Lens, Arras, Loos et Gorce votent"
    >>> labels = ("LOC", "LOC", "LOC", "PER")
    >>> spans = ((0, 4), (6, 11), (13, 17), (21, 26))
    >>> names = [Candidate(*s, l, "model:m", 0.8) for s, l in zip(spans, labels)]
    >>> [(one.text(text), one.label) for one in fellows(text, names)]
    [('Gorce', 'LOC')]
    >>> text = "les logiciels Gorce et Loos"
    >>> names = [Candidate(14, 19, "PER", "model:m", 0.8), Candidate(23, 27, "LOC", "model:m", 0.8)]
    >>> [(one.text(text), one.label) for one in fellows(text, names)]
    [('Gorce', 'MISC'), ('Loos', 'MISC')]
    """
    found: list[Candidate] = []
    for run in _runs(text, _members(named)):
        if len(run) > 1 and (told := _told_before(text, run[0].start)):
            found += [
                Candidate(one.start, one.end, told, "list:label")
                for one in run
                if one.label != told and one.score < 1
            ]
            continue
        (label, most), *_ = Counter(member.label for member in run).most_common(1)
        if len(run) < LEAST or 3 * most < 2 * len(run):
            continue
        found += [
            Candidate(one.start, one.end, label, "list:label")
            for one in run
            if one.label != label and one.score < SURE
        ]
    return found


def _told_before(text: str, start: int) -> str | None:
    """Return the label that a plural before a list gives its names."""
    before = text[max(0, start - _HEAD_WINDOW) : start]
    return next((label for label, head in _HEADED.items() if head.search(before)), None)


def _members(named: Iterable[Candidate]) -> list[_Member]:
    """Return what each name is, the longest of those that overlap."""
    by_span: dict[tuple[int, int], list[Candidate]] = defaultdict(list)
    for one in named:
        by_span[one.start, one.end].append(one)
    members: list[_Member] = []
    for (start, end), some in sorted(by_span.items(), key=lambda item: (item[0][0], -item[0][1])):
        if members and start < members[-1].end:
            continue
        ruled = [one for one in some if not one.rule.startswith(("model", "gazetteer:confirmed"))]
        best = ruled[0] if ruled else max(some, key=lambda one: one.score or 0.0)
        members.append(_Member(start, end, best.label, 1.0 if ruled else best.score or 0.0))
    return members


def _runs(text: str, members: Sequence[_Member]) -> Iterator[list[_Member]]:
    """Yield the names that commas and « et » join, list by list."""
    run: list[_Member] = []
    for member in members:
        if run and not _GAP.fullmatch(text, run[-1].end, member.start):
            yield run
            run = []
        run.append(member)
    if run:
        yield run


def titles(text: str, named: Iterable[Candidate]) -> list[Candidate]:
    """Return the titles that quotes show: one beside a title, one of which the first words were
    read.

    Parameters
    ----------
    text, named
        As for :func:`fellows`.

    Returns
    -------
    list of Candidate
        MISC, with the rule ``consistency:title``.

    Examples
    --------
    >>> text = 'Elle écrit « Le Quai », « Destins » et « Feux ».'
    >>> names = [Candidate(13, 20, "MISC", "model:m", 0.8)]
    >>> [one.text(text) for one in titles(text, names)]
    ['Destins', 'Feux']
    """
    known = {(one.start, one.end) for one in named if one.label == "MISC"}
    begun: dict[int, int] = defaultdict(int)
    for start, end in known:
        begun[start] = max(begun[start], end)
    found: list[Candidate] = []
    for row in _rows(text):
        spans = [match.span("title") for match in row]
        if not any(span in known or begun.get(span[0], 0) > span[0] for span in spans):
            continue
        found += [
            Candidate(*span, "MISC", "consistency:title")
            for span in spans
            if span not in known and text[span[0]].isupper() and not _NO_TITLE.search(text, *span)
        ]
    return found


def _rows(text: str) -> Iterator[list[re.Match[str]]]:
    """Yield the quotes that commas and « et » join, row by row."""
    row: list[re.Match[str]] = []
    for match in _QUOTED.finditer(text):
        if row and not _NEXT_QUOTE.fullmatch(text, row[-1].end(), match.start()):
            yield row
            row = []
        row.append(match)
    if row:
        yield row
