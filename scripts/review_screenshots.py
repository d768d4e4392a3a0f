"""Take the pictures of docs/guide-relecture.md: the real server, the real page, the corpus.

python scripts/review_screenshots.py

It needs chromium and chromedriver, installs doccano into ``.doccano`` if it is not
there, and writes PNG files into ``docs/images``. Look at every one of them afterwards.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from annotate.review.server.environment import install, is_installed  # noqa: E402
from annotate.review.server.home import Home  # noqa: E402
from review.doccano_page import COMMENTS, CONFIRM, GUIDELINE, Page  # noqa: E402

TEXTS = ("samzal.pdf", "jumelages.txt", "musee-histoire.pdf", "friches-eau.txt")
IMAGES = ROOT / "docs" / "images"
LARGEST = 150_000
"""Bytes of a picture."""

ALL = (0, 0, 1400, 857)


def annotate(*arguments: str | Path) -> str:
    """Run the command, and return what it says."""
    command = [str(Path(sys.executable).with_name("annotate")), *map(str, arguments)]
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, cwd=ROOT).stdout


def main() -> None:
    """Start a server, send the texts to it, and take the pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    kept = Home(ROOT / ".doccano")
    if not is_installed(kept):
        install(kept)
    with tempfile.TemporaryDirectory() as folder:
        home, run = Home(Path(folder) / "doccano"), Path(folder) / "gohelle"
        home.folder.mkdir(mode=0o700)
        home.environment.symlink_to(kept.environment, target_is_directory=True)
        url = annotate("review", "start", "--user", "alice", "--home", home.folder)
        url = url.split(" at ")[1].split()[0]
        try:
            annotate("run", *(Path("corpus") / name for name in TEXTS), "--out", run)
            annotate("review", "push", run, "--home", home.folder)
            page = Page(url)
            try:
                pictures(page, home.password_of("alice"))
            finally:
                page.close()
        finally:
            annotate("review", "stop", "--home", home.folder)


def keep(page: Page, name: str, clip: tuple[int, int, int, int]) -> None:
    """Take a picture when everything has come to rest."""
    time.sleep(1)
    path = IMAGES / f"relecture-{name}.png"
    page.picture(path, clip)
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
    main()
