"""What is before a person's name: « M. », « le maire », « le président français ».

The guide leaves civilities and functions out of a name; other guides count them in. So the words
are found here by themselves, and the policy joins them to the name after them when it is asked to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotate.document.candidates import TITLE, Candidate
from annotate.french.characters import LOWER, SPACE, UPPER
from annotate.lexicons import Row

# « le conseiller fédéral », « le président français »: an adjective may be after a function.
_ADJECTIVE = (
    rf"(?:[{LOWER}]{{1,14}}(?:ale?|aux|aise?s?|oise?s?|ienn?e?s?|aine?s?|ique|ive?|ande?|ole?|ère|"
    r"iste|éenn?e?|ente?|er|ien|ard)|turque?|grec|grecque|belge|suisse|russe|slave|arabe|corse)"
)
_BEFORE = r"(?:(?:ancien(?:ne)?|jeune|vieux|vieille|future?|grande?)[ ]|ex-|vice-)"


def title_words(rows: Sequence[Row]) -> re.Pattern[str]:
    """Compile the words before names from the rows of the table of titles."""
    forms = sorted(
        (row["form"] for row in rows if row["kind"] in ("civility", "function", "title")), key=len
    )
    plural = [
        rf"{re.escape(form)}(?:s|x)?" if form.islower() else re.escape(form) for form in forms
    ]
    one = f"(?:{'|'.join(reversed(plural))})(?!\\w)"
    again = rf"{SPACE}(?:(?:le|la|les){SPACE}|l['’])?(?:{one}|{_ADJECTIVE}|en chef|d['’][ÉE]tat)"
    return re.compile(
        rf"(?<![\w-]){_BEFORE}{{0,2}}{one}(?:{again}){{0,3}}{SPACE}"
        rf"(?=[{UPPER}]|d['’][{UPPER}]|(?:d[eu]|von|van|di|da)\s)"
    )


def find_titles(text: str, words: re.Pattern[str]) -> Iterator[Candidate]:
    """Find the words before names, each with the space that parts it from the name.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    words : Pattern
        What :func:`title_words` makes.

    Yields
    ------
    Candidate
        With the label :data:`TITLE`.

    Examples
    --------
    >>> kinds = {"M.": "civility", "maire": "function"}
    >>> words = title_words([{"form": form, "kind": kind} for form, kind in kinds.items()])
    >>> text = "On vit M. le maire Roux, puis l'ancien maire libéral Petit."
    >>> [title.text(text) for title in find_titles(text, words)]
    ['M. le maire ', 'ancien maire libéral ']
    """
    for match in words.finditer(text):
        yield Candidate(match.start(), match.end(), TITLE, "rule:people.words_before")
