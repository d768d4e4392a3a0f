"""The component by itself, in somebody else's pipeline."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import spacy

from annotate.document.candidates import read_candidates

TEXT = "la mine (Daix, 1996) et la population (Insee, 2010)"


@pytest.fixture
def nlp() -> spacy.Language:
    pipeline = spacy.blank("fr")
    pipeline.add_pipe("annotate_citations")
    return pipeline


def test_alone(nlp: spacy.Language) -> None:
    labels = [candidate.label for candidate in read_candidates(nlp(TEXT), "citations")]
    assert labels == ["CITATION", "PER", "CITATION", "ORG"]


def test_disk_and_bytes(nlp: spacy.Language, tmp_path: Path) -> None:
    table = tmp_path / "mine.tsv"
    table.write_text("acronym\texpansion\tlabel\tsource\nDAIX\tX\tORG\tmoi\n", "utf-8")
    nlp.get_pipe("annotate_citations").initialize(lexicon=table)
    expected = read_candidates(nlp(TEXT), "citations")
    assert [candidate.label for candidate in expected] == ["CITATION", "ORG", "CITATION", "PER"]
    nlp.to_disk(tmp_path / "model")
    assert read_candidates(spacy.load(tmp_path / "model")(TEXT), "citations") == expected
    other = spacy.blank("fr")
    other.add_pipe("annotate_citations")
    other.from_bytes(nlp.to_bytes())
    assert read_candidates(other(TEXT), "citations") == expected


def test_two_processes(nlp: spacy.Language) -> None:
    alone = [read_candidates(nlp(TEXT), "citations")] * 4
    docs = nlp.pipe([TEXT] * 4, n_process=2, batch_size=2)
    assert [read_candidates(doc, "citations") for doc in docs] == alone


def test_finder_needs_no_spacy() -> None:
    code = "import sys, annotate.pipes.citations; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
