"""What people decided becomes lexicon entries, when somebody accepts them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from annotate.document.annotation import Annotation, Layer, stable_id
from annotate.document.run_folder import RunFolder
from annotate.document.standoff import write_standoff
from annotate.review.decisions import Stamp, accepted, added, corrected, rejected
from annotate.review.lexicon.proposals import Proposal, propose
from command import ROOT, Command
from review.checking_folders import contents, make_folder

ALICE = Stamp("alice", "2026-11-28T05:00:00Z")
DOCUMENTS = {
    "un": (
        "La [Ruche|LOC] vendait son lait à [Aubrecourt|LOC], et la [Ruche|LOC] payait bien. Le "
        "{SIB|ACRONYM|Syndicat des buttes} suivait. [Espoir|ORG] et prudence, disait-on, mais la "
        "[Gerbe Nord|PER] et la [Gerbe Sud|PER] fermèrent. À [Aubrecourt|LOC], le "
        "{SIB|ACRONYM|Syndicat des buttes} traita avec l’[Espoir|ORG], et plaignit [Carnin|ORG].\n"
    ),
    "deux": (
        "On vit l’[Espoir|ORG] couler au large, et [Marthe Vasseur|PER] pleura la [Ruche|LOC].\n"
    ),
}
HELD_OUT = "Elle servait la Ruche et la Gerbe Est en 1902.\n"
Change = Callable[[Annotation], Annotation]


def labelled(label: str) -> Change:
    def change(one: Annotation) -> Annotation:
        now = replace(one, label=label, id=stable_id(one.layer, label, one.ranges))
        return corrected(one, now, ALICE)

    return change


def keep(one: Annotation) -> Annotation:
    return accepted(one, ALICE)


def reject(one: Annotation) -> Annotation:
    return rejected(one, ALICE)


def decide(folder: RunFolder, document: str, changes: Mapping[str, Change]) -> None:
    treated = folder.read(document)
    layers = [
        Layer.of(
            layer.name,
            [changes[one.text](one) if one.text in changes else one for one in layer.annotations],
        )
        for layer in treated.standoff.layers
    ]
    standoff = replace(treated.standoff, layers=tuple(layers))
    write_standoff(folder.annotations(document), standoff, treated.mended.source)


@pytest.fixture(scope="module")
def made(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    folder = make_folder(annotate, tmp_path_factory.mktemp("learn"), DOCUMENTS)
    decide(
        folder,
        "un",
        {
            "Ruche": labelled("ORG"),
            "Aubrecourt": lambda one: added(one, ALICE),
            "SIB": lambda one: corrected(one, one, ALICE),
            "Espoir": reject,
            "Gerbe Nord": labelled("ORG"),
            "Gerbe Sud": labelled("ORG"),
            "Carnin": labelled("LOC"),
        },
    )
    decide(folder, "deux", {"Ruche": keep, "Espoir": keep})
    return folder


READ = (
    "À la [Halle Basse|LOC], [Marthe Vasseur|PER] chanta [Sombreval|MISC]. La [Gerbe|ORG] vendait "
    "la Gerbe du jour au [Croisil|PER], près de chez [de Croÿ|PER], et [Carnin|ORG] se taisait.\n"
)
UNREAD = (
    "Devant la [Halle Basse|LOC], Marthe Vasseur rechanta Sombreval pour la Gerbe, et le "
    "[Croisil|PER] en rit avec le duc de Croÿ, [Anne de Carnin|PER] aussi.\n"
)


def told(proposals: list[Proposal]) -> dict[tuple[str, str], tuple[str, str, int, int, int]]:
    return {
        (one.lexicon.removesuffix(".tsv"), one.form): (
            one.detail,
            one.label,
            one.count,
            one.documents,
            one.against,
        )
        for one in proposals
    }


def test_each_kind_of_decision_speaks_for_an_entry(made: RunFolder) -> None:
    # What is decided once, Carnin or Gerbe Nord, tells nothing of other texts.
    assert told(propose(made, ROOT / "configs")) == {
        ("known_names", "Ruche"): ("", "ORG", 2, 1, 1),
        ("organization_heads", "Gerbe"): ("capital", "ORG", 2, 1, 0),
        ("known_names", "Aubrecourt"): ("", "LOC", 2, 1, 0),
        ("acronyms", "SIB"): ("Syndicat des buttes", "-", 2, 1, 0),
        # Rejected here, right there: whoever accepts the entry sees it.
        ("never", "Espoir"): ("noun", "ORG", 2, 1, 1),
    }


def test_one_decision_speaks_where_it_would_help(annotate: Command, tmp_path: Path) -> None:
    folder = make_folder(annotate, tmp_path, {"lu": READ, "autre": UNREAD})
    kept = ("Halle Basse", "Marthe Vasseur", "Sombreval", "Gerbe", "de Croÿ")
    decide(
        folder,
        "lu",
        dict.fromkeys(kept, keep) | dict.fromkeys(("Croisil", "Carnin"), labelled("LOC")),
    )
    # Found everywhere (Halle Basse), a common word as well (Gerbe), the end of a longer name (de
    # Croÿ, Carnin), and what a rule reads otherwise (Croisil): none of them is told of.
    assert told(propose(folder, ROOT / "configs")) == {
        ("known_names", "Marthe Vasseur"): ("", "PER", 1, 1, 0),
        ("known_names", "Sombreval"): ("", "MISC", 1, 1, 0),
    }
    for document in folder.read_all():
        file = folder.annotations(document.id)
        file.write_text(file.read_text("utf-8").replace("rule:t", "model:t"), "utf-8")
    assert ("known_names", "Croisil") in told(propose(folder, ROOT / "configs"))


def test_accepted_entries_are_shown_on_other_texts_and_written(
    annotate: Command, made: RunFolder, tmp_path: Path
) -> None:
    config, sheet = tmp_path / "configs", tmp_path / "entries.xlsx"
    shutil.copytree(ROOT / "configs", config)
    listed = annotate("review", "learn", made.folder, cwd=tmp_path)
    assert "known_names.tsv: Ruche  ORG  (1 against)" in listed.stdout, listed.stderr
    assert annotate("review", "learn", made.folder, "--out", sheet, cwd=tmp_path).returncode == 0
    again = annotate("review", "learn", made.folder, "--out", sheet, cwd=tmp_path)
    assert (again.returncode, "replace it with --force" in again.stderr) == (2, True)
    book = openpyxl.load_workbook(sheet)
    for row in book["Entrées"].iter_rows(min_row=2):
        row[1].value = "Oui" if row[0].value in ("Ruche", "Gerbe") else "non"
    book.save(sheet)

    (tmp_path / "autre.txt").write_text(HELD_OUT, "utf-8")
    assert annotate("run", "autre.txt", "--out", "autres", "-q", cwd=tmp_path).returncode == 0
    before = contents(RunFolder(tmp_path / "autres"))
    shown = annotate(
        "review", "learn", made.folder, "--show", "autres", "--sheet", sheet, cwd=tmp_path
    )
    assert shown.returncode == 0, shown.stderr
    assert "+ autre: Ruche (ORG)" in shown.stdout
    assert "+ autre: Gerbe Est (ORG)" in shown.stdout
    assert "2 entries:" in shown.stdout
    assert contents(RunFolder(tmp_path / "autres")) == before

    apply = ("review", "learn", "--apply", sheet, "--config", config)
    assert "2 entries written" in annotate(*apply, cwd=tmp_path).stdout
    assert "0 entries written" in annotate(*apply, cwd=tmp_path).stdout
    last = (config / "lexicons" / "known_names.tsv").read_text("utf-8").splitlines()[-1]
    assert last == "Ruche\tORG\treview, alice, 2026-11-28"
