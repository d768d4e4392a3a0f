"""Names that the model was in doubt of, and that nothing else speaks for.

Of the choices that the model nearly made otherwise, half are wrong. A list of places, or a
preposition before the name, shows which half: of the places it doubted and a gazetteer knows nine
in ten were right, of the others one in three.
"""

from __future__ import annotations

import re

from annotate.french.characters import name_key
from annotate.pipes.ner_postprocess.lexicons import Context, NameLists

ACRONYM = 0.88
"""An acronym alone, read as an organization, must be more certain than this."""
WORD, WORDS = 0.8, 0.88
"""So must a place of one word, or of several, that no list knows; a person after an article."""

_TO_A_PLACE = re.compile(r"(?:\b(?:[àÀA]|en|En|vers|[Pp]rès de|pour|jusqu['’]à)\s)$")
_OF_A_PLACE = re.compile(r"(?:\b(?:[àÀA]|en|En|vers|de|pour|jusqu['’]à)\s|\bd['’])$")
_NO_PERSON = re.compile(r"(?:\b(?:[àÀA]|en|aux?|la|le|les|du|des)\s_?|\b[lL]['’])$")


def is_doubtful(context: Context, start: int, end: int, label: str, score: float) -> bool:
    """Return whether the model doubted a name that no list and no word before it speaks for.

    Parameters
    ----------
    context : Context
        The text and what is known of it.
    start, end : int
        The name, trimmed.
    label : str
        The label it was found with.
    score : float
        How certain the model was, one half to one.

    Examples
    --------
    >>> from annotate.pipes.ner_postprocess.lexicons import InsideSentences
    >>> text = "On parle de Farbus et à Merlon"
    >>> context = Context(text, NameLists(), InsideSentences(text))
    >>> is_doubtful(context, 12, 18, "LOC", 0.6), is_doubtful(context, 24, 30, "LOC", 0.6)
    (True, False)
    """
    form = context.text[start:end]
    before = context.text[max(0, start - 12) : start]
    several = " " in form
    if label == "ORG":
        return score < ACRONYM and form.isupper() and form.isalpha()
    if label == "PER":
        return score < WORD and not several and _NO_PERSON.search(before) is not None
    if label != "LOC" or score >= (WORDS if several else WORD):
        return False
    spoken_for = (_OF_A_PLACE if several else _TO_A_PLACE).search(before) is not None
    return not spoken_for and not _is_known(form, context.lists)


def _is_known(form: str, lists: NameLists) -> bool:
    """Return whether a list knows a place, or the first of its words: « Allemagne du Sud »."""
    first = form.split(" ", maxsplit=1)[0]
    return any(
        one in lists.world
        or one in lists.places
        or one in lists.communes
        or name_key(one) in lists.keys
        for one in (form, first)
    )
