"""A real doccano for all tests of review: installed once, started as a user starts it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from annotate.review.server.environment import install, is_installed
from annotate.review.server.home import Home
from command import ROOT, Command


@pytest.fixture(scope="session")
def doccano(
    annotate: Command, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """A server with fresh data on an environment that is kept from one run of the tests to the
    next: its home, its address, and the passwords of alice and bob.
    """
    kept = Home(ROOT / "build" / "review")
    if not is_installed(kept):
        install(kept)
    home = Home(tmp_path_factory.mktemp("home"))
    home.environment.symlink_to(kept.environment, target_is_directory=True)
    done = annotate("review", "start", "--user", "alice", "--user", "bob", "--home", home.folder)
    try:
        assert done.returncode == 0, done.stderr
        told = {
            "home": str(home.folder),
            "url": done.stdout.split(" at ")[1].split()[0],
            "shown": done.stdout,
        }
        yield {**told, **{name: home.password_of(name) for name in ("admin", "alice", "bob")}}
    finally:
        annotate("review", "stop", "--home", home.folder)
