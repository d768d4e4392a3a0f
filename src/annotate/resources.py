"""Where what is shipped lies: the default configuration, and the weights of our own models.

A wheel carries the project's ``configs/`` and the models of ``models/`` inside the package; an
editable install reads the folders of the checkout, so that an edit counts at once.
"""

from __future__ import annotations

import re
from pathlib import Path

from annotate.errors import ConfigurationError


def default_configs() -> Path:
    """Return the folder with the configuration that ``annotate`` ships.

    Returns
    -------
    Path
        A folder that holds ``pipeline.cfg``, ``labels.tsv`` and ``lexicons/``.

    Raises
    ------
    ConfigurationError
        If neither place has it: the installation is damaged.

    Examples
    --------
    >>> (default_configs() / "lexicons").is_dir()
    True
    """
    here = Path(__file__).resolve()
    for folder in (here.parent / "configs", here.parents[2] / "configs"):
        if (folder / "pipeline.cfg").is_file():
            return folder
    raise ConfigurationError(
        "the default configuration is missing from the installation",
        path=here.parent / "configs",
        remedy="install annotate again, or name a configuration with --config",
    )


def shipped_model(name: str) -> Path | None:
    """Return the folder of a model that ``annotate`` ships, if it ships one of that name.

    Examples
    --------
    >>> shipped_model("fr_core_news_md") is None
    True
    """
    here = Path(__file__).resolve()
    for folder in (here.parent / "models", here.parents[2] / "models"):
        if re.fullmatch(r"\w+", name) and (folder / name / "ner").is_dir():
            return folder / name
    return None
