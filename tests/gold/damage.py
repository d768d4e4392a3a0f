"""Texts with known damage: every character remembers which character of the original it is."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

NEW = -1
"""The origin of a character that the original has not."""


@dataclass(frozen=True)
class Damage:
    """How a text is extracted, and how it is hurt; the shares are of words or of paragraphs."""

    width: int = 70
    hyphens: float = 0.0
    soft: float = 0.0
    spaces: float = 0.0
    changed: float = 0.0
    missing: float = 0.0
    paged: bool = False
    swapped: bool = False


@dataclass(frozen=True)
class Extraction:
    text: str
    origins: tuple[int, ...]

    def letters(self, ranges: tuple[tuple[int, int], ...]) -> list[int]:
        """The origins of the letters and figures of some ranges."""
        return [
            self.origins[at]
            for start, end in ranges
            for at in range(start, end)
            if self.text[at].isalnum()
        ]


def extract(paragraphs: list[str], damage: Damage, seed: int) -> Extraction:
    """Lay paragraphs out as plain text, with damage."""
    rng = random.Random(seed)
    page = _Page(damage, rng, [word for text in paragraphs for word in text.split()])
    base = 0
    placed = []
    for text in paragraphs:
        placed.append((base, text))
        base += len(text) + 1
    kept = [one for one in placed if rng.random() >= damage.missing]
    if damage.swapped and len(kept) > 3:
        at = rng.randrange(len(kept) - 1)
        kept.append(kept.pop(at))
    for index, (start, text) in enumerate(kept):
        if index:
            page.write("\n\n", None)
            if damage.paged and index % 5 == 0:
                page.write("\f", None)
        page.paragraph(start, text)
    page.write("\n", None)
    return Extraction("".join(page.chars), tuple(page.origins))


class _Page:
    def __init__(self, damage: Damage, rng: random.Random, words: list[str]) -> None:
        self.damage, self.rng, self.words = damage, rng, words
        self.chars: list[str] = []
        self.origins: list[int] = []
        self.column = 0

    def write(self, text: str, origin: int | None) -> None:
        for step, char in enumerate(text):
            self.chars.append(char)
            self.origins.append(NEW if origin is None else origin + step)
        self.column = 0 if text.endswith("\n") else self.column + len(text)

    def paragraph(self, start: int, text: str) -> None:
        first = True
        for match in re.finditer(r"\S+", text):
            if not first:
                self._gap(match.group())
            first = False
            self._word(match.group(), start + match.start())

    def _gap(self, word: str) -> None:
        if self.column + len(word) > self.damage.width:
            self.write("\n", None)
        elif self.rng.random() < self.damage.spaces:
            self.write(self.rng.choice(["  ", "\u00a0", " \u00a0", "\u202f"]), None)
        else:
            self.write(" ", None)

    def _word(self, word: str, origin: int) -> None:
        if self.rng.random() < self.damage.changed:
            others = [other for other in self.words if other != word]
            self.write(self.rng.choice(others), None)
            return
        if word.isalpha() and len(word) > 6 and self.column > self.damage.width - 15:
            if self.rng.random() < self.damage.hyphens:
                cut = self.rng.randrange(3, len(word) - 3)
                self.write(word[:cut], origin)
                self.write("-\n", None)
                self.write(word[cut:], origin + cut)
                return
        elif word.isalpha() and len(word) > 5 and self.rng.random() < self.damage.soft:
            self.write(word[:3], origin)
            self.write("\u00ad", None)
            self.write(word[3:], origin + 3)
            return
        self.write(word, origin)
