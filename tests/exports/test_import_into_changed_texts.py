"""Files that come back to a run whose texts have changed since: nothing is placed by guess."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.document.candidates import Candidate
from annotate.document.labels import shipped_labels
from annotate.document.projection import layers_of
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.source import Source
from annotate.document.standoff import standoff_of
from annotate.exports.document import Exchanged, Span, exchanged
from annotate.exports.formats import Setting, format_named, names
from annotate.exports.losses import Feature, reduced
from annotate.exports.reading import Sent, Written, exported_by
from annotate.review.decisions import Decision, Stamp
from annotate.review.import_comparison import Comparison, Import, Imported
from annotate.text.mending.mend import mend
from command import Command
from tiny_run import write_run

LABELS = shipped_labels()
READ = [name for name in names() if format_named(name).read is not None]
STAMP = Stamp("alice", "2026-01-01T00:00:00Z")
NAMED = re.compile("Lens|Liévin|Jeanne Roux|Béthune|HBX")
TEXT = (
    "La fosse 9 de Lens ferma en octobre ; Jeanne Roux en tint longtemps la lampisterie.\n\n"
    "La régie HBX vendit ses terres à Liévin, puis à la commune de Béthune avant la guerre.\n\n"
    "On revit Jeanne Roux à Lens lors de la fête des mineurs, avec toute sa famille.\n"
)


def annotated(text: str, pattern: re.Pattern[str] = NAMED) -> AnnotatedDocument:
    """A text with a place wherever a pattern finds a name."""
    source = Source("a", "a.txt", text)
    mended = mend(source)
    found = [Candidate(*one.span(), "LOC", "rule:a") for one in pattern.finditer(mended.text)]
    return AnnotatedDocument(mended, standoff_of(source, layers_of(mended, found, []), ""))


def sent_of(document: AnnotatedDocument) -> Sent:
    kept = exchanged(document)
    spans = (
        Written(one.label, one.start, one.end, kept.quote(one), one.value or "")
        for one in kept.spans
    )
    return Sent(tuple(spans), kept.text)


def without(document: Exchanged, quote: str, which: int = 0) -> Exchanged:
    """The document after somebody deleted one of the spans over these words."""
    there = [one for one in document.spans if document.quote(one) == quote]
    return replace(document, spans=tuple(one for one in document.spans if one is not there[which]))


def with_label(document: Exchanged, quote: str, label: str, which: int = 0) -> Exchanged:
    there = [one for one in document.spans if document.quote(one) == quote]
    spans = (replace(one, label=label) if one is there[which] else one for one in document.spans)
    return replace(document, spans=tuple(spans))


def with_span(document: Exchanged, quote: str, label: str) -> Exchanged:
    at = document.text.index(quote)
    made = Span(label, ((at, at + len(quote)),))
    return replace(document, spans=tuple(sorted((*document.spans, made), key=Span.sort_key)))


def imported(
    back: Exchanged, run: AnnotatedDocument, sent: Sent | None, *, whole: bool = False
) -> tuple[list[tuple[str, str, str]], list[str], Imported]:
    """What is decided of a file, and what is told as without a place."""
    how = Import(frozenset(Feature), STAMP, "a", whole, None if sent is None else lambda _: sent)
    done = Imported()
    decisions = Comparison(run, back, how, LABELS, done).decisions()
    return sorted(map(in_words, decisions)), [str(one) for one in done.unplaced], done


def in_words(decision: Decision) -> tuple[str, str, str]:
    after = decision.after
    return after.status, after.label, after.text or ""


EDITS = {
    "words before": lambda text: f"Avant-propos de la société, sans aucun nom.\n\n{text}",
    "a paragraph is gone": lambda text: (
        text[: text.index("La régie")] + text[text.index("On revit") :]
    ),
    "another paragraph between": lambda text: text.replace(
        "La régie", "Puis vint la crise du bassin, et rien ne fut comme avant.\n\nLa régie"
    ),
    "other lines": lambda text: text.replace(", ", ",\n").replace(" ; ", " ;\n"),
    "a word is another": lambda text: text.replace("longtemps", "toujours"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_nobody_changed_decides_nothing(edit: str) -> None:
    old = annotated(TEXT)
    new = annotated(EDITS[edit](TEXT))
    assert imported(exchanged(old), new, sent_of(old))[:2] == ([], [])
    # Neither where the run now finds fewer names, or others.
    fewer = annotated(EDITS[edit](TEXT), re.compile("Lens|lampisterie|commune"))
    assert imported(exchanged(old), fewer, sent_of(old))[:2] == ([], [])


@pytest.mark.parametrize("edit", EDITS)
def test_what_was_changed_goes_where_its_words_are(edit: str) -> None:
    old = annotated(TEXT)
    back = with_label(without(exchanged(old), "Jeanne Roux", 1), "Lens", "MISC", 1)
    back = with_span(back, "fête des mineurs", "MISC")
    decided, lost, done = imported(back, annotated(EDITS[edit](TEXT)), sent_of(old))
    assert decided == [
        ("added", "MISC", "fête des mineurs"),
        ("corrected", "MISC", "Lens"),
        ("rejected", "LOC", "Jeanne Roux"),
    ]
    assert (lost, done.moved) == ([], [] if edit == "other lines" else ["a"])


def test_what_has_no_place_is_listed_with_the_reason() -> None:
    old = annotated(TEXT)
    back = with_label(exchanged(old), "Béthune", "ORG")
    back = with_span(back, "la commune", "ORG")
    back = with_label(back, "HBX", "ORG")
    new = annotated(TEXT.replace("la commune de Béthune", "la ville et Arras"))
    decided, lost, _ = imported(back, new, sent_of(old))
    assert decided == [("corrected", "ORG", "HBX")]
    assert [one.partition("; ")[0] for one in lost] == [
        f"a: ORG « {quote} »: no sure place in the text of the run: the text has changed"
        for quote in ("la commune", "Béthune")
    ]


def test_the_same_words_elsewhere_are_no_place() -> None:
    old = annotated("Le directeur vint de Lens avec deux ingénieurs.\n\nOn ferma tout ensuite.\n")
    new = annotated("Deux hommes vinrent.\n\nOn ferma tout ensuite. Puis Lens fut rasée ?\n")
    decided, lost, _ = imported(with_label(exchanged(old), "Lens", "ORG"), new, sent_of(old))
    assert decided == []
    assert [one.split(":")[1].strip() for one in lost] == ["ORG « Lens »"]


def test_a_name_that_has_become_a_part_of_a_word_is_listed() -> None:
    old = annotated(TEXT)
    new = annotated(TEXT.replace("puis à la commune de Béthune", "puis à la commune de Béthunette"))
    back = with_label(exchanged(old), "Béthune", "ORG")
    for sent in (sent_of(old), None):
        decided, lost, _ = imported(back, new, sent)
        assert decided == []
        assert ["Béthune" in one for one in lost] == [True] * len(lost) != []


def test_a_deletion_whose_place_is_not_sure_is_listed() -> None:
    old = annotated("Ici Lens brilla.\n\n" + TEXT)
    new = annotated("Oh Lens chuta.\n\n" + TEXT)
    decided, lost, _ = imported(without(exchanged(old), "Lens"), new, sent_of(old))
    assert decided == []
    assert [("it was deleted" in one, "Lens" in one) for one in lost] == [(True, True)]


def test_who_has_read_a_text_has_not_read_what_is_new_in_it() -> None:
    old, new = annotated(TEXT), annotated(EDITS["another paragraph between"](TEXT))
    sent = sent_of(old)
    how = Import(frozenset(Feature), STAMP, "a", True, lambda _: sent)
    comparison = Comparison(new, exchanged(old), how, LABELS, Imported())
    assert len(comparison.decisions()) == 7
    pieces = {one.piece for one in comparison.readings(new)}
    assert pieces == {"p1", "p3", "p4"}


@pytest.mark.parametrize("name", READ)
def test_every_format_comes_back_to_an_edited_text(name: str, tmp_path: Path) -> None:
    old, one = annotated(TEXT), format_named(name)
    new = annotated(EDITS["words before"](TEXT).replace("longtemps", "toujours"))
    kept, _ = reduced(exchanged(old), one.holds)
    back = with_span(with_label(without(kept, "HBX"), "Béthune", "ORG"), "régie", "ORG")
    one.write([back], tmp_path, Setting(LABELS))
    assert one.read is not None
    (back,) = [found for file in one.files(tmp_path) for found in one.read(file)]
    sent, done = sent_of(old), Imported()
    how = Import(one.holds, STAMP, "a", sent=lambda _: sent)
    found = Comparison(new, back, how, LABELS, done).decisions()
    assert sorted(map(in_words, found)) == [
        ("added", "ORG", "régie"),
        ("corrected", "ORG", "Béthune"),
        ("rejected", "LOC", "HBX"),
    ]
    assert done.unplaced == []


def test_a_decision_of_somebody_else_since_the_export_stays(
    annotate: Command, tmp_path: Path
) -> None:
    run, out, again = tmp_path / "run", tmp_path / "out", tmp_path / "again"
    write_run(run)
    for folder in (out, again):
        assert annotate("export", run, "--to", "brat", "--out", folder).returncode == 0
    file = out / "mine.ann"
    file.write_text(file.read_text("utf-8").replace("LOC 25 29", "ORG 25 29"), "utf-8")
    assert annotate("import", out, "--run", run, "--by", "alice").returncode == 0
    # Bob's files are as they were exported: he says nothing about what alice decided.
    done = annotate("import", again, "--run", run, "--by", "bob")
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 added, 0 corrected, 0 rejected, in 0 documents" in done.stdout
    named = RunFolder(run).read("mine").standoff.named()
    assert [one.label for one in named if one.text == "Lens"] == ["ORG"]


def test_an_edited_source_as_a_user_meets_it(annotate: Command, tmp_path: Path) -> None:
    texts, run, out = tmp_path / "texts", tmp_path / "run", tmp_path / "out"
    texts.mkdir()
    (texts / "a.txt").write_text(TEXT, "utf-8")
    assert annotate("run", texts, "--out", run, "-q").returncode == 0
    assert annotate("export", run, "--to", "conll", "--out", out).returncode == 0
    file = out / "a.conll"
    rows = file.read_text("utf-8")
    assert re.search(r"Lens -X- -X- B-LOC", rows)
    file.write_text(rows.replace("Lens -X- -X- B-LOC", "Lens -X- -X- B-MISC", 1), "utf-8")
    (texts / "a.txt").write_text(EDITS["another paragraph between"](TEXT), "utf-8")
    assert annotate("run", texts, "--out", run, "-q").returncode == 0
    # As from a program that gives back a file of its own.
    shutil.copy(file, tmp_path)
    done = annotate("import", tmp_path / "a.conll", "--export", out, "--run", run, "--by", "alice")
    assert done.returncode == 0, done.stderr
    assert "the text has changed since the export: a." in done.stderr
    assert "0 added, 1 corrected, 0 rejected, in 1 documents" in done.stdout


def test_what_is_named_as_an_export_and_is_none(annotate: Command, tmp_path: Path) -> None:
    run, out = tmp_path / "run", tmp_path / "out"
    write_run(run)
    assert annotate("export", run, "--to", "brat", "--out", out).returncode == 0
    given = ("--from", "brat", "--run", run, "--by", "alice")
    done = annotate("import", out, "--export", run, *given)
    assert (done.returncode, "is no export" in done.stderr) == (2, True)


def test_an_export_without_its_texts(annotate: Command, tmp_path: Path) -> None:
    run, out = tmp_path / "run", tmp_path / "out"
    write_run(run)
    assert annotate("export", run, "--to", "brat", "--out", out).returncode == 0
    (out / "texts.zip").unlink()
    done = annotate("import", out, "--run", run, "--by", "alice")
    assert done.returncode == 0, done.stderr
    table = out / "spans.csv"
    moved = re.sub(r",25,29,", ",24,28,", table.read_text("utf-8-sig"))
    table.write_text(moved, "utf-8-sig")
    with exported_by(out) as sent:
        assert sent is not None and sent("mine").text is None
    done = annotate("import", out, "--run", run, "--by", "alice")
    assert (done.returncode, "the text of mine has changed since the export" in done.stderr) == (
        1,
        True,
    )
