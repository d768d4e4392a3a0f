"""Runs the case files of the components that recognise names; a new case needs no Python."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from annotate.document.candidates import Candidate
from annotate.pipes.consistency import ConsistencyPipe
from annotate.pipes.mine_sites import MineSitesPipe
from annotate.pipes.ner_postprocess.component import NamesPipe
from annotate.pipes.organizations.component import OrganizationsPipe
from annotate.pipes.people.component import PeoplePipe
from annotate.pipes.places.component import PlacesPipe

HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("marked_cases", HERE / "marked.py")
assert _spec is not None and _spec.loader is not None
marked = importlib.util.module_from_spec(_spec)
sys.modules["marked_cases"] = marked
_spec.loader.exec_module(marked)

PIPES = {
    "ner_postprocess": NamesPipe("n", "names", ["ner"]),
    "organizations": OrganizationsPipe("o", "organizations"),
    "mine_sites": MineSitesPipe("m", "mine_sites"),
    "places": PlacesPipe("l", "places", ["ner"]),
    "people": PeoplePipe("p", "people", ["ner"]),
    "consistency": ConsistencyPipe("c", "consistency", ["ner"]),
}


def _params() -> list[object]:
    params = []
    for folder in PIPES:
        for case in marked.read_cases(HERE / folder / "cases.txt"):
            marks = [pytest.mark.xfail(reason=case.fails)] if case.fails else []
            params.append(pytest.param(folder, case, id=f"{folder}-{case.line}", marks=marks))
    return params


def _outermost(candidates: Sequence[Candidate]) -> set[tuple[int, int, str]]:
    return {
        (f.start, f.end, f.label)
        for f in candidates
        if f.rule != "gazetteer:confirmed"
        if not any(o.contains(f) and (o.start, o.end) != (f.start, f.end) for o in candidates)
    }


@pytest.mark.parametrize(("folder", "case"), _params())
def test_case(folder: str, case: object) -> None:
    find: Callable[..., list[Candidate]] = PIPES[folder].find
    found = _outermost(find(case.text, {"ner": case.given}))  # type: ignore[attr-defined]
    shown = sorted((case.text[s:e], label) for s, e, label in found)  # type: ignore[attr-defined]
    assert found == case.expected, shown  # type: ignore[attr-defined]
