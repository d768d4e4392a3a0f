"""The walk-through of docs/rules.md, as a linguist types it."""

from __future__ import annotations

import re
from pathlib import Path

from command import ROOT, Command

PAGE = ROOT / "docs" / "rules.md"
BLOCK = re.compile(
    r"^```(?P<kind>text|tsv|tsv-rows|console)(?: (?P<file>\S+))?\n(?P<body>.*?)^```$", re.M | re.S
)


def _shown(line: str) -> re.Pattern[str]:
    """A line of the page as a pattern: an ellipsis stands for anything."""
    parts = (re.escape(" ".join(part.split())) for part in line.split("…"))
    return re.compile(".*?".join(parts))


def _steps(body: str) -> list[tuple[str, list[str]]]:
    """The commands of a console, each with the lines shown below it."""
    steps: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if line.startswith("$ annotate "):
            steps.append((line.removeprefix("$ annotate "), []))
        else:
            steps[-1][1].append(line)
    return steps


def test_a_rule_from_nothing_to_proven(annotate: Command, tmp_path: Path) -> None:
    ran = 0
    for block in BLOCK.finditer(PAGE.read_text("utf-8")):
        if block["kind"] == "console":
            for command, lines in _steps(block["body"]):
                words = [
                    quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|([^\s"]+)', command)
                ]
                done = annotate(*words, cwd=tmp_path)
                assert done.returncode == 0, done.stderr
                printed = " ".join(done.stdout.split())
                for line in filter(str.strip, lines):
                    assert _shown(line).search(printed), f"{line!r} is not in:\n{done.stdout}"
                ran += 1
            continue
        path = tmp_path / block["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        if block["kind"] == "tsv-rows":
            block_text = path.read_text("utf-8") + block["body"]
        else:
            block_text = block["body"]
        path.write_text(block_text, "utf-8")
    assert ran >= 7
