"""``annotate review start``, ``stop`` and ``status``: a doccano on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.counts import counted
from annotate.cli.review_options import (
    HomeOption,
    QuietOption,
    UrlOption,
    report_changed_sources,
    report_failed,
    sign_in,
)

if TYPE_CHECKING:
    from annotate.document.run_folder import RunFolder
    from annotate.errors import AnnotateError


def start(
    user: Annotated[
        list[str] | None,
        typer.Option("--user", "-u", help="Make an account for this reviewer; may be repeated."),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            "-p",
            min=1,
            max=65535,
            help="Where to listen. Default: a free one from 8000.",
        ),
    ] = None,
    home: HomeOption = None,
    quiet: QuietOption = False,
) -> None:
    """Start a doccano on this machine, and wait until it answers.

    The first start installs doccano into an environment of its own (550 MB, some minutes). It
    listens on 127.0.0.1 only. Passwords are random, shown once, and kept in accounts.tsv of its
    home, which only you can read. Stopping it keeps the data.

    \b
    Examples:
      annotate review start
      annotate review start --user alice --user bob
      annotate review start --port 8123 --home reviews/
    """
    from annotate.cli.progress import watched
    from annotate.review.server.home import ADMIN, home_at, new_accounts
    from annotate.review.server.process import running
    from annotate.review.server.process import start as start_server

    place = home_at(home)
    was = running(place)
    made = new_accounts(place, user or [])
    kept = "`annotate review start` continues, `annotate review stop` ends what runs already"
    with watched(quiet=quiet, kept=kept, lines=True) as progress:
        server = start_server(place, place.accounts(), port, progress)
    if made:
        print(f"new accounts, kept in {place.accounts_file}:")
        for account in made:
            print(f"  {account.user}\t{account.password}")
    print(f"doccano {'runs already' if was else 'runs'} at {server.url} (data in {place.data})")
    people = [account.user for account in place.accounts() if account.user != ADMIN]
    if people:
        print(sign_in(server.url, people))
        print("next: `annotate review push DIR`")
    else:
        print(
            f"next: give somebody an account with `annotate review start --user NAME`; {ADMIN} "
            "only pushes and pulls"
        )


def stop(home: HomeOption = None) -> None:
    """Stop the server; accounts and data are kept.

    \b
    Examples:
      annotate review stop
    """
    from annotate.review.server.home import home_at
    from annotate.review.server.process import stop as stop_server

    place = home_at(home)
    print("stopped" if stop_server(place) else f"no server of {place.folder} was running")


def status(
    run: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="Say how far the review of this run is, too."),
    ] = None,
    url: UrlOption = None,
    home: HomeOption = None,
) -> None:
    """Say whether the server runs, who has an account, and how far a review is.

    Of a run it says what was read whole, and what is confirmed in each of its projects.

    \b
    Examples:
      annotate review status
      annotate review status build/
    """
    from annotate.document.run_folder import RunFolder
    from annotate.errors import AnnotateError
    from annotate.review.credentials import open_session
    from annotate.review.doccano.projects import progress_of
    from annotate.review.doccano.state import ReviewFolder
    from annotate.review.server.home import home_at
    from annotate.review.server.process import answers, running

    place = home_at(home)
    server = running(place)
    if server is None:
        print(f"no server of {place.folder} is running")
    else:
        silent = "" if answers(server.url) else ", but does not answer"
        print(f"doccano runs at {server.url}, process {server.pid}{silent}")
    names = ", ".join(account.user for account in place.accounts())
    if names:
        print(f"accounts ({place.accounts_file}): {names}")
    if run is None:
        return
    failed: list[AnnotateError] = []
    report_changed_sources(RunFolder(run))
    _print_read(RunFolder(run), failed)
    states = ReviewFolder(RunFolder(run)).states(failed)
    if not states and not failed:
        print(f"{run} was not pushed yet")
    for state in states:
        session = open_session(url if url or server is None else None, place)
        try:
            found = progress_of(state, session)
        except AnnotateError as error:  # the other projects go on
            failed.append(error)
            continue
        print(
            f"{state.name}: {found.confirmed} of {found.examples} pieces confirmed, "
            f"{found.comments} comments, {found.waiting} with work that was not pulled: "
            f"{state.url}/projects/{state.project}"
        )
    report_failed(failed)


def _print_read(run: RunFolder, failed: list[AnnotateError]) -> None:
    """Say how much of a run somebody has read whole."""
    from annotate.errors import AnnotateError
    from annotate.review.unread import LeftToDo

    try:
        to_do = LeftToDo(run)
        lefts = [to_do.of(run.read(name)) for name in run.documents()]
    except AnnotateError as error:
        failed.append(error)
        return
    ready = sum(not any(left.lines()) for left in lefts)
    pieces = counted(sum(len(left.pieces) for left in lefts), "piece")
    print(f"{run.folder}: {ready} of {counted(len(lefts), 'document')} read whole, {pieces} left")
