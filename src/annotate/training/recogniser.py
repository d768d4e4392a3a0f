"""A recogniser by itself: ready to be trained, ready to read, scored without the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.evaluation.counts import Counts, Key, of_sets, total
from annotate.french import language
from annotate.pipes.ner.origin import Origin, find_origin, vectors_of
from annotate.training.rows import Name, Row, outermost

if TYPE_CHECKING:
    from annotate.french.language import French

_FACTORY = "annotate_ner"


def trainable(origin: Origin) -> tuple[Any, French]:
    """Return the `ner` of a model, and the pipeline whose tokenizer it reads.

    Parameters
    ----------
    origin : Origin
        The model.
    """
    nlp = _pipeline(origin, {"factory": "ner", "model": origin.layers})
    return nlp.get_pipe("ner"), nlp


def reader(origin: Origin) -> Any:
    """Return the component ``annotate_ner`` with the weights of a model.

    Parameters
    ----------
    origin : Origin
        The model.
    """
    settings = {"factory": _FACTORY, "model": origin.layers, "origin": origin.name}
    return _pipeline(origin, settings).get_pipe("ner")


def _pipeline(origin: Origin, component: Mapping[str, Any]) -> French:
    settings = {"nlp": {"lang": "fr", "pipeline": ["ner"]}, "components": {"ner": dict(component)}}
    nlp = language.pipeline(settings, origin.words, vectors_of(origin.words))
    origin.read_weights(nlp.get_pipe("ner"))
    return nlp


def names_of(component: Any, text: str) -> tuple[Name, ...]:
    """Return the names that a component of :func:`reader` finds in a text."""
    return outermost((one.start, one.end, one.label) for one in component.find(text, {}))


def score(component: Any, rows: Iterable[Row]) -> dict[Key, Counts]:
    """Count strictly what a component of :func:`reader` finds in rows, by label; ``""`` is all."""
    gold: dict[str, set[tuple[int, Name]]] = {"": set()}
    found: dict[str, set[tuple[int, Name]]] = {"": set()}
    for number, row in enumerate(rows):
        for names, held in ((row.names, gold), (names_of(component, row.text), found)):
            for name in names:
                held.setdefault(name[2], set()).add((number, name))
    labels = sorted((set(gold) | set(found)) - {""})
    counts = {
        Key("names", "strict", label): of_sets(gold.get(label, set()), found.get(label, set()))
        for label in labels
    }
    whole = total({Key("names", "strict", ""): one} for one in counts.values())
    return counts | whole


def save(ner: Any, folder: Path, name: str, base: Origin) -> Origin:
    """Save the weights of a recogniser as a model of their own, and return it.

    Parameters
    ----------
    ner : spacy.pipeline.ner.EntityRecognizer
        With its weights.
    folder : Path
        Where; it is made if it is not there. What else lies in it stays.
    name : str
        The name of the model, for the provenance of what it finds.
    base : Origin
        The model that it was trained from.
    """
    from thinc.api import Config

    folder.mkdir(parents=True, exist_ok=True)
    ner.to_disk(folder / "ner", exclude=["vocab"])
    settings = Config(
        {
            "nlp": {**base.settings["nlp"], "pipeline": ["ner"], "disabled": []},
            "components": {"ner": base.settings["components"]["ner"]},
            "initialize": {
                "vectors": base.settings["initialize"]["vectors"]
                if base.words != base.folder
                else base.name
            },
        }
    )
    settings.to_disk(folder / "config.cfg")
    find_origin.cache_clear()
    return Origin(name, folder, base.words)
