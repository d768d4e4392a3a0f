"""A row in `configs/labels.tsv` is all that any verb needs to know a label of the user's own."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from annotate.document.annotation import ENTITIES
from annotate.document.labels import read_labels
from annotate.document.run_folder import RunFolder
from annotate.review.decisions import decisions_in
from annotate.review.doccano.pull import pull
from annotate.review.doccano.push import push
from annotate.review.doccano.state import ReviewFolder
from annotate.review.keep import bring_up_to_date
from annotate.run.rebuild import rebuild
from command import Command
from review.filling import fill
from review.shelf import Shelf
from sixth_label import FOUND, ROW, TEXTS, add, make_project

pytestmark = pytest.mark.slow

TABLE = str(Path("configs", "labels.tsv"))
EVENTS = ("Exposition universelle", "Braderie de Lens", "ducasse de Bully")
MARKED = (
    TEXTS["foire"]
    .replace("Braderie de Lens", "[Braderie de [Lens|LOC]|EVENT]")
    .replace("1907", "[1907|DATE|v=1907]")
    .replace("Marc Petit", "[Marc Petit|PER]")
    .replace("ducasse de Bully", "[ducasse de [Bully|LOC]|EVENT]")
    .replace("SNCF", "[SNCF|ORG,ACRONYM]")
)


@pytest.fixture(scope="module")
def made(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project, with its corpus annotated, and one text of it read by two annotators."""
    folder = make_project(annotate, tmp_path_factory.mktemp("project"))
    told = ok(annotate("run", "corpus", "--out", "build", cwd=folder))
    (folder / "told.txt").write_text(told, "utf-8")
    event = "[Exposition universelle|EVENT]"
    for name, label in (("A", event), ("B", event.replace("EVENT", "MISC"))):
        marked = MARKED.replace("Exposition universelle", label)
        (folder / f"{name}.txt").write_text(marked, "utf-8")
        where = ("--source", "corpus/foire.txt", "--annotator", name, "--out", f"readings/{name}")
        ok(annotate("gold", "read", f"{name}.txt", *where, cwd=folder))
    return folder


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    """A copy of it, for one test."""
    return Path(shutil.copytree(made, tmp_path / "project", ignore=shutil.ignore_patterns("fr_*")))


def rows(file: Path) -> list[dict[str, Any]]:
    """The names of a standoff file."""
    found = [json.loads(line) for line in file.read_text("utf-8").splitlines()[1:]]
    return [row for row in found if row["layer"] == ENTITIES]


def events(file: Path) -> Counter[str]:
    return Counter(row["text"] for row in rows(file) if row["label"] == "EVENT")


def ok(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


# run, report, tables


def test_a_run_finds_it_by_lexicon_head_and_rule(made: Path) -> None:
    header, *lines = (made / "told.txt").read_text("utf-8").splitlines()[1:]
    columns = [cell.strip() for cell in header.strip("┃").split("┃")]
    for line in lines:
        cells = [cell.strip() for cell in line.strip("│").split("│")]
        if cells[0] in FOUND:
            assert cells[columns.index("EVENT")] == str(FOUND[cells[0]])
    found = {name: rows(made / "build" / "annotations" / f"{name}.jsonl") for name in TEXTS}
    sources = {
        (row["text"], row["source"])
        for some in found.values()
        for row in some
        if row["label"] == "EVENT"
    }
    assert sources == {
        ("Exposition universelle", "lexicon:known_names"),
        ("ducasse de Bully", "rule:organizations.official"),
        ("Braderie de Lens", "rule:fairs.named"),
    }
    assert all(row["score"] > 0.5 for some in found.values() for row in some)
    inside = [row for row in found["fete"] if row["attributes"]["nested"]]
    assert ("EVENT", "Exposition universelle") in {(row["label"], row["text"]) for row in inside}
    assert ("LOC", "Lens") in {(row["label"], row["text"]) for row in inside}


def test_tables_and_report_show_it(made: Path) -> None:
    build = made / "build"
    with (build / "mentions.csv").open(encoding="utf-8-sig", newline="") as file:
        found = Counter(row["label"] for row in csv.DictReader(file))
    assert found["EVENT"] == sum(FOUND.values())
    with (build / "entities.csv").open(encoding="utf-8-sig", newline="") as file:
        entities = {row["name"]: row for row in csv.DictReader(file) if row["label"] == "EVENT"}
    assert set(entities) == set(EVENTS)
    assert entities["Braderie de Lens"]["entity"] == "event-braderie-de-lens"
    book = openpyxl.load_workbook(build / "entities.xlsx")
    legend = [row for row in book["Legend"].iter_rows(values_only=True) if row[0] == "EVENT"]
    assert legend == [("EVENT", "Événement — Une fête ou une foire qui a un nom.", "Event")]
    coloured = [
        rule.formula for found in book["Mentions"].conditional_formatting for rule in found.rules
    ]
    assert ['"EVENT"'] in coloured
    page = (build / "report.html").read_text("utf-8")
    assert "Événement" in page and 'data-l="EVENT"' in page
    assert "#7a5c00" in page


def test_the_saved_pipeline_knows_it_anywhere(annotate: Command, project: Path) -> None:
    ok(annotate("init", cwd=project))
    shutil.rmtree(project / "configs")
    code = (
        "import spacy, sys\n"
        "nlp = spacy.load('models/fr_annotate')\n"
        "doc = nlp('On prépare l’Exposition universelle et la Braderie de Lens.')\n"
        "print([(ent.text, ent.label_) for ent in doc.ents])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=False
    )
    assert ok(done).strip() == str([(one, "EVENT") for one in EVENTS[:2]])


# check, review


def test_check_offers_it_and_later_runs_remember(annotate: Command, project: Path) -> None:
    assert "Fête du Travail" in ok(annotate("check", "build", cwd=project))
    ok(annotate("check", "build", "--out", "sheet.xlsx", cwd=project))
    sheet = openpyxl.load_workbook(project / "sheet.xlsx")["Formes"]
    choices = [str(rule.formula1) for rule in sheet.data_validations.dataValidation]
    assert '"PER,ORG,LOC,DATE,MISC,EVENT"' in choices
    fill(
        project / "sheet.xlsx", {"Fête du Travail": {"décision": "étiqueter", "étiquette": "EVENT"}}
    )
    told = ok(
        annotate("check", "apply", "sheet.xlsx", "--to", "build", "--by", "alice", cwd=project)
    )
    assert "1 corrected (1 labels" in told
    assert events(project / "build" / "annotations" / "fete.jsonl")["Fête du Travail"] == 1
    assert "\tEVENT\t" in (project / "configs" / "decisions.tsv").read_text("utf-8")
    ok(annotate("run", "corpus", "--out", "again", "-q", cwd=project))
    assert events(project / "again" / "annotations" / "fete.jsonl")["Fête du Travail"] == 1
    assert "Fête du Travail" in (project / "again" / "entities.csv").read_text("utf-8")


class Labelled(Shelf):
    """A server that knows which labels were made."""

    def __init__(self) -> None:
        super().__init__()
        self.made: dict[str, tuple[str, str | None]] = {}

    def create_label(self, project: int, name: str, colour: str, key: str | None) -> None:
        assert name not in self.made
        assert key is None or key not in {taken for _, taken in self.made.values()}
        self.made[name] = (colour, key)


def reviewed(project: Path) -> Labelled:
    """Send the run, let alice work on it, and bring it back."""
    run, shelf = RunFolder(project / "build"), Labelled()
    labels = read_labels(project / "configs" / "labels.tsv")
    report = push(run, shelf, labels)  # type: ignore[arg-type]
    assert not report.refused and report.documents == 2
    for example, kept in shelf.kept.items():
        text = kept.held.text
        for span in list(kept.spans):
            words = text[span.start : span.end]
            if words == "Fête du Travail":
                shelf.relabel(example, span, "EVENT")
            elif words == "Comité de l’Exposition universelle":
                shelf.delete(example, span)
        if "La foire" in text:
            shelf.draw(example, text.index("foire"), text.index("foire") + 5, "EVENT", 2)
        shelf.confirm(example, 2)
    (state,) = ReviewFolder(run).states()
    pulled, _ = pull(run, state, shelf)  # type: ignore[arg-type]
    assert (pulled.refused, pulled.remarks) == ([], [])
    bring_up_to_date(run, lambda: rebuild(run, labels, decisions_in))
    return shelf


def test_review_there_and_back_and_gold_kept(annotate: Command, project: Path) -> None:
    shelf = reviewed(project)
    assert shelf.made["EVENT"] == ("#7a5c00", "e")
    found = {
        (row["text"], row["status"])
        for name in TEXTS
        for row in rows(project / "build" / "annotations" / f"{name}.jsonl")
        if row["label"] == "EVENT"
    }
    assert found == {
        *((one, "accepted") for one in EVENTS),
        ("Fête du Travail", "corrected"),
        ("foire", "added"),
    }
    assert "Fête du Travail" in (project / "build" / "entities.csv").read_text("utf-8")
    ok(annotate("gold", "keep", "build", "--out", "gold", cwd=project))
    assert events(project / "gold" / "foire.jsonl") == Counter((*EVENTS, "foire"))
    # What was in the deleted name is a name by itself.
    assert events(project / "gold" / "fete.jsonl")["Exposition universelle"] == 3
    assert "2 gold files are sound" in ok(annotate("gold", "check", "gold", cwd=project))
    told = ok(annotate("run", "corpus", "--out", "again", "--gold", "gold", cwd=project))
    assert "strict F1:" in told and "EVENT" in told.split("strict F1:")[1]


# gold, agree, evaluate


def test_from_marked_texts_to_gold_and_scores(annotate: Command, project: Path) -> None:
    assert events(project / "readings" / "A" / "foire.jsonl") == Counter(EVENTS)
    assert "1 gold files are sound" in ok(annotate("gold", "check", "readings/A", cwd=project))
    agree = ("agree", "readings/A", "readings/B", "--texts", "corpus", "--out", "agreement")
    assert "EVENT" in ok(annotate(*agree, cwd=project))
    with (project / "agreement" / "agreement.csv").open(encoding="utf-8-sig", newline="") as file:
        by_label = {
            row["label"] for row in csv.DictReader(file) if row["label"] not in ("", "label")
        }
    assert "EVENT" in by_label
    given = ("readings/A", "readings/B", "--decisions", "table.tsv", "--out", "gold")
    still = annotate("gold", "adjudicate", *given, cwd=project)
    assert (still.returncode, "2 disagreements are not decided" in still.stderr) == (1, True)
    table = (project / "table.tsv").read_text("utf-8").splitlines()
    at = table[0].split("\t").index("decision")
    filled = [table[0]]
    for line in table[1:]:
        cells = line.split("\t")
        cells[at] = "first"
        filled.append("\t".join(cells))
    (project / "table.tsv").write_text("\n".join(filled) + "\n", "utf-8")
    ok(annotate("gold", "adjudicate", *given, cwd=project))
    assert events(project / "gold" / "foire.jsonl") == Counter(EVENTS)
    assert "1 gold files are sound" in ok(annotate("gold", "check", "gold", cwd=project))
    score = ("evaluate", "build", "--gold", "gold", "--labels", "EVENT", "--out", "scores")
    assert "EVENT" in ok(annotate(*score, cwd=project))
    with (project / "scores" / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        strict = {
            (row["label"], row["measure"]): row["value"]
            for row in csv.DictReader(file)
            if (row["document"], row["layer"], row["what"]) == ("(corpus)", ENTITIES, "strict")
        }
    assert float(strict["EVENT", "f1"]) == 1.0
    assert "EVENT" in ok(annotate("evaluate", "build", "--gold", "gold", cwd=project))


# A label that the table lacks

DECISIONS = (
    "document\tlayer\tstart\tend\tlabel\ttext\tdecision\n"
    "foire\tentities\t144\t166\tEVENT\tExposition universelle\tdrop\n"
)
MEMORY = "form\tdecision\tlabel\tby\tat\nLens\tétiqueter\tEVENT\talice\t2026-11-28T05:00:00Z\n"


def without_the_label(project: Path) -> None:
    path = project / "configs" / "labels.tsv"
    path.write_text(path.read_text("utf-8").replace(ROW, ""), "utf-8")


@pytest.mark.parametrize(
    ("command", "file"),
    [
        ("run corpus --out other", "organization_heads.tsv, line "),
        ("run corpus --out other --gold readings/A", "readings/A/foire.jsonl, line "),
        ("gold check readings/A", "readings/A/foire.jsonl, line "),
        ("agree readings/A readings/B", "readings/A/foire.jsonl, line "),
        ("evaluate build --gold readings/B", "build/annotations/fete.jsonl, line "),
        (
            "gold read A.txt --source corpus/foire.txt --annotator A --out new",
            "A.txt, line ",
        ),
        (
            "gold adjudicate readings/A readings/B --decisions table.tsv --out gold",
            "table.tsv, line ",
        ),
        ("check build", "decisions.tsv, line "),
    ],
)
def test_a_label_that_the_table_lacks_is_refused_with_the_table_that_was_read(
    annotate: Command, project: Path, command: str, file: str
) -> None:
    add(project / "table.tsv", DECISIONS)
    if command.startswith("check"):
        add(project / "configs" / "decisions.tsv", MEMORY)
    without_the_label(project)
    done = annotate(*command.split(), cwd=project)
    assert done.returncode in (1, 2)
    told = " ".join(done.stderr.split())
    assert file in told and "EVENT" in told
    assert f"add it to {TABLE}" in told
    # The remedy is right.
    add(project / "configs" / "labels.tsv", ROW)
    assert "EVENT" not in annotate(*command.split(), cwd=project).stderr


def test_without_a_project_the_remedy_is_to_make_one(
    annotate: Command, project: Path, tmp_path: Path
) -> None:
    gold = project / "build" / "annotations"
    done = annotate("gold", "check", gold / "foire.jsonl", cwd=tmp_path)
    # The run was made with the configuration `configs`, which is not there from here.
    assert done.returncode == 1
    assert "`annotate init` writes one" in " ".join(done.stderr.split())
    named = annotate(
        "agree", gold, gold, "-n", "a", "-n", "b", "-c", project / "configs", cwd=tmp_path
    )
    assert named.returncode == 0, named.stderr


def test_a_run_keeps_its_configuration_in_mind(
    annotate: Command, project: Path, tmp_path: Path
) -> None:
    shutil.move(project / "configs", tmp_path / "mine")
    run = ("run", project / "corpus", "--out", "built", "--config", tmp_path / "mine", "-q")
    ok(annotate(*run, cwd=tmp_path))
    ok(annotate("evaluate", "built", "--gold", "built", cwd=tmp_path))
    ok(annotate("agree", "built", "built", "-n", "a", "-n", "b", cwd=tmp_path))
    ok(annotate("check", "built", "--out", "sheet.xlsx", cwd=tmp_path))
    sheet = openpyxl.load_workbook(tmp_path / "sheet.xlsx")["Formes"]
    assert any("EVENT" in str(one.formula1) for one in sheet.data_validations.dataValidation)
