"""Decisions applied: here or everywhere, and never over a person's."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.document.annotation import Annotation, Layer, stable_id
from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.document.standoff import write_standoff
from annotate.errors import LexiconError, UsageError
from annotate.review.deciding import ContradictsError
from annotate.review.decisions import Stamp, accepted, rejected
from annotate.review.form_decisions import read_form_decisions
from annotate.review.journal.journal import Journal
from annotate.review.session import ReviewSession
from annotate.review.sheet.apply import Applied, apply_sheet
from annotate.review.sheet.check_sheet import write_check_sheet
from annotate.review.sheet.consistency_queue import Limits, gather, queue_of
from annotate.review.sheet.contradiction_list import open_in
from command import Command
from review.checking_folders import DOCUMENTS, annotations, contents, make_folder, names
from review.filling import choose, contradictions, fill

LABELS = ("PER", "ORG", "LOC", "DATE", "MISC")
AT = "2026-11-28T05:00:00Z"
LIMITS = Limits(1000, 2036)


@pytest.fixture(scope="module")
def made(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return make_folder(annotate, tmp_path_factory.mktemp("apply"), DOCUMENTS)


@pytest.fixture
def folder(made: RunFolder, tmp_path: Path) -> RunFolder:
    shutil.copytree(made.folder, tmp_path / "run")
    return RunFolder(tmp_path / "run")


def sheet_of(folder: RunFolder, path: Path) -> Path:
    write_check_sheet(path, queue_of(gather(folder), (), LIMITS), LABELS)
    return path


def decide(folder: RunFolder, sheet: Path, by: str = "alice", at: str = AT) -> Applied:
    return apply_sheet(
        sheet,
        folder,
        by,
        at,
        folder.folder / "review" / "decisions.tsv",
        shipped_labels(),
        yes=True,
    )


def one(folder: RunFolder, document: str, text: str) -> Annotation:
    (found,) = (a for a in annotations(folder, document) if a.text == text)
    return found


def rewrite(folder: RunFolder, document: str, change: Any) -> None:
    treated = folder.read(document)
    layers = tuple(
        Layer.of(layer.name, map(change, layer.annotations)) for layer in treated.standoff.layers
    )
    write_standoff(
        folder.annotations(document),
        replace(treated.standoff, layers=layers),
        treated.mended.source,
    )


def test_a_label_holds_everywhere_and_is_added_where_it_was_missed(
    folder: RunFolder, tmp_path: Path
) -> None:
    before = one(folder, "presse", "Houille Noire")
    sheet = fill(
        sheet_of(folder, tmp_path / "s.xlsx"),
        {"Houille Noire": {"décision": "étiqueter", "étiquette": "ORG", "motif": "société"}},
    )
    applied = decide(folder, sheet)
    tally = applied.tally
    assert (tally.kept, tally.relabelled, tally.added, applied.documents) == (2, 1, 1, 3)
    review = {"by": "alice", "at": AT}
    kept, _ = (a for a in annotations(folder, "mairie") if a.text == "Houille Noire")
    assert (kept.status, kept.source, kept.attributes["review"]) == ("accepted", "rule:t", review)
    corrected = one(folder, "presse", "Houille Noire")
    assert (corrected.status, corrected.label, corrected.score) == ("corrected", "ORG", None)
    assert corrected.source == "reviewer:alice"
    assert corrected.id == stable_id("entities", "ORG", corrected.ranges)
    assert corrected.attributes["review"] == {
        **review,
        "was": {
            "id": before.id,
            "label": "LOC",
            "ranges": [list(span) for span in before.ranges],
            "text": "Houille Noire",
            "value": None,
            "source": "rule:t",
            "attributes": dict(before.attributes),
        },
    }
    added = one(folder, "lettre", "Houille Noire")
    assert (added.status, added.label, added.source) == ("added", "ORG", "reviewer:alice")
    assert added.attributes["review"] == review
    assert added.paragraph and added.sentence and added.page == 1
    remembered = read_form_decisions([folder.folder / "review" / "decisions.tsv"], shipped_labels())
    assert [(d.form, d.verb, d.label, d.reason) for d in remembered] == [
        ("Houille Noire", "étiqueter", "ORG", "société"),
        ("Houille Noire", "ajouter", "ORG", "société"),
    ]
    assert "Houille Noire" not in {c.form for c in queue_of(gather(folder), (), LIMITS)}


def test_boundaries_grow_shrink_and_take_names_in(folder: RunFolder, tmp_path: Path) -> None:
    sheet = fill(
        sheet_of(folder, tmp_path / "s.xlsx"),
        {"Syndicat": {"décision": "bornes"}, "la Chaîne des Buttes": {"décision": "bornes"}},
    )
    assert decide(folder, sheet).tally.bounded == 2
    found = names(folder, "mairie")
    assert ("Syndicat d'Initiative d'Aubrecourt", "ORG", "corrected") in found
    assert ("Chaîne des Buttes", "LOC", "corrected") in found
    assert not {text for text, _, _ in found} & {"Syndicat", "la Chaîne des Buttes"}


def test_a_rejection_keeps_the_prediction_in_the_file(folder: RunFolder, tmp_path: Path) -> None:
    sheet = fill(
        sheet_of(folder, tmp_path / "s.xlsx"),
        {"2951": {"décision": "rejeter"}, "SIB": {"décision": "garder"}},
    )
    tally = decide(folder, sheet).tally
    assert (tally.rejected, tally.kept) == (1, 2)
    date = one(folder, "presse", "2951")
    assert (date.status, date.source, date.value) == ("rejected", "rule:t", "2951")
    acronyms = [a for a in annotations(folder, "presse") if a.layer == "acronyms"]
    assert [a.status for a in acronyms] == ["accepted"]
    forms = {c.form for c in queue_of(gather(folder), (), LIMITS)}
    assert not forms & {"2951", "SIB"}


def test_here_is_one_occurrence_and_is_not_remembered(folder: RunFolder, tmp_path: Path) -> None:
    sheet = fill(
        sheet_of(folder, tmp_path / "s.xlsx"),
        {"Aubrecourt": {"décision": "ajouter", "portée": "ici"}},
        {
            ("Aubrecourt", "sans regret"): {"portée": "ici"},
            ("Aubrecourt", "ne répondit"): {"décision": "rejeter"},
            ("Houille Noire", "payait mal"): {"décision": "étiqueter", "étiquette": "misc"},
        },
    )
    tally = decide(folder, sheet).tally
    assert (tally.added, tally.denied, tally.relabelled) == (1, 1, 1)
    assert one(folder, "lettre", "Aubrecourt").status == "added"
    labels = [label for text, label, _ in names(folder, "mairie") if text == "Houille Noire"]
    assert labels == ["ORG", "MISC"]
    assert not (folder.folder / "review" / "decisions.tsv").exists()
    forms = {c.form for c in queue_of(gather(folder), (), LIMITS)}
    assert "Aubrecourt" not in forms and "Houille Noire" in forms


def test_an_occurrence_of_its_own_is_spared_by_what_holds_everywhere(
    folder: RunFolder, tmp_path: Path
) -> None:
    sheet = fill(
        sheet_of(folder, tmp_path / "s.xlsx"),
        {"Houille Noire": {"décision": "étiqueter", "étiquette": "ORG"}},
        {
            ("Houille Noire", "vendait"): {"décision": "garder"},
            ("Houille Noire", "ferment"): {"décision": "rejeter"},
        },
    )
    assert not decide(folder, sheet).tally.conflicts
    assert ("Houille Noire", "LOC", "accepted") in names(folder, "presse")
    assert ("Houille Noire", "ORG", "rejected") in names(folder, "lettre")


def test_applied_twice_nothing_changes(folder: RunFolder, tmp_path: Path) -> None:
    sheet = fill(
        sheet_of(folder, tmp_path / "s.xlsx"),
        {
            "Houille Noire": {"décision": "étiqueter", "étiquette": "ORG"},
            "Syndicat": {"décision": "bornes"},
            "2951": {"décision": "rejeter"},
        },
        {("Aubrecourt", "sans regret"): {"décision": "ajouter", "étiquette": "LOC"}},
    )
    first = decide(folder, sheet)
    assert first.tally.changed == 7
    once = contents(folder)
    second = decide(folder, sheet, "bob", "2027-01-01T00:00:00Z")
    assert contents(folder) == once
    assert (second.tally.changed, second.documents, second.remembered) == (0, 0, 0)
    assert not second.refused and not second.tally.conflicts


def test_what_a_person_decided_otherwise_is_a_conflict(folder: RunFolder, tmp_path: Path) -> None:
    sheet = fill(
        sheet_of(folder, tmp_path / "s.xlsx"),
        {"Houille Noire": {"décision": "étiqueter", "étiquette": "ORG"}},
    )
    bob = Stamp("bob", "2026-11-01T00:00:00Z")
    rewrite(
        folder,
        "presse",
        lambda a: accepted(a, bob) if a.text == "Houille Noire" else a,
    )
    rewrite(folder, "mairie", lambda a: rejected(a, bob) if a.text == "Houille Noire" else a)
    kept = {name: folder.annotations(name).read_bytes() for name in ("presse", "mairie")}
    lettre = folder.annotations("lettre").read_bytes()
    with pytest.raises(ContradictsError) as refused:
        decide(folder, sheet)
    # Nothing at all is written, but for the list.
    assert {name: folder.annotations(name).read_bytes() for name in kept} == kept
    assert folder.annotations("lettre").read_bytes() == lettre
    assert not (folder.folder / "review" / "decisions.tsv").exists()
    assert not Journal(folder).batches()
    rows = contradictions(folder)
    assert [(row["document"], row["première"], row["seconde"]) for row in rows] == [
        ("mairie", "bob : –", "alice : ORG « Houille Noire »"),
        ("mairie", "bob : –", "alice : ORG « Houille Noire »"),
        ("presse", "bob : LOC « Houille Noire »", "alice : ORG « Houille Noire »"),
    ]
    assert len(refused.value.contradictions) == 3
    assert all("⟦⟪Houille Noire⟫⟧" in row["contexte"] for row in rows)
    assert list(open_in(folder.folder / "review" / "contradictions.xlsx")) == ["mairie", "presse"]
    choose(folder, "première", "rien", "seconde")
    applied = decide(folder, sheet)
    assert (applied.settled, applied.tally.conflicts) == (3, [])
    assert folder.annotations("mairie").read_bytes() == kept["mairie"]
    now = one(folder, "presse", "Houille Noire")
    assert (now.label, now.status, now.attributes["review"]["by"]) == ("ORG", "corrected", "alice")
    assert one(folder, "lettre", "Houille Noire").status == "added"
    # The same sheet again is settled already, and changes nothing.
    once = decided_in(folder)
    assert decide(folder, sheet).tally.changed == 0
    assert decided_in(folder) == once
    ReviewSession(folder, "alice", shipped_labels()).undo()
    assert folder.annotations("presse").read_bytes() == kept["presse"]


def test_one_s_own_decision_on_an_occurrence_stays_and_is_listed(
    folder: RunFolder, tmp_path: Path
) -> None:
    sheet = fill(
        sheet_of(folder, tmp_path / "s.xlsx"),
        {"Houille Noire": {"décision": "étiqueter", "étiquette": "ORG"}},
    )
    alice = Stamp("alice", "2026-11-01T00:00:00Z")
    rewrite(folder, "presse", lambda a: accepted(a, alice) if a.text == "Houille Noire" else a)
    (conflict,) = decide(folder, sheet).tally.conflicts
    assert (conflict.document, conflict.text) == ("presse", "Houille Noire")
    assert one(folder, "presse", "Houille Noire").label == "LOC"


def test_a_decision_without_a_span_in_the_mended_text_stays(
    folder: RunFolder, tmp_path: Path
) -> None:
    """Mending may part now what was one block when somebody decided."""
    text = folder.read("mairie").mended.source.text
    ranges = tuple(
        (text.index(part), text.index(part) + len(part)) for part in ("Aubrecourt.", "Le dossier")
    )
    review = {"review": {"by": "bob", "at": AT}}
    old = Annotation(
        "e-old", "entities", "ORG", ranges, "Aubrecourt. Le dossier", status="added",
        source="reviewer:bob", attributes=review,
    )  # fmt: skip
    treated = folder.read("mairie")
    layers = tuple(
        Layer.of(layer.name, (*layer.annotations, old)) if layer.name == "entities" else layer
        for layer in treated.standoff.layers
    )
    standoff = replace(treated.standoff, layers=layers)
    write_standoff(folder.annotations("mairie"), standoff, treated.mended.source)
    assert treated.mended.offsets.span(ranges) is None
    sheet = fill(
        sheet_of(folder, tmp_path / "s.xlsx"),
        {"Houille Noire": {"décision": "étiqueter", "étiquette": "MISC"}},
    )
    assert decide(folder, sheet).tally.relabelled == 3
    assert one(folder, "mairie", "Aubrecourt. Le dossier") == old


def test_rows_for_other_annotations_are_refused_one_by_one(
    folder: RunFolder, tmp_path: Path
) -> None:
    sheet = fill(
        sheet_of(folder, tmp_path / "s.xlsx"),
        {
            "Houille Noire": {"décision": "étiqueter", "étiquette": "ORG"},
            "2951": {"décision": "rejeter"},
        },
        {("Aubrecourt", "en souffrit"): {"décision": "garder"}},
    )

    def other(annotation: Annotation) -> Annotation:
        if annotation.text not in ("Houille Noire", "Aubrecourt"):
            return annotation
        return replace(annotation, label="PER", id=stable_id("entities", "PER", annotation.ranges))

    rewrite(folder, "mairie", other)
    applied = decide(folder, sheet)
    places = [refusal.place for refusal in applied.refused]
    assert len(places) == 2 and all(re.fullmatch(r"sheet \w+, row \d+", p) for p in places)
    assert all("other annotations" in refusal.why for refusal in applied.refused)
    assert applied.tally.rejected == 1
    assert {text: status for text, _, status in names(folder, "mairie")}["Aubrecourt"] == (
        "predicted"
    )


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"décision": "peut-être"}, "'peut-être' is none of garder"),
        ({"décision": "étiqueter", "étiquette": "XYZ"}, "'XYZ' is none of the labels"),
        ({"décision": "étiqueter", "étiquette": ""}, "étiqueter needs a label"),
        ({"décision": "bornes", "bornes": ""}, "bornes needs the quote"),
        ({"décision": "garder", "portée": "là"}, "neither partout nor ici"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_and_the_others_go_on(
    folder: RunFolder, tmp_path: Path, cells: dict[str, str], why: str
) -> None:
    sheet = fill(
        sheet_of(folder, tmp_path / "s.xlsx"),
        {"Houille Noire": cells, "2951": {"décision": "rejeter"}},
    )
    applied = decide(folder, sheet)
    assert [refusal.place for refusal in applied.refused] == ["sheet Formes, row 3"]
    assert why in applied.refused[0].why
    assert applied.tally.rejected == 1


def test_an_acronym_keeps_its_label(folder: RunFolder, tmp_path: Path) -> None:
    cells = {"décision": "étiqueter", "étiquette": "ORG"}
    applied = decide(folder, fill(sheet_of(folder, tmp_path / "s.xlsx"), {"SIB": cells}))
    assert "an acronym keeps its label" in applied.refused[0].why


def test_a_malformed_table_is_told_and_nothing_is_written(
    folder: RunFolder, tmp_path: Path
) -> None:
    sheet = fill(sheet_of(folder, tmp_path / "s.xlsx"), {"2951": {"décision": "rejeter"}})
    table = folder.folder / "review" / "decisions.tsv"
    table.parent.mkdir()
    table.write_text(
        "# notes\nform\tlabel_was\tdecision\tlabel\tboundary\tby\tat\treason\n"
        "Lens\t\tgarder\t\t\talice\thier\t\n"
    )
    before = contents(folder)
    with pytest.raises(LexiconError, match=r"line 3.*'hier' is not a time"):
        decide(folder, sheet)
    assert contents(folder) == before


@pytest.mark.parametrize("name", ["", "a/b", "a:b", "a\tb", " a"])
def test_a_name_that_cannot_be_written_is_refused(
    folder: RunFolder, tmp_path: Path, name: str
) -> None:
    with pytest.raises(UsageError, match="--by"):
        decide(folder, sheet_of(folder, tmp_path / "s.xlsx"), by=name)


def test_a_changed_mind_replaces_what_is_remembered(folder: RunFolder, tmp_path: Path) -> None:
    table = folder.folder / "review" / "decisions.tsv"
    blank = sheet_of(folder, tmp_path / "s.xlsx")
    shutil.copy(blank, tmp_path / "t.xlsx")
    decide(
        folder,
        fill(blank, {"Houille Noire": {"décision": "étiqueter", "étiquette": "ORG"}}),
    )
    table.write_text("# kept by hand\n" + table.read_text())
    decide(folder, fill(tmp_path / "t.xlsx", {"Houille Noire": {"décision": "rejeter"}}))
    assert table.read_text().startswith("# kept by hand\nform\t")
    (only,) = read_form_decisions([table], shipped_labels())
    assert (only.form, only.verb) == ("Houille Noire", "rejeter")


verbs = st.sampled_from(["", "garder", "étiqueter", "bornes", "rejeter", "ajouter"])
row = st.fixed_dictionaries(
    {
        "décision": verbs,
        "étiquette": st.sampled_from(["", *LABELS]),
        "portée": st.sampled_from(["", "partout", "ici"]),
    }
)


def fill_rows(path: Path, data: st.DataObject) -> None:
    book = openpyxl.load_workbook(path)
    for name in ("Formes", "Occurrences"):
        sheet = book[name]
        columns = {str(cell.value): at for at, cell in enumerate(sheet[1])}
        for cells in sheet.iter_rows(min_row=2):
            for column, text in data.draw(row).items():
                cells[columns[column]].value = text or None
    book.save(path)


def decided_in(folder: RunFolder) -> dict[str, bytes]:
    """All files but the list of contradictions, which is a question."""
    every = contents(folder)
    return {name: text for name, text in every.items() if "contradictions" not in name}


def settle(folder: RunFolder, sheet: Path, word: str, at: str = AT) -> Applied:
    """Apply a sheet, and choose the same side wherever it contradicts what is there."""
    while True:
        before = decided_in(folder)
        try:
            return decide(folder, sheet, at=at)
        except ContradictsError:
            assert decided_in(folder) == before
            assert any(not row["décision"] for row in contradictions(folder))
            choose(folder, word)


@settings(max_examples=25)
@given(data=st.data())
def test_any_sheet_twice_is_once_and_persons_decisions_stay(
    made: RunFolder, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(made.folder, Path(place) / "run")
        folder = RunFolder(Path(place) / "run")
        blank = sheet_of(folder, Path(place) / "s.xlsx")
        bob = Stamp("bob", "2026-11-01T00:00:00Z")
        for document in folder.documents():
            rewrite(
                folder,
                document,
                lambda a: (
                    a
                    if a.text is None
                    else data.draw(st.sampled_from([a, a, accepted(a, bob), rejected(a, bob)]))
                ),
            )
        decided = {
            (name, a.id): a for name in folder.documents() for a in annotations(folder, name)
        }
        fill_rows(blank, data)
        word = data.draw(st.sampled_from(("première", "seconde")))
        settle(folder, blank, word)
        now = {(name, a.id): a for name in folder.documents() for a in annotations(folder, name)}
        for key, annotation in decided.items():
            if annotation.status != "predicted" and word == "première":
                assert now[key] == annotation
        for name in folder.documents():
            assert_flat(folder, name)
        once = decided_in(folder)
        again = settle(folder, blank, word, "2027-01-01T00:00:00Z")
        assert decided_in(folder) == once
        assert again.tally.changed == 0


def assert_flat(folder: RunFolder, document: str) -> None:
    flat = sorted(
        (a.start, a.end)
        for a in annotations(folder, document)
        if a.layer == "entities" and a.status != "rejected" and not a.attributes.get("nested")
    )
    assert all(left[1] <= right[0] for left, right in pairwise(flat))
