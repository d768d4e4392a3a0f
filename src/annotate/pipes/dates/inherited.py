"""What a date takes from another: the year, and the month of days alone.

A date without its year has that of the next one where they are coordinated, else of the one before
it in its paragraph or in the paragraph before, else of the heading it stands under. A season is a
date only so: ``à l'automne`` is no time of a calendar without its year.

Days alone have the month that the text has just said: ``En mai 68 … ; le 20, le puits s'arrêta``. A
number alone is more often a pit, a bus or a page, so that these are asked for: a date with its
month before it in the same paragraph, ``le`` or the noun of a part of the day before the number,
and after it the end of a clause.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from annotate.french.classes import shipped_classes
from annotate.pipes.dates import values
from annotate.pipes.dates.match import DateMatch
from annotate.pipes.dates.patterns import GAP, of_class

#: How far back the date may be that lends its month.
_REACH = 600
_NUMBER = r"(?:1er|[1-9]|[12][0-9]|3[01])"
_PART_OF_DAY = of_class("PART_OF_DAY")
_ALONE = re.compile(
    rf"(?:\b(?P<part>{_PART_OF_DAY}{GAP}du{GAP})(?P<first>{_NUMBER})"
    rf"(?:{GAP}au{GAP}(?P<last>{_NUMBER}))?"
    rf"|[Ll]e{GAP}(?P<day>{_NUMBER}))"
    rf"(?![\w/-])(?(last)|(?=[,.;](?![0-9])|{GAP}(?:et|puis){GAP}(?:l[ea]|on|ils?|elles?)\b|\Z))"
)
#: What is before ``le 20``; by itself, since nearly every word could be that.
_BEFORE = re.compile(rf"(?:\A|[^\W\d_]{{2,25}}[,;:]?{GAP}|[.!?…][ \n])\Z")
_LONGEST_BEFORE = 32
#: After these words ``le 20`` is a line, a pit, a seat; what is narrated has another date.
_NO_DAY = shipped_classes().words("NOT_BEFORE_DAY")
_SITES = re.compile(
    rf"\b{of_class('NUMBERED_SITE')}\s"
    r"(?:n[°o]s?\s?)?([0-9]{1,2})\b"
)
_MONTH = re.compile(r"(?P<month>(?:[0-9]{4}|XXXX|XX[0-9]{2})-(?:0[1-9]|1[0-2]))(?:-[0-9]{2})?\Z")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
#: The longest text between two dates that the patterns of connectors can match.
LONGEST_CONNECTOR = 24
_NEXT_HAS_THE_YEAR = re.compile(rf",?{GAP}(?:(?:et|ou|puis){GAP})?(?:(?:le|du|au|en|de){GAP})?")
#: ``le 6 novembre prochain`` is a day of the writer's calendar, not of the story's.
_DEICTIC = re.compile(rf"{GAP}{of_class('DEICTIC_DAY')}")
#: What makes a season of every year of it: ``fauché depuis lors à la fin de l'été``.
_EVERY_YEAR = re.compile(rf"(?<!\w){of_class('EVERY_YEAR')}(?!\w)[^.!?;\n]*\Z", re.IGNORECASE)
#: The longest heading that lends its year to what is under it.
_LONGEST_HEADING = 100
_ADDRESS_BEHIND = re.compile(rf",?{GAP}{of_class('ADDRESS_AFTER_NUMBER')}\b")


def with_years(text: str, readings: Sequence[DateMatch]) -> list[DateMatch]:
    """Return `readings` with the years that the text states; a season that has none is left out."""
    resolved: list[DateMatch] = []
    heading: str | None = None
    for index, reading in enumerate(readings):
        if not reading.value or not reading.value.startswith("XX"):
            resolved.append(reading)
            if (known := values.year_of(reading.value)) and _in_heading(text, reading):
                heading = known
            continue
        following = readings[index + 1] if index + 1 < len(readings) else None
        known = _of_next(text, reading, following)
        if not known and not _DEICTIC.match(text, reading.end):
            known = _of_last(text, resolved[-1] if resolved else None, reading, heading)
        value = values.fill_year(reading.value, known) if known else None
        if reading.timex != "SEASON" or (value and not _EVERY_YEAR.search(_before(text, reading))):
            resolved.append(reading.change(value=value or reading.value))
    return resolved


def _before(text: str, reading: DateMatch) -> str:
    return text[max(0, reading.start - 100) : reading.start]


def _of_next(text: str, reading: DateMatch, following: DateMatch | None) -> str | None:
    """Return the year of the next date if it is coordinated."""
    if not following or following.start - reading.end > LONGEST_CONNECTOR:
        return None
    coordinated = _NEXT_HAS_THE_YEAR.fullmatch(text, reading.end, following.start)
    return values.year_of(following.value) if coordinated else None


def _of_last(
    text: str, previous: DateMatch | None, reading: DateMatch, heading: str | None
) -> str | None:
    """Return the year of the date before, in this paragraph or the last, or of the heading."""
    if not previous:
        return None
    blocks = len(_BLANK_LINE.findall(text, previous.end, reading.start))
    if blocks > 1:
        return heading
    # The year of a bibliographic call is that of a publication, not of what is narrated.
    cited = text[previous.end : previous.end + 1] in (")", ";") and (
        text[max(0, previous.start - 2) : previous.start].startswith(",")
    )
    return (heading if blocks else None) if cited else values.year_of(previous.value)


def _in_heading(text: str, reading: DateMatch) -> bool:
    """Return whether a date stands in a line by itself that does not end as a sentence."""
    start = max(text.rfind("\n", 0, reading.start), reading.start - _LONGEST_HEADING - 1) + 1
    end = text.find("\n", reading.end, start + _LONGEST_HEADING)
    return (
        (start == 0 or text[start - 2 : start] == "\n\n")
        and text[end : end + 2] == "\n\n"
        and text[end - 1] not in ".!?;,:…"
    )


def days_that_follow(text: str, readings: Sequence[DateMatch]) -> list[DateMatch]:
    """Return `readings` and the days alone whose month one of them lends, in order."""
    lenders = [(r.end, found["month"]) for r in readings if (found := _month_of(r))]
    if not lenders:
        return list(readings)
    taken = [reading.start for reading in readings]
    added = [
        day for day in _days(text, lenders) if not _overlaps(readings, taken, day.start, day.end)
    ]
    return sorted([*readings, *added], key=lambda reading: reading.start)


def _days(text: str, lenders: Sequence[tuple[int, str]]) -> Iterator[DateMatch]:
    ends = [end for end, _ in lenders]
    sites: set[str] | None = None
    for match, before in _alone(text, max(0, ends[0] - 1)):
        number = "first" if match["part"] else "day"
        place = bisect_right(ends, match.start(number)) - 1
        if place < 0 or _ADDRESS_BEHIND.match(text, match.end()):
            continue
        low, high = ends[place], match.start(number)
        if high - low > _REACH or "\n\n" in text[low:high]:
            continue
        if not match["part"]:
            word = before.strip(" ,;:\n\u00a0.!?…").lower()
            sites = set(_SITES.findall(text)) if sites is None else sites
            if word in _NO_DAY or match["day"] in sites:
                continue
        reading = _reading(match, number, lenders[place][1])
        if reading is not None:
            yield reading


def _alone(text: str, start: int) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the days alone after a place, with what is before those that have no noun."""
    for match in _ALONE.finditer(text, start):
        before = None
        if not match["part"]:
            nearest = max(start, match.start() - _LONGEST_BEFORE)
            before = _BEFORE.search(text, nearest, match.start())
            if before is None:
                continue
        yield match, before.group() if before else ""
        start = match.end()


def _reading(match: re.Match[str], number: str, month: str) -> DateMatch | None:
    year, of_month = month[:4], int(month[5:])
    first = values.day(year, of_month, int(match[number].removesuffix("er")))
    start = match.start(number)
    if first is None or not match["last"]:
        return first and DateMatch(start, match.end(number), "following", first)  # type: ignore[return-value]
    last = values.day(year, of_month, int(match["last"].removesuffix("er")))
    if last is None or last <= first:
        return None
    return DateMatch(start, match.end("last"), "following", f"{first}/{last}", "INTERVAL")


def _month_of(reading: DateMatch) -> re.Match[str] | None:
    return _MONTH.match(reading.value.rpartition("/")[2]) if reading.value else None


def _overlaps(readings: Sequence[DateMatch], starts: Sequence[int], start: int, end: int) -> bool:
    place = bisect_right(starts, start)
    return (place > 0 and readings[place - 1].end > start) or (
        place < len(starts) and starts[place] < end
    )
