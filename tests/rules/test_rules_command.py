"""``annotate rules`` as a linguist types it, and her own rules in a run."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from annotate.resources import default_configs
from annotate.rules.model import COLUMNS
from command import ROOT, Command

TEXT = """Le chalutier Marie Vasselin rentre au port de Calais le 3 mai 1931.

Le patron, Jules Merlon, avait acheté la péniche Louise Aubrelle à Douai. Anne Vasselin se tait.
"""
SHIP = (
    "own.ship\trelabel\tPER>MISC\t(chalutier | péniche)\t\t\t\t"
    "la péniche [Anne|PER>MISC]\tchez Anne"
)
DOCK = "own.dock\tadd\tLOC\t\tport de {CAPITALIZED}\t\t\tau [port de Calais|LOC]\tau port"
NOBODY = "own.nobody\tdrop\tPER\tpatron,\t{NAME}\t\t\tle patron, [Jules|PER]\tle [Jules|PER]"
SAINT = "own.short\ttrim\tPER\t\tJules {NAME}\t\t\t[Jules [Merlon]|PER]\t[Anne Merlon|PER]"


def write_rules(path: Path, *rows: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["\t".join(COLUMNS), *rows]) + "\n", "utf-8")
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(default_configs(), tmp_path / "configs")
    (tmp_path / "port.txt").write_text(TEXT, "utf-8")
    return tmp_path


def mentions(folder: Path) -> dict[str, tuple[str, str]]:
    with (folder / "mentions.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["text"]: (row["label"], row["source"]) for row in csv.DictReader(file)}


def test_every_rule_that_is_shipped_holds(annotate: Command) -> None:
    done = annotate("rules", "check", "--texts", "corpus/", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "every example comes out" in done.stdout
    assert "nobody uses" not in done.stdout


def test_own_rules_hold_in_a_run_whoever_found_a_name(annotate: Command, project: Path) -> None:
    write_rules(project / "configs" / "rules" / "own.tsv", SHIP, DOCK, NOBODY, "own.bad\tadd\tLOC")
    done = annotate("run", "port.txt", "--out", "build", cwd=project)
    assert done.returncode == 0
    assert "own.tsv, line 5" in done.stderr
    found = mentions(project / "build")
    assert found["Marie Vasselin"] == ("MISC", "rule:own.ship")
    assert found["Louise Aubrelle"] == ("MISC", "rule:own.ship")
    assert found["port de Calais"] == ("LOC", "rule:own.dock")
    assert "Jules Merlon" not in found


def test_a_context_of_ones_own_is_asked_by_its_component(annotate: Command, project: Path) -> None:
    (project / "port.txt").write_text(
        "Il vint par l'autocar 1950. Le Bosco de Merlon parla.", "utf-8"
    )
    write_rules(
        project / "configs" / "rules" / "own.tsv",
        "dates.numbered.coach\tcontext\tDATE\tautocar\t\t\t\tautocar [1950|DATE]\ten [1950|DATE]",
        "own.title\tadd\tPER\t!{TITLE}\tBosco {PARTICLE}? {PERSON_WORD}\t\t\tle [Bosco Merlon]\tle",
    )
    assert annotate("rules", "check", cwd=project).returncode == 0
    assert annotate("run", "port.txt", "--out", "build", cwd=project).returncode == 0
    found = mentions(project / "build")
    assert found["Bosco de Merlon"] == ("PER", "rule:own.title")
    assert "1950" not in found


def test_a_trimmed_name_is_the_short_one(annotate: Command, project: Path) -> None:
    write_rules(project / "configs" / "rules" / "own.tsv", SAINT)
    assert annotate("run", "port.txt", "--out", "build", cwd=project).returncode == 0
    found = mentions(project / "build")
    assert found["Merlon"] == ("PER", "rule:own.short")
    assert "Jules Merlon" not in found


def test_a_table_that_no_component_reads_is_named(annotate: Command, project: Path) -> None:
    config = project / "configs" / "pipeline.cfg"
    text = config.read_text("utf-8").replace('"annotate_own",', "")
    start, end = (
        text.index("[initialize.components.annotate_own]"),
        text.index("[initialize.components.annotate_policy]"),
    )
    config.write_text(text[:start] + text[end:], "utf-8")
    write_rules(project / "configs" / "rules" / "own.tsv", SHIP)
    done = annotate("run", "port.txt", "--out", "build", cwd=project)
    assert "no component of the pipeline reads these rules" in done.stderr


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("own.a\tadd\tLOC\tvers\t{CAPITALIZED}\t\t\tvers Lens\tLens", "nothing is marked"),
        ("own.a\tadd\tLOC\tvers\t{CAPITALIZED}\t\t\tvers [Lens|LOC]", "no counter-example"),
        ("own.a\tadd\tLOC\tvers\t{CAPITALIZED}\t\t\tde [Lens|LOC]\tLens", "does not find 'Lens'"),
        ("own.a\tadd\tLOC\tvers\t{CAPITALIZED}\t\t\tvers [Lens|LOC]\tvers Loos", "finds 'Loos'"),
        ("own.a\tdrop\tLOC\tvers\t\t\t\tvers [Lens|LOC]\tvers Loos", "acts on 'Loos'"),
        ("own.a\tdrop\tLOC\tvers\t\t\t\tde [Lens|LOC]\tde Loos", "does nothing about 'Lens'"),
        ("own.a\tdrop\tLOC\tvers\t\t\t\tvers [Lens|LOC\tde Loos", "not closed"),
        (
            "own.a\trelabel\tPER>LOC\tvers\t\t\t\tvers [Lens|PER>LOC]\tde Loos\n"
            "own.b\trelabel\tPER>ORG\tvers\t\t\t\tvers [Lens|PER>ORG]\tde Loos",
            "own.b (line 3) wants something else",
        ),
    ],
)
def test_what_is_wrong_with_a_rule_is_named(
    annotate: Command, project: Path, row: str, fault: str
) -> None:
    write_rules(project / "configs" / "rules" / "own.tsv", row)
    done = annotate("rules", "check", cwd=project)
    assert done.returncode == 1
    assert fault in done.stderr
    assert "own.tsv, line 2" in done.stderr


def test_a_trial_says_what_is_won_lost_and_changed(annotate: Command, project: Path) -> None:
    table = write_rules(project / "new.tsv", SHIP, DOCK, NOBODY)
    done = annotate("rules", "try", str(table), "port.txt", cwd=project)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert any(line.startswith("- PER") and "[Jules Merlon]" in line for line in lines)
    assert any(line.startswith("~ PER → MISC") and "own.ship" in line for line in lines)
    assert any("[port de Calais]" in line and "own.dock" in line for line in lines)
    assert not (project / "configs" / "rules" / "own.tsv").exists()


def test_a_trial_with_gold_says_what_is_right(annotate: Command, project: Path) -> None:
    gold = project / "gold"
    assert annotate("run", "port.txt", "--out", "build", cwd=project).returncode == 0
    gold.mkdir()
    shutil.copy(project / "build" / "annotations" / "port.jsonl", gold)
    table = write_rules(project / "new.tsv", NOBODY)
    done = annotate("rules", "try", "new.tsv", "port.txt", "--gold", "gold", cwd=project)
    assert done.returncode == 0, done.stderr
    assert table.exists() and "WRONG" in done.stdout
    assert "0 won, 1 lost, 0 changed; 0 right, 1 wrong" in done.stdout


def test_a_changed_shipped_rule_takes_its_place(annotate: Command, project: Path) -> None:
    (project / "postal.txt").write_text("On écrit 59000 Ostrevelles sur le pli.\n", "utf-8")
    shipped = (project / "configs" / "rules" / "places.tsv").read_text("utf-8").splitlines()
    postal = next(line for line in shipped if line.startswith("places.postal\t"))
    write_rules(project / "new.tsv", postal.removesuffix("yes") + "no")
    done = annotate("rules", "try", "new.tsv", "postal.txt", cwd=project)
    assert "- LOC" in done.stdout, done.stdout + done.stderr
    assert "[Ostrevelles]" in done.stdout


def test_a_shipped_rule_is_switched_off_without_touching_its_table(
    annotate: Command, project: Path
) -> None:
    (project / "postal.txt").write_text("On écrit 59000 Ostrevelles sur le pli.\n", "utf-8")
    shipped = (project / "configs" / "rules" / "places.tsv").read_text("utf-8").splitlines()
    postal = next(line for line in shipped if line.startswith("places.postal\t"))
    assert annotate("run", "postal.txt", "--out", "with", cwd=project).returncode == 0
    write_rules(project / "configs" / "rules" / "own.tsv", postal.removesuffix("yes") + "non")
    assert annotate("run", "postal.txt", "--out", "without", cwd=project).returncode == 0
    assert mentions(project / "with")["Ostrevelles"] == ("LOC", "rule:places.postal")
    assert "Ostrevelles" not in mentions(project / "without")


def test_a_mention_is_explained_by_its_rules(annotate: Command, project: Path) -> None:
    (project / "fold.txt").write_text("On écrit 59000 Ostrevelles sur le pli.\n", "utf-8")
    assert annotate("run", "fold.txt", "--out", "build", cwd=project).returncode == 0
    done = annotate("rules", "explain", "build", "Ostrevelles", cwd=project)
    assert done.returncode == 0, done.stderr
    assert "places.postal (places.tsv, line" in done.stdout
    assert "{POSTCODE} ‹" in done.stdout
    refused = annotate("rules", "explain", "build", "Vasselin", cwd=project)
    assert refused.returncode == 2
    assert "no mention of build is 'Vasselin'" in refused.stderr


def test_a_row_begins_with_a_mention(annotate: Command, project: Path) -> None:
    assert annotate("run", "port.txt", "--out", "build", cwd=project).returncode == 0
    told = ("rules", "new", "build", "Marie Vasselin", "--label", "MISC", "--id", "own.ship")
    done = annotate(*told, cwd=project)
    row = dict(zip(*(line.split("\t") for line in done.stdout.splitlines()), strict=True))
    assert row["label"] == "PER>MISC" and row["before"] == "Le chalutier"
    assert row["examples"].startswith("Le chalutier [Marie Vasselin|PER>MISC] rentre")
    own = project / "configs" / "rules" / "own.tsv"
    for _ in range(2):
        assert annotate(*told, "--to", str(own), cwd=project).returncode == 0
    done = annotate("rules", "check", cwd=project)
    assert done.returncode == 1
    assert "no counter-example" in done.stderr
    assert "own.ship is there twice" in done.stderr
    assert annotate("rules", "new", "build", "Marie Vasselin", cwd=project).returncode == 2
