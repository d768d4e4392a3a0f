"""What people changed in a format of other programs, as decisions on a run.

A file is compared with what the format held of the run: a span that is the same says nothing, one
that is new was added, one that is gone was rejected, and one in the place of another corrects it.
Texts are aligned, because some formats keep no white space, and programs change some.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

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
    done = Imported()
    journal = Journal(run)
    known = set(run.documents())
    with journal.opened():
        asked = []
        for there in documents:
            done.documents += 1
            there = _named(there, known)
            if there.id not in known:
                done.failed.append(
                    DocumentError(
                        f"the run has no document {there.id!r}",
                        path=run.folder,
                        remedy="name the file after a document of the run, or run its text first",
                    )
                )
                continue
            try:
                asked.append(_asked(run, there, how, labels, done))
            except DocumentError as error:
                done.failed.append(error)
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


def _asked(
    run: RunFolder, there: Exchanged, how: Import, labels: LabelTable, done: Imported
) -> Asked:
    document = run.read(there.id)
    comparison = Comparison(document, there, how, labels, done)
    before = len(done.unplaced)
    decisions = comparison.decisions()
    # Where something has no place, the run does not hold what was read.
    read = how.whole and len(done.unplaced) == before
    return Asked(
        run.annotations(there.id), document, decisions, comparison.readings if read else None
    )
