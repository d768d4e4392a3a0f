"""The acronyms that the project knows, and the words that tell what a long form names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotate.document.labels import LabelTable
from annotate.errors import LexiconError
from annotate.french.characters import fold
from annotate.pipes.acronyms.patterns import key
from annotate.pipes.lexicon_schemas import ACRONYM_HEADS, ACRONYMS, NO_ENTITY


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lexicon says of one acronym; `label` is None for what names no entity."""

    acronym: str
    expansion: str
    label: str | None


@dataclass(frozen=True, slots=True)
class AcronymLexicon:
    """Known acronyms, and heads of long forms.

    Attributes
    ----------
    entries : mapping of str to Entry
        By :func:`annotate.pipes.acronyms.patterns.key` of the acronym.
    heads : mapping of str to str
        Folded first word of a long form to the entity label it announces.

    Examples
    --------
    >>> rows = [{"acronym": "VTT", "expansion": "vélo tout-terrain", "label": "-"}]
    >>> lexicon = AcronymLexicon.from_rows(rows, [{"head": "Agence", "label": "ORG"}])
    >>> lexicon.entries["VTT"].label is None, lexicon.label_of("Agence de l’eau")
    (True, 'ORG')
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_rows(
        cls,
        acronyms: Iterable[Mapping[str, str]],
        heads: Iterable[Mapping[str, str]] = (),
        *,
        path: Path | None = None,
    ) -> AcronymLexicon:
        """Build a lexicon from the rows of its two tables.

        Raises
        ------
        LexiconError
            If an acronym is listed twice.
        """
        entries: dict[str, Entry] = {}
        for row in acronyms:
            label = None if row["label"] == NO_ENTITY else row["label"]
            entry = Entry(row["acronym"], row["expansion"], label)
            if entries.setdefault(key(entry.acronym), entry) is not entry:
                raise LexiconError(
                    f"{entry.acronym} stands twice",
                    path=path,
                    remedy="keep the row that suits your texts, start the other with #",
                )
        labels = {fold(row["head"]): row["label"] for row in heads}
        return cls(entries, labels)

    @classmethod
    def load(cls, lexicon: Path, heads: Path, labels: LabelTable) -> AcronymLexicon:
        """Read both tables; see :func:`annotate.lexicons.read_table` for what may be wrong."""
        rows, words = ACRONYMS.read(lexicon), ACRONYM_HEADS.read(heads)
        ACRONYMS.check_labels(rows, lexicon, labels)
        ACRONYM_HEADS.check_labels(words, heads, labels)
        return cls.from_rows((row for _, row in rows), (row for _, row in words), path=lexicon)

    def label_of(self, expansion: str) -> str | None:
        """Return the entity label that the first word of a long form announces, if it is clear;
        ``-`` when it is clear that the long form names no entity.
        """
        first = fold(expansion.replace("-", " ")).split()
        return self.heads.get(first[0]) if first else None


def stems(expansion: str) -> tuple[str, ...]:
    """Return what two long forms share that differ by case, accents, number and small words.

    Examples
    --------
    >>> stems("Centres historiques miniers") == stems("centre historique minier")
    True
    """
    words = re.findall(r"[a-z]{4,}|\d+", fold(expansion))
    return tuple(word.rstrip("sx")[:4] for word in words)
