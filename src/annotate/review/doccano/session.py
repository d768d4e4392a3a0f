"""A session with a doccano server: what `annotate` asks of it, with errors that help.

doccano-client, in a process of its own, signs in and makes projects, labels, members and comments.
What it leaves out (whether an import failed, who made a span and when) is requested by address.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.errors import ReviewError
from annotate.progress import Watcher, unwatched
from annotate.review.doccano.client import Client, ClientError
from annotate.review.server.home import Home

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Held:
    """An example that the server holds.

    Attributes
    ----------
    id : int
        The server's number for it.
    text : str
        What is shown.
    meta : mapping
        What was sent with it.
    confirmed : bool
        Whether somebody has confirmed it.
    comments : int
        How many comments it has.
    """

    id: int
    text: str
    meta: Mapping[str, Any]
    confirmed: bool
    comments: int = 0


@dataclass(frozen=True, slots=True)
class HeldSpan:
    """A span that the server holds, in its own units.

    Attributes
    ----------
    id : int
        The server's number for it; it stays when the label is changed.
    start, end : int
        UTF-16 units of the example's text.
    label : str
        The name of its label.
    user : int
        Whose it is: who made it, or who imported it.
    at : str
        When it was last changed, UTC.
    """

    id: int
    start: int
    end: int
    label: str
    user: int
    at: str


@dataclass(frozen=True, slots=True)
class HeldComment:
    """A comment on an example."""

    example: int
    user: str
    at: str
    text: str


class Session:
    """One user's session.

    Parameters
    ----------
    url : str
        Where the server is.
    user, password : str
        Who signs in.
    home : Home
        Where doccano-client is installed, if it is not there yet.
    tell : callable
        Called before doccano-client is installed.

    Raises
    ------
    ReviewError
        If doccano-client cannot be installed, or the server does not answer, is not a doccano, or
        refuses the password.
    """

    def __init__(
        self, url: str, user: str, password: str, home: Home, tell: Watcher = unwatched
    ) -> None:
        self.url, self.user = url.rstrip("/"), user
        self._client = Client(home, tell)
        self.user_id: int = self._call("login", url=self.url, user=user, password=password)
        self._labels: dict[tuple[int, str], dict[int, str]] = {}

    def close(self) -> None:
        """End the process that talks to the server; it also ends when the session is dropped."""
        self._client.close()

    def _call(self, verb: str, **arguments: Any) -> Any:
        """Have doccano-client do something; its errors become ones that say what to do."""
        try:
            return self._client.call(verb, **arguments)
        except ClientError as error:
            if error.kind == "http":
                raise self._refused(error.code, verb=verb, message=str(error)) from error
            if error.kind == "connection":
                raise ReviewError(
                    "no doccano answers there",
                    path=self.url,
                    remedy="start it with `annotate review start`, or check the address",
                ) from error
            raise ReviewError(
                f"the answer is not that of doccano 1.8 ({str(error)[:200]})",
                path=self.url,
                remedy="check the address and the version of the server",
            ) from error

    def _refused(self, code: int, *, verb: str, message: str) -> ReviewError:
        if verb == "login" and code in (400, 401, 403):
            return ReviewError(
                f"the server refuses the password of {self.user}",
                path=self.url,
                remedy="check ANNOTATE_DOCCANO_USER and ANNOTATE_DOCCANO_PASSWORD, or the accounts "
                "that `annotate review status` names",
            )
        if code == 404:
            return GoneError(
                "what was asked for is not on the server any more",
                path=self.url,
                remedy="push again with --new if the project was deleted there",
            )
        if code == 403:
            return ReviewError(
                f"the server does not let {self.user} do that",
                path=self.url,
                remedy="sign in as an administrator of the project",
            )
        return ReviewError(
            f"the server answers {code} ({message[:200]})",
            path=self.url,
            remedy="see its log, and run the command again",
        )

    def _get(self, resource: str, **parameters: Any) -> Any:
        return self._call("get", resource=resource, **parameters)

    def _pages(self, resource: str, offset: int = 0) -> Iterator[Any]:
        while True:
            page = self._get(resource, limit=_PAGE, offset=offset)
            yield from page["results"]
            offset += len(page["results"])
            if not page["results"] or offset >= page["count"]:
                return

    # Projects

    def project_name(self, project: int) -> str | None:
        """Return a project's name; None if the server has none of that number."""
        try:
            return str(self._get(f"projects/{project}")["name"])
        except GoneError:
            return None

    def create_project(self, name: str, description: str, guideline: str) -> int:
        """Create a project for spans that may overlap and relations; return its number.

        Everybody in it sees the same spans: what is imported belongs to the importer, and nobody
        else would see it otherwise.
        """
        made: int = self._call(
            "create_project",
            name=name[:100],
            project_type="SequenceLabeling",
            description=description,
            guideline=guideline,
            collaborative_annotation=True,
            allow_overlapping=True,
            use_relation=True,
            grapheme_mode=False,
        )
        return made

    def create_label(self, project: int, name: str, colour: str, key: str | None) -> None:
        """Create a label for spans."""
        self._call("create_label", project=project, kind="span", name=name, colour=colour, key=key)

    def create_relation(self, project: int, name: str, colour: str) -> None:
        """Create a type of relations."""
        self._call("create_label", project=project, kind="relation", name=name, colour=colour)

    def labels(self, project: int, kind: str = "span") -> dict[int, str]:
        """Return the labels (``span``) or the types of relations (``relation``) by number."""
        if (project, kind) not in self._labels:
            rows = self._get(f"projects/{project}/{kind}-types")
            rows = rows["results"] if isinstance(rows, dict) else rows
            self._labels[project, kind] = {row["id"]: row["text"] for row in rows}
        return self._labels[project, kind]

    def forget_labels(self, project: int) -> None:
        """Ask the server anew for the labels of a project."""
        for kind in ("span", "relation"):
            self._labels.pop((project, kind), None)

    def add_member(self, project: int, user: str) -> None:
        """Let an annotator into a project; once is enough."""
        if user in self.members(project).values():
            return
        self.check_user(user)
        self._call("add_member", project=project, user=user, role="annotator")

    def check_user(self, user: str) -> None:
        """Check that somebody has an account.

        Raises
        ------
        ReviewError
            If there is none.
        """
        users = {row["username"] for row in self._get("users")}
        if user not in users:
            raise ReviewError(
                f"there is no account of {user}",
                path=self.url,
                remedy=f"make one with `annotate review start --user {user}`",
            )

    def members(self, project: int) -> dict[int, str]:
        """Return the names of a project's members by their numbers."""
        return {row["user"]: row["username"] for row in self._get(f"projects/{project}/members")}

    # Examples

    def examples(self, project: int, skip: int = 0) -> list[Held]:
        """Return a project's examples in the order they are shown in, without the first `skip`."""
        return [
            Held(
                row["id"],
                row["text"] or "",
                _meta(row["meta"]),
                row["is_confirmed"],
                row["comment_count"],
            )
            for row in self._pages(f"projects/{project}/examples", skip)
        ]

    def count(self, project: int) -> int:
        """Return how many examples a project has."""
        return int(self._get(f"projects/{project}/examples", limit=1)["count"])

    def spans(self, project: int, example: int) -> list[HeldSpan]:
        """Return an example's spans, by position."""
        names = self.labels(project)
        rows = self._get(f"projects/{project}/examples/{example}/spans")
        found = [
            HeldSpan(
                row["id"],
                row["start_offset"],
                row["end_offset"],
                names.get(row["label"], "?"),
                row["user"],
                _time(row["updated_at"]),
            )
            for row in rows
        ]
        return sorted(found, key=lambda one: (one.start, -one.end, one.label, one.id))

    def relations(self, project: int, example: int) -> list[tuple[int, int]]:
        """Return an example's relations as pairs of span numbers, from and to."""
        rows = self._get(f"projects/{project}/examples/{example}/relations")
        return sorted((row["from_id"], row["to_id"]) for row in rows)

    def confirmations(self, project: int, example: int) -> list[tuple[int, str]]:
        """Return who has confirmed an example, and when."""
        page = self._get(f"projects/{project}/examples/{example}/states")
        rows = page["results"] if isinstance(page, dict) else page
        return [(row["confirmed_by"], _time(row["confirmed_at"])) for row in rows]

    def comments(self, project: int) -> list[HeldComment]:
        """Return all comments of a project, the oldest first."""
        found = [
            HeldComment(
                row["example"], row["username"] or "", _time(row["created_at"]), row["text"]
            )
            for row in self._pages(f"projects/{project}/comments")
        ]
        return sorted(found, key=lambda one: (one.at, one.example))

    def comment(self, project: int, example: int, text: str) -> None:
        """Write a comment on an example."""
        self._call("comment", project=project, example=example, text=text)

    def delete_examples(self, project: int, examples: Sequence[int]) -> None:
        """Delete examples. None given, none deleted: to the server an empty list means all."""
        if examples:
            self._call("delete_examples", project=project, examples=list(examples))

    def send(self, project: int, rows: Sequence[Mapping[str, Any]]) -> None:
        """Import examples with their spans and relations.

        The file is ASCII with escapes, because the server guesses encodings badly.

        Raises
        ------
        ReviewError
            If the server says that the import failed.
        """
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "examples.jsonl"
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), "ascii")
            status = self._call("send", project=project, path=str(path))
        faults = [status.get("error"), (status.get("result") or {}).get("error")]
        if any(faults):
            said = json.dumps(next(filter(None, faults)), ensure_ascii=False)
            raise ReviewError(
                f"the server could not import the texts ({said[:300]})",
                path=self.url,
                remedy="see its log, and push again",
            )


class GoneError(ReviewError):
    """What was asked for is not on the server."""


def _meta(meta: Any) -> Mapping[str, Any]:
    """Return what was sent; earlier versions sent it one level deeper."""
    inner = meta.get("meta", meta) if isinstance(meta, dict) else {}
    return inner if isinstance(inner, dict) else {}


def _time(stamp: str) -> str:
    """Return a time as it is written everywhere: UTC, whole seconds."""
    from datetime import UTC, datetime

    time = datetime.fromisoformat(stamp.replace("Z", "+00:00"))
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
