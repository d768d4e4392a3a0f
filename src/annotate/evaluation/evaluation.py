"""Scoring pairs of gold and prediction, and everything that came of it in one object."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotate.document.annotation import ACRONYMS, ENTITIES, STRUCTURE, Layer
from annotate.document.standoff import Standoff
from annotate.evaluation.comparison import Change, compare
from annotate.evaluation.counts import Counts, Key, Scores, total
from annotate.evaluation.errors import PREDICTION, SCORED, Mistake, find_mistakes
from annotate.evaluation.pairing import DocumentPair, pair
from annotate.evaluation.scores import score_acronyms, score_citations, score_spans, score_values
from annotate.evaluation.spans import DATE, NESTED, hulls, structure
from annotate.evaluation.structure import score_structure


@dataclass(frozen=True)
class System:
    """The scores of one system.

    Attributes
    ----------
    name : str
        ``prediction``, or the name of a system that it is compared with.
    documents : mapping of str to Scores
        From document ids to what was counted there.
    """

    name: str
    documents: Mapping[str, Scores]

    @property
    def corpus(self) -> dict[Key, Counts]:
        """The sum over all documents: every case weighs the same."""
        return total(self.documents.values())


@dataclass(frozen=True)
class Evaluation:
    """Everything that an evaluation found.

    Attributes
    ----------
    systems : tuple of System
        The prediction, then what it is compared with.
    remarks : tuple of str
        Documents that could not be scored, and why.
    mistakes : tuple of Mistake
        Every mistake of the prediction, by document and position.
    changes : tuple of Change or None
        What is better and worse than in another prediction; None when none was given.
    order : tuple of str
        The labels in the order that reports show them; others follow by name.
    """

    systems: tuple[System, ...]
    remarks: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = field(default=(), repr=False)
    changes: tuple[Change, ...] | None = field(default=None, repr=False)
    order: tuple[str, ...] = ()


def layers_in(gold: Sequence[Standoff]) -> frozenset[str]:
    """Return which layers some gold annotates, ``nested`` for names inside names.

    What no document of the gold has was not annotated, and a prediction of it is no mistake; but
    if any document has acronyms, then one without any is taken to contain none.
    """
    readers = {**SCORED, STRUCTURE: structure}
    return frozenset(layer for layer, spans in readers.items() if any(map(spans, gold)))


def keep_labels(standoff: Standoff, labels: Collection[str] | None) -> Standoff:
    """Return the standoff with annotations of some labels only; all of them for None."""
    if labels is None:
        return standoff
    layers = tuple(
        Layer(layer.name, tuple(one for one in layer.annotations if one.label in labels))
        for layer in standoff.layers
    )
    return replace(standoff, layers=layers)


def score_document(
    pair: DocumentPair, layers: Collection[str], text: str | None = None
) -> dict[Key, Counts]:
    """Score one document.

    Parameters
    ----------
    pair : DocumentPair
        Gold and prediction.
    layers : collection of str
        Which layers to score: of ``entities``, ``nested``, ``acronyms``, ``structure``.
    text : str, optional
        The source text; without it the scores of structure are a lower bound.
    """
    scores: dict[Key, Counts] = {}
    spans = {
        layer: (hulls(read(pair.gold)), hulls(read(pair.predicted)))
        for layer, read in SCORED.items()
        if layer in layers
    }
    if ENTITIES in spans:
        gold, predicted = spans[ENTITIES]
        scores.update(score_spans(gold, predicted, ENTITIES))
        scores.update(score_citations(gold, predicted))
        if any(span.label == DATE for span in gold):
            scores.update(score_values(gold, predicted))
    if NESTED in spans:
        scores.update(score_spans(*spans[NESTED], NESTED))
    if ACRONYMS in spans:
        scores.update(score_acronyms(*spans[ACRONYMS]))
    if STRUCTURE in layers:
        scores.update(score_structure(pair.gold, pair.predicted, text))
    return scores


def score_system(
    name: str,
    pairs: Sequence[DocumentPair],
    layers: Collection[str],
    texts: Mapping[str, str] | None = None,
) -> System:
    """Score one system over all documents.

    Parameters
    ----------
    name : str
        What to call it.
    pairs : sequence of DocumentPair
        Gold and prediction of each document.
    layers : collection of str
        Which layers to score.
    texts : mapping of str to str, optional
        Source texts by their SHA-256.
    """
    known = texts or {}
    return System(
        name,
        {
            pair.document: score_document(pair, layers, known.get(pair.gold.sha256))
            for pair in pairs
        },
    )


def evaluate(
    predictions: Sequence[Standoff],
    gold: Sequence[Standoff],
    *,
    labels: Collection[str] | None = None,
    other: Sequence[Standoff] | None = None,
    texts: Mapping[str, str] | None = None,
    order: Sequence[str] = (),
) -> Evaluation:
    """Score predictions against gold.

    Parameters
    ----------
    predictions, gold : sequence of Standoff
        Paired by the SHA-256 of their sources.
    labels : collection of str, optional
        Only these labels, of whatever layer.
    other : sequence of Standoff, optional
        Another prediction, to say what got better and worse since.
    texts : mapping of str to str, optional
        Source texts by their SHA-256; for contexts, and to tell white space in structure.
    order : sequence of str
        The labels in the order that reports show them.

    Raises
    ------
    UsageError
        If no gold belongs to any prediction (or to any of `other`).
    StandoffError
        If two of one side belong to one text.
    """
    kept = [keep_labels(one, labels) for one in gold]
    pairing = pair([keep_labels(one, labels) for one in predictions], kept)
    layers = layers_in([both.gold for both in pairing.pairs])
    changes = None
    if other is not None:
        before = pair([keep_labels(one, labels) for one in other], kept)
        changes = tuple(compare(pairing.pairs, before.pairs, layers, texts))
    return Evaluation(
        (score_system(PREDICTION, pairing.pairs, layers, texts),),
        tuple(pairing.remarks()),
        tuple(_mistakes(predictions, gold, labels, texts)),
        changes,
        tuple(order),
    )


def _mistakes(
    predictions: Sequence[Standoff],
    gold: Sequence[Standoff],
    labels: Collection[str] | None,
    texts: Mapping[str, str] | None,
) -> Iterator[Mistake]:
    """Yield the mistakes in which one of `labels` takes part; all labels are aligned, so that a
    mistake says which one was taken for which.
    """
    pairs = pair(predictions, gold).pairs
    for mistake in find_mistakes(pairs, layers_in([both.gold for both in pairs]), texts):
        if labels is None or {mistake.gold_label, mistake.predicted_label} & set(labels):
            yield mistake
