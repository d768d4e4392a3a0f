"""What mending has to tell of a document: what it gave back, left out, and what it had to leave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotate.document.mojibake import runs
from annotate.document.offsets import Edit, OffsetMap
from annotate.document.source import CONTROLS, Remark, Source

_CONTROL = re.compile(f"[{CONTROLS}]")
_LOST = "\ufffd"


def mending_remarks(
    source: Source, edits: Sequence[Edit], text: str, offsets: OffsetMap
) -> Iterator[Remark]:
    """Yield what a user should know of the letters of a document.

    Parameters
    ----------
    source : Source
        The document.
    edits : sequence of Edit
        All its repairs.
    text : str
        Its mended text.
    offsets : OffsetMap
        Between the two.

    Yields
    ------
    Remark
        One of each kind, with the line of the source that the first is in.
    """
    for rule, kind, one, several in (
        ("font_code", "font_codes", "letter was the code of a TeX font and is",
         "letters were codes of a TeX font and are"),
        ("mojibake", "mojibake", "place was in a wrong encoding and is",
         "places were in a wrong encoding and are"),
    ):  # fmt: skip
        own = [edit.start for edit in edits if edit.rule == rule]
        if own:
            yield _remark(source, kind, own, one, several, "mended")
    coded = {edit.start for edit in edits if edit.rule == "font_code"}
    controls = [m.start() for m in _CONTROL.finditer(source.text) if m.start() not in coded]
    if controls:
        yield _remark(source, "controls", controls, "control character is",
                      "control characters are", "left out")  # fmt: skip
    left = [offsets.to_source(low, high)[0][0] for (low, high), _ in runs(text)]
    if left:
        yield _remark(source, "mojibake", left, "place looks wrongly encoded and is",
                      "places look wrongly encoded and are", "left as it is")  # fmt: skip
    lost = [m.start() for m in re.finditer(_LOST, text)]
    if lost:
        first = [offsets.to_source(lost[0], lost[0] + 1)[0][0], *lost[1:]]
        yield _remark(source, "lost", first, "character is", "characters are", f"lost ({_LOST})")


def _remark(
    source: Source, kind: str, places: Sequence[int], one: str, several: str, done: str
) -> Remark:
    count = len(places)
    line = source.text.count("\n", 0, places[0]) + 1
    what = f"{count} {one if count == 1 else several} {done}"
    return Remark(kind, what, count, f"line {line}")
