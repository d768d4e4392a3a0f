"""Texts for properties: characters at random, and pages as they come out of a PDF."""

from __future__ import annotations

import textwrap

from hypothesis import strategies as st

from annotate.text.mending.rules import RULES

BREAKS = ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029", "\v", "\f", "\n\n"]
ODD = [
    *BREAKS,
    *" \t\u00a0\u202f\u2009\u3000",
    *"-\u2010\u2011–—\u00ad\ufffe",
    *"\u200b\u2060\ufeff\u200d\u200e",
    *"\u0301\u0308\u0327e\u0301",
    *"´`ˆ¨¸",
    *"ﬁﬄ\uf001\ufffdƟ",
    *".,;:!?…/«»“”’'()[]*",
    *"aeiouybcdlmnstéàœÉAÀLS",
    *"0123456789",
    *"👩‍👧🇫🇷☃",
    *"שלוםمرحبا",
    *"\x00\x07\x13\x1c\x7f\x81\x92",
    "Ã©", "Ã\u00a0", "Ã ", "Â\u00a0", "â€™", "di\vérer", "modi\fer", "d\x13efense",
    "Lens", "fosse", "jardin", "com", "mune", "1 ", "2 ", "12", "L E  B A S S I N", "l´eau",
]  # fmt: skip

random_texts = st.lists(st.sampled_from(ODD), min_size=1, max_size=60).map("".join)

_WORDS = (
    "le la les des une du dans par avec sous leur qui fosse mine carreau jardin commune école "
    "chemin canal ouvrier famille travail registre préfecture reconstruction mécontentement "
    "développement aujourd’hui l’usine d’abord qu’elle celui-ci Jean-François Pas-de-Calais Lens "
    "Béthune Léontine Delval Compagnie SAMRUC ferma resta devint dit 1894 1936 850 11/19 XIXe"
).split()
_HARD = ["-", "\u00ad", "\u2010", "\ufffe"]


@st.composite
def sentences(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.sampled_from(_WORDS), min_size=3, max_size=14))
    middle = draw(st.sampled_from(["", ",", " ;", " «", " (", ""]))
    text = " ".join(words[: len(words) // 2]) + middle + " " + " ".join(words[len(words) // 2 :])
    return text[0].upper() + text[1:] + draw(st.sampled_from([".", ".", " !", "…", " »."]))


paragraphs = st.lists(sentences(), min_size=1, max_size=5).map(" ".join)


def broken(text: str, width: int, hyphen: str) -> list[str]:
    """Break a paragraph into lines, cutting words that do not fit in their middle."""
    lines = [""]
    for word in text.split(" "):
        room = width - len(lines[-1])
        if len(word) < room:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
        elif room > 5 and len(word) > 7 and word.isalpha():
            lines[-1] = f"{lines[-1]} {word[:4]}{hyphen}".lstrip()
            lines.append(word[4:])
        else:
            lines.append(word)
    return [line for line in lines if line]


def _foot(draw: st.DrawFn, notes: list[tuple[str, list[str]]], places: list[str]) -> list[str]:
    """Write notes with their numbers where extractors put raised ones: before the text, above it,
    below it, or above the texts of several notes.
    """
    blanks = st.sampled_from([[], [""]]) if len(places) > 1 else st.just([])
    lines: list[str] = []
    texts: list[str] = []
    for number, text in notes:
        place = draw(st.sampled_from(places))
        if place == "gathered":
            lines += [number, *draw(blanks)]
            texts += [*text, *draw(blanks)]
            continue
        lines += texts
        texts = []
        if place == "before":
            lines += [f"{number} {text[0]}", *text[1:]]
        elif place == "above":
            lines += [number, *draw(blanks), *text]
        else:
            lines += [*text, number]
        lines += draw(blanks)
    return lines + texts


@st.composite
def pages(draw: st.DrawFn, *, raised: bool = False) -> str:
    """Pages with a head, hard lines, notes at their foot and a number, parted by form feeds; where
    numbers are raised there are more notes, and their numbers anywhere.
    """
    width = draw(st.sampled_from([32, 48, 70]))
    hyphen = draw(st.sampled_from(_HARD))
    line_end = draw(st.sampled_from(["\n", "\n", "\r\n", "\r", "\u2028"]))
    head = draw(st.sampled_from(["", "Cahiers de la mine, n° 7"]))
    numbered = draw(st.booleans())
    with_notes = draw(st.booleans())
    blank = draw(st.booleans())
    found = []
    note = 1
    lines: list[str] = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        page = [head, ""] if head else []
        notes: list[tuple[str, list[str]]] = []
        for text in draw(st.lists(paragraphs, min_size=1, max_size=3)):
            for _ in range(draw(st.integers(0, 3 if raised else 1)) if with_notes else 0):
                text += f"{note} {draw(sentences())}" if raised else f"{note}"
                notes.append((str(note), textwrap.wrap(draw(sentences()), width)))
                note += 1
            page += broken(text, width, hyphen)
            page += [""] if blank else []
        foot = _foot(
            draw, notes, ["before", "above", "below", "gathered"] if raised else ["before"]
        )
        lines = page + (["", *foot] if foot else []) + ([str(number)] if numbered else [])
        found.append(line_end.join(lines) + line_end)
    return "\f".join(found)


texts = st.one_of(random_texts, pages(), pages(raised=True))
rule_sets = st.sets(st.sampled_from(RULES)).map(frozenset)


def whole_words(text: str) -> list[tuple[int, int]]:
    """Return the range of each word between white space."""
    found, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        found.append((at, at + len(word)))
        at += len(word)
    return found
