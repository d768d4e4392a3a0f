"""The corpus, exported, as programs that are not ours read it.

More of them, which nobody has installed by chance, are called by ``benchmarks/exchange.py``.
"""

from __future__ import annotations

from pathlib import Path

import conllu
import pytest
from spacy.cli.convert import convert
from spacy.cli.debug_data import debug_data
from spacy.cli.init_config import init_config
from spacy.cli.train import train
from spacy.tokens import DocBin
from spacy.vocab import Vocab

import annotate
from annotate.document.run_folder import RunFolder
from annotate.exports.document import Exchanged, exchanged
from annotate.exports.formats import format_named
from annotate.exports.losses import reduced


def held(run: Path, name: str) -> dict[str, Exchanged]:
    """What a format holds of the documents of a run."""
    holds = format_named(name).holds
    documents = (reduced(exchanged(one), holds)[0] for one in RunFolder(run).read_all())
    return {one.id: one for one in documents}


def joined(text: str) -> str:
    return "".join(text.replace("_", "").split())


@pytest.mark.parametrize(("name", "converter"), [("conll", "ner"), ("conllu", "conllu")])
def test_spacy_converts(name: str, converter: str, corpus_run: Path, tmp_path: Path) -> None:
    out = annotate.export(corpus_run, name, tmp_path / "out").folder
    for identity, document in held(corpus_run, name).items():
        convert(
            out / f"{identity}.{name}",
            tmp_path,
            converter=converter,
            file_type="spacy",
            n_sents=1,
            silent=True,
        )
        docs = list(DocBin().from_disk(tmp_path / f"{identity}.spacy").get_docs(Vocab()))
        found = [(one.label_, joined(one.text)) for doc in docs for one in doc.ents]
        assert found == [(s.label, joined(document.quote(s))) for s in document.spans]


def test_spacy_checks_and_trains(
    corpus_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = annotate.export(corpus_run, "docbin", tmp_path / "out").folder
    config = init_config(lang="fr", pipeline=["ner"], optimize="efficiency", silent=True)
    config["paths"] |= {"train": str(out / "part-001.spacy"), "dev": str(out / "part-001.spacy")}
    config["training"] |= {"max_steps": 10, "eval_frequency": 10}
    path = tmp_path / "config.cfg"
    config.to_disk(path)
    with pytest.raises(SystemExit):
        debug_data(path, silent=False)
    said = capsys.readouterr().out
    # Ten documents are few for spaCy; nothing else is at fault.
    assert "Low number of examples to train a new pipeline (10)" in said
    assert "No entities consisting of or starting/ending with whitespace" in said
    assert "No entities crossing sentence boundaries" in said
    assert "1 error\n" in said
    train(path, tmp_path / "model")
    assert (tmp_path / "model" / "model-last" / "ner").is_dir()


def test_conllu_parses(corpus_run: Path, tmp_path: Path) -> None:
    out = annotate.export(corpus_run, "conllu", tmp_path / "out").folder
    for identity, document in held(corpus_run, "conllu").items():
        sentences = conllu.parse((out / f"{identity}.conllu").read_text("utf-8"))
        begun = [t for one in sentences for t in one if (t["misc"] or {}).get("NE", "")[:2] == "B-"]
        assert [one["misc"]["NE"][2:] for one in begun] == [one.label for one in document.spans]
        for sentence in sentences:
            text = "".join(
                one["form"] + ("" if (one["misc"] or {}).get("SpaceAfter") == "No" else " ")
                for one in sentence
            )
            assert sentence.metadata["text"] == " ".join(text.split())
