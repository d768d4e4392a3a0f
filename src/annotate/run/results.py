"""What became of each document, and the one report that counts them and owns the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from annotate.document.annotation import ENTITIES
from annotate.document.source import Remark
from annotate.errors import DocumentError
from annotate.evaluation.counts import ALL, Key
from annotate.evaluation.evaluation import Evaluation
from annotate.index.acronyms import Dispute
from annotate.index.mentions import Mention
from annotate.report.model import ReportDocument
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
    mentions : tuple of Mention
        Of the layers `entities` and `acronyms`; none once the index has them.
    shown_text : ReportDocument or None
        What the report shows of it; None once the report is written.
    decisions : int
        Annotations that a reviewer decided on.
    conflicts : tuple of Row
        Where decisions and predictions do not go together.
    remarks : tuple of Remark
        What was wrong with the file although it was processed.
    pictures : int
        Bytes of the pictures of its pages.
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
    mentions: tuple[Mention, ...] = ()
    shown_text: ReportDocument | None = None
    decisions: int = 0
    conflicts: tuple[Row, ...] = ()
    remarks: tuple[Remark, ...] = ()
    pictures: int = 0


@dataclass(frozen=True)
class GoldScores:
    """The scores of a run on the documents that have gold.

    Attributes
    ----------
    documents : tuple of str
        Ids of the documents that have gold.
    evaluation : Evaluation or None
        Their scores; None when no document has gold.
    remarks : tuple of str
        Gold of another extraction of a text, and gold that cannot be read.
    """

    documents: tuple[str, ...] = ()
    evaluation: Evaluation | None = None
    remarks: tuple[str, ...] = field(default_factory=tuple)

    @property
    def strict(self) -> dict[str, float]:
        """Strict F1 of names by label and over all of them (``ALL``), as shares of 1."""
        if self.evaluation is None:
            return {}
        scores = self.evaluation.systems[0].corpus
        return {
            key.label: counts.f1
            for key, counts in scores.items()
            if key[:2] == Key(ENTITIES, "strict", ALL)[:2] and counts.f1 is not None
        }


@dataclass
class RunReport:
    """The outcomes of a run.

    Attributes
    ----------
    outcomes : list of DocumentResult
        In the order of the inputs.
    entities : int
        How many things they name.
    gold : GoldScores or None
        How it compares with gold.
    conflicts : int
        Rows of the table of conflicts.
    remarks : list of str
        What the user should know and nobody asked for.
    """

    outcomes: list[DocumentResult] = field(default_factory=list)
    entities: int = 0
    disputes: list[Dispute] = field(default_factory=list)
    gold: GoldScores | None = None
    conflicts: int = 0
    remarks: list[str] = field(default_factory=list)

    @property
    def finished(self) -> list[DocumentResult]:
        """The documents that were processed."""
        return [outcome for outcome in self.outcomes if outcome.error is None]

    @property
    def failures(self) -> list[DocumentResult]:
        """The documents that were not."""
        return [outcome for outcome in self.outcomes if outcome.error is not None]

    @property
    def decisions(self) -> int:
        """Annotations that reviewers decided on, over all documents."""
        return sum(outcome.decisions for outcome in self.finished)

    @property
    def counts(self) -> Counter[str]:
        """Mentions by label, over all documents."""
        total: Counter[str] = Counter()
        for outcome in self.finished:
            total.update(outcome.counts)
        return total

    @property
    def exit_code(self) -> int:
        """0 when every document was processed, 1 when one failed."""
        return 1 if self.failures else 0
