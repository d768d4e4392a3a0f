"""Every format that is read back: out and in again is the identity, up to what is told as lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotate.document.labels import shipped_labels
from annotate.document.source import Range
from annotate.exports.document import Block, Exchanged, Milestone, Span
from annotate.exports.formats import Setting, format_named, names
from annotate.exports.losses import Feature, reduced
from annotate.exports.tokens import sentences_of
from texts import whole_words

SETTING = Setting(shipped_labels(), "CC BY 4.0")
WORDS = st.sampled_from(
    [
        *("Lens", "la", "l’usine", "d'Arras", "1894", "aujourd’hui", "HBNPC", "e\u0301te\u0301"),
        *("🌻", "👩\u200d🔬", "𝔘niversité", "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0635\u0631"),
        *("<b>", "&amp;", "]]>", "--", "a_b", "x|y", "[1]", "*", "_", "a->b", "\\n", "\\", "a;b"),
        *(
            "#",
            "=1+1",
            "-DOCSTART-",
            "B-LOC",
            "\u00a0",
            "10\u202f000",
            "\u0007",
            "\ufffe",
            '"',
            "'",
        ),
    ]
)
SPACES = st.sampled_from(
    [" ", "  ", "\u00a0", "\n", "\r\n", "\r", "\f", "\v", "\u2028", "\x85", "\t", "", " ", " "]
)
LABELS = st.sampled_from(["PER", "ORG", "LOC", "MISC", "DATE", "ACRONYM"])


@st.composite
def some_blocks(draw: st.DrawFn) -> tuple[str, list[Block], list[Range]]:
    """A text of some paragraphs, its paragraphs, and their sentences, apart by white space."""
    text, blocks, sentences = "", list[Block](), list[Range]()
    for number in range(draw(st.integers(1, 3))):
        start = len(text)
        for _ in range(draw(st.integers(1, 3))):
            words = draw(st.lists(st.tuples(WORDS, SPACES), min_size=1, max_size=7))
            sentence = "".join(word + space for word, space in words).strip()
            if not sentence.strip("\u200d\u0007\ufffe"):
                sentence += "x"
            sentences.append((len(text), len(text) + len(sentence)))
            text += sentence + draw(st.sampled_from([" ", "\n", "\t", "\f"]))
        text = text[:-1]
        blocks.append(Block("paragraph", start, len(text), f"p{number}"))
        text += "\n\n"
    return text.rstrip(), blocks, sentences


@st.composite
def a_span(draw: st.DrawFn, number: int, words: list[Range]) -> Span:
    """A name of one to three words of a paragraph; the middle one may be none of it."""
    first = draw(st.integers(0, len(words) - 1))
    last = min(first + draw(st.integers(0, 2)), len(words) - 1)
    start, end = words[first][0], words[last][1]
    ranges: tuple[Range, ...] = ((start, end),)
    if last > first + 1 and draw(st.booleans()):
        ranges = ((start, words[first][1]), (words[last][0], end))
    label = draw(LABELS)
    return Span(
        label,
        ranges,
        f"e-{number}",
        draw(st.sampled_from([None, "1894", "1894~", "19XX"])) if label == "DATE" else None,
        draw(st.sampled_from([{}, {"in_citation": True}, {"entity": "loc-lens", "nested": True}])),
        draw(st.sampled_from(["", "rule:a|b", "model:fr = \\n"])),
        draw(st.sampled_from([None, 0.5])),
        draw(st.sampled_from(["predicted", "accepted", "added"])),
    )


@st.composite
def documents(draw: st.DrawFn) -> Exchanged:
    """A text with names, pages that begin anywhere in it, and calls of notes."""
    text, blocks, sentences = draw(some_blocks())
    chosen: dict[tuple[str, object], Span] = {}
    words = [words_in(text, block) for block in blocks]
    for number in range(draw(st.integers(0, 5))):
        span = draw(a_span(number, draw(st.sampled_from(words))))
        chosen[span.label, span.ranges] = span
    inside = [at for block in blocks for at in range(block.start, block.end)]
    pages = sorted(draw(st.sets(st.sampled_from(inside), max_size=2)))
    points = [Milestone("page", at, str(number)) for number, at in enumerate(pages, start=2)]
    if draw(st.booleans()):
        points.append(Milestone("note_call", draw(st.sampled_from(inside)) + 1, "7"))
    return Exchanged(
        "d é",
        text,
        tuple(sorted(chosen.values(), key=Span.sort_key)),
        tuple(blocks),
        tuple(sentences),
        tuple(sorted(points, key=lambda one: (one.at, one.label == "page"))),
    )


def words_in(text: str, block: Block) -> list[Range]:
    found = whole_words(text[block.start : block.end])
    return [(start + block.start, end + block.start) for start, end in found]


def inside_of_a_name(document: Exchanged, found: str) -> bool:
    return any(found in document.text[span.start : span.end] for span in document.spans)


def two_spans(document: Exchanged, are: Callable[[Span, Span], bool]) -> bool:
    return any(are(one, other) for one, other in permutations(document.spans, 2))


KINDS: dict[str, Callable[[Exchanged], bool]] = {
    "an emoji": lambda one: "🌻" in one.text,
    "joined emoji": lambda one: "\u200d" in one.text,
    "combining accents": lambda one: inside_of_a_name(one, "e\u0301"),
    "a no-break space in a name": lambda one: inside_of_a_name(one, "\u00a0"),
    "a form feed in a name": lambda one: inside_of_a_name(one, "\f"),
    "a Windows line end in a name": lambda one: inside_of_a_name(one, "\r\n"),
    "a name over a line end": lambda one: inside_of_a_name(one, "\n"),
    "a name over pages": lambda one: any(
        point.label == "page" and span.start < point.at < span.end
        for point, span in product(one.milestones, one.spans)
    ),
    "names in names": lambda one: two_spans(one, lambda a, b: a.start < b.start and b.end < a.end),
    "names that cross": lambda one: two_spans(one, lambda a, b: a.start < b.start < a.end < b.end),
    "a name with a gap": lambda one: any(len(span.ranges) > 1 for span in one.spans),
    "markup in a name": lambda one: inside_of_a_name(one, "<b>"),
    "an entity in a name": lambda one: inside_of_a_name(one, "&amp;"),
    "right to left": lambda one: inside_of_a_name(one, "\u05e9\u05dc\u05d5\u05dd"),
    "paragraphs": lambda one: len(one.blocks) > 1 and len(one.sentences) > len(one.blocks),
}


def test_documents_of_every_kind_are_drawn() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=400, derandomize=True, database=None, phases=[Phase.generate])
    @given(document=documents())
    def look(document: Exchanged) -> None:
        seen.update(kind for kind, has in KINDS.items() if has(document))

    look()
    assert {kind for kind in KINDS if seen[kind] < 4} == set(), seen


READ = [name for name in names() if format_named(name).read is not None]


def as_blanks(text: str) -> str:
    return "".join(" " if char.isspace() else char for char in text)


@pytest.mark.parametrize("name", READ)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents())
def test_out_and_in_again(name: str, tmp_path: Path, document: Exchanged) -> None:
    one = format_named(name)
    kept, _ = reduced(document, one.holds)
    one.write([kept], tmp_path, SETTING)
    assert one.read is not None
    (back,) = [found for file in one.files(tmp_path) for found in one.read(file)]
    if Feature.STRUCTURE in one.holds:
        assert (back.blocks, back.sentences) == (kept.blocks, kept.sentences)
    if Feature.MILESTONES in one.holds:
        assert back.milestones == kept.milestones
    if Feature.SPACE in one.holds:
        assert back.text == kept.text
        assert [replace(span, origin=()) for span in back.spans] == list(kept.spans)
    elif name == "tsv3":
        assert as_blanks(back.text) == as_blanks(kept.text)
        assert back.spans == kept.spans
    else:
        # The line that begins a document in the format is no token of it: it has other hyphens.
        quotes, read = (
            ["".join(one.quote(span).replace("\u2011", "-").split()) for span in one.spans]
            for one in (kept, back)
        )
        assert read == quotes
        assert [span.label for span in back.spans] == [span.label for span in kept.spans]


def test_a_text_longer_than_spacy_would_parse_has_tokens() -> None:
    text = "La mine de Lens. " * 60_000
    assert len(text) > 1_000_000
    spans = (Span("LOC", ((len(text) - 6, len(text) - 2),)),)
    (*_, last) = sentences_of(Exchanged("a", text, spans, sentences=((len(text) - 17, len(text)),)))
    assert [text[start:end] for start, end in last] == ["La", "mine", "de", "Lens", "."]
