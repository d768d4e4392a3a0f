"""Sentences: golden blocks, the lexicon, the gold of the corpus, and what holds for any text."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotate.errors import LexiconError
from annotate.french.abbreviations import default_abbreviations, read_abbreviations
from annotate.french.sentences import sentence_spans
from annotate.text.mending.mend import mend
from annotate.text.reading import read_source

HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / "corpus"
SIGNS = str.maketrans({"␣": "\u00a0", "⏎": "\n"})
FILES = sorted((HERE / "sentences").glob("*.txt"))
BLOCKS = [
    pytest.param(line.translate(SIGNS), id=f"{path.stem}-{number}")
    for path in FILES
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
    if not line.startswith("# ")
]
SOURCES = sorted(
    path
    for path in CORPUS.iterdir()
    if path.suffix in (".pdf", ".txt") and (CORPUS / "gold" / f"{path.stem}.jsonl").exists()
)

SIGNS_OF_TEXT = ". ! ? … ... ; : , « » “ ” \" ' ’ ( ) [ ] - – — • \u00a0 \n \n\n \f".split(" ")
WORDS = "Le La Il il et M. p. pp. etc. cf. S.N.C.F. J.-C. R. 3 1990 IV mine Lens ferme est".split()
STRANGE = ["😀", "👩\u200d🏭", "e\u0301", "مرحبا.", "שלום", "全部。", "½", "http://a.fr/B.Html"]
PIECES = st.sampled_from([*SIGNS_OF_TEXT, *WORDS, *STRANGE, "Voir aussi", " ", "  "])
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize("block", BLOCKS)
def test_sentences_end_as_marked(block: str) -> None:
    text = marked = block.replace("‖", "")
    for end in reversed([end for _, end in sentence_spans(text)][:-1]):
        marked = f"{marked[:end]}‖{marked[end:]}"
    assert marked == block


def test_there_are_blocks() -> None:
    assert len(FILES) >= 10
    assert len(BLOCKS) >= 60


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_the_gold_of_the_corpus_is_met(path: Path) -> None:
    mended = mend(read_source(path, path.stem))
    found = {
        piece.ranges[-1][1] for piece in mended.structure.elements if piece.label == "sentence"
    }
    rows = map(json.loads, (CORPUS / "gold" / f"{path.stem}.jsonl").open(encoding="utf-8"))
    gold = {row["ranges"][-1][1] for row in rows if row.get("label") == "sentence"}
    assert len(gold) > 50
    assert found == gold


@given(TEXTS)
@example("")
@example("...!?")
@example("😀 👩‍🏭 😀")
@example("Pas de point du tout")
@example("مرحبا بالعالم. كيف الحال؟ جيد.")
@example('" " " « » ( [ ) ] »')
def test_every_character_that_shows_is_in_one_sentence(text: str) -> None:
    spans = list(sentence_spans(text))
    assert spans == sorted(spans)
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start
    for start, end in spans:
        assert text[start:end].strip() == text[start:end] != ""
    held = "".join(text[start:end] for start, end in spans)
    assert "".join(held.split()) == "".join(text.split())


@given(TEXTS)
def test_no_sentence_but_an_only_one_is_without_letter_or_digit(text: str) -> None:
    parts = sentences(" ".join(text.split()))
    if len(parts) > 1:
        assert all(any(sign.isalnum() or sign == "_" for sign in part) for part in parts[:-1])


@given(st.lists(st.sampled_from(["La mine ferme.", "Que faire ?", "Il vint !"]), min_size=1))
def test_plain_sentences_are_found_as_they_were_joined(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts
    for part in parts:
        assert sentences(part) == [part]


@given(TEXTS, TEXTS)
def test_a_blank_line_parts_texts(first: str, second: str) -> None:
    if first.strip() and second.strip():
        cut = len(first.rstrip())
        ends = [end for _, end in sentence_spans(f"{first}\n\n{second}")]
        assert cut in ends


def test_a_linguist_can_add_an_abbreviation(tmp_path: Path) -> None:
    file = tmp_path / "abbreviations.tsv"
    file.write_text("form\tkind\tsource\nlampist\topens\tun carnet\n", "utf-8")
    text = "La lampist. Marie entre."
    assert len(list(sentence_spans(text))) == 2
    assert len(list(sentence_spans(text, read_abbreviations(file)))) == 1
    assert len(list(sentence_spans("Lampist. Marie entre.", read_abbreviations(file)))) == 1


def test_an_unknown_kind_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "abbreviations.tsv"
    file.write_text("form\tkind\tsource\netc\tmaybe\tun carnet\n", "utf-8")
    with pytest.raises(LexiconError, match=r"line 2.*'maybe'.*closes, name, number, opens"):
        read_abbreviations(file)


def test_the_shipped_lexicon_has_every_kind() -> None:
    assert set(default_abbreviations().values()) == {"opens", "number", "closes", "name"}
