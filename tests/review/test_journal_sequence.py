"""Whatever people, runs and kills do in whatever order: the journal says all that changed, and an
undo takes back just that.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from annotate.document.annotation import Annotation
from annotate.document.labels import read_labels, shipped_labels
from annotate.document.mended import Mended
from annotate.document.run_folder import RunFolder
from annotate.document.source import Range
from annotate.document.standoff import Standoff, read_standoff, write_standoff
from annotate.document.utf16 import Utf16
from annotate.errors import AnnotateError, UsageError
from annotate.gold.contradictions import Contradiction, Verdict
from annotate.resources import default_configs
from annotate.review.choices import Choice, ChoiceError, ChoiceKind
from annotate.review.deciding import ContradictsError
from annotate.review.decisions import decisions_in, is_decided
from annotate.review.doccano.pull import pull as pull_project
from annotate.review.doccano.push import push as push_run
from annotate.review.doccano.state import ReviewFolder
from annotate.review.form_decisions import FormDecision
from annotate.review.journal.batch import Batch, Kind
from annotate.review.journal.changes import document_change
from annotate.review.journal.journal import Journal
from annotate.review.journal.undo import StandsNoMoreError
from annotate.review.merging import merge
from annotate.review.session import ReviewSession
from annotate.review.sheet.apply import apply_sheet
from annotate.review.sheet.check_sheet import write_check_sheet
from annotate.review.sheet.consistency_queue import Limits, gather, queue_of
from annotate.review.sheet.text import form_of
from annotate.review.sheet.wording import Verb
from review.drawn import (
    LABELS,
    drawn_run,
    extract_again,
    predictions,
    standoff_over,
    wholly,
)
from review.filling import choose as choose_in_list
from review.filling import fill_csv
from review.shelf import Shelf, seen_by_its_clock

STEPS = (
    "choose",
    "choose",
    "read",
    "push",
    "edit",
    "edit and pull",
    "edit and pull",
    "pull",
    "sheet",
    "sheet",
    "everywhere",
    "undo",
    "undo N",
    "run",
    "extract",
    "choose, extract and undo",
    "kill",
)


PARTS = {
    "edit and pull": ("push", "edit", "everywhere", "pull"),
    "choose, extract and undo": ("choose", "extract", "undo"),
}
"""Steps that matter most one right after the other."""
MET = ("undo", "undo over another text", "settled in the list", "killed", "killed after the line")
"""What must have come about, whatever is drawn."""
TABLE = read_labels(default_configs() / "labels.tsv")


class Killed(BaseException):
    """Stands for a signal: nothing that runs afterwards may matter, so no handler sees it."""


@dataclass
class Story:
    """A run with one document, what the server holds of it, its files before each batch that
    nothing has followed, and which steps have changed anything so far.
    """

    run: RunFolder
    mended: Mended
    shelf: Shelf = field(default_factory=Shelf)
    states: list[tuple[int, dict[str, bytes]]] = field(default_factory=list)
    reached: Counter[str] = field(default_factory=Counter)

    def session(self, by: str) -> ReviewSession:
        return ReviewSession(self.run, by, shipped_labels(), clock=self.clock)

    def clock(self) -> datetime:
        """One clock for all that people do, here and on the server."""
        return datetime.fromisoformat(self.shelf.now())

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
    return Story(run, mended)


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
    right = data.draw(st.sampled_from(("", "first", "second", "drop")))
    note(f"{session.by}: {choice}, {right or 'nobody'} is right")
    session.decide("a", [choice], yes=True, choice=lambda _: Verdict(right) if right else None)


def read(data: st.DataObject, told: Story) -> None:
    session = told.session(data.draw(st.sampled_from(("alice", "bob"))))
    pieces = session.document("a").pieces
    chosen = data.draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=2))
    session.mark_read("a", {one.piece.id: one.digest for one in chosen})
    now = {one.piece.id: one for one in session.document("a").pieces}
    for one in chosen:
        assert now[one.piece.id].read is not None
        assert all(is_decided(name) for _, name in now[one.piece.id].annotations)


def push(data: st.DataObject, told: Story) -> None:
    """Send the text to a server, where nobody's work is in the way."""
    report = push_run(told.run, told.shelf, TABLE, size=30)  # type: ignore[arg-type]
    assert all("work that was not pulled yet" in str(error) for error in report.refused)


def edit(data: st.DataObject, told: Story) -> None:
    """What somebody does in doccano, while others decide elsewhere."""
    if not told.shelf.kept:
        push(data, told)
    for _ in range(data.draw(st.integers(1, 3))):
        example = data.draw(st.sampled_from(sorted(told.shelf.kept)))
        user, spans = data.draw(st.sampled_from((2, 3))), told.shelf.kept[example].spans
        what = data.draw(st.sampled_from(("confirm", "delete", "relabel", "draw")))
        if what == "confirm" and not told.shelf.kept[example].states:
            told.shelf.confirm(example, user)
        elif what == "delete" and spans:
            told.shelf.delete(example, data.draw(st.sampled_from(spans)))
        elif what == "relabel" and spans:
            span = data.draw(st.sampled_from(spans))
            told.shelf.relabel(example, span, data.draw(st.sampled_from(LABELS)))
        elif what == "draw":
            units = Utf16(told.shelf.kept[example].held.text)
            low, high = data.draw(st.sampled_from(words_of(told, example)))
            label = data.draw(st.sampled_from((*LABELS, "ACRONYM")))
            told.shelf.draw(example, units.to_units(low), units.to_units(high), label, user)


def words_of(told: Story, example: int) -> list[Range]:
    return [one.span() for one in re.finditer(r"\S+", told.shelf.kept[example].held.text)]


def pull(data: st.DataObject, told: Story) -> None:
    """Fetch what was done there: what contradicts others waits for a word in the list."""
    states = ReviewFolder(told.run).states()
    if not states:
        return
    word = data.draw(st.sampled_from(("première", "seconde", "rien")))
    settle(told, word, lambda: fetch(told))
    count = len(told.batches())
    assert not fetch(told)
    assert len(told.batches()) == count


def fetch(told: Story) -> list[Contradiction]:
    (state,) = ReviewFolder(told.run).states()
    report, _ = pull_project(told.run, state, told.shelf, yes=True)  # type: ignore[arg-type]
    return report.contradictions


def settle(told: Story, word: str, again: Callable[[], list[Contradiction]]) -> None:
    """Repeat a command until nothing contradicts: until then it writes nothing but the list."""
    met: list[Contradiction] = []
    while found := unchanged_unless_settled(told, again):
        note(f"{word}: {found}")
        assert [str(one) for one in met] != [str(one) for one in found]
        met = found
        told.reached["settled in the list"] += 1
        choose_in_list(told.run, word)
    now = {one.id: bare(one) for one in told.standoff().named()}
    for one in met:
        live = [name for name in now if now[name].status != "rejected"]
        assert word != "première" or all(bare(each) == now[each.id] for each in one.first)
        assert word != "rien" or all(each.id not in live for each in one.first)


def unchanged_unless_settled(
    told: Story, again: Callable[[], list[Contradiction]]
) -> list[Contradiction]:
    files, count = told.files(), len(told.batches())
    found = again()
    assert not found or (told.files(), len(told.batches())) == (files, count)
    return found


def sheet(data: st.DataObject, told: Story) -> None:
    """Decide about forms in a sheet."""
    cases = queue_of(gather(told.run), (), Limits(1000, 2036))
    if not cases:
        return
    path = told.run.folder / "check.csv"
    write_check_sheet(path, cases, LABELS)
    verbs = st.sampled_from((Verb.KEEP, Verb.LABEL, Verb.REJECT))
    rows = {
        one.form: {"décision": str(verb), "étiquette": label if verb is Verb.LABEL else ""}
        for one in cases
        for verb, label in [(data.draw(verbs), data.draw(st.sampled_from(LABELS)))]
    }
    fill_csv(path, rows)
    settle(told, data.draw(st.sampled_from(("première", "seconde", "rien"))), lambda: fanny(told))


def fanny(told: Story) -> list[Contradiction]:
    """Apply the sheet in the name of somebody who works with sheets alone."""
    folder = told.run.folder
    table, at = folder / "review" / "decisions.tsv", f"{told.clock():%Y-%m-%dT%H:%M:%SZ}"
    labels = shipped_labels()
    try:
        apply_sheet(folder / "check.csv", told.run, "fanny", at, table, labels, yes=True)
    except ContradictsError as error:
        return list(error.contradictions)
    return []


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
    assert (before - after).total() == len(wholly(lost))


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
    told.reached["undo"] += 1
    if any(one.now and one.now.sha256 != before.sha256 for one in undone.undone.documents):
        told.reached["undo over another text"] += 1
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
    "push": push,
    "edit": edit,
    "pull": pull,
    "sheet": sheet,
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
    if step in ("run", "extract", "push", "edit") or len(batches) > count:
        told.reached[step] += 1
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
    step = data.draw(st.sampled_from(("choose", "read", "push", "pull", "sheet", "everywhere")))
    try:
        with killed_after(data.draw(st.integers(0, 9))):
            ACTS[step](data, told)
    except (Killed, AnnotateError):
        pass
    Journal(told.run).settle()
    batches = told.batches()
    told.reached["killed" if len(batches) == count else "killed after the line"] += 1
    if len(batches) == count:
        assert told.files() == files
        return
    made = document_change("annotations/a.jsonl", before, told.standoff())
    assert batches[-1].documents == (() if made is None else (made,))
    told.states.append((batches[-1].number, files))


def play(data: st.DataObject, told: Story) -> None:
    """Carry out steps that are drawn, and take back what nothing but batches has followed."""
    for step in data.draw(st.lists(st.sampled_from(STEPS), min_size=3, max_size=10)):
        note(step)
        if step == "kill":
            killed(data, told)
        else:
            for one in PARTS.get(step, (step,)):
                act(data, told, one)
    while told.states:
        number, files = told.states.pop()
        undone = told.session("erin").undo()
        assert undone.undone.number == number
        assert told.files() == files


def test_the_journal_says_all_and_an_undo_takes_back_just_that() -> None:
    reached: Counter[str] = Counter()

    @settings(max_examples=60)
    @given(st.data())
    def sequence(data: st.DataObject) -> None:
        with tempfile.TemporaryDirectory() as folder:
            told = story(data, Path(folder))
            told.reached = reached
            with seen_by_its_clock(told.shelf):
                play(data, told)

    sequence()
    assert reached.keys() >= {*ACTS, *MET}, reached


def test_a_kill_is_a_kill() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.touch()
        with pytest.raises(Killed), killed_after(1):
            path.replace(path.with_name("b")).unlink()
        assert path.with_name("b").exists()
