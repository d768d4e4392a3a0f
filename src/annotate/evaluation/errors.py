"""Mistakes, one by one and grouped by form: what a linguist opens after the figures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from annotate.document.annotation import ACRONYMS, Annotation
from annotate.evaluation.alignment import places
from annotate.evaluation.disagreements import BOUNDARY, LABEL, MISSING, VALUE, Disagreement
from annotate.evaluation.pairing import DocumentPair
from annotate.evaluation.scores import LEAST, judge_expansion
from annotate.evaluation.spans import (
    DATE,
    NESTED,
    SCORED,
    expansion_of,
    hulls,
    normal_expansion,
    value_of,
)

MISSED, SPURIOUS = "missed", "spurious"
GOLD, PREDICTION = "gold", "prediction"
CONTEXT = 40
"""Characters of source on each side of a mistake."""

_FACETS = {
    LABEL: lambda span: span.label,
    BOUNDARY: lambda span: span.ranges,
    VALUE: lambda span: _value(span.annotation, normal_expansion),
}


@dataclass(frozen=True)
class Mistake(Disagreement):
    """One span of a prediction that is not as gold has it.

    Attributes
    ----------
    text : str
        The source text, for its context; empty when it was not found.
    """

    text: str = field(default="", repr=False)

    @property
    def kind(self) -> str:
        """``missed``, ``spurious``, ``label`` (and perhaps boundary), ``boundary`` or ``value``."""
        if MISSING in self.kinds:
            return SPURIOUS if self.first is None else MISSED
        return self.kinds[0]

    @property
    def start(self) -> int:
        """The first code point in gold, in the prediction where gold has nothing."""
        return self.either.start

    @property
    def end(self) -> int:
        """The code point after the last in gold, in the prediction where gold has nothing."""
        return self.either.end

    @property
    def gold_label(self) -> str:
        """The label in gold, empty where it has nothing."""
        return self.first.label if self.first else ""

    @property
    def predicted_label(self) -> str:
        """The label in the prediction, empty where it has nothing."""
        return self.second.label if self.second else ""

    @property
    def gold_form(self) -> str:
        """The quote in gold; for ``value`` the value, or the expansion, instead of the quote."""
        return self._said(self.first)

    @property
    def predicted_form(self) -> str:
        """The quote in the prediction; for ``value`` the value, or the expansion."""
        return self._said(self.second)

    @property
    def form(self) -> str:
        """The quote that the mistake is filed under: that of gold, if it has one."""
        return self._quote(self.first) or self._quote(self.second)

    @property
    def left(self) -> str:
        """The text before it."""
        return _flat(self.text[max(0, self.start - CONTEXT) : self.start])

    @property
    def right(self) -> str:
        """The text after it."""
        return _flat(self.text[self.end : self.end + CONTEXT])

    @property
    def what(self) -> str:
        """What is wrong, in a few words; of a name inside a longer one, that it is one.

        Examples
        --------
        >>> gold, found = (
        ...     Annotation("e-1", "entities", label, ((0, 5),), "Melin") for label in ("PER", "LOC")
        ... )
        >>> said = {"gold": (gold,), "prediction": (found,)}
        >>> Mistake("a", "entities", ("label",), said).what
        'LOC for PER'
        """
        return f"{self._what} (nested)" if self.layer == NESTED else self._what

    @property
    def _what(self) -> str:
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

    def _said(self, one: Annotation | None) -> str:
        if one is not None and self.kind == VALUE:
            return _value(one, expansion_of)
        return self._quote(one)

    def _quote(self, one: Annotation | None) -> str:
        if one is None:
            return ""
        return " ".join((one.text or self.text[one.start : one.end]).split())


def _value(one: Annotation, expansion: Callable[[Annotation], str]) -> str:
    """Return the value of a date, or the expansion of an acronym."""
    if one.layer == ACRONYMS:
        return expansion(one)
    return value_of(one) if one.label == DATE else ""


def _flat(text: str) -> str:
    """Return a text on one line, with a space where it begins or ends with white space."""
    return " ".join(f"\0{text}\0".split()).replace("\0", "")


def find_mistakes(
    pairs: Sequence[DocumentPair], layers: Collection[str], texts: Mapping[str, str] | None = None
) -> list[Mistake]:
    """Return every mistake in spans, values of dates and expansions of acronyms.

    Parameters
    ----------
    pairs : sequence of DocumentPair
        Gold and prediction of each document.
    layers : collection of str
        Which layers are scored; structure is not listed.
    texts : mapping of str to str, optional
        Source texts by their SHA-256, for contexts.
    """
    found: list[Mistake] = []
    for pair in pairs:
        text = (texts or {}).get(pair.gold.sha256, "")
        for aspect in SCORED:
            if aspect.name in layers:
                sides = {GOLD: pair.gold, PREDICTION: pair.predicted}
                spans = {side: hulls(aspect.spans(one)) for side, one in sides.items()}
                mistakes = [
                    Mistake.of(pair.document, aspect.name, said, _FACETS, text=text)
                    for said in places(spans, least=LEAST)
                ]
                found += sorted(filter(_counts, filter(None, mistakes)), key=_position)
    return found


def _counts(mistake: Mistake) -> bool:
    """Return whether a mistake counts; a difference of expansions does only if it is judged."""
    if mistake.layer != ACRONYMS or mistake.kinds != (VALUE,):
        return True
    assert mistake.first is not None and mistake.second is not None
    counts = judge_expansion(mistake.first, mistake.second)
    return counts.incorrect + counts.missed + counts.spurious > 0


def _position(mistake: Mistake) -> tuple[int, int, str]:
    return mistake.start, mistake.end, mistake.either.label


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

    @property
    def summary(self) -> str:
        """The group in one line, such as ``Melin: LOC for PER, 2 times``."""
        number = len(self.mistakes)
        return f"{self.first.form}: {self.first.what}, {number} time{'s' * (number > 1)}"


def group(mistakes: Iterable[Mistake]) -> list[MistakeGroup]:
    """Group mistakes by form and by what is wrong, the commonest first, nested names last."""
    found: dict[tuple[str, ...], list[Mistake]] = {}
    for one in mistakes:
        found.setdefault((one.form, one.layer, one.kind, one.what), []).append(one)
    groups = [MistakeGroup(tuple(held)) for held in found.values()]
    return sorted(groups, key=_rank)


def _rank(some: MistakeGroup) -> tuple[bool, int, str, str]:
    return some.first.layer == NESTED, -len(some.mistakes), some.first.form, some.summary
