"""Documents on a cluster: the engine of a run over dask.distributed.

The cluster only hands out documents and brings back what came of them. What a document may ask
for, and that nothing outlives the run, is the matter of :mod:`annotate.run.beside`.
"""

from __future__ import annotations

import importlib.util
import logging
import pickle
import re
import shutil
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any
from uuid import uuid4

from annotate.errors import AnnotateError, ClusterError
from annotate.files import write_text
from annotate.run.beside import Answer, Beside, Job
from annotate.run.inputs import STANDARD_INPUT, Input
from annotate.run.options import Engine, Results, Tell
from annotate.run.process import Task
from annotate.run.records import Processed
from annotate.run.workers import Limits, Lost

LOCAL, SLURM = "local", "slurm"
_ADDRESS = re.compile(r"(?:tcp|tls|ucx|ws|wss)://\S+")
_INSTALL = "install it with `pip install annotate-fr[cluster]`"
_TICK = 0.5
"""Seconds after which whoever watches is told again, although nothing has come."""
_COUNTED_EVERY = 2.0
"""Seconds between two looks at how many workers there are."""
_PER_THREAD = 2
"""Documents that are given out for each thread of a worker: one is done, one waits beside it."""


def cluster_engine(address: str, jobs: int = 1, limits: Limits | None = None) -> Engine:
    """Return the engine that works on a cluster.

    Parameters
    ----------
    address : str
        Of a dask scheduler, such as ``tcp://10.0.0.1:8786``; ``local`` for a cluster of processes
        on this machine; ``slurm`` for one of slurm jobs, as dask-jobqueue is configured.
    jobs : int
        Processes of ``local``, jobs of ``slurm``.
    limits : Limits, optional
        What one document may ask for.

    Raises
    ------
    ClusterError
        If the address is none, or dask is not installed.
    """
    if address not in {LOCAL, SLURM} and not _ADDRESS.fullmatch(address):
        raise ClusterError(
            f"{address!r} is no cluster",
            remedy="give local, slurm, or the address of a dask scheduler: tcp://HOST:8786",
        )
    for package in ("distributed", *(["dask_jobqueue"] if address == SLURM else [])):
        if importlib.util.find_spec(package) is None:
            raise ClusterError(f"{package} is not installed", remedy=_INSTALL)

    if address == SLURM and shutil.which("sbatch") is None:
        raise ClusterError(
            "slurm is not on this machine (there is no sbatch)",
            remedy="run on a login node of the cluster",
        )

    def work(task: Task, items: Iterable[Input], tell: Tell) -> Results:
        job = Job.of(task, limits or Limits(), f"seen-{uuid4().hex}")
        write_text(job.probe_file, job.probe)
        try:
            with _connected(address, jobs) as client:
                yield from _Documents(client, job, tell).results(items)
        finally:
            job.probe_file.unlink(missing_ok=True)

    return work


@contextmanager
def _connected(address: str, jobs: int) -> Iterator[Any]:
    """Give a client of a cluster, which ends with the block where it was made for it."""
    import dask
    from distributed import Client

    with ExitStack() as stack:
        # An interrupt while it asks the scheduler makes it print a fault of its own.
        stack.enter_context(_silent("tornado.application"))
        if address in {LOCAL, SLURM}:
            # A document that was lost with its worker is tried once more, alone.
            stack.enter_context(dask.config.set({"distributed.scheduler.allowed-failures": 0}))
            cluster: Any = stack.enter_context(_made(address, jobs))
        else:
            cluster = address
        try:
            client = stack.enter_context(Client(cluster, set_as_default=False))
        except (OSError, ValueError) as error:
            raise ClusterError(
                f"no dask scheduler answers ({error})",
                path=address,
                remedy="start one with `dask scheduler`, and give the address that it prints",
            ) from error
        yield client


@contextmanager
def _made(kind: str, jobs: int) -> Iterator[Any]:
    """Make a cluster of processes here, or of slurm jobs."""
    # It tells of every worker that dies; the run says what became of documents.
    with _silent("distributed"):
        if kind == LOCAL:
            from distributed import LocalCluster

            # The limits are those of documents, in the processes beside the workers.
            with LocalCluster(
                n_workers=jobs,
                threads_per_worker=1,
                memory_limit=0,
                dashboard_address=":0",
                silence_logs=logging.CRITICAL,
            ) as cluster:
                yield cluster
        else:
            with _slurm() as cluster:
                # Jobs that end, as by a limit of time, are replaced.
                cluster.adapt(minimum_jobs=jobs, maximum_jobs=jobs)
                yield cluster


@contextmanager
def _silent(name: str) -> Iterator[None]:
    """Keep a library from telling its own story."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _slurm() -> Any:
    from dask_jobqueue import SLURMCluster

    try:
        with warnings.catch_warnings():
            # Another program has the usual port of a dashboard that nobody asked for.
            warnings.simplefilter("ignore", UserWarning)
            return SLURMCluster()
    except (ValueError, TypeError, OSError) as error:
        raise ClusterError(
            f"dask-jobqueue cannot make a cluster of slurm jobs ({error})",
            remedy="write cores, processes, memory and walltime into ~/.config/dask/jobqueue.yaml",
        ) from error


class _Documents:
    """The documents of a run on a cluster.

    Parameters
    ----------
    client : distributed.Client
        To the cluster.
    job : Job
        What is done with them.
    tell : callable
        Called with one of them now and then.
    """

    def __init__(self, client: Any, job: Job, tell: Tell) -> None:
        self._client, self._tell = client, tell
        self._job = pickle.dumps(job)
        self._name, self._numbers = uuid4().hex, count(1)
        self._arrived: SimpleQueue[Any] = SimpleQueue()
        self._out: dict[str, tuple[Input, Any]] = {}
        self._threads, self._counted = 0, 0.0

    def results(self, items: Iterable[Input]) -> Iterator[tuple[Input, Processed | Lost]]:
        """Yield each document with what came of it.

        One that was at a worker that died may not be the cause. It is tried again when all others
        are done, with no other at any worker, so that the second time it is.

        Raises
        ------
        ClusterError
            If the cluster is away, or one of its workers is not like this machine.
        """
        suspects: list[Input] = []
        try:
            for item, found in self._several(iter(items), self._room):
                if found is None:
                    suspects.append(item)
                else:
                    yield item, found
            for item, found in self._several(iter(suspects), lambda: 1):
                yield item, found or _DIED
        finally:
            # Nothing of the run may go on when it has ended, however it ends.
            with suppress(Exception):
                self._client.cancel([future for _, future in self._out.values()], force=True)
                self._client.run(dismiss, self._job, on_error="ignore")

    def _several(
        self, waiting: Iterator[Input], room: Callable[[], int]
    ) -> Iterator[tuple[Input, Processed | Lost | None]]:
        """Yield documents with what came of them, None where a worker died; so many at a time."""
        while True:
            while len(self._out) < room():
                item = next(waiting, None)
                if item is None:
                    break
                if _is_pipe(item):
                    yield item, _PIPE
                    continue
                self._submit(item)
            if not self._out:
                return
            future = self._next()
            item, _ = self._out[future.key]
            found = self._found(item, future)
            del self._out[future.key]
            future.release()
            yield item, found

    def _submit(self, item: Input) -> None:
        future = self._client.submit(
            do_document,
            self._job,
            pickle.dumps(item),
            key=f"annotate-{self._name}-{next(self._numbers)}",
            pure=False,
        )
        self._out[future.key] = item, future
        future.add_done_callback(self._arrived.put)

    def _next(self) -> Any:
        """Return a document of which the cluster has something to say."""
        while True:
            try:
                return self._arrived.get(timeout=_TICK)
            except Empty:
                item, _ = next(iter(self._out.values()))
                self._room()
                self._tell(item, ("", 0, 0) if self._threads else ("waiting for a worker", 0, 0))

    def _room(self) -> int:
        """Return how many documents may be given out: more when workers have come."""
        now = time.monotonic()
        if now - self._counted > _COUNTED_EVERY or not self._threads:
            try:
                self._threads = sum(self._client.nthreads().values())
            except (OSError, TimeoutError, RuntimeError) as error:
                raise self._away() from error
            self._counted = now
        return max(_PER_THREAD * self._threads, 1)

    def _found(self, item: Input, future: Any) -> Processed | Lost | None:
        """Return what came of a document; None if its worker died."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker

        try:
            found: Answer = future.result()
        except KilledWorker:
            return None
        except AnnotateError:
            raise
        except (CancelledError, OSError, TimeoutError) as error:
            raise self._away() from error
        except Exception as error:
            raise ClusterError(
                f"its workers cannot do documents ({type(error).__name__}: {error})",
                path=self._client.scheduler.address,
                remedy="start them from the environment that the run is started from",
            ) from error
        if found.unseen and Path(item.given).exists():
            raise ClusterError(
                "this file is not seen there",
                path=item.shown,
                place=f"on {found.unseen}",
                remedy="give folders that all machines share under one name",
            )
        return found.result

    def _away(self) -> ClusterError:
        return ClusterError(
            "the dask scheduler is not there any more",
            path=self._client.scheduler.address if self._client.scheduler else None,
            remedy="start it, and run the same command again: it goes on where it was",
        )


_PIPE = Lost(
    "another machine cannot read from this pipe", "write it into a file, or run without --cluster"
)
_DIED = Lost(
    "each worker that worked on it died, the last one when it had no other document",
    "see what the workers printed: give each more memory, or leave it out",
)


def _is_pipe(item: Input) -> bool:
    file = Path(item.given)
    return item.error is None and item.given != STANDARD_INPUT and file.exists() and not item.again


_IDLE = 300.0
"""Seconds after which a process ends that nobody asks for anything: whoever asked may be gone."""
_busy: list[Beside] = []
_idle: dict[Beside, threading.Timer] = {}
"""The processes beside this worker that have nothing to do, each with what ends it."""
_lock = threading.Lock()


def do_document(job: bytes, item: bytes) -> Answer:
    """Process one document: what a worker of the cluster does.

    Parameters
    ----------
    job, item : bytes
        The :class:`annotate.run.beside.Job` and the document, pickled: the cluster is not to look
        into them.
    """
    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()

    def wanted() -> bool:
        state = worker.state.tasks.get(key)
        return state is not None and state.state != "cancelled"

    beside = _taken(job)
    try:
        return beside.process(item, wanted)
    finally:
        _given_back(beside)


def _taken(job: bytes) -> Beside:
    """Return a process that has nothing to do, started if need be."""
    with _lock:
        for one in [one for one in _idle if one.job == job]:
            _idle.pop(one).cancel()
            if not one.ended:
                _busy.append(one)
                return one
        _busy.append(Beside(job))
        return _busy[-1]


def _given_back(beside: Beside) -> None:
    with _lock:
        if beside not in _busy:
            return  # it was dismissed
        _busy.remove(beside)
        if not beside.ended:
            _idle[beside] = timer = threading.Timer(_IDLE, _expire, [beside])
            timer.daemon = True
            timer.start()


def _expire(beside: Beside) -> None:
    # It may just have been taken.
    with _lock:
        if _idle.get(beside) is threading.current_thread():
            del _idle[beside]
            beside.close()


def dismiss(job: bytes) -> None:
    """End what a worker has started for a job."""
    with _lock:
        dismissed = [one for one in (*_idle, *_busy) if one.job == job]
        for one in dismissed:
            if one in _idle:
                _idle.pop(one).cancel()
            else:
                _busy.remove(one)
    for one in dismissed:
        one.close()
