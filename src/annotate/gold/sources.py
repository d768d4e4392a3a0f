"""Finding the text that a gold file was made for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotate.document.source import Source
from annotate.errors import DocumentError
from annotate.gold.files import GoldFile
from annotate.text.reading import read_source

PRIVATE = "ANNOTATE_PRIVATE_CORPUS"
"""Names a folder of texts that cannot be redistributed."""


def find_source(gold: GoldFile, folders: Iterable[Path] = ()) -> Source | None:
    """Find and read the text of a gold file.

    Parameters
    ----------
    gold : GoldFile
        Its header names the file it was made for.
    folders : iterable of Path
        Where to look besides the folder of the gold, the folders above it, and the folder that the
        environment variable ANNOTATE_PRIVATE_CORPUS names.

    Returns
    -------
    Source or None
        None if no file of that name has the text with the gold's hash.
    """
    for path in _candidates(gold, folders):
        if path.is_file():
            try:
                source = read_source(path, gold.standoff.document)
            except DocumentError:
                continue
            if source.sha256 == gold.standoff.sha256:
                return source
    return None


def _candidates(gold: GoldFile, folders: Iterable[Path]) -> Iterator[Path]:
    named = Path(gold.standoff.source)
    yield named
    private = os.environ.get(PRIVATE)
    above = list(gold.path.resolve().parents)[:4]
    for folder in (*folders, *above, *([Path(private)] if private else [])):
        yield folder / named.name
