"""Documents of a run in a process beside a worker of a cluster.

A worker of a cluster has threads, may not have children of its own, and belongs to somebody else.
So it starts this program, which makes sure that it sees what the run sees, loads the pipeline once,
and does the documents in a process with limits, as a run on one machine does. It ends with the
worker.
"""

from __future__ import annotations

import os
import pickle
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from annotate.document.run_folder import STATE
from annotate.errors import AnnotateError, ClusterError
from annotate.run.collecting import leave_out_loaded, seldom_collected
from annotate.run.inputs import STANDARD_INPUT, Input
from annotate.run.planning import common_digests
from annotate.run.process import Task, process_document, processor_of
from annotate.run.records import Processed
from annotate.run.workers import Limits, Lost, Step, Workers, died

_PROGRAM = "from annotate.run.beside import serve; serve()"


@dataclass(frozen=True, slots=True)
class Job:
    """A task as it is given to other machines, with what shows that they can do it.

    Attributes
    ----------
    task : Task
        The task.
    folder : str
        The current directory of the run, which relative paths begin at.
    digests : mapping of str to str
        Hashes of what documents are made from, where the run is.
    probe : str
        The name of a file that the run has put into its folder, and what it holds.
    limits : Limits
        What one document may ask for.
    """

    task: Task
    folder: str
    digests: Mapping[str, str]
    probe: str
    limits: Limits

    @classmethod
    def of(cls, task: Task, limits: Limits, probe: str) -> Job:
        """Return the job that a task is on this machine."""
        return cls(task, str(Path.cwd()), _digests(task), probe, limits)

    @property
    def probe_file(self) -> Path:
        """The file that all machines must see."""
        return Path(self.folder, self.task.output.folder, STATE, self.probe)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a document on another machine.

    Attributes
    ----------
    result : Processed or Lost
        What came of it.
    unseen : str
        The machine that does not see the document's file; empty where it does.
    """

    result: Processed | Lost
    unseen: str = ""


def _digests(task: Task) -> dict[str, str]:
    return common_digests(task.config, task.open_decisions().tables, {})


class Beside:
    """The process, as the worker sees it.

    Parameters
    ----------
    job : bytes
        The :class:`Job`, pickled.
    """

    def __init__(self, job: bytes) -> None:
        self.job = job
        environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", **os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            # Ctrl-C in a terminal is for the run, which then ends this.
            start_new_session=True,
        )
        self._ready = False

    def process(self, item: bytes, wanted: Callable[[], bool]) -> Answer:
        """Process one document.

        Parameters
        ----------
        item : bytes
            The :class:`Input`, pickled.
        wanted : callable
            Returns whether the result is still waited for; asked again and again.

        Raises
        ------
        ClusterError
            If this machine cannot do what the run asks for.
        InterruptedError
            If nobody waits for the result any more.
        """
        try:
            if not self._ready:
                self._send(self.job)
                self._received(wanted)
                self._ready = True
            self._send(item)
            found: Answer = self._received(wanted)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            self.close()
            if isinstance(error, InterruptedError):
                raise
            if not self._ready:
                raise _cannot(
                    f"the process that was to do documents ended ({self._process.returncode})",
                    "see what the worker printed",
                ) from error
            return Answer(died(self._process.returncode))
        except AnnotateError:
            self.close()
            raise
        return found

    @property
    def ended(self) -> bool:
        """Whether the process has ended."""
        return self._process.poll() is not None

    def _send(self, content: bytes) -> None:
        stream = self._process.stdin
        assert stream is not None
        stream.write(content)
        stream.flush()

    def _received(self, wanted: Callable[[], bool]) -> Any:
        assert self._process.stdout is not None
        while True:
            kind, content = pickle.load(self._process.stdout)
            if kind == "error":
                raise content
            if not wanted():
                raise InterruptedError("nobody waits for the result any more")
            if kind == "found":
                return content

    def close(self) -> None:
        """End the process, and with it what it has started."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with suppress(OSError):
                    stream.close()


def serve() -> None:
    """Do the documents that come by standard input, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source = sys.stdin.buffer
    # What is printed belongs into the log of the worker.
    with os.fdopen(os.dup(1), "wb") as sink:
        os.dup2(2, 1)
        with suppress(EOFError, OSError), seldom_collected():
            try:
                _serve(source, partial(_tell, sink))
            except AnnotateError as error:
                _tell(sink, "error", error)


def _tell(sink: BinaryIO, kind: str, content: object) -> None:
    pickle.dump((kind, content), sink)
    sink.flush()


def _serve(source: BinaryIO, tell: Callable[[str, object], None]) -> None:
    job = _job(source)
    check(job)
    try:
        processor_of(job.task)
    except AnnotateError as error:
        raise _cannot(error.what, error.remedy, error.path) from error
    leave_out_loaded()
    tell("found", None)

    def step(item: Input, told: Step) -> None:
        tell("step", None)

    one = partial(process_document, job.task)
    workers = Workers[Input, Processed](one, 1, job.limits, step)
    for item, found in workers.results(_items(source)):
        seen = item.error or item.given == STANDARD_INPUT or Path(item.given).exists()
        tell("found", Answer(found, "" if seen else socket.gethostname()))


def _job(source: BinaryIO) -> Job:
    try:
        job = pickle.load(source)
    except EOFError:
        raise
    except Exception as error:  # whatever another version of the program makes of it
        raise _other_version(str(error)) from error
    if not isinstance(job, Job):
        raise _other_version(f"got a {type(job).__name__}")
    return job


def _items(source: BinaryIO) -> Iterator[Input]:
    while True:
        try:
            yield pickle.load(source)
        except EOFError:
            return


def check(job: Job) -> None:
    """Make sure that this machine sees the folders of the run, and has the same program; go into
    the folder where the run is.

    Raises
    ------
    ClusterError
        If not.
    """
    file = job.probe_file
    try:
        os.chdir(job.folder)
        seen = file.read_text("utf-8") == job.probe
        if seen:
            tempfile.TemporaryFile(dir=file.parent).close()
    except OSError as error:
        raise _unseen(f"{error.filename or file} cannot be used ({error.strerror})") from error
    if not seen:
        raise _unseen(f"{file} is not the file that the run has written")
    try:
        here = _digests(job.task)
    except (AnnotateError, OSError) as error:
        raise _cannot(str(error), "install there what the run uses here") from error
    other = [name for name in job.digests if job.digests[name] != here[name]]
    if other:
        raise _other_version(f"another {' and another '.join(other)}")


def _unseen(what: str) -> ClusterError:
    return _cannot(
        f"the folders of the run are not seen there as they are here: {what}",
        "give folders that all machines share under one name, for the texts, the configuration "
        "and --out",
    )


def _other_version(what: str) -> ClusterError:
    return _cannot(
        f"the worker has not the annotate of this run ({what})",
        "start its workers from the environment that the run is started from",
    )


def _cannot(what: str, remedy: str | None, path: str | None = None) -> ClusterError:
    return ClusterError(what, path=path, place=f"on {socket.gethostname()}", remedy=remedy)
