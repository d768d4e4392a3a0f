"""``annotate text``: what reading and mending make of a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotate.cli.remarks import print_remarks

if TYPE_CHECKING:
    from annotate.document.mended import Mended
    from annotate.text.diff import Part, ShownEdit, ShownLine

_WIDTH = 140
"""Columns of the view when it is piped."""

text = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Look at how a file is read and mended.

    \b
    Examples:
      annotate text show article.pdf
      annotate text show --help
    """,
)


@text.callback()
def _text() -> None:
    """Keep `show` a command of its own while it is the only one."""


@text.command("show")
def show(
    file: Annotated[str, typer.Argument(help="A file that `annotate run` reads, or -.")],
    page: Annotated[int | None, typer.Option("--page", help="This page only.")] = None,
    rule: Annotated[
        str | None, typer.Option("--rule", help="Lines with an edit of this rule only.")
    ] = None,
    edits: Annotated[
        bool, typer.Option("--edits", help="One edit a line, cells parted by tabs.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="The edits as JSON.")] = False,
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", help="A configuration with mending.tsv, as for run."),
    ] = None,
    ocr: Annotated[
        bool, typer.Option("--ocr", help="Recognise the text of scanned pages, as for run.")
    ] = False,
) -> None:
    """Show source and mended text side by side, with the rule of every edit.

    What an edit changed is in colour, and between ⟦ ⟧ when the output is no terminal. Characters
    that do not show are written as signs: ⏎ line feed, ␍ carriage return, ⏏ form feed, ⇥ tab,
    ␣ no-break space, ⍽ narrow no-break space, ¬ soft hyphen, ⟨200B⟩ any other by its number; in
    the table of --edits, ␠ a space.

    \b
    Examples:
      annotate text show article.pdf
      annotate text show article.pdf --page 3 --rule hyphen
      annotate text show notes.txt --edits > edits.tsv
      annotate text show notes.txt --json | jq '.edits[].rule'
      annotate text show notes.txt --config myconfigs/

    Rules are switched off in mending.tsv of the configuration.
    """
    from annotate.cli.configuration import chosen
    from annotate.text.mending.mend import mend
    from annotate.text.mending.rules import read_rules

    rules = read_rules(chosen(config).parent)
    source = _one(file, ocr=ocr).read()
    _check(rule, page, [one.number for one in source.pages])
    mended = mend(source, rules)
    print_remarks(source.path, mended.remarks)
    if json:
        print(_as_json(mended, rules, _wanted(mended, page, rule)))
    elif edits:
        _print_edits(_wanted(mended, page, rule))
    else:
        _print_lines(mended, page, rule)


def _one(file: str, *, ocr: bool) -> Any:
    """Return the input that the argument names, which must be one file."""
    from annotate.errors import UsageError
    from annotate.run.inputs import find_inputs

    if Path(file).is_dir():
        raise UsageError("is a folder", path=file, remedy="name one file")
    found = find_inputs([file], ocr=ocr)
    if len(found) != 1:
        raise UsageError(f"stands for {len(found)} files", path=file, remedy="name one of them")
    return found[0]


def _check(rule: str | None, page: int | None, pages: Sequence[int]) -> None:
    from annotate.errors import UsageError
    from annotate.text.mending.rules import RULES

    if rule is not None and rule not in RULES:
        raise UsageError(f"there is no rule {rule!r}", remedy=f"name one of {', '.join(RULES)}")
    if page is not None and page not in (pages or [1]):
        raise UsageError(
            f"there is no page {page}", remedy=f"name a page from 1 to {max(pages, default=1)}"
        )


def _wanted(mended: Mended, page: int | None, rule: str | None) -> Iterable[ShownEdit]:
    from annotate.text.diff import shown_edits

    return (
        edit
        for edit in shown_edits(mended)
        if page in (None, edit.page) and rule in (None, edit.rule)
    )


def _as_json(mended: Mended, rules: frozenset[str], wanted: Iterable[ShownEdit]) -> str:
    from dataclasses import asdict
    from json import dumps

    from annotate.text.mending.rules import RULES

    shown = {
        "source": mended.source.path,
        "sha256": mended.source.sha256,
        "characters": len(mended.source.text),
        "rules": [rule for rule in RULES if rule in rules],
        "edits": [asdict(edit) for edit in wanted],
    }
    return dumps(shown, ensure_ascii=False, indent=1)


def _print_edits(wanted: Iterable[ShownEdit]) -> None:
    from annotate.text.diff import visible

    print("start", "end", "page", "line", "rule", "before", "after", sep="\t")
    for edit in wanted:
        before, after = (visible(one).replace(" ", "␠") for one in (edit.before, edit.after))
        print(edit.start, edit.end, edit.page, edit.line, edit.rule, before, after, sep="\t")


def _print_lines(mended: Mended, page: int | None, rule: str | None) -> None:
    """Print a table a page, so that a book begins to show at once."""
    from itertools import groupby

    from rich.console import Console

    from annotate.text.diff import shown_lines

    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH)
    lines = (
        line
        for line in shown_lines(mended)
        if page in (None, line.page) and (rule is None or rule in line.rules)
    )
    empty = True
    for number, own in groupby(lines, key=lambda line: line.page):
        console.print(_table(number, own, plain=not console.is_terminal))
        empty = False
    if empty:
        console.print("no edit of this rule here" if rule else "there is nothing here")


def _table(page: int, lines: Iterable[ShownLine], *, plain: bool) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, expand=True, padding=(0, 1), title=f"page {page}")
    table.add_column("line", justify="right", no_wrap=True)
    table.add_column("source", ratio=1, overflow="fold")
    table.add_column("mended", ratio=1, overflow="fold")
    table.add_column("rule", width=14, overflow="fold", style="cyan")
    for line in lines:
        table.add_row(
            str(line.line),
            _coloured(line.source, "red", plain=plain),
            _coloured(line.mended, "green", plain=plain),
            Text(" ".join(dict.fromkeys(line.rules))),
        )
    return table


def _coloured(parts: Sequence[Part], colour: str, *, plain: bool) -> Any:
    from rich.text import Text

    from annotate.text.diff import visible

    shown = Text()
    for part in parts:
        words = visible(part.text)
        if part.changed and plain:
            words = f"⟦{words}⟧"
        shown.append(words, style=f"bold {colour}" if part.changed else None)
    return shown
