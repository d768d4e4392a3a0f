"""A session with a doccano server: what `annotate` asks of it, with errors that help.

doccano-client signs in and knows projects, labels, members and examples. What it leaves out (the
encoding of an import, whether an import failed, who made a span and when) is asked of the same
session by its address.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.errors import ReviewError

if TYPE_CHECKING:
    from doccano_client import DoccanoClient

_PAGE = 1000
_TASK = "RelationExtraction"


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

    Raises
    ------
    ReviewError
        If the server is away, is no doccano, or refuses the password.
    """

    def __init__(self, url: str, user: str, password: str) -> None:
        self.url, self.user = url.rstrip("/"), user
        self._client = _client(self.url)
        with self._telling(login=True):
            self._client.login(user, password)
            self.user_id = int(self._client.get_profile().id or 0)
        self._labels: dict[tuple[int, str], dict[int, str]] = {}

    @contextmanager
    def _telling(self, *, login: bool = False) -> Iterator[None]:
        """Turn what requests and the client raise into errors that say what to do."""
        from requests import exceptions

        try:
            yield
        except exceptions.HTTPError as error:
            code = error.response.status_code if error.response is not None else 0
            raise self._refused(code, login=login, said=str(error)) from error
        except (exceptions.RequestException, OSError) as error:
            raise ReviewError(
                "no doccano answers there",
                path=self.url,
                remedy="start it with `annotate review start`, or check the address",
            ) from error

    def _refused(self, code: int, *, login: bool, said: str) -> ReviewError:
        if login and code in (400, 401, 403):
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
            f"the server answers {code} ({said[:200]})",
            path=self.url,
            remedy="see its log, and run the command again",
        )

    def _get(self, resource: str, **parameters: Any) -> Any:
        with self._telling():
            return self._client._base_repository.get(resource, params=parameters).json()

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

    def projects(self) -> Iterator[tuple[int, str, str]]:
        """Yield number, name and description of the projects that the user may see."""
        for row in self._pages("projects"):
            yield row["id"], row["name"], row["description"]

    def create_project(self, name: str, description: str, guideline: str) -> int:
        """Make a project for spans that may overlap and relations; return its number.

        Everybody in it sees the same spans: what is imported belongs to the importer, and nobody
        else would see it otherwise.
        """
        with self._telling():
            made = self._client.create_project(
                name=name[:100],
                project_type="SequenceLabeling",
                description=description,
                guideline=guideline,
                collaborative_annotation=True,
                allow_overlapping=True,
                use_relation=True,
                grapheme_mode=False,
            )
        return int(made.id or 0)

    def create_label(self, project: int, name: str, colour: str, key: str | None) -> None:
        """Make a label for spans."""
        with self._telling():
            self._client.create_label_type(project, "span", name, color=colour, suffix_key=key)

    def create_relation(self, project: int, name: str, colour: str) -> None:
        """Make a type of relations."""
        with self._telling():
            self._client.create_label_type(project, "relation", name, color=colour)

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
        with self._telling():
            self._client.add_member(project, user, "annotator")

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

    def examples(self, project: int, behind: int = 0) -> list[Held]:
        """Return a project's examples in the order they are shown, without the first `behind`."""
        return [
            Held(
                row["id"],
                row["text"] or "",
                _meta(row["meta"]),
                row["is_confirmed"],
                row["comment_count"],
            )
            for row in self._pages(f"projects/{project}/examples", behind)
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
        with self._telling():
            self._client.create_comment(project, example, text)

    def delete_examples(self, project: int, examples: Sequence[int]) -> None:
        """Delete examples. None given, none deleted: to the server an empty list means all."""
        if examples:
            with self._telling():
                self._client.bulk_delete_examples(project, list(examples))

    def send(self, project: int, rows: Sequence[Mapping[str, Any]]) -> None:
        """Import examples with their spans and relations.

        The file is ASCII with escapes, because the server guesses encodings badly.

        Raises
        ------
        ReviewError
            If the server says that the import failed.
        """
        with tempfile.TemporaryDirectory() as folder, self._telling():
            path = Path(folder) / "examples.jsonl"
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), "ascii")
            upload = self._client._data_import_repository
            number = upload.upload(str(path))
            task = upload.ingest(project, [number], task=_TASK, format="JSONL", encoding="utf_8")
            self._client._task_status_repository.wait(task)
        told = self._get(f"tasks/status/{task}")
        faults = [told.get("error"), (told.get("result") or {}).get("error")]
        if any(faults):
            said = json.dumps(next(filter(None, faults)), ensure_ascii=False)
            raise ReviewError(
                f"the server could not import the texts ({said[:300]})",
                path=self.url,
                remedy="see its log, and push again",
            )


class GoneError(ReviewError):
    """What was asked for is not on the server."""


def _client(url: str) -> DoccanoClient:
    try:
        from doccano_client import DoccanoClient
    except ImportError as error:
        raise ReviewError(
            f"doccano-client is not installed ({error})",
            remedy="pip install 'annotate[review]' with Python 3.11 or 3.12",
        ) from error
    return DoccanoClient(url)


def _meta(meta: Any) -> Mapping[str, Any]:
    """Return what was sent; earlier versions sent it one level deeper."""
    inner = meta.get("meta", meta) if isinstance(meta, dict) else {}
    return inner if isinstance(inner, dict) else {}


def _time(stamp: str) -> str:
    """Return a time as it is written everywhere: UTC, whole seconds."""
    from datetime import UTC, datetime

    told = datetime.fromisoformat(stamp.replace("Z", "+00:00"))
    return told.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
