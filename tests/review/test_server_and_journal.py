"""Doccano, the page, runs and undo in turn on one run: each sees what the others did, what waits
for a yes waits on, and what is taken back is taken back on the server, too.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, note, settings
from hypothesis import strategies as st

from annotate.document.labels import shipped_labels
from annotate.review.choices import Choice, ChoiceError, ChoiceKind
from annotate.review.deciding import ContradictsError
from annotate.review.doccano.pull import PullReport, pull
from annotate.review.doccano.push import push
from annotate.review.doccano.state import ReviewFolder
from annotate.review.journal.undo import StandsNoMoreError
from annotate.review.session import ReviewSession
from review import test_sequence as server
from review.shelf import seen_by_its_clock

EDITS = ("delete", "relabel", "redraw", "add", "confirm")
STEPS = (*EDITS, *EDITS, "pull", "pull yes", "push", "page", "read", "undo", "run")


def session(told: server.Story) -> ReviewSession:
    def clock() -> datetime:
        return datetime.strptime(told.shelf.now(), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)

    return ReviewSession(told.run, "carol", shipped_labels(), clock=clock)


def do_pull(told: server.Story, *, yes: bool) -> PullReport:
    """Pull; a second one changes nothing more, and the same waits for a yes."""
    reports = []
    for _ in range(2):
        (state,) = ReviewFolder(told.run).states()
        report, _ = pull(told.run, state, told.shelf, yes=yes)  # type: ignore[arg-type]
        assert report.refused == []
        reports.append(report)
    first, second = reports
    assert dict(second.counts) == {}
    assert second.waiting == first.waiting
    return first


def do_page(data: st.DataObject, told: server.Story, step: str) -> None:
    review = session(told)
    document = review.document("a")
    if step == "read":
        piece = data.draw(st.sampled_from(document.pieces))
        review.mark_read("a", {piece.piece.id: piece.digest})
        return
    names = document.document.standoff.named()
    if not names:
        return
    one = data.draw(st.sampled_from(names))
    kind = data.draw(st.sampled_from((ChoiceKind.CONFIRM, ChoiceKind.DELETE, ChoiceKind.RELABEL)))
    label = data.draw(st.sampled_from(server.LABELS)) if kind is ChoiceKind.RELABEL else ""
    try:
        review.decide("a", [Choice(kind, one.id, label=label)], yes=True)
    except (ChoiceError, ContradictsError) as error:
        note(f"refused: {error}")


def do_undo(told: server.Story) -> None:
    review = session(told)
    if any(holds and batch.kind != "undo" for batch, holds in review.batches()):
        try:
            review.undo()
        except StandsNoMoreError as error:
            note(f"{error}")
            review.undo(standing=True)


def do_push(told: server.Story) -> None:
    report = push(told.run, told.shelf, server.TABLE, size=30)  # type: ignore[arg-type]
    if report.refused:
        assert "holds work that was not pulled yet" in str(report.refused[0])
        return
    if not report.unchanged:
        shown = [place for example in told.shelf.kept for place in told.shown(example)]
        assert sorted(shown) == sorted(told.live())


@settings(max_examples=30)
@given(st.data())
def test_doccano_page_and_undo_in_turn(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        told = server.story(data, Path(folder))
        with seen_by_its_clock(told.shelf):
            for step in data.draw(st.lists(st.sampled_from(STEPS), min_size=4, max_size=14)):
                note(f"{step}: {sorted(told.live())}")
                if step in EDITS:
                    server.do_edit(data, told, step)
                elif step.startswith("pull"):
                    do_pull(told, yes=step == "pull yes")
                elif step == "push":
                    do_push(told)
                elif step in ("page", "read"):
                    do_page(data, told, step)
                elif step == "undo":
                    do_undo(told)
                else:
                    server.do_run(data, told)
            # In the end all is taken, and the server shows what the run has.
            report = do_pull(told, yes=True)
            if not report.remarks:
                do_push(told)
                before = told.run.annotations("a").read_bytes()
                assert do_pull(told, yes=True).counts == {}
                assert told.run.annotations("a").read_bytes() == before
