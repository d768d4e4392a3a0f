"""Rules: one row of a table each, read from ``configs/rules/*.tsv``.

A rule looks at a stretch of text and does one thing: ``add`` makes a name of it; ``relabel``,
``drop``, ``trim`` and ``extend`` change a name that something else found. The cells ``before``,
``form`` and ``after`` are in the notation of :mod:`annotate.rules.notation`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from annotate.errors import LexiconError
from annotate.french.classes import WordClasses
from annotate.lexicons import Row, lenient_rows, table_text
from annotate.rules.notation import Condition, NotationError, parse_cell
from annotate.rules.patterns import Pattern

COLUMNS = (
    *("id", "action", "label", "before", "form", "after", "priority"),
    *("examples", "counter_examples", "source", "on"),
)
"""The columns of a table of rules; ``id``, ``action``, ``label`` and ``source`` are filled."""

ACTIONS = ("add", "relabel", "drop", "trim", "extend", "context")
"""What a rule does. ``context`` does nothing by itself: a grammar asks whether it holds."""

MOVES = ("trim", "extend")
"""The actions that move the ends of a name."""

FOLDER, OWN = "rules", "own.tsv"
"""Where rules are below a configuration, and the file for a linguist's own: a row there with the id
of a shipped rule takes its place."""

_ID = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
_ON = {"": True, "yes": True, "oui": True, "on": True, "no": False, "non": False, "off": False}
_LABEL = re.compile(r"(?:(?P<of>\*|[A-Z_]+(?:,[A-Z_]+)*)>)?(?P<to>\*|[A-Z_]+(?:,[A-Z_]+)*)")
EVERY = "*"
_Refuse = Callable[[str, str], LexiconError]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a table of rules.

    Attributes
    ----------
    id : str
        Its name; what it adds carries the first two parts of it, ``rule:names.dateline`` for
        ``names.dateline.letter``.
    action : str
        One of :data:`ACTIONS`.
    labels : frozenset of str
        The labels of the names it looks at (all if it holds ``*``); empty for ``add``.
    label : str
        The label it gives; empty if it gives none.
    before, form, after : tuple of Condition
        What the text must be there.
    left, right : Pattern or None
        What ``trim`` takes off a name and ``extend`` puts to it, at its two ends.
    priority : int
        Rules of a lower number go first.
    examples, counter_examples : tuple of str
        Sentences with spans marked up, on which the rule does something, and nothing.
    source : str
        Where the knowledge comes from.
    on : bool
        Whether it is used.
    path : Path
        The file.
    line : int
        The line in it, from 1.
    row : str
        Its cells before, form and after, as one reads them.
    """

    id: str
    action: str
    labels: frozenset[str]
    label: str
    before: tuple[Condition, ...]
    form: tuple[Condition, ...]
    after: tuple[Condition, ...]
    left: Pattern | None
    right: Pattern | None
    priority: int
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    source: str
    on: bool
    path: Path
    line: int
    row: str = ""

    @property
    def component(self) -> str:
        """The first part of the id: ``dates`` of ``dates.numbered.page``."""
        return self.id.partition(".")[0]

    @property
    def family(self) -> str:
        """The first two parts of the id, which annotations carry: rows may be variants of one."""
        return _family(self.id)

    @property
    def origin(self) -> str:
        """What annotations carry: ``rule:FAMILY``, of an id below ``gazetteer.`` its list."""
        return _origin(self.id)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of the rule."""
        return (*self.before, *self.form, *self.after)

    def looks_at(self, label: str) -> bool:
        """Return whether names of a label are its business."""
        return label in self.labels or EVERY in self.labels


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one or more tables, and the rows that could not be read."""

    rules: tuple[Rule, ...]
    faults: tuple[LexiconError, ...]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)


def read_rules(path: Path, classes: WordClasses) -> Rules:
    """Read a table of rules; a row that cannot be read is set aside, the others stand.

    Parameters
    ----------
    path : Path
        The table.
    classes : WordClasses
        What the rules may name in braces.

    Returns
    -------
    Rules
        In the order of the table; each fault names file, line and remedy.

    Raises
    ------
    LexiconError
        If the table itself cannot be read: it is missing, or lacks a column.
    """
    return parse_rules(table_text(path), path, classes)


@lru_cache(maxsize=16)
def parse_rules(text: str, path: Path, classes: WordClasses) -> Rules:
    """Read a table of rules whose text was read, as :func:`read_rules`.

    Examples
    --------
    >>> from annotate.french.classes import WordClasses
    >>> table = "id\\taction\\tlabel\\tform\\nown.a\\tadd\\tLOC\\tCap {NO}"
    >>> print(parse_rules(table, Path("own.tsv"), WordClasses({})).faults[0].place)
    line 2
    """
    rules: dict[str, Rule] = {}
    faults: list[LexiconError] = []
    for line, row in lenient_rows(text, path, ("id", "action", "label")):
        if isinstance(row, LexiconError):
            faults.append(row)
            continue
        try:
            rule = _rule(row, path, line, classes)
        except LexiconError as error:
            faults.append(error)
            continue
        twin = rules.setdefault(rule.id, rule)
        if twin is not rule:
            told = f"the rule {rule.id} is there twice (line {twin.line})"
            faults.append(_fault(path, line, told, "give it another id"))
    return Rules(tuple(rules.values()), tuple(faults))


def _fault(path: Path, line: int, what: str, remedy: str) -> LexiconError:
    return LexiconError.at_line(what, path, line, remedy)


def _rule(row: Row, path: Path, line: int, classes: WordClasses) -> Rule:
    """Make a rule of a row, or say what is wrong with it."""

    def refuse(what: str, remedy: str) -> LexiconError:
        return _fault(path, line, what, remedy)

    if not _ID.fullmatch(row["id"]):
        raise refuse(f"{row['id']!r} is no id", "write it as own.employer: small letters and a dot")
    action = row["action"]
    if action not in ACTIONS:
        raise refuse(f"{action!r} in column action is none of {', '.join(ACTIONS)}", "correct it")
    labels, label = _labels(row["label"], action, refuse)
    on = _ON.get(row.get("on", "").lower())
    if on is None:
        raise refuse(f"{row['on']!r} in column on says nothing", "write yes or no")
    priority = row.get("priority") or "5"
    if not priority.isdecimal():
        raise refuse(f"{priority!r} in column priority is no number", "write 1 to 99")
    cells, ends = _parsed(row, action, classes, refuse)
    return Rule(
        row["id"],
        action,
        labels,
        label,
        cells["before"],
        cells["form"],
        cells["after"],
        *ends,
        int(priority),
        _sentences(row.get("examples", "")),
        _sentences(row.get("counter_examples", "")),
        row.get("source", ""),
        on,
        path,
        line,
        _cells(row),
    )


def _parsed(
    row: Row, action: str, classes: WordClasses, refuse: _Refuse
) -> tuple[dict[str, tuple[Condition, ...]], tuple[Pattern | None, Pattern | None]]:
    """Read what must stand before, at and behind a name, and what a rule moves its ends over."""
    cells: dict[str, tuple[Condition, ...]] = {}
    ends: tuple[Pattern | None, Pattern | None] = (None, None)
    for column in ("before", "form", "after"):
        cell = row.get(column, "")
        try:
            if column == "form" and action in MOVES:
                ends, cell = _ends(cell, classes)
            cells[column] = parse_cell(cell, classes)
        except NotationError as error:
            raise refuse(
                f"column {column}: {error}", "see docs/rules.md for the notation"
            ) from error
        except LexiconError as error:
            raise refuse(f"column {column}: {error.what}", "correct the class") from error
    if not any(cells.values()) and ends == (None, None):
        raise refuse("before, form and after are all empty", "say what the text must be")
    if action == "add" and not any(_searched(one) for one in (*cells["form"],)):
        raise refuse("column form says what no name to add looks like", "write {NAME}, say")
    return cells, ends


def _ends(cell: str, classes: WordClasses) -> tuple[tuple[Pattern | None, Pattern | None], str]:
    """Read what is left and right of ``{NAME}``; return both, and the other conditions."""
    shape, _, others = cell.partition(" & ")
    left, name, right = shape.partition("{NAME}")
    if not name or not (left.strip() or right.strip()):
        raise NotationError("a rule that trims or extends needs {NAME} and what is beside it")
    sides = []
    for part in (left, right):
        conditions = parse_cell(part.strip(), classes)
        if any(one.pattern is None or one.negated for one in conditions):
            raise NotationError("beside {NAME} only words may stand")
        sides.append(conditions[0].pattern if conditions else None)
    return (sides[0], sides[1]), others


def _searched(condition: Condition) -> bool:
    return condition.pattern is not None and not condition.negated


def _labels(cell: str, action: str, refuse: _Refuse) -> tuple[frozenset[str], str]:
    """Read what a rule looks at and what it gives: ``ORG``, ``PER,MISC>ORG``."""
    match = _LABEL.fullmatch(cell.replace(" ", ""))
    if match is None:
        raise refuse(f"{cell!r} in column label cannot be read", "write ORG, PER,LOC or PER>ORG")
    named = frozenset(match["to"].split(","))
    if action in ("add", "relabel"):
        if len(named) > 1 or EVERY in named:
            raise refuse(f"{cell!r} gives no label", "name the one that the rule gives")
        if action == "add":
            if match["of"]:
                raise refuse("a rule that adds looks at no label", "name the one it gives alone")
            return frozenset(), match["to"]
        return frozenset((match["of"] or EVERY).split(",")), match["to"]
    if match["of"]:
        raise refuse(f"a rule that does {action} gives no label", "leave out >")
    return named, ""


def _sentences(cell: str) -> tuple[str, ...]:
    """Split a cell of examples, which ``//`` parts."""
    return tuple(part.strip() for part in cell.split("//") if part.strip())


def rule_texts(config: Path) -> dict[str, tuple[str, ...]]:
    """Return what the rules of a configuration say, for readers of what they made.

    Parameters
    ----------
    config : Path
        The folder with the folder of rules; without one there are no rules.

    Returns
    -------
    dict of str to tuple of str
        By :attr:`Rule.origin`, a line a row: its id, its cells, its first example.

    Examples
    --------
    >>> from annotate.resources import default_configs
    >>> rule_texts(default_configs())["rule:places.postal"][0].split()[0]
    'places.postal:'
    """
    found: dict[str, list[str]] = {}
    for path in sorted((config / FOLDER).glob("*.tsv")):
        for _, row in lenient_rows(table_text(path), path, ("id", "action", "label")):
            if isinstance(row, LexiconError) or not _ID.fullmatch(row["id"]):
                continue
            example = next(iter(_sentences(row.get("examples", ""))), "")
            told = f"{row['id']}: {_cells(row)}" + (f" — {example}" if example else "")
            found.setdefault(_origin(row["id"]), []).append(told)
    return {origin: tuple(lines) for origin, lines in found.items()}


def _cells(row: Row) -> str:
    form = f"‹{row.get('form') or '…'}›"
    return " ".join(part for part in (row.get("before"), form, row.get("after")) if part)


def _family(identity: str) -> str:
    return ".".join(identity.split(".")[:2])


def _origin(identity: str) -> str:
    kind, _, rest = _family(identity).partition(".")
    return f"gazetteer:{rest}" if kind == "gazetteer" else f"rule:{kind}.{rest}"


def sorted_rules(rules: Iterable[Rule], *, every: bool = False) -> Sequence[Rule]:
    """Return the rules that are on, or `every` one, those of a lower priority first."""
    return sorted((rule for rule in rules if rule.on or every), key=lambda rule: rule.priority)
