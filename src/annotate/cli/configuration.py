"""Which configuration a verb works with, and the labels of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from annotate.document.labels import LabelTable

LABELS_OPTION = typer.Option(
    "--config",
    "-c",
    help="A folder with labels.tsv. Default: ./configs, else the configuration of the run, else "
    "the one that annotate ships.",
)
"""``--config`` of a verb that needs no more of a configuration than its labels."""

YES_OPTION = typer.Option(
    "--yes", "-y", help="Carry out what waits for a yes, such as the deletion of all names."
)
"""``--yes`` of a verb that changes decisions."""


def chosen(config: Path | None, *runs: Path) -> Path:
    """Return the ``pipeline.cfg`` of what was named, of ``./configs``, of a run, or of what is
    shipped.

    Parameters
    ----------
    config : Path or None
        What the user named: the file, or its folder.
    *runs : Path
        Folders of runs, or what lies in them; the first that was made with a configuration which
        is still there counts.

    Raises
    ------
    ConfigurationError
        If what was named holds none.
    """
    from annotate.pipes.assembly import config_file
    from annotate.resources import default_configs

    if config is None:
        own = Path("configs")
        if (own / "pipeline.cfg").is_file():
            config = own
        else:
            config = next(filter(None, map(_made_with, runs)), default_configs())
    return config_file(config)


def labels_for(config: Path | None, *runs: Path) -> LabelTable:
    """Return the labels of the configuration that :func:`chosen` gives; a folder that holds nothing
    but ``labels.tsv`` will do.

    Raises
    ------
    ConfigurationError
        If what was named holds neither labels nor a configuration.
    LexiconError
        If the table is malformed.
    """
    from annotate.document.labels import FILE, labels_of, read_labels

    named = Path("configs") if config is None else config
    own = (named.parent if named.is_file() else named) / FILE
    return read_labels(own) if own.is_file() else labels_of(chosen(config, *runs))


def remembering(config: Path | None) -> Path | None:
    """Return the folder that remembers decisions which hold everywhere: what was named, or
    ``./configs``; None where each run remembers its own.

    Raises
    ------
    ConfigurationError
        If what was named holds no configuration.
    """
    if config is None and not Path("configs/pipeline.cfg").is_file():
        return None
    return chosen(config).parent


def _made_with(path: Path) -> Path | None:
    """Return the configuration of the run that a path is, or lies in, if it is still there."""
    from annotate.document.run_folder import RunFolder
    from annotate.run.out_folder import is_run

    # A reading lies three folders below its run: review/readings/NAME.
    folders = map(RunFolder, (path, *path.resolve().parents[:3]))
    run = next(filter(is_run, folders), None)
    return run.configuration() if run is not None else None
