"""`annotate agree` from files to tables, and what it refuses."""

from __future__ import annotations

import csv
import importlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import typer
from typer.testing import CliRunner

from annotate.cli.agree import agree
from annotate.document.labels import shipped_labels
from annotate.document.source import Source
from annotate.errors import AnnotateError, QuoteError, StandoffError, UsageError
from annotate.evaluation.agreement import measure
from annotate.evaluation.annotators import read_annotators
from annotate.tables import read_csv
from evaluation.readings import ALICE, BOB, SOURCE, TEXT, at, note, standoff, write

app = typer.Typer(rich_markup_mode=None)
app.command()(agree)


def run(*arguments: str | Path) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if done.exception is not None:
        raise done.exception
    return done.output


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Two annotators and the texts."""
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "voyage.txt").write_bytes(TEXT.encode())
    alice, bob = standoff(ALICE), standoff(BOB)
    return write(tmp_path / "alice", alice), write(tmp_path / "bob", bob), texts


def test_from_files_to_tables(folders: tuple[Path, Path, Path], tmp_path: Path) -> None:
    alice, bob, texts = folders
    out = tmp_path / "out"
    told = run(alice, bob, "--texts", texts, "--out", out)
    assert "alice, bob" in told
    assert "6 disagreements" in told
    assert "rests on fewer than 30 items" in told
    assert sorted(path.name for path in out.iterdir()) == [
        "agreement.csv",
        "agreement.json",
        "disagreements.csv",
        "disagreements.xlsx",
    ]
    rows = read_csv(out / "agreement.csv")
    names = next(row for row in rows if row["layer"] == "entities")
    assert names["strict"] == "0.5714"
    assert names["few"] == "few"
    # Counted by hand: 18 of 22 tokens agree, 226/484 by chance; without O-O, 5 of 9 and 18/81.
    assert (names["tokens"], names["labelled_tokens"]) == ("22", "9")
    assert names["kappa"] == f"{170 / 258:.4f}"
    assert names["kappa_labelled"] == f"{27 / 63:.4f}"
    facts = json.loads((out / "agreement.json").read_text("utf-8"))
    assert len(facts["figures"]) == len(rows)
    assert facts["documents"][0]["annotators"] == ["alice", "bob"]


def test_each_place_is_listed_once_with_what_each_says(
    folders: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    alice, bob, _ = folders
    out = tmp_path / "out"
    run(alice, bob, "--out", out)
    rows = read_csv(out / "disagreements.csv")
    assert [(row["kinds"], row["alice: quote"], row["bob: quote"]) for row in rows] == [
        ("boundary", "Louise Michel", "Michel"),
        ("value", "1894", "1894"),
        ("citation mark", "Vasseur", "Vasseur"),
        ("label", "SAMZAL", "SAMZAL"),
        ("missing", "Lens", ""),
        ("missing", "", "Douai"),
    ]
    assert (rows[1]["alice: value"], rows[1]["bob: value"]) == ("1894", "189X")
    assert (rows[2]["alice: citation"], rows[2]["bob: citation"]) == ("in citation", "")
    assert (rows[3]["alice: label"], rows[3]["bob: label"]) == ("ORG", "LOC")
    assert json.loads(rows[0]["alice: ranges"]) == [[0, 13]]
    book = openpyxl.load_workbook(out / "disagreements.xlsx")
    assert book.sheetnames == ["Disagreements", "Agreement", "Legend"]
    assert book["Disagreements"].max_row == 7


def test_the_same_command_writes_the_same_files(
    folders: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    alice, bob, texts = folders
    for out in ("one", "two"):
        run(alice, bob, "--texts", texts, "--out", tmp_path / out)
    for name in ("agreement.csv", "agreement.json", "disagreements.csv", "disagreements.xlsx"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_cells_that_look_like_formulas_are_texts(tmp_path: Path) -> None:
    source = Source("formule", "formule.txt", "=1+1 et Lens\n")
    one = standoff([at("MISC", ((0, 4),), "=1+1")], source)
    other = standoff([at("LOC", ((8, 12),), "Lens")], source)
    out = tmp_path / "out"
    run(write(tmp_path / "a", one), write(tmp_path / "b", other), "--out", out)
    with (out / "disagreements.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["a: quote"] == "'=1+1"
    sheet = openpyxl.load_workbook(out / "disagreements.xlsx")["Disagreements"]
    cell = next(cell for cell in sheet[2] if cell.value == "=1+1")
    assert cell.data_type == "s"


def test_without_the_text_there_is_no_kappa_and_the_reason_is_told(
    folders: tuple[Path, Path, Path],
) -> None:
    alice, bob, _ = folders
    agreement = measure(read_annotators([alice, bob], shipped_labels()))
    figure = agreement.figure("entities", ["alice", "bob"])
    assert figure.kappa is figure.alpha is figure.tokens is None
    assert figure.tally.strict_f1 == 8 / 14
    assert any("No kappa and no alpha for voyage: no source text" in r for r in agreement.remarks)


def test_another_text_is_not_used(folders: tuple[Path, Path, Path]) -> None:
    alice, bob, texts = folders
    (texts / "voyage.txt").write_text(TEXT + "Fin.\n", "utf-8")
    agreement = measure(read_annotators([alice, bob], shipped_labels()), [texts])
    assert agreement.figure("entities", ["alice", "bob"]).kappa is None
    assert any("holds another text" in remark for remark in agreement.remarks)


def test_the_text_is_found_beside_the_annotations_of_a_run_and_where_the_header_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = write(tmp_path / "bob", standoff(BOB))
    ran = write(tmp_path / "run" / "annotations", standoff(ALICE)).parent
    (ran / "text").mkdir()
    (ran / "text" / "voyage.txt").write_bytes(TEXT.encode())
    assert (
        measure(read_annotators([ran, bob], shipped_labels()))
        .figure("entities", ["run", "bob"])
        .tokens
        == 22
    )
    shutil.rmtree(ran / "text")
    (tmp_path / SOURCE.path).write_bytes(TEXT.encode())
    monkeypatch.chdir(tmp_path)
    assert (
        measure(read_annotators([ran, bob], shipped_labels()))
        .figure("entities", ["run", "bob"])
        .tokens
        == 22
    )


def test_quotes_are_held_against_the_text(folders: tuple[Path, Path, Path], tmp_path: Path) -> None:
    alice, _, texts = folders
    wrong = write(tmp_path / "wrong", standoff([at("LOC", ((0, 6),), "Douai")]))
    with pytest.raises(QuoteError, match=r"voyage\.jsonl, line 2: .*quotes 'Douai'"):
        measure(read_annotators([alice, wrong], shipped_labels()), [texts])


def test_one_annotator_twice_agrees_and_is_told_to_be_a_copy(
    folders: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    alice, _, texts = folders
    copy = shutil.copytree(alice, tmp_path / "copy")
    agreement = measure(read_annotators([alice, copy], shipped_labels()), [texts])
    assert agreement.disagreements == []
    assert any("same file, byte for byte" in remark for remark in agreement.remarks)
    for figure in agreement.figures:
        for value in (figure.tally.strict_f1, figure.kappa, figure.alpha, figure.alpha_labelled):
            assert value in {1, None}


def test_three_annotators_of_whom_one_lacks_a_document(
    folders: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    alice, bob, texts = folders
    other = Source("retour", "retour.txt", "Lens, puis Douai.\n")
    (texts / "retour.txt").write_bytes(other.text.encode())
    lens, douai = at("LOC", ((0, 4),), "Lens"), at("LOC", ((11, 16),), "Douai")
    write(bob, standoff([lens, douai], other))
    carol = write(tmp_path / "carol", standoff([lens], other), standoff(ALICE))
    agreement = measure(read_annotators([alice, bob, carol], shipped_labels()), [texts])
    everybody = ["alice", "bob", "carol"]
    # Alice and Bob as above, Alice and Carol agree; what only Bob and Carol have counts for them.
    pooled = agreement.figure("entities", everybody).tally
    assert (pooled.strict, pooled.items) == (8 + 14 + 8, 14 + 14 + 14)
    two = agreement.figure("entities", ["bob", "carol"]).tally
    assert (two.strict, two.items) == (8 + 2, 14 + 3)
    assert agreement.figure("entities", everybody).tokens == 22
    assert agreement.figure("entities", ["bob", "carol"]).tokens == 22 + 5
    assert (
        "entities: retour is not had by all of alice, bob and carol, and left out of their common "
        "figures."
    ) in agreement.remarks
    assert agreement.figure("entities", ["alice", "bob"]).tokens == 22
    assert agreement.figure("entities", everybody).kappa is None
    with pytest.raises(KeyError):
        agreement.figure("entities", ["alice", "bob"], "retour")
    missing = [one for one in agreement.disagreements if one.document == "retour"]
    assert [(one.kinds, set(one.said)) for one in missing] == [(("missing",), {"bob", "carol"})]
    turned = measure(read_annotators([carol, alice, bob], shipped_labels()), [texts])
    for label in ("", "LOC", "PER"):
        before = agreement.figure("entities", everybody, label=label)
        after = turned.figure("entities", ["carol", "alice", "bob"], label=label)
        assert before.alpha == after.alpha
        assert before.tally.strict_f1 == after.tally.strict_f1


def test_a_layer_that_one_left_out_is_told_and_not_listed(
    folders: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    alice, _, _ = folders
    bare = write(tmp_path / "bare", standoff(one for one in BOB if one.layer == "entities"))
    agreement = measure(read_annotators([alice, bare], shipped_labels()))
    remark = "acronyms: alice annotated the layer acronyms, so there is nothing to compare."
    assert remark in agreement.remarks
    with pytest.raises(KeyError):
        agreement.figure("acronyms", ["alice", "bare"])
    assert {one.aspect for one in agreement.disagreements} == {"entities"}


def test_two_of_three_who_annotated_a_layer_are_compared_without_the_third(
    folders: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    alice, bob, _ = folders
    bare = write(tmp_path / "bare", standoff(one for one in BOB if one.layer == "entities"))
    agreement = measure(read_annotators([alice, bob, bare], shipped_labels()))
    compared = {one.annotators for one in agreement.figures if one.aspect == "acronyms"}
    assert compared == {("alice", "bob")}
    assert any(
        "acronyms: bare annotated nothing of the layer acronyms" in remark
        for remark in agreement.remarks
    )


def test_documents_of_one_annotator_are_named(
    folders: tuple[Path, Path, Path],
) -> None:
    alice, bob, _ = folders
    alone = Source("seul", "seul.txt", "Lens.\n")
    write(alice, standoff([at("LOC", ((0, 4),), "Lens")], alone))
    agreement = measure(read_annotators([alice, bob], shipped_labels()))
    assert "Only alice has seul, which is left out." in agreement.remarks


def test_nothing_shared_is_refused_with_the_reason(
    folders: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    alice, bob, _ = folders
    again = Source("voyage", "voyage.txt", "Un autre texte, de Lens.\n")
    other = write(tmp_path / "other", standoff([at("LOC", ((19, 23),), "Lens")], again))
    with pytest.raises(UsageError, match="voyage is there more than once, but of different texts"):
        measure(read_annotators([alice, other], shipped_labels()))
    far = Source("loin", "loin.txt", "Lens.\n")
    (bob / "voyage.jsonl").unlink()
    write(bob, standoff([at("LOC", ((0, 4),), "Lens")], far))
    with pytest.raises(UsageError, match=r"alice: voyage; bob: loin"):
        run(alice, bob)


def test_names(folders: tuple[Path, Path, Path]) -> None:
    alice, bob, _ = folders
    files = [alice / "voyage.jsonl", bob / "voyage.jsonl"]
    assert [one.name for one in read_annotators(files, shipped_labels())] == [
        "alice/voyage",
        "bob/voyage",
    ]
    assert [
        one.name for one in read_annotators([alice, bob / "voyage.jsonl"], shipped_labels())
    ] == [
        "alice",
        "voyage",
    ]
    assert [one.name for one in read_annotators(files, shipped_labels(), ["a", "b"])] == ["a", "b"]
    with pytest.raises(UsageError, match=r"two annotators are called alice.*--name"):
        read_annotators([alice, alice, bob], shipped_labels(), ["alice", "alice", "bob"])
    with pytest.raises(UsageError, match="1 names were given for 2"):
        read_annotators(files, shipped_labels(), ["a"])
    with pytest.raises(UsageError, match="two annotators or more"):
        read_annotators(files[:1], shipped_labels())


def first_annotation(line: str, **changes: object) -> str:
    return json.dumps({**json.loads(line), **changes})


@pytest.mark.parametrize(
    ("damage", "kind", "message"),
    [
        (lambda rows: [*rows, rows[1]], StandoffError, r"line 10: is there twice"),
        (
            lambda rows: [rows[0], first_annotation(rows[1], ranges=[[0, 900]]), *rows[2:]],
            StandoffError,
            r"line 2: .*does not lie in a text of 89 characters",
        ),
        (
            lambda rows: [rows[0], first_annotation(rows[1], status="sure"), *rows[2:]],
            StandoffError,
            r"line 2: unknown status 'sure'",
        ),
        (lambda rows: [rows[0], rows[1][:30]], StandoffError, "line 2: no JSON"),
        (lambda rows: [], StandoffError, "line 1: is no standoff"),
    ],
)
def test_damaged_files_are_refused_with_file_and_line(
    folders: tuple[Path, Path, Path],
    damage: Callable[[list[str]], list[str]],
    kind: type[AnnotateError],
    message: str,
) -> None:
    alice, bob, _ = folders
    file = bob / "voyage.jsonl"
    file.write_text("\n".join(damage(file.read_text("utf-8").splitlines())), "utf-8")
    with pytest.raises(kind, match=message) as caught:
        run(alice, bob)
    assert str(file) in str(caught.value)


def test_folders_that_cannot_be_used(folders: tuple[Path, Path, Path], tmp_path: Path) -> None:
    alice, bob, texts = folders
    with pytest.raises(UsageError, match="is not there"):
        run(alice, tmp_path / "nowhere")
    with pytest.raises(UsageError, match="no annotations here"):
        run(alice, texts)
    shutil.copy(bob / "voyage.jsonl", bob / "again.jsonl")
    with pytest.raises(StandoffError, match="belongs to the same text"):
        run(alice, bob)


def test_gamma_that_is_not_installed_is_refused_with_the_remedy(
    folders: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(UsageError, match="pip install pygamma-agreement==0"):
        run(*folders[:2], "--gamma")


def test_gamma(folders: tuple[Path, Path, Path], tmp_path: Path) -> None:
    pytest.importorskip("pygamma_agreement", reason="the extra `gamma` is not installed")
    alice, bob, _ = folders
    first, again = (
        measure(read_annotators([alice, bob], shipped_labels()), with_gamma=True) for _ in range(2)
    )
    figure = first.figure("entities", ["alice", "bob"])
    assert figure.gamma is not None
    assert 0 < figure.gamma < 1
    # Chance is sampled with a fixed seed.
    assert figure.gamma == again.figure("entities", ["alice", "bob"]).gamma
    copy = shutil.copytree(alice, tmp_path / "copy")
    same = measure(read_annotators([alice, copy], shipped_labels()), with_gamma=True)
    assert same.figure("entities", ["alice", "copy"]).gamma == 1
    empty = write(tmp_path / "empty", standoff([note("ACRONYM", "SAMZAL")]))
    none = measure(read_annotators([alice, empty], shipped_labels()), with_gamma=True)
    assert none.figure("entities", ["alice", "empty"]).gamma is None
