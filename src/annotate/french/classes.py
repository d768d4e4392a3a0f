r"""Word classes: sets of French words by name, which rules and grammars refer to.

They are a lexicon that a linguist edits, ``configs/lexicons/classes.tsv``, one form a row. Flags
tell which inflected forms a row stands for:

======== =========================================== ==============================
flag     a row stands for …                          example
======== =========================================== ==============================
``e``    the feminine in -e too                      ``né`` ``e``: né, née
``s``    the plural in -s too, of what ``e`` makes   ``né`` ``es``: né, née, nés, nées
``x``    the plural in -x too                        ``hameau`` ``x``: hameau, hameaux
``A``    each form with a capital too                ``rue`` ``A``: rue, Rue
``C``    each form in capitals too                   ``tome`` ``C``: tome, TOME
``*1-6`` the form with 1 to 6 further letters        ``arriv`` ``*1-6``: arriva, arrivèrent
======== =========================================== ==============================

A form ``{OTHER}`` stands for all words of the class ``OTHER``. A blank in a form stands for any
blank, an apostrophe for either kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from annotate.errors import LexiconError
from annotate.french.characters import SPACE
from annotate.lexicons import numbered_rows, table_text
from annotate.resources import default_configs

_NAME = re.compile(r"[A-Z][A-Z0-9_]*")
_INCLUDED = re.compile(r"\{(.*)\}")
_FLAGS = re.compile(r"(?P<letters>[esxAC]*)(?P<ending>\*(?P<least>\d\d?)-(?P<most>\d\d?))?")
_NUMBER = re.compile(r"_([0-9]+)")
_LETTER = r"[^\W\d_]"
_LETTERS = re.compile(rf"{_LETTER}*")


class _Row(NamedTuple):
    """One row of a table of classes, and where it stands."""

    form: str
    flags: str
    path: Path
    line: int

    def error(self, what: str, remedy: str) -> LexiconError:
        return LexiconError.at_line(what, self.path, self.line, remedy)

    def forms(self) -> Iterator[str]:
        """Yield the forms that the row stands for, one that is open with its ending."""
        flags = _FLAGS.fullmatch(self.flags)
        letters = flags["letters"] if flags else ""
        if not flags or len(set(letters)) < len(letters):
            raise self.error(
                f"the flags {self.flags!r} cannot be read",
                "give letters of e, s, x, A and C, each once, or an ending such as *1-6",
            )
        if "x" in letters and ("s" in letters or "e" in letters):
            raise self.error("the flag x goes with no e or s", "give each form a row of its own")
        if flags["ending"] and letters.strip("AC"):
            raise self.error(
                f"the open ending {flags['ending']} goes with no e, s or x", "leave these out"
            )
        if flags["ending"] and not int(flags["least"]) <= int(flags["most"]) > 0:
            raise self.error(
                f"the open ending {flags['ending']} counts down", "write the lesser number first"
            )
        yield from self._inflected(letters, flags["ending"] or "")

    def _inflected(self, letters: str, ending: str) -> Iterator[str]:
        form = self.form.replace("’", "'")
        genders = ("", "e") if "e" in letters else ("",)
        for number in ("", "s") if "s" in letters else ("", "x") if "x" in letters else ("",):
            for gender in genders:
                inflected = form + gender + number + ending
                yield inflected
                if "A" in letters:
                    yield inflected[:1].upper() + inflected[1:]
                if "C" in letters:
                    yield inflected.upper()


class UnknownClassError(LexiconError, KeyError):
    """A word class that somebody needs is in no table."""


class WordClasses(Mapping[str, tuple[str, ...]]):
    """Word classes by name, each the tuple of its forms in the order of the table.

    Inflected and included forms are spelled out; of one with an open ending there is the stem and
    the ending (``arriv*1-6``).

    Parameters
    ----------
    forms : mapping of str to iterable of str
        As this class gives them.
    path : path, optional
        Where they come from, for what an error says.

    Attributes
    ----------
    used : set of str
        The classes that somebody asked for.
    included : frozenset of str
        Those that others include.

    Examples
    --------
    >>> classes = WordClasses({"BORN": ["né", "née"], "ARRIVED": ["arriv*1-6", "vint"]})
    >>> classes["ARRIVED"]
    ('arriv*1-6', 'vint')
    >>> classes.pattern("BORN")
    'née?'
    """

    def __init__(self, forms: Mapping[str, Iterable[str]], path: Path | None = None) -> None:
        self._forms = {name: tuple(dict.fromkeys(some)) for name, some in forms.items()}
        self._path = path
        self._patterns: dict[tuple[str, str], str] = {}
        self.used: set[str] = set()
        self.included: frozenset[str] = frozenset()

    # The same object, not the same words: comparing thousands takes longer than it saves to keep
    # what is made of a table and its classes.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __getitem__(self, name: str) -> tuple[str, ...]:
        if name not in self._forms:
            raise UnknownClassError(
                f"there is no word class {name}", path=self._path, remedy="add a row with its words"
            )
        self.used.add(name)
        return self._forms[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._forms)

    def __len__(self) -> int:
        return len(self._forms)

    def pattern(self, name: str, blank: str = SPACE) -> str:
        r"""Return a regular expression that matches the longest word of a class.

        It has no capturing groups, asks for no boundaries at its ends, and is case-sensitive.

        Parameters
        ----------
        name : str
            The class.
        blank : str, optional
            The pattern of a blank in a form.

        Raises
        ------
        LexiconError
            If there is no such class.

        Examples
        --------
        >>> classes = WordClasses({"WORK_AT": ["chef d'équipe", "chef", "mineur"]})
        >>> match = re.match(classes.pattern("WORK_AT"), "chef\u00a0d’équipe chez Verlaine")
        >>> match.end()
        13
        """
        if (name, blank) not in self._patterns:
            self._patterns[name, blank] = _tree(self[name], blank)
        return self._patterns[name, blank]

    def words(self, name: str) -> frozenset[str]:
        """Return all forms of a class, with plain blanks and apostrophes.

        Raises
        ------
        LexiconError
            If there is no such class, or a form of it has an open ending.

        Examples
        --------
        >>> sorted(WordClasses({"BORN": ["né", "née"]}).words("BORN"))
        ['né', 'née']
        """
        for form in self[name]:
            if "*" in form:
                raise LexiconError(
                    f"{form} in the class {name} has an open ending, and a list of words is needed",
                    path=self._path,
                    remedy="give each form a row of its own",
                )
        return frozenset(self._forms[name])

    def numbered(self, name: str) -> dict[str, int]:
        """Return the forms of the classes `name`_1, `name`_2 …, each with that number.

        Examples
        --------
        >>> classes = WordClasses({"DAY_1": ["premier", "1er"], "DAY_2": ["deux"]})
        >>> classes.numbered("DAY")
        {'premier': 1, '1er': 1, 'deux': 2}
        """
        numbers = {
            one: int(number[1])
            for one in self._forms
            if one.startswith(name) and (number := _NUMBER.fullmatch(one, len(name)))
        }
        return {form: number for one, number in numbers.items() for form in self[one]}


def read_classes(path: Path, *more: Path) -> WordClasses:
    """Read word classes; later files add rows to the classes of earlier ones.

    Parameters
    ----------
    path, more : Path
        Lexicons with the columns ``class``, ``form``, ``flags`` and ``source``.

    Raises
    ------
    LexiconError
        If a file cannot be read, or a class or flag in it; or a class includes itself or one that
        no file has.

    Examples
    --------
    >>> classes = read_classes(default_configs() / "lexicons" / "classes.tsv")
    >>> classes["SEASON"]
    ('printemps', 'été', 'automne', 'hiver')
    """
    return _classes((table_text(file), file) for file in (path, *more))


@lru_cache(maxsize=4)
def classes_of(text: str, path: Path) -> WordClasses:
    """Return the word classes of a table whose text was read, as :func:`read_classes`."""
    return _classes([(text, path)])


def _classes(texts: Iterable[tuple[str, Path]]) -> WordClasses:
    """Read the tables of classes, each given as its text and its file."""
    rows: dict[str, list[_Row]] = {}
    files: list[Path] = []
    for text, file in texts:
        files.append(file)
        for line, cells in numbered_rows(text, file, ("class", "form")):
            row = _Row(cells["form"], cells.get("flags", ""), file, line)
            of_class = rows.get(cells["class"])
            if of_class is None:
                if not _NAME.fullmatch(cells["class"]):
                    raise row.error(
                        f"{cells['class']!r} is no name of a class",
                        "write it with the letters A to Z, digits and _, a letter first",
                    )
                of_class = rows[cells["class"]] = []
            of_class.append(row)
    forms: dict[str, list[str]] = {}
    for name in rows:
        _spell_out(name, rows, forms, ())
    classes = WordClasses({name: forms[name] for name in rows}, files[0])
    every = (row.form for of_class in rows.values() for row in of_class)
    included = (_INCLUDED.fullmatch(form) for form in every if "{" in form)
    classes.included = frozenset(other[1] for other in included if other)
    return classes


def _spell_out(
    name: str, rows: Mapping[str, list[_Row]], forms: dict[str, list[str]], within: tuple[str, ...]
) -> None:
    """Put the forms of a class and of those it includes into `forms`."""
    if name in forms:
        return
    found: list[str] = []
    for row in rows[name]:
        if not row.flags and row.form.isalpha():
            found.append(row.form)  # most rows are such, and the table has thousands
            continue
        other = _INCLUDED.fullmatch(row.form)
        if not other:
            if "*" in row.form or "{" in row.form:
                raise row.error(
                    f"{row.form!r} is no form",
                    "write a word, or one class as {CLASS}; an open ending is a flag",
                )
            found += row.forms()
            continue
        if row.flags:
            raise row.error("an included class takes no flags", "set them where its words are")
        if other[1] not in rows:
            raise row.error(f"there is no class {other[1]} to include", "correct its name")
        if other[1] in (*within, name):
            raise row.error(f"the class {name} includes itself by way of {other[1]}", "remove this")
        _spell_out(other[1], rows, forms, (*within, name))
        found += forms[other[1]]
    forms[name] = found


@lru_cache(maxsize=1)
def shipped_classes() -> WordClasses:
    """Return the word classes of the configuration that ``annotate`` ships.

    Examples
    --------
    >>> "vendredi" in shipped_classes()["WEEKDAY"]
    True
    """
    path = default_configs() / "lexicons" / "classes.tsv"
    return classes_of(table_text(path), path)


def prefix_tree(forms: Iterable[str], blank: str = SPACE) -> str:
    r"""Return a pattern that matches the longest of some forms, common beginnings written once.

    It is several times as fast as a plain alternation, for each letter is looked at once.

    Parameters
    ----------
    forms : iterable of str
        Words as :class:`WordClasses` gives them.
    blank : str, optional
        The pattern of a blank in a form.

    Examples
    --------
    >>> prefix_tree(["mai", "mars", "mar"])
    'ma(?:i|rs?)'
    >>> prefix_tree(["Rue", "rue", "arriv*1-6"])
    '(?:[Rr]ue|arriv[^\\W\\d_]{1,6})'
    """
    distinct = dict.fromkeys(forms)
    return _grouped(_branches(distinct, blank), "" in distinct)


_tree = lru_cache(maxsize=1024)(prefix_tree)


def _branches(rests: Iterable[str], blank: str) -> list[str]:
    """Return the alternatives for what remains of some forms behind a common beginning."""
    rests = [rest for rest in rests if rest]
    if len(rests) == 1 and "*" not in rests[0]:
        return [_literal(rests[0], blank)]
    if endings := {rest: _reach(rest) for rest in rests if rest[0] == "*"}:
        # What goes beyond the open ending is tried before it, so that the longest wins.
        most = max(endings.values())
        others = [rest for rest in rests if rest not in endings]
        further = _branches([rest for rest in others if _reach(rest) > most], blank)
        within = _branches([rest for rest in others if _reach(rest) <= most], blank)
        longest_first = sorted(endings, key=lambda rest: -endings[rest])
        opened = [f"{_LETTER}{{{rest[1:].replace('-', ',')}}}" for rest in longest_first]
        return further + opened + within
    by_letter: dict[str, list[str]] = {}
    for rest in rests:
        by_letter.setdefault(rest[0], []).append(rest[1:])
    written = {
        letter: _grouped(_branches(below, blank), "" in below)
        for letter, below in by_letter.items()
    }
    alike: dict[str, list[str]] = {}
    for letter, below in written.items():
        # A blank may be several characters, and has no place in a class of them.
        if letter != " ":
            alike.setdefault(below, []).append(letter)
    after_blank = [blank + written[" "]] if " " in written else []
    return [_one_of(letters) + below for below, letters in alike.items()] + after_blank


def _reach(rest: str) -> float:
    """Return how many letters a rest may match, infinity if more than letters."""
    letters = _LETTERS.match(rest)
    count = letters.end() if letters else 0
    if count == len(rest):
        return count
    return count + int(rest.rpartition("-")[2]) if rest[count] == "*" else float("inf")


def _literal(rest: str, blank: str) -> str:
    if rest.isalpha():
        return rest
    return "".join(blank if letter == " " else _one_of([letter]) for letter in rest)


def _one_of(letters: list[str]) -> str:
    if len(letters) == 1 and letters[0].isalpha():
        return letters[0]
    written = [re.escape(letter) if letter != "'" else "'’" for letter in letters]
    if len(letters) > 1 or letters == ["'"]:
        return f"[{''.join(written)}]"
    return written[0]


def _grouped(branches: list[str], optional: bool) -> str:
    """Return alternatives as one pattern, which may match nothing where `optional`."""
    if not branches:
        return ""
    if len(branches) == 1 and not optional:
        return branches[0]
    single = len(branches) == 1 and re.fullmatch(r"\\?.|\[[^\[\]]*\]", branches[0])
    return (branches[0] if single else f"(?:{'|'.join(branches)})") + ("?" if optional else "")
