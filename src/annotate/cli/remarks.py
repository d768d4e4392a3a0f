"""What a command says of a document that it read in spite of a fault."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotate.document.source import Remark


def print_remarks(shown: str, remarks: Iterable[Remark]) -> None:
    """Print remarks about a file on standard error, a line each.

    Parameters
    ----------
    shown : str
        The file's name.
    remarks : iterable of Remark
        About it.
    """
    for remark in remarks:
        print(f"annotate: {shown}: {remark}", file=sys.stderr)
