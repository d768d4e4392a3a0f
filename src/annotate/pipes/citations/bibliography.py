"""Entries of a bibliography: ``Vitse (Louis), Les Eaux montantes, Douai, Le Rivage, 2001``.

An entry is a paragraph, or an item of a list, that begins with authors and ends with a year or
pages. Names turned round (``Vitse (Louis)``, ``Vitse, L.``) begin nothing else; an author written
otherwise is one only under the heading of a bibliography, or in a note, where a year or pages end
each reference. The title is what lies between the authors and the place; a journal, or a book and
its editors, follow a title in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from annotate.french.characters import LOWER, UPPER
from annotate.french.classes import shipped_classes
from annotate.pipes.citations import grammar
from annotate.rules.patterns import compiled

_CLASSES = shipped_classes()
Span = tuple[int, int]

_PARAGRAPH = re.compile(
    r"(?:\A|\n)[ \t]*(?:[•●▪*–—-][ \t\u00a0]{1,3}|\[\d{1,3}\][ \t\u00a0]{1,3}"
    r"|(?P<note>\d{1,3}\.?[ \t\u00a0]{1,3}))?"
    rf"(?P<entry>[{UPPER}«“dv][^\n]{{11,600}}"
    r"(?:\n(?![ \t]*(?:\n|[•●▪*–—-][ \t\u00a0]|\[\d))[^\n]{1,400}){0,6})"
)
_TITLES = _CLASSES.pattern("BIBLIOGRAPHY_HEADING", "[ \u00a0]")
_HEADING = re.compile(
    r"(?:\A|\n)[ \t]*(?:\d{1,2}\.?[ \t])?"
    rf"{_TITLES}[^\n.]{{0,50}}(?=\n|\Z)"
)
_GIVEN = rf"[{UPPER}][\w’'.\- ]{{0,30}}"
_SURNAME = (
    rf"(?:{_CLASSES.pattern('TURNED_NAME_PARTICLE', ' ')}\s|[dD][’'])?"
    rf"[{UPPER}][\w’'\-]{{1,30}}"
)
_SURNAMES = rf"{_SURNAME}(?:[ ](?!et\b){_SURNAME}){{0,2}}"
_INITIALS = rf"(?:[{UPPER}][{LOWER}]?\.(?:[ -]?[{UPPER}]\.){{0,2}})"
_GIVEN_NAME = rf"(?:{_CLASSES.pattern('MANS_NAME')}|{_CLASSES.pattern('WOMANS_NAME')})"
_TURNED = re.compile(
    rf"(?P<name>{_SURNAMES})(?:\s\((?!dir|éd|ed|coord)(?:{_GIVEN})\)|,?\s{_INITIALS}(?!\w)"
    rf"|,\s{_GIVEN_NAME}(?:[ -](?:{_GIVEN_NAME}|[{UPPER}]\.)){{0,2}}(?=[.,;]|\s[(–&-]|\set\s)"
    rf"|,\s[{UPPER}][{LOWER}-]{{2,15}}(?=\.\s[«“]))"
)
_LISTED = re.compile(
    rf"(?P<first>{grammar.AUTHOR})(?:,?\s(?:et|&)\s(?P<second>{grammar.AUTHOR}))?"
    r"(?=,\s|\s\((?:dir|éd|coord|[12]\d{3}))"
)
_NO_AUTHOR = re.compile(rf"(?:{_CLASSES.pattern('ARCHIVE_HOLDER')}|L[ea]s?\s|L[’'])")
_NO_TITLE = re.compile(rf"[{UPPER}{LOWER}]{{3,}}(?:eur|euse|ère|trice|iste|ien|ienne|aire)\b")
_AND = re.compile(r"\s?,?\s(?:et|&)\s|\s?[;,]\s|\s[–-]\s")
_EDITED = re.compile(
    r"(?:,?\s(?:et\sal\.|alii))?"
    rf"(?:,?\s\(?{_CLASSES.pattern('EDITED_BY', ' ')}\.?\)?)?"
)
_YEAR_FIRST = re.compile(rf"[,.]?\s\(?(?P<year>{grammar.YEAR})[a-h]?\)?\s?[,.:]?\s")
_AFTER_AUTHORS = re.compile(r"\s?[,.:]\s")
_SERIES = r"(?:\.?\s\([^()\n]{3,60}\))?"
_PAGES_END = re.compile(
    r",\s(?:(?:\d{1,4}\s)?pp?\.(?:\s?\d{1,4}(?:\s?[–-]\s?\d{1,4})?)?|\d{1,4}\s?p\.?)"
    rf"{_EDITED.pattern}{_SERIES}\Z"
)
_MONTH = (
    rf"(?:(?:\d{{1,2}}(?:er)?\s)?(?:{_CLASSES.pattern('MONTH')}|{_CLASSES.pattern('SEASON')})\s)?"
)
_YEAR_END = re.compile(
    rf"[,.]\s{_MONTH}(?P<year>{grammar.YEAR})(?:[-–/]\d{{2,4}})?"
    rf"(?P<issue>(?:,\s{_CLASSES.pattern('ISSUE')}\s?[\w°()/–-]{{1,12}}){{0,3}}){_SERIES}\Z"
)
_REFERENCE_END = re.compile(
    rf"(?P<end>,\s{_MONTH}{grammar.YEAR}(?:[-–/]\d{{2,4}})?{grammar.PAGES}(?:,\s\d{{1,4}}\sp\.?)?)"
    r"\s?(?:;\s|\.\s|(?<=\.)\s|\.?\Z)"
)
_REFERENCE_START = re.compile(
    rf"(?:(?<=[.;:]\s)|\b(?:[Vv]oir|[Cc]f\.?)\s(?:aussi\s)?)(?=[{UPPER}])"
)
_KIND = re.compile(rf"{_CLASSES.pattern('PUBLICATION_KIND', ' ')}(?!\w)")
_PUBLISHER_HEAD = re.compile(rf"{_CLASSES.pattern('PUBLISHER_NOUN', ' ')}(?!\w)")
_PUBLISHING_TOWN = re.compile(_CLASSES.pattern("PUBLISHING_TOWN", " "))
_TOWN_AND_PUBLISHER = re.compile(r"(?P<town>[^,:]{3,30}?)\s?:\s(?P<publisher>[^,:]{2,60})")
_IN_BOOK = re.compile(r",?\s(?:dans|in|In)\s(?:[Ii]d\.,\s)?")
_ISSUE = re.compile(rf"(?:{_CLASSES.pattern('ISSUE')}|\d|X{{0,3}}[IVX]+\b)")
_VOLUME = re.compile(rf"{_CLASSES.pattern('ISSUE')}\s?[\dIVX]")
_NUMBERED = re.compile(r"\d{1,4}\s?\(\d|\d{1,4}\Z|\d{1,4}\s?[–-]\s?\d{1,4}\Z")
_STOP = re.compile(rf"[.?!]\s(?=[{UPPER}])")
_QUOTED = re.compile(r"[«“]\s?(?P<title>[^«»“”]{3,250}?)\s?[»”]")
_JOURNAL = re.compile(r"[,.]?\s(?P<in>in\s)?(?P<name>[^,;()«»]{3,90}?)(?=,|\Z)")
_CITY = re.compile(
    rf"(?:Le\s|La\s|Les\s|L[’'])?[{UPPER}][\w’'-]{{2,25}}"
    rf"(?:[ -][{UPPER}][\w’'-]{{2,20}}){{0,2}}"
)
_PUBLISHER = re.compile(rf"[{UPPER}][\w’'.&\- ]{{1,70}}")
_HOUSE = re.compile(
    rf"(?:L[ea]s?\s|L[’'])?[{UPPER}][\w’'-]{{2,20}}(?:\s(?:et\s|&\s)?[{UPPER}][\w’'-]{{1,20}}){{0,2}}"
)


@dataclass(slots=True)
class Entry:
    """One entry: its span and those of its parts, code points, half-open."""

    start: int
    end: int
    authors: list[Span] = field(default_factory=list)
    people: list[Span] = field(default_factory=list)
    """Authors whose names are turned round: no organization's is."""
    years: list[Span] = field(default_factory=list)
    titles: list[Span] = field(default_factory=list)
    places: list[Span] = field(default_factory=list)
    publishers: list[Span] = field(default_factory=list)


def find_entries(text: str) -> list[Entry]:
    """Find the bibliography entries of `text`, in order.

    Examples
    --------
    >>> text = "• Vitse (Louis), Les Eaux montantes, Douai, Le Rivage, 2001, pp. 3-12."
    >>> [entry] = find_entries(text)
    >>> [text[slice(*span)] for span in (*entry.authors, *entry.titles, *entry.places)]
    ['Vitse', 'Les Eaux montantes', 'Douai']
    """
    heading = _HEADING.search(text)
    listed_from = heading.end() if heading else len(text) + 1
    return list(_entries(text, listed_from))


def _entries(text: str, listed_from: int) -> Iterator[Entry]:
    for match in _PARAGRAPH.finditer(text):
        start, end = match.span("entry")
        if match["note"]:
            yield from _in_note(text, start, end)
            continue
        end = start + len(text[start:end].rstrip().removesuffix("."))
        listed = start >= listed_from
        entry = _entry(text, start, end, listed=listed)
        if entry is None and not listed:
            # Below an epigraph stands a reference alone: place, publisher and pages say it.
            entry = _entry(text, start, end, listed=True)
            if entry is not None and not (
                entry.places and entry.publishers and _pages(text, start, end) < end
            ):
                continue
        if entry is not None:
            yield entry


def _in_note(text: str, start: int, end: int) -> Iterator[Entry]:
    """Yield the references of a note, each of which ends with a year or pages."""
    place = start
    for stop in _REFERENCE_END.finditer(text, start, end):
        begins = [place, *(m.end() for m in _REFERENCE_START.finditer(text, place, stop.start()))]
        for begin in begins[:4]:
            lead = compiled(grammar.LEAD).match(text, begin, stop.start())
            begin = lead.end() if lead else begin
            entry = _entry(text, begin, stop.end("end"), listed=True)
            if entry is not None and _is_reference(text, entry):
                yield entry
                break
        place = stop.end()


def _is_reference(text: str, entry: Entry) -> bool:
    """Return whether what a note begins with is a reference, and no remark with a year at its end.

    A title in quotation marks, a place, a publisher or pages say so, and so do two names and a
    title of several words.
    """
    title, author = (text[slice(*spans[0])] for spans in (entry.titles, entry.authors))
    stop = entry.titles[0][1]
    if text[stop : stop + 2].strip()[:1] in ("»", "”"):
        return True
    if not title[0].isupper() or _NO_TITLE.match(title):
        return False
    paged = _PAGES_END.search(text, entry.years[-1][0], entry.end) is not None
    sure = bool(entry.places or entry.publishers or paged)
    return sure or (" " in author and " " in title)


def _entry(text: str, start: int, end: int, *, listed: bool) -> Entry | None:
    authors, stop = _authors(text, start, end, listed=listed)
    if not authors:
        return None
    entry = Entry(start, end, authors, people=_turned(text, start, authors))
    early = _YEAR_FIRST.match(text, stop, end)
    after = early or _AFTER_AUTHORS.match(text, stop, end)
    if after is None:
        return None
    place = after.end()
    if early:
        entry.years.append(early.span("year"))
    tail = _pages(text, place, end)
    late = _YEAR_END.search(text, max(place, tail - 110), tail)
    if late:
        entry.years.append(late.span("year"))
        tail = late.start()
    elif not early:
        return None
    _body(text, place, tail, entry, numbered=bool(late and late["issue"]))
    return entry if entry.titles else None


def _turned(text: str, start: int, authors: list[Span]) -> list[Span]:
    """Return the authors that begin at a place if their names are turned round."""
    return list(authors) if _TURNED.match(text, start) else []


def _authors(text: str, start: int, end: int, *, listed: bool) -> tuple[list[Span], int]:
    """Return the authors that begin an entry, and where they end."""
    found: list[Span] = []
    place = start
    while (turned := _TURNED.match(text, place, end)) and len(found) < 8:
        found.append(turned.span("name"))
        place = turned.end()
        gap = _AND.match(text, place, end)
        if gap is None or _TURNED.match(text, gap.end(), end) is None:
            break
        place = gap.end()
    if not found and listed:
        match = _LISTED.match(text, start, min(end, start + 160))
        # `Le Monde, 3 mai` begins with a periodical, `Archives nationales, F 14` with a fonds.
        if match and _may_begin(match.group()):
            found = [match.span(name) for name in ("first", "second") if match[name]]
            place = match.end()
    if found and (edited := _EDITED.match(text, place, end)):
        place = edited.end()
    return found, place


def _may_begin(author: str) -> bool:
    first = author.split(maxsplit=1)[0].rstrip(",.").lower()
    return not _NO_AUTHOR.match(author) and first not in grammar.NOT_AUTHORS


def _pages(text: str, start: int, end: int) -> int:
    match = _PAGES_END.search(text, max(start, end - 40), end)
    return match.start() if match else end


def _body(text: str, start: int, end: int, entry: Entry, *, numbered: bool) -> None:
    """Read title, journal, place and publisher between the authors and the year.

    `numbered` says that a number of an issue follows the year: what stands before is a journal.
    """
    quoted = _QUOTED.match(text, start, end)
    if quoted is None:
        _book(text, start, end, entry, numbered=numbered)
        return
    entry.titles.append(quoted.span("title"))
    book = _IN_BOOK.match(text, quoted.end(), end)
    if book is not None:
        editors, stop = _authors(text, book.end(), end, listed=True)
        after = _AFTER_AUTHORS.match(text, stop, end) if editors else None
        if after is not None:
            entry.authors += editors
            entry.people += _turned(text, book.end(), editors)
            _book(text, after.end(), end, entry, numbered=False)
        return
    journal = _JOURNAL.match(text, quoted.end(), end)
    if journal and not journal["in"] and journal["name"][0].isupper():
        entry.titles.append(journal.span("name"))


def _book(text: str, start: int, end: int, entry: Entry, *, numbered: bool) -> None:
    """Read title, place and publisher of a book, in either order, or title and journal."""
    parts = _parts(text, start, end)
    while len(parts) > 1 and _ISSUE.match(text, *parts[-1]):
        numbered |= bool(_VOLUME.match(text, *parts[-1]) or _NUMBERED.match(text, *parts[-1]))
        parts.pop()
    stop = _last_stop(text, parts[-1], numbered=numbered, dated=bool(entry.years))
    if stop is not None:
        last = (stop + 2, parts[-1][1])
        parts[-1:] = [(parts[-1][0], stop), last]
        if numbered:
            entry.titles += [(start, stop), last]
            return
        if len(parts) == 2 and not _TOWN_AND_PUBLISHER.fullmatch(text, *last):
            entry.titles.append((start, stop))
            entry.publishers.append(last)
            return
    ends = [
        number
        for number, part in enumerate(parts)
        if number and (_KIND.match(text, *part) or _VOLUME.match(text, *part))
    ]
    title_ends = ends[0] if ends else len(parts)
    imprint = [part for number, part in enumerate(parts) if number and number not in ends]
    taken = _imprint(text, imprint, entry)
    if taken:
        title_ends = min(title_ends, parts.index(imprint[-taken]))
    entry.titles.append((start, parts[title_ends - 1][1]))
    volume = title_ends + 1
    if volume < len(parts) - taken and _VOLUME.match(text, *parts[title_ends]):
        entry.titles += [one for one in parts[volume : -taken or None] if text[one[0]].isupper()][
            :1
        ]


def _last_stop(text: str, part: Span, *, numbered: bool, dated: bool) -> int | None:
    """Return where a title stops before a journal, a place or a publisher: `Les Quais. Lampe`."""
    stops = list(_STOP.finditer(text, *part))
    if not stops:
        return None
    stop = stops[-1]
    after = (stop.end(), part[1])
    both = _TOWN_AND_PUBLISHER.fullmatch(text, *after)
    if numbered or (both and _is(_CITY, text, both.span("town"))):
        return stop.start()
    house = _is(_HOUSE, text, after) or _PUBLISHER_HEAD.match(text, *after)
    return stop.start() if dated and house else None


def _imprint(text: str, parts: list[Span], entry: Entry) -> int:
    """Read place and publisher at the end of the parts, and return how many parts they take."""
    if not parts:
        return 0
    last, before = parts[-1], parts[-2] if len(parts) > 1 else None
    both = _TOWN_AND_PUBLISHER.fullmatch(text, *last)
    if both and _is(_CITY, text, both.span("town")):
        entry.places.append(both.span("town"))
        entry.publishers.append(both.span("publisher"))
        return 1
    if _PUBLISHER_HEAD.match(text, *last) and not (before and _is(_CITY, text, before)):
        entry.publishers.append(last)
        return 1
    if before and _PUBLISHER_HEAD.match(text, *before) and _is(_CITY, text, last):
        entry.publishers.append(before)
        entry.places.append(last)
        return 2
    town_last = before and _is(_PUBLISHING_TOWN, text, last) and _is(_HOUSE, text, before)
    if before and town_last and not _is(_PUBLISHING_TOWN, text, before):
        entry.publishers.append(before)
        entry.places.append(last)
        return 2
    publisher = _is(_PUBLISHER, text, last) or _PUBLISHER_HEAD.match(text, *last)
    if before and _is(_CITY, text, before) and publisher:
        entry.places.append(before)
        entry.publishers.append(last)
        return 2
    if _is(_PUBLISHING_TOWN, text, last):
        entry.places.append(last)
        return 1
    # A town alone or a publisher alone: whichever, it is no title.
    return 1 if _is(_CITY, text, last) else 0


def is_publishing_town(name: str) -> bool:
    """Return whether books are published in a town of this name.

    Examples
    --------
    >>> is_publishing_town("Paris"), is_publishing_town("Vitse")
    (True, False)
    """
    return _PUBLISHING_TOWN.fullmatch(name) is not None


def _parts(text: str, start: int, end: int) -> list[Span]:
    parts: list[Span] = []
    place = start
    for comma in re.finditer(r",\s", text[start:end]):
        parts.append((place, start + comma.start()))
        place = start + comma.end()
    return [*parts, (place, end)]


def _is(pattern: re.Pattern[str], text: str, span: Span) -> bool:
    return pattern.fullmatch(text, *span) is not None
