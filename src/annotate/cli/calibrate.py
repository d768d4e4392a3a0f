"""``annotate calibrate``: how often candidates are right, counted on texts with gold."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.errors import OutputError, UsageError

if TYPE_CHECKING:
    from annotate.evaluation.calibration import Judged

_HEAD = "# How often candidates were right, counted by `annotate calibrate` on texts with gold.\n"


def calibrate(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="INPUT…", help="The texts that --gold is the gold of."),
    ] = None,
    gold: Annotated[
        Path | None, typer.Option("--gold", "-g", help="Gold: a folder of .jsonl files, or one.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="Another configuration folder.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write the counts here, as confidence.tsv is written."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace what --out names.")] = False,
) -> None:
    """Show how well confidence foretells what is right, and count it anew.

    The table has a row for each band of confidence: how many annotations fell into it, their mean
    confidence, and the share that gold has with the same ends and label. Where the two are close,
    review can trust the order. With --out the candidates are counted into a table that takes the
    place of configs/lexicons/confidence.tsv; texts that are to judge it must be others.

    \b
    Examples:
      annotate calibrate corpus/ --gold corpus/gold/
      annotate calibrate mine/ --gold mine/gold/ --out configs/lexicons/confidence.tsv --force

    Exit code: 0 all went well, 1 a file is refused, 2 wrong usage.
    """
    if gold is None or not inputs:
        raise UsageError(
            "there is nothing to count",
            remedy="give texts and --gold; `annotate calibrate --help` has examples",
        )
    if out is not None and out.exists() and not force:
        raise OutputError(
            "exists", path=out, remedy="give another file with --out, or replace it with --force"
        )
    found = _judged(inputs, gold, config)
    _print(found)
    if out is not None:
        from annotate.evaluation.calibration import count
        from annotate.files import write_text
        from annotate.pipes.lexicon_schemas import CONFIDENCE

        rows = ["\t".join(CONFIDENCE.required), *("\t".join(row.values()) for row in count(found))]
        write_text(out, _HEAD + "\n".join(rows) + "\n")
        print(f"written: {out}")


def _judged(inputs: list[str], gold: Path, config: Path | None) -> list[Judged]:
    from annotate.cli.configuration import chosen
    from annotate.cli.progress import Progress
    from annotate.document.labels import labels_of
    from annotate.evaluation.calibration import judged
    from annotate.evaluation.rerun import Rerun
    from annotate.evaluation.trials import own_trial
    from annotate.gold.files import read_gold
    from annotate.pipes.assembly import assemble
    from annotate.run.inputs import find_inputs

    with Progress(enabled=sys.stderr.isatty()) as progress:
        progress("loading the pipeline", 0, 1)
        pipeline = chosen(config)
        rerun, labels = Rerun(assemble(pipeline)), labels_of(pipeline)
        golds = {one.standoff.sha256: one.standoff for one in read_gold(gold, labels)}
        sources = [item.read() for item in find_inputs(inputs)]
        return list(judged(own_trial(sources, golds, rerun, gold), rerun))


def _print(found: list[Judged]) -> None:
    from rich.console import Console
    from rich.table import Table

    from annotate.evaluation.calibration import bins, calibration_error

    shown = Table(title="Confidence and what was right", title_justify="left")
    for column in ("confidence", "annotations", "mean confidence", "right"):
        shown.add_column(column, justify="right")
    table = bins(found)
    for one in table:
        span = f"{one.low:.2f}-{one.high:.2f}"
        shown.add_row(span, str(one.number), f"{one.score:.3f}", f"{one.right:.3f}")
    console = Console(highlight=False)
    console.print(shown)
    console.print(f"expected calibration error: {calibration_error(table):.3f}")
