"""Many standoff files at once: a run's output, a folder of gold, one file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from annotate.document.standoff import Standoff, loads
from annotate.errors import StandoffError, UsageError

ANNOTATIONS = "annotations"


def standoff_files(path: Path) -> list[Path]:
    """Return the standoff files that a user means by a path.

    Parameters
    ----------
    path : Path
        A file; a folder of ``.jsonl`` files; the folder that a run wrote, with ``annotations/``.

    Raises
    ------
    UsageError
        If there is none.
    """
    if path.is_file():
        return [path]
    folder = path / ANNOTATIONS if (path / ANNOTATIONS).is_dir() else path
    files = sorted(folder.glob("[!.]*.jsonl"))
    if not files:
        raise UsageError(
            "there are no annotations here",
            path=path,
            remedy="give a .jsonl file, a folder of them, or the folder that `annotate run` wrote",
        )
    return files


def read_all(path: Path) -> list[Standoff]:
    """Read every standoff file below a path, without their sources.

    Ranges and quotes are not checked against the texts, which need not be there.

    Returns
    -------
    list of Standoff
        In the order of their file names.

    Raises
    ------
    StandoffError
        If a file is malformed, or two files belong to one text.
    UsageError
        If there is none.
    """
    read = [(file, _read(file)) for file in standoff_files(path)]
    _check_distinct(read)
    return [standoff for _, standoff in read]


def _read(file: Path) -> Standoff:
    try:
        return loads(file.read_text("utf-8"), file)
    except (OSError, UnicodeDecodeError) as error:
        raise StandoffError(
            f"cannot be read ({error})", path=file, remedy="restore the file"
        ) from error


def _check_distinct(read: Sequence[tuple[Path, Standoff]]) -> None:
    owners: dict[str, Path] = {}
    for file, standoff in read:
        if standoff.sha256 in owners:
            raise StandoffError(
                f"belongs to the same text as {owners[standoff.sha256]}",
                path=file,
                place="line 1",
                remedy="keep one of the two files",
            )
        owners[standoff.sha256] = file
