"""Files that come in a zip archive: an export of doccano, a project of INCEpTION."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile, ZipFile, is_zipfile

from annotate.errors import UsageError

_ZIP = ".zip"
_DEEP = 4
"""Archives in archives that are opened."""
_ANNOTATION, _CURATION = "annotation", "curation"
_CURATOR, _NOBODY, _TYPES = "CURATION_USER", "INITIAL_CAS", "TypeSystem.xml"


@contextmanager
def unpacked(path: Path, by: str) -> Iterator[Path]:
    """Give the folder of the files that a path holds.

    Parameters
    ----------
    path : Path
        A zip archive, or a project of INCEpTION or WebAnno that was unpacked. Anything else is
        given as it is.
    by : str
        Who changed them: where a project has the work of several people, that of this one counts,
        else that of the curator.

    Yields
    ------
    Path
        A folder that is there until the block ends. Of a project it has a file a document, named
        after the document.

    Raises
    ------
    UsageError
        If the archive cannot be read, or a document has the work of several people and none of
        them is `by`.
    """
    archive = path.is_file() and is_zipfile(path)
    if not archive and not (path.is_dir() and _is_project(path)):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="annotate-") as place:
        folder = path
        if archive:
            folder = Path(place, "all")
            _extract(path, folder, _DEEP)
            folder = _inside(folder)
        if _is_project(folder):
            chosen = Path(place, "chosen")
            chosen.mkdir()
            _choose(folder, chosen, by, path)
            folder = chosen
        yield folder


def _extract(archive: Path, folder: Path, deep: int) -> None:
    """Unpack an archive; one inside of it into a folder of its name."""
    try:
        with ZipFile(archive) as held:
            held.extractall(folder)
    except (BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise UsageError(
            f"the archive cannot be read ({error})", path=archive, remedy="unpack it yourself"
        ) from error
    for one in sorted(folder.rglob(f"*{_ZIP}")) if deep else ():
        if one.is_file() and is_zipfile(one):
            inner = one.with_name(f"{one.name}.d")
            _extract(one, inner, deep - 1)
            one.unlink()
            inner.rename(one)


def _inside(folder: Path) -> Path:
    """Return the folder that an archive consists of, where it has one alone."""
    while True:
        held = [one for one in folder.iterdir() if one.name != "__MACOSX"]
        if len(held) != 1 or not held[0].is_dir() or _is_project(folder):
            return folder
        folder = held[0]


def _is_project(folder: Path) -> bool:
    """Return whether a folder is a project of INCEpTION or WebAnno."""
    parts = [one for one in (_ANNOTATION, _CURATION) if (folder / one).is_dir()]
    return bool(parts) and any(folder.glob("exportedproject*.json"))


def _choose(project: Path, chosen: Path, by: str, path: Path) -> None:
    """Take the work of one person on each document."""
    documents: dict[str, dict[str, Path]] = {}
    for part in (_ANNOTATION, _CURATION):
        for one in sorted(project.glob(f"{part}/*/*")):
            person = one.name.removesuffix(one.suffix)
            if person != _NOBODY:
                documents.setdefault(one.parent.name, {})[person] = one
    for name, people in documents.items():
        annotators = [one for one in people if one != _CURATOR]
        if by in people:
            person = by
        elif _CURATOR in people:
            person = _CURATOR
        elif len(annotators) == 1:
            (person,) = annotators
        else:
            raise UsageError(
                f"{name} has the work of {', '.join(annotators)}",
                path=path,
                remedy="name one of them with --by",
            )
        for file in _files(people[person], chosen.with_name("one")):
            file.rename(chosen / f"{name}{file.suffix}")


def _files(work: Path, place: Path) -> list[Path]:
    """Return copies of the files of one person's work on a document: a file, an archive, or what an
    archive was unpacked into.
    """
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    if work.is_file() and is_zipfile(work):
        _extract(work, place, 0)
    else:
        for one in work.iterdir() if work.is_dir() else [work]:
            (place / one.name).write_bytes(one.read_bytes())
    return [one for one in sorted(place.iterdir()) if one.is_file() and one.name != _TYPES]
