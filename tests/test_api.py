"""The Python interface over a real run: what it gives is what the files say."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import annotate
from annotate.document.annotation import Layer
from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.errors import QuoteError, StandoffError, UsageError
from annotate.index.tables import ENTITY_COLUMNS, MENTION_COLUMNS
from annotate.review.choices import Choice, ChoiceKind
from annotate.review.journal.journal import Journal
from annotate.review.session import ReviewSession
from annotate.tables import read_csv
from command import ROOT
from tiny_run import TEXTS, write_run

PAGE = ROOT / "docs" / "api.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMES = [
    "AnnotateError",
    "Annotation",
    "Document",
    "Edit",
    "Element",
    "Exported",
    "Layer",
    "Mended",
    "OffsetMap",
    "Page",
    "Range",
    "Run",
    "Source",
    "Standoff",
    "Structure",
    "__version__",
    "export",
    "load",
]


@pytest.fixture
def build(corpus_run: Path, tmp_path: Path) -> Path:
    """A copy of the annotated corpus that a test may change."""
    return shutil.copytree(corpus_run, tmp_path / "build")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    write_run(tmp_path / "tiny")
    return tmp_path / "tiny"


def test_the_public_names() -> None:
    assert annotate.__all__ == NAMES
    assert set(NAMES) <= set(dir(annotate))
    for name in NAMES:
        thing = getattr(annotate, name)
        if name not in ("__version__", "Range"):
            assert thing.__name__ == name
            assert thing.__doc__
    with pytest.raises(AttributeError, match="no attribute 'corpus'"):
        annotate.corpus  # noqa: B018


def test_the_data_model_needs_nothing_heavy() -> None:
    """Whoever reads our files needs neither spaCy nor the mending, and pandas only for frames."""
    modules = [f"annotate.document.{file.stem}" for file in ROOT.glob("src/annotate/document/*.py")]
    code = (
        f"import sys, annotate\nfrom annotate import {', '.join(NAMES)}\n"
        f"from importlib import import_module\n[import_module(name) for name in {modules}]\n"
        "heavy = {'spacy', 'numpy', 'pandas', 'thinc', 'lxml', 'rich', 'annotate.text'}\n"
        "heavy &= set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_importing_the_package_imports_none_of_it() -> None:
    code = "import sys, annotate; print(*sorted(m for m in sys.modules if 'annotate' in m))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["annotate", "annotate.version"]


def test_documents_in_order_and_by_id(corpus_run: Path) -> None:
    run = annotate.load(corpus_run)
    ids = [document.id for document in run]
    assert ids == sorted(ids) == list(run.ids) == [one.id for one in run.documents]
    assert len(run) == len(ids) > 5
    document = run["terrils"]
    assert "terrils" in run and "nowhere" not in run
    assert document.text == (corpus_run / "text" / "terrils.txt").read_bytes().decode()
    shown = (corpus_run / "text" / "terrils.mended.txt").read_text("utf-8")
    assert document.mended.text + "\n" == shown
    assert len(document.pages) > 1
    assert "".join(document.text[page.start : page.end] for page in document.pages) == document.text


def cells(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as a CSV has them: everything a text, nothing where nothing is."""
    truth = {True: "true", False: "false"}

    def cell(value: Any) -> str:
        if isinstance(value, tuple):
            return "[" + ",".join(f"[{start},{end}]" for start, end in value) + "]"
        if isinstance(value, bool):
            return truth[value]
        return "" if pd.isna(value) else str(value)

    return [
        {str(name): cell(value) for name, value in row.items()}
        for row in frame.astype(object).to_dict("records")
    ]


def test_frames_are_the_tables_of_the_run(corpus_run: Path) -> None:
    run = annotate.load(corpus_run)
    mentions, entities = run.mentions(), run.entities()
    assert tuple(mentions.columns) == MENTION_COLUMNS
    assert tuple(entities.columns) == ENTITY_COLUMNS
    assert cells(mentions) == read_csv(corpus_run / "mentions.csv")
    assert cells(entities) == read_csv(corpus_run / "entities.csv")
    kinds = {
        name: str(frame[name].dtype)
        for frame, names in (
            (mentions, ("page", "start", "end", "score", "nested", "text", "value")),
            (entities, ("mentions", "documents", "only_in_citations", "first_page", "name")),
        )
        for name in names
    }
    assert kinds == {
        "page": "Int64",
        "start": "int64",
        "end": "int64",
        "score": "float64",
        "nested": "bool",
        "text": "str",
        "value": "str",
        "mentions": "int64",
        "documents": "int64",
        "only_in_citations": "bool",
        "first_page": "Int64",
        "name": "str",
    }


def test_documents_have_their_rows_of_the_table(corpus_run: Path) -> None:
    run = annotate.load(corpus_run)
    together = pd.concat([document.mentions() for document in run], ignore_index=True)
    pd.testing.assert_frame_equal(together, run.mentions())


def test_frames_without_rows_have_their_columns(tiny: Path) -> None:
    run = annotate.load(tiny)
    for document in run.documents:
        document.with_annotations([]).save()
    assert tuple(run.mentions().columns) == MENTION_COLUMNS
    assert tuple(run.entities().columns) == ENTITY_COLUMNS
    assert str(run.mentions()["start"].dtype) == "int64"


def test_a_span_of_the_mended_text_makes_the_annotation_again(corpus_run: Path) -> None:
    made = 0
    for document in annotate.load(corpus_run):
        for one in document.annotations:
            if one.text is None:
                continue
            span = document.offsets.span(one.ranges)
            assert span is not None
            again = document.annotation_at(
                *span,
                one.label,
                source=one.source,
                layer=one.layer,
                value=one.value,
                score=one.score,
                attributes=one.attributes,
            )
            assert again == one
            made += 1
    assert made > 1000


def test_what_is_no_span_of_one_block_is_refused(corpus_run: Path) -> None:
    document = annotate.load(corpus_run)["terrils"]
    (_, (low, high)), (_, (start, end)), *_ = document.mended.blocks
    for span in ((low, end), (high, start), (3, 3), (-1, 4), (0, len(document.mended.text) + 1)):
        with pytest.raises(StandoffError):
            document.annotation_at(*span, "LOC", source="model:mine")


def test_changes_are_saved(build: Path) -> None:
    run = annotate.load(build)
    document = run["jumelages"]
    before = run.mentions()
    lost = document.select("DATE")[0]
    changed = [one for one in document.annotations if one != lost]
    changed.append(replace(lost, status="rejected"))
    document.with_annotations(changed).save()
    again = annotate.load(build)
    assert again["jumelages"].select(status="rejected") == [replace(lost, status="rejected")]
    assert lost.id not in {one.id for one in again["jumelages"].select("DATE")}
    after = again.mentions()
    gone = before[(before["document"] == "jumelages") & (before["mention_id"] == lost.id)]
    assert len(after) == len(before) - 1
    assert lost.id not in set(after.loc[after["document"] == "jumelages", "mention_id"])
    assert gone["text"].tolist() == [lost.text]
    # What did not change is the same file, to the byte.
    path = build / "annotations" / "terrils.jsonl"
    content = path.read_bytes()
    again["terrils"].save()
    assert path.read_bytes() == content


def test_what_is_saved_is_a_batch_that_can_be_taken_back(build: Path) -> None:
    document = annotate.load(build)["jumelages"]
    before = document.path.read_bytes()
    first, second, *others = document.select(layer="entities")
    rest = [one for one in document.annotations if one != first]
    document.with_annotations(rest).save(by="alice")
    (batch,) = Journal(RunFolder(build)).batches()
    assert (str(batch.kind), batch.by) == ("api", ("alice",))
    ((pair,),) = [change.annotations for change in batch.documents]
    assert (pair.was, pair.now) == (first, None)
    review = ReviewSession(RunFolder(build), "bob", shipped_labels())
    review.undo()
    assert document.path.read_bytes() == before
    # What somebody decided meanwhile is not written over.
    stale = annotate.load(build)["jumelages"]
    review.decide("jumelages", [Choice(ChoiceKind.CONFIRM, second.id)])
    decided = document.path.read_bytes()
    with pytest.raises(StandoffError, match="has changed since the document was read"):
        stale.with_annotations([*stale.annotations][:-1]).save()
    assert document.path.read_bytes() == decided
    assert others


def test_a_wrong_quote_is_refused_and_nothing_is_written(tiny: Path) -> None:
    document = annotate.load(tiny)["mine"]
    content = document.path.read_bytes()
    wrong = [replace(one, text="Lille") for one in document.select("LOC")]
    with pytest.raises(QuoteError, match="'Lille'"):
        document.with_annotations(wrong)
    standoff = replace(
        document.standoff,
        layers=(Layer("entities", tuple(wrong)), document.standoff.layer("structure")),
    )
    with pytest.raises(QuoteError, match="'Lille'"):
        replace(document, standoff=standoff).save()
    assert document.path.read_bytes() == content
    twice = document.with_annotations([*document.annotations, *document.select("LOC")])
    with pytest.raises(StandoffError, match="comes twice"):
        twice.save()
    assert document.path.read_bytes() == content
    holed = document.with_annotations(document.select("sentence"))
    with pytest.raises(StandoffError, match="structure lacks p1"):
        holed.save()
    assert document.path.read_bytes() == content
    with pytest.raises(StandoffError, match="unknown layer"):
        document.with_annotations([replace(document.select("LOC")[0], layer="names")])


def test_what_is_no_run_is_refused(tiny: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere: there is no such folder"):
        annotate.load(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="empty: holds no annotations"):
        annotate.load(tmp_path / "empty")
    with pytest.raises(UsageError, match=r"no document 'x'. To mend it: use one of charbon, mine"):
        annotate.load(tiny)["x"]
    (tiny / "text" / "mine.txt").unlink()
    with pytest.raises(StandoffError, match=r"mine\.txt: cannot be read"):
        annotate.load(tiny)["mine"]


def test_one_standoff_file_with_its_text(tiny: Path) -> None:
    path = tiny / "annotations" / "charbon.jsonl"
    document = annotate.load(path, text=tiny / "text" / "charbon.txt")
    assert document.id == "charbon"
    assert document.mended.text == TEXTS["charbon"][0].replace("-\n", "").rstrip()
    mentions = document.mentions()
    assert mentions["text"].tolist() == ["Lens", "1902"]
    assert mentions["entity_name"].isna().all()
    with pytest.raises(StandoffError, match="belongs to another text"):
        annotate.load(path, text=tiny / "text" / "mine.txt")
    document.with_annotations(document.select("LOC")).save()
    (lens,) = annotate.load(tiny)["charbon"].select(layer="entities")
    assert lens.text == "Lens"


def test_the_code_of_the_page_runs(
    build: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (build.parent / "corpus").symlink_to(ROOT / "corpus")
    monkeypatch.chdir(build.parent)
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    assert len(blocks) > 6
    namespace: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), namespace)
    shown = capsys.readouterr().out
    run = namespace["run"]
    assert f"{len(run)} documents: {', '.join(run.ids)}" in shown
    assert [one.status for one in run["terrils"].select("MISC")] == ["added"]
    assert "['skip']" in shown
