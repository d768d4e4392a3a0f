"""What two people decided differently, settled on the page: in the list, and where it happens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.review.choices import Choice, ChoiceKind
from annotate.review.deciding import ContradictsError
from annotate.review.session import ReviewSession
from annotate.review.sheet.apply import Applied, apply_sheet
from annotate.review.sheet.check_sheet import write_check_sheet
from annotate.review.sheet.consistency_queue import Limits, gather, queue_of
from command import Command
from review.checking_folders import DOCUMENTS, make_folder, names
from review.doccano_page import IN_BROWSER
from review.filling import contradictions, fill
from review.page.served import Reviewer, ask, served

SUMMARY = "return document.querySelector('#dialog[open] .summary')?.textContent ?? ''"
SIDES = "return [...document.querySelectorAll('.sides button')].map(one => one.textContent)"
CONTEXT = "return document.querySelector('.context').textContent"
OPEN = "return document.getElementById('contradictions')?.textContent ?? ''"
AT = "2026-11-28T05:00:00Z"


@pytest.fixture(scope="module")
def made(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return make_folder(annotate, tmp_path_factory.mktemp("page"), DOCUMENTS)


def span_of(folder: RunFolder, document: str, words: str) -> tuple[int, int]:
    low = folder.read(document).mended.text.index(words)
    return low, low + len(words)


def decided_by_bob(folder: RunFolder, document: str, label: str, words: str) -> None:
    """Bob says what some words are, where nothing is predicted."""
    choice = Choice(ChoiceKind.ADD, label=label, span=span_of(folder, document, words))
    ReviewSession(folder, "bob", shipped_labels()).decide(document, [choice])


def sheet_against_bob(folder: RunFolder, path: Path) -> Path:
    """A sheet of alice's that contradicts what bob decided in two documents."""
    bob = ReviewSession(folder, "bob", shipped_labels())
    for document, kind in (("mairie", ChoiceKind.DELETE), ("presse", ChoiceKind.CONFIRM)):
        names = bob.document(document).document.standoff.named()
        first = next(one for one in names if one.text == "Houille Noire")
        bob.decide(document, [Choice(kind, first.id)])
    queue = queue_of(gather(folder), (), Limits(1000, 2036))
    write_check_sheet(path, queue, ("PER", "ORG", "LOC", "DATE", "MISC"))
    wanted = {"Houille Noire": {"décision": "étiqueter", "étiquette": "ORG"}}
    fill(path, wanted)
    with pytest.raises(ContradictsError):
        applied(folder, path)
    return path


def applied(folder: RunFolder, sheet: Path) -> Applied:
    table = folder.folder / "review" / "decisions.tsv"
    return apply_sheet(sheet, folder, "alice", AT, table, shipped_labels(), yes=True)


def shown(reviewer: Reviewer) -> str:
    return str(reviewer.until(lambda: reviewer.js(SUMMARY), "a contradiction"))


def closed(reviewer: Reviewer) -> None:
    reviewer.until(lambda: not reviewer.js(SUMMARY), "the end of the dialog")


class TestWhereItHappens:
    """Bob decides while alice looks at the same words."""

    pytestmark = IN_BROWSER

    def add(self, folder: RunFolder, alice: Reviewer) -> None:
        """Alice makes a place of two words after bob has made a society of the second."""
        alice.go("#/lecture/lettre")
        decided_by_bob(folder, "lettre", "ORG", "Houille Noire")
        alice.drag_over("de Houille")
        alice.press("l")
        assert "lettre" in shown(alice)
        says = [str(one) for one in alice.js(SIDES)]
        assert says[0].startswith("1 bob : ORG « Houille Noire » la première the first")
        assert says[1].startswith("2 alice : LOC « de Houille » la seconde the second")
        assert says[2].startswith("0 – rien ici nothing here")
        assert "Les fosses ⟪de ⟦Houille⟫ Noire⟧ ferment" in alice.js(CONTEXT)

    def names(self, folder: RunFolder) -> list[tuple[str, str, str]]:
        return [one for one in names(folder, "lettre") if "Houille" in one[0]]

    @pytest.mark.parametrize(
        ("key", "wanted"),
        [
            ("1", [("Houille Noire", "ORG", "added")]),
            ("2", [("de Houille", "LOC", "added"), ("Houille Noire", "ORG", "rejected")]),
            ("0", [("Houille Noire", "ORG", "rejected")]),
        ],
    )
    def test_a_key_settles_it(
        self, folder: RunFolder, alice: Reviewer, key: str, wanted: list[Any]
    ) -> None:
        self.add(folder, alice)
        alice.press(key)
        closed(alice)
        alice.until(lambda: self.names(folder) == wanted, "the decision")
        live = [one for one in wanted if one[2] != "rejected"]
        alice.until(
            lambda: (
                [one[0] for one in alice.spans() if "Houille" in one[0]] == [one[0] for one in live]
            ),
            "what is written",
        )

    def test_a_date_gets_a_value_that_neither_gave(
        self, folder: RunFolder, alice: Reviewer
    ) -> None:
        alice.go("#/lecture/lettre")
        decided_by_bob(folder, "lettre", "DATE", "Houille Noire")
        alice.drag_over("de Houille")
        alice.press("d")
        assert shown(alice)
        alice.press("v", *"1936-13", Keys.ENTER)
        fault = "return document.querySelector('#dialog .fault')?.textContent ?? ''"
        alice.until(lambda: "EDTF" in alice.js(fault), "what is wrong with it")
        alice.press("v", *"1936-05", Keys.ENTER)
        closed(alice)
        alice.until(lambda: ("de Houille", "DATE", "added") in names(folder, "lettre"), "the date")
        found = folder.read("lettre").standoff.named()
        (value,) = [one.value for one in found if one.text == "de Houille"]
        assert value == "1936-05"

    def test_escape_leaves_what_is_there(self, folder: RunFolder, alice: Reviewer) -> None:
        self.add(folder, alice)
        alice.press("x", Keys.ENTER)  # what means nothing here
        assert shown(alice)
        alice.press(Keys.ESCAPE)
        closed(alice)
        alice.until(lambda: "sa décision reste" in alice.told(), "what became of it")
        assert self.names(folder) == [("Houille Noire", "ORG", "added")]
        alice.until(lambda: "Houille Noire" in str(alice.spans()), "bob's name")


class TestInTheList:
    """A sheet has found contradictions, and the page settles them."""

    pytestmark = IN_BROWSER

    def test_a_key_each(self, folder: RunFolder, alice: Reviewer, tmp_path: Path) -> None:
        sheet = sheet_against_bob(folder, tmp_path / "s.xlsx")
        count = len(contradictions(folder))
        assert count == 2
        alice.go()
        assert "2 contradictions" in alice.js(OPEN)
        alice.press("4")
        assert shown(alice).startswith("1/2 mairie (s.xlsx)")
        assert "⟪⟦Houille Noire⟧⟫" in alice.js(CONTEXT) or "⟦⟪Houille Noire⟫⟧" in alice.js(CONTEXT)
        alice.press("1")
        alice.until(lambda: alice.js(SUMMARY).startswith("2/2 presse"), "the other one")
        alice.press("2")
        alice.until(lambda: "seconde" in alice.js(SUMMARY), "the word in the cell")
        # She changes her mind about the first, and back again.
        alice.press(Keys.ARROW_UP)
        assert "première" in alice.js(SUMMARY)
        alice.press("0")
        alice.until(lambda: "rien" in alice.js(SUMMARY), "the other word")
        alice.click("[data-side=first]")
        alice.until(lambda: "première" in alice.js(SUMMARY), "the first word")
        alice.press(Keys.ARROW_DOWN)
        assert "seconde" in alice.js(SUMMARY)
        alice.press(Keys.ESCAPE)
        closed(alice)
        alice.until(lambda: not alice.js(OPEN), "nothing is open")
        assert [one["décision"] for one in contradictions(folder)] == ["première", "seconde"]
        assert applied(folder, sheet).settled == 2
        assert ("Houille Noire", "LOC", "rejected") not in names(folder, "presse")
        assert ("Houille Noire", "ORG", "corrected") in names(folder, "presse")
        assert ("Houille Noire", "ORG", "rejected") in names(folder, "mairie")

    def test_the_keys_are_in_the_help(self, alice: Reviewer) -> None:
        alice.press("?")
        keys = "return document.querySelector('#dialog[open] table')?.textContent ?? ''"
        told = alice.until(lambda: alice.js(keys), "the help")
        assert "une contradiction : première, seconde, rien" in told
        alice.press(Keys.ESCAPE, "4")
        alice.until(lambda: "Aucune contradiction" in alice.told(), "that there are none")


def test_a_row_that_is_gone_and_a_word_that_is_none_are_refused(
    folder: RunFolder, tmp_path: Path
) -> None:
    with served(folder) as url:
        assert ask(url, "contradictions") == (200, [])
        sheet_against_bob(folder, tmp_path / "s.xlsx")
        first, _ = ask(url, "contradictions")[1]
        where = {"origin": first["origin"], "mark": first["mark"]}
        assert ask(url, "contradictions", {**where, "decision": "third"})[0] == 400
        assert ask(url, "contradictions", {**where, "decision": "value 1936-13"})[0] == 422
        assert ask(url, "contradictions", {**where, "mark": "c-0", "decision": "first"})[0] == 400
        body = {"kind": "add", "settled": ["c-0"]}
        assert ask(url, "documents/lettre/decide", body)[0] == 400
        assert [one["décision"] for one in contradictions(folder)] == ["", ""]
