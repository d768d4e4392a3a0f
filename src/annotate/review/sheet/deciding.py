"""Decisions applied to one document: to every occurrence of a form, or to one occurrence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from annotate.document.annotation import ENTITIES, Annotation
from annotate.document.source import Range
from annotate.review import decided, stamping
from annotate.review.decided import Origin
from annotate.review.sheet.editable_layer import Marks, Tally
from annotate.review.sheet.form_decisions import FormDecision
from annotate.review.sheet.text import bounds_at, standing
from annotate.review.sheet.wording import Verb
from annotate.review.stamping import Stamp

Stamps = Callable[[FormDecision], Stamp]
"""Who decided what when: the decision's own words, for what is remembered."""

_OF_NO_SPAN = ("in_citation", "nested", "expansion", "expansion_ranges", "expansion_from")
"""Attributes that hold whatever label and boundaries become."""

_NO_QUOTE = "the wanted quote does not stand there"
_NO_NAME = "no name can be there: it runs over two blocks, or into the number of a note"


@dataclass(frozen=True, slots=True)
class _Target:
    """What an occurrence becomes: rejected, or a label over a span."""

    live: bool
    label: str = ""
    span: Range = (0, 0)


def decide_everywhere(
    marks: Marks,
    decisions: Iterable[FormDecision],
    stamps: Stamps,
    tally: Tally,
    spared: Collection[str] = (),
) -> None:
    """Apply decisions to every occurrence of their forms in a document.

    Parameters
    ----------
    marks : Marks
        The document; changed.
    decisions : iterable of FormDecision
        Of two about the same form, one with a label and one without, the one with the label counts
        where it was predicted.
    stamps : callable
        Gives the stamp of a decision.
    tally : Tally
        Counts what became of the occurrences.
    spared : collection of str
        Ids of predictions, and places as :func:`place_of` gives them, that are decided about by
        themselves.
    """
    every = sorted(_chained(decisions), key=lambda one: (not one.label_was, one.form))
    taken: set[str] = set()
    for decision in every:
        if decision.verb == Verb.ADD:
            continue
        for annotation in marks.of_form(decision.layer, decision.form):
            origin = decided.origin_of(annotation)
            identity = origin.id if origin else annotation.id
            label = origin.label if origin else annotation.label
            place = "" if origin else told_ranges(annotation.ranges)
            if identity in taken or identity in spared or place in spared:
                continue
            if decision.label_was not in ("", label):
                continue
            taken.add(identity)
            decide(marks, annotation, decision, stamps(decision), tally)
    _add(marks, [one for one in every if one.verb == Verb.ADD], stamps, tally, spared)


def _chained(decisions: Iterable[FormDecision]) -> list[FormDecision]:
    """Give what is bounded anew the label that is decided for its new form."""
    every = list(decisions)
    labels = {(one.form, one.label_was): one.label for one in every if one.verb == Verb.LABEL}
    return [
        replace(one, label=_label_of(one, labels))
        if one.verb == Verb.BOUNDS and not one.label
        else one
        for one in every
    ]


def _label_of(decision: FormDecision, labels: Mapping[tuple[str, str], str]) -> str:
    return labels.get((decision.boundary, decision.label_was)) or labels.get(
        (decision.boundary, ""), ""
    )


def decide(
    marks: Marks, annotation: Annotation, decision: FormDecision, stamp: Stamp, tally: Tally
) -> None:
    """Apply a decision to one annotation, unless a person decided about it otherwise."""
    origin = decided.origin_of(annotation)
    if decision.verb == Verb.KEEP and decided.is_decided(annotation):
        # What is shown stays; a rejected occurrence is not shown, and stays rejected.
        tally.unchanged += 1
        return
    target = _target(marks, annotation, origin, decision)
    if target is None:
        tally.absent += 1
        return
    if _is_so(marks, annotation, target):
        if decided.is_decided(annotation):
            tally.unchanged += 1
            return
    elif decided.is_personal(annotation):
        tally.conflicts.append(marks.conflict(annotation, _decided(annotation)))
        return
    elif target.live and _stands(marks, annotation, target):
        tally.unchanged += 1
        return
    _become(marks, annotation, origin, target, stamp, tally)


def _decided(annotation: Annotation) -> str:
    review = annotation.attributes.get(decided.REVIEW)
    by = review.get("by", "a reviewer") if isinstance(review, dict) else "a reviewer"
    what = f"{annotation.status} as {annotation.label} {annotation.text!r}"
    return f"{by} decided otherwise ({'rejected' if annotation.status == 'rejected' else what})"


def _target(
    marks: Marks, annotation: Annotation, origin: Origin | None, decision: FormDecision
) -> _Target | None:
    """Return what an occurrence becomes, measured from what was predicted; None where the wanted
    quote, or the prediction, has no span in the mended text.
    """
    if decision.verb == Verb.REJECT:
        return _Target(False)
    span = marks.span(annotation.id)
    label = annotation.label
    if origin is not None:
        label = origin.label
        predicted = marks.mended.offsets.span(origin.ranges)
        if predicted is None:
            return None
        span = predicted
    if decision.verb == Verb.BOUNDS:
        wanted = bounds_at(marks.text, span, decision.boundary)
        return _Target(True, decision.label or label, wanted) if wanted else None
    return _Target(True, decision.label if decision.verb == Verb.LABEL else label, span)


def _stands(marks: Marks, annotation: Annotation, target: _Target) -> bool:
    """Tell whether another annotation, in which this one lies, is what is wanted."""
    return any(
        decided.is_live(other)
        and other.id != annotation.id
        and (other.label, marks.span(other.id)) == (target.label, target.span)
        for other in marks.touching(target.span, annotation.layer)
    )


def _is_so(marks: Marks, annotation: Annotation, target: _Target) -> bool:
    if decided.is_live(annotation) != target.live:
        return False
    if not target.live:
        return True
    return (annotation.label, marks.span(annotation.id)) == (target.label, target.span)


def _become(
    marks: Marks,
    annotation: Annotation,
    origin: Origin | None,
    target: _Target,
    stamp: Stamp,
    tally: Tally,
) -> None:
    # What the table of decisions made of a prediction gives way to a person, not what it was.
    remembered = decided.is_decided(annotation)
    if remembered and origin is None:
        _remake(marks, annotation, target, stamp, tally)
        return
    base = decided.prediction_behind(annotation) if remembered else annotation
    base_span: Range | None = marks.span(annotation.id)
    if base.ranges != annotation.ranges:
        base_span = marks.mended.offsets.span(base.ranges)
    if base_span is None:
        tally.absent += 1
        return
    if not target.live:
        marks.put(annotation, stamping.rejected(base, stamp), base_span)
        tally.rejected += 1
        return
    if (base.label, base_span) == (target.label, target.span):
        marks.put(annotation, stamping.accepted(base, stamp), base_span)
        tally.kept += 1
        return
    made = _made(marks, target, annotation, tally)
    if made is None:
        return
    marks.put(annotation, stamping.corrected(base, _keeping(base, made), stamp), target.span)
    if base_span == target.span:
        tally.relabelled += 1
    else:
        tally.bounded += 1


def _keeping(prediction: Annotation, made: Annotation) -> Annotation:
    """Return what was made of a prediction, with what holds whatever label and bounds become."""
    kept = {key: prediction.attributes[key] for key in _OF_NO_SPAN if key in prediction.attributes}
    if made.ranges == prediction.ranges and "boxes" in prediction.attributes:
        kept["boxes"] = prediction.attributes["boxes"]
    return replace(made, attributes={**made.attributes, **kept})


def _remake(
    marks: Marks, annotation: Annotation, target: _Target, stamp: Stamp, tally: Tally
) -> None:
    """Change what the table of decisions added."""
    if not target.live:
        marks.put(annotation, stamping.denied(annotation, stamp), marks.span(annotation.id))
        tally.denied += 1
        return
    made = _made(marks, target, annotation, tally)
    if made is not None:
        marks.put(annotation, stamping.added(made, stamp), target.span)
        tally.added += 1


def _made(marks: Marks, target: _Target, annotation: Annotation, tally: Tally) -> Annotation | None:
    """Return the annotation that is wanted, or None and a conflict where it cannot be."""
    made = marks.make(target.span, target.label, annotation.layer)
    why: str | None = _NO_NAME
    if made is not None:
        why = marks.obstacle(target.span, annotation.layer, annotation.id)
        other = marks.get(made.id)
        if why is None and other is not None and other.id != annotation.id:
            why = _decided(other)
    if why is not None:
        tally.conflicts.append(marks.conflict(annotation, why))
        return None
    return made


def _add(
    marks: Marks,
    decisions: list[FormDecision],
    stamps: Stamps,
    tally: Tally,
    spared: Collection[str],
) -> None:
    wanted = {one.form: one for one in decisions}
    if not wanted:
        return
    for form, spans in standing(marks.mended.text, wanted).items():
        for span in spans:
            if place_of(marks, span) not in spared:
                decision = wanted[form]
                add_at(marks, span, decision.label, stamps(decision), tally)


def add_at(marks: Marks, span: Range, label: str, stamp: Stamp, tally: Tally) -> None:
    """Annotate a place where a name was missed; what is annotated there already stays."""
    for other in marks.touching(span, ENTITIES):
        if decided.is_live(other):
            return
        if decided.is_personal(other) and marks.span(other.id) == span:
            conflict = marks.conflict(other, _decided(other))
            if conflict not in tally.conflicts:
                tally.conflicts.append(conflict)
            return
    made = marks.make(span, label, ENTITIES)
    if made is None:
        return
    if marks.get(made.id) is None:
        marks.put(None, stamping.added(made, stamp), span)
        tally.added += 1


def deny_at(marks: Marks, span: Range, label: str, stamp: Stamp, tally: Tally) -> None:
    """Mark that nothing is to be annotated at a place where nothing is."""
    for other in marks.touching(span, ENTITIES):
        if marks.span(other.id) == span:
            if decided.is_live(other) and decided.is_personal(other):
                tally.conflicts.append(marks.conflict(other, _decided(other)))
            else:
                tally.unchanged += 1
            return
    made = marks.make(span, label, ENTITIES)
    if made is not None:
        marks.put(None, stamping.denied(made, stamp), span)
        tally.denied += 1


def place_of(marks: Marks, span: Range) -> str:
    """Return a place of the source in words, as the sheet of occurrences names it."""
    return told_ranges(marks.mended.offsets.to_source(*span))


def told_ranges(ranges: Iterable[Range]) -> str:
    """Return ranges in words.

    Examples
    --------
    >>> told_ranges([(3, 7), (9, 12)])
    '3–7 9–12'
    """
    # An en dash: a spreadsheet takes 3-7 for a day.
    return " ".join(f"{start}–{end}" for start, end in ranges)


def remembered(decision: FormDecision) -> Stamp:
    """Return the stamp of a decision that a run takes from the table."""
    return Stamp(decision.by, decision.at, remembered=True)
