"""``annotate review``: a doccano server, predictions to it, decisions back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.configuration import LABELS_OPTION
from annotate.cli.review_learn import learn

if TYPE_CHECKING:
    from annotate.document.run_folder import RunFolder
    from annotate.errors import AnnotateError
    from annotate.review.doccano.pull import PullReport
    from annotate.review.doccano.send import PushReport
    from annotate.review.doccano.state import ProjectState
    from annotate.review.server.home import Home

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

_Home = Annotated[
    Path | None,
    typer.Option(
        "--home",
        help="The folder of the server: environment, data, accounts. Default: "
        "$ANNOTATE_REVIEW_HOME, else annotate/doccano where the system keeps users' data.",
    ),
]
_Url = Annotated[
    str | None,
    typer.Option(
        "--url",
        help="A doccano that runs elsewhere. Its user and password are read from "
        "ANNOTATE_DOCCANO_USER and ANNOTATE_DOCCANO_PASSWORD, or from the keyring.",
    ),
]
_Run = Annotated[Path, typer.Argument(metavar="DIR", help="The folder that `annotate run` wrote.")]
_Config = Annotated[Path | None, LABELS_OPTION]
_Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print errors only: no progress, no summary.")
]
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


def _home(folder: Path | None) -> Home:
    from annotate.review.server.home import home_at

    return home_at(folder)


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
    home: _Home = None,
    quiet: _Quiet = False,
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
    from annotate.review.server.home import new_accounts
    from annotate.review.server.process import running
    from annotate.review.server.process import start as start_server

    place = _home(home)
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
def stop(home: _Home = None) -> None:
    """Stop the server; accounts and data are kept.

    \b
    Examples:
      annotate review stop
    """
    from annotate.review.server.process import stop as stop_server

    place = _home(home)
    print("stopped" if stop_server(place) else f"no server of {place.folder} was running")


@review.command()
def status(
    run: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="Say how far the review of this run is, too."),
    ] = None,
    url: _Url = None,
    home: _Home = None,
) -> None:
    """Say whether the server runs, who has an account, and how far a review is.

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
    from annotate.review.server.process import answers, running

    place = _home(home)
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
    _report_failed(failed)


def _report_failed(failed: list[AnnotateError]) -> None:
    for error in dict.fromkeys(map(str, failed)):
        print(f"annotate: {error}", file=sys.stderr)
    if failed:
        raise typer.Exit(1)


@review.command()
def push(
    run: _Run,
    annotator: _For = None,
    member: _Member = None,
    order: _Order = "risk",
    size: _Size = 4000,
    document: _Documents = None,
    new: _New = False,
    config: _Config = None,
    url: _Url = None,
    home: _Home = None,
    quiet: _Quiet = False,
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

    labels = labels_for(config, run)
    failed: list[AnnotateError] = []
    people: list[str | None] = [*(annotator or [])] or [None]
    kept = f"what was sent is kept: `annotate review push {run}` goes on from there"
    for name in people:
        with watched(quiet=quiet, kept=kept) as progress:
            session = open_session(url, _home(home), progress)
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
    _report_failed(failed)


def _members(named: list[str] | None, admin: str, url: str | None, home: Path | None) -> list[str]:
    """Return who is let into the common project."""
    if named is not None or url is not None:
        return named or []
    return [account.user for account in _home(home).accounts() if account.user != admin]


def _print_push(report: PushReport) -> None:
    print(
        f"{report.project}: {report.documents} documents sent in {report.examples} pieces, "
        f"{report.spans} spans and {report.relations} relations read back as they were sent; "
        f"{report.unchanged} unchanged: {report.url}/projects/{report.number}"
    )


@review.command()
def pull(
    run: _Run,
    annotator: Annotated[
        list[str] | None,
        typer.Option("--for", help="Pull this annotator's own project only; may be repeated."),
    ] = None,
    config: _Config = None,
    url: _Url = None,
    home: _Home = None,
    quiet: _Quiet = False,
) -> None:
    """Bring back what reviewers did: spans, relations, comments, confirmations.

    Every decision is written into DIR/annotations with the reviewer's name and the time; tables
    and report follow. What is unchanged in a confirmed text is accepted. What annotators did in
    projects of their own goes into DIR/review/readings/NAME, for `annotate agree` and
    `annotate gold adjudicate`. A comment such as `mai 1936 = 1936-05` sets the value of a date.

    \b
    It also writes:
      review/comments.csv      all comments, also those on pieces that were sent again since
      review/to-look-at.csv    what could not be read, and decisions that contradict each other

    \b
    Examples:
      annotate review pull build/
      annotate review pull build/ --for alice

    Exit code: 0 all went well, 1 some documents could not be pulled (they are named) or the server
    failed, 2 wrong usage.
    """
    from annotate.cli.configuration import labels_for
    from annotate.cli.progress import watched
    from annotate.document.run_folder import RunFolder
    from annotate.errors import DocumentError, ReviewError
    from annotate.review.credentials import open_session
    from annotate.review.decisions import decisions_in
    from annotate.review.doccano.pull import pull as pull_project
    from annotate.review.doccano.pull_tables import write_comments, write_remarks
    from annotate.review.keep import bring_up_to_date
    from annotate.run.rebuild import rebuild

    folder, labels = RunFolder(run), labels_for(config, run)
    reports, comments = [], []
    failed: list[AnnotateError] = []
    kept = f"what was read is kept, the rest is on the server: `annotate review pull {run}` goes on"
    with watched(quiet=quiet, kept=kept) as progress:
        for state in _wanted(folder, annotator or [], failed):
            session = open_session(url, _home(home), progress)
            try:
                report, found = pull_project(folder, state, session, progress)
            except ReviewError as error:  # the other projects go on
                failed.append(error)
                continue
            reports.append(report)
            comments.append((state, report, found))
            failed += report.refused
            if not quiet:
                _print_pull(report)
        write_remarks(folder, reports)
        write_comments(folder, comments)
        try:
            bring_up_to_date(folder, lambda: rebuild(folder, labels, decisions_in))
        except DocumentError as error:
            failed.append(error)
    if any(report.remarks for report in reports):
        print(f"annotate: look at {run / 'review' / 'to-look-at.csv'}", file=sys.stderr)
    _report_failed(failed)


def _wanted(
    folder: RunFolder, annotators: list[str], failed: list[AnnotateError]
) -> list[ProjectState]:
    from annotate.errors import UsageError
    from annotate.review.doccano.state import ReviewFolder

    states = ReviewFolder(folder).states(failed, annotators)
    if not states and not failed:
        raise UsageError(
            "nothing of it was pushed" + (f" for {', '.join(annotators)}" if annotators else ""),
            path=folder.folder,
            remedy="push it with `annotate review push`",
        )
    return states


def _print_pull(report: PullReport) -> None:
    words = {"accepted": "kept", "corrected": "corrected", "added": "added", "rejected": "rejected"}
    total = ", ".join(f"{report.total[status]} {word}" for status, word in words.items())
    new = sum(report.counts.values())
    print(
        f"{report.project}: {total}, {len(report.remarks)} to look at; {new} decisions are new, "
        f"in {len(report.changed)} documents; {report.confirmed} of {report.examples} pieces are "
        "confirmed"
    )
