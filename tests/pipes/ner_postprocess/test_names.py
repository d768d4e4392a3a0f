from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.document.candidates import Candidate
from annotate.pipes.ner_postprocess.component import NamesPipe

PIPE = NamesPipe("names", "names", ["ner"])


@given(
    st.text(alphabet="AÉbé lL'’d–-().,\n:M 1", min_size=1, max_size=80),
    st.integers(0, 79),
    st.integers(1, 30),
    st.sampled_from(["PER", "LOC", "ORG", "MISC"]),
)
def test_a_tidied_name_lies_in_the_one_found(text: str, start: int, n: int, label: str) -> None:
    if start >= len(text):
        return
    found = Candidate(start, min(len(text), start + n), label, "model:m")
    tidied = PIPE.find(text, {"ner": [found]})
    for name in tidied:
        assert found.contains(name)
        quote = name.text(text)
        assert quote == quote.strip(" –-,('’")
        assert any(map(str.isupper, quote))
    # Tidying what is tidy changes nothing.
    assert [(n.start, n.end) for n in PIPE.find(text, {"ner": tidied})] == [
        (n.start, n.end) for n in tidied
    ]


def test_what_was_trimmed_is_recorded() -> None:
    text = "avec M. Petit"
    (name,) = PIPE.find(text, {"ner": [Candidate(5, 13, "PER", "model:m")]})
    assert name.attributes["tidied"] == ["civility"]
    assert name.rule == "model:m"
