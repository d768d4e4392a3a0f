"""One document the whole way: read, mend, recognise, write."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation, Layer
from annotate.document.candidates import Candidate
from annotate.document.edits_file import write_edits
from annotate.document.mended import Mended
from annotate.document.projection import layers_of
from annotate.document.standoff import Standoff, check_standoff, standoff_of, write_checked
from annotate.errors import DocumentError, UsageError
from annotate.files import write_lines, write_text
from annotate.index.from_annotations import mentions_of
from annotate.index.mentions import Mention
from annotate.pipes.chunks import parts_of
from annotate.pipes.recognition import recognise as found_in
from annotate.progress import within
from annotate.report.view import shown_document
from annotate.review.backups import supersede
from annotate.review.form_decisions import FormDecision
from annotate.review.sheet.deciding import apply_form_decisions
from annotate.run.decisions import holds_decisions, keep_decisions, read_decisions
from annotate.run.inputs import Input
from annotate.run.out_folder import Output
from annotate.run.results import DocumentResult
from annotate.text.mending.mend import mend
from annotate.text.mending.rules import ALL_RULES
from annotate.text.reading.language import check_french

if TYPE_CHECKING:
    from spacy.language import Language

_WORD = re.compile(r"[^\W_]\S*")
"""A word from its first letter or digit on; what has none is no word."""


def process_document(
    item: Input,
    nlp: Language,
    output: Output,
    config: str,
    rules: frozenset[str] = ALL_RULES,
    remembered: Sequence[FormDecision] = (),
    *,
    discard: bool = False,
) -> DocumentResult:
    """Treat one document and write its files; what reviewers decided on it stays.

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
    discard : bool
        Give up decisions of reviewers; a copy is kept.

    Returns
    -------
    DocumentResult
        With the error if the document cannot be treated; nothing is written then.
    """
    begin = perf_counter()
    try:
        source = item.read()
        check_french(source)
        decided = None if discard else read_decisions(output, item.id)
        mended = mend(source, rules)
        layers = apply_form_decisions(recognise(mended, nlp), mended, remembered)
        standoff = standoff_of(source, layers, config)
        kept = keep_decisions(decided, standoff, mended, output)
        check_standoff(kept.standoff, source, output.annotations(item.id))
    except DocumentError as error:
        return DocumentResult(item.id, item.shown, error, seconds=perf_counter() - begin)
    except (UsageError, MemoryError):
        raise
    except Exception as error:  # a fault of ours must not cost the other documents
        told = DocumentError(
            f"annotate failed on it ({type(error).__name__}: {error})",
            path=item.shown,
            remedy="leave it out, and report this message with the file",
        )
        return DocumentResult(item.id, item.shown, told, seconds=perf_counter() - begin)
    del standoff, decided
    if kept.supersedes or (discard and holds_decisions(output, item.id)):
        supersede(output, item.id, kept.lost)
    # The annotations come last: as long as they are the old ones, so is what they refer to, here or
    # among what was copied away.
    write_text(output.source_text(item.id), source.text)
    write_lines(output.mended_text(item.id), (mended.text, "\n"))
    write_edits(output.edits(item.id), mended)
    write_checked(output.annotations(item.id), kept.standoff)
    decisions, conflicts = kept.decisions, kept.conflicts
    named = named_in(kept.standoff)
    # What is written is not needed any more; a book has much of it.
    del kept
    mentions = tuple(mentions_of(named, mended))
    del named
    told_of = result_of(item.id, item.shown, mended, mentions)
    return replace(
        told_of, seconds=perf_counter() - begin, decisions=decisions, conflicts=conflicts
    )


def named_in(standoff: Standoff) -> list[Annotation]:
    """Return the annotations of names, a layer after the other."""
    return [one for name in (ENTITIES, ACRONYMS) for one in standoff.layer(name).annotations]


def result_of(
    identity: str, shown: str, mended: Mended, mentions: tuple[Mention, ...]
) -> DocumentResult:
    """Return what became of a document that was treated, without the time it took."""
    return DocumentResult(
        id=identity,
        shown=shown,
        sha256=mended.source.sha256,
        characters=len(mended.source.text),
        words=sum(1 for _ in _WORD.finditer(mended.text)),
        pages=len(mended.source.pages),
        counts=Counter(mention.label for mention in mentions),
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
    acronyms: list[Candidate] = []
    return layers_of(mended, _entities(mended.text, nlp, acronyms), acronyms)


def _entities(text: str, nlp: Language, acronyms: list[Candidate]) -> Iterator[Candidate]:
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
