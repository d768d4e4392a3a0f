"""French for spaCy, ready in a fraction of a second.

To import ``spacy.lang.fr`` takes seconds, see :mod:`annotate.french.token_match`. What a pipeline
of `annotate` needs of it is the tokenizer, and a model has one, with the rules that it was trained
with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import srsly  # type: ignore[import-untyped]
from spacy.language import DEFAULT_CONFIG, BaseDefaults, Language
from spacy.vocab import Vocab

from annotate.french.token_match import factored
from annotate.french.vectors import RowTable, read_rows

_OWN_FACTORIES = "annotate_"
_ROWS = "key2row"
_FREE = {"pipeline", "disabled", "batch_size"}


class _NoRules(BaseDefaults):
    """The tokenizer's rules are read from a model, and no component of ours needs the rest."""

    tokenizer_exceptions = {}  # noqa: RUF012
    prefixes = suffixes = infixes = None
    url_match = None


class French(Language):  # type: ignore[no-untyped-call]
    """French with the tokenizer and the vectors of a model.

    It makes the tokens that spaCy's own class makes, but knows neither stop words nor numerals and
    has no lemmatizer: it is for pipelines that :func:`is_enough_for` accepts. A pipeline that it
    saved is opened by ``spacy.load`` as one of spaCy's own class.
    """

    lang = "fr"
    Defaults = _NoRules
    model: Path | None = None

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save the pipeline, with the words whose vectors it has."""
        self._read_words()
        super().to_disk(path, exclude=exclude)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the pipeline as bytes, with the words whose vectors it has."""
        self._read_words()
        data: bytes = super().to_bytes(exclude=exclude)
        return data

    def _read_words(self) -> None:
        if self.model is None:
            return
        folder = self.model / "vocab"
        self.vocab.strings.from_disk(folder / "strings.json")
        vectors = self.vocab.vectors
        if isinstance(vectors.key2row, RowTable):
            vectors.key2row = srsly.read_msgpack(folder / _ROWS)


def is_enough_for(settings: Mapping[str, Any]) -> bool:
    """Say whether :class:`French` can stand in for spaCy's own class.

    Parameters
    ----------
    settings : mapping
        The configuration of a pipeline.

    Returns
    -------
    bool
        Whether it is French, has components of `annotate` only, and changes nothing in the way in
        which spaCy makes a pipeline.

    Examples
    --------
    >>> nlp = {"lang": "fr", "pipeline": ["names"]}
    >>> is_enough_for({"nlp": nlp, "components": {"names": {"factory": "annotate_names"}}})
    True
    >>> is_enough_for({"nlp": nlp, "components": {"names": {"factory": "lemmatizer"}}})
    False
    """
    components = settings["components"]
    factories = [components[name].get("factory", "") for name in settings["nlp"]["pipeline"]]
    return makes_as_usual(settings) and all(
        factory.startswith(_OWN_FACTORIES) for factory in factories
    )


def makes_as_usual(settings: Mapping[str, Any]) -> bool:
    """Say whether a configuration leaves French, the tokenizer and the vectors as they come."""
    usual = {**DEFAULT_CONFIG["nlp"], "lang": French.lang}
    given = {key: value for key, value in settings["nlp"].items() if key not in _FREE}
    return all(usual.get(key) == value for key, value in given.items())


def vocabulary(model: Path) -> Vocab:
    """Read a model's vectors, without the words that they are of: a vector is found by the hash of
    its word.

    Parameters
    ----------
    model : Path
        The folder of the model.
    """
    empty = French()
    meta = srsly.read_json(model / "meta.json")
    folder = model / "vocab"
    empty.vocab.from_disk(folder, exclude=["strings", "vectors"])
    vectors = empty.vocab.vectors
    vectors.from_disk(folder, exclude=["strings", "key2row"])
    vectors.name = meta.get("vectors", {}).get("name")
    if (folder / _ROWS).is_file():
        vectors.key2row = read_rows(folder / _ROWS)
    return empty.vocab


def pipeline(settings: dict[str, Any], model: Path, vocab: Vocab) -> French:
    """Make a pipeline with the tokenizer of a model.

    Parameters
    ----------
    settings : dict
        Its configuration, which :func:`is_enough_for` accepts.
    model : Path
        The folder of the model.
    vocab : Vocab
        From :func:`vocabulary`.
    """
    nlp = French.from_config(settings, vocab=vocab)
    assert isinstance(nlp, French)
    return _with_tokenizer_of(nlp, model)


def blank(model: Path) -> French:
    """Make a pipeline that tokenizes as a model does, and does no more.

    Parameters
    ----------
    model : Path
        The folder of the model.
    """
    return _with_tokenizer_of(French(), model)


def _with_tokenizer_of(nlp: French, model: Path) -> French:
    rules = srsly.read_msgpack(model / "tokenizer")
    rules["token_match"] = factored(rules["token_match"])
    # Components have the tokenizer already: it stays the same object.
    nlp.tokenizer.from_bytes(  # type: ignore[union-attr]
        srsly.msgpack_dumps(rules)
    )
    nlp.model = model
    return nlp
