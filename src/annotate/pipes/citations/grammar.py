"""The grammar of a bibliographic call: names, years, pages, and what is not one of these.

Everything is a bounded regular expression over one call or the line before it, compiled where it
is first used: most texts have no call.
"""

from __future__ import annotations

from annotate.french.characters import LOWER, UPPER
from annotate.french.classes import shipped_classes

_CLASSES = shipped_classes()
SPACE = r"(?:[ \t\u00a0\u202f]{1,2}|[ \t]?\n[ \t]?(?!\s))"
_PARTICLE = rf"(?:{_CLASSES.pattern('NAME_PARTICLE', SPACE)}{SPACE}|[dD][’'])"
_CAPITAL = rf"[{UPPER}][\w’'\-]{{1,30}}"
_INITIALS = rf"(?:[{UPPER}][{LOWER}]?\.(?:-?[{UPPER}]\.){{0,2}})"
_PERSON = (
    rf"(?:{_INITIALS}{SPACE}){{0,2}}{_PARTICLE}?{_CAPITAL}"
    rf"(?:{SPACE}{_PARTICLE}?{_CAPITAL}){{0,3}}(?:,?{SPACE}{_INITIALS}){{0,2}}"
)
_HEADS = _CLASSES.pattern("AUTHOR_BODY")
_BODY = rf"{_HEADS}(?:{SPACE}[\w’'\-–&]{{1,30}}){{0,10}}"
AUTHOR = rf"(?:{_BODY}|{_PERSON})"
SEPARATOR = (
    rf"(?:{SPACE}?,{SPACE}(?:et{SPACE}|&{SPACE})?|{SPACE}(?:et|&|and){SPACE}|{SPACE}?/{SPACE}?)"
)
_OTHERS = rf"(?:,?{SPACE}(?:et{SPACE})?{_CLASSES.pattern('AND_OTHERS')})"
EDITOR = _CLASSES.pattern("EDITOR")
IN_PARENTHESES = rf"\((?:{EDITOR}|org)\.?\)"
_EDITED = rf"(?:,?{SPACE}?(?:{IN_PARENTHESES}|{EDITOR}\.))"
AUTHORS = rf"{AUTHOR}(?:{SEPARATOR}{AUTHOR}){{0,5}}{_OTHERS}?{_EDITED}?"

YEAR = r"(?:(?:1[6-9]|20)\d\d)"
_UNDATED = _CLASSES.pattern("UNDATED", r"\s")
_YEAR_ITEM = rf"(?:\[{YEAR}\]{SPACE}?)?(?:{YEAR}[a-h]?(?!\w)|{_UNDATED})(?:{SPACE}?\[{YEAR}\])?"
YEARS = rf"{_YEAR_ITEM}(?:(?:,{SPACE}?|/|[–-]|{SPACE}et{SPACE}){_YEAR_ITEM}){{0,4}}"
AGAIN = _CLASSES.pattern("AGAIN", r"\s")
_PLACE = (
    rf"{_CLASSES.pattern('CITED_PLACE')}\s?[\dIVXivx]{{1,6}}[a-z]?"
    r"(?:\s?[–-]\s?\d{1,4}|(?:,| et)\s?\d{1,4}){0,4}"
    rf"(?:\s?(?:et )?{_CLASSES.pattern('AND_FOLLOWING')}\.)?"
)
PAGES = rf"(?:\s?[,:]\s?(?:{_PLACE}|\d{{1,4}}(?:\s?[–-]\s?\d{{1,4}})?)){{0,3}}"
_LEAD = (
    rf"(?:{_CLASSES.pattern('BEFORE_CALL', ' ')}|{_CLASSES.pattern('SOURCE_LABEL')}\s?:"
    rf"|{_CLASSES.pattern('CITED_PARTICIPLE')} (?:par|dans|in))"
)

# Capitalised words that begin no author: laws, works and events are dated in parentheses as well.
NOT_AUTHORS = _CLASSES.words("NOT_AN_AUTHOR")
# Words that are before a name at the beginning of a sentence without being part of it.
OPENERS = frozenset(
    form.replace("'", mark) for form in _CLASSES.words("BEFORE_AUTHOR") for mark in "'’"
)
REPORTING = _CLASSES.pattern("REPORTING")

LEAD = rf"(?:{_LEAD},?{SPACE}){{0,2}}"
AUTHORS_BEFORE = rf"(?<![\w.’'\-])(?P<authors>{AUTHORS})(?P<gap>,?{SPACE})\Z"
DATED = rf"(?P<years>{YEARS})(?P<pages>{PAGES})\s?\Z"
PLACED = rf"(?P<again>{AGAIN})(?P<pages>{PAGES})\s?\Z"
OTHERS_AT_END = rf"(?:{_OTHERS}|{_EDITED}){{1,2}}\Z"
ONE_YEAR = rf"(?<![\d]){YEAR}(?!\d)"
YEAR_OR_AGAIN = rf"(?<!\w)(?:\[{YEAR}\]|{YEAR}[a-h]?(?!\w)|{_UNDATED}|{AGAIN})"
BODY_HEAD = rf"{_HEADS}\b"
SAYS_AFTER = (
    rf"\)?,?{SPACE}(?:[{LOWER}]{{2,12}}{SPACE}){{0,2}}(?:(?:l[’']|le |la |les |en |y |s[’']"
    rf"|se |a |ont |avait |nous |n[’'])?{REPORTING}\b"
    rf"|(?:a|ont|avait|avaient) (?:bien )?[{LOWER}]{{2,20}}[éist]s?\b)"
)
SAYS_BEFORE = (
    r"(?i)"
    rf"(?:\b{REPORTING}{SPACE}|\b{_CLASSES.pattern('BEFORE_CITED_AUTHOR')}{SPACE}"
    rf"|{_CLASSES.pattern('WORK_OF_AUTHOR')}{SPACE}(?:de{SPACE}|d[’']))\Z"
)
