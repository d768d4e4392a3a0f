"""Whatever people, runs and kills do in whatever order: the journal says all that changed, and an
undo takes back just that.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from annotate.document.annotation import Annotation
from annotate.document.labels import shipped_labels
from annotate.document.mended import Mended
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.standoff import Standoff, read_standoff, write_standoff
from annotate.errors import AnnotateError, UsageError
from annotate.gold.contradictions import Choice as Chosen
from annotate.review.choices import Choice, ChoiceError, ChoiceKind
from annotate.review.deciding import Asked, ContradictsError, Entry, decide
from annotate.review.decisions import (
    Decision,
    Stamp,
    accepted,
    corrected,
    decisions_in,
    is_decided,
    rejected,
)
from annotate.review.form_decisions import FormDecision
from annotate.review.journal.batch import Batch, Kind
from annotate.review.journal.changes import document_change
from annotate.review.journal.journal import Journal
from annotate.review.journal.undo import StandsNoMoreError
from annotate.review.merging import merge
from annotate.review.session import ReviewSession
from annotate.review.sheet.text import form_of
from annotate.review.sheet.wording import Verb
from review.drawn import (
    LABELS,
    drawn_run,
    extract_again,
    predictions,
    standoff_over,
)

STEPS = (
    "choose",
    "choose",
    "read",
    "pull",
    "push",
    "pull what was pushed",
    "everywhere",
    "undo",
    "undo N",
    "run",
    "extract",
)


class Killed(BaseException):
    """Stands for a signal: nothing that runs afterwards may matter, so no handler sees it."""


@dataclass
class Story:
    """A run with one document, and its files before each batch that nothing has followed."""

    run: RunFolder
    mended: Mended
    minutes: int = 0
    pushed: AnnotatedDocument | None = None
    states: list[tuple[int, dict[str, bytes]]] = field(default_factory=list)

    def session(self, by: str) -> ReviewSession:
        return ReviewSession(self.run, by, shipped_labels(), clock=self.clock)

    def clock(self) -> datetime:
        self.minutes += 1
        return datetime(2026, 11, 28, tzinfo=UTC) + timedelta(minutes=self.minutes)

    def standoff(self) -> Standoff:
        return read_standoff(self.run.annotations("a"), self.mended.source)

    def files(self) -> dict[str, bytes]:
        """What an undo restores: the annotations and the table."""
        table = self.run.folder / "review" / "decisions.tsv"
        found = [self.run.annotations("a"), table]
        return {path.name: path.read_bytes() for path in found if path.exists()}

    def batches(self) -> list[Batch]:
        return Journal(self.run).batches()


def story(data: st.DataObject, folder: Path) -> Story:
    run, mended = drawn_run(data, folder / "run", most=3)
    return Story(run, mended, pushed=run.read("a"))


# What people do


def choose(data: st.DataObject, told: Story) -> None:
    session = told.session(data.draw(st.sampled_from(("alice", "bob"))))
    names = told.standoff().named()
    kind = data.draw(st.sampled_from(ChoiceKind)) if names else ChoiceKind.ADD
    low = data.draw(st.integers(0, len(told.mended.text) - 1))
    high = data.draw(st.integers(low + 1, min(len(told.mended.text), low + 12)))
    span = (low, high) if kind in (ChoiceKind.ADD, ChoiceKind.BOUNDS) else None
    label = data.draw(st.sampled_from((*LABELS, "DATE", "ACRONYM")))
    choice = Choice(
        kind,
        data.draw(st.sampled_from(names)).id if kind is not ChoiceKind.ADD else "",
        label=label if kind in (ChoiceKind.ADD, ChoiceKind.RELABEL) else "",
        span=span,
        text={"value": "1894-05", "expansion": "Société"}.get(kind, ""),
    )
    note(f"{session.by}: {choice}")
    session.decide("a", [choice], yes=True)


def read(data: st.DataObject, told: Story) -> None:
    session = told.session(data.draw(st.sampled_from(("alice", "bob"))))
    pieces = session.document("a").pieces
    chosen = data.draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=2))
    session.mark_read("a", {one.piece.id: one.digest for one in chosen})
    now = {one.piece.id: one for one in session.document("a").pieces}
    for one in chosen:
        assert now[one.piece.id].read is not None
        assert all(is_decided(name) for _, name in now[one.piece.id].annotations)


def pulled(data: st.DataObject, told: Story) -> None:
    """Many decisions of somebody at once, as a pull brings them."""
    journal = Journal(told.run)
    stamp = Stamp("carol", told.clock().strftime("%Y-%m-%dT%H:%M:%SZ"))
    with journal.opened():
        document = told.run.read("a")
        decisions = [
            Decision(
                one, accepted(one, stamp) if data.draw(st.booleans()) else rejected(one, stamp)
            )
            for one in document.standoff.named()
            if one.status == "predicted" and data.draw(st.booleans())
        ]
        asked = Asked(told.run.annotations("a"), document, decisions)
        decide(journal, [asked], Entry(Kind.PULL, stamp.at, "http://shelf.test"), yes=True)


def push(data: st.DataObject, told: Story) -> None:
    """What somebody sees of the text for a while, whatever others decide."""
    told.pushed = told.run.read("a")


def pull_pushed(data: st.DataObject, told: Story) -> None:
    """What somebody decided on a text as it was: it may contradict what others decided since."""
    pushed = told.pushed
    if pushed is None or pushed.standoff.sha256 != told.mended.source.sha256:
        return
    stamp = Stamp("dan", told.clock().strftime("%Y-%m-%dT%H:%M:%SZ"))
    makes = (accepted, rejected, lambda one, by: corrected(one, replace(one, label="ORG"), by))
    decisions = [
        Decision(one, data.draw(st.sampled_from(makes))(one, stamp))
        for one in pushed.standoff.named()
        if one.layer == "entities" and one.status != "rejected" and data.draw(st.booleans())
    ]
    word = data.draw(st.sampled_from(("first", "second", "drop")))
    asked = Asked(told.run.annotations("a"), told.run.read("a"), decisions)
    entry = Entry(Kind.PULL, stamp.at, "http://shelf.test")
    journal, files, count = Journal(told.run), told.files(), len(told.batches())
    with journal.opened():
        try:
            decide(journal, [asked], entry, yes=True)
        except ContradictsError as error:
            note(f"{word}: {error}")
            assert (told.files(), len(told.batches())) == (files, count)
            made = decide(journal, [asked], entry, yes=True, choice=lambda _: Chosen(word))
            now = {one.id: bare(one) for one in told.standoff().named()}
            for one in made.settled:
                kept = {"first": one.first, "second": one.second, "drop": ()}[word]
                others = [name for name in now if now[name].status != "rejected"]
                assert word != "first" or all(bare(each) == now[each.id] for each in kept)
                assert word != "drop" or all(each.id not in others for each in one.first)


def everywhere(data: st.DataObject, told: Story) -> None:
    names = [one for one in told.standoff().named() if one.layer == "entities"]
    if not names:
        return
    form = form_of(str(data.draw(st.sampled_from(names)).text))
    verb = data.draw(st.sampled_from((Verb.KEEP, Verb.LABEL, Verb.REJECT)))
    label = data.draw(st.sampled_from(LABELS)) if verb is Verb.LABEL else ""
    told.session("dora").decide_everywhere(FormDecision(form, verb, label=label), yes=True)


def run_again(data: st.DataObject, told: Story) -> None:
    fresh = standoff_over(told.mended, data.draw(predictions(told.mended)))
    path = told.run.annotations("a")
    before = told.standoff()
    write_standoff(path, merge(before, fresh).standoff, told.mended.source)
    assert list(map(bare, decisions_in(told.standoff()))) == list(map(bare, decisions_in(before)))
    told.states.clear()


def extract(data: st.DataObject, told: Story) -> None:
    """Run over another extraction of the text: what was decided is carried, or listed as lost."""
    before = Counter(map(said, filter(is_decided, told.standoff().named())))
    told.mended, lost = extract_again(data, told.run, told.mended)
    told.states.clear()
    after = Counter(map(said, filter(is_decided, told.standoff().named())))
    assert after <= before
    assert (before - after).total() == len(lost)


def undo(data: st.DataObject, told: Story, *, last: bool) -> None:
    session = told.session("erin")
    holding = [batch for batch, holds in session.batches() if holds]
    if not any(batch.kind is not Kind.UNDO for batch in holding):
        with pytest.raises(UsageError, match="nothing to take back"):
            session.undo()
        return
    chosen = None if last else data.draw(st.sampled_from(holding)).number
    before = told.standoff()
    files = told.files()
    try:
        undone = session.undo(chosen)
    except StandsNoMoreError as error:
        assert error.conflicts
        assert told.files() == files
        note(f"{error}")
        undone = session.undo(chosen, standing=True)
        assert undone.conflicts
    number = undone.undone.number
    if told.states and told.states[-1][0] == number:
        assert told.files() == told.states.pop()[1]
    else:
        told.states.clear()
    check = check_undone
    if any(one.now and one.now.sha256 != before.sha256 for one in undone.undone.documents):
        check = check_undone_elsewhere
    check(undone.undone, before, told.standoff(), conflicts=bool(undone.conflicts))


def check_undone(batch: Batch, before: Standoff, after: Standoff, *, conflicts: bool) -> None:
    """No decision of another batch is lost, and none is invented."""
    old = {one.id: bare(one) for one in before.named() if is_decided(one)}
    new = {one.id: bare(one) for one in after.named() if is_decided(one)}
    touched = {
        one.id
        for change in batch.documents
        for pair in change.annotations
        for one in (pair.was, pair.now)
        if one is not None
    }
    assert {k: v for k, v in old.items() if k not in touched} == {
        k: v for k, v in new.items() if k not in touched
    }
    was = [
        pair.was
        for change in batch.documents
        for pair in change.annotations
        if pair.was is not None and is_decided(pair.was)
    ]
    known = [*old.values(), *map(bare, was)]
    assert all(one in known for one in new.values())
    if not conflicts:
        restored = [bare(one) for one in was]
        assert all(one in new.values() for one in restored)


def check_undone_elsewhere(
    batch: Batch, before: Standoff, after: Standoff, *, conflicts: bool
) -> None:
    """The same where the text was extracted again: offsets are others, what was said is not."""
    pairs = [pair for change in batch.documents for pair in change.annotations]
    was, now = (
        Counter(said(one) for one in some if one is not None and is_decided(one))
        for some in ([pair.was for pair in pairs], [pair.now for pair in pairs])
    )
    old, new = (
        Counter(said(one) for one in each.named() if is_decided(one)) for each in (before, after)
    )
    assert old - now <= new <= old + was
    if not conflicts:
        assert new == old - now + was


def said(one: Annotation) -> tuple[Any, ...]:
    """What somebody decided, wherever it stands."""
    review = one.attributes["review"]
    return (one.layer, one.label, one.text, one.value, one.status, review["by"], review["at"])


def bare(one: Annotation) -> Annotation:
    """A decision without what follows from where it lies."""
    attributes = {name: value for name, value in one.attributes.items() if name != "nested"}
    return replace(one, paragraph=None, sentence=None, attributes=attributes)


ACTS: dict[str, Any] = {
    "choose": choose,
    "read": read,
    "pull": pulled,
    "push": push,
    "pull what was pushed": pull_pushed,
    "everywhere": everywhere,
    "run": run_again,
    "extract": extract,
}


def act(data: st.DataObject, told: Story, step: str) -> None:
    if step.startswith("undo"):
        undo(data, told, last=step == "undo")
        return
    before, count, files = told.standoff(), len(told.batches()), told.files()
    try:
        ACTS[step](data, told)
    except (ChoiceError, ContradictsError) as error:
        note(f"refused: {error}")
        assert told.files() == files
        assert len(told.batches()) == count
        return
    batches = told.batches()
    if step in ("run", "extract"):
        assert len(batches) == count
        return
    # The last line says all that differs, and nothing else.
    made = document_change("annotations/a.jsonl", before, told.standoff())
    assert len(batches) - count == int(len(batches) > count)
    if len(batches) == count:
        assert told.files() == files
        return
    assert batches[-1].documents == (() if made is None else (made,))
    told.states.append((batches[-1].number, files))


@contextmanager
def killed_after(steps: int) -> Iterator[None]:
    """End the program at the change of a name or the removal of a file after some others."""
    left = [steps]

    def dying(method: Any) -> Any:
        def called(*given: Any, **named: Any) -> Any:
            if left[0] <= 0:
                raise Killed
            left[0] -= 1
            return method(*given, **named)

        return called

    with (
        mock.patch.object(Path, "replace", dying(Path.replace)),
        mock.patch.object(Path, "unlink", dying(Path.unlink)),
    ):
        yield


def killed(data: st.DataObject, told: Story) -> None:
    """A command is killed in the middle, and the next one finds the whole of it or nothing."""
    before, count, files = told.standoff(), len(told.batches()), told.files()
    step = data.draw(st.sampled_from(("choose", "read", "pull", "everywhere")))
    try:
        with killed_after(data.draw(st.integers(0, 9))):
            ACTS[step](data, told)
    except (Killed, AnnotateError):
        pass
    Journal(told.run).settle()
    batches = told.batches()
    if len(batches) == count:
        assert told.files() == files
        return
    made = document_change("annotations/a.jsonl", before, told.standoff())
    assert batches[-1].documents == (() if made is None else (made,))
    told.states.append((batches[-1].number, files))


@settings(max_examples=40)
@given(st.data())
def test_the_journal_says_all_and_an_undo_takes_back_just_that(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        told = story(data, Path(folder))
        steps = st.lists(st.sampled_from((*STEPS, "kill")), min_size=3, max_size=10)
        for step in data.draw(steps):
            note(step)
            if step == "kill":
                killed(data, told)
            else:
                act(data, told, step)
        while told.states:
            number, files = told.states.pop()
            undone = told.session("erin").undo()
            assert undone.undone.number == number
            assert told.files() == files


def test_a_kill_is_a_kill() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.touch()
        with pytest.raises(Killed), killed_after(1):
            path.replace(path.with_name("b")).unlink()
        assert path.with_name("b").exists()
