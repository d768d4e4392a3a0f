"""What reviewers decided outlives the next runs: other rules, other texts, none, a killed run."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.document.annotation import Annotation, Layer, stable_id
from annotate.document.labels import shipped_labels
from annotate.document.run_folder import STATE, RunFolder
from annotate.document.standoff import Standoff, dumps, loads
from annotate.errors import StandoffError
from annotate.index.place_names import CODES
from annotate.review.decisions import decisions_in
from annotate.review.keep import CONFLICTS
from annotate.run.rebuild import rebuild
from annotate.tables import read_csv
from command import ANNOTATE, ROOT, Command
from waiting import ended, until

pytestmark = pytest.mark.slow

TEXT = (
    "Le maire de Béthune reçut en 1986 le Conseil régional de Bretagne et la GZB, venue de Lens.\n"
    "Marcel Delmotte quitta la Compagnie des mines de Lens en 1894, puis s’établit à Arras.\n"
)
AT = "2026-11-28T05:00:00Z"
TABLES = ("mentions.csv", "entities.csv", "entities.xlsx", "report.html")
Change = Callable[[Annotation], Annotation]


def review(file: Path, **changes: Change) -> Standoff:
    """Change annotations by their quote, as a reviewer's tool would, and return what is there."""
    standoff = loads(file.read_text("utf-8"), file)
    left = dict(changes)
    layers = []
    for layer in standoff.layers:
        held = []
        for one in layer.annotations:
            change = left.pop((one.text or "").split(" ", maxsplit=1)[0], None)
            held.append(change(one) if change else one)
        layers.append(Layer.of(layer.name, held))
    assert not left
    standoff = replace(standoff, layers=tuple(layers))
    file.write_text(dumps(standoff), "utf-8")
    return standoff


def status(name: str) -> Change:
    def change(one: Annotation) -> Annotation:
        told = {**one.attributes, "review": {"by": "alice", "at": AT}}
        return replace(one, status=name, attributes=told)

    return change


def relabelled(label: str) -> Change:
    def change(one: Annotation) -> Annotation:
        was = {
            name: getattr(one, name)
            for name in ("id", "label", "ranges", "text", "value", "source", "attributes")
        }
        review = {"by": "bob", "at": AT, "was": was}
        return replace(
            one,
            id=stable_id(one.layer, label, one.ranges),
            label=label,
            source="reviewer:bob",
            score=None,
            status="corrected",
            attributes={"in_citation": False, "nested": False, "review": review},
        )

    return change


def decisions(file: Path) -> list[str]:
    """The lines of what was decided, without what the index says of it, which no reviewer gave."""
    found = []
    for line in file.read_text("utf-8").splitlines()[1:]:
        row = json.loads(line)
        if row["status"] != "predicted":
            for given in ("entity", "place", *CODES):
                row["attributes"].pop(given, None)
            found.append(json.dumps(row, ensure_ascii=False))
    return found


@pytest.fixture(scope="module")
def first_run(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first")
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text(TEXT, "utf-8")
    done = annotate("run", "a.txt", "b.txt", "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def project(first_run: Path, tmp_path: Path) -> Path:
    """Two texts, annotated, and some decisions on the first."""
    folder = tmp_path / "project"
    shutil.copytree(first_run, folder)
    review(
        folder / "out" / "annotations" / "a.jsonl",
        Béthune=status("accepted"),
        Arras=status("rejected"),
        GZB=relabelled("MISC"),
    )
    return folder


def configured(project: Path, **lexicons: str) -> None:
    shutil.copytree(ROOT / "configs", project / "configs")
    for name, line in lexicons.items():
        with (project / "configs" / "lexicons" / f"{name}.tsv").open("a", encoding="utf-8") as file:
            file.write(line)


def test_another_configuration_changes_predictions_and_no_decision(
    annotate: Command, project: Path
) -> None:
    file = project / "out" / "annotations" / "a.jsonl"
    before = decisions(file)
    assert len(before) == 3
    configured(
        project,
        acronyms="GZB\tGuilde des zébus\tORG\tinvented for this test\t\n",
        known_names="Arras\tORG\tinvented for this test\n",
        never="Marcel Delmotte\tPER\tgeneric\tinvented for this test\n",
    )
    done = annotate("run", "a.txt", "b.txt", "--out", "out", cwd=project)
    assert done.returncode == 0, done.stderr
    assert decisions(file) == before
    rows = read_csv(project / "out" / CONFLICTS)
    assert f"3 decisions of reviewers kept, {len(rows)} conflict" in " ".join(done.stdout.split())
    (row,) = [row for row in rows if row["text"] == "Arras"]
    assert row["kind"] == "disagrees"
    assert (row["document"], row["decision"], row["by"], row["at"]) == (
        "a",
        "rejected",
        "alice",
        AT,
    )
    assert row["now"].startswith("ORG « Arras »")
    # What nobody decided on is what the rules say now, the same as in the twin without decisions.
    own, twin = (loads((file.parent / f"{n}.jsonl").read_text("utf-8"), n) for n in "ab")
    assert own.config == twin.config
    predicted = [one for one in own.annotations() if one.status == "predicted"]
    assert {one.id for one in predicted} < {one.id for one in twin.annotations()}
    assert "Arras" in {one.text for one in predicted}
    # The same again: not a byte of the annotations and of the conflicts differs.
    kept = [file.read_bytes(), (project / "out" / CONFLICTS).read_bytes()]
    assert annotate("run", "a.txt", "b.txt", "--out", "out", cwd=project).returncode == 0
    assert [file.read_bytes(), (project / "out" / CONFLICTS).read_bytes()] == kept
    # --force is for folders with other things; it gives up no decision.
    assert annotate("run", "a.txt", "--out", "out", "--force", cwd=project).returncode == 0
    assert decisions(file) == before


def test_rejected_names_are_shown_nowhere(annotate: Command, project: Path) -> None:
    out = project / "out"
    assert annotate("run", "a.txt", "--out", "out", cwd=project).returncode == 0
    rows = read_csv(out / "mentions.csv")
    assert "Arras" not in {row["text"] for row in rows}
    assert {row["status"] for row in rows} == {"predicted", "accepted", "corrected"}
    assert "Arras" not in {row["name"] for row in read_csv(out / "entities.csv")}
    report = (out / "report.html").read_text("utf-8")
    assert "loc-arras" not in report
    assert "loc-bethune" in report
    facts = json.loads((out / "run.json").read_text("utf-8"))
    assert facts["counts"]["decisions"] == 3
    assert sum(facts["counts"]["mentions"].values()) == len(rows)
    import openpyxl

    book = openpyxl.load_workbook(out / "entities.xlsx")
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "Arras" not in cells
    assert "Béthune" in cells
    # In the annotations it is told, without the entity that it named before.
    (arras,) = [
        one
        for one in loads((out / "annotations" / "a.jsonl").read_text("utf-8"), "a").annotations()
        if one.text == "Arras"
    ]
    assert arras.status == "rejected"
    assert "entity" not in arras.attributes


def test_rejected_names_count_in_no_score(annotate: Command, project: Path) -> None:
    out, gold = project / "out", project / "gold"
    gold.mkdir()
    RunFolder(out).annotations("a").unlink()  # two files for one text cannot be scored
    shutil.copyfile(out / "annotations" / "b.jsonl", gold / "b.jsonl")
    scores = {}
    for name, change in (("all", "accepted"), ("one", "rejected")):
        shutil.copyfile(gold / "b.jsonl", out / "annotations" / "b.jsonl")
        review(out / "annotations" / "b.jsonl", Arras=status(change))
        done = annotate("evaluate", out, "--gold", gold, "--out", project / name, cwd=project)
        assert done.returncode == 0, done.stderr
        rows = [
            row
            for file in sorted((project / name).glob("*.csv"))
            for row in read_csv(file)
            if row.get("label") == "LOC" and "strict" in row.values()
        ]
        scores[name] = rows
    assert scores["all"] != scores["one"]


def test_tables_made_anew_are_those_of_the_run(annotate: Command, project: Path) -> None:
    out = project / "out"
    for arguments in ((), ("terrils",)):
        if arguments:
            shutil.copyfile(ROOT / "corpus" / "terrils.pdf", project / "terrils.pdf")
        files = ["b.txt", "a.txt", *(f"{name}.pdf" for name in arguments)]
        assert annotate("run", *files, "--out", "out", cwd=project).returncode == 0
        before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
        report = rebuild(RunFolder(out), shipped_labels(), decisions_in)
        assert [one.id for one in report.finished()] == ["a", "b", *arguments]
        for path, content in before.items():
            assert STATE in path.parts or path.read_bytes() == content, path
    # After a review they follow.
    review(out / "annotations" / "b.jsonl", Marcel=status("rejected"), Arras=relabelled("ORG"))
    facts = json.loads((out / "run.json").read_text("utf-8"))
    rebuild(RunFolder(out), shipped_labels(), decisions_in, ["a", "b"])
    names = {row["entity"]: row for row in read_csv(out / "entities.csv")}
    assert "org-arras" in names
    assert names["per-marcel-delmotte"]["document_ids"] == "a"
    assert {row["document"] for row in read_csv(out / "mentions.csv")} == {"a", "b"}
    counts = json.loads((out / "run.json").read_text("utf-8"))["counts"]
    assert counts["decisions"] == 5
    assert counts["mentions"]["PER"] < facts["counts"]["mentions"]["PER"]
    # A document that cannot be read leaves everything as it was.
    before = {name: (out / name).read_bytes() for name in TABLES}
    RunFolder(out).edits("b").unlink()
    with pytest.raises(StandoffError, match=r"b\.edits\.jsonl: cannot be read"):
        rebuild(RunFolder(out), shipped_labels(), decisions_in)
    assert {name: (out / name).read_bytes() for name in TABLES} == before


def test_a_changed_text_takes_decisions_along(annotate: Command, project: Path) -> None:
    out = project / "out"
    file = out / "annotations" / "a.jsonl"
    old = {path: path.read_bytes() for path in RunFolder(out).of("a")}
    sha = json.loads(file.read_text("utf-8").splitlines()[0])["sha256"]
    # One line more at the head, and the place that a reviewer had rejected is gone.
    changed = "Une chronique des villes du Nord.\n\n" + TEXT.replace(", puis s’établit à Arras", "")
    (project / "a.txt").write_text(changed, "utf-8")
    done = annotate("run", "a.txt", "b.txt", "--out", "out", cwd=project)
    assert done.returncode == 0, done.stderr
    kept = {
        one.text: one
        for one in loads(file.read_text("utf-8"), file).annotations()
        if one.status != "predicted"
    }
    assert {text: one.status for text, one in kept.items()} == {
        "Béthune": "accepted",
        "GZB": "corrected",
    }
    start = changed.index("Béthune")
    assert kept["Béthune"].ranges == ((start, start + 7),)
    start = changed.index("GZB")
    was = kept["GZB"].attributes["review"]["was"]
    assert was["ranges"] == [[start, start + 3]]
    assert was["id"] == stable_id("entities", was["label"], ((start, start + 3),))
    (row,) = [row for row in read_csv(out / CONFLICTS) if row["kind"] == "lost"]
    assert (row["text"], row["decision"], row["by"]) == ("Arras", "rejected", "alice")
    # The old files lie aside, and can be read as a run.
    aside = RunFolder(out / "review" / "superseded" / f"a-{sha[:12]}")
    assert aside.read("a").standoff.sha256 == sha
    for path, copy in zip(RunFolder(out).of("a"), aside.of("a"), strict=True):
        assert copy.read_bytes() == old[path]
    # Once more: what is lost is still told, what was corrected is still no news.
    told = (out / CONFLICTS).read_bytes()
    assert annotate("run", "a.txt", "b.txt", "--out", "out", cwd=project).returncode == 0
    assert (out / CONFLICTS).read_bytes() == told
    assert len(list((out / "review" / "superseded").iterdir())) == 1


def test_a_document_without_its_input_keeps_its_decisions(annotate: Command, project: Path) -> None:
    out = project / "out"
    old = {path: path.read_bytes() for path in RunFolder(out).of("a")}
    for _ in range(2):
        done = annotate("run", "b.txt", "--out", "out", cwd=project)
        assert done.returncode == 0
        assert "no input has this document any more" in done.stderr
        assert {path: path.read_bytes() for path in old} == old
        assert {row["document"] for row in read_csv(out / "mentions.csv")} == {"b"}
    # Without decisions a document goes, as before.
    assert annotate("run", "a.txt", "--out", "out", cwd=project).returncode == 0
    assert not RunFolder(out).annotations("b").exists()


def test_decisions_are_given_up_only_by_name_and_copied_first(
    annotate: Command, project: Path
) -> None:
    out = project / "out"
    old = RunFolder(out).annotations("a").read_bytes()
    done = annotate("run", "a.txt", "--out", "out", "--discard-decisions", cwd=project)
    assert done.returncode == 0, done.stderr
    assert decisions(RunFolder(out).annotations("a")) == []
    (aside,) = (out / "review" / "superseded").iterdir()
    assert RunFolder(aside).annotations("a").read_bytes() == old
    assert not (out / CONFLICTS).exists()
    # Also those of a document whose input is gone.
    shutil.copyfile(RunFolder(aside).annotations("a"), RunFolder(out).annotations("a"))
    done = annotate("run", "b.txt", "--out", "out", "--discard-decisions", cwd=project)
    assert done.returncode == 0, done.stderr
    assert not RunFolder(out).annotations("a").exists()
    assert RunFolder(aside).annotations("a").read_bytes() == old


@pytest.mark.parametrize("damage", ["cut", "empty", "junk", "quote"])
def test_broken_annotations_are_an_error_and_stay(
    annotate: Command, project: Path, damage: str
) -> None:
    file = project / "out" / "annotations" / "a.jsonl"
    content = file.read_bytes()
    broken = {
        "cut": content[: len(content) // 2],
        "empty": b"",
        "junk": bytes(range(128, 256)),
        "quote": content.replace("Béthune".encode(), b"Bethune"),
    }[damage]
    file.write_bytes(broken)
    done = annotate("run", "a.txt", "b.txt", "--out", "out", cwd=project)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "a.jsonl" in line
    assert "To mend it:" in line
    assert file.read_bytes() == broken
    if damage == "quote":
        return
    assert "--discard-decisions" in line
    done = annotate("run", "a.txt", "b.txt", "--out", "out", "--discard-decisions", cwd=project)
    assert done.returncode == 0, done.stderr
    (aside,) = (project / "out" / "review" / "superseded").iterdir()
    assert RunFolder(aside).annotations("a").read_bytes() == broken


def every_decision(out: Path) -> set[tuple[str, str, str]]:
    """What was decided on quotes, in place or copied aside."""
    files = [*out.glob("annotations/[!.]*.jsonl")]
    files += out.glob("review/superseded/[!.]*/annotations/*.jsonl")
    found = set()
    for file in files:
        for one in loads(file.read_text("utf-8"), file).annotations():
            if one.status != "predicted":
                found.add((file.stem, str(one.text), one.status))
    return found


def run_until(file: Path, project: Path) -> None:
    """Run, and kill it as soon as a file is written."""
    stamp = file.stat().st_mtime_ns
    process = subprocess.Popen(
        [str(ANNOTATE), "run", "a.txt", "b.txt", "--out", "out"],
        cwd=project,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    until(lambda: file.stat().st_mtime_ns != stamp, f"a new {file.name}", process)
    process.kill()
    ended(process)


@pytest.mark.parametrize("changed", [False, True])
def test_a_killed_run_loses_no_decision(annotate: Command, project: Path, changed: bool) -> None:
    out = project / "out"
    review(out / "annotations" / "b.jsonl", Lens=status("accepted"), Marcel=status("rejected"))
    before = every_decision(out)
    assert len(before) == 5
    if changed:
        for name in "ab":
            (project / f"{name}.txt").write_text("Une chronique du Nord.\n\n" + TEXT, "utf-8")
    for file in (RunFolder(out).source_text("a"), RunFolder(out).annotations("a")):
        run_until(file, project)
        assert every_decision(out) >= before
    done = annotate("run", "a.txt", "b.txt", "--out", "out", cwd=project)
    assert done.returncode == 0, done.stderr
    assert every_decision(out) >= before
    in_place = {
        (file.stem, json.loads(line)["text"], json.loads(line)["status"])
        for file in sorted((out / "annotations").iterdir())
        for line in decisions(file)
    }
    assert in_place == before
    assert not list(out.rglob(".annotate-*"))


def test_a_text_without_its_old_one_is_an_error(annotate: Command, project: Path) -> None:
    """Decisions can be carried only from the text that they were made on."""
    out = project / "out"
    (project / "a.txt").write_text(TEXT + "\nUne ligne de plus.\n", "utf-8")
    RunFolder(out).source_text("a").unlink()
    before = RunFolder(out).annotations("a").read_bytes()
    done = annotate("run", "a.txt", "b.txt", "--out", "out", cwd=project)
    assert done.returncode == 1
    assert "holds decisions on a text that is not there any more" in done.stderr
    assert RunFolder(out).annotations("a").read_bytes() == before
