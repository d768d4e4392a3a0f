"""``annotate review learn``: lexicon entries from what reviewers decided."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from annotate.review.lexicon.proposals import Proposal


def learn(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="A run with decided annotations.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The sheet to fill.")] = None,
    apply: Annotated[
        Path | None, typer.Option("--apply", help="A filled sheet: write what it accepts.")
    ] = None,
    show: Annotated[
        Path | None,
        typer.Option("--show", help="Another run: tell what the entries would change there."),
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option("--sheet", help="With --show: only what this sheet accepts.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="The configuration. Default: ./configs.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace an earlier sheet.")] = False,
) -> None:
    """Propose lexicon entries from what reviewers decided.

    What was corrected, added or rejected twice is proposed, and a name that was decided on once, or
    accepted, where texts of the run that nobody reviewed would gain by it. Without --out the
    entries are printed. In the sheet a person answers oui or non; --show says what the accepted
    entries would change in another run that was not reviewed, and --apply writes them into the
    lexicons, each with who decided so and when as its source.

    \b
    Examples:
      annotate review learn build/ --out entries.xlsx
      annotate review learn build/ --show heldout/ --sheet entries.xlsx
      annotate review learn --apply entries.xlsx --config configs/
    """
    from annotate.cli.configuration import chosen
    from annotate.document.run_folder import RunFolder
    from annotate.errors import OutputError, UsageError
    from annotate.review.lexicon.entries import read_accepted, write_entries_sheet
    from annotate.review.lexicon.proposals import propose

    if apply is not None:
        _apply(apply, config)
        return
    pipeline = chosen(config)
    if folder is None:
        raise UsageError("no run is given", remedy="name the folder that `annotate run` wrote")
    if out is not None and out.exists() and not force:
        raise OutputError("is there already", path=out, remedy="replace it with --force")
    proposals = propose(RunFolder(folder), pipeline.parent)
    if show is not None:
        _show(proposals if sheet is None else read_accepted(sheet), show, pipeline)
    elif out is not None:
        write_entries_sheet(out, proposals)
        print(f"wrote {out}: {len(proposals)} proposed entries")
    else:
        for one in proposals:
            against = f"  ({one.against} against)" if one.against else ""
            what = f"{one.lexicon}: {one.form}  {one.label} {one.detail}".rstrip()
            print(f"{one.count:5}  {what}{against}")
        print(f"{len(proposals)} proposed entries")


def _apply(sheet: Path, config: Path | None) -> None:
    from annotate.cli.configuration import chosen
    from annotate.errors import UsageError
    from annotate.review.lexicon.entries import add_entries, read_accepted

    if config is None and not Path("configs/pipeline.cfg").is_file():
        raise UsageError(
            "there is no configuration of yours here", remedy="name its folder with --config"
        )
    written = add_entries(chosen(config).parent, read_accepted(sheet))
    print(f"{written} entries written into {chosen(config).parent / 'lexicons'}")


def _show(entries: Sequence[Proposal], run: Path, pipeline: Path) -> None:
    from annotate.document.run_folder import RunFolder
    from annotate.review.lexicon.impact import changes_on

    changes = changes_on(RunFolder(run), pipeline, entries)
    for change in changes:
        sign = "+" if change.gained else "-"
        print(f"{sign} {change.document}: {change.text} ({change.label})")
    gained = sum(change.gained for change in changes)
    print(f"{len(entries)} entries: {gained} names gained, {len(changes) - gained} lost")
