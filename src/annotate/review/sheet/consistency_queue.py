"""The consistency queue: the forms of a run folder about which there is a doubt."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from annotate.document.annotation import ACRONYMS
from annotate.document.run_folder import RunFolder
from annotate.review.decided import origin_of
from annotate.review.sheet.doubts import (
    date_doubts,
    drift_doubts,
    expansion_doubts,
    label_doubts,
    merge_doubts,
    missed_doubts,
)
from annotate.review.sheet.form_decisions import FormDecision
from annotate.review.sheet.kinds import Doubt
from annotate.review.sheet.occurrences import Occurrence, Reader, whole_mark
from annotate.review.sheet.surface_places import places_in
from annotate.review.sheet.text import form_of
from annotate.review.sheet.wording import Verb

Form = tuple[str, str]
"""A layer and a form."""

OLDEST = 1000
"""Years before this one are doubtful, unless another limit is given."""


@dataclass(frozen=True, slots=True)
class Case:
    """One form and every doubt about it.

    Attributes
    ----------
    layer, form : str
        ``entities`` or ``acronyms``, and the form.
    doubts : tuple of Doubt
        Why it is shown.
    occurrences : tuple of Occurrence
        Where it is annotated or was missed; those that are rarest first.
    mark : str
        A short hash of the texts and predictions that it is about.
    label, boundary : str
        What is proposed; a reviewer need not follow.
    """

    layer: str
    form: str
    doubts: tuple[Doubt, ...]
    occurrences: tuple[Occurrence, ...]
    mark: str
    label: str = ""
    boundary: str = ""

    @property
    def id(self) -> str:
        """The same for the same form."""
        return case_id(self.layer, self.form)

    @property
    def labels(self) -> Counter[str]:
        """How often it has each label; ``""`` is where it was missed."""
        return Counter(one.label for one in self.occurrences)

    @property
    def documents(self) -> Counter[str]:
        """How often it stands in each document."""
        return Counter(one.document for one in self.occurrences)


@dataclass(frozen=True, slots=True)
class Limits:
    """Which years are plausible."""

    oldest: int
    newest: int


@dataclass
class Gathered:
    """All occurrences of a run folder.

    Attributes
    ----------
    annotated : dict
        What is annotated, by layer and form, rejected occurrences left out.
    missed : dict
        Where nothing is annotated, by layer and form.
    cut : dict
        For an occurrence (document and prediction's id), the longer name that stands there whole.
    marks : dict
        The marks of all predictions of a form.
    predicted : dict
        The labels that a form was predicted with.
    """

    annotated: dict[Form, list[Occurrence]] = field(default_factory=lambda: defaultdict(list))
    missed: dict[Form, list[Occurrence]] = field(default_factory=lambda: defaultdict(list))
    cut: dict[tuple[str, str], str] = field(default_factory=dict)
    marks: dict[Form, list[str]] = field(default_factory=lambda: defaultdict(list))
    predicted: dict[Form, set[str]] = field(default_factory=lambda: defaultdict(set))


def case_id(layer: str, form: str) -> str:
    """Return the id of the case of a form.

    Examples
    --------
    >>> case_id("entities", "Lens")
    'ce22d385a2e'
    """
    return f"c{hashlib.blake2b(f'{layer}|{form}'.encode(), digest_size=5).hexdigest()}"


def gather(folder: RunFolder) -> Gathered:
    """Read the documents of a run folder one by one, twice: first what is annotated, then where
    the same forms stand and nothing is.
    """
    found = Gathered()
    for treated in folder.read_all():
        for one in Reader(treated).annotated():
            origin = origin_of(one.annotation) if one.annotation is not None else None
            if origin is not None:
                key = (one.layer, form_of(origin.text))
                found.marks[key].append(f"{one.document}|{one.mark}")
                found.predicted[key].add(origin.label)
            if one.live:
                found.annotated[one.layer, one.form].append(one)
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for (layer, form), some in found.annotated.items():
        if layer != ACRONYMS:
            labels[form].update(one.label for one in some)
    for treated in folder.read_all():
        places = places_in(treated, labels)
        for one in places.missed:
            found.missed[one.layer, one.form].append(one)
        found.cut.update(places.cut)
    return found


def mark_of_form(found: Gathered, layer: str, form: str) -> str:
    """Return the mark of a form: it changes when a text or a prediction of it does."""
    return whole_mark(found.marks.get((layer, form), []))


def queue_of(
    found: Gathered, memory: Iterable[FormDecision] = (), limits: Limits | None = None
) -> list[Case]:
    """Return the cases of a run folder, the commonest first.

    Parameters
    ----------
    found : Gathered
        Its occurrences.
    memory : iterable of FormDecision
        What was decided everywhere; it does not come again.
    limits : Limits, optional
        Which years are plausible; by default from 1000 to ten years from now.
    """
    limits = limits or default_limits()
    doubts: dict[Form, list[Doubt]] = defaultdict(list)
    bounds: dict[Form, str] = {}
    missed = _without(found.missed, memory)
    for finder in (label_doubts, expansion_doubts, merge_doubts):
        for form, doubt in finder(found.annotated):
            doubts[form].append(doubt)
    for form, doubt in missed_doubts(found.annotated, missed):
        doubts[form].append(doubt)
    for form, doubt in date_doubts(found.annotated, limits.oldest, limits.newest):
        doubts[form].append(doubt)
    for form, doubt, wanted in drift_doubts(found.annotated, found.cut):
        doubts[form].append(doubt)
        bounds[form] = wanted
    known = {(one.layer, one.form, one.label_was) for one in memory if one.verb != Verb.ADD}
    cases = [
        _case(found, form, some, missed.get(form, []), bounds.get(form, ""))
        for form, some in doubts.items()
        if not _is_known(known, form, found.annotated[form])
    ]
    return sorted(cases, key=lambda one: (-len(one.occurrences), one.form, one.layer))


def default_limits() -> Limits:
    """Return the limits of years that hold when nobody gives others."""
    from datetime import UTC, datetime

    return Limits(OLDEST, datetime.now(UTC).year + 10)


def _without(
    missed: Mapping[Form, list[Occurrence]], memory: Iterable[FormDecision]
) -> dict[Form, list[Occurrence]]:
    told = {(one.layer, one.form) for one in memory}
    return {form: some for form, some in missed.items() if form not in told}


def _is_known(
    known: Collection[tuple[str, str, str]], form: Form, some: Sequence[Occurrence]
) -> bool:
    """Tell whether a decision that is remembered covers every label that the form has."""
    if (*form, "") in known:
        return True
    return all((*form, label) in known for label in {one.label for one in some})


def _case(
    found: Gathered, form: Form, doubts: Sequence[Doubt], missed: Sequence[Occurrence], wanted: str
) -> Case:
    annotated = found.annotated[form]
    labels = Counter(one.label for one in annotated)
    every = [*annotated, *missed]
    often = Counter(one.label for one in every)
    every.sort(key=lambda one: (often[one.label], one.label, one.decided, one.document, one.span))
    best = min(labels.items(), key=lambda item: (-item[1], item[0]))[0] if labels else ""
    return Case(
        layer=form[0],
        form=form[1],
        doubts=tuple(doubts),
        occurrences=tuple(every),
        mark=mark_of_form(found, *form),
        label=best,
        boundary=wanted,
    )
