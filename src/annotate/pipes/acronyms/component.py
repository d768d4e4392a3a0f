"""The spaCy component ``annotate_acronyms``."""

# No `from __future__ import annotations` here: spaCy reads the annotations of a factory as objects.

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.language import Language

from annotate.pipes.acronyms.finder import find_acronyms
from annotate.pipes.acronyms.lexicon import AcronymLexicon
from annotate.pipes.finding import write_findings
from annotate.resources import default_configs

if TYPE_CHECKING:
    from spacy.tokens import Doc

_FILE = "lexicon.json"


class Acronyms:
    """Write the acronyms of a document to a span group of their own.

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
    The tables come from :meth:`initialize` or from disk; where neither was called, those that
    `annotate` ships are read on the first document.
    """

    def __init__(self, nlp: Language, name: str, *, spans_key: str) -> None:
        self.name = name
        self.spans_key = spans_key
        self._lexicon: AcronymLexicon | None = None

    @property
    def lexicon(self) -> AcronymLexicon:
        """The tables in use."""
        if self._lexicon is None:
            self._lexicon = _load(None, None)
        return self._lexicon

    def __call__(self, doc: "Doc") -> "Doc":
        """Find the acronyms of `doc` and set the span group."""
        write_findings(doc, self.spans_key, find_acronyms(doc.text, self.lexicon))
        return doc

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Any]] | None = None,
        *,
        nlp: Language | None = None,
        lexicon: str | Path | None = None,
        heads: str | Path | None = None,
    ) -> None:
        """Read the tables `lexicon` and `heads`, those that `annotate` ships where None.

        Raises
        ------
        LexiconError
            If a table is missing or malformed.
        """
        self._lexicon = _load(lexicon, heads)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the tables."""
        return self.lexicon.to_json().encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "Acronyms":
        """Take the tables that :meth:`to_bytes` returned."""
        self._lexicon = AcronymLexicon.from_json(data.decode())
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the tables under the folder `path`."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _FILE).write_text(self.lexicon.to_json(), "utf-8")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "Acronyms":
        """Read the tables that :meth:`to_disk` wrote."""
        self._lexicon = AcronymLexicon.from_json((Path(path) / _FILE).read_text("utf-8"))
        return self


@Language.factory("annotate_acronyms", default_config={"spans_key": "acronyms"})
def make_acronyms(nlp: Language, name: str, spans_key: str) -> Acronyms:
    """Build the component; see :class:`Acronyms`."""
    return Acronyms(nlp, name, spans_key=spans_key)


def _load(lexicon: str | Path | None, heads: str | Path | None) -> AcronymLexicon:
    def table(given: str | Path | None, default: str) -> Path:
        return Path(given) if given is not None else default_configs() / "lexicons" / default

    return AcronymLexicon.load(table(lexicon, "acronyms.tsv"), table(heads, "acronym_heads.tsv"))
