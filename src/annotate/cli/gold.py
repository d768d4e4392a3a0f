"""``annotate gold``: from annotation sets to gold, and gold projected to another extraction."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.configuration import LABELS_OPTION
from annotate.cli.gold_adjudicate import adjudicate
from annotate.cli.gold_keep import keep

if TYPE_CHECKING:
    from annotate.gold.projection import Carried

_LEAST = 0.5
"""If fewer of its names are carried, the other text is not an extraction of the same text."""

gold = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Make gold from a review or from two annotation sets, check it, and carry it to another
    extraction.

    \b
    Examples:
      annotate gold keep build/ --out gold/
      annotate gold check corpus/gold
      annotate gold read --help
    """,
)


@gold.command("read")
def read(
    marked: Annotated[Path, typer.Argument(help="The text with inline markup.")],
    source: Annotated[Path, typer.Option("--source", help="The file that was annotated.")],
    annotator: Annotated[str, typer.Option("--annotator", help="Who marked it.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write into.")],
    structure: Annotated[
        bool,
        typer.Option("--structure", help="The marks are tags of blocks and sentences, not names."),
    ] = False,
    config: Annotated[Path | None, LABELS_OPTION] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace an earlier file.")] = False,
) -> None:
    """Turn a text with inline markup into a standoff file.

    The markup is described in docs/guide-annotation.md. Names are marked in a copy of the mended
    text that `annotate run` writes as text/ID.mended.txt; the structure is tagged in a copy of the
    source text, text/ID.txt.

    \b
    Examples:
      annotate gold read marked/arenberg.txt --source corpus/arenberg.pdf \\
          --annotator A --out readings/A
      annotate gold read tagged/arenberg.txt --source corpus/arenberg.pdf --structure \\
          --annotator C --out readings/C
    """
    from annotate.cli.configuration import labels_for
    from annotate.document.standoff import write_standoff
    from annotate.errors import OutputError, UnreadableError
    from annotate.gold.markup import read_marked
    from annotate.gold.structure_markup import read_structure
    from annotate.text.mending.mend import mend
    from annotate.text.reading import read_source

    document = read_source(source, source.stem, source.name)
    try:
        text = marked.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(
            f"cannot be read ({error})", path=marked, remedy="give a text in UTF-8"
        ) from error
    if structure:
        standoff = read_structure(text, document, annotator, str(marked))
    else:
        labels = labels_for(config)
        standoff = read_marked(text, mend(document), annotator, labels, str(marked))
    target = out / f"{document.id}.jsonl"
    if target.exists() and not force:
        raise OutputError("is there already", path=target, remedy="replace it with --force")
    write_standoff(target, standoff, document)
    print(f"wrote {target}: {len(standoff.annotations())} annotations")


gold.command("adjudicate")(adjudicate)
gold.command("keep")(keep)


@gold.command("check")
def check(
    path: Annotated[Path, typer.Argument(help="A gold file, or a folder of them.")],
    text: Annotated[
        list[Path] | None,
        typer.Option("--text", help="A source to check quotes against; may be repeated."),
    ] = None,
    config: Annotated[Path | None, LABELS_OPTION] = None,
) -> None:
    """Check gold files: labels, order, ranges, quotes, and no running text.

    \b
    Examples:
      annotate gold check corpus/gold
      annotate gold check corpus/gold/terrils.jsonl --text corpus/terrils.pdf
    """
    from collections import Counter

    from annotate.cli.configuration import labels_for
    from annotate.errors import StandoffError
    from annotate.gold.files import check_against, matching, read_gold
    from annotate.gold.sources import find_source
    from annotate.text.reading import read_source

    golds = read_gold(path, labels_for(config, path))
    sources = [read_source(file, file.stem, str(file)) for file in text or []]
    for source in sources:
        if matching(source, golds) is None:
            raise StandoffError(
                "no gold file here belongs to this text",
                path=source.path,
                remedy="give the file that was annotated, or `annotate gold carry` the gold to it",
            )
    given = {source.sha256: source for source in sources}
    absent = []
    for one in golds:
        own = given.get(one.standoff.sha256) or find_source(one)
        if own is None:
            absent.append(one.standoff.document)
        else:
            check_against(one, own)
    counts = Counter(
        layer.name for one in golds for layer in one.standoff.layers for _ in layer.annotations
    )
    every = ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
    print(f"{len(golds)} gold files are sound: {every}")
    print(f"quotes agree with the texts of {len(golds) - len(absent)}")
    unread = [one.standoff.document for one in golds if one.standoff.unread]
    if unread:
        were = "was" if len(unread) == 1 else "were"
        print(f"{len(unread)} of them {were} not read whole: {', '.join(unread)}", file=sys.stderr)
    if absent:
        print(
            f"quotes NOT checked, for want of the text: {', '.join(absent)} (give it with --text)",
            file=sys.stderr,
        )


@gold.command("carry")
def carry(
    path: Annotated[Path, typer.Argument(help="The gold file, or its folder.")],
    old: Annotated[Path, typer.Option("--from", help="The text the gold was made for.")],
    new: Annotated[Path, typer.Option("--to", help="Another extraction of the same text.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The gold file to write.")],
    lost: Annotated[
        Path | None, typer.Option("--lost", help="A CSV for what could not be carried.")
    ] = None,
    config: Annotated[Path | None, LABELS_OPTION] = None,
    force: Annotated[
        bool,
        typer.Option("--force", "-f", help="Replace an earlier file; carry however little aligns."),
    ] = False,
) -> None:
    """Carry gold to another extraction of the same text: other line breaks, hyphens, pages.

    What aligns and quotes the same is moved; everything else is listed. Hyphens, page breaks,
    running heads and page numbers belong to one extraction and are left out.

    \b
    Examples:
      annotate gold carry corpus/gold/terrils.jsonl --from corpus/terrils.pdf \\
          --to terrils.txt --out gold/terrils.jsonl --lost lost.csv
    """
    from annotate.cli.configuration import labels_for
    from annotate.document.standoff import write_standoff
    from annotate.errors import OutputError, StandoffError, UsageError
    from annotate.gold.files import check_against, matching, read_gold
    from annotate.gold.projection import carry as carry_over
    from annotate.gold.unprojected import COLUMNS, unplaced_rows
    from annotate.tables import write_csv
    from annotate.text.reading import read_source

    for target in filter(None, (out, lost)):
        if target.exists() and not force:
            raise OutputError("is there already", path=target, remedy="replace it with --force")
    golds = read_gold(path, labels_for(config, path))
    source, other = read_source(old, old.stem), read_source(new, new.stem)
    own = matching(source, golds)
    if own is None:
        raise UsageError(
            f"no gold file of {path} belongs to this text",
            path=old,
            remedy="give the very file that was annotated with --from",
        )
    check_against(own, source)
    carried = carry_over(own.standoff, source, other, own.standoff.config)
    named = sum(bool(one.text) for one in own.standoff.annotations())
    kept = sum(bool(one.text) for one in carried.standoff.annotations())
    if kept < _LEAST * named and not force:
        raise StandoffError(
            f"only {kept} of {named} names would be carried: this looks like another text",
            path=new,
            remedy="give another extraction of the text that the gold was made for, or --force",
        )
    write_standoff(out, carried.standoff, other)
    if lost is not None:
        write_csv(lost, COLUMNS, unplaced_rows((*carried.lost, *carried.left)))
    _print_carried(carried)


def _print_carried(carried: Carried) -> None:
    from annotate.gold.unprojected import reasons, unplaced_lines

    for line in unplaced_lines([one for one in carried.lost if one.annotation.text]):
        print(line, file=sys.stderr)
    for reason, number in reasons(carried.lost).items():
        print(f"{number}: {reason}", file=sys.stderr)
    whole = sum(not one.part for one in carried.lost)
    print(
        f"{len(carried.standoff.annotations())} carried, {whole} lost "
        f"({len(carried.lost) - whole} attributes left out), "
        f"{len(carried.left)} belong to the other extraction"
    )
