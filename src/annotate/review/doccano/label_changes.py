"""What became of labels on the server: a label that is renamed or deleted there decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from annotate.review.decisions import REJECTED
from annotate.review.doccano.pairing import Remark
from annotate.review.doccano.projects import LabelsThere
from annotate.review.doccano.pull_diff import Returned
from annotate.review.doccano.snapshot import ServerExample
from annotate.review.doccano.state import SentExample


class LabelChanges:
    """Reads examples as if nobody had touched the labels, and says what somebody did to them.

    Parameters
    ----------
    there : LabelsThere
        The labels on the server.
    """

    def __init__(self, there: LabelsThere) -> None:
        self._there = there
        self._named: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()
        self._merged: Counter[str] = Counter()

    def read(self, sent: SentExample, example: ServerExample) -> ServerExample:
        """Return an example in which what was sent has a label that it was sent with, and nothing
        has one that is not known.
        """
        if not self._there.unknown:
            return example
        labels = {
            number: span.label for number, span in zip(sent.servers, sent.spans, strict=False)
        }
        spans = []
        for span in example.spans:
            if span.label not in self._there.unknown:
                spans.append(span)
                continue
            self._named[span.label] += 1
            if span.id in labels:
                spans.append(replace(span, label=labels[span.id]))
        return replace(example, spans=spans)

    def hold(self, back: Returned) -> bool:
        """Leave out what went with a label that is not there any more: the deletions, and the spans
        that were given another one, as where two labels are merged; return whether there are any.
        """
        kept = []
        for one in back.decisions:
            label = one.before.label if one.before is not None else one.after.label
            if label not in self._there.missing:
                kept.append(one)
            elif one.after.status == REJECTED:
                self._lost[label] += 1
            elif one.after.label != label:
                self._merged[label] += 1
            else:
                kept.append(one)
        held = len(kept) < len(back.decisions)
        back.decisions = kept
        return held

    def remarks(self) -> Iterator[Remark]:
        """Yield what somebody should look at."""
        names = ", ".join(f"{label} ({number})" for label, number in sorted(self._named.items()))
        if self._there.renamed and names:
            what = f"{self._there.renamed}; spans with it stay as they were: {names}"
            yield Remark("", "labels", what)
        elif names:
            what = f"labels that are not in labels.tsv: {names}; spans with them stay as they were"
            yield Remark("", "labels", what)
        for label, number in sorted(self._lost.items()):
            what = f"the label {label} was deleted on the server, and {number} spans with it"
            yield Remark("", "labels", f"{what}; they stay as they were")
        for label, number in sorted(self._merged.items()):
            what = (
                f"the label {label} was deleted on the server, and {number} spans that had it have "
                "another; they stay as they were, and --yes takes them"
            )
            yield Remark("", "labels", what)
