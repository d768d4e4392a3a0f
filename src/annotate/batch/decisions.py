"""What reviewers decided on an earlier run of a document, taken over into the new one.

No step here may lose a decision, wherever a run is killed: what a document is replaced by is made
and checked first, then what cannot stay in place is copied away whole, and only then the new files
are written, the annotations last.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from annotate.batch.output import SUPERSEDED, Output
from annotate.errors import OutputError, StandoffError
from annotate.files import TEMPORARY
from annotate.gold.carry import carry_mended
from annotate.gold.unplaced import Unplaced
from annotate.index.cells import read_csv, write_csv
from annotate.review.conflicts import COLUMNS, Row, conflict_rows
from annotate.review.decided import decisions_in, only_decisions
from annotate.review.merging import Conflict, Kind, merge
from annotate.standoff.edits_file import hash_of, read_mended
from annotate.standoff.files import Standoff, loads
from annotate.standoff.run_folder import RunFolder
from annotate.text.mending.mend import Mended, mend
from annotate.text.source import Source

CONFLICTS = "conflicts.csv"
_LOST = "lost.csv"
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
        lost: tuple[Conflict, ...] = ()
        changed = decided.sha256 != fresh.sha256
        if changed:
            old = _mended_before(decided, identity, output)
            carried = carry_mended(decided, old, mended, fresh.config)
            decided, lost = carried.standoff, tuple(map(_lost, carried.lost))
        merged = merge(decided, fresh)
    except (TypeError, ValueError) as error:
        raise StandoffError(
            f"what reviewers wrote is malformed ({error})", path=path, remedy=_REMEDY
        ) from error
    return Kept(
        merged.standoff,
        sum(1 for _ in decisions_in(merged.standoff)),
        tuple(conflict_rows(identity, merged.conflicts)),
        tuple(conflict_rows(identity, lost)),
        changed,
    )


def _lost(one: Unplaced) -> Conflict:
    part = f"its {one.part} left out: " if one.part else ""
    detail = f"; the new text has « {one.detail} »" if one.detail else ""
    return Conflict(Kind.LOST, one.annotation, None, f"{part}{one.reason}{detail}")


def _mended_before(decided: Standoff, identity: str, output: Output) -> Mended:
    """Return the document that decisions were made on, from its text and its edits.

    A run that was killed may have replaced the text and not the annotations; then the old text was
    copied away before.
    """
    wanted = decided.sha256
    for folder in (output, *_superseded(output, identity, wanted)):
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


def _superseded(output: Output, identity: str, sha256: str) -> Iterator[RunFolder]:
    """Yield the folders that old files of one text of a document were copied to."""
    place = output.folder / SUPERSEDED
    name = f"{identity}-{sha256[:12]}"
    for number in range(1, 1000):
        folder = place / (name if number == 1 else f"{name}-{number}")
        if not folder.is_dir():
            return
        yield RunFolder(folder)


def supersede(output: Output, identity: str, lost: Iterable[Row] = ()) -> Path:
    """Copy the files of a document to where no run replaces them, whole or not at all.

    Parameters
    ----------
    output : Output
        Where they lie.
    identity : str
        The document.
    lost : iterable of Row
        Decisions that have no place in its new text; kept beside the copies, so that every later
        run can list them.

    Returns
    -------
    Path
        The folder, ``review/superseded/ID-`` and the first twelve figures of the text's hash. Its
        inside is laid out like the folder of a run. One that has the very same annotations is used
        again.

    Raises
    ------
    OutputError
        If it cannot be written; then nothing may be replaced.
    """
    annotations = output.annotations(identity)
    try:
        content = annotations.read_bytes()
        sha256 = _hash_in(content)
        taken = 0
        for there in _superseded(output, identity, sha256):
            copy = there.annotations(identity)
            if copy.is_file() and copy.read_bytes() == content:
                return there.folder
            taken += 1
        name = f"{identity}-{sha256[:12]}" + (f"-{taken + 1}" if taken else "")
        place = output.folder / SUPERSEDED
        place.mkdir(parents=True, exist_ok=True)
        part = RunFolder(Path(tempfile.mkdtemp(dir=place, prefix=TEMPORARY)))
        for file, copy in zip(output.of(identity), part.of(identity), strict=True):
            if file.exists():
                copy.parent.mkdir(exist_ok=True)
                shutil.copyfile(file, copy)
        rows = list(lost)
        if rows:
            write_csv(part.folder / _LOST, COLUMNS, rows)
        part.folder.chmod(output.folder.stat().st_mode)
        part.folder.rename(place / name)
    except OSError as error:
        raise OutputError(
            f"cannot be copied to {SUPERSEDED.as_posix()} ({error.strerror or error})",
            path=annotations,
            remedy="make room there, and see that the folder may be written",
        ) from error
    return place / name


def _hash_in(content: bytes) -> str:
    """Return the hash that a standoff file names, else its own: a broken one is kept, too."""
    try:
        return loads(content.split(b"\n", 1)[0].decode(), "").sha256
    except (StandoffError, UnicodeDecodeError):
        return hashlib.sha256(content).hexdigest()


def lost_before(output: Output) -> Iterator[Row]:
    """Yield the decisions that runs could not place, for as long as the copies are kept."""
    for file in sorted((output.folder / SUPERSEDED).glob(f"*/{_LOST}")):
        for row in read_csv(file):
            page = row["page"]
            yield tuple(
                int(page) if name == "page" and page.isdigit() else row[name] for name in COLUMNS
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
