"""The closing: the same bytes whatever was closed before, and in whatever order documents came."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest

from annotate.document.annotation import Annotation
from annotate.document.closing import cleared_annotation, cleared_lines
from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.document.source import Source
from annotate.document.standoff import read_standoff
from annotate.report import RunFacts, write_report
from annotate.report.store import MentionStore
from annotate.run import outputs
from annotate.run.out_folder import Output, remove_leftovers
from annotate.run.outputs import Closed, write_results
from annotate.run.results import RunReport
from closing_texts import TEXTS, annotations_of, files_in, put


def _close(run: RunFolder, store: MentionStore) -> Closed:
    return write_results(store, run, shipped_labels(), RunFacts(version="1"))


def _run(folder: Path, documents: Iterable[str]) -> dict[str, bytes]:
    run = RunFolder(folder)
    with MentionStore(run.store) as store:
        with store.batch():
            for identity in documents:
                put(run, store, identity)
        _close(run, store)
    return files_in(folder)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a run over a, b and c."""
    return _run(tmp_path_factory.mktemp("whole"), "abc")


def test_what_the_closing_writes(whole: dict[str, bytes]) -> None:
    told = whole["annotations/b.jsonl"].decode()
    assert '"expansion": "Syndicat libre des galeries", "expansion_from": "corpus"' in told
    assert '"expansion_lexicon": "Sel gemme"' in whole["annotations/c.jsonl"].decode()
    assert "Jean Marsal" in whole["entities.csv"].decode()


def test_the_order_in_which_documents_are_put_does_not_matter(
    whole: dict[str, bytes], tmp_path: Path
) -> None:
    assert _run(tmp_path, "cab") == whole


def test_closing_again_changes_nothing(whole: dict[str, bytes], tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    _run(tmp_path, "abc")
    with MentionStore(run.store) as store:
        assert _close(run, store).changed == ()
    assert files_in(tmp_path) == whole


def _in_processes(run: RunFolder, report: RunReport) -> None:
    with MentionStore(run.store) as store:
        labels, facts = shipped_labels(), RunFacts(version="1")
        write_results(store, run, labels, facts, attempt=report.attempt, jobs=3)


def test_several_processes_write_the_same(
    whole: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, report = RunFolder(tmp_path), RunReport()
    _run(tmp_path, "abc")
    for file in tmp_path.iterdir():
        if file.is_file() and not file.name.startswith("."):
            file.unlink()
    monkeypatch.setattr(outputs, "FEW", 0)
    _in_processes(run, report)
    assert files_in(tmp_path) == whole
    assert not report.faults


@pytest.mark.skipif(sys.platform != "linux", reason="a patch is only there when forked")
def test_what_one_process_cannot_write_keeps_no_other_back(
    whole: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, report = RunFolder(tmp_path), RunReport()
    _run(tmp_path, "abc")
    run.entities_csv.unlink()
    run.entities_csv.mkdir()
    for file in (run.report, run.timeline_csv, run.acronyms_csv):
        file.unlink()
    monkeypatch.setattr(outputs, "FEW", 0)
    monkeypatch.setattr(outputs, "write_report", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    _in_processes(run, report)
    told = [str(one) for one in report.faults]
    assert len(told) == 2
    assert "report: was not written: the process that worked on it was ended by SIGKILL" in told[0]
    assert "--jobs 1" in told[0]
    assert "entities.csv" in told[1]
    assert files_in(tmp_path) == {
        name: data for name, data in whole.items() if name not in ("report.html", "entities.csv")
    }


@pytest.mark.skipif(sys.platform != "linux", reason="a patch is only there when forked")
def test_a_report_of_many_files_is_written_beside_the_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has tables of its own, which must not lock those that the others read."""
    monkeypatch.setattr(outputs, "write_report", partial(write_report, many=0))
    monkeypatch.setattr(outputs, "FEW", 0)
    one = _run(tmp_path / "one", "abc")
    _run(tmp_path / "several", "abc")
    run, report = RunFolder(tmp_path / "several"), RunReport()
    run.report.unlink()
    _in_processes(run, report)
    assert not report.faults
    assert files_in(run.folder) == one


def test_a_document_that_comes_and_goes_leaves_nothing(
    whole: dict[str, bytes], tmp_path: Path
) -> None:
    run = RunFolder(tmp_path)
    _run(tmp_path, "abc")
    with MentionStore(run.store) as store:
        with store.batch():
            put(run, store, "d")
        closed = _close(run, store)
        # Two definitions now: the uses are left open, the lexicon's is back.
        assert {"b", "c"} <= {one.document for one in closed.changed}
        assert [one.acronym for one in closed.disputes] == ["SLG"]
        assert b"Sel gemme" in files_in(tmp_path)["annotations/c.jsonl"]
        assert b"corpus" not in files_in(tmp_path)["annotations/b.jsonl"]
        with store.batch():
            store.remove("d")
        for file in run.of("d"):
            file.unlink(missing_ok=True)
        _close(run, store)
    assert files_in(tmp_path) == whole


def test_what_was_closed_can_be_cleared(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    _run(tmp_path, "abc")
    for identity in "abc":
        path = run.annotations(identity)
        source = Source(identity, f"{identity}.txt", TEXTS[identity][0])
        closed = read_standoff(path, source)
        before = sorted(annotations_of(identity), key=Annotation.sort_key)
        assert list(map(cleared_annotation, closed.annotations())) == before
        path.write_text("".join([*cleared_lines(path)]), "utf-8")
        assert read_standoff(path, source).annotations() == before


def test_what_a_killed_report_left_is_removed(tmp_path: Path) -> None:
    half = tmp_path / ".annotate-x1" / "new"
    half.mkdir(parents=True)
    (half / "names-01.js").write_text("[", "utf-8")
    (tmp_path / ".annotate-x2.csv").write_text("", "utf-8")
    (tmp_path / ".annotate").mkdir()
    (tmp_path / "mine.txt").write_text("", "utf-8")
    remove_leftovers(Output(tmp_path), ())
    assert sorted(one.name for one in tmp_path.iterdir()) == [".annotate", "mine.txt"]
