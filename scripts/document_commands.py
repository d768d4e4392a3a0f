"""Write docs/commands.md, and the help of `annotate run` in README.md, from the commands.

    python scripts/document_commands.py

`tests/test_documented.py` fails when the page does not agree with the commands.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from annotate.cli.app import app

ROOT = Path(__file__).resolve().parents[1]
PAGE, README = ROOT / "docs" / "commands.md", ROOT / "README.md"
_WIDTH = 100
_OPENING = """# Commands

Every command prints this with `--help`. Exit codes: 0 all went well, 1 some documents failed (they
are named), 2 wrong usage or configuration.
"""


def commands(
    command: Any = None, path: tuple[str, ...] = ("annotate",)
) -> Iterator[tuple[str, Any]]:
    """Yield every command with its full name, each group before its own commands."""
    command = command or typer.main.get_command(app)
    yield " ".join(path), command
    for name, inner in getattr(command, "commands", {}).items():
        if not inner.hidden:
            yield from commands(inner, (*path, name))


def help_of(name: str, command: Any) -> str:
    """Return what ``--help`` prints, in lines of at most 100 characters."""
    context = command.make_context(
        name, [], resilient_parsing=True, terminal_width=_WIDTH, max_content_width=_WIDTH
    )
    lines: list[str] = command.get_help(context).splitlines()
    return "\n".join(line.rstrip() for line in lines)


def page() -> str:
    """Return the reference as Markdown."""
    sections = (
        f"## `{name}`\n\n```text\n{help_of(name, command)}\n```\n" for name, command in commands()
    )
    return "\n".join([_OPENING, *sections])


def readme() -> str:
    """Return the README with the help of `annotate run` as it is now."""
    before, line, rest = README.read_text("utf-8").partition("$ annotate run --help\n")
    _, end, after = rest.partition("\n```")
    name = "annotate run"
    return f"{before}{line}{help_of(name, dict(commands())[name])}{end}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    README.write_text(readme(), "utf-8")
