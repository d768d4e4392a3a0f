"""Backups of files that hold decisions and are about to be replaced.

First the new files of a document are made and checked, then its old files are copied here, and only
then are they replaced: no decision is lost, wherever the program is killed.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotate.document.edits_file import hash_of, read_mended
from annotate.document.mended import Mended
from annotate.document.run_folder import RunFolder
from annotate.document.source import Source
from annotate.document.standoff import loads
from annotate.errors import OutputError, StandoffError
from annotate.files import TEMPORARY
from annotate.review.conflicts import COLUMNS, Row
from annotate.tables import read_csv, write_csv
from annotate.text.mending.mend import mend

SUPERSEDED = Path("review") / "superseded"
"""The folder of backups in the folder of a run."""
_LOST = "lost.csv"


def superseded(run: RunFolder, identity: str, sha256: str) -> Iterator[RunFolder]:
    """Yield the backups of a document whose text has a hash."""
    place = run.folder / SUPERSEDED
    name = f"{identity}-{sha256[:12]}"
    for number in range(1, 1000):
        folder = place / (name if number == 1 else f"{name}-{number}")
        if not folder.is_dir():
            return
        yield RunFolder(folder)


def mended_before(run: RunFolder, identity: str, sha256: str) -> Mended | None:
    """Return a document as it was with an earlier text, from the run or a backup; None if that text
    is not there any more.

    A run that was killed may have replaced the text and not the annotations; then the old text was
    copied away before.
    """
    for folder in (run, *superseded(run, identity, sha256)):
        path = folder.source_text(identity)
        try:
            text = path.read_bytes().decode()
            if hash_of(text) != sha256:
                continue
            annotations = folder.annotations(identity)
            whole = loads(annotations.read_text("utf-8"), annotations)
        except (OSError, UnicodeDecodeError):
            continue
        try:
            return read_mended(folder.edits(identity), text, whole)
        except StandoffError:
            # The edits of a run that was killed, or none; pages are not known then.
            return mend(Source(identity, str(path), text))
    return None


def supersede(
    run: RunFolder,
    identity: str,
    lost: Iterable[Row] = (),
    *,
    old: RunFolder | None = None,
    annotations: str | None = None,
) -> Path:
    """Copy the files of a document to where no run replaces them, whole or not at all.

    Parameters
    ----------
    run : RunFolder
        The run whose folder holds the backups.
    identity : str
        The document.
    lost : iterable of Row
        Decisions that have no place in its new text; kept with the copies, so that every later run
        lists them.
    old : RunFolder, optional
        Where the files are; by default the run itself.
    annotations : str, optional
        Copied in place of the annotations there.

    Returns
    -------
    Path
        The folder, ``review/superseded/ID-`` and the first twelve digits of the text's hash, laid
        out like the folder of a run. A backup that has the very same annotations is used again.

    Raises
    ------
    OutputError
        If it cannot be written; then nothing may be replaced.
    """
    old = old or run
    file = old.annotations(identity)
    try:
        content = file.read_bytes() if annotations is None else annotations.encode()
        sha256 = _hash_in(content)
        taken = 0
        for there in superseded(run, identity, sha256):
            copy = there.annotations(identity)
            if copy.is_file() and copy.read_bytes() == content:
                return there.folder
            taken += 1
        name = f"{identity}-{sha256[:12]}" + (f"-{taken + 1}" if taken else "")
        place = run.folder / SUPERSEDED
        place.mkdir(parents=True, exist_ok=True)
        part = RunFolder(Path(tempfile.mkdtemp(dir=place, prefix=TEMPORARY)))
        for one, copy in zip(old.of(identity), part.of(identity), strict=True):
            if one.exists():
                copy.parent.mkdir(exist_ok=True)
                shutil.copyfile(one, copy)
        part.annotations(identity).write_bytes(content)
        rows = list(lost)
        if rows:
            write_csv(part.folder / _LOST, COLUMNS, rows)
        part.folder.chmod(run.folder.stat().st_mode)
        part.folder.rename(place / name)
    except OSError as error:
        raise OutputError(
            f"cannot be copied to {SUPERSEDED.as_posix()} ({error.strerror or error})",
            path=file,
            remedy="make room there, and see that the folder may be written",
        ) from error
    return place / name


def _hash_in(content: bytes) -> str:
    """Return the hash that a standoff file names, else its own: damaged files are kept, too."""
    try:
        return loads(content.split(b"\n", 1)[0].decode(), "").sha256
    except (StandoffError, UnicodeDecodeError):
        return hashlib.sha256(content).hexdigest()


def lost_before(run: RunFolder) -> Iterator[Row]:
    """Yield the decisions that have no place in a new text, for as long as the backups are kept."""
    for file in sorted((run.folder / SUPERSEDED).glob(f"*/{_LOST}")):
        for row in read_csv(file):
            page = row["page"]
            yield tuple(
                int(page) if name == "page" and page.isdigit() else row[name] for name in COLUMNS
            )
