"""Scoring pairs of gold and prediction, and everything that came of it in one object."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotate.document.annotation import ACRONYMS, ENTITIES, STRUCTURE, Layer
from annotate.document.standoff import Standoff
from annotate.evaluation.acronyms import score_acronyms
from annotate.evaluation.baseline import plain_model, plain_standoff
from annotate.evaluation.citations import score_citations
from annotate.evaluation.comparison import Change, compare
from annotate.evaluation.counts import Counts, Key, Scores, total
from annotate.evaluation.errors import Mistake, find_mistakes
from annotate.evaluation.pairing import Pair, pair
from annotate.evaluation.spans import NESTED, score_spans, spans_of
from annotate.evaluation.structure import score_structure
from annotate.evaluation.values import DATE, score_values

PREDICTION = "prediction"
"""The name of the system that is judged, beside which baselines stand."""


@dataclass(frozen=True)
class System:
    """The scores of one system.

    Attributes
    ----------
    name : str
        ``prediction``, or the name of the model that stands beside it.
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
    when one document has acronyms, another without any has none.
    """
    found: set[str] = set()
    for one in gold:
        for layer in (ENTITIES, ACRONYMS, STRUCTURE):
            if spans_of(one, layer):
                found.add(layer)
        if spans_of(one, ENTITIES, nested=True):
            found.add(NESTED)
    return frozenset(found)


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
    pair: Pair, layers: Collection[str], text: str | None = None
) -> dict[Key, Counts]:
    """Score one document.

    Parameters
    ----------
    pair : Pair
        Gold and prediction.
    layers : collection of str
        Which layers to score: of ``entities``, ``nested``, ``acronyms``, ``structure``.
    text : str, optional
        The source text; structure is compared more kindly with it.
    """
    scores: dict[Key, Counts] = {}
    gold, predicted = pair.gold, pair.predicted
    if ENTITIES in layers:
        mine, theirs = spans_of(gold, ENTITIES), spans_of(predicted, ENTITIES)
        scores.update(score_spans(mine, theirs, ENTITIES))
        scores.update(score_citations(mine, theirs))
        if any(span.label == DATE for span in mine):
            scores.update(score_values(mine, theirs))
    if NESTED in layers:
        mine = spans_of(gold, ENTITIES, nested=True)
        theirs = spans_of(predicted, ENTITIES, nested=True)
        scores.update(score_spans(mine, theirs, NESTED))
    if ACRONYMS in layers:
        scores.update(score_acronyms(spans_of(gold, ACRONYMS), spans_of(predicted, ACRONYMS)))
    if STRUCTURE in layers:
        scores.update(score_structure(gold, predicted, text))
    return scores


def score_system(
    name: str,
    pairs: Sequence[Pair],
    layers: Collection[str],
    texts: Mapping[str, str] | None = None,
) -> System:
    """Score one system over all documents.

    Parameters
    ----------
    name : str
        What to call it.
    pairs : sequence of Pair
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
    baseline: str | None = None,
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
    baseline : str, optional
        A spaCy model to run over the same texts; its names are scored beside the prediction's.
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
        If two of one side belong to one text, or `baseline` cannot read a source again.
    ModelError
        If the model of `baseline` is not installed.
    """
    kept = [keep_labels(one, labels) for one in gold]
    pairing = pair([keep_labels(one, labels) for one in predictions], kept)
    layers = layers_in([both.gold for both in pairing.pairs])
    systems = [score_system(PREDICTION, pairing.pairs, layers, texts)]
    if baseline is not None:
        systems.append(_baseline(baseline, pairing.pairs, labels))
    changes = None
    if other is not None:
        before = pair([keep_labels(one, labels) for one in other], kept)
        changes = tuple(compare(pairing.pairs, before.pairs, layers, texts))
    return Evaluation(
        tuple(systems),
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
    """Yield the mistakes that some labels take part in; which label stands for which is told over
    all of them.
    """
    pairs = pair(predictions, gold).pairs
    for mistake in find_mistakes(pairs, layers_in([both.gold for both in pairs]), texts):
        if labels is None or {mistake.gold_label, mistake.predicted_label} & set(labels):
            yield mistake


def _baseline(name: str, pairs: Sequence[Pair], labels: Collection[str] | None) -> System:
    """Score the plain model on names; it says nothing of citations, values or structure."""
    nlp = plain_model(name)
    plain = [
        Pair(both.gold, keep_labels(plain_standoff(both.predicted, nlp), labels)) for both in pairs
    ]
    system = score_system(name, plain, {ENTITIES})
    return System(
        name,
        {
            document: {key: counts for key, counts in scores.items() if key.layer == ENTITIES}
            for document, scores in system.documents.items()
        },
    )
