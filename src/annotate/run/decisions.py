"""What reviewers decided on an earlier run of a document, taken over into the new one.

No step here may lose a decision, wherever a run is killed: what a document is replaced by is made
and checked first, then what cannot stay in place is copied away whole, and only then the new files
are written, the annotations last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from annotate.document.edits_file import hash_of, read_mended
from annotate.document.mended import Mended
from annotate.document.source import Source
from annotate.document.standoff import Standoff, loads
from annotate.errors import StandoffError
from annotate.index.cells import write_csv
from annotate.review.backups import SUPERSEDED, lost_before, superseded
from annotate.review.conflicts import COLUMNS, Row, conflict_rows
from annotate.review.decisions import decisions_in, only_decisions
from annotate.review.merging import merge
from annotate.review.projection import project_decisions
from annotate.run.out_folder import Output
from annotate.text.mending.mend import mend

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

    standoff: Standoff
    decisions: int = 0
    conflicts: tuple[Row, ...] = ()
    lost: tuple[Row, ...] = ()
    supersedes: bool = False


def read_decisions(output: Output, identity: str) -> Standoff | None:
    """Return what reviewers decided on a document; None when they decided nothing.

    Raises
    ------
    StandoffError
        If its annotations cannot be read: nobody knows what they hold.
    """
    standoff = _read(output.annotations(identity))
    return None if standoff is None else _decided(standoff)


def _decided(standoff: Standoff) -> Standoff | None:
    return only_decisions(standoff) if any(True for _ in decisions_in(standoff)) else None


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


def holds_decisions(output: Output, identity: str) -> bool:
    """Tell whether the annotations of a document hold decisions, or may hold some because they
    cannot be read.
    """
    try:
        return read_decisions(output, identity) is not None
    except StandoffError:
        return True


def keep_decisions(
    decided: Standoff | None, fresh: Standoff, mended: Mended, output: Output
) -> Kept:
    """Return fresh predictions with earlier decisions in them.

    Parameters
    ----------
    decided : Standoff or None
        What :func:`read_decisions` returned.
    fresh : Standoff
        What the rules say now.
    mended : Mended
        The document as it is now.
    output : Output
        Where the old files lie.

    Raises
    ------
    StandoffError
        If the old source text is needed and gone, or what reviewers wrote is malformed.
    """
    if decided is None:
        return Kept(fresh)
    identity = mended.source.id
    path = output.annotations(identity)
    try:
        lost: list[Row] = []
        changed = decided.sha256 != fresh.sha256
        if changed:
            old = _mended_before(decided, identity, output)
            decided, lost = project_decisions(decided, old, mended, fresh.config)
        merged = merge(decided, fresh)
    except (TypeError, ValueError) as error:
        raise StandoffError(
            f"what reviewers wrote is malformed ({error})", path=path, remedy=_REMEDY
        ) from error
    return Kept(
        merged.standoff,
        sum(1 for _ in decisions_in(merged.standoff)),
        tuple(conflict_rows(identity, merged.conflicts)),
        tuple(lost),
        changed,
    )


def _mended_before(decided: Standoff, identity: str, output: Output) -> Mended:
    """Return the document that decisions were made on, from its text and its edits.

    A run that was killed may have replaced the text and not the annotations; then the old text was
    copied away before.
    """
    wanted = decided.sha256
    for folder in (output, *superseded(output, identity, wanted)):
        path = folder.source_text(identity)
        try:
            text = path.read_bytes().decode()
        except (OSError, UnicodeDecodeError):
            continue
        if hash_of(text) != wanted:
            continue
        whole = _read(output.annotations(identity))
        try:
            assert whole is not None
            return read_mended(folder.edits(identity), text, whole)
        except StandoffError:
            # The edits of a run that was killed, or none; pages are not known then.
            return mend(Source(identity, str(path), text))
    raise StandoffError(
        f"holds decisions on a text that is not there any more (its hash is {wanted[:12]}…), and "
        "the document has another text now",
        path=output.annotations(identity),
        remedy=f"restore {output.source_text(identity)} from before, or give the decisions up with "
        "--discard-decisions, which keeps a copy",
    )


def write_conflicts(output: Output, found: Iterable[Row], *, wanted: bool) -> int:
    """Write ``conflicts.csv`` and return how many it has.

    Parameters
    ----------
    output : Output
        Where to write.
    found : iterable of Row
        The conflicts of this run.
    wanted : bool
        Whether the folder holds decisions; without any there is no table, and that of an earlier
        run is removed.
    """
    path = output.folder / CONFLICTS
    rows = [*found, *lost_before(output)]
    if rows or wanted:
        write_csv(path, COLUMNS, sorted(rows, key=lambda row: str(row[0])))
    else:
        path.unlink(missing_ok=True)
    return len(rows)
