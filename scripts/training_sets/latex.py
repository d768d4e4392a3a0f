"""Chapters in LaTeX as paragraphs of plain text."""

from __future__ import annotations

import re
import unicodedata

from training_sets.markdown import BLANK_LINE, cleaned

_COMMENT = re.compile(r"(?<!\\)%.*")
_BODY = re.compile(r"\\begin\{document\}(.*)\\end\{document\}", re.DOTALL)
_ASIDE = re.compile(r"\\(footnote|cite|index|label|ref)\*?\s*(?:\[[^\]]*\])*\s*\{")
"""What is no part of the sentence it stands in."""
_COMMANDS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (
            r"\\(?:chapter|section|subsection|subsubsection)\*?(?:\[[^\]]*\])?"
            r"\{((?:[^{}]|\{[^{}]*\})*)\}",
            r"\n\n\1\n\n",
        ),
        (r"\\href\{[^{}]*\}\{([^{}]*)\}", r"\1"),
        (r"\\url\{[^{}]*\}", ""),
        (r"\\og\s*(?:\{\})?", "« "),
        (r"\\fg\s*(?:\{\})?", " »"),
        (r"\\item\s*(?:\[([^\]]*)\])?", r"\n\n\1 "),
        (r"\\(?:begin|end)\{[^}]*\}(?:\[[^\]]*\])?(?:\{[^}]*\})?", "\n\n"),
        (r"\\oe\b\s*(?:\{\})?", "œ"),
        (r"\\c\{?c\}?", "ç"),
    )
)
_ACCENT = re.compile(r"\\(['`^\"])\s*\{?\\?([A-Za-z])\}?")
_MARKS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308"}
_REST = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"\\\\(?:\[[^\]]*\])?", "\n\n"),
        (r"\\[A-Za-z]+\*?\s?", ""),
        ("~", " "),
        ("``", "« "),
        ("''", " »"),
        ("---", "—"),
        ("--", "–"),
        # A formula whose only sign was a command is empty by now.
        (r"[{}\\]|\$\$", ""),
        (r"\(\s*\)", ""),
    )
)


def paragraphs(chapter: str) -> list[str]:
    r"""Return the headings and paragraphs of a chapter, then its footnotes.

    Examples
    --------
    >>> paragraphs(r"\section{Lens} L'\'et\'e \`a la \emph{mine}.\footnote{De \og fond\fg.}")
    ['Lens', "L'été à la mine.", 'De « fond ».']
    """
    text = _COMMENT.sub("", chapter)
    if body := _BODY.search(text):
        text = body[1]
    notes = []
    while aside := _ASIDE.search(text):
        end = _closed(text, aside.end() - 1)
        if aside[1] == "footnote":
            notes.append(text[aside.end() : end])
        text = text[: aside.start()] + text[end + 1 :]
    return cleaned([*BLANK_LINE.split(_plain(text)), *map(_plain, notes)])


def _closed(text: str, start: int) -> int:
    """Return where the brace is closed that opens at `start`; the end if it is not."""
    depth = 0
    for at in range(start, len(text)):
        if text[at - 1] != "\\":
            depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return at
    return len(text)


def _plain(text: str) -> str:
    for pattern, plain in _COMMANDS:
        text = pattern.sub(plain, text)
    text = _ACCENT.sub(_letter, text)
    for pattern, plain in _REST:
        text = pattern.sub(plain, text)
    return text


def _letter(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[2] + _MARKS[match[1]])
