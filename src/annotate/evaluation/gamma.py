"""γ, the agreement of whole annotations: where they are, how far they reach, what they say.

Y. Mathet, A. Widlöcher and J.-P. Métivier (2015), « The unified and holistic method gamma (γ) for
inter-annotator agreement measure and alignment », Computational Linguistics 41(3), 437-479, as
implemented in ``pygamma-agreement`` (H. Titeux and R. Riad 2021, JOSS 6(62), 2989), which is an
extra: it brings 800 MB, and one of its parts, ``cvxopt``, is under the GPL 3.
"""

from __future__ import annotations

import importlib
import logging
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from annotate.errors import UsageError
from annotate.evaluation.annotators import SharedDocument, Step, groups
from annotate.evaluation.spans import Span, flat_entities

SAMPLES = 30
"""Random annotations that represent chance, as in the reference implementation."""

_SEED = 2015


def require_gamma() -> Any:
    """Return the module ``pygamma_agreement``.

    Raises
    ------
    UsageError
        If it is not installed; the remedy is the command that installs it.
    """
    try:
        return importlib.import_module("pygamma_agreement")
    except ImportError as error:
        raise UsageError(
            f"γ needs pygamma-agreement, which is not installed ({error})",
            remedy="install it with `pip install pygamma-agreement==0.5.9` (about 800 MB), or "
            "leave --gamma out",
        ) from error


def gamma(names: Mapping[str, Sequence[Span]]) -> dict[str, float]:
    """Return γ of one document, and γ-k of each label.

    Parameters
    ----------
    names : mapping of str to sequence of Span
        The flat names of each annotator. A name of several ranges counts from its first code point
        to its last.

    Returns
    -------
    dict of str to float
        γ under ``""``: 1 for perfect agreement, 0 for that of chance. Under a label its γ-k: of the
        names that were aligned with one of this label, how far they agree on the label. What has
        no value (an annotator without names, one label throughout) is left out.

    Raises
    ------
    UsageError
        If ``pygamma-agreement`` is not installed.

    Notes
    -----
    Chance is sampled with a fixed seed, so that the figure can be reproduced.
    """
    library = require_gamma()
    if len(names) < 2 or not all(names.values()):
        return {}
    segment = importlib.import_module("pyannote.core").Segment
    continuum = library.Continuum()
    for annotator, spans in names.items():
        continuum.add_annotator(annotator)
        for span in spans:
            continuum.add(annotator, segment(float(span.start), float(span.end)), span.label)
    with _quiet_and_repeatable():
        result = continuum.compute_gamma(
            library.CombinedCategoricalDissimilarity(), n_samples=SAMPLES, fast=True
        )
        figures = {"": _value(lambda: result.gamma)}
        labels = sorted({span.label for spans in names.values() for span in spans})
        if len(labels) > 1:
            figures.update(
                (label, _value(lambda label=label: result.gamma_k(label))) for label in labels
            )
    return {label: value for label, value in figures.items() if value is not None}


def gamma_figures(
    documents: Sequence[SharedDocument], names: Sequence[str], step: Step
) -> dict[tuple[str, ...], dict[str, dict[str, float]]]:
    """Return γ by annotators, document and label.

    Parameters
    ----------
    documents : sequence of SharedDocument
        What they annotated.
    names : sequence of str
        The annotators.
    step : callable
        Called before each document.

    Returns
    -------
    dict
        Under the document ``""`` the mean of the documents, weighted by their number of names.
    """
    figures: dict[tuple[str, ...], dict[str, dict[str, float]]] = {}
    weights: dict[tuple[str, ...], dict[str, int]] = {}
    for done, document in enumerate(documents):
        step("calculating γ", done, len(documents))
        spans = {name: flat_entities(standoff) for name, standoff in document.standoffs.items()}
        for group in groups(names):
            if spans.keys() >= set(group):
                held = {name: spans[name] for name in group}
                figures.setdefault(group, {})[document.id] = gamma(held)
                weights.setdefault(group, {})[document.id] = sum(map(len, held.values()))
    for group, by_document in figures.items():
        by_document[""] = dict(_means(by_document, weights[group]))
    return figures


def _means(
    by_document: Mapping[str, Mapping[str, float]], weights: Mapping[str, int]
) -> Iterator[tuple[str, float]]:
    for label in sorted({label for values in by_document.values() for label in values}):
        have = {name: values[label] for name, values in by_document.items() if label in values}
        total = sum(weights[name] for name in have)
        yield label, sum(value * weights[name] for name, value in have.items()) / total


def _value(figure: Any) -> float | None:
    try:
        value = float(figure())
    except ZeroDivisionError:
        return None
    return value if math.isfinite(value) else None


@contextmanager
def _quiet_and_repeatable() -> Iterator[None]:
    import numpy as np

    # The solver reports to standard output, and each alignment warns that another one is faster.
    solver = importlib.import_module("cvxopt.glpk").options
    state, level, options = np.random.get_state(), logging.root.manager.disable, dict(solver)
    try:
        solver["msg_lev"] = "GLP_MSG_OFF"
        logging.disable(logging.WARNING)
        np.random.seed(_SEED)
        yield
    finally:
        np.random.set_state(state)
        logging.disable(level)
        solver.clear()
        solver.update(options)
