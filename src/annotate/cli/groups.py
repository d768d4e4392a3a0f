"""A group of commands in which one need not be named: ``annotate check DIR``."""

from __future__ import annotations

from typing import Any

import typer.core


def verb_group(default: str) -> type[typer.core.TyperGroup]:
    """Return a kind of group that takes anything but the name of a command as arguments of one.

    Parameters
    ----------
    default : str
        The command that need not be named.
    """

    class VerbGroup(typer.core.TyperGroup):
        """A group with a command that need not be named."""

        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            """Put the name of the command in front where none is given."""
            named = {*self.commands, *ctx.help_option_names}
            if args and args[0] not in named:
                args = [default, *args]
            return super().parse_args(ctx, args)

    return VerbGroup
