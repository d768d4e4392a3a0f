"""Mentions for tests, written as lines of a golden file."""

from __future__ import annotations

from pathlib import Path

from annotate.index import Index, Mention

GOLDEN = Path(__file__).parent / "golden"


def mention(line: str, at: int) -> Mention:
    document, label, text, *more = (cell.strip() for cell in line.split("|"))
    extra = more[0] if more else ""
    return Mention(
        document=document,
        mention_id=f"m{at}",
        layer="acronyms" if label == "ACRONYM" else "entities",
        label=label,
        text=text,
        ranges=((100 * at, 100 * at + len(text)),),
        value=extra or None if label == "DATE" else None,
        expansion=extra if label == "ACRONYM" else "",
    )


def mentions(text: str) -> list[Mention]:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [mention(line, at) for at, line in enumerate(lines)]


def golden(path: Path) -> tuple[list[Mention], list[str], list[str]]:
    given, entities, doubts = (path.read_text("utf-8") + "\n").split("---\n")
    return mentions(given), entities.split("\n")[:-1], [d for d in doubts.split("\n") if d]


def shown(index: Index) -> tuple[list[str], list[str]]:
    entities = []
    for entity in index.entities:
        forms = sorted(entity.variants.items(), key=lambda item: (-item[1], item[0]))
        entities.append(f"{entity.id} | " + ", ".join(f"{form} ({n})" for form, n in forms))
    doubts = [f"{doubt.first} | {doubt.second} | {doubt.reason}" for doubt in index.doubtful]
    return entities, doubts
