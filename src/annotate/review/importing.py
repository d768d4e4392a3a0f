"""What people changed in a format of other programs, as decisions on a run.

A file is compared with what the format held of the run: a span that is the same says nothing, one
that is new was added, one that is gone was rejected, and one in the place of another corrects it.
Texts are aligned, because some formats keep no white space, and programs change some.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from annotate.document.labels import LabelTable
from annotate.document.run_folder import RunFolder
from annotate.errors import DocumentError
from annotate.exports.document import Exchanged
from annotate.review.deciding import Asked, ContradictsError, Entry, Outcome, decide
from annotate.review.import_comparison import Comparison, Import, Imported
from annotate.review.journal.batch import Kind
from annotate.review.journal.journal import Journal
from annotate.review.sheet.apply import check_name
from annotate.review.sheet.contradiction_list import CONTRADICTIONS, ContradictionList


def import_documents(
    run: RunFolder,
    documents: Iterable[Exchanged],
    how: Import,
    labels: LabelTable,
    *,
    yes: bool = False,
) -> Imported:
    """Enter what people changed as decisions of one batch, which ``review undo`` takes back.

    Parameters
    ----------
    run : RunFolder
        The run that the files come from, or over the same texts.
    documents : iterable of Exchanged
        As a format reads them.
    how : Import
        Who changed them, and what the format holds.
    labels : LabelTable
        The labels of the configuration: spans with others are listed.
    yes : bool
        Deletions that look like a slip are wanted.

    Raises
    ------
    UsageError
        If the name cannot be written into a file.
    WaitsForYesError
        If so much is deleted that somebody should say yes first; then nothing is written.
    ContradictsError
        If it contradicts what somebody else decided, and nobody has chosen in the list of
        contradictions, which has them then; nothing else is written.
    """
    check_name(how.stamp.by)
    journal = Journal(run)
    known = set(run.documents())
    with journal.opened():
        files = _Files(run, how, labels)
        for there in documents:
            files.take(_named(there, known), known)
        done, asked = files.taken()
        outcome = _decided(journal, run, asked, how, yes=yes)
    done.changed = len(outcome.batch.documents) if outcome.batch else 0
    done.settled = len(outcome.settled)
    return done


def _named(there: Exchanged, known: Collection[str]) -> Exchanged:
    """Return a document under the id that the run has it by: programs name it after the file that
    they were given (``mine.txt``), and files after who annotated them.
    """
    for name in filter(None, (there.id, there.path)):
        while name not in known and "." in name:
            name = name.rpartition(".")[0]
        if name in known:
            return replace(there, id=name)
    return there


def _decided(
    journal: Journal, run: RunFolder, asked: Sequence[Asked], how: Import, *, yes: bool
) -> Outcome:
    listed = ContradictionList(journal.folder / CONTRADICTIONS, how.origin)
    entry = Entry(Kind.IMPORT, how.stamp.at, how.origin, how.stamp.by)
    try:
        outcome = decide(journal, asked, entry, yes=yes, choice=listed.choice)
    except ContradictsError as error:
        listed.write(error.contradictions, run)
        raise
    listed.write(outcome.settled, run)
    return outcome


class _Files:
    """What files say of the documents of a run, a file a document."""

    def __init__(self, run: RunFolder, how: Import, labels: LabelTable) -> None:
        self._run, self._how, self._labels = run, how, labels
        self._done = Imported()
        self._taken: dict[str, tuple[Asked, Imported]] = {}
        self._seen: dict[str, tuple[str, int]] = {}

    def take(self, there: Exchanged, known: Collection[str]) -> None:
        """Compare a document with what the run has of it."""
        if there.id not in known:
            self._fail(
                f"the run has no document {there.id!r}",
                self._run.folder,
                "name the file after a document of the run, or run its text first",
            )
        elif there.id in self._seen:
            self._compare(there)
        else:
            self._seen[there.id] = (there.file, _content(there))
            done = Imported(documents=1)
            try:
                self._taken[there.id] = (self._asked(there, done), done)
            except DocumentError as error:
                self._done.failed.append(error)

    def _compare(self, there: Exchanged) -> None:
        """See that a document that came before says the same; else neither counts."""
        file, content = self._seen[there.id]
        if _content(there) == content:
            return
        self._fail(
            f"{file} and {there.file} say different things of {there.id!r}: neither was entered",
            self._how.origin,
            "import one of them alone, or one after the other, with the name of who made each",
        )
        self._taken.pop(there.id, None)

    def _fail(self, what: str, path: Path | str, remedy: str) -> None:
        self._done.failed.append(DocumentError(what, path=path, remedy=remedy))

    def _asked(self, there: Exchanged, done: Imported) -> Asked:
        document = self._run.read(there.id)
        comparison = Comparison(document, there, self._how, self._labels, done)
        decisions = comparison.decisions()
        # Where something has no place, the run does not hold what was read.
        read = comparison.readings if self._how.whole and not done.unplaced else None
        return Asked(self._run.annotations(there.id), document, decisions, read)

    def taken(self) -> tuple[Imported, list[Asked]]:
        """Return what was found in all of them, and what was asked."""
        for _, done in self._taken.values():
            self._done.add(done)
        return self._done, [asked for asked, _ in self._taken.values()]


def _content(there: Exchanged) -> int:
    """Return a hash of what a file says of a document."""
    spans = ((one.label, one.ranges, one.value, one.status) for one in there.spans)
    return hash((there.text, *spans))
