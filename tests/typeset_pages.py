"""Small texts of our own, set by typst, read and mended: for the tests of layouts."""

from __future__ import annotations

from pathlib import Path

import typst
from tests.mended_invariants import check

from annotate.document.mended import Mended
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes

MILL = (
    "Le moulin de la digue tournait encore en 1911, quand la commune acheta la chute d’eau pour "
    "éclairer ses rues et la halle où se tenait le marché aux grains."
)
OWNER = (
    "Son dernier meunier, qui avait appris le métier de son père, garda la clé jusqu’à sa mort et "
    "refusa toujours de vendre les meules à un antiquaire de la ville."
)
SCHOOL = (
    "Une école occupe aujourd’hui le bâtiment. Les élèves y montrent aux visiteurs la roue remise "
    "en marche, et le bief où passent de nouveau les anguilles au printemps."
)
LOWER = "bief est le mot du pays pour le canal qui mène l’eau à la roue, et pour ses deux berges."
OPEN = f"{OWNER[:-1]} (voir le plan)"
HEAD = '#set page(width: 14cm, height: 18cm)\n#set text(lang: "fr", size: 10pt)\n'
WHITE = "#set par(spacing: 1.3em)\n"
RAGGED = "#set par(spacing: 0.65em, justify: false)\n"
FULL = "#set par(spacing: 0.65em, justify: true, first-line-indent: 1.5em)\n"


def read(body: str, folder: Path, head: str = HEAD) -> Mended:
    main = folder / "a.typ"
    main.write_text(head + body, "utf-8")
    mended = mend(read_bytes(typst.Compiler(main).compile(format="pdf"), "a", "a.pdf"))
    check(mended)
    return mended


def blocks(mended: Mended) -> list[str]:
    return mended.text.split("\n\n")


def count(mended: Mended, label: str) -> int:
    return sum(True for _ in mended.structure.labelled(label))
