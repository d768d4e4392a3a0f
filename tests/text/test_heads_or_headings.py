"""What stands at the edge of a page of a PDF and is no running head: headings, items, sentences.

The texts are the project's own.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.typeset_pages import LOWER, MILL, OWNER, SCHOOL, WHITE, blocks, count, read

PAGES = (f"{MILL}\n\n{OWNER}", f"{SCHOOL}\n\n{MILL}", f"{OWNER}\n\n{SCHOOL}")
BREAK = "\n#pagebreak()\n"


def on_pages(tops: list[str], tmp_path: Path) -> tuple[int, list[str]]:
    """The running heads of pages that begin so, and what is in the text."""
    pages = [f"{top}\n\n#v(4mm){text}" for top, text in zip(tops, PAGES, strict=False)]
    mended = read(WHITE + BREAK.join(pages), tmp_path)
    return count(mended, "running_head"), blocks(mended)


@pytest.mark.parametrize(
    "tops",
    [
        ["Question 3 :", "Question 7 :", "Question 8 :"],
        ["Chapitre 2", "Chapitre 3", "Chapitre 5"],
        ["Article 5.", "Article 11.", "Article 18."],
    ],
    ids=lambda tops: tops[0],
)
def test_headings_that_are_counted_at_the_tops_of_pages(tops: list[str], tmp_path: Path) -> None:
    heads, found = on_pages(tops, tmp_path)
    assert heads == 0 and set(tops) <= set(found)


@pytest.mark.parametrize(
    "tops",
    [
        ["Le moulin 1", "Le moulin 2", "Le moulin 3"],
        ["Cahier du moulin, page 3 sur 9", "Cahier du moulin, page 4 sur 9"],
        ["Chapitre 1", "Chapitre 1", "Chapitre 1"],
        ["p. 1 #h(1fr) Le moulin du bief", "p. 2 #h(1fr) Jeanne Ferrand"],
    ],
    ids=lambda tops: tops[0],
)
def test_what_says_its_page_or_comes_again_is_a_running_head(
    tops: list[str], tmp_path: Path
) -> None:
    heads, found = on_pages(tops, tmp_path)
    assert heads == len(tops) and not set(tops) & set(found)


@pytest.mark.parametrize(
    "top",
    [
        "*II - Les vannes du bief*",
        "#text(size: 13pt)[Les vannes du bief]",
        "7/ Les vannes du bief",
        "– les vannes du bief et la roue",
        "les vannes du bief et la roue",
        "Les vannes du bief sont :",
    ],
)
def test_the_first_line_of_the_second_page_may_be_of_the_text(top: str, tmp_path: Path) -> None:
    """Though nothing is as high on the first page."""
    first = f"#v(1cm)6/ La roue\n\n{MILL}\n\n{OWNER[:-1]}"
    mended = read(f"{WHITE}{first}{BREAK}{top}\n\n#v(6mm){SCHOOL}\n\n{MILL}", tmp_path)
    words = top.strip("*").removeprefix("#text(size: 13pt)[").rstrip("]")
    assert count(mended, "running_head") == 0 and words in mended.text


def test_the_last_lines_of_the_first_page_are_of_the_text(tmp_path: Path) -> None:
    """Though the second page ends above them."""
    last = "#place(bottom)[*6/ La vanne du bief*\n\nLa vanne est à changer]"
    body = f"{MILL}\n\n{OWNER}\n\n{last}{BREAK}{SCHOOL}\n\n{LOWER}"
    mended = read("#set page(height: 12cm)\n" + WHITE + body, tmp_path)
    assert count(mended, "running_head") == 0 and "6/ La vanne du bief" in mended.text


def test_a_head_that_says_a_heading_of_its_text_again(tmp_path: Path) -> None:
    """It comes on one page, in bold type."""
    title = "Les vannes du bief communal"
    first = f"#v(1cm){MILL}\n\n== {title}\n\n{OWNER[:-1]}"
    body = f"{first}{BREAK}#text(size: 9pt)[*{title}*]\n\n#v(6mm){LOWER}\n\n{SCHOOL}"
    mended = read(WHITE + body, tmp_path)
    assert count(mended, "running_head") == 1 and mended.text.count(title) == 1
