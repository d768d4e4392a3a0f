"""``annotate rules check``: proof of the rules of a configuration."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.french.classes import classes_of, shipped_classes
from annotate.lexicons import table_text
from annotate.pipes.assembly import rule_remarks, with_rules
from annotate.pipes.base import CLASSES
from annotate.pipes.recognition import recognise
from annotate.rules.checking import Failure, check_examples, contradictions
from annotate.rules.matching import Fired
from annotate.rules.model import Rule

if TYPE_CHECKING:
    from spacy.language import Language

_WITH_WORDS = ("annotate.french", "annotate.text", "annotate.pipes", "annotate.index")
"""Packages whose grammars name word classes."""


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What the proof of rules found.

    Attributes
    ----------
    rules : tuple of Rule
        Every rule that could be read.
    faults : tuple of str
        Rows that could not.
    failures : tuple of Failure
        Examples that do not come out, and rules that lack them.
    contradictions : tuple of Failure
        Rules of one priority that want different things of the same example.
    silent : tuple of Rule or None
        Rules that never did anything on the texts; None where no text was read.
    unused : tuple of str
        Word classes that no rule and no grammar names.
    """

    rules: tuple[Rule, ...]
    faults: tuple[str, ...]
    failures: tuple[Failure, ...]
    contradictions: tuple[Failure, ...]
    silent: tuple[Rule, ...] | None
    unused: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every row was read, every example comes out and no rule contradicts another."""
        return not (self.faults or self.failures or self.contradictions)


def traced(nlp: Language) -> list[Fired]:
    """Have every rule of a pipeline note what it does in one list, and return that list."""
    trace: list[Fired] = []
    for component in with_rules(nlp):
        component.rules.trace = trace
    return trace


def check_rules(nlp: Language, config: Path, texts: Iterable[str] | None = None) -> RuleReport:
    """Run the examples of all rules, and say which never did anything on some texts.

    Parameters
    ----------
    nlp : Language
        The pipeline that the configuration makes.
    config : Path
        The ``pipeline.cfg``.
    texts : iterable of str, optional
        Mended texts.
    """
    components = with_rules(nlp)
    rules = [rule for component in components for rule in component.every_rule]
    failures: list[Failure] = []
    against: list[Failure] = []
    for component in components:
        failures += check_examples(component.every_rule, component.tests_for)
        against += contradictions(component.every_rule, component.tests_for)
    silent = None
    if texts is not None:
        trace = traced(nlp)
        fired: set[str] = set()
        for text in texts:
            recognise(text, nlp)
            fired |= {one.rule.id for one in trace}
            trace.clear()
        silent = tuple(rule for rule in rules if rule.on and rule.id not in fired)
    return RuleReport(
        tuple(rules),
        tuple(rule_remarks(nlp, config)),
        tuple(failures),
        tuple(against),
        silent,
        tuple(_unused(nlp, rules, config)),
    )


def _unused(nlp: Language, rules: Iterable[Rule], config: Path) -> Iterator[str]:
    """Yield the classes of a configuration that no rule names, no other class and no grammar."""
    for package in map(importlib.import_module, _WITH_WORDS):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    path = config.parent / "lexicons" / CLASSES.file
    if not path.is_file():
        path = CLASSES.default
    classes = classes_of(table_text(path), path)
    named = {name for rule in rules for one in rule.conditions for name in one.classes}
    named |= shipped_classes().used | classes.included
    for component in with_rules(nlp):
        named |= component.rule_classes.used
    yield from (name for name in classes if name not in named)
