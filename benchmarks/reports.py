"""What a report of many documents costs to write and to open in Chromium: `make bench`.

The documents are invented: each has three hundred words in eight paragraphs and some twenty-five
names and dates, drawn so that few names are common and most are rare, as in texts. Writing is
measured in a process of its own. A report is open when its list of entities stands and answers;
beside the seconds by the clock stand those of processors that the page's process took, which other
work on the machine does not lengthen. The heap is that of the scripts after a collection, the
renderer the memory of the page's process that it shares with no other.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from selenium import webdriver

from annotate.document.labels import shipped_labels
from annotate.index import Mention, build_index
from annotate.report import Block, Mark, ReportDocument, RunFacts, write_report
from annotate.report.view import linked

SIZES = (100, 1_000, 10_000)
_PARAGRAPHS, _NAMES, _WORDS = 8, 3, 35
_PATIENCE = 120.0
_FILLING = (
    "le conseil a voté hier une somme pour la réfection du chemin que les habitants demandaient "
    "depuis longtemps et dont les travaux devaient commencer avant les premières gelées"
).split()
_STARTS = "Mar|Ver|Cor|Bel|Haut|Clair|Fon|Gran|Lam|Mont|Pré|Ros|Tour|Val|Bour|Cham|Dom|Fré".split(
    "|"
)
_MIDDLES = "be|che|de|gue|la|mi|no|pe|ri|so|te|vi|za|lu|ro|ca|du|fa|ge|ho".split("|")
_ENDS = "court|val|mont|nay|ville|zelle|rac|guy|tier|doux|lieu|bert|nies|ghem|rault".split("|")
_FIRST = "Lucie|Marcel|Jeanne|Paul|Yvette|Jules|Alice|Émile|Rose|Henri|Berthe|Louis".split("|")


def names() -> dict[str, list[str]]:
    """Return invented names of each label, in an order that is always the same."""
    chance = random.Random(18)
    stems = ["".join(parts) for parts in product(_STARTS, _MIDDLES, _ENDS)]
    chance.shuffle(stems)
    half = len(stems) // 2
    people = [f"{first} {stem}" for stem in stems[:half] for first in _FIRST]
    chance.shuffle(people)
    places = stems[half:]
    companies = [f"Société de {one}" for one in places]
    return {"PER": people, "LOC": places, "ORG": companies}


def documents(count: int) -> Iterator[tuple[ReportDocument, list[Mention]]]:
    """Yield invented documents with their mentions."""
    known = names()
    for number in range(count):
        chance, name = random.Random(number), f"d{number:05}"
        blocks, mentions = [Block("title", f"Séance du conseil, cahier {number}")], []
        for place in range(_PARAGRAPHS):
            block, own = _paragraph(chance, known, name, f"p{place}")
            blocks.append(block)
            mentions += own
        yield ReportDocument(name, blocks[0].text, tuple(blocks)), mentions


def _paragraph(
    chance: random.Random, known: dict[str, list[str]], document: str, paragraph: str
) -> tuple[Block, list[Mention]]:
    text = ""
    marks: list[Mark] = []
    mentions: list[Mention] = []
    for _ in range(_NAMES):
        start = chance.randrange(len(_FILLING))
        words = (_FILLING + _FILLING)[start : start + _WORDS // _NAMES]
        label = chance.choice(("PER", "PER", "LOC", "LOC", "ORG", "DATE"))
        name = str(chance.randint(1850, 1999)) if label == "DATE" else _drawn(chance, known[label])
        text += " ".join(words) + " "
        begin, end = len(text), len(text) + len(name)
        text += f"{name} "
        identity = f"{paragraph}-{len(marks)}"
        marks.append(Mark(start=begin, end=end, label=label, mention_id=identity))
        mentions.append(
            Mention(
                document=document,
                mention_id=identity,
                label=label,
                text=name,
                ranges=((1000 * int(paragraph[1:]) + begin, 1000 * int(paragraph[1:]) + end),),
                value=name if label == "DATE" else None,
                source="model",
                paragraph=paragraph,
                sentence=f"{paragraph}-{len(marks) // 2}",
                score=0.9,
                left=text[max(0, begin - 40) : begin],
                right=" ".join(words)[:40],
            )
        )
    return Block("paragraph", text, tuple(marks)), mentions


def _drawn(chance: random.Random, some: list[str]) -> str:
    """Return a name: the second is half as common as the first, and so on."""
    return some[int(len(some) ** chance.random()) - 1]


def write(count: int, folder: Path) -> str:
    """Write a report, and return entities, mentions, seconds and memory."""
    made = list(documents(count))
    index = build_index(mention for _, own in made for mention in own)
    by_key = {mention.key: mention for mention in index.mentions}
    shown = [linked(document, by_key) for document, _ in made]
    del made
    before, begun = _memory(), time.process_time()
    write_report(folder / "report.html", shown, index, shipped_labels(), RunFacts(version="1"))
    spent = time.process_time() - begun
    return f"{len(index.entities)} {len(index.mentions)} {spent:.1f} {before:.0f} {_memory():.0f}"


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def chromium() -> webdriver.Chrome:
    """Start a browser that tells how much memory a page takes."""
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--js-flags=--expose-gc"):
        options.add_argument(argument)
    service = webdriver.ChromeService()
    driver = webdriver.Chrome(options=options, service=service)
    driver.set_page_load_timeout(_PATIENCE)
    driver.execute_cdp_cmd("Performance.enable", {})
    return driver


def opened(path: Path) -> tuple[float, float, float, float]:
    """Open a report; return seconds by the clock and of processors, and megabytes of the heap and
    of the renderer.
    """
    driver = chromium()
    try:
        driver.get("data:text/html,<p>ready</p>")
        begun = time.perf_counter()
        driver.get(path.as_uri())
        assert driver.execute_script("return document.querySelectorAll('#list a').length") > 0
        spent = time.perf_counter() - begun
        busy = _metrics(driver)["ProcessTime"]
        driver.execute_script("gc()")
        heap = _metrics(driver)["JSHeapUsedSize"] / 2**20
        return spent, busy, heap, max(_renderers(driver.service.process.pid))
    finally:
        driver.quit()


def _metrics(driver: webdriver.Chrome) -> dict[str, float]:
    told = driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    return {one["name"]: one["value"] for one in told}


def _renderers(driver: int) -> Iterator[float]:
    """Yield the private memory of each process that draws pages for a driver, in megabytes."""
    parents = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(file.parent.name)] = int(file.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    for process in parents:
        above = process
        while above not in (0, driver):
            above = parents.get(above, 0)
        if above and "--type=renderer" in Path(f"/proc/{process}/cmdline").read_text():
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            yield sum(int(one.split()[1]) for one in lines if one.startswith("Private")) / 1024


def measured(count: int, folder: Path, rounds: int) -> list[str]:
    """Write a report of so many documents, and return a row of the table."""
    command = [sys.executable, __file__, "--write", str(count), "--out", str(folder)]
    done = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE)
    entities, mentions, spent, before, most = done.stdout.split()
    path = folder / "report.html"
    size = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())
    seconds, busy, heap, renderer = min(opened(path) for _ in range(rounds))
    numbers = [f"{int(one):,}" for one in (str(count), mentions, entities)]
    sizes = [f"{path.stat().st_size / 1e6:.1f} MB", f"{size / 1e6:.0f} MB"]
    writing = [f"{spent} s", f"{before} → {most} MB"]
    opening = [f"{seconds:.2f} s", f"{busy:.2f} s", f"{heap:.0f} MB", f"{renderer:.0f} MB"]
    return numbers + writing + sizes + opening


HEADS = [
    *("documents", "mentions", "entities", "to write (CPU)", "memory before → most"),
    *("report.html", "all files", "to open", "of processors", "heap", "renderer"),
]


def main() -> None:
    """Print the table, row after row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=3, help="the quickest opening counts")
    parser.add_argument("--write", type=int, metavar="N", help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help="keep the reports in this folder")
    options = parser.parse_args()
    if options.write:
        print(write(options.write, options.out))
        return
    with tempfile.TemporaryDirectory(prefix="annotate-reports-") as name:
        print(f"| {' | '.join(HEADS)} |\n|{' ---: |' * len(HEADS)}", flush=True)
        for count in options.sizes:
            folder = (options.out or Path(name)) / str(count)
            folder.mkdir(parents=True, exist_ok=True)
            row = measured(count, folder, options.rounds)
            print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
