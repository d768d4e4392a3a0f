"""Hyphens at line ends: dropped when the line break made them, kept when the word has them.

What the file itself tells of a hyphen is certain. The other evidence is asked in this order, and
the first that knows decides:

1. between digits, or before a digit, the hyphen means something (``1990-1995``);
2. the document itself writes the word inside a line, one way only;
3. a capital after the hyphen begins a second name (``Jean-François``, ``Pas-de-Calais``);
4. the French word list knows one form and not the other, or English wrote it so (``to-day``);
5. inclusive writing (``étudiant-e-s``) has its hyphens, and so have a first part in o with an
   adjective after it (``physico-chimique``) and a prefix before its own vowel;
6. an elided article after it (``main-d’œuvre``), a linking word of a place name
   (``Boulogne-sur-Mer``), a clitic (``celui-ci``, ``dit-il``), a numeral (``soixante-huit``) or a
   prefix that always takes one (``ex-``, ``vice-``) keeps it;
7. a small letter after the capitalised part of a name makes it one word (``Cam-bré``);
8. two halves that are words of their own, and no word together, are a compound (``mars-avril``);
9. in a document none of whose lines breaks a word that is known, it is the word's (``To-morrow``);
10. otherwise it was made by the line break.

A soft hyphen is no evidence: extractors were seen that write one for every hyphen at a line end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from annotate.document.offsets import Edit
from annotate.french.classes import shipped_classes
from annotate.text.structure.lines import HYPHENS

SOFT, BROKEN = "\u00ad", "\u00ac"

_CLASSES = shipped_classes()
_CLITICS = _CLASSES.words("AFTER_HYPHEN")
_NUMERALS = _CLASSES.words("NUMERAL_PART")
_PREFIXES = _CLASSES.words("HYPHENATED_PREFIX")
_AFTER_A_NAME = _CLASSES.words("AFTER_HYPHEN_NO_NAME")
"""Clitics that no name ends in; `Char-les` is one name."""
_ENGLISH = _CLASSES.words("ENGLISH_HYPHENATED")
_LINKS = _CLASSES.words("PLACE_NAME_LINK")
_ELIDED = re.compile(r"[dl]['’]\w")
_ELIDED_CUT = re.compile(r"[^\W\d_]{1,2}['’]\w+-")
_SOFT_INSIDE, _HARD_INSIDE = re.compile(r"(?<=\w)\u00ad(?=\w)"), re.compile(r"(?<=\w)-(?=\w)")
_BROKEN = re.compile(r"(?<=[^\W\d_][^\W\d_])(?:¬ ?|\u00ad )(?=[^\W\d_])")
_CUTS = tuple(HYPHENS)
_LONG, _MANY = 30, 60
"""A document with so many lines, so long, shows whether its maker breaks words."""
_NEAR = 60
"""Characters on each side of a cut that are looked at."""
_ENDING = re.compile(r"(?:[nstlvf]|tr|r|eus|i?èr|ric|tric)?e|ne")
_ENDINGS = re.compile(rf"(?:{_ENDING.pattern})-s")
"""What feminine endings inclusive writing sets apart."""
_FIRST_PART = re.compile(rf"\w*(?:ic|al|ar)o|{_CLASSES.pattern('COMPOUND_STEM')}o")
"""First parts of compounds of two adjectives: ``physico-chimique``."""
_SEVERAL = 3
_SHORTEST = 4
"""Letters that each half of a compound has at least, when no list knows it."""
_JOINED = "'’"
_ENDS_ELIDED = _CLASSES.words("ELIDED_BEFORE_CUT")
"""Words that lose their last letter before an apostrophe, and may be cut before that."""
_WORD = re.compile(rf"[^\W_]+(?:[{_JOINED}\-\u2010][^\W_]+)*")
_CALL = re.compile(r"(?<=[^\W\d_]{3})\d{1,3}$")
"""The call of a note, stuck to its word."""
_TAIL = re.compile(rf"[^\W_]+(?:[{_JOINED}\-][^\W_]+)*$")
_HEAD = re.compile(rf"^[^\W_]+(?:[{_JOINED}\-][^\W_]+)*")
_CALL = re.compile(r"(?<=[^\W\d_])\d+$")
"""The number of a note, behind the word that calls it."""


@dataclass(frozen=True)
class Evidence:
    """What is known about words: how the document writes them, and which ones French has.

    Attributes
    ----------
    forms : Counter of str
        Words inside lines, lower case, with how often they come.
    known : callable
        Tells whether a lower-case form is a French word.
    soft : bool
        Whether the document writes its hyphens as soft ones; see :func:`writes_soft_hyphens`.
    pairs : frozenset of str
        Parts of addresses side by side; see
        :func:`annotate.text.mending.addresses.address_pairs`.
    told : mapping of int to bool
        What the file tells of hyphens, by their code points: whether they belong to their words.
    ligatures : mapping of str to str
        Characters that stand for ligatures; see
        :func:`annotate.text.mending.accents.ligature_letters`.
    unbroken : bool
        Whether no line breaks a word; see :func:`breaks_no_word`.
    """

    forms: Counter[str]
    known: Callable[[str], bool]
    soft: bool = False
    pairs: frozenset[str] = frozenset()
    told: Mapping[int, bool] = field(default_factory=dict)
    ligatures: Mapping[str, str] = field(default_factory=dict)
    unbroken: bool = False

    def is_word(self, word: str) -> bool:
        """Return whether a word is so elsewhere in the document, or in the French list."""
        plain = _plain(word)
        bare = plain.rpartition("'")[2]
        return (
            self.forms[plain] > 1 or _inflected(plain, self.known) or _inflected(bare, self.known)
        )


def writes_soft_hyphens(lines: Iterable[str]) -> bool:
    """Return whether an extractor wrote every hyphen as a soft one, those inside lines too.

    Examples
    --------
    >>> writes_soft_hyphens(["le Pas\u00adde\u00adCalais et Nœux\u00adles\u00adMines"])
    True
    >>> writes_soft_hyphens(["le Pas-de-Calais, un char\u00adbon"])
    False
    """
    held = list(lines)
    soft = sum(len(_SOFT_INSIDE.findall(line)) for line in held if SOFT in line)
    if soft < _SEVERAL:
        return False
    return sum(len(_HARD_INSIDE.findall(line)) for line in held) <= 0.1 * soft


def word_forms(lines: Iterable[str]) -> Counter[str]:
    """Count the words that are whole inside lines: neither a line's cut end nor its beginning.

    Examples
    --------
    >>> sorted(word_forms(["de la Chaîne des ter-", "rils du Pas-de-Calais ici"]))
    ['chaîne', 'de', 'des', 'du', 'ici', 'la', 'pas-de-calais']
    """
    written: Counter[str] = Counter()
    after_cut = False
    for line in lines:
        cut = line.rstrip().endswith(("-", SOFT, "\u2010", BROKEN))
        written.update(_inside(line, first=after_cut, last=cut))
        after_cut = cut
    forms: Counter[str] = Counter()
    for word, number in written.items():
        plain = _plain(word)
        forms[plain] += number
        elided, apostrophe, bare = plain.partition("'")
        if apostrophe and len(elided) <= 2:
            forms[bare] += number
    return forms


def _inside(line: str, *, first: bool, last: bool) -> Iterator[str]:
    """Yield the words of a line; without the first, or the last, where it is a part of a word."""
    words = (match.group() for match in _WORD.finditer(line))
    if first:
        next(words, None)
    return (word for word, _ in pairwise(words)) if last else words


def keeps_hyphen(before: str, after: str, evidence: Evidence) -> bool:
    """Return whether the hyphen between two lines belongs to the word.

    Parameters
    ----------
    before : str
        The first line up to its hyphen.
    after : str
        The next line.
    evidence : Evidence
        What is known about words.

    Returns
    -------
    bool
        True to keep the hyphen, False to join the two halves without it.

    Examples
    --------
    >>> bare = Evidence(Counter(), {"communautaire"}.__contains__)
    >>> keeps_hyphen("un jardin commu", "nautaire et clos", bare)
    False
    >>> keeps_hyphen("avec son ami Jean", "Baptiste Roy", bare)
    True
    >>> keeps_hyphen("et durent jus", "qu’en 1914", bare), keeps_hyphen("y a", "t’il", bare)
    (False, True)
    >>> keeps_hyphen("à Bully", "les-", bare), keeps_hyphen("à Char", "les", bare)
    (True, False)

    An acronym is one word, unless both halves stand alone elsewhere:

    >>> keeps_hyphen("les avis de l’ICO", "MOS, rendus", bare)
    False
    >>> keeps_hyphen("la liste CGT", "FO, dit", Evidence(Counter(cgt=2, fo=1), bare.known))
    True
    >>> by_chance = Evidence(Counter(), {"n'ha-bitent", "habitent"}.__contains__)
    >>> keeps_hyphen("où ils n’ha", "bitent plus", by_chance)
    False
    """
    if evidence.soft:
        before, after = before.replace(SOFT, "-"), after.replace(SOFT, "-")
    tail, head = _TAIL.search(before), _HEAD.search(after)
    if tail is None or head is None:
        return True
    left, right = tail.group(), _CALL.sub("", head.group())
    if right[0].isdigit() or left[-1].isdigit() or _is_inclusive(left, right):
        return True
    decided = _in_document(left, right, evidence.forms)
    bare = re.split(rf"[{_JOINED}]", left)[-1]
    capitals = bare.isupper() and right.isupper() and len(left) > 1 and len(right) > 1
    if decided is None and right[0].isupper() and not capitals:
        return True
    if decided is None and capitals and not before.isupper():
        # An acronym, or two: those would stand alone elsewhere.
        alone = evidence.forms[bare.lower()] and evidence.forms[right.lower()]
        return bool(alone) or evidence.unbroken
    if decided is None:
        decided = _told_by_list(left, right, evidence.known)
    if decided is None:
        # A narrow column cuts a name at each of its hyphens.
        cut = after[head.end() :].strip() == "-"
        decided = evidence.unbroken or _in_french(left, right, evidence.known, cut=cut)
    return decided


def breaks_no_word(lines: Sequence[str], evidence: Evidence) -> bool:
    """Return whether a document is long enough to tell that its maker breaks no words: none of its
    lines ends inside a word that the document or French has without a hyphen.

    Examples
    --------
    >>> evidence = Evidence(Counter(), {"commune"}.__contains__)
    >>> lines = ["Il avait lu en entier « Cities of To-", "morrow » avant les autres ingénieurs."]
    >>> breaks_no_word(lines * 40, evidence)
    True
    >>> breaks_no_word([*lines * 40, "Il quitta alors la com-", "mune"], evidence)
    False
    """
    if sum(len(line) >= _LONG for line in lines) < _MANY:
        return False
    for line, following in pairwise(lines):
        if not line.endswith(_CUTS):
            continue
        tail, head = _TAIL.search(line[-_NEAR:-1]), _HEAD.search(following[:_NEAR])
        if tail is None or head is None:
            continue
        left, right = tail.group(), head.group()
        told = _in_document(left, right, evidence.forms)
        if (_told_by_list(left, right, evidence.known) if told is None else told) is False:
            return False
    return True


def broken_words(text: str, start: int, evidence: Evidence) -> Iterator[Edit]:
    """Yield the repairs of words that were cut at a line end whose break is gone, in a span of text
    without one: `construc¬tion`, `construc¬ tion`.

    Parameters
    ----------
    text : str
        The span.
    start : int
        The code point of the source where it begins.
    evidence : Evidence
        What is known about words.

    Yields
    ------
    Edit
        Of rule ``hyphen``.

    Examples
    --------
    >>> bare = Evidence(Counter(), {"construction"}.__contains__)
    >>> [edit.replacement for edit in broken_words("la construc¬ tion, celui¬ci", 0, bare)]
    ['', '-']
    """
    if BROKEN not in text and SOFT + " " not in text:
        return
    for match in _BROKEN.finditer(text):
        before = text[max(0, match.start() - _NEAR) : match.start()]
        after = text[match.end() : match.end() + _NEAR]
        kept = "-" if keeps_hyphen(before, after, evidence) else ""
        yield Edit(start + match.start(), start + match.end(), kept, "hyphen")


def stands_apart(left: str, right: str, evidence: Evidence) -> bool:
    """Return whether both halves of what is there as one word are words of their own, or the
    document writes them with a hyphen.

    Parameters
    ----------
    left, right : str
        The halves.
    evidence : Evidence
        What is known about words.
    """
    whole = _plain(right)
    first, _, rest = whole.partition("-")
    last = re.split(r"['-]", _plain(left))[-1]
    if evidence.forms[f"{_plain(left)}-{whole}"] or evidence.known(f"{last}-{first}"):
        return True
    if _ELIDED.match(right):
        return evidence.known(last)
    if rest and first in _LINKS:
        return True
    if first in _AFTER_A_NAME or {first, last} <= _NUMERALS:
        return evidence.known(last)
    if min(len(first), len(last)) < _SHORTEST:
        return last in _PREFIXES and evidence.known(first)
    return evidence.known(last) and evidence.known(first)


def _plain(word: str) -> str:
    return word.replace("’", "'").replace("\u2010", "-").lower()


def _variants(left: str, right: str) -> tuple[list[str], list[str]]:
    """Return the forms with and without the hyphen, widest first: with the elided article, with
    the rest of a compound, and bare.
    """
    bare_left = re.split(rf"[{_JOINED}]", left)[-1]
    kept, dropped = [], []
    for one in dict.fromkeys((left, bare_left)):
        for other in dict.fromkeys((right, re.split(rf"[{_JOINED}\-]", right)[0])):
            kept.append(_plain(f"{one}-{other}"))
            dropped.append(_plain(one + other))
    return kept, dropped


def _in_document(left: str, right: str, forms: Counter[str]) -> bool | None:
    kept, dropped = _variants(left, right)
    for with_hyphen, without in zip(kept, dropped, strict=True):
        if (forms[with_hyphen] > 0) != (forms[without] > 0):
            return forms[with_hyphen] > 0
    return None


def _told_by_list(left: str, right: str, known: Callable[[str], bool]) -> bool | None:
    """Decide by the French list where it has one form and not the other."""
    kept, dropped = _variants(left, right)
    if not _ENGLISH.isdisjoint(kept):
        return True
    for with_hyphen, without in zip(kept, dropped, strict=True):
        # The list is one of checksums, which agree by chance for one word in some thousands: that
        # it has both an elided word with its hyphen and the word alone without tells of chance.
        chance = _ELIDED_CUT.match(with_hyphen) and any(map(known, dropped))
        if known(with_hyphen) != known(without) and not chance:
            return known(with_hyphen)
    return False if dropped[-1] in _ENDS_ELIDED else None


def _in_french(left: str, right: str, known: Callable[[str], bool], *, cut: bool) -> bool:
    """Decide by the parts of a word of which the French list tells nothing; `cut` tells whether the
    line ends with a hyphen behind `right`.
    """
    if _ELIDED.match(right):
        return True
    first, *rest = re.split(rf"[{_JOINED}\-]", right)
    *before, last = left.split("-")
    last = re.split(rf"[{_JOINED}]", last)[-1]
    head, tail = first.lower(), last.lower()
    name = last[0].isupper() and not (last.isupper() and right.isupper())
    if (rest or cut) and head in _LINKS and (name or before):
        return True
    prefixed = tail in _PREFIXES and not before and (not name or known(head))
    last_part = rest[0].lower() if rest and head in _LINKS else head
    if {last_part, tail} <= _NUMERALS or prefixed:
        return True
    if name:
        return head in _AFTER_A_NAME and known(tail)
    if head in _CLITICS:
        return True
    if _is_learned(tail, head, known):
        return True
    long = before or rest or min(len(head), len(tail)) >= _SHORTEST
    return bool(long) and known(tail) and known(head) and not _inflected(tail + head, known)


def _is_inclusive(left: str, right: str) -> bool:
    """Return whether the hyphen is one of those that write both genders (``étudiant-e-s``); where
    a line breaks, no word leaves one letter for the next.
    """
    if right in ("e", "s", "e-s"):
        return left[-1:].islower()
    ending = left.rpartition("-")[2] if "-" in left else ""
    return bool(_ENDINGS.fullmatch(right)) or (right == "s" and bool(_ENDING.fullmatch(ending)))


def _is_learned(tail: str, head: str, known: Callable[[str], bool]) -> bool:
    """Return whether two halves are a compound whose first ends in o (``physico-chimique``), or
    a prefix before its own last vowel (``anti-inflammatoire``).
    """
    if min(len(head), len(tail)) < _SHORTEST or not _inflected(head, known):
        return False
    doubled = tail[-1] in "io" and tail[-1] == head[0]
    learned = _FIRST_PART.fullmatch(tail) and not head.startswith(("log", "graph"))
    return doubled or bool(learned)


def _inflected(word: str, known: Callable[[str], bool]) -> bool:
    """Return whether a word, or what it is a plural or a feminine of, is known."""
    stems = (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("x"))
    return any(map(known, stems))
