"""Places that figures give away: roads, streets called by a day, communes with a postal code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotate.document.candidates import Candidate
from annotate.french.characters import ARTICLE, CAPITAL, SPACE
from annotate.french.demonyms import Inflection, is_demonym
from annotate.pipes.right_boundary import rstrip_punctuation

_ROAD_ALONE = re.compile(
    r"(?:\bl['’](?=A\d)|\b(?:la|La)\s(?=[NDR]))(?P<name>(?:A|RN|RD|N|D)\s?\d{1,4})(?![\w/-])"
    r"|(?<![\w/-])(?P<coded>R[ND] ?\d{1,4})(?![\w/-])"
)
# « rue du 8-Mai-1945 », « place du 4 Septembre »: a day that a street is called by, and no date.
_STREET_DAY = re.compile(
    rf"(?<!\w)(?:rue|avenue|boulevard|place|square|quai|cité|allée|impasse|cours|pont|stade|école)"
    rf"{SPACE}du{SPACE}(?:\d{{1,2}}|1er|[Qq]uatre|[Oo]nze|[Hh]uit|[Qq]uatorze|[Dd]ix-[Hh]uit)"
    rf"(?:-\n?|{SPACE})(?:[Jj]anvier|[Ff]évrier|[Mm]ars|[Aa]vril|[Mm]ai|[Jj]uin|[Jj]uillet|[Aa]oût|"
    rf"[Ss]eptembre|[Oo]ctobre|[Nn]ovembre|[Dd]écembre)(?:(?:-\n?|{SPACE})(?:1[789]|20)\d\d)?(?!\w)"
)
# « 33000 Bordeaux », « F-59000 Lille »: what follows a postal code is a commune.
_POSTAL = re.compile(
    rf"(?<![\w.,/-])(?<!\d[ \u00a0\u202f])(?:[FBL]-)?\d{{5}}{SPACE}(?P<name>{ARTICLE}?{CAPITAL})"
)


def find_addresses(text: str) -> Iterator[Candidate]:
    """Find roads, streets called by a day, and the communes after postal codes.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.

    Yields
    ------
    Candidate
        LOC, ``rule:places.road``, ``.street_day`` and ``.postal``.

    Examples
    --------
    >>> text = "sur la RN 17, 3 rue du 8-Mai, 59000 Lille ; 12000 Lyonnais"
    >>> [found.text(text) for found in find_addresses(text)]
    ['RN 17', 'rue du 8-Mai', 'Lille']
    """
    for match in _ROAD_ALONE.finditer(text):
        span = match.span("name" if match["name"] else "coded")
        yield Candidate(*span, "LOC", "rule:places.road")
    for match in _STREET_DAY.finditer(text):
        yield Candidate(match.start(), match.end(), "LOC", "rule:places.street_day")
    for match in _POSTAL.finditer(text):
        start, end = match.span("name")
        end = rstrip_punctuation(text, end)
        # « 12000 Lyonnais » are people.
        if end - start > 2 and not is_demonym(text[start:end], Inflection.PLURAL):
            yield Candidate(start, end, "LOC", "rule:places.postal")
