"""A reviewer at work in doccano's own page, in a real browser, from push to pull."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command import Command
from review.doccano_page import IN_BROWSER, Page

pytestmark = IN_BROWSER

# A decomposed accent, characters of two UTF-16 units before what is selected, no-break spaces.
TEXT = (
    "Le chevalement et la fanfare\n\n"
    "Au printemps, Léontine Delval 🌻 rejoint la Compagnie des mines de Be\u0301thune et sa "
    "fanfare, fondée en mai 1936. Le Comité des harmonies du bassin (CHB) prête les "
    "cuivres\u00a0; le CHB les reprend en été 1937.\n\n"
    "À Noyelles-sous-Lens 🎺🎺, la mineraie\u00a0bleue reçoit la péniche Marcel Wattrelos et les "
    "invités de la Foire du Terril et de ses jardins. Le BMO y joue\u00a0: ce sont les bons "
    "musiciens d’Ostricourt. Quelqu’un a peint le mot «\u00a0Lens\u00a0» sur la caisse, le 4 "
    "décembre 1938.\n"
)

# What the reviewer finds, and acts on: label and words.
FOUND = [
    ("PER", "Marcel Wattrelos"), ("LOC", "Lens"), ("MISC", "Foire du Terril"), ("ACRONYM", "BMO"),
    ("DATE", "été 1937"), ("LOC", "Béthune"), ("ORG", "Compagnie des mines de Béthune"),
]  # fmt: skip


def rows(run: Path) -> list[dict[str, Any]]:
    """Return names, dates and acronyms of the document."""
    lines = (run / "annotations" / "fanfare.jsonl").read_text("utf-8").splitlines()[1:]
    told = [json.loads(line) for line in lines]
    return [row for row in told if row["layer"] in ("entities", "acronyms")]


def named(found: list[dict[str, Any]], label: str, words: str) -> dict[str, Any]:
    (one,) = [row for row in found if (row["label"], row["text"]) == (label, words)]
    return one


def ranges(words: str) -> list[list[int]]:
    """Return where words stand in the source, which has the only place they can be."""
    assert TEXT.count(words) == 1
    return [[TEXT.index(words), TEXT.index(words) + len(words)]]


@pytest.fixture(scope="module")
def pushed(annotate: Command, doccano: dict[str, str], tmp_path_factory) -> Path:
    """The text annotated, and sent to the server."""
    folder = tmp_path_factory.mktemp("fanfare")
    (folder / "fanfare.txt").write_text(TEXT, "utf-8")
    run = folder / "relecture"
    for arguments in (
        ("run", folder / "fanfare.txt", "--out", run),
        ("review", "push", run, "--home", doccano["home"]),
    ):
        done = annotate(*arguments)
        assert done.returncode == 0, done.stderr
    return run


def review(page: Page) -> None:
    """Do what a reviewer does."""
    page.add("mineraie bleue", "ORG")
    page.relabel("Marcel Wattrelos", "PER", "MISC")
    page.delete("Lens »", "LOC")
    page.delete("Foire du Terril", "MISC")  # its bounds: deleted, and drawn anew
    page.add("Foire du Terril et de ses jardins", "MISC")
    page.add("bons musiciens d’Ostricourt", "LONG")
    page.relate(("BMO", "ACRONYM"), ("bons musiciens", "LONG"), "expansion")
    page.comment("été 1937 = 1937-07/1937-08")
    page.close_dialog()
    page.confirm()


def test_what_a_reviewer_does_in_the_page_comes_back(
    annotate: Command, doccano: dict[str, str], pushed: Path, tmp_path: Path
) -> None:
    before = rows(pushed)
    for label, words in FOUND:
        named(before, label, words)
    page = Page(doccano["url"])
    try:
        page.sign_in("alice", doccano["alice"])
        page.open_project(pushed.name)
        page.turn_to("fanfare")
        assert not page.is_confirmed()
        review(page)
    except BaseException:
        page.picture(tmp_path / "page.png")
        raise
    finally:
        page.close()

    home = ("--home", doccano["home"])
    done = annotate("review", "pull", pushed, *home)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    now = rows(pushed)
    decided_as_in_the_page(now)
    kept_as_it_was(before, now)

    files = {path: path.read_bytes() for path in (pushed / "annotations").iterdir()}
    again = annotate("review", "pull", pushed, *home)
    assert "0 decisions are new" in again.stdout
    assert {path: path.read_bytes() for path in files} == files
    sent = annotate("review", "push", pushed, *home)
    assert sent.returncode == 0, sent.stderr
    assert "0 documents sent" in sent.stdout


def decided_as_in_the_page(now: list[dict[str, Any]]) -> None:
    """Check what was done, where it stands in the source, and whose name it bears."""
    assert {row["attributes"]["review"]["by"] for row in now} == {"alice"}
    found = {
        (row["status"], row["label"], row["text"]) for row in now if row["status"] != "accepted"
    }
    assert found == {
        ("added", "ORG", "mineraie bleue"),
        ("corrected", "MISC", "Marcel Wattrelos"),
        ("corrected", "MISC", "Foire du Terril et de ses jardins"),
        ("corrected", "ACRONYM", "BMO"),
        ("corrected", "DATE", "été 1937"),
        ("rejected", "LOC", "Lens"),
    }
    # The source has a no-break space where the page shows a space.
    assert named(now, "ORG", "mineraie bleue")["ranges"] == ranges("mineraie\u00a0bleue")
    for label, words in (
        ("MISC", "Marcel Wattrelos"),
        ("MISC", "Foire du Terril et de ses jardins"),
        ("DATE", "été 1937"),
    ):
        assert named(now, label, words)["ranges"] == ranges(words)
        assert named(now, label, words)["source"] == "reviewer:alice"
    was = {
        row["text"]: row["attributes"]["review"]["was"]
        for row in now
        if row["status"] == "corrected"
    }
    assert was["Marcel Wattrelos"]["label"] == "PER"
    assert (
        was["Foire du Terril et de ses jardins"]["label"],
        was["Foire du Terril et de ses jardins"]["text"],
    ) == (
        "MISC",
        "Foire du Terril",
    )
    assert was["été 1937"]["value"] == "1937-22"
    assert named(now, "DATE", "été 1937")["value"] == "1937-07/1937-08"
    expansion = named(now, "ACRONYM", "BMO")["attributes"]
    assert expansion["expansion"] == "bons musiciens d’Ostricourt"
    assert expansion["expansion_ranges"] == ranges("bons musiciens d’Ostricourt")


def kept_as_it_was(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> None:
    """Check that what the reviewer left alone is accepted, and the same otherwise."""
    same = ("id", "layer", "label", "ranges", "text", "value", "source")
    touched = {("PER", "Marcel Wattrelos"), ("MISC", "Foire du Terril"), ("LOC", "Lens")}
    touched |= {("ACRONYM", "BMO"), ("DATE", "été 1937")}
    left = [row for row in before if (row["label"], row["text"]) not in touched]
    assert left
    accepted = [row for row in now if row["status"] == "accepted"]
    assert [[row[name] for name in same] for row in accepted] == [
        [row[name] for name in same] for row in left
    ]
    # A decomposed accent: one code point more in the source than in what is read.
    company = named(accepted, "ORG", "Compagnie des mines de Béthune")
    ((start, end),) = company["ranges"]
    assert TEXT[start:end] == "Compagnie des mines de Be\u0301thune"
    assert named(accepted, "LOC", "Béthune")["attributes"]["nested"] is True
