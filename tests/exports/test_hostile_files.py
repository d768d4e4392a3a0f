"""Files that come back twice, empty, or from the wrong folder, and texts that nobody exports."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from annotate.document.candidates import Candidate
from annotate.document.edits_file import write_edits
from annotate.document.projection import layers_of
from annotate.document.run_folder import RunFolder
from annotate.document.source import Source
from annotate.document.standoff import standoff_of, write_standoff
from annotate.exports.formats import format_named, names
from annotate.files import write_text
from annotate.text.mending.mend import mend
from command import Command
from tiny_run import write_run

READ = [name for name in names() if format_named(name).read is not None]
UNCHANGED = "0 added, 0 corrected, 0 rejected, in 0 documents"
SIGNS = (
    'On lit <b>Lens&amp;Liévin</b> ]]> "d’Arras" <!-- puits --> & Cie {json}\\n puis [1]*_-> et '
    "#un -DOCSTART- O.\n"
)
MARKED = r"<b>Lens&amp;Liévin</b>|\"d’Arras\"|<!-- puits -->|& Cie|\{json\}\\n|#un|-DOCSTART-"


def run_of(folder: Path, texts: dict[str, tuple[str, str]]) -> Path:
    """A run over texts, with a place wherever a pattern finds a name."""
    run = RunFolder(folder)
    for name, (text, pattern) in texts.items():
        source = Source(name, f"{name}.txt", text)
        mended = mend(source)
        found = [
            Candidate(*one.span(), "LOC", "rule:a<b>&") for one in re.finditer(pattern, mended.text)
        ]
        write_text(run.source_text(name), text)
        write_edits(run.edits(name), mended)
        standoff = standoff_of(source, layers_of(mended, found, ()), "")
        write_standoff(run.annotations(name), standoff, source)
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Path:
    write_run(tmp_path / "build")
    return tmp_path / "build"


def in_folder_and_below(out: Path) -> Path:
    """Put a copy of the files of an export into a folder below it."""
    files, below = list(out.iterdir()), out / "below"
    below.mkdir()
    for file in files:
        if file.suffix not in (".csv", ".zip") and file.name != "export.json":
            shutil.copy(file, below)
    return below


def labels(run: Path) -> list[str]:
    return [one.label for one in RunFolder(run).read("mine").standoff.named()]


@pytest.mark.parametrize("name", ["brat", "conll", "tei", "doccano", "labelstudio"])
def test_the_same_file_twice_counts_once(
    name: str, annotate: Command, run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert annotate("export", run, "--to", name, "--out", out).returncode == 0
    below = in_folder_and_below(out)
    done = annotate("import", out, "--run", run, "--by", "alice")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"2 documents: 4 spans as they were, 0 of them accepted; {UNCHANGED}" in done.stdout
    # Two people's files of one document: nobody knows whose counts.
    for file in below.iterdir():
        text = file.read_text("utf-8").replace("LOC", "ORG").replace("placeName", "orgName")
        if file.name.startswith(("mine", "all", "tasks")):
            file.write_text(text, "utf-8")
    done = annotate("import", out, "--run", run, "--by", "alice")
    assert (done.returncode, UNCHANGED in done.stdout) == (1, True)
    assert re.search(r"(below/)?(\S+) and (below/)?\2 say different things of 'mine'", done.stderr)
    assert labels(run) == ["DATE", "LOC"]


def test_gold_of_two_files_of_one_name(annotate: Command, run: Path, tmp_path: Path) -> None:
    out, gold = tmp_path / "out", tmp_path / "gold"
    assert annotate("export", run, "--to", "brat", "--out", out).returncode == 0
    below = in_folder_and_below(out)
    file = below / "mine.ann"
    file.write_text(file.read_text("utf-8").replace("LOC", "ORG"), "utf-8")
    done = annotate("import", out, "--from", "brat", "--gold", gold, "--by", "team")
    assert done.returncode == 2
    assert "below/mine.ann and mine.ann say different things of 'mine'" in done.stderr
    assert not gold.exists()


@pytest.mark.parametrize("name", READ)
def test_texts_without_words_and_names_of_signs(
    name: str, annotate: Command, tmp_path: Path
) -> None:
    texts = {
        "vide": ("", "Lens"),
        "blanc": (" \n\n", "Lens"),
        "rien": ("Un texte sans aucun nom.\n", "Lens"),
        "x<y> & 'z' \"q\"": (SIGNS, MARKED),
    }
    run = run_of(tmp_path / "run", texts)
    out = tmp_path / "out"
    done = annotate("export", run, "--to", name, "--out", out, "-q")
    assert (done.returncode, done.stderr) == (0, "")
    done = annotate("import", out, "--run", run, "--by", "alice")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"4 documents: 7 spans as they were, 0 of them accepted; {UNCHANGED}" in done.stdout


@pytest.mark.parametrize("name", ["conll", "conllu", "tei", "xmi", "tsv3", "jsonld"])
def test_a_file_that_was_emptied_deletes_nothing(
    name: str, annotate: Command, run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert annotate("export", run, "--to", name, "--out", out).returncode == 0
    (file,) = out.glob(f"mine*{format_named(name).endings[0]}")
    file.write_bytes(b"")
    done = annotate("import", out, "--run", run, "--by", "alice")
    assert (done.returncode, "mine" in done.stderr) == (1, True)
    assert "0 rejected" in done.stdout
    assert labels(run) == ["DATE", "LOC"]
    assert all(one.status == "predicted" for one in RunFolder(run).read("mine").standoff.named())


@pytest.mark.parametrize("name", READ)
def test_wrong_folders_are_told(name: str, annotate: Command, run: Path, tmp_path: Path) -> None:
    told = annotate("import", tmp_path / "no", "--from", name, "--run", run, "--by", "alice")
    assert (told.returncode, "there is no such file or folder" in told.stderr) == (2, True)
    (tmp_path / "empty").mkdir()
    told = annotate("import", tmp_path / "empty", "--from", name, "--run", run, "--by", "alice")
    assert (told.returncode, f"no file in the format {name}" in told.stderr) == (2, True)
    told = annotate("export", tmp_path / "empty", "--to", name, "--out", tmp_path / "out")
    assert (told.returncode, "holds no annotations" in told.stderr) == (2, True)
    assert not (tmp_path / "out").exists()


def test_ten_thousand_names_in_a_line(annotate: Command, tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", {"long": ("Lens, " * 10_000 + "fin.\n", "Lens")})
    for name in ("brat", "tsv3", "tei"):
        out = tmp_path / name
        assert annotate("export", run, "--to", name, "--out", out, "-q").returncode == 0
        done = annotate("import", out, "--run", run, "--by", "alice")
        assert (done.returncode, done.stderr) == (0, "")
        assert f"10000 spans as they were, 0 of them accepted; {UNCHANGED}" in done.stdout


def test_what_stands_beside_an_export_and_is_broken_is_told(
    annotate: Command, run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert annotate("export", run, "--to", "conll", "--out", out).returncode == 0
    whole = (out / "texts.zip").read_bytes()
    for data in (b"no archive", whole[:40] + b"\0" * 40 + whole[80:]):
        (out / "texts.zip").write_bytes(data)
        done = annotate("import", out, "--run", run, "--by", "alice")
        assert (done.returncode in (1, 2), "texts.zip" in done.stderr) == (True, True)
        assert "Traceback" not in done.stderr
    (out / "texts.zip").write_bytes(whole)
    (out / "spans.csv").write_text('"document","label"\n"mine","LOC"\n', "utf-8")
    done = annotate("import", out, "--run", run, "--by", "alice")
    assert (done.returncode in (1, 2), "spans.csv" in done.stderr) == (True, True)
    assert "Traceback" not in done.stderr


ROW = "# sent_id = s1\n1\tLens\t_\t_\t_\t_\t_\t_\t_\tNE=B-LOC|{}\n\n"
NOTED = "T1\tLOC 25 29\tLens\n#1\tAnnotatorNotes T1\t{}\n"
DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("name", "file", "text"),
    [
        ("jsonld", "mine.jsonld", DEEP),
        ("doccano", "all.jsonl", f'{{"text": {DEEP}\n'),
        ("labelstudio", "tasks.json", DEEP),
        ("brat", "mine.ann", NOTED.format('{"value": ' + DEEP + "}")),
        ("brat", "mine.ann", NOTED.format('{"value": 1894}')),
        ("brat", "mine.ann", NOTED.format('{"attributes": [1]}')),
        ("brat", "mine.ann", NOTED.format('{"id": {}}')),
        ("conllu", "mine.conllu", ROW.format("NEScore=much")),
        ("conllu", "mine.conllu", ROW.format("NEAttributes={")),
        ("conllu", "mine.conllu", ROW.format("NEAttributes=5")),
        ("conllu", "mine.conllu", ROW.format(f"NEAttributes={DEEP}")),
    ],
)
def test_what_no_program_of_ours_wrote_is_named(
    name: str, file: str, text: str, annotate: Command, run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("La mine ouvrit en 1894 à Lens.", "utf-8")
    (out / file).write_text(text, "utf-8")
    done = annotate("import", out, "--from", name, "--run", run, "--by", "alice")
    assert (done.returncode, file in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr
    assert UNCHANGED in done.stdout
