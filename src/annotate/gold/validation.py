"""Gold is proved before it is written: what `annotate gold check` would refuse is not made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from annotate.document.annotation import Annotation
from annotate.document.labels import LabelTable
from annotate.document.standoff import Standoff, dumps, loads
from annotate.errors import StandoffError
from annotate.gold.decision_table import Decision
from annotate.gold.files import check_against, read_gold
from annotate.gold.sources import find_source

_LINE = re.compile(r"\bline (\d+)")
_OF_LINE = re.compile(r" of line \d+")

Made = Sequence[tuple[Path, Standoff]]
"""Gold, and the file that each is to be written to."""


def prove(made: Made, decisions: Iterable[Decision], labels: LabelTable) -> None:
    """Check gold that is not written yet, by every rule of gold and against the texts found.

    Parameters
    ----------
    made : sequence of (Path, Standoff)
        The gold of all documents, and where it will be written.
    decisions : iterable of Decision
        What was decided: a fault in what a row made is told with that row's line.
    labels : LabelTable
        The labels of the configuration.

    Raises
    ------
    StandoffError
        If a rule is broken, or another file of the folder has gold of one of the texts; the path
        and place are those of a row that made what is wrong, else of the file that would be written
        and of the annotation.
    QuoteError
        If a quote does not match its ranges.
    """
    _check_beside(made)
    decided = {(one.document, one.key): one for one in decisions}
    with TemporaryDirectory() as folder:
        trials = {}
        for number, (target, standoff) in enumerate(made):
            # Two documents of one id would be one file, so trials have names of their own.
            trial = Path(folder) / f"{number:06}.jsonl"
            trial.write_bytes(dumps(standoff).encode("utf-8"))
            trials[trial] = (target, standoff)
        try:
            for gold in read_gold(Path(folder), labels):
                target, _ = trials[gold.path]
                source = find_source(replace(gold, path=target))
                if source is not None:
                    check_against(gold, source)
        except StandoffError as error:
            raise _told(error, trials, decided) from error


def _check_beside(made: Made) -> None:
    """Refuse gold of a text, or of a document's id, that another file of its folder has already."""
    targets = {target for target, _ in made}
    for folder in {target.parent for target in targets}:
        for file in sorted(set(folder.glob("[!.]*.jsonl")) - targets):
            try:
                other = loads(file.read_text("utf-8"), file)
            except (OSError, UnicodeDecodeError, StandoffError):
                continue  # a faulty file is no reason against sound ones of other documents
            for target, standoff in made:
                if standoff.sha256 == other.sha256 or standoff.document == other.document:
                    raise StandoffError(
                        f"has gold of the text or the document that {target} would be the gold of",
                        path=file,
                        remedy="keep one of the two: move this file away, or write elsewhere",
                    )


def _told(
    error: StandoffError,
    trials: Mapping[Path, tuple[Path, Standoff]],
    decided: Mapping[tuple[str, tuple[str, int, int, str]], Decision],
) -> StandoffError:
    """Return the error with the places that a person knows in place of those of the trial."""
    what = _OF_LINE.sub("", error.what)
    for trial, (target, _) in trials.items():
        what = what.replace(str(trial), str(target))
    target, standoff = trials[Path(error.path or "")]
    every = standoff.annotations()
    numbers = [int(number) for number in _LINE.findall(f"{error.place} {error.what}")]
    concerned = [every[number - 2] for number in numbers if 2 <= number < len(every) + 2]
    what = f"this would be no sound gold: {what}"
    for one in concerned:
        row = decided.get((standoff.document, (one.layer, one.start, one.end, one.label)))
        if row is not None:
            told = row.refusal(what)
            return type(error)(told.what, path=row.path, place=told.place, remedy=error.remedy)
    place = _place(concerned[0]) if concerned else None
    return type(error)(what, path=target, place=place, remedy=error.remedy)


def _place(one: Annotation) -> str:
    return f"{one.label} at {one.start}-{one.end}"
