"""doccano's own page as a reviewer uses it: in a real Chromium, with its mouse and its keys."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from waiting import PATIENCE

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(
        BROWSER is None or DRIVER is None,
        reason="chromium and chromedriver are not installed: no browser to review in",
    ),
]
"""Marks of the tests that need one."""

# Places of the buttons above the text.
CONFIRM, GUIDELINE, COMMENTS, KEYS = 0, 3, 4, 7

# Lines of text are SVG; spans hang under the line they begin in.
_LINES = ".vue-recycle-scroller__item-view svg text[id]"
_DIALOG = ".v-dialog--active"
_MENU = ".v-menu__content.menuable__content__active"

# Words may run over lines: the text in sight is put together, and each end looked up in its line.
_PLACE = """
const place = (words, nth, selector) => {
  const lines = [...document.querySelectorAll(selector)]
    .filter(line => line.firstChild !== null)
    .map(line => ({start: Number(line.id.split(':')[0]), node: line.firstChild}))
    .sort((one, other) => one.start - other.start);
  const text = lines.map(line => line.node.data).join('');
  let at = -1;
  for (let seen = 0; seen <= nth; seen++) {
    at = text.indexOf(words, at + 1);
    if (at < 0) return null;
  }
  const box = (offset) => {
    let passed = 0;
    for (const {node} of lines) {
      if (offset < passed + node.length) {
        const range = document.createRange();
        range.setStart(node, offset - passed);
        range.setEnd(node, offset - passed + 1);
        return {line: node.parentNode, box: range.getBoundingClientRect()};
      }
      passed += node.length;
    }
  };
  return [box(at), box(at + words.length - 1)];
};
const found = place(arguments[0], arguments[1], arguments[2]);
if (found === null) return null;
"""
_FIND = (
    _PLACE
    + """
const [first, last] = found;
if (arguments[3]) first.line.scrollIntoView({block: 'center'});
const middle = box => (box.top + box.bottom) / 2;
return [first.box.left, middle(first.box), last.box.right, middle(last.box)];
"""
)
_LABEL_UNDER = (
    _PLACE
    + """
const {line, box} = found[0];
for (const name of line.parentNode.querySelectorAll('g g text')) {
  const begin = name.parentNode.getBoundingClientRect().left;
  if (name.textContent.trim() === arguments[3] && Math.abs(begin - box.left) < 5) return name;
}
return null;
"""
)

_ONWARD = """
const end = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
if (end) scrollTo(0, 0); else scrollBy(0, innerHeight / 2);
"""


def chromium() -> webdriver.Chrome:
    """Start a browser without a window on the screen."""
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER or ""
    for option in ("headless=new", "no-sandbox", "window-size=1400,1000", "hide-scrollbars"):
        options.add_argument(f"--{option}")
    options.add_argument("--disable-dev-shm-usage")
    return webdriver.Chrome(options, webdriver.ChromeService(executable_path=DRIVER))


class Page:
    """A browser in front of a doccano.

    Parameters
    ----------
    url : str
        The server.
    language : str
        ``fr`` for the French page, ``en`` for the English one.
    """

    def __init__(self, url: str, language: str = "fr") -> None:
        self.driver = chromium()
        self.root = url.rstrip("/") + ("" if language == "en" else f"/{language}")

    def close(self) -> None:
        """End the browser."""
        self.driver.quit()

    def sign_in(self, user: str, password: str) -> None:
        """Fill in the form, and wait for the list of projects."""
        self.driver.get(f"{self.root}/auth")
        self.one("input[name=username]").send_keys(user)
        self.one("input[name=password]").send_keys(password + Keys.ENTER)
        self.until(lambda: "/projects" in self.driver.current_url, "signing in")

    def open_project(self, name: str) -> None:
        """Click a project in the list, then the button that begins to annotate."""
        self.one(f"//td//a[normalize-space()='{name}']").click()
        # The button leads nowhere until the page knows what kind of project it is.
        self.one(f"//header//*[normalize-space()='{name}']")
        self.one(".v-stepper")
        self.one(".v-navigation-drawer button").click()
        self.one(_LINES)

    def turn_to(self, document: str) -> None:
        """Turn the pages until a document is shown: its id stands among the metadata."""
        self.until(self._shows_metadata, "metadata")
        while document not in self.one("table", shown=False).text:
            before = self.counter(), self.one("table", shown=False).text
            self.press(Keys.ARROW_RIGHT)
            # The counter is ahead of the text and its metadata, which differ from text to text.
            self.until(
                lambda before=before: (
                    self.counter() != before[0] and self.one("table", shown=False).text != before[1]
                ),
                f"turning to {document}",
            )

    def counter(self) -> str:
        """Return which text of how many is shown: ``1 of 12``."""
        return self.one("//span[contains(text(), ' of ')]").text

    def drag_over(self, words: str, nth: int = 0) -> None:
        """Select words by drawing the mouse over them."""
        left, top, right, bottom = self._where(words, nth)
        chain = ActionChains(self.driver, duration=50)
        pointer = chain.w3c_actions.pointer_action
        pointer.move_to_location(round(left) + 1, round(top))
        pointer.pointer_down()
        pointer.move_to_location(round((left + right) / 2), round((top + bottom) / 2))
        pointer.move_to_location(round(right), round(bottom))
        pointer.pointer_up()
        chain.perform()

    def add(self, words: str, label: str, nth: int = 0) -> None:
        """Select words and choose a label in the menu that opens."""
        self.drag_over(words, nth)
        self.choose(label)
        self.wait_for_label(words, label)

    def open_span(self, words: str, label: str) -> None:
        """Click on a span's label, which opens its menu."""
        self.label_of(words, label).click()
        self.one(_MENU)

    def relabel(self, words: str, old: str, new: str) -> None:
        """Give a span another label."""
        self.open_span(words, old)
        self.choose(new)
        self.wait_for_label(words, new)

    def delete(self, words: str, label: str) -> None:
        """Delete a span with the right mouse button."""
        ActionChains(self.driver).context_click(self.label_of(words, label)).perform()
        self.until(lambda: self._label(words, label) is None, f"{label} {words} to go")

    def choose(self, label: str) -> None:
        """Click a label in the menu that is open."""
        self.one(f"{_MENU} .v-list-item--link")
        for item in self.driver.find_elements(By.CSS_SELECTOR, f"{_MENU} .v-list-item__title"):
            if item.text == label:
                item.click()
                self.until(lambda: not self.menu_is_open(), "the menu to close")
                return
        raise AssertionError(f"the menu has no {label}")

    def menu_is_open(self) -> bool:
        """Tell whether a menu of labels is open."""
        return bool(self.driver.find_elements(By.CSS_SELECTOR, _MENU))

    def relate(self, one: tuple[str, str], other: tuple[str, str], relation: str) -> None:
        """Switch to relations, click two spans, and choose the kind of relation."""
        self.switch_relations()
        for words, label in (one, other):
            self.label_of(words, label).click()
        self.choose(relation)
        self.switch_relations()

    def switch_relations(self) -> None:
        """Push the switch between spans and relations, which goes out of sight with the text."""
        self.driver.execute_script("scrollTo(0, 0)")
        self.until(lambda: self.driver.execute_script("return scrollY === 0"), "the page's head")
        self.one(".v-input--switch .v-input--selection-controls__ripple").click()

    def comment(self, text: str) -> None:
        """Write a comment on the text that is shown."""
        self.tool(COMMENTS).click()
        self.one(f"{_DIALOG} textarea").send_keys(text)
        self.one(f"{_DIALOG} .v-card__text button:not([disabled])").click()
        self.until(lambda: text in self.one(_DIALOG).text, "the comment among the others")

    def close_dialog(self) -> None:
        """Push the button that closes it: the key Escape does not."""
        self.one(f"{_DIALOG} .v-card__actions button").click()
        self.until(lambda: not self.driver.find_elements(By.CSS_SELECTOR, _DIALOG), "its end")

    def is_confirmed(self) -> bool:
        """Tell whether the first button of the bar shows a tick and no cross."""
        path = self.tool(CONFIRM).find_element(By.TAG_NAME, "path").get_attribute("d")
        return str(path).startswith("M21,7L9,19")

    def confirm(self) -> None:
        """Press Enter: the text is confirmed."""
        self.press(Keys.ENTER)
        self.until(self.is_confirmed, "the tick")

    def tool(self, number: int) -> WebElement:
        """Return a button of the bar above the text, the first is 0."""
        self.one(".v-btn-toggle button")
        return self.driver.find_elements(By.CSS_SELECTOR, ".v-btn-toggle button")[number]

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def label_of(self, words: str, label: str) -> WebElement:
        """Return the label under some words."""
        self.wait_for_label(words, label)
        found = self._label(words, label)
        assert found is not None
        return found

    def wait_for_label(self, words: str, label: str) -> None:
        """Wait until a span with this label begins where the words do."""
        self._where(words, 0)
        self.until(lambda: self._label(words, label) is not None, f"{label} under {words!r}")

    def picture(self, path: Path, clip: tuple[int, int, int, int] | None = None) -> None:
        """Keep what the window shows, or a part of it: left, top, width and height."""
        if clip is None:
            self.driver.save_screenshot(str(path))
            return
        told = dict(zip(("x", "y", "width", "height"), clip, strict=True)) | {"scale": 1}
        # The part is counted from the top of the page, which may be scrolled.
        told["y"] += self.driver.execute_script("return scrollY")
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"clip": told})
        path.write_bytes(base64.b64decode(shot["data"]))

    def one(self, selector: str, *, shown: bool = True) -> WebElement:
        """Return the first element of a CSS selector or an XPath, when it is there."""
        by = By.XPATH if selector.startswith("//") else By.CSS_SELECTOR

        def found() -> WebElement | None:
            elements = self.driver.find_elements(by, selector)
            return next((one for one in elements if one.is_displayed() or not shown), None)

        return self.until(found, selector)

    def until(self, condition: Callable[[], Any], what: str) -> Any:
        """Wait for something; what it was is told if it does not come."""
        try:
            # What was found may be drawn anew before it is looked at.
            return WebDriverWait(
                self.driver, PATIENCE, 0.1, ignored_exceptions=[StaleElementReferenceException]
            ).until(lambda _: condition())
        except TimeoutException as error:
            raise AssertionError(f"waited in vain for {what}") from error

    def _where(self, words: str, nth: int) -> list[float]:
        """Return where words begin and end; only lines in sight are in the page."""
        self.until(lambda: self._scroll_to(words, nth), f"{words!r} in the page")
        places: list[object] = []

        def still() -> bool:
            # The lines that come into sight take the places of others.
            places.append(self.driver.execute_script(_FIND, words, nth, _LINES, False))
            return places[-1] is not None and places[-3:].count(places[-1]) == 3

        self.until(still, f"{words!r} to keep still")
        return list(places[-1])  # type: ignore[call-overload]

    def _scroll_to(self, words: str, nth: int) -> bool:
        """Scroll until words are in sight, a step at a time, and from the head again at the end."""
        if self.driver.execute_script(_FIND, words, nth, _LINES, True) is not None:
            return True
        self.driver.execute_script(_ONWARD)
        return False

    def _label(self, words: str, label: str) -> WebElement | None:
        return self.driver.execute_script(_LABEL_UNDER, words, 0, _LINES, label)

    def _shows_metadata(self) -> bool:
        return bool(self.driver.find_elements(By.CSS_SELECTOR, "table"))
