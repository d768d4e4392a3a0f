"""Mistakes, one by one and grouped by form: what a linguist opens after the figures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotate.document.annotation import ACRONYMS, ENTITIES
from annotate.evaluation.acronyms import expansion_of, judge_expansion
from annotate.evaluation.pairing import Pair
from annotate.evaluation.spans import NESTED, Match, Span, align, spans_of
from annotate.evaluation.values import DATE, value_of

LABEL, BOUNDARY, MISSED, SPURIOUS, VALUE = "label", "boundary", "missed", "spurious", "value"
KINDS = (LABEL, BOUNDARY, MISSED, SPURIOUS, VALUE)
CONTEXT = 40
"""Characters of source on each side of a mistake."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One span that is not as gold has it.

    Attributes
    ----------
    document : str
        Its id.
    layer : str
        ``entities``, ``nested`` or ``acronyms``.
    kind : str
        ``label`` (whatever the ends), ``boundary``, ``missed``, ``spurious`` or ``value``.
    start, end : int
        Code points of the source: those of gold, of the prediction where gold has nothing.
    gold_label, predicted_label : str
        Empty where that side has no span.
    gold_form, predicted_form : str
        The mended quotes; for ``value`` the values, or the expansions, instead of quotes.
    form : str
        The quote that the mistake is filed under.
    left, right : str
        Context, empty when the source text is not at hand.
    """

    document: str
    layer: str
    kind: str
    start: int
    end: int
    gold_label: str
    predicted_label: str
    gold_form: str
    predicted_form: str
    form: str
    left: str = ""
    right: str = ""

    def told(self) -> str:
        """Return what is wrong, in a few words; of a name inside a longer one, that it is one.

        Examples
        --------
        >>> Mistake("a", "entities", "label", 0, 5, "PER", "LOC", "Melin", "Melin", "Melin").told()
        'LOC for PER'
        """
        return f"{self._told()} (nested)" if self.layer == NESTED else self._told()

    def _told(self) -> str:
        if self.kind == MISSED:
            return f"{self.gold_label} missed"
        if self.kind == SPURIOUS:
            return f"{self.predicted_label} where there is none"
        if self.kind == LABEL:
            ends = "" if self.gold_form == self.predicted_form else f" as « {self.predicted_form} »"
            return f"{self.predicted_label} for {self.gold_label}{ends}"
        if self.kind == BOUNDARY:
            return f"{self.gold_label} as « {self.predicted_form} »"
        return f"{self.predicted_form or 'nothing'} for {self.gold_form or 'nothing'}"


@dataclass(frozen=True, slots=True)
class MistakeGroup:
    """The same mistake over the same form.

    Attributes
    ----------
    mistakes : tuple of Mistake
        At least one, by document and position.
    """

    mistakes: tuple[Mistake, ...]

    @property
    def first(self) -> Mistake:
        """The one that the group is named after."""
        return self.mistakes[0]

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents it happens in."""
        return tuple(dict.fromkeys(one.document for one in self.mistakes))

    def told(self) -> str:
        """Return the group in one line.

        Examples
        --------
        >>> one = Mistake("a", "entities", "label", 0, 5, "PER", "LOC", "Melin", "Melin", "Melin")
        >>> MistakeGroup((one, one)).told()
        'Melin: LOC for PER, 2 times'
        """
        number = len(self.mistakes)
        return f"{self.first.form}: {self.first.told()}, {number} time{'s' * (number > 1)}"


def group(mistakes: Iterable[Mistake]) -> list[MistakeGroup]:
    """Group mistakes by form and by what is wrong, the commonest first, nested names last."""
    found: dict[tuple[str, ...], list[Mistake]] = {}
    for one in mistakes:
        found.setdefault((one.form, one.layer, one.kind, one.told()), []).append(one)
    groups = [MistakeGroup(tuple(held)) for held in found.values()]
    return sorted(groups, key=_rank)


def _rank(some: MistakeGroup) -> tuple[bool, int, str, str]:
    return some.first.layer == NESTED, -len(some.mistakes), some.first.form, some.told()


def find_mistakes(
    pairs: Sequence[Pair], layers: Collection[str], texts: Mapping[str, str] | None = None
) -> list[Mistake]:
    """Return every mistake in spans, values of dates and expansions of acronyms.

    Parameters
    ----------
    pairs : sequence of Pair
        Gold and prediction of each document.
    layers : collection of str
        Which layers are scored; structure is not listed.
    texts : mapping of str to str, optional
        Source texts by their SHA-256, for contexts.
    """
    found: list[Mistake] = []
    for pair in pairs:
        text = (texts or {}).get(pair.gold.sha256)
        for layer, name, nested in (
            (ENTITIES, ENTITIES, False),
            (NESTED, ENTITIES, True),
            (ACRONYMS, ACRONYMS, False),
        ):
            if layer in layers:
                mine = spans_of(pair.gold, name, nested=nested)
                theirs = spans_of(pair.predicted, name, nested=nested)
                found.extend(
                    mistake
                    for match in align(mine, theirs)
                    for mistake in _mistakes(match, pair.document, layer, text)
                )
    return found


def _mistakes(match: Match, document: str, layer: str, text: str | None) -> Iterator[Mistake]:
    place = match.gold or match.predicted
    assert place is not None
    kind = judge(match)
    forms = (_form(match.gold, text), _form(match.predicted, text))
    if kind is None:
        return
    form = forms[0] or forms[1]
    if kind == VALUE:
        forms = _values(match)
    left, right = _context(place, text)
    yield Mistake(
        document,
        layer,
        kind,
        place.start,
        place.end,
        match.gold.label if match.gold else "",
        match.predicted.label if match.predicted else "",
        *forms,
        form,
        left,
        right,
    )


def judge(match: Match) -> str | None:
    """Return the kind of mistake in a match; None when it is right, its value included."""
    gold, predicted = match
    if predicted is None:
        return MISSED
    if gold is None:
        return SPURIOUS
    if gold.label != predicted.label:
        return LABEL
    if (gold.start, gold.end) != (predicted.start, predicted.end):
        return BOUNDARY
    if gold.label == DATE and value_of(gold) != value_of(predicted):
        return VALUE
    expansion = judge_expansion(gold, predicted)
    wrong = expansion.incorrect + expansion.missed + expansion.spurious
    return VALUE if gold.annotation and gold.annotation.layer == ACRONYMS and wrong else None


def _values(match: Match) -> tuple[str, str]:
    gold, predicted = match
    assert gold is not None and predicted is not None
    if gold.label == DATE:
        return value_of(gold) or "", value_of(predicted) or ""
    return expansion_of(gold) or "", expansion_of(predicted) or ""


def _form(span: Span | None, text: str | None) -> str:
    if span is None:
        return ""
    if span.annotation and span.annotation.text:
        return " ".join(span.annotation.text.split())
    return " ".join(text[span.start : span.end].split()) if text else ""


def _context(span: Span, text: str | None) -> tuple[str, str]:
    if text is None:
        return "", ""
    left = text[max(0, span.start - CONTEXT) : span.start]
    right = text[span.end : span.end + CONTEXT]
    return _flat(left), _flat(right)


def _flat(text: str) -> str:
    """Return a text on one line, with a space where it begins or ends with white space."""
    return " ".join(f"\0{text}\0".split()).replace("\0", "")
