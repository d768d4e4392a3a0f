"""brat: a text, and its annotations beside it, one a line, in code points.

What is said of a span is a note (``AnnotatorNotes`` as JSON), its value and its status attributes
that brat shows. A span that holds a line break or a tab is written in fragments, as brat wants it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotate.document.annotation import STATUSES
from annotate.document.source import Range
from annotate.document.utf16 import Utf16
from annotate.exports.document import Exchanged, Span
from annotate.exports.formats import (
    Format,
    Setting,
    identity_of,
    lines_of,
    malformed,
    read_file,
    write_file,
)
from annotate.exports.losses import DETAILS, NAMES, Feature

ENDING, TEXT = ".ann", ".txt"
CONFIGURATION = "annotation.conf"
_STATUS = "Status"
_NOTE = "AnnotatorNotes"
_MARK = "\ufeff"
_BREAK = re.compile(r"[\n\r\t]")
_FRAGMENT = re.compile(r"[^\s](?:[^\n\r\t]*[^\s])?")
_ROW = re.compile(r"([^\t#]+)\t(\d+)\t(\d+)\t([^\t]*)(?:\t.*)?")
"""A span as tables of labels, offsets and quotes have it (FENEC 2)."""
_TEXT_BOUND = re.compile(r"(T\S*)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t(.*))?")


def write(documents: Iterable[Exchanged], folder: Path, setting: Setting) -> None:
    """Write ``ID.txt`` and ``ID.ann`` for each document, and ``annotation.conf``."""
    shown = [name for name, one in setting.labels.items() if one.layer != "structure"]
    values = "|".join(STATUSES)
    write_file(
        folder / CONFIGURATION,
        "[entities]\n"
        + "".join(f"{name}\n" for name in shown)
        + "\n[relations]\n\n<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n\n"
        + f"[events]\n\n[attributes]\n\n{_STATUS}\tArg:<ENTITY>, Value:{values}\n",
    )
    write_file(
        folder / "visual.conf",
        "[labels]\n\n[drawing]\n\nSPAN_DEFAULT\tfgColor:black, bgColor:lightgray, "
        "borderColor:darken\n"
        + "".join(
            f"{name}\tbgColor:{setting.labels[name].tint}, borderColor:darken\n" for name in shown
        ),
    )
    for one in documents:
        write_file(folder / f"{one.id}{TEXT}", one.text)
        write_file(folder / f"{one.id}{ENDING}", "".join(_lines(one)))


def _lines(document: Exchanged) -> Iterator[str]:
    attributes = 0
    for number, span in enumerate(document.spans, start=1):
        ranges = [part for one in span.ranges for part in _fragments(document.text, *one)]
        places = ";".join(f"{start} {end}" for start, end in ranges)
        quote = " ".join(document.text[start:end] for start, end in ranges)
        yield f"T{number}\t{span.label} {places}\t{quote}\n"
        if span.status != "predicted":
            attributes += 1
            yield f"A{attributes}\t{_STATUS} T{number} {span.status}\n"
        if note := _note(span):
            yield f"#{number}\t{_NOTE} T{number}\t{note}\n"


def _fragments(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield the parts of a range that hold no line break and no tab, and neither begin nor end with
    white space: brat shows no document in which one does.
    """
    for part in _FRAGMENT.finditer(text, start, end):
        yield part.span()


def _note(span: Span) -> str:
    said = {
        "id": span.id,
        "value": span.value,
        "source": span.source,
        "score": span.score,
        "attributes": dict(span.attributes),
    }
    said = {name: one for name, one in said.items() if one not in ("", None, {})}
    return json.dumps(said, ensure_ascii=False) if said else ""


def read(path: Path) -> Iterator[Exchanged]:
    """Read the annotations of one ``.ann`` file, with the text beside it.

    Raises
    ------
    StandoffError
        If there is no text beside it, a line is malformed, or a span lies outside the text.
    """
    beside = path.with_name(identity_of(path, ENDING) + TEXT)
    if not beside.is_file():
        raise malformed(f"there is no {beside.name} beside it", path)
    text, units = _text_of(beside, path)
    spans: dict[str, Span] = {}
    for number, line in lines_of(path):
        name, _, rest = line.partition("\t")
        if row := _ROW.fullmatch(line):
            name = f"T-{number}"
            line = f"{name}\t{row[1]} {row[2]} {row[3]}\t{row[4]}"
        if name.startswith("T"):
            span = _span(line, text, units, path, number)
            if span.ranges:
                spans[name] = span
        elif name.startswith(("A", "M")):
            kind, target, *value = rest.split()
            if kind == _STATUS and target in spans and value:
                spans[target] = replace(spans[target], status=value[0])
        elif name.startswith("#"):
            about, _, note = rest.partition("\t")
            if note.startswith('{"') and not note.endswith("}"):
                raise malformed("a note of annotate is cut off", path, number)
            target = about.split()[-1] if about else ""
            if target in spans:
                spans[target] = replace(spans[target], **_said(note))
    found = sorted(spans.values(), key=Span.sort_key)
    if text.startswith(_MARK):  # it counts in the offsets, and is none of the text
        text = text.removeprefix(_MARK)
        found = [
            replace(one, ranges=tuple((start - 1, end - 1) for start, end in one.ranges))
            for one in found
        ]
    yield Exchanged(identity_of(path, ENDING), text, tuple(found))


def _text_of(beside: Path, path: Path) -> tuple[str, Utf16 | None]:
    """Return the text that the offsets are of, and what converts them: programs differ in whether a
    byte order mark and the two characters of a Windows line end count, and some count UTF-16 units.
    The quotes tell.
    """
    text = read_file(beside)
    quoted = []
    for _, line in lines_of(path):
        if row := _ROW.fullmatch(line):
            quoted.append((int(row[2]), int(row[3]), row[4].strip()))
        found = _TEXT_BOUND.fullmatch(line)
        if found and found[4]:
            start, *_, end = map(int, re.findall(r"\d+", found[3]))
            quoted.append((start, end, found[4].strip()))
    texts = [text, text.replace("\r\n", "\n"), f"{_MARK}{text}"]
    ways: list[tuple[str, Utf16 | None]] = [(one, None) for one in texts]
    ways += [(one, Utf16(one)) for one in texts if Utf16(one).length > len(one)]

    def matching(way: tuple[str, Utf16 | None]) -> int:
        found = 0
        for start, end, quote in quoted:
            there = way[0][slice(*_placed(start, end, way[1]))].strip()
            found += there.startswith(quote[:1]) and there.endswith(quote[-1:])
        return found

    return max(ways, key=matching)


def _placed(start: int, end: int, units: Utf16 | None) -> Range:
    return (start, end) if units is None else (units.from_units(start), units.from_units(end))


def _span(line: str, text: str, units: Utf16 | None, path: Path, number: int) -> Span:
    found = _TEXT_BOUND.fullmatch(line)
    if found is None:
        raise malformed("a span is not as brat writes it", path, number)
    ranges = [tuple(map(int, one.split())) for one in found[3].split(";")]
    joined: list[Range] = []
    for start, end in sorted(_placed(low, high, units) for low, high in ranges):
        if not 0 <= start <= end <= len(text):
            raise malformed(f"{start}-{end} lies outside the text", path, number)
        if start == end:
            continue  # brat writes some where somebody clicked without moving
        between = text[joined[-1][1] : start] if joined else "-"
        if not between.strip() and _BREAK.search(between):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    quote = "".join((found[4] or "").split())
    there = "".join("".join(text[start:end].split()) for start, end in joined)
    if quote and quote != there:
        raise malformed(
            f"« {found[4]} » is not what stands at {found[3]}: « {there} »", path, number
        )
    return Span(found[2], tuple(joined))


def _said(note: str) -> dict[str, Any]:
    """Return what a note says of its span; what a person wrote is none of ours."""
    try:
        said = json.loads(note)
    except ValueError:
        return {}
    known = ("id", "value", "source", "score", "attributes")
    return {name: said[name] for name in known if name in said} if isinstance(said, dict) else {}


FORMAT = Format(
    "brat",
    "brat standoff",
    NAMES | DETAILS | {Feature.GAPS, Feature.SPACE, Feature.CHARACTERS},
    write,
    read,
    (ENDING,),
)
