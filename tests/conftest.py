"""What all tests share: the command as a user types it, and the corpus annotated once."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import warm
from command import ANNOTATE, ROOT, Command

# Times are measured in the benchmark, never in a test; the first example may load word lists.
settings.register_profile("annotate", deadline=None, derandomize=True)
settings.load_profile("annotate")


@pytest.fixture(scope="session")
def annotate() -> Command:
    """Run `annotate` with some arguments, in the project's root unless told otherwise."""

    def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        given: dict[str, Any] = {"cwd": ROOT, "env": os.environ, **options}
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
    out = tmp_path_factory.mktemp("run") / "build"
    done = annotate("run", "corpus/", "--out", out)
    assert done.returncode == 0, done.stderr
    return out
