"""A run that meets texts with gold says so and scores itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from annotate.document.labels import LabelTable
from annotate.document.source import Source
from annotate.document.standoff import Standoff, loads
from annotate.errors import AnnotateError
from annotate.evaluation.evaluation import evaluate
from annotate.french.characters import letters_and_digits
from annotate.gold.files import GoldFile, check_against, other_extraction, read_gold
from annotate.gold.sources import find_source
from annotate.run.inputs import STANDARD_INPUT, Input
from annotate.run.out_folder import Output
from annotate.run.results import DocumentResult, SelfScore

FOLDER = "gold"
_PROBES = 8


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
    distinct = {folder.resolve(): folder for folder in folders if any(folder.glob("[!.]*.jsonl"))}
    return list(distinct.values())


def score_against_gold(
    outcomes: Sequence[DocumentResult],
    inputs: Sequence[Input],
    output: Output,
    folders: Iterable[Path],
    labels: LabelTable,
) -> SelfScore:
    """Score the documents of a run that have gold.

    Parameters
    ----------
    outcomes : sequence of DocumentResult
        The documents that were treated.
    inputs : sequence of Input
        Where they came from.
    output : Output
        Where the run has written.
    folders : iterable of Path
        Where gold lies.
    labels : LabelTable
        The labels that gold may have.

    Returns
    -------
    SelfScore
        Gold that cannot be read is a remark: the run itself went well.
    """
    golds: list[GoldFile] = []
    remarks: list[str] = []
    for folder in folders:
        try:
            golds.extend(read_gold(folder, labels))
        except AnnotateError as error:
            remarks.append(str(error))
    by_hash = {gold.standoff.sha256: gold for gold in golds}
    by_id = {item.id: item for item in inputs}
    own: list[Standoff] = []
    predictions: list[Standoff] = []
    scored: list[str] = []
    texts: dict[str, str] = {}
    for one in outcomes:
        text = output.source_text(one.id).read_bytes().decode("utf-8")
        try:
            gold = _own(Source(one.id, one.shown, text), by_hash)
            if gold is None:
                gold = _carried(by_id[one.id], text, golds, remarks)
        except AnnotateError as error:
            remarks.append(str(error))
            continue
        if gold is None:
            continue
        path = output.annotations(one.id)
        own.append(gold)
        predictions.append(loads(path.read_text("utf-8"), path))
        scored.append(one.id)
        texts[one.sha256] = text
    found = evaluate(predictions, own, texts=texts) if scored else None
    return SelfScore(tuple(scored), found, tuple(remarks))


def _own(source: Source, by_hash: Mapping[str, GoldFile]) -> Standoff | None:
    """Return the gold of exactly this text, its quotes checked."""
    gold = by_hash.get(source.sha256)
    if gold is None:
        return None
    check_against(gold, source)
    return gold.standoff


def _shares_quotes(squeezed: str, gold: GoldFile) -> bool:
    """Tell whether a text has most of the longest quotes of some gold: cheap, and asked for every
    text of a run and every gold file.
    """
    standing = (one for one in gold.standoff.annotations() if one.status != "rejected")
    quotes = sorted({one.text for one in standing if one.text}, key=len)
    probes = quotes[-_PROBES:]
    return sum(letters_and_digits(quote) in squeezed for quote in probes) > len(probes) / 2


def _carried(
    item: Input, text: str, golds: Sequence[GoldFile], remarks: list[str]
) -> Standoff | None:
    """Return gold of another extraction of the text, carried over in memory."""
    squeezed = letters_and_digits(text)
    likely = [gold for gold in golds if _shares_quotes(squeezed, gold)]
    found = other_extraction(Source(item.id, item.shown, text), likely)
    if found is None:
        return None
    gold, agreement = found
    told = (
        f"{item.shown}: another extraction of a text that has gold ({gold.path}): "
        f"{agreement.found} of {agreement.total} quotes occur in it"
    )
    old = find_source(gold)
    if old is None or item.given == STANDARD_INPUT:
        remarks.append(f"{told}; `annotate gold carry` takes it over")
        return None
    from annotate.gold.projection import carry

    carried = carry(gold.standoff, old, item.read(), gold.standoff.config)
    lost = sum(not one.part and bool(one.annotation.text) for one in carried.lost)
    remarks.append(f"{told}; scored against what could be carried over ({lost} names lost)")
    return carried.standoff
