"""One document the whole way: read, mend, recognise, write."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from time import perf_counter
from typing import TYPE_CHECKING

from annotate.batch.inputs import Input
from annotate.batch.mentions import mentions_of
from annotate.batch.outcome import Outcome
from annotate.batch.output import Output
from annotate.batch.showing import shown_document
from annotate.errors import DocumentError, UsageError
from annotate.files import write_lines, write_text
from annotate.index.mentions import REJECTED
from annotate.pipes.finding import Finding
from annotate.pipes.parts import parts_of
from annotate.pipes.recognition import recognise as found_in
from annotate.review.checking.memory import FormDecision
from annotate.review.checking.remembering import apply_remembered
from annotate.standoff.annotation import ACRONYMS, ENTITIES, Layer
from annotate.standoff.edits_file import write_edits
from annotate.standoff.files import standoff_of, write_standoff
from annotate.standoff.layers import layers_of
from annotate.text.mending.mend import Mended, mend
from annotate.text.mending.rules import ALL_RULES
from annotate.text.progress import within
from annotate.text.reading.language import check_french

if TYPE_CHECKING:
    from spacy.language import Language

_WORD = re.compile(r"\S+")


def treat(
    item: Input,
    nlp: Language,
    output: Output,
    config: str,
    rules: frozenset[str] = ALL_RULES,
    remembered: Sequence[FormDecision] = (),
) -> Outcome:
    """Treat one document and write its files.

    Parameters
    ----------
    item : Input
        The document.
    nlp : Language
        The recognition pipeline.
    output : Output
        Where to write.
    config : str
        The digest of the configuration.
    rules : frozenset of str
        The rules of mending that are on.
    remembered : sequence of FormDecision
        What reviewers decided everywhere.

    Returns
    -------
    Outcome
        With the error if the document cannot be treated; nothing is written then.
    """
    begin = perf_counter()
    try:
        source = item.read()
        check_french(source)
        mended = mend(source, rules)
        layers = apply_remembered(recognise(mended, nlp), mended, remembered)
        standoff = standoff_of(source, layers, config)
        write_standoff(output.annotations(item.id), standoff, source)
    except DocumentError as error:
        return Outcome(item.id, item.shown, error, seconds=perf_counter() - begin)
    except (UsageError, MemoryError):
        raise
    except Exception as error:  # a fault of ours must not cost the other documents
        told = DocumentError(
            f"annotate failed on it ({type(error).__name__}: {error})",
            path=item.shown,
            remedy="leave it out, and report this message with the file",
        )
        return Outcome(item.id, item.shown, told, seconds=perf_counter() - begin)
    write_text(output.source_text(item.id), source.text)
    write_lines(output.mended_text(item.id), (mended.text, "\n"))
    write_edits(output.edits(item.id), mended)
    named = [annotation for layer in layers[:2] for annotation in layer.annotations]
    # What is written is not needed any more; a book has much of it.
    del layers, standoff
    mentions = tuple(mentions_of(named, mended))
    del named
    return Outcome(
        id=item.id,
        shown=item.shown,
        sha256=source.sha256,
        characters=len(source.text),
        words=sum(any(map(str.isalnum, word.group())) for word in _WORD.finditer(mended.text)),
        pages=len(source.pages),
        seconds=perf_counter() - begin,
        counts=Counter(mention.label for mention in mentions if mention.status != REJECTED),
        mentions=mentions,
        shown_text=shown_document(mended, mentions),
    )


def recognise(mended: Mended, nlp: Language) -> tuple[Layer, Layer, Layer]:
    """Run the pipeline over a mended text and project what it finds to the source.

    Returns
    -------
    tuple of Layer
        Entities, acronyms, structure.
    """
    acronyms: list[Finding] = []
    return layers_of(mended, _entities(mended.text, nlp, acronyms), acronyms)


def _entities(text: str, nlp: Language, acronyms: list[Finding]) -> Iterator[Finding]:
    """Yield the entities of a text and collect its acronyms, a part of a very long text at a time:
    the tokens of ten million characters take half a gigabyte.
    """
    parts = list(parts_of(text))
    for start, end in parts:
        with within("character", start, end, len(text)) if len(parts) > 1 else nullcontext():
            found = found_in(text[start:end], nlp)
        acronyms.extend(one.shifted(start) for one in found.get(ACRONYMS, ()))
        for one in found.get(ENTITIES, ()):
            yield one.shifted(start)
