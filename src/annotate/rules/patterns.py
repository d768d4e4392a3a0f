"""Patterns of rules: what the items of the notation compile to, and how they are joined."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from annotate.french.characters import SPACE

_JOIN = rf"(?:(?<=['’«“\"(])|(?<=[«“\"][ \u00a0\u202f])|{SPACE})"
"""A blank; nothing after an apostrophe, a bracket or a quote that may have been left out."""
_KEY = 3
_LONGEST = 40
_WORDS = re.compile(r"\w+['’]?|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a sequence of items compiles to.

    Attributes
    ----------
    regex : str
        A regular expression without groups that capture.
    starts, ends : frozenset of str or None
        The keys (:func:`word_key`) of the words it may begin and end with; None if any may.
    opens, closes : bool
        Whether what follows, or what is before, is joined to it without a blank.
    loose : bool
        Whether it may end inside a word: of ``Roux-qui`` a name is what is before the hyphen.
    """

    regex: str
    starts: frozenset[str] | None = None
    ends: frozenset[str] | None = None
    opens: bool = False
    closes: bool = False
    loose: bool = False

    @property
    def edge(self) -> str:
        """What is before it: no letter, unless it begins with a sign."""
        if self.starts and all(key[:1].isalnum() for key in self.starts):
            return r"(?<!\w)"
        return r"(?:(?<!\w)|(?!\w))"


MAYBE_BLANK = Pattern(rf"{SPACE}?", opens=True, closes=True)
"""What ``~`` stands for."""


def word_key(word: str) -> str:
    """Return the key under which rules that want this word beside a name are found.

    Examples
    --------
    >>> word_key("Près"), word_key("d’")
    ('prè', "d'")
    """
    return word[:_KEY].lower().replace("’", "'")


@cache
def compiled(regex: str) -> re.Pattern[str]:
    """Compile a regular expression when it is first used: most are never looked at in a short text.

    Examples
    --------
    >>> compiled("chez") is compiled("chez")
    True
    """
    return re.compile(regex)


@lru_cache(maxsize=512)
def keys_of_class(forms: tuple[str, ...]) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    """Return the keys of the words that the forms of a class may begin and end with."""
    stems = [(form.partition("*")[0], "*" in form) for form in forms]
    sides = []
    for key in (_first_key, _last_key):
        # Of an open form whose stem is shorter than a key nobody knows how its word begins.
        known = all(not open_ or len(key(stem)) == _KEY for stem, open_ in stems)
        sides.append(frozenset(key(stem) for stem, _ in stems) if known else None)
    return sides[0], sides[1]


@lru_cache(maxsize=2)
def places_of(text: str) -> dict[str, list[int]]:
    """Return where the words and signs of a text begin, by their key; those of a key by word.

    Examples
    --------
    >>> places_of("Près d’Arras, Arra")
    {'prè': [0], "d'": [5], 'arr': [7, 14], ',': [12]}
    """
    by_form: dict[str, list[int]] = {}
    for match in _WORDS.finditer(text):
        by_form.setdefault(match.group(), []).append(match.start())
    by_key: dict[str, list[int]] = {}
    for form, places in by_form.items():
        by_key.setdefault(word_key(form), []).extend(places)
    return by_key


def _first_key(form: str) -> str:
    first = _WORDS.search(form)
    return word_key(first.group()) if first else form


def _last_key(form: str) -> str:
    words = _WORDS.findall(form)
    return word_key(words[-1]) if words else form


def literal(text: str) -> Pattern:
    """Return the pattern of a word or a sign as it is written."""
    regex = re.escape(text).replace("'", "['’]")
    closes = text[0] in ",.;:!?)]”/@-"
    if text[0] in ";:!?":
        regex = rf"{SPACE}?{regex}"
    keys = frozenset({_first_key(text)}), frozenset({_last_key(text)})
    return Pattern(regex, *keys, opens=text[-1] in "([“/@_-", closes=closes)


def ending(letters: str) -> Pattern:
    """Return the pattern of a word that ends with some letters."""
    return Pattern(rf"[^\W\d_]{{1,{_LONGEST}}}{letters}")


def repeated(item: Pattern, times: int) -> Pattern:
    """Return the pattern of one to so many of an item."""
    more = f"(?:{_joint(item, item, True)}{item.regex}){{0,{times - 1}}}"
    return replace(item, regex=f"(?:{item.regex}{more})")


def any_of(choices: list[Pattern]) -> Pattern:
    """Return the pattern of one of several."""

    def union(sets: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
        listed = list(sets)
        if any(one is None for one in listed):
            return None
        return frozenset().union(*(one for one in listed if one is not None))

    return Pattern(
        f"(?:{'|'.join(one.regex for one in choices)})",
        union(one.starts for one in choices),
        union(one.ends for one in choices),
        all(one.opens for one in choices),
        all(one.closes for one in choices),
        all(one.loose for one in choices),
    )


def in_sequence(items: list[tuple[Pattern, bool, bool]]) -> Pattern:
    """Join items: each a pattern, whether it may be missing, whether a blank is before it."""
    # Everything before the first item that must be there leads on to what follows it.
    required = next(index for index, (_, optional, _) in enumerate(items) if not optional)
    regex, last = "", len(items) - 1
    for index, (item, optional, apart) in enumerate(items):
        if index <= required:
            after = items[index + 1] if index < required else None
            join = _joint(item, after[0], after[2]) if after else ""
            # Without a comma, say, that may be missing there is a blank all the same.
            blank = index == 0 and after is not None and item.closes and not after[0].closes
            missing = f"|{_JOIN})" if blank else ")?"
            regex += f"(?:{item.regex}{join}{missing}" if optional else item.regex
            continue
        join = _joint(items[index - 1][0], item, apart)
        missing = f"|{_JOIN})" if index == last and _opens(items) else ")?"
        regex += f"(?:{join}{item.regex}{missing}" if optional else join + item.regex
    starts = _reached(items)
    ends = _reached(items, last=True)
    return Pattern(regex, starts, ends, _opens(items), items[0][0].closes, items[-1][0].loose)


def _opens(items: list[tuple[Pattern, bool, bool]]) -> bool:
    """Return whether what follows a sequence is joined to it without a blank."""
    last, optional, _ = items[-1]
    # Where a sign is missing behind another one, it is the other that counts.
    return last.opens and not (optional and items[-2][0].opens)


def _reached(
    items: list[tuple[Pattern, bool, bool]], *, last: bool = False
) -> frozenset[str] | None:
    """Return the keys that a sequence may begin (or end) with."""
    found: set[str] = set()
    turned = items[::-1] if last else items
    for (item, optional, apart), beside in zip(turned, [*turned[1:], None], strict=True):
        keys = item.ends if last else item.starts
        glued = beside is not None and not (apart if last else beside[2])
        if keys is None or (glued and beside and not _is_word_apart(item, beside[0], last)):
            return None
        found |= keys
        if not optional:
            break
    return frozenset(found)


def _is_word_apart(item: Pattern, beside: Pattern, last: bool) -> bool:
    """Return whether the outermost word of an item keeps its key with another item glued to it."""
    if last:
        return beside.ends is not None and not any(key[-1:].isalnum() for key in beside.ends)
    return all(len(key) == _KEY or not key[-1:].isalnum() for key in item.starts or ())


def _joint(before: Pattern, after: Pattern, apart: bool) -> str:
    """Return what stands between two items."""
    if not apart or before.opens or after.closes:
        return ""
    return _JOIN


def joined(before: Pattern, after: Pattern) -> str:
    """Return the regular expression of one pattern right before another.

    Examples
    --------
    >>> re.match(joined(Pattern("chez"), Pattern("Roux")), "chez Roux") is not None
    True
    """
    return before.regex + _joint(before, after, True) + after.regex


def leading(pattern: Pattern) -> str:
    """Return the regular expression of what stands right before a name, up to where it begins."""
    join = "" if pattern.opens else _JOIN
    return rf"{pattern.edge}(?:{pattern.regex}){join}\Z"


def following(pattern: Pattern) -> str:
    """Return the regular expression of what stands right behind a name, from where it ends."""
    join = "" if pattern.closes else rf"(?:(?<=['’])|{SPACE})"
    return rf"{join}(?:{pattern.regex})(?!(?<=\w)\w)"
