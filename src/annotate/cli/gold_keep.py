"""``annotate gold keep``: what reviewers decided on a run becomes gold."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from annotate.cli.configuration import LABELS_OPTION


def keep(
    run: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a reviewed run.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the gold.")],
    document: Annotated[
        list[str] | None,
        typer.Option("--document", "-d", help="Keep this document only; may be repeated."),
    ] = None,
    config: Annotated[Path | None, LABELS_OPTION] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace earlier gold.")] = False,
) -> None:
    """Keep what reviewers decided on a run as gold, a file for each document.

    A document is kept if every name and acronym in it was decided on: confirmed in doccano and
    pulled, or decided in a sheet. The others are named, with how much is left. What reviewers
    rejected is left out; a structure that the folder's gold has already is kept.

    To reconcile the annotation sets of two annotators, use `annotate gold adjudicate`.

    \b
    Examples:
      annotate gold keep build/ --out gold/
      annotate gold keep build/ --out gold/ --document terrils --force

    Exit code: 0 all documents were kept, 1 some are not decided yet, 2 wrong usage.
    """
    from annotate.cli.configuration import labels_for
    from annotate.document.discovery import read_all
    from annotate.document.standoff import loads
    from annotate.errors import OutputError, UsageError
    from annotate.gold.from_review import kept, undecided
    from annotate.gold.writing import with_other_layers, write_gold

    documents = {one.document: one for one in read_all(run)}
    missing = sorted(set(document or ()) - set(documents))
    if missing:
        raise UsageError(f"there is no document {', '.join(missing)}", path=run)
    made, left = [], False
    for name in document or sorted(documents):
        waiting = undecided(documents[name])
        if waiting:
            left = True
            print(
                f"annotate: {name} is not kept: nobody decided on {len(waiting)} of its "
                f"annotations, the first of them {waiting[0].label} {waiting[0].text!r}. To mend "
                "it: confirm its pieces in doccano and pull, or decide in the sheet of `annotate "
                "check`.",
                file=sys.stderr,
            )
            continue
        target = out / f"{name}.jsonl"
        gold = with_other_layers(kept(documents[name]), target)
        if target.exists() and not force and loads(target.read_text("utf-8"), target) != gold:
            raise OutputError(
                "holds other gold of this document", path=target, remedy="replace it with --force"
            )
        made.append((target, gold))
    if made:
        write_gold(made, labels_for(config, run))
    print(f"wrote the gold of {len(made)} documents into {out}")
    if left:
        raise typer.Exit(1)
