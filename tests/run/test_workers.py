"""A process that works on an item and dies, hangs or swells costs that item, and it is named."""

from __future__ import annotations

import os
import signal
import sys
import time
from functools import partial

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from annotate.errors import ModelError
from annotate.progress import tell
from annotate.run.workers import Limits, Lost, Step, Workers

HANGS = 3600.0
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory")


def work(item: str) -> str:
    """Do what the item says."""
    if item == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    elif item == "ended":
        os._exit(3)
    elif item == "hangs":
        time.sleep(HANGS)
    elif item == "swells":
        return str(len(bytearray(10_000_000_000)))
    elif item == "refuses":
        raise ModelError("the model is not installed", remedy="install it")
    tell("page", 1, 2)
    return item.upper()


def done(items: list[str], **told: object) -> dict[str, str | Lost]:
    workers = Workers[str, str](work, 2, **told)  # type: ignore[arg-type]
    return dict(workers.results(items))


def test_every_item_has_its_result() -> None:
    steps: list[tuple[str, Step]] = []
    items = [f"text {number}" for number in range(40)]
    found = done(items, tell=lambda item, step: steps.append((item, step)))
    assert found == {item: item.upper() for item in items}
    assert {item for item, step in steps if step == ("page", 1, 2)} == set(items)


def threads(_: str) -> list[int]:
    """Return how many threads each library of matrices has."""
    found = threadpool_info()
    return [one["num_threads"] for one in found if one["user_api"] == "blas"]


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core has one thread")
def test_matrices_have_one_thread_in_each_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    np.ones((2, 2)) @ np.ones((2, 2))
    with threadpool_limits(2, user_api="blas"):
        ((_, found),) = Workers[str, list[int]](threads, 2).results(["a"])
        assert {*threads("a")} == {2}
    assert isinstance(found, list)
    assert {*found} == {1}


def test_nothing_to_do() -> None:
    assert done([]) == {}


@pytest.mark.parametrize(
    ("item", "what"),
    [("killed", "was ended by SIGKILL"), ("ended", "ended (exit code 3)")],
)
def test_one_that_dies_costs_its_item(item: str, what: str) -> None:
    found = done(["a", item, "b", item + " not", "c"])
    lost = found.pop(item)
    assert isinstance(lost, Lost)
    assert what in lost.what
    assert found == {one: one.upper() for one in found}
    assert len(found) == 4


def test_one_that_hangs_is_ended() -> None:
    found = done(["a", "hangs", "b"], limits=Limits(seconds=2.0))
    lost = found.pop("hangs")
    assert isinstance(lost, Lost)
    assert lost.what == "it takes longer than 2 seconds"
    assert "--timeout" in lost.remedy


@linux
def test_one_that_swells_is_ended() -> None:
    found = done(["a", "swells", "b"], limits=Limits(memory=500_000_000))
    lost = found.pop("swells")
    assert isinstance(lost, Lost)
    assert lost.what == "it wants more than 500 MB of memory"
    assert found == {"a": "A", "b": "B"}


def test_what_would_come_with_every_item_ends_the_work() -> None:
    with pytest.raises(ModelError, match="is not installed"):
        done(["a", "refuses", "b"])


def children() -> set[int]:
    """The processes that this one has started, and that still run."""
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:  # noqa: PTH123
        return set(map(int, file.read().split()))


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_process_is_left_when_nobody_asks_for_more() -> None:
    before = children()
    results = Workers[str, str](partial(work), 2).results(["a", "hangs", "b"])
    next(results)
    assert children() - before
    results.close()  # type: ignore[attr-defined]
    assert children() <= before
