"""No decision is lost or changed, whatever people and runs do in whatever order.

The pushes, pulls and merges are the real ones, on real files; the server is a shelf in memory (see
:mod:`review.shelf`), so that a hundred sequences take seconds. ``test_round_trip`` and
``test_broken_off`` do the same with a real server, for a few.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation
from annotate.document.labels import read_labels
from annotate.document.mended import Mended
from annotate.document.run_folder import RunFolder
from annotate.document.source import Range
from annotate.document.standoff import read_standoff, write_standoff
from annotate.document.utf16 import Utf16
from annotate.resources import default_configs
from annotate.review.conflicts import Row
from annotate.review.decisions import is_decided
from annotate.review.doccano.examples import EXPANSION
from annotate.review.doccano.pull import pull
from annotate.review.doccano.push import push
from annotate.review.doccano.read_back import places
from annotate.review.doccano.session import HeldSpan
from annotate.review.doccano.state import ProjectState, ReviewFolder
from annotate.review.merging import merge
from review.drawn import LABELS, drawn_run, extract_again, predictions, standoff_over, wholly
from review.shelf import Shelf, seen_by_its_clock

Place = tuple[int, int, str]
"""Begin, end and label in the mended text."""

TABLE = read_labels(default_configs() / "labels.tsv")
STEPS = (
    "delete",
    "relabel",
    "redraw",
    "add",
    "confirm",
    "pull",
    "cut off",
    "push",
    "run",
    "extract",
)


@dataclass
class Story:
    """One run and its review, with what people have said so far.

    Attributes
    ----------
    wanted, unwanted : set of Place
        What people have left, drawn or given its label, and the predictions that they took away.
    touched : set of int
        Examples that somebody may have worked on since the last pull.
    """

    run: RunFolder
    mended: Mended
    shelf: Shelf
    wanted: set[Place] = field(default_factory=set)
    unwanted: set[Place] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)

    # The files

    def annotations(self) -> list[Annotation]:
        standoff = read_standoff(self.run.annotations("a"), self.mended.source)
        return [*standoff.layer(ENTITIES).annotations, *standoff.layer(ACRONYMS).annotations]

    def live(self) -> dict[Place, Annotation]:
        return {
            (*(self.mended.offsets.span(one.ranges) or (0, 0)), one.label): one
            for one in self.annotations()
            if one.status != "rejected"
        }

    def decided(self) -> list[Annotation]:
        """Return what people decided, without the pieces of the structure, which a run counts."""
        return [
            replace(one, paragraph=None, sentence=None)
            for one in self.annotations()
            if is_decided(one)
        ]

    # The page

    def begin(self, example: int) -> int:
        (state,) = ReviewFolder(self.run).states()
        return state.examples[example].start

    def shown(self, example: int, spans: list[HeldSpan] | None = None) -> list[Place]:
        """What a text shows, where it stands in the whole mended text."""
        begin, found = self.begin(example), []
        for start, end, label in places(
            self.shelf.kept[example].held.text,
            spans if spans is not None else self.shelf.kept[example].spans,
        ):
            quote = self.mended.text[begin + start : begin + end]
            low = begin + start + len(quote) - len(quote.lstrip())
            ranges = self.mended.offsets.to_source(low, begin + start + len(quote.rstrip()))
            at = self.mended.offsets.span(ranges) if quote.strip() else None
            if label != EXPANSION:
                found.append((*(at or (0, 0)), label))
        return found

    def fits(self, example: int) -> bool:
        shown = self.shown(example)
        if any(low == high or "\n\n" in self.mended.text[low:high] for low, high, _ in shown):
            return False
        for (low, high, label), (start, end, other) in combinations(shown, 2):
            if (label == "ACRONYM") != (other == "ACRONYM") or high <= start or end <= low:
                continue
            inside = (start <= low and high <= end) or (low <= start and end <= high)
            if label == "ACRONYM" or (low, high) == (start, end) or not inside:
                return False
        return True


def story(data: st.DataObject, folder: Path) -> Story:
    run, mended = drawn_run(data, folder / "run", most=2)
    told = Story(run, mended, Shelf())
    do_push(told)
    return told


def do_push(told: Story) -> None:
    before = told.run.annotations("a").read_bytes()
    report = push(told.run, told.shelf, TABLE, size=30)  # type: ignore[arg-type]
    assert told.run.annotations("a").read_bytes() == before
    if report.refused:
        assert "holds work that was not pulled yet" in str(report.refused[0])
        assert told.touched
        return
    if told.touched and report.unchanged:
        return  # nothing new to send: what people did stays where it is
    told.touched.clear()
    shown = [place for example in told.shelf.kept for place in told.shown(example)]
    assert sorted(shown) == sorted(told.live())


def do_pull(told: Story) -> None:
    (state,) = ReviewFolder(told.run).states()
    report, _ = pull(told.run, state, told.shelf, yes=True)  # type: ignore[arg-type]
    assert (report.refused, report.remarks) == ([], [])
    for example, kept in told.shelf.kept.items():
        if kept.held.confirmed:
            told.wanted.update(told.shown(example))
    told.touched.clear()
    check(told)
    before = told.run.annotations("a").read_bytes()
    (state,) = ReviewFolder(told.run).states()
    again, _ = pull(told.run, state, told.shelf, yes=True)  # type: ignore[arg-type]
    assert (dict(again.counts), again.remarks) == ({}, [])
    assert told.run.annotations("a").read_bytes() == before


def check(told: Story) -> None:
    """Check that the files say what people said."""
    live = told.live()
    assert told.wanted <= live.keys()
    assert told.unwanted.isdisjoint(live)
    assert {live[place].status for place in told.wanted} <= {"accepted", "corrected", "added"}


def do_cut_off_pull(told: Story) -> None:
    """Kill a pull after it has written the annotations, and before it knows that it has."""
    (state,) = ReviewFolder(told.run).states()
    with (
        mock.patch.object(ProjectState, "save", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        pull(told.run, state, told.shelf, yes=True)  # type: ignore[arg-type]
    do_pull(told)


def do_run(data: st.DataObject, told: Story) -> None:
    """Annotate again, with other rules."""
    before = told.decided()
    fresh = standoff_over(told.mended, data.draw(predictions(told.mended)))
    path = told.run.annotations("a")
    merged = merge(read_standoff(path, told.mended.source), fresh)
    write_standoff(path, merged.standoff, told.mended.source)
    assert told.decided() == before


def do_extract(data: st.DataObject, told: Story) -> None:
    """Pull, and send another extraction: what was decided is there, or listed as lost."""
    do_pull(told)
    before, length = len(told.decided()), len(told.mended.text)
    told.mended, lost = extract_again(data, told.run, told.mended)
    shift = len(told.mended.text) - length
    wanted, unwanted = (
        {(low + shift, high + shift, label) for low, high, label in places}
        for places in (told.wanted, told.unwanted)
    )
    live, gone = told.live(), wholly(lost)
    assert len(told.decided()) == before - len(gone)
    told.wanted = {place for place in wanted if place in live and is_decided(live[place])}
    assert len(wanted - told.wanted) <= len(gone)
    # What is listed keeps nothing away: a rejection, or the prediction under a correction.
    told.unwanted = {place for place in unwanted if not is_named(told, place, lost)}
    check(told)
    do_push(told)


def is_named(told: Story, place: Place, lost: Iterable[Row]) -> bool:
    """Return whether a prediction that somebody took away is among what has no sure place."""
    low, high, label = place
    text = told.mended.text[low:high]
    return any(
        (row[2], row[3]) == (label, text) or f"was {label} « {text} »" in str(row[5])
        for row in lost
    )


def do_edit(data: st.DataObject, told: Story, act: str) -> None:
    example = data.draw(st.sampled_from(sorted(told.shelf.kept)))
    kept, user = told.shelf.kept[example], data.draw(st.sampled_from((2, 3)))
    spans = [span for span in kept.spans if span.label != EXPANSION]
    if act == "confirm":
        told.shelf.confirm(example, user)
        told.touched.add(example)
        return
    if act != "add" and not spans:
        return
    before, links = list(kept.spans), list(kept.links)
    one = data.draw(st.sampled_from(spans)) if act != "add" else None
    label = data.draw(st.sampled_from((*LABELS, "ACRONYM")))
    if one is not None and act == "relabel":
        told.shelf.relabel(example, one, label)
    elif one is not None:
        told.shelf.delete(example, one)
    if act in ("add", "redraw"):
        start, end = _units(data, kept.held.text)
        told.shelf.draw(example, start, end, one.label if one else label, user)
    if not told.fits(example):
        kept.spans, kept.links = before, links
        return
    told.touched.add(example)
    note(f"{act} in {example}: {told.shown(example)}")
    said(told, example, before)


def _units(data: st.DataObject, text: str) -> Range:
    low = data.draw(st.integers(0, len(text) - 1))
    high = data.draw(st.integers(low + 1, min(len(text), low + 15)))
    return Utf16(text).to_units(low), Utf16(text).to_units(high)


def said(told: Story, example: int, before: list[HeldSpan]) -> None:
    """Note what an edit says: what is new is wanted, and what was predicted and is gone is not.

    What is drawn again as it was sent says nothing: it stays a prediction.
    """
    old, new = set(told.shown(example, before)), set(told.shown(example))
    (state,) = ReviewFolder(told.run).states()
    sent = state.examples[example]
    status = {
        (span.start + sent.start, span.end + sent.start, span.label): span.annotation.status
        for span in sent.spans
        if span.annotation is not None
    }
    known = {place for place in old - new if status.get(place) in ("predicted", "accepted")}
    again = {place for place in new - old if status.get(place) == "predicted"}
    told.wanted = (told.wanted - (old - new)) | (new - old - again)
    told.unwanted = (told.unwanted | known) - new


@settings(max_examples=30)
@given(st.data())
def test_no_decision_is_lost_whatever_the_sequence(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        told = story(data, Path(folder))
        with seen_by_its_clock(told.shelf):
            for step in data.draw(st.lists(st.sampled_from(STEPS), min_size=4, max_size=14)):
                note(f"{step}: {sorted(told.live())}")
                if step == "pull":
                    do_pull(told)
                elif step == "cut off":
                    do_cut_off_pull(told)
                elif step == "push":
                    do_push(told)
                elif step == "run":
                    do_run(data, told)
                elif step == "extract":
                    do_extract(data, told)
                else:
                    do_edit(data, told, step)
            do_pull(told)
            do_push(told)
            do_run(data, told)
            check(told)
            do_push(told)
            do_pull(told)
