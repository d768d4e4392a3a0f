"""A run that meets texts with gold says so and scores itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotate.batch.inputs import STANDARD_INPUT, Input
from annotate.batch.outcome import Outcome
from annotate.batch.output import Output
from annotate.errors import AnnotateError
from annotate.gold.reading import GoldFile, other_extraction, read_gold
from annotate.scoring.counts import ALL, Key
from annotate.scoring.evaluation import Evaluation, evaluate
from annotate.standoff.annotation import ENTITIES
from annotate.standoff.files import loads
from annotate.text.source import Source

FOLDER = "gold"


@dataclass(frozen=True)
class SelfScore:
    """What a run's own gold says of it.

    Attributes
    ----------
    documents : tuple of str
        Ids of the documents that have gold.
    evaluation : Evaluation or None
        Their scores; None when no document has gold.
    remarks : tuple of str
        Gold of another extraction of a text, and gold that cannot be read.
    """

    documents: tuple[str, ...] = ()
    evaluation: Evaluation | None = None
    remarks: tuple[str, ...] = field(default_factory=tuple)

    @property
    def strict(self) -> dict[str, float]:
        """Strict F1 of names by label and over all of them (``ALL``), as shares of 1."""
        if self.evaluation is None:
            return {}
        scores = self.evaluation.systems[0].corpus
        return {
            key.label: counts.f1
            for key, counts in scores.items()
            if key[:2] == Key(ENTITIES, "strict", ALL)[:2] and counts.f1 is not None
        }


def gold_folders(inputs: Iterable[Input], given: Path | None) -> list[Path]:
    """Return where gold is looked for: what the user named, or the folders ``gold`` beside the
    inputs and above them by one.
    """
    if given is not None:
        return [given]
    folders: dict[Path, None] = {}
    for item in inputs:
        if item.given != STANDARD_INPUT:
            folders[Path(item.given).parent / FOLDER] = None
    folders[Path("corpus") / FOLDER] = None
    distinct = {folder.resolve(): folder for folder in folders if any(folder.glob("*.jsonl"))}
    return list(distinct.values())


def score_against_gold(
    outcomes: Sequence[Outcome], output: Output, folders: Iterable[Path]
) -> SelfScore:
    """Score the documents of a run that have gold.

    Parameters
    ----------
    outcomes : sequence of Outcome
        The documents that were treated.
    output : Output
        Where the run has written.
    folders : iterable of Path
        Where gold lies.

    Returns
    -------
    SelfScore
        Gold that cannot be read is a remark: the run itself went well.
    """
    golds: list[GoldFile] = []
    remarks: list[str] = []
    for folder in folders:
        try:
            golds.extend(read_gold(folder))
        except AnnotateError as error:
            remarks.append(str(error))
    by_hash = {gold.standoff.sha256: gold for gold in golds}
    scored = [one for one in outcomes if one.sha256 in by_hash]
    for one in outcomes:
        if golds and one.sha256 not in by_hash:
            remarks.extend(_other_extraction(one, golds, output))
    if not scored:
        return SelfScore(remarks=tuple(remarks))
    predictions, texts = [], {}
    for one in scored:
        path = output.annotations(one.id)
        predictions.append(loads(path.read_text("utf-8"), path))
        texts[one.sha256] = output.source_text(one.id).read_bytes().decode("utf-8")
    own = [by_hash[one.sha256].standoff for one in scored]
    found = evaluate(predictions, own, texts=texts)
    return SelfScore(tuple(one.id for one in scored), found, tuple(remarks))


def _other_extraction(one: Outcome, golds: Sequence[GoldFile], output: Output) -> list[str]:
    text = output.source_text(one.id).read_bytes().decode("utf-8")
    found = other_extraction(Source(one.id, one.shown, text), golds)
    if found is None:
        return []
    gold, agreement = found
    return [
        f"{one.shown}: another extraction of a text that has gold ({agreement.found} of "
        f"{agreement.total} quotes of {gold.path}): `annotate gold carry` takes it over"
    ]
