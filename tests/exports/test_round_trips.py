"""Every format that is read back: out and in again is the identity, up to what is told as lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotate.document.labels import shipped_labels
from annotate.exports.document import Exchanged, Span
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
SPACES = st.sampled_from([" ", "  ", "\u00a0", "\n", "\t", "", " ", " "])
LABELS = st.sampled_from(["PER", "ORG", "LOC", "MISC", "DATE", "ACRONYM"])
PLAIN = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=8
)


@st.composite
def some_sentences(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """A text of some sentences, apart from each other by white space, and where these are."""
    text, sentences = "", []
    for _ in range(draw(st.integers(1, 4))):
        words = draw(st.lists(st.tuples(WORDS, SPACES), min_size=1, max_size=7))
        sentence = "".join(word + space for word, space in words).strip()
        if not sentence.strip("\u200d\u0007\ufffe"):
            sentence += "x"
        sentences.append((len(text), len(text) + len(sentence)))
        text += sentence + draw(st.sampled_from([" ", "\n\n", "\n", "\t"]))
    return text.rstrip(), sentences


@st.composite
def documents(draw: st.DrawFn) -> Exchanged:
    text, sentences = draw(some_sentences())
    words = whole_words(text)
    chosen: dict[tuple[str, object], Span] = {}
    for number in range(draw(st.integers(0, 5))):
        first = draw(st.integers(0, len(words) - 1))
        last = min(first + draw(st.integers(0, 2)), len(words) - 1)
        start, end = words[first][0], words[last][1]
        ranges = ((start, end),)
        if last > first + 1 and draw(st.booleans()):
            ranges = ((start, words[first][1]), (words[last][0], end))
        label = draw(LABELS)
        chosen[label, ranges] = Span(
            label,
            ranges,
            f"e-{number}",
            draw(st.sampled_from([None, "1894", "1894~", "19XX"])) if label == "DATE" else None,
            draw(
                st.sampled_from([{}, {"in_citation": True}, {"entity": "loc-lens", "nested": True}])
            ),
            draw(st.sampled_from(["", "rule:a|b", "model:fr = \\n"])),
            draw(st.sampled_from([None, 0.5])),
            draw(st.sampled_from(["predicted", "accepted", "added"])),
        )
    spans = tuple(sorted(chosen.values(), key=Span.sort_key))
    return Exchanged("d é", text, spans, sentences=tuple(sentences))


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
    if Feature.SPACE in one.holds:
        assert back.text == kept.text
        assert [replace(span, origin=()) for span in back.spans] == list(kept.spans)
    elif name == "tsv3":
        assert as_blanks(back.text) == as_blanks(kept.text)
        assert back.spans == kept.spans
    else:
        # The line that begins a document in the format is no token of it.
        quotes = ["".join(kept.quote(span).split()) for span in kept.spans]
        quotes = [quote.replace("-DOCSTART-", "DOCSTART") for quote in quotes]
        assert ["".join(back.quote(span).split()) for span in back.spans] == quotes
        assert [span.label for span in back.spans] == [span.label for span in kept.spans]


def test_a_text_longer_than_spacy_would_parse_has_tokens() -> None:
    text = "La mine de Lens. " * 60_000
    assert len(text) > 1_000_000
    spans = (Span("LOC", ((len(text) - 6, len(text) - 2),)),)
    (*_, last) = sentences_of(Exchanged("a", text, spans, sentences=((len(text) - 17, len(text)),)))
    assert [text[start:end] for start, end in last] == ["La", "mine", "de", "Lens", "."]
