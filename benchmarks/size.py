"""Seconds and memory of `annotate run` on a book: a quarter, a half and the whole of it.

    python benchmarks/size.py [--characters 3000000] [--pdf] [--odd] [--keep FOLDER] [--only NAME]

Each size is run as a process of its own; seconds that grow like the size show that time is linear.
`--pdf` typesets the whole book with typst as well (900 pages). Memory is that of the command and of
its children together: pages that they share are counted once.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from book import book, plain, typst_source

ROOT = Path(__file__).resolve().parents[1]
_SHARES = (4, 2, 1)
_EVERY = 0.2
"""Seconds between two looks at the memory."""


def write_books(folder: Path, characters: int, *, pdf: bool) -> list[Path]:
    """Write the books, smallest first."""
    files = []
    for share in _SHARES:
        chapters = book(characters // share)
        text = folder / f"book-1-{share}.txt"
        text.write_text(plain(chapters), "utf-8")
        files.append(text)
        if pdf and share == 1:
            source = text.with_suffix(".typ")
            source.write_text(typst_source(chapters), "utf-8")
            # In a process of its own: a child begins with the peak of its parent.
            code = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
            command = [sys.executable, "-c", code, str(source), str(text.with_suffix(".pdf"))]
            subprocess.run(command, check=True)
            files.append(text.with_suffix(".pdf"))
    return files


def odd_files(folder: Path) -> list[Path]:
    """Write texts that no book is like: one line, no line, a million lines."""
    sentence = "La fosse ferma en 1936 et le jardin de Béthune resta ouvert. "
    texts = {
        "one-line": sentence * (10_000_000 // len(sentence)),
        "line-breaks": "Un mot.\n" + "\n" * 10_000_000 + "Un autre.\n",
        "letters": "a\nb\nc\n" * 333_334,
    }
    files = []
    for name, text in texts.items():
        files.append(folder / f"{name}.txt")
        files[-1].write_text(text, "utf-8")
    return files


def characters(out: Path) -> int:
    """Return the length of the source text that a run has written."""
    texts = (one for one in (out / "text").glob("*.txt") if not one.name.endswith(".mended.txt"))
    return sum(len(one.read_bytes().decode("utf-8")) for one in texts)


def tree(process: int) -> Iterator[int]:
    """Yield a process and those below it."""
    yield process
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in task.read_text("ascii").split():
            yield from tree(int(child))


def memory(process: int) -> float:
    """Return the memory of a process and of those below it, in MB; shared pages count once."""
    total = 0
    for one in tree(process):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def measure(file: Path, out: Path) -> tuple[float, float, float, int]:
    """Run the command on one file; return seconds by the clock and of processors, the peak of
    memory in MB, and the exit code.
    """
    code = "import sys; from annotate.cli import main; main()"
    command = [
        sys.executable,
        "-c",
        code,
        "run",
        str(file),
        "--out",
        str(out),
        "--force",
        "--quiet",
    ]
    begin = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT / "src")})
    peak = 0.0
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            break
        # A process may end while it is looked at.
        with suppress(OSError):
            peak = max(peak, memory(process.pid))
        time.sleep(_EVERY)
    # What the command itself held at its highest, however short it held it.
    peak = max(peak, usage.ru_maxrss / 1024)
    seconds = time.perf_counter() - begin
    worked = usage.ru_utime + usage.ru_stime
    return seconds, worked, peak, os.waitstatus_to_exitcode(status)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--characters", type=int, default=3_000_000)
    parser.add_argument("--pdf", action="store_true", help="typeset the book, too")
    parser.add_argument("--odd", action="store_true", help="texts that no book is like, too")
    parser.add_argument("--keep", type=Path, help="a folder that keeps what is made")
    parser.add_argument("--only", default="", help="files whose names have this in them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        files = write_books(folder, options.characters, pdf=options.pdf)
        if options.odd:
            files += odd_files(folder)
        print(
            f"{'':20}{'characters':>12}{'seconds':>10}{'CPU s':>10}{'peak MB':>10}"
            f"{'report MB':>11}{'exit':>6}"
        )
        for file in files:
            if options.only not in file.name:
                continue
            out = folder / "out" / file.name
            seconds, worked, peak, code = measure(file, out)
            report = out / "report.html"
            size = report.stat().st_size / 1e6 if report.exists() else 0
            print(
                f"{file.name:20}{characters(out):12,}{seconds:10.1f}{worked:10.1f}"
                f"{peak:10.0f}{size:11.1f}{code:6}",
                flush=True,
            )


if __name__ == "__main__":
    main()
