"""The tables of mentions and entities as pandas frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from annotate.index.corpus_index import Index
from annotate.index.entities import Entity
from annotate.index.mentions import Mention
from annotate.index.tables import (
    ENTITY_COLUMNS,
    MENTION_COLUMNS,
    OVERVIEWS,
    TRUTH,
    entity_row,
    mention_row,
)

if TYPE_CHECKING:
    from pandas import DataFrame

    from annotate.tables import Cell

_TYPES = {
    **dict.fromkeys((*MENTION_COLUMNS, *ENTITY_COLUMNS), "str"),
    **{column: "str" for columns, _ in OVERVIEWS.values() for column in columns},
    **dict.fromkeys(("page", "first_page"), "Int64"),
    **dict.fromkeys(("start", "end", "mentions", "citations", "documents"), "int64"),
    **dict.fromkeys(("year", "until"), "int64"),
    **dict.fromkeys(("in_citation", "nested", "only_in_citations"), "bool"),
    **dict.fromkeys(("score", "lat", "lon"), "float64"),
    "ranges": "object",
}


def mentions_frame(mentions: Sequence[Mention], names: Mapping[str, str]) -> DataFrame:
    """Return mentions as a frame with the columns of ``mentions.csv``.

    Parameters
    ----------
    mentions : sequence of Mention
        One row each.
    names : mapping of str to str
        Name of each entity by its id.

    Returns
    -------
    DataFrame
        `page` is a nullable integer, `start` and `end` are integers, `score` is a float,
        `in_citation` and `nested` are booleans, `ranges` holds tuples of (start, end), and the
        others are strings; an empty cell of the CSV is a missing value.

    Examples
    --------
    >>> lens = Mention(document="a", mention_id="e-1", label="LOC", text="Lens", ranges=((3, 7),))
    >>> frame = mentions_frame([lens], {})
    >>> frame.loc[0, "ranges"], bool(frame.loc[0, "nested"]), frame["value"].isna().all()
    (((3, 7),), False, np.True_)
    """
    data = _columns(
        (mention_row(one, names.get(one.entity, "")) for one in mentions), MENTION_COLUMNS
    )
    # Not as text, which only a spreadsheet needs.
    data["ranges"] = [one.ranges for one in mentions]
    return _frame(data)


def entities_frame(entities: Iterable[Entity]) -> DataFrame:
    """Return entities as a frame with the columns of ``entities.csv``.

    Parameters
    ----------
    entities : iterable of Entity
        One row each, sorted as in the table.

    Returns
    -------
    DataFrame
        `lat` and `lon` are floats, `mentions`, `citations` and `documents` are integers,
        `first_page` is a nullable one,
        `only_in_citations` is a boolean, and the others are strings; an empty cell of the CSV is a
        missing value.
    """
    return _frame(_columns(map(entity_row, entities), ENTITY_COLUMNS))


def overview_frame(name: str, index: Index) -> DataFrame:
    """Return the table of acronyms, or that by year, as a frame with the columns of its CSV.

    Parameters
    ----------
    name : str
        One of :data:`annotate.index.tables.OVERVIEWS`.
    index : Index
        Of a run.
    """
    columns, rows_of = OVERVIEWS[name]
    return _frame(_columns(rows_of(index), columns))


def _columns(rows: Iterable[Sequence[Cell]], columns: Sequence[str]) -> dict[str, list[Any]]:
    """Return the cells of each column, empty ones as None and truth values as such."""
    truths = {word: truth for truth, word in TRUTH.items()}
    held = list(zip(*rows, strict=True)) or [()] * len(columns)
    found: dict[str, list[Any]] = {}
    for name, cells in zip(columns, held, strict=True):
        if _TYPES[name] == "bool":
            found[name] = [truths[str(cell)] for cell in cells]
        else:
            found[name] = [None if cell == "" else cell for cell in cells]
    return found


def _frame(data: Mapping[str, list[Any]]) -> DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {name: pd.Series(cells, dtype=_TYPES[name]) for name, cells in data.items()}
    )
