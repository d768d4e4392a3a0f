"""Decisions on a text that has changed since keep their place in the new one."""

from __future__ import annotations

from annotate.document.annotation import ENTITIES, Annotation, Layer, stable_id
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Source
from annotate.document.standoff import standoff_of
from annotate.review.apply_decisions import apply
from annotate.review.decisions import Decision, Stamp, corrected
from annotate.review.projection import projected
from annotate.text.mending.mend import mend

OLD = "En 1894, le maire signa avec la Société des mines de Lens un bail de neuf ans.\n"
NEW = "En 1894, le maire signa avec une filiale des mines de Lens un bail de neuf ans.\n"
ALICE = Stamp("alice", "2026-11-28T05:00:00Z")


def document(text: str, *annotations: Annotation) -> AnnotatedDocument:
    mended = mend(Source("a", "a.txt", text))
    return AnnotatedDocument(
        mended, standoff_of(mended.source, [Layer.of(ENTITIES, annotations)], "")
    )


def name(text: str, quote: str) -> Annotation:
    ranges = ((text.index(quote), text.index(quote) + len(quote)),)
    return Annotation(stable_id(ENTITIES, "ORG", ranges), ENTITIES, "ORG", ranges, quote)


def test_a_correction_is_kept_where_its_prediction_has_no_place_which_is_told() -> None:
    predicted = name(OLD, "Société des mines de Lens")
    decision = Decision(predicted, corrected(predicted, name(OLD, "mines de Lens"), ALICE))
    new = document(NEW)
    found = projected([decision], document(OLD, predicted), new)
    # What was predicted may come back under another name: somebody should know.
    ((_, kind, *_, decision, by, _, now, _),) = found.lost
    assert (kind, by) == ("lost", "alice")
    assert decision == "corrected, was ORG « Société des mines de Lens »"
    assert str(now).startswith("its prediction left out: the text has changed; the new text has « ")
    ((one, before),) = [(one.after, one.before) for one in found.decisions]
    assert before is None
    assert NEW[slice(*one.ranges[0])] == one.text == "mines de Lens"
    assert one.attributes["review"]["was"]["ranges"] == []
    applied = apply(new.standoff, found.decisions)
    assert applied.conflicts == []
    assert [one.status for one in applied.standoff.annotations()] == ["corrected"]


def test_a_correction_keeps_the_place_of_its_prediction() -> None:
    predicted = name(OLD, "mines de Lens")
    decision = Decision(predicted, corrected(predicted, name(OLD, "Lens"), ALICE))
    found = projected([decision], document(OLD, predicted), document(NEW))
    (one,) = found.decisions
    assert one.before is not None
    assert NEW[slice(*one.before.ranges[0])] == one.before.text == "mines de Lens"
    assert one.before.status == "predicted"
