"""``run.json`` says that a run failed, also where there is no room for another file."""

from __future__ import annotations

import json
import resource
from datetime import UTC, datetime
from pathlib import Path

from annotate.run.manifest import RUNNING, Manifest
from annotate.run.results import RunReport


def test_a_run_that_fails_on_a_full_disk(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path / "run.json", Path("pipeline.cfg"), "3f", datetime.now(UTC))
    manifest.write(RunReport(), RUNNING)
    before = json.loads(manifest.path.read_text("utf-8"))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, limits[1]))
    try:
        manifest.fail(RunReport(), [])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    after = json.loads(manifest.path.read_text("utf-8"))
    assert (before["state"], after["state"]) == ("running", "failed")
    assert after | {"state": ""} == before | {"state": ""}
    assert [file.name for file in tmp_path.iterdir()] == ["run.json"]
