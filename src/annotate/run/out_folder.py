"""The output folder: whose it is, what lies in it, and what an earlier run left there."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from annotate import files
from annotate.document.run_folder import STATE, RunFolder
from annotate.errors import OutputError
from annotate.text.reading.pdf_pictures import remove_pictures

PROGRAM = "annotate"

Output = RunFolder
"""Where a run writes."""


def open_output(folder: Path, *, force: bool) -> Output:
    """Check that a run may write into a folder.

    Parameters
    ----------
    folder : Path
        It need not exist. An earlier run of the program is replaced, but for what reviewers
        decided on it, and other files next to it stay; a folder with other things only is refused.
    force : bool
        Write whatever lies there; files with other names stay.

    Raises
    ------
    OutputError
        If it is no folder, or holds other things.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise OutputError(
                "is a file, not a folder", path=folder, remedy="give another folder with --out"
            )
        ours = (files.LOCK, STATE)
        fresh = not folder.exists() or all(file.name in ours for file in folder.iterdir())
    except OSError as error:
        raise OutputError(
            f"cannot be used ({error.strerror or error})",
            path=folder,
            remedy="give another folder with --out",
        ) from error
    if force or fresh:
        return Output(folder)
    if not is_run(Output(folder)):
        raise OutputError(
            "holds files that annotate did not make",
            path=folder,
            remedy="give another folder with --out, or write into this one with --force",
        )
    return Output(folder)


def is_run(output: Output) -> bool:
    """Return whether a folder holds a run of this program."""
    return output.facts().get("program") == PROGRAM


def locked(output: Output) -> AbstractContextManager[None]:
    """Keep a second run out of the folder while a block runs, as :func:`annotate.files.locked`."""
    return files.locked(output.folder, "another run is writing into this folder")


def earlier_documents(output: Output) -> list[str]:
    """Return the ids of the documents that an earlier run left in the folder."""
    facts = output.facts()
    documents = [row.get("id") for row in facts.get("documents", []) if isinstance(row, dict)]
    return sorted({str(name) for name in [*documents, *facts.get("earlier", [])] if name})


def remove_leftovers(output: Output, documents: Iterable[str]) -> None:
    """Remove what an earlier run wrote of some documents, and temporary files of a run that was
    killed. Nothing that the program did not write is touched.
    """
    for identity in documents:
        for file in output.of(identity):
            file.unlink(missing_ok=True)
        remove_pictures(output.pictures(identity))
    for folder in (output.folder, output.folder / "text", output.folder / "annotations"):
        files.remove_temporary(folder)
    for file in (output.folder / STATE).rglob(f"{files.TEMPORARY}*"):
        file.unlink()
