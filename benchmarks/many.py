"""Many short documents full of names: invented sentences, the same for every seed."""

from __future__ import annotations

import random
from pathlib import Path

_WHO = "Léontine Delval|Marcel Wattrelos|Jean Delattre|Yvette Cousin|Paul Lemaire".split("|")
_WHERE = "Lens|Béthune|Arras|Liévin|Douai|Lille|Valenciennes|Denain".split("|")
_SENTENCES, _PARAGRAPH = 11, 4


def text(seed: int) -> str:
    """Return a document of eleven sentences in three paragraphs, with some 44 names."""
    chance = random.Random(seed)
    sentences = [
        f"{chance.choice(_WHO)} quitta {chance.choice(_WHERE)} pour {chance.choice(_WHERE)} en "
        f"{chance.randint(1870, 1990)}."
        for _ in range(_SENTENCES)
    ]
    paragraphs = [
        " ".join(sentences[at : at + _PARAGRAPH]) for at in range(0, _SENTENCES, _PARAGRAPH)
    ]
    return "\n\n".join(paragraphs) + "\n"


def write_many(folder: Path, count: int) -> None:
    """Write documents ``d000.txt`` and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(count):
        (folder / f"d{seed:03}.txt").write_text(text(seed), "utf-8")
