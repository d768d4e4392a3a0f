"""A run of its own for each test of the page, and a reviewer in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from annotate.document.run_folder import RunFolder
from review.doccano_page import chromium
from review.page.served import Reviewer, served


@pytest.fixture
def folder(made: RunFolder, tmp_path: Path) -> RunFolder:
    shutil.copytree(made.folder, tmp_path / "run")
    return RunFolder(tmp_path / "run")


@pytest.fixture(scope="module")
def browser() -> Iterator[WebDriver]:
    driver = chromium()
    yield driver
    driver.quit()


@pytest.fixture
def alice(folder: RunFolder, browser: WebDriver) -> Iterator[Reviewer]:
    with served(folder) as url:
        yield Reviewer(browser, url)
        browser.get("about:blank")
