from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.document.candidates import Candidate
from annotate.document.labels import shipped_labels
from annotate.pipes.consistency import find_consistent


def _found(text: str, groups: dict[str, list[Candidate]]) -> list[tuple[str, str, str]]:
    return [
        (f.text(text), f.label, f.rule)
        for f in find_consistent(text, groups, shipped_labels().names)
    ]


def test_acronyms_take_the_label_of_their_expansion() -> None:
    text = "Le Centre des Terrils (CDT) ouvre. Le CDT ferme."
    acronyms = [
        Candidate(23, 26, "ACRONYM", "rule:a", attributes={"expansion_span": [3, 21]}),
        Candidate(38, 41, "ACRONYM", "rule:a"),
    ]
    names = [
        Candidate(3, 21, "ORG", "rule:organizations.capital"),
        Candidate(38, 41, "LOC", "model:m"),
    ]
    assert _found(text, {"names": names, "acronyms": acronyms}) == [
        ("CDT", "ORG", "consistency:acronym"),
        ("CDT", "ORG", "consistency:acronym"),
    ]


def test_an_expansion_that_nobody_found_whole_is_found() -> None:
    text = "Le Centre de la terre et du ciel (CTC) ouvre."
    acronyms = [
        Candidate(34, 37, "ACRONYM", "r:a", attributes={"label": "ORG", "expansion_span": [3, 32]})
    ]
    assert ("Centre de la terre et du ciel", "ORG", "consistency:expansion") in _found(
        text, {"acronyms": acronyms}
    )


def test_a_rule_keeps_its_label_against_the_vote() -> None:
    text = "Nausicaa, Nausicaa, Nausicaa, le maire Nausicaa"
    names = [Candidate(i, i + 8, "ORG", "model:m") for i in (0, 10, 20)]
    people = [Candidate(39, 47, "PER", "rule:people.function")]
    assert not any(
        f.start == 39
        for f in find_consistent(text, {"n": names, "p": people}, shipped_labels().names)
    )


def test_every_finding_says_why() -> None:
    text = "Anne Roux parle. Puis on écoute Roux, et Anne Roux répond."
    found = find_consistent(
        text, {"names": [Candidate(0, 9, "PER", "model:m")]}, shipped_labels().names
    )
    assert len(found) == 2
    assert all(f.attributes["because"] for f in found)


@given(
    st.text(alphabet="AbÉé R'’-.\n", min_size=1, max_size=80),
    st.lists(
        st.tuples(
            st.integers(0, 79), st.integers(1, 20), st.sampled_from(["PER", "LOC", "ACRONYM"])
        ),
        max_size=8,
    ),
)
def test_never_raises_nor_leaves_the_text(text: str, rows: list[tuple[int, int, str]]) -> None:
    given_ = [
        Candidate(s, min(s + n, len(text)), lab, "model:m") for s, n, lab in rows if s < len(text)
    ]
    for candidate in find_consistent(text, {"names": given_}, shipped_labels().names):
        assert candidate.end <= len(text)


def test_what_the_model_says_often_does_not_outvote_a_rule() -> None:
    text = "Merlonix, Merlonix, Merlonix, Merlonix, le service numérique Merlonix"
    names = [Candidate(i, i + 8, "ORG", "model:m", 0.9) for i in (0, 10, 20, 30)]
    ruled = [Candidate(61, 69, "MISC", "rule:organizations.class")]
    changed = find_consistent(text, {"n": names, "o": ruled}, shipped_labels().names)
    assert {(f.start, f.label) for f in changed} == {(i, "MISC") for i in (0, 10, 20, 30)}


def test_of_two_guesses_the_more_certain_counts() -> None:
    text = "Histologe aide. On ouvre Histologe."
    names = [
        Candidate(0, 9, "PER", "model:m", 0.61),
        Candidate(25, 34, "MISC", "model:m", 0.97),
    ]
    [changed] = find_consistent(text, {"n": names}, shipped_labels().names)
    assert (changed.start, changed.label) == (0, "MISC")
