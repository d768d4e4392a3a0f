"""The command ``annotate`` and its verbs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from annotate.cli.agree import agree
from annotate.cli.check import check
from annotate.cli.evaluate import evaluate
from annotate.cli.export import export
from annotate.cli.gold import gold
from annotate.cli.import_ import import_
from annotate.cli.index import index
from annotate.cli.init import init
from annotate.cli.moved import ANYTHING, ablate, calibrate
from annotate.cli.process import own_process
from annotate.cli.review import review
from annotate.cli.rules import rules
from annotate.cli.run import run
from annotate.cli.text import text
from annotate.cli.train import train
from annotate.errors import AnnotateError
from annotate.version import __version__

app = typer.Typer(
    name="annotate",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(init)
app.command()(run)
app.add_typer(review, name="review")
app.add_typer(check, name="check")
app.add_typer(gold, name="gold")
app.add_typer(text, name="text")
app.add_typer(rules, name="rules")
app.add_typer(index, name="index")
app.command()(export)
app.command("import")(import_)
app.command()(train)
app.command()(evaluate)
app.command()(agree)
for moved in (ablate, calibrate):
    app.command(hidden=True, context_settings=ANYTHING)(moved)


def _version(value: bool) -> None:
    if value:
        print(f"annotate {__version__}")
        raise typer.Exit()


@app.callback()
def _annotate(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Turn French texts into annotations, entity tables and a report.

    \b
    Examples:
      annotate run corpus/ --out build/
      annotate run article.pdf --out build/article
      annotate check build/ --out decisions.xlsx
      annotate evaluate build/ --gold corpus/gold/
      annotate run --help
    """


def main() -> None:
    """Run the command ``annotate``."""
    run_command(app)


def run_command(command: typer.Typer) -> None:
    """Run a command line; errors become one line and an exit code."""
    try:
        with own_process():
            command()
    except AnnotateError as error:
        print(f"annotate: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does.
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        print(
            f"annotate: {error}. To mend it: check the place and the right to use it.",
            file=sys.stderr,
        )
        sys.exit(1)
