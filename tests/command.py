"""Where things lie, for tests that run the command as a user does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from annotate.document.standoff import loads

ROOT = Path(__file__).resolve().parents[1]
ANNOTATE = Path(sys.executable).with_name("annotate")
CHANGING = ("run.json", "run.log.jsonl", "run.sqlite")
"""Files of a run that say when it was."""
Command = Callable[..., subprocess.CompletedProcess[str]]


def check_whole(out: Path) -> None:
    """Check that a run has left annotations, and that every file of them is complete."""
    files = [*(out / "annotations").glob("[!.]*.jsonl")]
    assert files
    for file in files:
        text = file.read_text("utf-8")
        assert loads(text, file).layers
        assert text.endswith("\n")
