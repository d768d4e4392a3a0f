"""The review page as a server answers, and as a reviewer uses it in a real Chromium."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.review.page.server import ReviewServer
from annotate.review.session import ReviewSession
from command import ANNOTATE
from waiting import PATIENCE, until

MODIFIERS = {"Shift": Keys.SHIFT}


@contextmanager
def served(folder: RunFolder, by: str = "alice") -> Iterator[str]:
    """Serve the page of a run from this process; the address is returned."""
    server = ReviewServer(ReviewSession(folder, by, shipped_labels()))
    thread = Thread(target=server.run)
    thread.start()
    try:
        yield server.url
    finally:
        server.stop()
        thread.join()


def ask(url: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
    """Ask as the page does; the status and what was answered are returned."""
    data = None if body is None else json.dumps(body).encode()
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(
        f"{url}api/{path}", data, {"content-type": "application/json", **given}
    )
    try:
        with urllib.request.urlopen(request) as answer:
            status, told = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, told = error.code, error.read()
    try:
        return status, json.loads(told)
    except ValueError:
        return status, told


@contextmanager
def opened(folder: RunFolder) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `annotate review open` as a user does; the process and the address are returned."""
    process = subprocess.Popen(
        [ANNOTATE, "review", "open", folder.folder, "--by", "alice", "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/[\w-]+/", line)
        assert found, line
        yield process, found[0]
    finally:
        process.kill()
        process.communicate()


class Reviewer:
    """Somebody in front of the page.

    Parameters
    ----------
    driver : WebDriver
        The browser.
    url : str
        Its address.
    """

    def __init__(self, driver: WebDriver, url: str) -> None:
        self.driver, self.url = driver, url
        self.go()

    def go(self, place: str = "") -> None:
        """Open an address of the page anew."""
        self.driver.get("about:blank")
        self.driver.get(f"{self.url}{place}")
        self.until(
            lambda: self.js("return document.querySelector('[data-piece], .cases li')"), place
        )

    def press(self, *keys: str) -> None:
        """Press keys one after the other; `Shift+…` with Shift held."""
        chain = ActionChains(self.driver)
        for key in keys:
            held = MODIFIERS.get(key.partition("+")[0])
            if held and "+" in key:
                chain.key_down(held).send_keys(key.partition("+")[2]).key_up(held)
            else:
                chain.send_keys(key)
        chain.perform()

    def decided(self, *keys: str) -> str:
        """Press keys that change something, and wait until the page says so."""
        before = self.told()
        self.press(*keys)
        self.until(lambda: self.told() != before, f"an answer after {keys}")
        return self.told()

    def told(self) -> str:
        return str(self.js("return document.getElementById('told').textContent"))

    def chosen(self) -> str:
        """Return the words of the span that has the focus."""
        return str(self.js("return document.activeElement.closest('mark')?.textContent ?? ''"))

    def selected(self) -> str:
        return str(self.js("return getSelection().toString()"))

    def spans(self) -> list[tuple[str, str, str]]:
        """Return what the page shows as names: words, key of the label, status."""
        return [
            tuple(one)
            for one in self.js(
                "return [...document.querySelectorAll('mark[tabindex=\"0\"]')].map("
                "one => [one.textContent, one.dataset.label, one.dataset.status])"
            )
        ]

    def click(self, selector: str) -> None:
        self.driver.find_element("css selector", selector).click()

    def click_span(self, words: str, *, right: bool = False) -> None:
        mark = self.js(
            "return [...document.querySelectorAll('mark')].find(one => one.textContent === "
            "arguments[0])",
            words,
        )
        if right:
            ActionChains(self.driver).context_click(mark).perform()
        else:
            mark.click()

    def drag_over(self, words: str) -> None:
        """Select words of one text node with the mouse."""
        left, right, middle = self.place(words)
        self.drag((left + 1, middle), ((left + right) // 2, middle), (right, middle))

    def drag(self, *places: tuple[int, int]) -> None:
        """Press the button at a place of the window, and let go of it at the last."""
        chain = ActionChains(self.driver, duration=50)
        pointer = chain.w3c_actions.pointer_action
        pointer.move_to_location(*places[0])
        pointer.pointer_down()
        for place in places[1:]:
            pointer.move_to_location(*place)
        pointer.pointer_up()
        chain.perform()

    def point_at(self, words: str) -> None:
        """Move the mouse to words of one text node, from some way off."""
        left, right, middle = self.place(words)
        chain = ActionChains(self.driver, duration=50)
        pointer = chain.w3c_actions.pointer_action
        for across in (left + 60, (left + right) // 2):
            pointer.move_to_location(across, middle)
        chain.perform()

    def place(self, words: str) -> tuple[int, int, int]:
        """Return where words of one text node are: their ends and their middle, in pixels."""
        left, right, middle = self.js(
            """
            const walker = document.createTreeWalker(document.getElementById('main'), 4);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
              const at = node.data.indexOf(arguments[0]);
              if (at < 0) continue;
              const range = document.createRange();
              range.setStart(node, at);
              range.setEnd(node, at + arguments[0].length);
              const box = range.getBoundingClientRect();
              return [box.left, box.right, (box.top + box.bottom) / 2];
            }
            """,
            words,
        )
        return round(left), round(right), round(middle)

    def js(self, code: str, *given: object) -> Any:
        return self.driver.execute_script(code, *given)  # type: ignore[no-untyped-call]

    def until(self, condition: Callable[[], Any], what: str) -> Any:
        """Wait for something; what it was is told if it does not come."""
        try:
            return WebDriverWait(self.driver, PATIENCE, 0.05).until(lambda _: condition())
        except TimeoutException as error:
            raise AssertionError(f"waited in vain for {what}: {self.told()}") from error


def gone(process: subprocess.Popen[str]) -> None:
    """Kill a server as the system does."""
    process.kill()
    until(lambda: process.poll() is not None, "the end of the server")
