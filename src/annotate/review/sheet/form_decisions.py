"""The table of decisions that hold everywhere: ``decisions.tsv``, which later runs apply.

A person may edit it by hand and keeps it in git. One row is one decision about one form.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotate.document.annotation import ACRONYMS, ENTITIES
from annotate.document.labels import LabelTable
from annotate.errors import LexiconError
from annotate.files import write_text
from annotate.lexicons import Row, numbered_table
from annotate.review.sheet.text import form_of
from annotate.review.sheet.wording import Verb, verb_of

NAME = "decisions.tsv"
COLUMNS = ("form", "label_was", "decision", "label", "boundary", "by", "at", "reason")
ACRONYM = "ACRONYM"

_NEEDED = ("form", "decision", "by", "at")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


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
        The label or the quote that is wanted, where the decision is about one.
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
    def key(self) -> tuple[str, str, bool]:
        """What only one row of a table may be about: a form and a label, or an addition."""
        return (self.form, self.label_was, self.verb == Verb.ADD)

    def same(self, other: FormDecision) -> bool:
        """Tell whether another decision wants the same, whoever decided it when."""
        return (self.key, self.verb, self.label, self.boundary) == (
            other.key,
            other.verb,
            other.label,
            other.boundary,
        )

    def row(self) -> Row:
        """Return the row of the table."""
        cells = (
            self.form,
            self.label_was,
            str(self.verb),
            self.label,
            self.boundary,
            self.by,
            self.at,
            self.reason,
        )
        return dict(zip(COLUMNS, cells, strict=True))


def fault_in(decision: FormDecision, labels: Iterable[str]) -> str | None:
    """Return what is wrong with a decision in itself, or None.

    Examples
    --------
    >>> fault_in(FormDecision("Lens", Verb.LABEL), ["LOC"])
    'étiqueter wants a label'
    >>> fault_in(FormDecision("Lens", Verb.LABEL, label="LOC"), ["LOC"])
    """
    if not decision.form:
        return "there is no form"
    if decision.verb in (Verb.LABEL, Verb.ADD):
        if decision.layer == ACRONYMS:
            return "an acronym keeps its label: use garder, bornes or rejeter"
        if not decision.label:
            return f"{decision.verb} wants a label"
    if decision.label and decision.label not in labels:
        return f"{decision.label!r} is none of the labels {', '.join(labels)}"
    if decision.verb == Verb.BOUNDS and not decision.boundary:
        return "bornes wants the quote that the name is"
    if decision.verb == Verb.ADD and decision.label_was:
        return "ajouter is about places without an annotation: leave label_was empty"
    return None


def read_memory(path: Path, labels: LabelTable) -> list[FormDecision]:
    """Read the table of decisions; an absent table is an empty one.

    Parameters
    ----------
    path : Path
        The table.
    labels : LabelTable
        The labels of the configuration: a name keeps one of them, whatever is decided.

    Raises
    ------
    LexiconError
        If a row is malformed or contradicts an earlier one; the place is the line.
    """
    if not path.exists():
        return []
    seen: dict[tuple[str, str, bool], int] = {}
    found = []
    for number, row in numbered_table(path, _NEEDED):
        decision = _decision(row, path, number, labels)
        first = seen.setdefault(decision.key, number)
        if first != number:
            raise _refused(
                f"line {first} decides about the same form", path, number, "remove one of the rows"
            )
        found.append(decision)
    _check_contradictions(found, seen, path)
    return found


def memory_files(config: Path | None, folder: Path) -> tuple[Path, ...]:
    """Return where decisions are remembered: in the configuration, and in the folder of a run.

    Parameters
    ----------
    config : Path or None
        The configuration folder.
    folder : Path
        The folder of a run.
    """
    own = folder / "review" / NAME
    return (own,) if config is None else (config / NAME, own)


def read_memories(paths: Iterable[Path], labels: LabelTable) -> list[FormDecision]:
    """Read several tables as one: of two rows about the same form the first table's counts.

    Raises
    ------
    LexiconError
        As :func:`read_memory`.
    """
    found: dict[tuple[str, str, bool], FormDecision] = {}
    for path in paths:
        for one in read_memory(path, labels):
            found.setdefault(one.key, one)
    return list(found.values())


def _check_contradictions(
    found: Iterable[FormDecision], seen: Mapping[tuple[str, str, bool], int], path: Path
) -> None:
    for one in found:
        addition = seen.get((one.form, "", True))
        if one.verb == Verb.REJECT and not one.label_was and addition:
            raise _refused(
                f"line {seen[one.key]} rejects the form that is added here",
                path,
                addition,
                "remove one of the rows",
            )


def _decision(row: Row, path: Path, number: int, labels: LabelTable) -> FormDecision:
    verb = verb_of(row["decision"])
    if verb is None:
        raise _refused(
            f"{row['decision']!r} is none of {', '.join(Verb)}", path, number, "correct the cell"
        )
    was = row.get("label_was", "")
    if was and not _LABEL.fullmatch(was):
        raise _refused(f"label_was {was!r} is no label", path, number, "correct the cell")
    if not _TIME.fullmatch(row["at"]):
        raise _refused(
            f"{row['at']!r} is no time", path, number, "write it as 2026-11-28T05:00:00Z"
        )
    decision = FormDecision(
        form_of(row["form"]),
        verb,
        was,
        row.get("label", ""),
        form_of(row.get("boundary", "")),
        row["by"],
        row["at"],
        row.get("reason", ""),
    )
    fault = fault_in(decision, labels.entities)
    if fault:
        new = f", or {labels.remedy}" if decision.label and decision.label not in labels else ""
        raise _refused(fault, path, number, f"correct the row{new}")
    return decision


def write_memory(path: Path, fresh: Iterable[FormDecision], labels: LabelTable) -> int:
    """Add decisions to the table, whole or not at all; lines of other forms stay as they are.

    Parameters
    ----------
    path : Path
        The table; made if it is not there.
    fresh : iterable of FormDecision
        One that says what a row says already changes nothing; one that says something else about
        the same form takes the place of its row.
    labels : LabelTable
        The labels of the configuration.

    Returns
    -------
    int
        How many rows were added or replaced.
    """
    known = {one.key: one for one in read_memory(path, labels)}
    wanted = {one.key: one for one in fresh}
    for one in list(wanted.values()):
        # Rejecting a form and adding it cannot both hold: the later decision does.
        if one.verb == Verb.REJECT and not one.label_was:
            known.pop((one.form, "", True), None)
        rule = known.get((one.form, "", False))
        if one.verb == Verb.ADD and rule is not None and rule.verb == Verb.REJECT:
            known.pop(rule.key)
    news = {key: one for key, one in wanted.items() if key not in known or not known[key].same(one)}
    if not news:
        return 0
    write_text(path, _with(path, {**known, **news}))
    return len(news)


def _with(path: Path, decisions: Mapping[tuple[str, str, bool], FormDecision]) -> str:
    comments = []
    if path.exists():
        lines = path.read_bytes().decode("utf-8-sig", errors="replace").splitlines()
        comments = [line for line in lines if line.lstrip().startswith("#")]
    out = io.StringIO()
    for line in comments:
        out.write(line + "\n")
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    ordered = sorted(decisions.values(), key=lambda one: (one.form, one.key))
    writer.writerows(tuple(one.row()[column] for column in COLUMNS) for one in ordered)
    return out.getvalue()


def _refused(what: str, path: Path, line: int, remedy: str) -> LexiconError:
    return LexiconError(what, path=path, place=f"line {line}", remedy=remedy)
