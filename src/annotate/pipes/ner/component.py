"""The statistical recogniser: `ner` of a spaCy model, run block by block.

A block (a heading, a paragraph, a note) is what the model was trained to read: a sentence or a few.
Reading each by itself keeps a heading from bleeding into the paragraph after it, and bounds the
memory that a long document takes, which for the model as it is grows with the whole document.
Of a block it reads the spans about words with a capital, for there is no name elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from spacy.language import Language
from spacy.pipeline.ner import EntityRecognizer
from spacy.tokens import Doc
from thinc.api import NumpyOps

from annotate.document.candidates import Candidate, write_candidates
from annotate.document.source import Range
from annotate.french.characters import UPPER
from annotate.pipes.base import Groups
from annotate.pipes.ner.decoder import can_decode, names_in
from annotate.pipes.ner.embedding_cache import RememberedForms, remember_forms
from annotate.pipes.ner.inference_layers import without_training
from annotate.pipes.ner.windows import stretches
from annotate.progress import counted

Certain = tuple[int, int, str, float | None]
"""Where a name begins and ends, its label, and how certain the model is of it, if it says so."""

_BATCH = 64
_MOST = 10_000
"""Tokens that are read together."""

_CAPITALS = 6
"""Letters of the shortest word in capitals that is read as a name; shorter ones were worse."""
_SHOUTED = re.compile(rf"[{UPPER}-]{{{_CAPITALS},}}")
_OPENING = ("", ".", "!", "?", "—", "–", "-", "»", ")", "…")
_CLOSING = ("", ".", ",", "(", ":", "—", "–", ";")


class BlockwiseNer(EntityRecognizer):  # type: ignore[misc]
    """spaCy's entity recogniser, applied to the spans of a text by themselves.

    It writes the span group `spans_key` and leaves ``doc.ents`` alone.
    """

    spans_key: str
    origin: str
    tokenizer: Callable[[str], Doc]
    remembered: Sequence[RememberedForms] = ()
    reads: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """The span group that it writes."""
        return self.spans_key

    def __call__(self, doc: Doc) -> Doc:
        """Recognise the names of one document."""
        write_candidates(doc, self.spans_key, self.find(doc.text, {}))
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = _BATCH) -> Iterator[Doc]:
        """Recognise the names of a stream of documents."""
        return (self(doc) for doc in stream)

    def find(self, text: str, groups: Groups) -> list[Candidate]:
        """Find names in `text`; no group is read."""
        # What a form becomes differs in the last digits with the forms that it is computed with. A
        # text must give the same whatever was read before it.
        for forms in self.remembered:
            forms.forget()
        # It was trained on the straight apostrophe, and knows less after the other one.
        text = text.replace("’", "'")
        places = list(stretches(text))
        parts = (self._part(text[start:end]) for start, end in counted("block", places))
        read = (part for batch in _batches(parts) for part in self._together(batch))
        rule = f"model:{self.origin}"
        return [
            Candidate(start + first, start + last, label, rule, certain)
            for (start, _), names in zip(places, read, strict=True)
            for first, last, label, certain in names
        ]

    def _part(self, text: str) -> Doc:
        """Return the tokens of a span, as the model knows them."""
        part = self.tokenizer(text)
        if _SHOUTED.search(text) is None:
            return part
        words = read_as([token.text for token in part])
        return Doc(part.vocab, words=words, spaces=[bool(token.whitespace_) for token in part])

    def _together(self, batch: list[Doc]) -> Iterator[list[Certain]]:
        """Yield the names of each part, in characters of it, and how certain each is."""
        # `move_names` leaves one out that has a score, too.
        moves = [self.moves.get_class_name(place) for place in range(self.moves.n_moves)]
        if can_decode(self.model, moves):
            for part, names in zip(batch, names_in(self.model, moves, batch), strict=True):
                yield [
                    (*_extent(part, first, last), label, certain)
                    for first, last, label, certain in names
                ]
        else:
            for part in EntityRecognizer.pipe(self, batch, batch_size=_BATCH):
                yield [(ent.start_char, ent.end_char, ent.label_, None) for ent in part.ents]


def _extent(part: Doc, first: int, last: int) -> Range:
    """Return the characters from a token to the one before another."""
    end = part[last - 1]
    return part[first].idx, end.idx + len(end)


def _batches(parts: Iterable[Doc]) -> Iterator[list[Doc]]:
    """Put parts together that are read at once: memory grows with their tokens."""
    batch: list[Doc] = []
    tokens = 0
    for part in parts:
        batch.append(part)
        tokens += len(part)
        if len(batch) == _BATCH or tokens >= _MOST:
            yield batch
            batch, tokens = [], 0
    if batch:
        yield batch


def read_as(words: Sequence[str]) -> list[str]:
    """Return words as the model knows them, each with the same number of characters.

    It was trained on text where words in capitals are acronyms: ``PARLEMENT EUROPÉEN`` and the
    ``LONDRES`` that heads a dispatch are lost on it. An acronym inside a sentence stays.

    Examples
    --------
    >>> read_as(["Le", "PARLEMENT", "EUROPÉEN", "et", "la", "SOGEFIM", "."])
    ['Le', 'Parlement', 'Européen', 'et', 'la', 'SOGEFIM', '.']
    """
    return [
        _capitalized(word) if _is_shouted(word) and _heads(words, place) else word
        for place, word in enumerate(words)
    ]


def _is_shouted(word: str) -> bool:
    return len(word) >= _CAPITALS and word.isupper() and word.replace("-", "").isalpha()


def _heads(words: Sequence[str], place: int) -> bool:
    """Return whether a word in capitals is among others, or heads a block or a dispatch."""
    before = words[place - 1] if place else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    if any(word.isupper() and len(word) > 1 and word.isalpha() for word in (before, after)):
        return True
    return before in _OPENING and (after in _CLOSING or after[:1].isdigit())


def _capitalized(word: str) -> str:
    folded = "-".join(map(str.capitalize, word.split("-")))
    return folded if len(folded) == len(word) else word


def blockwise_ner(
    nlp: Language,
    name: str,
    model: Any,
    moves: list[str] | None,
    update_with_oracle_cut_size: int,
    incorrect_spans_key: str | None,
    spans_key: str,
    origin: str,
) -> BlockwiseNer:
    """Return a recogniser over a model's layers, made ready to read and no longer to be trained;
    parameters as for :func:`annotate.pipes.factories.make_ner`.
    """
    ner = BlockwiseNer(
        nlp.vocab,
        model,
        name,
        moves,
        update_with_oracle_cut_size=update_with_oracle_cut_size,
        incorrect_spans_key=incorrect_spans_key,
    )
    _multiply_with_numpy(model)
    ner.remembered = remember_forms(model)
    without_training(model)
    ner.spans_key = spans_key
    ner.origin = origin
    ner.tokenizer = nlp.tokenizer
    return ner


def _multiply_with_numpy(model: Any) -> None:
    """Let a model on the CPU multiply matrices with the BLAS that numpy brings.

    Two thirds of the time of an `ner` go into products of matrices, and OpenBLAS, which numpy's
    wheels carry, makes them up to four times as fast as the one that thinc takes by default.
    """
    ops = NumpyOps(use_blis=False)
    for node in model.walk():
        if isinstance(node.ops, NumpyOps):
            node.ops = ops
