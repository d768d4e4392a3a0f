"""Occurrences of names in the documents of a run, with their contexts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from annotate.document.annotation import ENTITIES, Annotation
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Range
from annotate.review.decisions import identity_of, is_decided, is_live, origin_of
from annotate.review.sheet.text import CLOSE, OPEN, around, form_of, written


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place of one document where a form is annotated, or where it was missed.

    Attributes
    ----------
    document, sha256 : str
        The document, and the hash of its source text.
    layer, form : str
        The layer it is or would be on; the form as it is now.
    label : str
        Its label, ``""`` where it was missed.
    text : str
        The mended quote.
    span : Range
        In the mended text.
    place : str
        The ranges of the source, as :func:`~annotate.review.sheet.text.written` gives them.
    page : int or None
        The page it begins on.
    left, right : str
        The text around it.
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
        return identity_of(self.annotation) if self.annotation else ""

    @property
    def fingerprint(self) -> str:
        """A short hash of the text and of what was predicted at this place."""
        return fingerprint_of(self.sha256, self.annotation, self.place, self.form)

    @property
    def decided(self) -> bool:
        """Whether anybody decided on it."""
        return self.annotation is not None and is_decided(self.annotation)

    @property
    def live(self) -> bool:
        """Whether something is annotated there, and not rejected."""
        return self.annotation is not None and is_live(self.annotation)

    @property
    def context(self) -> str:
        """The name between brackets, with the text around it."""
        return f"{self.left}{OPEN}{self.text}{CLOSE}{self.right}"


def fingerprint_of(sha256: str, annotation: Annotation | None, place: str, form: str) -> str:
    """Return a short hash of a text and of what was predicted at one place of it.

    It stays the same when decisions are applied, and changes when the text or the prediction does.
    """
    if annotation is None:
        return _hash(sha256, "missed", place, form)
    origin = origin_of(annotation)
    if origin is None:
        return _hash(sha256, "made", annotation.id)
    return _hash(sha256, annotation.layer, origin.label, written(origin.ranges), origin.text)


def common_fingerprint(parts: list[str]) -> str:
    """Return a short hash of the fingerprints of all predictions of one form."""
    return _hash(*sorted(parts))


def _hash(*parts: str) -> str:
    # A letter in front: a spreadsheet takes 12e45 for a number.
    whole = "\x1f".join(parts).encode()
    return f"h{hashlib.blake2b(whole, digest_size=6).hexdigest()}"


class Reader:
    """Makes the occurrences of one document.

    Parameters
    ----------
    document : AnnotatedDocument
        The document.
    """

    def __init__(self, document: AnnotatedDocument) -> None:
        self.mended = document.mended
        self._standoff = document.standoff

    def annotated(self) -> Iterator[Occurrence]:
        """Yield what is annotated as a name or an acronym, rejected or not."""
        for layer in self._standoff.layers:
            for one in layer.annotations:
                span = self.mended.offsets.span(one.ranges) if one.text else None
                if span is not None:
                    yield self._occurrence(span, one.layer, one, written(one.ranges))

    def missed(self, span: Range) -> Occurrence | None:
        """Return an occurrence without an annotation, or None where no name can be."""
        ranges = self.mended.offsets.to_source(*span)
        if not ranges or self.mended.offsets.span(ranges) is None:
            return None
        return self._occurrence(span, ENTITIES, None, written(ranges))

    def _occurrence(
        self, span: Range, layer: str, annotation: Annotation | None, place: str
    ) -> Occurrence:
        mended, source = self.mended, self.mended.source
        text = mended.text[slice(*span)]
        block = mended.offsets.block_at(span[0])
        left, right = around(mended.text, span, mended.offsets.extents, block)
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
