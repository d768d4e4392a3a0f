"""Which places mentions mean: what their context says, and the places around."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotate.api import load
from annotate.index import Mention, build_index
from annotate.index.authorities import located
from annotate.index.from_annotations import mentions_of
from annotate.index.place_names import (
    COMMUNE,
    SOURCES,
    Certainty,
    place_names,
)
from annotate.index.tables import ENTITY_COLUMNS, entity_row
from annotate.lexicons import read_table, table_text
from annotate.resources import default_configs
from codes import coded, compare, read_list

ROOT = Path(__file__).resolve().parents[2]
CASES = [
    line
    for line in (Path(__file__).parent / "places.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
MARK = re.compile(r"\[([^|\]]+)\|(\w+)\|([^\]]+)\]")
LEXICONS = default_configs() / "lexicons"


def read(line: str) -> tuple[list[list[Mention]], list[tuple[str, str]]]:
    """The mentions of each document of a line, and what each is."""
    documents, expected = [], []
    for number, text in enumerate(line.split(" // ")):
        plain = MARK.sub(r"\1", text)
        mentions, at = [], 0
        for match in MARK.finditer(text):
            start = plain.index(match[1], at)
            at = start + len(match[1])
            mentions.append(
                Mention(
                    document=f"d{number}",
                    mention_id=f"{number}-{start}",
                    label=match[2],
                    text=match[1],
                    ranges=((start, at),),
                    left=plain[max(0, start - 40) : start],
                    right=plain[at : at + 40],
                )
            )
            expected.append((match[1], match[3]))
        documents.append(mentions)
    return documents, expected


def told(mention: Mention) -> str:
    if mention.place and mention.place.namesakes:
        return "?"
    return ", ".join(f"{name} {code}" for name, code in mention.authority) or "-"


@pytest.mark.parametrize("line", CASES)
def test_a_code_needs_agreement(line: str) -> None:
    documents, expected = read(line)
    found = [one for mentions in located(documents, place_names()) for one in mentions]
    assert [(one.text, told(one)) for one in found] == expected


def test_the_table_says_what_kind_of_code_it_is_and_how_sure() -> None:
    documents, _ = read("La [Picardie|LOC|-], [Amiens|LOC|-], [Annay|LOC|-] et la [France|LOC|-].")
    index = build_index(one for own in located(documents, place_names()) for one in own)
    rows = {
        entity.name: dict(zip(ENTITY_COLUMNS, entity_row(entity), strict=True))
        for entity in index.entities
    }
    assert rows["Picardie"]["insee_region"] == "22"
    assert rows["Picardie"]["id_source"] == "INSEE COG 2015"
    assert rows["Amiens"]["insee_commune"] == "80021"
    assert (rows["Amiens"]["lat"], rows["Amiens"]["lon"]) == (49.9, 2.29)
    assert rows["Amiens"]["insee_region"] == rows["Amiens"]["iso"] == ""
    assert rows["France"]["iso"] == "FR"
    assert rows["Annay"]["id_certainty"] == "open"
    assert "Annay (62033)" in str(rows["Annay"]["namesakes"])
    assert rows["Annay"]["insee_commune"] == ""


def test_what_is_called_so_twice_is_what_its_mentions_agree_on() -> None:
    documents, _ = read("La fosse [Saint-Pierre|LOC|-] ferme. // Il habite [Saint-Pierre|LOC|-].")
    index = build_index(one for own in located(documents, place_names()) for one in own)
    assert [entity.authority for entity in index.entities] == [{}]


def test_the_tables_are_what_their_heads_say() -> None:
    year = re.search(r"géographique (\d{4})", table_text(LEXICONS / "insee-places.tsv"))
    assert year and year[1] in SOURCES[COMMUNE]
    rows = read_table(LEXICONS / "coordinates.tsv", ("kind", "code"))
    where = {row["code"]: row for row in rows if row["kind"] == COMMUNE and row["lat"]}
    known = read_table(LEXICONS / "insee-places.tsv", ("form", "kind", "code"))
    communes = {row["code"] for row in known if row["kind"] == COMMUNE}
    assert len(communes & set(where)) > 0.995 * len(communes)
    head = table_text(LEXICONS / "coordinates.tsv")[:900]
    assert "Licence\n# Ouverte" in head and "public domain" in head
    former = read_table(LEXICONS / "former-communes.tsv", ("form", "code"))
    assert {row["code"] for row in former} <= communes


def test_a_place_that_a_user_adds_is_known(tmp_path: Path) -> None:
    lexicons = tmp_path / "lexicons"
    lexicons.mkdir()
    table = "form\tkind\tcode\tsource\nMerlonval\tpays\tMV\tmoi\n"
    (lexicons / "places.tsv").write_text(table, "utf-8")
    (found,) = located(read("En [Merlonval|LOC|-].")[0], place_names(tmp_path))
    assert found[0].authority == (("iso", "MV"),)
    assert found[0].place and found[0].place.certainty is Certainty.CERTAIN


def test_the_codes_of_the_corpus_agree_with_a_list_made_by_reading() -> None:
    listed = read_list(ROOT / "benchmarks" / "communes.tsv")
    documents = []
    for name in sorted({document for document, _ in listed}):
        (text,) = (ROOT / "corpus").glob(f"{name}.[pt][dx][ft]")
        gold = load(ROOT / "corpus" / "gold" / f"{name}.jsonl", text=text)
        documents.append([*mentions_of(gold.standoff.named(), gold.mended)])
    found = (one for own in located(documents, place_names()) for one in own)
    figures = compare(coded(found), listed)
    assert figures.precision >= 0.99, figures.wrong
    assert figures.coverage >= 0.95, figures.missed


def test_a_list_of_thousands_of_communes_is_read_in_one_go() -> None:
    rows = read_table(LEXICONS / "insee-places.tsv", ("form", "kind", "code"))
    communes = [row for row in rows if row["kind"] == COMMUNE][:15_000]
    line = ", ".join(f"[{row['form']}|LOC|-]" for row in communes if "|" not in row["form"])
    documents, expected = read(line)
    (found,) = located(documents, place_names())
    assert len(expected) == len(communes)
    # In a list of all of France every one has others near; namesakes stay open.
    assert sum(bool(one.authority) for one in found) > 0.7 * len(communes)
