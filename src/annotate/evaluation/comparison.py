"""Two predictions over the same gold: what got better and worse, span by span."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from annotate.evaluation.errors import Mistake, find_mistakes
from annotate.evaluation.pairing import DocumentPair

BETTER, WORSE, CHANGED = "better", "worse", "changed"
RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Change:
    """One span on which two predictions differ.

    Attributes
    ----------
    verdict : str
        ``better`` (wrong before, right now), ``worse``, or ``changed``: wrong both times, in two
        ways.
    document : str
        Its id.
    layer : str
        ``entities``, ``nested`` or ``acronyms``.
    start, end : int
        Code points of the source.
    form : str
        The quote.
    before, now : str
        What was and is wrong; ``right`` for nothing.
    """

    verdict: str
    document: str
    layer: str
    start: int
    end: int
    form: str
    before: str
    now: str


def compare(
    now: Sequence[DocumentPair],
    before: Sequence[DocumentPair],
    layers: Collection[str],
    texts: Mapping[str, str] | None = None,
) -> list[Change]:
    """Compare two predictions over the same gold.

    Parameters
    ----------
    now, before : sequence of DocumentPair
        The prediction that is judged, and the one it is compared with. Documents that only one of
        them has are left out.
    layers : collection of str
        Which layers to compare; structure is not.
    texts : mapping of str to str, optional
        Source texts by their SHA-256, for forms that have no quote.

    Returns
    -------
    list of Change
        By document and position. A span that is no longer predicted where gold has nothing is
        better; a span that is wrong in the same way both times is no change.
    """
    common = {pair.gold.sha256 for pair in now} & {pair.gold.sha256 for pair in before}
    new = _by_place(now, common, layers, texts)
    old = _by_place(before, common, layers, texts)
    changes = []
    for place in sorted(old.keys() | new.keys()):
        then, this = old.get(place), new.get(place)
        wrong = (then.what if then else RIGHT, this.what if this else RIGHT)
        if wrong[0] == wrong[1]:
            continue
        verdict = BETTER if this is None else WORSE if then is None else CHANGED
        some = this or then
        assert some is not None
        changes.append(
            Change(verdict, some.document, some.aspect, some.start, some.end, some.form, *wrong)
        )
    return changes


def _by_place(
    pairs: Sequence[DocumentPair],
    common: Collection[str],
    layers: Collection[str],
    texts: Mapping[str, str] | None,
) -> dict[tuple[str, str, int, int, bool], Mistake]:
    """Return the mistakes by where they are, those over nothing in gold apart from the others."""
    shared = [pair for pair in pairs if pair.gold.sha256 in common]
    names = {pair.document: pair.gold.document for pair in shared}
    return {
        (names[one.document], one.aspect, one.start, one.end, one.first is None): one
        for one in find_mistakes(shared, layers, texts)
    }
