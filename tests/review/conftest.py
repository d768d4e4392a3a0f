"""A real doccano for all tests of review: installed once, started as a user starts it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from annotate.review.doccano.client import client_environment
from annotate.review.server.environment import install, is_installed
from annotate.review.server.home import Home
from command import ROOT, Command
from review.guard import guarded
from review.reviewer import TEXTS


@contextmanager
def watched_processes() -> Iterator[set[str]]:
    """Note how the processes that run meanwhile were called, as anybody on the machine could."""
    seen: set[str] = set()
    done = Event()

    def watch() -> None:
        while not done.wait(0.1):
            for file in Path("/proc").glob("[0-9]*/cmdline"):
                with suppress(OSError):
                    seen.add(file.read_text("utf-8", errors="replace").replace("\0", " "))

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Home]:
    """Make a home without accounts or data, on environments that are kept from one run of the
    tests to the next.
    """
    kept = Home(ROOT / ".doccano")
    if not is_installed(kept):
        install(kept)
    client = client_environment(kept)
    if not client.is_installed():
        client.install(sys.executable)

    def made() -> Home:
        home = Home(tmp_path_factory.mktemp("home"))
        home.environment.symlink_to(kept.environment, target_is_directory=True)
        home.client.symlink_to(kept.client, target_is_directory=True)
        return home

    return made


@pytest.fixture(scope="session")
def doccano(annotate: Command, new_home: Callable[[], Home]) -> Iterator[dict[str, str]]:
    """A server with fresh data: its home, its address, and the passwords of alice and bob."""
    home = new_home()
    people = ("--user", "alice", "--user", "bob")
    with guarded(home):
        with watched_processes() as seen:
            done = annotate("review", "start", *people, "--home", home.folder)
        assert done.returncode == 0, done.stderr
        told = {
            "home": str(home.folder),
            "url": done.stdout.split(" at ")[1].split()[0],
            "shown": done.stdout,
            "processes": "\n".join(seen),
        }
        yield {**told, **{name: home.password_of(name) for name in ("admin", "alice", "bob")}}


@pytest.fixture(scope="session")
def made(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over three texts, annotated once."""
    folder = tmp_path_factory.mktemp("texts")
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_bytes(text.encode())
    done = annotate("run", folder, "--out", folder / "run", "-q")
    assert done.returncode == 0, done.stderr
    return folder / "run"


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    """A copy of it, for one test."""
    return Path(shutil.copytree(made, tmp_path / "run"))
