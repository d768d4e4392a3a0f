"""Other people's formats as rows: small inputs of their kinds."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from prepare_training import EACH, EVERY, LATER, PLAIN, RUN, kept_apart, prepare, words_apart
from training_sets import columns, latex, markdown, marked, plain, templates, winer, world

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


def world_tables(folder: Path, text: list[str], names: list[str]) -> None:
    (folder / "texts.tsv").write_text("head\n" + "\t".join(text) + "\n", "utf-8")
    (folder / "names.tsv").write_text("head\n" + "\n".join(names) + "\n", "utf-8")


def told_text(file: str, entries: str, left_out: str, words: int) -> list[str]:
    return ["a", "world", "o/r", "c0ffee", file, entries, left_out, str(words), "CC0", "o"]


def test_free_texts_get_the_names_of_the_table(tmp_path: Path) -> None:
    (tmp_path / "o+r").mkdir()
    page = "---\ntitle: 'L''Aubrelle'\n---\n![Vue](a.png)\n\nPhoto de Merlon.\n\n* Lens vit. Lens"
    (tmp_path / "o+r" / "a.md").write_text(page + " joue. L'État, l'État de Merlon.", "utf-8")
    names = ["a\tORG\t[Lens] joue", "a\tLOC\tLens", "a\tLOC\tÉtat", "a\t-\tMerlon"]
    world_tables(tmp_path, told_text("a.md", "", "", 9), names)
    with pytest.raises(ValueError, match="a: 12 words, not 9"):
        list(world.documents(tmp_path, tmp_path))
    world_tables(tmp_path, told_text("a.md", "", "2", 9), names)
    [(text, rows)] = world.documents(tmp_path, tmp_path)
    assert (text.repository, [row.text for row in rows]) == (
        "o/r",
        ["L'Aubrelle", "Lens vit. Lens joue. L'État, l'État de Merlon."],
    )
    assert forms(rows[1]) == [("Lens", "LOC"), ("Lens", "ORG")]


@pytest.mark.parametrize(
    ("name", "error"),
    [("LOC\tLiévin", r"line 3: no 'Liévin' in a"), ("LCO\tLens", r"line 3: 'LCO' is no label")],
)
def test_a_name_that_is_not_in_its_text_is_told(tmp_path: Path, name: str, error: str) -> None:
    (tmp_path / "o+r").mkdir()
    (tmp_path / "o+r" / "a.md").write_text("Lens vit.", "utf-8")
    world_tables(tmp_path, told_text("a.md", "", "", 2), ["a\tLOC\tLens", f"a\t{name}"])
    with pytest.raises(ValueError, match=error):
        list(world.documents(tmp_path, tmp_path))


@pytest.mark.parametrize(
    ("lines", "entries", "expected"),
    [
        (
            "ref;nomoff;ville_m;hist;interet;atout\n"
            "M2;b;c;d;;\n"
            'M1;musée Merlon;Lens;"Né en 1900.\nOuvert.";Un hall;' + "mot " * 15 + "\n",
            "M1",
            ["Musée Merlon, Lens", "Né en 1900.", "Ouvert.", "mot " * 14 + "mot"],
        ),
        (
            "nom_du_jardin;commune;departement;description\n"
            'a;b;c;d\nParc Aubrelle;Lens;Pas-de-Calais;"Des  buis.\nUn puits."\n',
            "2",
            ["Parc Aubrelle, Lens (Pas-de-Calais)", "Des buis.", "Un puits."],
        ),
    ],
)
def test_entries_of_tables_are_read_by_key_or_number(
    tmp_path: Path, lines: str, entries: str, expected: list[str]
) -> None:
    (tmp_path / "o+r").mkdir()
    (tmp_path / "o+r" / "a.csv").write_text(lines, "utf-8")
    words = sum(len(one.split()) for one in expected)
    world_tables(tmp_path, told_text("a.csv", entries, "", words), [])
    [(_, rows)] = world.documents(tmp_path, tmp_path)
    assert [row.text for row in rows] == expected


def test_markdown_and_notebooks_lose_their_markup() -> None:
    page = (
        "# 1. Le [puits](http://a.fr/(1)) #\n> Un `treuil`, __dit-on__ : _deux_.\n\n|a|b|\n|---|\n"
        "1. Voir https://a.fr/b ,<br>x@a.fr demain 🎉\n<!-- non\n\nnon -->\n~~rayé~~ reste&nbsp;là"
    )
    expected = ["1. Le puits", "Un treuil, dit-on : deux.", "Voir,", " demain", "reste là"]
    assert markdown.paragraphs(page) == expected
    cells = [{"cell_type": "markdown", "source": [page]}, {"cell_type": "code", "source": ["x"]}]
    assert markdown.paragraphs(markdown.cells(json.dumps({"cells": cells}))) == expected


def test_latex_loses_its_commands_and_keeps_its_accents() -> None:
    chapter = (
        "\\begin{document}\\section{L'\\'{e}t\\'e}\\label{a} % note\n"
        "\\c{c}a\\footnote{De \\og fond\\fg{} \\emph{b\\^atie}.} ``luit''~: \\textbf{c\\oe{}ur}\n"
        "\\begin{itemize}\\item un\\item deux (\\url{http://a.fr})\\end{itemize}\\end{document}"
    )
    assert latex.paragraphs(chapter) == [
        "L'été",
        "ça « luit » : cœur",
        "un",
        "deux",
        "De « fond » bâtie.",
    ]


def test_no_free_text_is_in_the_tables_without_licence_and_names_belong_to_texts() -> None:
    lines = (world.TABLES / "texts.tsv").read_text("utf-8").split("\n")[1:-1]
    texts = [world.Text(*line.split("\t")) for line in lines]
    assert {text.set for text in texts} == set(world.SETS)
    assert {text.licence for text in texts} == {
        "Licence Ouverte 2.0",
        "CC0 1.0",
        "MIT",
        "CC BY 4.0",
    }
    assert all(text.attribution and len(text.commit) == 40 for text in texts)
    names = (world.TABLES / "names.tsv").read_text("utf-8").split("\n")[1:-1]
    assert {line.split("\t")[0] for line in names} <= {text.document for text in texts}


def test_our_own_texts_are_marked_throughout_and_partly_held_out() -> None:
    folder = Path(marked.__file__).with_name("texts")
    told = argparse.Namespace(
        apart=[],
        plain=[],
        templates=0,
        texts=folder,
        **dict.fromkeys(("winer", "sequoia", "europeana", "newseye", "world")),
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
        **dict.fromkeys(("winer", "sequoia", "europeana", "newseye", "world")),
    )
    for name, rows in prepare(apart).items():
        # A few share words with texts that models are measured on, and were left out.
        assert 0 <= len(rows) - told[name]["rows"] <= len(rows) // 100 + 3
