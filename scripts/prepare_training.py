"""Prepare the rows that the shipped model is trained on, from folders that you have.

Nothing is fetched. Give a snapshot of each repository; the card of the model says which commit::

    python scripts/prepare_training.py --winer WiNER-fr --sequoia pstal --europeana ner-corpora \
        --newseye HIPE-2022-data --texts scripts/training_sets/texts \
        --plain debates=DATA/debats-assemblee-nationale books=DATA/gutenberg \
        wikisource=DATA/wikisource --world WORLD --apart MEASURED … \
        --check models/annotate_fr_ner/training.json --out ROWS

``WORLD`` has a folder ``OWNER+NAME`` for each repository of ``training_sets/world/texts.tsv``.
``--apart`` names what models are measured on: files and folders of ``.txt``, ``.pdf``, ``.jsonl``
with a ``text``, ``.conllu``, ``.tsv`` with a token a line, ``.dev`` and ``.test`` of Sequoia. A
sentence that shares eight words in a row with one of them is left out. 150 articles of WiNER-fr are
kept out of training too, in ``winer_dev.jsonl``, and one in seven of the documents of ``--texts``,
in ``texts_dev.jsonl``. ``sources.json`` tells the files that were read and the rows that were made,
with their checksums; ``--check`` compares the latter with those that weights were trained on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from training_sets import columns, marked, plain, templates, winer, world

from annotate.text.mending.mend import mend
from annotate.text.reading import read_source
from annotate.training.damage import pools
from annotate.training.rows import Row, word_runs, write_rows

RUN = 8
"""Words in a row that a sentence may not share with a text that models are measured on."""
FOLDERS = ("winer", "sequoia", "europeana", "newseye", "texts")
LATER = ("later", "latest")
"""Folders of texts of our own that a round of their own reads."""
EACH = 25
"""How often a template is filled."""
PLAIN = {"debates": (700, 15), "books": (500, 12), "wikisource": (19, 60)}
"""How many files of texts without gold are read, and how many sentences of each."""
HELD_OUT = 150
"""Articles of WiNER-fr."""
EVERY = 7
"""Of the documents of our own, one in so many is held out."""
SEED = 20261129


def words_apart(paths: Iterable[Path]) -> set[int]:
    """Return every run of words of the texts that models are measured on."""
    return {run for path in paths for text in _texts(path) for run in word_runs(text, RUN)}


def _texts(path: Path) -> Iterator[str]:
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.suffix == ".pdf":
            yield mend(read_source(file, file.stem)).text
        elif file.suffix in (".dev", ".test"):
            yield from (row.text for row in columns.sequoia(file))
        elif file.suffix in (".txt", ".jsonl", ".conllu", ".tsv") and file.is_file():
            yield from _written(file)


def _written(file: Path) -> Iterator[str]:
    """Yield the texts of a file that has them as they are, or in lines."""
    lines = file.read_text("utf-8").split("\n")
    if file.suffix == ".jsonl":
        yield from (json.loads(line).get("text", "") for line in lines if line.strip())
    elif file.suffix == ".conllu":
        yield from (line[9:] for line in lines if line.startswith("# text = "))
    elif file.suffix == ".tsv":
        yield " ".join(line.split("\t")[0] for line in lines if not line.startswith("#"))
    else:
        yield "\n".join(lines)


def kept_apart(rows: Iterable[Row], apart: set[int]) -> list[Row]:
    """Return the rows that share no run of words with what is apart, each text once.

    Examples
    --------
    >>> apart = set(word_runs("un deux trois quatre cinq six sept huit neuf", RUN))
    >>> [row.text for row in kept_apart([Row("Sept, huit."), Row("Sept, huit."),
    ...     Row("Un, deux, trois, quatre, cinq, six, sept, huit !")], apart)]
    ['Sept, huit.']
    """
    once = {row.text: row for row in rows}
    return [row for row in once.values() if apart.isdisjoint(word_runs(row.text, RUN))]


def _winer(folder: Path, apart: set[int]) -> dict[str, list[Row]]:
    """Return the sentences to train on and to choose by; a text of the latter is in neither."""
    articles = list(winer.articles(folder))
    held = set(random.Random(SEED).sample([name for name, _ in articles], HELD_OUT))
    chosen = kept_apart((r for name, rows in articles if name in held for r in rows), set())
    known = apart | {run for row in chosen for run in word_runs(row.text, RUN)}
    train = kept_apart((r for name, rows in articles if name not in held for r in rows), known)
    texts = {row.text for row in chosen}
    return {"winer": [row for row in train if row.text not in texts], "winer_dev": chosen}


def _texts_of_our_own(folder: Path, apart: set[int]) -> dict[str, list[Row]]:
    """Return paragraphs to train on and whole documents to choose by; all names are marked. What
    stands in a folder of :data:`LATER` was written for a round of its own.
    """
    sets: dict[str, list[Row]] = {"texts_dev": []}
    for name, own in (("texts", folder), *((one, folder / one) for one in LATER)):
        every = list(marked.documents(own))
        held = [marked.whole(rows) for rows in every[::EVERY]]
        train = [row for at, rows in enumerate(every) if at % EVERY for row in rows]
        sets[name] = kept_apart(train, apart)
        sets["texts_dev"] += kept_apart(held, apart)
    return sets


def _world(folder: Path, apart: set[int]) -> dict[str, list[Row]]:
    """Return the paragraphs of the free texts of others, and whole documents to choose by."""
    sets: dict[str, list[Row]] = {name: [] for name in world.SETS}
    for text, rows in world.documents(folder):
        sets[text.set] += [marked.whole(rows)] if text.set.endswith("_dev") else rows
    return {name: kept_apart(rows, apart) for name, rows in sets.items()}


def prepare(chosen: argparse.Namespace) -> dict[str, list[Row]]:
    """Return the rows of each set that was named."""
    apart = words_apart(chosen.apart)
    sets: dict[str, list[Row]] = {}
    if chosen.winer:
        sets |= _winer(chosen.winer, apart)
    if chosen.sequoia:
        files = sorted(chosen.sequoia.rglob("*frsemcor.simple.train"))
        sets["sequoia"] = kept_apart((r for f in files for r in columns.sequoia(f)), apart)
    if chosen.europeana:
        files = sorted(chosen.europeana.rglob("enp_FR.bnf.bio/enp_FR.bnf.bio"))
        sets["europeana"] = kept_apart((r for f in files for r in columns.europeana(f)), apart)
    if chosen.newseye:
        files = sorted(chosen.newseye.rglob("HIPE-2022-v2.1-newseye-*[0-9tv]-fr.tsv"))
        files = [file for file in files if "masked" not in file.name]
        sets["newseye"] = kept_apart((r for f in files for r in columns.newseye(f)), apart)
    if chosen.templates:
        names = pools(sets.get("winer", []) + sets.get("sequoia", []))
        sets["templates"] = kept_apart(templates.made(chosen.templates, names, SEED), apart)
    if chosen.texts:
        sets |= _texts_of_our_own(chosen.texts, apart)
    if chosen.world:
        sets |= _world(chosen.world, apart)
    for named in chosen.plain:
        name, _, folder = named.partition("=")
        texts = plain.sentences(Path(folder), *PLAIN[name], SEED)
        sets[f"plain_{name}"] = kept_apart((Row(text, source=name) for text in texts), apart)
    return {name: [columns.stripped(row) for row in rows] for name, rows in sets.items()}


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, or one of the names and contents of the files of a folder."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    digest = hashlib.sha256()
    for file in sorted(one for one in path.rglob("*") if one.is_file()):
        digest.update(file.relative_to(path).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def others(made: Mapping[str, Any], told: Mapping[str, Any]) -> list[str]:
    """Return the sets whose rows are not those that weights were trained on.

    Examples
    --------
    >>> others({"a": {"sha256": "1"}, "folders": {}}, {"a": {"sha256": "2"}, "b": {"sha256": "3"}})
    ['a', 'b']
    """
    sets = {**told, **made}
    return [
        name
        for name, one in sets.items()
        if "sha256" in one and made.get(name, {}).get("sha256") != told.get(name, {}).get("sha256")
    ]


def main() -> None:
    """Prepare the sets that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    for name in FOLDERS:
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--world", type=Path, metavar="WORLD", help="snapshots of repositories")
    parser.add_argument("--templates", type=int, default=EACH, metavar="EACH")
    parser.add_argument("--plain", nargs="+", default=[], metavar="NAME=FOLDER", help=str([*PLAIN]))
    parser.add_argument("--apart", nargs="+", default=[], type=Path, help="texts to measure on")
    parser.add_argument("--check", type=Path, help="training.json of weights made of the same rows")
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    told = {}
    for name, rows in prepare(chosen).items():
        write_rows(chosen.out / f"{name}.jsonl", rows)
        names = [label for row in rows for *_, label in row.names]
        told[name] = {
            "rows": len(rows),
            "words": sum(len(row.text.split()) for row in rows),
            **{label: names.count(label) for label in sorted(set(names))},
            "sha256": hashlib.sha256((chosen.out / f"{name}.jsonl").read_bytes()).hexdigest(),
        }
        print(name, told[name])
    folders = {name: getattr(chosen, name) for name in FOLDERS}
    folders |= {name: Path(at) for name, _, at in (one.partition("=") for one in chosen.plain)}
    # What is read of a snapshot is fixed by the tables, whatever else lies in it.
    folders |= {"world": world.TABLES if chosen.world else None}
    told["folders"] = {name: checksum(folder) for name, folder in folders.items() if folder}
    told["apart"] = {path.name: checksum(path) for path in chosen.apart}
    told["options"] = {"templates": chosen.templates, "plain": PLAIN}
    (chosen.out / "sources.json").write_text(
        json.dumps(told, indent=1, ensure_ascii=False), "utf-8"
    )
    if chosen.check:
        known = json.loads(chosen.check.read_text("utf-8"))["data"]
        if different := others(told, known):
            sys.exit(f"other rows than those of {chosen.check}: {', '.join(different)}")
        print(f"the rows of {chosen.check}")


if __name__ == "__main__":
    main()
