"""A second run into a folder does what has changed, and says why."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.document.standoff import write_standoff
from annotate.resources import default_configs
from annotate.review.decisions import decisions_in
from annotate.run.rebuild import rebuild
from annotate.tables import read_csv
from command import ANNOTATE, Command
from waiting import ended, until

pytestmark = pytest.mark.slow

TEXT = "La mine ouvrit en 1894 à Lens. Marcel Delmotte y vint en 1902 avec la SNCF.\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for name in "abc":
        (tmp_path / "in" / f"{name}.txt").write_text(f"{TEXT}\nLe texte {name}.\n", "utf-8")
    return tmp_path


class Runs:
    """Runs of one folder into another."""

    def __init__(self, annotate: Command, place: Path) -> None:
        self._annotate, self._place, self.out = annotate, place, place / "out"

    def __call__(self, *more: str) -> subprocess.CompletedProcess[str]:
        return self._annotate("run", "in", "--out", "out", *more, cwd=self._place)

    def why(self, *more: str) -> dict[str, str]:
        """Run, and return why each document was done, without the hashes."""
        lines = [one for one in self(*more, "--why").stdout.splitlines() if one[:3] == "in/"]
        return {
            name.removeprefix("in/").removesuffix(".txt"): told.split(" (source ")[0]
            for name, told in (line.split(": ", 1) for line in lines)
        }


@pytest.fixture
def runs(annotate: Command, place: Path) -> Runs:
    return Runs(annotate, place)


KEPT = "kept: nothing has changed"


def test_what_has_changed_is_done_again(runs: Runs, place: Path) -> None:
    assert runs.why() == dict.fromkeys("abc", "new")
    assert runs.why() == dict.fromkeys("abc", KEPT)
    (place / "in" / "b.txt").write_text(TEXT.replace("1894", "1893"), "utf-8")
    told = runs.why()
    assert told["b"].startswith("the source has changed (")
    assert (told["a"], told["c"]) == (KEPT, KEPT)
    (runs.out / "text" / "c.mended.txt").unlink()
    assert runs.why()["c"] == "c.mended.txt is not there"
    file = runs.out / "annotations" / "a.jsonl"
    file.write_text(file.read_text("utf-8").replace('"predicted"', '"accepted"'), "utf-8")
    assert runs.why()["a"] == "its annotations have been reviewed or changed since"
    assert '"accepted"' in file.read_text("utf-8")
    assert runs.why("--anew") == dict.fromkeys("abc", "all are done again")
    # Files that were copied elsewhere are the same files.
    shutil.copytree(runs.out, place / "copy", copy_function=shutil.copyfile)
    shutil.rmtree(runs.out)
    (place / "copy").rename(runs.out)
    assert runs.why() == dict.fromkeys("abc", KEPT)


def test_nothing_is_closed_again_when_nothing_has_changed(runs: Runs, place: Path) -> None:
    """Tables, report and counts stay as they are; what somebody removed is made again."""

    def told(*more: str) -> str:
        done = runs("--why", *more)
        (line,) = [one for one in done.stdout.splitlines() if one.startswith("index, tables")]
        assert done.returncode == 0
        assert ("nothing changed" in done.stdout) == (KEPT in line)
        return line.split(": ", 1)[1]

    assert told().startswith("no earlier run made them whole (documents ")
    before = {
        file: file.stat().st_mtime_ns for file in runs.out.glob("*.*") if file.suffix != ".json"
    }
    counts = json.loads((runs.out / "run.json").read_text("utf-8"))["counts"]
    assert told().startswith(KEPT)
    log = (runs.out / "run.log.jsonl").read_text("utf-8")
    assert '"step": "index and report", "why": "nothing has changed"' in log
    again = json.loads((runs.out / "run.json").read_text("utf-8"))
    assert again["counts"] == {**counts, "kept": 3}
    assert again["state"] == "finished"
    tables = {
        file: when for file, when in before.items() if file.suffix in (".csv", ".html", ".xlsx")
    }
    assert {file: file.stat().st_mtime_ns for file in tables} == tables
    whole = (runs.out / "entities.csv").read_bytes()
    (runs.out / "entities.csv").unlink()
    assert told().startswith("entities.csv is not there")
    assert (runs.out / "entities.csv").read_bytes() == whole
    assert told("--anew").startswith("all are done again")
    assert told().startswith(KEPT)
    (place / "in" / "d.txt").write_text(TEXT, "utf-8")
    assert told().startswith("the documents have changed")


def test_a_lexicon_an_option_and_the_configuration_count(runs: Runs, place: Path) -> None:
    shutil.copytree(default_configs(), place / "configs")
    runs()
    lexicon = place / "configs" / "lexicons" / "acronyms.tsv"
    lexicon.write_text(lexicon.read_text("utf-8") + "# a remark\n", "utf-8")
    told = runs.why()
    assert all(one.startswith("the lexicons have changed (") for one in told.values())
    told = runs.why("--language-check", "off")
    assert all(one.startswith("the options have changed (") for one in told.values())
    runs()
    config = place / "configs" / "pipeline.cfg"
    config.write_text(config.read_text("utf-8") + "\n# a remark\n", "utf-8")
    assert all("the configuration has changed (" in one for one in runs.why().values())


def test_what_failed_is_tried_again_or_skipped(runs: Runs, place: Path) -> None:
    (place / "in" / "vide.txt").write_bytes(b"")
    assert runs().returncode == 1
    assert runs.why()["vide"].startswith("it failed: in/vide.txt: ")
    skipped = runs("--skip-failed")
    assert skipped.returncode == 1
    assert "vide.txt" in skipped.stderr
    assert runs.why("--skip-failed")["vide"] == "kept: nothing has changed"
    rows = {row["document"]: row for row in read_csv(runs.out / "documents.csv")}
    assert rows["vide"]["state"] == "failed"
    assert "vide.txt" in rows["vide"]["failure"]
    assert rows["a"]["state"] == "done"


def test_a_document_that_vanished_after_a_kill_leaves_nothing(runs: Runs, place: Path) -> None:
    for number in range(30):
        (place / "in" / f"f{number:02}.txt").write_text(TEXT, "utf-8")
    command = [str(ANNOTATE), "run", "in", "--out", "out", "--jobs", "1", "-q"]
    process = subprocess.Popen(command, cwd=place, stderr=subprocess.DEVNULL, encoding="utf-8")
    until((runs.out / "annotations" / "f05.jsonl").exists, "a document", process)
    process.kill()
    ended(process)
    (place / "in" / "f03.txt").unlink()
    assert runs().returncode == 0
    assert not [file for file in runs.out.rglob("*") if file.name.startswith("f03")]
    assert "f03" not in RunFolder(runs.out).documents()
    assert (runs.out / "annotations" / "f29.jsonl").is_file()


def test_one_table_that_cannot_be_written_costs_no_other(runs: Runs) -> None:
    runs()
    book, report = runs.out / "entities.xlsx", runs.out / "report.html"
    book.unlink()
    (book / "open").mkdir(parents=True)
    (runs.out / "mentions.csv").unlink()
    report.unlink()
    done = runs()
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if "entities.xlsx" in line]
    assert "To mend it:" in line
    assert report.is_file()
    assert (runs.out / "mentions.csv").is_file()
    facts = json.loads((runs.out / "run.json").read_text("utf-8"))
    assert (facts["state"], len(facts["documents"])) == ("finished", 3)


def test_files_of_a_document_are_old_or_new_together(runs: Runs, place: Path) -> None:
    """A run that is killed between two renames is ended by whoever reads next."""
    runs()
    run = RunFolder(runs.out)
    (place / "in" / "a.txt").write_text(TEXT.replace("Lens", "Arras"), "utf-8")
    new = place / "new"
    runs_new = ["run", "in", "--out", str(new), "-q"]
    assert runs._annotate(*runs_new, cwd=place).returncode == 0
    staged = run.staged("a")
    for source, target in zip(RunFolder(new).of("a"), run.of("a"), strict=True):
        with staged.replacing(target) as temporary:
            shutil.copyfile(source, temporary)
    staged.mark()
    first = staged.files[0]
    first[0].replace(first[1])
    document = run.read("a")
    assert "Arras" in document.mended.text
    assert [one.text for one in document.select("LOC")] == ["Arras"]


def test_what_is_taken_back_is_as_it_was(runs: Runs, place: Path) -> None:
    """Tables made anew after a review, and after it is taken back."""
    runs()
    run = RunFolder(runs.out)
    before = {file: file.read_bytes() for file in (run.annotations("b"), run.mentions_csv)}
    document = run.read("b")
    rejected = [replace(one, status="rejected") for one in document.standoff.named()]
    write_standoff(
        run.annotations("b"), document.with_annotations(rejected).standoff, document.source
    )
    rebuild(run, shipped_labels(), decisions_in)
    assert {row["document"] for row in read_csv(run.mentions_csv)} == {"a", "c"}
    run.annotations("b").write_bytes(before[run.annotations("b")])
    rebuild(run, shipped_labels(), decisions_in)
    assert {file: file.read_bytes() for file in before} == before
    assert runs.why() == dict.fromkeys("abc", KEPT)
