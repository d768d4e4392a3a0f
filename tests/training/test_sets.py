"""Other people's formats as rows: small inputs of their kinds."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from prepare_training import EACH, EVERY, LATER, PLAIN, RUN, kept_apart, prepare, words_apart
from training_sets import columns, marked, plain, templates, winer

from annotate.training.damage import Pools
from annotate.training.rows import Row


def forms(row: Row) -> list[tuple[str, str]]:
    return [(row.text[start:end], label) for start, end, label in row.names]


def test_brat_articles_become_sentences_with_outermost_names(tmp_path: Path) -> None:
    folder = tmp_path / "2017" / "03"
    folder.mkdir(parents=True)
    text = "Vote à Lens\nLe Musée de Lens , dit Anne Merlon , rouvre. L'Aubrelle le sait."
    (folder / "a.txt").write_text(text, "utf-8")
    marks = [
        ("Location", "Lens", 0),
        ("Organization", "Musée de Lens", 0),
        ("Location", "Lens", 1),
        ("Person", "Anne Merlon", 0),
        ("Organization", "Anne Merlon", 0),
        ("Organization", "L'Aubrelle", 0),
        ("Date", "rouvre", 0),
    ]
    lines = []
    for number, (label, form, nth) in enumerate(marks):
        at = -1
        for _ in range(nth + 1):
            at = text.index(form, at + 1)
        lines.append(f"T{number}\t{label} {at} {at + len(form)}\t{form}\n")
    (folder / "a.ann").write_text("".join(lines), "utf-8")
    [(name, rows)] = winer.articles(tmp_path)
    assert name == "a"
    assert [row.text for row in rows] == [
        "Vote à Lens",
        "Le Musée de Lens, dit Anne Merlon, rouvre.",
        "L'Aubrelle le sait.",
    ]
    assert [forms(row) for row in rows] == [
        [("Lens", "LOC")],
        [("Musée de Lens", "ORG"), ("Anne Merlon", "PER")],
        [("Aubrelle", "ORG")],
    ]


def test_contractions_of_sequoia_are_in_no_name(tmp_path: Path) -> None:
    words = [
        ("Les", "*"),
        ("salons", "*"),
        ("de", "*"),
        ("le", "1:LOC"),
        ("Merlon", "1"),
        ("et", "*"),
        ("de", "2:ORG"),
        ("les", "2"),
        ("Amis", "2"),
        ("de", "2"),
        ("Lens", "2;3:LOC"),
    ]
    lines = [f"{n}\t{word}" + "\t_" * 10 + f"\t{tag}" for n, (word, tag) in enumerate(words, 1)]
    text = "Les salons du Merlon et des Amis de Lens"
    (tmp_path / "train").write_text(f"# text = {text}\n" + "\n".join(lines) + "\n\n", "utf-8")
    [row] = columns.sequoia(tmp_path / "train")
    assert forms(row) == [("Merlon", "LOC"), ("Amis de Lens", "ORG")]


def test_newspapers_of_europeana_lose_generic_and_broken_words(tmp_path: Path) -> None:
    tagged = (
        "Hier O|M. O|Jules I-PER|Merlon I-PER|et O|l' O|Aubrelle I-ORG|vinrent O|à O|Lens I-LOC|"
        "devant O|le O|tribunal I-ORG|. O|T3■ O|#a O|^b O|. O"
    )
    (tmp_path / "bio").write_text(tagged.replace("|", "\n"), "utf-8")
    rows = list(columns.europeana(tmp_path / "bio"))
    assert [row.text for row in rows] == [
        "Hier M. Jules Merlon et l'Aubrelle vinrent à Lens devant le tribunal."
    ]
    assert forms(rows[0]) == [("Jules Merlon", "PER"), ("Aubrelle", "ORG"), ("Lens", "LOC")]
    assert [rows[0].text[a:b] for a, b in rows[0].unknown] == ["tribunal"]


def test_titles_and_line_ends_of_newseye_are_taken_off(tmp_path: Path) -> None:
    tokens = [
        ("Puis", "O", "_"),
        ("M", "B-PER", "NoSpaceAfter"),
        (".", "I-PER", "_"),
        ("Mer¬", "I-PER", "NoSpaceAfter|EndOfLine"),
        ("lon", "B-PER", "NoSpaceAfter"),
        (",", "I-PER", "_"),
        ("maire", "I-PER", "_"),
        ("de", "O", "_"),
        ("la", "O", "_"),
        ("ville", "B-LOC", "_"),
        ("de", "I-LOC", "_"),
        ("Lens", "I-LOC", "NoSpaceAfter"),
        (".", "O", "_"),
    ]
    lines = ["\t".join([word, tag, *"_______", misc]) for word, tag, misc in tokens]
    (tmp_path / "tsv").write_text("\n".join(lines), "utf-8")
    [row] = columns.newseye(tmp_path / "tsv")
    assert row.text == "Puis M. Merlon, maire de la ville de Lens."
    assert forms(row) == [("Merlon", "PER"), ("Lens", "LOC")]


def test_plain_sentences_are_the_same_for_a_seed(tmp_path: Path) -> None:
    for number in range(3):
        lines = [f"On voit la maison de Merlon {number} {k}." for k in range(20)]
        (tmp_path / f"{number}.txt").write_text("\n".join(lines), "utf-8")
    first = list(plain.sentences(tmp_path, 2, 5, 1))
    assert first == list(plain.sentences(tmp_path, 2, 5, 1))
    assert len(first) == 8
    assert first != list(plain.sentences(tmp_path, 2, 5, 2))


def test_templates_are_filled_and_their_names_stand_on_words() -> None:
    names = Pools(["Anne", "Luc"], ["Merlon", "Aubrelle"], [], [])
    rows = list(templates.made(2, names, 1))
    assert rows == list(templates.made(2, names, 1))
    for row in rows:
        assert not set("{}[]|") & set(row.text), row.text
        assert " de le " not in row.text
        for start, end, label in row.names:
            assert label in ("PER", "ORG", "LOC", "MISC")
            assert row.text[start:end] == row.text[start:end].strip()


@pytest.mark.parametrize("ending", [".txt", ".jsonl", ".conllu", ".tsv"])
def test_eight_words_of_a_measured_text_keep_a_row_out(tmp_path: Path, ending: str) -> None:
    measured = "Alors le vieux garde de la forêt ouvrit la porte"
    held = {
        ".txt": measured,
        ".jsonl": f'{{"text": "{measured}", "spans": []}}',
        ".conllu": f"# text = {measured}\n1\tAlors",
        ".tsv": "# tokens\n" + "\n".join(f"{word}\tO" for word in measured.split()),
    }
    (tmp_path / f"measured{ending}").write_text(held[ending], "utf-8")
    apart = words_apart([tmp_path])
    assert RUN == 8
    inside = Row("« Le vieux garde de la forêt ouvrit la fenêtre »")
    seven = Row("Ce vieux garde de la forêt ouvrit la fenêtre.")
    assert kept_apart([inside, seven, seven], apart) == [seven]


def test_marked_documents_become_paragraphs(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "# genre: minutes\nM. [Merlon|PER] lit.\n\nOn va à [Aubrelle|LOC].\n# genre: press\nRien.",
        "utf-8",
    )
    one, two = marked.documents(tmp_path)
    assert [forms(row) for row in one] == [[("Merlon", "PER")], [("Aubrelle", "LOC")]]
    assert [row.text for row in two] == ["Rien."]


@pytest.mark.parametrize("text", ["[Merlon|PRE] lit", "[Merlon PER] lit", "[[Merlon|PER]|ORG]"])
def test_a_mark_that_is_none_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="not like"):
        marked.row_of(text, "own")


def test_our_own_texts_are_marked_throughout_and_partly_held_out() -> None:
    folder = Path(marked.__file__).with_name("texts")
    told = argparse.Namespace(
        apart=[],
        plain=[],
        templates=0,
        texts=folder,
        **dict.fromkeys(("winer", "sequoia", "europeana", "newseye")),
    )
    sets = prepare(told)
    words = {name: sum(len(row.text.split()) for row in rows) for name, rows in sets.items()}
    own = sum(words[name] for name in ("texts", *LATER))
    assert own > 4 * words["texts_dev"] > EVERY * 1000
    held = "\n".join(row.text for row in sets["texts_dev"])
    assert not [
        row
        for name in ("texts", *LATER)
        for row in sets[name]
        if len(row.text) > 60 and row.text in held
    ]
    for rows in sets.values():
        labels = {label for row in rows for *_, label in row.names}
        assert labels == {"PER", "ORG", "LOC", "MISC"}


def test_the_shipped_weights_were_trained_on_what_the_script_makes() -> None:
    root = Path(__file__).parents[2]
    told = json.loads((root / "models/annotate_fr_ner/training.json").read_text("utf-8"))["data"]
    assert told["options"] == {"templates": EACH, "plain": {k: list(v) for k, v in PLAIN.items()}}
    assert {f"plain_{name}" for name in PLAIN} | {"texts", *LATER} < told.keys()
    apart = argparse.Namespace(
        apart=[],
        plain=[],
        templates=0,
        texts=root / "scripts/training_sets/texts",
        **dict.fromkeys(("winer", "sequoia", "europeana", "newseye")),
    )
    for name, rows in prepare(apart).items():
        # A few share words with texts that models are measured on, and were left out.
        assert 0 <= len(rows) - told[name]["rows"] <= len(rows) // 100 + 3
