"""Two hundred documents and eight thousand spans, there and back."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from command import Command
from review.reviewer import Reviewer, names

pytestmark = pytest.mark.xdist_group("doccano")

_WHO = "Léontine Delval|Marcel Wattrelos|Jean Delattre|Yvette Cousin|Paul Lemaire".split("|")
_WHERE = "Lens|Béthune|Arras|Liévin|Douai|Lille|Valenciennes|Denain".split("|")


def text(seed: int) -> str:
    chance = random.Random(seed)
    sentences = [
        f"{chance.choice(_WHO)} quitta {chance.choice(_WHERE)} pour {chance.choice(_WHERE)} en "
        f"{chance.randint(1870, 1990)}."
        for _ in range(11)
    ]
    return "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, 11, 4)) + "\n"


def test_two_hundred_documents(
    annotate: Command,
    doccano: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for seed in range(200):
        (tmp_path / f"d{seed:03}.txt").write_text(text(seed), "utf-8")
    run = tmp_path / "run"
    done = annotate("run", tmp_path, "--out", run, "-q")
    assert done.returncode == 0, done.stderr
    count = len(names(run))
    assert count >= 8000
    before = {file.name: file.read_bytes() for file in (run / "annotations").glob("*.jsonl")}
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
    decided = {row["status"] for row in names(run)}
    assert decided == {"accepted", "predicted"}
    after = {file.name: file.read_bytes() for file in (run / "annotations").glob("*.jsonl")}
    assert [name for name in before if after[name] != before[name]] == ["d007.jsonl"]
