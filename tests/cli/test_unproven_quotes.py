"""An annotation whose quote cannot be proven is left out; its document is not lost for it."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from annotate.document.candidates import Candidate, write_candidates
from annotate.document.labels import read_labels
from annotate.document.run_folder import RunFolder
from annotate.resources import default_configs
from annotate.review.keep import ReviewDecisions
from annotate.run.inputs import Input
from annotate.run.process import Processor, Task

TEXT = "Les agen-\nces de la CAF sont à Lens. La SNCF vend des billets.\n"


@Language.component("words_with_the_space_after_them")
def words_with_the_space_after_them(doc: Doc) -> Doc:
    found = re.finditer(r"agences |SNCF", doc.text)
    rows = (Candidate(*match.span(), "ACRONYM", "rule:own") for match in found)
    write_candidates(doc, "acronyms", rows)
    return doc


def test_a_quote_that_ends_in_white_space_is_left_out_and_told(tmp_path: Path) -> None:
    file, run, configs = tmp_path / "caf.txt", RunFolder(tmp_path / "out"), default_configs()
    file.write_text(TEXT, "utf-8")
    decisions = partial(ReviewDecisions, run, configs, read_labels(configs / "labels.tsv"))
    processor = Processor(Task("a run", run, configs / "pipeline.cfg", "", decisions))
    processor.nlp = spacy.blank("fr")
    processor.nlp.add_pipe("words_with_the_space_after_them")
    result = processor.process(Input("caf", str(file))).result
    assert result.error is None
    assert [one.text for one in run.read("caf").select(layer="acronyms")] == ["SNCF"]
    (remark,) = result.remarks
    assert (remark.kind, remark.count) == ("quotes", 1)
    assert "does not match its place ('agences ')" in str(remark)
