"""What users can name is documented: commands, components, file formats, rules."""

from __future__ import annotations

import csv
import importlib.util
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import annotate as annotate_package
from annotate.french.classes import shipped_classes
from annotate.rules.kinds import COUNTED, KINDS, TESTS
from annotate.rules.model import ACTIONS, COLUMNS, read_rules
from annotate.text.mending.rules import RULES
from annotate.text.reading import SUFFIXES
from command import ROOT

DOCS = ROOT / "docs"
CASES = sorted((ROOT / "tests" / "pipes").glob("*/cases.txt"))
PROVENANCE = re.compile(r'(?<!>)"((?:rule|gazetteer|lexicon|consistency):[a-z_]+(?:\.[a-z_]+)?)"')
COMMAND = re.compile(r"^(?:\$ )?(annotate [a-z]+(?: .*)?)$", re.MULTILINE)
EXAMPLES_OF_DOCSTRINGS = {"rule:a", "rule:b", "rule:o", "rule:places"}


def _script(name: str) -> Any:
    path = ROOT / "scripts" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = _script("document_commands")
COMMANDS = dict(SCRIPT.commands())


def test_the_reference_of_commands_is_that_of_their_help() -> None:
    page = (DOCS / "commands.md").read_text("utf-8")
    assert page == SCRIPT.page(), "run `python scripts/document_commands.py`"


def test_the_readme_shows_the_help_of_run() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert "$ annotate run --help\n" in text
    assert text == SCRIPT.readme(), "run `python scripts/document_commands.py`"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does_and_shows_an_example(name: str) -> None:
    text = SCRIPT.help_of(name, COMMANDS[name])
    assert "Examples:" in text
    assert re.search(rf"^ +(?:.*\| )?{name}\b", text, re.MULTILINE), "no example of its own"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_a_help_text(name: str) -> None:
    for parameter in COMMANDS[name].params:
        if not getattr(parameter, "hidden", False):
            assert getattr(parameter, "help", None), parameter.name


def test_every_component_is_documented() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    page = (DOCS / "components.md").read_text("utf-8")
    for factory in project["entry-points"]["spacy_factories"]:
        assert f"| `{factory}` |" in page


def test_every_input_format_is_documented() -> None:
    page = (DOCS / "format.md").read_text("utf-8")
    for suffix in SUFFIXES:
        assert f"`{suffix}`" in page


def test_every_file_of_a_run_is_documented(corpus_run: Path) -> None:
    page = (DOCS / "format.md").read_text("utf-8")
    for file in corpus_run.rglob("*"):
        # What is in a hidden folder is not for people; the page names the folder.
        hidden = any(part.startswith(".") for part in file.relative_to(corpus_run).parts)
        if file.is_file() and not hidden:
            name = file.name
            for identity in sorted(
                (f.stem for f in (corpus_run / "annotations").iterdir()), key=len
            ):
                name = name.replace(identity, "ID") if name.startswith(f"{identity}.") else name
            assert f"{name}`" in page, name


def _documented(source: str, page: str) -> bool:
    return f"`{source}`" in page


def test_every_rule_of_the_code_is_documented() -> None:
    page = (DOCS / "rules.md").read_text("utf-8")
    found = {
        source
        for file in (ROOT / "src" / "annotate" / "pipes").rglob("*.py")
        for line in file.read_text("utf-8").splitlines()
        if ">>>" not in line and "..." not in line
        for source in PROVENANCE.findall(line)
    } - EXAMPLES_OF_DOCSTRINGS
    assert len(found) > 20
    assert not sorted(source for source in found if not _documented(source, page))


def test_every_source_of_the_corpus_is_documented(corpus_run: Path) -> None:
    page = (DOCS / "rules.md").read_text("utf-8")
    with (corpus_run / "mentions.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {row["source"] for row in csv.DictReader(file)}
    found = {source for source in found if not source.startswith("model:")}
    assert len(found) > 20
    assert not sorted(source for source in found if not _documented(source, page))


def test_every_package_and_module_named_in_the_architecture_exists() -> None:
    page = (DOCS / "architecture.md").read_text("utf-8")
    source = ROOT / "src" / "annotate"
    named = set(re.findall(r"`((?:[a-z_]+/)+(?:[a-z_]+\.(?:py|tsv|txt|md))?)`", page))
    assert len(named) > 20
    for name in named:
        assert (source / name).exists() or (ROOT / name).exists(), name
    packages = {one.name for one in source.iterdir() if (one / "__init__.py").exists()}
    assert not sorted(name for name in packages if f"`{name}/" not in page)


def test_every_rule_of_mending_is_documented() -> None:
    page = (DOCS / "rules.md").read_text("utf-8")
    for rule in RULES:
        assert f"| `{rule}` |" in page


def test_links_between_pages_lead_somewhere() -> None:
    pages = [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_documentation_shows_commands_that_exist() -> None:
    """Every `annotate …` line of a code block begins with a command's full name."""
    groups = {name for name, command in COMMANDS.items() if getattr(command, "commands", None)}
    for page in [*DOCS.rglob("*.md"), ROOT / "README.md"]:
        for line in COMMAND.findall(page.read_text("utf-8")):
            words = line.split()
            name = " ".join(words[:2])
            assert name in COMMANDS, f"{page.name}: {line}"
            if name in groups and len(words) > 2 and re.fullmatch(r"[a-z]+", words[2]):
                known = " ".join(words[:3]) in COMMANDS
                assert known or name == "annotate check", f"{page.name}: {line}"


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == annotate_package.__version__
    assert f"\nversion: {project['version']}\n" in (ROOT / "CITATION.cff").read_text("utf-8")


def test_every_rule_and_the_notation_are_documented() -> None:
    page = (DOCS / "rules.md").read_text("utf-8")
    for name in COUNTED:
        assert f"`{{{name}:" in page
    for name in (*KINDS, *TESTS):
        assert f"| `{{{name}}}` |" in page
    for word in (*COLUMNS, *ACTIONS):
        assert f"| `{word}` |" in page
    for table in sorted((ROOT / "configs" / "rules").glob("*.tsv")):
        for rule in read_rules(table, shipped_classes()):
            assert rule.action != "add" or f"`{rule.origin}`" in page, rule.id
