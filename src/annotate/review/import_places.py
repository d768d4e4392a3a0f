"""Where the spans of a file that came back stand in the text that was exported, and in that of the
run as it is now: both may differ, since programs change texts and sources are edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from annotate.document.mended import Mended
from annotate.document.quote_check import quote_matches
from annotate.document.source import Range
from annotate.errors import DocumentError
from annotate.exports.document import Span
from annotate.exports.reading import Sent, is_written
from annotate.gold.alignment import align
from annotate.gold.note_calls import Calls
from annotate.gold.placing import Missing, Placing
from annotate.gold.unprojected import Reason
from annotate.review.pieces import Piece

_LEAST = 0.5
"""A text less of which is found in that which was exported is another text."""
_LITTLE = 0.1
"""A text less of which is found in the same text edited since is another one."""


_NOWHERE = "its words are not in the text of the run"


@dataclass(frozen=True, slots=True)
class Unsure:
    """A span of a file has no sure place in the text that was exported.

    Attributes
    ----------
    why : str
        The reason.
    doubtful : sequence of Span
        Where it may stand.
    """

    why: str
    doubtful: Sequence[Span] = ()


class Places:
    """Leads spans of one file home in two steps, each with the words around them.

    Parameters
    ----------
    there : str
        The text of the file.
    mended : Mended
        The text of the run.
    sent : Sent or None
        What was exported; None where that is not known. Then it counts as that of the run.
    file : str
        Where the file lies.

    Raises
    ------
    DocumentError
        If little of a text is found in the next one, or the text of the run has changed since the
        export and the export does not hold its own.
    """

    def __init__(self, there: str, mended: Mended, sent: Sent | None, file: str) -> None:
        now = mended.text
        if sent is not None and sent.text is None:
            _check_unchanged(mended, sent, file)
        self.then = now if sent is None or sent.text is None else sent.text
        self._there, self._mended = there, mended
        self._forth = _between(there, self.then, None)
        self._on = _between(self.then, now, mended)
        self.changed = self._on is not None
        for step, least in ((self._forth, _LEAST), (self._on, _LITTLE)):
            if step is None or step.alignment.exact:
                continue
            if step.alignment.share_of(0, len(step.alignment.old))[0] < least:
                raise DocumentError(
                    f"{mended.source.id} is another text than that of the run",
                    path=file,
                    remedy="import it into a run over its own text, or make gold with --gold",
                )
        # What the person saw, and may have read, where that is not what the run has.
        seen = None
        if sent is not None:
            seen = self.then if self._on is not None else None
        elif self._forth is not None and not self._forth.alignment.exact:
            seen = there
        self._seen = None if seen is None else frozenset(map(_squeezed, _blocks(seen)))

    def over_export(self, span: Span) -> Span | Unsure:
        """Return a span of the file over the text that was exported."""
        ranges: list[Range] = []
        for start, end in span.ranges:
            quote = self._there[start:end]
            low, high = start + len(quote) - len(quote.lstrip()), start + len(quote.rstrip())
            if low >= high:
                return Unsure("it covers no text")
            place = _place(self._forth, low, high)
            if isinstance(place, Missing):
                doubtful = [] if place.doubtful is None else [place.doubtful]
                return Unsure(
                    _NOWHERE if place.doubtful is None else str(place),
                    [replace(span, ranges=(one,)) for one in doubtful],
                )
            ranges.append(place)
        return replace(span, ranges=tuple(sorted(set(ranges))))

    def over_run(self, span: Span) -> Span | str:
        """Return a span of the text that was exported over that of the run, or why it has no place
        there.
        """
        ranges: list[Range] = []
        for start, end in span.ranges:
            place = self.in_run(start, end)
            if isinstance(place, Missing):
                return f"no sure place in the text of the run: {place}"
            ranges.append(place)
        return replace(span, ranges=tuple(sorted(set(ranges))))

    def in_run(self, start: int, end: int) -> Range | Missing:
        """Return where a span of the text that was exported stands in that of the run."""
        place = _place(self._on, start, end)
        if isinstance(place, Missing):
            return place
        # Half of a ligature has no place in the source; a blank that mending made with a letter is
        # no part of a span.
        offsets, text = self._mended.offsets, self._mended.text
        low, high = offsets.span(offsets.to_source(*place)) or place
        whole = text[low:high]
        return high - len(whole.lstrip()), low + len(whole.rstrip())

    def fault_of(self, span: Span) -> str | None:
        """Return why no annotation of the source can be a span of the mended text."""
        source, offsets = self._mended.source, self._mended.offsets
        places = [offsets.to_source(*one) for one in span.ranges]
        quote = " ".join(self._mended.text[start:end] for start, end in span.ranges)
        blocks = {offsets.block_at(at) for start, end in span.ranges for at in (start, end - 1)}
        if len(blocks) > 1:
            return "it runs over two paragraphs"
        if not all(places):
            return "it covers only what mending put in"
        if not quote_matches(source.text, [part for one in places for part in one], quote):
            return "it covers a part only of what mending made one"
        return None

    def has(self, start: int, end: int) -> bool:
        """Return whether the file has the words of a span of the text that was exported."""
        return self._forth is None or self._forth.alignment.covers(start, end)

    def was_read(self, piece: Piece) -> bool:
        """Return whether who read the text of the file has read a piece as the run has it."""
        return self._seen is None or _squeezed(piece.text) in self._seen


def _between(old: str, new: str, mended: Mended | None) -> Placing | None:
    if old == new:
        return None
    calls = None if mended is None else Calls(mended)
    return Placing(align(old, new), None, calls, words_may_meet=True)


def _place(step: Placing | None, start: int, end: int) -> Range | Missing:
    if step is None:
        return start, end
    if not step.alignment.exact:
        return step.place(start, end)
    image = step.alignment.image(start, end)
    return Missing(Reason.CUT) if image is None else image


def _blocks(text: str) -> Iterator[str]:
    """Yield the blocks of a mended text; cells are parted by tabs and single line ends."""
    for block in text.split("\n\n"):
        yield block
        yield from re.split(r"[\t\n]", block)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _check_unchanged(mended: Mended, sent: Sent, file: str) -> None:
    """Refuse a text whose spans are not where the export had them."""
    if not all(is_written(one, mended.text) for one in sent.spans):
        raise DocumentError(
            f"the text of {mended.source.id} has changed since the export, and the export does not "
            "hold the text that it was made of",
            path=file,
            remedy="export the run again, or import into a run over the text of the export",
        )
