"""Who annotated what: the annotators, their files, and the documents that they share."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from annotate.document.annotation import STATUSES
from annotate.document.discovery import standoff_files
from annotate.document.labels import LabelTable
from annotate.document.standoff import Standoff
from annotate.errors import StandoffError, UsageError
from annotate.evaluation.reading import read_checked

Step = Callable[[str, int, int], None]
"""Called with what is being done, and how many documents of how many are done."""


@dataclass(frozen=True)
class Annotator:
    """One annotator and the documents they annotated.

    Attributes
    ----------
    name : str
        As figures and tables show it.
    path : Path
        The file or folder as the user gave it.
    standoffs : dict of str to Standoff
        By the SHA-256 of the source text, which is what pairs documents.
    files : dict of str to Path
        The file of each, by the same key.
    """

    name: str
    path: Path
    standoffs: dict[str, Standoff]
    files: dict[str, Path]


@dataclass(frozen=True)
class SharedDocument:
    """A document that two annotators or more have.

    Attributes
    ----------
    id : str
        The document's id in the files of the first of them.
    sha256 : str
        Of its source text.
    standoffs : dict of str to Standoff
        By the names of the annotators that have it, in the order the annotators were given.
    """

    id: str
    sha256: str
    standoffs: dict[str, Standoff]


def read_annotators(
    paths: Sequence[Path], labels: LabelTable, names: Sequence[str] = ()
) -> list[Annotator]:
    """Read what each annotator made.

    Parameters
    ----------
    paths : sequence of Path
        For each annotator a standoff file, a folder of them, or the folder that a run wrote.
    labels : LabelTable
        The labels of the configuration.
    names : sequence of str
        A name for each, in the same order. By default the name of the folder, or of the file
        without its ending; with the name of the folder above it where two would be alike.

    Raises
    ------
    UsageError
        If there are fewer than two, names are missing or alike, or a path holds no annotations.
    StandoffError
        If a file is malformed, has an annotation twice or one outside the text, or a folder has
        two files for one text.
    """
    if len(paths) < 2:
        raise UsageError(
            "agreement needs two annotators or more", remedy="give two files or two folders"
        )
    if names and len(names) != len(paths):
        raise UsageError(
            f"{len(names)} names were given for {len(paths)} annotators",
            remedy="give --name once for each annotator, in the same order, or not at all",
        )
    return [
        _read(name, path, labels)
        for name, path in zip(_distinct(list(names) or _names(paths)), paths, strict=True)
    ]


def _names(paths: Sequence[Path]) -> list[str]:
    names = [_name(path) for path in paths]
    if len(set(names)) == len(names):
        return names
    # The folder distinguishes alice/arenberg.jsonl from bob/arenberg.jsonl.
    return [f"{path.resolve().parent.name}/{name}" for path, name in zip(paths, names, strict=True)]


def _name(path: Path) -> str:
    # Resolved, so that "." and ".." have names too; a link keeps the name it was given.
    named = path if path.name not in {"", ".."} else path.resolve()
    return named.name.removesuffix(".jsonl")


def _distinct(names: list[str]) -> list[str]:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise UsageError(
            f"two annotators are called {twice[0]}",
            remedy="give each a name: --name alice --name bob, in the order of the folders",
        )
    if not all(name.strip() for name in names):
        raise UsageError("a name is empty", remedy="give --name with a name each time")
    return names


def _read(name: str, path: Path, labels: LabelTable) -> Annotator:
    if not path.exists():
        raise UsageError("is not there", path=path, remedy="check the name of the file or folder")
    files = standoff_files(path)
    standoffs = read_checked(path, labels)
    for file, standoff in zip(files, standoffs, strict=True):
        _check_statuses(standoff, file)
    return Annotator(
        name,
        path,
        {standoff.sha256: standoff for standoff in standoffs},
        {standoff.sha256: file for file, standoff in zip(files, standoffs, strict=True)},
    )


def _check_statuses(standoff: Standoff, file: Path) -> None:
    for annotation in standoff.annotations():
        if annotation.status not in STATUSES:
            raise StandoffError(
                f"unknown status {annotation.status!r}",
                path=file,
                place=line_of(file, annotation.id),
                remedy="restore the file, or correct that line",
            )


def line_of(file: Path, identity: str) -> str:
    """Return the line of an annotation in a standoff file, as ``line 12``; of two with one id, the
    line of the second.
    """
    lines = file.read_text("utf-8").splitlines()
    numbers = [at for at, row in enumerate(lines, 1) if json.loads(row).get("id") == identity]
    return f"line {numbers[-1]}"


def shared_documents(annotators: Sequence[Annotator]) -> list[SharedDocument]:
    """Return the documents that two annotators or more have, by id.

    Raises
    ------
    UsageError
        If there is none; the message says whether documents of the same name are of other texts.
    """
    found = []
    for sha256 in _in_order(key for one in annotators for key in one.standoffs):
        standoffs = {
            one.name: one.standoffs[sha256] for one in annotators if sha256 in one.standoffs
        }
        if len(standoffs) > 1:
            found.append((next(iter(standoffs.values())).document, sha256, standoffs))
    if not found:
        raise _nothing_shared(annotators)
    used = Counter(identity for identity, _, _ in found)
    return sorted(
        (
            # Two texts with one name stay two documents.
            SharedDocument(
                identity if used[identity] == 1 else f"{identity} ({sha256[:6]})", sha256, standoffs
            )
            for identity, sha256, standoffs in found
        ),
        key=lambda document: (document.id, document.sha256),
    )


def _in_order(keys: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(keys))


def _nothing_shared(annotators: Sequence[Annotator]) -> UsageError:
    texts: dict[str, dict[str, str]] = {}
    for one in annotators:
        for standoff in one.standoffs.values():
            texts.setdefault(standoff.document, {})[one.name] = standoff.sha256
    for document, hashes in sorted(texts.items()):
        if len(hashes) > 1:
            texts_held = " and ".join(f"{name} has {sha[:12]}…" for name, sha in hashes.items())
            return UsageError(
                f"no document is shared: {document} is there more than once, but of different "
                f"texts ({texts_held})",
                remedy="annotate the same source text, or carry one reading over to the other text",
            )
    held = "; ".join(
        f"{one.name}: {', '.join(sorted(s.document for s in one.standoffs.values())[:5])}"
        for one in annotators
    )
    return UsageError(
        f"no document is shared ({held})", remedy="give annotations of the same documents"
    )


def same_bytes(annotators: Sequence[Annotator], document: SharedDocument) -> list[list[str]]:
    """Return the groups of annotators whose files of a document are byte for byte the same."""
    groups: dict[bytes, list[str]] = {}
    for one in annotators:
        if one.name in document.standoffs:
            groups.setdefault(one.files[document.sha256].read_bytes(), []).append(one.name)
    return [names for names in groups.values() if len(names) > 1]


def groups(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the pairs of annotators, and all of them where there are more than two.

    Examples
    --------
    >>> groups(["a", "b", "c"])
    [('a', 'b'), ('a', 'c'), ('b', 'c'), ('a', 'b', 'c')]
    """
    pairs: list[tuple[str, ...]] = list(combinations(names, 2))
    return [*pairs, tuple(names)] if len(names) > 2 else pairs
