"""A command computes on one thread unless the user says otherwise."""

from __future__ import annotations

import os

import pytest

from annotate.cli.process import one_thread


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "1"),
        ({"OPENBLAS_NUM_THREADS": "4"}, "4"),
        ({"OMP_NUM_THREADS": "3"}, None),
        ({"MKL_NUM_THREADS": "4"}, "1"),
    ],
)
def test_what_the_user_set_stays(
    given: dict[str, str], expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", dict(given))
    one_thread()
    assert os.environ.get("OPENBLAS_NUM_THREADS") == expected
    assert {name: os.environ[name] for name in given} == given
