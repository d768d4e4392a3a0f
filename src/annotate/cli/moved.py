"""Verbs that became developer scripts: they name the script, and go with the next release."""

from __future__ import annotations

from typing import NoReturn

from annotate.errors import UsageError

ANYTHING = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
"""Settings of a verb that answers whatever arguments it was given with the same error."""


def ablate() -> NoReturn:
    """Name the script that replaces ``annotate ablate``."""
    raise _moved("ablate")


def calibrate() -> NoReturn:
    """Name the script that replaces ``annotate calibrate``."""
    raise _moved("calibrate")


def _moved(verb: str) -> UsageError:
    return UsageError(
        f"`annotate {verb}` is a script for developers now",
        remedy=f"run `python benchmarks/{verb}.py` in a checkout of the project",
    )
