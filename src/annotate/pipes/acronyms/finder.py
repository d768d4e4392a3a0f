"""Every use of an acronym, with what the text or the lexicon says it stands for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from annotate.document.candidates import Candidate
from annotate.french.characters import SPACE, fold
from annotate.french.classes import shipped_classes
from annotate.french.word_list import common_words
from annotate.pipes.acronyms import context
from annotate.pipes.acronyms.definitions import Definition, find_definitions
from annotate.pipes.acronyms.lexicon import AcronymLexicon, stems
from annotate.pipes.acronyms.long_forms_at_distance import find_elsewhere
from annotate.pipes.acronyms.patterns import (
    has_own_digits,
    is_dotted,
    is_plain_shape,
    is_roman,
    is_short_form,
    key,
    numbered_end,
    tokens,
    without_digits,
)
from annotate.pipes.base import shipped_rules
from annotate.pipes.lexicon_schemas import NO_ENTITY
from annotate.rules.matching import RuleSet

_LABEL = "ACRONYM"
_NUMBER_BEHIND = re.compile(r"(?:(?:[.-]\d{1,4})+|(?<=[A-Z]{2})-[A-Z]|\d{4}|0\d+)\Z")
# Of long forms that are apart from their acronym, which are believed first.
_RANKS = ("note", "confirmed", "apart", "z")
_INDEFINITE = re.compile(rf"(?<!\w){shipped_classes().pattern('INDEFINITE')}{SPACE}\Z")
_SHORT_HEAD = re.compile(r"(?<![\w-])[A-Z]{1,3}-\Z")


def find_acronyms(
    text: str,
    lexicon: AcronymLexicon | None = None,
    rules: RuleSet | None = None,
    calls: Mapping[int, str] | None = None,
) -> list[Candidate]:
    """Find every use of an acronym in `text`.

    Parameters
    ----------
    text : str
        A mended text, or a raw one.
    lexicon : AcronymLexicon, optional
        What is known beforehand. The text's own definitions come first.
    rules : RuleSet, optional
        What the words around letters say of them; default those that ``annotate`` ships.
    calls : mapping of int to str, optional
        The numbers of the note calls that mending took away, by where each followed.

    Returns
    -------
    list of Candidate
        Label ``ACRONYM``, code points half-open, in order, without overlap. The rule says what is
        known: ``rule:acronyms.parenthesis`` (or ``dash``, ``comma``, ``connector``, ``equals``)
        where the text defines it, ``rule:acronyms.use`` where it uses what it defines elsewhere (in
        a note and in full without the acronym as well),
        ``lexicon:acronyms``, or ``rule:acronyms.shape`` where nothing says what it means.
        Attributes, present where they apply: ``expansion``, ``expansion_span`` (code points in
        `text`), ``expansion_from`` (``text`` or ``lexicon``), ``label`` (None where the lexicon
        says that it names no entity), ``defines`` and ``conflict`` (true where the text gives the
        acronym several long forms; each use then keeps the nearest one before it).

    Examples
    --------
    >>> text = "Le VTT, puis le Plan local d'urbanisme (PLU) ; le PLU et la RD 943."
    >>> for f in find_acronyms(text):
    ...     print(f.text(text), f.rule, f.attributes.get("expansion"))
    VTT rule:acronyms.shape None
    PLU rule:acronyms.parenthesis Plan local d'urbanisme
    PLU rule:acronyms.use Plan local d'urbanisme
    """
    lexicon = lexicon or AcronymLexicon()
    rules = rules or shipped_rules("acronyms.tsv")
    tests = context.heads_test(lexicon)
    definitions = find_definitions(text)
    apart = find_elsewhere(text, _undefined(text, definitions), lexicon, calls or {})
    known = _by_key(_merged(definitions, apart), lexicon)
    found: list[Candidate] = []
    taken_to = 0
    for start, end, definition in _candidates(text, known, definitions, lexicon):
        if start < taken_to:
            continue
        candidate = (
            _defining(definition, known)
            if definition is not None
            else _use(context.Use(text, start, end, rules, tests), known, lexicon)
        )
        if candidate is not None:
            found.append(candidate)
            taken_to = candidate.end
    return list(_without_kinds(text, found))


def _without_kinds(text: str, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield acronyms; one that the text uses as a common noun (« un XQT », « ces XQT ») names
    no entity, unless something said which.
    """
    kinds = Counter(
        key(one.text(text))
        for one in found
        if _INDEFINITE.search(text, max(0, one.start - 12), one.start)
    )
    for one in found:
        unnamed = kinds[key(one.text(text))] > 1 and one.attributes.get("label") is None
        yield replace(one, attributes={**one.attributes, "label": None}) if unnamed else one


def _undefined(text: str, definitions: Sequence[Definition]) -> dict[str, str]:
    """Return the acronyms that `text` uses and does not define, by their key."""
    defined = {definition.key for definition in definitions}
    undefined: dict[str, str] = {}
    for start, end in tokens(text):
        token = without_digits(text[start:end])
        if (len(token) > 2 and is_plain_shape(token)) or context.is_long(token):
            undefined.setdefault(key(token), token)
    return {name: form for name, form in undefined.items() if name not in defined}


def _merged(definitions: Sequence[Definition], apart: Sequence[Definition]) -> list[Definition]:
    """Return all definitions in order; of what is apart, only the surest form of an acronym."""
    best: dict[str, str] = {}
    for definition in apart:
        rank = min(best.get(definition.key, "z"), definition.form, key=_RANKS.index)
        best[definition.key] = rank
    kept = [d for d in apart if d.form == best[d.key]]
    return sorted([*definitions, *kept], key=lambda d: d.short)


def _candidates(
    text: str,
    known: Mapping[str, _Known],
    definitions: Sequence[Definition],
    lexicon: AcronymLexicon,
) -> list[tuple[int, int, Definition | None]]:
    """Return what may be an acronym, in order; where two overlap, the first counts."""
    spans: dict[int, tuple[int, int, Definition | None]] = {}
    found = list(tokens(text))
    digits = (text[start:end][len(without_digits(text[start:end])) :] for start, end in found)
    repeated = Counter(digits)
    for start, end in found:
        spans[start] = (start, _end(text, start, end, known, repeated, lexicon), None)
    for start, end in _compounds(text, found, known, lexicon):
        spans[start] = (start, end, None)
    names = sorted({text[slice(*d.short)] for d in definitions if "-" in text[slice(*d.short)]})
    if names:
        pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)")
        for match in pattern.finditer(text):
            spans[match.start()] = (match.start(), match.end(), None)
    for definition in definitions:
        spans[definition.short[0]] = (*definition.short, definition)
    return [spans[start] for start in sorted(spans)]


def _compounds(
    text: str,
    found: Sequence[tuple[int, int]],
    known: Mapping[str, _Known],
    lexicon: AcronymLexicon,
) -> Iterator[tuple[int, int]]:
    """Yield ``AWG-LCA`` and ``I-ACT`` as one, but not ``CNRS-EHESS``, whose parts are known."""
    for start, end in found:
        head = _SHORT_HEAD.search(text, max(0, start - 4), start)
        name = key(text[start:end])
        alone = name in known or name in lexicon.entries or not text[start:end].isupper()
        if head and not alone:
            yield head.start(), end
    for (start, end), (second, last) in pairwise(found):
        if second != end + 1 or text[end] != "-" or not text[start:end].isupper():
            continue
        parts = (key(text[start:end]), key(text[second:last]))
        alone = text[start - 1 : start] == "(" and text[last : last + 1] == ")"
        two = all(part in known or part in lexicon.entries for part in parts)
        if not text[second:last].isupper() or (two and not alone):
            continue
        if all(is_plain_shape(text[s:e]) for s, e in ((start, end), (second, last))):
            yield start, last


def _end(
    text: str,
    start: int,
    end: int,
    known: Mapping[str, _Known],
    repeated: Mapping[str, int],
    lexicon: AcronymLexicon,
) -> int:
    """Return where the acronym ends: before glued digits, unless they are its own."""
    token = text[start:end]
    bare = without_digits(token)
    if len(bare) == len(token):
        return numbered_end(text, start, end)
    name = key(token)
    if name in known or name in lexicon.entries or (has_own_digits(token) and len(bare) > 1):
        return end
    # The call of a note has a number of its own, so the same digits twice belong to the name.
    own = repeated[token[len(bare) :]] > 1 and token[-1].isdecimal()
    return end if own and key(bare) not in known and len(bare) > 1 else start + len(bare)


@dataclass(frozen=True, slots=True)
class _Known:
    """The definitions of one acronym in a text, and what is said of each of its uses."""

    starts: list[int]
    attributes: list[dict[str, Any]]

    def at(self, start: int) -> dict[str, Any]:
        """Return the attributes of a use: the last definition before it, else the first."""
        return dict(self.attributes[max(0, bisect_right(self.starts, start) - 1)])


def _by_key(definitions: Sequence[Definition], lexicon: AcronymLexicon) -> dict[str, _Known]:
    grouped: dict[str, list[Definition]] = {}
    for definition in definitions:
        grouped.setdefault(definition.key, []).append(definition)
    known = {}
    for name, group in grouped.items():
        conflict = len({stems(definition.expansion) for definition in group}) > 1
        known[name] = _Known(
            [definition.short[0] for definition in group],
            [_attributes(definition, conflict, lexicon) for definition in group],
        )
    return known


def _attributes(definition: Definition, conflict: bool, lexicon: AcronymLexicon) -> dict[str, Any]:
    attributes: dict[str, Any] = {
        "expansion": definition.expansion,
        "expansion_span": list(definition.long),
        "expansion_from": "text",
    }
    entry = lexicon.entries.get(definition.key)
    if entry is not None and stems(entry.expansion) == stems(definition.expansion):
        attributes["label"] = entry.label
    elif label := lexicon.label_of(definition.expansion):
        attributes["label"] = None if label == NO_ENTITY else label
    elif definition.expansion.islower():
        attributes["label"] = None  # « une habitation à bon marché (HBM) »
    if conflict:
        attributes["conflict"] = True
    return attributes


def _defining(definition: Definition, known: Mapping[str, _Known]) -> Candidate:
    start, end = definition.short
    attributes = known[definition.key].at(start) | {"defines": True}
    return Candidate(start, end, _LABEL, f"rule:acronyms.{definition.form}", attributes=attributes)


def _use(
    use: context.Use, known: Mapping[str, _Known], lexicon: AcronymLexicon
) -> Candidate | None:
    text, start, end = use.text, use.start, use.end
    token = text[start:end]
    letters = sum(c.isalpha() for c in token)
    if not letters or (letters < 2 and key(token) not in lexicon.entries):
        return None
    full = _whole(text, start, end)
    if context.is_excluded(full, replace(use, end=start + len(full))):
        return None
    if (defined := known.get(key(token))) is not None:
        if not (is_short_form(token) or token[-1].isdigit() or use.holds("acronyms.article")):
            return None
        attributes = defined.at(start)
        return Candidate(start, end, _LABEL, "rule:acronyms.use", attributes=attributes)
    numbered = lexicon.entries.get(key(token)) if token[-1].isdigit() else None
    core = without_digits(_NUMBER_BEHIND.sub("", token))
    entry = numbered or lexicon.entries.get(key(core))
    if numbered is None and not _stands(core, use, known, lexicon):
        return None
    if entry is None:
        return Candidate(start, end, _LABEL, "rule:acronyms.shape")
    attributes = {
        "expansion": entry.expansion,
        "expansion_from": "lexicon",
        "label": entry.label,
    }
    return Candidate(start, end, _LABEL, "lexicon:acronyms", attributes=attributes)


def _whole(text: str, start: int, end: int) -> str:
    """Return the token with the digits that were cut from it."""
    while end < len(text) and end - start < 24 and text[end].isdigit():
        end += 1
    return text[start:end]


def _stands(
    token: str, use: context.Use, known: Mapping[str, _Known], lexicon: AcronymLexicon
) -> bool:
    """Return whether a token that the text does not define is an acronym where it is."""
    if context.is_initials(token, use):
        return False
    in_lexicon = key(token) in lexicon.entries

    def is_known(word: str) -> bool:
        return key(word) in known or key(word) in lexicon.entries

    if context.is_shouted(token, use, is_known):
        # Nobody shouts a word without a vowel; and what is alone on a line may be no word.
        line = use.before.rpartition("\n")[2] + use.after.partition("\n")[0]
        alone = not any(map(str.isalpha, line)) and token.lower() not in common_words()
        return in_lexicon and (alone or not any(c in "aeiouy" for c in fold(token)))
    if in_lexicon:
        return is_dotted(token) or is_short_form(token)
    return (
        (
            any(is_plain_shape(part) for part in token.split("-"))
            or (context.is_long(token) and use.holds("acronyms.article"))
        )
        and not is_roman(token)
        and not context.is_proper_name(token, use)
        and context.reads_as_acronym(token, use)
    )
