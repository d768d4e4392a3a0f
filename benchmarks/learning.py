"""What a configuration gains on unread documents from 1, 2 and 4 reviewed ones.

`python benchmarks/learning.py TEXTS GOLD`. The gold is as `review_keys.py` reads it. The documents
are put in several orders. In each, the first ones are reviewed by somebody who knows the gold, and
those behind the fourth (or behind the last number of ``--reviewed``) are run again with what the
configuration has learnt from that: lexicon entries (`annotate review learn`: those that nothing
speaks against are accepted), a recogniser (`annotate train --force`), or both. F1 is strict, of the
whole pipeline, of names without dates, over all orders; after ± is how far it differs from order to
order (standard deviation of the gain).
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.evaluation.counts import Counts, of_sets
from annotate.pipes.ner.origin import find_origin
from annotate.resources import default_configs
from annotate.review.lexicon.entries import add_entries
from annotate.review.lexicon.proposals import propose
from annotate.review.session import ReviewSession
from annotate.training.adapting import trained_on
from annotate.training.adopting import Reviewed, adopt, origin_of
from command_line import run_script
from review_costs import flat, golds_of
from review_keys import by_reading

NUMBERS = "1,2,4"
BEFORE, LEXICON, RECOGNISER, BOTH = "before", "lexicon", "recogniser", "both"
WAYS = (LEXICON, RECOGNISER, BOTH)


def orders(names: Sequence[str], count: int) -> Iterator[list[str]]:
    """Yield the names in so many orders, each beginning elsewhere."""
    for number in range(count):
        at = number * len(names) // count
        yield [*names[at:], *names[:at]]


def reviewed(run: Path, copy: Path, names: Sequence[str], gold: Path) -> RunFolder:
    """Return a copy of a run in which some documents are reviewed, without a mistake."""
    labels = shipped_labels()
    folder = RunFolder(Path(shutil.copytree(run, copy)))
    golds = golds_of(folder, gold, labels)
    by_reading(ReviewSession(folder, "reviewer", labels), {name: golds[name] for name in names})
    return folder


def learnt(folder: RunFolder, weights: Path, way: str, place: Path) -> Path:
    """Return a configuration that has learnt from the reviewed documents of a run."""
    config = Path(shutil.copytree(default_configs(), place)) / "pipeline.cfg"
    if way in (LEXICON, BOTH):
        add_entries(place, (one for one in propose(folder, place) if not one.against))
    if way in (RECOGNISER, BOTH):
        adopt(find_origin(str(weights)), config)
    return config


def trained(folder: RunFolder, names: Sequence[str], place: Path) -> Path:
    """Train a recogniser on the reviewed documents of a run, and return the folder it is in."""
    shown = [
        row
        for document in folder.read_all()
        if document.id in names
        for row in Reviewed(document, document.standoff).rows
    ]
    return trained_on(origin_of(default_configs() / "pipeline.cfg"), shown, place).folder


def scored(texts: Sequence[Path], config: Path, out: Path, gold: Path) -> Counts:
    """Run texts with a configuration and count their names."""
    annotate(*texts, "--out", out, "--config", config)
    folder = RunFolder(out)
    golds = golds_of(folder, gold, shipped_labels())
    found, wanted = set(), set()
    for document in folder.read_all():
        found |= {(document.id, span, one.label) for span, one in flat(document).items()}
        wanted |= {(document.id, *one) for one in golds[document.id].items()}
    return of_sets(*({one for one in some if one[2] != "DATE"} for some in (wanted, found)))


def annotate(*arguments: object) -> None:
    """Run `annotate run` as a user does."""
    command = [Path(sys.executable).with_name("annotate"), "run", *arguments, "--quiet"]
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


def main(
    texts: Annotated[Path, typer.Argument(metavar="TEXTS", help="A folder of documents.")],
    gold: Annotated[Path, typer.Argument(metavar="GOLD")],
    count: Annotated[int, typer.Option("--orders", help="In so many orders.")] = 2,
    numbers: Annotated[str, typer.Option("--reviewed", help="After so many.")] = NUMBERS,
) -> None:
    """Print F1 on unread documents after some reviewed ones."""
    sizes = [int(number) for number in numbers.split(",")]
    counts: dict[tuple[str, int], list[Counts]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        annotate(texts, "--out", place / "run")
        sources = {one.id: Path(one.source.path) for one in RunFolder(place / "run").read_all()}
        known = golds_of(RunFolder(place / "run"), gold, shipped_labels())
        for number, order in enumerate(orders(sorted(known), count)):
            held = [sources[name] for name in order[max(sizes) :]]
            for size in (0, *sizes):
                at = place / f"{number}-{size}"
                folder = reviewed(place / "run", at / "run", order[:size], gold)
                weights = trained(folder, order[:size], at / "own") if size else at
                for way in WAYS if size else (BEFORE,):
                    config = learnt(folder, weights, way, at / way)
                    counts[way, size].append(scored(held, config, at / f"{way}-run", gold))
    before = counts[BEFORE, 0]
    print(f"{'reviewed':>8}" + "".join(f"{way:>16}" for way in WAYS))
    print(f"{0:8}" + f"{f1(before):9.1f}{'':7}" * len(WAYS))
    for size in sizes:
        print(f"{size:8}" + "".join(_cell(counts[way, size], before) for way in WAYS))


def _cell(after: Sequence[Counts], before: Sequence[Counts]) -> str:
    gains = [f1([one]) - f1([other]) for one, other in zip(after, before, strict=True)]
    return f"{f1(after):9.1f} ±{statistics.pstdev(gains):4.1f} "


def f1(counts: Sequence[Counts]) -> float:
    """Return F1 in per cent over all orders."""
    whole = sum(counts[1:], start=counts[0])
    return 100 * (whole.f1 or 0)


if __name__ == "__main__":
    run_script(main)
