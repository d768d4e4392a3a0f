"""``review/journal.jsonl``: the batches of a run, one a line, and the writing of another.

A batch and the files that it changes are written whole or not at all, wherever the program is
killed. The new files are made beside the old ones; then ``review/pending.json`` says what the batch
is and which files it renames; then the files are renamed, the line is added to the journal, and
``pending.json`` is removed. While there is no such file the batch never was; once there is one, the
next command ends what it says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock

from annotate.document.discovery import ANNOTATIONS
from annotate.document.run_folder import RunFolder
from annotate.document.standoff import Dumped, Standoff
from annotate.errors import OutputError, StandoffError
from annotate.files import TEMPORARY, locked, write_text
from annotate.index.decided import TABLE
from annotate.review.journal.batch import Batch, Kind, batch_of, line_of

_REMEDY = "restore the file from a copy, or move it away: the decisions in annotations/ stay"
"""The only file that a batch may write outside the run's folder."""
_STAGED = f"{TEMPORARY}batch-"


class Journal:
    """The batches of a run.

    Parameters
    ----------
    run : RunFolder
        The run.
    wait : float
        For how many seconds to wait while another command writes there.
    """

    def __init__(self, run: RunFolder, wait: float = 0) -> None:
        self.run = run
        self._wait = wait
        self._guard = Lock()
        self.folder = run.folder / "review"
        self.path = self.folder / "journal.jsonl"
        self._pending = self.folder / "pending.json"
        self._batches: list[Batch] = []
        self._read = 0
        self._dumped: dict[str, Dumped] = {}

    @property
    def outdated(self) -> Path:
        """A mark that there are decisions which the tables and the report do not show yet."""
        return self.folder / "outdated"

    def batches(self) -> list[Batch]:
        """Return all batches, the oldest first.

        Raises
        ------
        StandoffError
            If a line is malformed; the place is the line.
        """
        with self._guard:
            if not self.path.is_file():
                self._batches, self._read = [], 0
                return []
            with self.path.open("rb") as file:
                file.seek(self._read)
                added = file.read()
            # What has no line end was not added whole: a killed command wrote it.
            whole = added[: added.rfind(b"\n") + 1]
            for line in whole.decode("utf-8").split("\n")[:-1]:
                self._batches.append(self._parsed(line, self.path, len(self._batches) + 1))
            self._read += len(whole)
            return list(self._batches)

    def effective(self) -> list[Batch]:
        """Return the batches that hold: those that no later one takes back or gives up."""
        undone: set[int] = set()
        found = []
        for one in reversed(self.batches()):
            if one.kind is Kind.DISCARD:
                break
            if one.number in undone:
                continue
            found.append(one)
            if one.undoes is not None:
                undone.add(one.undoes)
        return found[::-1]

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Keep other commands from writing into the run while a block runs, and end what a killed
        one began.

        Raises
        ------
        OutputError
            If another command is writing there.
        """
        refusal = "another command is writing into this folder"
        with locked(self.run.folder, refusal, self._wait):
            self.recover()
            yield

    def settle(self) -> None:
        """End what a killed command began, if anything, before the run is read."""
        if self._pending.is_file():
            with self.opened():
                pass

    def recover(self) -> None:
        """End a batch that a killed command began. The caller keeps others out."""
        if self._pending.is_file():
            line, files = self._pending.read_text("utf-8").split("\n", 1)
            batch = self._parsed(line, self._pending, 1)
            self._finish(batch, json.loads(files))

    def write(
        self,
        batch: Batch,
        standoffs: Mapping[str, Standoff | None],
        tables: Mapping[str, str | None],
    ) -> Batch:
        """Write a batch and the files that it changes. The caller has opened the journal.

        Parameters
        ----------
        batch : Batch
            Its number is set here.
        standoffs : mapping of str to Standoff or None
            By path as the batch has it, the standoff files that it makes, checked against their
            sources; None where the file is removed.
        tables : mapping of str to str or None
            The texts of tables, in the same way.

        Returns
        -------
        Batch
            With its number.

        Raises
        ------
        OutputError
            If a file cannot be written; then nothing was changed.
        """
        known = self.batches()
        batch = replace(batch, number=known[-1].number + 1 if known else 1)
        self._dumped = {
            path: Dumped(made, self._dumped.get(path))
            for path, made in standoffs.items()
            if made is not None
        }
        texts: dict[str, str | None] = {
            path: self._dumped[path].text if path in self._dumped else None for path in standoffs
        }
        texts.update(tables)
        staged: dict[str, str] = {}
        try:
            for path, text in texts.items():
                staged[path] = "" if text is None else _hash(text.encode("utf-8"))
                if text is not None:
                    write_text(self._part(path), text)
            write_text(self._pending, line_of(batch) + json.dumps(staged, ensure_ascii=False))
        except BaseException:
            for path in staged if not self._pending.is_file() else ():
                self._part(path).unlink(missing_ok=True)
            raise
        self._finish(batch, staged)
        return batch

    def file(self, path: str) -> Path:
        """Return the file of a path as a batch has it.

        Raises
        ------
        StandoffError
            If it is neither in the run's folder nor a table of form decisions: a folder that
            somebody else made must not name files to write elsewhere.
        """
        file = self.run.folder / path
        inside = file.resolve().is_relative_to(self.run.folder.resolve())
        if not inside and file.name != TABLE:
            raise StandoffError(
                f"names the file {path}, which does not belong to the run",
                path=self.path,
                remedy=_REMEDY,
            )
        return file

    def _part(self, path: str) -> Path:
        """Return where the new content of a file is made, before it is renamed."""
        target = self.file(path)
        return target.with_name(f"{_STAGED}{target.name}")

    def name(self, file: Path) -> str:
        """Return the path of a file as a batch has it: from the run's folder on where it lies
        there, so that the folder may be moved.
        """
        file, folder = file.resolve(), self.run.folder.resolve()
        inside = file.is_relative_to(folder)
        return (file.relative_to(folder) if inside else file).as_posix()

    def _finish(self, batch: Batch, staged: Mapping[str, str]) -> None:
        """Rename the files of a batch, and add it to the journal, if that was not done already."""
        try:
            if any(path.startswith(f"{ANNOTATIONS}/") for path in staged):
                self.outdated.touch()
            for path, digest in staged.items():
                self._put(path, digest)
            known = self.batches()
            if not known or known[-1].number < batch.number:
                self._append(line_of(batch))
            self._pending.unlink()
        except OSError as error:
            raise OutputError(
                f"cannot be written ({error.strerror or error})",
                path=self.path,
                remedy="see that the folder may be written; the next command ends the change",
            ) from error

    def _put(self, path: str, digest: str) -> None:
        """Give a file its new content, if that was not done already."""
        target, part = self.file(path), self._part(path)
        if not digest:
            target.unlink(missing_ok=True)
        elif part.is_file() and _hash(part.read_bytes()) == digest:
            part.replace(target)
        elif not target.is_file() or _hash(target.read_bytes()) != digest:
            raise StandoffError(
                f"says that {target.name} has new content, which is not there any more",
                path=self._pending,
                remedy="move it away: its change is lost, and everything else is as it was",
            )

    def _append(self, line: str) -> None:
        with self.path.open("ab") as file:
            # A killed command may have left a part of a line.
            file.truncate(self._read)
            file.write(line.encode("utf-8"))

    def _parsed(self, line: str, path: Path, number: int) -> Batch:
        try:
            batch = batch_of(line)
        except (ValueError, TypeError, KeyError, AttributeError, StandoffError) as error:
            what = f"is malformed ({error})"
            raise StandoffError(what, path=path, place=f"line {number}", remedy=_REMEDY) from error
        return batch


def _hash(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()
