"""Reading gold files, and comparing them with their texts.

Gold is what everything else is judged by, so it is read more strictly than the output of a run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotate.document.annotation import LAYERS, Annotation
from annotate.document.discovery import standoff_files
from annotate.document.labels import LabelTable
from annotate.document.quote_check import quote_matches
from annotate.document.source import Source
from annotate.document.standoff import Standoff, loads
from annotate.errors import AnnotateError, StandoffError
from annotate.french.characters import letters_and_digits
from annotate.gold.validation import Line, check_lines, check_shapes

_SAME_TEXT = 0.8
_FEWEST = 5
_TABLE = (
    "give the standoff file (.jsonl) itself, restored from a copy, and look at it in a text editor "
    "instead of a spreadsheet"
)
_ENCODING = "save it again as UTF-8 without a byte-order mark, or restore it from a copy"
_DOUBLED = re.compile(r'^"?\s*\{\s*""|^"\s*\{|""(?:document|layer)""')
_TRAILING = re.compile(r"\}\s*[;,\t]+\s*$")
_COLUMNS = re.compile(r'"?[\w ]+"?([;,\t])(?:"?[\w ]*"?\1)*"?[\w ]*"?\s*$')


@dataclass(frozen=True)
class GoldFile:
    """The gold of one document and the file that holds it.

    Attributes
    ----------
    path : Path
        The file.
    standoff : Standoff
        Its annotations.
    lines : mapping of str to int
        The line of each annotation, by id.
    """

    path: Path
    standoff: Standoff
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class GoldOutline:
    """As much of a gold file as tells which text it is of; nothing else in it is checked.

    Attributes
    ----------
    path : Path
        The file.
    document, sha256 : str
        Of its first line.
    quotes : tuple of str
        What its annotations that are not rejected quote, each once.
    """

    path: Path
    document: str
    sha256: str
    quotes: tuple[str, ...]


def outlined_gold(path: Path, labels: LabelTable) -> list[GoldOutline]:
    """Look through gold for that of some text, which :func:`read_gold` then reads: to read all of
    a folder takes several times as long.

    Parameters
    ----------
    path, labels
        As for :func:`read_gold`.

    Raises
    ------
    StandoffError
        If a file is no standoff, or two are of one document.
    UsageError
        If there is no file.
    """
    outlines = [_outline(file, labels) for file in standoff_files(path)]
    _check_distinct((one.path, one.sha256, one.document) for one in outlines)
    return outlines


def _outline(file: Path, labels: LabelTable) -> GoldOutline:
    try:
        head, *rows = map(json.loads, _text_of(file).splitlines())
        return GoldOutline(
            file,
            str(head["document"]),
            str(head["sha256"]),
            tuple(
                {
                    str(row["text"]): None
                    for row in rows
                    if row["text"] and row["status"] != "rejected"
                }
            ),
        )
    except (ValueError, LookupError, TypeError):
        # To read all of it says what is wrong, and where.
        standoff = _read(file, labels).standoff
        return GoldOutline(file, standoff.document, standoff.sha256, ())


def read_gold(path: Path, labels: LabelTable) -> list[GoldFile]:
    """Read gold: a file, a folder of ``.jsonl`` files, or what a run wrote.

    The texts need not be there; :func:`check_against` compares with them.

    Parameters
    ----------
    path : Path
        Where the gold is.
    labels : LabelTable
        The labels of the configuration.

    Returns
    -------
    list of GoldFile
        In the order of the file names.

    Raises
    ------
    StandoffError
        At the first file and line that breaks a rule: not standoff, or not any more; a label that
        the table lacks, an unknown layer or status, an empty, overlapping or overlong range,
        running text in place of a quote, lines that are unsorted or repeated, flat entities that
        overlap, an impossible date value, two files for one document.
    UsageError
        If there is no file.
    """
    golds = [_read(file, labels) for file in standoff_files(path)]
    _check_distinct((one.path, one.standoff.sha256, one.standoff.document) for one in golds)
    return golds


def _text_of(file: Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise StandoffError(
            f"cannot be read ({error.strerror or error})",
            path=file,
            remedy="check the name and the right to read it",
        ) from error
    return decoded(data, file)


def _read(file: Path, labels: LabelTable) -> GoldFile:
    text = _text_of(file)
    check_shapes(text, file)
    standoff = loads(text, file)
    lines = _numbered(text, standoff)
    check_lines(standoff, lines, labels, file)
    return GoldFile(file, standoff, {line.annotation.id: line.number for line in lines})


def decoded(data: bytes, file: Path) -> str:
    """Return the content of a standoff file as text.

    Raises
    ------
    StandoffError
        If it is empty, a workbook, not UTF-8, or a table as spreadsheets save it; the place is the
        line.

    Examples
    --------
    >>> decoded(b'document;layer;label\\n', Path("gold.csv"))
    Traceback (most recent call last):
    annotate.errors.StandoffError: gold.csv, line 1: is a table, not standoff. ...
    """
    if data.startswith(b"PK\x03\x04"):
        raise StandoffError("is a workbook, not standoff", path=file, remedy=_TABLE)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:64]:
        raise StandoffError.at_line("is UTF-16, not UTF-8", file, 1, _ENCODING)
    if data.startswith(b"\xef\xbb\xbf"):
        what = "begins with a byte-order mark, as spreadsheets and Notepad write it"
        raise StandoffError.at_line(what, file, 1, _ENCODING)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"is not UTF-8 (byte {data[error.start]:#04x})"
        raise StandoffError.at_line(what, file, line, _ENCODING) from error
    if not text.strip():
        raise StandoffError("is empty", path=file, remedy="restore the file")
    _refuse_tables(text, file)
    return text


def _refuse_tables(text: str, file: Path) -> None:
    lines = text.splitlines()
    if not lines[0].lstrip().startswith(("{", '"{')) and _COLUMNS.match(lines[0]):
        raise StandoffError.at_line("is a table, not standoff", file, 1, _TABLE)
    for number, line in enumerate(lines, start=1):
        if _DOUBLED.search(line):
            what = "its quotes are doubled, as when a spreadsheet has opened and saved it"
            raise StandoffError.at_line(what, file, number, _TABLE)
        if _TRAILING.search(line):
            what = "it ends with separators, as when a spreadsheet has opened and saved it"
            raise StandoffError.at_line(what, file, number, _TABLE)


def _numbered(text: str, standoff: Standoff) -> list[Line]:
    """Return the annotations with their lines, in the order of the file: `loads` has sorted them
    into layers.
    """
    waiting = {name: iter(standoff.layer(name).annotations) for name in LAYERS}
    numbered = []
    for number, raw in enumerate(text.splitlines()[1:], start=2):
        line = Line.of(number, raw)
        numbered.append(line.with_annotation(next(waiting[line.layer])))
    return numbered


def _check_distinct(golds: Iterable[tuple[Path, str, str]]) -> None:
    """Refuse two files, each given with its hash and its document, that are of one text."""
    owners: dict[str, Path] = {}
    for path, sha256, document in golds:
        for key, what in (
            (sha256, "the same text as"),
            (f"document {document}", "the same document as"),
        ):
            if key in owners:
                raise StandoffError(
                    f"belongs to {what} {owners[key]}",
                    path=path,
                    place="line 1",
                    remedy="keep one of the two, or put the gold of another extraction into a "
                    "folder of its own",
                )
            owners[key] = path


def check_against(gold: GoldFile, source: Source) -> None:
    """Check gold against its text: the hash, and every quote at its ranges.

    Raises
    ------
    StandoffError
        If the gold belongs to another text, or a range does not fit.
    QuoteError
        If a quote does not match its ranges; the place is the line.
    """
    standoff = gold.standoff
    if standoff.sha256 != source.sha256:
        agreement = quotes_agree(source, gold)
        remedy = (
            "it is gold of another extraction of this text: move it here with annotate gold carry"
            if agreement.other_extraction
            else "give the text that this gold was made for"
        )
        raise StandoffError(
            f"is gold of another text: its hash is {standoff.sha256[:12]}…, that of {source.path} "
            f"is {source.sha256[:12]}…, and {agreement.found} of its {agreement.total} quotes "
            "occur there",
            path=gold.path,
            place="line 1",
            remedy=remedy,
        )
    for annotation in standoff.annotations():
        try:
            annotation.check(source)
        except AnnotateError as error:
            line = gold.lines.get(annotation.id)
            error.path = str(gold.path)
            error.place = None if line is None else f"line {line}"
            raise


def matching(source: Source, golds: Iterable[GoldFile]) -> GoldFile | None:
    """Return the gold of exactly this text, by its hash, or None."""
    return next((gold for gold in golds if gold.standoff.sha256 == source.sha256), None)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many quotes of a gold file a text has.

    Attributes
    ----------
    total : int
        Annotations with a quote.
    placed : int
        Those whose quote is at their own ranges.
    found : int
        Those whose quote occurs anywhere, whatever is between its letters.
    """

    total: int
    placed: int
    found: int

    @property
    def other_extraction(self) -> bool:
        """Whether the text is likely another extraction of the text that the gold was made for.

        Two texts on one subject share names, but hardly four in five.

        Examples
        --------
        >>> Agreement(200, 3, 196).other_extraction, Agreement(200, 0, 60).other_extraction
        (True, False)
        """
        return self.total >= _FEWEST and self.found >= _SAME_TEXT * self.total


def quotes_agree(source: Source, gold: GoldFile) -> Agreement:
    """Count the quotes of gold that a text has, at their ranges and anywhere.

    Parameters
    ----------
    source : Source
        Any text, usually one with another hash than that of the gold.
    gold : GoldFile
        Rejected annotations do not count.
    """
    squeezed = letters_and_digits(source.text)
    quoted = [
        (one, one.text)
        for one in gold.standoff.annotations()
        if one.text and one.status != "rejected"
    ]
    occurs = {text: letters_and_digits(text) in squeezed for text in {text for _, text in quoted}}
    placed = sum(_is_placed(source, one, text) for one, text in quoted)
    return Agreement(len(quoted), placed, sum(occurs[text] for _, text in quoted))


def _is_placed(source: Source, annotation: Annotation, text: str) -> bool:
    return annotation.end <= len(source.text) and quote_matches(
        source.text, annotation.ranges, text
    )


def other_extraction(
    source: Source, golds: Iterable[GoldFile]
) -> tuple[GoldFile, Agreement] | None:
    """Return the gold whose text this most likely is another extraction of, or None."""
    found = [(gold, quotes_agree(source, gold)) for gold in golds]
    likely = [(gold, agreement) for gold, agreement in found if agreement.other_extraction]
    return max(likely, key=lambda one: one[1].found / one[1].total, default=None)
