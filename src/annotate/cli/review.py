"""``annotate review``: the page; a doccano server, predictions to it, decisions back."""

from __future__ import annotations

import typer

from annotate.cli.review_exchange import pull, push
from annotate.cli.review_journal import log, undo
from annotate.cli.review_learn import learn
from annotate.cli.review_open import open_page
from annotate.cli.review_server import start, status, stop

review = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Review annotations: in a page of your own, or together in doccano.

    \b
    Examples:
      annotate review open build/
      annotate review start --user alice
      annotate review push build/
      annotate review pull build/
      annotate review stop
    """,
)

review.command("open")(open_page)
for verb in (learn, start, stop, status, push, pull, log, undo):
    review.command()(verb)
