"""The notation of rules: what it matches, what it refuses, and that its patterns are bounded."""

from __future__ import annotations

import re
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.document.candidates import Candidate
from annotate.errors import LexiconError
from annotate.french.classes import WordClasses
from annotate.rules.kinds import KINDS
from annotate.rules.matching import RuleSet
from annotate.rules.model import COLUMNS, Rule, parse_rules
from annotate.rules.notation import NotationError, parse_cell

CLASSES = WordClasses(
    {
        "HIRED": ["embauché", "embauchée", "engag*1-4"],
        "OF": ["de", "d'"],
        "PARTICLE": ["de", "d'"],
        "SIGN": [",", "!"],
    }
)


def rules_of(*rows: str) -> RuleSet:
    """Rules of rows with the cells id, action, label, before, form, after, priority."""
    read = parse_rules("\n".join(["\t".join(COLUMNS), *rows]), Path("own.tsv"), CLASSES)
    assert not read.faults, read.faults
    return RuleSet(read)


def found(row: str, text: str) -> list[str]:
    return [one.text(text) for one in rules_of(row).find(text)]


@pytest.mark.parametrize(
    ("before", "form", "after", "text", "wanted"),
    [
        ("chez", "{CAPITALIZED}", "", "né chez Merlon, chez lui", ["Merlon"]),
        (
            "chez",
            "{CAPITALIZED}",
            "",
            "né chez\u00a0Merlon et chez\nVasselin",
            ["Merlon", "Vasselin"],
        ),
        ("chez", "{CAPITALIZED}", "", "surchez Merlon", []),
        (
            "/\\ble{space}|\\bla{space}/",
            "{CAPITALIZED}",
            "",
            "vers le Merlon, puis la Vasse",
            ["Merlon", "Vasse"],
        ),
        ("{HIRED} {WORDS:2}? chez", "{NAME}", "", "engagée hier chez Anne Roux", ["Anne Roux"]),
        ("{HIRED} {WORDS:2}? chez", "{NAME}", "", "engagée un jour sans fin chez Anne", []),
        ("ville {OF}", "{CAPITALIZED}", "", "ville de Lens, ville d’Arras", ["Lens", "Arras"]),
        ("ville {OF}", "{CAPITALIZED}", "", "ville d Arras", []),
        ("(le | la) gros? bourg", "{CAPITALIZED}", "", "le gros bourg Merlon", ["Merlon"]),
        ("(le | la) gros? bourg", "{CAPITALIZED}", "", "la bourg Merlon", ["Merlon"]),
        ("gros? bourg", "{CAPITALIZED}", "", "bourg Merlon", ["Merlon"]),
        ("titre «", "{QUOTED}", "»", "le titre « Les puits », « Rien »", ["Les puits"]),
        ("", "{CAPITALIZED}", "(reine | roi)", "Anne reine, Jules porion", ["Anne"]),
        ("", "{CAPITALIZED}", ", reine", "Anne , reine ; Jules, reine", ["Jules"]),
        ("", "{CAPITALIZED} & !/An.{0,9}/", "roi", "Anne roi, Jules roi", ["Jules"]),
        ("!le", "{CAPITALIZED}", "roi", "le Louis roi, un Jules roi", ["Jules"]),
        ("vers", "{YEAR}", "", "vers 1931, vers 931", ["1931"]),
        ("n° ", "{NUMBER}", "", "le n° 12 et le n° 1 200", ["12", "1 200"]),
        ("ex-", "{CAPITALIZED}", "", "l’ex-Merlon, ex- Vasselin", ["Merlon"]),
        (r"sic \(", "{CAPITALIZED}", r"\)", "sic (Merlon)", ["Merlon"]),
        (
            "la",
            "(RN | D)~{DIGITS:3}",
            "!(/ | -)",
            "la RN 17, la D943, la D 9430, la D1-2",
            ["RN 17", "D943"],
        ),
        (
            "",
            "loi {CAPITALIZED}×2",
            "",
            "loi Merlon Roux Vasselin, loi merlon",
            ["loi Merlon Roux"],
        ),
        (
            "fosse",
            "{DIGITS:1-2}(-{DIGITS:2})?",
            "",
            "fosse 9-9, fosse 11, fosse 120",
            ["9-9", "11"],
        ),
        (
            "ville",
            "{PROPER}",
            ",? {LOWER:3-6}{STOP}",
            "ville Arras, haute. ville Lens haute (a",
            ["Arras", "Lens"],
        ),
        ("", "(…iades | …folies) & {CAPITAL}", "", "Lampiades, lampofolies", ["Lampiades"]),
        ("{POSTCODE}", "{CAPITALIZED}", "", "59000 Lille, 12 59000 Lens, 1.59000 Douai", ["Lille"]),
        (
            "la «?",
            "{CAPITALIZED}",
            "",
            "la « Lampe », la Veine, la « Taille",
            ["Lampe", "Veine", "Taille"],
        ),
        (
            "",
            "place{HYPHEN}{CAPITALIZED}",
            "",
            "place Merlon, place-Merlon",
            ["place Merlon", "place-Merlon"],
        ),
        ("vente {GAP:9}à", "{CAPITALIZED}", "", "vente de bois à Lens, vente. à Douai", ["Lens"]),
        (
            "",
            "loi {PHRASE:20}",
            "du {DIGITS:2}",
            "la loi sur les bois du 3 mai",
            ["loi sur les bois"],
        ),
        (
            "",
            "{CAPITALIZED} & {START}",
            "",
            "Merlon vint. Vasselin et Roux",
            ["Merlon", "Vasselin"],
        ),
        ("roi", "{ROMAN}", "", "le roi XIV", ["XIV"]),
        ("mot", "{CAPITALIZED}", "{CALL}", "mot Lens¹, mot Loos", ["Lens"]),
        ("{SIGN} dit", "{CAPITALIZED}", "", "Viens, dit Anne ; on dit Roux", ["Anne"]),
        ("(» | non) dit", "{CAPITALIZED}", "", "« Ah » dit Anne ; non dit Roux", ["Anne", "Roux"]),
        ("non dit", "{CAPITALIZED}", "", "un canon dit Merlon", []),
        ("M.", "{PERSON}", "", "M. Anne d’Aubrelle, M. de Roux", ["Anne d’Aubrelle", "de Roux"]),
        ("M.", "{PERSON}", "", "M. J.-P. de Roux-qui vint", ["J.-P. de Roux"]),
        ("M.", "{PERSON_BARE}", "", "M. de Roux, M. Jean de Roux", ["Jean de Roux"]),
        ("vit", "{INITIALS} {SURNAME}", "", "vit J. Roux2 et A. Bray", ["J. Roux"]),
        ("", "{GIVEN_NAME} {CAPITALS}", "", "vint Anne ROUX, l’Anne BRAY", ["Anne ROUX"]),
        ("maire {ACRONYM}?", "{PERSON_WORD}", "", "maire MRL Roux, maire Bray", ["Roux", "Bray"]),
    ],
)
def test_what_a_rule_adds(before: str, form: str, after: str, text: str, wanted: list[str]) -> None:
    assert found(f"a.b\tadd\tLOC\t{before}\t{form}\t{after}", text) == wanted


@pytest.mark.parametrize(
    ("action", "label", "before", "form", "after", "text", "name", "wanted"),
    [
        ("relabel", "PER>ORG", "{HIRED} chez", "", "", "engagé chez Roux", "Roux", ("Roux", "ORG")),
        ("relabel", "LOC>ORG", "{HIRED} chez", "", "", "engagé chez Roux", "Roux", ("Roux", "PER")),
        ("drop", "*", "les", "{DEMONYM:p}", "", "les Lensois", "Lensois", None),
        ("drop", "PER", "", "{ONE_WORD}", "", "Anne Roux", "Anne Roux", ("Anne Roux", "PER")),
        ("trim", "PER", "", "ancien {NAME}", "", "l’ancien Roux", "ancien Roux", ("Roux", "PER")),
        ("trim", "PER", "", "{NAME} fils", "", "vu Roux fils", "Roux fils", ("Roux", "PER")),
        ("trim", "PER", "", "ancien {NAME}", "", "vu Roux", "Roux", ("Roux", "PER")),
        ("extend", "PER", "", "{NAME} fils", "", "vu Roux fils", "Roux", ("Roux fils", "PER")),
        ("extend", "PER", "", "dom {NAME}", "", "vu dom Roux", "Roux", ("dom Roux", "PER")),
        ("extend", "PER", "", "{NAME} fils", "", "vu Roux filslet", "Roux", ("Roux", "PER")),
    ],
)
def test_what_a_rule_changes(
    action: str,
    label: str,
    before: str,
    form: str,
    after: str,
    text: str,
    name: str,
    wanted: tuple[str, str] | None,
) -> None:
    start = text.index(name)
    rules = rules_of(f"a.b\t{action}\t{label}\t{before}\t{form}\t{after}")
    made = rules.change(text, Candidate(start, start + len(name), "PER", "model:m"))
    assert (made and (made.text(text), made.label)) == wanted


def test_a_kind_that_needs_a_class_says_which() -> None:
    with pytest.raises(NotationError, match="is no class of"):
        parse_cell("{PERSON}", WordClasses({}))


def test_a_component_fits_what_a_rule_matched_before_its_conditions_are_looked_at() -> None:
    rules = rules_of("a.b\tadd\tPER\tvit\t{NAME} & {ONE_WORD}", "a.c\tadd\tLOC\tvers\t{NAME}")

    def first_word(rule: Rule, text: str, start: int, end: int) -> tuple[int, int] | None:
        return None if text[start] == "M" else (start, text.find(" ", start, end))

    text = "vit Anne Roux, vit Merlon Bray, vers Lens Nord"
    assert [one.text(text) for one in rules.find(text)] == ["Lens Nord"]
    made = rules.find(text, fitted=first_word)
    assert [one.text(text) for one in made] == ["Anne", "Lens"]
    made = rules.find(text, phase=lambda rule: rule.label == "PER", fitted=first_word)
    assert [one.text(text) for one in made] == ["Anne"]


def test_a_rule_sees_what_is_before_a_name_that_another_rule_trimmed() -> None:
    trims = "a.trim\ttrim\tPER\t\tancien {NAME}\t\t1"
    labels = "a.label\trelabel\tPER>ORG\tancien\t\t\t2"
    text = "un ancien Merlon"
    made = rules_of(trims, labels).change(text, Candidate(3, 16, "PER", "model:m"))
    assert made and (made.text(text), made.label) == ("Merlon", "ORG")


def test_a_low_priority_number_goes_first() -> None:
    first = "a.long\tadd\tPER\tle\t{CAPITALIZED} {CAPITALIZED}\t\t1"
    second = "a.short\tadd\tLOC\t\t{CAPITALIZED}\t\t2"
    text = "le Roux Merlon vit Lens"
    made = rules_of(second, first).find(text)
    assert [(one.text(text), one.label) for one in made] == [
        ("Roux Merlon", "PER"),
        ("Lens", "LOC"),
    ]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("{NOWHERE}", "no class"),
        ("(de", "not closed"),
        ("de)", "closes nothing"),
        ("{de", "cannot be read"),
        ("de?", "may be missing"),
        ("!", "nothing stands"),
        ("(|)", "nothing stands"),
        ("/a*/", "without a bound"),
        ("/a+/", "without a bound"),
        ("/a{2,}/", "without a bound"),
        ("/(a)/", "captures"),
        ("/[/", "regular expression"),
        ("{BELOW:x}", "number"),
        ("{DEMONYM:q}", "one of"),
        ("{START:1}", "nothing after"),
    ],
)
def test_a_cell_that_is_not_in_the_notation_is_refused(cell: str, message: str) -> None:
    with pytest.raises(NotationError, match=message):
        parse_cell(cell, CLASSES)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("nodot\tadd\tLOC\t\t{NAME}", "no id"),
        ("a.b\tmake\tLOC\t\t{NAME}", "column action"),
        ("a.b\tadd\tPER>LOC\t\t{NAME}", "looks at no label"),
        ("a.b\tadd\t*\t\t{NAME}", "gives no label"),
        ("a.b\tdrop\tPER>LOC\tde", "gives no label"),
        ("a.b\tadd\tLOC\tde", "what no name to add looks like"),
        ("a.b\tdrop\tLOC", "all empty"),
        ("a.b\ttrim\tLOC\t\tde", "needs {NAME}"),
        ("a.b\tadd\tLOC\t\t{NAME}\t\thigh", "no number"),
        ("a.b\tadd\tLOC\t\t{NAME}\t\t1\t\t\t\tmaybe", "column on"),
        ("a.b\tadd\tLOC\t\t{NAME}\t1\t2\t3\t4\t5\t6\t7\t8", "cells"),
        ('a.b\tadd\tLOC\t"\t{NAME}', "quote"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_others_stand(row: str, message: str) -> None:
    good = "a.good\tadd\tLOC\tvers\t{NAME}"
    table = "\n".join(["\t".join(COLUMNS), row, good])
    read = parse_rules(table, Path("own.tsv"), CLASSES)
    assert [rule.id for rule in read] == ["a.good"]
    (fault,) = read.faults
    assert isinstance(fault, LexiconError)
    assert message in str(fault)
    assert str(fault).startswith("own.tsv, line 2: ")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "unit", ["A", "a", "A’", "Lens-sur-", "1 ", "de ", "d’A", "A.", "«A", "\n"]
)
def test_every_kind_takes_time_linear_in_the_text(kind: str, unit: str) -> None:
    """Eight times the text: quadratic time would be sixty-four times as much, and less than half of
    that is allowed, for a machine that others use.
    """
    rules = rules_of(f"a.b\tadd\tLOC\tde\t{{{kind}}}\tfin", f"a.c\tadd\tLOC\t\t{{{kind}}}\tfin")

    def seconds(times: int) -> float:
        text = unit * times
        begin = process_time()
        rules.find(text)
        return process_time() - begin

    seconds(100)
    small, large = min(seconds(1_000) for _ in range(3)), min(seconds(8_000) for _ in range(2))
    assert large < 30 * max(small, 0.002)


@given(st.text(alphabet="Aa1 .,;'’«»()-\n\u00a0dele", max_size=200))
def test_what_is_found_is_within_the_text_and_in_order(text: str) -> None:
    rules = rules_of(
        "a.b\tadd\tLOC\t(de | le)\t{NAME}",
        "a.c\tadd\tPER\t\t{CAPITALIZED}\t, le",
        "a.d\tdrop\tPER\tde",
    )
    made = rules.find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in made)
    assert made == sorted(made, key=lambda one: (one.start, -one.end))
    for one in made:
        changed = rules.change(text, Candidate(one.start, one.end, "PER", "model:m"))
        assert changed is None or changed.start == one.start


@given(st.text(max_size=60))
def test_any_cell_is_read_or_refused(cell: str) -> None:
    try:
        conditions = parse_cell(cell, CLASSES)
    except NotationError:
        return
    for one in conditions:
        if one.pattern is not None:
            re.compile(one.pattern.regex)
