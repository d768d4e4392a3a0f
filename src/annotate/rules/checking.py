"""Proof of rules: every rule does what its examples say, and nothing on its counter-examples.

An example is a sentence with spans marked up, each with the label it was found with and, where the
rule gives another one, that label: ``embauché chez [Verlaine|PER>ORG]``. A rule that adds marks
what it finds; one that drops marks what goes; one that trims or extends marks the name as it was
and as it is, one within the other: ``[M. [Roux]|PER]``. ``~0.7`` after the label is how certain the
model was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotate.document.candidates import Candidate
from annotate.rules.conditions import Tests
from annotate.rules.kinds import KINDS
from annotate.rules.matching import RuleSet
from annotate.rules.model import EVERY, MOVES, Rule

_SIGN = re.compile(r"\[|(?:\|(?P<spec>[^\[\]|]*))?\]")
_SPEC = re.compile(r"(?P<found>[A-Z_]+)?(?:>(?P<made>[A-Z_]+))?(?:~(?P<score>[01](?:\.\d+)?))?")
_NAME = re.compile(KINDS["NAME"])

TestsFor = Callable[[str], Tests]
"""Gives the tests that want lists, for a text."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span marked up in an example; code points of the sentence without its marks."""

    start: int
    end: int
    found: str
    made: str
    score: float | None
    outer: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """What is wrong with a rule: one of its examples, or that it lacks them."""

    rule: Rule
    what: str
    example: str = ""

    def __str__(self) -> str:
        example = f" « {self.example} »" if self.example else ""
        return f"{self.rule.path}, line {self.rule.line}: {self.rule.id}: {self.what}{example}"


def parse_example(example: str) -> tuple[str, list[Mark]]:
    r"""Read a sentence with its marks.

    Raises
    ------
    ValueError
        If a bracket is not closed, or a label cannot be read.

    Examples
    --------
    >>> text, marks = parse_example("chez [Verlaine|PER>ORG]")
    >>> text, [(mark.start, mark.end, mark.found, mark.made) for mark in marks]
    ('chez Verlaine', [(5, 13, 'PER', 'ORG')])
    """
    text, at = "", 0
    open_: list[int] = []
    marks: list[Mark] = []
    for sign in _SIGN.finditer(example):
        text += example[at : sign.start()]
        at = sign.end()
        if sign.group() == "[":
            open_.append(len(text))
            continue
        if not open_:
            raise ValueError("] closes nothing")
        spec = _SPEC.fullmatch((sign["spec"] or "").replace(" ", ""))
        if spec is None:
            raise ValueError(f"{sign['spec']!r} is no label")
        score = float(spec["score"]) if spec["score"] else None
        start = open_.pop()
        outer = any(mark.start >= start for mark in marks)
        marks.append(Mark(start, len(text), spec["found"] or "", spec["made"] or "", score, outer))
    if open_:
        raise ValueError("a bracket is not closed")
    return text + example[at:], marks


def check_examples(rules: Iterable[Rule], tests_for: TestsFor) -> Iterator[Failure]:
    """Run the examples and counter-examples of rules, each rule by itself.

    Parameters
    ----------
    rules : iterable of Rule
        Those that are off are checked too.
    tests_for : callable
        Gives the tests that want lists, for a text.

    Yields
    ------
    Failure
        An example on which a rule does something else than it says, a counter-example on which it
        does something, and a rule that lacks either.
    """
    for rule in rules:
        if not rule.examples:
            yield Failure(rule, "it has no example")
        if not rule.counter_examples:
            yield Failure(rule, "it has no counter-example")
        alone = RuleSet([rule], every=True)
        for example in rule.examples:
            yield from _failures(rule, alone, example, tests_for, wanted=True)
        for example in rule.counter_examples:
            yield from _failures(rule, alone, example, tests_for, wanted=False)


def _failures(
    rule: Rule, alone: RuleSet, example: str, tests_for: TestsFor, *, wanted: bool
) -> Iterator[Failure]:
    try:
        text, marks = parse_example(example)
    except ValueError as error:
        yield Failure(rule, str(error), example)
        return
    if wanted and not marks:
        yield Failure(rule, "nothing is marked in the example", example)
        return
    tests = tests_for(text)
    if rule.action == "add":
        yield from _failures_to_add(rule, alone.find(text, tests), text, marks, example, wanted)
        return
    for found, aim in _asked(rule, text, marks, wanted):
        if rule.action == "context":
            done = alone.holds(rule.id, text, found.start, found.end, tests)
        else:
            made = alone.change(text, found, tests)
            done = made != found
            if done and made is not None and wanted:
                got = (made.start, made.end, made.label)
                if aim is not None and got != aim:
                    what = f"it makes {made.text(text)!r} {made.label} of it in"
                    yield Failure(rule, what, example)
                    continue
        if done != wanted:
            form = found.text(text)
            what = f"it does nothing about {form!r} in" if wanted else f"it acts on {form!r} in"
            yield Failure(rule, what, example)


def _failures_to_add(
    rule: Rule,
    found: Sequence[Candidate],
    text: str,
    marks: Sequence[Mark],
    example: str,
    wanted: bool,
) -> Iterator[Failure]:
    got = {(one.start, one.end): one.text(text) for one in found}
    aims = {(one.start, one.end): text[one.start : one.end] for one in marks} if wanted else {}
    for span in sorted(aims.keys() - got.keys()):
        yield Failure(rule, f"it does not find {aims[span]!r} in", example)
    for span in sorted(got.keys() - aims.keys()):
        yield Failure(rule, f"it finds {got[span]!r} in", example)


def _asked(
    rule: Rule, text: str, marks: Sequence[Mark], wanted: bool
) -> Iterator[tuple[Candidate, tuple[int, int, str] | None]]:
    """Yield the names that a rule is tried on, each with what it is to become."""
    every = sorted(rule.labels - {EVERY}) or ["PER"]
    if not marks:
        for name in _NAME.finditer(text):
            for label in every:
                yield Candidate(name.start(), name.end(), label, "model:example"), None
        return
    if rule.action in MOVES and wanted:
        inner = [mark for mark in marks if not mark.outer]
        outer = [mark for mark in marks if mark.outer]
        for small, large in zip(inner, outer, strict=False):
            label = large.found or small.found or every[0]
            spans = (large, small) if rule.action == "trim" else (small, large)
            found = Candidate(spans[0].start, spans[0].end, label, "model:example", large.score)
            yield found, (spans[1].start, spans[1].end, label)
        return
    for mark in marks:
        found = Candidate(mark.start, mark.end, mark.found or every[0], "model:example", mark.score)
        yield found, (mark.start, mark.end, mark.made or rule.label) if wanted else None


def contradictions(rules: Sequence[Rule], tests_for: TestsFor) -> Iterator[Failure]:
    """Yield the rules of one priority that want different things of the same example.

    Parameters
    ----------
    rules : sequence of Rule
        Those of one component.
    tests_for : callable
        As for :func:`check_examples`.
    """
    used = [rule for rule in rules if rule.on and rule.action != "context"]
    alone = {rule.id: RuleSet([rule]) for rule in used}
    for rule in used:
        for example in rule.examples:
            try:
                text, marks = parse_example(example)
            except ValueError:
                continue
            tests = tests_for(text)
            for other in used:
                if other.priority != rule.priority or other.id == rule.id:
                    continue
                if (other.action == "add") != (rule.action == "add"):
                    continue
                if _differ(alone[rule.id], alone[other.id], rule, text, marks, tests):
                    yield Failure(
                        rule, f"{other.id} (line {other.line}) wants something else in", example
                    )


def _differ(
    one: RuleSet, other: RuleSet, rule: Rule, text: str, marks: Sequence[Mark], tests: Tests
) -> bool:
    if rule.action == "add":
        spans = {(found.start, found.end): found.label for found in one.find(text, tests)}
        return any(
            spans.get((found.start, found.end), found.label) != found.label
            for found in other.find(text, tests)
        )
    for found, _ in _asked(rule, text, marks, True):
        mine, its = one.change(text, found, tests), other.change(text, found, tests)
        if its != found and mine not in (found, its):
            return True
    return False
