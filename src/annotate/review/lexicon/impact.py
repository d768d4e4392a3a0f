"""What new lexicon entries would change in documents that were not reviewed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from annotate.document.annotation import Annotation, Layer
from annotate.document.run_folder import RunFolder
from annotate.pipes.assembly import assemble
from annotate.pipes.recognition import recognise_document
from annotate.review.decisions import is_live
from annotate.review.lexicon.entries import add_entries
from annotate.review.lexicon.proposals import Proposal


@dataclass(frozen=True, slots=True)
class Change:
    """One name that would be gained or lost.

    Attributes
    ----------
    document, label, text : str
        The document that it is in, and what it is.
    gained : bool
        Whether it is gained.
    """

    document: str
    label: str
    text: str
    gained: bool


def changes_on(folder: RunFolder, config: Path, entries: Iterable[Proposal]) -> list[Change]:
    """Recognise the texts of a run again with more entries, and compare with its annotations.

    Parameters
    ----------
    folder : RunFolder
        The run; nothing is written into it.
    config : Path
        The ``pipeline.cfg``; its folder is copied, and the copy gets the entries.
    entries : iterable of Proposal
        What is added to its lexicons.
    """
    found = []
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "configs"
        shutil.copytree(config.parent, copy)
        add_entries(copy, entries)
        nlp = assemble(copy / config.name)
        for document in folder.read_all():
            now = _names(recognise_document(document.mended, nlp)[0])
            was = _names(document.standoff.layer("entities"))
            for key in sorted(now.keys() ^ was.keys()):
                one = now.get(key) or was[key]
                name = document.standoff.document
                found.append(Change(name, one.label, one.text or "", key in now))
    return found


def _names(layer: Layer) -> dict[tuple[int, int, str], Annotation]:
    return {(one.start, one.end, one.label): one for one in layer.annotations if is_live(one)}
