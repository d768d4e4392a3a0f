"""``annotate export --to doccano``, imported by a real doccano as a user of its page does it."""

from __future__ import annotations

import json
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from annotate.document.run_folder import RunFolder
from annotate.exports.doccano import FORMAT
from annotate.exports.document import exchanged
from annotate.exports.losses import reduced
from command import Command
from review.reviewer import Account


class Page:
    """What doccano's page does for an administrator of a project of its own."""

    def __init__(self, doccano: dict[str, str]) -> None:
        self._url = doccano["url"]
        self._data = Path(doccano["home"]) / "data"
        self.account = Account(self._url, "admin", doccano["admin"])
        self.project = self.account.request(
            "POST",
            "projects",
            {
                "name": "exchange",
                "description": "annotate export",
                "resourcetype": "SequenceLabelingProject",
                "project_type": "SequenceLabeling",
                "allow_overlapping": True,
                "grapheme_mode": False,
                "use_relation": False,
                "tags": [],
            },
        )["id"]

    def _sent(self, resource: str, field: str, path: Path) -> str:
        edge = "annotate-of-a-test"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{path.name}"'
        body = f"{head}\r\n\r\n".encode() + path.read_bytes() + f"\r\n--{edge}--\r\n".encode()
        headers = {
            "Authorization": self.account._headers["Authorization"],
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "Accept": "*/*",
        }
        asked = urllib.request.Request(f"{self._url}/v1/{resource}", body, headers)
        with urllib.request.urlopen(asked) as answer:
            said: str = answer.read().decode()
        return said

    def _waited(self, task: str) -> Any:
        for _ in range(300):
            status = self.account.request("GET", f"tasks/status/{task}")
            if status["ready"]:
                result = status["result"]
                failed = isinstance(result, dict) and result.get("error")
                assert not status["error"] and not failed, status
                return status
            time.sleep(0.1)
        raise AssertionError("doccano does not end")

    def import_labels(self, path: Path) -> None:
        self._sent(f"projects/{self.project}/span-type-upload", "file", path)

    def import_examples(self, path: Path, encoding: str) -> None:
        number = self._sent("fp/process/", "filepond", path)
        told = {
            "format": "JSONL",
            "task": "SequenceLabeling",
            "encoding": encoding,
            "uploadIds": [number],
            "column_data": "text",
            "column_label": "label",
        }
        place = f"projects/{self.project}/upload"
        self._waited(self.account.request("POST", place, told)["task_id"])

    def examples(self) -> list[dict[str, Any]]:
        found = self.account.request("GET", f"projects/{self.project}/examples?limit=1000")
        held: list[dict[str, Any]] = found["results"]
        return held

    def labels(self) -> dict[int, str]:
        rows = self.account.request("GET", f"projects/{self.project}/span-types")
        return {row["id"]: row["text"] for row in rows}

    def spans(self, example: int) -> list[tuple[int, int, str]]:
        rows = self.account.request("GET", f"projects/{self.project}/examples/{example}/spans")
        names = self.labels()
        return sorted((row["start_offset"], row["end_offset"], names[row["label"]]) for row in rows)

    def exported(self, path: Path, kind: str = "JSONL") -> Path:
        told = {"format": kind, "exportApproved": False}
        place = f"projects/{self.project}/download"
        task = self.account.request("POST", place, told)["task_id"]
        self._waited(task)
        headers = self.account._headers
        asked = urllib.request.Request(f"{self._url}/v1/{place}?taskId={task}", None, headers)
        with urllib.request.urlopen(asked) as answer:
            path.write_bytes(answer.read())
        # doccano keeps what somebody has fetched.
        for left in (self._data / "media").glob("*.zip"):
            left.unlink()
        return path


@pytest.mark.parametrize("encoding", ["Auto", "utf_8"])
def test_doccano_imports_what_was_exported(
    encoding: str, annotate: Command, doccano: dict[str, str], run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert annotate("export", run, "--to", "doccano", "--out", out).returncode == 0
    page = Page(doccano)
    page.import_labels(out / "labels.json")
    page.import_examples(out / "all.jsonl", encoding)
    rows = [json.loads(line) for line in (out / "all.jsonl").read_text("utf-8").splitlines()]
    places = [(n, start, end) for n, row in enumerate(rows) for start, end, _ in row["label"]]
    assert len(set(places)) < len(places)  # some lie over each other
    held = page.examples()
    assert [one["text"] for one in held] == [row["text"] for row in rows]
    for one, row in zip(held, rows, strict=True):
        assert page.spans(one["id"]) == sorted(map(tuple, row["label"]))
    # What it exports is what was exported, and says nothing new of the run.
    zipped = page.exported(tmp_path / "all.zip")
    done = annotate("import", zipped, "--from", "doccano", "--run", run, "--by", "alice")
    assert done.returncode == 0, done.stderr
    assert "0 added, 0 corrected, 0 rejected, in 0 documents" in done.stdout


def test_what_is_changed_there_comes_home(
    annotate: Command, doccano: dict[str, str], run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    annotate("export", run, "--to", "doccano", "--out", out)
    page = Page(doccano)
    page.import_labels(out / "labels.json")
    page.import_examples(out / "all.jsonl", "utf_8")
    document = next(one for one in RunFolder(run).read_all() if one.id == "odd")
    text = reduced(exchanged(document), FORMAT.holds)[0].text
    at = len(text[: text.index("☃")].encode("utf-16-le")) // 2
    one = next(one for one in page.examples() if "☃" in one["text"])
    numbers = {name: number for number, name in page.labels().items()}
    told = {"label": numbers["MISC"], "start_offset": at, "end_offset": at + 1}
    page.account.request("POST", f"projects/{page.project}/examples/{one['id']}/spans", told)
    zipped = page.exported(tmp_path / "all.zip")
    done = annotate("import", zipped, "--from", "doccano", "--run", run, "--by", "alice")
    assert done.returncode == 0, done.stderr
    assert "1 added, 0 corrected, 0 rejected, in 1 documents" in done.stdout
    named = RunFolder(run).read("odd").standoff.named()
    assert [(a.label, a.text) for a in named if a.status == "added"] == [("MISC", "☃")]
