"""Writing gold, which is checked before: what `annotate gold check` would refuse is not written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from annotate.document.labels import LabelTable
from annotate.document.standoff import Standoff, dumps, loads
from annotate.errors import StandoffError
from annotate.files import write_text
from annotate.gold.adjudication_record import Key, Ruling, key_of
from annotate.gold.files import check_against, read_gold
from annotate.gold.sources import find_source

_LINE = re.compile(r"\bline (\d+)")
_OF_LINE = re.compile(r" of line \d+")

Made = Sequence[tuple[Path, Standoff]]
"""Gold, and the file that each is to be written to."""


def write_gold(made: Made, labels: LabelTable, rulings: Iterable[Ruling] = ()) -> None:
    """Write the gold of some documents, all of it or none.

    It is checked by every rule of gold before, and against the texts that can be found.

    Parameters
    ----------
    made : sequence of (Path, Standoff)
        The gold of all documents, and the files it goes into.
    labels : LabelTable
        The labels of the configuration.
    rulings : iterable of Ruling
        The rows that made it, so that a fault can be reported with the line of its row.

    Raises
    ------
    StandoffError
        If a rule is broken, or another file of the folder has gold of one of the texts; path and
        place are those of the row that made what is wrong, else of the file that would be written
        and of the annotation.
    QuoteError
        If a quote does not match its ranges.
    """
    _check_neighbours(made)
    _check(made, labels, {(one.document, one.key): one for one in rulings})
    for target, standoff in made:
        write_text(target, dumps(standoff))


def with_other_layers(gold: Standoff, path: Path) -> Standoff:
    """Return gold with the further layers of an earlier gold file of the same text.

    Raises
    ------
    StandoffError
        If the file is malformed or belongs to another text.
    """
    if not path.exists():
        return gold
    earlier = loads(path.read_text("utf-8"), path)
    if earlier.sha256 != gold.sha256:
        raise StandoffError(
            "is the gold of another extraction of the text",
            path=path,
            remedy="move it away, or carry it over with `annotate gold carry`",
        )
    own = {layer.name for layer in gold.layers}
    others = tuple(layer for layer in earlier.layers if layer.name not in own)
    return replace(gold, layers=(*gold.layers, *others))


def _check(made: Made, labels: LabelTable, decided: Mapping[tuple[str, Key], Ruling]) -> None:
    """Check gold as the files that it would be."""
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
            raise _translated(error, trials, decided) from error


def _check_neighbours(made: Made) -> None:
    """Refuse gold of a text or a document that another file of its folder has already."""
    targets = {target for target, _ in made}
    for folder in {target.parent for target in targets}:
        for file in sorted(set(folder.glob("[!.]*.jsonl")) - targets):
            try:
                other = loads(file.read_text("utf-8"), file)
            except (OSError, UnicodeDecodeError, StandoffError):
                continue  # a faulty file is no reason to refuse sound gold of other documents
            for target, standoff in made:
                if standoff.sha256 == other.sha256 or standoff.document == other.document:
                    raise StandoffError(
                        f"has gold of the text or the document that {target} would be the gold of",
                        path=file,
                        remedy="keep one of the two: move this file away, or write elsewhere",
                    )


def _translated(
    error: StandoffError,
    trials: Mapping[Path, tuple[Path, Standoff]],
    decided: Mapping[tuple[str, Key], Ruling],
) -> StandoffError:
    """Return the error with the files and lines that a person knows, not those of the trial."""
    what = _OF_LINE.sub("", error.what)
    for trial, (target, _) in trials.items():
        what = what.replace(str(trial), str(target))
    target, standoff = trials[Path(error.path or "")]
    every = standoff.annotations()
    numbers = [int(number) for number in _LINE.findall(f"{error.place} {error.what}")]
    concerned = [every[number - 2] for number in numbers if 2 <= number < len(every) + 2]
    what = f"this would be no sound gold: {what}"
    for one in concerned:
        row = decided.get((standoff.document, key_of(one)))
        if row is not None:
            refusal = row.refusal(what)
            return type(error)(
                refusal.what, path=row.path, place=refusal.place, remedy=error.remedy
            )
    place = None
    if concerned:
        place = f"{concerned[0].label} at {concerned[0].start}-{concerned[0].end}"
    return type(error)(what, path=target, place=place, remedy=error.remedy)
