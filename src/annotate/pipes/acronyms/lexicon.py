"""The acronyms that the project knows, and the words that tell what a long form names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotate.errors import LexiconError
from annotate.lexicons import read_table
from annotate.pipes.acronyms.shapes import fold, key

NO_LABEL = "-"
LABELS = frozenset({"PER", "ORG", "LOC", "MISC"})


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
        By :func:`annotate.pipes.acronyms.shapes.key` of the acronym.
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
            If a label is none of PER, ORG, LOC, MISC and ``-``, or an acronym stands twice.
        """
        entries: dict[str, Entry] = {}
        for row in acronyms:
            label = _label(row["label"], row["acronym"], path)
            entry = Entry(row["acronym"], row["expansion"], label)
            if entries.setdefault(key(entry.acronym), entry) is not entry:
                raise LexiconError(
                    f"{entry.acronym} stands twice",
                    path=path,
                    remedy="keep the row that suits your texts, start the other with #",
                )
        labels = {fold(row["head"]): _label(row["label"], row["head"], path) for row in heads}
        return cls(entries, {head: label for head, label in labels.items() if label})

    @classmethod
    def load(cls, lexicon: Path, heads: Path) -> AcronymLexicon:
        """Read both tables; see :func:`annotate.lexicons.read_table` for what may be wrong."""
        rows = read_table(lexicon, ["acronym", "expansion", "label", "source"])
        return cls.from_rows(rows, read_table(heads, ["head", "label", "source"]), path=lexicon)

    def label_of(self, expansion: str) -> str | None:
        """Return the entity label that the first word of a long form announces, if it is clear."""
        first = fold(expansion.replace("-", " ")).split()
        return self.heads.get(first[0]) if first else None

    def to_json(self) -> str:
        """Return the lexicon as JSON that :meth:`from_json` reads back equal."""
        rows = [[e.acronym, e.expansion, e.label] for e in self.entries.values()]
        data = {"acronyms": rows, "heads": dict(self.heads)}
        return json.dumps(data, ensure_ascii=False, indent=0)

    @classmethod
    def from_json(cls, text: str) -> AcronymLexicon:
        """Read what :meth:`to_json` wrote."""
        data = json.loads(text)
        entries = (Entry(*row) for row in data["acronyms"])
        return cls({key(entry.acronym): entry for entry in entries}, data["heads"])


def _label(cell: str, name: str, path: Path | None) -> str | None:
    if cell == NO_LABEL:
        return None
    if cell not in LABELS:
        raise LexiconError(
            f"{name} has the label {cell}",
            path=path,
            remedy=f"write {', '.join(sorted(LABELS))}, or {NO_LABEL} for none",
        )
    return cell
