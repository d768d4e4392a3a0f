"""One mention of an entity, as the index, the tables and the report see it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotate.document.boxes import PlacedBox
from annotate.index.place_names import PlaceLink

ENTITIES = "entities"
ACRONYMS = "acronyms"
REJECTED = "rejected"
_UNSAFE = re.compile(r"[^\w.-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A span of one document that names something.

    Attributes
    ----------
    document : str
        Id of the document.
    mention_id : str
        Id of the annotation, unique in its document.
    layer, label : str
        ``entities`` and ``PER``, ``ORG``, ``LOC``, ``DATE`` or ``MISC``; ``acronyms`` and
        ``ACRONYM``.
    text : str
        The mended quote.
    ranges : tuple of (int, int)
        Code points of the source text, half-open, in order; several when a line end, a note or
        a page break interrupts the name.
    value : str or None
        The normalised value, EDTF for a date.
    page : int or None
        Page of the source where the mention begins, counted from 1.
    paragraph, sentence : str
        Ids in the structure layer, ``""`` when there is none.
    entity : str
        Id of the entity in the index, ``""`` when there is none (yet).
    source : str
        Provenance: ``rule:dates.year``, ``model:fr_core_news_md``, ``reviewer:NAME``.
    score : float or None
        Confidence between 0 and 1.
    status : str
        ``predicted``, ``accepted``, ``corrected``, ``added`` or ``rejected``.
    in_citation, nested : bool
        Whether it is in a bibliographic call, and inside a longer name.
    expansion : str
        The long form of an acronym, ``""`` when the text gives none.
    expansion_from : str
        Who gives it: ``text``, ``corpus`` (another document of the run) or ``lexicon``.
    left, right : str
        Mended context on each side, 40 characters at most.
    authority : tuple of (str, str)
        Codes of the place that it means, each with what kind of code it is:
        ``(("insee_commune", "62528"),)``.
    place : PlaceLink or None
        That place, how sure it is, and what decided.
    boxes : tuple of PlacedBox
        Where it is on the pages of a PDF; none for other sources.

    Examples
    --------
    >>> mention = Mention(document="a", mention_id="1", label="LOC", text="Lens", ranges=((3, 7),))
    >>> mention.start, mention.end
    (3, 7)
    """

    document: str
    mention_id: str
    label: str
    text: str
    ranges: tuple[tuple[int, int], ...]
    layer: str = ENTITIES
    value: str | None = None
    page: int | None = None
    paragraph: str = ""
    sentence: str = ""
    entity: str = ""
    source: str = ""
    score: float | None = None
    status: str = "predicted"
    in_citation: bool = False
    nested: bool = False
    expansion: str = ""
    expansion_from: str = ""
    left: str = ""
    right: str = ""
    authority: tuple[tuple[str, str], ...] = ()
    place: PlaceLink | None = None
    boxes: tuple[PlacedBox, ...] = ()

    def __post_init__(self) -> None:
        if not self.ranges:
            raise ValueError(f"mention {self.mention_id} of {self.document} covers nothing")

    @property
    def start(self) -> int:
        """First code point of the source that the mention covers."""
        return self.ranges[0][0]

    @property
    def end(self) -> int:
        """Code point of the source after the last that the mention covers."""
        return self.ranges[-1][1]

    @property
    def key(self) -> tuple[str, str]:
        """The document and the id, which together name one mention."""
        return self.document, self.mention_id

    @property
    def link(self) -> str:
        """Its place in the report, relative to the folder of the run."""
        return f"report.html#{anchor(self.document, self.mention_id)}"

    @property
    def position(self) -> tuple[str, int, int, str, str]:
        """What mentions are sorted by: document, start, longest first, layer, id."""
        return self.document, self.start, -self.end, self.layer, self.mention_id


def anchor(document: str, mention_id: str) -> str:
    """Return the HTML id of a mention: readable, without spaces, never the same for two mentions.

    Examples
    --------
    >>> anchor("rapport 2012", "e17")
    'm:rapport~20~2012:e17'
    """
    return f"m:{_plain(document)}:{_plain(mention_id)}"


def _plain(text: str) -> str:
    return _UNSAFE.sub(lambda sign: f"~{ord(sign[0]):x}~", text)
