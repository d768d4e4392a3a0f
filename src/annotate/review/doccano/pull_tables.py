"""The tables that a pull writes: comments, and what a person should look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from annotate.document.run_folder import RunFolder
from annotate.review.doccano.pull import PullReport
from annotate.review.doccano.session import HeldComment
from annotate.review.doccano.state import ProjectState, ReviewFolder
from annotate.review.unread import TO_LOOK_AT
from annotate.tables import read_csv, write_csv

_REMARKS = ("project", "document", "place", "what")
_COMMENTS = ("project", "document", "piece", "user", "at", "text", "example")


def write_remarks(run: RunFolder, reports: Sequence[PullReport]) -> None:
    """Write what a person should look at into ``review/to-look-at.csv``; rows of other projects are
    kept.
    """
    rows = [
        (report.project, one.document, one.place, one.what)
        for report in reports
        for one in (*report.remarks, *report.waiting)
    ]
    pulled = {report.project for report in reports}
    path = ReviewFolder(run).folder / TO_LOOK_AT
    _rewrite(path, _REMARKS, rows, lambda row: row.get("project") not in pulled)


def write_comments(
    run: RunFolder,
    pulled: Sequence[tuple[ProjectState, PullReport, Sequence[HeldComment]]],
) -> None:
    """Write all comments into ``review/comments.csv``.

    Rows of other projects are kept, and so are comments on examples that the server does not hold
    any more: a document that is sent again loses its comments there.
    """
    rows = []
    for state, _, comments in pulled:
        for one in comments:
            sent = state.examples.get(one.example)
            if sent is not None:
                part = f"{sent.number}/{sent.count}"
                row = (state.name, sent.document, part, one.user, one.at, one.text)
                rows.append((*row, str(one.example)))
    there = {state.name: {*map(str, report.held)} for state, report, _ in pulled}
    _rewrite(
        ReviewFolder(run).folder / "comments.csv",
        _COMMENTS,
        rows,
        lambda row: row.get("example") not in there.get(row.get("project") or "", ()),
    )


def _rewrite(
    path: Path,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    is_kept: Callable[[Mapping[str, str]], bool],
) -> None:
    before = read_csv(path) if path.is_file() else []
    others = [tuple(row.get(name) or "" for name in columns) for row in before if is_kept(row)]
    write_csv(path, columns, [*others, *rows])
