"""What somebody should say yes to before it is written: deletions that look like a slip.

A key in doccano empties a text, and a label that is deleted there takes all its names along.
Neither leaves a trace of who did it, and neither looks different from many careful decisions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotate.document.annotation import Annotation
from annotate.document.nesting import overlap
from annotate.document.standoff import Standoff
from annotate.review.annotation_index import AnnotationIndex
from annotate.review.decisions import identity_of, is_live

_FEW = 3
"""So many deletions are never a slip of this kind."""


@dataclass(frozen=True, slots=True)
class Caution:
    """Deletions that wait for a yes.

    Attributes
    ----------
    document : str
        The document; ``""`` where it is about all texts together.
    what : str
        What was seen.
    deleted : frozenset of (str, str)
        The ids of the annotations that go and of the predictions under them, with their documents.
    """

    document: str
    what: str
    deleted: frozenset[tuple[str, str]]

    def __str__(self) -> str:
        return f"{self.document}: {self.what}" if self.document else self.what


def deleted_between(was: Standoff, now: Standoff) -> list[Annotation]:
    """Return the names and acronyms that are there before and not after, and in whose place nothing
    is: what was corrected is not deleted.

    Parameters
    ----------
    was, now : Standoff
        A document before and after.
    """
    live = {one.id: one for one in now.named() if is_live(one)}
    gone = [one for one in was.named() if is_live(one) and one.id not in live]
    if not gone:
        return []
    low, high = min(one.start for one in gone), max(one.end for one in gone)
    index = AnnotationIndex(one for one in live.values() if one.start < high and low < one.end)
    return [
        one
        for one in gone
        if not any(
            other.layer == one.layer and overlap(one, other) for other in index.near(one.ranges)
        )
    ]


def cautions_of(changes: Iterable[tuple[Standoff, Standoff]]) -> list[Caution]:
    """Return what of a batch waits for a yes.

    Parameters
    ----------
    changes : iterable of (Standoff, Standoff)
        Documents before and after, those that stay as they are among them.

    Returns
    -------
    list of Caution
        Texts that lose more than a third of their annotations, or all of one label, and labels
        that are lost in all texts together.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from annotate.document.annotation import Layer
    >>> lens = Annotation("e-1", "entities", "LOC", ((0, 4),), "Lens")
    >>> every = [replace(lens, id=f"e-{at}", ranges=((at, at + 4),)) for at in (0, 9, 18)]
    >>> was = Standoff("a", "a", "f00", 22, "annotate", "1", (Layer("entities", tuple(every)),))
    >>> [str(one) for one in cautions_of([(was, replace(was, layers=()))])]
    ['a: all 3 of its annotations are deleted, as with the bin']
    """
    found: list[Caution] = []
    total: Counter[str] = Counter()
    lost: dict[str, list[tuple[str, Annotation]]] = defaultdict(list)
    for was, now in changes:
        every = [one for one in was.named() if is_live(one)]
        gone = deleted_between(was, now)
        total.update(one.label for one in every)
        for one in gone:
            lost[one.label].append((was.document, one))
        found += _in_text(was.document, every, gone)
    told = {one for caution in found for one in caution.deleted}
    for label, names in sorted(lost.items()):
        ids = frozenset().union(*(_ids(document, [one]) for document, one in names))
        if len(names) == total[label] >= _FEW and not ids <= told:
            found.append(Caution("", _all_of(label, len(names), "of the run"), ids))
    return found


def _in_text(
    document: str, every: Sequence[Annotation], gone: Sequence[Annotation]
) -> list[Caution]:
    if len(gone) < _FEW:
        return []
    if len(gone) == len(every):
        what = f"all {len(gone)} of its annotations are deleted, as with the bin"
        return [Caution(document, what, _ids(document, gone))]
    if len(gone) > len(every) / 3:
        what = f"{len(gone)} of its {len(every)} annotations are deleted"
        return [Caution(document, what, _ids(document, gone))]
    found = []
    there, left = Counter(one.label for one in every), Counter(one.label for one in gone)
    for label, number in sorted(left.items()):
        if number == there[label] >= _FEW:
            names = _ids(document, [one for one in gone if one.label == label])
            found.append(Caution(document, _all_of(label, number, "of it"), names))
    return found


def _ids(document: str, gone: Iterable[Annotation]) -> frozenset[tuple[str, str]]:
    return frozenset((document, name) for one in gone for name in (one.id, identity_of(one)))


def _all_of(label: str, number: int, where: str) -> str:
    return f"all {number} {label} {where} are deleted, as where a label is deleted or renamed"
