"""One document the whole way: read, mend, recognise, write."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

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
from annotate.errors import DocumentError, QuoteError, UsageError, WriteError
from annotate.files import write_lines, write_text
from annotate.index.from_annotations import mentions_of
from annotate.index.mentions import Mention
from annotate.pipes.assembly import assemble
from annotate.pipes.recognition import recognise, recognise_document
from annotate.report.store import Packed
from annotate.report.view import shown_document
from annotate.run.decisions import Decisions, Kept
from annotate.run.inputs import Input
from annotate.run.out_folder import Output
from annotate.run.records import Processed, Record, State, decided_digest, file_states
from annotate.run.results import DocumentResult
from annotate.text.mending.mend import mend
from annotate.text.mending.rules import read_rules
from annotate.text.reading.language import check_french, foreign_blocks
from annotate.text.reading.pdf_pictures import remove_pictures, write_pictures

_WORD = re.compile(r"[^\W_]\S*")
"""A word from its first letter or digit on; what has none is no word."""
_ANY = "M. Jean Dupont ouvrit en 1894 la mine de Lens."
"""A text with something for every component."""


@dataclass(frozen=True, slots=True)
class Task:
    """What every document of a run is processed with; it can be sent to another process.

    Attributes
    ----------
    name : str
        Of this run alone: what is loaded for one run is not for another.
    output : Output
        Where to write.
    config : Path
        The ``pipeline.cfg``.
    digest : str
        The digest of the configuration.
    open_decisions : callable
        Returns what reviewers decided.
    check_language : bool
        Whether a text that certainly is not French is refused, and a doubtful one told.
    page_images : bool
        Whether pictures of the pages of a PDF are kept for the report.
    """

    name: str
    output: Output
    config: Path
    digest: str
    open_decisions: Callable[[], Decisions]
    check_language: bool = True
    page_images: bool = False


class Processor:
    """A task with all that it needs loaded.

    Parameters
    ----------
    task : Task
        The task.

    Raises
    ------
    UsageError
        If the configuration or the model cannot be used.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self.nlp = assemble(task.config)
        self._rules = read_rules(task.config.parent)
        self._decisions = task.open_decisions()

    def prepare(self) -> None:
        """Have everything read and compiled that the first text needs: processes that are forked
        afterwards share it.
        """
        # A component of another maker may fail, hang or end its process: a worker's, with a limit.
        if all(type(one).__module__.startswith("annotate.") for _, one in self.nlp.pipeline):
            recognise(_ANY, self.nlp)

    def process(self, item: Input) -> Processed:
        """Process one document and write its files; what reviewers decided on it stays.

        Returns
        -------
        Processed
            With the error if the document cannot be processed; then nothing is written.
        """
        begin = perf_counter()
        try:
            found = self._processed(item)
        except DocumentError as error:
            found = Processed.failed(item.id, item.shown, error)
        except WriteError as error:
            if error.everywhere:
                raise
            failure = DocumentError(
                f"its results cannot be written: {error.what}",
                path=error.path,
                remedy=error.remedy,
            )
            found = Processed.failed(item.id, item.shown, failure)
        except (UsageError, MemoryError):
            raise
        except Exception as error:  # a fault of ours must not cost the other documents
            failure = DocumentError(
                f"annotate failed on it ({type(error).__name__}: {error})",
                path=item.shown,
                remedy="leave it out, and report this message with the file",
            )
            found = Processed.failed(item.id, item.shown, failure)
        result = replace(found.result, seconds=perf_counter() - begin)
        return replace(found, record=replace(found.record, result=result))

    def _processed(self, item: Input) -> Processed:
        # Before it is read: a file that changes meanwhile is to be done again.
        file_sha256 = item.file_sha256()
        mended, kept = self._recognised(item, self._mended(item))
        kept.make_way()
        self._write(item.id, file_sha256, mended, kept.standoff)
        pictures = self._pictures(item)
        number, conflicts = kept.decisions, kept.conflicts
        named = [*map(cleared_annotation, kept.standoff.named())]
        # What is written is not needed any more; a book has much of it.
        del kept
        mentions = tuple(mentions_of(named, mended))
        del named
        result, packed = outcome_of(item.id, item.shown, mended, mentions)
        result = replace(result, decisions=number, conflicts=conflicts, pictures=pictures)
        output = self.task.output
        decided = decided_digest(output.annotations(item.id))
        record = Record(
            item.id,
            State.DONE,
            files=file_states(output, item.id),
            decided=decided,
            stored=decided,
            result=result,
        )
        return Processed(record, packed)

    def _mended(self, item: Input) -> Mended:
        """Read a document and mend it, with what is to be told of its language."""
        check_language = self.task.check_language
        source = item.read()
        told = check_french(source) if check_language else ()
        source = replace(source, remarks=(*source.remarks, *told))
        mended = mend(source, self._rules)
        if told or not check_language:
            return mended
        foreign = foreign_blocks(
            (mended.text[slice(*extent)], source.page_at(element.ranges[0][0]))
            for element, extent in mended.blocks
        )
        return replace(mended, remarks=(*mended.remarks, *foreign))

    def _recognised(self, item: Input, mended: Mended) -> tuple[Mended, Kept]:
        """Return what is recognised in a document, checked, with earlier decisions in it."""
        source, decided = mended.source, self._decisions.read(item.id)
        layers = self._decisions.apply(recognise_document(mended, self.nlp), mended)
        standoff = standoff_of(source, layers, self.task.digest)
        path = self.task.output.annotations(item.id)
        try:
            kept = self._decisions.keep(decided, standoff, mended)
            check_standoff(kept.standoff, source, path)
        except QuoteError:
            standoff, unproven = without_unproven(standoff, source)
            mended = replace(mended, remarks=(*mended.remarks, *_quote_remarks(unproven)))
            kept = self._decisions.keep(decided, standoff, mended)
            check_standoff(kept.standoff, source, path)
        return mended, kept

    def _write(self, identity: str, file_sha256: str, mended: Mended, standoff: Standoff) -> None:
        output = self.task.output
        with output.staged(identity) as staged:
            by = staged.replacing
            write_text(output.source_text(identity), mended.source.text, by)
            write_lines(output.mended_text(identity), (mended.text, "\n"), by)
            write_edits(output.edits(identity), mended, file_sha256, by)
            write_checked(output.annotations(identity), standoff, by)

    def _pictures(self, item: Input) -> int:
        """Keep pictures of the pages of a PDF, or remove those of an earlier run; return their
        size.
        """
        folder = self.task.output.pictures(item.id)
        if self.task.page_images and item.given.lower().endswith(".pdf"):
            return write_pictures(Path(item.given), folder)
        remove_pictures(folder)
        return 0


_loaded: dict[str, Processor] = {}


def processor_of(task: Task) -> Processor:
    """Return the task with all that it needs loaded: once in a process, and in those that are
    forked from it.
    """
    if task.name not in _loaded:
        _loaded.clear()
        _loaded[task.name] = Processor(task)
    return _loaded[task.name]


def process_document(task: Task, item: Input) -> Processed:
    """Process one document: what a worker does, here or on another machine.

    Raises
    ------
    UsageError
        If the configuration or the model cannot be used.
    """
    return processor_of(task).process(item)


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


def outcome_of(
    identity: str, shown: str, mended: Mended, mentions: Sequence[Mention]
) -> tuple[DocumentResult, Packed]:
    """Return what became of a document that was processed, without the time it took, and what the
    store keeps of it.
    """
    result = DocumentResult(
        id=identity,
        shown=shown,
        sha256=mended.source.sha256,
        characters=len(mended.source.text),
        words=sum(1 for _ in _WORD.finditer(mended.text)),
        pages=mended.source.page_count,
        counts=Counter(mention.label for mention in mentions),
        remarks=mended.remarks,
    )
    return result, Packed.of(mentions, shown_document(mended, mentions))
