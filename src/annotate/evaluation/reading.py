"""Reading predictions for scoring: what would make a figure lie is refused, by line.

Gold has more rules than these, and a reader of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotate.document.annotation import LAYERS
from annotate.document.discovery import read_all, standoff_files
from annotate.document.labels import LabelTable
from annotate.document.standoff import Standoff
from annotate.errors import StandoffError


def read_checked(path: Path, labels: LabelTable) -> list[Standoff]:
    """Read every standoff file below a path, and check each line without the source text.

    Parameters
    ----------
    path : Path
        A file, a folder of ``.jsonl`` files, or the folder of a run.
    labels : LabelTable
        The labels of the configuration, with the layers they belong to.

    Returns
    -------
    list of Standoff
        In the order of their file names.

    Raises
    ------
    StandoffError
        Naming file and line: a table in place of JSON lines, a malformed line, a range that
        crosses the text's end, a label that the table lacks, annotations that are unsorted or there
        twice, two files for one text.
    UsageError
        If there is no file.
    """
    for file in standoff_files(path):
        _check_kind(file)
    standoffs = read_all(path)
    for file, standoff in zip(standoff_files(path), standoffs, strict=True):
        _check_lines(file, standoff, labels)
    return standoffs


def _check_kind(file: Path) -> None:
    with file.open("rb") as opened:
        head = opened.read(64)
    if not head.lstrip().startswith(b"{"):
        raise StandoffError(
            "is no standoff: it does not begin with a JSON object, as a table that a spreadsheet "
            "saved does not",
            path=file,
            place="line 1",
            remedy="give the .jsonl file; a table of mentions cannot be scored",
        )


def _check_lines(file: Path, standoff: Standoff, labels: LabelTable) -> None:
    before: tuple[Any, ...] = ()
    ids: dict[str, int] = {}
    spans: dict[tuple[Any, ...], int] = {}
    for number, line in enumerate(
        file.read_text("utf-8").removesuffix("\n").split("\n")[1:], start=2
    ):
        row = json.loads(line)
        _check_ranges(file, number, row, standoff.characters)
        layer = labels[row["label"]].layer if row["label"] in labels else None
        if layer != row["layer"]:
            known = ", ".join(labels.of(row["layer"]))
            raise _refused(
                f"the label {row['label']!r} is none of the {row['layer']} layer ({known})",
                file,
                number,
                "correct the label" if layer else f"correct the label, or {labels.remedy}",
            )
        span = (row["layer"], row["label"], tuple(map(tuple, row["ranges"])))
        twice = ids.get(row["id"], spans.get(span))
        if twice is not None:
            raise _refused(f"is there twice, first in line {twice}", file, number, "remove one")
        ids[row["id"]] = spans[span] = number
        place = _place(row)
        if place < before:
            raise _refused(
                "stands behind one that it comes before", file, number, "sort by position"
            )
        before = place


def _check_ranges(file: Path, number: int, row: Mapping[str, Any], characters: int) -> None:
    for start, end in row["ranges"]:
        if not 0 <= start < end <= characters:
            raise _refused(
                f"the range {start}-{end} does not lie in a text of {characters} characters",
                file,
                number,
                "use the annotations with the text they were made for",
            )


def _place(row: Mapping[str, Any]) -> tuple[Any, ...]:
    start = min(low for low, _ in row["ranges"])
    end = max(high for _, high in row["ranges"])
    return start, -end, LAYERS.index(row["layer"])


def _refused(what: str, file: Path, number: int, remedy: str) -> StandoffError:
    return StandoffError(what, path=file, place=f"line {number}", remedy=remedy)
