"""How far a run is, or how it ended: read from its log while it goes on, without disturbing it."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from annotate.document.run_folder import RunFolder
from annotate.files import is_locked
from annotate.progress import Pace
from annotate.run import log, manifest
from annotate.run.out_folder import is_run

LAST = 5
"""Failures that are told, the last ones."""


class RunState(StrEnum):
    """What a run is at."""

    RUNNING = "running"
    BROKEN_OFF = "broken off"
    """It was killed: nobody holds the lock of the folder, and it never said how it ended."""
    INTERRUPTED = "interrupted"
    FINISHED = "finished"
    FAILED = "failed"
    """No document was processed, or it could not go on."""


@dataclass
class Status:
    """How far a run is, or how it ended.

    Attributes
    ----------
    folder : Path
        The output folder.
    state : RunState
        What it is at.
    busy : bool
        Whether a process holds the lock of the folder: this run, or another command.
    begun, seen : datetime or None
        When it began, and when it last said something.
    step : str
        What it does, or did last: ``documents``, ``index and report``.
    documents : int
        How many it has.
    done, kept, failures : int
        Those that it did, that an earlier run had done, and of which nothing came.
    words : int
        Of those that it did.
    pace : Pace
        How fast it was when it last said something.
    last_failures : sequence of tuple of str and str
        The last documents of which nothing came, each with the reason.
    facts : mapping of str to object
        What the log says of it at its beginning: ``process``, ``host``, ``command``, ``shard``.
    message : str
        Why it could not go on.
    exit_code : int or None
        That of the command, once it has ended by itself.
    """

    folder: Path
    state: RunState = RunState.RUNNING
    busy: bool = False
    begun: datetime | None = None
    seen: datetime | None = None
    step: str = ""
    documents: int = 0
    done: int = 0
    kept: int = 0
    failures: int = 0
    words: int = 0
    pace: Pace = field(default_factory=Pace)
    last_failures: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=LAST))
    facts: Mapping[str, Any] = field(default_factory=dict)
    message: str = ""
    exit_code: int | None = None

    @property
    def settled(self) -> int:
        """How many documents nothing is to be done for any more."""
        return self.done + self.kept + self.failures

    @property
    def well(self) -> bool:
        """Whether nothing has to be done about it: it runs, or has finished without failures."""
        if self.state is RunState.RUNNING:
            return True
        return self.state is RunState.FINISHED and not (self.failures or self.exit_code)

    def left(self) -> float | None:
        """Return the seconds that its documents will take, if it runs and anybody knows."""
        running = self.state is RunState.RUNNING and self.step == "documents"
        return self.pace.left(self.documents - self.settled) if running else None

    def measure(self, at: datetime) -> None:
        """Note in its pace how much is done at a time."""
        self.pace.note(at.timestamp(), self.done + self.failures, self.words)

    def as_json(self) -> dict[str, Any]:
        """Return it in JSON types."""
        left = self.left()
        return {
            "folder": str(self.folder),
            "state": self.state.value,
            "step": self.step,
            "busy": self.busy,
            "documents": self.documents,
            "done": self.done,
            "kept": self.kept,
            "failures": self.failures,
            "words": self.words,
            "documents_per_second": round(self.pace.documents, 3),
            "words_per_second": round(self.pace.words, 1),
            "seconds_left": None if left is None else round(left, 1),
            "begun": self.begun and self.begun.isoformat(timespec="seconds"),
            "seen": self.seen and self.seen.isoformat(timespec="seconds"),
            **{name: self.facts.get(name) for name in _FACTS},
            "message": self.message,
            "exit_code": self.exit_code,
            "last_failures": [
                {"document": one, "message": message} for one, message in self.last_failures
            ],
        }


_FACTS = ("version", "process", "host", "command", "jobs", "shard")


def status_of(folder: Path, now: datetime | None = None) -> Status | None:
    """Return how far the last run into a folder is; None if there is none.

    Parameters
    ----------
    folder : Path
        What ``annotate run`` was given with ``--out``.
    now : datetime, optional
        Until when its pace is measured, by default until it is asked for.
    """
    output = RunFolder(folder)
    busy = is_locked(folder)
    told = _read(output)
    if told is not None and told.state is RunState.RUNNING and not busy:
        # It may have begun just now.
        busy = is_locked(folder)
        told.state = RunState.RUNNING if busy else RunState.BROKEN_OFF
    if told is None and busy:
        told = Status(folder)
    if told is not None:
        told.busy = busy
    if told is not None and told.state is RunState.RUNNING and told.step == "documents":
        told.measure(now or datetime.now(UTC))
    return told


def _read(output: RunFolder) -> Status | None:
    """Return what the log says, or the manifest where it is of a later run, as after a merge."""
    logged = _logged(output)
    facts = output.facts() if is_run(output) else {}
    begun = _time(facts.get("begun"))
    if logged and logged.begun and not (begun and begun > logged.begun):
        return logged
    return _listed(output.folder, facts) if facts else None


def _logged(output: RunFolder) -> Status | None:
    """Return what the log says; None if there is none that has begun."""
    status: Status | None = None
    for line in _lines(output.log):
        at = _time(line.get("at"))
        if at is None:
            continue
        if "run" in line:
            status = Status(output.folder, begun=_time(line["run"]), facts=line)
            status.documents = int(line.get("documents", 0))
        if status is not None:
            status.seen = at
            _take(status, line)
            if status.step == "documents":
                status.measure(at)
    return status


def _take(status: Status, line: Mapping[str, Any]) -> None:
    """Add what a line says."""
    if "step" in line:
        status.step = str(line["step"])
    elif "outcome" in line:
        outcome = line["outcome"]
        status.done += outcome == log.DONE
        status.kept += outcome == log.KEPT
        status.words += int(line.get("words", 0))
        if outcome in (log.FAILED, log.SKIPPED):
            status.failures += 1
            status.last_failures.append((str(line.get("document")), str(line.get("message", ""))))
    elif "end" in line:
        status.state = RunState(line["end"])
        status.message = str(line.get("message", ""))
        status.exit_code = line.get("exit_code")


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a log; one that is not whole is left out."""
    try:
        with file.open("rb") as lines:
            for line in lines:
                try:
                    told = json.loads(line)
                except ValueError:
                    continue
                if isinstance(told, dict):
                    yield told
    except OSError:
        return


def _listed(folder: Path, facts: Mapping[str, Any]) -> Status:
    """Return what the manifest says."""
    counts = facts.get("counts", {})
    status = Status(folder, begun=_time(facts.get("begun")), facts=facts)
    status.state = RunState(facts.get("state", manifest.FINISHED))
    status.kept = int(counts.get("kept", 0))
    status.done = int(counts.get("documents", 0)) - status.kept
    status.failures, status.words = (int(counts.get(one, 0)) for one in ("failures", "words"))
    status.documents = status.settled
    failures: Sequence[Mapping[str, str]] = facts.get("failures", [])
    status.last_failures.extend((one["id"], one["message"]) for one in failures)
    return status


def _time(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None
