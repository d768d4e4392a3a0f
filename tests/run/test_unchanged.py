"""A closing of which nothing has changed has nothing to do; anything that enters it, changed alone,
makes it again, to the bytes of a run made from nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from annotate.document.closing import write_attributes
from annotate.document.labels import LabelTable, labels_of
from annotate.document.run_folder import RunFolder
from annotate.document.source import Remark
from annotate.errors import DocumentError
from annotate.pipes.assembly import CONFIG_NAME
from annotate.report import write_report
from annotate.report.store import MentionStore
from annotate.resources import default_configs
from annotate.run import closing, last_closing, outputs
from annotate.run.closing import Closing
from annotate.run.last_closing import PlannedClosing
from annotate.run.records import Record, Records, State, decided_digest, file_states, stored_results
from annotate.run.results import DocumentResult, GoldScores, RunReport
from annotate.text.reading.pdf_pictures import SIZES
from closing_texts import files_in, put

BEGUN = datetime(2026, 11, 30, tzinfo=UTC)


@dataclass
class Place:
    """A run of which the documents are done, and its configuration."""

    folder: Path
    digest: str = "3f"
    anew: bool = False
    labels: LabelTable | None = None

    @property
    def run(self) -> RunFolder:
        return RunFolder(self.folder / "out")

    @property
    def config(self) -> Path:
        return self.folder / "configs" / CONFIG_NAME

    def close(
        self, *, jobs: int = 1, begun: datetime = BEGUN, gold: Path | None = None
    ) -> tuple[RunReport, str]:
        """Close the run; return its report, and why it was done."""
        told: list[PlannedClosing] = []
        with MentionStore(self.run.store) as store:
            report = RunReport()
            report.finished = partial(stored_results, self.run.store, State.DONE)
            report.failures = partial(stored_results, self.run.store, State.FAILED)
            labels = self.labels or labels_of(self.config)
            records = Records(store.connection)
            end = Closing(self.run, store, records, labels, self.config, jobs)
            end.close(report, self.digest, begun, told.append, anew=self.anew)
            if gold:
                end.score(report, (), gold)
        (planned,) = told
        assert report.unchanged == (not planned.why)
        return report, planned.why

    def put(self, *documents: str) -> None:
        """Do documents."""
        with MentionStore(self.run.store) as store:
            for one in documents:
                put(self.run, store, one)
                annotations = self.run.annotations(one)
                (self.folder / "out" / "text" / f"{one}.mended.txt").write_text("", "utf-8")
                (self.folder / "out" / "text" / f"{one}.edits.jsonl").write_text("", "utf-8")
                decided = decided_digest(annotations)
                self.note(store, one, decided=decided, stored=decided)
            store.connection.commit()

    def note(self, store: MentionStore, one: str, **more: str) -> None:
        result = DocumentResult(one, f"{one}.txt", words=10, seconds=0.5)
        files = file_states(self.run, one)
        record = Record(one, State.DONE, {"source": "1"}, files, result=result, **more)
        Records(store.connection).put(record)

    def result(self, **changed: object) -> None:
        """Change what became of the first document."""
        with MentionStore(self.run.store) as store:
            records = Records(store.connection)
            record = records.get("a")
            assert record and record.result
            records.put(replace(record, result=replace(record.result, **changed)))
            store.connection.commit()


def _begin(folder: Path) -> Place:
    shutil.copytree(default_configs(), folder / "configs")
    place = Place(folder)
    place.put(*"abc")
    return place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return _begin(tmp_path / "place")


def _shown(place: Place) -> None:
    with MentionStore(place.run.store) as store:
        (shown,) = (one for one in store.every_shown() if one.id == "a")
        ((_, mentions), *_) = store.every()
        store.put("a", mentions, replace(shown, title="Un autre titre"))
        store.connection.commit()


def _mention(place: Place) -> None:
    with MentionStore(place.run.store) as store:
        (shown,) = (one for one in store.every_shown() if one.id == "a")
        ((_, mentions), *_) = store.every()
        store.put("a", [replace(mentions[0], page=7), *mentions[1:]], shown)
        store.connection.commit()


def _failure(place: Place) -> None:
    with MentionStore(place.run.store) as store:
        error = DocumentError("is empty", path="x.txt", remedy="leave it out")
        result = DocumentResult("x", "x.txt", error)
        Records(store.connection).put(Record("x", State.FAILED, result=result))
        store.connection.commit()


def _gone(place: Place) -> None:
    with MentionStore(place.run.store) as store:
        store.remove("c")
        Records(store.connection).remove("c")
        store.connection.commit()
    for file in place.run.of("c"):
        file.unlink(missing_ok=True)


def _append(file: str, text: str) -> Callable[[Place], None]:
    def change(place: Place) -> None:
        path = place.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text("utf-8") if path.exists() else ""
        path.write_text(before + text, "utf-8")

    return change


def _label(place: Place) -> None:
    labels = {one.name: one for one in labels_of(place.config).values()}
    labels["PER"] = replace(labels["PER"], colour="#123456")
    place.labels = LabelTable(labels.values(), place.config)


def _digest(place: Place) -> None:
    place.digest = "40"


DECISION = "form\tdecision\tboundary\nMarsal\tdifférent\tJean Marsal\n"
CHANGES: dict[str, tuple[str, Callable[[Place], None]]] = {
    "mention": ("documents have", _mention),
    "text shown": ("documents have", _shown),
    "document more": ("documents have", lambda place: place.put("d")),
    "document less": ("documents have", _gone),
    "failure": ("documents have", _failure),
    "remark": ("documents have", lambda place: place.result(remarks=(Remark("x", "odd", 1),))),
    "name given": ("documents have", lambda place: place.result(shown="in/a.txt")),
    "counts": ("documents have", lambda place: place.result(counts={"PER": 3})),
    "pair decided": ("decisions have", _append("out/review/decisions.tsv", DECISION)),
    "pair decided everywhere": ("decisions have", _append("configs/decisions.tsv", DECISION)),
    "place of the lexicon": (
        "configuration has",
        _append("configs/lexicons/communes.tsv", "# a\n"),
    ),
    "rule": ("configuration has", _append("configs/rules/people.tsv", "# a\n")),
    "label": ("configuration has", _label),
    "digest that the report shows": ("configuration has", _digest),
    "picture of a page": ("pictures have", _append(f"out/pages/a/{SIZES}", '{"1": [0, 1, 1]}')),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_enters_the_closing_makes_it_again(place: Place, tmp_path: Path, what: str) -> None:
    told, change = CHANGES[what]
    assert place.close()[1] == "no earlier run made them whole"
    assert place.close()[1] == ""
    change(place)
    assert told in place.close()[1]
    assert place.close()[1] == ""
    fresh = _begin(tmp_path / "fresh")
    change(fresh)
    fresh.close()
    assert files_in(place.run.folder) == files_in(fresh.run.folder)


def test_another_program_makes_it_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.close()
    monkeypatch.setattr(last_closing, "program_digest", lambda: "another")
    assert "the program has changed" in place.close()[1]
    assert place.close()[1] == ""


@pytest.mark.parametrize("kind", ["templates", "scripts", "libraries"])
def test_other_parts_of_pages_make_it_again(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    place.close()
    pages = tmp_path / "report"
    shutil.copytree(last_closing.PAGES, pages)
    monkeypatch.setattr(last_closing, "PAGES", pages)
    assert place.close()[1] == ""
    file = min(one for one in (pages / kind).iterdir() if one.is_file())
    file.write_bytes(file.read_bytes() + b"\n")
    assert "the program has changed" in place.close()[1]


def test_how_and_when_does_not_count(place: Place) -> None:
    place.close()
    place.result(seconds=9.0)
    later = datetime(2027, 1, 1, tzinfo=UTC)
    assert place.close(jobs=2, begun=later)[1] == ""


def test_all_is_made_anew_when_that_is_wanted(place: Place) -> None:
    place.close()
    place.anew = True
    assert place.close()[1] == "all are done again"


def test_what_was_found_is_known_when_nothing_is_done(place: Place) -> None:
    place.put("d")
    first, _ = place.close()
    again, _ = place.close()
    assert again.unchanged
    assert again.entities == first.entities > 0
    assert again.disputes == first.disputes != []


OUTPUTS = (
    *("mentions.csv", "entities.csv", "entities.xlsx", "acronyms.csv", "timeline.csv"),
    *("documents.csv", "places.geojson", "network.graphml", "report.html"),
)


def _every_output(place: Place) -> list[str]:
    return [*OUTPUTS, "report/documents/a.html", "report/names.js", "annotations/b.jsonl"]


@pytest.mark.parametrize("how", ["is not there", "has been changed since"])
def test_an_output_that_was_removed_or_changed_is_made_again(
    place: Place, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(outputs, "write_report", partial(write_report, many=0))
    place.close()
    whole = files_in(place.run.folder)
    # Every file that the closing has written is watched.
    assert {*whole} - {*_every_output(place)} == {
        name for name in whole if name.startswith(("report/", "text/", "annotations/"))
    } - {*_every_output(place)}
    for name in _every_output(place):
        file = place.run.folder / name
        if name.startswith("annotations/"):
            # Where anything else of it was changed the document is done again before.
            assert write_attributes(file, {})
        elif how == "is not there":
            file.unlink()
        else:
            file.write_bytes(whole[name] + b"\n")
        told = place.close()[1]
        assert told.startswith(f"{name} "), told
        assert files_in(place.run.folder) == whole
        assert place.close()[1] == ""


def test_files_that_were_copied_are_the_same(place: Place, tmp_path: Path) -> None:
    place.close()
    shutil.copytree(place.folder, tmp_path / "copy", copy_function=shutil.copyfile)
    assert Place(tmp_path / "copy").close()[1] == ""


def test_a_table_that_cannot_be_written_is_tried_again(place: Place) -> None:
    place.run.folder.joinpath("entities.csv").mkdir(parents=True)
    report, _ = place.close()
    assert len(report.faults) == 1
    assert place.close()[1] == "no earlier run made them whole"
    place.run.entities_csv.rmdir()
    report, _ = place.close()
    assert not report.faults
    assert place.close()[1] == ""


@pytest.mark.skipif(sys.platform != "linux", reason="it is killed in a fork")
@pytest.mark.parametrize("at", outputs.OUTPUTS)
def test_a_closing_that_was_killed_is_done_again(
    place: Place, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    place.close()
    whole = files_in(place.run.folder)
    place.put("d")
    with monkeypatch.context() as patched:
        write = outputs._Writing.write

        def killed(self: outputs._Writing, name: str, *more: object) -> None:
            if name == at:
                os.kill(os.getpid(), signal.SIGKILL)
            write(self, name, *more)  # type: ignore[arg-type]

        patched.setattr(outputs._Writing, "write", killed)
        child = os.fork()
        if not child:
            place.close()
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    # All is again as before that closing, and yet tables of both may lie there.
    _gone_again(place)
    assert place.close()[1] == "no earlier run made them whole"
    assert files_in(place.run.folder) == whole


def _gone_again(place: Place) -> None:
    with MentionStore(place.run.store) as store:
        store.remove("d")
        Records(store.connection).remove("d")
        store.connection.commit()
    for file in place.run.of("d"):
        file.unlink(missing_ok=True)


def test_gold_is_looked_at_again_when_it_or_a_document_has_changed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored: list[GoldScores] = []

    def score(*_: object) -> GoldScores:
        scored.append(GoldScores(("a",), {"PER": 0.5}, ("odd",) if len(scored) == 3 else ()))
        return scored[-1]

    monkeypatch.setattr(closing, "evaluate_run", score)
    gold = place.folder / "gold"
    gold.mkdir()
    shutil.copyfile(place.run.annotations("a"), gold / "a.jsonl")

    def again() -> tuple[int, GoldScores | None]:
        report, _ = place.close(gold=gold)
        return len(scored), report.gold

    first = again()
    assert first == (1, GoldScores(("a",), {"PER": 0.5}))
    assert again() == first
    shutil.copyfile(place.run.annotations("b"), gold / "b.jsonl")
    assert again()[0] == 2
    assert again()[0] == 2
    place.put("d")
    assert again()[0] == 3
    (gold / "b.jsonl").unlink()
    # What is said of another extraction is not known from hashes of gold.
    assert again()[0] == 4
    assert again()[0] == 5


def test_what_is_told_is_plain(place: Place) -> None:
    place.close()
    with MentionStore(place.run.store) as store:
        planned = last_closing.LastClosing(store, place.run).plan({})
        (row,) = store.connection.execute("SELECT digests FROM closing").fetchall()
    assert str(planned) == "index, tables and report: kept: nothing has changed ()"
    told = json.loads(row[0])
    assert [*told] == ["documents", "pictures", "decisions", "configuration", "program"]
    assert len({*told.values()}) == len(told)


def test_what_a_closing_wrote_into_annotations_is_taken_off_once(place: Place) -> None:
    before = {one: place.run.annotations(one).read_bytes() for one in "abc"}
    place.close()
    assert before != {one: place.run.annotations(one).read_bytes() for one in "abc"}

    def clear() -> None:
        with MentionStore(place.run.store) as store:
            labels = labels_of(place.config)
            Closing(place.run, store, Records(store.connection), labels, place.config).clear()

    clear()
    assert before == {one: place.run.annotations(one).read_bytes() for one in "abc"}
    place.run.annotations("a").unlink()
    clear()  # Nothing is read where no closing has written since.
    place.run.annotations("a").write_bytes(before["a"])
    assert place.close()[1] == "no earlier run made them whole"


def test_a_run_in_which_nothing_is_to_be_done_needs_no_spacy(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Jeanne Delattre ouvrit une école à Douai.\n", "utf-8")
    code = (
        "import sys\nfrom annotate.cli.app import main\n"
        "sys.argv = ['annotate', 'run', 'a.txt', '--out', 'out', '-q', '--jobs', '1']\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "print('spacy' in sys.modules)\n"
    )
    command = [sys.executable, "-c", code]
    told = [
        subprocess.run(command, cwd=tmp_path, check=True, stdout=subprocess.PIPE, text=True).stdout
        for _ in range(2)
    ]
    assert told == ["True\n", "False\n"]
