"""The spaCy component ``annotate_citations``."""

# No `from __future__ import annotations` here: spaCy reads the annotations of a factory as objects.

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.language import Language

from annotate.lexicons import read_table
from annotate.pipes.citations.finder import find_citations
from annotate.pipes.finding import write_findings
from annotate.resources import default_configs

if TYPE_CHECKING:
    from spacy.tokens import Doc

_FILE = "organizations.json"


class Citations:
    """Write the bibliographic calls of a document to a span group of their own.

    Parameters
    ----------
    nlp : Language
        The pipeline; kept for nothing but spaCy's conventions.
    name : str
        The component's name in the pipeline.
    spans_key : str
        The span group that is written.

    Notes
    -----
    The acronyms of organizations, which tell ``(Insee, 2010)`` from ``(Daix, 1996)``, come from the
    lexicon of acronyms: through :meth:`initialize`, from disk, or, where neither was called, from
    the table that `annotate` ships, on the first document.
    """

    def __init__(self, nlp: Language, name: str, *, spans_key: str) -> None:
        self.name = name
        self.spans_key = spans_key
        self._organizations: frozenset[str] | None = None

    @property
    def organizations(self) -> frozenset[str]:
        """The acronyms of organizations, in capitals."""
        if self._organizations is None:
            self._organizations = _load(None)
        return self._organizations

    def __call__(self, doc: "Doc") -> "Doc":
        """Find the calls of `doc` and set the span group."""
        write_findings(doc, self.spans_key, find_citations(doc.text, self.organizations))
        return doc

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Any]] | None = None,
        *,
        nlp: Language | None = None,
        lexicon: str | Path | None = None,
    ) -> None:
        """Read the acronyms of organizations from `lexicon`, or from the table shipped.

        Raises
        ------
        LexiconError
            If the table is missing or malformed.
        """
        self._organizations = _load(lexicon)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the acronyms."""
        return json.dumps(sorted(self.organizations), ensure_ascii=False).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "Citations":
        """Take the acronyms that :meth:`to_bytes` returned."""
        self._organizations = frozenset(json.loads(data))
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the acronyms under the folder `path`."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "Citations":
        """Read the acronyms that :meth:`to_disk` wrote."""
        return self.from_bytes((Path(path) / _FILE).read_bytes())


@Language.factory("annotate_citations", default_config={"spans_key": "citations"})
def make_citations(nlp: Language, name: str, spans_key: str) -> Citations:
    """Build the component; see :class:`Citations`."""
    return Citations(nlp, name, spans_key=spans_key)


def _load(lexicon: str | Path | None) -> frozenset[str]:
    path = Path(lexicon) if lexicon else default_configs() / "lexicons" / "acronyms.tsv"
    rows = read_table(path, ["acronym", "expansion", "label", "source"])
    return frozenset(row["acronym"].upper() for row in rows if row["label"] == "ORG")
