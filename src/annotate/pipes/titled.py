"""People with the titles and functions beside their names, for guides that count those in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotate.document.candidates import TITLE, Candidate


def with_titles(
    layer: Iterable[Candidate], groups: Mapping[str, Sequence[Candidate]]
) -> Iterator[Candidate]:
    """Yield a flat layer, people with the words beside their names if someone found those.

    Parameters
    ----------
    layer : iterable of Candidate
        Candidates in order that do not overlap.
    groups : mapping
        Span group to candidates; those with the label :data:`TITLE` end where a name begins, or
        begin where a name ends.

    Yields
    ------
    Candidate
        People wider, without the names that lie in what they took in; the others as they were.

    Examples
    --------
    >>> said = [Candidate(0, 3, TITLE, "rule:t"), Candidate(8, 27, TITLE, "rule:t")]
    >>> layer = [Candidate(3, 8, "PER", "model:m"), Candidate(18, 27, "LOC", "model:m")]
    >>> [(one.start, one.end, one.label) for one in with_titles(layer, {"people": said})]
    [(0, 27, 'PER')]
    """
    titles = [one for group in groups.values() for one in group if one.label == TITLE]
    before: dict[int, list[int]] = {}
    for one in titles:
        before.setdefault(one.end, []).append(one.start)
    behind = {one.start: one.end for one in titles}
    last: Candidate | None = None
    for candidate in layer:
        if last is not None and candidate.start < last.end:
            continue
        if candidate.label == "PER" and titles:
            starts = before.get(candidate.start, ())
            first = min(starts, default=candidate.start)
            # « S. Exc. » before « M. Vasselin » is no person of its own.
            if last is not None and last.label == "PER" and first <= last.start:
                last = None
            end = last.end if last is not None else 0
            start = min((one for one in starts if one >= end), default=candidate.start)
            candidate = candidate.moved(start, behind.get(candidate.end, candidate.end))
        if last is not None:
            yield last
        last = candidate
    if last is not None:
        yield last
