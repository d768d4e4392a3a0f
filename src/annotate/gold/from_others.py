"""Gold from annotations that others made of their own texts, in a format of other programs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation, Layer, stable_id
from annotate.document.labels import DATE, LabelTable
from annotate.document.mended import Mended
from annotate.document.quote_check import quote_matches
from annotate.document.source import Source
from annotate.document.standoff import Standoff, standoff_of
from annotate.exports.document import NO_LABEL, Exchanged, Span, Unplaced
from annotate.exports.losses import NAMES, Feature, reduced
from annotate.gold.edtf import fault_in
from annotate.text.mending.mend import mend


def gold_of(
    document: Exchanged, path: str, by: str, labels: LabelTable
) -> tuple[Standoff, list[Unplaced]]:
    """Return the annotations of a text as gold over it.

    Parameters
    ----------
    document : Exchanged
        As a format reads it: its text is the source.
    path : str
        What the gold calls the file of the text.
    by : str
        Who made the annotations.
    labels : LabelTable
        The labels of the configuration.

    Returns
    -------
    Standoff
        The annotations. A date without a value gets the one that the rules read in it.
    list of Unplaced
        What is left out, with the reason: other labels, spans over two paragraphs or over nothing,
        dates whose value nobody can tell, what crosses a longer name or is the same words.

    Examples
    --------
    >>> from annotate.document.labels import shipped_labels
    >>> spans = (Span("LOC", ((2, 6),)), Span("GPE", ((10, 16),)))
    >>> gold, left = gold_of(Exchanged("a", "À Lens et Liévin.", spans), "a.txt", "bob",
    ...     shipped_labels())
    >>> [(one.text, one.source, one.status) for one in gold.annotations()]
    [('Lens', 'reviewer:bob', 'accepted')]
    >>> print(*left)
    a: GPE « Liévin »: the configuration has no such label
    """
    source = Source(document.id, path, document.text)
    mended = mend(source)
    kept, _ = reduced(document, NAMES | {Feature.GAPS, Feature.SPACE, Feature.VALUE})
    made: dict[str, Annotation] = {}
    left: list[Unplaced] = []
    hosts: dict[str, Annotation] = {}
    for span in kept.spans:  # the longest of those that begin together comes first
        one = _annotation(span, mended, by, labels)
        if not isinstance(one, str) and one.id not in made:
            one = _beside(one, hosts)
        if isinstance(one, str):
            left.append(Unplaced(document.id, span.label, document.quote(span), one))
        else:
            made.setdefault(one.id, one)
    layers = (
        Layer.of(name, (one for one in made.values() if one.layer == name))
        for name in (ENTITIES, ACRONYMS)
    )
    return standoff_of(source, (layer for layer in layers if layer.annotations), ""), left


def _beside(one: Annotation, hosts: dict[str, Annotation]) -> Annotation | str:
    """Return an annotation as it stands beside the last long one of its layer, which it may become
    itself, or why the layer cannot have both: spans of others may lie in each other at will.
    """
    host = hosts.get(one.layer)
    if host is None or one.start >= host.end:
        hosts[one.layer] = one
        return one
    told = f"{host.label} « {host.text} »"
    if (one.start, one.end) == (host.start, host.end):
        return f"the same words are {told}"
    if one.end > host.end:
        return f"it crosses {told}"
    if one.layer != ENTITIES:
        return f"it lies in {told}"
    return replace(one, attributes={**one.attributes, "nested": True})


def _annotation(span: Span, mended: Mended, by: str, labels: LabelTable) -> Annotation | str:
    """Return a span as an annotation, or why it cannot be one."""
    if span.label not in labels or labels[span.label].layer == "structure":
        return NO_LABEL
    text = mended.source.text
    whole = mended.offsets.span(span.ranges)
    quote = " ".join(" ".join(text[start:end].split()) for start, end in span.ranges)
    if whole is not None:
        quote = mended.text[slice(*whole)]
    if not quote or not quote_matches(text, span.ranges, quote):
        return "it covers no whole words of a paragraph"
    value, attributes = span.value, dict[str, Any]()
    if span.label == DATE and (value is None or fault_in(value)):
        from annotate.pipes.dates.finder import date_in

        value, attributes = date_in(mended.text, *whole) if whole else (None, {})
        if value is None:
            return "nobody can tell its value"
    if span.layer == ENTITIES:
        attributes = {"in_citation": False, "nested": False, **attributes}
    return Annotation(
        id=stable_id(span.layer, span.label, span.ranges),
        layer=span.layer,
        label=span.label,
        ranges=span.ranges,
        text=quote,
        value=value,
        attributes=attributes,
        source=f"reviewer:{by}",
        status="accepted",
        page=mended.source.page_at(span.start),
    )
