"""Names of medicines, which are no names of the guide: « une perfusion de Zolavit ».

The model takes the name of a medicine for a person, a place or a firm. The words of a leaflet or a
report give it away: a dose, a patient, an injection. Two such words must stand near one unknown
word with a capital, and nothing that announces a person or the disease that bears a name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

_NEAR = 160
_ENOUGH = 2
_WORDS = re.compile(
    r"\b(?:perfusions?|injectables?|injections?|intraveineu(?:x|se)|posologies?|médicaments?|"
    r"médicamenteu(?:x|se)|comprimés?|gélules?|patiente?s?|traitements?|traitée?s?|doses?|mg|ml|µg|"
    r"thérap\w{3,9}|principes?\sactifs?|substances?\sactives?|indésirables?|rénale?|hépatique|"
    r"flacons?|bolus|contre-indiquée?s?|allergi\w{2,6}|hypersensibilité|ostéoporose|anticoagulants?|"
    r"antibiotiques?|vaccins?|placebo|cliniques?|cutanée?s?|sanguine?s?|plasma\w{0,6}|"
    r"mise\ssur\sle\smarché|administr(?:er|é|ée|ation)|excipients?|péremption|grossesse|"
    r"symptômes?|tumeurs?|oncologie|prescri(?:re|t|te|ption))\b",
    re.I,
)
# One such word is enough where the word beside the name speaks of a thing that is taken.
_TAKEN_BEFORE = re.compile(
    r"\b(?:utilis\w{1,6}|administr\w{1,6}|perfusions?|traitements?|doses?|flacons?|injections?|"
    r"prise|efficacité|sécurité\sd['’]emploi|actif|solution|boîtes?)\s(?:d['’]|de\s|par\s)?$"
)
_TAKEN_AFTER = re.compile(
    r"\s(?:\d+\s?(?:mg|ml)\b|(?:est|était|doit\sêtre|ne\sdoit\spas\sêtre|peut\sêtre|a\sété)\s"
    r"(?:utilisée?|administrée?|contre-indiquée?|disponible|présentée?|mélangée?|étudiée?|destinée?|"
    r"approuvée?|combinée?)|(?:contient|agit)\b)"
)
_PERSON_BEFORE = re.compile(
    r"(?:\b(?:M|Mme|Dr|Pr|docteur|professeur|maladie|maladie\sosseuse|syndrome|œdème|oedème|test|score|méthode|"
    r"échelle|chez|laboratoires?|société)s?\.?\s(?:de\s|d['’])?)$",
    re.I,
)
_ONE_WORD = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]{2,}")


def is_medicine(text: str, start: int, end: int) -> bool:
    """Tell whether one word with a capital stands among words of medicine, as a medicine does.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    start, end : int
        The word.

    Examples
    --------
    >>> text = "Les patients ont reçu deux doses de Zolavit. Le docteur Petit a quitté Lens."
    >>> is_medicine(text, 36, 43), is_medicine(text, 56, 61)
    (True, False)
    """
    if _ONE_WORD.fullmatch(text, start, end) is None:
        return False
    if _PERSON_BEFORE.search(text[max(0, start - 24) : start]):
        return False
    low = max(text.rfind("\n\n", max(0, start - _NEAR), start), start - _NEAR, 0)
    high = text.find("\n\n", end, end + _NEAR)
    places, words = _medical(text)
    near = bisect_left(places, low), bisect_left(places, high if high >= 0 else end + _NEAR)
    if near[0] == near[1]:
        return False
    taken = _TAKEN_BEFORE.search(text, max(0, start - 40), start) or _TAKEN_AFTER.match(text, end)
    return len(set(words[slice(*near)])) >= (1 if taken else _ENOUGH)


@lru_cache(maxsize=2)
def _medical(text: str) -> tuple[list[int], list[str]]:
    """Return where the words of medicine in a text begin, and what they are; looked up often."""
    found = [(match.start(), match.group().lower()) for match in _WORDS.finditer(text)]
    return [place for place, _ in found], [word for _, word in found]
