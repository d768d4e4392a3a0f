"""``annotate index``: the entities of a run beside those of others."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from annotate.cli.review_options import RunArgument
from annotate.errors import UsageError

index = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Match the entities of a run with those of others, through the reconciliation API.

    \b
    Examples:
      annotate index serve build/
      annotate index reconcile build/ --service https://wikidata.reconci.link/fr/api
    """,
)

LabelOption = Annotated[
    list[str] | None,
    typer.Option("--label", metavar="LABEL", help="Only entities with this label; may repeat."),
]


@index.command()
def reconcile(
    run: RunArgument,
    service: Annotated[
        str,
        typer.Option("--service", metavar="URL", help="The service, as OpenRefine takes it."),
    ],
    label: LabelOption = None,
    types: Annotated[
        list[str] | None,
        typer.Option(
            "--type",
            metavar="LABEL=ID",
            help="The type of the service that candidates for a label must have; may repeat.",
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=100, help="Candidates to ask for. Default: 3.")
    ] = 3,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="Default: reconciled.csv in the run."),
    ] = None,
) -> None:
    """Ask a service (Wikidata, GeoNames, IdRef …) which of its entities those of a run are.

    The names of the entities are sent to the service, ten at a time, and nothing else. What it
    answers is kept in reconciled.jsonl, so that nothing is asked twice; the first refusal ends the
    asking. Dates are left out. Nothing in the run changes: which candidate is right is for you to
    say.

    \b
    Examples:
      annotate index reconcile build/ --service https://wikidata.reconci.link/fr/api
      annotate index reconcile build/ --service URL --label PER --type PER=Q5
    """
    from annotate.api import load
    from annotate.cli.progress import Progress
    from annotate.index.reconcile import RECONCILED_COLUMNS, Reconciliation
    from annotate.tables import write_csv

    wanted = dict(_pair(one) for one in types or ())
    entities = [
        one
        for one in load(run).index().ranked()
        if one.label != "DATE" and (not label or one.label in label)
    ]
    asking = Reconciliation(service, run / "reconciled.jsonl", limit)
    table = out or run / "reconciled.csv"
    try:
        with Progress(enabled=sys.stderr.isatty()) as progress:
            for done, _ in enumerate(asking.ask(entities, wanted), start=1):
                progress("asking", done, len(entities))
    finally:
        write_csv(table, RECONCILED_COLUMNS, asking.rows(entities, wanted))
    print(f"{table}: candidates for {len(entities)} entities")


@index.command()
def serve(
    run: RunArgument,
    port: Annotated[
        int,
        typer.Option(
            "--port", "-p", min=0, max=65535, help="Where to listen. Default: a free one."
        ),
    ] = 0,
) -> None:
    """Offer the entities of a run to OpenRefine, on this machine.

    Give the address that is printed to « Add standard service » in OpenRefine's reconciliation
    dialog. Nothing but this machine can reach it, and only with this address. Ctrl-C ends it.

    \b
    Examples:
      annotate index serve build/
    """
    from annotate.api import load
    from annotate.cli.configuration import labels_for
    from annotate.index.reconciliation import Reconciler
    from annotate.index.service import IndexServer

    read = load(run)
    names = {label.name: label.name_en for label in labels_for(None, run).values()}
    server = IndexServer(Reconciler(read.index(), names), read.folder.report, port)
    print(f"entities of {run}: {server.url}reconcile")
    print("Ctrl-C ends it", flush=True)
    try:
        server.run()
    except KeyboardInterrupt:
        print()


def _pair(given: str) -> tuple[str, str]:
    label, mark, kind = given.partition("=")
    if not mark or not label or not kind:
        raise UsageError(
            f"--type {given} is no label with a type", remedy="write it so: --type PER=Q5"
        )
    return label, kind
