"""``run.log.jsonl``: what became of each document, a line as soon as it is known.

Each run begins the file anew, so that it does not grow from run to run; ``documents.csv`` has what
is known of all documents, whichever run did them. A line is given to the system whole, so that a
process that is killed leaves whole lines, and others may read how far a run is.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from annotate.errors import OutputError
from annotate.run.results import DocumentResult, Totals
from annotate.version import __version__

DONE, FAILED, KEPT, SKIPPED = "done", "failed", "kept", "skipped"
"""What becomes of a document; the last two did so in an earlier run: well, or not."""


class Log:
    """The log of a run.

    Parameters
    ----------
    path : Path
        The file; what it holds is replaced.

    Raises
    ------
    OutputError
        If it cannot be written.

    Attributes
    ----------
    fault : OutputError or None
        Why lines are missing, if the system refused some later: a run does not end for that.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.fault: OutputError | None = None
        self._ended = self._torn = False
        self._begun = datetime.now(UTC)
        try:
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise self._refused(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None and not self._ended:
            self._write({"end": FAILED, "seconds": self._seconds(), "message": str(error)})
        with suppress(OSError):
            self._file.close()

    def begin(self, begun: datetime, documents: int, facts: Mapping[str, Any]) -> None:
        """Say that a run has begun, of how many documents, by which process, and what else is
        told of it.
        """
        self._begun = begun
        self._write(
            {
                "run": begun.isoformat(timespec="seconds"),
                "version": __version__,
                "process": os.getpid(),
                "host": platform.node(),
                "documents": documents,
                **facts,
            }
        )

    def step(self, what: str, **facts: object) -> None:
        """Say what the run does now."""
        self._write({"step": what, **facts})

    def kept(self, one: DocumentResult) -> None:
        """Say that a document is not done again."""
        outcome, why = (SKIPPED, "it failed before") if one.error else (KEPT, "nothing has changed")
        message = {"message": str(one.error)} if one.error else {}
        self._write({"document": one.id, "outcome": outcome, "why": why, **message})

    def outcome(self, one: DocumentResult, why: str) -> None:
        """Say what became of a document, and why it was done."""
        told: dict[str, Any] = {
            "document": one.id,
            "source": one.shown,
            "outcome": FAILED if one.error else DONE,
            "seconds": round(one.seconds, 3),
            "why": why,
        }
        if one.error:
            told["message"] = str(one.error)
        else:
            told |= {"words": one.words, "mentions": sum(one.counts.values())}
            if one.remarks:
                told["remarks"] = [str(remark) for remark in one.remarks]
        self._write(told)

    def end(self, state: str, totals: Totals, exit_code: int | None = None) -> None:
        """Say how the run ended."""
        self._ended = True
        told = {
            "end": state,
            "seconds": self._seconds(),
            "done": totals.documents - totals.kept,
            "kept": totals.kept,
            "failures": totals.failures,
        }
        self._write(told if exit_code is None else {**told, "exit_code": exit_code})

    def _seconds(self) -> float:
        return round((datetime.now(UTC) - self._begun).total_seconds(), 2)

    def _write(self, told: Mapping[str, Any]) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"at": at, **told}, ensure_ascii=False).encode("utf-8", "replace")
        # What a full disk cut off must not take the next line with it.
        line = b"\n" * self._torn + line + b"\n"
        try:
            self._torn = self._file.write(line) != len(line)
        except OSError as error:
            self.fault = self._refused(error)

    def _refused(self, error: OSError) -> OutputError:
        return OutputError(
            f"cannot be written ({error.strerror or error})",
            path=self._path,
            remedy="give a folder that you may write to, with room for it",
        )
