"""How the time of each step grows with a text: a unit repeated to n, 2 n and 4 n characters.

    python benchmarks/growth.py [--characters 5000] [--only UNIT] [--mixtures 100] [--above 6]
    python benchmarks/growth.py --mixtures 100 --table

A step that takes linear time takes four times as long for the text four times as long, and one that
takes quadratic time sixteen times. Names come without a model: capitalised words in a row are one,
however long, and the labels take turns. What takes too short a time to be measured is not shown.
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, cycle
from typing import Any

_LEAST = 0.004
"""Processor seconds: what takes less for the longest text is not looked at."""
_MOST = 60
"""Seconds by the clock after which a step on one text is given up."""
_AGAIN = 2
"""How often what seems to grow is measured again; the least time of each length counts."""
_COMPONENTS = (
    "names dates acronyms citations organizations mine_sites places people consistency policy"
).split()
_BEFORE = "La régie des eaux fut fondée à Nœux. Elle ouvrit sept puits dans la ville haute.\n\n"
_SYLLABLES = [first + vowel for first in "bcdfglmnprstv" for vowel in ("a", "en", "i", "o", "u")]
_CAPITALISED = re.compile(r"(?<!\w)[A-ZÀ-ÖØ-Þ][\w'’.-]*+(?: [A-ZÀ-ÖØ-Þ][\w'’.-]*+)*+")

UNITS = [
    "a", "A", "É", "1", "0", " ", "\xa0", "\n", "\t", ".", ",", "-", "–", "—", "/", "’", "'",
    "(", ")", "()", "[", "«", "« ", " »", '"', "“”", "*", "•", "…", "…A", "!", "?", ":", "&",
    "°", "A’", "L’A", "d’", "d’A", "l’a", "qu’", "A-", "a-", "A.", "A. ", "A.-", "J.-P. ", "A&",
    "A+", "A/", "A / ", "a/", "A ", "Aa ", "Aa, ", "Aa et ", "Aa-", "AB ", "AB, ", "AB (",
    "AB) ", "AAA-", "Lens ", "Lens-", "Lens-sur-", "Lens/", "Lens / ", "Lens, ", "Lens et ",
    "à Lens ", "de Lens, ", "de ", "de la ", "des ", "du ", "et ", "et de ", "le ", "le la ",
    "a b ", "mot ", "mot\n", "mot’", "M. ", "MM. ", "M. A. ", "M. A ", "Mme de ", "le maire ",
    "le maire de ", "général de ", "dit ", "Anne Roux ", "Anne Roux, ", "Anne-", "J. Roux ",
    "Roux (Anne), ", "Roux (Anne) et ", "de Roux ", "1er ", "3 mai ", "3 mai, ", "3, ", "3 et ",
    "3-", "3/", "3/5 ", "le 3 ", "du 3 au ", "mai ", "mai-", "1914-", "1914/", "1914, ",
    "1914 et ", "en 1914 ", "de 1914 à ", "1914–1918, ", "années ", "an II ", "XIXe ",
    "XIXe et ", "IV ", "IV-", "vingt ", "vingt-", "mil neuf cent ", "12.", "1 234 ", "1,5 ",
    "HBNPC (", "HBNPC ", "HBNPC, ", "(HBNPC) ", "Houillères (H) ", "B.N. ", "(A", "(a ",
    "A (B) ", "conseil ", "conseil régional ", "Conseil de ", "Union des A ", "Syndicat du ",
    "association Aa ", "fosse ", "fosse n° ", "fosse 3 ", "fosses 3, ", "9/10, ", "11/19 ",
    "T 3 ", "rue de ", "rue A ", "12, rue ", "« A » ", "« a ", "« A", "« Les ", "loi ",
    "loi du 3 mai ", "Revue de A ", "journal « ", "http://a.b/", "www.a.", "p. ", "p. 3, ",
    "pp. 3-5 ", "op. cit. ", "ibid., ", "éd. ", "n° 3, ", "Fin. ", "Fin. A", "Fin.A", "a. ",
    "A ! ", "– Aa. ", "– a ", "\n\n", "a\n", "A\n", "A\n\n", "1\n", "- a\n", "LENS, 3 mai. ",
    "LENS ", "LENS-", "LENS — ", "Lens, le 3 mai ", "(AFP) ", "<!--", "<!-- a -->\n", "<a ",
    "M@ ", "Roux M@, ", "M@ Roux ", "m@ ", "Conseil de M@ ", "à M@, ", "rue M@, ",
    "M@ et M@ vont. ", "Vénus, M@ Roux ", "« M@ », ", "Houillères du Bassin @ (HB) ",
    "M@ (19), ", "M@ R. ", "3 mai, le 3, ", "¬", "a¬ ", "a-\n", "\xad", "é´", "é", "Ã©", "ﬁ",
    "\x0c", "a\x0c", "|", "| a ", "a\t", "a  b  ",
    "]", "[1] ", "[a", "{", "}", "<", ">", "<p>", "<b>a</b> ", "</p>", "&amp;", "&#233;", "\\",
    "_", "a_", "=", "+", "~", "#", "^", "`", "%", "3 % ", "$", "€", "§", "@", "a@b.fr ", "¶", "†",
    "‘", "‘a’ ", "‹", "”a“ ", "„", "′", "‑", "a‑", "\u2010", "−", "·", "a·", "• a\n", "– a\n",
    "* a\n", "1. a\n", "1) a\n", "a) a\n", "I. A\n", "1.1 A\n", "1 a\n", "(1) ", "a1 ", "A1 ",
    "¹", "a² ", "½", "№ ", "a\u0301", "\u0301", "e\u0301a ", "\u200b", "a\u200b", "\u200d",
    "\u2060", "\ufeff", "\ufffd", "א", "א ", "م ", "\u202e", "\u200f", "😀", "👨\u200d👩\u200d👧 ",
    "𝐀", "ﬀ", "Œ", "œ ", "Æ", "ß", "İ", "Ⅳ ", "α ", "А ", "漢", "ä", "\x85", "\u2028", "\r",
    "\r\n", "a\r\n", "\v", "\x00", "\x1b[0m", "\u2003", "\u2009", "\u202f", ". . . ", "....",
    "a....3\n", "-----\n", "_____\n", "=====\n", "+---+\n", "| a | b |\n", "a\tb\n", "a   b\n",
    "   a\n", "A\n\n\n", "1\n\n", "p. 3\n\f", "A\n\f", "\n\f", "- 3 -\n\f", "# a\n", "> a\n",
    "https://a.fr/b?c=d&e=f ", "doi:10.1/a ", "ISBN 2-07 ", "10.1234/a.b ", "a/b/c/", "C:\\a\\",
    "#, ", "# (A) ", "A (#) ", "# et # ", "#- ", "#2 ", "Régie # (#) ", "l’# ", "les # ",
    "les M@ ", "un M@, ", "le m@ ", "Jean M@ ", "M. M@, ", "J. M@ ", "M@-sur-M@ ", "M@-M@, ",
    "M@ & Fils ", "Compagnie de M@, ", "Société M@ ", "fosse M@ ", "fosse n° 3 de M@, ",
    "le journal M@ ", "« m@ », ", "« M@ m@ » ", "(M@, 1914) ", "M@ 1914, ", "M@ (A. M@), ",
    "1. M@\n", "M@\n\n", "M@ : a\n", "M@ a.\n\f", "m@-\n", "m@\tM@\n", "| M@ | m@ |\n",
    "p. @, ", "M@. M@. ", "M@! ", "M@’", "d’M@ ", "à M@ et à M@, ", "la commune de M@ ",
]  # fmt: skip
"""What is repeated: letters, signs, and the beginnings of whatever the rules read."""


def fake_names(text: str) -> list[Any]:
    """Capitalised words in a row as a model's name, the labels in turn."""
    from annotate.document.candidates import Candidate

    labels = cycle(("LOC", "PER", "ORG", "MISC"))
    return [
        Candidate(match.start(), match.end(), next(labels), "model:none", 0.9)
        for match in _CAPITALISED.finditer(text)
    ]


class _TooLongError(Exception):
    """A step was given up."""


def _give_up(*_: object) -> None:
    raise _TooLongError


def _timed(step: Callable[[], Any]) -> tuple[float, Any]:
    """Return the processor seconds of a step, infinite where it was given up, and its result."""
    signal.setitimer(signal.ITIMER_REAL, _MOST)
    begin = time.process_time()
    try:
        result = step()
    except _TooLongError:
        return float("inf"), None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.process_time() - begin, result


def components() -> list[Any]:
    """The components that read by rules, in the order of the shipped pipeline."""
    import spacy

    nlp = spacy.blank("fr")
    return [nlp.add_pipe(f"annotate_{name}") for name in _COMPONENTS]


def seconds(text: str, pipes: list[Any]) -> Iterator[tuple[str, float]]:
    """Yield each step of a run over a text, and how long it took."""
    from annotate.document.annotation import ACRONYMS, ENTITIES
    from annotate.document.projection import layers_of
    from annotate.document.standoff import standoff_of, without_unproven
    from annotate.index import build_index
    from annotate.index.from_annotations import mentions_of
    from annotate.pipes.parted_text import PartedText
    from annotate.text.mending.mend import mend
    from annotate.text.reading import read_bytes

    took, source = _timed(lambda: read_bytes(text.encode(), "a", "a.txt"))
    yield "reading", took
    took, mended = _timed(lambda: mend(source))
    yield "mending", took
    if mended is None:
        return
    parted = PartedText(mended)
    found: dict[str, list[Any]] = {"ner": fake_names(parted.text)}
    for pipe in pipes:
        groups = {group: found.get(group, []) for group in pipe.reads}
        took, candidates = _timed(partial(pipe.find, parted.text, groups))
        found[pipe.group] = candidates or []
        yield pipe.group, took
    names, short = (parted.put_back(found[group]) for group in (ENTITIES, ACRONYMS))
    took, layers = _timed(lambda: layers_of(mended, names, short))
    yield "projection", took
    if layers is None:
        return
    took, standoff = _timed(lambda: without_unproven(standoff_of(source, layers, ""), source)[0])
    yield "quotes", took
    if standoff is None:
        return
    took, _ = _timed(lambda: build_index(mentions_of(standoff.named(), mended)))
    yield "index", took


def repeated(unit: str, length: int) -> str:
    """A unit again and again; ``@`` in it is another syllable each time, for names that differ, and
    ``#`` is one in capitals.
    """
    if not {"@", "#"} & set(unit):
        run = unit * (length // len(unit) + 1)
    else:
        pieces, size = [], 0
        for number in count():
            other = _syllables(number)
            pieces.append(unit.replace("@", other).replace("#", other.upper()))
            size += len(pieces[-1])
            if size >= length:
                break
        run = "".join(pieces)
    return f"{_BEFORE}{run[:length]}fin\tet 3.\n"


def _syllables(number: int) -> str:
    found = ""
    for _ in range(3):
        number, place = divmod(number, len(_SYLLABLES))
        found += _SYLLABLES[place]
    return found


def main() -> None:
    """Print the units and steps that grow faster than the text."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--characters", type=int, default=5_000, help="the length of the first")
    parser.add_argument("--only", help="one unit")
    parser.add_argument("--mixtures", type=int, default=0, help="so many units at random, joined")
    parser.add_argument("--above", type=float, default=6.0, help="the least ratio that is shown")
    parser.add_argument("--table", action="store_true", help="one row for each step, in Markdown")
    options = parser.parse_args()
    signal.signal(signal.SIGALRM, _give_up)
    gc.disable()  # Its turn would come in any step.
    pipes = components()
    list(seconds("La fosse 9 de Lens ferma le 3 mai 1936. " * 20, pipes))
    units = UNITS if options.only is None else [options.only]
    if options.mixtures:
        units = list(mixtures(options.mixtures))
    if options.table:
        print(table(units, options.characters, pipes, options.above))
        return
    shown = 0
    for unit in units:
        for step, times in growing(unit, options.characters, pipes, options.above).items():
            shown += 1
            row = " ".join(f"{took * 1000:9.1f}" for took in times)
            print(f"{unit!r:22} {step:16}{row}  ×{growth(times):6.1f}", flush=True)
    print(f"{len(units)} units, {shown} steps grow by more than {options.above:g} for 4")


def class_units() -> Iterator[str]:
    """Yield a word of each class of the lexicon, alone, before a name and before a number."""
    from annotate.french.classes import shipped_classes

    for name in sorted(shipped_classes()):
        word = min(shipped_classes()[name])
        yield from (f"{word} ", f"{word} A ", f"{word} M@, ", f"{word} 3, ")


def mixtures(number: int) -> Iterator[str]:
    """Two or three units, joined; the same ones in every run."""
    draw = random.Random(16)
    for _ in range(number):
        yield "".join(draw.sample(UNITS, draw.choice((2, 2, 3))))


def growth(times: list[float]) -> float:
    """How many times as long the longest text took as the shortest; 0 where it is too short."""
    return times[-1] / max(times[0], 1e-4) if times[-1] >= _LEAST else 0.0


def growing(unit: str, characters: int, pipes: list[Any], above: float) -> dict[str, list[float]]:
    """Return the steps that grow by more than `above`, whatever else the machine had to do."""
    found = measured(unit, characters, pipes, above)
    return {step: times for step, times in found.items() if growth(times) > above}


def measured(unit: str, characters: int, pipes: list[Any], above: float) -> dict[str, list[float]]:
    """Return how long each step took, at its best where it seems to grow by more than `above`."""
    found = steps(unit, characters, pipes)
    for _ in range(_AGAIN):
        if not any(growth(times) > above for times in found.values()):
            break
        again = steps(unit, characters, pipes)
        found = {step: list(map(min, times, again[step])) for step, times in found.items()}
    return found


def table(units: list[str], characters: int, pipes: list[Any], above: float) -> str:
    """Return the growth of each step over all units as a Markdown table."""
    by_step: dict[str, list[tuple[float, float, str]]] = {}
    for unit in units:
        for step, times in measured(unit, characters, pipes, above).items():
            own = by_step.setdefault(step, [])
            if growth(times):
                own.append((growth(times), times[1] / max(times[0], 1e-4), unit))
    lines = [
        f"{len(units)} seeds of {characters}, {2 * characters} and {4 * characters} characters.\n",
        "| step | seeds that take time | median at 2 n | median at 4 n | most at 4 n | with |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for step, found in by_step.items():
        if not found:
            lines.append(f"| {step} | 0 | – | – | – | |")
            continue
        most, _, unit = max(found)
        twice, four = (statistics.median(one[at] for one in found) for at in (1, 0))
        shown = repr(unit).replace("|", "\\|").replace("`", "'")
        lines.append(
            f"| {step} | {len(found)} | ×{twice:.1f} | ×{four:.1f} | ×{most:.1f} | `{shown}` |"
        )
    return "\n".join(lines)


def steps(unit: str, characters: int, pipes: list[Any]) -> dict[str, list[float]]:
    """Return how long each step took for a text, one twice and one four times as long."""
    times: dict[str, list[float]] = {}
    for factor in (1, 2, 4):
        for step, took in seconds(repeated(unit, factor * characters), pipes):
            times.setdefault(step, []).append(took)
        gc.collect()
    return times


if __name__ == "__main__":
    main()
