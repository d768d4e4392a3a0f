"""Which configuration a verb works with when the user names none."""

from __future__ import annotations

from pathlib import Path


def chosen(config: Path | None) -> Path:
    """Return the ``pipeline.cfg`` of what was named, of ``./configs``, or of what is shipped.

    Raises
    ------
    ConfigurationError
        If what was named holds none.
    """
    from annotate.pipes.assembly import config_file
    from annotate.resources import default_configs

    if config is None:
        config = Path("configs") if Path("configs/pipeline.cfg").is_file() else default_configs()
    return config_file(config)
