"""Decisions applied to one document: to every occurrence of a form, or to one occurrence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from annotate.document.annotation import ENTITIES, STRUCTURE, Annotation, Layer
from annotate.document.mended import Mended
from annotate.document.nesting import clash
from annotate.document.source import Range
from annotate.review import decisions
from annotate.review.decisions import (
    Content,
    Decision,
    Stamp,
    identity_of,
    is_decided,
    is_live,
    is_personal,
    origin_of,
    prediction_behind,
    review_of,
)
from annotate.review.form_decisions import FormDecision
from annotate.review.sheet.editable_layer import Blocked, EditableNames, Tally
from annotate.review.sheet.text import bounds_at, occurrences_of, written
from annotate.review.sheet.wording import Verb

Stamps = Callable[[FormDecision], Stamp]
"""Gives the stamp of a form decision."""

_ANY_SPAN = ("in_citation", "nested", "expansion", "expansion_ranges", "expansion_from")
"""Attributes that hold whatever label and boundaries become."""

_NO_NAME = "no name can be there: it runs over two blocks, or into the number of a note"


@dataclass(frozen=True, slots=True)
class _Target:
    """What an occurrence becomes: rejected, or a label over a span."""

    live: bool
    label: str = ""
    span: Range = (0, 0)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What an occurrence became, where, and what the tally calls that."""

    annotation: Annotation
    span: Range
    counts: str


def apply_form_decisions(
    layers: Sequence[Layer], mended: Mended, table: Sequence[FormDecision]
) -> tuple[Layer, ...]:
    """Apply the table of form decisions to the layers of one document, as every run does.

    Parameters
    ----------
    layers : sequence of Layer
        As recognition gives them.
    mended : Mended
        The document.
    table : sequence of FormDecision
        The rows of ``decisions.tsv``.

    Returns
    -------
    tuple of Layer
        With decided annotations that carry the name and the time of the table, so that two runs
        write the same. A decision that finds no room (the wanted quote does not occur there, or
        overlaps another name) leaves the prediction as it is, for the next check.
    """
    if not table:
        return tuple(layers)
    names = EditableNames(mended, layers)
    decide_everywhere(names, table, _remembered, Tally())
    made = {layer.name: layer for layer in names.layers()}
    kept = [made.get(layer.name, layer) for layer in layers if layer.name != STRUCTURE]
    return (*kept, *(layer for layer in layers if layer.name == STRUCTURE))


def _remembered(one: FormDecision) -> Stamp:
    return Stamp(one.by, one.at, remembered=True)


def decide_everywhere(
    names: EditableNames,
    table: Iterable[FormDecision],
    stamps: Stamps,
    tally: Tally,
    spared: Collection[str] = (),
) -> None:
    """Apply decisions to every occurrence of their forms in a document.

    Parameters
    ----------
    names : EditableNames
        The document; changed.
    table : iterable of FormDecision
        Of two about the same form, one with a label and one without, the one with the label holds
        where it was predicted.
    stamps : callable
        Gives the stamp of a decision.
    tally : Tally
        Counts what became of the occurrences.
    spared : collection of str
        Ids of predictions, and places as :func:`place_of` gives them, that are decided on by
        themselves.
    """
    every = sorted(_chained(table), key=lambda one: (not one.label_was, one.form))
    taken: set[str] = set()
    for one in every:
        if one.verb == Verb.ADD:
            continue
        for annotation in names.of_form(one.layer, one.form):
            origin, identity = origin_of(annotation), identity_of(annotation)
            place = "" if origin else written(annotation.ranges)
            if identity in taken or identity in spared or place in spared:
                continue
            if one.label_was in ("", (origin or annotation).label):
                taken.add(identity)
                decide_on(names, annotation, one, stamps(one), tally)
    _add(names, [one for one in every if one.verb == Verb.ADD], stamps, tally, spared)


def _chained(table: Iterable[FormDecision]) -> list[FormDecision]:
    """Give what gets new boundaries the label that is decided for its new form."""
    every = [one for one in table if not one.is_pair]
    labels = {(one.form, one.label_was): one.label for one in every if one.verb == Verb.LABEL}
    return [
        replace(one, label=_label_of(one, labels))
        if one.verb == Verb.BOUNDS and not one.label
        else one
        for one in every
    ]


def _label_of(one: FormDecision, labels: Mapping[tuple[str, str], str]) -> str:
    own = labels.get((one.boundary, one.label_was))
    return own or labels.get((one.boundary, ""), "")


def decide_on(
    names: EditableNames, annotation: Annotation, one: FormDecision, stamp: Stamp, tally: Tally
) -> None:
    """Apply a decision to one annotation, unless a person decided on it otherwise."""
    target = _target(names, annotation, origin_of(annotation), one)
    if target is not None:
        tally.reached.add((one.layer, one.form))
    if one.verb == Verb.KEEP and is_decided(annotation):
        # What is live is kept; a rejected occurrence is in no sheet, and is kept rejected.
        tally.unchanged += 1
        return
    if target is None:
        tally.absent += 1
        return
    if _is_so(names, annotation, target):
        if is_decided(annotation):
            tally.unchanged += 1
            return
    elif is_personal(annotation):
        tally.conflicts.append(_contested(names, annotation, target, stamp))
        return
    elif target.live and _is_elsewhere(names, annotation, target):
        tally.unchanged += 1
        return
    _become(names, annotation, target, stamp, tally)


def _decided(annotation: Annotation) -> str:
    by = review_of(annotation).get("by", "a reviewer")
    what = f"{annotation.status} as {annotation.label} {annotation.text!r}"
    return f"{by} decided otherwise ({what if is_live(annotation) else decisions.REJECTED})"


def _target(
    names: EditableNames, annotation: Annotation, origin: Content | None, one: FormDecision
) -> _Target | None:
    """Return what an occurrence becomes, measured from what was predicted; None where the wanted
    quote, or the prediction, has no span in the mended text.
    """
    if one.verb == Verb.REJECT:
        return _Target(False)
    label = (origin or annotation).label
    span = names.mended.offsets.span((origin or annotation).ranges)
    if span is None:
        return None
    if one.verb == Verb.BOUNDS:
        wanted = bounds_at(names.text, span, one.boundary)
        return _Target(True, one.label or label, wanted) if wanted else None
    return _Target(True, one.label if one.verb == Verb.LABEL else label, span)


def _is_elsewhere(names: EditableNames, annotation: Annotation, target: _Target) -> bool:
    """Return whether another annotation, in which this one lies, is what is wanted."""
    return any(
        is_live(other)
        and other.id != annotation.id
        and (other.label, names.span(other.id)) == (target.label, target.span)
        for other in names.touching(target.span, annotation.layer)
    )


def _is_so(names: EditableNames, annotation: Annotation, target: _Target) -> bool:
    if is_live(annotation) != target.live:
        return False
    return not target.live or (annotation.label, names.span(annotation.id)) == (
        target.label,
        target.span,
    )


def _become(
    names: EditableNames, annotation: Annotation, target: _Target, stamp: Stamp, tally: Tally
) -> None:
    made = _outcome(names, annotation, target, stamp)
    if made is None:
        tally.absent += 1
    elif isinstance(made, Blocked):
        tally.conflicts.append(made)
    else:
        names.put(annotation, made.annotation, made.span)
        tally.count(made.counts)


def _outcome(
    names: EditableNames, annotation: Annotation, target: _Target, stamp: Stamp
) -> _Outcome | Blocked | None:
    """Return what an annotation becomes, or what is in the way; None where it has no span."""
    # What the table made of a prediction gives way to a person; what was predicted does not.
    base = annotation
    if is_decided(annotation):
        if origin_of(annotation) is None:
            return _remade(names, annotation, target, stamp)
        base = prediction_behind(annotation) or annotation
    span = names.mended.offsets.span(base.ranges)
    if span is None:
        return None
    if not target.live:
        return _Outcome(decisions.rejected(base, stamp), span, "rejected")
    if (base.label, span) == (target.label, target.span):
        return _Outcome(decisions.accepted(base, stamp), span, "kept")
    counts = "relabelled" if span == target.span else "bounded"
    return _made(
        names,
        target,
        annotation,
        stamp,
        lambda made: decisions.corrected(base, keeping(base, made), stamp),
        counts,
    )


def keeping(prediction: Annotation, made: Annotation) -> Annotation:
    """Return what was made of a prediction, with what holds whatever label and bounds become."""
    kept = {key: prediction.attributes[key] for key in _ANY_SPAN if key in prediction.attributes}
    if made.ranges == prediction.ranges and "boxes" in prediction.attributes:
        kept["boxes"] = prediction.attributes["boxes"]
    return replace(made, attributes={**made.attributes, **kept})


def _remade(
    names: EditableNames, annotation: Annotation, target: _Target, stamp: Stamp
) -> _Outcome | Blocked:
    """Return what becomes of an annotation where nothing was predicted."""
    if not target.live:
        denied = decisions.denied(annotation, stamp)
        return _Outcome(denied, names.span(annotation.id), "denied")
    return _made(
        names, target, annotation, stamp, lambda made: decisions.added(made, stamp), "added"
    )


def _made(
    names: EditableNames,
    target: _Target,
    annotation: Annotation,
    stamp: Stamp,
    decide: Callable[[Annotation], Annotation],
    counts: str,
) -> _Outcome | Blocked:
    """Return the annotation that is wanted, or why it cannot be."""
    new = names.make(target.span, target.label, annotation.layer)
    if new is None:
        return names.conflict(annotation, _NO_NAME)
    made = decide(new)
    obstacle = names.obstacle(target.span, annotation.layer, annotation.id)
    other = names.get(made.id)
    if obstacle is None and other is not None and other.id != annotation.id:
        obstacle = other, _decided(other)
    if obstacle is None:
        return _Outcome(made, target.span, counts)
    other, why = obstacle
    contested = _is_others(other, stamp) and (clash(other, made) or other.id == made.id)
    return names.conflict(annotation, why, Decision(annotation, made) if contested else None)


def _contested(
    names: EditableNames, annotation: Annotation, target: _Target, stamp: Stamp
) -> Blocked:
    """Return the conflict with what a person decided; people may overrule it by a choice, where it
    was somebody else.
    """
    made = _outcome(names, annotation, target, stamp) if _is_others(annotation, stamp) else None
    decision = None
    if isinstance(made, _Outcome):
        decision = Decision(annotation, made.annotation, seen=False)
    return names.conflict(annotation, _decided(annotation), decision)


def _is_others(annotation: Annotation, stamp: Stamp) -> bool:
    """Return whether somebody else decided on an annotation."""
    return is_personal(annotation) and review_of(annotation).get("by") != stamp.by


def _add(
    names: EditableNames,
    table: list[FormDecision],
    stamps: Stamps,
    tally: Tally,
    spared: Collection[str],
) -> None:
    wanted = {one.form: one for one in table}
    if not wanted:
        return
    for form, spans in occurrences_of(wanted, names.mended.text).items():
        for span in spans:
            one = wanted[form]
            tally.reached.add((one.layer, form))
            if place_of(names, span) not in spared:
                add_at(names, span, one.label, stamps(one), tally)


def add_at(names: EditableNames, span: Range, label: str, stamp: Stamp, tally: Tally) -> None:
    """Annotate a place where a name was missed; what is annotated there already is kept."""
    made = names.make(span, label, ENTITIES)
    for other in names.touching(span, ENTITIES):
        if is_live(other):
            return
        if is_personal(other) and names.span(other.id) == span:
            decision = None
            if made is not None and _is_others(other, stamp):
                decision = Decision(other, decisions.added(made, stamp), seen=False)
            conflict = names.conflict(other, _decided(other), decision)
            if conflict not in tally.conflicts:
                tally.conflicts.append(conflict)
            return
    if made is not None and names.get(made.id) is None:
        names.put(None, decisions.added(made, stamp), span)
        tally.added += 1


def deny_at(names: EditableNames, span: Range, label: str, stamp: Stamp, tally: Tally) -> None:
    """Mark that there is nothing to annotate at a place without an annotation."""
    for other in names.touching(span, ENTITIES):
        if names.span(other.id) == span:
            if is_live(other) and is_personal(other):
                rejected = Decision(other, decisions.rejected(other, stamp), seen=False)
                decision = rejected if _is_others(other, stamp) else None
                tally.conflicts.append(names.conflict(other, _decided(other), decision))
            else:
                tally.unchanged += 1
            return
    made = names.make(span, label, ENTITIES)
    if made is not None:
        names.put(None, decisions.denied(made, stamp), span)
        tally.denied += 1


def place_of(names: EditableNames, span: Range) -> str:
    """Return the place of a span in the source, as the sheet of occurrences has it."""
    return written(names.mended.offsets.to_source(*span))
