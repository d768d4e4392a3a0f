"""What `annotate export` costs in each format, and what programs that are not ours read in it.

A run of many short documents is made of the corpus: its paragraphs in texts of some 460 words,
annotated once, and copied under other names until there are enough. Each format is written by a
process of its own; words a second are those of its CPU time, without loading, and the ratio is to
reading the run alone. The memory is the most that the process held, with a tenth of the documents
and with all: where the second is hardly more, it does not grow. The size is that of all files.

Readers are called on the run before it is copied; where they are looked for, and which they are,
says exchange_readers.py.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import annotate
from annotate.document.run_folder import RunFolder
from annotate.exports.document import exchanged
from annotate.exports.formats import format_named, names
from annotate.exports.losses import Feature, reduced
from exchange_readers import Readers

ROOT = Path(__file__).resolve().parents[1]
ANNOTATE = Path(sys.executable).with_name("annotate")
WORDS = 460
LIBRARIES = {"tei": "lxml", "conllu": "conllu", "xmi": "lxml", "docbin": "spaCy"}
IN_TESTS = {
    "conll": "spaCy convert",
    "docbin": "spaCy debug data, train",
    "doccano": "import and export of doccano",
}
"""Readers that the tests have already."""


def texts_of_corpus() -> Iterator[str]:
    """Yield the mended paragraphs of the corpus in texts of some :data:`WORDS` words."""
    from annotate.text.mending.mend import mend
    from annotate.text.reading import read_source

    held: list[str] = []
    for path in sorted([*(ROOT / "corpus").glob("*.txt"), *(ROOT / "corpus").glob("*.pdf")]):
        for block in mend(read_source(path, path.stem)).text.split("\n\n"):
            held.append(block)
            if sum(len(one.split()) for one in held) >= WORDS:
                yield "\n\n".join(held) + "\n"
                held = []


def make_run(folder: Path, documents: int) -> Path:
    """Annotate the texts of the corpus, and copy them until there are enough documents."""
    texts, once, many = folder / "texts", folder / "once", folder / f"many-{documents}"
    texts.mkdir()
    for number, text in enumerate(texts_of_corpus()):
        (texts / f"t{number:03}.txt").write_text(text, "utf-8")
    subprocess.run([ANNOTATE, "run", texts, "--out", once, "-q"], check=True)
    run, copied = RunFolder(once), RunFolder(many)
    known = run.documents()
    for number in range(documents):
        name, fresh = known[number % len(known)], f"d{number:05}"
        for old, new in zip(run.of(name), copied.of(fresh), strict=True):
            new.parent.mkdir(parents=True, exist_ok=True)
            text = old.read_bytes().decode()
            if old.suffix == ".jsonl":
                text = text.replace(f'"document": "{name}"', f'"document": "{fresh}"', 1)
            new.write_bytes(text.encode())
    return many


def measure(run: Path, name: str, documents: int) -> dict[str, float]:
    """Write some documents of a run in a format, or only read them, in this process."""
    wanted = RunFolder(run).documents()[:documents]
    words = sum(len(RunFolder(run).mended_text(one).read_text("utf-8").split()) for one in wanted)
    with tempfile.TemporaryDirectory() as place:
        if name != "read":  # what is imported and compiled at first belongs to loading
            annotate.export(run, name, Path(place, "first"), documents=wanted[:2])
        begin = time.process_time()
        if name == "read":
            for one in wanted:
                exchanged(RunFolder(run).read(one))
        else:
            annotate.export(run, name, Path(place, "all"), documents=wanted)
        seconds = time.process_time() - begin
        size = sum(one.stat().st_size for one in Path(place).glob("all/*"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"words": words, "seconds": seconds, "megabytes": peak, "size": size / 1e6}


def in_a_process(run: Path, name: str, documents: int) -> dict[str, float]:
    """Measure a format in a process of its own."""
    command = [sys.executable, __file__, "--measure", name, "--run", run]
    done = subprocess.run(
        [*command, "--documents", str(documents)], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def round_trip(run: Path, name: str, place: Path) -> str:
    """Return how many documents of a run come back as the format holds them."""
    one = format_named(name)
    if one.read is None:
        return "–"
    annotate.export(run, name, place)
    back = {found.id: found for file in one.files(place) for found in one.read(file)}
    same = 0
    documents = list(RunFolder(run).read_all())
    for document in documents:
        kept, there = reduced(exchanged(document), one.holds)[0], back[document.id]
        quotes = [
            [(span.label, "".join(each.quote(span).split())) for span in each.spans]
            for each in (kept, there)
        ]
        same += quotes[0] == quotes[1] and (
            Feature.SPACE not in one.holds or kept.text == there.text
        )
    return f"{same} of {len(documents)}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument(
        "--readers",
        type=Path,
        default=Path(os.environ.get("ANNOTATE_READERS", "readers")),
        help="the folder of the programs of others; default: ANNOTATE_READERS",
    )
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.run, options.measure, options.documents)))
        return
    with tempfile.TemporaryDirectory(prefix="annotate-exchange-") as place:
        run = make_run(Path(place), options.documents)
        once, exports = Path(place, "once"), Path(place, "exports")
        back = {name: round_trip(once, name, exports / name) for name in names()}
        told = IN_TESTS | Readers(once, exports, options.readers.absolute()).told()
        _print_costs(run, options.documents, back)
        print("\n| format | library | reader |\n| --- | --- | --- |")
        for name in names():
            print(f"| {name} | {LIBRARIES.get(name, '–')} | {told.get(name, '–')} |")


def _print_costs(run: Path, count: int, back: dict[str, str]) -> None:
    """Print what each format costs."""
    reading = in_a_process(run, "read", count)
    base = reading["words"] / reading["seconds"]
    print(f"{count} documents, {reading['words']:.0f} words; reading them: {base:.0f} words/s\n")
    print("| format | words/s | ratio | MB, a tenth | MB, all | files, MB | round trip |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- |")
    for name in names():
        few = in_a_process(run, name, max(count // 10, 1))["megabytes"]
        all_ = in_a_process(run, name, count)
        rate = all_["words"] / all_["seconds"]
        print(
            f"| {name} | {rate:.0f} | {rate / base:.2f} | {few:.0f} | {all_['megabytes']:.0f} "
            f"| {all_['size']:.1f} | {back[name]} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
