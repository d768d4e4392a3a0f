"""``annotate review log`` and ``annotate review undo``: what was changed, and taking it back."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.configuration import YES_OPTION
from annotate.cli.counts import counted
from annotate.cli.review_options import ConfigOption, RunArgument

if TYPE_CHECKING:
    from annotate.review.journal.batch import Batch


def log(run: RunArgument) -> None:
    """List what was changed in a review: every pull, sheet and action in the page, by number.

    What a later one took back is marked.

    \b
    Examples:
      annotate review log build/
    """
    from annotate.document.run_folder import RunFolder
    from annotate.review.journal.batch import Kind
    from annotate.review.journal.journal import Journal

    folder = RunFolder(run)
    folder.documents()
    journal = Journal(folder)
    journal.settle()
    holding = {one.number for one in journal.effective()}
    batches = journal.batches()
    last = max((one.number for one in batches if one.kind is Kind.DISCARD), default=0)
    for batch in batches:
        lost = "given up" if batch.number < last else "taken back"
        holds = batch.number in holding or batch.number == last
        print(f"{batch.number:5}  {batch.at}  {_line(batch)}{'' if holds else f'  ({lost})'}")
    if not batches:
        print(f"nothing was decided in {run} yet")


def undo(
    run: RunArgument,
    number: Annotated[
        int | None,
        typer.Argument(
            metavar="[N]", help="What to take back. Default: the last that was not taken back."
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="NAME", help="Who takes it back. Default: your login name."),
    ] = None,
    config: ConfigOption = None,
    yes: Annotated[bool, YES_OPTION] = False,
) -> None:
    """Take back what a pull, a sheet or an action in the page changed.

    The files are then as they were before. If a part of it was changed again since, nothing is
    taken back and that part is named; with --yes the rest is. In a text that was extracted again it
    is looked for among the same words, and what has no place there is named as well. What took
    something back can be taken back by its own number. doccano still holds what was pulled from it:
    `annotate review push` sends the texts as they are now.

    \b
    Examples:
      annotate review undo build/
      annotate review undo build/ 12 --by alice

    Exit code: 0 all of it was taken back, 1 with --yes a part was left (it is named), 2 wrong
    usage, or a part was changed again since.
    """
    import getpass
    from datetime import UTC, datetime

    from annotate.cli.configuration import labels_for
    from annotate.document.run_folder import RunFolder
    from annotate.review.decisions import decisions_in
    from annotate.review.journal.journal import Journal
    from annotate.review.journal.undo import undo as take_back
    from annotate.review.keep import bring_up_to_date
    from annotate.run.rebuild import rebuild

    folder = RunFolder(run)
    folder.documents()
    labels = labels_for(config, run)
    journal = Journal(folder)
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with journal.opened():
        undone = take_back(journal, number, by or getpass.getuser(), at, standing=yes)
    bring_up_to_date(folder, lambda: rebuild(folder, labels, decisions_in))
    for conflict in undone.conflicts:
        print(f"annotate: left as it is: {conflict}", file=sys.stderr)
    print(f"took back {undone.undone.number}: {_line(undone.undone)}")
    if undone.conflicts:
        raise typer.Exit(1)


def _line(batch: Batch) -> str:
    """Return what a batch is, in one line."""
    from annotate.review.journal.counts import counts_of

    who = f" by {', '.join(batch.by)}" if batch.by else ""
    what = f"{batch.kind} {batch.undoes}" if batch.undoes is not None else batch.kind
    origin = f" of {batch.origin}" if batch.origin else ""
    counts = [f"{number} {word}" for word, number in counts_of(batch).items() if number]
    where = counted(len({one.document for one in batch.documents}), "document")
    parts = [f"{', '.join(counts)} in {where}"] if counts else []
    # What the page decides in a piece that was read keeps it read, which is no news.
    news = (one for one in batch.readings if batch.kind != "page" or one.at == batch.at)
    read = len({(one.document, one.piece) for one in news})
    if read:
        parts.append(f"{counted(read, 'piece')} read")
    parts += [f"{table.path} changed" for table in batch.tables]
    if not parts:
        parts.append("what was read" if batch.undoes is not None else "nothing")
    return f"{what}{origin}{who}: {'; '.join(parts)}"
