"""What the browser asks for, as the objects of a review."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from annotate.document.annotation import ACRONYMS
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Range
from annotate.errors import UsageError
from annotate.gold.adjudication_record import DROP, FIRST, SECOND, SET
from annotate.gold.contradictions import Verdict
from annotate.gold.edtf import fault_in
from annotate.review.choices import ACRONYM, Choice, ChoiceError, ChoiceKind
from annotate.review.decisions import origin_of
from annotate.review.form_decisions import FormDecision
from annotate.review.journal.batch import How
from annotate.review.sheet.text import form_of, occurrences_of
from annotate.review.sheet.wording import Verb

_WITH_QUOTE = (Verb.BOUNDS, Verb.SAME, Verb.DIFFERENT)
Body = Mapping[str, Any]


def choice_of(body: Body, document: Callable[[], AnnotatedDocument]) -> Choice:
    """Return one choice about an annotation.

    Parameters
    ----------
    body : mapping
        ``kind``, and what it needs of ``annotation``, ``seen``, ``label``, ``text``, and ``span``
        in code points of the mended text. A long form that is typed and stands in the text is
        taken from there, where it is nearest to the acronym.
    document : callable
        Returns the document.

    Raises
    ------
    UsageError
        If something is missing or not of its type.
    """
    kind = _one_of(ChoiceKind, body, "kind")
    span, text = _span(body), _text(body, "text").strip()
    annotation = _text(body, "annotation")
    if kind is ChoiceKind.EXPANSION and text and span is None:
        span = _written_out(document(), annotation, text)
    return Choice(kind, annotation, _text(body, "seen"), _text(body, "label"), span, text)


def form_decision_of(body: Body, document: AnnotatedDocument | None) -> FormDecision:
    """Return a decision about a form.

    Parameters
    ----------
    body : mapping
        ``verb``, ``label`` and ``boundary``; ``form`` and ``layer``, or the ``annotation`` that
        has the form.
    document : AnnotatedDocument or None
        The document of the annotation.

    Raises
    ------
    UsageError
        If something is missing or not of its type.
    """
    form, layer = _text(body, "form"), _text(body, "layer")
    name = _text(body, "annotation")
    if document is not None and name:
        found = next((one for one in document.annotations if one.id == name), None)
        if found is None:
            raise UsageError(f"there is no annotation {name}", path=document.id)
        origin = origin_of(found)
        form, layer = form_of(found.text or "" if origin is None else origin.text), found.layer
    verb = _one_of(Verb, body, "verb")
    return FormDecision(
        form,
        verb,
        ACRONYM if layer == ACRONYMS else "",
        _text(body, "label") if verb in (Verb.LABEL, Verb.ADD) else "",
        _text(body, "boundary") if verb in _WITH_QUOTE else "",
    )


def pieces_of(body: Body) -> tuple[dict[str, str], How]:
    """Return the pieces that were read, each with what was shown, and how.

    Raises
    ------
    UsageError
        If something is missing or not of its type.
    """
    pieces = body.get("pieces")
    if not isinstance(pieces, dict) or not all(isinstance(one, str) for one in pieces.values()):
        raise _malformed("pieces")
    return dict(pieces), _one_of(How, body, "how")


def settled_in(body: Body) -> dict[str, Verdict]:
    """Return what was chosen about contradictions, by their marks.

    Raises
    ------
    UsageError
        If something is not of its type.
    """
    found = body.get("settled", {})
    if not isinstance(found, dict):
        raise _malformed("settled")
    return {str(mark): verdict_of(found, mark) for mark in found}


def verdict_of(body: Body, name: str) -> Verdict:
    """Return who is right about a contradiction: ``first``, ``second``, neither, ``drop``, or a
    value of a date that neither gave, ``value 1936-05``.

    Raises
    ------
    ChoiceError
        If the value is none.
    UsageError
        If it is none of them.
    """
    found = _text(body, name)
    if found in (FIRST, SECOND, DROP):
        return Verdict(found)
    word, _, value = found.partition(" ")
    if word != "value":
        raise _malformed(name)
    fault = fault_in(value)
    if fault is not None:
        french = f"« {value} » n’est pas une valeur EDTF"
        raise ChoiceError(fault, french=french, remedy="write the value in EDTF")
    return Verdict(SET, found)


def _one_of(kinds: Any, body: Body, name: str) -> Any:
    try:
        return kinds(_text(body, name))
    except ValueError as error:
        raise _malformed(name) from error


def _text(body: Body, name: str) -> str:
    found = body.get(name, "")
    if not isinstance(found, str):
        raise _malformed(name)
    return found


def _span(body: Body) -> Range | None:
    found = body.get("span")
    if found is None:
        return None
    if not (isinstance(found, list) and len(found) == 2 and all(type(x) is int for x in found)):
        raise _malformed("span")
    return found[0], found[1]


def _malformed(name: str) -> UsageError:
    return UsageError(
        f"{name!r} is missing or malformed in what the page sent", remedy="reload the page"
    )


def _written_out(document: AnnotatedDocument, acronym: str, text: str) -> Range | None:
    """Return where a long form stands in the text, nearest to its acronym."""
    form = form_of(text)
    found = next((one for one in document.annotations if one.id == acronym), None)
    at = document.offsets.span(found.ranges) if found is not None else None
    if at is None:
        return None
    places = occurrences_of([form], document.mended.text).get(form, [])
    return min(places, key=lambda place: abs(place[0] - at[0]), default=None)
