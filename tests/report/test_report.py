from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.document.labels import read_labels
from annotate.errors import OutputError
from annotate.index import Index, Mention, build_index
from annotate.report import Block, Mark, ReportDocument, RunFacts, render_report, write_report
from annotate.report.marking import Marker, anchor, untangle

LABELS = read_labels(Path(__file__).parents[2] / "configs" / "labels.tsv")
RUN = RunFacts(
    version="1.0",
    date="2026-11-20",
    failures=(("<b>.pdf", "no text <script>alert(2)</script>"),),
    facts=(("Configuration", "3f2a"),),
)
BLOCKS = [
    ("title", "La [Chaîne des Terrils|ORG] & l'<b>avenir</b>"),
    ("author", "[Jean Caron|PER]"),
    ("heading", "Depuis [1990|DATE]"),
    ("paragraph", '<script>alert("1")</script> [Caron|PER] à [Lens|LOC], « [HBNPC|ORG] »'),
    ("box", "Le [Pas-de-Calais|LOC],  deux espaces\net une ligne"),
    ("list", "un\ndeux </mark></p> [Lens|LOC] 🙂 [Lens|LOC]"),
    ("note", "1. ([Kourchid|PER], [2002|DATE])"),
]
MARKED = re.compile(r"\[([^|\]]+)\|([A-Z]+)\]")


def document(name: str) -> tuple[ReportDocument, list[Mention]]:
    """A document whose marks are written in its text, and its mentions."""
    mentions: list[Mention] = []
    blocks: list[tuple[str, str, list[Mention]]] = []
    for kind, marked in BLOCKS:
        text, at, own = "", 0, []
        for match in MARKED.finditer(marked):
            text += marked[at : match.start()]
            own.append(
                Mention(
                    document=name,
                    mention_id=f"e {len(mentions) + len(own)}",
                    label=match[2],
                    text=match[1],
                    ranges=((len(text), len(text) + len(match[1])),),
                    value=match[1] if match[2] == "DATE" else None,
                    source="rule:x<y",
                    in_citation=kind == "note",
                    page=2,
                    left=text[-40:],
                )
            )
            text += match[1]
            at = match.end()
        blocks.append((kind, text + marked[at:], own))
        mentions += own
    made = tuple(
        Block(kind, text, tuple(mark(mention) for mention in own)) for kind, text, own in blocks
    )
    return ReportDocument(name, f"Titre <{name}>", made, {"PER": 3}), mentions


def mark(mention: Mention) -> Mark:
    entity = build_index([mention]).entities[0].id
    ids = {"per-caron": "per-jean-caron"}
    return Mark(
        start=mention.start,
        end=mention.end,
        label=mention.label,
        mention_id=mention.mention_id,
        entity_id=ids.get(entity, entity),
        value=mention.value,
        source=mention.source,
        in_citation=mention.in_citation,
    )


@pytest.fixture(scope="module")
def whole() -> tuple[list[ReportDocument], Index, str]:
    made = [document(name) for name in ("loos", "été 2")]
    index = build_index(mention for _, mentions in made for mention in mentions)
    documents = [one for one, _ in made]
    return documents, index, render_report(documents, index, LABELS, RUN)


class Page(HTMLParser):
    """What a browser would see: ids, links, the text of the blocks, the elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.blocks: list[str] = []
        self.tags: list[str] = []
        self.sources: list[str] = []
        self.views: list[str] = []
        self.block = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        self.views += [given["data-view"]] if "data-view" in given else []
        self.sources += [given[name] for name in ("src", "srcset", "style") if name in given]
        if "block" in given.get("class", "").split():
            self.block = tag
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.block:
            self.block = ""

    def handle_data(self, data: str) -> None:
        if self.block:
            self.blocks[-1] += data


def test_the_text_is_that_of_the_blocks(whole) -> None:
    documents, _, html = whole
    assert Page(html).blocks == [block.text for doc in documents for block in doc.blocks]


def test_every_mention_has_its_anchor_once(whole) -> None:
    documents, index, html = whole
    page = Page(html)
    assert len(page.ids) == len(set(page.ids))
    for mention in index.mentions:
        assert anchor(mention.document, mention.mention_id) in page.ids
    for link in page.links:
        assert link.startswith("#")
        place = link.removeprefix("#").replace("in=", "d:", 1)
        assert place in page.ids or link.removeprefix("#view=") in page.views
    assert len(documents) == 2


def test_nothing_comes_from_outside_or_from_the_texts(whole) -> None:
    _, _, html = whole
    page = Page(html)
    assert page.tags.count("script") == 2
    assert page.sources == []
    assert "link" not in page.tags and "img" not in page.tags and "b" not in page.tags
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    assert not re.search(r"url\(|@import", style)
    assert "default-src 'none'" in html


def test_the_data_lists_every_mention(whole) -> None:
    _, index, html = whole
    data = json.loads(re.search(r'id="data">(.*?)</script>', html, re.DOTALL)[1])
    assert {row[0] for row in data["entities"]} == set(index.by_id)
    assert sum(len(card["mentions"]) for card in data["cards"]) == len(index.mentions)
    assert data["documents"] == [["Titre <loos>", ""], ["Titre <été 2>", ""]]


def test_the_policy_allows_our_script_only(whole) -> None:
    import base64
    import hashlib

    _, _, html = whole
    for tag in ("script", "style"):
        body = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert len(body) == 1
        digest = base64.b64encode(hashlib.sha256(body[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in html


def test_the_same_input_gives_the_same_page(whole) -> None:
    documents, index, html = whole
    assert render_report(documents, index, LABELS, RUN) == html


def test_the_failures_are_shown(whole) -> None:
    assert "no text &lt;script&gt;alert(2)&lt;/script&gt;" in whole[2]


def test_writing(tmp_path: Path, whole) -> None:
    documents, index, html = whole
    write_report(tmp_path / "report.html", documents, index, LABELS, RUN)
    assert (tmp_path / "report.html").read_text("utf-8") == html
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    with pytest.raises(OutputError):
        write_report(tmp_path / "report.html" / "x.html", documents, index, LABELS, RUN)


def test_an_empty_report() -> None:
    page = Page(render_report([], Index(), {}, RunFacts(version="1.0")))
    assert page.blocks == []


MARKS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 6), st.sampled_from(["PER", "ACRONYM", "ODD"])),
    max_size=8,
)


@given(MARKS)
def test_crossing_marks_are_cut(spans: list[tuple[int, int, str]]) -> None:
    text = "a<b>&c\r\n\"é🙂'xyz"
    marks = tuple(
        Mark(start=start, end=start + length, label=label, mention_id=str(at))
        for at, (start, length, label) in enumerate(spans)
    )
    pieces = untangle(marks)
    for one in pieces:
        for other in pieces:
            crossing = one.start < other.start < one.end < other.end
            assert not crossing
    for given_mark in marks:
        own = [piece for piece in pieces if piece.mark is given_mark]
        assert [piece.rest for piece in own] == [False] + [True] * (len(own) - 1)
        assert sum(piece.end - piece.start for piece in own) == given_mark.end - given_mark.start
    html = str(Marker("a", {}, set()).html(Block("paragraph", text, marks)))
    page = Page(f'<p class="block">{html}</p>')
    assert page.blocks == [text]
    assert html.count("<mark ") == html.count("</mark>") == len(pieces)
    assert sorted(page.ids) == sorted(anchor("a", str(at)) for at in range(len(spans)))


@given(st.text(min_size=1), st.text(min_size=1), st.text(min_size=1), st.text(min_size=1))
def test_anchors_differ_when_mentions_do(a: str, b: str, c: str, d: str) -> None:
    assert (anchor(a, b) == anchor(c, d)) == ((a, b) == (c, d))
    assert not re.search(r"[\s\"'<>&#%]", anchor(a, b))


def test_marks_outside_their_block_are_refused() -> None:
    with pytest.raises(ValueError, match="covers 2-9 of a block of 4"):
        Block("paragraph", "text", (Mark(start=2, end=9, label="PER", mention_id="1"),))
    with pytest.raises(ValueError, match="no kind of block named chapter"):
        Block("chapter", "text")
