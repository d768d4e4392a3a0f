"""What a server would hold, in memory: the same questions and answers as a session's, for the
sequences that would take hours on a real one. That the real one answers so is for other tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from unittest import mock

from annotate.review.doccano import snapshot
from annotate.review.doccano.session import Held, HeldComment, HeldSpan

USERS = {1: "admin", 2: "alice", 3: "bob"}


@dataclass
class Kept:
    """One example, with what people did to it."""

    held: Held
    spans: list[HeldSpan]
    links: list[tuple[int, int]]
    states: list[tuple[int, str]] = field(default_factory=list)


class Shelf:
    """A session of the administrator; `draw` and the like are what people do in the page."""

    url, user, user_id = "http://shelf.test", "admin", 1

    def __init__(self) -> None:
        self.kept: dict[int, Kept] = {}
        self._numbers = iter(range(1, 1_000_000))
        self._seconds = 0

    # What `annotate` asks

    def project_name(self, project: int) -> str | None:
        return "shelf"

    def create_project(self, name: str, description: str, guideline: str) -> int:
        return 7

    def labels(self, project: int, kind: str = "span") -> dict[int, str]:
        return {}

    def create_label(self, project: int, name: str, colour: str, key: str | None) -> None:
        """Labels are names here."""

    def create_relation(self, project: int, name: str, colour: str) -> None:
        """There is one kind."""

    def forget_labels(self, project: int) -> None:
        """None are known."""

    def members(self, project: int) -> dict[int, str]:
        return USERS

    def comments(self, project: int) -> list[HeldComment]:
        return []

    def examples(self, project: int, behind: int = 0) -> list[Held]:
        return [one.held for one in self.kept.values()][behind:]

    def count(self, project: int) -> int:
        return len(self.kept)

    def spans(self, project: int, example: int) -> list[HeldSpan]:
        found = self.kept[example].spans
        return sorted(found, key=lambda one: (one.start, -one.end, one.label, one.id))

    def relations(self, project: int, example: int) -> list[tuple[int, int]]:
        return sorted(self.kept[example].links)

    def confirmations(self, project: int, example: int) -> list[tuple[int, str]]:
        return [(user, at) for user, at in self.kept[example].states]

    def delete_examples(self, project: int, examples: Sequence[int]) -> None:
        for number in examples:
            del self.kept[number]

    def send(self, project: int, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            number = next(self._numbers)
            ids = {span["id"]: next(self._numbers) for span in row["entities"]}
            spans = [
                HeldSpan(
                    ids[span["id"]],
                    span["start_offset"],
                    span["end_offset"],
                    span["label"],
                    self.user_id,
                    self.now(),
                )
                for span in row["entities"]
            ]
            links = [(ids[link["from_id"]], ids[link["to_id"]]) for link in row["relations"]]
            meta = {"digest": row["digest"], "document": row["document"]}
            self.kept[number] = Kept(Held(number, row["text"], meta, False), spans, links)

    # What people do

    def now(self) -> str:
        """Return the time, a second later at each call."""
        self._seconds += 1
        hours, minutes = self._seconds // 3600, self._seconds // 60 % 60
        return f"2026-11-28T{hours:02}:{minutes:02}:{self._seconds % 60:02}Z"

    def draw(self, example: int, start: int, end: int, label: str, user: int) -> None:
        """Mark some units of a text."""
        one = HeldSpan(next(self._numbers), start, end, label, user, self.now())
        self.kept[example].spans.append(one)

    def delete(self, example: int, span: HeldSpan) -> None:
        """Take a mark away, and the relations that end at it."""
        kept = self.kept[example]
        kept.spans.remove(span)
        kept.links = [pair for pair in kept.links if span.id not in pair]

    def relabel(self, example: int, span: HeldSpan, label: str) -> None:
        """Give a mark another label: its number and its maker stay."""
        kept = self.kept[example]
        kept.spans[kept.spans.index(span)] = replace(span, label=label, at=self.now())

    def confirm(self, example: int, user: int) -> None:
        """Confirm a text, or take it back."""
        kept = self.kept[example]
        kept.states = [] if kept.states else [(user, self.now())]
        kept.held = replace(kept.held, confirmed=bool(kept.states))


def seen_by_its_clock(shelf: Shelf) -> Any:
    """Let the pulls look at the shelf's clock: what leaves no trace is dated by them."""
    now = mock.Mock(**{"strftime.side_effect": lambda form: shelf.now()})
    return mock.patch.object(snapshot, "datetime", mock.Mock(**{"now.return_value": now}))
