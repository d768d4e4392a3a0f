"""Notes of a DOCX: their bodies, and the numbers that Word shows for them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from annotate.text.reading.docx_fields import symbol_of
from annotate.text.reading.docx_styles import value_of
from annotate.text.reading.xml import attribute, child, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_SYMBOLS = "*†‡§"
_MARK = 4
"""Characters of a mark of the user's own at most."""


def numeral(number: int, form: str) -> str:
    """Return a number as a numbering format shows it.

    Examples
    --------
    >>> numeral(4, "lowerRoman"), numeral(28, "upperLetter"), numeral(5, "decimal")
    ('iv', 'BB', '5')
    """
    shown = str(number)
    if form.endswith("Roman"):
        shown, rest = "", number
        for value, sign in _ROMAN:
            shown += sign * (rest // value)
            rest %= value
    elif form.endswith("Letter"):
        shown = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif form == "chicago":
        return _SYMBOLS[(number - 1) % 4] * ((number - 1) // 4 + 1)
    return shown.upper() if form.startswith("upper") else shown


class Notes:
    """The footnotes and endnotes of a document.

    Parameters
    ----------
    body, settings : Element or None
        Where the form of their numbers may be said.
    parts : dict
        For ``footnote`` and ``endnote`` the root of its part, None when there is none.
    """

    def __init__(
        self,
        body: _Element | None,
        settings: _Element | None,
        parts: dict[str, _Element | None],
    ) -> None:
        self._bodies = {
            (kind, attribute(note, "id")): note
            for kind, root in parts.items()
            if root is not None
            for note in root
            if local(note) == kind and (attribute(note, "type") or "normal") == "normal"
        }
        self._forms: dict[str, str] = {}
        self._restarts: dict[str, str] = {}
        self._labels: dict[_Element, str] = {}
        self._counts: Counter[str] = Counter()
        for kind, usual in (("footnote", "decimal"), ("endnote", "lowerRoman")):
            places = (child(body, "sectPr", f"{kind}Pr"), child(settings, f"{kind}Pr"))
            said = [value_of(place, "numFmt") for place in places]
            self._forms[kind] = next((form for form in said if form), usual)
            start = next(
                (first for first in (value_of(p, "numStart") for p in places) if first), ""
            )
            self._counts[kind] = int(start) - 1 if start.isdigit() and start != "0" else 0
            restarts = (value_of(place, "numRestart") for place in places)
            self._restarts[kind] = next((one for one in restarts if one), "continuous")
        self._firsts = dict(self._counts)

    def body(self, kind: str, identity: str | None) -> _Element | None:
        """Return the note with an id, or None."""
        return self._bodies.get((kind, identity))

    def label_of(self, note: _Element) -> str | None:
        """Return what a note that was called before shows as its number."""
        return self._labels.get(note)

    def called(self, note: _Element, kind: str, mark: str) -> str:
        """Return what a note shows as its number, which is called for the first time.

        Parameters
        ----------
        note : Element
            The note.
        kind : str
            ``footnote`` or ``endnote``.
        mark : str
            The mark that the writer gave it; empty when it has a number.
        """
        self._labels[note] = mark or self.next_label(kind)
        return self._labels[note]

    def section_ends(self) -> None:
        """Count those anew that are counted by section, or by page."""
        self._count_anew("eachSect", "eachPage")

    def page_ends(self) -> None:
        """Count those anew that are counted by page."""
        self._count_anew("eachPage")

    def _count_anew(self, *restarts: str) -> None:
        for kind, restart in self._restarts.items():
            if restart in restarts:
                self._counts[kind] = self._firsts[kind]

    def next_label(self, kind: str) -> str:
        """Return what the next note of a kind that is called shows as its number."""
        self._counts[kind] += 1
        return numeral(self._counts[kind], self._forms[kind])


def mark_of(run: _Element | None) -> str:
    """Return what a run shows if it can be the mark of a note: a sign or a few characters."""
    if run is None or local(run) != "r":
        return ""
    parts = (
        symbol_of(one) if local(one) == "sym" else one.text or ""
        for one in run
        if local(one) in ("t", "sym")
    )
    mark = "".join(parts).strip()
    return mark if 0 < len(mark) <= _MARK and " " not in mark else ""
