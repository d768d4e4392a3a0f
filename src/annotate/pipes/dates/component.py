"""The spaCy component that writes the dates of a ``Doc`` to a span group."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language

from annotate.pipes.dates.finder import find_dates
from annotate.pipes.finding import Finding
from annotate.pipes.tables import Groups, TablePipe


class DatesPipe(TablePipe):
    """Component ``annotate_dates``: see :func:`find_dates`.

    It needs no other component, and no table.
    """

    def find(self, text: str, groups: Groups) -> list[Finding]:
        """Find dates in `text`; no group is read."""
        return find_dates(text)


@Language.factory("annotate_dates", default_config={"spans_key": "dates", "reads": []})
def make_dates(nlp: Language, name: str, spans_key: str, reads: Sequence[str]) -> DatesPipe:
    """Make ``annotate_dates``.

    Parameters
    ----------
    nlp : Language
        The pipeline; part of spaCy's protocol.
    name : str
        Name of the component in it.
    spans_key : str
        Span group to write.
    reads : sequence of str
        Span groups to read; none is needed.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("fr")
    >>> _ = nlp.add_pipe("annotate_dates")
    >>> doc = nlp("Fondée en mars 1906.")
    >>> [(span.text, span.kb_id_) for span in doc.spans["dates"]]
    [('mars 1906', '1906-03')]
    """
    return DatesPipe(name, spans_key, reads)
