"""``annotate review``: a doccano server, predictions to it, decisions back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.counts import counted
from annotate.cli.review_journal import log, undo
from annotate.cli.review_learn import learn
from annotate.cli.review_options import (
    ConfigOption,
    HomeOption,
    QuietOption,
    RunArgument,
    UrlOption,
    report_failed,
)
from annotate.cli.review_pull import pull

if TYPE_CHECKING:
    from annotate.document.run_folder import RunFolder
    from annotate.errors import AnnotateError
    from annotate.review.doccano.send import PushReport

review = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Review annotations with doccano: start a server, push, pull.

    \b
    Examples:
      annotate review start --user alice
      annotate review push build/
      annotate review pull build/
      annotate review stop
    """,
)

review.command()(learn)

_For = Annotated[
    list[str] | None,
    typer.Option("--for", help="Give this annotator a project of their own; may be repeated."),
]
_Member = Annotated[
    list[str] | None,
    typer.Option(
        "--member",
        "-m",
        help="Who works in the common project; may be repeated. Default: everybody that "
        "`annotate review start` gave an account.",
    ),
]
_Order = Annotated[
    str, typer.Option(help="risk: the most doubtful documents first; name: by their ids.")
]
_Size = Annotated[
    int, typer.Option(min=200, help="Characters of a piece; documents are cut at paragraphs.")
]
_Documents = Annotated[
    list[str] | None,
    typer.Option("--document", "-d", help="Push this document only; may be repeated."),
]
_New = Annotated[
    bool, typer.Option("--new", help="Create a new project, and forget the earlier one.")
]


@review.command()
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
    from annotate.review.server.home import home_at, new_accounts
    from annotate.review.server.process import running
    from annotate.review.server.process import start as start_server

    place = home_at(home)
    was = running(place)
    made = new_accounts(place, user or [])
    kept = "`annotate review start` continues, `annotate review stop` ends what runs already"
    with watched(quiet=quiet, kept=kept) as progress:
        server = start_server(place, place.accounts(), port, progress)
    if made:
        print(f"new accounts, kept in {place.accounts_file}:")
        for account in made:
            print(f"  {account.user}\t{account.password}")
    print(f"doccano {'runs already' if was else 'runs'} at {server.url} (data in {place.data})")


@review.command()
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


@review.command()
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


@review.command()
def push(
    run: RunArgument,
    annotator: _For = None,
    member: _Member = None,
    order: _Order = "risk",
    size: _Size = 4000,
    document: _Documents = None,
    new: _New = False,
    config: ConfigOption = None,
    url: UrlOption = None,
    home: HomeOption = None,
    quiet: QuietOption = False,
) -> None:
    """Send a run's documents with their annotations to doccano.

    Only what changed since the last push is sent, and everything is read back and compared span by
    span. A document that holds work you have not pulled yet is left alone.

    With --order risk (the default) the documents with the most expected errors for their length
    come first. Each annotator named by --for gets a project of their own, and sees nothing of the
    others' work.

    \b
    Examples:
      annotate review push build/
      annotate review push build/ --for alice --for bob
      annotate review push build/ --document terrils --document samzal
      ANNOTATE_DOCCANO_PASSWORD=... annotate review push build/ --url https://doccano.example.org

    Exit code: 0 all went well, 1 some documents were not sent (they are named) or the server
    failed, 2 wrong usage.
    """
    from annotate.cli.configuration import labels_for
    from annotate.cli.progress import watched
    from annotate.document.run_folder import RunFolder
    from annotate.errors import ReviewError, StandoffError
    from annotate.review.credentials import open_session
    from annotate.review.doccano.push import push as push_run
    from annotate.review.server.home import home_at

    labels = labels_for(config, run)
    failed: list[AnnotateError] = []
    people: list[str | None] = [*(annotator or [])] or [None]
    kept = f"what was sent is kept: `annotate review push {run}` goes on from there"
    for name in people:
        with watched(quiet=quiet, kept=kept) as progress:
            session = open_session(url, home_at(home), progress)
            members = _members(member, session.user, url, home)
            try:
                report = push_run(
                    RunFolder(run),
                    session,
                    labels,
                    annotator=name,
                    members=members,
                    order=order,
                    size=size,
                    only=document or [],
                    new=new,
                    tell=progress,
                )
            except (ReviewError, StandoffError) as error:  # the other projects go on
                failed.append(error)
                continue
        failed += report.refused
        if not quiet:
            _print_push(report)
    report_failed(failed)


def _members(named: list[str] | None, admin: str, url: str | None, home: Path | None) -> list[str]:
    """Return who is let into the common project."""
    from annotate.review.server.home import home_at

    if named is not None or url is not None:
        return named or []
    return [account.user for account in home_at(home).accounts() if account.user != admin]


def _print_push(report: PushReport) -> None:
    print(
        f"{report.project}: {report.documents} documents sent in {report.examples} pieces, "
        f"{report.spans} spans and {report.relations} relations read back as they were sent; "
        f"{report.unchanged} unchanged: {report.url}/projects/{report.number}"
    )


review.command()(pull)
review.command()(log)
review.command()(undo)
