"""The files that the documents of a run were read from, and those that are others now."""

from __future__ import annotations

from pathlib import Path

from annotate.document.edits_file import file_hash_in
from annotate.document.run_folder import RunFolder
from annotate.document.standoff import loads
from annotate.errors import AnnotateError
from annotate.files import hash_of_file


def source_path(run: RunFolder, given: Path, noted: str = "") -> Path | None:
    """Return the file of a path as a run was given it: from where the command ran then, which the
    run notes by its own place; None if it is not there any more.

    Where this command runs, and where the run notes nothing, only a file with the bytes `noted`
    counts: one of the same name may be another text.
    """
    ran_in = run.facts().get("ran_in")
    there = run.folder / str(ran_in) / given
    if ran_in is not None and there.is_file():
        return there
    return given if given.is_file() and noted in ("", hash_of_file(given)) else None


def changed_sources(run: RunFolder) -> list[tuple[str, Path]]:
    """Return the documents whose files have other bytes than those that were annotated, with the
    files; what is not there any more, or was not noted, is left out.
    """
    found = []
    for identity in run.documents():
        noted = file_hash_in(run.edits(identity))
        annotations = run.annotations(identity)
        try:
            first = annotations.read_text("utf-8").split("\n", 1)[0] if noted else ""
            given = Path(loads(first, annotations).source) if first else None
            file = source_path(run, given, noted) if given else None
        except (OSError, UnicodeDecodeError, AnnotateError):
            continue  # whatever reads the document says so
        if file is not None and hash_of_file(file) not in ("", noted):
            found.append((identity, file))
    return found
