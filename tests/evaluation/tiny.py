"""Two texts and what `annotate run` makes of them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from annotate.document.labels import labels_of
from annotate.pipes.assembly import config_file
from annotate.resources import default_configs
from annotate.review.keep import ReviewDecisions
from annotate.run.inputs import find_inputs
from annotate.run.out_folder import open_output
from annotate.run.run import run
from evaluation.making import rewritten

TEXTS = {
    "puits": (
        "Le puits de Wavrin\n\nEn 1894, Jules Lenglet ouvre une fosse à Wavrin, près de Lille. "
        "Le Syndicat Intercommunal de Wavrin (SIW) la reprend en 1932.\n\n"
        "Le SIW ferme le puits le 3 mai 1960, et Jules Lenglet quitte la Belgique.\n"
    ),
    "gare": (
        "La gare d'Annœullin\n\nEn juin 1880, la gare d'Annœullin ouvre. Marie Dubois y vend des "
        "journaux venus de Paris et de Bruxelles jusqu'en 1911.\n"
    ),
}


def make_run(folder: Path) -> Path:
    """A folder with two texts and what `annotate run` makes of them."""
    (folder / "texts").mkdir()
    for name, text in TEXTS.items():
        (folder / "texts" / f"{name}.txt").write_text(text, "utf-8")
    config = config_file(default_configs())
    output = open_output(folder / "build", force=False)
    decisions = partial(ReviewDecisions, output, config.parent, labels_of(config))
    report = run(find_inputs([str(folder / "texts")]), output, config, decisions)
    assert report.exit_code == 0
    return folder


def make_gold(ran: Path, folder: Path) -> Path:
    """What the run made, with one label and one value changed, and one name taken out."""

    def change(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        [lille] = [row for row in rows if row.get("text") == "Lille"]
        [year] = [row for row in rows if row.get("text") == "1932"]
        lille["label"], year["value"] = "ORG", "1933"
        [country] = [row for row in rows if row.get("text") == "Belgique"]
        return [row for row in rows if row is not country]

    folder.mkdir()
    for file in (ran / "build" / "annotations").glob("[!.]*.jsonl"):
        (folder / file.name).write_bytes(file.read_bytes())
    rewritten(folder / "puits.jsonl", change)
    return folder
