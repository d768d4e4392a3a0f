"""``run.log.jsonl``: what became of each document, a line as soon as it is known.

The runs into a folder follow each other in it. A line is written whole, so that another process may
read how far a run is.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from annotate.errors import OutputError
from annotate.run.results import DocumentResult


class Log:
    """The log of a run.

    Parameters
    ----------
    path : Path
        The file; lines are added to it.

    Raises
    ------
    OutputError
        If it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file: TextIO = path.open("a", encoding="utf-8", buffering=1)
        except OSError as error:
            raise OutputError(
                f"cannot be written ({error.strerror or error})",
                path=path,
                remedy="give a folder that you may write to",
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def begin(self, begun: datetime, documents: int, todo: int) -> None:
        """Say that a run has begun, of how many documents, and how many of them are to be done."""
        self._write(
            {"run": begun.isoformat(timespec="seconds"), "documents": documents, "to_do": todo}
        )

    def outcome(self, one: DocumentResult, why: str) -> None:
        """Say what became of a document, and why it was done."""
        told: dict[str, Any] = {
            "document": one.id,
            "source": one.shown,
            "outcome": "failed" if one.error else "done",
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

    def end(self, state: str) -> None:
        """Say how the run ended."""
        self._write({"end": state})

    def _write(self, told: dict[str, Any]) -> None:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self._file.write(json.dumps({"at": at, **told}, ensure_ascii=False) + "\n")
