"""typst, from its package."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import typst

from typesetting.layouts import EMBEDDED, OTHERS
from typesetting.makers.maker import Maker, Sheet
from typesetting.sheet import sheet as sheet_of


@cache
def fonts() -> typst.Fonts:
    """Return the fonts of the ``typst`` package and of the system."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def families() -> list[str]:
    """Return those that layouts may use."""
    known = fonts().families()
    return [name for name in (*EMBEDDED, *OTHERS) if name in known]


def _write(sheet: Sheet) -> str:
    return sheet_of(sheet.source, sheet.truth, sheet.layout)


def _make(_: Path, paths: Sequence[Path]) -> None:
    for path in paths:
        compiler = typst.Compiler(path, font_paths=fonts())
        pdf = compiler.compile(format="pdf", timestamp=0, pdf_tags=False)
        assert isinstance(pdf, bytes)
        path.with_suffix(".pdf").write_bytes(pdf)


MAKERS = (Maker("typst", (), "typ", _write, _make),)
