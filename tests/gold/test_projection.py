"""Gold carried to another extraction: what is carried is right, what is not is listed."""

from __future__ import annotations

import random
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.document.annotation import ENTITIES, Annotation, Layer, stable_id
from annotate.document.projection import structure_layer
from annotate.document.source import Source
from annotate.document.standoff import Standoff, standoff_of, write_standoff
from annotate.errors import StandoffError
from annotate.gold.alignment import align
from annotate.gold.projection import Carried, carry
from annotate.gold.unprojected import COLUMNS, Reason, unplaced_lines, unplaced_rows
from annotate.text.mending.mend import mend
from annotate.text.reading import read_source
from gold.damage import Damage, Extraction, extract
from typesetting.truth import read_truth

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
IDS = sorted(path.stem for path in (CORPUS / "source").glob("*.typ"))
NAME = re.compile(
    r"[A-ZÉ][\w’'-]+(?: (?:de |du |des |d’)?[A-ZÉ][\w’-]+)*|\b1[89]\d\d\b|\bannées \d{4}\b"
)


@cache
def paragraphs(identity: str) -> tuple[str, ...]:
    return tuple(read_truth(CORPUS / "source" / f"{identity}.typ").texts("paragraph"))


def source_of(extraction: Extraction, identity: str) -> Source:
    return Source(identity, f"{identity}.txt", extraction.text)


def gold_of(source: Source) -> Standoff:
    """Every name and year of a text, and its structure, as if somebody had annotated them."""
    mended = mend(source)
    names: dict[str, Annotation] = {}
    for match in NAME.finditer(mended.text):
        ranges = mended.offsets.to_source(*match.span())
        if ranges:
            identity = stable_id(ENTITIES, "LOC", ranges)
            names[identity] = Annotation(
                identity,
                ENTITIES,
                "LOC",
                ranges,
                match.group(),
                attributes={"nested": False},
                source="reviewer:A",
                status="added",
            )
    layers = [Layer.of(ENTITIES, names.values()), structure_layer(mended)]
    return standoff_of(source, layers, "")


def check_that_nothing_vanished(gold: Standoff, carried: Carried) -> None:
    lost = [one.annotation.id for one in carried.lost if not one.part]
    left = [one.annotation.id for one in carried.left]
    listed = Counter(lost + left)
    assert all(count == 1 for count in listed.values())
    placed = len(carried.standoff.annotations())
    assert placed + len(listed) == len(gold.annotations())
    assert set(listed) <= {annotation.id for annotation in gold.annotations()}


def damaged(identity: str, seed: int, **damage: Any) -> tuple[Extraction, Extraction]:
    """Two extractions of one text; the second is hurt."""
    rng = random.Random(seed)
    told = list(paragraphs(identity))
    old = extract(told, Damage(width=rng.randint(40, 90), hyphens=0.8), seed)
    new = extract(told, Damage(width=rng.randint(40, 90), **damage), seed + 1)
    return old, new


SHARES = st.sampled_from([0.0, 0.02, 0.1])


@settings(max_examples=60)
@given(
    st.sampled_from(IDS),
    st.integers(0, 10_000),
    st.fixed_dictionaries(
        {
            "hyphens": st.sampled_from([0.0, 0.8]),
            "soft": SHARES,
            "spaces": SHARES,
            "changed": SHARES,
            "missing": st.sampled_from([0.0, 0.1, 0.4]),
            "paged": st.booleans(),
            "swapped": st.booleans(),
        }
    ),
)
def test_whatever_the_damage(identity: str, seed: int, damage: dict[str, Any]) -> None:
    old, new = damaged(identity, seed, **damage)
    source, other = source_of(old, "old"), source_of(new, "new")
    gold = gold_of(source)
    carried = carry(gold, source, other, "")
    check_that_nothing_vanished(gold, carried)
    before = {
        (annotation.label, tuple(old.letters(annotation.ranges))): annotation
        for annotation in gold.annotations()
    }
    for annotation in carried.standoff.annotations():
        annotation.check(other)
        # The very letters that were annotated, and not others that read the same.
        origin = before[annotation.label, tuple(new.letters(annotation.ranges))]
        assert (annotation.text, annotation.source, annotation.status) == (
            origin.text,
            origin.source,
            origin.status,
        )


@pytest.mark.parametrize("identity", IDS)
def test_other_lines_and_hyphens_lose_nothing(identity: str) -> None:
    old, new = damaged(identity, 5, hyphens=0.8, soft=0.05, spaces=0.1, paged=True)
    source = source_of(old, "old")
    gold = gold_of(source)
    carried = carry(gold, source, source_of(new, "new"), "")
    lost = [one for one in carried.lost if one.annotation.layer == ENTITIES]
    # A hyphen that mending keeps in one and drops in the other changes a quote at most.
    assert len(lost) <= 0.01 * len(gold.layer(ENTITIES).annotations)


def test_the_share_that_is_carried() -> None:
    """Of the names that are left whole in a hurt text, nearly all are carried."""
    possible = done = 0
    for seed, identity in enumerate(IDS):
        old, new = damaged(identity, seed, hyphens=0.8, changed=0.05, missing=0.2, spaces=0.05)
        source = source_of(old, "old")
        gold = gold_of(source)
        left = set(new.origins)
        possible += sum(
            left.issuperset(old.letters(annotation.ranges))
            for annotation in gold.layer(ENTITIES).annotations
        )
        carried = carry(gold, source, source_of(new, "new"), "")
        done += len(carried.standoff.layer(ENTITIES).annotations)
    assert done >= 0.96 * possible


def test_the_same_text_keeps_every_annotation(tmp_path: Path) -> None:
    source = read_source(CORPUS / "terrils.pdf", "terrils")
    gold = gold_of(source)
    carried = carry(gold, source, source, "digest")
    check_that_nothing_vanished(gold, carried)
    # What the old extraction alone has is listed apart even here; the rest has its id again.
    kept = [one for one in gold.annotations() if one.id not in _ids(carried.left)]
    assert [one.id for one in carried.standoff.annotations()] == [one.id for one in kept]
    assert not carried.lost
    assert carried.standoff.config == "digest"
    write_standoff(tmp_path / "terrils.jsonl", carried.standoff, source)


def _ids(unplaced: Any) -> set[str]:
    return {one.annotation.id for one in unplaced}


@pytest.mark.parametrize("identity", [one for one in IDS if (CORPUS / f"{one}.pdf").exists()])
def test_from_a_pdf_to_a_plain_text(identity: str) -> None:
    """Headings, boxes and pages are elsewhere or gone; what is named is found."""
    source = read_source(CORPUS / f"{identity}.pdf", identity)
    truth = read_truth(CORPUS / "source" / f"{identity}.typ")
    notes = [f"{number}. {note}" for number, note in enumerate(truth.notes, start=1)]
    text = extract(
        [truth.title, *truth.texts("paragraph"), *notes], Damage(width=64, hyphens=0.7), 3
    ).text
    other = Source(identity, "plain.txt", text)
    gold = gold_of(source)
    carried = carry(gold, source, other, "")
    check_that_nothing_vanished(gold, carried)
    old, new = mend(source), mend(other)
    before = Counter(_context(old, one) for one in gold.layer(ENTITIES).annotations)
    for annotation in carried.standoff.layer(ENTITIES).annotations:
        annotation.check(other)
        assert any(_alike(_context(new, annotation), known) for known in before)
    # Names in headings and authors went with them.
    headings = {piece.ranges for piece in old.structure.labelled("heading", "author")}
    gone = [
        one
        for one in carried.lost
        if one.annotation.layer == ENTITIES
        and not any(
            start <= one.annotation.start < end for ranges in headings for start, end in ranges
        )
    ]
    assert len(gone) <= 0.02 * len(gold.layer(ENTITIES).annotations), list(unplaced_lines(gone))


def _context(mended: Any, annotation: Annotation) -> tuple[str, str, str]:
    spans = [span for one in annotation.ranges for span in mended.offsets.to_mended(*one)]
    start, end = spans[0][0], spans[-1][1]
    left = re.sub(r"[\W_]", "", mended.text[max(0, start - 40) : start])[-8:]
    right = re.sub(r"[\W_]", "", mended.text[end : end + 40])[:8]
    return left, annotation.text or "", right


def _alike(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """The same quote, with eight letters in a row the same around it."""
    shared = 0
    for mine, its in ((one[0][::-1], other[0][::-1]), (one[2], other[2])):
        for left, right in zip(mine, its, strict=False):
            if left != right:
                break
            shared += 1
    return one[1] == other[1] and shared >= min(8, len(one[0]) + len(one[2]))


WORDS = st.lists(st.sampled_from(["Lens", "la", "mine", "de", "fosse", ".", "ferma"]), max_size=40)


@given(WORDS, st.data())
def test_no_place_is_guessed_among_equal_words(words: list[str], data: st.DataObject) -> None:
    """Words may only go missing here, so each pair that is sure must be the true one."""
    kept = [at for at in range(len(words)) if data.draw(st.booleans())]
    old, new = " ".join(words), " ".join(words[at] for at in kept)
    found = align(old, new)
    starts_old = _starts(words)
    starts_new = dict(zip(kept, _starts([words[at] for at in kept]), strict=True))
    for at, start in enumerate(starts_old):
        image = found.image(start, start + len(words[at]))
        if image is not None:
            assert image[0] == starts_new.get(at)


def _starts(words: list[str]) -> list[int]:
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word) + 1
    return starts


def carried_between(before: str, after: str, *quotes: str, label: str = "LOC") -> Carried:
    old, new = Source("old", "old.txt", before), Source("new", "new.txt", after)
    annotations = []
    for quote in quotes:
        start = before.index(quote)
        ranges = ((start, start + len(quote)),)
        mended = re.sub(r"\s+", " ", quote.replace("-\n", ""))
        annotations.append(
            Annotation(stable_id(ENTITIES, label, ranges), ENTITIES, label, ranges, mended)
        )
    return carry(standoff_of(old, [Layer.of(ENTITIES, annotations)], ""), old, new, "")


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        ("La fosse de Liévin ferma en 1968, comme les autres fosses.\n", Reason.CHANGED),
        ("La fosse ferma en 1968, comme les autres fosses.\n", Reason.GONE),
        ("La fosse de LENS ferma en 1968, comme les autres fosses.\n", Reason.QUOTE),
        ("La fosse de Lensin ferma en 1968, comme les autres fosses.\n", Reason.CUT),
        ("On parle de Lens partout.\n", Reason.ALONE),
        ("Rien.\n", Reason.GONE),
    ],
)
def test_why_a_name_is_lost(after: str, reason: Reason) -> None:
    before = "La fosse de Lens ferma en 1968, comme les autres fosses.\n"
    carried = carried_between(before, after, "Lens")
    assert not carried.standoff.annotations()
    assert [one.reason for one in carried.lost] == [reason]


def test_one_of_two_equal_sentences_is_missing() -> None:
    before = "La mine ferma. Lens est triste. Lens est triste. La ville resta debout.\n"
    after = "La mine ferma. Lens est triste. La ville resta debout.\n"
    carried = carried_between(before, after, "Lens")
    assert [one.reason for one in carried.lost] == [Reason.AMBIGUOUS]


def test_the_same_name_elsewhere_is_not_good_enough() -> None:
    before = "Tout commence ici. La gare de Lens accueille des trains. Puis la ville grandit.\n"
    after = "Tout commence ici. Puis la ville grandit. Lens garde sa gare.\n"
    carried = carried_between(before, after, "Lens")
    assert not carried.standoff.annotations()


def test_a_name_that_a_line_cuts_in_one_of_the_texts() -> None:
    before = "Le Syndicat d’aména-\ngement du Bassin minier est né à Lens en 1968.\n"
    after = "Le Syndicat d’aménagement du Bas-\nsin minier est né\nà Lens en 1968.\n"
    carried = carried_between(before, after, "Syndicat d’aména-\ngement du Bassin minier")
    (annotation,) = carried.standoff.annotations()
    assert annotation.text == "Syndicat d’aménagement du Bassin minier"
    assert annotation.ranges == ((3, 44),)


NOTED = """La mine ouvre en 18941 à Lens, dans le bassin minier.

La fosse ferme en 1968 et la ville reste.

1. Selon les archives de la compagnie.
"""


def test_a_note_call_that_the_other_extraction_leaves_in_the_year() -> None:
    source = Source("old", "old.txt", NOTED)
    mended = mend(source)
    assert "en 1894 à" in mended.text
    start = NOTED.index("1894")
    year = Annotation("e-1", ENTITIES, "DATE", ((start, start + 4),), "1894", value="1894")
    gold = standoff_of(source, [Layer.of(ENTITIES, [year]), structure_layer(mended)], "")
    # Without its note, nothing says that the last figure is a call.
    after = NOTED.partition("\n\n1.")[0].replace("à Lens", "à\nLens") + "\n"
    other = Source("new", "new.txt", after)
    assert "18941" in mend(other).text
    carried = carry(gold, source, other, "")
    check_that_nothing_vanished(gold, carried)
    found = {annotation.label: annotation for annotation in carried.standoff.annotations()}
    assert found["DATE"].ranges == ((start, start + 4),)
    assert found["note_call"].ranges == ((start + 4, start + 5),)
    assert "note" not in found


def test_gold_of_another_text_is_refused() -> None:
    source, other = Source("a", "a.txt", "La mine.\n"), Source("b", "b.txt", "La fosse.\n")
    with pytest.raises(StandoffError, match="another text"):
        carry(standoff_of(other, [], ""), source, source, "")


def test_expansions_are_carried_or_listed() -> None:
    before = "Les Houillères du bassin (HBNPC) ferment à Lens. Les HBNPC avaient tout bâti ici.\n"
    start = before.index("HBNPC")
    use = Annotation(
        "a-1",
        "acronyms",
        "ACRONYM",
        ((start, start + 5),),
        "HBNPC",
        attributes={"expansion": "Houillères du bassin", "expansion_ranges": [[4, 24]]},
    )
    old = Source("old", "old.txt", before)
    gold = standoff_of(old, [Layer.of("acronyms", [use])], "")
    again = Source("new", "new.txt", "Voici. " + before)
    (found,) = carry(gold, old, again, "").standoff.annotations()
    assert found.attributes["expansion_ranges"] == [[11, 31]]
    other = Source("new", "new.txt", before.replace("Houillères", "Mines"))
    carried = carry(gold, old, other, "")
    (found,) = carried.standoff.annotations()
    assert found.attributes == {"expansion": "Houillères du bassin"}
    assert [(one.part, one.reason) for one in carried.lost] == [
        ("expansion_ranges", Reason.CHANGED)
    ]


def test_pages_paragraphs_and_sentences_are_those_of_the_new_text() -> None:
    before = "La mine ferma à Lens en 1968. La ville de Liévin resta dans le bassin.\n"
    old = Source("old", "old.txt", before)
    gold = gold_of(old)
    new_text = "Un paragraphe qui manquait. Et une phrase de plus.\n\n" + before
    carried = carry(gold, old, Source("new", "new.txt", new_text), "")
    (lievin,) = [one for one in carried.standoff.annotations() if one.text == "Liévin"]
    assert (lievin.page, lievin.paragraph, lievin.sentence) == (1, "p2", "s4")
    paragraph = next(one for one in carried.standoff.annotations() if one.label == "paragraph")
    assert paragraph.id == "p2"
    sentences = [one for one in carried.standoff.annotations() if one.label == "sentence"]
    assert [one.attributes["in"] for one in sentences] == ["p2", "p2"]


def test_the_list_as_lines_and_rows() -> None:
    before = "La fosse de Lens ferma en 1968, comme les autres fosses.\n"
    carried = carried_between(before, before.replace("Lens", "Liévin"), "Lens")
    assert list(unplaced_lines(carried.lost)) == [
        "LOC « Lens » (12-16): the text has changed; the new text has « Liévin »"
    ]
    (row,) = unplaced_rows(carried.lost)
    assert dict(zip(COLUMNS, row, strict=True))["new_text"] == "Liévin"
