"""Texts that mending changed: what is exported comes home to the source, and decides nothing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from annotate.document.candidates import Candidate
from annotate.document.labels import shipped_labels
from annotate.document.projection import layers_of
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Source
from annotate.document.standoff import standoff_of
from annotate.exports.document import Exchanged, exchanged
from annotate.exports.formats import Setting, format_named, names
from annotate.exports.losses import Feature, reduced
from annotate.exports.reading import Sent, Written
from annotate.gold.alignment import align
from annotate.review.decisions import Stamp
from annotate.review.import_comparison import Comparison, Import, Imported
from annotate.text.mending.mend import mend
from texts import texts, whole_words

LABELS = shipped_labels()
READ = [name for name in names() if format_named(name).read is not None]


@st.composite
def annotated(draw: st.DrawFn) -> AnnotatedDocument:
    """A text that was mended, with names of one to three words, some inside others."""
    source = Source("a", "a.txt", draw(texts))
    mended = mend(source)
    words = whole_words(mended.text)
    assume(words)
    found = []
    for _ in range(draw(st.integers(1, 6))):
        first = draw(st.integers(0, len(words) - 1))
        last = min(first + draw(st.integers(0, 2)), len(words) - 1)
        label = draw(st.sampled_from(["PER", "ORG", "LOC", "MISC", "ACRONYM"]))
        found.append(Candidate(words[first][0], words[last][1], label, "rule:a"))
    names_ = [one for one in found if one.label != "ACRONYM"]
    acronyms = [one for one in found if one.label == "ACRONYM"]
    standoff = standoff_of(source, layers_of(mended, names_, acronyms), "")
    return AnnotatedDocument(mended, standoff)


def sent_of(kept: Exchanged, text: str) -> Sent:
    """What the export of a document writes beside its file."""
    spans = (
        Written(one.label, one.start, one.end, kept.quote(one), one.value or "")
        for one in kept.spans
    )
    return Sent(tuple(spans), text)


@pytest.mark.parametrize("name", READ)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=annotated())
def test_a_mended_text_comes_home(name: str, tmp_path: Path, document: AnnotatedDocument) -> None:
    one = format_named(name)
    kept, _ = reduced(exchanged(document), one.holds)
    one.write([kept], tmp_path, Setting(LABELS))
    assert one.read is not None
    (back,) = [found for file in one.files(tmp_path) for found in one.read(file)]
    if Feature.SPACE in one.holds:
        assert back.text == kept.text
    sent = sent_of(kept, document.mended.text)
    how = Import(one.holds, Stamp("alice", "2026-01-01T00:00:00Z"), "a", sent=lambda _: sent)
    done = Imported()
    comparison = Comparison(document, back, how, LABELS, done)
    assert comparison.decisions() == []
    assert done.unplaced == []
    assert done.unchanged == len({(span.label, span.ranges) for span in kept.spans})


REPEATED = (
    "La fosse 9 de Lens ferma en 1936. Le puits du Marais, dit Saint-Éloi, servit d’aérage ; "
    "Jeanne Roux en tint la lampisterie. La régie HBX vendit ses terres à Liévin.\n\n"
)
NAMES = re.compile("Lens|Liévin|Jeanne Roux|Marais|HBX")


def repeated_document() -> AnnotatedDocument:
    """A text of one paragraph again and again, so that nothing in it is unique."""
    source = Source("a", "/home/jeanne/textes/a.txt", REPEATED * 60)
    mended = mend(source)
    names_ = [Candidate(*one.span(), "LOC", "rule:a") for one in NAMES.finditer(mended.text)]
    return AnnotatedDocument(mended, standoff_of(source, layers_of(mended, names_, []), ""))


@pytest.mark.parametrize("name", READ)
def test_a_text_that_repeats_itself_comes_home_whole(name: str, tmp_path: Path) -> None:
    document, one = repeated_document(), format_named(name)
    kept, _ = reduced(exchanged(document), one.holds)
    one.write([kept], tmp_path, Setting(LABELS))
    assert one.read is not None
    (back,) = [found for file in one.files(tmp_path) for found in one.read(file)]
    done = Imported()
    how = Import(one.holds, Stamp("alice", "2026-01-01T00:00:00Z"), "a")
    assert Comparison(document, back, how, LABELS, done).decisions() == []
    assert (done.unplaced, done.unchanged) == ([], 60 * 5)


def test_a_word_changed_in_a_text_that_repeats_itself_costs_its_name_alone() -> None:
    document = repeated_document()
    sent = exchanged(document)
    marais = [span for span in sent.spans if sent.quote(span) == "Marais"]
    text = sent.text
    for span in (marais[20], marais[40]):
        text = f"{text[: span.start]}Jardin{text[span.end :]}"
    done = Imported()
    how = Import(frozenset(Feature), Stamp("alice", "2026-01-01T00:00:00Z"), "a")
    assert Comparison(document, replace(sent, text=text), how, LABELS, done).decisions() == []
    lost = [one.why for one in done.unplaced]
    assert (sorted(set(lost)), len(lost), done.unchanged) == (
        ["its words are not in the file", "its words are not in the text of the run"],
        4,
        60 * 5 - 2,
    )


def test_a_blank_that_mending_made_with_a_letter_is_in_no_span() -> None:
    source = Source("a", "a.txt", "On alla de l’usine Ã\xa0Lens dès l’été.\n")
    mended = mend(source)
    start = mended.text.index("usine à")
    found = [Candidate(start, start + len("usine à"), "LOC", "rule:a")]
    document = AnnotatedDocument(mended, standoff_of(source, layers_of(mended, found, []), ""))
    done = Imported()
    how = Import(frozenset(Feature), Stamp("alice", "2026-01-01T00:00:00Z"), "a")
    assert Comparison(document, exchanged(document), how, LABELS, done).decisions() == []
    assert (done.unplaced, done.unchanged) == ([], 1)


# Some programs take letters and accents apart, or put them together, in all of a text or in a part.
@pytest.mark.parametrize("share", [0.5, 1.0])
def test_a_text_in_another_normal_form_comes_home(share: float) -> None:
    document = repeated_document()
    sent = exchanged(document)
    half = sent.text.index(" ", int(len(sent.text) * share) - 1) if share < 1 else len(sent.text)
    apart = unicodedata.normalize("NFD", sent.text[:half])

    def moved(at: int) -> int:
        return len(unicodedata.normalize("NFD", sent.text[: min(at, half)])) + max(at - half, 0)

    spans = [replace(one, ranges=((moved(one.start), moved(one.end)),)) for one in sent.spans]
    back = replace(sent, text=apart + sent.text[half:], spans=tuple(spans))
    assert {back.quote(one) for one in spans} > {"Lens", "Lie\u0301vin"}
    done = Imported()
    how = Import(frozenset(Feature), Stamp("alice", "2026-01-01T00:00:00Z"), "a")
    assert Comparison(document, back, how, LABELS, done).decisions() == []
    assert (done.unplaced, done.unchanged) == ([], 60 * 5)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_accent_of_a_last_letter_is_in_the_image(form: Literal["NFC", "NFD"]) -> None:
    old = unicodedata.normalize("NFC" if form == "NFD" else "NFD", "À Hervé, élu à Béthune")
    new = unicodedata.normalize(form, old)
    for name in ("Hervé", "élu", "Béthune"):
        name = unicodedata.normalize("NFD" if form == "NFC" else "NFC", name)
        at = old.index(name)
        image = align(old, new).image(at, at + len(name))
        assert image is not None
        assert new[slice(*image)] == unicodedata.normalize(form, name)


def test_no_export_tells_the_folders_of_a_machine(tmp_path: Path) -> None:
    sent = exchanged(repeated_document())
    assert sent.path == "a.txt"
    for name in names():
        format_named(name).write([sent], tmp_path, Setting(LABELS))
    for file in tmp_path.iterdir():
        assert b"jeanne/textes" not in file.read_bytes(), file.name
