"""What all tests share: the command as a user types it, and the corpus annotated once."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings

import warm
from annotate.run.collecting import SELDOM
from command import ANNOTATE, ROOT, Command

EXAMPLES = int(os.environ.get("ANNOTATE_EXAMPLES", "50"))
"""Examples of each property that does not say how many it needs; they are the same each time."""
# Times are measured in the benchmark, never in a test; the first example may load word lists.
settings.register_profile("annotate", max_examples=EXAMPLES, deadline=None, derandomize=True)
settings.load_profile("annotate")


# A shell lets what it starts in the background ignore Ctrl-C, and the children of that would, too:
# tests interrupt them.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# It has nothing to collect, and is for the process that is forked for each command.
collect_ignore = ["warm_pipeline.py"]
# What pytest and the libraries hold for all tests is many times what a test makes.
gc.set_threshold(*SELDOM)


ON_A_SERVER = {"doccano", "new_home"}
"""Fixtures that start a server."""
SERVERS = "tests/review/doccano/"
"""Where the tests are that use them."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a server, and put files that take long first."""
    for item in items:
        of_a_server = SERVERS in item.path.as_posix()
        if of_a_server or ON_A_SERVER & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.server)
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(scope_of(item.nodeid), []).append(item)
    ranks = {scope: (min(map(rank, own)), -len(own)) for scope, own in files.items()}
    # Processes that share the files end together when the last files are short.
    items[:] = [item for scope in sorted(files, key=ranks.__getitem__) for item in files[scope]]


def scope_of(nodeid: str) -> str:
    """Return what one process runs as a whole: a file, and all files with tests on a server."""
    return SERVERS if nodeid.startswith(SERVERS) else nodeid.partition("::")[0]


def rank(item: pytest.Item) -> int:
    """Return 0 for the longest tests, 3 for the shortest, by what they start."""
    if item.nodeid.startswith(SERVERS):
        return 0
    if any(item.get_closest_marker(name) for name in ("server", "browser", "office", "slow")):
        return 1
    draws = hasattr(getattr(item, "module", None), "given")
    return 3 - (draws or "annotate" in getattr(item, "fixturenames", ()))


def pytest_collection_finish() -> None:
    """Leave modules and tests out of garbage collection."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each process whole files, with what they made once for all their tests, and all tests
    on a server to the same, so that one is started.
    """
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return scope_of(nodeid)

    config.option.loadscopereorder = False  # they are in order
    return Together(config, log)


@pytest.fixture(scope="session")
def annotate() -> Command:
    """Run `annotate` with some arguments, in the project's root unless told otherwise."""

    def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        # What is told of progress depends on how fast the machine is.
        env = {**os.environ, "ANNOTATE_PROGRESS": "off"}
        given: dict[str, Any] = {"cwd": ROOT, "env": env, **options}
        told = [*map(str, arguments)]
        if given.keys() <= {"cwd", "env"}:
            return warm.run(told, **given)
        # What a fork does not have (standard input) is run from cold, as a shell does.
        return subprocess.run(
            [str(ANNOTATE), *told], capture_output=True, check=False, encoding="utf-8", **given
        )

    return run


@pytest.fixture(scope="session")
def corpus_run(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's corpus, annotated once for all tests that look at the result."""
    # The processes of pytest-xdist share the folder above their own.
    place = tmp_path_factory.getbasetemp()
    out = (place.parent if "PYTEST_XDIST_WORKER" in os.environ else place) / "build"
    with FileLock(f"{out}.lock"):
        if not out.exists():
            done = annotate("run", "corpus/", "--out", out)
            assert done.returncode == 0, done.stderr
    return out
