"""What the developer scripts share: the command line, its errors and its output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from annotate.cli.app import run_command
from annotate.errors import OutputError


def run_script(function: Callable[..., Any]) -> None:
    """Run a function as a command line; errors become one line and an exit code."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(function)
    run_command(app)


def console(width: int) -> Console:
    """Return a console; a pipe has no width of its own, and gets `width`."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(width=width, highlight=False)


def check_output(folder: Path, names: Sequence[str], *, force: bool) -> None:
    """Check that files may be written.

    Raises
    ------
    OutputError
        If the folder is a file, or holds one of the files and `force` was not given.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError("is a file, not a folder", path=folder, remedy="give another folder")
    held = [name for name in names if (folder / name).exists()]
    if held and not force:
        raise OutputError(
            f"holds {', '.join(held)}",
            path=folder,
            remedy="give another folder with --out, or replace them with --force",
        )
