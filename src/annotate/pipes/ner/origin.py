"""The model whose recogniser a pipeline takes over."""

from __future__ import annotations

import json
from configparser import ConfigParser
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.errors import ModelError
from annotate.resources import shipped_model

if TYPE_CHECKING:
    from spacy.vocab import Vocab

_NOT_NER = (
    "tok2vec",
    "transformer",
    "tagger",
    "morphologizer",
    "parser",
    "senter",
    "attribute_ruler",
    "lemmatizer",
)


@dataclass(frozen=True)
class Origin:
    """A model: its `ner` has an embedding layer of its own, so that the rest of the model is dead
    weight.

    Attributes
    ----------
    name : str
        What it was found by.
    folder : Path
        Where its `ner` lies.
    words : Path
        Where the tokenizer and the vectors lie that it was trained with.
    """

    name: str
    folder: Path
    words: Path

    @cached_property
    def settings(self) -> dict[str, Any]:
        """Its configuration."""
        from spacy import util

        return util.load_config(self.folder / "config.cfg")

    @property
    def layers(self) -> Any:
        """How the layers of its recogniser are built, as spaCy's configuration says it."""
        return self.settings["components"]["ner"]["model"]

    def read_weights(self, ner: Any) -> None:
        """Give the weights of its recogniser to a component that has the same layers."""
        # Without the vocabulary, which they share: a copy of it takes 150 MB and ten seconds.
        ner.from_disk(self.folder / "ner", exclude=["vocab"])


@lru_cache(maxsize=4)
def find_origin(name: str) -> Origin:
    """Find a model.

    Parameters
    ----------
    name : str
        A model that `annotate` ships, an installed package, or a folder. A model that has a
        recogniser alone names in ``initialize.vectors`` the one whose tokenizer and vectors it
        was trained with.

    Raises
    ------
    ModelError
        If there is none.
    """
    # Without spaCy: a run in which nothing is to be done asks which model it is, too.
    folder = _packaged(name) or shipped_model(name) or Path(name)
    if not (folder / "config.cfg").is_file():
        raise ModelError(
            f"the spaCy model {name} is not installed",
            # Never the name that was given: names of models on PyPI are squatted.
            remedy="run `make setup`, or name an installed model in pipeline.cfg (origin)",
        )
    words = folder
    if not (folder / "tokenizer").exists():
        words = find_origin(_vectors(folder / "config.cfg")).folder
    return Origin(name, folder, words)


def _packaged(name: str) -> Path | None:
    """Return the folder of the model that an installed package is."""
    try:
        distribution(name)
        found = find_spec(name)
    except (PackageNotFoundError, ValueError, ImportError):
        return None
    if found is None or found.origin is None:
        return None
    package = Path(found.origin).parent
    meta = package / "meta.json"
    if not meta.is_file():
        return None
    told = json.loads(meta.read_text("utf-8"))
    return package / f"{told['lang']}_{told['name']}-{told['version']}"


def _vectors(config: Path) -> str:
    """Return the model whose tokenizer and vectors a recogniser was trained with."""
    parser = ConfigParser(interpolation=None)
    parser.read_string(config.read_text("utf-8"))
    return str(json.loads(parser["initialize"]["vectors"]))


@lru_cache(maxsize=1)
def vectors_of(folder: Path) -> Vocab:
    """Return the vocabulary of a model with its vectors alone; pipelines share it."""
    from annotate.french.language import vocabulary

    return vocabulary(folder)


@lru_cache(maxsize=1)
def whole_vocabulary(name: str) -> Vocab:
    """Return the vocabulary of a model as spaCy reads it; pipelines share it."""
    import spacy

    return spacy.load(find_origin(name).words, exclude=_NOT_NER).vocab
