"""A reviewer who acts through doccano's own interface for programs, and readers of what comes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from annotate.review.doccano.session import Held, HeldSpan, Session
from annotate.review.state import ReviewFolder, load_state
from annotate.standoff.run_folder import RunFolder


def names(run: Path) -> list[dict[str, Any]]:
    """Return the names, dates and acronyms of all documents of a run."""
    found = []
    for file in sorted((run / "annotations").glob("*.jsonl")):
        rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()[1:]]
        found += [row for row in rows if row["layer"] != "structure"]
    return found


class Reviewer:
    """Somebody signed in to the project of a run."""

    def __init__(
        self,
        run: Path,
        doccano: dict[str, str],
        user: str,
        *,
        own: bool = False,
        adjudication: bool = False,
    ) -> None:
        review = ReviewFolder(RunFolder(run))
        path = review.state_file(user if own else None, adjudication=adjudication)
        self.project = load_state(path).project
        self.session = Session(doccano["url"], user, doccano[user])
        self.admin = Session(doccano["url"], "admin", doccano["admin"])
        self._repository = self.session._client._base_repository

    def piece(self, document: str, number: int = 1) -> Held:
        """Return a piece of a document."""
        (one,) = [
            held
            for held in self.admin.examples(self.project)
            if held.meta["document"] == document
            and str(held.meta["partie"]).startswith(f"{number}/")
        ]
        return one

    def span(self, one: Held, label: str, words: str) -> HeldSpan:
        """Return the one span with a label over some words."""
        (found,) = [
            span
            for span in self.admin.spans(self.project, one.id)
            if span.label == label and _units(one.text, span.start, span.end) == words
        ]
        return found

    def add(self, one: Held, label: str, start: int, end: int) -> None:
        """Draw a span, in UTF-16 units."""
        labels = {name: number for number, name in self.admin.labels(self.project).items()}
        told = {"label": labels[label], "start_offset": start, "end_offset": end}
        self._repository.post(f"projects/{self.project}/examples/{one.id}/spans", json=told)

    def draw(self, one: Held, label: str, words: str) -> None:
        """Draw a span over words that the piece has once."""
        assert one.text.count(words) == 1
        start = len(one.text[: one.text.index(words)].encode("utf-16-le")) // 2
        self.add(one, label, start, start + len(words.encode("utf-16-le")) // 2)

    def relabel(self, one: Held, span: HeldSpan, label: str) -> None:
        """Give a span another label."""
        labels = {name: number for number, name in self.admin.labels(self.project).items()}
        place = f"projects/{self.project}/examples/{one.id}/spans/{span.id}"
        address = f"{self._repository.api_url}/{place}"
        self._repository._session.patch(address, json={"label": labels[label]}).raise_for_status()

    def delete(self, one: Held, span: HeldSpan) -> None:
        """Delete a span."""
        self._repository.delete(f"projects/{self.project}/examples/{one.id}/spans/{span.id}")

    def comment(self, one: Held, text: str) -> None:
        """Write a comment."""
        self.session.comment(self.project, one.id, text)

    def confirm(self, one: Held) -> None:
        """Confirm a piece, or take it back."""
        self.session._client.update_example_state(self.project, one.id)


def _units(text: str, start: int, end: int) -> str:
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")
