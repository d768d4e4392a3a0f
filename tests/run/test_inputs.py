"""What arguments mean: folders of results, pipes, devices, patterns, lock files."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from annotate.cli.process import open_streams
from annotate.errors import UnreadableError, UsageError, WriteError
from annotate.files import replacing
from annotate.run.inputs import find_inputs
from annotate.text.reading import opening

TEXT = "La fosse ferma en 1986.\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "bon.txt").write_text(TEXT, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("out", "message"),
    [
        ("in", "in: --out is the folder of the inputs"),
        ("in/../in", "in: --out is the folder of the inputs"),
        (".", "this folder of inputs lies in ., which is --out"),
    ],
)
def test_results_do_not_go_among_the_inputs(place: Path, out: str, message: str) -> None:
    with pytest.raises(UsageError, match="--out") as caught:
        find_inputs(["in"], Path(out))
    assert message in str(caught.value)


@pytest.mark.parametrize("argument", ["in", "in/**/*.txt"])
def test_results_inside_the_inputs_are_no_inputs(place: Path, argument: str) -> None:
    for name in ("out", "earlier"):
        (place / name / "text").mkdir(parents=True)
        (place / name / "text" / "a.txt").write_text(TEXT, "utf-8")
    (place / "earlier" / "run.json").write_text('{"program": "annotate"}', "utf-8")
    assert [one.id for one in find_inputs([argument], Path("in/out"))] == ["bon"]


def test_a_folder_with_nothing_but_results_is_told(place: Path) -> None:
    (place / "run.json").write_text('{"program": "annotate"}', "utf-8")
    with pytest.raises(UsageError, match="nothing that can be read but what a run"):
        find_inputs(["in"], Path("out"))


def test_a_lock_file_beside_its_document_is_left_out(place: Path) -> None:
    (place / "~$bon.docx").write_bytes(b"\5Alice")
    given = ["in/bon.txt", "in/~$bon.docx"]
    assert [one.id for one in find_inputs(given)] == ["bon"]
    assert [one.id for one in find_inputs(["in/*"])] == ["bon"]


def test_a_link_that_leads_nowhere_does_not_stop_the_others(place: Path) -> None:
    (place / "annexe.txt").symlink_to("absent")
    lost, good = find_inputs(["in/annexe.txt", "in/bon.txt"])
    assert good.read().text == TEXT
    with pytest.raises(UnreadableError, match="is a link to absent"):
        lost.read()


def test_a_text_by_a_pipe_is_read(place: Path) -> None:
    read, write = os.pipe()
    with os.fdopen(write, "wb") as file:
        file.write(TEXT.encode() * 2_000)
        writer = threading.Thread(target=file.close)
        writer.start()
    (found,) = find_inputs([f"/dev/fd/{read}"])
    assert found.file_sha256() == ""
    assert not found.again
    assert found.read().text == TEXT * 2_000
    writer.join()
    os.close(read)


def test_a_pipe_that_nobody_writes_into_is_given_up(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "NOBODY", 0.01)
    os.mkfifo(place / "pipe")
    (found,) = find_inputs(["in/pipe"])
    with pytest.raises(UnreadableError, match=r"nothing came for 0\.01 seconds"):
        found.read()
    assert found.file_sha256() == ""


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused(device: str) -> None:
    (found,) = find_inputs([device])
    with pytest.raises(UnreadableError, match="is a device, not a file"):
        found.read()


def test_what_the_system_refuses_to_write_is_no_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    caught = pytest.raises(WriteError, match="move away the folder")
    with caught as told, replacing(tmp_path / "a.txt") as file:
        file.write_text("new")
    assert told.value.exit_code == 1
    assert not told.value.everywhere
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_closed_streams_lead_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    open_streams()
    assert sys.stderr is not None
    print("nothing fails", file=sys.stderr)
