"""Where things lie, for tests that run the command as a user does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ANNOTATE = Path(sys.executable).with_name("annotate")
CHANGING = ("run.json", "run.log.jsonl", "run.sqlite")
"""Files of a run that say when it was."""
Command = Callable[..., subprocess.CompletedProcess[str]]
