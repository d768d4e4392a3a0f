"""A recogniser fine-tuned on a user's own gold, and whether texts that it did not see are better.

Documents with gold are held out in turn, one or a few at a time: the whole pipeline reads them,
once as it is and once with a recogniser that was trained on the others. The recogniser that is kept
is trained on all. So that it forgets little, it also reads as many words of texts that `annotate`
ships with their names, and goes only a part of the way (see :class:`Settings`). The texts of the
run that nobody reviewed are not read again: with the names that the program finds in them, they
would teach it to miss what it misses.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.evaluation.counts import Counts, of_sets
from annotate.pipes.assembly import assemble
from annotate.pipes.ner.origin import Origin
from annotate.pipes.recognition import recognise_document
from annotate.resources import shipped_model
from annotate.training.adopting import Reviewed, adopt, flat_names, origin_of
from annotate.training.fine_tune import Settings, fine_tune
from annotate.training.recogniser import save, trainable
from annotate.training.rows import Name, Row, read_rows

if TYPE_CHECKING:
    from spacy.language import Language

SETTINGS = Settings(epochs=6, rate=3e-4, words=400, damaged=0.3, way=0.5, seed=1)
FOLDS = 5
_SHIPPED, _REHEARSED = "annotate_fr_ner", "rehearsal.jsonl"
_DRAWS, _TENTH = 1000, 100

Progress = Callable[[str, int, int], None]
Blocks = tuple[Counts, ...]
"""What is counted in each block of a document."""


@dataclass(frozen=True, slots=True)
class Adapted:
    """What came of it.

    Attributes
    ----------
    documents : mapping of str to (Blocks, Blocks)
        By held-out document, what is counted with the recogniser in use and with one that was
        trained on other documents: names without dates, strictly, of the whole pipeline.
    weights : Origin
        The recogniser that was trained on all.
    """

    documents: Mapping[str, tuple[Blocks, Blocks]]
    weights: Origin

    @property
    def whole(self) -> tuple[Counts, Counts]:
        """Both counts over all documents."""
        before, after = (
            sum((one for both in self.documents.values() for one in both[side]), start=Counts())
            for side in (0, 1)
        )
        return before, after

    @property
    def spread(self) -> tuple[float, float]:
        """Between which gains of F1 eight of ten lie, if the same number of blocks is drawn anew
        from those that were held out (paired bootstrap; Efron 1979).
        """
        pairs = [pair for both in self.documents.values() for pair in zip(*both, strict=True)]
        chance = random.Random(0)
        gains = sorted(_gain(chance.choices(pairs, k=len(pairs))) for _ in range(_DRAWS))
        return gains[_TENTH], gains[-_TENTH - 1]

    @property
    def is_better(self) -> bool:
        """Whether held-out documents are read better than before, in nine of ten draws."""
        return self.spread[0] > 0


def _gain(pairs: Sequence[tuple[Counts, Counts]]) -> float:
    before, after = (_f1(pairs, side) for side in (0, 1))
    return after - before


def _f1(pairs: Sequence[tuple[Counts, Counts]], side: int) -> float:
    both = sum(pair[side].gold + pair[side].predicted for pair in pairs)
    return 2 * sum(pair[side].correct for pair in pairs) / both if both else 0.0


def adapt(
    config: Path,
    documents: Mapping[str, Reviewed],
    place: Path,
    *,
    settings: Settings = SETTINGS,
    progress: Progress = lambda what, done, count: None,
) -> Adapted:
    """Fine-tune the recogniser of a configuration on documents with gold.

    Parameters
    ----------
    config : Path
        The ``pipeline.cfg``; nothing in its folder is changed.
    documents : mapping of str to Reviewed
        Two documents at least.
    place : Path
        Where the weights go, into a folder named for them.
    settings : Settings
        How it is trained.
    progress : callable
        Called with what is being done, how many words are read, and of how many.
    """
    base = origin_of(config)
    names = sorted(documents)
    folds = [names[at::FOLDS] for at in range(min(FOLDS, len(names)))]
    nlp = assemble(config)
    before = {name: counts_of(documents[name], nlp) for name in names}
    after: dict[str, Blocks] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for number, held in enumerate(folds, start=1):
            shown = [row for name in names if name not in held for row in documents[name].rows]
            told = _named(progress, f"held out {number} of {len(folds)}")
            trained = trained_on(base, shown, Path(temporary) / "fold", settings, told)
            nlp = assemble(_with(trained, config, Path(temporary) / "configs"))
            after |= {name: counts_of(documents[name], nlp) for name in held}
    every = [row for name in names for row in documents[name].rows]
    final = trained_on(base, every, place / "own", settings, _named(progress, "all documents"))
    digest = hashlib.sha256((final.folder / "ner" / "model").read_bytes()).hexdigest()
    ner, _ = trainable(final)
    weights = save(ner, place / f"own-{digest[:8]}", f"own-{digest[:8]}", base)
    return Adapted({name: (before[name], after[name]) for name in names}, weights)


def _with(weights: Origin, config: Path, place: Path) -> Path:
    """Return a copy of a configuration that uses other weights."""
    shutil.rmtree(place, ignore_errors=True)
    copy = Path(shutil.copytree(config.parent, place)) / config.name
    adopt(weights, copy)
    return copy


def counts_of(one: Reviewed, nlp: Language) -> Blocks:
    """Count strictly what a pipeline finds in each block of a document: names without dates, where
    somebody has read it.
    """
    entities, *_ = recognise_document(one.document.mended, nlp)
    unread = one.unread
    found = {
        name
        for name in flat_names(one.document, entities.annotations)
        if not any(name[0] < end and start < name[1] for start, end in unread)
    }
    both: dict[int, tuple[set[Name], set[Name]]] = defaultdict(lambda: (set(), set()))
    for side, names in enumerate((one.names, found)):
        for name in names:
            both[one.document.offsets.block_at(name[0])][side].add(name)
    return tuple(of_sets(*both[at]) for at in range(len(one.document.offsets.extents)))


def rehearsal(words: int, seed: int = SETTINGS.seed) -> Iterator[Row]:
    """Yield texts with their names that `annotate` ships, of so many words or all there are."""
    folder = shipped_model(_SHIPPED)
    assert folder is not None
    rows = read_rows(folder / _REHEARSED)
    for row in random.Random(seed).sample(rows, len(rows)):
        if words <= 0:
            return
        words -= len(row.text.split())
        yield row


def _named(progress: Progress, what: str) -> Progress:
    return lambda _, done, count: progress(what, done, count)


def trained_on(
    base: Origin,
    rows: Sequence[Row],
    folder: Path,
    settings: Settings = SETTINGS,
    progress: Progress = lambda what, done, count: None,
) -> Origin:
    """Fine-tune a recogniser on rows, and on as much of what is shipped for rehearsal; save it in a
    folder under the name of that, and return it.
    """
    ner, nlp = trainable(base)
    rehearsed = rehearsal(sum(len(row.text.split()) for row in rows), settings.seed)
    fine_tune(ner, nlp.tokenizer, [*rows, *rehearsed], settings, progress=progress)
    return save(ner, folder, folder.name, base)
