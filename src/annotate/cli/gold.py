"""``annotate gold``: from readings to gold, and gold carried to another extraction."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

gold = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Make gold from annotators' readings, check it, and carry it to another extraction.",
)


@gold.command("read")
def read(
    marked: Annotated[Path, typer.Argument(help="The mended text with inline markup.")],
    source: Annotated[Path, typer.Option("--source", help="The file that was annotated.")],
    annotator: Annotated[str, typer.Option("--annotator", help="Who marked it.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write into.")],
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace an earlier file.")] = False,
) -> None:
    r"""Turn a text with inline markup into a standoff file.

    The markup is described in docs/guide-annotation.md. What is marked is a copy of the mended
    text that `annotate run` writes as text/ID.mended.txt.

    \b
    Examples:
      annotate gold read marked/arenberg.txt --source corpus/arenberg.pdf \
          --annotator A --out readings/A
    """
    from annotate.errors import OutputError, UnreadableError
    from annotate.gold.markup import read_marked
    from annotate.standoff.files import write_standoff
    from annotate.text.mending.mend import mend
    from annotate.text.reading import read_source

    document = read_source(source, source.stem, source.name)
    try:
        text = marked.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(
            f"cannot be read ({error})", path=marked, remedy="give a text in UTF-8"
        ) from error
    standoff = read_marked(text, mend(document), annotator, str(marked))
    target = out / f"{document.id}.jsonl"
    if target.exists() and not force:
        raise OutputError("is there already", path=target, remedy="replace it with --force")
    write_standoff(target, standoff, document)
    print(f"wrote {target}: {len(standoff.annotations())} annotations")


@gold.command("adjudicate")
def adjudicate(
    first: Annotated[Path, typer.Argument(help="A folder with one annotator's readings.")],
    second: Annotated[Path, typer.Argument(help="A folder with another's.")],
    decisions: Annotated[
        Path, typer.Option("--decisions", help="The table of decisions; made if it is not there.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the gold.")],
) -> None:
    r"""Reconcile two readings: what both share is gold, the rest is decided in a table.

    Disagreements without a decision are written into the table with an empty cell: fill it with
    first, second or drop, give a reason, and run the command again. Layers that the readings do not
    have (the structure, where they are of names) stay as the gold has them.

    \b
    Examples:
      annotate gold adjudicate readings/A readings/B \
          --decisions decisions.tsv --out corpus/gold
    """
    from annotate.files import write_text
    from annotate.gold.adjudication import adjudicate as reconcile
    from annotate.gold.adjudication import (
        pair_up,
        read_decisions,
        with_other_layers,
        write_decisions,
    )
    from annotate.standoff.files import dumps
    from annotate.standoff.folders import read_all

    decided = read_decisions(decisions) if decisions.exists() else []
    names = (first.name, second.name)
    pairs = pair_up(read_all(first), read_all(second))
    reconciled = [reconcile(one, other, decided, names) for one, other in pairs]
    open_ = [pair for _, rest in reconciled for pair in rest]
    if open_:
        write_decisions(decisions, decided, open_)
        print(
            f"annotate: {len(open_)} disagreements are not decided yet: fill the column "
            f"`decision` of {decisions}",
            file=sys.stderr,
        )
        raise typer.Exit(1)
    for standoff, _ in reconciled:
        target = out / f"{standoff.document}.jsonl"
        write_text(target, dumps(with_other_layers(standoff, target)))
    print(f"wrote the gold of {len(reconciled)} documents into {out}")
