"""``annotate train``: the recogniser learns from gold of the user's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from annotate.training.adapting import Adapted


def train(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="A run over the texts, with and without gold."),
    ] = None,
    gold: Annotated[
        Path | None, typer.Option("--gold", "-g", help="Gold: a folder of .jsonl files, or one.")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config", "-c", help="The configuration that is to use it. Default: ./configs."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", "-f", help="Adopt it even if it is no better.")
    ] = False,
) -> None:
    """Fine-tune the recogniser on documents with gold, and adopt it if it is better.

    Documents with gold are held out in turn: what is printed is F1 (strict, names without dates) on
    documents that it was not trained on, before and after, for the recogniser alone. The texts of
    the run without gold keep it from forgetting. If it is better on the whole, the weights go into
    models/ of the configuration, pipeline.cfg names them as origin, and the next run uses them.
    It takes some minutes; two documents with gold are the least, three or more are better.

    \b
    Examples:
      annotate train build/ --gold gold/
      annotate train build/ --gold gold/ --config myconfigs/ --force

    Exit code: 0 it was adopted, 1 it was not, or a file is refused, 2 wrong usage.
    """
    from annotate.cli.configuration import chosen
    from annotate.cli.progress import Progress
    from annotate.errors import UsageError
    from annotate.training.adapting import adapt
    from annotate.training.adopting import adopt, origin_of, read_documents

    if folder is None or gold is None:
        raise UsageError(
            "there is nothing to learn from",
            remedy="give the folder of a run and --gold; `annotate train --help` has examples",
        )
    if config is None and not Path("configs/pipeline.cfg").is_file():
        raise UsageError(
            "there is no configuration of yours here",
            remedy="make one with `annotate init`, or name its folder with --config",
        )
    pipeline = chosen(config)
    documents, unread = read_documents(folder, gold, pipeline)
    with Progress(enabled=sys.stderr.isatty()) as progress:
        adapted = adapt(
            origin_of(pipeline), documents, unread, pipeline.parent / "models", progress=progress
        )
    _print(adapted)
    if not adapted.is_better and not force:
        print("not adopted: it is no better on documents that it was not trained on; see --force")
        raise typer.Exit(1)
    adopt(adapted.weights, pipeline)
    print(f"adopted: {pipeline} names {adapted.weights.name}")


def _print(adapted: Adapted) -> None:
    rows = [*sorted(adapted.documents.items()), ("all", adapted.whole)]
    width = max(len(name) for name, _ in rows)
    print(f"{'held out':{width}}  before   after")
    for name, (before, after) in rows:
        print(f"{name:{width}}  {100 * (before.f1 or 0):6.1f}  {100 * (after.f1 or 0):6.1f}")
