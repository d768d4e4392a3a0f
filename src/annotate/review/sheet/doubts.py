"""Doubts about forms: each finder takes what is annotated in a corpus, by layer and form.

Forms whose occurrences are all decided raise no doubt, and neither do rejected annotations, which
the finders are not given.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation
from annotate.gold.edtf import fault_in
from annotate.index import PairDecision, build_index
from annotate.index.from_annotations import CONTEXT, mention_of
from annotate.index.mentions import Mention
from annotate.index.reasons import MEANINGS as INDEX_REASONS
from annotate.index.reasons import Reason
from annotate.index.surface_forms import article, folded
from annotate.review.decisions import REVIEWED_LAYERS
from annotate.review.sheet.occurrences import Occurrence
from annotate.review.sheet.text import form_of

Form = tuple[str, str]
"""A layer and a form."""
Annotated = Mapping[Form, Sequence[Occurrence]]


class Kind(StrEnum):
    """Why a form is in doubt."""

    LABELS = "étiquettes"
    MISSED = "oubli"
    BOUNDS = "bornes"
    EXPANSIONS = "développements"
    DATES = "date"
    MERGES = "fusion"


MEANINGS: dict[Kind, tuple[str, str]] = {
    Kind.LABELS: (
        "la même forme a plusieurs étiquettes dans le corpus",
        "labels: one form has several labels in the corpus",
    ),
    Kind.MISSED: (
        "la forme est annotée ici et ne l'est pas ailleurs",
        "missed: the form is annotated here and not there",
    ),
    Kind.BOUNDS: (
        "le même nom est annoté avec des bornes différentes",
        "bounds: the same name is annotated with different boundaries",
    ),
    Kind.EXPANSIONS: (
        "le sigle a plusieurs formes longues",
        "expansions: the acronym has several long forms",
    ),
    Kind.DATES: (
        "la date n'est pas plausible, ou sa valeur n'est pas de l'EDTF",
        "date: it is not plausible, or its value is not EDTF",
    ),
    Kind.MERGES: (
        "l'index hésite à réunir ce nom avec un autre",
        "merge: the index does not know whether this name is another one",
    ),
}
"""Each kind in French and in English."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason why a form is in doubt.

    Attributes
    ----------
    kind : Kind
        The kind of doubt.
    french, english : str
        The doubt about this form in a sentence.
    """

    kind: Kind
    french: str
    english: str


Found = Iterator[tuple[Form, Doubt]]

_DATE = "DATE"
_ARTICLE = re.compile(r"(?:(?:le|la|les|un|une|des|du|au|aux)\s+|l')(?=\S)")
_YEAR = re.compile(r"Y?-?[\dX]{4,9}")
_OF_TIMEX = {
    "DATE": re.compile(r"[^/]+-(?:\d\d|XX)-(?:\d\d|XX)[~?%]?"),
    "MONTH": re.compile(r"[^/]+-(?:0[1-9]|1[0-2])[~?%]?"),
    "YEAR": re.compile(r"Y?-?\d{4,9}[~?%]?"),
    "DECADE": re.compile(r"-?\d{3}X[~?%]?"),
    "CENTURY": re.compile(r"-?\d\dXX[~?%]?"),
    "INTERVAL": re.compile(r"[^/]*/[^/]*"),
}
_FAULTS = {"the interval ends before it begins": "l'intervalle finit avant de commencer"}


def label_doubts(annotated: Annotated) -> Found:
    """Find forms that have several labels."""
    for form, some in annotated.items():
        labels = Counter(one.label for one in some)
        if form[0] == ENTITIES and len(labels) > 1 and _open(some):
            counts = _counts(labels)
            french, english = f"plusieurs étiquettes : {counts}", f"several labels: {counts}"
            yield form, Doubt(Kind.LABELS, french, english)


def missed_doubts(annotated: Annotated, missed: Annotated) -> Found:
    """Find forms that are annotated here and missed there."""
    for form, places in missed.items():
        if form in annotated and places:
            here, there = len(annotated[form]), len(places)
            french = f"annoté {here} fois, oublié {there} fois"
            english = f"annotated {_times(here)}, missed {_times(there)}"
            yield form, Doubt(Kind.MISSED, french, english)


def expansion_doubts(annotated: Annotated) -> Found:
    """Find acronyms with several long forms."""
    for form, some in annotated.items():
        if form[0] != ACRONYMS or not _open(some):
            continue
        spelt: dict[str, str] = {}
        for one in some:
            expansion = one.annotation.attributes.get("expansion") if one.annotation else None
            if expansion:
                spelt.setdefault(folded(article(str(expansion))), str(expansion))
        if len(spelt) > 1:
            every = " / ".join(sorted(spelt.values()))
            french, english = f"plusieurs formes longues : {every}", f"several long forms: {every}"
            yield form, Doubt(Kind.EXPANSIONS, french, english)


def date_doubts(annotated: Annotated, oldest: int, newest: int) -> Found:
    """Find dates that are not plausible, and values that are not EDTF."""
    for form, some in annotated.items():
        faults = dict.fromkeys(
            fault
            for one in some
            if one.label == _DATE and not one.decided and one.annotation is not None
            if (fault := _date_fault(one.annotation, oldest, newest))
        )
        if faults:
            french = " ; ".join(one for one, _ in faults)
            yield form, Doubt(Kind.DATES, french, "; ".join(other for _, other in faults))


def _date_fault(annotation: Annotation, oldest: int, newest: int) -> tuple[str, str] | None:
    value, timex = annotation.value, str(annotation.attributes.get("timex", ""))
    if not value:
        return None  # a day without a year has none, by rule
    fault = fault_in(value)
    if fault is not None:
        return _FAULTS.get(fault, f"la valeur {value} n'est pas une date EDTF"), fault
    for year in _YEAR.findall(value.replace("/", " ")):
        first, last = (int(year.removeprefix("Y").replace("X", digit)) for digit in "09")
        if min(first, last) > newest:
            return f"{value} : après {newest}", f"{value}: after {newest}"
        if max(first, last) < oldest:
            return f"{value} : avant {oldest}", f"{value}: before {oldest}"
    if timex in _OF_TIMEX and not _OF_TIMEX[timex].fullmatch(value):
        return f"{value} n'est pas la valeur de {timex}", f"{value} is not a value of {timex}"
    return None


def boundary_doubts(
    annotated: Annotated, cut: Mapping[tuple[str, str], str]
) -> Iterator[tuple[Form, Doubt, str]]:
    """Find names with different boundaries, and propose boundaries.

    A name is in doubt with a lower-case article that is left out elsewhere, and where a longer name
    that is annotated elsewhere occurs whole.
    """
    for form, some in annotated.items():
        layer, text = form
        if layer != ENTITIES or not _open(some):
            continue
        bare = _ARTICLE.sub("", text, count=1)
        labels = {one.label for one in some}
        others = annotated.get((layer, bare), ()) if bare != text else ()
        if labels & {one.label for one in others}:
            both = f"{text} ({len(some)}) / {bare} ({len(others)})"
            french, english = (
                f"avec et sans article : {both}",
                f"with and without its article: {both}",
            )
            yield form, Doubt(Kind.BOUNDS, french, english), bare
            continue
        longer = Counter(
            whole
            for one in some
            if not one.decided and (whole := cut.get((one.document, one.identity)))
            # With an article it is the longer name that is in doubt.
            if form_of(_ARTICLE.sub("", whole, count=1)) != text
        )
        if longer:
            whole, times = min(longer.items(), key=lambda item: (-item[1], item[0]))
            french = f"plus court que « {whole} », qui s'y trouve en entier {times} fois"
            english = f"shorter than “{whole}”, which occurs there whole {_times(times)}"
            yield form, Doubt(Kind.BOUNDS, french, english), whole


def merge_doubts(
    annotated: Annotated, pairs: Sequence[PairDecision] = ()
) -> Iterator[tuple[Form, Doubt, str]]:
    """Find names that the index hesitates to merge with another one, each with that other name.

    What is decided about the names themselves does not say whether they are one thing.

    Parameters
    ----------
    annotated : mapping
        What is annotated.
    pairs : sequence of PairDecision
        What was decided about pairs; it does not come again.
    """
    mentions = (
        _mention(one)
        for (layer, _), some in annotated.items()
        for one in some
        if layer in REVIEWED_LAYERS
    )
    for pair in build_index(mentions, pairs).doubtful:
        first, second = form_of(pair.first_form), form_of(pair.second_form)
        # Several expansions are a doubt about the acronym, several labels one about the form.
        if pair.reason in (Reason.SEVERAL_EXPANSIONS, Reason.TWO_LABELS):
            continue
        # The rarer form is the one to look at.
        (few, rare), (many, common) = sorted(
            ((annotated.get((ENTITIES, form), ()), form) for form in (first, second)),
            key=lambda item: len(item[0]),
        )
        if few and many:
            french, english = INDEX_REASONS[pair.reason]
            both = f"{rare} ({len(few)}) / {common} ({len(many)})"
            doubt = Doubt(Kind.MERGES, f"{french} : {both}", f"{english}: {both}")
            yield (ENTITIES, rare), doubt, common


def _mention(one: Occurrence) -> Mention:
    if one.annotation is None:
        raise ValueError(f"nothing is annotated at {one.place} of {one.document}")
    return mention_of(one.annotation, one.document, one.left[-CONTEXT:], one.right[:CONTEXT])


def _open(some: Sequence[Occurrence]) -> bool:
    """Return whether anything is left to decide."""
    return any(not one.decided for one in some)


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _counts(labels: Mapping[str, int]) -> str:
    ordered = sorted(labels.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{label} {count}" for label, count in ordered)
