"""Fine-tuning the `ner` of a model on rows."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotate.training.damage import Pools, damaged, pools
from annotate.training.rows import Row

if TYPE_CHECKING:
    from spacy.tokens import Doc

Tokenize = Callable[[str], "Doc"]
EndOfEpoch = Callable[[int, float], None]
"""Called with the epoch and the mean loss of a word in it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a recogniser is trained.

    Attributes
    ----------
    epochs : int
        How often it reads every row.
    rate : float
        What Adam begins with; it falls linearly to a tenth.
    decay, clip, dropout : float
        Weight decay, the greatest norm of a gradient, the share of units left out.
    words : int
        Words of a batch. The parser of spaCy pays a step, not a word: small batches take twice as
        long.
    damaged : float
        The share of the rows that is changed, see :func:`annotate.training.damage.damaged`.
    way : float
        How far the weights go of the way that training led them: 0.5 is the mean of what they were
        and what they became, which keeps more of what they knew (Wortsman and others, *Robust
        fine-tuning of zero-shot models*, 2022).
    averaged : bool
        Whether the weights are the running means of those of all steps (Polyak and Juditsky,
        *Acceleration of stochastic approximation by averaging*, 1992), which chance moves less.
    seed : int
        Of everything that is left to chance.
    """

    epochs: int = 2
    rate: float = 6e-4
    decay: float = 0.01
    clip: float = 1.0
    dropout: float = 0.2
    words: int = 1400
    damaged: float = 0.5
    way: float = 1.0
    averaged: bool = False
    seed: int = 0


def fine_tune(
    ner: Any,
    tokenize: Tokenize,
    rows: Sequence[Row],
    settings: Settings,
    *,
    bodies: Sequence[str] = (),
    progress: Callable[[str, int, int], None] = lambda what, done, count: None,
    end_of_epoch: EndOfEpoch = lambda epoch, loss: None,
) -> None:
    """Train a recogniser further, in place; the same rows and settings give the same weights.

    Parameters
    ----------
    ner : spacy.pipeline.ner.EntityRecognizer
        With its weights.
    tokenize : callable
        From a text to tokens of the vocabulary that `ner` has.
    rows : sequence of Row
        What to train on.
    settings : Settings
        How.
    bodies : sequence of str
        Organizations to put in the place of others, beside those of the rows.
    progress : callable
        Called with what is being done, how many words are read, and of how many.
    end_of_epoch : callable
        Called after each epoch, to save and to score the weights.
    """
    from thinc.api import Adam, fix_random_seed

    fix_random_seed(settings.seed)
    chance = random.Random(settings.seed)
    optimizer = Adam(
        settings.rate,
        L2=settings.decay,
        L2_is_weight_decay=True,
        grad_clip=settings.clip,
        use_averages=settings.averaged,
    )
    names = pools(rows, bodies)
    before = _weights(ner)
    each = sum(len(row.text.split()) for row in rows)
    count, done = each * settings.epochs, 0
    for epoch in range(settings.epochs):
        loss = 0.0
        for batch in _batches(rows, settings, names, chance):
            fallen = 1 - 0.9 * min(1.0, done / max(count, 1))
            optimizer.learn_rate = settings.rate * fallen
            examples = [example(tokenize(row.text), row) for row in batch]
            losses = ner.update(examples, sgd=optimizer, drop=settings.dropout)
            optimizer.step_schedules()
            loss += float(losses[ner.name])
            done += sum(len(row.text.split()) for row in batch)
            progress(f"epoch {epoch + 1}", min(done, count), count)
        with ner.model.use_params(optimizer.averages or {}):
            end_of_epoch(epoch + 1, loss / max(each, 1))
    with ner.model.use_params(optimizer.averages or {}):
        averages = _weights(ner)
    for (node, name), mean in averages.items():
        node.set_param(name, mean)
    if settings.way != 1:
        for (node, name), was in before.items():
            node.set_param(name, was + settings.way * (node.get_param(name) - was))


def _weights(ner: Any) -> dict[tuple[Any, str], Any]:
    """Return a copy of the weights, each with its layer and its name there."""
    every = ((node, name) for node in ner.model.walk() for name in node.param_names)
    return {(n, name): n.get_param(name).copy() for n, name in every if n.has_param(name)}


def _batches(
    rows: Sequence[Row], settings: Settings, names: Pools, chance: random.Random
) -> Iterator[list[Row]]:
    """Yield all rows in another order, some of them changed, so many words at a time."""
    batch: list[Row] = []
    words = 0
    for row in chance.sample(rows, len(rows)):
        batch.append(damaged(row, names, chance, settings.damaged))
        words += len(row.text.split())
        if words >= settings.words:
            yield batch
            batch, words = [], 0
    if batch:
        yield batch


def example(doc: Doc, row: Row) -> Any:
    """Return tokens and what the recogniser should say of them.

    A name that begins or ends within a token has the whole token, as recognition gives it. What is
    unknown costs nothing, whatever is said of it.
    """
    from spacy.training import Example

    reference = doc.copy()
    taken: set[int] = set()
    names, unknown = [], []
    for start, end, label in row.names:
        span = reference.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None and taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            names.append(span)
    for start, end in row.unknown:
        span = reference.char_span(start, end, alignment_mode="expand")
        if span is not None and taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            unknown.append(span)
    reference.set_ents(names, missing=unknown)
    return Example(doc, reference)
