"""What is no name although the model says so."""

from __future__ import annotations

import re

from annotate.french.characters import LOWER, UPPER
from annotate.french.demonyms import Inflection, is_demonym
from annotate.french.word_list import common_words
from annotate.french.words import WORD, starts_sentence
from annotate.pipes.ner_postprocess.lexicons import Context, NameLists

ANY = "*"

_JUNK = re.compile(r"@|www\.|https?:|\.(?:fr|com|org|net)\b|[■•*^_=<>|\\{}#~§�]|\d{4,}")
_NUMBER = re.compile(
    r"(?:\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|\d+)\s+)$"
)
_EVENT = re.compile(rf"[{UPPER}]\w+(?:iades|folies|ézades)$")
_MIXED = re.compile(rf"[{LOWER}][{UPPER}]{{1,3}}(?:\b|\s)|[{UPPER}]{{3}}[{LOWER}]{{1,3}}[{UPPER}]")
_OFFICE = re.compile(
    r"(?:ministres?|secrétaires? d['’][ÉE]tat|ministère|chancelier|garde)\s"
    r"(?:\w+\s){0,2}?(?:de la|du|des|de l['’]|de|à la|à l['’]|aux)\s?$"
)
_ROMAN = re.compile(r"[IVXLC]+$")
_PLURAL = re.compile(r"(?:\b(?:les|des|aux|ces|nos|vos|leurs|ses|certains|deux|trois)\s+)$", re.I)
_ARTICLE = re.compile(r"(?:\b(?:le|la|les|du|des|aux?|ces?|cette|une?)\s|\b[ldLD]['’])$", re.I)
_BODIES = frozenset(
    "Assemblée Parlement Sénat Conseil Union Commission Congrès Chambre Directoire Convention "
    "Reichstag Bundestag Bundesrat Landtag Knesset Douma Diète Comité Cour Académie Université "
    "Église Eglise Alliance Ligue Internationale Parti Résistance Houillères Charbonnages".split()
)
"""Bodies that are called by one common word."""
_FAMILY = re.compile(r"\b(?:les|des|aux|Les)\s$")
_LIKE_PLACES = ("Suisse", "Corse")
"""Inhabitants that are called as their country is."""
_ONE = re.compile(r"\b(?:une?|cet?|cette|jeune|autre)\s$", re.I)
_SAINTLY = ("Sainte-Baume", "Sainte-Victoire", "Sainte-Chapelle", "Sainte-Alliance")
"""What has the article of a feast and is not one."""
_AS_A_WORD = re.compile(r"\bprénoms?\s(?:de\s(?:baptême|famille)\s)?(?:de\s|d['’])$")
_TURNED = re.compile(
    rf"(?:(?:^|\n|[•–—*·-])\s?|\)(?:,|\set)\s)(?:[{UPPER}][\w'’-]{{1,20}}\s){{1,3}}\($"
)
# The year of the work follows, or another author.
_CLOSED = re.compile(r"\)(?:\s(?:et|dir|éd)\b|[,.:][^\n]{0,160}?\b(?:1[5-9]|20)\d\d\b)")


def is_no_name(context: Context, start: int, end: int, label: str) -> bool:
    """Return whether a span that was trimmed already names nothing."""
    text, lists = context.text, context.lists
    form = text[start:end]
    folded = form.casefold().replace("’", "'")
    letters = sum(map(str.isalpha, form))
    if not any(map(str.isupper, form)) or letters < 2 or _JUNK.search(form):
        return True
    if letters < 0.6 * len(form) or (len(form) == 2 and not form.isupper()):
        return True
    if not {ANY, label}.isdisjoint(lists.never.get(folded, ())):
        return True
    if label == "MISC" and work_label(text, start, end, lists) is None:
        return True
    if label in ("LOC", "PER", "ORG") and _is_first_name(text, start, end, lists):
        return True
    # « les Maheu » are a family, which the guide leaves out.
    if label == "PER" and form.isalpha() and _FAMILY.search(text[max(0, start - 6) : start]):
        return True
    if _is_portfolio(text, start, form) or _is_feast(text, start, form):
        return True
    if label in ("LOC", "PER") and _is_kind(text, start, form, lists):
        return True
    if label in ("LOC", "ORG") and _is_articled_noun(text, start, form, label, lists):
        return True
    if _ROMAN.match(form) or _MIXED.search(form):
        return True
    if _is_counted(text, start, form) or _is_quoted_phrase(text, start, form, label):
        return True
    before = text[max(0, start - 12) : start]
    if is_demonym(form, Inflection.PLURAL) and (_PLURAL.search(before) or _NUMBER.search(before)):
        return True
    if (form in _LIKE_PLACES or is_demonym(form, Inflection.SINGULAR)) and _ONE.search(before):
        return True
    if form.isupper() and _is_shouted_phrase(form, lists):
        return True
    return _is_common(context, start, form)


def _is_first_name(text: str, start: int, end: int, lists: NameLists) -> bool:
    """Return whether a form is a first name that names nobody by itself.

    In « Delannoy (Marthe), » of a bibliography the surname is the name; « le prénom de Marthe » is
    about a word.
    """
    before = text[max(0, start - 40) : start]
    if _AS_A_WORD.search(before) is not None:
        return True
    turned = _TURNED.search(before) is not None and _CLOSED.match(text, end) is not None
    return turned and text[start:end] not in lists.places


def _is_portfolio(text: str, start: int, form: str) -> bool:
    """Return whether common words name what an office is for: « ministre du Budget »."""
    if _OFFICE.search(text[max(0, start - 40) : start]) is None:
        return False
    return all(word.lower() in common_words() for word in WORD.findall(form))


def _is_feast(text: str, start: int, form: str) -> bool:
    """Return whether a saint is a feast: « la Saint-Éloi », « la Sainte-Barbe ».

    A commune with the name of a saint has no article.
    """
    if not form.startswith(("Saint-", "Sainte-", "St-", "Ste-")) or form in _SAINTLY:
        return False
    return text[max(0, start - 3) : start] == "la "


def _is_kind(text: str, start: int, form: str, lists: NameLists) -> bool:
    """Return whether one common word names a kind of people: « les Empereurs ».

    Away from the start of a sentence the word list does harm, except after an office and for a
    plural after a plural determiner.
    """
    if not form.isalpha() or form in lists.places or form[-1] not in "sx":
        return False
    before = text[max(0, start - 12) : start]
    return _PLURAL.search(before) is not None and form.lower() in common_words()


def _is_articled_noun(text: str, start: int, form: str, label: str, lists: NameLists) -> bool:
    """Return whether one common word with an article owes its capital to respect: « la Muse ».

    Away from the start of a sentence the word list does harm, for it holds *japon* and *bourgogne*;
    a gazetteer knows those. Bodies that are called so are kept: « le Parlement ».
    """
    if not form.isalpha() or form.isupper() or form in lists.world or form in lists.places:
        return False
    if form in (lists.communes if label == "LOC" else _BODIES):
        return False
    if _ARTICLE.search(text[max(0, start - 8) : start]) is None:
        return False
    return form.lower() in common_words()


def is_event(text: str, start: int, end: int) -> bool:
    """Return whether a form is a festival by its ending: « les Francofolies »."""
    plural = _PLURAL.search(text[max(0, start - 12) : start])
    return plural is not None and _EVENT.match(text[start:end]) is not None


def _is_counted(text: str, start: int, form: str) -> bool:
    """Return whether a number is before a common noun: « neuf Houillères de bassin »."""
    first = WORD.match(form)
    return (
        first is not None
        and _NUMBER.search(text[max(0, start - 12) : start]) is not None
        and first.group().lower() in common_words()
    )


def _is_quoted_phrase(text: str, start: int, form: str, label: str) -> bool:
    """Return whether a form is common words that a quotation begins with: « Ville Pilote et … »."""
    if label == "MISC" or text[max(0, start - 2) : start].rstrip()[-1:] not in ("«", "“"):
        return False
    words = [word.lower() for word in WORD.findall(form)]
    return len(words) > 1 and all(word in common_words() for word in words)


def _is_shouted_phrase(form: str, lists: NameLists) -> bool:
    """Return whether a form is common words in capitals: « ANNEXE II », « À LIRE AUSSI »."""
    words = [word for word in WORD.findall(form) if not _ROMAN.match(word)]
    if not words or " " not in form or form.title() in lists.communes:
        return False
    return all(word.lower() in common_words() for word in words)


def work_label(text: str, start: int, end: int, lists: NameLists) -> str | None:
    """Return the label of an event, a programme, a law or a work: what the list gives its first
    word, else MISC if its ending is that of one; None for what is neither.
    """
    first = WORD.match(text, start, end)
    label = lists.works.get(first.group().casefold()) if first is not None else None
    return label or ("MISC" if is_event(text, start, end) else None)


def _is_common(context: Context, start: int, form: str) -> bool:
    """Return whether a form is a common word that owes its capital to its place in the sentence."""
    first = WORD.match(form)
    if first is None or not first.group()[0].isupper() or not starts_sentence(context.text, start):
        return False
    rest = form[first.end() :]
    if any(map(str.isupper, rest)) or any(map(str.isdigit, rest)):
        return False
    word = first.group()
    if (
        form in context.lists.places
        or form in context.lists.world
        or word in context.inside
        or (word.isupper() and len(word) < 6)
    ):
        return False
    return word.lower() in common_words()
