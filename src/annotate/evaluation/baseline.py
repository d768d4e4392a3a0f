"""The plain model beside the prediction: the same texts, the same gold, nothing but spaCy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.document.annotation import ENTITIES, Annotation, Layer, stable_id
from annotate.document.mended import Mended
from annotate.document.standoff import Standoff
from annotate.errors import AnnotateError, ModelError, StandoffError
from annotate.text.mending.mend import mend
from annotate.text.reading import read_source

if TYPE_CHECKING:
    from spacy.language import Language

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
            remedy="run this in the folder where `annotate run` was run, or leave out --baseline",
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

    The model reads the whole text at once, as one would use it; nothing is tidied.
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
