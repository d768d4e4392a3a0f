"""The notation of rules: what stands before a name, its form, what stands behind it.

A cell holds conditions joined by `` & ``, each of which may be negated with ``!``. A condition is a
test in braces (``{COMMON}``), a raw pattern between slashes, or a sequence of items::

    chez                a word, as written; ' is either apostrophe, « and » any quotes
    {MONTH}             a word of a class of classes.tsv
    {CAPITALIZED}       one of the kinds of words of rules/kinds.py
    {WORDS:3}           up to three words
    (de | du | d')      one of these
    gros?               the item before ? may be missing
    {LOWER}×3           one to three of the item before ×
    {DIGITS:2-4}        two to four digits; {DIGITS:4}, one to four
    …iste               a word with this ending
    A~{DIGITS:4}        ~ is a blank that may be missing

Items are parted by a blank, which stands for any blank of the text, or for nothing after an
apostrophe; items that are written together are together in the text. A backslash takes the meaning
from the sign after it. Everything is bounded, so that a search takes time linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from annotate.french.characters import SPACE
from annotate.french.classes import WordClasses
from annotate.rules.kinds import (
    CHARACTERS,
    CLOSING,
    COUNTED,
    DEMONYMS,
    KINDS,
    LOOSE,
    OPENING,
    TESTS,
)
from annotate.rules.patterns import (
    MAYBE_BLANK,
    Pattern,
    any_of,
    compiled,
    ending,
    in_sequence,
    keys_of_class,
    literal,
    repeated,
)

_TOKEN = re.compile(
    r"(?P<blank>\s+)|\\(?P<escaped>.)|\{(?P<name>[^{}]*)\}|×(?P<times>[2-9])|(?P<sign>[()|?~])"
    r"|…(?P<ending>[^\W\d_]+)|(?P<quote>[«»])|(?P<word>[^\s\\{}()|?~«»×…]+|[×…])"
)
_COUNTED = re.compile(r"(?P<kind>[A-Z]+):(?:(?P<least>\d{1,3})-)?(?P<most>\d{1,3})")
_REFERENCE = re.compile(r"\{([A-Za-z_][A-Za-z_0-9]*)\}")
_LOOK_BEHIND = re.compile(r"\(\?<[=!][^()]*\{[A-Za-z_]")
_UNBOUNDED = re.compile(r"(?<!\\)(?:\\\\)*(?:[*+](?![^\[\]]*\])|\{\d+,\})")
_POSSESSIVE = re.compile(r"\}\+|\?\+")


class NotationError(ValueError):
    """A cell that is not in the notation; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a cell: a test with its argument, or a pattern."""

    negated: bool
    test: str = ""
    argument: str = ""
    pattern: Pattern | None = None
    raw: bool = False
    classes: frozenset[str] = frozenset()


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
        groups = compiled(tried).groups
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
        return choices[0] if len(choices) == 1 else any_of(choices)

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
            if self._peek()[0] == "times":
                item = repeated(item, int(self._peek()[1]))
                self._at += 1
            optional = self._peek() == ("sign", "?")
            self._at += optional
            items.append((item, optional, apart))
            apart = False
        if not items:
            raise NotationError("nothing stands where a word is wanted")
        if all(optional for _, optional, _ in items):
            raise NotationError("every item may be missing, so that nothing is asked for")
        return in_sequence(items)

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
            return literal(text)
        if kind == "ending":
            return ending(text)
        if text == "~":
            return MAYBE_BLANK
        if text == "(":
            found = self._choice()
            if self._peek() != ("sign", ")"):
                raise NotationError("a bracket is not closed")
            self._at += 1
            return replace(found, regex=f"(?:{found.regex})")
        raise NotationError(f"{text!r} stands where a word is wanted; \\{text} is the sign itself")

    def _named(self, name: str) -> Pattern:
        counted = _COUNTED.fullmatch(name)
        if counted and counted["kind"] in COUNTED:
            return _counted(counted["kind"], int(counted["least"] or 1), int(counted["most"]))
        if name in KINDS:
            opens, closes, loose = (name in some for some in (OPENING, CLOSING, LOOSE))
            return Pattern(_written(name, self._classes), None, None, opens, closes, loose)
        self.named.add(name)
        regex = f"(?:{_written(name, self._classes)})"
        return Pattern(regex, *keys_of_class(self._classes[name]))


def _counted(kind: str, least: int, most: int) -> Pattern:
    """Return the pattern of a kind that counts what it takes."""
    if not 0 < least <= most:
        raise NotationError(f"{{{kind}:{least}-{most}}} counts down: write the lesser number first")
    if kind == "WORDS":
        return repeated(Pattern(KINDS["WORD"]), most)
    regex = COUNTED[kind].format(least=least, most=most)
    return Pattern(regex, opens=kind == "GAP", closes=kind == "GAP")
