"""The report as somebody works in it: in a real Chromium, in one file and as a folder of pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.base import AXE_SCRIPT
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.ui import WebDriverWait

from annotate.document.labels import shipped_labels
from annotate.index import Index, Mention, build_index
from annotate.index.place_names import Certainty, KnownPlace, PlaceLink, Point
from annotate.report import Block, Mark, ReportDocument, RunFacts, write_report
from annotate.report.view import linked
from command import ROOT, Command
from review.doccano_page import IN_BROWSER, chromium

pytestmark = IN_BROWSER
PATIENCE = 60.0
"""Seconds: a page without a server that shows nothing by then has a fault."""

TEXTS = {
    "carnet": (
        "[Lucie Hamel|PER] a quitté [Morteau|LOC|47.06,6.61] en [1887|DATE|1887].",
        "À [Morteau|LOC|47.06,6.61], la [CRH|ACRONYM] et [Lucie Hamel|PER] fondent une école.",
    ),
    "lettre": (
        "[Lucie Hamel|PER] écrit de [Pontarlier|LOC|46.9,6.35] le [3 mai 1891|DATE|1891-05-03].",
        "L’[Union des verriers|ORG] de [Pontarlier|LOC|46.9,6.35] l’a reçue. Été comme hiver.",
    ),
    "note": (
        "L’été [1912|DATE|1912], [Hamel|PER] (voir [Renaud|PER|cited]) revient.",
        "Alésia, [52 av. J.-C.|DATE|-0051].",
    ),
}
MARKED = re.compile(r"\[([^|\]]+)\|([A-Z]+)(?:\|([^\]]+))?\]")


def read(name: str, paragraphs: Sequence[str]) -> tuple[ReportDocument, list[Mention]]:
    """A document and its mentions, from paragraphs with names marked in them."""
    blocks, mentions = [Block("title", f"Le {name}")], []
    for place, marked in enumerate(paragraphs):
        text, at, marks = "", 0, []
        for match in MARKED.finditer(marked):
            text += marked[at : match.start()]
            mention = of_match(match, name, f"{place}-{match.start()}", f"p{place}", text)
            start = len(text)
            text += match[1]
            at = match.end()
            marks.append(
                Mark(start=start, end=len(text), label=match[2], mention_id=mention.mention_id)
            )
            mentions.append(mention)
        blocks.append(Block("paragraph", text + marked[at:], tuple(marks)))
    return ReportDocument(name, f"Le {name}", tuple(blocks), {"PER": 1}), mentions


def of_match(
    match: re.Match[str], name: str, identity: str, paragraph: str, before: str
) -> Mention:
    told = match[3] or ""
    lat, comma, lon = told.partition(",")
    begin = 100 * int(paragraph[1:]) + len(before)
    return Mention(
        document=name,
        mention_id=identity,
        label=match[2],
        layer="acronyms" if match[2] == "ACRONYM" else "entities",
        text=match[1],
        ranges=((begin, begin + len(match[1])),),
        value=told if match[2] == "DATE" else None,
        page=2,
        paragraph=paragraph,
        sentence=paragraph,
        source="rule:test",
        score=0.4 if match[2] == "ORG" else 0.9,
        status="accepted" if match[2] == "ORG" else "predicted",
        in_citation=told == "cited",
        left=before[-40:],
        place=at(float(lat), float(lon)) if comma and match[2] == "LOC" else None,
    )


def at(lat: float, lon: float) -> PlaceLink:
    place = KnownPlace("", "commune", point=Point(lat, lon))
    return PlaceLink(Certainty.CERTAIN, "", (place,))


@pytest.fixture(scope="module")
def index_and_documents() -> tuple[Index, list[ReportDocument]]:
    made = [read(name, paragraphs) for name, paragraphs in TEXTS.items()]
    index = build_index(mention for _, own in made for mention in own)
    known = {mention.key: mention for mention in index.mentions}
    return index, [linked(document, known) for document, _ in made]


class Reader:
    """Somebody in front of the report."""

    def __init__(self, driver: WebDriver, path: Path) -> None:
        self.driver, self.path = driver, path
        self.go("")

    def go(self, fragment: str) -> None:
        self.driver.get("about:blank")
        self.driver.get(self.path.as_uri() + (f"#{fragment}" if fragment else ""))

    def js(self, script: str, *given: Any) -> Any:
        return self.driver.execute_script(script, *given)

    def until(self, condition: Callable[[], Any], what: str) -> Any:
        return WebDriverWait(self.driver, PATIENCE, 0.05).until(lambda _: condition(), what)

    def texts(self, selector: str) -> list[str]:
        """What stands in the elements that are to be seen."""
        return self.js(
            "return [...document.querySelectorAll(arguments[0])]"
            ".filter(one => one.checkVisibility())"
            ".map(one => (one.innerText || one.textContent).trim())",
            selector,
        )

    def click(self, selector: str) -> None:
        self.js("document.querySelector(arguments[0]).click()", selector)

    def type(self, selector: str, text: str) -> None:
        field = self.driver.find_element("css selector", selector)
        field.clear()
        field.send_keys(text)

    def choose(self, selector: str, value: str) -> None:
        self.js(
            "const one = document.querySelector(arguments[0]); one.value = arguments[1];"
            "one.dispatchEvent(new Event(one.tagName === 'SELECT' ? 'change' : 'input'))",
            selector,
            value,
        )

    def names(self) -> list[str]:
        return self.texts("#list .name")


@pytest.fixture(scope="module")
def browser() -> Iterator[WebDriver]:
    driver = chromium()
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def reports(
    tmp_path_factory: pytest.TempPathFactory,
    index_and_documents: tuple[Index, list[ReportDocument]],
) -> dict[str, Path]:
    index, documents = index_and_documents
    paths = {}
    for kind, many in (("file", 300), ("folder", 1)):
        path = paths[kind] = tmp_path_factory.mktemp(kind) / "report.html"
        write_report(path, documents, index, shipped_labels(), RunFacts(version="1"), many=many)
        assert (path.parent / "report").is_dir() is (kind == "folder")
    return paths


@pytest.fixture(params=["file", "folder"])
def reader(
    request: pytest.FixtureRequest, reports: dict[str, Path], browser: WebDriver
) -> Iterator[Reader]:
    reader = Reader(browser, reports[request.param])
    reader.click("[data-language=fr]")
    yield reader
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    browser.get("about:blank")


def test_entities_are_filtered_by_document_status_confidence_and_references(reader: Reader) -> None:
    every = reader.names()
    assert {"Lucie Hamel", "Renaud", "Union des verriers"} <= set(every)
    reader.choose("#only-document", "Le lettre")
    reader.until(lambda: "Morteau" not in reader.names(), "the entities of one document")
    assert "Pontarlier" in reader.names()
    reader.choose("#only-document", "")
    reader.until(lambda: reader.names() == every, "all entities again")
    reader.choose("#least", "60")
    reader.until(lambda: "Union des verriers" not in reader.names(), "those one may be sure of")
    reader.choose("#least", "0")
    reader.click("[data-status=accepted]")
    reader.until(lambda: reader.names() == ["Union des verriers"], "what was accepted")
    reader.click("[data-status=accepted]")
    reader.click("#cited")
    reader.until(lambda: "Renaud" not in reader.names(), "no references")


def test_words_are_searched_and_sorted(reader: Reader) -> None:
    reader.go("search=ete")
    reader.until(lambda: len(reader.texts("#kwic tbody tr")) == 2, "summer, with its accents")
    assert sorted(reader.texts("#kwic .word")) == ["Été", "été"]
    reader.type("#query", "fond*")
    reader.click("#search [type=submit]")
    reader.until(lambda: reader.texts("#kwic .word") == ["fondent"], "the rest of a word")
    reader.type("#query", "a")
    reader.click("#search [type=submit]")
    reader.until(lambda: len(reader.texts("#kwic tbody tr")) == 3, "whole words only")
    reader.choose("#kwic-sort", "right")
    rights = reader.texts("#kwic tbody td:nth-child(3)")
    assert [one.split()[0] for one in rights] == ["Morteau,", "quitté", "reçue."]
    reader.choose("#kwic-sort", "left")
    lefts = reader.texts("#kwic .left")
    assert [one.split()[-1:] for one in lefts] == [[], ["Hamel"], ["l’"]]


def test_a_found_place_is_shown(reader: Reader) -> None:
    reader.go("search=école")
    reader.until(lambda: reader.texts("#kwic .word a"), "the line")
    reader.click("#kwic .word a")
    reader.until(lambda: any("fondent une école" in one for one in reader.texts(".block")), "text")


def test_the_page_of_a_place_tells_how_sure_it_is(reader: Reader) -> None:
    reader.go("entity=loc-pontarlier")
    reader.until(lambda: reader.texts("#panel h2") == ["Pontarlier"], "the page")
    (told,) = reader.texts("#panel dl")
    assert re.search(r"Lieu\s+place\s+commune, certain", told)


def test_an_entity_has_a_page_and_a_concordance(reader: Reader) -> None:
    reader.go("entity=per-lucie-hamel")
    reader.until(lambda: reader.texts("#panel h2") == ["Lucie Hamel"], "the page")
    assert re.search(r"Lucie Hamel \(3\)", reader.texts("#panel dl")[0])
    reader.js("document.querySelectorAll('#panel details').forEach(one => one.open = true)")
    near = reader.texts("#panel .near li a")
    assert "Pontarlier" in near and "3 mai 1891" in near
    reader.click("#panel .tools button")
    reader.until(lambda: len(reader.texts("#kwic tbody tr")) >= 3, "its concordance")
    saved = reader.js(
        "let text; const made = URL.createObjectURL;"
        "URL.createObjectURL = (blob) => { text = blob; return made(blob); };"
        "document.getElementById('kwic-csv').click(); return text.text()"
    )
    assert saved.startswith('"document","page","gauche","forme","droite"\r\n"Le carnet","2",')


def test_timeline_map_network_and_acronyms(reader: Reader) -> None:
    reader.go("view=timeline")
    reader.until(lambda: reader.texts("#periods th[scope=row]"), "the periods")
    assert reader.texts("#periods th[scope=row]") == [
        "61–52 av. J.-C.", "1880–1889", "1890–1899", "1910–1919"
    ]  # fmt: skip
    assert reader.js("return document.querySelectorAll('#plot canvas').length") == 1
    reader.choose("#step", "day")
    reader.until(lambda: reader.texts("#periods th[scope=row]") == ["1891-05-03"], "days")
    assert "3 mentions" in reader.texts("#timeline-left")[0]
    reader.go("view=map")
    reader.until(lambda: reader.texts("#places tbody a"), "the places")
    assert sorted(reader.texts("#places tbody a")) == ["Morteau", "Pontarlier"]
    assert len(reader.js("return [...document.querySelectorAll('#chart path')]")) >= 3
    reader.go("view=network")
    reader.until(lambda: reader.texts("#pairs tbody tr"), "the pairs")
    assert "Lucie Hamel" in reader.js("return document.querySelector('#graph svg').textContent")
    reader.go("view=acronyms")
    assert reader.texts("#acronyms tbody th") == ["CRH"]
    reader.click("[data-acronym]")
    reader.until(lambda: reader.texts("#kwic .word") == ["CRH"], "where it stands")


def test_filters_reach_every_view(reader: Reader) -> None:
    reader.go("concordance=per-lucie-hamel")
    reader.until(lambda: len(reader.texts("#kwic tbody tr")) >= 3, "all its lines")
    reader.choose("#only-document", "Le lettre")
    reader.until(lambda: len(reader.texts("#kwic tbody tr")) == 1, "those of one document")
    for view, rows, left in (
        ("timeline", "#periods th[scope=row]", ["1890–1899"]),
        ("map", "#places tbody a", ["Pontarlier"]),
        ("acronyms", "#acronyms tbody th", []),
    ):
        reader.click(f"#views [href='#view={view}']")
        reader.until(lambda rows=rows, left=left: reader.texts(rows) == left, view)
    reader.choose("#only-document", "")
    reader.click("[data-label=PER]")
    reader.click("#views [href='#view=network']")
    reader.until(lambda: "Pontarlier" in reader.texts("#pairs tbody a"), "places")
    assert "Lucie Hamel" not in reader.texts("#pairs tbody a")
    reader.click("#views [href='#view=concordance']")
    reader.until(lambda: not reader.texts("#kwic tbody tr"), "no people")


def test_a_search_of_words_obeys_the_filters(reader: Reader) -> None:
    reader.go("search=a")
    reader.until(lambda: len(reader.texts("#kwic tbody tr")) == 3, "all passages")
    assert not reader.texts("#kwic-note")
    reader.click("[data-status=accepted]")
    reader.until(lambda: len(reader.texts("#kwic tbody tr")) == 1, "one has what was accepted")
    assert "reçue" in reader.texts("#kwic tbody tr")[0]
    assert reader.texts("#kwic-note")
    reader.click("[data-status=accepted]")
    for label in ("LOC", "ORG"):
        reader.click(f"[data-label={label}]")
    reader.until(lambda: len(reader.texts("#kwic tbody tr")) == 2, "none but places and bodies")
    for label in ("PER", "DATE", "ACRONYM"):
        reader.click(f"[data-label={label}]")
    reader.until(lambda: not reader.texts("#kwic tbody tr"), "no passage has a title of a work")
    assert reader.texts("#kwic-count") == ["0 lignes"]


def test_texts_and_index_can_be_read_without_javascript(
    browser: WebDriver, reports: dict[str, Path]
) -> None:
    for kind, path in reports.items():
        browser.get("about:blank")
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        try:
            reader = Reader(browser, path)
            seen = {one.text for one in browser.find_elements("css selector", "nav a") if one.text}
            assert not any("Carte" in one or "Concordance" in one for one in seen)
            # What does nothing without a script is not there.
            controls = browser.find_elements("css selector", "button, input, select, summary, form")
            shown = [one for one in controls if one.is_displayed() and one.tag_name != "summary"]
            assert shown == [], kind
            name = browser.find_element("css selector", "#list li.LOC a")
            assert "carnet 2" in name.text
            target = name.get_attribute("href")
            browser.get(target or "")
            mark = browser.find_element("css selector", "mark:target")
            assert mark.is_displayed() and mark.text in ("Morteau", "Pontarlier")
            reader.go("acronyms")
            assert browser.find_element("css selector", "#acronyms tbody th").text == "CRH"
            assert browser.find_element("css selector", ".plain [href='#run']").is_displayed()
        finally:
            browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


class Clicks:
    """A reader with a mouse, whose clicks are counted; what is typed is not."""

    def __init__(self, reader: Reader) -> None:
        self.driver, self.done = reader.driver, 0

    def on(self, selector: str, text: str = "") -> WebElement:
        """Click the first element that is shown and has the text."""
        found = [
            one
            for one in self.driver.find_elements("css selector", selector)
            if one.is_displayed() and text in one.text
        ]
        found[0].click()
        self.done += 1
        return found[0]

    def choose(self, selector: str, value: str) -> None:
        """Open a menu, and choose from it."""
        Select(self.driver.find_element("css selector", selector)).select_by_value(value)
        self.done += 2


def test_the_main_tasks_take_the_clicks_that_are_told(reader: Reader) -> None:
    told = re.findall(
        r"^\| ([^|]+?) \| (\d+): ", (ROOT / "docs/how-to/report.md").read_text("utf-8"), re.M
    )
    taken = {}
    for task, do in TASKS.items():
        reader.go("")
        reader.until(reader.names, "the list")
        clicks = Clicks(reader)
        do(reader, clicks)
        taken[task] = clicks.done
        for box in reader.driver.find_elements("css selector", "input[data-label]:not(:checked)"):
            box.click()
    assert taken == {task: int(count) for task, count in told if task in taken}
    assert len(taken) == 6


def all_mentions(reader: Reader, clicks: Clicks) -> None:
    clicks.on("#list a", "Lucie Hamel")
    reader.until(lambda: len(reader.texts("#panel .mentions li")) >= 3, "its mentions")


def sorted_and_saved(reader: Reader, clicks: Clicks) -> None:
    clicks.on("#views a", "Concordance")
    reader.type("#query", "a" + Keys.ENTER)
    reader.until(lambda: len(reader.texts("#kwic tbody tr")) == 3, "the lines")
    clicks.choose("#kwic-sort", "left")
    assert [one.split()[-1:] for one in reader.texts("#kwic .left")] == [[], ["Hamel"], ["l’"]]
    reader.js(
        "const made = URL.createObjectURL; window.saved = null;"
        "URL.createObjectURL = (blob) => { window.saved = blob; return made(blob); }"
    )
    clicks.on("#kwic-csv")
    assert reader.js("return window.saved.text()").count("\r\n") == 4


def people_of_a_document(reader: Reader, clicks: Clicks) -> None:
    clicks.on("a.own[href$='#in=note']")
    clicks.on("[data-only=PER]")
    reader.until(lambda: sorted(reader.names()) == ["Lucie Hamel", "Renaud"], "its people")
    assert reader.texts("#every-document")[0].startswith("Le note ×")
    reader.click("#every-document")
    reader.until(lambda: reader.texts("#every-document") == [], "all documents")


def dates_of_a_decade(reader: Reader, clicks: Clicks) -> None:
    clicks.on("#views a", "Frise")
    reader.until(lambda: "3 mai 1891" in " ".join(reader.texts("#periods tbody tr")), "1890s")


def where_a_place_is(reader: Reader, clicks: Clicks) -> None:
    clicks.on("#views a", "Carte")
    reader.until(
        lambda: "47,06" in " ".join(reader.texts("#places tbody tr")).replace(".", ","), ""
    )


def texts_with_both(reader: Reader, clicks: Clicks) -> None:
    documents = []
    for name in ("Lucie Hamel", "Renaud"):
        clicks.on("#list a", name)
        reader.until(lambda name=name: reader.texts("#panel h2") == [name], "its page")
        documents.append(set(reader.texts("#panel h3")))
    assert set.intersection(*documents) == {"Le note"}


TASKS: dict[str, Callable[[Reader, Clicks], None]] = {
    "all mentions of an entity": all_mentions,
    "a concordance of words, sorted left and saved": sorted_and_saved,
    "the people of one document": people_of_a_document,
    "the dates of a decade": dates_of_a_decade,
    "where a place is": where_a_place_is,
    "which texts name two people": texts_with_both,
}


def test_concordances_have_addresses(reader: Reader) -> None:
    reader.go("acronym=CRH")
    reader.until(lambda: reader.texts("#kwic .word") == ["CRH"], "the acronym")
    reader.go("entity=loc-morteau")
    reader.until(lambda: reader.texts("#panel h2") == ["Morteau"], "the page")
    reader.click("#panel .tools button")
    reader.until(lambda: len(reader.texts("#kwic tbody tr")) == 2, "the lines")
    assert reader.js("return location.hash") == "#concordance=loc-morteau"


def test_one_language_is_shown(reader: Reader) -> None:
    for language, other, title in (("en", "fr", "3 documents, 8 entities"),
                                   ("fr", "en", "3 documents, 8 entités")):  # fmt: skip
        reader.click(f"[data-language={language}]")
        reader.until(reader.names, "the list")
        assert not reader.texts(f".{other}")
        assert reader.js("return document.documentElement.lang") == language
        assert re.sub(r"\d+ enti", "8 enti", reader.driver.title).endswith(title)
        named = reader.js(
            "return [...document.querySelectorAll('[aria-label]')]"
            ".filter(one => one.checkVisibility()).map(one => one.ariaLabel)"
        )
        assert not [one for one in named if re.search(r"\w / \w", one)]
        assert reader.js("return document.querySelector('#list').lang") == "fr"


def test_the_focus_stays_where_one_works(reader: Reader) -> None:
    focus = "return document.activeElement.closest('#panel, #list, #network, summary')?.id"
    reader.until(reader.names, "the list")
    reader.click("#list a")
    reader.until(lambda: reader.texts("#panel h2"), "the page")
    reader.js("document.querySelector('#panel details').open = true")
    near = reader.texts("#panel .near a")[0]
    reader.js("document.querySelector('#panel .near a').focus()")
    ActionChains(reader.driver).send_keys(Keys.ENTER).perform()
    reader.until(lambda: reader.texts("#panel h2") == [near], "the page of another")
    assert reader.js(focus) == "panel"
    reader.js("document.querySelectorAll('#panel .tools button')[1].click()")
    reader.until(lambda: reader.js(focus) == "network", "the network")
    reader.js("document.querySelectorAll('#panel .tools button')[2].click()")
    reader.until(lambda: not reader.texts("#panel h2"), "nothing chosen")
    assert reader.js(focus) == "list"
    reader.click("#filters summary")
    ActionChains(reader.driver).send_keys(Keys.ESCAPE).perform()
    assert not reader.js("return document.getElementById('filters').open")


def test_the_printed_index_has_documents_and_pages(reader: Reader) -> None:
    reader.until(reader.names, "the list")
    reader.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    reader.js("dispatchEvent(new Event('beforeprint'))")
    names, places = reader.names(), reader.texts("#list .places")
    people = [name for name in names if name[0].isalpha()]
    assert people == sorted(people) and len(places) == len(names)
    assert places[names.index("Pontarlier")] == "lettre 2"
    reader.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    reader.js("dispatchEvent(new Event('afterprint'))")
    assert not reader.texts("#list .places")


def test_an_odd_address_opens_its_mention(tmp_path: Path, browser: WebDriver) -> None:
    document, mentions = read("été 2", ("À [Lens|LOC] et à [Lens|LOC], rien.",))
    index = build_index(mentions)
    shown = [linked(document, {one.key: one for one in index.mentions})]
    write_report(tmp_path / "report.html", shown, index, shipped_labels(), RunFacts(version="1"))
    reader = Reader(browser, tmp_path / "report.html")
    reader.go("m:%C3%A9t%C3%A9~20~2:0-" + mentions[1].mention_id.partition("-")[2])
    reader.until(lambda: reader.texts("mark.here"), "the mention")
    assert reader.js("return document.querySelector('mark.here').id").endswith(
        mentions[1].mention_id
    )
    assert reader.texts("mark.on") == ["Lens", "Lens"]


def test_the_keyboard_reaches_a_mention_and_its_entity(reader: Reader) -> None:
    if not reader.texts("mark"):
        reader.driver.get((reader.path.parent / "report/documents/carnet.html").as_uri())
    first = reader.js(
        "const one = document.querySelector('mark'); one.focus(); return one.tabIndex"
    )
    assert first == 0
    ActionChains(reader.driver).send_keys(Keys.ENTER).perform()
    reader.until(lambda: reader.texts("#panel h2") == ["Lucie Hamel"], "its page")
    told = reader.until(lambda: reader.texts("#status"), "what is said")
    assert 0 < len(told[0]) < 80


def test_a_mention_has_an_address(reader: Reader) -> None:
    reader.go("m:lettre:1-2")
    reader.until(lambda: reader.texts("mark.here") == ["Union des verriers"], "the mention")
    assert reader.js("return document.querySelector('.here').id") == "m:lettre:1-2"


def test_a_phone_shows_one_thing_at_a_time(reader: Reader) -> None:
    reader.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True},
    )
    reader.go("view=entities")
    reader.until(reader.names, "the list")
    top = reader.js("return document.querySelector('#list').getBoundingClientRect().top")
    assert top < 800 and not reader.texts("#texts")
    assert reader.js("return document.documentElement.scrollWidth") <= 390
    reader.click("#list a")
    reader.until(lambda: reader.texts("#panel h2"), "the page of the first")
    assert not reader.names()
    reader.click("#filters summary")
    within = "const box = document.querySelector('#filters > div').getBoundingClientRect();"
    assert reader.js(within + "return box.left >= 0 && box.right <= 390 && box.height > 100")
    below = reader.js("return document.querySelector('#panel h2').getBoundingClientRect().top")
    assert below > reader.js(within + "return box.bottom"), "filters cover nothing"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(reader: Reader, scheme: str) -> None:
    reader.driver.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
    )
    found = {}
    for place in ("", "entity=per-lucie-hamel", "search=a", "view=timeline", "view=map",
                  "view=network", "view=acronyms", "view=run"):  # fmt: skip
        reader.go(place)
        reader.until(reader.names, "the list")
        reader.js("document.querySelectorAll('details').forEach(one => one.open = true)")
        found[place] = serious(reader)
    assert found == {place: [] for place in found}
    dark = reader.js("return getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", dark)[:3])) < 200) is (scheme == "dark")


def serious(reader: Reader) -> list[str]:
    """What axe finds serious or worse, with the element."""
    reader.js(AXE_SCRIPT)
    return reader.driver.execute_async_script(
        "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then(told =>"
        "done(told.violations.filter(one => ['serious', 'critical'].includes(one.impact))"
        ".flatMap(one => one.nodes.slice(0, 2).map(node => one.id + ': ' + node.html.slice(0, 120)"
        "+ ' ' + (node.failureSummary || '').slice(0, 160)))))"
    )


def test_a_report_that_shrinks_leaves_no_folder(
    tmp_path: Path, index_and_documents: tuple[Index, list[ReportDocument]]
) -> None:
    index, documents = index_and_documents
    path, run = tmp_path / "report.html", RunFacts(version="1")
    write_report(path, documents, index, shipped_labels(), run, many=1)
    first = {one: one.read_bytes() for one in sorted(tmp_path.rglob("*")) if one.is_file()}
    write_report(path, documents, index, shipped_labels(), run, many=1)
    again = {one: one.read_bytes() for one in sorted(tmp_path.rglob("*")) if one.is_file()}
    assert first == again
    write_report(path, documents, index, shipped_labels(), run)
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]


def test_a_mention_is_shown_on_its_page(
    annotate: Command, tmp_path: Path, browser: WebDriver
) -> None:
    out = tmp_path / "build"
    done = annotate("run", ROOT / "corpus" / "arenberg.pdf", "--out", out, "--page-images")
    assert re.search(r"pictures of pages: \d\.\d MB in ", done.stdout)
    reader = Reader(browser, out / "report.html")
    reader.go("entity=loc-wallers")
    reader.until(lambda: reader.texts("#panel .mentions button"), "the mentions")
    reader.click("#panel .mentions button")
    reader.until(
        lambda: reader.js("const one = document.querySelector('#picture img');"
                          "return one.complete && one.naturalWidth > 0"),
        "the picture",
    )  # fmt: skip
    left, top, width, height = (
        float(reader.js(f"return document.querySelector('#picture rect').getAttribute('{name}')"))
        for name in ("x", "y", "width", "height")
    )
    assert 0 < left < left + width < 1 and 0 < top < top + height < 1
    assert serious(reader) == []
    annotate("run", ROOT / "corpus" / "arenberg.pdf", "--out", out)
    assert not (out / "pages" / "arenberg").exists()
