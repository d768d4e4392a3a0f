"""The component by itself, in somebody else's pipeline."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import spacy

from annotate.document.candidates import read_candidates

TEXT = "Le Centre d’art (CDA)1 et le VTT. La Société du 11/19 (SDO)."


@pytest.fixture
def nlp() -> spacy.Language:
    pipeline = spacy.blank("fr")
    pipeline.add_pipe("annotate_acronyms")
    return pipeline


def quotes(doc: spacy.tokens.Doc) -> list[str]:
    return [candidate.text(doc.text) for candidate in read_candidates(doc, "acronyms")]


def test_alone(nlp: spacy.Language) -> None:
    doc = nlp(TEXT)
    assert quotes(doc)[:2] == ["CDA", "VTT"]
    assert len(doc.spans["acronyms"]) == len(quotes(doc))


def test_initialize_reads_other_tables(nlp: spacy.Language, tmp_path: Path) -> None:
    table = tmp_path / "mine.tsv"
    table.write_text("acronym\texpansion\tlabel\tsource\nVTT\tvol tout temps\tMISC\tmoi\n", "utf-8")
    nlp.get_pipe("annotate_acronyms").initialize(lexicon=table)
    candidate = read_candidates(nlp(TEXT), "acronyms")[1]
    assert candidate.attributes["expansion"] == "vol tout temps"


def test_disk_and_bytes(nlp: spacy.Language, tmp_path: Path) -> None:
    table = tmp_path / "mine.tsv"
    table.write_text("acronym\texpansion\tlabel\tsource\nVTT\tvol tout temps\tMISC\tmoi\n", "utf-8")
    nlp.get_pipe("annotate_acronyms").initialize(lexicon=table)
    expected = read_candidates(nlp(TEXT), "acronyms")
    nlp.to_disk(tmp_path / "model")
    table.unlink()
    assert read_candidates(spacy.load(tmp_path / "model")(TEXT), "acronyms") == expected
    other = spacy.blank("fr")
    other.add_pipe("annotate_acronyms")
    other.from_bytes(nlp.to_bytes())
    assert read_candidates(other(TEXT), "acronyms") == expected


def test_two_processes(nlp: spacy.Language) -> None:
    alone = [read_candidates(nlp(TEXT), "acronyms")] * 4
    docs = nlp.pipe([TEXT] * 4, n_process=2, batch_size=2)
    assert [read_candidates(doc, "acronyms") for doc in docs] == alone


def test_finder_needs_no_spacy() -> None:
    code = "import sys, annotate.pipes.acronyms; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
