"""Bibliographic calls, their authors, and the titles of the documents that notes cite."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from annotate.document.candidates import Candidate
from annotate.french.characters import UPPER
from annotate.pipes.citations import grammar
from annotate.pipes.citations.bibliography import find_entries, is_publishing_town
from annotate.rules.patterns import compiled

_PARENTHESIS = re.compile(rf"\(((?:[^()]|{grammar.IN_PARENTHESES}){{4,300}})\)")
_BETWEEN = re.compile(rf";|(?<=\d),?\s(?:cité[es]*\s(?:par|dans|in)|dans|in|apud)\s(?=[{UPPER}])")
_AGAIN = re.compile(rf"(?<![\w.]){grammar.AGAIN}(?!\w)", re.IGNORECASE)
_PAGES_AFTER = re.compile(grammar.PAGES)
_TITLE = re.compile(r"[«“][ \t\u00a0\u202f\n]?([^«»“”]{3,200})[»”]")
_AFTER_TITLE = re.compile(
    rf",\s(?:[^\n;()«»]{{0,100}}?(?<!\d))?(?P<year>{grammar.YEAR})(?!\d)"
    r"(?P<page>,\s?(?:[^\n;()«»]{0,40}?,\s)?pp?\.\s?\d{1,4}(?:\s?[–-]\s?\d{1,4})?)?"
)
_NOTE_START = re.compile(r"(?:\A|\n)[ \t]*\d{1,3}\.?[ \t\u00a0]{1,3}[^\n«.]{0,40}\Z")
_TO = re.compile(r"\s?[–—-]\s?")
_OF = re.compile(r"(?:de|du|des)\s|d[’']")
_NOUN_BEFORE = re.compile(r"\w\s\Z")
_ROMAN = re.compile(r"[IVXLCDM]+\Z")
_REFERS = re.compile(
    rf"(?:\b[Vv]oir|\b[Cc]f\.?)(?:{grammar.SPACE}(?:aussi|notamment))?{grammar.SPACE}\Z"
)
_WINDOW = 160
_MANY_BARE = 4
"""So many authors without a comma before the year, and they are no towns or events."""
_LONGEST_WORK = 12
"""Years between the volumes of a work; of a longer time the dates are those of a life."""


@dataclass(slots=True)
class _Call:
    """One call under construction: code points of the text, half-open."""

    start: int
    end: int
    authors: list[tuple[int, int]] = field(default_factory=list)
    people: list[tuple[int, int]] = field(default_factory=list)
    years: list[tuple[int, int]] = field(default_factory=list)
    titles: list[tuple[int, int]] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    publishers: list[tuple[int, int]] = field(default_factory=list)
    rule: str = "call"
    strong: bool = True


def find_citations(text: str, organizations: Collection[str] = frozenset()) -> list[Candidate]:
    """Find the bibliographic calls of `text`.

    Parameters
    ----------
    text : str
        A mended text, or a raw one.
    organizations : collection of str
        Acronyms in capitals that name organizations, so that ``(Insee, 2010)`` has an ORG for
        author. Authors in capitals or with a head such as ``Conseil`` are ORG without it.

    Returns
    -------
    list of Candidate
        In order, code points half-open. A ``CITATION`` covers the inside of each call, with
        attributes ``authors`` and ``years``, lists of ``[start, end]``; ``PER`` or ``ORG`` covers
        each author and ``MISC`` each title of a cited document, with ``in_citation`` true unless
        the author is named before the call; in an entry of a bibliography ``LOC`` and ``ORG``
        cover the place and the publisher. Authors lie inside their call, or before it where the
        sentence names them (``Daix (1996)``).

    Examples
    --------
    >>> text = "au long cours (Kourchid et Melin, 2002 ; SGAR, 1995, p. 3)"
    >>> [(f.label, f.text(text)) for f in find_citations(text)]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('CITATION', 'Kourchid et Melin, 2002 ; SGAR, 1995, p. 3'), ('PER', 'Kourchid'),
     ('PER', 'Melin'), ('ORG', 'SGAR')]
    """
    inside = [call for match in _PARENTHESIS.finditer(text) for call in _parenthesis(text, match)]
    # `(Lille 2004)` may be anything, unless the text is seen to write its calls without a comma.
    bare = [call for call in inside if call.rule == "bare"]
    named = {text[slice(*call.authors[0])] for call in bare if call.authors}
    without_comma = any(call.strong for call in bare) or (
        sum(not is_publishing_town(name) for name in named) >= _MANY_BARE
    )
    calls = [call for call in inside if call.strong or without_comma]
    known = {
        text[start:end].rsplit(maxsplit=1)[-1] for call in calls for start, end in call.authors
    }
    calls += _named_before(text, known)
    calls += _entries(text)
    calls += _titles(text)
    calls += _repeated(text, calls)
    return _findings(text, calls, organizations)


def _parenthesis(text: str, match: re.Match[str]) -> Iterator[_Call]:
    """Yield the call that a parenthesis is, if it is one."""
    inner = match.group(1)
    if "\n\n" in inner or not compiled(grammar.YEAR_OR_AGAIN).search(inner):
        return
    start, end = _trim(text, match.start(1), match.end(1))
    whole = _Call(start, end, strong=False)
    pieces = parsed = 0
    bounds = [
        match.start(1),
        *(at for m in _BETWEEN.finditer(text, *match.span(1)) for at in m.span()),
    ]
    for begin, stop in zip(bounds[::2], [*bounds[1::2], match.end(1)], strict=True):
        pieces += 1
        part = _piece(text, begin, stop, first=not whole.authors)
        if part is None:
            continue
        parsed += 1
        whole.authors += part.authors
        whole.years += part.years
        whole.strong = whole.strong or part.strong
        whole.rule = part.rule
    # `(Roux 1955 et 1967 ; Merlon 1980)`: no two events are dated so.
    many = len(whole.authors) > 1 and len(whole.years) > len(whole.authors)
    whole.strong = (
        whole.strong
        or many
        or _REFERS.search(text[max(0, match.start() - 24) : match.start()]) is not None
    )
    if parsed and 2 * parsed >= pieces and whole.authors:
        yield whole


def _piece(text: str, start: int, end: int, *, first: bool) -> _Call | None:
    """Read ``authors, years, pages`` in ``text[start:end]``."""
    start, end = _trim(text, start, end)
    locator = compiled(grammar.YEAR_OR_AGAIN).search(text, start, end)
    if locator is None:
        return None
    tail = text[locator.start() : end]
    dated = compiled(grammar.DATED).match(tail)
    if dated is None and compiled(grammar.PLACED).match(tail) is None:
        return None
    years = _years(text, locator.start(), locator.start() + dated.end("years")) if dated else []
    head = compiled(grammar.LEAD).match(text, start, locator.start())
    begin = head.end() if head else start
    stop = _rtrim(text, begin, locator.start())
    if begin >= stop:
        return None if first else _Call(start, end, years=years)
    comma = text[stop - 1] == ","
    stop = _rtrim(text, begin, stop - 1) if comma else stop
    authors = _authors(text, begin, stop)
    if not authors:
        return None
    edited = _others(text, begin, stop) < stop
    strong = comma or len(authors) > 1 or edited or bool(dated and dated.group("pages"))
    return _Call(start, end, authors, years=years, rule="call" if comma else "bare", strong=strong)


def _authors(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the authors in ``text[start:end]``; none unless all of it is authors."""
    if compiled(grammar.AUTHORS).fullmatch(text, start, end) is None:
        return []
    end = _others(text, start, end)
    found: list[tuple[int, int]] = []
    place = start
    while place < end and len(found) < 8:
        author = compiled(grammar.AUTHOR).match(text, place, end)
        if author is None or not _may_be_author(author.group()):
            return []
        found.append(author.span())
        gap = compiled(grammar.SEPARATOR).match(text, author.end(), end)
        if gap is None:
            return found if author.end() == end else []
        place = gap.end()
    return found


def _others(text: str, start: int, end: int) -> int:
    """Return where the authors end before ``et al.`` and ``(dir.)``."""
    match = compiled(grammar.OTHERS_AT_END).search(text, start, end)
    return match.start() if match else end


def _may_be_author(name: str) -> bool:
    words = name.split()
    first = words[0].lower().rstrip(".")
    if first in grammar.NOT_AUTHORS or first in grammar.OPENERS - {"le", "la", "des", "du"}:
        return False
    return not any(_ROMAN.match(word) for word in words)


def _named_before(text: str, known: Collection[str]) -> Iterator[_Call]:
    """Yield calls whose author is in the sentence: ``comme l'écrit Daix (1996)``.

    Works, towns and events are dated in the same way, so something must speak for an author: two
    names, ``et al.``, a page, a letter after the year, a verb of saying, or a call elsewhere.
    """
    for match in _PARENTHESIS.finditer(text):
        inner = match.group(1)
        dated = compiled(grammar.DATED).match(inner.strip()) or compiled(grammar.PLACED).match(
            inner.strip()
        )
        if dated is None or inner.strip().lower().startswith("i"):
            continue  # `(ibid.)` repeats the last call, whoever is named before it
        years = _years(text, match.start(1), match.end(1))
        if _is_life(text, years):
            continue
        floor = max(0, match.start() - _WINDOW)
        begin, stop, authors = _just_before(text, floor, match.start())
        if not authors:
            continue
        surname = text[slice(*authors[-1])].rsplit(maxsplit=1)[-1]
        if (
            len(authors) > 1
            or _others(text, begin, stop) < stop
            or dated.group("pages")
            or re.match(rf"{grammar.YEAR}[a-h]", inner)
            or "again" in dated.groupdict()
            or surname in known
            or compiled(grammar.SAYS_AFTER).match(text, match.end())
            or compiled(grammar.SAYS_BEFORE).search(text, max(0, begin - 40), begin)
        ):
            start, end = _trim(text, match.start(1), match.end(1))
            yield _Call(start, end, authors, years=years, rule="named")


def _is_life(text: str, years: list[tuple[int, int]]) -> bool:
    """Return whether two years are those of a birth and a death: « Anne Roux (1841-1929) »."""
    if len(years) != 2 or not _TO.fullmatch(text, years[0][1], years[1][0]):
        return False
    first, last = (int(text[slice(*year)]) for year in years)
    return last - first > _LONGEST_WORK


def _just_before(text: str, floor: int, end: int) -> tuple[int, int, list[tuple[int, int]]]:
    """Return the authors that are right before `end`, without what opens the sentence."""
    match = compiled(grammar.AUTHORS_BEFORE).search(text[floor:end])
    if match is None:
        return end, end, []
    begin, stop = floor + match.start("authors"), floor + match.end("authors")
    while begin < stop:
        word = re.match(r"[\w’']+\.?\s*", text[begin:stop])
        if word is None or word.group().strip(" .\n").lower() not in grammar.OPENERS:
            break
        begin += word.end()
    # In `les travaux de Vidal`, `de` is no part of the name; in `comme l'écrit de Certeau` it is.
    particle = _OF.match(text, begin, stop)
    if particle and _NOUN_BEFORE.search(text, floor, begin):
        said = compiled(grammar.SAYS_BEFORE).search(text, max(0, begin - 40), begin)
        begin = begin if said else particle.end()
    return begin, stop, _authors(text, begin, stop)


def _repeated(text: str, calls: list[_Call]) -> Iterator[_Call]:
    """Yield ``ibid., p. 12`` and ``Daix, op. cit., p. 3`` outside the calls found so far."""
    taken = sorted((call.start, call.end) for call in calls)
    at = 0
    for match in _AGAIN.finditer(text):
        while at < len(taken) and taken[at][1] <= match.start():
            at += 1
        if at < len(taken) and taken[at][0] <= match.start():
            continue
        pages = _PAGES_AFTER.match(text, match.end())
        end = pages.end() if pages else match.end()
        begin, _, authors = _just_before(text, max(0, match.start() - _WINDOW), match.start())
        if authors:
            yield _Call(begin, end, authors, rule="again")
        elif match.group().lower().startswith("ibid"):
            yield _Call(match.start(), end, rule="again")


def _entries(text: str) -> Iterator[_Call]:
    """Yield the entries of a bibliography."""
    for entry in find_entries(text):
        yield _Call(
            entry.start,
            entry.end,
            authors=entry.authors,
            people=entry.people,
            years=entry.years,
            titles=entry.titles,
            places=entry.places,
            publishers=entry.publishers,
            rule="entry",
        )


def _titles(text: str) -> Iterator[_Call]:
    """Yield cited documents: a title in quotation marks, then a year and a page.

    In a note that begins with it, the year is enough.
    """
    for match in _TITLE.finditer(text):
        after = _AFTER_TITLE.match(text, match.end())
        if after is None or "\n\n" in match.group(1):
            continue
        before = text[max(0, match.start() - 70) : match.start()]
        if after.group("page") is None and not (
            _NOTE_START.search(before) and text[after.end() : after.end() + 1] in (".", "")
        ):
            continue
        begin, _, authors = _just_before(text, max(0, match.start() - _WINDOW), match.start())
        begin = begin if authors and text[begin : match.start()].rstrip().endswith(",") else -1
        title = _trim(text, match.start(1), match.end(1))
        if title[0] == title[1]:
            continue
        yield _Call(
            match.start() if begin < 0 else begin,
            after.end(),
            [] if begin < 0 else authors,
            years=[after.span("year")],
            titles=[title],
            rule="document",
        )


def _findings(text: str, calls: list[_Call], organizations: Collection[str]) -> list[Candidate]:
    found: dict[tuple[int, int, str], Candidate] = {}
    end = 0
    for call in sorted(calls, key=lambda c: (c.start, -c.end)):
        if call.start < end:
            continue
        end = call.end
        rule = "call" if call.rule == "bare" else call.rule
        attributes = {
            "authors": [list(span) for span in call.authors],
            "years": [list(span) for span in call.years],
        }
        rows = [
            Candidate(
                call.start, call.end, "CITATION", f"rule:citations.{rule}", None, None, attributes
            )
        ]
        inside = {"in_citation": True}
        for span in call.authors:
            named = text[slice(*span)]
            body = span not in call.people and is_organization(named, organizations)
            label = "ORG" if body else "PER"
            # Whom the sentence names before the call is nobody of the call.
            marked = inside if call.start <= span[0] < call.end else {}
            rows.append(Candidate(*span, label, "rule:citations.author", attributes=marked))
        rows += [
            Candidate(*span, "MISC", "rule:citations.title", attributes=inside)
            for span in call.titles
        ]
        rows += [
            Candidate(*span, "LOC", "rule:citations.place", attributes=inside)
            for span in call.places
        ]
        rows += [
            Candidate(*span, "ORG", "rule:citations.publisher", attributes=inside)
            for span in call.publishers
        ]
        for row in rows:
            found.setdefault((row.start, row.end, row.label), row)
    return sorted(found.values(), key=lambda f: (f.start, -f.end, f.label))


def is_organization(author: str, organizations: Collection[str] = frozenset()) -> bool:
    """Return whether the author of a call is an organization rather than a person.

    Examples
    --------
    >>> [is_organization(a) for a in ("SGAR", "Conseil général du Nord", "Melin", "MELIN H.")]
    [True, True, False, False]
    """
    if compiled(grammar.BODY_HEAD).match(author):
        return True
    letters = author.replace("-", "").replace("&", "").replace("/", "")
    if letters.isalnum() and letters.isupper():
        return True
    return len(author) > 3 and author.upper() in organizations


def _years(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [match.span() for match in compiled(grammar.ONE_YEAR).finditer(text, start, end)]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    return start, _rtrim(text, start, end)


def _rtrim(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
