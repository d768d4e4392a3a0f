"""Pages and notebooks in Markdown as paragraphs of plain text."""

from __future__ import annotations

import html
import json
import re

_HEAD = re.compile(r"\ufeff?---\s*\n(.*?)\n---\s*\n", re.DOTALL)
_TITLE = re.compile(
    r"^(?:title|titre|nom)\s*:\s*(?:[>|]-?\s*\n\s*)?(.+(?:\n {2,}\S.*)*)", re.MULTILINE
)
_NOTE = re.compile(r"^\[\^[^\]]+\]:\s*(.+(?:\n[ \t]+\S.*)*)", re.MULTILINE)
_MARKUP = tuple(
    (re.compile(pattern, re.MULTILINE), plain)
    for pattern, plain in (
        (r"```[\s\S]*?```|~~~[\s\S]*?~~~", ""),
        (r"<!--[\s\S]*?-->|~~[\s\S]*?~~", ""),
        (r"\{:[^}]*\}", ""),
        (r"!\[[^\]]*\]\([^)]*\)", ""),
        (r"\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)", r"\1"),
        (r"\[([^\[\]]+)\]\[[^\]]*\]", r"\1"),
        (r"(?i)<br\s*/?>|</(?:p|li|h\d|div|td|tr|ul|ol)>", "\n\n"),
        (r"<[^<>]+>", ""),
        # Rules, rows of tables and the fences of blocks part paragraphs and say nothing.
        (r"^[^\S\n]*(?:\|.*\|.*|[-=*_:| ]{3,}[^\S\n]*|:::.*)$", ""),
        # Items before headings: a heading may begin with a number that is part of it.
        (r"^[^\S\n]*(?:[-*+•]|\d+[.)])[^\S\n]+(.*)$", r"\n\1"),
        (r"^[^\S\n]*#{1,6}[^\S\n]+(.*?)#*[^\S\n]*$", r"\n\1\n"),
        (r"^[^\S\n]*>+[^\S\n]?", ""),
        (r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2"),
        (r"(?<![\w_])_(?=\S)([^_\n]+?)_(?!\w)", r"\1"),
        (r"\\", ""),
        (r"`([^`\n]*)`", r"\1"),
    )
)
BLANK_LINE = re.compile(r"\n\s*\n")
_CLEANED = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"https?://\S+", ""),
        (r" +([,.])", r"\1"),
        (r"\*+", ""),
        (r"[\U0001F300-\U0001FAFF\u2600-\u27BF\uFE0F]", ""),
    )
)
_MAIL = re.compile(r"\S+@\S+\.\w+")
_BLANKS = re.compile(r"\s+")


def cells(notebook: str) -> str:
    """Return the text cells of a notebook of Jupyter."""
    every = json.loads(notebook)["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in every if cell["cell_type"] == "markdown")


def paragraphs(page: str) -> list[str]:
    """Return the title that the head of a page tells, its paragraphs, then its notes.

    Examples
    --------
    >>> paragraphs("---\\ntitre: Les puits\\n---\\n## Lens\\nLe **puits**[^1].\\n\\n[^1]: Comblé.")
    ['Les puits', 'Lens', 'Le puits[^1].', 'Comblé.']
    """
    title = None
    if head := _HEAD.match(page):
        title, page = _TITLE.search(head[1]), page[head.end() :]
    named = title[1].strip("\"' ").replace("''", "'") if title else ""
    notes = [note[1] for note in _NOTE.finditer(page)]
    text = _NOTE.sub("", page)
    for pattern, plain in _MARKUP:
        text = pattern.sub(plain, text)
    return cleaned([named, *BLANK_LINE.split(text), *notes])


def cleaned(texts: list[str]) -> list[str]:
    """Return texts without addresses, signs of emphasis and pictographs; none that is empty."""
    found = []
    for text in texts:
        text = html.unescape(" ".join(text.split()))
        for pattern, plain in _CLEANED:
            text = pattern.sub(plain, text)
        # Last: the rows that weights were trained on have the blank before an address.
        if text := _BLANKS.sub(" ", _MAIL.sub("", text.strip())):
            found.append(text)
    return found
