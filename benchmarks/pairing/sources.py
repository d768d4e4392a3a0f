"""The running paragraphs of a source (DOCX, ODT, HTML, LaTeX, Markdown, EPUB, DocBook), by pandoc.

Pandoc is used, and not the readers of ``annotate``, so that a fault of theirs cannot hide one of
the PDF reader.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMATS = {
    ".docx": "docx+styles",
    ".odt": "odt",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".tex": "latex+raw_tex",
    ".md": "markdown+lists_without_preceding_blankline",
    ".epub": "epub",
    ".dbk": "docbook",
}

LINE_END = "\u2028"
"""Parts the lines of a paragraph in :class:`Source` where the author ended one by hand."""

TERM_END = "\u2029"
"""Parts the term of a definition from its text, which some makers print on the same line."""

_AWAY = re.compile(
    r"nav|toc|footnote|sidebar|related|index|caption|title|header|footer|bibliograph|table of"
    r"|table des|légende|titre|sommaire|verbatim|\bcode|source",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"\\(?:noindent|indent|label|index|vspace|hspace|clearpage|newpage|medskip|bigskip|smallskip"
    r"|pagebreak|par|xspace|nobreak|allowbreak|sloppy|linebreak|,|/|-|@)\*?(?![a-zA-Z])"
)
_QUOTES = {r"\og": "«", r"\fg": "»"}
_ORDINALS = {r"\ier": "er", r"\iere": "re", r"\ieme": "e", r"\iers": "ers", r"\iemes": "es"}
"""What babel's commands for French ordinals print."""
_SHOWN = re.compile(r"\\(?:mbox|up|textsuperscript|fup|hbox)\s*\{([^\\{}$]*)\}")
"""Commands that print their argument as it is."""
_INLINE = {"Emph", "Strong", "Underline", "SmallCaps", "Strikeout", "Superscript", "Subscript"}
_UNKNOWN = "\0"
"""A term that holds what only the typesetting program can write out."""
_CALLED = "\0\0"
_SPACED_CALL = re.compile(r"\s*\0\0(?=[.,)\]])|\0\0")
"""Where the call of a note was: no space is left before a sign that follows it."""
_RUN_IN = 4
"""The level of headings that LaTeX sets into the line of the text behind them."""
_LISTS = {"BulletList": 0, "OrderedList": 1}


@dataclass
class Source:
    """What a source says.

    Attributes
    ----------
    paragraphs : list of str
        Running paragraphs and items of lists, in order, without calls of notes; no headings,
        tables, captions, code or lists of contents.
    notes : list of str
        The text of its notes.
    unusable : int
        Paragraphs left out since what is printed is not in the source: formulas, references and
        commands of LaTeX.
    term : str
        While reading: what may stand before the next paragraph on its first line.
    """

    paragraphs: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unusable: int = 0
    term: str = ""


class _UnusableError(Exception):
    """A paragraph holds what only the typesetting program can write out."""


def read_source(path: Path) -> Source:
    """Read a source file, or a folder with the pages or chapters of one text.

    Parameters
    ----------
    path : Path
        With a suffix of :data:`FORMATS`.

    Returns
    -------
    Source

    Raises
    ------
    ValueError
        If the suffix is none of these.
    RuntimeError
        If pandoc cannot read it.
    """
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    if path.is_dir():
        files = [file for file in files if file.suffix.lower() in FORMATS]
    source = Source()
    for file in files:
        source.term = ""
        for block in _tree(file)["blocks"]:
            _walk(block, source)
    return source


def _tree(file: Path) -> Any:
    """Return the syntax tree that pandoc makes of a file."""
    if file.suffix.lower() not in FORMATS:
        raise ValueError(f"{file}: no source of a known kind; known: {', '.join(FORMATS)}")
    kind = FORMATS[file.suffix.lower()]
    command = ["pandoc", "-f", kind, "-t", "json", "--wrap=none"]
    if kind in {"docx+styles", "odt", "epub"}:
        done = subprocess.run(
            [*command, file.name], check=False, cwd=file.parent, capture_output=True
        )
    else:
        data = _utf8(file.read_bytes())
        if kind == "html":
            # Pandoc keeps the classes of divisions only, which tell notes from text.
            data = re.sub(rb"<(/?)aside\b", rb"<\1div", data)
        elif kind.startswith("latex"):
            data = data.replace(b"<<", "«".encode()).replace(b">>", "»".encode())
        done = subprocess.run(
            command, check=False, input=data, cwd=file.parent, capture_output=True
        )
    if done.returncode:
        raise RuntimeError(f"{file}: pandoc says {done.stderr.decode(errors='replace').strip()}")
    return json.loads(done.stdout)


def _utf8(data: bytes) -> bytes:
    """Return a text in UTF-8; what is not in it is Latin-1 in the sources of old manuals."""
    try:
        return data.decode("utf-8").encode()
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace").encode()


def _walk(block: Any, source: Source) -> None:
    """Take the paragraphs of a block and of the blocks in it."""
    kind, content = block["t"], block.get("c")
    if kind in {"Para", "Plain"}:
        _take(content, source)
    elif kind in _LISTS:
        items = content[1] if kind == "OrderedList" else content
        for item in items:
            for inner in item:
                _walk(inner, source)
    elif kind == "DefinitionList":
        for term, definitions in content:
            source.term = _printed(term, source)
            for inner in (inner for definition in definitions for inner in definition):
                _walk(inner, source)
    elif kind == "Header":
        source.term = _printed(content[2], source) if content[0] >= _RUN_IN else ""
    elif kind == "Div" and "admonition" in content[0][1]:
        source.term = _printed(content[1][0].get("c", []), source)
        for inner in content[1][1:]:
            _walk(inner, source)
    elif kind == "Div" and not _is_away(content[0]):
        for inner in content[1]:
            _walk(inner, source)
    elif kind == "BlockQuote":
        for inner in content:
            _walk(inner, source)


def _printed(term: Any, source: Source) -> str:
    """Return a term as it is printed, if that can be told."""
    try:
        return " ".join(_SPACED_CALL.sub("", "".join(_texts(term, source))).split())
    except _UnusableError:
        return _UNKNOWN


def _is_away(attributes: Any) -> bool:
    """Return whether a division holds navigation, contents, notes, captions or code."""
    identity, classes, pairs = attributes
    values = [value for key, value in pairs if key in {"role", "custom-style"}]
    return any(_AWAY.search(word) for word in (*classes, *values, identity if classes else ""))


def _take(inlines: Any, source: Source) -> None:
    """Add a paragraph."""
    term, source.term = source.term, ""
    try:
        text = _SPACED_CALL.sub("", "".join(_texts(inlines, source)))
    except _UnusableError:
        term = _UNKNOWN
    if term == _UNKNOWN:
        source.unusable += 1
        return
    lines = [" ".join(line.split()) for line in text.split(LINE_END)]
    if any(lines):
        before = term + TERM_END if term else ""
        source.paragraphs.append(before + LINE_END.join(filter(None, lines)))


def _texts(inlines: Any, source: Source) -> Iterator[str]:
    """Yield the pieces of a running text."""
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "Str":
            yield content
        elif kind in {"Space", "SoftBreak"}:
            yield " "
        elif kind == "LineBreak":
            yield LINE_END
        elif kind == "Code":
            yield content[1]
        elif kind in _INLINE:
            yield from _texts(content, source)
        elif kind == "Quoted":
            yield from ('"', *_texts(content[1], source), '"')
        elif kind == "Note":
            _note(content, source)
            yield _CALLED
        elif kind in {"Link", "Span"}:
            yield from _linked(content, source)
        elif kind == "RawInline":
            yield _raw(*content)
        elif kind in {"Math", "Cite"} or (kind == "Image" and _is_in_text(content)):
            raise _UnusableError


def _is_in_text(image: Any) -> bool:
    """Return whether a picture stands in a text: a figure of LaTeX, a formula of Sphinx."""
    (_, classes, _), _, (_, title) = image
    return title.startswith("fig:") or "math" in classes


def _linked(content: Any, source: Source) -> Iterator[str]:
    """Yield the text of a link or span; none for the call of a note."""
    (identity, classes, pairs), inlines = content[0], content[1]
    if any(key in {"reference-type", "acronym-label"} for key, _ in pairs):
        raise _UnusableError
    if any("footnote" in word or "headerlink" in word for word in (*classes, identity)):
        yield _CALLED
        return
    if len(inlines) == 1 and inlines[0]["t"] == "Superscript" and len(content) == 3:
        yield _CALLED
        return
    yield from _texts(inlines, source)


def _note(blocks: Any, source: Source) -> None:
    inner = Source()
    for block in blocks:
        _walk(block, inner)
    source.notes.append(" ".join(inner.paragraphs))


def _raw(kind: str, text: str) -> str:
    if kind not in {"tex", "latex"}:
        return ""
    if (quote := _QUOTES.get(text.strip().rstrip("{}").strip())) is not None:
        return f" {quote} "
    if (ordinal := _ORDINALS.get(text.strip().rstrip("{}").strip())) is not None:
        return ordinal
    if shown := _SHOWN.fullmatch(text.strip()):
        return shown[1].replace("~", "\u00a0")
    if text.strip() == r"\newline":
        return LINE_END
    if _HARMLESS.match(text.strip()):
        return ""
    raise _UnusableError
