"""A project's folders: where texts, configuration and the assembled pipeline lie."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from annotate.errors import OutputError
from annotate.french.word_list import common_words
from annotate.pipes.assembly import CONFIG_NAME, assemble
from annotate.resources import default_configs

MODEL = "fr_annotate"


def prepare(folder: Path, *, force: bool) -> Iterator[str]:
    """Make what is missing of a project and assemble its pipeline.

    Parameters
    ----------
    folder : Path
        Its root.
    force : bool
        Replace configuration files that differ from those that `annotate` ships.

    Yields
    ------
    str
        What was done, a line each.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    ConfigurationError, ModelError
        If the pipeline cannot be assembled.
    """
    try:
        (folder / "corpus").mkdir(parents=True, exist_ok=True)
        yield from _copy_configuration(folder / "configs", force=force)
        yield _assemble(folder)
    except OSError as error:
        raise OutputError(
            f"cannot be written ({error.strerror or error})",
            path=error.filename or folder,
            remedy="choose a folder you may write into",
        ) from error


def _copy_configuration(target: Path, *, force: bool) -> Iterator[str]:
    shipped = default_configs()
    for file in sorted(path for path in shipped.rglob("*") if path.is_file()):
        copy = target / file.relative_to(shipped)
        if copy.exists():
            if copy.read_bytes() == file.read_bytes():
                continue
            if not force:
                yield f"kept {copy}, which differs from the one that annotate ships"
                continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        yield f"wrote {copy}"


def _assemble(folder: Path) -> str:
    """Save the pipeline next to its place, then swap, so that it is never half there."""
    nlp = assemble(folder / "configs" / CONFIG_NAME)
    # The first run need not derive it.
    common_words()
    models = folder / "models"
    models.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models, prefix=".assembling-") as temporary:
        fresh, old = Path(temporary) / "new", Path(temporary) / "old"
        nlp.to_disk(fresh)
        target = models / MODEL
        if target.exists():
            target.rename(old)
        fresh.rename(target)
    return f"assembled {target}: {', '.join(nlp.pipe_names)}"
