"""Files of the worst kinds in one folder with good ones: each is done or named, nothing waits."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

import hostile_files
from annotate.run.input_names import printable
from command import ANNOTATE
from hostile_files import DONE, FILES, FRENCH, SILENT

pytestmark = pytest.mark.slow
GOOD = 50


def run(folder: Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command from cold; what waits for ever is ended."""
    command = [str(ANNOTATE), "run", *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, check=False, encoding="utf-8", timeout=600,
        **options,
    )  # type: ignore[call-overload,no-any-return]  # fmt: skip


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    place = tmp_path_factory.mktemp("hostile")
    folder = place / "in"
    folder.mkdir()
    for number in range(GOOD):
        text = FRENCH.replace("1986", str(1900 + number))
        (folder / f"bon-{number:02}.txt").write_text(text, "utf-8")
    hostile_files.make(folder)
    return place, run(place, "in", "--out", "out")


def manifest(place: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = json.loads(
        (place / "out" / "run.json").read_text("utf-8")
    )
    return found


def test_all_good_texts_are_done(done) -> None:
    place, told = done
    assert told.returncode == 1, told.stderr
    assert "Traceback" not in told.stderr
    ids = {row["id"] for row in manifest(place)["documents"]}
    assert {f"bon-{number:02}" for number in range(GOOD)} <= ids
    assert manifest(place)["state"] == "finished"


@pytest.mark.parametrize("one", FILES, ids=lambda one: printable(one.name)[:40])
def test_each_hostile_file_is_done_or_named(done, one) -> None:
    place, told = done
    shown = printable(f"in/{one.name}")
    failures = {row["source"]: row["message"] for row in manifest(place)["failures"]}
    begins = tuple(f"annotate: {shown}{sign} " for sign in ":,")
    lines = [line for line in told.stderr.splitlines() if line.startswith(begins)]
    if one.said == DONE:
        assert shown not in failures
        assert (place / "out" / "annotations" / f"{one.identity}.jsonl").is_file()
    elif one.said is SILENT:
        assert not any(shown in source for source in failures)
        assert not lines
    else:
        (line,) = lines
        assert one.said in line
        assert "To mend it:" in line
        assert failures[shown] in line


def test_nothing_else_is_done_and_nothing_is_left(done) -> None:
    place, _ = done
    expected = {one.identity for one in FILES if one.said == DONE}
    expected |= {f"bon-{number:02}" for number in range(GOOD)}
    written = {path.stem for path in (place / "out" / "annotations").iterdir()}
    assert written == expected
    assert {row["id"] for row in manifest(place)["documents"]} == expected
    assert not list((place / "out").rglob(".annotate-*"))
