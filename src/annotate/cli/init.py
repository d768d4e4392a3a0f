"""``annotate init``: the folders of a project, and its assembled pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[Path, typer.Argument(help="The project's folder; made if need be.")] = Path(),
    force: Annotated[
        bool,
        typer.Option("--force", "-f", help="Replace configuration files that differ by new ones."),
    ] = False,
) -> None:
    """Prepare a project: corpus/, configs/ to edit, and models/ with the assembled pipeline.

    Configuration files that are there stay as they are. The pipeline is assembled again from
    them, so that spacy.load("models/fr_annotate") works in any script.

    \b
    Examples:
      annotate init
      annotate init my-project
      annotate init my-project --force
    """
    from annotate.run.project import prepare

    for line in prepare(folder, force=force):
        print(line)
