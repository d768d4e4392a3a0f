"""What other corpora and programs call the labels of a configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from annotate.document.labels import LabelTable
from annotate.errors import UsageError
from annotate.exports.document import Exchanged, Span
from annotate.lexicons import read_table
from annotate.resources import default_configs

FILE = "labels_of_others.tsv"
_PART = re.compile(r"[./:_-][^./:_-]*$")


class LabelsOfOthers:
    """Gives spans the labels of a configuration.

    Parameters
    ----------
    labels : LabelTable
        The labels of the configuration. A ``labels_of_others.tsv`` beside them counts, else the one
        that `annotate` ships.
    given : iterable of str
        ``THEIRS=OURS``, which go before the table; ``THEIRS=`` leaves such spans out.

    Raises
    ------
    UsageError
        If one of those that were given is not of that form, or names no label of names.
    LexiconError
        If the table is malformed.

    Examples
    --------
    >>> from annotate.document.labels import shipped_labels
    >>> theirs = LabelsOfOthers(shipped_labels(), ["func="])
    >>> [theirs.ours(one) for one in ("LOC", "Person", "loc.adm.town", "func.ind", "species")]
    ['LOC', 'PER', 'LOC', '', None]
    """

    def __init__(self, labels: LabelTable, given: Iterable[str] = ()) -> None:
        self._own = {name for name, one in labels.items() if one.layer != "structure"}
        path = labels.path.parent / FILE
        path = path if path.is_file() else default_configs() / FILE
        rows = read_table(path, ("theirs", "ours"))
        self._names = {row["theirs"].casefold(): row["ours"] for row in rows}
        self._names |= {name.casefold(): name for name in self._own}
        self._given: Mapping[str, str] = dict(self._pair(one) for one in given)

    def _pair(self, given: str) -> tuple[str, str]:
        theirs, sign, ours = given.rpartition("=")
        if not sign or not theirs or (ours and ours not in self._own):
            raise UsageError(
                f"--label {given} does not say which label theirs is",
                remedy=f"write THEIRS=OURS; ours are {', '.join(sorted(self._own))}",
            )
        return theirs, ours

    def ours(self, label: str) -> str | None:
        """Return the label that theirs is: empty if it is not wanted, None if nobody knows."""
        if label in self._own and label not in self._given:
            return label
        for table, name in ((self._given, label), (self._names, label.casefold())):
            while name not in table and _PART.search(name):
                name = _PART.sub("", name)
            if name in table:
                found = table[name]
                return found if not found or found in self._own else None
        return None

    def renamed(self, documents: Iterable[Exchanged]) -> Iterator[Exchanged]:
        """Yield documents with labels of ours; spans that nobody knows keep theirs."""
        for one in documents:
            yield replace(one, spans=tuple(sorted(self._spans(one), key=Span.sort_key)))

    def _spans(self, document: Exchanged) -> Iterator[Span]:
        for span in document.spans:
            ours = self.ours(span.label)
            if ours is None or ours == span.label:
                yield span
            elif ours:
                yield replace(span, label=ours)
