"""``annotate export``, as a user types it, on the corpus."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

import annotate as annotate_package
from annotate.document.run_folder import RunFolder
from annotate.exports.document import exchanged
from annotate.exports.formats import format_named, names
from annotate.exports.losses import Feature, reduced
from annotate.files import locked
from command import ANNOTATE, ROOT, Command
from tiny_run import write_run
from waiting import until

ALL = "brat conll conllu docbin doccano jsonld labelstudio tei tsv3 xmi".split()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_formats_are_those_of_the_help_and_of_the_page() -> None:
    assert names() == ALL
    page = (ROOT / "docs" / "how-to" / "exchange.md").read_text("utf-8")
    for name in ALL:
        assert f"| `{name}` |" in page
    (head,) = [line for line in page.splitlines() if line.startswith("| | tei")]
    columns = head.strip("| ").split(" | ")
    for feature in Feature:
        held = ["✓" if feature in format_named(name).holds else "–" for name in columns]
        assert f"| {feature} | {' | '.join(held)} |" in page, feature


@pytest.mark.parametrize("name", ALL)
def test_the_corpus_goes_out_and_comes_back(
    name: str, annotate: Command, corpus_run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = annotate("export", corpus_run, "--to", name, "--out", out)
    assert done.returncode == 0, done.stderr
    one = format_named(name)
    assert one.read is not None
    back = {found.id: found for file in one.files(out) for found in one.read(file)}
    run = RunFolder(corpus_run)
    total: Counter[str] = Counter()
    assert sorted(back) == run.documents()
    for document in run.read_all():
        kept, lost = reduced(exchanged(document), one.holds)
        total.update({str(feature): count for feature, count in lost.items()})
        there = back[kept.id]
        if Feature.SPACE in one.holds:
            assert there.text == kept.text
            found = [(span.label, span.ranges, span.value, span.status) for span in there.spans]
            assert found == [(s.label, s.ranges, s.value, s.status) for s in kept.spans]
            if Feature.IDS in one.holds:
                assert [s.attributes for s in there.spans] == [s.attributes for s in kept.spans]
        else:
            quotes = ["".join(kept.quote(span).split()) for span in kept.spans]
            assert ["".join(there.quote(span).split()) for span in there.spans] == quotes
        if name == "tei":
            assert (there.blocks, there.sentences) == (kept.blocks, kept.sentences)
            assert there.milestones == kept.milestones
    # What is told as lost is what was lost, in the table, on the screen and in the manifest.
    told: Counter[str] = Counter()
    for row in rows(out / "losses.csv"):
        told[row["lost"]] += int(row["count"])
    assert told == total
    assert json.loads((out / "export.json").read_text("utf-8"))["losses"] == dict(total)
    for what, count in total.items():
        assert f"left out: {what} ({count})" in done.stderr


def test_spans_lead_back_to_the_source(annotate: Command, corpus_run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert annotate("export", corpus_run, "--to", "conll", "--out", out, "-q").returncode == 0
    texts = {one.id: one for one in RunFolder(corpus_run).read_all()}
    spans = rows(out / "spans.csv")
    assert len(spans) > 1000
    for row in spans:
        document = texts[row["document"]]
        assert document.mended.text[int(row["start"]) : int(row["end"])] == row["text"]
        parts = [part.split("-") for part in row["source_ranges"].split("; ")]
        source = "".join(document.text[int(start) : int(end)] for start, end in parts)
        source = unicodedata.normalize("NFKC", source)  # mending writes ligatures out
        quote = unicodedata.normalize("NFKC", row["text"])
        letters = [char for char in quote if char.isalnum()]
        assert [char for char in source if char.isalnum()] == letters or "-" in source


def test_some_documents_labels_and_decisions(
    annotate: Command, corpus_run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = annotate(
        *("export", corpus_run, "--to", "conllu", "--out", out),
        *("--document", "terrils", "--document", "samzal", "--label", "LOC"),
    )
    assert done.returncode == 0, done.stderr
    assert sorted(one.name for one in out.glob("*.conllu")) == ["samzal.conllu", "terrils.conllu"]
    assert {row["label"] for row in rows(out / "spans.csv")} == {"LOC"}
    done = annotate(
        "export", corpus_run, "--to", "conllu", "--out", out, "--status", "reviewed", "--force"
    )
    assert done.returncode == 0, done.stderr
    assert rows(out / "spans.csv") == []  # nobody has decided anything yet
    assert len(list(out.glob("*.conllu"))) == 10


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_export_leaves_nothing(
    sent: signal.Signals, annotate: Command, corpus_run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = [ANNOTATE, "export", corpus_run, "--to", "tei", "--out", out]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    until(lambda: list(tmp_path.glob(".annotate-*/made/*.xml")), "a document", process)
    process.send_signal(sent)
    told = process.communicate()[1]
    assert not out.exists()
    if sent is signal.SIGINT:
        assert (process.returncode, "nothing was written to" in told) == (130, True)
        assert list(tmp_path.iterdir()) == []
    # What was killed could tidy nothing away: the next one does, and leaves what is in use alone.
    with locked(tmp_path / ".annotate-out-other", "in use"):
        assert annotate("export", corpus_run, "--to", "tei", "--out", out).returncode == 0
    assert {one.name for one in tmp_path.iterdir()} == {"out", ".annotate-out-other"}


def test_nothing_is_put_among_the_files_of_the_run(annotate: Command, tmp_path: Path) -> None:
    run = tmp_path / "build"
    write_run(run)
    before = sorted(run.rglob("*"))
    for place in ("annotations/brat", "text", ".annotate/brat"):
        done = annotate("export", run, "--to", "brat", "--out", run / place)
        assert (done.returncode, "among the files of the run" in done.stderr) == (2, True)
    assert sorted(run.rglob("*")) == before
    # Beside them it is a folder like others.
    assert annotate("export", run, "--to", "brat", "--out", run / "brat").returncode == 0


def test_nothing_is_overwritten_unasked(
    annotate: Command, corpus_run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "thesis.txt").write_text("Dix ans.", "utf-8")
    for force in ((), ("--force",)):
        done = annotate("export", corpus_run, "--to", "brat", "--out", out, *force)
        assert done.returncode == 2
        assert "there is something else there" in done.stderr
    assert [one.name for one in out.iterdir()] == ["thesis.txt"]
    out = tmp_path / "brat"
    assert annotate("export", corpus_run, "--to", "brat", "--out", out).returncode == 0
    done = annotate("export", corpus_run, "--to", "brat", "--out", out)
    assert (done.returncode, "--force" in done.stderr) == (2, True)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["brat", "mine"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--to", "folia"), "use one of brat, conll,"),
        (("--to", "tei", "--document", "terils"), "there is no terils"),
        (("--to", "tei", "--label", "GPE"), "there is no GPE"),
        (("--to", "tei", "--status", "silver"), "predicted, reviewed, all"),
        (("--to", "tei", "--status", "gold"), "nobody has read a text of it whole"),
    ],
)
def test_what_does_not_exist_is_named(
    arguments: tuple[str, ...], told: str, annotate: Command, corpus_run: Path, tmp_path: Path
) -> None:
    done = annotate("export", corpus_run, "--out", tmp_path / "out", *arguments)
    assert (done.returncode, told in done.stderr) == (2, True), done.stderr
    assert list(tmp_path.iterdir()) == []


def test_gold_is_what_was_read_whole(annotate: Command, tmp_path: Path) -> None:
    run, out = tmp_path / "build", tmp_path / "brat"
    write_run(run)
    annotate("export", run, "--to", "brat", "--out", out, "--document", "mine")
    with (out / "mine.ann").open("a", encoding="utf-8") as file:
        file.write("T9\tMISC 3 7\tmine\n")
    assert (out / "mine.txt").read_text("utf-8")[3:7] == "mine"
    assert annotate("import", out, "--run", run, "--by", "alice", "--read").returncode == 0
    done = annotate("export", run, "--to", "brat", "--out", tmp_path / "gold", "--status", "gold")
    assert done.returncode == 0, done.stderr
    assert "left out: documents that nobody has read whole (1)" in done.stderr
    found = [row["text"] for row in rows(tmp_path / "gold" / "spans.csv")]
    assert found == ["mine", "1894", "Lens"]
    assert not (tmp_path / "gold" / "charbon.ann").exists()


def test_a_broken_document_is_named_and_the_others_are_written(
    annotate: Command, corpus_run: Path, tmp_path: Path
) -> None:
    import shutil

    run = tmp_path / "run"
    shutil.copytree(corpus_run, run)
    (run / "annotations" / "samzal.jsonl").write_text("{}\n", "utf-8")
    done = annotate("export", run, "--to", "tei", "--out", tmp_path / "out")
    assert (done.returncode, "samzal" in done.stderr) == (1, True)
    assert len(list((tmp_path / "out").glob("*.tei.xml"))) == 9


def test_from_python(corpus_run: Path, tmp_path: Path) -> None:
    done = annotate_package.export(corpus_run, "docbin", tmp_path / "out", labels=["PER"])
    assert done.documents == 10
    assert done.spans == len(rows(tmp_path / "out" / "spans.csv")) > 100
