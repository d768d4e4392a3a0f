"""What differs between two states of a file, as a batch keeps it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher

from annotate.document.annotation import Annotation, Layer
from annotate.document.standoff import Standoff
from annotate.review.decisions import identity_of
from annotate.review.journal.batch import (
    AnnotationChange,
    DocumentChange,
    LinesChange,
    TableChange,
)


def document_change(path: str, was: Standoff | None, now: Standoff | None) -> DocumentChange | None:
    """Return what differs between two states of a standoff file; None if nothing does.

    Parameters
    ----------
    path : str
        The file, from the run's folder on.
    was, now : Standoff or None
        None where there is no file.
    """
    before = {one.id: one for one in was.annotations()} if was else {}
    after = {one.id: one for one in now.annotations()} if now else {}
    changes = [
        AnnotationChange(one, after[one.id])
        for one in before.values()
        if one.id in after and after[one.id] is not one and after[one.id] != one
    ]
    gone = {one.id: one for one in before.values() if one.id not in after}
    for one in after.values():
        if one.id not in before:
            # What was corrected has another id; it belongs to what it was made of.
            changes.append(AnnotationChange(gone.pop(identity_of(one), None), one))
    changes += [AnnotationChange(one, None) for one in gone.values()]
    heads = _head(was), _head(now)
    if not changes and heads[0] == heads[1]:
        return None
    return DocumentChange(path, *heads, tuple(sorted(changes, key=_place)))


def _head(standoff: Standoff | None) -> Standoff | None:
    return None if standoff is None else replace(standoff, layers=())


def _place(change: AnnotationChange) -> tuple[object, ...]:
    one = change.was or change.now
    return one.sort_key() if one else ()


def with_annotations(head: Standoff, annotations: Iterable[Annotation]) -> Standoff:
    """Return a standoff with these annotations and no others."""
    layers: dict[str, list[Annotation]] = defaultdict(list)
    for one in annotations:
        layers[one.layer].append(one)
    return replace(head, layers=tuple(Layer.of(name, every) for name, every in layers.items()))


def table_change(path: str, was: str | None, now: str | None) -> TableChange | None:
    """Return what differs between two states of a table; None if nothing does.

    Examples
    --------
    >>> change = table_change("decisions.tsv", "a\\nb\\n", "a\\nc\\n")
    >>> change.lines
    (LinesChange(at=1, was=('b',), now=('c',)),)
    """
    if was == now:
        return None
    old, new = ([] if text is None else text.split("\n") for text in (was, now))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    lines = (
        LinesChange(start, tuple(old[low:high]), tuple(new[start:end]))
        for tag, low, high, start, end in matcher.get_opcodes()
        if tag != "equal"
    )
    return TableChange(path, was is not None, tuple(lines))


def before_lines(text: str | None, change: TableChange) -> str | None:
    """Return a table as it was before a batch, if its lines stand where the batch put them."""
    lines = [] if text is None else text.split("\n")
    for part in reversed(change.lines):
        place = slice(part.at, part.at + len(part.now))
        if tuple(lines[place]) != part.now:
            return None
        lines[place] = part.was
    return "\n".join(lines)
