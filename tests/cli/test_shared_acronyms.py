"""Acronyms that one document of a run defines and another only uses, by real runs."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from command import Command

pytestmark = pytest.mark.slow

DEFINES = (
    "La Société des lampes grises (SLG) racheta la lampisterie en 1923. La SLG employait alors "
    "quarante ouvrières, et la ville leur bâtit des maisons.\n"
)
USES = (
    "Les archives de la SLG ont brûlé pendant la guerre. On raconte que les ouvrières de la "
    "lampisterie marchaient une heure pour venir au travail, et que la CCI ne le savait pas.\n"
)
DISAGREES = (
    "Le Syndicat libre des galeries (SLG) tenait ses réunions dans une salle du bourg, et la "
    "mairie lui prêtait des chaises pour les jours de vote.\n"
)
OWN = (
    "Le Secours laïc des garçons (SLG) ouvrit une cantine dans le bourg, et le SLG y servit de la "
    "soupe aux enfants des mineurs pendant toute la grève.\n"
)
CHAMBER = (
    "Le Cercle des chanteurs de l’Isle (CCI) donnait un concert par mois dans la salle du bourg, "
    "et les mineurs y venaient avec leurs femmes et leurs enfants.\n"
)


def run(annotate: Command, folder: Path, **texts: str) -> tuple[Path, str]:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    out = folder / "build"
    done = annotate("run", *sorted(folder.glob("*.txt")), "--out", out)
    assert done.returncode == 0, done.stderr
    return out, done.stderr


def uses(out: Path, document: str, acronym: str) -> list[dict[str, Any]]:
    lines = (out / "annotations" / f"{document}.jsonl").read_text("utf-8").splitlines()[1:]
    rows = [json.loads(line) for line in lines]
    return [row for row in rows if row["layer"] == "acronyms" and row["text"] == acronym]


def told(out: Path, document: str, acronym: str) -> set[tuple[str | None, str | None]]:
    return {
        (row["attributes"].get("expansion"), row["attributes"].get("expansion_from"))
        for row in uses(out, document, acronym)
    }


def test_another_document_says_what_it_stands_for(annotate: Command, tmp_path: Path) -> None:
    out, _ = run(annotate, tmp_path, deux=DEFINES, un=USES)
    assert told(out, "deux", "SLG") == {("Société des lampes grises", "text")}
    assert told(out, "un", "SLG") == {("Société des lampes grises", "corpus")}
    assert told(out, "un", "CCI") == {("chambre de commerce et d’industrie", "lexicon")}
    with (out / "mentions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["document"] == "un"]
    assert {
        row["expansion"] for row in rows if row["text"] == "SLG" and row["label"] == "ACRONYM"
    } == {"Société des lampes grises"}
    page = (out / "report.html").read_text("utf-8")
    assert page.count("Société des lampes grises") > 1
    assert "acronyms_disputed" not in json.loads((out / "run.json").read_text("utf-8"))


def test_a_document_of_its_own_says_nothing_to_others(annotate: Command, tmp_path: Path) -> None:
    out, _ = run(annotate, tmp_path, un=USES)
    assert told(out, "un", "SLG") == {(None, None)}


def test_what_documents_disagree_about_is_told_and_not_chosen(
    annotate: Command, tmp_path: Path
) -> None:
    out, stderr = run(annotate, tmp_path, deux=DEFINES, trois=DISAGREES, un=USES)
    assert told(out, "un", "SLG") == {(None, None)}
    assert "SLG is left open in un" in stderr
    (row,) = json.loads((out / "run.json").read_text("utf-8"))["acronyms_disputed"]
    assert row == {
        "acronym": "SLG",
        "expansions": [
            {"expansion": "Société des lampes grises", "documents": ["deux"]},
            {"expansion": "Syndicat libre des galeries", "documents": ["trois"]},
        ],
        "open_in": ["un"],
    }


def test_no_dispute_where_nobody_asks(annotate: Command, tmp_path: Path) -> None:
    out, stderr = run(annotate, tmp_path, deux=DEFINES, trois=DISAGREES)
    assert "left open" not in stderr
    assert "acronyms_disputed" not in json.loads((out / "run.json").read_text("utf-8"))


def test_the_document_comes_first_and_the_lexicon_last(annotate: Command, tmp_path: Path) -> None:
    out, _ = run(annotate, tmp_path, deux=DEFINES, quatre=CHAMBER, cinq=OWN, un=USES)
    assert told(out, "cinq", "SLG") == {("Secours laïc des garçons", "text")}
    assert told(out, "un", "CCI") == {("Cercle des chanteurs de l’Isle", "corpus")}
    assert told(out, "un", "SLG") == {(None, None)}
