"""What a maker of PDFs is: a writer of its own notation, and the program that sets it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from typesetting.inserts import with_inserts
from typesetting.layouts import Layout
from typesetting.truth import Truth, truth_of

_LIMIT = 300
"""Seconds that a program may take for one call."""


@dataclass(frozen=True)
class Sheet:
    """A text in a layout, for any maker.

    Attributes
    ----------
    source : str
        In the corpus' vocabulary, with what the layout puts in.
    truth : Truth
        What the source says.
    layout : Layout
        How it is to be set.
    """

    source: str
    truth: Truth
    layout: Layout

    @classmethod
    def of(cls, source: str, layout: Layout) -> Sheet:
        """Put a layout's inserts into a source."""
        full = with_inserts(source.replace("ᵉ", "e"), layout)
        return cls(full, truth_of(full), layout)


@dataclass(frozen=True)
class Maker:
    """A maker of PDFs.

    Attributes
    ----------
    name : str
        As tables and ``--makers`` show it.
    programs : tuple of str
        What must be installed.
    suffix : str
        Of the files that the writer writes.
    write : callable
        A sheet in the maker's notation.
    make : callable
        Sets files of a folder: each ``x.suffix`` gives ``x.pdf`` beside it.
    """

    name: str
    programs: tuple[str, ...]
    suffix: str
    write: Callable[[Sheet], str | bytes]
    make: Callable[[Path, Sequence[Path]], None]

    def missing(self) -> list[str]:
        """Return the programs that are not installed."""
        return [program for program in self.programs if shutil.which(program) is None]

    def set(self, sheets: Sequence[Sheet]) -> list[bytes]:
        """Set sheets; the PDFs as bytes."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            paths = [folder / f"s{sheet.layout.seed}.{self.suffix}" for sheet in sheets]
            for path, sheet in zip(paths, sheets, strict=True):
                content = self.write(sheet)
                path.write_bytes(content.encode() if isinstance(content, str) else content)
            self.make(folder, paths)
            return [path.with_suffix(".pdf").read_bytes() for path in paths]


def call(
    folder: Path, *command: str, given: bytes | None = None, codes: tuple[int, ...] = (0,)
) -> bytes:
    """Run a program in a folder; what it writes to its standard output.

    Raises
    ------
    RuntimeError
        If it ends with a code that is not among `codes`; with the end of what it said.
    """
    done = subprocess.run(
        command, cwd=folder, input=given, capture_output=True, timeout=_LIMIT, check=False
    )
    if done.returncode not in codes:
        said = (done.stdout + done.stderr).decode("utf-8", "replace")
        raise RuntimeError(f"{' '.join(command)[:120]}: {said[-1500:]}")
    return done.stdout
