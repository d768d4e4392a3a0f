"""What a reviewer is shown of a document, beside its text and its names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotate.document.run_folder import RunFolder
from annotate.review.doccano.examples import Example, examples_of, row_of
from command import Command

TEXT = (
    "L’amicale du carreau\n\n"
    "Le Cercle des archives de la fosse (CAF) ouvre en mai 1936. Le CAF prête ses registres, et "
    "l’on doit au CAF les premiers relevés.\n\n"
    "En 1951, le CAF quitte Lens.\n"
)


@pytest.fixture(scope="module")
def piece(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> Example:
    folder = tmp_path_factory.mktemp("amicale")
    (folder / "amicale.txt").write_text(TEXT, "utf-8")
    done = annotate("run", folder / "amicale.txt", "--out", folder / "run")
    assert done.returncode == 0, done.stderr
    (made,) = examples_of(RunFolder(folder / "run").read("amicale"))
    # What the confidence of shipped rules and weights is today matters to none of these tests.
    sure = (
        replace(one, annotation=replace(one.annotation, score=0.99)) if one.annotation else one
        for one in made.spans
    )
    return replace(made, spans=tuple(sure))


def test_only_the_use_next_to_a_long_form_is_related_to_it(piece: Example) -> None:
    uses = [span for span in piece.spans if span.label == "ACRONYM"]
    assert len(uses) == 4
    assert all(span.annotation.attributes["expansion_ranges"] for span in uses)
    ((one, other),) = piece.links
    assert piece.spans[one] == uses[0]
    low, high = piece.spans[other].start, piece.spans[other].end
    assert piece.text[low:high] == "Cercle des archives de la fosse"


def test_metadata_are_words_that_can_be_read(piece: Example) -> None:
    row = row_of(piece)
    shown = {name: row[name] for name in row if name not in ("text", "entities", "relations")}
    assert shown == {
        "document": "amicale",
        "partie": "1/1",
        "page": "1",
        "dates": "mai 1936 = 1936-05 ; 1951 = 1951",
        "douteux": "",
        "digest": piece.digest,
    }
    # A table: no cell may be so long and unbroken that the page pushes others out of sight.
    assert all(len(word) < 20 for cell in shown.values() for word in cell.split())


def test_doubts_are_named_the_most_doubtful_first_and_do_not_send_again(piece: Example) -> None:
    scores = {"mai 1936": 0.4, "Lens": 0.625, "1951": None}
    spans = tuple(
        replace(one, annotation=replace(one.annotation, score=scores[one.annotation.text]))
        if one.annotation is not None and one.annotation.text in scores
        else one
        for one in piece.spans
    )
    doubted = replace(piece, spans=spans)
    assert doubted.doubts == "1951 (DATE) ; mai 1936 (DATE, 40 %) ; Lens (LOC, 62 %)"
    assert row_of(doubted)["douteux"] == doubted.doubts
    assert doubted.digest == piece.digest
    # What somebody decided is in doubt no more.
    decided = tuple(
        replace(one, annotation=replace(one.annotation, status="accepted"))
        if one.annotation is not None
        else one
        for one in spans
    )
    assert replace(piece, spans=decided).doubts == ""
