"""Where forms that are annotated elsewhere stand in a document and nothing is annotated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotate.document.annotation import ENTITIES
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Range
from annotate.review import decided
from annotate.review.sheet.editable_layer import Marks, named
from annotate.review.sheet.occurrences import Occurrence, Reader
from annotate.review.sheet.text import standing

_DATE = "DATE"
_SHORTEST = 3


@dataclass
class Places:
    """What stands in one document.

    Attributes
    ----------
    missed : list of Occurrence
        Forms that are annotated elsewhere, and nothing is annotated there.
    cut : dict
        For an annotated name (document and id), the longer name that stands there whole.
    """

    missed: list[Occurrence] = field(default_factory=list)
    cut: dict[tuple[str, str], str] = field(default_factory=dict)


def places_in(treated: AnnotatedDocument, labels: Mapping[str, Mapping[str, int]]) -> Places:
    """Look up the forms of a corpus in one of its documents.

    Parameters
    ----------
    treated : AnnotatedDocument
        The document.
    labels : mapping of str to mapping of str to int
        How often each form has each label in the corpus.
    """
    found = Places()
    forms = [form for form in labels if _is_searched(form, labels[form])]
    if not forms:
        return found
    marks = Marks(treated.mended, named(treated.standoff.layers))
    reader = Reader(treated)
    for form, spans in standing(treated.mended.text, forms).items():
        for span in spans:
            _look(found, marks, reader, form, span, labels[form])
    return found


def _is_searched(form: str, labels: Mapping[str, int]) -> bool:
    """Tell whether a form is a name wherever it stands: dates are, by rules that know better."""
    return len(form) >= _SHORTEST and any(map(str.isupper, form)) and set(labels) != {_DATE}


def _look(
    found: Places,
    marks: Marks,
    reader: Reader,
    form: str,
    span: Range,
    labels: Mapping[str, int],
) -> None:
    there = marks.touching(span, ENTITIES)
    live = [one for one in there if decided.is_live(one)]
    if not live:
        # What somebody or a rule rejected there is decided.
        if any(marks.span(one.id) == span for one in there):
            return
        if not _is_common(marks.mended.text, span):
            missed = reader.missed(span, ENTITIES)
            if missed is not None:
                found.missed.append(missed)
        return
    if any(marks.span(one.id)[0] <= span[0] and span[1] <= marks.span(one.id)[1] for one in live):
        return
    for one in live:
        start, end = marks.span(one.id)
        inside = span[0] <= start and end <= span[1]
        if inside and one.label in labels and not one.attributes.get("nested", False):
            origin = decided.origin_of(one)
            found.cut[marks.mended.source.id, origin.id if origin else one.id] = form


def _is_common(text: str, span: Range) -> bool:
    """Tell whether an occurrence may be a common word at the start of a sentence."""
    from annotate.french.word_list import common_words
    from annotate.french.words import starts_sentence

    form = text[slice(*span)]
    return " " not in form and starts_sentence(text, span[0]) and form.lower() in common_words()
