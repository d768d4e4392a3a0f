"""Layouts drawn at random: paper, columns, fonts, note styles, heads, boxes, hyphenation.

A layout is drawn from a seed, so that one can be looked at again. Seeds below
:data:`UNSEEN` are for writing the rules of the text layer, those from it on for judging them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from random import Random

UNSEEN = 1_000_000
"""Layouts with this seed and above are looked at for figures only."""

EMBEDDED = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")
"""Fonts that the ``typst`` package brings along."""
OTHERS = (
    "Liberation Serif",
    "Liberation Sans",
    "EB Garamond 12",
    "Lato",
    "DejaVu Serif",
    "DejaVu Sans",
    "GFS Didot",
    "Linux Libertine O",
)
"""Fonts that are used where the system has them."""

WEIGHTS = ("Lato",)
"""Fonts that have faces between regular and bold, and some beyond."""


@dataclass(frozen=True)
class Layout:
    """One way to set a text; lengths in typst's own notation."""

    seed: int
    paper: str
    margins: tuple[int, int, int, int]
    columns: int
    gutter: int
    font: str
    size: float
    leading: float
    justify: bool
    hyphenate: bool
    ligatures: bool
    indent: float
    spacing: float
    title_size: float
    title_align: str
    title_wide: bool
    byline: str
    heading_style: tuple[str, str]
    heading_numbers: bool
    heading_align: str
    notes: str
    note_size: float
    note_indent: float
    note_head: str
    call_style: str
    separator: bool
    header: str
    number_place: str
    number_style: str
    first_head: bool
    box_style: str
    box_size: float
    box_floats: bool
    marker: str
    quotes: bool
    figures: int
    figure_floats: bool
    caption_style: tuple[str, str]
    caption_size: float
    tables: int
    table_rules: str
    lists: int
    weight: int
    raised_ordinals: bool
    rotation: int

    @property
    def line(self) -> float:
        """The distance of two baselines, in font sizes."""
        return self.leading + 0.7

    @property
    def bold(self) -> int:
        """The weight of bold text, which is bolder than the text."""
        return 700 if self.weight < 600 else 900

    @property
    def gap(self) -> float:
        """The white between two paragraphs beyond that between two lines, in font sizes."""
        return max(0.0, self.spacing - self.leading)

    @property
    def sheet_size(self) -> tuple[int, int]:
        """Width and height of the paper in millimetres."""
        return {
            "a4": (210, 297),
            "a5": (148, 210),
            "us-letter": (216, 279),
            "jis-b5": (182, 257),
            "iso-b5": (176, 250),
            "a4-landscape": (297, 210),
        }[self.paper]

    def one_of(self, names: Sequence[str]) -> str:
        """Return one of some names that only one maker knows, drawn with the layout."""
        return names[self.rotation % len(names)]

    def told(self) -> str:
        """Return the layout on a line, for a table of failures."""
        return ", ".join(f"{one.name}={getattr(self, one.name)}" for one in fields(self))


def draw(seed: int, fonts: list[str]) -> Layout:
    """Draw a layout.

    Parameters
    ----------
    seed : int
        The same seed and the same fonts give the same layout.
    fonts : list of str
        Those that may be used.
    """
    rng = Random(seed)
    paper = rng.choice(["a4", "a4", "a5", "us-letter", "jis-b5", "iso-b5", "a4-landscape"])
    columns = _columns(rng, paper)
    size = rng.choice([8.5, 9, 9.5, 10, 10.5, 11, 12] if columns == 1 else [8, 8.5, 9, 9.5, 10])
    font = rng.choice([one for one in fonts if "Mono" not in one or rng.random() < 0.3] or fonts)
    header = rng.choice(["none", "title", "title", "author-title", "title-rule", "journal"])
    spacing_style = rng.choice(["indent", "indent", "indent", "gap", "both"])
    leading = rng.choice([0.5, 0.58, 0.65, 0.75, 0.9])
    return Layout(
        seed=seed,
        paper=paper,
        margins=(
            rng.randint(18, 32),
            rng.randint(18, 30),
            rng.randint(14, 28),
            rng.randint(14, 28),
        ),
        columns=columns,
        gutter=rng.randint(4, 10),
        font=font,
        size=size,
        leading=leading,
        justify=rng.random() < 0.8,
        hyphenate=rng.random() < 0.8,
        ligatures=rng.random() < 0.6,
        indent=0.0 if spacing_style == "gap" else rng.choice([0.8, 1.0, 1.5, 2.0]),
        spacing=leading if spacing_style == "indent" else rng.choice([1.0, 1.2, 1.5]) + leading / 2,
        title_size=rng.choice([1.3, 1.5, 1.8, 2.2, 2.6]),
        title_align=rng.choice(["left", "center", "right"]),
        title_wide=rng.random() < 0.7,
        byline=rng.choice(["plain", "italic", "smallcaps", "par", "bold"]),
        heading_style=(
            rng.choice(["bold", "bold-large", "bold-large", "large", "caps", "smallcaps-large"]),
            rng.choice(["italic", "bold", "italic-large", "bold-italic"]),
        ),
        heading_numbers=rng.random() < 0.2,
        heading_align=rng.choice(["left", "left", "center"]),
        notes=rng.choice(["foot", "foot", "foot", "foot", "end"]),
        note_size=rng.choice([0.75, 0.8, 0.85, 0.9]),
        note_indent=rng.choice([0.0, 0.0, 1.0]),
        note_head=rng.choice(["super", "super", "dot", "plain", "bracket"]),
        call_style=rng.choice(
            ["typographic", "typographic", "raised", "raised-small", "raised-big"]
        ),
        separator=rng.random() < 0.7,
        header=header,
        number_place=rng.choice(["foot-center", "foot-outer", "head-right", "head-left", "none"]),
        number_style=rng.choice(["1", "1", "1", "– 1 –", "1 / 1", "p. 1", "i"]),
        first_head=rng.random() < 0.3,
        box_style=rng.choice(["fill", "frame", "fill-frame", "bar"]),
        box_size=rng.choice([0.85, 0.9, 1.0]),
        box_floats=rng.random() < 0.2,
        marker=rng.choice(["•", "–", "—", "▪", "1."]),
        quotes=rng.random() < 0.5,
        figures=rng.choice([0, 0, 1, 2]),
        figure_floats=rng.random() < 0.4,
        caption_style=(
            rng.choice(["Figure", "Fig.", "Carte", "Photo"]),
            rng.choice([". ", " : ", " – "]),
        ),
        caption_size=rng.choice([0.8, 0.85, 0.9, 1.0]),
        tables=rng.choice([0, 0, 1, 1, 2]),
        table_rules=rng.choice(["grid", "rules", "none"]),
        lists=rng.choice([0, 0, 1]),
        weight=rng.choice([400, 500, 600]) if font in WEIGHTS else 400,
        raised_ordinals=rng.random() < 0.5,
        rotation=rng.randrange(1000),
    )


def _columns(rng: Random, paper: str) -> int:
    if paper == "a4-landscape":
        return rng.choice([2, 3])
    if paper in ("a5", "iso-b5", "jis-b5"):
        return 1
    return rng.choice([1, 1, 2, 2, 3]) if paper == "a4" else rng.choice([1, 2])
