"""What a recogniser of the user's own is trained on, and its place in a configuration."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from annotate.document.annotation import ENTITIES, Annotation
from annotate.document.labels import labels_of
from annotate.document.nesting import is_nested
from annotate.document.run_folder import REJECTED, AnnotatedDocument, RunFolder
from annotate.document.source import Range
from annotate.document.standoff import Standoff
from annotate.errors import ConfigurationError, UsageError
from annotate.files import write_text
from annotate.gold.files import read_gold
from annotate.pipes.assembly import NER, model_of
from annotate.pipes.ner.origin import Origin, find_origin
from annotate.training.rows import Name, Row, outermost, part

LABELS = ("PER", "ORG", "LOC", "MISC")
"""What the recogniser finds."""

_ORIGIN = re.compile(r'^origin\s*=\s*"([^"\n]*)"', re.MULTILINE)
_CONFIDENCE = Path("lexicons") / "confidence.tsv"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A document of a run with gold.

    Attributes
    ----------
    document : AnnotatedDocument
        The document.
    gold : Standoff
        Its gold.
    """

    document: AnnotatedDocument
    gold: Standoff

    @property
    def names(self) -> set[Name]:
        """The names of gold that are not nested, without dates, in the mended text."""
        return set(flat_names(self.document, self.gold.layer(ENTITIES).annotations))

    @property
    def unread(self) -> list[Range]:
        """What nobody has read of the mended text, between the names that gold has there."""
        gaps: list[Range] = []
        names = sorted(name[:2] for name in self.names)
        for first, last in self.document.offsets.images(self.gold.unread):
            for start, end in names:
                if first < end and start < last:
                    gaps.append((first, start))
                    first = end
            gaps.append((first, last))
        return [(first, last) for first, last in gaps if first < last]

    @property
    def rows(self) -> list[Row]:
        """The blocks in mended text, with those names that a recogniser finds; what nobody has read
        is unknown.
        """
        text = self.document.mended.text
        names = outermost(name for name in self.names if name[2] in LABELS)
        row = Row(text, names, tuple(self.unread))
        rows, start = [], 0
        for block in text.split("\n\n"):
            if block.strip():
                one = part(row, start, start + len(block))
                rows.append(replace(one, source=self.document.id))
            start += len(block) + 2
        return rows


def flat_names(document: AnnotatedDocument, annotations: Iterable[Annotation]) -> Iterator[Name]:
    """Yield annotations that are names, without rejected and nested ones and dates, in the mended
    text of a document.
    """
    for one in annotations:
        if one.label != "DATE" and one.status != REJECTED and not is_nested(one):
            span = document.offsets.span(one.ranges)
            if span is not None:
                yield (*span, one.label)


def read_documents(run: Path, gold: Path, config: Path) -> dict[str, Reviewed]:
    """Return the documents of a run that have gold, by id.

    Raises
    ------
    UsageError
        If fewer than two documents have gold.
    """
    golds = {one.standoff.sha256: one.standoff for one in read_gold(gold, labels_of(config))}
    documents = {
        document.id: Reviewed(document, golds[document.source.sha256])
        for document in RunFolder(run).read_all()
        if document.source.sha256 in golds
    }
    if len(documents) < 2:
        raise UsageError(
            f"holds gold of {len(documents)} of the documents of {run}",
            path=gold,
            remedy="give gold of two documents at least, one to learn from and one to judge by",
        )
    return documents


def origin_of(config: Path) -> Origin:
    """Return the model whose weights a configuration uses.

    Raises
    ------
    ConfigurationError
        If it has no recogniser, or does not name its origin.
    """
    found = _ORIGIN.search(config.read_text("utf-8"))
    if found is None:
        raise ConfigurationError(
            "no component names the origin of its weights",
            path=config,
            remedy=f"add a component {NER}, as in the configuration that `annotate init` writes",
        )
    return model_of(found[1], config)


def adopt(weights: Origin, config: Path) -> Origin:
    """Copy weights into the ``models/`` of a configuration, and have it use them.

    What was counted for the model that it used is taken to hold for the new one, until somebody
    counts again: ``confidence.tsv`` gets its rows under the new name.

    Returns
    -------
    Origin
        The weights where they are now.
    """
    named = f"models/{weights.folder.name}"
    place = config.parent / named
    if place != weights.folder:
        # Under another name first: what is interrupted leaves no half of a model under this one.
        half = place.with_name(f".{place.name}")
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(weights.folder, half)
        shutil.rmtree(place, ignore_errors=True)
        half.rename(place)
        find_origin.cache_clear()
    old = _ORIGIN.search(config.read_text("utf-8"))
    table = config.parent / _CONFIDENCE
    if old is not None and table.is_file():
        before, after = (f"model:{Path(name).name}" for name in (old[1], named))
        lines = table.read_text("utf-8").splitlines(keepends=True)
        new = [line.replace(f"\t{before}\t", f"\t{after}\t") for line in lines]
        write_text(table, "".join(lines + [line for line in new if line not in lines]))
    write_text(config, _ORIGIN.sub(f'origin = "{named}"', config.read_text("utf-8"), count=1))
    return find_origin(str(place))
