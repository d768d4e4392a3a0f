"""How far annotators of the same documents agree: F1, kappa, alpha, γ, and where they do not.

Documents are paired by the hash of their source text. Everything is counted over the standoff
annotations; the source text is needed only for the coefficients over tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from annotate.evaluation.alignment import places
from annotate.evaluation.annotators import (
    Annotator,
    SharedDocument,
    Step,
    groups,
    same_bytes,
    shared_documents,
)
from annotate.evaluation.coefficients import cohen_kappa, krippendorff_alpha
from annotate.evaluation.disagreements import FACETS, Disagreement
from annotate.evaluation.gamma import gamma_figures, require_gamma
from annotate.evaluation.spans import ASPECTS, Aspect, flat_entities
from annotate.evaluation.tally import ALL, Tally, tally
from annotate.evaluation.texts import find_text
from annotate.evaluation.tokens import OUTSIDE, Units, rows_of, units_of

FEW = 30
"""A figure that rests on fewer items than this is marked."""


@dataclass(kw_only=True)
class Figure:
    """One line of the table: some annotators, one aspect, one document or all, one label or all.

    Attributes
    ----------
    aspect : str
        One of the names in :data:`annotate.evaluation.spans.ASPECTS`.
    annotators : tuple of str
        Two; or all that annotated the layer, where there are more: F1 is then pooled over their
        pairs, and only documents that all of them have count.
    document, label : str
        ``""`` for all of them.
    tally : Tally
        The counts and the F1.
    tokens, labelled_tokens : int or None
        Tokens that were judged, and those that anybody put into a name (of this label).
    kappa, alpha : float or None
        Over all tokens; kappa for two annotators only.
    kappa_labelled, alpha_labelled : float or None
        Over the tokens that anybody put into a name; over all labels only.
    gamma : float or None
        γ, or γ-k for a label.
    """

    aspect: str
    annotators: tuple[str, ...]
    document: str
    label: str
    tally: Tally
    tokens: int | None = None
    labelled_tokens: int | None = None
    kappa: float | None = None
    kappa_labelled: float | None = None
    alpha: float | None = None
    alpha_labelled: float | None = None
    gamma: float | None = None

    @property
    def few(self) -> bool:
        """Whether F1 rests on fewer than 30 places, or kappa and alpha on fewer than 30 labelled
        tokens.
        """
        return self.tally.places < FEW or (
            self.labelled_tokens is not None and self.labelled_tokens < FEW
        )


@dataclass
class Agreement:
    """What was measured.

    Attributes
    ----------
    annotators : tuple of str
        Their names, in the order they were given.
    documents : tuple of SharedDocument
        Those that two of them or more have.
    figures : list of Figure
        By aspect, annotators, document (all first) and label (all first).
    disagreements : list of Disagreement
        By document, aspect and position.
    remarks : list of str
        What a reader of the figures has to know, as sentences.
    """

    annotators: tuple[str, ...]
    documents: tuple[SharedDocument, ...]
    figures: list[Figure] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def figure(
        self, aspect: str, annotators: Sequence[str], document: str = "", label: str = ""
    ) -> Figure:
        """Return one figure.

        Raises
        ------
        KeyError
            If there is none.
        """
        wanted = (aspect, tuple(annotators), document, label)
        for one in self.figures:
            if (one.aspect, one.annotators, one.document, one.label) == wanted:
                return one
        raise KeyError(wanted)


def measure(
    annotators: Sequence[Annotator],
    texts: Sequence[Path] = (),
    *,
    with_gamma: bool = False,
    step: Step = lambda what, done, total: None,
) -> Agreement:
    """Measure how far annotators agree over the documents they share.

    Parameters
    ----------
    annotators : sequence of Annotator
        Two or more, with different names.
    texts : sequence of Path
        Folders with source texts, for kappa and alpha.
    with_gamma : bool
        Whether to calculate γ, which takes seconds a document.
    step : callable
        Told of progress.

    Raises
    ------
    UsageError
        If no document is shared, or γ is asked for and not installed.
    StandoffError, QuoteError
        If a source text is at hand and annotations do not fit it.
    """
    if with_gamma:
        require_gamma()
    documents = shared_documents(annotators)
    names = tuple(one.name for one in annotators)
    found = Agreement(names, tuple(documents))
    found.remarks += _remarks_on_files(annotators, documents)
    units = _units(found, annotators, texts, step)
    gammas = gamma_figures(documents, names, step) if with_gamma else {}
    if with_gamma:
        found.remarks.append(
            "γ over all documents is the mean of the documents, weighted by their names; chance is "
            "sampled, with a fixed seed."
        )
    for aspect in ASPECTS:
        having = _having(found, aspect)
        if len(having) < 2:
            continue
        figures = _f1_figures(found, aspect, having)
        if aspect.spans is flat_entities:
            for one in figures:
                _add_coefficients(one, units, names)
                one.gamma = gammas.get(one.annotators, {}).get(one.document, {}).get(one.label)
        found.figures += figures
        if aspect.listed:
            for document in documents:
                found.disagreements += disagreements(document, aspect, having)
    order = [aspect.name for aspect in ASPECTS]
    found.disagreements.sort(key=lambda one: (one.document, order.index(one.aspect), one.start))
    return found


def disagreements(
    document: SharedDocument, aspect: Aspect, names: Sequence[str]
) -> list[Disagreement]:
    """Return where annotators of a document disagree, by position.

    Annotations that are aligned between any two annotators are one place. Values, expansions and
    citation marks are compared there too, so that each place is one row.

    Parameters
    ----------
    document : SharedDocument
        The document.
    aspect : Aspect
        One that is listed.
    names : sequence of str
        The annotators to compare; those without the document do not count.
    """
    spans = {
        name: aspect.spans(standoff)
        for name, standoff in document.standoffs.items()
        if name in names
    }
    found = [
        Disagreement.of(document.id, aspect.name, said, FACETS[aspect.layer])
        for said in places(spans)
    ]
    return sorted(filter(None, found), key=lambda one: (one.start, -one.end, one.kinds))


def _having(found: Agreement, aspect: Aspect) -> list[str]:
    """Return the annotators who annotated the layer at all; remark on those who did not, and on
    those who have its layer but none of these spans, whose zeros are real.
    """
    read = {
        name: [d.standoffs[name] for d in found.documents if name in d.standoffs]
        for name in found.annotators
    }
    shared = [name for name, standoffs in read.items() if standoffs]
    having = [name for name in shared if any(s.layer(aspect.layer).annotations for s in read[name])]
    without = [name for name in shared if name not in having]
    if len(having) < 2:
        found.remarks.append(
            f"{aspect.name}: {_and(having) if having else 'nobody'} annotated the layer "
            f"{aspect.layer}, so there is nothing to compare."
        )
        return having
    if without:
        found.remarks.append(
            f"{aspect.name}: {_and(without)} annotated nothing of the layer {aspect.layer} in any "
            "shared document, and is not compared."
        )
    for name in having:
        if not any(aspect.spans(standoff) for standoff in read[name]):
            found.remarks.append(
                f"{aspect.name}: {name} has none in any shared document, but other things of the "
                f"layer {aspect.layer}: the figures count them as missed, and the places are not "
                "listed one by one."
            )
    return having


def _f1_figures(found: Agreement, aspect: Aspect, having: Sequence[str]) -> list[Figure]:
    counts: dict[tuple[tuple[str, ...], str], dict[str, Tally]] = {}
    partly: list[str] = []
    for document in found.documents:
        spans = {
            name: aspect.spans(standoff)
            for name, standoff in document.standoffs.items()
            if name in having
        }
        everybody = [tuple(having)] if 2 < len(having) == len(spans) else []
        if len(spans) < len(having) > 2:
            partly.append(document.id)
        for one, other in combinations(spans, 2):
            lines = tally(spans[one], spans[other])
            for group in [(one, other), *everybody]:
                for scope in ("", document.id):
                    _add(counts.setdefault((group, scope), {}), lines)
    if partly:
        found.remarks.append(
            f"{aspect.name}: {_some(partly)} {'is' if len(partly) == 1 else 'are'} not had by all "
            f"of {_and(having)}, and left out of their common figures."
        )
    return [
        Figure(
            aspect=aspect.name, annotators=group, document=scope, label=label, tally=lines[label]
        )
        for group in groups(having)
        for scope in ("", *(document.id for document in found.documents))
        for lines in [counts.get((group, scope), {})]
        for label in sorted(lines)
    ]


def _add(sums: dict[str, Tally], lines: Mapping[str, Tally]) -> None:
    for label, counts in lines.items():
        sums[label] = sums.get(label, Tally()) + counts


def _units(
    found: Agreement, annotators: Sequence[Annotator], texts: Sequence[Path], step: Step
) -> dict[str, Units]:
    """Return the labelled tokens of the documents whose text was found, and of all under ""."""
    units: dict[str, Units] = {"": Units()}
    without: dict[str, list[str]] = {}
    for done, document in enumerate(found.documents):
        step("reading source texts", done, len(found.documents))
        text = find_text(document, annotators, texts)
        if text.source is None:
            without.setdefault(text.reason, []).append(document.id)
        else:
            units[document.id] = units_of(document, found.annotators, text.source.text)
            units[""] += units[document.id]
    for reason, missing in without.items():
        found.remarks.append(
            f"No kappa and no alpha for {_some(missing)}: {reason}, and annotations alone do not "
            "say where words begin. Give the folder of the texts with --texts."
        )
    if not units[""]:
        del units[""]
    elif without:
        found.remarks.append(
            f"Kappa and alpha over all documents rest on {len(units) - 1} of "
            f"{len(found.documents)}."
        )
    return units


def _add_coefficients(figure: Figure, units: Mapping[str, Units], names: Sequence[str]) -> None:
    if figure.document not in units:
        return
    columns = [names.index(name) for name in figure.annotators]
    rows = rows_of(units[figure.document], columns, None if figure.label == ALL else figure.label)
    labelled = Units({row: count for row, count in rows.items() if set(row) - {OUTSIDE}})
    figure.tokens, figure.labelled_tokens = rows.total(), labelled.total()
    figure.alpha = krippendorff_alpha(rows)
    if len(columns) == 2:
        figure.kappa = cohen_kappa(_pairs(rows))
    # A single label cannot be confused with another: both would only fall below 0.
    if figure.label == ALL:
        figure.alpha_labelled = krippendorff_alpha(labelled)
        if len(columns) == 2:
            figure.kappa_labelled = cohen_kappa(_pairs(labelled))


def _pairs(rows: Units) -> dict[tuple[str | None, str | None], int]:
    return {(row[0], row[1]): count for row, count in rows.items()}


def _remarks_on_files(
    annotators: Sequence[Annotator], documents: Sequence[SharedDocument]
) -> Iterator[str]:
    alike: dict[tuple[str, ...], list[str]] = {}
    for document in documents:
        for names in same_bytes(annotators, document):
            alike.setdefault(tuple(names), []).append(document.id)
    for copies, same in alike.items():
        yield (
            f"{_and(copies)} have the same file, byte for byte, for {_some(same)}: their agreement "
            "there is that of a copy."
        )
    for one, other in combinations(annotators, 2):
        if not one.standoffs.keys() & other.standoffs.keys():
            yield f"{one.name} and {other.name} share no document and are not compared."
    shared = {document.sha256 for document in documents}
    for one in annotators:
        alone = [s.document for key, s in one.standoffs.items() if key not in shared]
        if alone:
            yield f"Only {one.name} has {_some(sorted(alone))}, which is left out."


def _some(names: Sequence[str], most: int = 5) -> str:
    """Return names for a sentence, the first few of many.

    Examples
    --------
    >>> _some(["a", "b"]), _some(list("abcdefg"))
    ('a, b', 'a, b, c, d, e and 2 more')
    """
    told = ", ".join(names[:most])
    return told if len(names) <= most else f"{told} and {len(names) - most} more"


def _and(names: Iterable[str]) -> str:
    """Return names for a sentence.

    Examples
    --------
    >>> _and(["a"]), _and(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
