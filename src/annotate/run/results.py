"""What became of each document, and the one report that counts them and owns the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from annotate import errors
from annotate.document.source import Remark
from annotate.errors import DocumentError, OutputError
from annotate.index.acronyms import Dispute
from annotate.run.decisions import Row


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """What became of one document.

    Attributes
    ----------
    id, shown : str
        The document's id and its path as given.
    error : DocumentError or None
        Why it failed; then the rest is empty.
    sha256 : str
        Of its source text.
    characters, words, pages : int
        Size of the source text, of the mended text, and its pages.
    seconds : float
        Wall time it took.
    counts : mapping of str to int
        Mentions by label.
    decisions : int
        Annotations that a reviewer decided on.
    conflicts : tuple of Row
        Where decisions and predictions do not go together.
    remarks : tuple of Remark
        What was wrong with the file although it was processed.
    pictures : int
        Bytes of the pictures of its pages.

    Examples
    --------
    >>> import json
    >>> one = DocumentResult("a", "a.txt", words=12, remarks=(Remark("bytes", "stray", 1),))
    >>> DocumentResult.from_json(json.loads(json.dumps(one.as_json()))) == one
    True
    """

    id: str
    shown: str
    error: DocumentError | None = None
    sha256: str = ""
    characters: int = 0
    words: int = 0
    pages: int = 0
    seconds: float = 0.0
    counts: Mapping[str, int] = field(default_factory=dict)
    decisions: int = 0
    conflicts: tuple[Row, ...] = ()
    remarks: tuple[Remark, ...] = ()
    pictures: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return it in JSON types."""
        told = {name: getattr(self, name) for name in _PLAIN}
        told["error"] = self.error and {
            "kind": type(self.error).__name__,
            **{name: getattr(self.error, name) for name in _OF_ERROR},
        }
        told["conflicts"] = [list(row) for row in self.conflicts]
        told["remarks"] = [asdict(one) for one in self.remarks]
        return told

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> DocumentResult:
        """Return what :meth:`as_json` made JSON of."""
        return cls(
            **{name: told[name] for name in _PLAIN},
            error=_error(told["error"]) if told["error"] else None,
            conflicts=tuple(map(tuple, told["conflicts"])),
            remarks=tuple(Remark(**one) for one in told["remarks"]),
        )


_PLAIN = (
    *("id", "shown", "sha256", "characters", "words", "pages", "seconds", "counts", "decisions"),
    "pictures",
)
_OF_ERROR = ("what", "path", "place", "remedy")


def _error(told: Mapping[str, Any]) -> DocumentError:
    kind = getattr(errors, told["kind"], DocumentError)
    return kind(told["what"], **{name: told[name] for name in _OF_ERROR[1:]})


@dataclass(frozen=True)
class GoldScores:
    """The scores of a run on the documents that have gold.

    Attributes
    ----------
    documents : tuple of str
        Ids of the documents that have gold.
    strict : mapping of str to float
        Strict F1 of names by label and over all of them (``ALL``), as shares of 1; none when no
        document has gold.
    remarks : tuple of str
        Gold of another extraction of a text, and gold that cannot be read.
    """

    documents: tuple[str, ...] = ()
    strict: Mapping[str, float] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


@dataclass
class Totals:
    """Counts over documents.

    Attributes
    ----------
    documents, failures : int
        Those that were processed, and those that were not.
    kept : int
        Of the first, those that an earlier run had done.
    pages, words, decisions, pictures : int
        Sums over the documents that were processed.
    counts : Counter of str
        Mentions by label.
    """

    documents: int = 0
    failures: int = 0
    kept: int = 0
    pages: int = 0
    words: int = 0
    decisions: int = 0
    pictures: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, one: DocumentResult, *, kept: bool = False) -> None:
        """Count a document."""
        if one.error is not None:
            self.failures += 1
            return
        self.documents += 1
        self.kept += kept
        self.pages += one.pages
        self.words += one.words
        self.decisions += one.decisions
        self.pictures += one.pictures
        self.counts.update(one.counts)


Results = Callable[[], Iterable[DocumentResult]]


def _none() -> Iterable[DocumentResult]:
    return ()


@dataclass
class RunReport:
    """The outcomes of a run.

    Attributes
    ----------
    totals : Totals
        Counts over its documents.
    finished, failures : callable
        Return the documents that were processed, and those that were not, in the order of their
        ids: one after the other, for there may be many.
    entities : int
        How many things they name.
    disputes : list of Dispute
        Acronyms that documents define differently.
    gold : GoldScores or None
        How it compares with gold.
    conflicts : int
        Rows of the table of conflicts.
    remarks : list of str
        What the user should know and nobody asked for.
    faults : list of OutputError
        Tables and pages that could not be written.
    shard : str
        The part of the inputs that it is about; empty where it is all of them.
    unchanged : bool
        Whether index, tables and report are those of an earlier run, for nothing had changed.
    """

    totals: Totals = field(default_factory=Totals)
    finished: Results = _none
    failures: Results = _none
    entities: int = 0
    disputes: list[Dispute] = field(default_factory=list)
    gold: GoldScores | None = None
    conflicts: int = 0
    remarks: list[str] = field(default_factory=list)
    faults: list[OutputError] = field(default_factory=list)
    shard: str = ""
    unchanged: bool = False

    @property
    def exit_code(self) -> int:
        """0 when every document was processed and everything written, else 1."""
        return 1 if self.totals.failures or self.faults else 0

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Note that an output cannot be written, and go on with the others."""
        try:
            yield
        except OutputError as error:
            self.faults.append(error)
