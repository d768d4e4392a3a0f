"""Occurrences of names over a whole run folder, with what stands around them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from annotate.document.annotation import Annotation
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Range
from annotate.review import decided
from annotate.review.sheet.deciding import told_ranges
from annotate.review.sheet.text import CLOSE, OPEN, around, form_of


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place of one document where a form is annotated, or where it was missed.

    Attributes
    ----------
    document, sha256 : str
        The document, and the hash of its source text.
    layer, form : str
        The layer it is on or would be on; the form as it now is.
    label : str
        Its label, ``""`` where it was missed.
    text : str
        The mended quote.
    span : Range
        In the mended text.
    place : str
        The ranges of the source in words.
    page : int or None
        The page it begins on.
    left, right : str
        What stands around it.
    annotation : Annotation or None
        What is annotated there.
    """

    document: str
    sha256: str
    layer: str
    form: str
    label: str
    text: str
    span: Range
    place: str
    page: int | None
    left: str
    right: str
    annotation: Annotation | None = None

    @property
    def identity(self) -> str:
        """The id of the prediction, or of what a reviewer made; ``""`` where it was missed."""
        if self.annotation is None:
            return ""
        origin = decided.origin_of(self.annotation)
        return origin.id if origin else self.annotation.id

    @property
    def mark(self) -> str:
        """A short hash of the text and of what was predicted at this place."""
        return mark_of(self.sha256, self.annotation, self.place, self.form)

    @property
    def decided(self) -> bool:
        """Whether anybody decided about it."""
        return self.annotation is not None and decided.is_decided(self.annotation)

    @property
    def live(self) -> bool:
        """Whether something is annotated there, and not rejected."""
        return self.annotation is not None and decided.is_live(self.annotation)

    @property
    def context(self) -> str:
        """The name between brackets in what stands around it."""
        return f"{self.left}{OPEN}{self.text}{CLOSE}{self.right}"


def mark_of(sha256: str, annotation: Annotation | None, place: str, form: str) -> str:
    """Return a short hash of a text and of what was predicted at one place of it.

    It stays the same when decisions are applied, and changes when the text or the prediction does.
    """
    if annotation is None:
        return _hash(sha256, "missed", place, form)
    origin = decided.origin_of(annotation)
    if origin is None:
        return _hash(sha256, "made", annotation.id)
    return _hash(sha256, annotation.layer, origin.label, told_ranges(origin.ranges), origin.text)


def whole_mark(parts: list[str]) -> str:
    """Return a short hash of the marks of all predictions of one form."""
    return _hash(*sorted(parts))


def _hash(*parts: str) -> str:
    # A letter in front: a spreadsheet takes 12e45 for a number.
    told = "\x1f".join(parts).encode()
    return f"h{hashlib.blake2b(told, digest_size=6).hexdigest()}"


class Reader:
    """Makes the occurrences of one document.

    Parameters
    ----------
    treated : AnnotatedDocument
        The document.
    """

    def __init__(self, treated: AnnotatedDocument) -> None:
        self.mended = treated.mended
        self._treated = treated

    def annotated(self) -> Iterator[Occurrence]:
        """Yield what is annotated as a name or an acronym, rejected or not."""
        for layer in self._treated.standoff.layers:
            for one in layer.annotations:
                span = self.mended.offsets.span(one.ranges) if one.text else None
                if span is not None:
                    yield self._occurrence(span, one.layer, one, told_ranges(one.ranges))

    def missed(self, span: Range, layer: str) -> Occurrence | None:
        """Return a place where nothing is annotated, None where no name can stand."""
        ranges = self.mended.offsets.to_source(*span)
        if not ranges or self.mended.offsets.span(ranges) is None:
            return None
        return self._occurrence(span, layer, None, told_ranges(ranges))

    def _occurrence(
        self, span: Range, layer: str, annotation: Annotation | None, place: str
    ) -> Occurrence:
        mended, source = self.mended, self.mended.source
        text = mended.text[slice(*span)]
        left, right = around(
            mended.text, span, mended.offsets.extents, mended.offsets.block_at(span[0])
        )
        first = mended.offsets.to_source(*span)
        return Occurrence(
            document=source.id,
            sha256=source.sha256,
            layer=layer,
            form=form_of(text),
            label=annotation.label if annotation else "",
            text=text,
            span=span,
            place=place,
            page=source.page_at(first[0][0]) if first else None,
            left=left,
            right=right,
            annotation=annotation,
        )
