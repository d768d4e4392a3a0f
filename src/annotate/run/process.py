"""One document the whole way: read, mend, recognise, write."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from annotate.document.annotation import Annotation
from annotate.document.closing import cleared_annotation
from annotate.document.edits_file import write_edits
from annotate.document.mended import Mended
from annotate.document.source import Remark
from annotate.document.standoff import (
    Standoff,
    check_standoff,
    standoff_of,
    without_unproven,
    write_checked,
)
from annotate.errors import DocumentError, QuoteError, UsageError
from annotate.files import write_lines, write_text
from annotate.index.from_annotations import mentions_of
from annotate.index.mentions import Mention
from annotate.pipes.recognition import recognise_document
from annotate.report.view import shown_document
from annotate.run.decisions import Decisions
from annotate.run.inputs import Input
from annotate.run.out_folder import Output
from annotate.run.results import DocumentResult
from annotate.text.mending.mend import mend
from annotate.text.mending.rules import ALL_RULES
from annotate.text.reading.language import check_french, foreign_blocks
from annotate.text.reading.pdf_pictures import remove_pictures, write_pictures

if TYPE_CHECKING:
    from spacy.language import Language

_WORD = re.compile(r"[^\W_]\S*")
"""A word from its first letter or digit on; what has none is no word."""


def process_document(
    item: Input,
    nlp: Language,
    output: Output,
    config: str,
    decisions: Decisions,
    rules: frozenset[str] = ALL_RULES,
    *,
    check_language: bool = True,
    page_images: bool = False,
) -> DocumentResult:
    """Process one document and write its files; what reviewers decided on it stays.

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
    decisions : Decisions
        What reviewers decided, on this document and everywhere.
    rules : frozenset of str
        The rules of mending that are on.
    check_language : bool
        Whether a text that certainly is not French is refused, and a doubtful one told.
    page_images : bool
        Whether pictures of the pages of a PDF are kept for the report.

    Returns
    -------
    DocumentResult
        With the error if the document cannot be processed; then nothing is written.
    """
    begin = perf_counter()
    try:
        mended = _mended(item, rules, check_language=check_language)
        source, decided = mended.source, decisions.read(item.id)
        layers = decisions.apply(recognise_document(mended, nlp), mended)
        standoff = standoff_of(source, layers, config)
        path = output.annotations(item.id)
        try:
            kept = decisions.keep(decided, standoff, mended)
            check_standoff(kept.standoff, source, path)
        except QuoteError:
            standoff, unproven = without_unproven(standoff, source)
            mended = replace(mended, remarks=(*mended.remarks, *_quote_remarks(unproven)))
            kept = decisions.keep(decided, standoff, mended)
            check_standoff(kept.standoff, source, path)
    except DocumentError as error:
        return DocumentResult(item.id, item.shown, error, seconds=perf_counter() - begin)
    except (UsageError, MemoryError):
        raise
    except Exception as error:  # a fault of ours must not cost the other documents
        failure = DocumentError(
            f"annotate failed on it ({type(error).__name__}: {error})",
            path=item.shown,
            remedy="leave it out, and report this message with the file",
        )
        return DocumentResult(item.id, item.shown, failure, seconds=perf_counter() - begin)
    del standoff, decided
    kept.make_way()
    _write(output, item, mended, kept.standoff)
    pictures = _pictures(item, output, wanted=page_images)
    number, conflicts = kept.decisions, kept.conflicts
    named = kept.standoff.named()
    # What is written is not needed any more; a book has much of it.
    del kept
    mentions = tuple(mentions_of(map(cleared_annotation, named), mended))
    del named
    result = result_of(item.id, item.shown, mended, mentions)
    return replace(
        result,
        seconds=perf_counter() - begin,
        decisions=number,
        conflicts=conflicts,
        pictures=pictures,
    )


def _pictures(item: Input, output: Output, *, wanted: bool) -> int:
    """Keep pictures of the pages of a PDF, or remove those of an earlier run; return their size."""
    folder = output.pictures(item.id)
    if wanted and item.given.lower().endswith(".pdf"):
        return write_pictures(Path(item.given), folder)
    remove_pictures(folder)
    return 0


def _mended(item: Input, rules: frozenset[str], *, check_language: bool) -> Mended:
    """Read a document and mend it, with what is to be told of its language."""
    source = item.read()
    told = check_french(source) if check_language else ()
    source = replace(source, remarks=(*source.remarks, *told))
    mended = mend(source, rules)
    if told or not check_language:
        return mended
    foreign = foreign_blocks(
        (mended.text[slice(*extent)], source.page_at(element.ranges[0][0]))
        for element, extent in mended.blocks
    )
    return replace(mended, remarks=(*mended.remarks, *foreign))


def _write(output: Output, item: Input, mended: Mended, standoff: Standoff) -> None:
    identity = item.id
    # The annotations come last: as long as they are the old ones, so is what they refer to, here or
    # among what was copied away.
    write_text(output.source_text(identity), mended.source.text)
    write_lines(output.mended_text(identity), (mended.text, "\n"))
    write_edits(output.edits(identity), mended, item.file_sha256())
    write_checked(output.annotations(identity), standoff)


def _quote_remarks(unproven: Sequence[Annotation]) -> Iterator[Remark]:
    """Yield what is told of annotations that are left out: a document is not lost for them."""
    if not unproven:
        return
    first, number = unproven[0], len(unproven)
    several = f"s do not match their places ({first.text!r} …) and are"
    one = f" does not match its place ({first.text!r}) and is"
    yield Remark(
        "quotes",
        f"the text of {number} annotation{several if number > 1 else one} left out",
        number,
        f"page {first.page}" if first.page else "",
    )


def result_of(
    identity: str, shown: str, mended: Mended, mentions: tuple[Mention, ...]
) -> DocumentResult:
    """Return what became of a document that was processed, without the time it took."""
    return DocumentResult(
        id=identity,
        shown=shown,
        sha256=mended.source.sha256,
        characters=len(mended.source.text),
        words=sum(1 for _ in _WORD.finditer(mended.text)),
        pages=mended.source.page_count,
        counts=Counter(mention.label for mention in mentions),
        mentions=mentions,
        shown_text=shown_document(mended, mentions),
        remarks=mended.remarks,
    )
