"""Batches taken back: what still stands as they left it becomes what it was before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from annotate.document.annotation import STRUCTURE, Annotation
from annotate.document.nesting import clash
from annotate.document.source import Source
from annotate.document.standoff import Standoff, check_standoff, loads
from annotate.document.structure import ElementIndex
from annotate.errors import StandoffError, UsageError
from annotate.review.annotation_index import AnnotationIndex
from annotate.review.apply_decisions import with_nesting
from annotate.review.backups import mended_before
from annotate.review.decisions import content, is_decided, is_live, review_of
from annotate.review.form_decisions import COLUMNS
from annotate.review.journal.batch import (
    AnnotationChange,
    Batch,
    DocumentChange,
    Kind,
    TableChange,
)
from annotate.review.journal.carrying import carried_change
from annotate.review.journal.changes import (
    before_lines,
    document_change,
    table_change,
    with_annotations,
)
from annotate.review.journal.journal import Journal
from annotate.review.merging import refreshed
from annotate.review.sheet.wording import Verb

_LATER = "it has changed since"


class StandsNoMoreError(UsageError):
    """A part of what a batch changed was changed again since; nothing was written."""

    def __init__(self, number: int, conflicts: Sequence[str]) -> None:
        more = f", and {len(conflicts) - 5} more" if len(conflicts) > 5 else ""
        super().__init__(
            f"batch {number} does not stand any more as a whole: {'; '.join(conflicts[:5])}{more}",
            remedy="take back the later batches first (`annotate review log`), or with --yes only "
            "what stands",
        )
        self.number, self.conflicts = number, tuple(conflicts)

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.number, self.conflicts))


@dataclass
class Undone:
    """What was taken back.

    Attributes
    ----------
    batch : Batch
        The batch that took it back.
    undone : Batch
        The one that was taken back.
    conflicts : list of str
        What was left, because it has changed since.
    """

    batch: Batch
    undone: Batch
    conflicts: list[str] = field(default_factory=list)


def undo(
    journal: Journal, number: int | None, by: str, at: str, *, standing: bool = False
) -> Undone:
    """Take a batch back, and write that as a batch of its own.

    In a text that was extracted again since, what it changed is looked for among the same words.
    What it added goes, what it removed comes back, and what it changed is as it was; what it read
    counts as not read. Where nothing was written since, the files are the same to the byte, tables
    that follow from them aside. A batch that took another one back can be taken back itself.

    Parameters
    ----------
    journal : Journal
        Opened.
    number : int or None
        Which; by default the last that holds and took nothing back itself.
    by, at : str
        Who, and when.
    standing : bool
        Where a part of it was changed again, take the rest back; else nothing.

    Raises
    ------
    StandsNoMoreError
        If a part of it was changed again, or has no sure place in a new text, and the rest is not
        wanted alone.
    UsageError
        If there is no such batch, or it does not hold any more.
    """
    chosen = _chosen(journal, number)
    later = [
        one
        for one in journal.effective()
        if one.number > chosen.number >= (one.undoes or chosen.number)
    ]
    reversal = _Reversal(journal, chosen, later)
    for change in chosen.documents:
        reversal.document(change)
    for table in chosen.tables:
        reversal.table(table)
    if reversal.conflicts and not standing:
        raise StandsNoMoreError(chosen.number, reversal.conflicts)
    batch = Batch(
        0,
        Kind.UNDO,
        (by,),
        at,
        "",
        chosen.number,
        tuple(reversal.changes),
        tuple(reversal.lines),
    )
    written = journal.write(batch, reversal.standoffs, reversal.texts)
    return Undone(written, chosen, reversal.conflicts)


def _chosen(journal: Journal, number: int | None) -> Batch:
    holding = {one.number: one for one in journal.effective()}
    if number is None:
        own = [one for one in holding.values() if one.kind is not Kind.UNDO]
        if not own:
            raise UsageError(
                "there is nothing to take back",
                path=journal.path,
                remedy="see `annotate review log`",
            )
        return own[-1]
    if number in holding:
        return holding[number]
    known = {one.number for one in journal.batches()}
    what = "does not hold any more" if number in known else "is not in the journal"
    raise UsageError(
        f"batch {number} {what}", path=journal.path, remedy="see `annotate review log`"
    )


class _Reversal:
    """The files of a batch as they are without it."""

    def __init__(self, journal: Journal, batch: Batch, later: Iterable[Batch]) -> None:
        self._journal, self._batch = journal, batch
        self._touched = {change.path for one in later for change in one.documents}
        self.conflicts: list[str] = []
        self.changes: list[DocumentChange] = []
        self.lines: list[TableChange] = []
        self.standoffs: dict[str, Standoff | None] = {}
        self.texts: dict[str, str | None] = {}

    def document(self, change: DocumentChange) -> None:
        """Take back what was changed in one standoff file."""
        path = self._journal.file(change.path)
        if not path.is_file() or change.now is None:
            self.conflicts.append(f"{change.document}: {path.name} is not there any more")
            return
        now = loads(path.read_text("utf-8"), path)
        if now.sha256 != change.now.sha256:
            old, new = map(
                partial(mended_before, self._journal.run, change.document),
                (change.now.sha256, now.sha256),
            )
            if old is None or new is None:
                self.conflicts.append(f"{change.document}: its text has changed, and was not kept")
                return
            change, lost = carried_change(change, old, new)
            self.conflicts += lost
        made = self._reversed(now, change)
        found = document_change(change.path, now, made)
        if found is not None:
            self.changes.append(found)
            self.standoffs[change.path] = made

    def _reversed(self, now: Standoff, change: DocumentChange) -> Standoff | None:
        present = {one.id: one for one in now.annotations()}
        back: list[AnnotationChange] = []
        for pair in change.annotations:
            if not _stands(pair, present):
                self._note(change.document, pair)
            else:
                back.append(pair)
        taken = {pair.now.id: present.pop(pair.now.id) for pair in back if pair.now is not None}
        if change.was is None:
            # The batch made the file.
            return with_annotations(now, present.values()) if present else None
        self._restore(change, back, present, taken)
        head = replace(now, layers=()) if _same_head(change) else change.was
        made = with_annotations(head, present.values())
        later = change.path in self._touched or len(back) < len(change.annotations)
        made = with_nesting(made) if later else made
        self._check(made, change)
        return made

    def _restore(
        self,
        change: DocumentChange,
        back: Sequence[AnnotationChange],
        present: dict[str, Annotation],
        taken: Mapping[str, Annotation],
    ) -> None:
        """Put back what was there, where nobody has decided on something else since."""
        structure = [one for one in present.values() if one.layer == STRUCTURE]
        elements, known = ElementIndex(structure), {one.id for one in structure}
        index = AnnotationIndex(one for one in present.values() if one.layer != STRUCTURE)
        for pair in back:
            was = pair.was
            if was is None:
                continue
            near = index.near(was.ranges) if is_live(was) else []
            others = [one for one in near if is_live(one) and clash(was, one)]
            if was.id in present or any(map(is_decided, others)):
                self._note(change.document, pair)
                if pair.now is not None:
                    present[pair.now.id] = taken[pair.now.id]
                continue
            if others and not is_decided(was):
                continue  # the rules have found something else since
            for one in others:
                del present[one.id]
                index.drop(one.id)
            fits = {was.paragraph, was.sentence} - {None} <= known
            present[was.id] = was if fits else refreshed(was, elements)

    def _check(self, made: Standoff, change: DocumentChange) -> None:
        text = self._journal.run.source_text(change.document)
        try:
            source = Source(change.document, str(text), text.read_bytes().decode())
        except (OSError, UnicodeDecodeError):
            return
        if source.sha256 == made.sha256:
            check_standoff(made, source, self._journal.file(change.path))

    def _note(self, document: str, pair: AnnotationChange) -> None:
        one = pair.now or pair.was
        assert one is not None
        if is_decided(one) or (pair.was is not None and is_decided(pair.was)):
            self.conflicts.append(f"{document}: {one.label} {one.text!r}: {_LATER}")

    def table(self, change: TableChange) -> None:
        """Take back what was changed in a table of form decisions."""
        path = self._journal.file(change.path)
        try:
            now = path.read_bytes().decode("utf-8") if path.is_file() else None
        except UnicodeDecodeError as error:
            raise StandoffError(
                f"cannot be read ({error})", path=path, remedy="save it as UTF-8"
            ) from error
        was = before_lines(now, change)
        if was is None:
            was = self._by_rows(now or "", change)
        made = was if change.existed or any(_rows(was.split("\n"))) else None
        found = table_change(change.path, now, made)
        if found is not None:
            self.lines.append(found)
            self.texts[change.path] = made

    def _by_rows(self, now: str, change: TableChange) -> str:
        """Take back the rows that are as the batch wrote them, where others have changed."""
        lines = now.split("\n")
        for part in change.lines:
            old, fresh = _rows(part.was), _rows(part.now)
            missing = [one for one in fresh if one not in lines]
            others = {_key(one) for one in _rows(lines) if one not in fresh}
            if missing or not others.isdisjoint(map(_key, old)):
                row = (missing or fresh or old)[0].split("\t")[0]
                self.conflicts.append(f"{change.path}: the row about {row!r}: {_LATER}")
                continue
            at = min((lines.index(one) for one in fresh), default=min(part.at, len(lines) - 1))
            lines = [one for one in lines if one not in fresh]
            lines[at:at] = old
        return "\n".join(lines)


def _rows(lines: Iterable[str]) -> list[str]:
    """Return the rows of a table of form decisions: not its head, its comments, its blank lines."""
    head = COLUMNS[0]
    return [one for one in lines if one.strip() and one[0] != "#" and one.split("\t")[0] != head]


def _key(row: str) -> tuple[str, ...]:
    """Return what a row of the table of form decisions is about."""
    cells = row.split("\t")
    verb = next(iter(cells[2:3]), "")
    if verb in (Verb.SAME, Verb.DIFFERENT):
        return (*cells[:2], *cells[4:5])
    return (*cells[:2], Verb.ADD if verb == Verb.ADD else "")


def _same_head(change: DocumentChange) -> bool:
    return change.was == change.now


def _stands(pair: AnnotationChange, present: Mapping[str, Annotation]) -> bool:
    """Return whether an annotation is as a batch left it."""
    if pair.now is None:
        return pair.was is not None and pair.was.id not in present
    now = present.get(pair.now.id)
    return now is not None and _meaning(now) == _meaning(pair.now)


def _meaning(one: Annotation) -> tuple[Any, ...]:
    """Return what was said of a name: not its entity, nor the elements it lies in, which a later
    run counts anew.
    """
    return (one.layer, one.status, content(one), review_of(one))
