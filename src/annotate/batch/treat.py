"""One document the whole way: read, mend, recognise, write."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from annotate.batch.inputs import Input
from annotate.batch.mentions import mentions_of
from annotate.batch.outcome import Outcome
from annotate.batch.output import Output
from annotate.batch.showing import shown_document
from annotate.errors import DocumentError, UsageError
from annotate.files import write_text
from annotate.pipes.finding import read_findings
from annotate.standoff.annotation import ACRONYMS, ENTITIES, Layer
from annotate.standoff.files import standoff_of, write_standoff
from annotate.standoff.layers import layers_of
from annotate.text.mending.mend import Mended, mend
from annotate.text.mending.rules import ALL_RULES
from annotate.text.reading.language import check_french

if TYPE_CHECKING:
    from spacy.language import Language


def treat(
    item: Input,
    nlp: Language,
    output: Output,
    config: str,
    rules: frozenset[str] = ALL_RULES,
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
        layers = recognise(mended, nlp)
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
    write_text(output.mended_text(item.id), mended.text + "\n")
    named = [annotation for layer in layers[:2] for annotation in layer.annotations]
    mentions = tuple(mentions_of(named, mended))
    return Outcome(
        id=item.id,
        shown=item.shown,
        sha256=source.sha256,
        characters=len(source.text),
        words=sum(any(map(str.isalnum, word)) for word in mended.text.split()),
        pages=len(source.pages),
        seconds=perf_counter() - begin,
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
    doc = nlp(mended.text)
    return layers_of(mended, read_findings(doc, ENTITIES), read_findings(doc, ACRONYMS))
