"""The command line: one module a verb, which parses, calls and prints.

Nothing heavy is imported here, so that ``annotate --help`` answers at once.
"""

from annotate.cli.app import main

__all__ = ["main"]
