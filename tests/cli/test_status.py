"""`annotate status` reads logs as runs leave them, whole or broken off."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from annotate.document.run_folder import RunFolder
from annotate.files import locked
from annotate.run.status import LAST, RunState, Status, status_of
from command import Command

NOW = datetime.now(UTC)


def write_log(folder: Path, *lines: dict[str, Any], torn: str = "") -> None:
    """Write a log whose lines are a second apart, the last one now."""
    folder.mkdir(exist_ok=True)
    begun = NOW - timedelta(seconds=len(lines))
    told = [
        {"at": (begun + timedelta(seconds=at)).isoformat(), **line}
        for at, line in enumerate(lines, start=1)
    ]
    text = "".join(json.dumps(line) + "\n" for line in told)
    RunFolder(folder).log.write_text(text + torn, "utf-8")


def begin(documents: int, **facts: Any) -> dict[str, Any]:
    command = ["annotate", "run", "mes textes"]
    return {"run": NOW.isoformat(), "documents": documents, "command": command, **facts}


def done(number: int, outcome: str = "done", **facts: Any) -> dict[str, Any]:
    return {"document": f"d{number}", "outcome": outcome, "words": 100, **facts}


def known(folder: Path) -> Status:
    found = status_of(folder, NOW)
    assert found is not None
    return found


def test_what_runs_is_counted_with_its_rate(tmp_path: Path) -> None:
    kept = [{"document": f"k{at}", "outcome": "kept"} for at in range(40)]
    steps = [{"step": "documents", "to_do": 160}]
    write_log(tmp_path, begin(200), *kept, *steps, *(done(at) for at in range(60)))
    with locked(tmp_path, "in use"):
        found = known(tmp_path)
        assert found.state is RunState.RUNNING and found.well and found.busy
    assert (found.done, found.kept, found.failures, found.settled) == (60, 40, 0, 100)
    assert found.words == 6000
    # One a second: what a run had done before does not count in its pace.
    assert 0.9 < found.pace.documents <= 1.01
    left = found.left()
    assert left is not None and 99 < left < 112


@pytest.mark.parametrize("torn", ["", '{"at": "2026-11-3', "\n\n[1]\n"])
def test_what_was_killed_is_broken_off(annotate: Command, tmp_path: Path, torn: str) -> None:
    out = tmp_path / "out"
    why = "a.pdf: is encrypted."
    lines = [done(1), done(2, "failed", message=why), {"document": "d3", "outcome": "skipped"}]
    write_log(out, begin(9, process=4, host="elsewhere"), {"step": "documents"}, *lines, torn=torn)
    found = known(out)
    assert found.state is RunState.BROKEN_OFF and not found.well and found.left() is None
    assert (found.done, found.failures, found.settled) == (1, 2, 3)
    told = annotate("status", out)
    assert told.returncode == 1
    assert "broken off" in told.stdout and "3 of 9 documents, 2 failures" in told.stdout
    assert why in told.stdout and "annotate run 'mes textes'" in told.stdout
    assert "it ran on elsewhere" in told.stdout


@pytest.mark.parametrize(
    ("end", "well"),
    [
        ({"end": "finished", "exit_code": 0}, True),
        ({"end": "finished", "exit_code": 1}, False),
        ({"end": "interrupted"}, False),
        ({"end": "failed", "message": "the disk is full"}, False),
    ],
)
def test_an_end_is_told(tmp_path: Path, end: dict[str, Any], well: bool) -> None:
    write_log(tmp_path, begin(1), {"step": "documents"}, done(1), end)
    found = known(tmp_path)
    assert found.state.value == end["end"] and found.well is well
    assert found.message == end.get("message", "")
    # A folder that somebody uses afterwards is not a run that goes on.
    with locked(tmp_path, "in use"):
        assert known(tmp_path).state is found.state and known(tmp_path).busy


def test_only_the_last_failures_are_told(tmp_path: Path) -> None:
    failed = [done(at, "failed", message=f"d{at}: is empty.") for at in range(3 * LAST)]
    write_log(tmp_path, begin(99), {"step": "documents"}, *failed, {"end": "interrupted"})
    found = known(tmp_path)
    assert found.failures == 3 * LAST
    assert [one for one, _ in found.last_failures] == [f"d{at}" for at in range(2 * LAST, 3 * LAST)]


def test_a_run_that_left_no_log_is_read_from_its_manifest(tmp_path: Path) -> None:
    later = (NOW + timedelta(hours=1)).isoformat()
    counts = {"documents": 5, "kept": 2, "failures": 1, "words": 700}
    failures = [{"id": "x", "source": "x.txt", "message": "x.txt: is empty."}]
    facts = {"program": "annotate", "state": "finished", "begun": later, "counts": counts}
    manifest = RunFolder(tmp_path).manifest
    manifest.write_text(json.dumps({**facts, "failures": failures}), "utf-8")
    found = known(tmp_path)
    assert (found.state, found.done, found.kept, found.failures) == (RunState.FINISHED, 3, 2, 1)
    # The log of an earlier run does not hide it, that of a later one does.
    write_log(tmp_path, begin(7), {"end": "interrupted"})
    assert known(tmp_path).state is RunState.FINISHED
    write_log(tmp_path, {**begin(7), "run": (NOW + timedelta(hours=2)).isoformat()})
    assert known(tmp_path).state is RunState.BROKEN_OFF


def test_parts_have_a_row_each_and_a_sum(annotate: Command, tmp_path: Path) -> None:
    for number, end in (("1", {"end": "finished", "exit_code": 0}), ("2", {"end": "interrupted"})):
        write_log(tmp_path / number, begin(10), {"step": "documents"}, done(1), done(2), end)
    told = annotate("status", tmp_path / "1", tmp_path / "2")
    assert told.returncode == 1
    assert "4 of 20" in told.stdout and "1 finished, 1 interrupted" in told.stdout
    assert annotate("status", tmp_path / "1", tmp_path / "1").returncode == 0
    missing = annotate("status", tmp_path / "1", tmp_path / "3", tmp_path)
    assert missing.returncode == 2 and "2 of 10" in missing.stdout
    assert f"{tmp_path / '3'}: there is no such folder" in missing.stderr
    assert f"{tmp_path}: holds no run" in missing.stderr
    lines = annotate("status", tmp_path / "1", tmp_path / "2", "--json").stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["state"] for row in rows] == ["finished", "interrupted"]
    assert [row["done"] for row in rows] == [2, 2]


def test_looking_leaves_a_folder_as_it_is(annotate: Command, tmp_path: Path) -> None:
    assert annotate("status", tmp_path).returncode == 2
    assert not list(tmp_path.iterdir())
