"""The model whose recogniser a pipeline takes over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
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
    settings : dict
        Its configuration.
    words : Path
        Where the tokenizer and the vectors lie that it was trained with.
    """

    name: str
    folder: Path
    settings: dict[str, Any]
    words: Path

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
    from spacy import util

    folder = shipped_model(name) or Path(name)
    if util.is_package(name):
        package = util.get_package_path(name)
        meta = util.get_model_meta(package)
        folder = package / f"{meta['lang']}_{meta['name']}-{meta['version']}"
    if not (folder / "config.cfg").is_file():
        raise ModelError(
            f"the spaCy model {name} is not installed",
            # Never the name that was given: names of models on PyPI are squatted.
            remedy="run `make setup`, or name an installed model in pipeline.cfg (origin)",
        )
    settings = util.load_config(folder / "config.cfg")
    words = folder
    if not (folder / "tokenizer").exists():
        words = find_origin(settings["initialize"]["vectors"]).folder
    return Origin(name, folder, settings, words)


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
