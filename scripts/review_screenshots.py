"""Take the pictures of docs/guide-relecture.md: the real servers, the real pages, the corpus.

python scripts/review_screenshots.py [page] [doccano]

It needs chromium and chromedriver, installs doccano into ``.doccano`` if it is not
there, and writes pictures into ``docs/images``. Look at every one of them afterwards.
"""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from annotate.document.run_folder import RunFolder  # noqa: E402
from annotate.review.server.environment import install, is_installed  # noqa: E402
from annotate.review.server.home import Home  # noqa: E402
from review.doccano_page import COMMENTS, CONFIRM, GUIDELINE, Page, chromium  # noqa: E402
from review.page.served import Reviewer, served  # noqa: E402

TEXTS = ("samzal.pdf", "jumelages.txt", "musee-histoire.pdf", "friches-eau.txt")
IMAGES = ROOT / "docs" / "images"
LARGEST = 150_000
"""Bytes of a picture."""

ALL = (0, 0, 1400, 857)


def annotate(*arguments: str | Path) -> str:
    """Run the command, and return what it says."""
    command = [str(Path(sys.executable).with_name("annotate")), *map(str, arguments)]
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, cwd=ROOT).stdout


def main(wanted: list[str]) -> None:
    """Annotate the texts, and take the pictures of the page, of doccano, or of both."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "gohelle"
        annotate("run", *(Path("corpus") / name for name in TEXTS), "--out", run)
        if "doccano" in wanted or not wanted:
            doccano(Path(folder) / "doccano", run)
        if "page" in wanted or not wanted:
            own_page(run)


def own_page(run: Path) -> None:
    """Take the pictures of the review page."""
    driver = chromium()
    driver.set_window_size(1180, 700)

    def shot(path: Path) -> None:
        # Whole windows of text are a third of the size as WebP.
        told = {"format": "webp", "quality": 85}
        data = driver.execute_cdp_cmd("Page.captureScreenshot", told)["data"]
        path.write_bytes(base64.b64decode(data))

    try:
        with served(RunFolder(run)) as url:
            alice = Reviewer(driver, url)
            alice.go("#/lecture/musee-histoire")
            for _ in range(3):
                alice.decided(" ")
            alice.press("\ue004")
            checked("page-lecture.webp", shot)
            alice.press("f")
            alice.until(lambda: alice.js("return document.querySelector('figure img')"), "a page")
            checked("page-pdf.webp", shot)
            alice.press("f")
            alice.go("#/doute")
            alice.until(alice.chosen, "a doubt")
            checked("page-doute.webp", shot)
            alice.go("#/forme")
            alice.until(lambda: alice.js("return document.querySelector('.summary')"), "a form")
            checked("page-forme.webp", shot)
    finally:
        driver.quit()


def doccano(folder: Path, run: Path) -> None:
    """Start a doccano, send the texts to it, and take the pictures."""
    kept = Home(ROOT / ".doccano")
    if not is_installed(kept):
        install(kept)
    home = Home(folder)
    home.folder.mkdir(mode=0o700)
    home.environment.symlink_to(kept.environment, target_is_directory=True)
    url = annotate("review", "start", "--user", "alice", "--home", home.folder)
    url = url.split(" at ")[1].split()[0]
    try:
        annotate("review", "push", run, "--home", home.folder)
        page = Page(url)
        try:
            pictures(page, home.password_of("alice"))
        finally:
            page.close()
    finally:
        annotate("review", "stop", "--home", home.folder)


def keep(page: Page, name: str, clip: tuple[int, int, int, int]) -> None:
    """Take a picture of doccano."""
    checked(f"{name}.png", lambda path: page.picture(path, clip))


def checked(name: str, take: Callable[[Path], object]) -> None:
    """Take a picture when everything has come to rest."""
    time.sleep(1)
    path = IMAGES / f"relecture-{name}"
    take(path)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {size} bytes")
    if size > LARGEST:
        raise SystemExit(f"{path} has more than {LARGEST} bytes")


def pictures(page: Page, password: str) -> None:
    """Go the way of the guide."""
    page.driver.get(f"{page.root}/auth")
    page.one("input[name=username]").send_keys("alice")
    keep(page, "connexion", (400, 270, 600, 380))
    page.sign_in("alice", password)
    page.one("//td//a[normalize-space()='gohelle']").click()
    page.one(".v-stepper")
    keep(page, "accueil", (0, 0, 900, 260))
    page.one(".v-navigation-drawer button").click()
    page.turn_to("jumelages")
    keep(page, "texte", ALL)
    page.turn_to("samzal")
    spans(page)
    relations(page)
    page.tool(COMMENTS).click()
    page.one(".v-dialog--active textarea").send_keys("début des années 80 = 1980/1983")
    keep(page, "commentaire", (280, 270, 840, 310))
    page.one(".v-dialog--active .v-card__text button:not([disabled])").click()
    time.sleep(1)
    page.close_dialog()
    page.tool(GUIDELINE).click()
    keep(page, "consignes", (280, 170, 840, 510))
    page.close_dialog()
    page.driver.execute_script("scrollTo(0, 0)")
    page.tool(CONFIRM).click()
    page.until(page.is_confirmed, "the tick")
    # Progress is counted when the page is loaded, and only without what follows the number.
    page.driver.get(page.driver.current_url.split("&", 1)[0])
    page.until(page.is_confirmed, "the tick")
    keep(page, "valide", (256, 64, 1144, 270))


def spans(page: Page) -> None:
    """Add a span, and open the menu of another."""
    page.drag_over("rue du 4-Septembre")
    page.one(".menuable__content__active")
    keep(page, "ajouter", (256, 220, 1144, 637))
    page.press("\ue00c")
    page.until(lambda: not page.menu_is_open(), "the menu to close")
    page.open_span("Houillères", "LOC")
    keep(page, "changer", (256, 220, 850, 637))
    page.choose("ORG")
    page.wait_for_label("Houillères", "ORG")


def relations(page: Page) -> None:
    """Show relations, and draw one."""
    page.label_of("schéma directeur", "MISC")
    keep(page, "relations", (256, 250, 850, 400))
    page.driver.execute_script("scrollTo(0, 0)")
    page.switch_relations()
    keep(page, "mode-relation", (1110, 320, 290, 230))
    page.switch_relations()


if __name__ == "__main__":
    main(sys.argv[1:])
