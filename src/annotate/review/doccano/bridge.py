"""Drive doccano-client: run by the interpreter of its own environment, never imported.

doccano-client needs pydantic 1, and `annotate` is installed with pydantic 2. Every line of standard
input is a request, ``{"verb": "get", "arguments": {"resource": "me"}}``. Every line of standard
output is the answer to one: ``{"value": …}``, or ``{"error": {…}}`` with ``kind`` (``http``,
``connection`` or ``client``), ``code`` (the HTTP status, else 0) and ``message``. Passwords come
that way because everybody can see the arguments of a process.

The program ends when standard input ends, and when the process that started it, whose number is its
argument, has gone; even while it waits for the server.
"""

from __future__ import annotations

import json
import os
import queue
import select
import sys
import threading
from typing import Any

_TASK = "RelationExtraction"


class Bridge:
    """Every verb is a method that takes the arguments of a request; the client signs in first."""

    client: Any

    def login(self, url: str, user: str, password: str) -> int:
        """Sign in to a server; return the user's number there."""
        from doccano_client import DoccanoClient

        self.client = DoccanoClient(url)
        self.client.login(user, password)
        return int(self.client.get_profile().id or 0)

    def get(self, resource: str, **parameters: Any) -> Any:
        """Return what the server has at an address below ``/v1``."""
        return self.client._base_repository.get(resource, params=parameters).json()

    def create_project(self, **settings: Any) -> int:
        """Make a project; return its number."""
        return int(self.client.create_project(**settings).id or 0)

    def create_label(
        self, project: int, kind: str, name: str, colour: str, key: str | None = None
    ) -> None:
        """Make a label (``span``) or a type of relations (``relation``)."""
        self.client.create_label_type(project, kind, name, color=colour, suffix_key=key)

    def add_member(self, project: int, user: str, role: str) -> None:
        """Let somebody into a project."""
        self.client.add_member(project, user, role)

    def comment(self, project: int, example: int, text: str) -> None:
        """Write a comment on an example."""
        self.client.create_comment(project, example, text)

    def delete_examples(self, project: int, examples: list[int]) -> None:
        """Delete examples; to the server an empty list means all."""
        self.client.bulk_delete_examples(project, examples)

    def send(self, project: int, path: str) -> Any:
        """Import the rows of an ASCII file; return the status of the import, when it is done."""
        upload = self.client._data_import_repository
        number = upload.upload(path)
        # The client's own method does not pass an encoding, and the server guesses it badly.
        task = upload.ingest(project, [number], task=_TASK, format="JSONL", encoding="utf_8")
        self.client._task_status_repository.wait(task)
        return self.get(f"tasks/status/{task}")


def answer(bridge: Bridge, line: bytes) -> dict[str, Any]:
    """Carry out a request; return its answer."""
    from requests import exceptions

    request = json.loads(line)
    try:
        return {"value": getattr(bridge, request["verb"])(**request["arguments"])}
    except exceptions.HTTPError as error:
        code = error.response.status_code if error.response is not None else 0
        return {"error": {"kind": "http", "code": code, "message": str(error)}}
    except (exceptions.RequestException, OSError) as error:
        return {"error": {"kind": "connection", "code": 0, "message": str(error)}}
    except Exception as error:  # whatever the client makes of an answer it does not expect
        message = f"{type(error).__name__}: {error}"
        return {"error": {"kind": "client", "code": 0, "message": message}}


def read(requests: queue.SimpleQueue[bytes], parent: int) -> None:
    """Queue what comes on standard input; end the program when nothing more can come."""
    rest = b""
    # A process that the parent has forked may hold the pipe open, so that its end proves nothing.
    while os.getppid() == parent:
        if not select.select([0], [], [], 1.0)[0]:
            continue
        piece = os.read(0, 1 << 16)
        if not piece:
            break
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            requests.put(line)
    os._exit(0)


def main(parent: int) -> None:
    """Answer the requests of a process, one after the other."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what a library prints is not an answer
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=read, args=(requests, parent), daemon=True).start()
    bridge = Bridge()
    while True:
        json.dump(answer(bridge, requests.get()), answers)
        answers.write("\n")
        answers.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
