"""Mine sites that are known by their number: ``fosse n° 3``, ``carreau du 11/19``, ``9-9 bis``.

In the coalfield a pit is a number, and two shafts make ``11/19``. The same characters may be a
date, a fraction or a road, so a number is a site only after a word that says so; from then on the
same number, or one of its two shafts after an article, is the site anywhere in the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotate.pipes.finding import Finding

_SHAFT = r"\d{1,2}(?:[ \u00a0]?(?:bis|ter)\b)?"
_JOINED = rf"{_SHAFT}(?:[/-]{_SHAFT}){{1,3}}"
_TRIGGERED = re.compile(
    r"(?<!\w)(?:fosses?|puits|carreaux?|sièges?|terrils?|chevalements?|sites?|concession)"
    r"(?:\s(?:minière?|de\s(?:la\s)?(?:fosse|mine)|dite?)){0,2}"
    rf"(?:\s(?:du\s(?:n[°ºo]\s?)?|de\sla\s(?:n[°ºo]\s?)?|de\sl['’]ancien\s|le\s)?(?P<joined>{_JOINED})"
    rf"|\s(?:n[°ºo]s?\s?)(?P<single>{_JOINED}|{_SHAFT}))(?![\w/%,]\d|\w|/)",
    re.I,
)
_BARE = re.compile(rf"(?<![\w/.,-])(?P<site>{_JOINED})(?![\w/%-]|[.,]\d)")
_SHAFT_ALONE = re.compile(
    rf"(?<=\b)(?:du|le|au|la)\s(?P<site>{_SHAFT})(?=[.;:!?)»]|\s*$|,\s(?!\d))", re.M
)


def find_sites(text: str) -> list[Finding]:
    """Find mine sites by number.

    Parameters
    ----------
    text : str
        The text of a whole document; offsets are its code points.

    Returns
    -------
    list of Finding
        LOC over the number alone, ``rule:places.site``, in order, without overlap.

    Examples
    --------
    >>> text = "le carreau de la fosse 9/10, puis le 9/10 ; votée le 9/11, ouvert au 10."
    >>> [f.text(text) for f in find_sites(text)]
    ['9/10', '9/10', '10']
    """
    spans: dict[int, int] = {}
    joined: set[str] = set()
    for match in _TRIGGERED.finditer(text):
        name = "joined" if match["joined"] else "single"
        spans[match.start(name)] = match.end(name)
        if "/" in match[name]:
            joined.add(match[name])
    if joined:
        spans.update(_repeated(text, joined))
    return [Finding(start, end, "LOC", "rule:places.site") for start, end in sorted(spans.items())]


def _repeated(text: str, joined: set[str]) -> Iterator[tuple[int, int]]:
    for match in _BARE.finditer(text):
        if match["site"] in joined:
            yield match.span("site")
    shafts = {shaft for site in joined for shaft in site.split("/")}
    for match in _SHAFT_ALONE.finditer(text):
        if match["site"] in shafts:
            yield match.span("site")
