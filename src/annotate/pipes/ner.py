"""The statistical recogniser: `ner` of a spaCy model, run block by block.

A block (a heading, a paragraph, a note) is what the model was trained to read: a sentence or a few.
Reading each by itself keeps a heading from bleeding into the paragraph behind it, and bounds the
memory that a long document takes, which for the model as it is grows with the whole document.
"""

# No `from __future__ import annotations` here: with pydantic 1, spaCy cannot resolve the types of a
# factory whose annotations are strings.
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from spacy.attrs import NORM
from spacy.language import Language
from spacy.pipeline.ner import DEFAULT_NER_MODEL, EntityRecognizer
from spacy.tokens import Doc

from annotate.pipes.finding import Finding, write_findings
from annotate.text.progress import counted

_SEPARATOR = "\n\n"
_BATCH = 64
_MOST = 10_000
"""Tokens that are read together."""
_LONGEST = 2000
"""Tokens of a block that is read at once; no paragraph is longer, and memory grows with it."""

_CAPITALS = 6
"""Letters of the shortest word in capitals that is read as a name; shorter ones were worse."""
_OPENING = ("", ".", "!", "?", "—", "–", "-", "»", ")", "…")
_CLOSING = ("", ".", ",", "(", ":", "—", "–", ";")


class BlockwiseNer(EntityRecognizer):  # type: ignore[misc]
    """spaCy's entity recogniser, applied to each block of a document by itself.

    It writes the span group `spans_key` and leaves ``doc.ents`` alone.
    """

    spans_key: str
    origin: str

    def __call__(self, doc: Doc) -> Doc:
        """Recognise the names of one document."""
        findings: list[Finding] = []
        blocks = [part for block in _blocks(doc) for part in _parts(doc, *block)]
        norms = doc.to_array([NORM])
        parts = (_copied(doc, start, end, norms) for start, end in counted("block", blocks))
        read = (part for batch in _batches(parts) for part in self._together(batch))
        for (start, _), part in zip(blocks, read, strict=True):
            offset = doc[start].idx
            findings.extend(
                Finding(
                    offset + ent.start_char,
                    offset + ent.end_char,
                    ent.label_,
                    f"model:{self.origin}",
                )
                for ent in part.ents
            )
        write_findings(doc, self.spans_key, findings)
        return doc

    def _together(self, batch: list[Doc]) -> Iterator[Doc]:
        read: Iterator[Doc] = EntityRecognizer.pipe(self, batch, batch_size=_BATCH)
        return read

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = _BATCH) -> Iterator[Doc]:
        """Recognise the names of a stream of documents."""
        return (self(doc) for doc in stream)


def _blocks(doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield the token bounds of the blocks of a document, without the blank lines."""
    start = 0
    for token in doc:
        if token.is_space and _SEPARATOR in token.text_with_ws:
            if start < token.i:
                yield start, token.i
            start = token.i + 1
    if start < len(doc):
        yield start, len(doc)


def _parts(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a block that is too long to be read at once, behind a sentence if one ends there."""
    while end - start > _LONGEST:
        last = start + _LONGEST
        ends = (at for at in range(last, start + _LONGEST // 2, -1) if doc[at - 1].text in ".!?…")
        cut = next(ends, last)
        yield start, cut
        start = cut
    yield start, end


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
    """Tell whether a word in capitals stands among others, or heads a block or a dispatch."""
    before = words[place - 1] if place else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    if any(word.isupper() and len(word) > 1 and word.isalpha() for word in (before, after)):
        return True
    return before in _OPENING and (after in _CLOSING or after[:1].isdigit())


def _capitalized(word: str) -> str:
    folded = "-".join(map(str.capitalize, word.split("-")))
    return folded if len(folded) == len(word) else word


def _copied(doc: Doc, start: int, end: int, norms: Any) -> Doc:
    """Return a part of a document as one of its own, with what the model reads.

    ``Span.as_doc`` does that in a time that grows with the whole document.
    """
    tokens = [doc[index] for index in range(start, end)]
    words = read_as([token.text for token in tokens])
    part = Doc(doc.vocab, words=words, spaces=[bool(token.whitespace_) for token in tokens])
    return part.from_array([NORM], norms[start:end].reshape(-1, 1))


@Language.factory(
    "annotate_ner",
    default_config={
        "model": DEFAULT_NER_MODEL,
        "moves": None,
        "update_with_oracle_cut_size": 100,
        "incorrect_spans_key": None,
        "spans_key": "ner",
        "origin": "fr_core_news_md",
    },
)
def make_ner(
    nlp: Language,
    name: str,
    model: Any,
    moves: list[str] | None,
    update_with_oracle_cut_size: int,
    incorrect_spans_key: str | None,
    spans_key: str,
    origin: str,
) -> BlockwiseNer:
    """Create the component ``annotate_ner``.

    Parameters
    ----------
    nlp : Language
        The pipeline.
    name : str
        The component's name.
    model, moves, update_with_oracle_cut_size, incorrect_spans_key
        As for spaCy's `ner`.
    spans_key : str
        The span group to write.
    origin : str
        The name of the model whose weights it carries, for the provenance of findings.
    """
    ner = BlockwiseNer(
        nlp.vocab,
        model,
        name,
        moves,
        update_with_oracle_cut_size=update_with_oracle_cut_size,
        incorrect_spans_key=incorrect_spans_key,
    )
    ner.spans_key = spans_key
    ner.origin = origin
    return ner
