"""What the commands of ``annotate review`` share: options, and how failures are told."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.configuration import LABELS_OPTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotate.document.run_folder import RunFolder
    from annotate.errors import AnnotateError
    from annotate.gold.contradictions import Contradiction

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        help="The folder of the server: environment, data, accounts. Default: "
        "$ANNOTATE_REVIEW_HOME, else annotate/doccano where the system keeps users' data.",
    ),
]
UrlOption = Annotated[
    str | None,
    typer.Option(
        "--url",
        help="A doccano that runs elsewhere. Its user and password are read from "
        "ANNOTATE_DOCCANO_USER and ANNOTATE_DOCCANO_PASSWORD, or from the keyring.",
    ),
]
RunArgument = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder that `annotate run` wrote.")
]
ConfigOption = Annotated[Path | None, LABELS_OPTION]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print errors only: no progress, no summary.")
]


def sign_in(url: str, people: Sequence[str]) -> str:
    """Return where people sign in: an address of a project leads those who are not signed in to
    doccano's English page.
    """
    who = f"sign in as {' or '.join(people)}" if people else "sign in"
    return f"{who} at {url}/fr/auth (in French; the menu FR changes the language)"


def report_failed(failed: list[AnnotateError]) -> None:
    """Name what failed, and exit with 1 if anything did."""
    for error in dict.fromkeys(map(str, failed)):
        print(f"annotate: {error}", file=sys.stderr)
    if failed:
        raise typer.Exit(1)


def report_contradictions(run: Path, found: Sequence[Contradiction], again: str) -> None:
    """Name contradictions, and say where to choose; nothing is printed where there are none.

    Parameters
    ----------
    run : Path
        The folder of the run, which holds the list.
    found : sequence of Contradiction
        What contradicts.
    again : str
        The command to repeat when the cells are filled.
    """
    from annotate.review.sheet.contradiction_list import CONTRADICTIONS

    for one in found:
        print(f"annotate: contradiction: {one}", file=sys.stderr)
    if found:
        print(
            f"annotate: nothing was written. Choose in {run / 'review' / CONTRADICTIONS} (column "
            f"décision), then repeat `{again}`",
            file=sys.stderr,
        )


def report_changed_sources(run: RunFolder) -> None:
    """Name the files that are others now than those that were annotated."""
    from annotate.review.sources import changed_sources

    for identity, file in changed_sources(run):
        print(
            f"annotate: {identity}: {file} is another file than the one that was annotated; what "
            "is reviewed here is the earlier text. To mend it: run `annotate run` on it again, "
            "which carries the decisions over",
            file=sys.stderr,
        )
