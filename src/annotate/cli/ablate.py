"""``annotate ablate``: what each part of the pipeline adds and costs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.errors import OutputError, UsageError

if TYPE_CHECKING:
    from annotate.document.labels import LabelTable
    from annotate.evaluation.ablation import Row, Trial
    from annotate.evaluation.rerun import Rerun

_FILE = "ablation.csv"


def ablate(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[INPUT]…", help="The texts that --gold is the gold of."),
    ] = None,
    gold: Annotated[
        Path | None, typer.Option("--gold", "-g", help="Gold: a folder of .jsonl files, or one.")
    ] = None,
    sets: Annotated[
        Path | None,
        typer.Option("--sets", help="A folder of other people's gold, as for `annotate evaluate`."),
    ] = None,
    by_rule: Annotated[
        bool, typer.Option("--by-rule", help="Leave out single rules in place of components.")
    ] = False,
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="Another configuration folder.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help=f"A folder for {_FILE}.")] = None,
    force: Annotated[
        bool, typer.Option("--force", "-f", help="Replace a table that --out holds.")
    ] = False,
) -> None:
    """Leave out each part of the pipeline in turn, and score again.

    The first row gives the F1 of the whole pipeline in per cent, the others what is lost (or, with
    a plus, won) without one part, and what that part takes for a thousand words. A part that costs
    nothing to leave out anywhere can go.

    \b
    Examples:
      annotate ablate corpus/ --gold corpus/gold/
      annotate ablate corpus/ --gold corpus/gold/ --sets ../shared/eval/ --out build/ablation
      annotate ablate --sets ../shared/eval/ --by-rule

    Exit code: 0 all went well, 1 a file is refused, 2 wrong usage.
    """
    if sets is None and (gold is None or not inputs):
        raise UsageError(
            "there is nothing to score",
            remedy="give texts and --gold, or --sets; `annotate ablate --help` has examples",
        )
    if out is not None and (out / _FILE).exists() and not force:
        raise OutputError(
            f"holds {_FILE}",
            path=out,
            remedy="give another folder with --out, or replace it with --force",
        )
    rows = _rows(inputs or [], gold, sets, config, by_rule=by_rule)
    _print(rows)
    if out is not None:
        from annotate.evaluation.ablation_table import write_ablation

        out.mkdir(parents=True, exist_ok=True)
        write_ablation(out / _FILE, rows)
        print(f"written: {out / _FILE}")


def _rows(
    inputs: list[str], gold: Path | None, sets: Path | None, config: Path | None, *, by_rule: bool
) -> list[Row]:
    from annotate.cli.configuration import chosen
    from annotate.cli.progress import Progress
    from annotate.document.labels import labels_of
    from annotate.evaluation.ablation import ablate as run
    from annotate.evaluation.rerun import Rerun
    from annotate.pipes.assembly import assemble

    with Progress(enabled=sys.stderr.isatty()) as progress:
        progress("loading the pipeline", 0, 1)
        pipeline = chosen(config)
        rerun = Rerun(assemble(pipeline))
        trials: list[Trial] = []
        if gold is not None and inputs:
            trials += _own(inputs, gold, rerun, labels_of(pipeline))
        if sets is not None:
            trials += _foreign(sets, rerun, progress)
        return list(run(trials, rerun, by_rule=by_rule, progress=progress))


def _own(inputs: list[str], gold: Path, rerun: Rerun, labels: LabelTable) -> list[Trial]:
    from annotate.evaluation.trials import own_trial
    from annotate.gold.files import read_gold
    from annotate.run.inputs import find_inputs

    golds = {one.standoff.sha256: one.standoff for one in read_gold(gold, labels)}
    sources = [item.read() for item in find_inputs(inputs)]
    return [own_trial(sources, golds, rerun, gold)]


def _foreign(sets: Path, rerun: Rerun, progress: object) -> list[Trial]:
    from annotate.evaluation.trials import foreign_trials

    return list(foreign_trials(sets, rerun, progress))  # type: ignore[arg-type]


def _print(rows: list[Row]) -> None:
    from rich.console import Console

    from annotate.evaluation.ablation_table import ablation_table

    console = Console(highlight=False)
    console = console if console.is_terminal else Console(width=200, highlight=False)
    console.print(ablation_table(rows))
