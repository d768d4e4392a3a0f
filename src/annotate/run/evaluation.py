"""Scores of a run on the texts that have gold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from annotate.document.annotation import ENTITIES
from annotate.document.discovery import standoff_files
from annotate.document.labels import LabelTable
from annotate.document.source import Source
from annotate.document.standoff import Standoff, loads
from annotate.errors import AnnotateError
from annotate.evaluation.counts import ALL, Key
from annotate.evaluation.evaluation import Evaluation, evaluate
from annotate.french.characters import letters_and_digits
from annotate.gold.files import (
    GoldOutline,
    check_against,
    other_extraction,
    outlined_gold,
    read_gold,
)
from annotate.gold.sources import find_source
from annotate.run.inputs import STANDARD_INPUT, Input
from annotate.run.out_folder import Output
from annotate.run.planning import files_digest
from annotate.run.results import DocumentResult, GoldScores

FOLDER = "gold"
_PROBES = 8


def find_gold(inputs: Iterable[Input], given: Path | None) -> list[Path]:
    """Return where gold is: what the user named, or the folders ``gold`` next to the inputs and in
    ``corpus``, where they hold any.
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


def evaluate_run(
    outcomes: Iterable[DocumentResult],
    inputs: Sequence[Input],
    output: Output,
    folders: Iterable[Path],
    labels: LabelTable,
) -> GoldScores:
    """Score the documents of a run that have gold.

    Parameters
    ----------
    outcomes : iterable of DocumentResult
        The documents that were processed.
    inputs : sequence of Input
        Where they came from.
    output : Output
        Where the run has written.
    folders : iterable of Path
        Where gold is.
    labels : LabelTable
        The labels that gold may have.

    Returns
    -------
    GoldScores
        Gold of the documents that cannot be read is a remark: the run itself went well.
    """
    golds: list[GoldOutline] = []
    remarks: list[str] = []
    for folder in folders:
        try:
            golds.extend(outlined_gold(folder, labels))
        except AnnotateError as error:
            remarks.append(str(error))
    if not golds:
        return GoldScores(remarks=tuple(remarks))
    by_hash = {gold.sha256: gold for gold in golds}
    by_id = {item.id: item for item in inputs}
    expected: list[Standoff] = []
    predictions: list[Standoff] = []
    scored: list[str] = []
    texts: dict[str, str] = {}
    for one in outcomes:
        text = output.source_text(one.id).read_bytes().decode("utf-8")
        try:
            gold = _exact_gold(Source(one.id, one.shown, text), by_hash, labels)
            if gold is None:
                gold = _projected_gold(by_id[one.id], text, golds, labels, remarks)
        except AnnotateError as error:
            remarks.append(str(error))
            continue
        if gold is None:
            continue
        path = output.annotations(one.id)
        expected.append(gold)
        predictions.append(loads(path.read_text("utf-8"), path))
        scored.append(one.id)
        texts[one.sha256] = text
    found = evaluate(predictions, expected, texts=texts) if scored else None
    return GoldScores(tuple(scored), _strict(found) if found else {}, tuple(remarks))


def _strict(evaluation: Evaluation) -> dict[str, float]:
    scores = evaluation.systems[0].corpus
    return {
        key.label: counts.f1
        for key, counts in scores.items()
        if key[:2] == Key(ENTITIES, "strict", ALL)[:2] and counts.f1 is not None
    }


def gold_digest(folders: Iterable[Path]) -> str:
    """Return the hash of the gold in some places."""
    digest = hashlib.sha256()
    for folder in folders:
        try:
            files = standoff_files(folder)
        except AnnotateError:
            files = []
        digest.update(f"{folder.resolve()} {files_digest(files, folder)}\0".encode())
    return digest.hexdigest()


def _exact_gold(
    source: Source, by_hash: Mapping[str, GoldOutline], labels: LabelTable
) -> Standoff | None:
    """Return the gold of exactly this text, its quotes checked."""
    outline = by_hash.get(source.sha256)
    if outline is None:
        return None
    (gold,) = read_gold(outline.path, labels)
    check_against(gold, source)
    return gold.standoff


def _shares_quotes(squeezed: str, gold: GoldOutline) -> bool:
    """Return whether a text has most of the longest quotes of some gold; fast enough for every text
    of a run and every gold file.
    """
    probes = sorted(gold.quotes, key=len)[-_PROBES:]
    return sum(letters_and_digits(quote) in squeezed for quote in probes) > len(probes) / 2


def _projected_gold(
    item: Input,
    text: str,
    golds: Sequence[GoldOutline],
    labels: LabelTable,
    remarks: list[str],
) -> Standoff | None:
    """Return gold of another extraction of the text, projected to this one in memory."""
    squeezed = letters_and_digits(text)
    shared = [gold.path for gold in golds if _shares_quotes(squeezed, gold)]
    likely = [gold for path in shared for gold in read_gold(path, labels)]
    found = other_extraction(Source(item.id, item.shown, text), likely)
    if found is None:
        return None
    gold, agreement = found
    occurs = (
        f"{item.shown}: another extraction of a text that has gold ({gold.path}): "
        f"{agreement.found} of {agreement.total} quotes occur in it"
    )
    old = find_source(gold)
    if old is None or item.given == STANDARD_INPUT:
        remarks.append(f"{occurs}; `annotate gold carry` takes it over")
        return None
    from annotate.gold.projection import carry

    carried = carry(gold.standoff, old, item.read(), gold.standoff.config)
    lost = sum(not one.part and bool(one.annotation.text) for one in carried.lost)
    remarks.append(f"{occurs}; scored against what could be carried over ({lost} names lost)")
    return carried.standoff
