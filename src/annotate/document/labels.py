"""The table of labels: what each is called, in which layer it lives, and its colour.

The ``labels.tsv`` of a configuration is the only list of labels. The command reads it and hands it
to everything that checks, resolves, sorts or shows labels; components carry it as one of their
tables.

What a label means is in the rules that give it. A rule about one kind of name says its label
(``PER`` for people, ``DATE`` for values, ``ORG`` and ``MISC`` for what lies inside what). A label
that no rule mentions is a name like any other: lexicons may give it, it takes part in the vote on a
form, it may hold places, and it may lie inside a longer name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotate.errors import LexiconError
from annotate.lexicons import Row, read_table
from annotate.resources import default_configs

FILE = "labels.tsv"
COLUMNS = ("label", "layer", "colour", "name_fr", "name_en", "description_fr")
LAYERS = ("entities", "acronyms", "structure")
DATE = "DATE"
"""The one label of the entity layer that is no name: its annotations carry a value."""

_LAYER_OF = {DATE: "entities", "ACRONYM": "acronyms"}
_TAKEN = ("CITATION", "TITLE", "LONG")
"""Names that components and the review use for something else."""

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
        ``#rrggbb`` in lower case, strong enough to be distinct as a line or a badge.
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


class LabelTable(Mapping[str, Label]):
    """The labels of a configuration by name, in the order of the table.

    Parameters
    ----------
    labels : iterable of Label
        The rows.
    path : Path
        The file that they were read from, for messages.

    Examples
    --------
    >>> table = shipped_labels()
    >>> table.entities, table.names
    (('PER', 'ORG', 'LOC', 'DATE', 'MISC'), ('PER', 'ORG', 'LOC', 'MISC'))
    """

    def __init__(self, labels: Iterable[Label], path: Path) -> None:
        self._labels = {label.name: label for label in labels}
        self.path = path

    def __getitem__(self, name: str) -> Label:
        return self._labels[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._labels)

    def __len__(self) -> int:
        return len(self._labels)

    def of(self, layer: str) -> tuple[str, ...]:
        """Return the labels of a layer."""
        return tuple(name for name, label in self._labels.items() if label.layer == layer)

    @property
    def entities(self) -> tuple[str, ...]:
        """The labels of the entity layer."""
        return self.of("entities")

    @property
    def names(self) -> tuple[str, ...]:
        """The labels that a table of names may give: those of the entity layer, without dates."""
        return tuple(name for name in self.entities if name != DATE)

    @property
    def remedy(self) -> str:
        """How to add a label, as the remedy of an error about one that the table lacks."""
        if self.path == default_configs() / FILE:
            return (
                "add it to a labels.tsv next to your pipeline.cfg (`annotate init` writes one into "
                f"configs/); the one read is that of the installation, {self.path}"
            )
        return f"add it to {self.path}"


def labels_of(config: Path) -> LabelTable:
    """Return the labels next to a ``pipeline.cfg``, else those that the package ships.

    Raises
    ------
    LexiconError
        As :func:`read_labels`.
    """
    own = config.parent / FILE
    return read_labels(own) if own.is_file() else shipped_labels()


def shipped_labels() -> LabelTable:
    """Return the labels that the package ships."""
    return read_labels(default_configs() / FILE)


def read_labels(path: Path) -> LabelTable:
    """Read the table of labels.

    Parameters
    ----------
    path : Path
        A lexicon with the columns ``label``, ``layer``, ``colour``, ``name_fr``, ``name_en`` and
        ``description_fr``.

    Returns
    -------
    LabelTable
        In the order of the file, which is the order legends show.

    Raises
    ------
    LexiconError
        If the table cannot be read, names a label twice, an unknown layer, or a colour that is
        not ``#rrggbb``.

    Examples
    --------
    >>> read_labels(default_configs() / "labels.tsv")["PER"].name_fr
    'Personne'
    """
    labels: dict[str, Label] = {}
    for row in read_table(path, COLUMNS[:-1]):
        label = _label(row, path)
        if label.name in labels:
            raise _refused(label.name, path, "this label is there twice", "remove one of the rows")
        labels[label.name] = label
    return LabelTable(labels.values(), path)


def _label(row: Row, path: Path) -> Label:
    name, layer, colour = row["label"], row["layer"], row["colour"].lower()
    # Names become CSS classes and doccano labels, which take less than a cell does.
    if not _NAME.fullmatch(name):
        raise _refused(
            name, path, "not a name for a label", "use letters without accents, digits and _"
        )
    if name in _TAKEN:
        raise _refused(name, path, "annotate uses this name itself", "give the label another one")
    if layer not in LAYERS:
        raise _refused(name, path, f"no layer named {layer}", f"use one of {', '.join(LAYERS)}")
    if layer != _LAYER_OF.get(name, layer):
        raise _refused(name, path, f"not a label of the layer {layer}", f"use {_LAYER_OF[name]}")
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
