"""Readers of years: alone, two of them, before our era, with the nouns ``an`` and ``année``."""

from __future__ import annotations

import re

from annotate.french.characters import LOWER
from annotate.pipes.dates import false_positives, numerals, republican, values, words
from annotate.pipes.dates.match import DateMatch, false_positive
from annotate.pipes.dates.months import roman
from annotate.pipes.dates.patterns import (
    APOSTROPHE,
    DASH,
    END,
    ERA,
    FOUR_FIGURES,
    GAP,
    MAYBE_GAP,
    ROMAN_YEAR,
    compiled,
    of_class,
)
from annotate.rules.matching import RuleSet

_YEAR = re.compile(rf"{FOUR_FIGURES}(?:{END}|(?=[a-e][,;:)]))(?!,[0-9](?![0-9]{{3}}))")
_YEARS = re.compile(
    rf"(?P<first>{FOUR_FIGURES})"
    rf"(?:(?:(?P<dash>{DASH})|(?P<slash>/)|{GAP}(?P<word>{of_class('UNTIL_YEAR')}){GAP})"
    rf"(?P<last>{FOUR_FIGURES})|[-‐‑–/](?P<short>[0-9]{{2}})){END}(?![-/.,]?[0-9])"
)
_TWO_FIGURES = re.compile(rf"(?P<first>[0-9]{{2}})[-‐‑–](?P<last>[0-9]{{2}}){END}(?![-/.,]?[0-9])")
_WAR = re.compile(
    rf"{of_class('WAR_NOUN')}{GAP}(?:de|en){GAP}\Z"
    rf"|\b{of_class('BEFORE_WAR')}{GAP}\Z"
    rf"|[(«]{MAYBE_GAP}\Z"
)
_BCE_NUMBER = r"[0-9]{1,3}(?:[\u00a0\u202f ][0-9]{3})?|[0-9]{4,5}"
_OF_ERA = compiled(
    rf"(?:(?P<first>{_BCE_NUMBER})(?:{GAP}(?:à|et){GAP}|{DASH}))?"
    rf"(?P<last>{_BCE_NUMBER})(?:{GAP}ans)?{ERA}"
)
_SIGNED = re.compile(rf"[0-9]{{1,4}}{END}(?![.,/-]?[0-9])")
_MINUS = re.compile(rf"\b{of_class('BEFORE_NEGATIVE_YEAR')}{GAP}[-−–]\Z")
_AN = compiled(
    rf"an{GAP}(?:(?P<figures>[0-9]{{1,4}})|(?P<roman>{ROMAN_YEAR})){END}(?![.,/-]?[0-9])"
    rf"(?P<republic>{GAP}de{GAP}la{GAP}République)?(?P<era>{ERA})?"
)
_OPENS = re.compile(r"(?:\A|[.!?…]\s{1,3}|\n)\Z")
_AN_NOUN = compiled(rf"an{GAP}")
_OF_REPUBLIC = re.compile(
    rf"(?P<roman>X?I{{1,3}}|X?IV|V?I{{1,3}}|V|IX|X)(?:er|ᵉʳ|e|ᵉ){GAP}"
    rf"(?:année{GAP})?de{GAP}la{GAP}République(?!\w)(?!{GAP}(?:[{LOWER}]|est\b))"
)
_THE = re.compile(rf"\b{of_class('BEFORE_REGNAL_YEAR')}\Z")
_YEAR_NOUN = compiled(rf"année{GAP}(?:{of_class('YEAR_ADJECTIVE')}{GAP})?")
_LICENCE = re.compile(
    rf"(?:\b{of_class('BEFORE_YEAR')}{GAP}|mi-)\Z",
    re.IGNORECASE,
)
_COORDINATED = re.compile(
    rf"(?P<year>{FOUR_FIGURES}|[1-9][0-9]{{2}}|[0-9]{{2}}){END}(?![.,/-]?[0-9])"
    rf"(?P<ends>(?={MAYBE_GAP}[,.;:)]|{GAP}(?:et|ou|puis)\b|\s*\Z))?"
)
#: Years before 1000, where a preposition and what follows leave nothing else for the number.
_OLD_YEAR = re.compile(
    rf"[1-9][0-9]{{2}}{END}(?={MAYBE_GAP}[,.;:)»](?![0-9])|\n\n|\Z"
    rf"|{GAP}(?:{of_class('AFTER_OLD_YEAR')}{GAP}(?![0-9])|[ldàL]{APOSTROPHE}))"
)
_OLD_LICENCE = re.compile(rf"\b{of_class('BEFORE_OLD_YEAR')}{GAP}\Z")
_QUOTED = re.compile(rf"[(«“]{MAYBE_GAP}\Z")
#: A year alone without a word that makes it one must lie here: 1200 is more often a quantity.
_PLAIN = range(1500, 2100)


def read_year(text: str, start: int, in_date_context: bool, rules: RuleSet) -> DateMatch | None:
    """Read a year alone, where what is around it makes it one."""
    match = _YEAR.match(text, start)
    if not match:
        return _read_old_year(text, start)
    if rules.holds("dates.glued", text, start, match.end()):
        return None
    if not _is_year(text, start, match.end(), int(match[0]), in_date_context, rules):
        return None
    return DateMatch(start, match.end(), "year", match[0], "YEAR")


def read_coordinated_year(
    text: str, start: int, previous: str | None, rules: RuleSet
) -> DateMatch | None:
    """Read the second year of ``en 1214 et 1216``, and ``82`` in ``en 1981 et 82``."""
    match = _COORDINATED.match(text, start)
    if not match or not previous or not previous.isdigit():
        return None
    written = match[0]
    value = values.year(int(written)) if len(written) > 2 else previous[:2] + written
    # ``en 1302, 800 hommes``: old years are told in their order, and are not counted.
    told = value > previous or int(value) in _PLAIN
    if not told or false_positives.quantity_follows(rules, text, match.end()):
        return None
    if len(written) < 4 and (int(value) - int(previous) > 100 or match["ends"] is None):
        return None
    if any(rules.holds(f"dates.{what}", text, start, match.end()) for what in ("unit", "glued")):
        return None
    return DateMatch(start, match.end("year"), "year", value, "YEAR")


def _read_old_year(text: str, start: int) -> DateMatch | None:
    """Read ``en 732``: only a preposition of time makes a year of so few figures."""
    match = _OLD_YEAR.match(text, start)
    if not match or not _OLD_LICENCE.search(false_positives.before(text, start)):
        return None
    return DateMatch(start, match.end(), "year", values.year(int(match[0])), "YEAR")


def read_years(text: str, start: int, in_date_context: bool, rules: RuleSet) -> DateMatch | None:
    """Read ``1977 à 2001``, ``entre 1996 et 2003``, ``1914-18``; step over other pairs."""
    match = _YEARS.match(text, start)
    if not match:
        return None
    left = false_positives.before(text, start)
    first, last = match["first"], _last_year(match)
    if match["word"] == "et" and not (
        rules.holds("dates.between", text, start, match.end()) or in_date_context
    ):
        return None
    closed = bool(match["dash"] or match["slash"] or match["short"])
    if last is None or first >= last:
        return false_positive(start, match.end()) if closed and not in_date_context else None
    if rules.holds("dates.glued", text, start, match.end()) or rules.holds(
        "dates.numbered", text, start, match.end()
    ):
        return false_positive(start, match.end())
    # ``(1384-1984)``: two years of which the last is plain, and nothing else, are a lifetime.
    alone = (
        _QUOTED.search(left)
        and text[match.end() : match.end() + 3].lstrip()[:1] in (*")»”",)
        and (int(last) in _PLAIN)
    )
    if not (match["word"] or alone) and not _is_year(
        text, start, match.end(), int(first), in_date_context, rules
    ):
        return false_positive(start, match.end())
    if false_positives.quantity_follows(rules, text, match.end()):
        return false_positive(start, match.end())
    return DateMatch(start, match.end(), "years", values.interval(first, last), "INTERVAL")


def read_war(text: str, start: int, _licensed: bool, rules: RuleSet) -> DateMatch | None:
    """Read ``14-18`` and ``39-45``, the wars said with two figures."""
    match = _TWO_FIGURES.match(text, start)
    value = words.PROVERBIAL_INTERVALS.get((match["first"], match["last"])) if match else None
    if not match or not value or rules.holds("dates.glued", text, start, match.end()):
        return None
    if not _WAR.search(false_positives.before(text, start)) or false_positives.quantity_follows(
        rules, text, match.end()
    ):
        return false_positive(start, match.end())
    return DateMatch(start, match.end(), "war", value, "INTERVAL")


def read_year_of_era(text: str, start: int, _licensed: bool, rules: RuleSet) -> DateMatch | None:
    """Read ``52 av. J.-C.``, ``58 à 51 avant notre ère``, ``70 apr. J.-C.``."""
    match = _OF_ERA.match(text, start)
    if not match:
        return None
    as_year = values.year_before_christ if match["before"] else values.year
    last = as_year(_count(match["last"]))
    if not match["first"]:
        return DateMatch(start, match.end(), "era", last, "YEAR")
    first = as_year(_count(match["first"]))
    if not values.ordered(first, last):
        return None
    return DateMatch(start, match.end(), "era", values.interval(first, last), "INTERVAL")


def read_negative_year(text: str, start: int, _licensed: bool, rules: RuleSet) -> DateMatch | None:
    """Read ``en -52``: by French custom the year 52 before our era."""
    match = _SIGNED.match(text, start)
    if not match or not _MINUS.search(false_positives.before(text, start)):
        return None
    if int(match[0]) == 0 or false_positives.quantity_follows(rules, text, match.end()):
        return None
    value = values.year_before_christ(int(match[0]))
    return DateMatch(start - 1, match.end(), "era", value, "YEAR")


def read_an(text: str, start: int, in_date_context: bool, rules: RuleSet) -> DateMatch | None:
    """Read ``an 800`` and ``an II``: after ``l'``, where the noun is needed to see a year."""
    behind_article = in_date_context or bool(_THE.search(false_positives.before(text, start)))
    noun = _AN_NOUN.match(text, start)
    in_words = numerals.match_year(text, noun.end()) if noun and behind_article else None
    if in_words:
        return DateMatch(start, in_words[1], "year", values.year(in_words[0]), "YEAR")
    match = _AN.match(text, start)
    if not match:
        return None
    if match["roman"]:
        # Case is free in the pattern, but Roman years are in capitals.
        value = republican.year(roman(match["roman"]))
        if not value or not match["roman"].isupper():
            return None
        fits = behind_article or match["republic"]
        end = match.end("republic") if match["republic"] else match.end("roman")
        return DateMatch(start, end, "republican_year", value, "INTERVAL") if fits else None
    if not behind_article or rules.holds("dates.unit", text, start, match.end()):
        return None
    if (
        text[start] == "A"
        and text[max(0, start - 2)] == "L"
        and not _OPENS.search(false_positives.before(text, start - 2))
    ):
        return false_positive(start, match.end())  # `L’An 2000`, the name of a place or of a work
    number = int(match["figures"])
    value = values.year_before_christ(number) if match["before"] else values.year(number)
    return DateMatch(start, match.end(), "year", value, "YEAR")


def read_year_of_republic(
    text: str, start: int, _licensed: bool, rules: RuleSet
) -> DateMatch | None:
    """Read ``Ier de la République``, as registers wrote the year without its noun."""
    match = _OF_REPUBLIC.match(text, start)
    value = republican.year(roman(match["roman"])) if match else None
    if not match or not value:
        return None
    return DateMatch(start, match.end(), "republican_year", value, "INTERVAL")


def read_year_in_words(text: str, start: int, _licensed: bool, rules: RuleSet) -> DateMatch | None:
    """Read ``mil neuf cent quatorze``: spelt so, ``mil`` is only ever a year."""
    found = numerals.match_year(text, start)
    if not found or found[0] == 1000 or false_positives.quantity_follows(rules, text, found[1]):
        return None
    return DateMatch(start, found[1], "year", values.year(found[0]), "YEAR")


def read_year_noun(text: str, start: int, _licensed: bool, rules: RuleSet) -> DateMatch | None:
    """Read ``année 1999`` and ``année scolaire 2012-2013``."""
    match = _YEAR_NOUN.match(text, start)
    if not match:
        return None
    inner = read_years(text, match.end(), True, rules) or read_year(text, match.end(), True, rules)
    return inner.change(start=start) if inner and inner.is_date else None


def _is_year(
    text: str, start: int, end: int, number: int, in_date_context: bool, rules: RuleSet
) -> bool:
    left = false_positives.before(text, start)
    if rules.holds("dates.unit", text, start, end) or rules.holds(
        "dates.numbered", text, start, end
    ):
        return False
    if in_date_context or _LICENCE.search(left):
        return True
    if number not in _PLAIN or rules.holds("dates.counted", text, start, end):
        return False
    return not false_positives.quantity_follows(rules, text, end)


def _last_year(match: re.Match[str]) -> str | None:
    if match["last"]:
        return match["last"]
    first, short = int(match["first"]), int(match["short"])
    following = first + 1
    if following % 100 == short:
        return values.year(following)
    # ``1998-03`` may be a month as well as a reference: only what cannot be a month is a year.
    return values.year(first // 100 * 100 + short) if short > 12 else None


def _count(written: str) -> int:
    return int("".join(filter(str.isdigit, written)))
