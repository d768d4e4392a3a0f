"""Seconds and memory of `annotate run` on a book: a quarter, a half and the whole of it.

    python benchmarks/size.py [--characters 3000000] [--pdf] [--odd] [--keep FOLDER]

Each size is run as a process of its own; seconds that grow like the size show that time is linear.
`--pdf` typesets the book with typst as well.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from book import book, plain, typst_source

ROOT = Path(__file__).resolve().parents[1]
_SHARES = (4, 2, 1)


def write_books(folder: Path, characters: int, *, pdf: bool) -> list[Path]:
    """Write the books, smallest first."""
    files = []
    for share in _SHARES:
        chapters = book(characters // share)
        text = folder / f"book-1-{share}.txt"
        text.write_text(plain(chapters), "utf-8")
        files.append(text)
        if pdf:
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


def measure(file: Path, out: Path) -> tuple[float, float, int]:
    """Run the command on one file; return seconds, peak memory in MB, and the exit code."""
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
    _, status, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - begin, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--characters", type=int, default=3_000_000)
    parser.add_argument("--pdf", action="store_true", help="typeset the book, too")
    parser.add_argument("--odd", action="store_true", help="texts that no book is like, too")
    parser.add_argument("--keep", type=Path, help="a folder that keeps what is made")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        files = write_books(folder, options.characters, pdf=options.pdf)
        if options.odd:
            files += odd_files(folder)
        print(
            f"{'':20}{'MB of file':>12}{'seconds':>10}{'peak MB':>10}{'report MB':>11}{'exit':>6}"
        )
        for file in files:
            out = folder / "out" / file.name
            seconds, memory, code = measure(file, out)
            report = out / "report.html"
            size = report.stat().st_size / 1e6 if report.exists() else 0
            print(
                f"{file.name:20}{file.stat().st_size / 1e6:12.1f}{seconds:10.1f}"
                f"{memory:10.0f}{size:11.1f}{code:6}",
                flush=True,
            )


if __name__ == "__main__":
    main()
