"""An evaluation as rows of a table and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from annotate.document.annotation import ACRONYMS, ENTITIES, STRUCTURE
from annotate.evaluation.counts import ALL, Counts, Key, Scores
from annotate.evaluation.errors import group
from annotate.evaluation.evaluation import Evaluation
from annotate.evaluation.scores import CITATIONS, DATES, PARTIAL_TYPED, VIEWS
from annotate.evaluation.spans import NESTED
from annotate.files import write_text
from annotate.tables import Cell, write_csv

CORPUS = "(corpus)"
"""In place of a document's name: all documents together."""
COLUMNS = (
    "system",
    "document",
    "layer",
    "what",
    "label",
    "measure",
    "value",
    "gold",
    "predicted",
    "correct",
    "incorrect",
    "partial",
    "missed",
    "spurious",
)
ACCURACIES = frozenset({(DATES, "value"), (CITATIONS, "agreement")})
"""Layers and aspects where both sides have the same cases, and one rate says it all."""

_LAYERS = (ENTITIES, NESTED, DATES, CITATIONS, ACRONYMS, STRUCTURE)
_WHATS = (*VIEWS, PARTIAL_TYPED)
_DIGITS = 4


def ordered(scores: Scores, order: Sequence[str]) -> list[tuple[Key, Counts]]:
    """Return scores in the order that reports show them: by layer, aspect and label.

    Parameters
    ----------
    scores : mapping of Key to Counts
        The scores.
    order : sequence of str
        Labels, first to last; others follow by name, and `ALL` is last.
    """
    return sorted(scores.items(), key=lambda item: _place(item[0], order))


def _place(key: Key, order: Sequence[str]) -> tuple[object, ...]:
    layer = _LAYERS.index(key.layer) if key.layer in _LAYERS else len(_LAYERS)
    what = _WHATS.index(key.what) if key.what in _WHATS else len(_WHATS)
    label = order.index(key.label) if key.label in order else len(order)
    return layer, key.layer, what, key.what, key.label == ALL, label, key.label


def measures(key: Key, counts: Counts) -> dict[str, float | None]:
    """Return the rates that make sense for what was counted, rounded to four digits.

    Examples
    --------
    >>> measures(Key("dates", "value", "DATE"), Counts(correct=2, incorrect=1))
    {'accuracy': 0.6667}
    """
    if (key.layer, key.what) in ACCURACIES:
        return {"accuracy": _rounded(counts.accuracy)}
    return {
        "precision": _rounded(counts.precision),
        "recall": _rounded(counts.recall),
        "f1": _rounded(counts.f1),
    }


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, _DIGITS)


def rows(evaluation: Evaluation) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of ``scores.csv``, one measure a row; columns are `COLUMNS`.

    The corpus comes first, as the document ``(corpus)``, then each document.
    """
    for system in evaluation.systems:
        everything: list[tuple[str, Scores]] = [(CORPUS, system.corpus)]
        everything += list(system.documents.items())
        for document, scores in everything:
            for key, counts in ordered(scores, evaluation.order):
                for measure, value in measures(key, counts).items():
                    yield (system.name, document, *key, measure, value, *_counts(counts).values())


def _counts(counts: Counts) -> dict[str, int]:
    return {"gold": counts.gold, "predicted": counts.predicted, **asdict(counts)}


def write_scores_csv(path: Path, evaluation: Evaluation) -> None:
    """Write ``scores.csv``.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_csv(path, COLUMNS, rows(evaluation))


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return the evaluation as JSON types: systems, what was left out, mistakes and changes."""
    found: dict[str, Any] = {
        "systems": [
            {
                "name": system.name,
                "corpus": _scores(system.corpus, evaluation.order),
                "documents": {
                    name: _scores(one, evaluation.order) for name, one in system.documents.items()
                },
            }
            for system in evaluation.systems
        ],
        "remarks": list(evaluation.remarks),
        "mistakes": [
            {"told": some.summary, "times": len(some.mistakes), "documents": list(some.documents)}
            for some in group(evaluation.mistakes)
        ],
    }
    if evaluation.changes is not None:
        found["changes"] = [asdict(change) for change in evaluation.changes]
    return found


def _scores(scores: Scores, order: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {**key._asdict(), **measures(key, counts), **_counts(counts)}
        for key, counts in ordered(scores, order)
    ]


def write_scores_json(path: Path, evaluation: Evaluation) -> None:
    """Write ``scores.json``.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_text(path, json.dumps(to_json(evaluation), ensure_ascii=False, indent=1) + "\n")


def labels_of(scores: Sequence[Scores], layer: str, order: Sequence[str]) -> list[str]:
    """Return the labels that some scores have in a layer, in the order of reports, `ALL` last."""
    found = {key._replace(what="") for one in scores for key in one if key.layer == layer}
    return [key.label for key in sorted(found, key=lambda key: _place(key, order))]
