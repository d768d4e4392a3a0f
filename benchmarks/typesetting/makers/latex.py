"""pdfLaTeX, LuaLaTeX, and LaTeX through dvips and ps2pdf with bitmap fonts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from typesetting.flow import Note, Part, Run, flow, written
from typesetting.makers.maker import Maker, Sheet, call
from typesetting.sheet import running_head

_SPECIAL = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "\u00a0": "~", "°": r"\textdegree{}",
}  # fmt: skip
_MARKERS = {"•": r"\textbullet", "–": "--", "—": "---", "▪": r"\rule[.3ex]{.6ex}{.6ex}"}
_TYPE1 = ("lmodern", "mathptmx", "mathpazo", "charter", "newcent", "utopia", "helvet", "palatino")
_OPEN = (
    "Latin Modern Roman", "Liberation Sans", "Linux Libertine O", "Lato", "DejaVu Serif",
    "Liberation Serif", "P052", "Open Sans", "Carlito", "Caladea",
)  # fmt: skip


def _text(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in text)


def _text_ot1(text: str) -> str:
    text = re.sub("«[\u00a0 ]?", "\\\\og{}", _text(text).replace("«~", "«"))
    return re.sub("[~ ]?»", r"\\fg{}", text)


class _Writer:
    """Writes one sheet; `preamble` is what fonts and encoding need."""

    def __init__(self, sheet: Sheet, preamble: str, text: Callable[[str], str]) -> None:
        self.sheet, self.layout, self.preamble, self.text = sheet, sheet.layout, preamble, text
        self.boxed = False

    def document(self) -> str:
        layout, truth = self.layout, self.sheet.truth
        parts = flow(truth, layout)
        body = "\n\n".join(map(self._part, parts))
        if layout.notes == "end":
            notes = [note for part in parts for note in part.notes()]
            body += (
                "\n\n\\section*{Notes}\n{\\notesize"
                + "\n\n".join(map(self._end_note, notes))
                + "\n\n}"
            )
        title = self._title()
        if layout.columns == 3:
            start = (
                f"{title}\\begin{{multicols}}{{3}}\n"
                if layout.title_wide
                else f"\\begin{{multicols}}{{3}}\n{title}"
            )
            body = f"{start}{body}\n\\end{{multicols}}"
        elif layout.columns == 2 and layout.title_wide:
            body = f"\\twocolumn[{{{title}}}]\n{body}"
        else:
            body = f"{title}\n{body}"
        first = "fancy" if layout.first_head else "plain"
        return (
            f"{self._preamble()}\n\\begin{{document}}\n\\body\n{body}\n\n\\label{{last}}\\end{{document}}\n"
        ).replace("\\body\n", f"\\body\\thispagestyle{{{first}}}\n")

    def _preamble(self) -> str:
        layout = self.layout
        width, height = layout.sheet_size
        top, bottom, left, right = layout.margins
        size, lead = layout.size, layout.size * layout.line
        small = layout.size * layout.note_size
        ragged = "" if layout.justify else "\\raggedright"
        rigid = (
            ""
            if layout.hyphenate
            else "\\hyphenpenalty=10000\\exhyphenpenalty=10000\\tolerance=9000\\emergencystretch=2em"
        )
        columns = ",twocolumn" if layout.columns == 2 else ""
        return rf"""\documentclass[10pt{columns}]{{article}}
{self.preamble}
\usepackage[french]{{babel}}
\usepackage{{geometry,fancyhdr,multicol,xcolor,array,booktabs}}
\geometry{{paperwidth={width}mm,paperheight={height}mm,top={top}mm,bottom={bottom}mm,left={left}mm,
right={right}mm,headheight=14pt,headsep=4mm,footskip=9mm,columnsep={layout.gutter}mm}}
\frenchsetup{{IndentFirst={str(layout.quotes).lower()},StandardLists=true}}
\makeatletter
\renewcommand\normalsize{{\fontsize{{{size}}}{{{lead:.2f}}}\selectfont}}
\newcommand\notesize{{\fontsize{{{small:.2f}}}{{{1.2 * small:.2f}}}\selectfont}}
\renewcommand\footnotesize{{\notesize}}
\renewcommand\small{{\fontsize{{{layout.caption_size * size:.2f}}}{{{layout.caption_size * lead:.2f}}}\selectfont}}
{self._headings()}
{self._note_heads()}
\makeatother
{self._pages()}
\newcommand\body{{\normalsize{ragged}{rigid}\setlength{{\parindent}}{{{layout.indent}em}}%
\setlength{{\parskip}}{{{layout.gap * size:.2f}pt}}}}
\frenchspacing"""

    def _headings(self) -> str:
        layout, size = self.layout, self.layout.size
        fonts = {
            "bold": r"\normalsize\bfseries",
            "bold-large": rf"\fontsize{{{1.2 * size:.2f}}}{{{1.45 * size:.2f}}}\selectfont\bfseries",
            "large": rf"\fontsize{{{1.25 * size:.2f}}}{{{1.5 * size:.2f}}}\selectfont",
            "caps": r"\normalsize\bfseries\MakeUppercase",
            "smallcaps-large": rf"\fontsize{{{1.2 * size:.2f}}}{{{1.45 * size:.2f}}}\selectfont\scshape",
            "italic": r"\normalsize\itshape",
            "italic-large": rf"\fontsize{{{1.1 * size:.2f}}}{{{1.3 * size:.2f}}}\selectfont\itshape",
            "bold-italic": r"\normalsize\bfseries\itshape",
        }
        align = "\\centering" if layout.heading_align == "center" else "\\raggedright"
        return "\n".join(
            rf"\renewcommand\{name}{{\@startsection{{{name}}}{{{level}}}{{0pt}}{{-{before}ex plus -.5ex}}"
            rf"{{{after}ex}}{{{align}{fonts[style]}}}}}"
            for name, level, before, after, style in (
                ("section", 1, 3, 1.6, layout.heading_style[0]),
                ("subsection", 2, 2.6, 1.2, layout.heading_style[1]),
            )
        )

    def _note_heads(self) -> str:
        layout = self.layout
        head = {
            "super": r"\textsuperscript{\@thefnmark}\,",
            "dot": r"\@thefnmark. ",
            "plain": r"\@thefnmark\enspace ",
            "bracket": r"\@thefnmark) ",
        }[layout.note_head]
        rule = "" if layout.separator else r"\renewcommand\footnoterule{\vspace{.6em}}"
        return (
            rf"\AtBeginDocument{{\renewcommand\@makefntext[1]{{\parindent 0pt\noindent\hspace*{{{layout.note_indent}em}}{head}#1}}}}"
            + rule
        )

    def _pages(self) -> str:
        layout = self.layout
        style = layout.number_style
        number = {"1": r"\thepage", "i": r"\thepage", "1 / 1": r"\thepage\ / \pageref{last}"}.get(
            style, style.replace("1", r"\thepage{}").replace("–", "--")
        )
        odd, even = (self.text(text) for text in running_head(self.sheet.truth, layout))
        rule = "0.4pt" if layout.header == "title-rule" else "0pt"
        place = {"head-right": "head", "head-left": "head", "none": ""}.get(
            layout.number_place, "foot"
        )
        sides = {"head-right": "R", "head-left": "L", "foot-center": "C", "foot-outer": "R"}
        lines = [r"\pagestyle{fancy}\fancyhf{}"]
        if place:
            lines.append(rf"\fancy{place}[{sides[layout.number_place]}]{{{number}}}")
        side = (
            "R"
            if layout.number_place == "head-left"
            else "C"
            if layout.header == "journal"
            else "L"
        )
        if odd:
            lines.append(rf"\fancyhead[{side}]{{\ifodd\value{{page}}{odd}\else {even}\fi}}")
        lines.append(rf"\renewcommand\headrulewidth{{{rule}}}")
        foot = rf"\fancyfoot[{sides[layout.number_place]}]{{{number}}}" if place == "foot" else ""
        lines.append(
            rf"\fancypagestyle{{plain}}{{\fancyhf{{}}{foot}\renewcommand\headrulewidth{{0pt}}}}"
        )
        if style == "i":
            lines.append(r"\pagenumbering{roman}")
        return "\n".join(lines)

    def _title(self) -> str:
        layout, truth = self.layout, self.sheet.truth
        size = layout.title_size * layout.size
        align = {"left": "\\raggedright", "center": "\\centering", "right": "\\raggedleft"}[
            layout.title_align
        ]
        names = self.text(", ".join(truth.authors))
        byline = {
            "plain": names,
            "italic": f"\\textit{{{names}}}",
            "smallcaps": f"\\textsc{{{names}}}",
            "par": self.text("par " + " et ".join(truth.authors)),
            "bold": f"\\textbf{{{names}}}",
        }[layout.byline]
        return (
            f"{{{align}\\hyphenpenalty=10000\\parindent0pt\n{{\\fontsize{{{size:.2f}}}{{{1.2 * size:.2f}}}\\selectfont\\bfseries "
            f"{self.text(truth.title)}\\par}}\n\\vspace{{1em}}\n{byline}\\par\\vspace{{2em}}}}\n"
        )

    def _runs(self, runs: Sequence[Run]) -> str:
        return written(runs, self.text, r"\textsuperscript{{{}}}", self._call)

    def _call(self, note: Note) -> str:
        if self.layout.notes == "end":
            return rf"\textsuperscript{{{note.number}}}"
        if self.boxed:
            return rf"\footnotemark[{note.number}]"
        return rf"\footnote[{note.number}]{{{self._runs(note.runs)}}}"

    def _end_note(self, note: Note) -> str:
        number = note.number
        head = {
            "super": rf"\textsuperscript{{{number}}}\,",
            "dot": f"{number}. ",
            "plain": rf"{number}\enspace ",
            "bracket": f"{number}) ",
        }
        return rf"\noindent {head[self.layout.note_head]}{self._runs(note.runs)}"

    def _part(self, part: Part) -> str:
        match part.kind:
            case "heading":
                name = "section" if part.level == 1 else "subsection"
                return rf"\{name}*{{{self._runs(part.runs)}}}"
            case "list":
                return self._list(part)
            case "table" | "figure":
                return self._captioned(part)
            case "box":
                return self._box(part)
        return self._runs(part.runs)

    def _list(self, part: Part) -> str:
        marker = self.layout.marker
        name = "enumerate" if marker == "1." else "itemize"
        head = r"\item" if marker == "1." else rf"\item[{{{_MARKERS[marker]}}}]"
        lines = [f"{head} {self._runs(item)}" for item in part.items]
        return "\n".join([f"\\begin{{{name}}}", *lines, f"\\end{{{name}}}"])

    def _captioned(self, part: Part) -> str:
        caption = rf"{{\small {self._runs(part.runs)}\par}}"
        if part.kind == "figure":
            inner = (
                rf"{{\color{{lightgray}}\rule{{.7\linewidth}}{{22mm}}}}\par\vspace{{.7em}}{caption}"
            )
        else:
            inner = rf"{caption}\vspace{{.8em}}{self._table(part)}"
        if self.layout.figure_floats and self.layout.columns < 3:
            return f"\\begin{{{part.kind}}}[tb]\\centering {inner}\n\\end{{{part.kind}}}"
        return f"\\begin{{center}}\\parindent0pt {inner}\\end{{center}}"

    def _table(self, part: Part) -> str:
        rules = self.layout.table_rules
        wide = [max(len(row[place]) for row in part.rows) for place in range(len(part.rows[0]))]
        specs = [
            r"p{.38\linewidth}"
            if one > 30
            else r">{\raggedright\arraybackslash}p{.3\linewidth}"
            if one > 14
            else "l"
            for one in wide
        ]
        spec = "|".join(["", *specs, ""]) if rules == "grid" else "".join(specs)
        top, middle, bottom = {
            "grid": (r"\hline", r"\hline", r"\hline"),
            "rules": (r"\toprule", r"\midrule", r"\bottomrule"),
            "none": ("", "", ""),
        }[rules]
        rows = [" & ".join(map(self.text, row)) + r"\\" for row in part.rows]
        between = f"\n{middle}\n" if rules == "grid" else "\n"
        return f"{{\\small\\begin{{tabular}}{{{spec}}}\n{top}\n{rows[0]}\n{middle}\n{between.join(rows[1:])}\n{bottom}\n\\end{{tabular}}\\par}}"

    def _box(self, part: Part) -> str:
        layout = self.layout
        self.boxed = True
        lines = [
            rf"\textbf{{{self._runs(part.runs)}}}\par\vspace{{.5em}}",
            *map(self._part, part.parts),
        ]
        self.boxed = False
        inner = "\n\n".join(lines)
        notes = (
            "".join(
                rf"\footnotetext[{note.number}]{{{self._runs(note.runs)}}}" for note in part.notes()
            )
            if layout.notes == "foot"
            else ""
        )
        size = layout.box_size * layout.size
        font = rf"\fontsize{{{size:.2f}}}{{{size * layout.line:.2f}}}\selectfont\parindent{layout.indent}em\parskip{layout.gap * size:.2f}pt"
        if self._lines(inner) > 0.6 * self._room():
            return f"\\par\\vspace{{1em}}\\hrule\\vspace{{.5em}}\n{{{font} \\noindent {inner}\\par}}\\vspace{{.5em}}\\hrule\\vspace{{1em}}{notes}"
        held = rf"\begin{{minipage}}{{\dimexpr\linewidth-2\fboxsep-2\fboxrule-8pt}}{font} \noindent {inner}\end{{minipage}}"
        framed = {
            "fill": rf"\colorbox[gray]{{.9}}{{{held}}}",
            "frame": rf"\fbox{{{held}}}",
            "fill-frame": rf"\fcolorbox{{black}}{{lightgray!50}}{{{held}}}",
            "bar": rf"\vrule width 2pt\hspace{{6pt}}{held}",
        }[layout.box_style]
        return f"\\par\\vspace{{1em}}\\noindent{framed}\\par\\vspace{{1em}}{notes}"

    def _column(self) -> float:
        layout = self.layout
        width = layout.sheet_size[0] - layout.margins[2] - layout.margins[3]
        return (width - (layout.columns - 1) * layout.gutter) / layout.columns * 2.83

    def _lines(self, text: str) -> float:
        return len(text) * 0.5 * self.layout.size / self._column()

    def _room(self) -> float:
        layout = self.layout
        height = layout.sheet_size[1] - layout.margins[0] - layout.margins[1]
        return height * 2.83 / (layout.size * layout.line)


def _type1(sheet: Sheet) -> str:
    package = sheet.layout.one_of(_TYPE1)
    sans = r"\renewcommand\familydefault{\sfdefault}" if package == "helvet" else ""
    fonts = (
        rf"\usepackage[T1]{{fontenc}}\usepackage[utf8]{{inputenc}}\usepackage{{{package}}}{sans}"
    )
    return _Writer(sheet, fonts, _text).document()


def _bitmap_t1(sheet: Sheet) -> str:
    fonts = r"\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}"
    return _Writer(sheet, fonts, _text).document()


def _bitmap_ot1(sheet: Sheet) -> str:
    return _Writer(sheet, r"\usepackage[utf8]{inputenc}", _text_ot1).document()


def _open_type(sheet: Sheet) -> str:
    family = sheet.layout.one_of(_OPEN)
    fonts = rf"\usepackage{{fontspec}}\IfFontExistsTF{{{family}}}{{\setmainfont{{{family}}}}}{{}}"
    return _Writer(sheet, fonts, _text).document()


def _latex(program: str, _: Path, paths: Sequence[Path]) -> None:
    for path in paths:
        for _run in range(2):
            call(path.parent, program, "-interaction=nonstopmode", "-halt-on-error", path.name)


def _dvips(*options: str) -> Callable[[Path, Sequence[Path]], None]:
    def make(folder: Path, paths: Sequence[Path]) -> None:
        _latex("latex", folder, paths)
        for path in paths:
            stem = path.stem
            call(folder, "dvips", "-q", *options, "-o", f"{stem}.ps", f"{stem}.dvi")
            call(folder, "ps2pdf", f"{stem}.ps", f"{stem}.pdf")

    return make


_PROGRAMS = ("latex", "dvips", "ps2pdf")
MAKERS = (
    Maker("pdfLaTeX", ("pdflatex",), "tex", _type1, partial(_latex, "pdflatex")),
    Maker("dvips, T1", _PROGRAMS, "tex", _bitmap_t1, _dvips("-V", "-D", "600")),
    Maker("dvips, OT1", _PROGRAMS, "tex", _bitmap_ot1, _dvips("-V1", "-D", "300")),
    Maker("LuaLaTeX", ("lualatex",), "tex", _open_type, partial(_latex, "lualatex")),
)
"""T1 without scalable fonts and OT1 give bitmap fonts, whose characters have no names."""
