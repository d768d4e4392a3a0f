"""The table of form decisions: ``decisions.tsv``, what holds wherever a form occurs.

Every run applies it. A row is one decision about one form; a person may edit the table by hand and
keep it in git.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from annotate.document.annotation import ACRONYMS, ENTITIES
from annotate.document.labels import LabelTable
from annotate.errors import LexiconError
from annotate.lexicons import Row, numbered_table, table_text, text_of_table
from annotate.review.deciding import Table
from annotate.review.sheet.text import form_of
from annotate.review.sheet.wording import Verb, verb_of

COLUMNS = ("form", "label_was", "decision", "label", "boundary", "by", "at", "reason")
ACRONYM = "ACRONYM"

_NEEDED = ("form", "decision", "by", "at")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

Key = tuple[str, str, str]
"""What one row only may be about: a form, the label it had, and that it is added, or the other name
of a pair.
"""


@dataclass(frozen=True, slots=True)
class FormDecision:
    """One decision about every occurrence of a form.

    Attributes
    ----------
    form : str
        The form, as :func:`~annotate.review.sheet.text.form_of` gives it.
    verb : Verb
        What is decided.
    label_was : str
        Only annotations that were predicted with this label; ``""`` for all names, ``ACRONYM`` for
        the layer of acronyms.
    label, boundary : str
        The label or the quote that is wanted, where the decision is about one; of a decision about
        a pair, `boundary` is the other name.
    by, at, reason : str
        Who, when (``2026-11-28T05:00:00Z``), and why.
    """

    form: str
    verb: Verb
    label_was: str = ""
    label: str = ""
    boundary: str = ""
    by: str = ""
    at: str = ""
    reason: str = ""

    @property
    def layer(self) -> str:
        """The layer that it is about."""
        return ACRONYMS if self.label_was == ACRONYM else ENTITIES

    @property
    def key(self) -> Key:
        """What no other row of the table may be about."""
        other = self.boundary if self.is_pair else ""
        return (self.form, self.label_was, self.verb if self.verb == Verb.ADD else other)

    @property
    def is_pair(self) -> bool:
        """Whether it says that two names are one thing, or two."""
        return self.verb in (Verb.SAME, Verb.DIFFERENT)

    def same(self, other: FormDecision) -> bool:
        """Return whether another decision wants the same, whoever made it and when."""
        return (self.key, self.verb, self.label, self.boundary) == (
            other.key,
            other.verb,
            other.label,
            other.boundary,
        )


def fault_in(one: FormDecision, labels: Iterable[str]) -> str | None:
    """Return what is wrong with a decision in itself, or None.

    Examples
    --------
    >>> fault_in(FormDecision("Lens", Verb.LABEL), ["LOC"])
    'étiqueter needs a label'
    >>> fault_in(FormDecision("Lens", Verb.LABEL, label="LOC"), ["LOC"])
    """
    if not one.form:
        return "there is no form"
    if one.verb in (Verb.LABEL, Verb.ADD):
        if one.layer == ACRONYMS:
            return "an acronym keeps its label: use garder, bornes or rejeter"
        if not one.label:
            return f"{one.verb} needs a label"
    if one.label and one.label not in labels:
        return f"{one.label!r} is none of the labels {', '.join(labels)}"
    if one.verb == Verb.BOUNDS and not one.boundary:
        return "bornes needs the quote that the name is"
    if one.is_pair and not one.boundary:
        return f"{one.verb} needs the other name in the column of the boundary"
    if one.is_pair and one.layer == ACRONYMS:
        return "a pair is of two names: write the label of both, or none"
    if one.verb == Verb.ADD and one.label_was:
        return "ajouter is about places without an annotation: leave label_was empty"
    return None


def read_form_decisions(paths: Iterable[Path], labels: LabelTable) -> list[FormDecision]:
    """Read tables of form decisions as one; a table that is not there is an empty one.

    Parameters
    ----------
    paths : iterable of Path
        The tables; of two rows about the same form, that of the first table holds.
    labels : LabelTable
        The labels of the configuration: a name gets one of them, whatever is decided.

    Raises
    ------
    LexiconError
        If a row is malformed or contradicts an earlier one of its table; the place is the line.
    """
    found: dict[Key, FormDecision] = {}
    for path in paths:
        for one in _read(path, labels) if path.exists() else ():
            found.setdefault(one.key, one)
    return list(found.values())


def with_form_decisions(
    path: Path, fresh: Iterable[FormDecision], labels: LabelTable
) -> tuple[Table, int]:
    """Return a table with more decisions; rows about other forms are kept, and nothing is written.

    Parameters
    ----------
    path : Path
        The table; it need not be there.
    fresh : iterable of FormDecision
        One that says what a row says already changes nothing; one that says something else about
        the same form replaces its row.
    labels : LabelTable
        The labels of the configuration: a name gets one of them, whatever is decided.

    Returns
    -------
    Table
        Its text as it is and as it is to be.
    int
        How many rows are added or replaced.
    """
    known = {one.key: one for one in read_form_decisions([path], labels)}
    wanted = {one.key: one for one in fresh}
    for one in wanted.values():
        # Rejecting a form and adding it cannot both hold: the later decision does.
        if one.verb == Verb.REJECT and not one.label_was:
            known.pop((one.form, "", Verb.ADD), None)
        rule = known.get((one.form, "", ""))
        if one.verb == Verb.ADD and rule is not None and rule.verb == Verb.REJECT:
            known.pop(rule.key)
    news = {key: one for key, one in wanted.items() if key not in known or not known[key].same(one)}
    was = table_text(path) if path.exists() else None
    if not news:
        return Table(path, was, was), 0
    every = sorted({**known, **news}.values(), key=lambda one: (one.form, one.key))
    rows = [{**asdict(one), "decision": one.verb} for one in every]
    return Table(path, was, text_of_table(path, COLUMNS, rows)), len(news)


def _read(path: Path, labels: LabelTable) -> list[FormDecision]:
    lines: dict[Key, int] = {}
    found = []
    for number, row in numbered_table(path, _NEEDED):
        one = _decision(row, path, number, labels)
        first = lines.setdefault(one.key, number)
        if first != number:
            what = f"line {first} decides about the same form"
            raise LexiconError.at_line(what, path, number, "remove one of the rows")
        found.append(one)
    _check_contradictions(found, lines, path)
    return found


def _check_contradictions(
    found: Iterable[FormDecision], lines: Mapping[Key, int], path: Path
) -> None:
    for one in found:
        addition = lines.get((one.form, "", Verb.ADD))
        if one.verb == Verb.REJECT and not one.label_was and addition:
            what = f"line {lines[one.key]} rejects the form that is added here"
            raise LexiconError.at_line(what, path, addition, "remove one of the rows")


def _decision(row: Row, path: Path, number: int, labels: LabelTable) -> FormDecision:
    verb, was, at = verb_of(row["decision"]), row.get("label_was", ""), row["at"]
    if verb is None:
        what = f"{row['decision']!r} is none of {', '.join(Verb)}"
        raise LexiconError.at_line(what, path, number, "correct the cell")
    if was and not _LABEL.fullmatch(was):
        what = f"label_was {was!r} is not a label"
        raise LexiconError.at_line(what, path, number, "correct the cell")
    if not _TIME.fullmatch(at):
        what = f"{at!r} is not a time"
        raise LexiconError.at_line(what, path, number, "write it as 2026-11-28T05:00:00Z")
    one = FormDecision(
        form_of(row["form"]),
        verb,
        was,
        row.get("label", ""),
        form_of(row.get("boundary", "")),
        row["by"],
        at,
        row.get("reason", ""),
    )
    fault = fault_in(one, labels.entities)
    if fault:
        new = f", or {labels.remedy}" if one.label and one.label not in labels else ""
        raise LexiconError.at_line(fault, path, number, f"correct the row{new}")
    return one
