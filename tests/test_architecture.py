"""The directions of imports: data flows one way, and so does knowledge."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "annotate"
FILES = sorted(PACKAGE.rglob("*.py"))

GROUND = {
    "cache",
    "errors",
    "files",
    "lexicons",
    "local_server",
    "progress",
    "resources",
    "sheet_rows",
    "tables",
    "version",
}
ROOMS = [
    GROUND,
    {"document"},
    {"french"},
    {"rules"},
    {"text"},
    {"pipes"},
    {"gold", "index", "exports", "evaluation"},
    {"report", "training"},
    {"review", "run"},
    {"api", "__init__"},
    {"cli"},
]
"""From left to right: a room imports its own and those to its left."""

STRANGERS = {"review", "run"}
"""Rooms that do not import each other: `cli` passes the steps of the one to the other."""

APART = {
    "ner",
    "ner_postprocess",
    "dates",
    "acronyms",
    "citations",
    "organizations",
    "mine_sites",
    "places",
    "people",
    "consistency",
    "merge",
}
"""Components that do not know each other."""


def room(parts: tuple[str, ...]) -> int:
    name = parts[0] if parts else "__init__"
    return next(index for index, names in enumerate(ROOMS) if name in names)


def imports(path: Path) -> set[tuple[str, ...]]:
    """The modules of the package that a file imports, as parts below `annotate`.

    Imports inside functions and for types alone count as well: they would only hide a circle.
    """
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            base = tuple(node.module.split("."))
            # `from annotate.pipes import dates` imports a module, not a name of the package.
            found.update(
                (*base, alias.name) if (*base[1:], alias.name) in MODULES else base
                for alias in node.names
            )
        elif isinstance(node, ast.Import):
            found.update(tuple(alias.name.split(".")) for alias in node.names)
    return {parts[1:] for parts in found if parts[0] == "annotate"}


def own(path: Path) -> tuple[str, ...]:
    return path.relative_to(PACKAGE).with_suffix("").parts


def module(path: Path) -> tuple[str, ...]:
    parts = own(path)
    return parts[:-1] if parts[-1] == "__init__" else parts


MODULES = {module(path): path for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(own(path)))
def test_imports_point_left(path: Path) -> None:
    here = room(own(path))
    for parts in imports(path):
        told = f"{'/'.join(own(path))} imports annotate.{'.'.join(parts)}"
        assert room(parts) <= here, told
        assert {*parts[:1], own(path)[0]} != STRANGERS, told


def test_no_import_circles() -> None:
    graph = {
        name: {parts for parts in imports(path) if parts in MODULES and parts != name}
        for name, path in MODULES.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(".".join(parts) or "annotate" for parts in error.args[1]))


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if own(path)[0] == "pipes"],
    ids=lambda path: "/".join(own(path)),
)
def test_components_do_not_import_each_other(path: Path) -> None:
    mine = own(path)[1]
    if mine not in APART:
        return
    for parts in imports(path):
        if parts[0] == "pipes" and len(parts) > 1:
            assert parts[1] == mine or parts[1] not in APART


def test_programs_of_other_environments_are_never_imported() -> None:
    programs = {
        ("review", "doccano", "bridge"),
        ("review", "server", "bootstrap"),
        ("review", "server", "middleware"),
    }
    for path in FILES:
        assert imports(path).isdisjoint(programs)
        if own(path) in programs:
            assert not imports(path)
        else:
            text = path.read_text("utf-8")
            assert not re.search(
                r"^\s*(?:import|from) (?:requests|doccano_client|django)", text, re.M
            )


def test_messages_name_packages_that_the_project_asks_for() -> None:
    project = tomllib.loads((PACKAGE.parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"]]
    asked += [one for extra in project["optional-dependencies"].values() for one in extra]
    names = {re.split(r"[<>=;\[]", one)[0] for one in asked}
    names |= {f"{project['name']}[{extra}]" for extra in project["optional-dependencies"]}
    pinned = {one for one in asked if "==" in one}
    found = [
        package
        for path in FILES
        for package in re.findall(r"pip install ([^\s`]+)", path.read_text("utf-8"))
    ]
    assert found
    for package in found:
        assert package in (pinned if "==" in package else names)


def test_help_needs_nothing_heavy() -> None:
    code = (
        "import sys, annotate.cli.app\n"
        "heavy = {'spacy', 'pandas', 'numpy', 'pypdfium2', 'lxml', 'jinja2', 'rich', 'dask'}\n"
        "heavy &= set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
