"""``annotate review push`` and ``pull``: texts to doccano, and what people did there back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.configuration import YES_OPTION
from annotate.cli.review_options import (
    ConfigOption,
    HomeOption,
    QuietOption,
    RunArgument,
    UrlOption,
    report_changed_sources,
    report_contradictions,
    report_failed,
    sign_in,
)

if TYPE_CHECKING:
    from annotate.document.run_folder import RunFolder
    from annotate.errors import AnnotateError
    from annotate.review.doccano.pull import PullReport
    from annotate.review.doccano.send import PushReport
    from annotate.review.doccano.state import ProjectState

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
    report_changed_sources(RunFolder(run))
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
            _print_push(report, [name] if name else members, run)
    report_failed(failed)


def _members(named: list[str] | None, admin: str, url: str | None, home: Path | None) -> list[str]:
    """Return who is let into the common project."""
    from annotate.review.server.home import home_at

    if named is not None or url is not None:
        return named or []
    return [account.user for account in home_at(home).accounts() if account.user != admin]


def _print_push(report: PushReport, people: list[str], run: Path) -> None:
    print(
        f"{report.project}: {report.documents} documents sent in {report.examples} pieces, "
        f"{report.spans} spans and {report.relations} relations read back as they were sent; "
        f"{report.unchanged} unchanged: {report.url}/projects/{report.number}"
    )
    print(f"{sign_in(report.url, people)}, then open the project {report.project!r}")
    print(f"next: when texts are confirmed there, `annotate review pull {run}`")


def pull(
    run: RunArgument,
    annotator: Annotated[
        list[str] | None,
        typer.Option("--for", help="Pull this annotator's own project only; may be repeated."),
    ] = None,
    config: ConfigOption = None,
    yes: Annotated[bool, YES_OPTION] = False,
    url: UrlOption = None,
    home: HomeOption = None,
    quiet: QuietOption = False,
) -> None:
    """Bring back what reviewers did: spans, relations, comments, confirmations.

    Every decision is written into DIR/annotations with the reviewer's name and the time; tables
    and report follow. What is unchanged in a confirmed text is accepted. What annotators did in
    projects of their own goes into DIR/review/readings/NAME, for `annotate agree` and
    `annotate gold adjudicate`. A comment such as `mai 1936 = 1936-05` sets the value of a date. A
    label that somebody renamed, deleted or made there changes nothing, and is named.

    What contradicts an earlier decision of somebody else stops the whole pull: nothing is written,
    and each contradiction is a row of review/contradictions.xlsx, with both in their context and a
    cell to choose in. With the cells filled the next pull goes through.

    What a pull changes is one batch, which `annotate review undo` takes back. Deletions wait for a
    yes where they look like a slip: more than a third of a text, all of one label, or in a text
    that nobody has confirmed. They are named, everything else is taken, and they come again with
    the next pull.

    \b
    It also writes:
      review/comments.csv      all comments, also those on pieces that were sent again since
      review/to-look-at.csv    what could not be read, and deletions that wait

    \b
    Examples:
      annotate review pull build/
      annotate review pull build/ --for alice
      annotate review pull build/ --yes

    Exit code: 0 all went well, 1 some documents could not be pulled (they are named), deletions
    wait, decisions of two people contradict each other (then nothing is written), or the server
    failed, 2 wrong usage.
    """
    from annotate.cli.configuration import labels_for
    from annotate.cli.progress import watched
    from annotate.document.run_folder import RunFolder
    from annotate.errors import DocumentError, ReviewError
    from annotate.review.credentials import open_session
    from annotate.review.decisions import decisions_in
    from annotate.review.doccano.projects import reviewed_labels
    from annotate.review.doccano.pull import pull as pull_project
    from annotate.review.doccano.pull_tables import write_comments, write_remarks
    from annotate.review.keep import bring_up_to_date
    from annotate.review.server.home import home_at
    from annotate.run.rebuild import rebuild

    folder, labels = RunFolder(run), labels_for(config, run)
    report_changed_sources(folder)
    names = [one.name for one in reviewed_labels(labels)]
    reports, comments = [], []
    failed: list[AnnotateError] = []
    kept = f"what was read is kept, the rest is on the server: `annotate review pull {run}` goes on"
    with watched(quiet=quiet, kept=kept) as progress:
        for state in _wanted(folder, annotator or [], failed):
            session = open_session(url, home_at(home), progress)
            try:
                report, found = pull_project(
                    folder, state, session, progress, labels=names, yes=yes
                )
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
    _print_remarks(run, reports)
    contradictions = [one for report in reports for one in report.contradictions]
    report_contradictions(run, contradictions, f"annotate review pull {run}")
    report_failed(failed)
    if contradictions or any(report.waiting for report in reports):
        raise typer.Exit(1)


def _print_remarks(run: Path, reports: list[PullReport]) -> None:
    """Name on standard error what somebody should see at once, and say where the rest is."""
    every = [one for report in reports for one in report.remarks]
    for one in every:
        if not one.document:
            print(f"annotate: {one.place}: {one.what}", file=sys.stderr)
    waiting = [one for report in reports for one in report.waiting]
    for one in waiting:
        where = ", ".join(part for part in (one.document, one.place) if part)
        print(f"annotate: not taken: {where or 'all texts'}: {one.what}", file=sys.stderr)
    if waiting:
        print(
            "annotate: take the deletions with `annotate review pull --yes`, or confirm the texts",
            file=sys.stderr,
        )
    if every:
        print(f"annotate: look at {run / 'review' / 'to-look-at.csv'}", file=sys.stderr)


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
