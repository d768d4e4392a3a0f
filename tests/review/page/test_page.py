"""A reviewer at the review page, in a real browser: by keys, by mouse, in two tabs, and when the
server dies.
"""

from __future__ import annotations

import signal

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.review.session import ReviewSession
from command import Command
from review.checking_folders import DOCUMENTS, make_folder, names
from review.doccano_page import IN_BROWSER, chromium
from review.page.served import Reviewer, gone, opened
from waiting import until

pytestmark = IN_BROWSER

# Characters of two UTF-16 units before what is decided, and names that touch each other.
FANFARE = (
    "La fanfare 🎺🎺 du [Comité|ORG] des harmonies joue à [la Foire|MISC] de Noyelles 🌻, le "
    "[4 décembre 1938|DATE|1938-12-04]. Le {BMO|ACRONYM} de [Marcel|PER] Wattrelos la suit.\n\n"
    "Personne ne revint de [Lens|PER].\n"
)
OFTEN = "[Harnes|LOC] contre [Harnes|LOC], [Harnes|LOC] et [Harnes|LOC], dit [Paul|PER].\n"


@pytest.fixture(scope="module")
def made(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    documents = {**DOCUMENTS, "a-fanfare": FANFARE, "often": OFTEN}
    return make_folder(annotate, tmp_path_factory.mktemp("page"), documents)


def test_a_text_is_read_by_keys_alone(folder: RunFolder, alice: Reviewer) -> None:
    # The first doubt has the focus.
    assert alice.chosen() == "Comité"
    # The end moves on by words, and back by one.
    alice.press(*["Shift+" + Keys.ARROW_RIGHT] * 3, "Shift+" + Keys.ARROW_LEFT)
    alice.press("Shift+" + Keys.ARROW_RIGHT)
    assert alice.selected() == "Comité des harmonies joue"
    alice.press("Shift+" + Keys.ARROW_LEFT)
    alice.decided(Keys.ENTER)
    assert alice.chosen() == "Comité des harmonies"
    # The beginning, with another label at once.
    alice.press(Keys.TAB, "Shift+" + Keys.ARROW_DOWN)
    alice.decided("o")
    assert alice.chosen() == "Foire"
    # A missed name: the next words that look like one, or the words beside them.
    alice.press("n")
    assert alice.selected() == "Noyelles"
    alice.press(Keys.ARROW_LEFT)
    assert alice.selected() == "de"
    alice.press(Keys.ARROW_RIGHT)
    alice.decided("l")
    assert alice.chosen() == "Noyelles"
    # A value is checked while it is typed, and not taken while it is wrong.
    alice.press(Keys.TAB, "v")
    alice.until(lambda: alice.js("return document.activeElement.value") == "1938-12-04", "a value")
    alice.press("1938-13", Keys.ENTER)
    fault = "return document.getElementById('fault').textContent"
    alice.until(lambda: "no month 13" in alice.js(fault), "the fault")
    alice.press(*[Keys.BACKSPACE] * 3)
    alice.decided(Keys.ENTER)
    alice.press(Keys.TAB, "a", "Bons musiciens d'Ostricourt")
    alice.decided(Keys.ENTER)
    alice.press(Keys.TAB, "b")
    assert alice.selected() == "Marcel Wattrelos"
    alice.press("b")
    assert alice.selected() == "BMO de Marcel Wattrelos"
    alice.press(Keys.ESCAPE)
    alice.decided("x")
    assert names(folder, "a-fanfare") == [
        ("Comité des harmonies", "ORG", "corrected"),
        ("Foire", "ORG", "corrected"),
        ("Noyelles", "LOC", "added"),
        ("4 décembre 1938", "DATE", "corrected"),
        ("BMO", "ACRONYM", "corrected"),
        ("Marcel", "PER", "rejected"),
        ("Lens", "PER", "predicted"),
    ]
    alice.decided("u")
    assert ("Marcel", "PER", "predicted") in names(folder, "a-fanfare")
    # All on the screen is read, two paragraphs; the page goes on to the next text.
    alice.decided(" ")
    alice.until(lambda: "lettre" in alice.driver.current_url, "the next text")
    review = ReviewSession(folder, "alice", shipped_labels())
    assert review.document("a-fanfare").unread == ()
    assert {status for _, _, status in names(folder, "a-fanfare")} == {
        "corrected",
        "added",
        "accepted",
    }


def test_a_text_is_read_by_mouse_alone(folder: RunFolder, alice: Reviewer) -> None:
    alice.click_span("Lens")
    alice.until(lambda: alice.chosen() == "Lens", "the choice")
    before = alice.told()
    alice.click("[data-command=LOC]")
    alice.until(lambda: alice.told() != before, "an answer")
    alice.drag_over(" Wattrelos la")
    alice.click("[aria-label='fin plus tôt']")
    assert alice.selected().strip() == "Wattrelos"
    alice.click("[data-command=PER]")
    alice.until(lambda: ("Wattrelos", "p", "added") in alice.spans(), "the name")
    alice.click_span("la Foire", right=True)
    alice.until(lambda: "Foire" not in str(alice.spans()), "its end")
    assert {
        ("Lens", "LOC", "corrected"),
        ("Wattrelos", "PER", "added"),
        ("la Foire", "MISC", "rejected"),
    } <= set(names(folder, "a-fanfare"))
    alice.click("[data-command=undo]")
    alice.until(lambda: "Foire" in str(alice.spans()), "the name again")
    alice.click("[data-way=doute]")
    alice.until(lambda: alice.js("return document.querySelector('.evidence div')"), "a doubt")


def to_first_span(alice: Reviewer) -> None:
    """Go on to the first doubt that is not of words which may be a missed name."""
    shown = "return document.querySelector('.evidence .form dt')?.textContent ?? ''"
    alice.until(lambda: alice.js(shown), "a doubt")
    while not alice.chosen():
        before = alice.js(shown)
        alice.press(Keys.ARROW_RIGHT)
        alice.until(lambda before=before: alice.js(shown) != before, "the next")


def test_a_doubt_shows_what_its_rule_says(folder: RunFolder, alice: Reviewer) -> None:
    for file in (folder.folder / "annotations").glob("*.jsonl"):
        file.write_text(file.read_text("utf-8").replace("rule:t", "rule:places.postal"), "utf-8")
    alice.go("#/doute")
    to_first_span(alice)
    said = str(alice.js("return document.querySelector('.rule').innerText")).splitlines()
    assert said[0] == "Ce que dit la règle what the rule says"
    assert all(row.startswith("places.postal") and "‹" in row for row in said[1:])
    # A reader of the screen is not read all of it at each doubt.
    assert not alice.js("return document.querySelector('.rule').closest('[aria-live]')")


def test_doubts_are_decided_with_a_key_each(folder: RunFolder, alice: Reviewer) -> None:
    alice.go("#/doute")
    to_first_span(alice)
    doubted = [
        (document, *name) for document in folder.documents() for name in names(folder, document)
    ]
    first = alice.chosen()
    assert first in {text for _, text, _, _ in doubted}
    for _ in range(3):
        before = alice.chosen(), alice.told()
        alice.press(Keys.ENTER)
        alice.until(lambda before=before: (alice.chosen(), alice.told()) != before, "the next")
    found = [name for document in folder.documents() for name in names(folder, document)]
    assert sum(status == "accepted" for _, _, status in found) == 3
    # Another name of the same paragraph, and back to the doubt; then all but one are taken back.
    doubt = alice.chosen()
    alice.press(Keys.TAB if alice.spans()[-1][0] != doubt else "Shift+" + Keys.TAB)
    assert alice.chosen() != doubt
    alice.decided(Keys.ENTER)
    alice.until(lambda: alice.chosen() == doubt, "the doubt again")
    for _ in range(3):
        alice.decided("u")
    found = [name for document in folder.documents() for name in names(folder, document)]
    assert sum(status == "accepted" for _, _, status in found) == 1
    # Everywhere: shown first, and nothing is written before it is confirmed.
    while alice.chosen() != "Houille Noire":
        alice.press(Keys.ARROW_RIGHT)
        alice.until(alice.chosen, "the next")
    alice.press("e")
    summary = "return document.querySelector('#dialog .summary')?.textContent ?? ''"
    alice.until(lambda: "Houille Noire" in alice.js(summary), "what changes")
    assert len(alice.js("return document.querySelectorAll('#dialog .contexts li')")) == 3
    assert ("Houille Noire", "LOC", "predicted") in names(folder, "presse")
    alice.press("o")
    alice.until(lambda: "étiqueter ORG 4 occurrences" in alice.js(summary), "what is wanted")
    assert ("Houille Noire", "LOC", "predicted") in names(folder, "presse")
    alice.decided(Keys.ENTER)
    assert ("Houille Noire", "ORG", "corrected") in names(folder, "presse")
    assert ("Houille Noire", "ORG", "added") in names(folder, "lettre")


def test_what_deletes_a_lot_asks_first(folder: RunFolder, alice: Reviewer) -> None:
    alice.go("#/lecture/often")
    alice.press("e")
    summary = "return document.querySelector('#dialog .summary')?.textContent ?? ''"
    alice.until(lambda: "étiqueter" in alice.js(summary), "what changes")
    alice.press("x")
    alice.until(lambda: "rejeter 4 occurrences" in alice.js(summary), "what is wanted")
    alice.press(Keys.ENTER)
    title = "return document.querySelector('#dialog[open] h2')?.textContent ?? ''"
    alice.until(lambda: "supprime beaucoup" in alice.js(title), "the question")
    alice.press(Keys.ESCAPE)
    alice.until(lambda: not alice.js(title), "its end")
    assert ("Harnes", "LOC", "predicted") in names(folder, "often")
    alice.press("e")
    alice.until(lambda: "étiqueter" in alice.js(summary), "what changes")
    alice.press("x")
    alice.until(lambda: "rejeter" in alice.js(summary), "what is wanted")
    alice.press(Keys.ENTER)
    alice.until(lambda: "supprime beaucoup" in alice.js(title), "the question")
    alice.decided(Keys.TAB, Keys.ENTER)
    assert [name for name in names(folder, "often") if name[2] != "rejected"] == [
        ("Paul", "PER", "predicted")
    ]


def test_forms_are_decided_everywhere(folder: RunFolder, alice: Reviewer) -> None:
    alice.go("#/forme")
    form = "return document.querySelector('.case h2').textContent"
    summary = "return document.querySelector('.case .summary')?.textContent ?? ''"
    while alice.js(form) != "Houille Noire":
        before = alice.js(form)
        alice.press(Keys.ARROW_DOWN)
        alice.until(lambda before=before: alice.js(form) != before, "the next form")
    alice.until(lambda: "ORG" in alice.js(summary), "what is proposed")
    # How many occurrences each key would change, before one is pressed; then one key decides.
    shown = "return [...document.querySelectorAll('.case .choices button')].map(b => b.textContent)"
    assert "l Lieu (3)" in alice.js(shown) and "x rejeter (4)" in alice.js(shown)
    assert ("Houille Noire", "ORG", "predicted") in names(folder, "mairie")
    alice.decided("x")
    assert ("Houille Noire", "ORG", "rejected") in names(folder, "mairie")
    assert alice.js(form) != "Houille Noire"


def test_what_another_tab_decided_is_not_overwritten(folder: RunFolder, alice: Reviewer) -> None:
    second = chromium()
    try:
        other = Reviewer(second, alice.url)
        alice.click_span("Marcel")
        other.click_span("Marcel")
        alice.decided("o")
        told = other.decided("m")
        assert "a changé entre-temps" in told
        assert ("Marcel", "ORG", "corrected") in names(folder, "a-fanfare")
        other.until(lambda: ("Marcel", "o", "corrected") in other.spans(), "what is there now")
        # It may be decided again, as it is shown now; then the first tab is the one behind.
        other.click_span("Marcel")
        other.decided("m")
        assert ("Marcel", "MISC", "corrected") in names(folder, "a-fanfare")
        assert "a changé entre-temps" in alice.decided(" ")
    finally:
        second.quit()


def test_a_killed_server_is_told_and_nothing_is_shown_as_done(
    folder: RunFolder, browser: WebDriver
) -> None:
    with opened(folder) as (process, url):
        alice = Reviewer(browser, url)
        alice.click_span("Marcel")
        alice.decided("o")
        gone(process)
        before = alice.spans()
        alice.click_span("Lens")
        alice.press("l", " ")
        notice = "return document.querySelector('#gone:not([hidden])')?.textContent ?? ''"
        alice.until(lambda: "annotate review open" in alice.js(notice), "the notice")
        assert alice.spans() == before
        assert alice.js("return document.querySelector('[data-read]')") is None
    assert ("Marcel", "ORG", "corrected") in names(folder, "a-fanfare")
    assert ("Lens", "PER", "predicted") in names(folder, "a-fanfare")


def test_a_server_killed_while_it_decides_has_decided_or_not(
    folder: RunFolder, browser: WebDriver
) -> None:
    with opened(folder) as (process, url):
        alice = Reviewer(browser, url)
        alice.click_span("Marcel")
        alice.press("o", "m")
        gone(process)
        notice = "return document.querySelector('#gone:not([hidden])') !== null"
        lost = "return document.querySelector('mark[data-label=m][data-status=corrected]') !== null"
        alice.until(lambda: alice.js(notice) or alice.js(lost), "an answer, or the notice")
        shown = [one for one in alice.spans() if one[0] == "Marcel"]
    review = ReviewSession(folder, "alice", shipped_labels())
    review.document("a-fanfare")  # ends what was begun
    written = [name for name in names(folder, "a-fanfare") if name[0] == "Marcel"]
    order = ["PER", "ORG", "MISC"]
    (label,) = (name[1] for name in written)
    (key,) = (one[1] for one in shown)
    # Nothing is shown that is not written.
    assert ["p", "o", "m"].index(key) <= order.index(label)
    assert len(review.batches()) == order.index(label)


def test_back_and_reload_show_what_is_written(alice: Reviewer) -> None:
    alice.decided(" ")
    alice.until(lambda: "lettre/" in alice.driver.current_url, "the next text")
    second = alice.driver.current_url
    alice.driver.refresh()
    current = "return document.querySelector('[aria-current=true]')?.dataset.piece ?? ''"
    alice.until(lambda: alice.js(current), "the page again")
    assert alice.driver.current_url == second
    assert second.endswith(str(alice.js(current)))
    alice.go("#/lecture/a-fanfare")
    assert len(alice.js("return document.querySelectorAll('[data-read]')")) == 2
    alice.click("[data-way=doute]")
    alice.until(lambda: alice.js("return document.querySelector('.evidence div')"), "a doubt")
    alice.driver.back()
    alice.until(
        lambda: alice.js("return document.querySelector('.reading [data-read]')"), "the text"
    )


def test_ctrl_c_ends_it_with_tables_up_to_date(folder: RunFolder, browser: WebDriver) -> None:
    with opened(folder) as (process, url):
        alice = Reviewer(browser, url)
        alice.click_span("Marcel")
        alice.decided("x")
        process.send_signal(signal.SIGINT)
        until(lambda: process.poll() is not None, "its end")
        assert process.returncode == 0
    assert not (folder.folder / "review" / "outdated").exists()
    assert "Marcel," not in folder.mentions_csv.read_text("utf-8")
