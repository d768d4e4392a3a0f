"""groff's ms macros, as PDF and as PostScript through ps2pdf."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from typesetting.flow import Note, Part, Run, flow, written
from typesetting.makers.maker import Maker, Sheet, call
from typesetting.sheet import running_head

_FAMILIES = ("T", "P", "N", "B", "H", "C")
_PLACE = "\x00"
_HIGH = r"\*{{{}\*}}"


def _text(text: str) -> str:
    """Escape text: a backslash, and a stop or quote that would begin a request."""
    text = text.replace("\\", "\\e").replace("\u00a0", "\\ ").replace("-", "\\-")
    return re.sub(r"\\-(?=\w)", "-", text)


class _Writer:
    """Writes one sheet; columns are two at most, and figures have no pictures."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.layout = sheet, sheet.layout

    def document(self) -> str:
        layout, truth = self.layout, self.sheet.truth
        parts = flow(truth, layout)
        lines = [*self._set_up(), *self._title()]
        if layout.columns > 1:
            lines.append(".2C")
        for part in parts:
            lines.extend(self._part(part))
        if layout.notes == "end":
            lines += [".SH 1", "Notes"]
            for part in parts:
                for note in part.notes():
                    lines += [".LP", self._head(note) + self._runs(note.runs)]
        return "\n".join(lines) + "\n"

    def _set_up(self) -> list[str]:
        layout = self.layout
        width, height = layout.sheet_size
        top, bottom, left, right = layout.margins
        odd, _ = running_head(self.sheet.truth, layout)
        number = {"1 / 1": "\\\\n%", "i": "\\\\n%"}.get(
            layout.number_style, layout.number_style.replace("1", "\\\\n%")
        )
        sides = {
            "foot-center": ("CF", ""),
            "foot-outer": ("RF", ""),
            "head-right": ("RH", ""),
            "head-left": ("LH", ""),
        }
        heads = {"LH": odd, "CH": "", "RH": "", "LF": "", "CF": "", "RF": ""}
        place = sides.get(layout.number_place, ("", ""))[0]
        if place == "LH":
            heads["RH"] = odd
        if place:
            heads[place] = number
        return [
            f'.\\" {width / 25.4:.3f} {height / 25.4:.3f}', f".pl {height / 25.4:.3f}i",
            f".fam {_FAMILIES[layout.rotation % len(_FAMILIES)]}",
            f".nr PS {layout.size:g}p", f".nr VS {layout.size * layout.line:.1f}p",
            f".nr LL {(width - left - right) / 25.4:.3f}i", f".nr PO {left / 25.4:.3f}i",
            f".nr HM {top / 25.4:.3f}i", f".nr FM {bottom / 25.4:.3f}i",
            f".nr PI {layout.indent or 1:g}m", f".nr PD {layout.gap * layout.size:.1f}p",
            f".nr FPS {layout.note_size * layout.size:.1f}p", f".nr FVS {1.2 * layout.note_size * layout.size:.1f}p",
            f".nr MINGW {layout.gutter / 25.4:.3f}i",
            *(f".ds {name} {text if text == number else _text(text)}" for name, text in heads.items()),
            *([".af % i"] if layout.number_style == "i" else []),
            *([".nr HY 0"] if not layout.hyphenate else []),
            *([".ad l", ".nr AD 0"] if not layout.justify else []),
            *([".P1"] if layout.first_head else []),
        ]  # fmt: skip

    def _title(self) -> list[str]:
        layout, truth = self.layout, self.sheet.truth
        size = layout.title_size * layout.size
        names = (
            "par " + " et ".join(truth.authors)
            if layout.byline == "par"
            else ", ".join(truth.authors)
        )
        face = {"italic": "I", "bold": "B"}.get(layout.byline, "R")
        adjust = {"left": "l", "center": "c", "right": "r"}[layout.title_align]
        return [
            ".LP", ".na", ".nh", f".ad {adjust}", f".ps {size:.1f}p", f".vs {1.2 * size:.1f}p",
            f"\\fB{_text(truth.title)}\\fP", ".br", f".ps {layout.size:g}p", f".vs {layout.size * layout.line:.1f}p",
            ".sp 1", f"\\f{face}{_text(names)}\\fP", ".sp 2", ".ad b",
        ]  # fmt: skip

    def _part(self, part: Part) -> list[str]:
        runs = self._runs(part.runs)
        match part.kind:
            case "heading":
                style = self.layout.heading_style[part.level - 1]
                text = (
                    re.sub(r"\\.|.", lambda one: one.group().upper(), runs)
                    if style == "caps"
                    else runs
                )
                return [
                    f".SH {part.level}",
                    f"\\fI{text}\\fP" if style.startswith("italic") else text,
                ]
            case "list":
                marks = [
                    f"{number}."
                    if self.layout.marker == "1."
                    else {"▪": "\\(sq"}.get(self.layout.marker, self.layout.marker)
                    for number in range(1, len(part.items) + 1)
                ]
                return [
                    line
                    for mark, item in zip(marks, part.items, strict=True)
                    for line in (f'.IP "{mark}" 2m', self._runs(item))
                ]
            case "table":
                return [".LP", ".ce 3", runs, ".ce 0", ".sp 0.5", *self._table(part), ".sp 0.5"]
            case "figure":
                return [".KS", ".sp 7", ".LP", ".ce 5", runs, ".ce 0", ".KE"]
            case "box":
                # ms boxes do not break over pages: rules above and below do
                inner = [line for one in part.parts for line in self._part(one)]
                rule = "\\l'\\n[.l]u'"
                return [".LP", rule, ".LP", f"\\fB{runs}\\fP", *inner, ".LP", rule]
        indented = self.layout.indent and not self.layout.quotes
        return [".PP" if indented or self.layout.indent else ".LP", runs]

    def _table(self, part: Part) -> list[str]:
        rules = self.layout.table_rules
        count = len(part.rows[0])
        wide = [max(len(row[place]) for row in part.rows) > 24 for place in range(count)]
        kinds = " ".join("lw(1.4i)" if one else "l" for one in wide)
        rows = []
        for row in part.rows:
            cells = [
                f"T{{\n.na\n.nh\n{_text(cell)}\nT}}" if one else _text(cell)
                for cell, one in zip(row, wide, strict=True)
            ]
            rows.append("@".join(cells))
        if rules == "rules":
            rows = ["_", rows[0], "_", *rows[1:], "_"]
        options = "allbox tab(@);" if rules == "grid" else "tab(@);"
        return [".TS", options, f"{kinds}.", *rows, ".TE"]

    def _runs(self, runs: Sequence[Run]) -> str:
        """Return runs; the requests for a note stand between two words, behind that of its call."""
        text = written(runs, _text, _HIGH, self._call)
        notes = [run for run in runs if isinstance(run, Note)]
        for note in notes if self.layout.notes == "foot" else ():
            request = f"\n.FS\n{self._head(note)}{self._runs(note.runs)}\n.FE\n\\&"
            head, _, rest = text.partition(_PLACE)
            word = re.match(r"(?:\\ |[^ ])*", rest)
            assert word
            text = head + word.group() + request + rest[word.end() :].lstrip(" ")
        return text.removesuffix("\n\\&")

    def _call(self, note: Note) -> str:
        return _HIGH.format(note.number) + (_PLACE if self.layout.notes == "foot" else "")

    def _head(self, note: Note) -> str:
        number = note.number
        return {
            "super": f"{_HIGH.format(number)} ", "dot": f"{number}. ", "plain": f"{number} ",
            "bracket": f"{number}) ",
        }[self.layout.note_head]  # fmt: skip


def _write(sheet: Sheet) -> str:
    return _Writer(sheet).document()


def _groff(device: str, suffix: str) -> Callable[[Path, Sequence[Path]], None]:
    def make(folder: Path, paths: Sequence[Path]) -> None:
        for path in paths:
            width, height = _paper(path)
            options = ("-Kutf8", "-t", "-ms", "-mfr", f"-T{device}", f"-P-p{height}i,{width}i")
            made = path.with_suffix(suffix)
            made.write_bytes(call(folder, "groff", *options, path.name))
            if suffix != ".pdf":
                call(folder, "ps2pdf", made.name, f"{path.stem}.pdf")

    return make


def _paper(path: Path) -> tuple[str, str]:
    """Return the width and height in inches that a file's first lines say."""
    found = re.search(r"\A\.\\\" (\S+) (\S+)\n", path.read_text("utf-8"))
    assert found
    return found.group(1), found.group(2)


MAKERS = (
    Maker("groff", ("groff",), "ms", _write, _groff("pdf", ".pdf")),
    Maker("groff, ps2pdf", ("groff", "ps2pdf"), "ms", _write, _groff("ps", ".ps")),
)
