"""``annotate merge``: one run of several."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotate.cli.progress import Shown
from annotate.cli.run import ForceOption, OutOption, ProgressOption, QuietOption, print_report


def merge(
    shards: Annotated[
        list[Path],
        typer.Argument(metavar="RUN...", help="Folders that `annotate run` wrote, in any order."),
    ],
    out: OutOption,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            "-c",
            help="The configuration of the runs, for labels and places. Default: the one that the "
            "first of them was made with.",
        ),
    ] = None,
    force: ForceOption = False,
    discard_decisions: Annotated[
        bool,
        typer.Option(
            "--discard-decisions",
            help="Replace what reviewers decided on an earlier merge into --out.",
        ),
    ] = False,
    gold: Annotated[
        Path | None, typer.Option("--gold", help="Where gold of the texts is, as for `run`.")
    ] = None,
    progress: ProgressOption = Shown.AUTO,
    quiet: QuietOption = False,
) -> None:
    """Make one run of several: of the shards of a cluster, or of any runs with one configuration.

    The result is that of one run over all documents, however they were divided: entities,
    expansions that one document gives to another, tables and report are made anew. The folders that
    are merged stay as they are. `annotate run` over all inputs into the result goes on from there.

    \b
    Examples:
      annotate run texts/ --out parts/1 --shard 1/2
      annotate run texts/ --out parts/2 --shard 2/2
      annotate merge parts/1 parts/2 --out build/

    Exit code: 0 all went well, 1 some documents failed (they are named), 2 wrong usage, or a run
    that is not finished.
    """
    from annotate.cli.configuration import chosen
    from annotate.cli.progress import watched
    from annotate.document.labels import labels_of
    from annotate.document.run_folder import RunFolder
    from annotate.review.decisions import decisions_in
    from annotate.review.keep import ReviewDecisions
    from annotate.run.merging import merge_runs
    from annotate.run.out_folder import open_output

    folders = [RunFolder(one) for one in dict.fromkeys(shards)]
    pipeline = chosen(config or folders[0].configuration())
    labels = labels_of(pipeline)
    output = open_output(out, force=force)
    decisions = ReviewDecisions(output, pipeline.parent, labels, discard=discard_decisions)
    kept = f"every file in {out} is whole; merge again"
    with watched(quiet=quiet, kept=kept, shown=progress) as watcher:
        report = merge_runs(folders, output, pipeline, decisions, decisions_in, watcher, gold)
    print_report(report, out, labels, quiet=quiet)
    if report.exit_code:
        raise typer.Exit(report.exit_code)
