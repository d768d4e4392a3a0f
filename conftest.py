"""Doctests of the Python interface find a run of two short texts in ``build/``."""

from __future__ import annotations

from pathlib import Path

import pytest

ON_A_RUN = {
    "annotate",
    "annotate.api",
    "annotate.document.run_folder",
    "annotate.exports.document",
    "annotate.exports.writing",
    "annotate.review.session",
}
"""Modules whose examples need one."""


@pytest.fixture(autouse=True)
def _run_of_examples(request: pytest.FixtureRequest) -> None:
    test = getattr(request.node, "dtest", None)
    if test is None or test.globs["__name__"] not in ON_A_RUN:
        return
    folder: Path = request.getfixturevalue("tmp_path")
    request.getfixturevalue("monkeypatch").chdir(folder)

    import annotate
    from tiny_run import write_run

    write_run(folder / "build")
    run = annotate.load("build/")
    test.globs.update(annotate=annotate, run=run, document=run["mine"])
