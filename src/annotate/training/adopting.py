"""What a recogniser of the user's own is trained on, and its place in a configuration."""

from __future__ import annotations

import re
from pathlib import Path

from annotate.document.labels import labels_of
from annotate.document.run_folder import RunFolder
from annotate.errors import ConfigurationError, UsageError
from annotate.files import write_text
from annotate.gold.files import read_gold
from annotate.pipes.assembly import NER, model_of
from annotate.pipes.ner.origin import Origin
from annotate.training.adapting import rows_of
from annotate.training.rows import Row

_ORIGIN = re.compile(r'^origin\s*=\s*"([^"\n]*)"', re.MULTILINE)
_CONFIDENCE = Path("lexicons") / "confidence.tsv"


def read_documents(run: Path, gold: Path, config: Path) -> tuple[dict[str, list[Row]], list[Row]]:
    """Return the blocks of the documents of a run that have gold, by id, and those of the others.

    Raises
    ------
    UsageError
        If fewer than two documents have gold.
    """
    golds = {one.standoff.sha256: one.standoff for one in read_gold(gold, labels_of(config))}
    documents: dict[str, list[Row]] = {}
    unread: list[Row] = []
    for document in RunFolder(run).read_all():
        held = golds.get(document.source.sha256)
        rows = rows_of(document, held)
        if held is None:
            unread += rows
        else:
            documents[document.id] = rows
    if len(documents) < 2:
        raise UsageError(
            f"holds gold of {len(documents)} of the documents of {run}",
            path=gold,
            remedy="give gold of two documents at least, one to learn from and one to judge by",
        )
    return documents, unread


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


def adopt(weights: Origin, config: Path) -> None:
    """Have a configuration use weights that lie in its ``models/``.

    What was counted for the model that it used is taken to hold for the new one, until somebody
    counts again: ``confidence.tsv`` gets its rows under the new name.
    """
    old = _ORIGIN.search(config.read_text("utf-8"))
    named = f"models/{weights.folder.name}"
    write_text(config, _ORIGIN.sub(f'origin = "{named}"', config.read_text("utf-8"), count=1))
    table = config.parent / _CONFIDENCE
    if old is not None and table.is_file():
        before, after = (f"model:{Path(name).name}" for name in (old[1], named))
        lines = table.read_text("utf-8").splitlines(keepends=True)
        new = [line.replace(f"\t{before}\t", f"\t{after}\t") for line in lines]
        write_text(table, "".join(lines + [line for line in new if line not in lines]))
