"""What a run asks of whoever keeps the decisions of reviewers.

A run replaces the files of an earlier one and must not lose what people decided on them. How
decisions are stored, merged and copied away is not its business: it calls these steps, and the
command line passes in the object that knows, :class:`annotate.review.keep.ReviewDecisions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from annotate.document.annotation import Layer
from annotate.document.mended import Mended
from annotate.document.standoff import Standoff

Row = tuple[str | int | None, ...]
"""One row of the table of conflicts."""


class Kept(Protocol):
    """Fresh annotations of a document with the decisions of earlier reviews in them."""

    @property
    def standoff(self) -> Standoff:
        """What is to be written."""
        ...

    @property
    def decisions(self) -> int:
        """How many of its annotations are decisions."""
        ...

    @property
    def conflicts(self) -> tuple[Row, ...]:
        """Where decisions and predictions disagree."""
        ...

    def make_way(self) -> None:
        """Copy the old files away where they cannot stay; called before they are replaced."""
        ...


class Decisions(Protocol):
    """The decisions of reviewers in an output folder, and those that hold everywhere."""

    @property
    def tables(self) -> Sequence[Path]:
        """Files outside the configuration that count in its digest: they change the result."""
        ...

    def apply(self, layers: Sequence[Layer], mended: Mended) -> tuple[Layer, ...]:
        """Apply the decisions that hold everywhere to the fresh layers of a document."""
        ...

    def read(self, identity: str) -> Standoff | None:
        """Return the decisions on an earlier run of a document; None when there are none to keep.

        Raises
        ------
        StandoffError
            If its annotations cannot be read: nobody knows what they hold.
        """
        ...

    def keep(self, decided: Standoff | None, fresh: Standoff, mended: Mended) -> Kept:
        """Merge what :meth:`read` returned with the fresh annotations of the document.

        Raises
        ------
        StandoffError
            If what reviewers wrote is malformed, or was written on a text that is gone.
        """
        ...

    def keep_files(self, identities: Sequence[str]) -> list[str]:
        """Return those documents of an earlier run whose files must stay, although no input has
        them any more.
        """
        ...

    def finish(self, conflicts: Iterable[Row], *, wanted: bool) -> int:
        """Write the table of conflicts, remove copies that a killed run left unfinished, and return
        how many conflicts there are. Without decisions (not `wanted`) and rows there is no table.
        """
        ...
