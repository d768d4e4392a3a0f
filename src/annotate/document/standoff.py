"""Standoff files: one JSON object a line, the document first and then its annotations.

Keys are in a fixed order and lines are sorted by position, so that two runs can be compared with
an ordinary diff. Nothing is loaded or written that does not agree with its source text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any

from annotate.document.annotation import ACRONYMS, ENTITIES, LAYERS, Annotation, Layer
from annotate.document.source import Range, Source
from annotate.errors import AnnotateError, QuoteError, StandoffError
from annotate.files import Replacing, replacing, write_lines
from annotate.version import __version__

FORMAT = 1
_HEADER = ("document", "source", "sha256", "characters", "format", "generator", "config")
_UNREAD = "unread"
_KEYS = (
    "id",
    "layer",
    "label",
    "ranges",
    "text",
    "value",
    "attributes",
    "source",
    "score",
    "status",
    "page",
    "paragraph",
    "sentence",
)
_values = attrgetter(*_KEYS)
_encoded = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True)
class Standoff:
    """The annotations of one document, by layer, with what their file says of the document.

    Attributes
    ----------
    document, source, sha256, characters
        The document's id, its path as given, the hash of its source text and its length in code
        points.
    generator, config : str
        What wrote it, and the digest of the configuration it ran with.
    layers : tuple of Layer
        At most one of each kind.
    unread : tuple of Range
        On gold that was kept all the same: what of the source nobody has read whole.
    """

    document: str
    source: str
    sha256: str
    characters: int
    generator: str
    config: str
    layers: tuple[Layer, ...]
    unread: tuple[Range, ...] = ()

    def layer(self, name: str) -> Layer:
        """Return a layer; an empty one if the document has none of that name."""
        return next((layer for layer in self.layers if layer.name == name), Layer(name, ()))

    def named(self) -> list[Annotation]:
        """Return the annotations of names and acronyms, a layer after the other."""
        return [one for name in (ENTITIES, ACRONYMS) for one in self.layer(name).annotations]

    def annotations(self) -> list[Annotation]:
        """Return the annotations of all layers, sorted by position."""
        return list(self._sorted)

    @cached_property
    def _sorted(self) -> tuple[Annotation, ...]:
        every = [annotation for layer in self.layers for annotation in layer.annotations]
        return tuple(sorted(every, key=Annotation.sort_key))


def standoff_of(source: Source, layers: Iterable[Layer], config: str) -> Standoff:
    """Return the standoff of a source, as this version of the program would write it."""
    return Standoff(
        source.id,
        source.path,
        source.sha256,
        len(source.text),
        f"annotate {__version__}",
        config,
        tuple(layers),
    )


def write_standoff(path: Path, standoff: Standoff, source: Source) -> None:
    """Write a standoff file, whole or not at all.

    Parameters
    ----------
    path : Path
        The file; replaced if it exists.
    standoff : Standoff
        What to write.
    source : Source
        Checked against every annotation before the first byte is written.

    Raises
    ------
    StandoffError
        If the source is another one, two annotations share an id, or one does not fit.
    QuoteError
        If a quote does not match its ranges.
    """
    check_standoff(standoff, source, path)
    write_checked(path, standoff)


def write_checked(path: Path, standoff: Standoff, by: Replacing = replacing) -> None:
    """Write a standoff file that :func:`check_standoff` has passed, whole or not at all."""
    write_lines(path, _lines(standoff), by)


def dumps(standoff: Standoff) -> str:
    """Return the content of a standoff file."""
    return "".join(_lines(standoff))


class Dumped:
    """The content of a standoff file, of which what another one has too is not made again.

    Parameters
    ----------
    standoff : Standoff
        The annotations.
    earlier : Dumped, optional
        Annotations that are the same objects there are written as there.

    Attributes
    ----------
    text : str
        The content.
    """

    def __init__(self, standoff: Standoff, earlier: Dumped | None = None) -> None:
        self._standoff = standoff  # objects that are there keep their identity
        known = earlier._rows if earlier is not None else {}
        self._rows: dict[int, str] = {
            id(one): known.get(id(one)) or _encoded(row_of(one)) + "\n"
            for one in standoff.annotations()
        }
        self.text = _head(standoff) + "".join(self._rows.values())


def _lines(standoff: Standoff) -> Iterator[str]:
    yield _head(standoff)
    for annotation in standoff.annotations():
        yield _encoded(row_of(annotation)) + "\n"


def _head(standoff: Standoff) -> str:
    header = dict(
        zip(
            _HEADER,
            (
                standoff.document,
                standoff.source,
                standoff.sha256,
                standoff.characters,
                FORMAT,
                standoff.generator,
                standoff.config,
            ),
            strict=True,
        )
    )
    unread = {_UNREAD: standoff.unread} if standoff.unread else {}
    return _encoded({**header, **unread}) + "\n"


def read_standoff(path: Path, source: Source) -> Standoff:
    """Read a standoff file and check it against its source.

    Raises
    ------
    StandoffError
        If the file is malformed (the place is the line) or belongs to another source.
    QuoteError
        If a quote does not match its ranges.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StandoffError(
            f"cannot be read ({error})", path=path, remedy="check the name and the right to read it"
        ) from error
    standoff = loads(text, path)
    check_standoff(standoff, source, path)
    return standoff


def loads(text: str, path: Path | str) -> Standoff:
    """Parse the content of a standoff file without its source; ranges and quotes stay unchecked."""
    lines = text.removesuffix("\n").split("\n")
    header = loads_line(lines[0], path, 1) if lines[0] else {}
    missing = [key for key in _HEADER if key not in header]
    if missing:
        raise _malformed(f"the first line lacks {', '.join(missing)}", path, 1)
    if header["format"] != FORMAT:
        raise _malformed(f"format {header['format']!r} is not {FORMAT}", path, 1)
    groups: dict[str, list[Annotation]] = {name: [] for name in LAYERS}
    for number, line in enumerate(lines[1:], start=2):
        annotation = _annotation(loads_line(line, path, number), path, number)
        if annotation.layer not in groups:
            raise _malformed(f"unknown layer {annotation.layer!r}", path, number)
        groups[annotation.layer].append(annotation)
    layers = tuple(Layer(name, tuple(found)) for name, found in groups.items() if found)
    told = {key: header[key] for key in _HEADER if key != "format"}
    return Standoff(**told, layers=layers, unread=_unread(header, path))


def _unread(header: Mapping[str, Any], path: Path | str) -> tuple[Range, ...]:
    try:
        return tuple((int(start), int(end)) for start, end in header.get(_UNREAD, ()))
    except (TypeError, ValueError) as error:
        raise _malformed("unread are pairs of two numbers", path, 1) from error


def check_standoff(
    standoff: Standoff, source: Source, path: Path, checked: Standoff | None = None
) -> None:
    """Check annotations against their source.

    Parameters
    ----------
    standoff : Standoff
        The annotations.
    source : Source
        The text that they should belong to.
    path : Path
        Their file, for messages; it need not be there yet.
    checked : Standoff, optional
        Annotations that were checked: the same objects are not checked again.

    Raises
    ------
    StandoffError
        If the source is another one, two annotations share an id, or one does not fit.
    QuoteError
        If a quote does not match its ranges.
    """
    if standoff.sha256 != source.sha256:
        raise StandoffError(
            f"belongs to another text: its hash is {standoff.sha256[:12]}…, that of "
            f"{source.path} is {source.sha256[:12]}…",
            path=path,
            remedy="give the source these annotations were made for",
        )
    if standoff.characters != len(source.text):
        raise _malformed(f"it says {standoff.characters} characters", path, 1)
    seen: set[str] = set()
    known = {id(one) for layer in checked.layers for one in layer.annotations} if checked else ()
    for number, annotation in enumerate(standoff.annotations(), start=2):
        if annotation.id in seen:
            raise _malformed(f"the id {annotation.id} comes twice", path, number)
        seen.add(annotation.id)
        if id(annotation) in known:
            continue
        try:
            annotation.check(source)
        except AnnotateError as error:
            error.path, error.place = str(path), f"line {number}"
            raise


def without_unproven(standoff: Standoff, source: Source) -> tuple[Standoff, list[Annotation]]:
    """Leave out the annotations whose quotes do not match their ranges.

    Parameters
    ----------
    standoff : Standoff
        Annotations that were just found; a file that fails the check belongs to another source.
    source : Source
        Their source.

    Returns
    -------
    Standoff
        With the others.
    list of Annotation
        Those that are left out, by position.
    """
    unproven: list[Annotation] = []
    for annotation in standoff.annotations():
        try:
            annotation.check(source)
        except QuoteError:
            unproven.append(annotation)
    names = {one.id for one in unproven}
    layers = (
        Layer(layer.name, tuple(one for one in layer.annotations if one.id not in names))
        for layer in standoff.layers
    )
    return replace(standoff, layers=tuple(layers)), unproven


def row_of(annotation: Annotation) -> dict[str, Any]:
    """Return an annotation as the JSON object of its line."""
    return dict(zip(_KEYS, _values(annotation), strict=True))


def annotation_of(row: Mapping[str, Any]) -> Annotation:
    """Return the annotation of such an object, unchecked.

    Examples
    --------
    >>> one = Annotation("e-1", "entities", "LOC", ((0, 4),), "Lens")
    >>> annotation_of(row_of(one)) == one
    True
    """
    ranges = tuple((start, end) for start, end in row["ranges"])
    return Annotation(**{**row, "ranges": ranges})


def loads_line(line: str, path: Path | str, number: int) -> dict[str, Any]:
    """Parse a line of a standoff file.

    Raises
    ------
    StandoffError
        If it is no JSON object.
    """
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise _malformed(f"no JSON ({error.msg})", path, number) from error
    if not isinstance(value, dict):
        raise _malformed("not a JSON object", path, number)
    return value


def _annotation(row: dict[str, Any], path: Path | str, number: int) -> Annotation:
    missing = [key for key in _KEYS if key not in row]
    extra = [key for key in row if key not in _KEYS]
    if missing or extra:
        what = f"lacks {', '.join(missing)}" if missing else f"has the unknown {', '.join(extra)}"
        raise _malformed(f"the annotation {what}", path, number)
    try:
        one = annotation_of(row)
    except (TypeError, ValueError) as error:
        raise _malformed("ranges are pairs of two numbers", path, number) from error
    if not all(type(offset) is int for span in one.ranges for offset in span):
        raise _malformed("ranges are pairs of two whole numbers", path, number)
    if not isinstance(one.attributes, dict):
        raise _malformed("attributes are a JSON object", path, number)
    return one


def _malformed(what: str, path: Path | str, number: int) -> StandoffError:
    return StandoffError(
        what, path=path, place=f"line {number}", remedy="restore the file, or run annotate again"
    )
