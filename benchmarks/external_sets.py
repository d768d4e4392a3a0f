"""Other people's gold, scored with the pipeline and with the plain model.

`python benchmarks/external_sets.py FOLDER`. A set is a file of JSON lines, offsets in code points,
half-open: ``{"id", "text", "spans": [{"start", "end", "label"}]}``. Labels that the pipeline knows
are scored: `PER`, `ORG`, `LOC`, `MISC` and `DATE` by the entity layer, `ACRO` by the uses of
acronyms, `LONG` by their expansions in the text. A file of sentences is one JSON object,
``{"id", "text", "sentences": [[start, end], …]}``. Each text goes the whole way, as a text file
would: mended, recognised, and back to its own offsets.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from annotate.cli.configuration import chosen
from annotate.cli.progress import Progress
from annotate.document.annotation import ACRONYMS, ENTITIES, STRUCTURE
from annotate.document.candidates import Candidate
from annotate.document.mended import Mended
from annotate.document.projection import layers_of
from annotate.document.source import Range, Source
from annotate.errors import StandoffError, UsageError
from annotate.evaluation.alignment import align
from annotate.evaluation.counts import Counts, Key, Scores, of_sets, total
from annotate.evaluation.evaluation import Evaluation, System
from annotate.evaluation.report import ordered, write_scores_csv, write_scores_json
from annotate.evaluation.scores import LEAST, PARTIAL, STRICT, TYPE, VIEWS, count
from annotate.evaluation.spans import Span, bare_span, span_of
from annotate.evaluation.tables import percent
from annotate.french.sentences import sentence_spans
from annotate.pipes.assembly import assemble
from annotate.pipes.recognition import recognise as found_in
from annotate.text.mending.mend import mend
from annotate.text.reading.plain import pages_of
from annotate.training.rows import read_lines
from baseline import MODEL, plain_model
from command_line import check_output, console, run_script

if TYPE_CHECKING:
    from spacy.language import Language

PIPELINE = "annotate"
FILES = ("sets.csv", "sets.json")
NAMES = ("PER", "ORG", "LOC")
NAMES_LABEL = "PER+ORG+LOC"
TRIMMED, ABSOLUTE = "DATE trimmed", "DATE absolute"
ACRO, LONG = "ACRO", "LONG"
KNOWN = (*NAMES, "MISC", "DATE", ACRO, LONG)
"""Labels of such sets that the pipeline has something to say about."""
_PLAIN = (*NAMES, "MISC")
_ORDER = (*NAMES, NAMES_LABEL, "DATE", TRIMMED, ABSOLUTE, "MISC")
"""Labels in the order that the table shows them."""

# What other conventions leave in a date and ours leaves out, or the other way round.
_LEADING = (
    "le la les en au aux du de des dès depuis à a pendant durant vers avant après ce cette cet ces "
    "dans entre fin début courant année années lundi mardi mercredi jeudi vendredi samedi dimanche"
).split()
_TRIMMING = re.compile(
    rf"(?:(?:(?:l|d|jusqu)['’]|(?:{'|'.join(_LEADING)})(?=\s))\s*)+", re.IGNORECASE
)

_YEAR = re.compile(r"(?<!\d)(?:1\d{3}|20\d\d)(?!\d)")

Recognise = Callable[[str], list[Span]]
"""From a text to the spans found in it, in its own code points."""


@dataclass(frozen=True, slots=True)
class Item:
    """One text of a set with its gold spans; names inside names, where the set has them, apart."""

    id: str
    text: str
    spans: tuple[Span, ...]
    nested: tuple[Span, ...] = ()


def score_sets(
    folder: Path,
    config: Path,
    model: str = MODEL,
    progress: Callable[[str, int, int], None] = lambda what, done, count: None,
) -> Evaluation:
    """Score the pipeline and the plain model on every set of a folder.

    Parameters
    ----------
    folder : Path
        Holds ``*.jsonl`` with spans and ``sents_*.json`` with sentences.
    config : Path
        The pipeline's ``pipeline.cfg``.
    model : str
        The model to compare it with.
    progress : callable
        Called with what is being done, how many sets are done, and of how many.

    Returns
    -------
    Evaluation
        Two systems; each set is a document.

    Raises
    ------
    UsageError
        If the folder holds no set.
    StandoffError
        If a set is malformed; the place is the line.
    """
    files, sentences = sorted(folder.glob("[!.]*.jsonl")), sorted(folder.glob("sents_*.json"))
    if not files and not sentences:
        raise UsageError(
            "there are no sets here",
            path=folder,
            remedy="give a folder with .jsonl files of {id, text, spans}",
        )
    ours: dict[str, Scores] = {}
    plains: dict[str, Scores] = {}
    count = len(files) + len(sentences)
    progress("loading the pipeline", 0, count)
    pipeline, plain = assemble(config), plain_model(model, sentences=bool(sentences))
    for file in files:
        progress(file.stem, len(ours), count)
        items = read_items(file)
        labels = {span.label for item in items for span in item.spans if span.label in KNOWN}
        ours[file.stem] = score_items(items, labels, lambda text: recognise(text, pipeline))
        with plain.select_pipes(disable=[n for n in plain.pipe_names if n in ("parser", "senter")]):
            found = score_items(
                items, labels & {*_PLAIN}, lambda text: recognise_plain(text, plain)
            )
        plains[file.stem] = found
    for file in sentences:
        progress(file.stem, len(ours), count)
        ours[file.stem] = score_sentences(file, sentence_spans)
        plains[file.stem] = score_sentences(file, lambda text: _plain_sentences(text, plain))
    return Evaluation((System(PIPELINE, ours), System(model, plains)), order=_ORDER)


def read_items(file: Path) -> list[Item]:
    """Read a set.

    Raises
    ------
    StandoffError
        If a line is not as described above; the place is the line.
    """
    return read_lines(file, _item)


def _item(row: Any, number: int) -> Item:
    spans = [
        bare_span(int(one["start"]), int(one["end"]), str(one["label"])) for one in row["spans"]
    ]
    for span in spans:
        if not 0 <= span.start < span.end <= len(row["text"]):
            raise ValueError(f"a span at {span.start}-{span.end}, outside the text")
    return Item(str(row.get("id", number)), row["text"], tuple(spans))


def recognise(text: str, nlp: Language) -> list[Span]:
    """Return what the whole pipeline finds in a text, in code points of that text.

    Nested names are left out. `ACRO` is the label of uses of acronyms, `LONG` that of expansions
    that occur in the text, each once.
    """
    if not text.strip():
        return []
    mended = mend(Source("text", "text.txt", text, pages_of(text)))
    found = found_in(mended.text, nlp)
    return found_spans(mended, found.get(ENTITIES, ()), found.get(ACRONYMS, ()))


def found_spans(
    mended: Mended, entities: Iterable[Candidate], acronyms: Iterable[Candidate]
) -> list[Span]:
    """Return candidates in a mended text as spans of its source."""
    named, uses, _ = layers_of(mended, entities, acronyms)
    found = [span_of(one) for one in named.annotations if not one.attributes.get("nested")]
    for one in uses.annotations:
        found.append(bare_span(one.start, one.end, ACRO))
        ranges = one.attributes.get("expansion_ranges")
        if ranges:
            found.append(bare_span(ranges[0][0], ranges[-1][1], LONG))
    return list(dict.fromkeys(found))


def recognise_plain(text: str, nlp: Language) -> list[Span]:
    """Return the names that a model finds in a text as it is."""
    return [bare_span(ent.start_char, ent.end_char, ent.label_) for ent in nlp(text).ents]


def score_items(items: Sequence[Item], labels: Iterable[str], run: Recognise) -> dict[Key, Counts]:
    """Score a recogniser on a set.

    Parameters
    ----------
    items : sequence of Item
        The set.
    labels : iterable of str
        What the set annotates; everything else that is found is ignored.
    run : callable
        From a text to spans.

    Returns
    -------
    dict of Key to Counts
        In the four views, by label. ``PER+ORG+LOC`` is the sum of the three, so that *partial*
        there wants the label too. ``DATE trimmed`` leaves out the leading determiners and
        prepositions of dates on both sides, for sets that have another convention; ``DATE
        absolute`` leaves out dates without a year, too.
    """
    wanted = sorted(set(labels))
    scores: list[Scores] = []
    for item in items:
        found = run(item.text)
        for label in wanted:
            mine = [span for span in item.spans if span.label == label]
            theirs = [span for span in found if span.label == label]
            scores.append(_views(label, mine, theirs))
            if label == "DATE":
                cut = [[trimmed(item.text, span) for span in side] for side in (mine, theirs)]
                scores.append(_views(TRIMMED, *cut))
                dated = [[span for span in side if _dated(item.text, span)] for side in cut]
                scores.append(_views(ABSOLUTE, *dated))
    summed = total(scores)
    if set(NAMES) <= set(wanted):
        for view in VIEWS:
            three = [{Key(ENTITIES, view, ""): summed[Key(ENTITIES, view, n)]} for n in NAMES]
            summed[Key(ENTITIES, view, NAMES_LABEL)] = total(three)[Key(ENTITIES, view, "")]
    return summed


def _views(label: str, gold: Sequence[Span], found: Sequence[Span]) -> dict[Key, Counts]:
    layer = ACRONYMS if label in (ACRO, LONG) else ENTITIES
    aligned = align(list(dict.fromkeys(gold)), list(dict.fromkeys(found)), least=LEAST)
    return {Key(layer, view, label): counts for view, counts in count(aligned).items()}


def _dated(text: str, span: Span) -> bool:
    return _YEAR.search(text, span.start, span.end) is not None


def trimmed(text: str, span: Span) -> Span:
    """Return a date without the determiners, prepositions and the like that it begins with.

    Examples
    --------
    >>> trimmed("depuis le 3 mai", bare_span(0, 15, "DATE")).ranges
    ((10, 15),)
    >>> trimmed("l'année 1990", bare_span(0, 12, "DATE")).start
    8
    >>> trimmed("en mai", bare_span(0, 2, "DATE")).start
    0
    """
    match = _TRIMMING.match(text, span.start, span.end)
    if match is None or match.end() >= span.end:
        return span
    return bare_span(match.end(), span.end, span.label)


def score_sentences(file: Path, cut: Callable[[str], Iterable[Range]]) -> dict[Key, Counts]:
    """Score where sentences end, for a file of sentences.

    Raises
    ------
    StandoffError
        If the file is not as described above.
    """
    gold: set[tuple[int, int]] = set()
    found: set[tuple[int, int]] = set()
    try:
        for number, (text, sentences) in enumerate(_sentence_rows(file)):
            gold.update((number, end) for _, end in sentences)
            found.update((number, end) for _, end in cut(text))
    except (ValueError, KeyError, TypeError) as error:
        raise StandoffError(
            f"no text with sentences ({type(error).__name__}: {error})",
            path=file,
            remedy='the file is {"id": …, "text": …, "sentences": [[start, end], …]}',
        ) from error
    return {Key(STRUCTURE, "boundary", "sentence"): of_sets(gold, found)}


def _sentence_rows(file: Path) -> Iterator[tuple[str, list[list[int]]]]:
    for line in file.read_text("utf-8").split("\n"):
        if line.strip():
            row = json.loads(line)
            yield row["text"], row["sentences"]


def _plain_sentences(text: str, nlp: Language) -> Iterator[Range]:
    for sentence in nlp(text).sents:
        held = sentence.text.rstrip()
        if held:
            yield sentence.start_char, sentence.start_char + len(held)


def sets_table(evaluation: Evaluation) -> Table:
    """Return the scores on other people's sets: F1 in per cent, ours and the model's."""
    main, other = evaluation.systems
    table = Table(
        title="Other people's gold, F1 in per cent", title_justify="left", title_style="bold"
    )
    for column in ("set", "label"):
        table.add_column(column, no_wrap=True)
    table.add_column("gold", justify="right", no_wrap=True)
    for view in (STRICT, PARTIAL, TYPE):
        for system in (main, other):
            table.add_column(f"{view}\n{system.name}", justify="right")
    for name, scores in main.documents.items():
        table.add_section()
        first = name
        for layer, label in dict.fromkeys(
            (key.layer, key.label) for key, _ in ordered(scores, evaluation.order)
        ):
            # Sentences have one view only: where they end.
            views = ("boundary",) if layer == STRUCTURE else (STRICT, PARTIAL, TYPE)
            keys = [Key(layer, view, label) for view in views]
            sides = (scores, other.documents.get(name, {}))
            cells = [
                percent(side[key].f1) if key in side else percent(None)
                for key in keys
                for side in sides
            ]
            table.add_row(first, label, str(scores[keys[0]].gold), *cells)
            first = ""
    return table


def external_sets(
    sets: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A folder of .jsonl and sents_*.json files.")
    ],
    model: Annotated[
        str, typer.Option("--model", help="The spaCy model to compare the pipeline with.")
    ] = MODEL,
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="Another configuration folder.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=f"A folder for {' and '.join(FILES)}.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", "-f", help="Replace scores that --out holds.")
    ] = False,
) -> None:
    """Score the pipeline and the plain model on other people's gold.

    \b
    Examples:
      python benchmarks/external_sets.py FOLDER
      python benchmarks/external_sets.py FOLDER --out build/sets

    Exit code: 0 all went well, 1 a set is malformed, 2 wrong usage.
    """
    if out is not None:
        check_output(out, FILES, force=force)
    with Progress(enabled=sys.stderr.isatty()) as progress:
        found = score_sets(sets, chosen(config), model, progress)
    console(140).print(sets_table(found))
    if out is not None:
        write_scores_csv(out / FILES[0], found)
        write_scores_json(out / FILES[1], found)
        print(f"written: {', '.join(str(out / name) for name in FILES)}")


if __name__ == "__main__":
    run_script(external_sets)
