"""What somebody chose about one annotation, as the decision that it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation
from annotate.document.quote_check import quote_matches
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Range
from annotate.errors import UsageError
from annotate.gold.edtf import fault_in
from annotate.review.decisions import (
    ADDED,
    CORRECTED,
    PREDICTED,
    REVIEWER,
    WAS,
    Decision,
    Stamp,
    accepted,
    added,
    corrected,
    is_live,
    is_personal,
    prediction_behind,
    rejected,
    review_of,
)
from annotate.review.sheet.deciding import keeping
from annotate.review.sheet.editable_layer import EditableNames

ACRONYM = "ACRONYM"
_OF_ACRONYMS = ("expansion", "expansion_ranges", "expansion_from")


class ChoiceKind(StrEnum):
    """What is chosen.

    Examples
    --------
    >>> print(ChoiceKind.BOUNDS)
    bounds
    """

    CONFIRM = "confirm"
    """It is right; what was rejected is wanted after all."""
    DELETE = "delete"
    """It is no name."""
    RELABEL = "relabel"
    """It has another label."""
    BOUNDS = "bounds"
    """It begins or ends elsewhere."""
    ADD = "add"
    """A name was missed."""
    VALUE = "value"
    """A date has another value, or none."""
    EXPANSION = "expansion"
    """An acronym has another long form, or none."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose.

    Attributes
    ----------
    kind : ChoiceKind
        What.
    annotation : str
        The id of what it is about; ``""`` where a name is added.
    seen : str
        The :func:`mark_of` the annotation as it was shown; where it is given and the annotation has
        changed since, the choice is refused.
    label : str
        The label that is wanted, where one is chosen.
    span : Range or None
        Code points of the mended text: the bounds that are wanted, or where the long form is.
    text : str
        The value of a date, in EDTF; a long form that is not in the text.
    """

    kind: ChoiceKind
    annotation: str = ""
    seen: str = ""
    label: str = ""
    span: Range | None = None
    text: str = ""


class ChoiceError(UsageError):
    """A choice cannot be carried out as it is; nothing was written.

    Attributes
    ----------
    french : str
        What is wrong, for the page.
    """

    def __init__(
        self,
        what: str,
        *,
        french: str = "",
        path: str | Path | None = None,
        place: str | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(what, path=path, place=place, remedy=remedy)
        self.french = french


class StaleError(ChoiceError):
    """What a choice is about has changed since it was shown; nothing was written."""


def mark_of(annotation: Annotation) -> str:
    """Return a short mark of an annotation as it is decided now, for :attr:`Choice.seen`."""
    review = review_of(annotation)
    return f"{annotation.status}/{review.get('by', '')}/{review.get('at', '')}"


def decision_of(
    document: AnnotatedDocument, choice: Choice, stamp: Stamp, labels: Collection[str]
) -> Decision | None:
    """Return a choice as a decision; None where it is so already.

    Parameters
    ----------
    document : AnnotatedDocument
        The document as it is now.
    choice : Choice
        What was chosen.
    stamp : Stamp
        Who chose, and when.
    labels : collection of str
        The labels of names.

    Raises
    ------
    StaleError
        If the annotation is not there any more, or is not as it was shown.
    ChoiceError
        If it has no such label, no such value, or nothing can be annotated there.
    """
    return _Choosing(document, stamp, labels).decision(choice)


class _Choosing:
    def __init__(self, document: AnnotatedDocument, stamp: Stamp, labels: Collection[str]) -> None:
        self._document, self._stamp, self._labels = document, stamp, labels
        self._makes = EditableNames(document.mended, ())
        self._held = {one.id: one for one in document.standoff.named()}

    def decision(self, choice: Choice) -> Decision | None:
        if choice.kind is ChoiceKind.ADD:
            return self._added(self._made(choice.span, choice.label))
        one = self._held.get(choice.annotation)
        if one is None or self._span(one) is None or (choice.seen and choice.seen != mark_of(one)):
            raise StaleError(
                f"annotation {choice.annotation} has changed since it was shown",
                path=self._document.id,
                remedy="look at the text as it is now, and choose again",
            )
        if choice.kind is ChoiceKind.CONFIRM:
            return self._confirmed(one)
        if choice.kind is ChoiceKind.DELETE:
            return Decision(one, rejected(one, self._stamp)) if is_live(one) else None
        made = self._changed(one, choice)
        same = (made.label, made.ranges, made.value, _expansion(made))
        if is_live(one) and same == (one.label, one.ranges, one.value, _expansion(one)):
            return self._confirmed(one)
        return Decision(one, self._remade(one, made))

    def _span(self, one: Annotation) -> Range | None:
        return self._document.offsets.span(one.ranges)

    def _confirmed(self, one: Annotation) -> Decision | None:
        if is_live(one) and is_personal(one):
            return None
        if not is_live(one):
            return Decision(one, self._restored(one))
        if one.status == CORRECTED:
            return Decision(one, corrected(one, one, self._stamp))
        if one.status == ADDED:
            return Decision(one, added(one, self._stamp))
        return Decision(one, accepted(_undecided(one), self._stamp))

    def _restored(self, one: Annotation) -> Annotation:
        """Return what was rejected as it was before that."""
        if review_of(one).get(WAS) is not None:
            return corrected(one, one, self._stamp)
        if one.source.startswith(REVIEWER):
            return added(one, self._stamp)
        return accepted(_undecided(one), self._stamp)

    def _remade(self, one: Annotation, made: Annotation) -> Annotation:
        own = one.source.startswith(REVIEWER) and review_of(one).get(WAS) is None
        if own:  # what somebody added and changed later is still their own
            return added(made, self._stamp)
        return corrected(one if one.status == CORRECTED else _undecided(one), made, self._stamp)

    def _changed(self, one: Annotation, choice: Choice) -> Annotation:
        if choice.kind is ChoiceKind.VALUE:
            return replace(one, value=self._value(one, choice.text))
        if choice.kind is ChoiceKind.EXPANSION:
            return self._expanded(one, choice)
        span = choice.span or self._span(one)
        made = self._made(span, choice.label or one.label)
        return keeping(one, made) if made.layer == one.layer else made

    def _made(self, span: Range | None, label: str) -> Annotation:
        if label != ACRONYM and label not in self._labels:
            raise ChoiceError(
                f"{label!r} is none of the labels {', '.join(self._labels)}",
                french=f"{label} n’est pas une étiquette",
                path=self._document.id,
                remedy="choose one of them, or add a row to labels.tsv",
            )
        layer = ACRONYMS if label == ACRONYM else ENTITIES
        whole = self._whole(span) if span is not None else None
        made = self._makes.make(whole, label, layer) if whole is not None else None
        text = self._document.source.text
        if made is None or not quote_matches(text, made.ranges, made.text or ""):
            raise ChoiceError(
                f"no name can be at {span} of the mended text",
                french="aucun nom ne peut être là : choisissez des mots d’un seul paragraphe",
                path=self._document.id,
                remedy="choose words of one paragraph, heading or note",
            )
        return made

    def _whole(self, span: Range) -> Range | None:
        """Return a span without white space at its ends, and with all that mending joined: half of
        a ligature has no place in the source.
        """
        mended = self._document.mended
        low, high = max(0, span[0]), min(span[1], len(mended.text))
        quote = mended.text[low:high]
        low += len(quote) - len(quote.lstrip())
        high -= len(quote) - len(quote.rstrip())
        return mended.offsets.span(mended.offsets.to_source(low, high)) if low < high else None

    def _added(self, made: Annotation) -> Decision | None:
        there = self._held.get(made.id)
        if there is not None:
            return self._confirmed(there)
        return Decision(None, added(made, self._stamp))

    def _value(self, one: Annotation, value: str) -> str | None:
        fault = fault_in(value) if value else None
        french = f"« {value} » n’est pas une valeur EDTF"
        if one.label != "DATE":
            fault = f"{one.label} {one.text!r} is no date"
            french = f"{one.label} « {one.text} » n’est pas une date"
        if fault is not None:
            raise ChoiceError(
                fault, french=french, path=self._document.id, remedy="write the value in EDTF"
            )
        return value or None

    def _expanded(self, one: Annotation, choice: Choice) -> Annotation:
        if one.layer != ACRONYMS:
            raise ChoiceError(
                f"{one.label} {one.text!r} is no acronym",
                french=f"{one.label} « {one.text} » n’est pas un sigle",
                path=self._document.id,
                remedy="give it the label ACRONYM first",
            )
        kept: dict[str, Any] = {
            name: value for name, value in one.attributes.items() if name not in _OF_ACRONYMS
        }
        if choice.span is not None:
            start, end = choice.span
            ranges = self._document.mended.offsets.to_source(start, end)
            kept |= {
                "expansion": self._document.mended.text[start:end],
                "expansion_from": "text",
                "expansion_ranges": [list(part) for part in ranges],
            }
        elif choice.text:
            kept |= {"expansion": choice.text, "expansion_from": "reviewer"}
        return replace(one, attributes=kept)


def _undecided(one: Annotation) -> Annotation:
    """Return a prediction without what was decided about it."""
    return prediction_behind(one) or one if one.status != PREDICTED else one


def _expansion(one: Annotation) -> tuple[Any, ...]:
    return tuple(one.attributes.get(name) for name in _OF_ACRONYMS)
