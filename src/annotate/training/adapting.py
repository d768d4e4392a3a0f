"""A recogniser fine-tuned on a user's own gold, and whether it is better on texts it did not see.

Documents with gold are held out in turn, a third of them at a time: a recogniser trained on the
others reads them, and so does the one in use. The recogniser that is kept is trained on all. So
that it forgets nothing, it also reads documents without gold, with the names that the one in use
finds there.
"""

from __future__ import annotations

import hashlib
import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotate.document.annotation import ENTITIES, Annotation
from annotate.document.nesting import is_nested
from annotate.document.run_folder import REJECTED, AnnotatedDocument
from annotate.document.standoff import Standoff
from annotate.evaluation.counts import Counts, Key, total
from annotate.pipes.ner.origin import Origin
from annotate.training.fine_tune import Settings, fine_tune
from annotate.training.recogniser import names_of, reader, save, score, trainable
from annotate.training.rows import Name, Row, outermost, part

LABELS = ("PER", "ORG", "LOC", "MISC")
"""What the recogniser finds."""
SETTINGS = Settings(epochs=6, rate=3e-4, words=400, damaged=0.3, seed=1)
FOLDS = 3
_MOST_REHEARSED = 1500

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Adapted:
    """What came of it.

    Attributes
    ----------
    before, after : dict of str to (Counts, Counts)
        By held-out document, what the recogniser in use counts and what one counts that was
        trained on other documents.
    weights : Origin
        The recogniser that was trained on all.
    """

    documents: Mapping[str, tuple[Counts, Counts]]
    weights: Origin

    @property
    def whole(self) -> tuple[Counts, Counts]:
        """Both counts over all documents."""
        key = Key("names", "strict", "")
        before, after = (
            total({key: counts[side]} for counts in self.documents.values())[key] for side in (0, 1)
        )
        return before, after

    @property
    def is_better(self) -> bool:
        """Whether held-out documents are read better than before."""
        before, after = self.whole
        return (after.f1 or 0.0) > (before.f1 or 0.0)


def rows_of(document: AnnotatedDocument, gold: Standoff | None) -> list[Row]:
    """Return the blocks of a document, in mended text, with the names of gold or none."""
    text = document.mended.text
    annotations = gold.layer(ENTITIES).annotations if gold else ()
    row = Row(text, outermost(filter(None, (_name(document, one) for one in annotations))))
    rows, start = [], 0
    for block in text.split("\n\n"):
        if block.strip():
            rows.append(replace(part(row, start, start + len(block)), source=document.id))
        start += len(block) + 2
    return rows


def _name(document: AnnotatedDocument, one: Annotation) -> Name | None:
    if one.label not in LABELS or one.status == REJECTED or is_nested(one):
        return None
    span = document.offsets.span(one.ranges)
    return span and (*span, one.label)


def adapt(
    base: Origin,
    documents: Mapping[str, Sequence[Row]],
    unread: Sequence[Row],
    folder: Path,
    *,
    settings: Settings = SETTINGS,
    progress: Progress = lambda what, done, count: None,
) -> Adapted:
    """Fine-tune a recogniser on documents with gold.

    Parameters
    ----------
    base : Origin
        The recogniser in use.
    documents : mapping of str to sequence of Row
        The blocks of each document with gold; two documents at least.
    unread : sequence of Row
        Blocks of documents without gold.
    folder : Path
        Where the weights go, into a folder named for them.
    settings : Settings
        How it is trained.
    progress : callable
        Called with what is being done, how many words are read, and of how many.
    """
    in_use = reader(base)
    rehearsed = rehearsal(in_use, unread, settings.seed)
    names = sorted(documents)
    folds = [names[at :: min(FOLDS, len(names))] for at in range(min(FOLDS, len(names)))]
    counts: dict[str, tuple[Counts, Counts]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for number, held in enumerate(folds, start=1):
            shown = [row for name in names if name not in held for row in documents[name]]
            what = f"held out {number} of {len(folds)}"
            place = Path(temporary) / str(number)
            trained = trained_on(
                base, [*shown, *rehearsed], place, settings, _named(progress, what)
            )
            component = reader(trained)
            for name in held:
                counts[name] = (_all(in_use, documents[name]), _all(component, documents[name]))
        every = [row for name in names for row in documents[name]]
        place = Path(temporary) / "final"
        final = trained_on(
            base, [*every, *rehearsed], place, settings, _named(progress, "all documents")
        )
        digest = hashlib.sha256((final.folder / "ner" / "model").read_bytes()).hexdigest()
        ner, _ = trainable(final)
        weights = save(ner, folder / f"own-{digest[:8]}", f"own-{digest[:8]}", base)
    return Adapted(counts, weights)


def rehearsal(component: object, unread: Sequence[Row], seed: int = SETTINGS.seed) -> list[Row]:
    """Return some texts without gold, with the names that a component of
    :func:`annotate.training.recogniser.reader` finds in them.
    """
    some = random.Random(seed).sample(unread, min(len(unread), _MOST_REHEARSED))
    return [replace(row, names=names_of(component, row.text), unknown=()) for row in some]


def _all(component: object, rows: Sequence[Row]) -> Counts:
    return score(component, rows)[Key("names", "strict", "")]


def _named(progress: Progress, what: str) -> Progress:
    return lambda _, done, count: progress(what, done, count)


def trained_on(
    base: Origin,
    rows: Sequence[Row],
    folder: Path,
    settings: Settings = SETTINGS,
    progress: Progress = lambda what, done, count: None,
) -> Origin:
    """Fine-tune a recogniser on rows, save it in a folder under the name of that, and return it."""
    ner, nlp = trainable(base)
    fine_tune(ner, nlp.tokenizer, rows, settings, progress=progress)
    return save(ner, folder, folder.name, base)
