"""The source texts of annotations, where they are available.

Scores need them for the contexts of mistakes and to recognise white space in structure, agreement
for the tokens that kappa and alpha count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from annotate.document.source import Source
from annotate.document.standoff import Standoff
from annotate.errors import AnnotateError, DocumentError
from annotate.evaluation.annotators import Annotator, SharedDocument, line_of
from annotate.text.reading import read_source


def texts_of_run(path: Path, standoffs: Iterable[Standoff]) -> dict[str, str]:
    """Return the source texts that a run wrote with its annotations.

    Parameters
    ----------
    path : Path
        The folder of a run, its ``annotations`` folder, or one file of it.
    standoffs : iterable of Standoff
        What was read from there.

    Returns
    -------
    dict of str to str
        From the SHA-256 of a text to the text. A text that is missing, or is another one, is left
        out: everything can be scored without.
    """
    found: dict[str, str] = {}
    for standoff in standoffs:
        for folder in (path, path.parent, path.parent.parent):
            text = _text(folder / "text" / f"{standoff.document}.txt", standoff.sha256)
            if text is not None:
                found[standoff.sha256] = text
                break
    return found


def _text(file: Path, sha256: str) -> str | None:
    try:
        # Bytes, because reading as text would change line ends, which offsets count.
        data = file.read_bytes()
    except OSError:
        return None
    return data.decode("utf-8") if hashlib.sha256(data).hexdigest() == sha256 else None


def find_text(
    document: SharedDocument, annotators: Sequence[Annotator], folders: Sequence[Path] = ()
) -> Source | str:
    """Return the source text of a document, or the reason why it is missing.

    It is looked for in `folders` (as ``ID.txt``, or under the file name that the header gives),
    then in the folder ``text`` of a run, then at the path in the header. Only a text with the right
    hash is taken.

    Parameters
    ----------
    document : SharedDocument
        Whose text.
    annotators : sequence of Annotator
        Where runs may have left it.
    folders : sequence of Path
        Where the user says that texts are.

    Returns
    -------
    Source or str
        The text with the hash that the annotations name; a reason is a clause.

    Raises
    ------
    StandoffError
        If the text is found and an annotation does not fit it; QuoteError if a quote does not.
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
            return source
        reason = f"{path} holds another text"
    return reason


def _places(
    document: SharedDocument, annotators: Sequence[Annotator], folders: Sequence[Path]
) -> Iterator[Path]:
    standoffs = document.standoffs.values()
    for folder in folders:
        yield from (folder / f"{standoff.document}.txt" for standoff in standoffs)
        yield from (folder / Path(standoff.source).name for standoff in standoffs)
    for one in annotators:
        if document.sha256 in one.files:
            # A run writes text/ next to annotations/.
            folder = one.files[document.sha256].parent.parent / "text"
            yield folder / f"{one.standoffs[document.sha256].document}.txt"
    yield from (Path(standoff.source) for standoff in standoffs)


def _check(document: SharedDocument, annotators: Sequence[Annotator], source: Source) -> None:
    """Check every quote: figures over annotations that do not fit the text are worthless."""
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
