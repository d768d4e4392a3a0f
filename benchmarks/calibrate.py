"""How often candidates are right, and how far their confidence is from that.

`python benchmarks/calibrate.py --help`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from annotate.cli.configuration import chosen
from annotate.cli.progress import Progress
from annotate.document.annotation import ACRONYMS, ENTITIES
from annotate.document.labels import labels_of
from annotate.errors import OutputError, UsageError
from annotate.files import write_text
from annotate.pipes.assembly import assemble
from annotate.pipes.confidence import ALONE, NESTED, kind_of, supports
from annotate.pipes.lexicon_schemas import CONFIDENCE
from command_line import run_script
from external_sets import ACRO
from rerun import Prepared, Rerun
from trials import Trial, read_own_trial, read_trial

HEAD = "# How often candidates were right, counted by benchmarks/calibrate.py on texts with gold.\n"

Row = dict[str, str]
_BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """One candidate and whether gold has it, with these ends and this label."""

    label: str
    source: str
    support: str
    score: float
    right: bool


def judged(trial: Trial, rerun: Rerun) -> Iterator[Judged]:
    """Yield every name, inside a longer one or not, and every use of an acronym, with its
    judgement.
    """
    for item, prepared in zip(trial.items, trial.prepared, strict=True):
        gold = {(span.start, span.end, span.label, False) for span in item.spans}
        gold |= {(span.start, span.end, span.label, True) for span in item.nested}
        yield from _judged(prepared, rerun, gold)


def _judged(
    prepared: Prepared, rerun: Rerun, gold: set[tuple[int, int, str, bool]]
) -> Iterator[Judged]:
    groups = rerun.groups(prepared)
    layer = groups.get(ENTITIES, [])
    uses = groups.get(ACRONYMS, [])
    sources = {name: found for name, found in groups.items() if name != ENTITIES}
    supported = [*supports(layer, sources), *([ALONE] * len(uses))]
    for candidate, support in zip([*layer, *uses], supported, strict=True):
        ranges = prepared.mended.offsets.to_source(candidate.start, candidate.end)
        if not ranges:
            continue
        label = ACRO if candidate.label == "ACRONYM" else candidate.label
        right = (ranges[0][0], ranges[-1][1], label, kind_of(support) == NESTED) in gold
        yield Judged(candidate.label, candidate.rule, support, candidate.score or 0.0, right)


def count(found: Iterable[Judged]) -> list[Row]:
    """Return the rows of ``confidence.tsv``, in order."""
    every: Counter[tuple[str, str, str]] = Counter()
    right: Counter[tuple[str, str, str]] = Counter()
    for one in found:
        cell = one.label, one.source, one.support
        every[cell] += 1
        right[cell] += one.right
    return [
        {
            "label": label,
            "source": source,
            "support": support,
            "right": str(right[label, source, support]),
            "all": str(number),
        }
        for (label, source, support), number in sorted(every.items())
    ]


@dataclass(frozen=True, slots=True)
class Bin:
    """Candidates of about the same confidence.

    Attributes
    ----------
    low, high : float
        The bin, half-open; the last one has both ends.
    number : int
        How many candidates fell into it.
    score : float
        Their mean confidence.
    right : float
        The share of them that was right.
    """

    low: float
    high: float
    number: int
    score: float
    right: float


def bins(found: Sequence[Judged]) -> list[Bin]:
    """Return a reliability table: in each bin, confidence and the share that was right.

    Examples
    --------
    >>> [(b.low, b.number, b.right) for b in bins([Judged("LOC", "rule:a", "alone", 0.85, True)])]
    [(0.8, 1, 1.0)]
    """
    table = []
    for low, high in pairwise(_BINS):
        some = [one for one in found if low <= one.score < high or (one.score == high == 1.0)]
        if some:
            score = sum(one.score for one in some) / len(some)
            right = sum(one.right for one in some) / len(some)
            table.append(Bin(low, high, len(some), score, right))
    return table


def calibration_error(table: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean distance of confidence and share right.

    Naeini, Cooper and Hauskrecht (2015, AAAI).

    Examples
    --------
    >>> round(calibration_error([Bin(0.8, 0.9, 10, 0.85, 0.8), Bin(0.9, 1.0, 10, 0.95, 1.0)]), 3)
    0.05
    """
    number = sum(one.number for one in table)
    return sum(one.number * abs(one.score - one.right) for one in table) / max(number, 1)


def calibrate(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="INPUT…", help="The texts that --gold is the gold of."),
    ] = None,
    gold: Annotated[
        Path | None, typer.Option("--gold", "-g", help="Gold: a folder of .jsonl files, or one.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="Another configuration folder.")
    ] = None,
    sets: Annotated[
        list[Path] | None,
        typer.Option(
            help="More texts with gold, lines of {id, text, spans}: names of the flat layer, and "
            "only the labels that occur."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write the counts here, as confidence.tsv is written."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace what --out names.")] = False,
) -> None:
    """Show how well confidence predicts what is right, and count it again.

    The table has a row for each band of confidence: how many annotations fell into it, their mean
    confidence, and the share that gold has with the same boundaries and label. Where the two are
    close, reviewers can trust the order. With --out the candidates are counted into a table that
    can replace configs/lexicons/confidence.tsv; it must then be judged on other texts.

    \b
    Examples:
      python benchmarks/calibrate.py corpus/ --gold corpus/gold/
      python benchmarks/calibrate.py mine/ --gold mine/gold/ --out confidence.tsv --force
      python benchmarks/calibrate.py corpus/ --gold corpus/gold/ --sets texts_dev.jsonl

    Exit code: 0 all went well, 1 a file is refused, 2 wrong usage.
    """
    if not sets and (gold is None or not inputs):
        raise UsageError(
            "there is nothing to count",
            remedy="give texts and --gold, or --sets; --help has examples",
        )
    if out is not None and out.exists() and not force:
        raise OutputError(
            "exists", path=out, remedy="give another file with --out, or replace it with --force"
        )
    found = _read_and_judge(inputs or [], gold, config, sets or [])
    _print(found)
    if out is not None:
        rows = ["\t".join(CONFIDENCE.required), *("\t".join(row.values()) for row in count(found))]
        write_text(out, HEAD + "\n".join(rows) + "\n")
        print(f"written: {out}")


def _read_and_judge(
    inputs: list[str], gold: Path | None, config: Path | None, sets: list[Path]
) -> list[Judged]:
    found: list[Judged] = []
    with Progress(enabled=sys.stderr.isatty()) as progress:
        progress("loading the pipeline", 0, 1)
        pipeline = chosen(config)
        rerun = Rerun(assemble(pipeline))
        if gold is not None and inputs:
            trial = read_own_trial(inputs, gold, rerun, labels_of(pipeline))
            found += judged(trial, rerun)
        for file in sets:
            progress(file.stem, 0, 1)
            trial = read_trial(file, rerun)
            labels = {span.label for item in trial.items for span in item.spans}
            some = (one for one in judged(trial, rerun) if kind_of(one.support) != NESTED)
            found += (one for one in some if one.label in labels)
    return found


def _print(found: list[Judged]) -> None:
    columns = Table(title="Confidence and what was right", title_justify="left")
    for column in ("confidence", "annotations", "mean confidence", "right"):
        columns.add_column(column, justify="right")
    table = bins(found)
    for one in table:
        band = f"{one.low:.2f}-{one.high:.2f}"
        columns.add_row(band, str(one.number), f"{one.score:.3f}", f"{one.right:.3f}")
    console = Console(highlight=False)
    console.print(columns)
    console.print(f"expected calibration error: {calibration_error(table):.3f}")


if __name__ == "__main__":
    run_script(calibrate)
