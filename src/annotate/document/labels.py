"""The table of labels: what each is called, in which layer it lives, and its colour.

One table serves every place that shows labels (the report, the workbook, the review server), so
that a colour learnt in one is right in the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from annotate.errors import LexiconError
from annotate.lexicons import Row, read_table

COLUMNS = ("label", "layer", "colour", "name_fr", "name_en", "description_fr")
LAYERS = ("entities", "acronyms", "structure")

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TINT = 0.2
_INK = 0.62


@dataclass(frozen=True, slots=True)
class Label:
    """One label of the annotation guide.

    Attributes
    ----------
    name : str
        What annotations carry: ``PER``, ``heading``.
    layer : str
        ``entities``, ``acronyms`` or ``structure``.
    colour : str
        ``#rrggbb`` in lower case, strong enough to be told apart as a line or a badge.
    name_fr, name_en : str
        The name people read.
    description_fr : str
        One sentence for a legend.

    Examples
    --------
    >>> label = Label("PER", "entities", "#1d6fb8", "Personne", "Person", "Une personne.")
    >>> label.tint, label.ink
    ('#d2e2f1', '#124572')
    """

    name: str
    layer: str
    colour: str
    name_fr: str
    name_en: str
    description_fr: str = ""

    @property
    def tint(self) -> str:
        """A pale shade of the colour: black text on it keeps a contrast above 7 to 1."""
        return _mix(self.colour, 255, _TINT)

    @property
    def ink(self) -> str:
        """A dark shade of the colour, for text and lines on white."""
        return _mix(self.colour, 0, _INK)


def read_labels(path: Path) -> dict[str, Label]:
    """Read the table of labels.

    Parameters
    ----------
    path : Path
        A lexicon with the columns ``label``, ``layer``, ``colour``, ``name_fr``, ``name_en`` and
        ``description_fr``.

    Returns
    -------
    dict of str to Label
        In the order of the file, which is the order legends show.

    Raises
    ------
    LexiconError
        If the table cannot be read, names a label twice, an unknown layer, or a colour that is
        not ``#rrggbb``.

    Examples
    --------
    >>> from annotate.resources import default_configs
    >>> read_labels(default_configs() / "labels.tsv")["PER"].name_fr
    'Personne'
    """
    labels: dict[str, Label] = {}
    for row in read_table(path, COLUMNS[:-1]):
        label = _label(row, path)
        if label.name in labels:
            raise _refused(label.name, path, "this label is there twice", "remove one of the rows")
        labels[label.name] = label
    return labels


def names_of(labels: Mapping[str, Label]) -> tuple[str, ...]:
    """Return the labels that names have, in the order of the table.

    Examples
    --------
    >>> from annotate.resources import default_configs
    >>> names_of(read_labels(default_configs() / "labels.tsv"))
    ('PER', 'ORG', 'LOC', 'DATE', 'MISC')
    """
    return tuple(name for name, label in labels.items() if label.layer == "entities")


def _label(row: Row, path: Path) -> Label:
    name, layer, colour = row["label"], row["layer"], row["colour"].lower()
    # Names become CSS classes and doccano labels, which take less than a cell does.
    if not _NAME.fullmatch(name):
        raise _refused(
            name, path, "not a name for a label", "use letters without accents, digits and _"
        )
    if layer not in LAYERS:
        raise _refused(name, path, f"no layer named {layer}", f"use one of {', '.join(LAYERS)}")
    if not _COLOUR.fullmatch(colour):
        raise _refused(name, path, f"{colour} is not a colour", "write it as #1d6fb8")
    description = row.get("description_fr", "")
    return Label(name, layer, colour, row["name_fr"], row["name_en"], description)


def _refused(name: str, path: Path, what: str, remedy: str) -> LexiconError:
    return LexiconError(what, path=path, place=f"label {name}", remedy=remedy)


def _mix(colour: str, end: int, share: float) -> str:
    """Return `share` of the colour mixed with black (0) or white (255)."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part * share + end * (1 - share)):02x}" for part in parts)
