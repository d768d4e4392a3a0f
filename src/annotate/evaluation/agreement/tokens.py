"""Tokens of a source text and the labels that annotators gave them.

Kappa and alpha need units that everybody judged, the unmarked ones too. Standoff carries no
running text, and sentences and paragraphs do not say where words begin, so tokens exist only where
the source text is at hand: in a folder the user names, beside the annotations of a run, or where
the header of the standoff says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotate.document.source import Range, Source
from annotate.errors import AnnotateError, DocumentError
from annotate.evaluation.agreement.annotators import Annotator, SharedDocument, line_of
from annotate.evaluation.agreement.items import Item, flat_entities
from annotate.text.reading import read_source

OUTSIDE = "O"
"""The label of a token that stands in no name."""

Units = Counter[tuple[str | None, ...]]
"""How many tokens got each row of labels, one an annotator; None where one has not the document."""

_TOKEN = re.compile(r"\w+|[^\w\s]")


def tokens(text: str) -> list[Range]:
    """Return the tokens of a text: runs of letters, digits and _, or one other visible character.

    Examples
    --------
    >>> tokens("l'an 1894.")
    [(0, 1), (1, 2), (2, 4), (5, 9), (9, 10)]
    """
    return [match.span() for match in _TOKEN.finditer(text)]


def token_labels(spans: Sequence[Range], items: Iterable[Item]) -> list[str]:
    """Return the label of each token: that of the name it shares a character with, else ``O``.

    Parameters
    ----------
    spans : sequence of Range
        Tokens, by position.
    items : iterable of Item
        Flat names, sorted by position; where two claim one token, the first has it.

    Notes
    -----
    A token that a name holds in part is in it: a note call stuck to a year (``18943``) makes no
    difference here, as it does to the F1 of spans.
    """
    labels = [OUTSIDE] * len(spans)
    ranges = sorted((start, end, item.label) for item in items for start, end in item.ranges)
    place = 0
    for start, end, label in ranges:
        while place < len(spans) and spans[place][1] <= start:
            place += 1
        at = place
        while at < len(spans) and spans[at][0] < end:
            if labels[at] == OUTSIDE:
                labels[at] = label
            at += 1
    return labels


@dataclass(frozen=True)
class Text:
    """The source text of a document, or the reason why there is none.

    Attributes
    ----------
    source : Source or None
        With the hash that the annotations name.
    reason : str
        Why there is none, as a clause; "" when there is.
    """

    source: Source | None
    reason: str = ""


def find_text(
    document: SharedDocument, annotators: Sequence[Annotator], folders: Sequence[Path] = ()
) -> Text:
    """Find the source text of a document.

    It is looked for in `folders` (as ``ID.txt``, or under the file name that the header gives),
    then in ``text/`` beside the annotations of a run, then at the path in the header. Only a text
    with the right hash is taken.

    Parameters
    ----------
    document : SharedDocument
        Whose text.
    annotators : sequence of Annotator
        Where runs may have left it.
    folders : sequence of Path
        Where the user says that texts are.

    Raises
    ------
    StandoffError
        If the text is there and an annotation does not fit it; QuoteError if a quote does not.
    """
    reason = "no source text was found"
    for path in dict.fromkeys(_places(document, annotators, folders)):
        if not path.is_file():
            continue
        try:
            source = read_source(path, document.id)
        except DocumentError as error:
            reason = str(error).rstrip(".")
            continue
        if source.sha256 == document.sha256:
            _check(document, annotators, source)
            return Text(source)
        reason = f"{path} holds another text"
    return Text(None, reason)


def _places(
    document: SharedDocument, annotators: Sequence[Annotator], folders: Sequence[Path]
) -> Iterator[Path]:
    standoffs = document.standoffs.values()
    for folder in folders:
        yield from (folder / f"{standoff.document}.txt" for standoff in standoffs)
        yield from (folder / Path(standoff.source).name for standoff in standoffs)
    for one in annotators:
        if document.sha256 in one.files:
            # A run keeps text/ beside annotations/.
            folder = one.files[document.sha256].parent.parent / "text"
            yield folder / f"{one.standoffs[document.sha256].document}.txt"
    yield from (Path(standoff.source) for standoff in standoffs)


def _check(document: SharedDocument, annotators: Sequence[Annotator], source: Source) -> None:
    """Hold every quote against the text: figures over annotations that do not fit are worthless."""
    for one in annotators:
        if one.name not in document.standoffs:
            continue
        for annotation in document.standoffs[one.name].annotations():
            try:
                annotation.check(source)
            except AnnotateError as error:
                file = one.files[document.sha256]
                error.path, error.place = str(file), line_of(file, annotation.id)
                raise


def units_of(document: SharedDocument, names: Sequence[str], text: str) -> Units:
    """Count the rows of labels that annotators gave to the tokens of a document.

    Parameters
    ----------
    document : SharedDocument
        The document.
    names : sequence of str
        Annotators, in the order of the rows; one that has not the document has None in each.
    text : str
        The source text.
    """
    spans = tokens(text)
    columns: list[Sequence[str | None]] = [
        token_labels(spans, flat_entities(document.standoffs[name]))
        if name in document.standoffs
        else [None] * len(spans)
        for name in names
    ]
    return Counter(zip(*columns, strict=True))
