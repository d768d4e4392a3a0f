"""The consistency queue: the forms of a run that are in doubt."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from annotate.document.annotation import ACRONYMS, ENTITIES
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.source import Range
from annotate.index import PairDecision
from annotate.review.decisions import identity_of, is_live, origin_of
from annotate.review.form_decisions import FormDecision
from annotate.review.sheet.doubts import (
    Doubt,
    Form,
    boundary_doubts,
    date_doubts,
    expansion_doubts,
    label_doubts,
    merge_doubts,
    missed_doubts,
)
from annotate.review.sheet.editable_layer import EditableNames
from annotate.review.sheet.occurrences import Occurrence, Reader, common_fingerprint
from annotate.review.sheet.text import form_of, occurrences_of
from annotate.review.sheet.wording import Verb

OLDEST = 1000
"""Years before this one are in doubt, unless another limit is given."""

_DATE = "DATE"
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Case:
    """One form and every doubt about it.

    Attributes
    ----------
    layer, form : str
        ``entities`` or ``acronyms``, and the form.
    doubts : tuple of Doubt
        Why it is in doubt.
    occurrences : tuple of Occurrence
        Where it is annotated or was missed; rare labels first.
    fingerprint : str
        A short hash of the texts and predictions that it is about.
    label, boundary : str
        What is proposed; a reviewer need not follow.
    others : tuple of str
        Names that may be the same thing.
    """

    layer: str
    form: str
    doubts: tuple[Doubt, ...]
    occurrences: tuple[Occurrence, ...]
    fingerprint: str
    label: str = ""
    boundary: str = ""
    others: tuple[str, ...] = ()

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
        """How often it occurs in each document."""
        return Counter(one.document for one in self.occurrences)


@dataclass(frozen=True, slots=True)
class Limits:
    """Which years are plausible."""

    oldest: int
    newest: int


@dataclass
class Gathered:
    """All occurrences in a run.

    Attributes
    ----------
    annotated : dict
        What is annotated, by layer and form, without rejected occurrences.
    missed : dict
        Occurrences without an annotation, by layer and form.
    cut : dict
        For an occurrence (document and prediction's id), the longer name that occurs there whole.
    fingerprints : dict
        The fingerprints of all predictions of a form.
    predicted : dict
        The labels that a form was predicted with.
    """

    annotated: dict[Form, list[Occurrence]] = field(default_factory=lambda: defaultdict(list))
    missed: dict[Form, list[Occurrence]] = field(default_factory=lambda: defaultdict(list))
    cut: dict[tuple[str, str], str] = field(default_factory=dict)
    fingerprints: dict[Form, list[str]] = field(default_factory=lambda: defaultdict(list))
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
    """Read the documents of a run one by one, twice: first what is annotated, then where the same
    forms occur without an annotation.
    """
    found = Gathered()
    for document in folder.read_all():
        for one in Reader(document).annotated():
            origin = origin_of(one.annotation) if one.annotation is not None else None
            if origin is not None:
                key = (one.layer, form_of(origin.text))
                found.fingerprints[key].append(f"{one.document}|{one.fingerprint}")
                found.predicted[key].add(origin.label)
            if one.live:
                found.annotated[one.layer, one.form].append(one)
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for (layer, form), some in found.annotated.items():
        if layer != ACRONYMS:
            labels[form].update(one.label for one in some)
    for document in folder.read_all():
        _look_up(document, labels, found)
    return found


def _look_up(
    document: AnnotatedDocument, labels: Mapping[str, Mapping[str, int]], found: Gathered
) -> None:
    """Look up the forms of a corpus, each with the counts of its labels, in one document."""
    forms = [form for form in labels if _is_searched(form, labels[form])]
    if not forms:
        return
    names = EditableNames(document.mended, document.standoff.layers)
    reader = Reader(document)
    for form, spans in occurrences_of(forms, document.mended.text).items():
        for span in spans:
            there = names.touching(span, ENTITIES)
            if any(is_live(one) for one in there):
                _note_cut(names, form, span, labels[form], found)
            # What somebody or a rule rejected there is decided.
            elif span not in (names.span(one.id) for one in there):
                missed = None if _is_common(names.mended.text, span) else reader.missed(span)
                if missed is not None:
                    found.missed[missed.layer, missed.form].append(missed)


def _is_searched(form: str, labels: Mapping[str, int]) -> bool:
    """Return whether a form is a name wherever it occurs: dates are, by rules that know better."""
    return len(form) >= _SHORTEST and any(map(str.isupper, form)) and set(labels) != {_DATE}


def _note_cut(
    names: EditableNames, form: str, span: Range, labels: Collection[str], found: Gathered
) -> None:
    """Note the names that are shorter than a form that occurs there whole."""
    live = [one for one in names.touching(span, ENTITIES) if is_live(one)]
    spans = [names.span(one.id) for one in live]
    if any(start <= span[0] and span[1] <= end for start, end in spans):
        return
    for one, (start, end) in zip(live, spans, strict=True):
        inside = span[0] <= start and end <= span[1]
        if inside and one.label in labels and not one.attributes.get("nested", False):
            found.cut[names.mended.source.id, identity_of(one)] = form


def _is_common(text: str, span: Range) -> bool:
    """Return whether an occurrence may be a common word at the start of a sentence."""
    from annotate.french.word_list import common_words
    from annotate.french.words import starts_sentence

    form = text[slice(*span)]
    return " " not in form and starts_sentence(text, span[0]) and form.lower() in common_words()


def fingerprint_of_form(found: Gathered, layer: str, form: str) -> str:
    """Return the fingerprint of a form: it changes when a text or a prediction of it does."""
    return common_fingerprint(found.fingerprints.get((layer, form), []))


def queue_of(
    found: Gathered, table: Collection[FormDecision] = (), limits: Limits | None = None
) -> list[Case]:
    """Return the cases of a run, the commonest first.

    Parameters
    ----------
    found : Gathered
        Its occurrences.
    table : collection of FormDecision
        What was decided everywhere; it does not come again.
    limits : Limits, optional
        Which years are plausible; by default from 1000 to ten years from now.
    """
    limits = limits or default_limits()
    doubts: dict[Form, list[Doubt]] = defaultdict(list)
    bounds: dict[Form, str] = {}
    decided = {(one.layer, one.form) for one in table if not one.is_pair}
    missed = {form: some for form, some in found.missed.items() if form not in decided}
    for finder in (label_doubts, expansion_doubts):
        for form, doubt in finder(found.annotated):
            doubts[form].append(doubt)
    pairs = [
        PairDecision(one.form, one.boundary, one.verb == Verb.SAME, one.label_was)
        for one in table
        if one.is_pair
    ]
    others: dict[Form, list[str]] = defaultdict(list)
    for form, doubt, other in merge_doubts(found.annotated, pairs):
        doubts[form].append(doubt)
        others[form].append(other)
    for form, doubt in missed_doubts(found.annotated, missed):
        doubts[form].append(doubt)
    for form, doubt in date_doubts(found.annotated, limits.oldest, limits.newest):
        doubts[form].append(doubt)
    for form, doubt, wanted in boundary_doubts(found.annotated, found.cut):
        doubts[form].append(doubt)
        bounds[form] = wanted
    known = {
        (one.layer, one.form, one.label_was)
        for one in table
        if one.verb != Verb.ADD and not one.is_pair
    }
    cases = [
        _case(found, form, some, missed.get(form, []), bounds.get(form, ""), others.get(form, ()))
        for form, some in doubts.items()
        # What is decided about a form does not say which other names are the same thing.
        if form in others or not _is_known(known, form, found.annotated[form])
    ]
    return sorted(cases, key=lambda one: (-len(one.occurrences), one.form, one.layer))


def default_limits() -> Limits:
    """Return the limits of years that hold when nobody gives others."""
    return Limits(OLDEST, datetime.now(UTC).year + 10)


def _is_known(
    known: Collection[tuple[str, str, str]], form: Form, some: Sequence[Occurrence]
) -> bool:
    """Return whether the table covers every label that the form has."""
    if (*form, "") in known:
        return True
    return all((*form, label) in known for label in {one.label for one in some})


def _case(
    found: Gathered,
    form: Form,
    doubts: Sequence[Doubt],
    missed: Sequence[Occurrence],
    wanted: str,
    others: Sequence[str],
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
        fingerprint=fingerprint_of_form(found, *form),
        label=best,
        boundary=wanted or next(iter(others), ""),
        others=tuple(dict.fromkeys(others)),
    )
