"""Two hundred documents and eight thousand spans, there and back."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from command import Command
from many import write_many
from review.reviewer import Reviewer, names


def test_two_hundred_documents(
    annotate: Command,
    doccano: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_many(tmp_path / "texts", 200)
    run = tmp_path / "run"
    done = annotate("run", tmp_path / "texts", "--out", run, "-q")
    assert done.returncode == 0, done.stderr
    count = len(names(run))
    assert count >= 8000
    before = {file.name: file.read_bytes() for file in (run / "annotations").glob("[!.]*.jsonl")}
    begun = time.monotonic()
    pushed = annotate("review", "push", run, "--home", doccano["home"])
    seconds = time.monotonic() - begun
    assert pushed.returncode == 0, pushed.stderr
    assert f"200 documents sent in 200 pieces, {count} spans" in pushed.stdout
    reviewer = Reviewer(run, doccano, "alice")
    assert reviewer.admin.count(reviewer.project) == 200
    reviewer.confirm(reviewer.piece("d007"))
    begun = time.monotonic()
    pulled = annotate("review", "pull", run, "--home", doccano["home"])
    with capsys.disabled():
        print(f"\n{count} spans: push {seconds:.1f} s, pull {time.monotonic() - begun:.1f} s")
    assert pulled.returncode == 0, pulled.stderr
    assert len(names(run)) == count
    assert {row["status"] for row in names(run)} == {"accepted", "predicted"}
    after = {file.name: file.read_bytes() for file in (run / "annotations").glob("[!.]*.jsonl")}
    # The tables are made anew, and the entities may have other names; nothing else differs.
    assert [name for name in before if after[name] != before[name]] == ["d007.jsonl"]
