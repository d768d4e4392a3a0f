"""Entries that lexicons lack, proposed from what people decided on a run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotate.document.annotation import ACRONYMS
from annotate.document.run_folder import RunFolder
from annotate.lexicons import Row, read_table
from annotate.review.decisions import (
    ADDED,
    CORRECTED,
    REJECTED,
    is_decided,
    origin_of,
    review_of,
)
from annotate.review.sheet.occurrences import Occurrence, Reader
from annotate.review.sheet.text import form_of

NAMES, PLACES, SHORT, HEADS, NEVER = (
    "known_names.tsv",
    "places.tsv",
    "acronyms.tsv",
    "organization_heads.tsv",
    "never.tsv",
)
COLUMNS: Mapping[str, tuple[str, str, str, str]] = {
    NAMES: ("form", "", "label", "source"),
    PLACES: ("form", "kind", "", "source"),
    SHORT: ("acronym", "expansion", "label", "source"),
    HEADS: ("head", "kind", "label", "source"),
    NEVER: ("form", "kind", "label", "source"),
}
"""For each lexicon the columns of form, detail, label and source; ``""`` for one it lacks."""

_FEWEST = 2
"""Decisions that speak for an entry at least, and forms that begin with a head: one occurrence
tells nothing of others."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One entry that a lexicon lacks.

    Attributes
    ----------
    lexicon, form, detail, label : str
        The file and the cells; `detail` is the kind, or the expansion of an acronym.
    count, documents : int
        How many decisions speak for it, in how many documents.
    by, at : str
        Who decided so first, and on which day.
    example : str
        One occurrence in its context.
    against : int
        How many decisions about the same form say otherwise: an entry holds everywhere.
    """

    lexicon: str
    form: str
    detail: str
    label: str
    count: int
    documents: int
    by: str
    at: str
    example: str
    against: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """What a lexicon has only once."""
        label = self.label if self.lexicon == NEVER else ""
        return self.lexicon, self.form, label

    @property
    def source(self) -> str:
        """The provenance of the entry."""
        return f"review, {self.by}, {self.at}"

    @property
    def row(self) -> Row:
        """The row of the lexicon."""
        cells = (self.form, self.detail, self.label, self.source)
        return dict(zip(COLUMNS[self.lexicon], cells, strict=True))


def propose(folder: RunFolder, config: Path) -> list[Proposal]:
    """Return the entries that several decisions of people speak for, those with most first.

    Parameters
    ----------
    folder : RunFolder
        A run with decided annotations.
    config : Path
        The configuration folder; what its lexicons have is not proposed.
    """
    grouped: dict[tuple[str, str, str, str], list[Occurrence]] = defaultdict(list)
    heads: dict[str, dict[str, Occurrence]] = defaultdict(dict)
    about: Counter[tuple[str, str]] = Counter()
    for document in folder.read_all():
        for one in Reader(document).annotated():
            for key in _keys(one):
                grouped[key].append(one)
            about[one.layer, one.form] += one.decided
            head = _head(one)
            if head:
                heads[head].setdefault(one.form, one)
    for head, forms in heads.items():
        if len(forms) >= _FEWEST:
            grouped[HEADS, head, "capital", "ORG"].extend(forms.values())
    known = {key for lexicon in COLUMNS for key in known_keys(config, lexicon)}
    found = [
        _proposal(key, some, 0 if key[0] == HEADS else about[some[0].layer, key[1]] - len(some))
        for key, some in grouped.items()
    ]
    fresh = [one for one in found if one.count >= _FEWEST and one.key not in known]
    return sorted(fresh, key=lambda one: (-one.count, one.lexicon, one.form, one.label))


def known_keys(config: Path, lexicon: str) -> Iterator[tuple[str, str, str]]:
    """Yield the keys of the entries that a lexicon has."""
    path = config / "lexicons" / lexicon
    form, _, label, _ = COLUMNS[lexicon]
    for row in read_table(path, (form,)) if path.exists() else ():
        yield lexicon, form_of(row[form]), row.get(label, "") if lexicon == NEVER else ""


def _keys(one: Occurrence) -> Iterator[tuple[str, str, str, str]]:
    annotation = one.annotation
    if annotation is None or not is_decided(annotation):
        return
    origin = origin_of(annotation)
    made = annotation.status in (CORRECTED, ADDED)
    if one.layer == ACRONYMS:
        expansion = str(annotation.attributes.get("expansion", ""))
        if made and expansion:
            yield SHORT, one.form, expansion, str(annotation.attributes.get("label") or "-")
        return
    if one.label == "DATE":
        return
    if made:
        place = one.label == "LOC"
        yield (PLACES, one.form, "ville", "") if place else (NAMES, one.form, "", one.label)
    elif annotation.status == REJECTED and origin is not None:
        yield NEVER, one.form, "noun", origin.label


def _head(one: Occurrence) -> str:
    annotation = one.annotation
    made = annotation is not None and annotation.status in (CORRECTED, ADDED)
    first, _, rest = one.form.partition(" ")
    return first if made and one.label == "ORG" and rest and first[:1].isupper() else ""


def _proposal(key: tuple[str, str, str, str], some: list[Occurrence], against: int) -> Proposal:
    reviews = [review_of(one.annotation) for one in some if one.annotation]
    at, by = min((str(review.get("at", "")), str(review.get("by", ""))) for review in reviews)
    documents = Counter(one.document for one in some)
    return Proposal(*key, len(some), len(documents), by, at[:10], some[0].context, against)
