"""Finders of doubts: each takes what is annotated in a corpus, by layer and form.

What everybody has decided about raises no doubt, and neither do rejected annotations, which the
finders are not given.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation
from annotate.gold.edtf import fault_in
from annotate.index import build_index
from annotate.index.mentions import Mention
from annotate.index.merge_candidates import Doubt as Pair
from annotate.index.surface_forms import MEANINGS, Reason, article, folded
from annotate.review.sheet.kinds import Doubt, Kind
from annotate.review.sheet.occurrences import Occurrence
from annotate.review.sheet.text import form_of

Form = tuple[str, str]
Annotated = Mapping[Form, Sequence[Occurrence]]
Found = Iterator[tuple[Form, Doubt]]

_DATE = "DATE"
_ARTICLE = re.compile(r"(?:(?:le|la|les|un|une|des|du|au|aux)\s+|l')(?=\S)")
_YEAR = re.compile(r"Y?-?[\dX]{4,9}")
_OF_KIND = {
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
            told = _counts(labels)
            yield (
                form,
                Doubt(
                    Kind.LABELS,
                    f"plusieurs étiquettes : {told}",
                    f"several labels: {told}",
                ),
            )


def missed_doubts(annotated: Annotated, missed: Annotated) -> Found:
    """Find forms that are annotated here and missed there."""
    for form, places in missed.items():
        if form in annotated and places:
            here, there = len(annotated[form]), len(places)
            yield (
                form,
                Doubt(
                    Kind.MISSED,
                    f"annoté {here} fois, oublié {there} fois",
                    f"annotated {_times(here)}, missed {_times(there)}",
                ),
            )


def expansion_doubts(annotated: Annotated) -> Found:
    """Find acronyms with several long forms."""
    for form, some in annotated.items():
        if form[0] != ACRONYMS or not _open(some):
            continue
        spelt: dict[str, str] = {}
        for one in some:
            told = one.annotation.attributes.get("expansion") if one.annotation else None
            if told:
                spelt.setdefault(folded(article(str(told))), str(told))
        if len(spelt) > 1:
            told = " / ".join(sorted(spelt.values()))
            yield (
                form,
                Doubt(
                    Kind.EXPANSIONS,
                    f"plusieurs formes longues : {told}",
                    f"several long forms: {told}",
                ),
            )


def date_doubts(annotated: Annotated, oldest: int, newest: int) -> Found:
    """Find dates that are not plausible, and values that are no EDTF."""
    for form, some in annotated.items():
        dates = [one for one in some if one.label == _DATE and not one.decided]
        faults = dict.fromkeys(
            fault
            for one in dates
            if one.annotation is not None and (fault := _date_fault(one.annotation, oldest, newest))
        )
        if faults:
            french = " ; ".join(one for one, _ in faults)
            english = "; ".join(other for _, other in faults)
            yield form, Doubt(Kind.DATES, french, english)


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
    if timex in _OF_KIND and not _OF_KIND[timex].fullmatch(value):
        return f"{value} n'est pas la valeur de {timex}", f"{value} is no value of {timex}"
    return None


def drift_doubts(
    annotated: Annotated, cut: Mapping[tuple[str, str], str]
) -> Iterator[tuple[Form, Doubt, str]]:
    """Find names with different boundaries, and propose boundaries.

    A name is doubtful with an article in lower case that is left out elsewhere, and where a longer
    name that is annotated elsewhere stands whole.
    """
    for form, some in annotated.items():
        layer, text = form
        if layer != ENTITIES or not _open(some):
            continue
        bare = _ARTICLE.sub("", text, count=1)
        labels = {one.label for one in some}
        others = annotated.get((layer, bare), ()) if bare != text else ()
        if labels & {one.label for one in others}:
            told = f"{text} ({len(some)}) / {bare} ({len(others)})"
            yield (
                form,
                Doubt(
                    Kind.BOUNDS,
                    f"avec et sans article : {told}",
                    f"with and without its article: {told}",
                ),
                bare,
            )
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
            yield (
                form,
                Doubt(
                    Kind.BOUNDS,
                    f"plus court que « {whole} », qui s'y trouve en entier {times} fois",
                    f"shorter than “{whole}”, which stands there whole {_times(times)}",
                ),
                whole,
            )


def merge_doubts(annotated: Annotated) -> Found:
    """Find names that the index would not merge with another one without being told."""
    mentions = (
        _mention(one) for form, some in annotated.items() for one in some if form[0] in _LAYERS
    )
    index = build_index(mentions)
    for pair in index.doubtful:
        if pair.reason == Reason.SEVERAL_EXPANSIONS:
            continue  # shown with the acronym
        first, second = form_of(pair.first_form), form_of(pair.second_form)
        if first == second:
            continue  # two labels of one form, which is shown already
        yield from _merge(annotated, pair, first, second)


_LAYERS = (ENTITIES, ACRONYMS)


def _merge(annotated: Annotated, pair: Pair, first: str, second: str) -> Found:
    some, others = annotated.get((ENTITIES, first), ()), annotated.get((ENTITIES, second), ())
    if not some or not others:
        return
    # The rarer form is the one to look at.
    if len(some) > len(others):
        first, second, some, others = second, first, others, some
    if not _open(some) or not _open(others):
        return
    french, english = MEANINGS[pair.reason]
    yield (
        (ENTITIES, first),
        Doubt(
            Kind.MERGES,
            f"{french} : {first} ({len(some)}) / {second} ({len(others)})",
            f"{english}: {first} ({len(some)}) / {second} ({len(others)})",
        ),
    )


def _mention(one: Occurrence) -> Mention:
    annotation = one.annotation
    if annotation is None:
        raise ValueError(f"nothing is annotated at {one.place} of {one.document}")
    return Mention(
        document=one.document,
        mention_id=annotation.id,
        layer=annotation.layer,
        label=annotation.label,
        text=annotation.text or "",
        ranges=annotation.ranges,
        value=annotation.value,
        page=annotation.page,
        status=annotation.status,
        in_citation=bool(annotation.attributes.get("in_citation", False)),
        expansion=str(annotation.attributes.get("expansion", "")),
    )


def _open(some: Sequence[Occurrence]) -> bool:
    """Tell whether anything is left to decide."""
    return any(not one.decided for one in some)


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _counts(labels: Mapping[str, int]) -> str:
    ordered = sorted(labels.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{label} {count}" for label, count in ordered)
