"""The index beside two baselines, on newspapers whose names have Wikidata ids.

python benchmarks/clusters.py FOLDER                 HIPE-2022 files of hipe2020 and newseye
python benchmarks/clusters.py FOLDER --pairs LOC     pairs that are joined wrongly, or not joined
python benchmarks/clusters.py FOLDER --markdown      the tables for docs/figures.md

The files are ``data/v2.1/hipe2020/fr/*.tsv`` and ``data/v2.1/newseye/fr/*.tsv`` of
https://github.com/hipe-eval/HIPE-2022-data (CC-BY-NC-SA 4.0 and CC-BY 4.0). All files of a
collection are one run. The names are those of the gold, so that only the index is measured, and the
acronyms those that ``annotate`` finds; what the gold gives no id is there, and is not scored. A
person's name in hipe2020 is its component ``name``, without titles and functions, as in the
annotation guide. Names that newseye has in two parts for a line end inside them are one.

B³, CEAF-e (the entity measure with Dice's similarity) and pairs are computed as in Pradhan et al.
2014, over clusters of (label, id).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import typer
from rich.table import Table

from annotate.errors import UsageError
from annotate.index import Mention, build_index
from annotate.index.mentions import ACRONYMS
from annotate.lexicons import read_table
from annotate.pipes.acronyms import AcronymLexicon, find_acronyms
from annotate.resources import default_configs
from command_line import console, run_script

COLLECTIONS = ("hipe2020", "newseye")
LABELS = {
    "pers": "PER",
    "per": "PER",
    "loc": "LOC",
    "org": "ORG",
    "prod": "MISC",
    "humanprod": "MISC",
}
ALL = "all"
CONTEXT = 40
NO_TOKEN = {"TOKEN": "", "NE-COARSE-LIT": "O", "NEL-LIT": "_", "MISC": "_"}
"""What stands behind the last token of a document."""

Clusters = Mapping[str, Hashable]
"""Mention to the cluster it is in."""


class Gold(NamedTuple):
    """A name of the gold and the id that it has there, if any; or an acronym that the text defines,
    which has none and is no name.
    """

    mention: Mention
    qid: str


class Score(NamedTuple):
    """Precision and recall."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def read_collection(folder: Path, name: str) -> list[Gold]:
    """Return the names of all files of a collection.

    Raises
    ------
    UsageError
        If there are none.
    """
    files = sorted(file for file in folder.rglob(f"*{name}*-fr.tsv") if "masked" not in file.name)
    if not files:
        raise UsageError(
            f"holds no files of {name}",
            path=folder,
            remedy="fetch data/v2.1/*/fr of https://github.com/hipe-eval/HIPE-2022-data",
        )
    return [one for file in files for one in _read(file)]


def _read(file: Path) -> Iterator[Gold]:
    header: list[str] = []
    document, tokens = "", list[dict[str, str]]()
    for line in file.read_text("utf-8").splitlines():
        cells = line.split("\t")
        if cells[0] == "TOKEN":
            header = cells
        elif line.startswith("# hipe2022:document_id = "):
            yield from _names(document, tokens)
            document, tokens = line.partition(" = ")[2], []
        elif line and not line.startswith("#"):
            tokens.append(dict(zip(header, cells, strict=False)))
    yield from _names(document, tokens)


def _names(document: str, tokens: Sequence[Mapping[str, str]]) -> Iterator[Gold]:
    """Yield the names of one document, each with the words around it."""
    text, places = "", list[tuple[int, int]]()
    for token, follower in zip(tokens, [*tokens[1:], NO_TOKEN], strict=False):
        begin = len(text)
        parted = token["TOKEN"].endswith("¬") and "EndOfLine" in token["MISC"]
        # A word that a line end parts is put together, as the mending does it.
        text += token["TOKEN"].removesuffix("¬") if parted else token["TOKEN"]
        places.append((begin, len(text)))
        lost = not parted and _over_line_end(token, follower)
        text += " " if lost or "NoSpaceAfter" not in token["MISC"] else ""
    yield from _acronyms(document, text)
    for first, last in _spans(tokens):
        label = LABELS.get(tokens[first]["NE-COARSE-LIT"][2:].lower())
        if label is None:
            continue
        begin, end = places[first][0], places[last][1]
        if label == "PER":
            begin, end = _name_component(tokens[first : last + 1], places[first:], (begin, end))
        found = Mention(
            document=document,
            mention_id=str(begin),
            label=label,
            text=text[begin:end],
            ranges=((begin, end),),
            left=text[max(0, begin - CONTEXT) : begin],
            right=text[end : end + CONTEXT],
        )
        qid = tokens[first]["NEL-LIT"]
        yield Gold(found, qid if qid.startswith("Q") else "")


def _acronyms(document: str, text: str) -> Iterator[Gold]:
    """Yield the acronyms of a document that have a long form, as a run hands them to the index."""
    for one in find_acronyms(text, _lexicon()):
        expansion = one.attributes.get("expansion")
        if expansion:
            found = Mention(
                document=document,
                mention_id=f"acronym {one.start}",
                layer=ACRONYMS,
                label="ACRONYM",
                text=text[one.start : one.end],
                ranges=((one.start, one.end),),
                expansion=str(expansion),
                expansion_from=str(one.attributes.get("expansion_from", "")),
            )
            yield Gold(found, "")


@cache
def _lexicon() -> AcronymLexicon:
    folder = default_configs() / "lexicons"
    acronyms = read_table(folder / "acronyms.tsv", ("acronym", "expansion", "label"))
    heads = read_table(folder / "acronym_heads.tsv", ("head", "label"))
    return AcronymLexicon.from_rows(acronyms, heads)


def _spans(tokens: Sequence[Mapping[str, str]]) -> Iterator[tuple[int, int]]:
    """Yield the first and last token of each name."""
    first = -1
    for at, token in enumerate([*tokens, NO_TOKEN]):
        tag = token["NE-COARSE-LIT"]
        goes_on = tag[:1] == "I" or (at > 0 and _over_line_end(tokens[at - 1], token))
        if first >= 0 and not goes_on:
            yield first, at - 1
            first = -1
        if tag[:1] == "B" and first < 0:
            first = at


def _over_line_end(last: Mapping[str, str], token: Mapping[str, str]) -> bool:
    """Return whether a token begins a name again, which began on the line before.

    newseye marks a line end inside a word. Between words nothing is marked and the space is lost,
    but both parts have one id.
    """
    if token["NE-COARSE-LIT"][:1] != "B":
        return False
    if last["TOKEN"].endswith("¬"):
        return True
    alike = last["NE-COARSE-LIT"][2:] == token["NE-COARSE-LIT"][2:]
    one = last["NEL-LIT"] == token["NEL-LIT"] and token["NEL-LIT"].startswith("Q")
    return alike and one and "NoSpaceAfter" in last["MISC"]


def _name_component(
    tokens: Sequence[Mapping[str, str]], places: Sequence[tuple[int, int]], whole: tuple[int, int]
) -> tuple[int, int]:
    """Return the place of a person's name proper, or of all where components are not marked."""
    tags = [token.get("NE-FINE-COMP", "_").lower() for token in tokens]
    first = next((at for at, tag in enumerate(tags) if tag == "b-comp.name"), None)
    if first is None:
        return whole
    last = first
    while last + 1 < len(tags) and tags[last + 1] == "i-comp.name":
        last += 1
    return places[first][0], places[last][1]


def ours(names: Sequence[Gold]) -> Clusters:
    """Return the entities of the index."""
    index = build_index(one.mention for one in names)
    return {_key(mention): mention.entity for mention in index.mentions}


def by_form(names: Sequence[Gold]) -> Clusters:
    """Return the first baseline: one entity a label and a form without its case."""
    return {_key(one.mention): (one.mention.label, one.mention.text.casefold()) for one in names}


def by_last_word(names: Sequence[Gold]) -> Clusters:
    """Return the second baseline: people by their last word, the rest by form."""
    forms = dict(by_form(names))
    for one in names:
        words = one.mention.text.casefold().split()
        if one.mention.label == "PER" and words:
            forms[_key(one.mention)] = ("PER", words[-1])
    return forms


SYSTEMS: Mapping[str, Callable[[Sequence[Gold]], Clusters]] = {
    "annotate": ours,
    "people by last word": by_last_word,
    "case-folded form": by_form,
}


def _key(mention: Mention) -> str:
    return f"{mention.document} {mention.mention_id} {mention.label}"


def b_cubed(gold: Clusters, found: Clusters) -> Score:
    """Return B³ (Bagga & Baldwin 1998)."""
    shared, sizes, lengths = _overlaps(gold, found)
    every = len(gold) or 1
    precision = sum(n * n / lengths[one] for (_, one), n in shared.items()) / every
    return Score(precision, sum(n * n / sizes[true] for (true, _), n in shared.items()) / every)


def pairs(gold: Clusters, found: Clusters) -> Score:
    """Return the share of joined pairs that are right, and of right pairs that are joined."""
    shared, sizes, lengths = _overlaps(gold, found)
    right = sum(n * (n - 1) for n in shared.values())
    joined = sum(n * (n - 1) for n in lengths.values())
    wanted = sum(n * (n - 1) for n in sizes.values())
    return Score(right / joined if joined else 1.0, right / wanted if wanted else 1.0)


def ceaf_e(gold: Clusters, found: Clusters) -> Score:
    """Return CEAF with the entity similarity φ4 (Luo 2005)."""
    # It takes half a second to import, of which the other measures have nothing.
    from scipy.optimize import linear_sum_assignment

    shared, sizes, lengths = _overlaps(gold, found)
    rows = {true: at for at, true in enumerate(sizes)}
    columns = {one: at for at, one in enumerate(lengths)}
    similar = np.zeros((len(rows), len(columns)))
    for (true, one), n in shared.items():
        similar[rows[true], columns[one]] = 2 * n / (sizes[true] + lengths[one])
    best = similar[linear_sum_assignment(similar, maximize=True)].sum()
    return Score(best / (len(columns) or 1), best / (len(rows) or 1))


Sizes = Counter[Hashable]


def _overlaps(
    gold: Clusters, found: Clusters
) -> tuple[Counter[tuple[Hashable, Hashable]], Sizes, Sizes]:
    shared = Counter((true, found[name]) for name, true in gold.items())
    return shared, Counter(gold.values()), Counter(found[name] for name in gold)


MEASURES: Mapping[str, Callable[[Clusters, Clusters], Score]] = {
    "B³": b_cubed,
    "CEAF-e": ceaf_e,
    "pairs": pairs,
}


def score(names: Sequence[Gold]) -> Iterator[tuple[str, str, int, dict[str, Score]]]:
    """Yield label, system, number of names and scores; :data:`ALL` comes first."""
    found = {system: function(names) for system, function in SYSTEMS.items()}
    for label in (ALL, *dict.fromkeys(LABELS.values())):
        gold = _truth(names, label)
        for system, clusters in found.items():
            measured = {measure: function(gold, clusters) for measure, function in MEASURES.items()}
            yield label, system, len(gold), measured


def _truth(names: Iterable[Gold], label: str) -> Clusters:
    return {
        _key(one.mention): (one.mention.label, one.qid)
        for one in names
        if one.qid and label in (ALL, one.mention.label)
    }


def mistakes(names: Sequence[Gold], label: str) -> Iterator[tuple[int, str, str]]:
    """Yield pairs of forms of a label that are joined wrongly, or are not joined, and how often."""
    gold, found = _truth(names, label), ours(names)
    texts = {_key(one.mention): one for one in names}
    counts: Counter[tuple[str, str]] = Counter()
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for name, true in gold.items():
        groups["gold", true].append(name)
        groups["ours", found[name]].append(name)
    for (side, _), group in groups.items():
        for one, other in combinations(group, 2):
            if (gold[one] == gold[other]) == (found[one] == found[other]):
                continue
            same = texts[one].mention.document == texts[other].mention.document
            told = sorted((texts[one].mention.text, texts[other].mention.text))
            what = "not joined" if side == "gold" else "joined"
            counts[what, f"{' = '.join(told)}{'' if same else '  (two documents)'}"] += 1
    for (what, told), count in counts.most_common():
        yield count, what, told


def offered(names: Sequence[Gold]) -> tuple[int, int]:
    """Return how many pairs of entities of one (label, id) are proposed for merging, and how many
    such pairs there are.
    """
    index = build_index(one.mention for one in names)
    entities = {_key(mention): mention.entity for mention in index.mentions}
    by_truth: dict[Hashable, set[str]] = defaultdict(set)
    for name, true in _truth(names, ALL).items():
        by_truth[true].add(entities[name])
    pairs_of = {
        frozenset(pair) for some in by_truth.values() for pair in combinations(sorted(some), 2)
    }
    doubts = {frozenset((one.first, one.second)) for one in index.doubtful}
    return len(pairs_of & doubts), len(pairs_of)


def markdown(folder: Path) -> Iterator[str]:
    """Yield the tables as Markdown."""
    for collection in COLLECTIONS:
        names = read_collection(folder, collection)
        yield f"### {collection}"
        yield ""
        yield f"| label | system | names | {' | '.join(f'{one} F1 (P / R)' for one in MEASURES)} |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for which, system, count, measured in score(names):
            yield f"| {which} | {system} | {count} | {' | '.join(map(_cell, measured.values()))} |"
        some, every = offered(names)
        yield ""
        yield f"Of {every} pairs of entities that are one and were not joined, {some} are proposed."
        yield ""


def _cell(one: Score) -> str:
    return f"{100 * one.f1:.1f} ({100 * one.precision:.1f} / {100 * one.recall:.1f})"


def main(
    folder: Annotated[Path, typer.Argument(help="Where the files of HIPE-2022 are.")],
    label: Annotated[
        str, typer.Option("--pairs", help="List the mistakes of a label, or of all.")
    ] = "",
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the tables as Markdown.")
    ] = False,
) -> None:
    """Score the index on hipe2020 and newseye beside two baselines."""
    if as_markdown:
        print("\n".join(markdown(folder)).rstrip())
        return
    shown = console(110)
    for collection in COLLECTIONS:
        names = read_collection(folder, collection)
        if label:
            for count, what, told in mistakes(names, label):
                shown.print(f"{collection}\t{count}\t{what}\t{told}", markup=False)
            continue
        table = Table("label", "system", "names", title=collection)
        for measure in MEASURES:
            table.add_column(f"{measure} F1 (P / R)", justify="right")
        for which, system, count, measured in score(names):
            table.add_row(which, system, str(count), *map(_cell, measured.values()))
        shown.print(table)


if __name__ == "__main__":
    run_script(main)
