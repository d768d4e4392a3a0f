"""Entries that lexicons lack, proposed from what people decided on a run.

A name that was made by people twice speaks for itself. One decision, or a name that was only
accepted, is proposed where it would help: if documents that nobody decided on have the same words
without a mark, or with another label by the model alone, and nothing speaks against it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.lexicons import Row, read_table
from annotate.review.decisions import (
    ADDED,
    CORRECTED,
    REJECTED,
    origin_of,
    review_of,
)
from annotate.review.sheet.occurrences import Occurrence, Reader
from annotate.review.sheet.text import form_of, occurrences_of

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
"""Decisions that speak for an entry at least, and forms that begin with a head, if nothing else
tells of other texts."""
_MODEL = "model:"
_Key = tuple[str, str, str, str]
"""Lexicon, form, detail, label."""


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
    """Return the entries that decisions of people speak for, those with most first.

    Parameters
    ----------
    folder : RunFolder
        A run with decided annotations.
    config : Path
        The configuration folder; what its lexicons have is not proposed.
    """
    grouped: dict[_Key, list[Occurrence]] = defaultdict(list)
    heads: dict[str, dict[str, Occurrence]] = defaultdict(dict)
    about: Counter[tuple[str, str]] = Counter()
    undecided: list[AnnotatedDocument] = []
    for document in folder.read_all():
        every = list(Reader(document).annotated())
        decided = [one for one in every if one.decided]
        if not decided:
            undecided.append(document)
        for one in decided:
            for key in _keys(one):
                grouped[key].append(one)
            about[one.layer, one.form] += 1
            head = _head(one)
            if head:
                heads[head].setdefault(one.form, one)
        about.update((ENTITIES, form) for form in _unmarked(document, every))
    for head, forms in heads.items():
        if len(forms) >= _FEWEST:
            grouped[HEADS, head, "capital", "ORG"].extend(forms.values())
    known = {key for lexicon in COLUMNS for key in known_keys(config, lexicon)}
    found = {
        key: _proposal(
            key, some, 0 if key[0] == HEADS else about[some[0].layer, key[1]] - len(some)
        )
        for key, some in grouped.items()
    }
    fresh = {key: one for key, one in found.items() if one.key not in known}
    unsure = {
        key for key in fresh if key[0] != HEADS and sum(map(_is_made, grouped[key])) < _FEWEST
    }
    clear = {key[1]: key[3] for key in unsure if key[0] == NAMES and not fresh[key].against}
    helping = _read_otherwise(clear, undecided)
    kept = (one for key, one in fresh.items() if key not in unsure or helping.get(key[1]) == key[3])
    return sorted(kept, key=lambda one: (-one.count, one.lexicon, one.form, one.label))


def _unmarked(document: AnnotatedDocument, every: Iterable[Occurrence]) -> Iterator[str]:
    """Yield a name that was decided on for every place of the document where it is left unmarked:
    what is a name here and a word there.
    """
    some = [one for one in every if one.layer == ENTITIES]
    names = {one.form for one in some if one.decided and one.live}
    taken = _taken(document.mended.text, some)
    for form, places in occurrences_of(names, document.mended.text).items():
        yield from (form for start, end in places if not any(taken[start:end]))


def _read_otherwise(
    names: Mapping[str, str], documents: Iterable[AnnotatedDocument]
) -> dict[str, str]:
    """Return of names with labels those that documents have without a mark, or that the model alone
    gives another label there.
    """
    found: dict[str, str] = {}
    for document in documents:
        text = document.mended.text
        live = [one for one in Reader(document).annotated() if one.layer == ENTITIES and one.live]
        held = {one.span: one.annotation for one in live}
        taken = _taken(text, live)
        for form, places in occurrences_of(names, text).items():
            if any(
                not any(taken[start:end]) or _is_other(held.get((start, end)), names[form])
                for start, end in places
            ):
                found[form] = names[form]
    return found


def _taken(text: str, names: Iterable[Occurrence]) -> bytearray:
    """Return for each character of a text whether it belongs to a name."""
    taken = bytearray(len(text))
    for start, end in (one.span for one in names):
        taken[start:end] = b"\1" * (end - start)
    return taken


def _is_other(one: Annotation | None, label: str) -> bool:
    return one is not None and one.label != label and one.source.startswith(_MODEL)


def known_keys(config: Path, lexicon: str) -> Iterator[tuple[str, str, str]]:
    """Yield the keys of the entries that a lexicon has."""
    path = config / "lexicons" / lexicon
    form, _, label, _ = COLUMNS[lexicon]
    for row in read_table(path, (form,)) if path.exists() else ():
        yield lexicon, form_of(row[form]), row.get(label, "") if lexicon == NEVER else ""


def _keys(one: Occurrence) -> Iterator[_Key]:
    annotation = one.annotation
    if annotation is None:
        return
    origin = origin_of(annotation)
    if one.layer == ACRONYMS:
        expansion = str(annotation.attributes.get("expansion", ""))
        if annotation.status in (CORRECTED, ADDED) and expansion:
            yield SHORT, one.form, expansion, str(annotation.attributes.get("label") or "-")
        return
    if one.label == "DATE":
        return
    if annotation.status == REJECTED:
        if origin is not None:
            yield NEVER, one.form, "noun", origin.label
    # « de Boufflers » is a person where that is all that is said; elsewhere it cuts one short.
    elif one.label != "PER" or not one.form[0].islower():
        yield NAMES, one.form, "", one.label


def _is_made(one: Occurrence) -> bool:
    """Return whether people said otherwise than the program did."""
    annotation = one.annotation
    return annotation is not None and annotation.status in (CORRECTED, ADDED, REJECTED)


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
