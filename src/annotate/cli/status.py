"""``annotate status``: how far a run is, from another terminal."""

from __future__ import annotations

import json
import platform
import shlex
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.counts import counted, duration
from annotate.cli.progress import figures

if TYPE_CHECKING:
    from annotate.run.status import Status


def status(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="What `annotate run` has as --out.")
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a JSON object for each folder, a line each.")
    ] = False,
) -> None:
    """Tell how far a run is, or how it ended, without disturbing it.

    \b
    running       how many documents are done, how fast, what failed, how long it will take
    broken off    it was killed; the same command goes on where it was
    interrupted   by Ctrl-C, SIGTERM or SIGHUP; the same command goes on
    finished      all documents were looked at; failures are named
    failed        no document was processed, or it could not go on

    Of several folders, as of the parts of a run, each has a row, and there is a sum.

    \b
    Examples:
      annotate status build/
      watch annotate status build/
      annotate status parts/*
      annotate status build/ --json | jq .seconds_left

    Exit code: 0 running, or finished well; 1 something failed, or the run is broken off or
    interrupted; 2 a folder holds no run.
    """
    from annotate.run.status import status_of

    found = {folder: status_of(folder) for folder in folders}
    known = [one for one in found.values() if one is not None]
    if as_json:
        for one in known:
            print(json.dumps(one.as_json(), ensure_ascii=False))
    elif len(folders) > 1:
        _print_table(known)
    else:
        for one in known:
            print("\n".join(_told(one)))
    for folder, told in found.items():
        if told is None:
            what = "holds no run" if folder.is_dir() else "there is no such folder"
            remedy = "give the folder that `annotate run` has as --out"
            print(f"annotate: {folder}: {what}. To mend it: {remedy}.", file=sys.stderr)
    if len(known) < len(found):
        raise typer.Exit(2)
    if not all(one.well for one in known):
        raise typer.Exit(1)


def _told(one: Status) -> Iterator[str]:
    """Yield the lines about one run."""
    now = datetime.now(UTC)
    since = f", begun {_moment(one.begun)}" if one.begun else ""
    part = f", part {one.facts['shard']}" if one.facts.get("shard") else ""
    yield f"{one.folder}: {one.state.value}{part}{since}{_process(one)}"
    if one.state.value == "running":
        yield f"  now: {one.step or 'beginning'}"
    yield f"  {_figures(one)}"
    if one.kept:
        yield f"  {one.kept} of them were done by an earlier run"
    if one.seen:
        yield f"  last news {duration((now - one.seen).total_seconds())} ago"
    if one.message:
        yield f"  {one.message}"
    if one.last_failures:
        fewer = len(one.last_failures) < one.failures
        yield f"  the last {len(one.last_failures)} failures:" if fewer else "  failures:"
        for identity, message in one.last_failures:
            yield f"    {message or identity}"
    yield from _remedy(one)


def _figures(one: Status) -> str:
    told = figures(one.settled, one.documents, one.failures, one.pace)
    if one.left() is None:
        # How fast it was is told, and not how long what nobody does would take.
        told = told.rpartition(", ")[0] if told.endswith(" left") else told
    return told


def _process(one: Status) -> str:
    number, host = one.facts.get("process"), one.facts.get("host")
    if not number or one.state.value != "running":
        return ""
    return f", process {number}" + (f" on {host}" if host != platform.node() else "")


def _remedy(one: Status) -> Iterator[str]:
    """Yield what the user can do."""
    command = shlex.join(one.facts.get("command") or [])
    again = f"the same command goes on where it was: {command}" if command else ""
    if one.state.value == "broken off":
        host = one.facts.get("host")
        where = (
            f" (seen from here; it ran on {host})" if host not in (None, platform.node()) else ""
        )
        yield f"  no process works on it{where}; {again or 'run again, it goes on where it was'}"
    elif one.state.value == "interrupted":
        yield f"  {again or 'run again, it goes on where it was'}"
    elif one.busy and one.state.value != "running":
        yield "  another command is at work in this folder"


def _moment(time: datetime) -> str:
    return time.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _print_table(known: Sequence[Status]) -> None:
    """Print a row for each run, and the sum."""
    from rich.console import Console
    from rich.table import Table

    documents, settled = sum(one.documents for one in known), sum(one.settled for one in known)
    rate = sum(one.pace.documents for one in known if one.left() is not None)
    left = [seconds for one in known if (seconds := one.left()) is not None]
    table = Table(show_footer=True)
    table.add_column("folder", counted(len(known), "run"), overflow="fold")
    table.add_column("state", _states(known))
    table.add_column("documents", f"{settled} of {documents}", justify="right")
    table.add_column("failures", str(sum(one.failures for one in known)), justify="right")
    table.add_column("documents/s", f"{rate:.1f}" if left else "", justify="right")
    table.add_column("left", duration(max(left)) if left else "", justify="right")
    for one in known:
        seconds = one.left()
        table.add_row(
            str(one.folder),
            one.state.value,
            f"{one.settled} of {one.documents}",
            str(one.failures),
            "" if seconds is None else f"{one.pace.documents:.1f}",
            "" if seconds is None else duration(seconds),
        )
    console = Console()
    (console if console.is_terminal else Console(width=120)).print(table)
    for one in known:
        for identity, message in one.last_failures:
            print(f"{one.folder}: {message or identity}")


def _states(known: Sequence[Status]) -> str:
    states = [one.state.value for one in known]
    return ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
