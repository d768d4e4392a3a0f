"""Four short texts of which one tells another what an acronym stands for, as a run leaves them
before the closing.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from annotate.document.annotation import Annotation, Layer
from annotate.document.run_folder import RunFolder
from annotate.document.source import Source
from annotate.document.standoff import standoff_of, write_standoff
from annotate.files import write_text
from annotate.index.from_annotations import mentions_of
from annotate.report.store import MentionStore
from annotate.report.view import shown_document
from annotate.text.mending.mend import mend

# What another document's definition changes is in all of these, and a place, and a surname alone.
TEXTS = {
    "a": ("Le SLG (Syndicat libre des galeries) de Lens vit Jean Marsal.", ["text"]),
    "b": ("Marsal quitta Lens. Le SLG le sut.", [""]),
    "c": ("Le SLG de Billy ne sut rien de Jean Marsal.", ["lexicon"]),
    "d": ("Le SLG (Société des lampes grises) ferma.", ["text"]),
}
LONG = {"a": "Syndicat libre des galeries", "c": "Sel gemme", "d": "Société des lampes grises"}
NAMES = {"SLG": "ORG", "Lens": "LOC", "Billy": "LOC", "Jean Marsal": "PER", "Marsal": "PER"}


def annotations_of(identity: str) -> Iterable[Annotation]:
    """Return what a run finds in a text."""
    text, (given,) = TEXTS[identity]
    taken = 0
    for form, label in NAMES.items():
        at = text.find(form)
        if at < 0 or (form == "Marsal" and "Jean" in text):
            continue
        taken += 1
        ranges = ((at, at + len(form)),)
        yield Annotation(f"e-{taken}", "entities", label, ranges, form, source="rule:a")
    at = text.index("SLG")
    told = {"expansion": LONG[identity], "expansion_from": given} if given else {}
    ranges = ((at, at + 3),)
    yield Annotation("a-1", "acronyms", "ACRONYM", ranges, "SLG", attributes=told)


def put(run: RunFolder, store: MentionStore, identity: str) -> None:
    """Write a document as a run does before the closing."""
    source = Source(identity, f"{identity}.txt", TEXTS[identity][0])
    mended = mend(source)
    every = sorted(annotations_of(identity), key=Annotation.sort_key)
    layers = [
        Layer(name, tuple(o for o in every if o.layer == name)) for name in ("entities", "acronyms")
    ]
    write_text(run.source_text(identity), source.text)
    write_standoff(run.annotations(identity), standoff_of(source, layers, ""), source)
    found = tuple(mentions_of(every, mended))
    store.put(identity, found, shown_document(mended, found))


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the files of a run."""
    # Hidden ones are the program's own.
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not any(part[0] == "." for part in file.relative_to(folder).parts)
    }
