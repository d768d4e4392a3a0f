"""Files as other programs and corpora write them: read right, or refused with the place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotate.errors import StandoffError
from annotate.exports.formats import format_named
from command import Command

TEXT = "🌻 Jean Delval vit à Lens."
"""Jean Delval is at 2 to 13 in code points and 3 to 14 in UTF-16 units, Lens at 20 and 21."""
FOUND = [("PER", "Jean Delval"), ("LOC", "Lens")]


def found(name: str, path: Path) -> list[list[tuple[str, str]]]:
    reader = format_named(name).read
    assert reader is not None
    return [[(span.label, one.quote(span)) for span in one.spans] for one in reader(path)]


# Columns and schemes of CoNLL


@pytest.mark.parametrize(
    "lines",
    [
        "Jean B-PER\nDelval I-PER\nvit O\nLens B-LOC",
        "Jean I-PER\nDelval I-PER\nvit O\nLens I-LOC",
        "Jean PER\nDelval PER\nvit O\nLens LOC",
        "Jean B-PER\nDelval E-PER\nvit O\nLens S-LOC",
        "Jean B-PER\nDelval L-PER\nvit O\nLens U-LOC",
        "Jean B_PER\nDelval I_PER\nvit O\nLens B_LOC",
        "Jean NPP I-NP B-PER\nDelval NPP I-NP I-PER\nvit V O O\nLens NPP B-NP B-LOC",
        "1\tJean\tB-PER\n2\tDelval\tI-PER\n3\tvit\tO\n4\tLens\tB-LOC",
        "TOKEN\tNE-COARSE\tNE-FINE\tMISC\nJean\tB-PER\tO\t_\nDelval\tI-PER\tO\t_\nvit\tO\tO\t_\n"
        "Lens\tB-LOC\tB-loc.adm\tNoSpaceAfter",
        "# sent_id = 1\nJean B-PER\nDelval I-PER\nvit O\nLens B-LOC",
    ],
)
def test_schemes_of_conll(lines: str, tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_text(f"{lines}\n\n", "utf-8")
    assert found("conll", tmp_path / "a.conll") == [FOUND]


def test_documents_of_conll(tmp_path: Path) -> None:
    lines = "# hipe2022:document_id = un\n# newseye:title = L_OEuvre\nLens B-LOC\n. O\n\n"
    (tmp_path / "a.conll").write_text(f"{lines}# newdoc id = deux\nArras B-LOC\n! O\n", "utf-8")
    reader = format_named("conll").read
    assert reader is not None
    documents = list(reader(tmp_path / "a.conll"))
    assert [one.id for one in documents] == ["un", "deux"]
    (tmp_path / "b.conll").write_text("Lens\tNPP\nvit\tV\n", "utf-8")
    with pytest.raises(StandoffError, match="no column holds tags"):
        found("conll", tmp_path / "b.conll")


# brat


@pytest.mark.parametrize(
    "lines",
    [
        "T1\tPER 2 13\tJean Delval\nT2\tLOC 20 24\tLens",
        "T1\tPER 3 14\tJean Delval\nT2\tLOC 21 25\tLens",
        "PER\t2\t13\tJean Delval\t1\nLOC\t20\t24\tLens\t1",
        "T1\tPER 2 13\tJean Delval\nN1\tReference T1 Wikidata:Q1\tJean\nA1\tNegation T1\n"
        "T2\tLOC 20 24\tLens\nR1\tLivesIn Arg1:T1 Arg2:T2\nE1\tLOC:T2\n*\tEquiv T1 T2",
    ],
)
def test_files_of_brat(lines: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "a.ann").write_text(f"{lines}\n", "utf-8")
    assert found("brat", tmp_path / "a.ann") == [FOUND]


def test_a_span_of_brat_that_is_not_what_it_quotes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "a.ann").write_text("T1\tLOC 19 23\tLens\n", "utf-8")
    with pytest.raises(StandoffError, match=r"line 1.*« Lens » is not what stands at 19 23"):
        found("brat", tmp_path / "a.ann")


# doccano and Label Studio

UNITS = [(3, 14, "PER"), (21, 25, "LOC")]
OBJECTS = [{"id": 1, "start_offset": s, "end_offset": e, "label": n} for s, e, n in UNITS]


@pytest.mark.parametrize(
    "row",
    [
        {"id": 1, "text": TEXT, "label": UNITS, "Comments": []},
        {"id": 1, "data": TEXT, "label": UNITS},
        {"id": 1, "text": TEXT, "labels": UNITS, "meta": {}, "annotation_approver": None},
        {"id": 1, "text": TEXT, "entities": OBJECTS, "relations": []},
        {"id": 1, "text": TEXT, "annotations": OBJECTS},
    ],
)
def test_versions_of_doccano(row: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    assert found("doccano", tmp_path / "a.jsonl") == [FOUND]


@pytest.mark.parametrize("row", [{"text": "x"}, {"label": []}, {"text": "x", "label": [[0, 1, 7]]}])
def test_what_is_no_example_of_doccano_is_refused(row: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    with pytest.raises(StandoffError, match="line 1"):
        found("doccano", tmp_path / "a.jsonl")


VALUES = [
    {"start": s, "end": e, "text": TEXT[s:e], "labels": [n]}
    for s, e, n in ((2, 13, "PER"), (20, 24, "LOC"))
]
RESULT = [{"type": "labels", "from_name": "x", "to_name": "y", "value": one} for one in VALUES]


@pytest.mark.parametrize(
    "written",
    [
        [{"id": 1, "data": {"text": TEXT}, "annotations": [{"result": RESULT}]}],
        [{"id": 1, "data": {"corps": TEXT, "titre": "x"}, "annotations": [{"result": RESULT}]}],
        [{"id": 1, "data": {"text": TEXT}, "completions": [{"result": RESULT}]}],
        [{"id": 1, "data": {"text": TEXT}, "predictions": [{"result": RESULT}]}],
        [{"id": 1, "text": TEXT, "ner": VALUES, "annotator": 1, "lead_time": 2.5}],
        {"id": 1, "data": {"text": TEXT}, "annotations": [{"result": RESULT}]},
        {"id": 1, "result": RESULT, "task": {"id": 1, "data": {"text": TEXT}}},
    ],
)
def test_exports_of_label_studio(written: object, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(written), "utf-8")
    assert found("labelstudio", tmp_path / "a.json") == [FOUND]


# Labels of others


def test_labels_of_others_become_ours(annotate: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    lines = "T1\tpers.ind 2 13\tJean Delval\nT2\tVille 20 24\tLens\nT3\tverb 14 17\tvit\n"
    (tmp_path / "a.ann").write_text(lines, "utf-8")
    gold = tmp_path / "gold"
    call = ("import", tmp_path / "a.ann", "--from", "brat", "--gold", gold, "--by", "team")
    done = annotate(*call, "--label", "verb=")
    assert (done.returncode, "a: Ville « Lens »: the configuration has" in done.stderr) == (1, True)
    assert "--label THEIRS=OURS" in done.stderr
    done = annotate(*call, "--label", "verb=", "--label", "Ville=LOC", "--force")
    assert (done.returncode, done.stderr) == (0, "")
    rows = [json.loads(line) for line in (gold / "a.jsonl").read_text("utf-8").splitlines()[1:]]
    assert [(row["label"], row["text"]) for row in rows] == FOUND
    done = annotate(*call, "--label", "Ville=TOWN", "--force")
    assert (done.returncode, "ours are ACRONYM, DATE" in done.stderr) == (2, True)


# CoNLL-U Plus as Sequoia has it: numbers, a name in another, a name with a gap, a contraction.
def test_names_in_a_column_of_their_own(tmp_path: Path) -> None:
    cells = ["*", "1:ORG", "1", "1;2:LOC", "*", "3:PERS", "*", "3"]
    forms = ["La", "mairie", "de", "Lens", "et", "Léa", "dite", "Delval"]
    rows = [
        f"{n}\t{form}" + "\t_" * 8 + f"\t*\t{cell}"
        for n, (form, cell) in enumerate(zip(forms, cells, strict=True), start=1)
    ]
    rows.insert(7, "8-9\tdu" + "\t_" * 8 + "\t*\t*")
    rows[8:] = ["8\tde" + "\t_" * 8 + "\t*\t3", "9\tle" + "\t_" * 8 + "\t*\t3"]
    head = "# global.columns = ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC X:MWE PARSEME:NE"
    (tmp_path / "a.dev").write_text("\n".join([head, *rows, "", ""]), "utf-8")
    reader = format_named("conllu")
    assert reader.read is not None
    (back,) = [one for file in reader.files(tmp_path / "a.dev") for one in reader.read(file)]
    assert back.text.strip() == "La mairie de Lens et Léa dite du"
    assert [(one.label, back.quote(one)) for one in back.spans] == [
        ("ORG", "mairie de Lens"),
        ("LOC", "Lens"),
        ("PERS", "Léa … du"),
    ]


def test_names_inside_names_become_gold(annotate: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("La mairie de la ville de Lens et Liévin, dite GHL.\n", "utf-8")
    (tmp_path / "a.ann").write_text(
        "T1\tloc 3 29\tmairie de la ville de Lens\nT2\tloc 16 29\tville de Lens\n"
        "T3\tloc 25 29\tLens\nT4\tloc 25 39\tLens et Liévin\nT5\torg 3 29\tmairie de la ville de "
        "Lens\nT6\tloc 33 39\tLiévin\n",
        "utf-8",
    )
    gold = tmp_path / "gold"
    call = ("import", tmp_path / "a.ann", "--from", "brat", "--gold", gold, "--by", "team")
    done = annotate(*call)
    assert done.returncode == 1
    outer = "« mairie de la ville de Lens »"
    assert f"a: LOC « Lens et Liévin »: it crosses LOC {outer}" in done.stderr
    assert f"a: ORG {outer}: the same words are LOC {outer}" in done.stderr
    rows = [json.loads(line) for line in (gold / "a.jsonl").read_text("utf-8").splitlines()[1:]]
    assert [(one["text"], one["attributes"]["nested"]) for one in rows] == [
        ("mairie de la ville de Lens", False),
        ("ville de Lens", True),
        ("Lens", True),
        ("Liévin", False),
    ]
    assert annotate("gold", "check", gold).returncode == 0


def test_files_without_annotations_make_no_gold(annotate: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "a.ann").write_text("", "utf-8")
    call = ("--from", "brat", "--gold", tmp_path / "gold", "--by", "team")
    done = annotate("import", tmp_path / "a.ann", *call)
    assert (done.returncode, "sees no annotations in them" in done.stderr) == (2, True)
    assert not (tmp_path / "gold").exists()
