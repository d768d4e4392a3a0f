"""Where a name begins and ends: what the model found, split and trimmed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from annotate.document.candidates import Candidate
from annotate.french.abbreviations import keeps_final_stop
from annotate.french.characters import LOWER, UPPER
from annotate.french.classes import shipped_classes
from annotate.french.words import WORD, starts_sentence
from annotate.pipes.name_lists import Context, NameLists

_CLASSES = shipped_classes()
_BREAK = re.compile(
    r"\n\s*\n|[()\[\]{};«»“”\"!?…]|[.:,]\s*\n|[.,;:!?]\s?[—–]|\s[–—]\s*\n|:\s|\t|,\s|--+|\s[&]\s+[dl]['’]|"
    rf"\set\s+[dl]['’]|(?<=[{UPPER}]{{3}})\s[–—-]\s(?=[{UPPER}][{LOWER}])"
)
_EDGE = " \t\n\r\f\u00a0\u202f-–—'’‘`,;:/\\|*_+=<>~^°§•■"
_ELISION = re.compile(rf"(?:[ldcjmnst]|{_CLASSES.pattern('ELIDED_WORD')})['’]\s*", re.I)
_CIVILITY = re.compile(rf"{_CLASSES.pattern('CIVILITY')}\s+")
_DOTTED = re.compile(rf"((?:[{UPPER}]\.){{2,6}})\s[{LOWER}][{LOWER}\s]*$")
_GOES_ON = re.compile(rf"\s{_CLASSES.pattern('AFTER_A_NAME')}\s(?=[{UPPER}])")
_PARTICLES = _CLASSES.words("FOREIGN_NAME_PARTICLE")
_LOWER = re.compile(rf"\s(?P<word>[{LOWER}]{{2,}})(?=\s)")
_LAST_WORD = re.compile(r"(?<!\s)\s+([^\W\d_]+['’]?)$")
_OPENING = ("«", "“", '"')
_WRAPPED = 50
_DATED = re.compile(
    rf"(?<!\s(?:du|de|le|au))\s(?:[–-]\s)?(?:{_CLASSES.pattern('WEEKDAY')}\s)?\d{{1,2}}(?:er)?\s"
    rf"{_CLASSES.pattern('MONTH')}(?!\w)|\s[–-]\s(?:{_CLASSES.pattern('MONTH')}"
    rf"|{_CLASSES.pattern('WEEKDAY')})(?!\w)",
    re.IGNORECASE,
)
"""The date that a heading has behind a name: « Audierne - Janvier 2026 »."""
_AND_PLACE = re.compile(r"\s&\s")
_NEXT_PERSON = re.compile(
    rf"(?<=[{UPPER}]{{2}})\s(?=[{UPPER}][{LOWER}]+(?:-[{UPPER}][{LOWER}]+)?\s[{UPPER}][{UPPER}’'-]+(?!\w))"
)
"""Where the next of a list without commas begins: « Luc MERLON Anne ROUX »."""
_DASHED = re.compile(r"\s[–—-]\s")
"""Between people of a list: « Luc Merlon - Anne Roux »; a surname has no blanks around its own."""
_DASHED_ON = re.compile(rf"\s[–—-]\s(?=[{LOWER}])")
"""Where the sentence goes on between dashes: « la Société Merlon - fondée en France »."""
_STUCK = re.compile(r"(?<=[^\W\d_]{3})\d{1,2}\Z")
_ELIDED_END = re.compile(r"['’](?=(?P<word>[^\W\d_][\w-]*))")


def pieces(text: str, candidate: Candidate) -> Iterator[tuple[int, int, list[str]]]:
    """Split a candidate where no name can go on."""
    cuts: list[tuple[int, int]] = []
    quote = text[candidate.start : candidate.end]
    for match in _BREAK.finditer(quote):
        cuts.append((candidate.start + match.start(), candidate.start + match.end()))
    for match in re.finditer(r"\n", quote):
        place = candidate.start + match.start()
        line = place - (text.rfind("\n", 0, place) + 1)
        if line < _WRAPPED:
            cuts.append((place, place + 1))
    cuts += [
        (candidate.start + low, candidate.start + high) for low, high in _leads_on(candidate, quote)
    ]
    begin, rules = candidate.start, ["split"] if cuts else []
    for start, end in sorted(cuts):
        if start > begin:
            yield begin, start, list(rules)
        begin = max(begin, end)
    if candidate.end > begin:
        yield begin, candidate.end, list(rules)


def _leads_on(candidate: Candidate, quote: str) -> Iterator[tuple[int, int]]:
    """Yield where a name has gone on into the sentence: « Charlemagne fêta Pâques »."""
    if dated := _DATED.search(quote):
        yield dated.start(), len(quote)
    if dashed := _DASHED_ON.search(quote):
        yield dashed.start(), len(quote)
    if candidate.label == "PER":
        for match in _LOWER.finditer(quote):
            if match["word"] not in _PARTICLES:
                yield match.start(), len(quote)
                return
        for separator in (_NEXT_PERSON, _DASHED):
            yield from (match.span() for match in separator.finditer(quote))
    elif candidate.label == "LOC":
        yield from (match.span() for match in _GOES_ON.finditer(quote))
        yield from (match.span() for match in _AND_PLACE.finditer(quote))


def trimmed(
    context: Context, start: int, end: int, label: str, rules: list[str]
) -> tuple[int, int]:
    """Return the ends of a name without what no name begins or ends with; note the rules."""
    text, lists = context.text, context.lists
    steps: tuple[tuple[str, Callable[[int, int], tuple[int, int]]], ...] = (
        ("edges", partial(_trim_edges, text)),
        ("call", partial(_trim_call, text)),
        ("civility", partial(_trim_civility, text, label)),
        ("words", partial(_trim_words, text, label, lists)),
        ("tail", partial(_trim_tail, text, lists)),
    )
    for _ in range(6):
        before = start, end
        for rule, step in steps:
            trimmed = step(start, end)
            if trimmed != (start, end):
                start, end = trimmed
                if rule not in rules:
                    rules.append(rule)
            if start >= end:
                return start, start
        if (start, end) == before:
            break
    return start, end


def _trim_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """Take off what is no letter; a model that stopped behind « l’ » is led over the next name."""
    cut = _ELIDED_END.match(text, end - 1) if start < end - 1 else None
    if cut and cut["word"][0].isupper():
        end = cut.end("word")
    while start < end and text[start] in _EDGE + ".":
        start += 1
    while start < end and text[end - 1] in _EDGE:
        end -= 1
    while start < end and text[end - 1] == "." and not keeps_final_stop(text, start, end):
        end -= 1
    return start, end


def _trim_call(text: str, start: int, end: int) -> tuple[int, int]:
    """Take off the number of a note that stuck to the last word: a paragraph begins with it."""
    stuck = _STUCK.search(text, start, end)
    if stuck is None or not re.search(rf"\n[ \t]*{stuck.group()}[.)]?[ \t]+[{UPPER}«]", text):
        return start, end
    return start, stuck.start()


def _trim_civility(text: str, label: str, start: int, end: int) -> tuple[int, int]:
    match = _CIVILITY.match(text, start, end)
    return (match.end(), end) if match and match.end() < end else (start, end)


def _trim_words(text: str, label: str, lists: NameLists, start: int, end: int) -> tuple[int, int]:
    """Take off an elision, a function word or a class noun at the beginning."""
    elision = _ELISION.match(text, start, end)
    if elision and elision.end() < end:
        capital = text[start].isupper()
        known = label == "LOC" and text[elision.end() : end] in lists.places
        if not capital or known or starts_sentence(text, start):
            return elision.end(), end
        return start, end
    word = WORD.match(text, start, end)
    if word is None or word.end() == end:
        return start, end
    form, rest = word.group(), text[word.end() : end].lstrip()
    if not rest[:1].isalnum():
        return start, end
    folded = form.casefold()
    if folded in lists.functions and (form.islower() or not _belongs(text, start, label, folded)):
        if form[0].isupper() and text[start:end] in lists.places:
            return start, end
        return end - len(rest), end
    if form.islower() and (folded in lists.generic or label == "PER"):
        return end - len(rest), end
    return start, end


def _belongs(text: str, start: int, label: str, folded: str) -> bool:
    """Return whether a function word with a capital is the first of the name."""
    opens = starts_sentence(text, start)
    article = folded in ("le", "la", "les")
    if label == "MISC":
        return article or not opens or text[max(0, start - 2) : start].strip() in _OPENING
    return article and not opens


def _trim_tail(text: str, lists: NameLists, start: int, end: int) -> tuple[int, int]:
    """Take off a function word or an elision left alone at the end."""
    dotted = _DOTTED.match(text[start:end])
    if dotted is not None:
        return start, start + dotted.end(1)
    match = _LAST_WORD.search(text, start, end)
    if match is None:
        return start, end
    form = match.group(1)
    if (form.islower() and form.rstrip("'’").casefold() in lists.functions) or form[-1] in "'’":
        return start, match.start()
    return start, end
