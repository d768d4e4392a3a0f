"""One run in turn in the review page and in a real doccano, in a real browser: nothing is lost."""

from __future__ import annotations

from pathlib import Path

from selenium.webdriver.common.keys import Keys

from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.review.session import ReviewSession
from command import Command
from review.checking_folders import make_folder, names
from review.doccano_page import IN_BROWSER, Page, chromium
from review.page.served import Reviewer, served

pytestmark = IN_BROWSER

TEXT = (
    "Hier 🌻 [Drocourt|ORG] reçut la Veillée des lampes chez Odile Renard, et le [Comité|ORG] des "
    "harmonies y joua sous [Avion|PER] la nuit.\n\n"
    "En [1902|DATE|1902], [Wingles|ORG] et [Vendin|LOC] plantèrent [Lens|LOC], dit [Paul|PER].\n"
)
DECIDED = [
    ("Drocourt", "LOC", "corrected"),
    ("Veillée des lampes", "MISC", "added"),
    ("Odile Renard", "PER", "added"),
    ("Comité des harmonies", "ORG", "corrected"),
    ("Avion", "PER", "rejected"),
]


def decide_in_the_page(folder: RunFolder) -> None:
    driver = chromium()
    try:
        with served(folder, "carole") as url:
            carole = Reviewer(driver, url)
            for words, key in (("Drocourt", "l"), ("lampes", "m"), ("Odile", "p"), ("Avion", "x")):
                carole.point_at(words)
                carole.decided(key)
            carole.click_span("Comité")
            carole.press(*["Shift+" + Keys.ARROW_RIGHT] * 2)
            carole.decided(Keys.ENTER)
    finally:
        driver.quit()


def edit_in_doccano(doccano: dict[str, str], project: str) -> None:
    page = Page(doccano["url"])
    try:
        page.sign_in("alice", doccano["alice"])
        page.open_project(project)
        # What the page decided is what doccano shows.
        page.wait_for_label("Drocourt", "LOC")
        page.wait_for_label("Comité des harmonies", "ORG")
        page.relabel("Wingles", "ORG", "LOC")
        page.delete("Lens", "LOC")
        page.add("la nuit", "MISC")
        page.confirm()
    finally:
        page.close()


def test_what_the_page_decided_is_pushed_and_comes_back_with_what_doccano_changed(
    annotate: Command, doccano: dict[str, str], tmp_path: Path
) -> None:
    made = make_folder(annotate, tmp_path, {"turns": TEXT})
    folder = RunFolder(made.folder.rename(tmp_path / "en-alternance"))
    home = ("--home", doccano["home"])
    decide_in_the_page(folder)
    assert [one for one in names(folder, "turns") if one[2] != "predicted"] == DECIDED
    assert annotate("review", "push", folder.folder, *home).returncode == 0
    edit_in_doccano(doccano, folder.folder.name)
    done = annotate("review", "pull", folder.folder, *home)
    assert (done.returncode, done.stderr) == (0, "")
    expected = [
        *DECIDED,
        ("la nuit", "MISC", "added"),
        ("1902", "DATE", "accepted"),
        ("Wingles", "LOC", "corrected"),
        ("Vendin", "LOC", "accepted"),
        ("Lens", "LOC", "rejected"),
        ("Paul", "PER", "accepted"),
    ]
    assert names(folder, "turns") == expected
    every = [one for one in folder.read("turns").annotations if "review" in one.attributes]
    held = {one.text: one.attributes["review"]["by"] for one in every}
    assert {held[text] for text, _, _ in DECIDED} == {"carole"}
    assert {held[text] for text, _, _ in expected[len(DECIDED) :]} == {"alice"}

    # The page has nothing to ask any more; what it changes now, the next pull does not overwrite.
    review = ReviewSession(folder, "carole", shipped_labels())
    assert review.document("turns").unread == () and review.document("turns").doubts() == []
    driver = chromium()
    try:
        with served(folder, "carole") as url:
            carole = Reviewer(driver, url)
            carole.point_at("Vendin")
            carole.decided("o")
    finally:
        driver.quit()
    again = annotate("review", "pull", folder.folder, *home)
    assert again.returncode == 0
    assert ("Vendin", "ORG", "corrected") in names(folder, "turns")
    assert annotate("review", "push", folder.folder, *home).returncode == 0
    third = annotate("review", "pull", folder.folder, *home)
    assert third.returncode == 0
    changed = [one if one[0] != "Vendin" else ("Vendin", "ORG", "corrected") for one in expected]
    assert names(folder, "turns") == changed
