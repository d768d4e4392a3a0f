"""What a run wrote, read back: the mended text, its map and its structure are those of the run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given

from annotate.document.discovery import standoff_files
from annotate.document.edits_file import read_mended, write_edits
from annotate.document.projection import structure_layer
from annotate.document.run_folder import RunFolder
from annotate.document.source import Source
from annotate.document.standoff import standoff_of
from annotate.errors import StandoffError
from annotate.text.mending.mend import mend
from texts import texts


@given(texts)
def test_the_edits_give_the_mended_text_again(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    mended = mend(Source("a", "a.txt", text))
    path = tmp_path_factory.getbasetemp() / "a.edits.jsonl"
    write_edits(path, mended)
    again = read_mended(path, text, standoff_of(mended.source, [structure_layer(mended)], ""))
    assert again.text == mended.text
    assert again.edits == mended.edits
    assert again.block_ids == mended.block_ids
    assert again.offsets.extents == mended.offsets.extents
    assert {one.id: one for one in again.structure.elements} == {
        one.id: one for one in mended.structure.elements
    }


def test_a_run_is_read_back(corpus_run: Path) -> None:
    folder = RunFolder(corpus_run)
    names = 0
    for one in folder.read_all():
        offsets = one.mended.offsets
        shown = folder.mended_text(one.standoff.document).read_text("utf-8")
        assert one.mended.text + "\n" == shown
        for annotation in one.standoff.annotations():
            if annotation.text is not None:
                spans = [offsets.to_mended(*span) for span in annotation.ranges]
                assert one.mended.text[spans[0][0][0] : spans[-1][-1][1]] == annotation.text
                names += 1
    assert names > 1000


def test_edits_of_another_text_are_refused(corpus_run: Path, tmp_path: Path) -> None:
    shutil.copytree(corpus_run, tmp_path / "run")
    folder = RunFolder(tmp_path / "run")
    shutil.copyfile(folder.edits("samzal"), folder.edits("jumelages"))
    with pytest.raises(StandoffError, match=r"jumelages\.edits\.jsonl: belongs to another text"):
        folder.read("jumelages")
    lines = folder.edits("samzal").read_text("utf-8").splitlines(keepends=True)
    folder.edits("samzal").write_text("".join(lines[:-1]), "utf-8")
    with pytest.raises(StandoffError, match="does not give the mended text"):
        folder.read("samzal")
    folder.edits("samzal").unlink()
    with pytest.raises(StandoffError, match="cannot be read"):
        folder.read("samzal")


def test_what_somebody_is_writing_is_no_document(tmp_path: Path) -> None:
    folder = tmp_path / "annotations"
    folder.mkdir()
    for name in ("a.jsonl", ".annotate-x1y2.jsonl"):
        (folder / name).write_text("", "utf-8")
    assert RunFolder(tmp_path).documents() == ["a"]
    assert [file.name for file in standoff_files(tmp_path)] == ["a.jsonl"]
