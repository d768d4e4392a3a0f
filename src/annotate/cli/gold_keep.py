"""``annotate gold keep``: what reviewers decided on a run becomes gold."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from annotate.cli.configuration import LABELS_OPTION
from annotate.cli.review_options import report_changed_sources


def keep(
    run: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a reviewed run.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the gold.")],
    document: Annotated[
        list[str] | None,
        typer.Option("--document", "-d", help="Keep this document only; may be repeated."),
    ] = None,
    config: Annotated[Path | None, LABELS_OPTION] = None,
    allow_unread: Annotated[
        bool,
        typer.Option(
            "--allow-unread",
            help="Keep texts that nobody has read whole, too; the first line of such a file says "
            "what was not read.",
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace earlier gold.")] = False,
) -> None:
    """Keep what reviewers decided on a run as gold, a file for each document.

    A document is kept if somebody has read all of it: every paragraph, heading, note and cell,
    those without names too, as it is now. Confirming a text in doccano and pulling it counts. No
    remark of the pull may be open. Of the other documents every piece that is left is named. What
    reviewers rejected is left out; a structure that the folder's gold has already is kept.

    With --allow-unread what was decided in the others is kept as well, without what nobody decided
    on.

    To reconcile the annotation sets of two annotators, use `annotate gold adjudicate`.

    \b
    Examples:
      annotate gold keep build/ --out gold/
      annotate gold keep build/ --out gold/ --document terrils --force

    Exit code: 0 all documents were kept, 1 some were not read yet, 2 wrong usage.
    """
    from annotate.cli.configuration import labels_for
    from annotate.document.run_folder import RunFolder
    from annotate.document.standoff import loads
    from annotate.errors import OutputError, UsageError
    from annotate.gold.from_review import kept
    from annotate.gold.writing import with_other_layers, write_gold
    from annotate.review.unread import LeftToDo

    folder = RunFolder(run)
    documents = folder.documents()
    report_changed_sources(folder)
    missing = sorted(set(document or ()) - set(documents))
    if missing:
        raise UsageError(f"there is no document {', '.join(missing)}", path=run)
    to_do, made, refused = LeftToDo(folder), [], False
    for name in document or documents:
        read = folder.read(name)
        left = to_do.of(read)
        lines = list(left.lines())
        if lines and not allow_unread:
            refused = True
            _print_left(name, lines)
            continue
        target = out / f"{name}.jsonl"
        gold = with_other_layers(kept(read.standoff, left.ranges(read.standoff.characters)), target)
        if target.exists() and not force and loads(target.read_text("utf-8"), target) != gold:
            raise OutputError(
                "holds other gold of this document", path=target, remedy="replace it with --force"
            )
        made.append((target, gold))
    if made:
        write_gold(made, labels_for(config, run))
    print(f"wrote the gold of {len(made)} documents into {out}")
    if refused:
        raise typer.Exit(1)


def _print_left(name: str, lines: list[str]) -> None:
    print(
        f"annotate: {name} is not kept: {len(lines)} left to read or to settle. To mend it: "
        "read all of it (confirm its texts in doccano, and pull), and settle the remarks; or keep "
        "it as it is with --allow-unread.",
        file=sys.stderr,
    )
    for line in lines:
        print(f"  {line}", file=sys.stderr)
