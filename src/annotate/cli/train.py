"""``annotate train``: the recogniser learns from gold of the user's own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from annotate.training.adapting import Adapted


def train(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="A run over the texts with gold."),
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
    """Fine-tune the recogniser on documents with gold, and adopt it if they are read better.

    Documents with gold are held out in turn: what is printed is F1 (strict, names without dates, of
    the whole pipeline) on documents that it was not trained on, before and after, and how far the
    gain may be chance. It is adopted if there is a gain in nine of ten draws from what was held
    out: the weights go into models/ of the configuration, pipeline.cfg names them as origin, and
    the next run uses them. Texts that annotate ships keep it from forgetting. It takes some
    minutes; two documents with gold are the least, four or more are better.

    \b
    Examples:
      annotate train build/ --gold gold/
      annotate train build/ --gold gold/ --config myconfigs/ --force

    Exit code: 0 it was adopted, 1 it was not, or a file is refused, 2 wrong usage.
    """
    from annotate.cli.configuration import chosen
    from annotate.cli.progress import watched
    from annotate.errors import UsageError
    from annotate.training.adapting import adapt
    from annotate.training.adopting import adopt, read_documents

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
    documents = read_documents(folder, gold, pipeline)
    with tempfile.TemporaryDirectory() as place:
        with watched(quiet=False, kept=f"{pipeline} is as it was", lines=True) as progress:
            adapted = adapt(pipeline, documents, Path(place), progress=progress)
        _print(adapted)
        if not adapted.is_better and not force:
            print("not adopted: the gain on documents held out may be chance; see --force")
            raise typer.Exit(1)
        weights = adopt(adapted.weights, pipeline)
    print(f"adopted: {pipeline} names {weights.folder.name}")


def _print(adapted: Adapted) -> None:
    from annotate.evaluation.counts import Counts

    rows = [
        (name, sum(before, start=Counts()), sum(after, start=Counts()))
        for name, (before, after) in sorted(adapted.documents.items())
    ]
    rows.append(("all", *adapted.whole))
    width = max(len(name) for name, *_ in rows)
    print(f"{'held out':{width}}  before   after")
    for name, before, after in rows:
        print(f"{name:{width}}  {100 * (before.f1 or 0):6.1f}  {100 * (after.f1 or 0):6.1f}")
    low, high = (100 * gain for gain in adapted.spread)
    print(f"the gain is between {low:+.1f} and {high:+.1f} in eight of ten draws of their blocks")
