"""Take the pictures of docs/how-to/report.md: the real report of the corpus, in a real Chromium.

python scripts/report_screenshots.py RUN

RUN is what ``annotate run corpus/*.pdf --page-images`` wrote. Pictures go into ``docs/images``;
look at every one of them afterwards.
"""

from __future__ import annotations

import base64
import sys
import time
from pathlib import Path

from selenium.webdriver.remote.webdriver import WebDriver

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from review.doccano_page import chromium  # noqa: E402

IMAGES = ROOT / "docs" / "images"
DESKTOP, PHONE = (1280, 800), (390, 800)
SHOTS = (
    ("report", "entity=loc-lens", DESKTOP, "light"),
    ("report-dark", "entity=loc-lens", DESKTOP, "dark"),
    ("report-concordance", "search=mine*", DESKTOP, "light"),
    ("report-timeline", "view=timeline", DESKTOP, "light"),
    ("report-map", "view=map", DESKTOP, "light"),
    ("report-network", "view=network", DESKTOP, "light"),
    ("report-phone", "entity=loc-lens", PHONE, "light"),
    ("report-page", "entity=loc-lens", DESKTOP, "light"),
)
"""Name, address, size and colour scheme of each picture."""
PAGE = "report-page"
"""The picture of which a mention's page is opened first."""
OPEN_PAGE = """
[...document.querySelectorAll("#panel button")].find((one) => /^Page/.test(one.textContent)).click()
"""


def main(run: Path) -> None:
    """Take all pictures."""
    driver = chromium()
    try:
        for name, fragment, size, scheme in SHOTS:
            dress(driver, size, scheme)
            driver.get("about:blank")
            driver.get((run / "report.html").resolve().as_uri())
            driver.execute_script("document.querySelector('[data-language=en]').click()")
            driver.execute_script("location.hash = arguments[0]", fragment)
            time.sleep(1)
            if name == PAGE:
                driver.execute_script(OPEN_PAGE)
                time.sleep(1)
            told = {"format": "webp", "quality": 70}
            data = driver.execute_cdp_cmd("Page.captureScreenshot", told)["data"]
            path = IMAGES / f"{name}.webp"
            path.write_bytes(base64.b64decode(data))
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")
    finally:
        driver.quit()


def dress(driver: WebDriver, size: tuple[int, int], scheme: str) -> None:
    """Set the size of the window and the colours that its user prefers."""
    width, height = size
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == PHONE},
    )
    driver.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
