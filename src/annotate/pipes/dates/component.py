"""The spaCy component that writes the dates of a ``Doc`` to a span group."""

# No `from __future__ import annotations` here: spaCy reads the annotations of a factory, and with
# pydantic 1 it cannot resolve them when they are strings.

from spacy.language import Language
from spacy.tokens import Doc

from annotate.pipes.dates.finder import find_dates
from annotate.pipes.finding import write_findings


class Dates:
    """Writes :func:`find_dates` of the text to ``doc.spans[spans_key]``.

    It needs no other component and keeps no state but its configuration, which spaCy stores in
    the pipeline's ``config.cfg``.

    Parameters
    ----------
    spans_key : str
        The span group to set; what it held is replaced.
    """

    def __init__(self, spans_key: str) -> None:
        self.spans_key = spans_key

    def __call__(self, doc: Doc) -> Doc:
        """Set the span group and return the document."""
        write_findings(doc, self.spans_key, find_dates(doc.text))
        return doc


@Language.factory("annotate_dates", default_config={"spans_key": "dates"})
def make_dates(nlp: Language, name: str, spans_key: str) -> Dates:
    """Make the component ``annotate_dates``.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("fr")
    >>> _ = nlp.add_pipe("annotate_dates")
    >>> doc = nlp("Fondée en mars 1906.")
    >>> [(span.text, span.kb_id_) for span in doc.spans["dates"]]
    [('mars 1906', '1906-03')]
    """
    return Dates(spans_key)
