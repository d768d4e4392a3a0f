"""Names that quotes delimit after a class noun: « le roman « La Veine grise » ».

What is in quotes after such a noun is a name to its last word, whatever the case of its words;
between the two the noun may have an adjective or a complement.
"""

from __future__ import annotations

import re

from annotate.french.characters import SPACE, UPPER
from annotate.pipes.right_boundary import ENDING, NOUN, OF

_QUOTED = re.compile(
    rf"(?:{SPACE}{ENDING}\b)?(?:{SPACE}{OF}{NOUN}(?:{SPACE}{ENDING}\b)?){{0,2}},?{SPACE}"
    rf"(?:[«“]{SPACE}?(?P<name>[{UPPER}][^«»“”\n.;:!?()]{{1,70}}?){SPACE}?[»”]"
    rf"|\"(?P<plain>[{UPPER}][^«»“”\"\n.;:!?()]{{1,70}}?)\")"
)
_MOST = 9


def quoted(text: str, end: int) -> tuple[int, int] | None:
    """Return the span of the quoted name that the class noun before `end` announces.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    end : int
        Where the class noun ends.

    Examples
    --------
    >>> text = "une association de quartier « Les Amis du puits » ; le film a plu : « Il est beau »"
    >>> text[slice(*quoted(text, 15))]
    'Les Amis du puits'
    >>> quoted(text, 60) is None
    True
    """
    match = _QUOTED.match(text, end)
    if match is None:
        return None
    start, stop = match.span("name" if match["name"] else "plain")
    form = text[start:stop]
    if len(form.split()) > _MOST or not form[-1].isalnum() or form.isupper():
        return None
    return start, stop
