"""Folding many forms at once is folding each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.french.characters import name_key, name_keys

forms = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.one_of(forms, st.sampled_from(["L’Œuvre", "- É", "a – b", "\u0301", "ẞ"]))))
def test_many_forms_fold_as_each_does(many: list[str]) -> None:
    assert name_keys(many) == list(map(name_key, many))
