"""Ablation: what each part of the pipeline adds, and what it costs.

Each part is left out in turn and the same texts are scored again. A part that lowers no figure when
it is gone adds nothing there. Parts are the components of the pipeline, or the single rules that
name themselves in the provenance of what they find (``rule:places.head``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotate.document.annotation import ACRONYMS, ENTITIES
from annotate.document.candidates import Candidate
from annotate.evaluation.counts import Counts, Key, total
from annotate.evaluation.scores import STRICT, TYPE
from external_sets import ACRO, LONG, NAMES, NAMES_LABEL, TRIMMED, score_items
from rerun import Rerun
from trials import Trial

EVERYTHING = "everything"
FIVE = (*NAMES, "MISC", "DATE")


@dataclass(frozen=True, slots=True)
class Row:
    """The pipeline without one part.

    Attributes
    ----------
    part : str
        A component, a rule, or :data:`EVERYTHING` when nothing is left out.
    scores : mapping of (str, str) to float or None
        F1 between 0 and 1 by set and measure; None where there is nothing to rate.
    milliseconds : float or None
        What the part takes for a thousand words; None for a rule, which is not timed alone.
    """

    part: str
    scores: Mapping[tuple[str, str], float | None]
    milliseconds: float | None


def ablate(
    trials: Sequence[Trial],
    rerun: Rerun,
    *,
    by_rule: bool = False,
    progress: Callable[[str, int, int], None] = lambda what, done, count: None,
) -> Iterator[Row]:
    """Yield the scores of the whole pipeline, then those without each of its parts.

    Parameters
    ----------
    trials : sequence of Trial
        What is scored.
    rerun : Rerun
        The pipeline; :meth:`Rerun.prepare` has read the texts of the trials.
    by_rule : bool
        Leave out single rules in place of components.
    progress : callable
        Called with the part that is left out, how many were before, and of how many.
    """
    words = sum(one.words for trial in trials for one in trial.prepared)
    before = {name: rerun.seconds[name] for name in rerun.rules}
    scores = _scores(trials, rerun)
    cost = {
        name: 1e6 * (seconds - before.get(name, 0)) / max(words, 1)
        for name, seconds in rerun.seconds.items()
    }
    yield Row(EVERYTHING, scores, sum(cost.values()))
    parts = _rules(trials, rerun) if by_rule else rerun.nlp.pipe_names[:-1]
    for done, part in enumerate(parts):
        progress(f"without {part}", done, len(parts))
        if by_rule:
            yield Row(part, _scores(trials, rerun, keep=_but(part)), None)
        else:
            yield Row(part, _scores(trials, rerun, without=part), cost.get(part, 0.0))


def _but(rule: str) -> Callable[[Candidate], bool]:
    return lambda candidate: candidate.rule != rule


def _rules(trials: Sequence[Trial], rerun: Rerun) -> list[str]:
    """Return the rules that find anything, in the order of their names."""
    found = {
        candidate.rule
        for trial in trials
        for one in trial.prepared
        for candidates in rerun.groups(one).values()
        for candidate in candidates
    }
    return sorted(found)


def _scores(
    trials: Sequence[Trial],
    rerun: Rerun,
    *,
    without: str | None = None,
    keep: Callable[[Candidate], bool] | None = None,
) -> dict[tuple[str, str], float | None]:
    off = () if without is None else (without,)
    scores: dict[tuple[str, str], float | None] = {}
    for trial in trials:
        found = {
            item.text: rerun.spans(one, off, keep)
            for item, one in zip(trial.items, trial.prepared, strict=True)
        }
        labels = {span.label for item in trial.items for span in item.spans}
        counted = score_items(trial.items, labels, found.__getitem__)
        for measure, counts in _measures(counted, labels, own=trial.own):
            scores[trial.name, measure] = counts.f1
    return scores


def _measures(
    counted: Mapping[Key, Counts], labels: set[str], *, own: bool
) -> Iterator[tuple[str, Counts]]:
    """Yield what a set is judged by: strict F1, and for dates of another convention the type."""
    if own and labels & {*FIVE}:
        strict = [
            {Key(ENTITIES, STRICT, ""): counted.get(Key(ENTITIES, STRICT, name), Counts())}
            for name in FIVE
        ]
        yield "five labels", total(strict)[Key(ENTITIES, STRICT, "")]
    elif {*NAMES} <= labels:
        yield NAMES_LABEL, counted[Key(ENTITIES, STRICT, NAMES_LABEL)]
    if "DATE" in labels and not own:
        yield TRIMMED, counted[Key(ENTITIES, TYPE, TRIMMED)]
    for label in (ACRO, LONG):
        if label in labels:
            yield label, counted[Key(ACRONYMS, STRICT, label)]
