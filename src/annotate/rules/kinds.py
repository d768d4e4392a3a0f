"""What the notation of rules knows without a table: kinds of words, and tests of a name.

All patterns are bounded, and what repeats in them does not give back what it took, so that a search
takes time linear in the text.
"""

from __future__ import annotations

from collections.abc import Mapping

from annotate.french.characters import LOWER, SPACE, UPPER

_LONGEST = 60
_IN_WORD = r"[^\W¹²³⁰⁴-⁹]"
"""What a word is made of: a call of a note stuck to it is no part of it."""
_CAPITAL = (
    rf"[{UPPER}]{_IN_WORD}{{0,{_LONGEST}}}+(?:[.’'/+&-]{_IN_WORD}{{1,{_LONGEST}}}+"
    rf"(?:[’'/&-]{_IN_WORD}{{1,{_LONGEST}}}+){{0,7}}+)?+"
)
_INITIALS = rf"[{UPPER}][{LOWER}]?\.(?:[ -]?[{UPPER}][{LOWER}]?\.){{0,3}}"
_PERSON_WORD = rf"[{UPPER}][\w’']{{0,{_LONGEST}}}+(?:-[{UPPER}][\w’']{{0,{_LONGEST}}}+){{0,3}}+"
_PROPER = rf"[{UPPER}][{LOWER}]{{1,{_LONGEST}}}+(?:-[{UPPER}]?[{LOWER}]{{1,{_LONGEST}}}+){{0,4}}+"
_BEFORE_WORD = rf"(?:{_INITIALS}{SPACE}?)?"
_PARTICLE = rf"(?:{{PARTICLE}}(?:(?<=['’])|{SPACE}))?"
_PERSON = (
    rf"{_BEFORE_WORD}{_PARTICLE}{_PERSON_WORD}"
    rf"(?:{SPACE}{_BEFORE_WORD}{_PARTICLE}{_PERSON_WORD}){{0,3}}"
)
_PERSON_BARE = rf"{_BEFORE_WORD}{_PERSON_WORD}(?:{SPACE}{_PARTICLE}{_PERSON_WORD}){{0,3}}"
_LINK = rf"{SPACE}(?:(?:de la|de|du|des|en|sur|sous|la|le|les){SPACE}|(?:de{SPACE}l|[dl])['’])?"

KINDS: Mapping[str, str] = {
    "CAPITALIZED": _CAPITAL,
    "NAME": rf"{_CAPITAL}(?:{_LINK}{_CAPITAL}){{0,4}}",
    "CAPITALS": rf"[{UPPER}]{{2,{_LONGEST}}}+(?![\w])",
    "LOWER": rf"[{LOWER}]{{1,{_LONGEST}}}+(?:[’'-][{LOWER}]{{1,{_LONGEST}}}+){{0,4}}+",
    "LETTERS": rf"[^\W\d_]{{1,{_LONGEST}}}+",
    "WORD": rf"\w{{1,{_LONGEST}}}+(?:[’'-]\w{{1,{_LONGEST}}}+){{0,4}}+",
    "NUMBER": r"\d{1,6}+(?:[ .\u00a0\u202f]\d{3}){0,3}(?:,\d{1,6})?+",
    "YEAR": r"(?:1\d|20)\d\d",
    "ROMAN": r"[IVXLC]{1,8}+",
    "QUOTED": r"[^«»“”\"\n.;:!?()]{2,70}?",
    "INITIALS": _INITIALS,
    "SURNAME": rf"{_PARTICLE}[{UPPER}][{UPPER}{LOWER}’'-]{{1,{_LONGEST}}}",
    "GIVEN_NAME": rf"(?<![’'])[{UPPER}][{LOWER}]{{2,14}}(?:-[{UPPER}][{LOWER}]{{1,14}})?",
    "PERSON": _PERSON,
    "PERSON_BARE": _PERSON_BARE,
    "PERSON_WORD": _PERSON_WORD,
    "ACRONYM": rf"[{UPPER}]{{2,6}}",
    "PROPER": _PROPER,
    "POSTCODE": r"(?<![\w.,/-])(?<!\d[ \u00a0\u202f])(?:[FBL]-)?\d{5}",
    "HYPHEN": rf"(?:-\n?|{SPACE})",
    "STOP": r"(?:\s{0,3}[,;.:()\n]|\s{0,3}\Z)",
    "CALL": r"(?:[¹²³⁰⁴-⁹]{1,3}|[(\[]\d{1,3}[)\]])",
}
"""Kinds of words that the notation knows, each with its pattern; one in braces is a class."""

COUNTED: Mapping[str, str] = {
    "WORDS": "",
    "DIGITS": r"(?<!\d)\d{{{least},{most}}}+(?!\d)",
    "LOWER": rf"[{LOWER}]{{{{{{least}},{{most}}}}}}+(?![\w’'-])",
    "LETTERS": r"[^\W\d_]{{{least},{most}}}",
    "GAP": r"(?!\w)[^.\n]{{0,{most}}}(?<!\w)",
    "PHRASE": r"[^.,;:!?()«»“”\d]{{3,{most}}}?",
}
"""Kinds with a number behind a colon: so many of them, or so many characters."""

OPENING, CLOSING = ("HYPHEN",), ("HYPHEN", "CALL", "STOP")
"""Kinds that stand without a blank before what follows, and behind what is before."""

LOOSE = ("SURNAME", "PERSON", "PERSON_BARE", "PERSON_WORD")
"""Kinds that may end inside a word: of « Roux-qui » a name is what is before the hyphen."""

TESTS: Mapping[str, str] = {
    "START": "it begins a sentence, a line or a block",
    "COMMON": "all its words are words of French, roman numerals aside",
    "FIRST_COMMON": "its first word is a word of French",
    "UPPERCASE": "all its letters are capitals",
    "ONE_WORD": "no blank is in it",
    "CAPITAL": "it begins with a capital",
    "BROKEN": "a full stop or the end of a line is in it",
    "DEMONYM": "it ends as the words for inhabitants; DEMONYM:s the singular, :p the plural, "
    ":ms the masculine singular, :f the feminine",
    "BELOW": "whoever found it was less certain than the number after the colon",
    "FROM": "the rule or model that found it begins with what is after the colon",
    "WORLD": "a country, or a region, city, river, sea or mountain of places.tsv",
    "INSEE_PLACE": "a région, département or intercommunality of France, or the seat of one",
    "KNOWN_PLACE": "any list of places has it, or its first word",
    "COMMUNE": "a commune of France",
    "SETTLEMENT": "a commune of France, or what is said for short of one",
    "FRENCH_PLACE": "a commune, a département or a région of France, in capitals too",
    "ORDINARY": "all its words are words of French, and it is no FRENCH_PLACE",
    "COUNTRY": "a country or a continent",
    "GAZETTEER": "the gazetteer has it, whatever it is",
    "AMBIGUOUS": "the gazetteer has it, and it is an ordinary word or name too",
    "INSIDE": "the text has it with a capital inside a sentence",
    "NEVER": "never.tsv has it, for this label",
    "WORK": "its first word is in work_heads.tsv",
    "OTHER_NAME": "it is one word, after de or not, and was found to be something else",
    "LONG_FORM_HEAD": "the word before it begins long forms of acronyms, says acronym_heads.tsv",
    "INSIDE_NAME": "it is inside a longer name that was found",
}
"""Tests of what was found, each with what it says."""

CHARACTERS = {"upper": UPPER, "lower": LOWER, "space": SPACE, "capital": _CAPITAL}
"""What a raw pattern may name in braces."""

DEMONYMS = ("", "s", "p", "ms", "f")
"""What may be after the colon of ``{DEMONYM:…}``."""
