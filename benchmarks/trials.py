"""Texts with gold, read by the models once and ready to be scored again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotate.document.annotation import ACRONYMS
from annotate.document.labels import LabelTable
from annotate.document.source import Source
from annotate.document.standoff import Standoff
from annotate.errors import UsageError
from annotate.evaluation.spans import FLAT_NAMES, NESTED_NAMES, Span, bare_span, hulls
from annotate.gold.files import read_gold
from annotate.run.inputs import find_inputs
from annotate.text.reading.plain import pages_of
from external_sets import ACRO, KNOWN, LONG, Item, read_items
from rerun import Prepared, Rerun

OWN = "gold"


@dataclass(frozen=True, slots=True)
class Trial:
    """Texts with gold that are scored together.

    Attributes
    ----------
    name : str
        Of the set.
    items : tuple of Item
        Texts and gold spans.
    prepared : tuple of Prepared
        The same texts, with what the models found in them.
    own : bool
        Whether the gold follows the project's guide, so that all five labels are scored together;
        other people's names are scored without MISC and DATE, whose conventions differ.
    """

    name: str
    items: tuple[Item, ...]
    prepared: tuple[Prepared, ...]
    own: bool


def read_own_trial(inputs: Sequence[str], gold: Path, rerun: Rerun, labels: LabelTable) -> Trial:
    """Return the texts that have gold of the project's own.

    Parameters
    ----------
    inputs : sequence of str
        Files and folders of texts; one without gold is left out.
    gold : Path
        A folder of gold, or a file.
    rerun : Rerun
        Reads the texts.
    labels : LabelTable
        The labels of the configuration.

    Raises
    ------
    UsageError
        If no text has gold.
    """
    golds = {one.standoff.sha256: one.standoff for one in read_gold(gold, labels)}
    sources = [item.read() for item in find_inputs(list(inputs))]
    known = [source for source in sources if source.sha256 in golds]
    if not known:
        raise UsageError(
            "is the gold of none of these texts",
            path=gold,
            remedy="give the texts that it was made for, unchanged",
        )
    items = tuple(_item(one, golds[one.sha256]) for one in known)
    return Trial(OWN, items, tuple(map(rerun.prepare, known)), own=True)


def _item(source: Source, gold: Standoff) -> Item:
    nested = tuple(hulls(NESTED_NAMES.spans(gold)))
    return Item(source.id, source.text, _gold_spans(gold), nested)


def _gold_spans(standoff: Standoff) -> tuple[Span, ...]:
    """Return names, uses of acronyms, and expansions that occur in the text, each once."""
    found = hulls(FLAT_NAMES.spans(standoff))
    for one in standoff.layer(ACRONYMS).annotations:
        if one.status == "rejected":
            continue
        found.append(bare_span(one.start, one.end, ACRO))
        ranges = one.attributes.get("expansion_ranges")
        if ranges:
            found.append(bare_span(ranges[0][0], ranges[-1][1], LONG))
    return tuple(dict.fromkeys(found))


def external_trials(
    folder: Path,
    rerun: Rerun,
    progress: Callable[[str, int, int], None] = lambda what, done, count: None,
) -> Iterator[Trial]:
    """Yield the sets of a folder that have labels which the pipeline knows.

    Raises
    ------
    UsageError
        If the folder holds no set.
    StandoffError
        If a set is malformed.
    """
    files = sorted(folder.glob("[!.]*.jsonl"))
    if not files:
        raise UsageError(
            "there are no sets here",
            path=folder,
            remedy="give a folder with .jsonl files of {id, text, spans}",
        )
    for done, file in enumerate(files):
        progress(file.stem, done, len(files))
        trial = read_trial(file, rerun)
        if any(span.label in KNOWN for item in trial.items for span in item.spans):
            yield trial


def read_trial(file: Path, rerun: Rerun) -> Trial:
    """Return a set of texts with gold spans.

    Raises
    ------
    StandoffError
        If it is malformed.
    """
    items = tuple(item for item in read_items(file) if item.text.strip())
    return Trial(file.stem, items, tuple(_prepared(item, rerun) for item in items), own=False)


def _prepared(item: Item, rerun: Rerun) -> Prepared:
    return rerun.prepare(Source("text", "text.txt", item.text, pages_of(item.text)))
