"""A book of any length, of sentences made by rule: as plain text with pages, and as typst."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

PAGE_LINES, COLUMN = 46, 78
_SYLLABLES = (
    "ba be bi cou da de du fe ga gu la le li lou ma mi mo na ni pa pi ra ri ro sa ti va vi".split()
)
_FIRST = "Jeanne Marcel Léontine Auguste Clémence Gustave Élise Fernand Odile Raymond".split()
_LAST = "Delval Caron Lefebvre Duhem Wattiez Kowalski Roussel Maes Bourgeois Thuillier".split()
_TOWNS = "Lens Béthune Douai Arras Liévin Valenciennes Hazebrouck Cambrai Saint-Omer Calais".split()
_BODIES = (
    "la Compagnie des mines de {town}",
    "le syndicat des mineurs",
    "la Chambre de commerce de {town}",
    "le conseil municipal de {town}",
    "l’Office du bassin minier (OBM)",
    "l’association des riverains",
)
_VERBS = (
    "inaugura", "ferma", "défendit", "visita", "décrivit", "fit reconstruire", "agrandit",
    "contesta", "administra", "remit en service",
)  # fmt: skip
_THINGS = (
    "le carreau de la fosse 9", "les cités ouvrières", "la gare d’eau", "le chevalement",
    "l’école des filles", "la salle des fêtes", "les ateliers de réparation", "le canal",
    "la bibliothèque populaire", "le terril qui dominait la plaine",
)  # fmt: skip
_TIMES = (
    "en {year}", "le {day} mars {year}", "au début des années {decade}", "dès l’automne {year}",
    "au XIXe siècle", "après la guerre de 1914-1918", "pendant la reconstruction",
)  # fmt: skip
_ENDS = (
    "malgré le mécontentement des habitants", "avec le soutien de {body}",
    "sans que personne ne s’en aperçût", "selon le témoignage de {person}",
    "comme le rappelle un registre conservé à {town}", "pour loger les familles des ouvriers",
    "ce qui transforma profondément l’organisation du travail",
)  # fmt: skip


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, with the text of its note if it has one (called at its end)."""

    text: str
    note: str | None = None


@dataclass(frozen=True)
class Chapter:
    """A heading and its paragraphs."""

    title: str
    paragraphs: tuple[Paragraph, ...]


def book(characters: int, seed: int = 7) -> list[Chapter]:
    """Return chapters that hold together about so many characters."""
    chance = random.Random(seed)
    chapters: list[Chapter] = []
    written = 0
    while written < characters:
        title = f"{_surname(chance)} et les métamorphoses de {chance.choice(_TOWNS)}"
        paragraphs = []
        for _ in range(30):
            text = " ".join(_sentence(chance) for _ in range(chance.randint(4, 9)))
            note = _sentence(chance) if chance.random() < 0.2 else None
            paragraphs.append(Paragraph(text, note))
            written += len(text) + len(note or "")
            if written >= characters:
                break
        chapters.append(Chapter(title, tuple(paragraphs)))
    return chapters


def _sentence(chance: random.Random) -> str:
    told = {
        "town": chance.choice(_TOWNS),
        "person": f"{chance.choice(_FIRST)} {_surname(chance)}",
        "year": str(chance.randint(1810, 2015)),
        "day": str(chance.randint(2, 28)),
        "decade": str(chance.choice(range(1850, 2000, 10))),
    }
    told["body"] = chance.choice(_BODIES).format(**told)
    subject = chance.choice(("{person}", "{body}")).format(**told)
    parts = (subject, chance.choice(_VERBS), chance.choice(_THINGS), chance.choice(_TIMES))
    sentence = f"{' '.join(parts)}, {chance.choice(_ENDS)}.".format(**told)
    return sentence[0].upper() + sentence[1:]


def _surname(chance: random.Random) -> str:
    """Return a name that the book may not have yet."""
    if chance.random() < 0.5:
        return chance.choice(_LAST)
    made = "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 3)))
    return made.capitalize() + chance.choice(("", "", "rt", "ux", "t"))


def plain(chapters: list[Chapter]) -> str:
    """Return the book as an extractor gives it: hard lines, notes at the foot of each page, a
    running head, a page number, a form feed.
    """
    return "\f".join(_pages(chapters))


def _pages(chapters: list[Chapter]) -> Iterator[str]:
    page: list[str] = []
    notes: list[str] = []
    number = 1

    def finished() -> str:
        foot = ["", *notes] if notes else []
        head = ["Le bassin minier, une histoire", ""]
        return "\n".join([*head, *page, *foot, "", str(number)]) + "\n"

    for chapter in chapters:
        calls = 0
        lines = ["", chapter.title, ""]
        for paragraph in chapter.paragraphs:
            note = None
            text = paragraph.text
            if paragraph.note:
                calls += 1
                text += str(calls)
                note = textwrap.wrap(f"{calls} {paragraph.note}", COLUMN)
            lines.extend(textwrap.wrap(text, COLUMN))
            for line in lines:
                page.append(line)
                last = line is lines[-1]
                if last and note:
                    notes.extend(note)
                if len(page) + len(notes) >= PAGE_LINES:
                    yield finished()
                    page, notes, number = [], [], number + 1
            lines = []
    if page:
        yield finished()


def typst_source(chapters: list[Chapter]) -> str:
    """Return the book as a typst document of about as many pages as :func:`plain` gives."""
    head = (
        '#set page(width: 16cm, height: 24cm, margin: 1.9cm, numbering: "1",\n'
        "  header: [Le bassin minier, une histoire])\n"
        '#set text(lang: "fr", size: 10pt, hyphenate: true)\n#set par(justify: true)\n'
        "#show heading: it => { counter(footnote).update(0); it }\n"
        "= Le bassin minier\n"
    )
    parts = [head]
    for chapter in chapters:
        parts.append(f"\n== {chapter.title}\n")
        for paragraph in chapter.paragraphs:
            note = f"#footnote[{paragraph.note}]" if paragraph.note else ""
            parts.append(f"\n{paragraph.text}{note}\n")
    return "".join(parts)
