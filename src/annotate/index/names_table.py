"""What the table ``entity_names.tsv`` knows: several names of one thing, and people whose surname
alone says who is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from annotate.french.characters import fold, plain_typography
from annotate.index.person_forms import surname_key
from annotate.lexicons import read_table
from annotate.resources import default_configs

FILE = "entity_names.tsv"
_COLUMNS = ("form", "label", "name", "kind", "source")
_KINDS = ("other", "code", "person")


class KnownName(NamedTuple):
    """A row of the table: the name that a form stands for, and when it does.

    ``other``: wherever it stands. ``person``: unless the run names somebody else so. ``code``: in
    parentheses, in a list of results.
    """

    name: str
    kind: str


def known_name(text: str, label: str) -> KnownName | None:
    """Return what the table says of a form under a label, whatever its case and accents.

    Examples
    --------
    >>> known_name("Confédération suisse", "LOC")
    KnownName(name='Suisse', kind='other')
    >>> known_name("M. de Bismarck", "PER").name
    'Otto von Bismarck'
    >>> known_name("Lens", "LOC")
    """
    found = _table().get((label, _key(text)))
    if found is None and label == "PER":
        found = _table().get((label, surname_key(text)))
    return found


@cache
def _table() -> Mapping[tuple[str, str], KnownName]:
    path = default_configs() / "lexicons" / FILE
    rows = read_table(path, _COLUMNS, {"kind": _KINDS})
    return {(row["label"], _key(row["form"])): KnownName(row["name"], row["kind"]) for row in rows}


def _key(text: str) -> str:
    plain = fold(plain_typography(text))
    return " ".join(plain.replace("-", " ").replace(".", "").split())
