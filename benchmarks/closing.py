"""What the end of a run costs, at a thousand documents and at a million: `make bench-closing`.

The documents are invented, seven mentions each: a person in full and a surname alone (seven of ten
are that person's), two places, an organisation or an acronym in both layers (every fourth document
says what it stands for), and a date. A name is drawn by its rank, which follows a power law without
end, so that a few names are in many documents and new ones keep coming, as in texts: of n draws, n
to the power of two thirds are different. Each size has a process of its own, and its peak of memory
is that of the whole process. The annotation files and the report are left out: they are written
document by document.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotate.document.labels import shipped_labels
from annotate.index import Index, Mention
from annotate.index.mentions import ACRONYMS
from annotate.index.place_names import place_names
from annotate.index.placing import Placed
from annotate.report.store import MentionStore
from annotate.run.out_folder import Output
from annotate.run.outputs import TABLES, write_table

SIZES = (1_000, 10_000, 100_000, 1_000_000)
_TAIL = 0.5
"""Of the power law: the chance of a rank beyond r is r to the power of minus this."""
_FIRST = "Lucie|Marcel|Jeanne|Paul|Yvette|Jules|Alice|Émile|Rose|Henri|Berthe|Louis".split("|")
_BEGIN = "Mar|Ver|Cor|Bel|Haut|Clair|Fon|Gran|Lam|Mont|Pré|Ros|Tour|Val|Bour|Cham".split("|")
_MIDDLE = "be|che|de|gue|la|mi|no|pe|ri|so|te|vi|za|lu|ro|ca|du|fa|ge|ho|ni|pa|qui|ta".split("|")
_END = "court|val|mont|nay|ville|zelle|rac|guy|tier|doux|lieu|bert|nies|ghem|rault".split("|")
_ODD = 2_654_435_761


def stem(rank: int) -> str:
    """Return the name of a rank: no two ranks have one, and near ranks have none that are alike."""
    number = rank * _ODD % (1 << 32)
    parts = [_BEGIN[number % len(_BEGIN)]]
    number //= len(_BEGIN)
    while number:
        parts.append(_MIDDLE[number % len(_MIDDLE)])
        number //= len(_MIDDLE)
    return "".join(parts) + _END[rank % len(_END)]


def _drawn(chance: random.Random) -> int:
    return min(int((1.0 - chance.random()) ** (-1 / _TAIL)), (1 << 32) - 1)


def mentions(number: int) -> list[Mention]:
    """Return the mentions of the document of a number."""
    chance = random.Random(number)
    person, other, company = _drawn(chance), _drawn(chance), _drawn(chance)
    first = _FIRST[person % len(_FIRST)]
    alone = person if chance.random() < 0.7 else other
    letters = f"S{stem(company)[:1]}{company % 97}M".upper()
    year = str(chance.randint(1830, 1990))
    given = f"Société {stem(company)} des mines" if number % 4 == 0 else ""
    named = [
        ("PER", f"{first} {stem(person)}", "", ""),
        ("PER", stem(alone), "", ""),
        ("LOC", f"{stem(_drawn(chance))}-sur-Lis", "", ""),
        ("LOC", stem(_drawn(chance)), "", ""),
        ("ORG", given or letters, "", ""),
        ("DATE", year, year, ""),
        ("ACRONYM", letters, "", given),
    ]
    return [
        Mention(
            document=f"d{number:07}",
            mention_id=f"e{at}",
            layer=ACRONYMS if label == "ACRONYM" else "entities",
            label=label,
            text=text,
            ranges=((40 * at, 40 * at + len(text)),),
            value=value or None,
            paragraph=f"p{at // 4}",
            sentence=f"s{at // 2}",
            source="rule:invented",
            expansion=expansion,
            expansion_from="text" if expansion else "",
            left="le conseil a voté hier la réfection que ",
            right=" demandait depuis longtemps, et dont les",
        )
        for at, (label, text, value, expansion) in enumerate(named)
    ]


def _steps(count: int, folder: Path) -> Iterator[tuple[str, Any]]:
    """Yield each step when it is done, with what it found."""
    with MentionStore(folder / "run.sqlite") as store:
        for begin in range(0, count, 10_000):
            with store.batch():
                for number in range(begin, min(begin + 10_000, count)):
                    some = mentions(number)
                    store.put(some[0].document, some, None)
        yield "store", None
        placed = Placed(store.every, place_names(), folder / "placed.sqlite")
        yield "places", None
        index = Index.of(placed, path=folder / "index.sqlite")
        yield "index", (index.count("entities"), index.count("doubts"))
        for name in TABLES:
            write_table(name, Output(folder), index, shipped_labels())
        yield "tables", None


def measured(count: int, folder: Path) -> dict[str, Any]:
    """Return the seconds of processor time of each step, and the peak of memory."""
    found: dict[str, Any] = {"documents": count}
    begin, clock = time.process_time(), time.perf_counter()
    for name, told in _steps(count, folder):
        now = time.process_time()
        found[name], begin = round(now - begin, 1), now
        if told:
            found["entities"], found["doubts"] = told
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        found[f"{name} MB"] = peak
        print(f"{count} documents, {name}: {found[name]} s, {peak} MB", file=sys.stderr, flush=True)
    found["clock"] = round(time.perf_counter() - clock)
    return found


def _in_a_process(count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--one", str(count), "--folder", folder]
        made = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(made.stdout)
    return found


def _exponent(rows: list[dict[str, Any]], at: int, value: str) -> str:
    """Return the power by which a figure grows from the size before to this one."""
    if not at:
        return ""
    before, after = rows[at - 1], rows[at]
    sizes = math.log(after["documents"] / before["documents"])
    return f"{math.log(after[value] / before[value]) / sizes:.2f}"


def markdown(rows: list[dict[str, Any]]) -> str:
    """Return the table."""
    head = (
        "documents|mentions|entities|doubts|places, s|index, s|tables, s|exponent of seconds|"
        "peak, MB|exponent of memory"
    ).split("|")
    lines = [head, ["---"] * len(head)]
    for one in rows:
        one["seconds"] = max(0.1, sum(one[name] for name in ("places", "index", "tables")))
        one["peak"] = one["tables MB"]
    for at, one in enumerate(rows):
        counts = (one["documents"], 7 * one["documents"], one["entities"], one["doubts"])
        lines.append(
            [
                *(f"{count:,}" for count in counts),
                *(str(one[name]) for name in ("places", "index", "tables")),
                _exponent(rows, at, "seconds"),
                str(one["peak"]),
                _exponent(rows, at, "peak"),
            ]
        )
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def main() -> None:
    """Print the table, in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of documents")
    parser.add_argument("--one", type=int, metavar="N", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.nice(5)
    if options.one:
        print(json.dumps(measured(options.one, options.folder)))
        return
    print(markdown([_in_a_process(count) for count in options.sizes]))


if __name__ == "__main__":
    main()
