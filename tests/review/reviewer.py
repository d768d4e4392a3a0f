"""A reviewer who acts through doccano's own interface for programs, and readers of what comes."""

from __future__ import annotations

import json
import urllib.request
from functools import cache
from pathlib import Path
from typing import Any

from annotate.document.run_folder import RunFolder
from annotate.review.doccano.session import Held, HeldSpan, Session
from annotate.review.doccano.state import ReviewFolder, load_state
from annotate.review.server.home import Home
from command import Command

LONG = (
    "Léontine Delval, née à Béthune en 1894, dirigea le Syndicat des eaux du Liévinois (SEL) "
    "jusqu’en mai 1936. Le SEL possède la station de Wingles et le captage d’Annay.\n\n"
)
TEXTS = {
    "odd": "  \n\nDe\u0301cembre\u00a01990 à Be\u0301thune 🌻👩‍👧 : Marcel Wattrelos visite Lens"
    "\u200b et la Compagnie des mines de Lens.\r\n\r\n\r\n   À Arras ☃, Jean Delval parle.\r\n",
    "short": "La péniche\n\nAu printemps 1937, Léontine Delval quitte Arras pour la Société des "
    "mines de Lens.\n",
    "long": "Le bassin\n\n" + LONG * 40,
}


def call(annotate: Command, doccano: dict[str, str], *arguments: object) -> str:
    """Run a verb of review that goes well, and return what it says."""
    done = annotate("review", *arguments, "--home", doccano["home"])
    assert done.returncode == 0, done.stderr
    return done.stdout


def files(run: Path) -> dict[str, str]:
    """Return the annotations of a run as they are written."""
    return {
        file.name: file.read_text("utf-8") for file in (run / "annotations").glob("[!.]*.jsonl")
    }


def there_once(run: Path, doccano: dict[str, str]) -> None:
    """Check that the server has every span of the run, and each once."""
    state = ReviewFolder(RunFolder(run)).states()[0]
    reviewer = Reviewer(run, doccano, "alice")
    held = reviewer.admin.examples(state.project)
    assert sorted(one.id for one in held) == sorted(state.examples)
    found = [
        span.label
        for one in held
        for span in reviewer.admin.spans(state.project, one.id)
        if span.label != "LONG"
    ]
    assert len(found) == len(names(run))


def names(run: Path) -> list[dict[str, Any]]:
    """Return the names, dates and acronyms of all documents of a run."""
    found = []
    for file in sorted((run / "annotations").glob("[!.]*.jsonl")):
        rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()[1:]]
        found += [row for row in rows if row["layer"] != "structure"]
    return found


class Account:
    """Somebody signed in to doccano's interface for programs, without doccano-client."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._url = url
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        told = self.request("POST", "auth/login/", {"username": user, "password": password})
        self._headers["Authorization"] = f"Token {told['key']}"

    def request(self, method: str, resource: str, content: Any = None) -> Any:
        """Send something to an address below ``/v1``, and return the answer."""
        data = None if content is None else json.dumps(content).encode()
        address = f"{self._url}/v1/{resource}"
        asked = urllib.request.Request(address, data, self._headers, method=method)
        with urllib.request.urlopen(asked) as answer:
            return json.loads(answer.read() or "null")


signed_in = cache(Session)
"""Sessions are kept: each is a process, and a server takes its time to check a password."""
account_of = cache(Account)


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
        home = Home(Path(doccano["home"]))
        self.admin = signed_in(doccano["url"], "admin", doccano["admin"], home)
        self.admin.forget_labels(self.project)
        self.account = account_of(doccano["url"], user, doccano[user])
        self._own = doccano["url"], user, doccano[user], home
        self._of_admin = doccano["url"], "admin", doccano["admin"]

    @property
    def session(self) -> Session:
        """Their own session, in which no labels are known from before."""
        session = signed_in(*self._own)
        session.forget_labels(self.project)
        return session

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
        self.account.request("POST", f"projects/{self.project}/examples/{one.id}/spans", told)

    def draw(self, one: Held, label: str, words: str) -> None:
        """Draw a span over words that the piece has once."""
        assert one.text.count(words) == 1
        start = len(one.text[: one.text.index(words)].encode("utf-16-le")) // 2
        self.add(one, label, start, start + len(words.encode("utf-16-le")) // 2)

    def relabel(self, one: Held, span: HeldSpan, label: str) -> None:
        """Give a span another label."""
        labels = {name: number for number, name in self.admin.labels(self.project).items()}
        place = f"projects/{self.project}/examples/{one.id}/spans/{span.id}"
        self.account.request("PATCH", place, {"label": labels[label]})

    def delete(self, one: Held, span: HeldSpan) -> None:
        """Delete a span."""
        place = f"projects/{self.project}/examples/{one.id}/spans/{span.id}"
        self.account.request("DELETE", place)

    def comment(self, one: Held, text: str) -> None:
        """Write a comment."""
        self.session.comment(self.project, one.id, text)

    def confirm(self, one: Held) -> None:
        """Confirm a piece, or take it back."""
        self.account.request("POST", f"projects/{self.project}/examples/{one.id}/states")

    def delete_project(self) -> None:
        """Delete the whole project, as an administrator may."""
        account_of(*self._of_admin).request("DELETE", f"projects/{self.project}")


def _units(text: str, start: int, end: int) -> str:
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")
