"""Where the default configuration lies: labels, lexicons, the spaCy config of the pipeline.

A wheel carries the project's ``configs/`` folder inside the package; an editable install reads the
folder of the checkout, so that an edit counts at once.
"""

from __future__ import annotations

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
