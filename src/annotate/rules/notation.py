"""The notation of rules: what stands before a name, its form, what stands behind it.

A cell holds conditions joined by `` & ``, each of which may be negated with ``!``. A condition is a
test in braces (``{COMMON}``), a raw pattern between slashes, or a sequence of items::

    chez                a word, as written; ' is either apostrophe, « and » any quotes
    {MONTH}             a word of a class of classes.tsv
    {CAPITALIZED}       one of the kinds of words of rules/kinds.py
    {WORDS:3}           up to three words
    (de | du | d')      one of these
    gros?               the item before ? may be missing

Items are parted by a blank, which stands for any blank of the text, or for nothing after an
apostrophe; items that are written together are together in the text. A backslash takes the meaning
from the sign after it. Everything is bounded, so that a search takes time linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from annotate.french.characters import SPACE
from annotate.french.classes import WordClasses
from annotate.rules.kinds import CHARACTERS, DEMONYMS, KINDS, LOOSE, TESTS

_TOKEN = re.compile(
    r"(?P<blank>\s+)|\\(?P<escaped>.)|\{(?P<name>[^{}]*)\}|(?P<sign>[()|?])"
    r"|(?P<quote>[«»])|(?P<word>[^\s\\{}()|?«»]+)"
)
_REFERENCE = re.compile(r"\{([A-Za-z_][A-Za-z_0-9]*)\}")
_JOIN = rf"(?:(?<=['’«“\"(])|(?<=[«“\"][ \u00a0\u202f])|{SPACE})"
"""A blank; nothing after an apostrophe, a bracket or a quote that may have been left out."""
_LOOK_BEHIND = re.compile(r"\(\?<[=!][^()]*\{[A-Za-z_]")
_UNBOUNDED = re.compile(r"(?<!\\)(?:\\\\)*(?:[*+](?![^\[\]]*\])|\{\d+,\})")
_POSSESSIVE = re.compile(r"\}\+|\?\+")
_KEY = 3


class NotationError(ValueError):
    """A cell that is not in the notation; the message says what is wrong with it."""


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
        kinds = {key[:1].isalnum() for key in self.starts or ("",)}
        if kinds == {True} or self.starts is None:
            return r"(?<!\w)"
        return r"(?:(?<!\w)|(?!\w))" if True in kinds else ""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a cell: a test with its argument, or a pattern."""

    negated: bool
    test: str = ""
    argument: str = ""
    pattern: Pattern | None = None
    raw: bool = False
    classes: frozenset[str] = frozenset()


def word_key(word: str) -> str:
    """Return the key under which rules that want this word beside a name are found.

    Examples
    --------
    >>> word_key("Près"), word_key("d’")
    ('prè', "d'")
    """
    return word[:_KEY].lower().replace("’", "'")


def parse_cell(cell: str, classes: WordClasses) -> tuple[Condition, ...]:
    """Read a cell of a rule.

    Parameters
    ----------
    cell : str
        What it holds; an empty one is no condition.
    classes : WordClasses
        The word classes it may name.

    Raises
    ------
    NotationError
        If it is not in the notation, or names a class that is not there.

    Examples
    --------
    >>> from annotate.french.classes import shipped_classes
    >>> [one.regex for one in [parse_cell("chez", shipped_classes())[0].pattern]]
    ['chez']
    >>> [(c.test, c.negated) for c in parse_cell("{COMMON} & !{START}", shipped_classes())]
    [('COMMON', False), ('START', True)]
    """
    return tuple(_condition(part.strip(), classes) for part in cell.split(" & ") if part.strip())


def _condition(text: str, classes: WordClasses) -> Condition:
    negated = text.startswith("!")
    text = text.removeprefix("!").strip()
    if not text:
        raise NotationError("nothing stands after !")
    if len(text) > 1 and text.startswith("/") and text.endswith("/"):
        return _raw(text[1:-1], negated, classes)
    alone = re.fullmatch(r"\{([A-Z_]+)(?::([^{}]*))?\}", text)
    if alone and alone[1] in TESTS:
        return _tested(alone[1], alone[2] or "", negated)
    parser = _Parser(text, classes)
    return Condition(negated, pattern=parser.whole(), classes=frozenset(parser.named))


def _tested(test: str, argument: str, negated: bool) -> Condition:
    if test == "BELOW":
        try:
            float(argument)
        except ValueError:
            raise NotationError(f"{{BELOW:{argument}}} wants a number, as {{BELOW:0.8}}") from None
    elif test == "DEMONYM":
        if argument not in DEMONYMS:
            raise NotationError(f"{{DEMONYM:{argument}}} wants one of {', '.join(DEMONYMS)}")
    elif test == "FROM":
        if not argument:
            raise NotationError("{FROM} wants who found it, as {FROM:model}")
    elif argument:
        raise NotationError(f"{{{test}}} takes nothing after a colon")
    return Condition(negated, test, argument)


def _raw(pattern: str, negated: bool, classes: WordClasses) -> Condition:
    """Compile a raw pattern; it may name classes and characters in braces."""
    named: set[str] = set()

    def put(match: re.Match[str]) -> str:
        name = match[1]
        if name in CHARACTERS:
            return CHARACTERS[name]
        if name not in KINDS:
            named.add(name)
        return _written(name, classes)

    if _UNBOUNDED.search(_POSSESSIVE.sub("", pattern)):
        raise NotationError(
            "a raw pattern repeats without a bound: write {0,40} for * and {1,40} for +"
        )
    regex = _REFERENCE.sub(put, pattern)
    # A class may have hundreds of words: what is tried has one in their place, but for the width
    # of a look behind.
    tried = regex if _LOOK_BEHIND.search(pattern) else _REFERENCE.sub("(?:x)", pattern)
    try:
        groups = re.compile(tried).groups
    except re.error as error:
        raise NotationError(f"not a regular expression ({error})") from error
    if groups:
        raise NotationError("a raw pattern captures: write (?: for (")
    return Condition(negated, pattern=Pattern(regex), raw=True, classes=frozenset(named))


def _written(name: str, classes: WordClasses) -> str:
    """Return the pattern of a kind or a class."""
    if name in KINDS:
        return _REFERENCE.sub(lambda match: _written(match[1], classes), KINDS[name])
    if name not in classes:
        raise NotationError(
            f"{{{name}}} is no class of classes.tsv, and none of {', '.join((*KINDS, *TESTS))}"
        )
    return classes.pattern(name)


class _Parser:
    """Reads one condition; `named` collects the classes it names."""

    def __init__(self, text: str, classes: WordClasses) -> None:
        self._classes = classes
        self._tokens = list(self._split(text))
        self._at = 0
        self.named: set[str] = set()

    @staticmethod
    def _split(text: str) -> Iterator[tuple[str, str]]:
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise NotationError(f"{text[at:]!r} cannot be read: a brace is not closed")
            yield match.lastgroup or "", match[match.lastgroup or 0]
            at = match.end()

    def whole(self) -> Pattern:
        """Read everything."""
        found = self._choice()
        if self._at < len(self._tokens):
            raise NotationError(") closes nothing")
        return found

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def _choice(self) -> Pattern:
        choices = [self._sequence()]
        while self._peek() == ("sign", "|"):
            self._at += 1
            choices.append(self._sequence())
        return choices[0] if len(choices) == 1 else _any_of(choices)

    def _sequence(self) -> Pattern:
        items: list[tuple[Pattern, bool, bool]] = []
        apart = False
        while True:
            kind, text = self._peek()
            if kind == "end" or (kind == "sign" and text in "|)"):
                break
            if kind == "blank":
                self._at += 1
                apart = True
                continue
            item = self._item()
            optional = self._peek() == ("sign", "?")
            self._at += optional
            items.append((item, optional, apart))
            apart = False
        if not items:
            raise NotationError("nothing stands where a word is wanted")
        if all(optional for _, optional, _ in items):
            raise NotationError("every item may be missing, so that nothing is asked for")
        return _in_sequence(items)

    def _item(self) -> Pattern:
        kind, text = self._peek()
        self._at += 1
        if kind == "name":
            return self._named(text)
        if kind == "quote":
            keys = frozenset({text, "“" if text == "«" else "”", '"'})
            return (
                Pattern(rf"[«“\"]{SPACE}?", keys, keys, opens=True)
                if text == "«"
                else Pattern(rf"{SPACE}?[»”\"]", keys, keys, closes=True)
            )
        if kind in ("word", "escaped"):
            return _literal(text)
        if text == "(":
            found = self._choice()
            if self._peek() != ("sign", ")"):
                raise NotationError("a bracket is not closed")
            self._at += 1
            return replace(found, regex=f"(?:{found.regex})")
        raise NotationError(f"{text!r} stands where a word is wanted; \\{text} is the sign itself")

    def _named(self, name: str) -> Pattern:
        if (several := re.fullmatch(r"WORDS:(\d{1,2})", name)) and int(several[1]):
            word = KINDS["WORD"]
            return Pattern(rf"{word}(?:{SPACE}{word}){{0,{int(several[1]) - 1}}}")
        if name in KINDS:
            return Pattern(
                _written(name, self._classes), closes=name == "CALL", loose=name in LOOSE
            )
        self.named.add(name)
        regex = f"(?:{_written(name, self._classes)})"
        return Pattern(regex, *_keys_of_class(self._classes[name]))


@lru_cache(maxsize=512)
def _keys_of_class(forms: tuple[str, ...]) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    """Return the keys of the words that the forms of a class may begin and end with."""
    stems = [(form.partition("*")[0], "*" in form) for form in forms]
    sides = []
    for key in (_first_key, _last_key):
        # Of an open form whose stem is shorter than a key nobody knows how its word begins.
        known = all(not open_ or len(key(stem)) == _KEY for stem, open_ in stems)
        sides.append(frozenset(key(stem) for stem, _ in stems) if known else None)
    return sides[0], sides[1]


@lru_cache(maxsize=2)
def keys_of(text: str) -> frozenset[str]:
    """Return the keys of the words and signs of a text.

    Examples
    --------
    >>> sorted(keys_of("Près d’Arras, Arra"))
    [',', 'arr', "d'", 'prè']
    """
    return frozenset(map(word_key, set(_WORDS.findall(text))))


def _first_key(form: str) -> str:
    first = _WORDS.search(form)
    return word_key(first.group()) if first else form


def _last_key(form: str) -> str:
    words = _WORDS.findall(form)
    return word_key(words[-1]) if words else form


_WORDS = re.compile(r"\w+['’]?|[^\w\s]")


def _literal(text: str) -> Pattern:
    regex = re.escape(text).replace("'", "['’]")
    closes = text[0] in ",.;:!?)]”"
    if text[0] in ";:!?":
        regex = rf"{SPACE}?{regex}"
    keys = frozenset({_first_key(text)}), frozenset({_last_key(text)})
    return Pattern(regex, *keys, opens=text[-1] in "([“-/", closes=closes)


def _any_of(choices: list[Pattern]) -> Pattern:
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


def _in_sequence(items: list[tuple[Pattern, bool, bool]]) -> Pattern:
    """Join items: each a pattern, whether it may be missing, whether a blank is before it."""
    # Everything before the first item that must be there leads on to what follows it.
    required = next(index for index, (_, optional, _) in enumerate(items) if not optional)
    regex = ""
    for index, (item, optional, apart) in enumerate(items):
        if index <= required:
            after = items[index + 1] if index < required else None
            join = _joint(item, after[0], after[2]) if after else ""
            regex += f"(?:{item.regex}{join})?" if optional else item.regex
            continue
        join = _joint(items[index - 1][0], item, apart)
        regex += f"(?:{join}{item.regex})?" if optional else join + item.regex
    starts = _reached(items)
    ends = _reached(items, last=True)
    last, optional, _ = items[-1]
    opens = last.opens and not optional
    return Pattern(regex, starts, ends, opens, items[0][0].closes, last.loose)


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
