"""Texts without names: sentences of debates, books and plays, in the order of a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

_TEXT = "# text = "


def sentences(folder: Path, files: int, each: int, seed: int) -> Iterator[str]:
    """Yield sentences of some of the files of a folder, as many of each.

    Parameters
    ----------
    folder : Path
        Holds ``*.txt`` with a sentence a line, or ``*.conllu``.
    files, each : int
        How many files, and how many sentences of a file.
    seed : int
        Chooses both. A fifth of the sentences have no capital but the first.
    """
    chance = random.Random(seed)
    every = sorted([*folder.rglob("*.txt"), *folder.rglob("*.conllu")])
    for file in chance.sample(every, min(files, len(every))):
        lines = [line.strip() for line in file.read_text("utf-8").split("\n")]
        if file.suffix == ".conllu":
            lines = [line[len(_TEXT) :] for line in lines if line.startswith(_TEXT)]
        lines = [line for line in lines if 4 <= len(line.split()) <= 60]
        named = [line for line in lines if re.search(r"[\w,’'] ?[A-ZÀ-Þ]", line)]
        plain = [line for line in lines if not re.search(r"[\w,’'] ?[A-ZÀ-Þ]", line)]
        yield from chance.sample(named, min(each - each // 5, len(named)))
        yield from chance.sample(plain, min(each // 5, len(plain)))
