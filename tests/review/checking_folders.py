"""Small run folders: invented sentences through the real command, with known predictions.

`[Aniche|LOC]` is a prediction, `{SAMRU|ACRONYM|expansion}` an acronym. The command reads, mends and
writes the texts; its predictions are replaced by those marked, so that a test says what is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from annotate.document.annotation import ACRONYMS, ENTITIES, STRUCTURE, Annotation, Layer
from annotate.document.candidates import Candidate
from annotate.document.projection import Projector
from annotate.document.run_folder import RunFolder
from annotate.document.standoff import standoff_of, write_standoff
from command import Command

MARK = re.compile(r"[\[{](?P<text>[^\[\]{}|]+)\|(?P<label>[A-Z]+)(?:\|(?P<told>[^\]}]*))?[\]}]")

DOCUMENTS = {
    "mairie": (
        "La société [Houille Noire|ORG] rouvrit la fosse en [1902|DATE|1902]. On dit que "
        "[Houille Noire|ORG] payait mal, et que [Aubrecourt|LOC] en souffrit. Le conseil écrivit à "
        "[la Chaîne des Buttes|LOC] et au [Syndicat|ORG] d'Initiative d'Aubrecourt.\n\n"
        "Le dossier de {SIB|ACRONYM|Syndicat intercommunal des buttes} attendait depuis "
        "[1899|DATE|1899].\n"
    ),
    "presse": (
        "Le journal annonça que [Houille Noire|LOC] vendait la colline de [Aubrecourt|LOC]. Plus "
        "loin, la [Chaîne des Buttes|LOC] et le [Syndicat d'Initiative d'Aubrecourt|ORG] "
        "protestèrent. Le {SIB|ACRONYM|Service des inventaires du bassin} promit une réponse pour "
        "[2951|DATE|2951], puis se tut.\n\n"
        "Aubrecourt ne répondit pas ; la gare d'Aubrecourt-Nord non plus. Espoir et prudence "
        "occupaient les familles de l'association [Espoir|ORG].\n"
    ),
    "lettre": (
        "Cher ami, je quitte Aubrecourt sans regret. Les fosses de Houille Noire ferment l'une "
        "après l'autre, et [Marthe Vasseur|PER] part avec nous. [Marthe Vasseuhr|PER] avait "
        "promis de rester entre [1920 et 1911|DATE|1920/1911], disait-on.\n"
    ),
}


def make_folder(annotate: Command, place: Path, documents: Mapping[str, str]) -> RunFolder:
    """Run the command over the texts without marks, and put what is marked for what it found."""
    texts = place / "texts"
    texts.mkdir(parents=True)
    for name, marked in documents.items():
        (texts / f"{name}.txt").write_text(MARK.sub(lambda m: m["text"], marked), "utf-8")
    out = place / "run"
    done = annotate("run", texts, "--out", out, "--quiet", cwd=place)
    assert done.returncode == 0, done.stderr
    folder = RunFolder(out)
    for name, marked in documents.items():
        predict(folder, name, marked)
    return folder


def predict(folder: RunFolder, name: str, marked: str) -> None:
    treated = folder.read(name)
    placer = Projector(treated.mended)
    entities, acronyms = [], []
    shift = 0
    for mark in MARK.finditer(marked):
        begin = mark.start() - shift
        shift += len(mark.group()) - len(mark["text"])
        ((start, end),) = treated.mended.offsets.to_mended(begin, begin + len(mark["text"]))
        if mark["label"] == "ACRONYM":
            told = {"expansion": mark["told"]} if mark["told"] else {}
            acronyms.append(Candidate(start, end, "ACRONYM", "rule:t", 0.9, None, told))
        else:
            found = Candidate(start, end, mark["label"], "rule:t", 0.9, mark["told"], {})
            entities.append(found)
    layers = (
        Layer.of(ENTITIES, placer.annotations(entities, ENTITIES)),
        Layer.of(ACRONYMS, placer.annotations(acronyms, ACRONYMS)),
        treated.standoff.layer(STRUCTURE),
    )
    source = treated.mended.source
    write_standoff(folder.annotations(name), standoff_of(source, layers, "made"), source)


def names(folder: RunFolder, document: str) -> list[tuple[str, str, str]]:
    """What is annotated in a document: text, label, status."""
    return [(str(a.text), a.label, a.status) for a in annotations(folder, document)]


def annotations(folder: RunFolder, document: str) -> list[Annotation]:
    return [a for a in folder.read(document).standoff.annotations() if a.layer != STRUCTURE]


def contents(folder: RunFolder) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder.folder)): file.read_bytes()
        for file in sorted(folder.folder.rglob("*"))
        if file.is_file()
    }
