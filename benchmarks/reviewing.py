"""Seconds and memory of a review on a real doccano: start, push, push again, pull.

The server is installed into `.doccano/` the first time, as the tests do. Documents are invented
sentences full of names (:mod:`many`), or any folder of texts. Memory is the most that the command's
process held, and what the server's processes hold at the end, shared pages counted once.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from many import write_many

ROOT = Path(__file__).resolve().parents[1]
ANNOTATE = Path(sys.executable).with_name("annotate")


def call(*arguments: str | Path) -> tuple[float, float, str]:
    """Run the command; return its seconds, the megabytes it held at most, and what it printed."""
    # A process of its own, so that the children's peak is this command's.
    code = (
        "import json, resource, subprocess, sys, time\n"
        "begun = time.perf_counter()\n"
        "done = subprocess.run(sys.argv[1:], capture_output=True, text=True, check=False)\n"
        "seconds = time.perf_counter() - begun\n"
        "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024\n"
        "print(json.dumps([done.returncode, seconds, peak, done.stdout, done.stderr]))\n"
    )
    command = [sys.executable, "-c", code, str(ANNOTATE), *map(str, arguments)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    status, seconds, peak, out, err = json.loads(told)
    if status:
        sys.exit(f"{' '.join(map(str, arguments))}: {err or out}")
    return seconds, peak, out


def server_memory(home: Path) -> float:
    """Return the megabytes that the server's processes hold (Linux)."""
    from annotate.review.server.home import Home
    from annotate.review.server.process import running

    server = running(Home(home))
    if server is None:
        return 0.0
    kilobytes = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            same = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[2]) == server.pid
            rollup = (folder / "smaps_rollup").read_text() if same else ""
        except (OSError, ValueError):
            continue
        kilobytes += sum(int(row.split()[1]) for row in rollup.splitlines() if row[:4] == "Pss:")
    return kilobytes / 1024


def measured(texts: Path, place: Path) -> list[tuple[str, float, float, str]]:
    """Annotate, then measure the steps of a review: name, seconds, megabytes, last line."""
    from annotate.review.doccano.client import client_environment
    from annotate.review.server.environment import install, is_installed
    from annotate.review.server.home import Home

    kept = Home(ROOT / ".doccano")
    client = client_environment(kept)
    rows = []
    if not (is_installed(kept) and client.is_installed()):
        begun = time.perf_counter()
        install(kept)
        client.install(sys.executable)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        rows.append(("install", time.perf_counter() - begun, peak, ""))
    home, run = place / "home", place / "run"
    home.mkdir()
    (home / "environment").symlink_to(kept.environment, target_is_directory=True)
    (home / "client").symlink_to(kept.client, target_is_directory=True)
    steps: list[tuple[str, tuple[str | Path, ...]]] = [
        ("annotate run", ("run", texts, "--out", run)),
        ("start, first time", ("review", "start", "--user", "alice", "--home", home)),
        ("push", ("review", "push", run, "--home", home)),
        ("push, nothing new", ("review", "push", run, "--home", home)),
        ("pull", ("review", "pull", run, "--home", home)),
        ("status", ("review", "status", run, "--home", home)),
    ]
    try:
        for name, arguments in steps:
            seconds, peak, out = call(*arguments)
            rows.append((name, seconds, peak, out.strip().splitlines()[-1]))
        rows.append(("server", 0.0, server_memory(home), ""))
    finally:
        call("review", "stop", "--home", home)
    return rows


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--texts", type=Path, help="a folder of texts instead of invented ones")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="annotate-review-") as folder:
        texts = options.texts
        if texts is None:
            texts = Path(folder) / "texts"
            write_many(texts, options.documents)
        rows = measured(texts.resolve(), Path(folder))
    print(f"{'':20}{'seconds':>9}{'MB':>7}")
    for name, seconds, peak, told in rows:
        shown = f"{seconds:9.1f}" if seconds else " " * 9
        print(f"{name:20}{shown}{peak:7.0f}  {told[:110]}")


if __name__ == "__main__":
    main()
