"""What saves a reviewer actions in the page: a key for a screen, for what the mouse is over, for a
missed name, for all occurrences of a form; and keys that come too early.
"""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.review.choices import Choice, ChoiceKind
from annotate.review.session import ReviewSession
from command import Command
from review.checking_folders import make_folder, names
from review.doccano_page import IN_BROWSER
from review.page.served import Reviewer

pytestmark = IN_BROWSER

LINE = "Le canal longe le chemin de halage, puis il tourne vers les prés et se perd dans la brume. "
MOUSE = (
    "Hier [Drocourt|ORG] reçut la Veillée des lampes éteintes chez Odile Renard, et le "
    "[Comité|ORG] des harmonies y joua sous [Avion|PER] la nuit ; quarante-huit.\n"
)
MISSED = (
    "On salua Odile Renard à [Wingles|LOC], et le soir les Brumelois chantèrent.\n\n"
    "Personne ne vint, sauf Odile Renard et [Odile Renard|PER].\n"
)
JOINED = (
    "Elle quitta le musée de la mine de [Lens|LOC] pour « Le Jour se lève », et le "
    "[Conservatoire|LOC] d’espaces naturels.\n"
)
OFTEN = "[Harnes|LOC] joue [Harnes|LOC] et [Harnes|LOC].\n"
TEXTS = {
    "a-mouse": MOUSE,
    "joined": JOINED,
    "missed": MISSED,
    "often": OFTEN,
    "screens": f"[Lens|LOC] dort.\n\n{LINE * 60}\n\n" + f"{LINE}\n\n" * 60,
}


@pytest.fixture(scope="module")
def made(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return make_folder(annotate, tmp_path_factory.mktemp("quick"), TEXTS)


def read(folder: RunFolder, document: str) -> list[bool]:
    pieces = ReviewSession(folder, "bob", shipped_labels()).document(document).pieces
    return [one.read is not None for one in pieces]


def test_space_reads_a_screen_and_no_line_that_was_not_shown(
    folder: RunFolder, alice: Reviewer
) -> None:
    alice.go("#/lecture/screens")
    # The second paragraph is longer than a screen: only the first ends on it.
    alice.decided(" ")
    assert read(folder, "screens")[:2] == [True, False]
    assert sum(read(folder, "screens")) == 1
    scrolled = "return document.getElementById('main').scrollTop"
    before = alice.js(scrolled)
    alice.press(" ")
    alice.until(lambda: alice.js(scrolled) > before, "the rest of it")
    assert sum(read(folder, "screens")) == 1
    ends = """
      const { bottom } = document.getElementById('main').getBoundingClientRect();
      return [...document.querySelectorAll('[data-piece]')]
        .filter(one => one.getBoundingClientRect().bottom <= bottom + 1).length"""
    while not read(folder, "screens")[1]:
        shown = alice.js(ends)
        before = alice.js(scrolled)
        alice.press(" ")
        alice.until(lambda before=before: alice.js(scrolled) != before, "the next screen")
    assert sum(read(folder, "screens")) == shown
    # Of short ones all are read at once, but for one that is cut at the foot.
    shown = alice.js(ends)
    alice.decided(" ")
    assert sum(read(folder, "screens")) == shown >= 20 + 2
    assert read(folder, "screens") == [True] * shown + [False] * (62 - shown)
    alice.decided("u")
    assert sum(read(folder, "screens")) < shown


def test_a_key_is_about_what_the_mouse_is_over(folder: RunFolder, alice: Reviewer) -> None:
    alice.point_at("Drocourt")
    alice.decided("l")
    alice.point_at("Odile")
    alice.decided("p")
    alice.point_at("éteintes")
    alice.decided("m")
    alice.point_at("Avion")
    alice.decided("x")
    alice.point_at("huit")
    alice.decided("d")
    assert names(folder, "a-mouse") == [
        ("Drocourt", "LOC", "corrected"),
        ("Veillée des lampes éteintes", "MISC", "added"),
        ("Odile Renard", "PER", "added"),
        ("Comité", "ORG", "predicted"),
        ("Avion", "PER", "rejected"),
        ("quarante-huit", "DATE", "added"),
    ]
    # What was clicked is meant, wherever the mouse goes then.
    alice.click_span("Comité")
    alice.point_at("Drocourt")
    alice.decided("m")
    assert ("Comité", "MISC", "corrected") in names(folder, "a-mouse")
    # So is what a key has chosen, until the mouse moves.
    alice.point_at("Drocourt")
    alice.press(Keys.ARROW_RIGHT)
    chosen = alice.chosen()
    assert chosen != "Drocourt"
    alice.decided("d")
    assert (chosen, "DATE", "corrected") in [
        (text, label, "corrected") for text, label, _ in names(folder, "a-mouse")
    ]
    assert ("Drocourt", "LOC", "corrected") in names(folder, "a-mouse")


def test_the_mouse_means_what_a_word_joins_and_what_a_sign_encloses(
    folder: RunFolder, alice: Reviewer
) -> None:
    alice.go("#/lecture/joined")
    alice.point_at(" la ")
    alice.decided("o")
    alice.point_at("«")
    alice.decided("m")
    alice.point_at("naturels")
    alice.decided("o")
    found = names(folder, "joined")
    assert sorted(found) == sorted(
        [
            ("musée de la mine de Lens", "ORG", "added"),
            ("Lens", "LOC", "predicted"),
            ("Le Jour se lève", "MISC", "added"),
            # It was cut short, and is no name inside of this one.
            ("Conservatoire d’espaces naturels", "ORG", "corrected"),
        ]
    )


def test_an_end_of_a_name_is_dragged(folder: RunFolder, alice: Reviewer) -> None:
    left, right, middle = alice.place("Comité")
    _, end, _ = alice.place(" des harmonies")
    before = alice.told()
    alice.drag(((left + right) // 2, middle), (right + 10, middle), (end - 4, middle))
    alice.until(lambda: alice.told() != before, "an answer")
    assert ("Comité des harmonies", "ORG", "corrected") in names(folder, "a-mouse")
    # And back, from its end into it.
    _, right, middle = alice.place("Comité des harmonies")
    _, end, _ = alice.place("Comité")
    before = alice.told()
    alice.drag((right - 2, middle), (right - 20, middle), (end - 3, middle))
    alice.until(lambda: alice.told() != before, "an answer")
    assert ("Comité", "ORG", "predicted") not in names(folder, "a-mouse")
    assert [text for text, _, _ in names(folder, "a-mouse")].count("Comité") == 1
    # Words inside of a name are selected, and nothing is decided.
    left, right, middle = alice.place("Drocourt")
    alice.drag((left + 20, middle), (left + 30, middle), (left + 40, middle))
    assert ("Drocourt", "ORG", "predicted") in names(folder, "a-mouse")


def doubt(alice: Reviewer) -> str:
    return str(alice.js("return document.querySelector('.evidence .form dt')?.textContent ?? ''"))


def press_on(alice: Reviewer, key: str) -> None:
    """Press a key that leads to another doubt."""
    number = "return document.querySelector('.head span').textContent"
    before = alice.js(number)
    alice.press(key)
    alice.until(lambda: alice.js(number) != before, "the next doubt")


def test_words_that_may_be_missed_are_a_key_each(folder: RunFolder, alice: Reviewer) -> None:
    alice.go("#/doute")
    alice.until(lambda: doubt(alice) == "Odile Renard", "the first")
    while alice.selected() != "Brumelois":  # those of the first text come first
        press_on(alice, "x")
    # One goes back to what was said to be no name, and nothing is taken back in the run.
    batches = len(ReviewSession(folder, "bob", shipped_labels()).batches())
    alice.press("u")
    alice.until(lambda: alice.selected() == "Odile Renard", "the one before")
    # The form is a name elsewhere: Enter takes its label.
    alice.decided(Keys.ENTER)
    assert ("Odile Renard", "PER", "added") in names(folder, "missed")
    alice.until(lambda: alice.selected() == "Brumelois", "the next")
    alice.press("b")
    assert alice.selected() != "Brumelois"
    alice.press(Keys.ESCAPE)
    alice.press("x")
    alice.until(lambda: alice.selected() == "Odile Renard", "the next")
    assert len(ReviewSession(folder, "bob", shipped_labels()).batches()) >= batches + 1
    # What was looked at is not asked again.
    alice.press("p")
    alice.until(alice.chosen, "a name")
    while doubt(alice) != "Wingles":
        press_on(alice, Keys.ARROW_RIGHT)
    alice.decided(Keys.ENTER)
    alice.go("#/doute")
    alice.until(lambda: doubt(alice), "a doubt")
    every = set()
    for _ in range(12):
        every.add(doubt(alice))
        press_on(alice, Keys.ARROW_RIGHT)
    assert "Brumelois" not in every


def test_a_form_is_decided_with_two_keys(folder: RunFolder, alice: Reviewer) -> None:
    alice.go("#/lecture/often")
    alice.until(lambda: alice.chosen() == "Harnes", "a name")
    assert "3 × : Maj" in str(alice.js("return document.getElementById('detail').textContent"))
    alice.press("Shift+" + "P")
    summary = "return document.querySelector('#dialog .summary')?.textContent ?? ''"
    alice.until(lambda: "étiqueter PER 3 occurrences" in alice.js(summary), "what changes")
    assert ("Harnes", "LOC", "predicted") in names(folder, "often")
    alice.decided(Keys.ENTER)
    assert names(folder, "often") == [("Harnes", "PER", "corrected")] * 3


def test_what_somebody_decided_otherwise_is_named(folder: RunFolder, alice: Reviewer) -> None:
    review = ReviewSession(folder, "bob", shipped_labels())
    first = review.document("often").doubts()[0]
    review.decide("often", [Choice(ChoiceKind.CONFIRM, first.id)])
    alice.go("#/lecture/often")
    alice.press("Shift+X")
    summary = "return document.querySelector('#dialog .summary')?.textContent ?? ''"
    alice.until(lambda: "rejeter 2 occurrences" in alice.js(summary), "what changes")
    told = alice.decided(Keys.ENTER)
    assert "1 restent" in told and "bob" in told
    assert sorted(status for _, _, status in names(folder, "often")) == [
        "accepted",
        "rejected",
        "rejected",
    ]


def test_keys_that_come_while_a_decision_is_saved(folder: RunFolder, alice: Reviewer) -> None:
    alice.go("#/doute")
    alice.until(lambda: doubt(alice), "a doubt")
    while not alice.chosen():
        press_on(alice, Keys.ARROW_RIGHT)
    batches = len(ReviewSession(folder, "bob", shipped_labels()).batches())
    press = """
      for (const key of arguments) {
        document.activeElement.dispatchEvent(
          new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      }"""
    first = alice.chosen()
    # The second is not about the next doubt, which was not shown when it was pressed.
    alice.js(press, "Enter", "x", "Enter")
    alice.until(lambda: alice.chosen() != first or doubt(alice) != first, "the next")
    review = ReviewSession(folder, "bob", shipped_labels())
    made = [one for one, _ in review.batches()[batches:] if one.documents]
    assert len(made) == 1
    # In a text the same name may get one label after the other: all are carried out in order.
    alice.go("#/lecture/a-mouse")
    alice.until(alice.chosen, "a name")
    chosen = alice.chosen()
    alice.js(press, "l", "m", "o", "p")
    alice.until(lambda: (chosen, "p", "corrected") in alice.spans(), "the last")
    found = [label for text, label, _ in names(folder, "a-mouse") if text == chosen]
    assert found == ["PER"]


def test_a_reload_in_the_middle_of_a_decision_shows_what_is_written(
    folder: RunFolder, alice: Reviewer
) -> None:
    alice.go("#/lecture/a-mouse")
    alice.until(lambda: alice.chosen() == "Drocourt", "a name")
    alice.js(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', "
        "{ key: 'm', bubbles: true, cancelable: true })); location.reload()"
    )
    alice.until(alice.chosen, "the page again")
    ((_, label, status),) = [one for one in names(folder, "a-mouse") if one[0] == "Drocourt"]
    # Either it was carried out or it was not; a name is never half decided.
    assert (label, status) in {("ORG", "predicted"), ("MISC", "corrected")}
    alice.go("#/lecture/a-mouse")
    (shown,) = [one for one in alice.spans() if one[0] == "Drocourt"]
    assert shown == ("Drocourt", "m" if label == "MISC" else "o", status)
    alice.click_span("Drocourt")
    alice.decided("l")
    assert ("Drocourt", "LOC", "corrected") in names(folder, "a-mouse")


def test_going_back_in_the_middle_of_a_decision_decides_on_what_was_shown(
    folder: RunFolder, alice: Reviewer
) -> None:
    alice.go("#/lecture/often")
    alice.js("location.hash = '#/lecture/a-mouse'")
    alice.until(lambda: alice.chosen() == "Drocourt", "a name")
    alice.js(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', "
        "{ key: 'm', bubbles: true, cancelable: true })); history.back()"
    )
    alice.until(lambda: alice.chosen() == "Harnes", "the text before")
    assert ("Drocourt", "MISC", "corrected") in names(folder, "a-mouse")
    assert names(folder, "often") == [("Harnes", "LOC", "predicted")] * 3
