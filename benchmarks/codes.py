"""The codes of communes beside a list made by reading.

annotate run corpus/ --out build/
python benchmarks/codes.py build/ benchmarks/communes.tsv
python benchmarks/codes.py OTHER-RUN/ LIST.tsv

The list has a row for each form of each document that names a commune in France, with the code of
today: ``document``, ``form``, ``code``. It was made by reading the texts, and so holds forms that
recognition misses. A row that the run has with the same code is right, and a code that the list has
not, or another one, is wrong. What is told apart: communes that the run marks as no place cannot
get a code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from annotate.api import load
from annotate.french.characters import name_key
from annotate.index.mentions import Mention
from annotate.lexicons import read_table
from command_line import run_script

Named = Mapping[tuple[str, str], str]
"""Document and folded form to the code of a commune, ``""`` for none."""


class Figures(NamedTuple):
    """How codes agree with those of a list."""

    given: int
    right: int
    named: int
    marked: int
    wrong: tuple[tuple[str, str, str], ...]
    missed: tuple[tuple[str, str, str], ...]

    @property
    def precision(self) -> float:
        """Codes that are right, of those that are given."""
        return self.right / self.given if self.given else 1.0

    @property
    def coverage(self) -> float:
        """Communes with their code, of those that are named."""
        return self.right / self.named if self.named else 1.0


def read_list(path: Path) -> Named:
    """Return the communes that a list says are named."""
    rows = read_table(path, ("document", "form", "code"))
    return {(row["document"], name_key(row["form"])): row["code"] for row in rows}


def coded(mentions: Iterable[Mention]) -> dict[tuple[str, str], str]:
    """Return the code of each form that is marked as a place, by document and folded form."""
    found: dict[tuple[str, str], str] = {}
    for one in mentions:
        if one.label == "LOC" and one.layer == "entities":
            code = dict(one.authority).get("insee_commune", "")
            at = one.document, name_key(one.text)
            found[at] = code or found.get(at, "")
    return found


def compare(found: Named, listed: Named) -> Figures:
    """Compare the codes of a run with a list, over the documents of the list.

    Examples
    --------
    >>> figures = compare({("a", "lens"): "62498", ("a", "loos"): "59360"},
    ...     {("a", "lens"): "62498", ("a", "loos"): "62528", ("a", "vimy"): "62861"})
    >>> figures.precision, round(figures.coverage, 2), figures.marked
    (0.5, 0.33, 2)
    """
    documents = {document for document, _ in listed}
    given = {at: code for at, code in found.items() if code and at[0] in documents}
    right = {at for at, code in given.items() if listed.get(at) == code}
    return Figures(
        len(given),
        len(right),
        len(listed),
        sum(at in found for at in listed),
        tuple((*at, given[at]) for at in sorted(set(given) - right)),
        tuple((*at, listed[at]) for at in sorted(set(listed) - right)),
    )


def main(run: Path, communes: Path) -> None:
    """Print precision and coverage of the codes of a run, and what is wrong or missing."""
    figures = compare(coded(load(run).index().mentions), read_list(communes))
    print(f"precision {100 * figures.precision:.1f} % ({figures.right} of {figures.given} codes)")
    print(
        f"coverage {100 * figures.coverage:.1f} % ({figures.right} of {figures.named} communes; "
        f"{figures.marked} of them are marked as places)"
    )
    for what, rows in (("wrong", figures.wrong), ("missed", figures.missed)):
        for row in rows:
            print(what, *row, sep="\t")


if __name__ == "__main__":
    run_script(main)
