"""How a run is done: with which options, which part of it, and by what."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

from annotate.errors import UsageError
from annotate.progress import Tally
from annotate.run.collecting import leave_out_loaded
from annotate.run.inputs import Input
from annotate.run.planning import Failed
from annotate.run.process import Task, process_document, processor_of
from annotate.run.records import Processed
from annotate.run.workers import FORKED, Limits, Lost, Step, Workers

T = TypeVar("T")
Tell = Callable[[Input, Step], None]
Results = Generator[tuple[Input, Processed | Lost], None, None]
Engine = Callable[[Task, Iterable[Input], Tell], Results]
"""Does documents, and yields each with what came of it, in any order; closed, it ends its work."""


def local_engine(jobs: int = 1, limits: Limits | None = None) -> Engine:
    """Return the engine that works in processes on this machine.

    Parameters
    ----------
    jobs : int
        How many.
    limits : Limits, optional
        What one document may ask for.
    """

    def work(task: Task, items: Iterable[Input], tell: Tell) -> Results:
        if FORKED:
            processor_of(task).prepare()
            leave_out_loaded()
        one = partial(process_document, task)
        workers = Workers[Input, Processed](one, jobs, limits or Limits(), tell)
        yield from workers.results(items)

    return work


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of the inputs: every document whose place among them is `number` modulo `of`.

    Examples
    --------
    >>> [Shard.parse(f"{number}/3").chosen("abcdefg") for number in (1, 2, 3)]
    [['a', 'd', 'g'], ['b', 'e'], ['c', 'f']]
    """

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``K/N``.

        Raises
        ------
        UsageError
            If it is something else, or K is not between 1 and N.
        """
        found = re.fullmatch(r"(\d{1,9})/(\d{1,9})", text)
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            raise UsageError(
                f"{text!r} is no shard", remedy="write K/N, with K from 1 to N: --shard 2/7"
            )
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def chosen(self, items: Sequence[T]) -> list[T]:
        """Return the items of this shard."""
        return [*items[self.number - 1 :: self.of]]


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is done.

    Attributes
    ----------
    check_language : bool
        Whether a text that certainly is not French is refused, and a doubtful one told.
    page_images : bool
        Whether pictures of the pages of PDFs are kept for the report.
    failed : Failed
        What becomes of documents that failed before, and nothing has changed for.
    anew : bool
        Whether documents are done that nothing has changed for.
    discard : bool
        Whether decisions of reviewers are given up.
    shard : Shard or None
        The part of the inputs that is done; what needs all of them is left to the merge.
    gold : Path or None
        Where gold of the documents is looked for; by default in folders named ``gold`` next to
        them. Documents that have some are scored.
    engine : callable
        Does the documents.
    jobs : int
        How many processes of this machine write what is made of all documents.
    tally : Tally
        Gets what is told of the documents at every step, before `progress` is called.
    about : mapping of str to object
        What the log says of the run beside what it knows: the command, how many processes.
    """

    check_language: bool = True
    page_images: bool = False
    failed: Failed = Failed.RETRY
    anew: bool = False
    discard: bool = False
    shard: Shard | None = None
    gold: Path | None = None
    engine: Engine = field(default_factory=local_engine)
    jobs: int = 1
    tally: Tally = field(default_factory=Tally)
    about: Mapping[str, Any] = field(default_factory=dict)
