"""The directions of imports: data flows one way, and so does knowledge."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "annotate"
FILES = sorted(PACKAGE.rglob("*.py"))

GROUND = {"cache", "errors", "files", "lexicons", "progress", "resources", "__init__"}
ROOMS = [
    GROUND,
    {"document"},
    {"french"},
    {"text"},
    {"pipes"},
    {"gold", "index", "exports", "evaluation"},
    {"report", "review"},
    {"run"},
    {"cli"},
]
"""From left to right: a room imports its own and those to its left."""

APART = {
    "ner",
    "ner_postprocess",
    "dates",
    "acronyms",
    "citations",
    "organizations",
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
    """The modules of the package that a file imports, as parts below `annotate`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(tuple(node.module.split(".")))
        elif isinstance(node, ast.Import):
            found.update(tuple(alias.name.split(".")) for alias in node.names)
    return {parts[1:] for parts in found if parts[0] == "annotate"}


def own(path: Path) -> tuple[str, ...]:
    return path.relative_to(PACKAGE).with_suffix("").parts


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(own(path)))
def test_imports_point_left(path: Path) -> None:
    here = room(own(path))
    for parts in imports(path):
        assert room(parts) <= here, f"{'/'.join(own(path))} imports annotate.{'.'.join(parts)}"


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


def test_help_needs_nothing_heavy() -> None:
    code = (
        "import sys, annotate.cli.app\n"
        "heavy = {'spacy', 'pandas', 'numpy', 'pypdfium2', 'lxml', 'jinja2', 'rich'}\n"
        "heavy &= set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
