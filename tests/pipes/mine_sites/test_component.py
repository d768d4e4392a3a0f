"""The optional component ``annotate_mine_sites``: with it, without it, alone, saved."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from annotate.document.candidates import Candidate
from annotate.pipes.assembly import assemble, config_file
from annotate.pipes.recognition import recognise
from annotate.resources import default_configs

pytestmark = pytest.mark.slow

NAME = "annotate_mine_sites"
TEXT = "Le 9/10 ouvre ; la fosse n° 9/10 d'Oignies ferma le 3 mai 1986. Anne Roux y vécut."


def layer(found: dict[str, list[Candidate]]) -> list[tuple[str, str]]:
    return [(one.text(TEXT), one.label) for one in found["entities"]]


@pytest.fixture(scope="module")
def shipped() -> Language:
    return assemble(config_file(default_configs()))


def test_the_shipped_configuration_names_it(shipped: Language) -> None:
    found = recognise(TEXT, shipped)
    assert [one.text(TEXT) for one in found["mine_sites"]] == ["9/10", "9/10"]
    assert layer(found).count(("9/10", "LOC")) == 2


def test_without_it_only_the_sites_are_gone(shipped: Language, tmp_path: Path) -> None:
    shutil.copytree(default_configs(), tmp_path / "configs")
    config = tmp_path / "configs" / "pipeline.cfg"
    settings = config.read_text("utf-8")
    block = f'[components.{NAME}]\nfactory = "{NAME}"\n'
    assert block in settings
    config.write_text(settings.replace(block, "").replace(f'"{NAME}",', ""), "utf-8")
    nlp = assemble(config)
    assert NAME not in nlp.pipe_names
    found = layer(recognise(TEXT, nlp))
    assert found == [one for one in layer(recognise(TEXT, shipped)) if one[0] != "9/10"]
    assert ("3 mai 1986", "DATE") in found


def test_saved_with_a_pipeline(shipped: Language, tmp_path: Path) -> None:
    shipped.to_disk(tmp_path)
    nlp = spacy.load(tmp_path)
    assert NAME in nlp.pipe_names
    assert layer(recognise(TEXT, nlp)) == layer(recognise(TEXT, shipped))


def test_alone_in_anybody_s_pipeline() -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe(NAME)
    doc = nlp("Le terril T 101 fume.")
    assert [span.text for span in doc.spans["mine_sites"]] == ["T 101"]
