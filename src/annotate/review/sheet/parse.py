"""Reading a filled sheet: decisions about forms, and decisions about single occurrences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from annotate.document.annotation import ACRONYMS, ENTITIES
from annotate.document.labels import LabelTable
from annotate.review.form_decisions import ACRONYM, FormDecision, fault_in
from annotate.review.sheet.check_sheet import PROPOSED, Filled, mark_of_proposal
from annotate.review.sheet.consistency_queue import Gathered, case_id, fingerprint_of_form
from annotate.review.sheet.doubts import Form
from annotate.review.sheet.text import CLOSE, OPEN, form_of
from annotate.review.sheet.wording import EVERYWHERE, HERE, Verb, bare, scope_of, verb_of
from annotate.review.sheet.workbook import FilledRow


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that is not applied, and why."""

    place: str
    why: str

    def __str__(self) -> str:
        return f"{self.place}: {self.why}"


@dataclass(frozen=True, slots=True)
class Here:
    """A decision about one occurrence.

    Attributes
    ----------
    row : FilledRow
        Its row.
    decision : FormDecision
        What is decided; its form is that of the occurrence.
    """

    row: FilledRow
    decision: FormDecision

    @property
    def identity(self) -> str:
        """The id of the prediction; ``""`` where nothing was annotated."""
        return self.row["annotation"]

    @property
    def place(self) -> str:
        """The ranges of the source."""
        return self.row["place"]

    @property
    def fingerprint(self) -> str:
        """For which annotations the row was made."""
        return self.row["empreinte"]


@dataclass
class Parsed:
    """Everything that a filled sheet decides.

    Attributes
    ----------
    everywhere : list of FormDecision
        Decisions about every occurrence of a form.
    here : list of Here
        Decisions about one occurrence.
    places : dict of (str, str) to str
        The row of each form, by layer and form, that is decided everywhere.
    refused : list of Refusal
        Rows that cannot be applied.
    """

    everywhere: list[FormDecision] = field(default_factory=list)
    places: dict[tuple[str, str], str] = field(default_factory=dict)
    here: list[Here] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


class _RefusedError(Exception):
    """Why a row is not applied."""


_QUOTED = re.compile(f"{OPEN}(.+?){CLOSE}", re.DOTALL)
_WITH_QUOTE = (Verb.BOUNDS, Verb.SAME, Verb.DIFFERENT)
_STALE = "it was made for other annotations; make the sheet anew with `annotate check`"


def parse(filled: Filled, found: Gathered, labels: LabelTable, by: str, at: str) -> Parsed:
    """Read the decisions of a filled sheet.

    Parameters
    ----------
    filled : Filled
        The sheet.
    found : Gathered
        The occurrences of the run that it is applied to.
    labels : LabelTable
        The labels of the configuration; a cell may hold their names in French or English, too.
    by, at : str
        Who decides, and when.

    Returns
    -------
    Parsed
        Rows without a decision are left out; rows that cannot be applied are refused one by one.
    """
    return _Parser(found, labels, by, at).parse(filled)


class _Parser:
    def __init__(self, found: Gathered, labels: LabelTable, by: str, at: str) -> None:
        self._found = found
        self._entities = labels.entities
        every = [labels[name] for name in labels.entities]
        self._labels = {bare(one.name_en): one.name for one in every}
        self._labels |= {bare(one.name_fr): one.name for one in every}
        self._labels |= {bare(one.name): one.name for one in every}
        self._stamp = (by, at)
        self._names = {form for _, form in found.annotated}
        forms = (*found.fingerprints, *found.annotated, *found.missed)
        self._forms: dict[str, Form] = {case_id(*form): form for form in forms}

    def _decided(
        self, filled: Filled, refused: list[Refusal]
    ) -> dict[str, list[tuple[FilledRow, FormDecision, str]]]:
        """Return the rows that decide on a form, with what they say, by their case."""
        found: dict[str, list[tuple[FilledRow, FormDecision, str]]] = {}
        for row in filled.forms:
            try:
                if row["décision"]:
                    said = row, self._form_decision(row), self._scope(row)
                    found.setdefault(row["cas"], []).append(said)
                else:
                    _check_undecided(row, row["empreinte"].partition(PROPOSED)[2])
            except _RefusedError as error:
                refused.append(Refusal(row.place, str(error)))
        return found

    def parse(self, filled: Filled) -> Parsed:
        parsed = Parsed()
        by_case: dict[str, FormDecision] = {}
        seen: dict[str, str] = {}
        for case, rows in self._decided(filled, parsed.refused).items():
            row, decision, scope = rows[0]
            if any(said != [decision, scope] for _, *said in rows):
                parsed.refused += [
                    Refusal(place.place, "rows about the same form say different things")
                    for place, *_ in rows
                ]
                continue
            seen[case] = row.place
            if scope == HERE:
                by_case[case] = decision
            else:
                if not decision.is_pair:
                    parsed.places[decision.layer, decision.form] = row.place
                labels = self._found.predicted.get((decision.layer, decision.form), set())
                parsed.everywhere.extend(spread(decision, labels))
        for row in filled.occurrences:
            try:
                here = self._here(row, by_case)
            except _RefusedError as error:
                parsed.refused.append(Refusal(row.place, str(error)))
                continue
            if here is not None:
                parsed.here.append(here)
        marked = {one.row["cas"] for one in parsed.here}
        parsed.refused += [
            Refusal(seen[case], f"«{HERE}», and no row of Occurrences is marked «{HERE}» for it")
            for case in by_case
            if case not in marked
        ]
        return parsed

    def _form(self, row: FilledRow) -> Form:
        form = self._forms.get(row["cas"])
        if form is None:
            raise _RefusedError(_STALE)
        if row["forme"] and not _alike(row["forme"], form[1]):
            raise _RefusedError(
                f"« {row['forme']} » is not the form of its «cas», which is « {form[1]} »: was a "
                "column sorted alone? Sort whole rows"
            )
        quoted = _QUOTED.search(row["contexte"])
        if quoted and not _alike(quoted[1], form[1]):
            raise _RefusedError(
                f"its context is about « {quoted[1]} », and its «cas» about « {form[1]} »: was a "
                "column sorted alone? Sort whole rows"
            )
        return form

    def _scope(self, row: FilledRow) -> str:
        scope = scope_of(row["portée"])
        if scope is None:
            raise _RefusedError(f"{row['portée']!r} is neither {EVERYWHERE} nor {HERE}")
        return scope

    def _form_decision(self, row: FilledRow) -> FormDecision:
        self._scope(row)
        form = self._form(row)
        decision = self._decision(row, form)
        if row["empreinte"].partition(PROPOSED)[0] != fingerprint_of_form(self._found, *form):
            raise _RefusedError(_STALE)
        return decision

    def _decision(self, row: FilledRow, form: Form) -> FormDecision:
        verb = verb_of(row["décision"])
        if verb is None:
            raise _RefusedError(f"{row['décision']!r} is none of {', '.join(Verb)}")
        label = ""
        if verb in (Verb.LABEL, Verb.ADD):
            label = self._labels.get(bare(row["étiquette"]), row["étiquette"])
        by, at = self._stamp
        decision = FormDecision(
            form=form[1],
            verb=verb,
            label_was=ACRONYM if form[0] == ACRONYMS else "",
            label=label,
            boundary=form_of(row["bornes"]) if verb in _WITH_QUOTE else "",
            by=by,
            at=at,
            reason=row["motif"],
        )
        fault = fault_in(decision, self._entities)
        if fault:
            raise _RefusedError(fault)
        if decision.is_pair and decision.boundary not in self._names:
            raise _RefusedError(f"« {decision.boundary} » is no name of the run")
        return decision

    def _here(self, row: FilledRow, by_case: Mapping[str, FormDecision]) -> Here | None:
        scope = self._scope(row)
        if row["décision"]:
            if verb_of(row["décision"]) in (Verb.SAME, Verb.DIFFERENT):
                raise _RefusedError("a pair is decided in the sheet of forms")
            if scope == EVERYWHERE:
                raise _RefusedError(f"what holds {EVERYWHERE} is decided in the sheet of forms")
            decision = self._decision(row, self._form(row))
        elif scope == HERE and row["cas"] in by_case:
            decision = by_case[row["cas"]]
        elif scope == HERE:
            raise _RefusedError("no decision, neither here nor about the form with «ici»")
        else:
            _check_undecided(row, mark_of_proposal("", ""))
            return None
        return Here(row, decision)


def _check_undecided(row: FilledRow, proposed: str) -> None:
    """Refuse a row that somebody filled without a decision: it would do nothing."""
    filled = [column for column in ("portée", "motif") if row[column]]
    # A sheet of an earlier version does not say what it proposed.
    if proposed and mark_of_proposal(row["étiquette"], row["bornes"]) != proposed:
        filled.insert(0, "étiquette or bornes")
    if filled:
        raise _RefusedError(f"{' and '.join(filled)} without a decision")


def _alike(cell: str, form: str) -> bool:
    """Return whether a cell holds a form, whatever a spreadsheet made of it: it takes texts for
    numbers and days.
    """
    own, other = (re.sub(r"\W", "", bare(form_of(one))) for one in (cell, form))
    if own == other:
        return True
    if re.search(r"[^\W\d_]", form):
        return False
    numbers, others = ({int(one) for one in re.findall(r"\d+", text)} for text in (form, cell))
    return bool(numbers) and numbers <= others


def spread(decision: FormDecision, labels: Collection[str]) -> list[FormDecision]:
    """Return a decision about a form as rows of the table of form decisions.

    Parameters
    ----------
    decision : FormDecision
        What somebody decided.
    labels : collection of str
        The labels that the form was predicted with.
    """
    if decision.verb == Verb.LABEL:
        # What is annotated gets the label, and what was missed is annotated.
        return [decision, replace(decision, verb=Verb.ADD)]
    if decision.verb == Verb.KEEP and not decision.label_was and labels:
        # Another label that a later run may find was not seen, and is not right.
        return [replace(decision, label_was=label) for label in sorted(labels)]
    return [decision]


def usual_label(found: Gathered, form: str) -> str:
    """Return the label that a form has most often among names, ``MISC`` where it has none."""
    labels = Counter(one.label for one in found.annotated.get((ENTITIES, form), ()))
    return min(labels.items(), key=lambda item: (-item[1], item[0]))[0] if labels else "MISC"
