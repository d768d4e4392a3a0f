"""Texts with gold, read by the models once and ready to be scored again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from annotate.document.annotation import ACRONYMS, ENTITIES
from annotate.document.source import Source
from annotate.document.standoff import Standoff
from annotate.errors import UsageError
from annotate.evaluation.ablation import Trial
from annotate.evaluation.external_sets import ACRO, KNOWN, LONG, Item, read_items
from annotate.evaluation.rerun import Prepared, Rerun
from annotate.evaluation.spans import Span, spans_of
from annotate.text.reading.plain import pages_of

OWN = "gold"


def own_trial(
    sources: Sequence[Source], golds: Mapping[str, Standoff], rerun: Rerun, place: Path
) -> Trial:
    """Return the texts that have gold of the project's own.

    Parameters
    ----------
    sources : sequence of Source
        Texts; one without gold is left out.
    golds : mapping of str to Standoff
        Gold by the SHA-256 of its text.
    rerun : Rerun
        Reads the texts.
    place : Path
        Where the gold is, for what an error tells.

    Raises
    ------
    UsageError
        If no text has gold.
    """
    known = [source for source in sources if source.sha256 in golds]
    if not known:
        raise UsageError(
            "is the gold of none of these texts",
            path=place,
            remedy="give the texts that it was made for, unchanged",
        )
    items = tuple(_item(one, golds[one.sha256]) for one in known)
    return Trial(OWN, items, tuple(map(rerun.prepare, known)), own=True)


def _item(source: Source, gold: Standoff) -> Item:
    nested = tuple(spans_of(gold, ENTITIES, nested=True))
    return Item(source.id, source.text, _gold_spans(gold), nested)


def _gold_spans(standoff: Standoff) -> tuple[Span, ...]:
    """Return names, uses of acronyms, and expansions that stand in the text, each once."""
    found = spans_of(standoff, ENTITIES)
    for one in standoff.layer(ACRONYMS).annotations:
        if one.status == "rejected":
            continue
        found.append(Span(one.start, one.end, ACRO))
        ranges = one.attributes.get("expansion_ranges")
        if ranges:
            found.append(Span(ranges[0][0], ranges[-1][1], LONG))
    return tuple(dict.fromkeys(found))


def foreign_trials(
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
        items = tuple(item for item in read_items(file) if item.text.strip())
        if not any(span.label in KNOWN for item in items for span in item.spans):
            continue
        yield Trial(file.stem, items, tuple(_prepared(item, rerun) for item in items), own=False)


def _prepared(item: Item, rerun: Rerun) -> Prepared:
    return rerun.prepare(Source("text", "text.txt", item.text, pages_of(item.text)))
