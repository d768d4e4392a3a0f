"""What a batch changed, as it would be in a text that was extracted again since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from annotate.document.annotation import STRUCTURE, Annotation
from annotate.document.mended import Mended
from annotate.document.standoff import Standoff
from annotate.gold.projection import carry_mended
from annotate.review.decisions import is_decided
from annotate.review.journal.batch import AnnotationChange, DocumentChange
from annotate.review.journal.changes import with_annotations


def carried_change(
    change: DocumentChange, old: Mended, new: Mended
) -> tuple[DocumentChange, list[str]]:
    """Project what a batch changed in a document to the text that it has now.

    Parameters
    ----------
    change : DocumentChange
        Over the old text.
    old, new : Mended
        The document as it was then, and as it is now.

    Returns
    -------
    change : DocumentChange
        Over the new text, with what has a place there.
    lost : list of str
        What has none, in words. A prediction that has none is not missed.
    """
    head = change.now or change.was
    assert head is not None
    whys: dict[str, str] = {}
    was, now = (
        _carried(head, (getattr(pair, side) for pair in change.annotations), old, new, whys)
        for side in ("was", "now")
    )
    pairs, lost = [], []
    for pair in change.annotations:
        made = AnnotationChange(
            was.get(pair.was.id) if pair.was else None, now.get(pair.now.id) if pair.now else None
        )
        gone = pair.now if made.now is None else None
        if pair.was is not None and made.was is None and is_decided(pair.was):
            gone = gone or pair.was
        if gone is not None:
            lost.append(_in_words(change.document, gone, whys))
        elif made.was is not None or made.now is not None:
            pairs.append(made)
    head = replace(with_annotations(head, ()), sha256=new.source.sha256)
    before = None if change.was is None else head
    return replace(change, was=before, now=head, annotations=tuple(pairs)), lost


def _carried(
    head: Standoff,
    some: Iterable[Annotation | None],
    old: Mended,
    new: Mended,
    whys: dict[str, str],
) -> dict[str, Annotation]:
    """Return annotations in the new text, by their old ids, and note why others have no place."""
    named = [one for one in some if one is not None and one.layer != STRUCTURE]
    whole = replace(with_annotations(head, named), sha256=old.source.sha256)
    carried = carry_mended(whole, old, new, head.config)
    whys.update((one.annotation.id, str(one.reason)) for one in carried.lost if not one.part)
    there = {one.id: one for one in carried.standoff.annotations()}
    return {before: there[after] for before, after in carried.ids.items()}


def _in_words(document: str, one: Annotation, whys: Mapping[str, str]) -> str:
    page = "" if one.page is None else f", page {one.page}"
    why = whys.get(one.id, "it is part of the structure")
    return f"{document}{page}: {one.label} {one.text!r}: no sure place in the text as it is: {why}"
