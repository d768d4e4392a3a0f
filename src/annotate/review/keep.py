"""The decisions of reviewers, as a run into the same folder keeps them.

No step here may lose a decision, wherever a run is killed: what a document is replaced by is made
and checked first, then what cannot stay in place is copied away whole, and only then the new files
are written, the annotations last.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from annotate.document.annotation import Layer
from annotate.document.edits_file import hash_of
from annotate.document.labels import LabelTable
from annotate.document.mended import Mended
from annotate.document.run_folder import RunFolder
from annotate.document.standoff import Standoff, loads
from annotate.errors import StandoffError
from annotate.files import TEMPORARY
from annotate.index.decided import decision_tables
from annotate.review.backups import SUPERSEDED, lost_before, mended_before, supersede
from annotate.review.conflicts import COLUMNS, Row, conflict_rows
from annotate.review.decisions import decisions_in, only_decisions
from annotate.review.form_decisions import read_form_decisions
from annotate.review.journal.batch import Batch, Kind
from annotate.review.journal.journal import Journal
from annotate.review.merging import merge
from annotate.review.projection import project_decisions
from annotate.review.sheet.deciding import apply_form_decisions
from annotate.tables import write_csv

CONFLICTS = "conflicts.csv"
_REMEDY = (
    "restore the file, or replace it with --discard-decisions, which keeps a copy under "
    f"{SUPERSEDED.as_posix()}"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A document with the decisions of earlier reviews in it.

    Attributes
    ----------
    run : RunFolder
        The run with its old files.
    standoff : Standoff
        What is to be written.
    decisions : int
        How many of its annotations are decisions.
    conflicts : tuple of Row
        For the table of conflicts.
    lost : tuple of Row
        Decisions that have no place in the new text.
    supersedes : bool
        Whether the old files must be copied away before they are replaced.
    """

    run: RunFolder
    standoff: Standoff
    decisions: int = 0
    conflicts: tuple[Row, ...] = ()
    lost: tuple[Row, ...] = ()
    supersedes: bool = False

    def make_way(self) -> None:
        """Copy the old files away where they cannot stay."""
        if self.supersedes:
            supersede(self.run, self.standoff.document, self.lost)


class ReviewDecisions:
    """The steps of :class:`annotate.run.decisions.Decisions` for the folder of a run.

    Parameters
    ----------
    run : RunFolder
        Where the run writes, and an earlier one may have written.
    config : Path
        The configuration folder, which may hold a table of decisions.
    labels : LabelTable
        The labels of the configuration.
    discard : bool
        Give up the decisions on the earlier run; copies of its files are kept.

    Raises
    ------
    LexiconError
        If a table of decisions is malformed.
    StandoffError
        If decisions are given up, and their journal is malformed.
    """

    def __init__(
        self, run: RunFolder, config: Path, labels: LabelTable, *, discard: bool = False
    ) -> None:
        self._journal = Journal(run)
        self._journal.settle()
        if discard:
            self._journal.batches()  # a fault in it is found before anything is done
        tables = decision_tables(config, run.folder)
        # The first is in the configuration, and counts in its digest already.
        self.tables = tables[1:]
        self._run = run
        self._everywhere = read_form_decisions(tables, labels)
        self._discard = discard

    def apply(self, layers: Sequence[Layer], mended: Mended) -> tuple[Layer, ...]:
        """Apply the decisions that hold everywhere to the layers of a document."""
        return apply_form_decisions(layers, mended, self._everywhere)

    def read(self, identity: str) -> Standoff | None:
        """Return the decisions on an earlier run of a document; None when there are none to keep.

        Raises
        ------
        StandoffError
            If its annotations cannot be read: nobody knows what they hold.
        """
        # The run has locked the folder: nobody else has begun a batch since, or can.
        self._journal.recover()
        return None if self._discard else _decided(self._run, identity)

    def keep(self, decided: Standoff | None, fresh: Standoff, mended: Mended) -> Kept:
        """Return fresh predictions with earlier decisions in them.

        Parameters
        ----------
        decided : Standoff or None
            What :meth:`read` returned.
        fresh : Standoff
            What the rules say now.
        mended : Mended
            The document as it is now.

        Raises
        ------
        StandoffError
            If the old source text is needed and gone, or what reviewers wrote is malformed.
        """
        if decided is None:
            given_up = self._discard and _may_hold_decisions(self._run, fresh.document)
            return Kept(self._run, fresh, supersedes=given_up or self._is_remembered(fresh))
        return _merged(decided, fresh, mended, self._run)

    def _is_remembered(self, fresh: Standoff) -> bool:
        """Return whether the journal is about the text that goes: to take a batch back, it is
        needed, although nobody's decision stands in it now.
        """
        try:
            there = hash_of(self._run.source_text(fresh.document).read_bytes().decode())
        except (OSError, UnicodeDecodeError):
            return False
        return there != fresh.sha256 and any(
            change.document == fresh.document and change.now and change.now.sha256 == there
            for batch in self._journal.effective()
            for change in batch.documents
        )

    def keep_files(self, identities: Sequence[str]) -> list[str]:
        """Return the documents whose files hold decisions and stay; where decisions are given up,
        copy the files away and return none.
        """
        reviewed = [one for one in identities if _may_hold_decisions(self._run, one)]
        if not self._discard:
            return reviewed
        for identity in reviewed:
            supersede(self._run, identity)
        return []

    def finish(self, conflicts: Iterable[Row], *, wanted: bool) -> int:
        """Write ``conflicts.csv``, remove unfinished copies, and return how many rows it has. Where
        decisions are given up the journal says so: nothing that was read or decided before holds.

        Parameters
        ----------
        conflicts : iterable of Row
            The conflicts of this run.
        wanted : bool
            Whether the folder holds decisions. Without any and without rows there is no table, and
            that of an earlier run is removed.
        """
        for copy in (self._run.folder / SUPERSEDED).glob(f"{TEMPORARY}*"):
            shutil.rmtree(copy, ignore_errors=True)
        if self._discard and self._journal.effective():
            at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            self._journal.write(Batch(0, Kind.DISCARD, (), at, "annotate run"), {}, {})
        path = self._run.folder / CONFLICTS
        rows = [*conflicts, *lost_before(self._run)]
        if rows or wanted:
            write_csv(path, COLUMNS, sorted(rows, key=lambda row: str(row[0])))
        else:
            path.unlink(missing_ok=True)
        return len(rows)


def bring_up_to_date(run: RunFolder, rebuild: Callable[[], object]) -> None:
    """Call `rebuild` if a pull, this one or one that was killed, has written decisions that tables
    and report do not show.

    Parameters
    ----------
    run : RunFolder
        The run.
    rebuild : callable
        Makes its tables and report anew; if it fails, the next call tries again.
    """
    mark = Journal(run).outdated
    if mark.exists():
        rebuild()
        mark.unlink(missing_ok=True)


def _decided(run: RunFolder, identity: str) -> Standoff | None:
    standoff = _read(run.annotations(identity))
    decided = None if standoff is None else only_decisions(standoff)
    return decided if decided and decided.layers else None


def _read(path: Path) -> Standoff | None:
    if not path.exists():
        return None
    try:
        return loads(path.read_text("utf-8"), path)
    except (OSError, UnicodeDecodeError) as error:
        raise StandoffError(f"cannot be read ({error})", path=path, remedy=_REMEDY) from error
    except StandoffError as error:
        error.remedy = _REMEDY
        raise


def _may_hold_decisions(run: RunFolder, identity: str) -> bool:
    """Return whether the annotations of a document hold decisions, or may hold some because they
    cannot be read.
    """
    try:
        return _decided(run, identity) is not None
    except StandoffError:
        return True


def _merged(decided: Standoff, fresh: Standoff, mended: Mended, run: RunFolder) -> Kept:
    identity = fresh.document
    try:
        lost: list[Row] = []
        changed = decided.sha256 != fresh.sha256
        if changed:
            old = _mended_before(decided, identity, run)
            decided, lost = project_decisions(decided, old, mended, fresh.config)
        merged = merge(decided, fresh)
    except (TypeError, ValueError) as error:
        raise StandoffError(
            f"what reviewers wrote is malformed ({error})",
            path=run.annotations(identity),
            remedy=_REMEDY,
        ) from error
    return Kept(
        run,
        merged.standoff,
        sum(1 for _ in decisions_in(merged.standoff)),
        tuple(conflict_rows(identity, merged.conflicts)),
        tuple(lost),
        changed,
    )


def _mended_before(decided: Standoff, identity: str, run: RunFolder) -> Mended:
    """Return the document that decisions were made on, from its text and its edits."""
    found = mended_before(run, identity, decided.sha256)
    if found is None:
        raise StandoffError(
            "holds decisions on a text that is not there any more (its hash is "
            f"{decided.sha256[:12]}…), and the document has another text now",
            path=run.annotations(identity),
            remedy=f"restore {run.source_text(identity)} from before, or give the decisions up "
            "with --discard-decisions, which keeps a copy",
        )
    return found
