"""``annotate import``, as a user types it: what people change elsewhere becomes decisions."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from annotate.document.run_folder import RunFolder
from annotate.exports.formats import format_named, names
from command import Command
from tiny_run import write_run

CHANGES = {
    # Lens becomes an organization, 1894 is wrong, Liévin was never there: the words say it.
    "brat": ("mine.ann", [("LOC 25 29\tLens", "ORG 25 29\tLens"), (r"T1\t.*\n(?:#.*\n)?", "")]),
    "conll": ("mine.conll", [("1894 -X- -X- B-DATE", "1894 -X- -X- O"), ("B-LOC", "B-ORG")]),
    "conllu": ("mine.conllu", [(r"NE=B-DATE\|[^\n]*", "_"), ("NE=B-LOC", "NE=B-ORG")]),
    "tsv3": ("mine.tsv", [(r"\t\*\tDATE\t", "\t_\t_\t"), ("LOC", "ORG")]),
    "xmi": ("mine.xmi", [(r"<\w+:NamedEntity[^>]*DATE[^>]*>", ""), ('value="LOC"', 'value="ORG"')]),
    "tei": ("mine.tei.xml", [(r"<date[^>]*>(1894)</date>", r"\1"), ("placeName", "orgName")]),
    "doccano": (
        "all.jsonl",
        [(r'(?s)(ouvrit.*?)\[18, 22, "DATE"\], ', r"\1"), (r'(ouvrit.*?)"LOC"', r'\1"ORG"')],
    ),
}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    write_run(tmp_path / "build")
    return tmp_path / "build"


def decided(run: Path, name: str = "mine") -> list[tuple[str, str | None, str]]:
    named = RunFolder(run).read(name).standoff.named()
    return [(one.label, one.text, one.status) for one in named if one.status != "predicted"]


@pytest.mark.parametrize("name", CHANGES)
def test_changes_become_decisions(name: str, annotate: Command, run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert annotate("export", run, "--to", name, "--out", out).returncode == 0
    file, changes = CHANGES[name]
    text = (out / file).read_text("utf-8")
    gone = "".join(re.findall(r'<\w+:NamedEntity xmi:id="(\d+)"[^>]*DATE', text))
    for pattern, with_ in changes:
        changed = re.sub(pattern, with_, text)
        assert changed != text, pattern
        text = changed
    if name == "xmi":  # what is taken out of a CAS is taken out of its index, too
        text = re.sub(rf'(members="[^"]*?)\b{gone}\b ', r"\1", text)
    (out / file).write_text(text, "utf-8")
    done = annotate("import", out, "--run", run, "--by", "alice")
    assert done.returncode == 0, done.stderr
    assert "0 added, 1 corrected, 1 rejected, in 1 documents" in done.stdout
    assert decided(run) == [("DATE", "1894", "rejected"), ("ORG", "Lens", "corrected")]
    assert decided(run, "charbon") == []
    # The same files say nothing new, and the batch can be taken back.
    done = annotate("import", out, "--run", run, "--by", "alice")
    assert "0 added, 0 corrected, 0 rejected, in 0 documents" in done.stdout
    assert annotate("review", "undo", run).returncode == 0
    assert decided(run) == []


@pytest.mark.parametrize("name", [one for one in names() if format_named(one).read])
def test_unchanged_files_decide_nothing(
    name: str, annotate: Command, corpus_run: Path, tmp_path: Path
) -> None:
    run, out = tmp_path / "run", tmp_path / "out"
    shutil.copytree(corpus_run, run)
    assert annotate("export", run, "--to", name, "--out", out, "-q").returncode == 0
    done = annotate("import", out, "--run", run, "--by", "alice")
    assert done.returncode == 0, done.stderr
    assert "0 added, 0 corrected, 0 rejected, in 0 documents" in done.stdout


def test_who_has_read_all_accepts_what_is_unchanged(
    annotate: Command, run: Path, tmp_path: Path
) -> None:
    out, gold = tmp_path / "out", tmp_path / "gold"
    annotate("export", run, "--to", "xmi", "--out", out)
    done = annotate("import", out, "--run", run, "--by", "alice", "--read")
    assert done.returncode == 0, done.stderr
    assert decided(run) == [("DATE", "1894", "accepted"), ("LOC", "Lens", "accepted")]
    done = annotate("gold", "keep", run, "--out", gold)
    assert done.returncode == 0, done.stderr
    assert sorted(one.name for one in gold.glob("*.jsonl")) == ["charbon.jsonl", "mine.jsonl"]


def test_a_text_is_not_read_whole_where_something_has_no_place(
    annotate: Command, run: Path, tmp_path: Path
) -> None:
    out, gold = tmp_path / "out", tmp_path / "gold"
    annotate("export", run, "--to", "brat", "--out", out)
    with (out / "charbon.ann").open("a", encoding="utf-8") as file:
        file.write("T9\tFOO 0 2\tLe\n")
    done = annotate("import", out, "--run", run, "--by", "alice", "--read")
    assert (done.returncode, "charbon: FOO « Le »" in done.stderr) == (1, True)
    done = annotate("gold", "keep", run, "--out", gold)
    assert (done.returncode, "charbon is not kept" in done.stderr) == (1, True)
    assert [one.name for one in gold.glob("*.jsonl")] == ["mine.jsonl"]


def test_where_something_cannot_be_entered_nothing_is_deleted(
    annotate: Command, run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    annotate("export", run, "--to", "brat", "--out", out)
    file = out / "mine.ann"
    file.write_text(file.read_text("utf-8").replace("LOC 25 29", "Puits 25 29"), "utf-8")
    done = annotate("import", out, "--run", run, "--by", "alice")
    assert (done.returncode, "mine: Puits « Lens »" in done.stderr) == (1, True)
    assert "0 rejected" in done.stdout
    assert decided(run) == []


def test_what_was_not_exported_is_not_deleted(annotate: Command, run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    annotate("export", run, "--to", "brat", "--out", out, "--label", "DATE")
    done = annotate("import", out, "--run", run, "--by", "alice")
    assert "0 rejected" in done.stdout
    assert decided(run) == []


def test_an_added_date_gets_its_value(annotate: Command, run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    annotate("export", run, "--to", "brat", "--out", out, "--label", "LOC")
    with (out / "charbon.ann").open("a", encoding="utf-8") as file:
        file.write("T9\tMISC 3 10\tcharbon\nT10\tDATE 30 34\t1902\nT11\tFOO 0 2\tLe\n")
    done = annotate("import", out, "--run", run, "--by", "bob")
    # One span has a label that the configuration lacks: it is named, the rest is entered.
    assert done.returncode == 1
    assert "charbon: FOO « Le »: the configuration has no such label" in done.stderr
    assert decided(run, "charbon") == [("MISC", "charbon", "added")]
    assert "1 added" in done.stdout


def test_what_contradicts_stops_the_import(annotate: Command, run: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for out in (first, second):
        annotate("export", run, "--to", "conll", "--out", out)
    for out, label in ((first, "B-ORG"), (second, "B-MISC")):
        file = out / "mine.conll"
        file.write_text(file.read_text("utf-8").replace("B-LOC", label), "utf-8")
    assert annotate("import", first, "--run", run, "--by", "alice").returncode == 0
    done = annotate("import", second, "--run", run, "--by", "bob")
    assert (done.returncode, "contradiction" in done.stderr) == (1, True)
    assert decided(run) == [("ORG", "Lens", "corrected")]
    assert (run / "review" / "contradictions.xlsx").is_file()


@pytest.mark.parametrize("name", [one for one in names() if format_named(one).read])
def test_rubbish_is_named_and_the_others_go_on(
    name: str, annotate: Command, run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    annotate("export", run, "--to", name, "--out", out)
    one = format_named(name)
    (out / f"aaa{one.endings[0]}").write_bytes(b"\x00\xff not this \x80 {[<")
    done = annotate("import", out, "--run", run, "--by", "alice")
    assert done.returncode == 1
    assert "aaa" in done.stderr
    assert "Traceback" not in done.stderr
    assert "2 documents" in done.stdout


@pytest.mark.parametrize(
    "name", ["brat", "conll", "conllu", "tsv3", "tei", "xmi", "jsonld", "doccano"]
)
def test_a_file_that_is_cut_off_deletes_nothing(
    name: str, annotate: Command, run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    annotate("export", run, "--to", name, "--out", out)
    ending = format_named(name).endings[0]
    (file,) = [*out.glob(f"mine*{ending}"), *out.glob("all.jsonl")]
    data = file.read_bytes()
    # In the middle of what is said of the last name, or of what ends the file.
    marks = {"brat": b"source", "conll": b"X- B-LOC", "conllu": b"=B-LOC", "tsv3": b"*\tLOC"}
    file.write_bytes(data[: data.rfind(marks[name]) if name in marks else -12])
    done = annotate("import", out, "--run", run, "--by", "alice")
    assert (done.returncode, file.name in done.stderr) == (1, True), done.stderr
    assert "0 corrected, 0 rejected" in done.stdout
    assert decided(run) == []


def test_words_that_a_file_lacks_are_not_deleted(
    annotate: Command, run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    annotate("export", run, "--to", "conll", "--out", out)
    file = out / "mine.conll"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    (at,) = [number for number, line in enumerate(lines) if line.startswith("Lens")]
    file.write_text("".join(lines[:at]), "utf-8")
    done = annotate("import", out, "--run", run, "--by", "alice")
    assert (done.returncode, "« Lens »: its words are not in the file" in done.stderr) == (1, True)
    assert decided(run) == []


def test_another_text_is_refused(annotate: Command, run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.conll").write_text("Rien O\nde O\ncommun O\nPoitiers B-LOC\n", "utf-8")
    done = annotate("import", out, "--from", "conll", "--run", run, "--by", "alice")
    assert (done.returncode, "is another text" in done.stderr) == (1, True)
    (out / "mine.conll").rename(out / "inconnu.conll")
    done = annotate("import", out, "--from", "conll", "--run", run, "--by", "alice")
    assert (done.returncode, "no document 'inconnu'" in done.stderr) == (1, True)
    assert decided(run) == []


def test_others_annotations_become_gold(annotate: Command, tmp_path: Path) -> None:
    files, gold = tmp_path / "files", tmp_path / "gold"
    files.mkdir()
    (files / "a.txt").write_text("La fosse ouvrit en 1902 à Lens.\n", "utf-8")
    (files / "a.ann").write_text("T1\tLOC 26 30\tLens\nT2\tDATE 19 23\t1902\n", "utf-8")
    done = annotate("import", files, "--from", "brat", "--gold", gold, "--by", "UD team")
    assert done.returncode == 0, done.stderr
    assert annotate("gold", "check", gold).returncode == 0
    done = annotate("run", gold / "texts", "--out", tmp_path / "run")
    assert done.returncode == 0, done.stderr
    done = annotate("evaluate", tmp_path / "run", "--gold", gold)
    assert done.returncode == 0, done.stderr
    done = annotate("import", files, "--from", "brat", "--gold", gold, "--by", "UD team")
    assert (done.returncode, "--force" in done.stderr) == (2, True)


def test_what_is_missing_is_asked_for(annotate: Command, run: Path, tmp_path: Path) -> None:
    (tmp_path / "x.ann").write_text("", "utf-8")
    done = annotate("import", tmp_path / "x.ann", "--run", run, "--by", "alice")
    assert (done.returncode, "--from" in done.stderr) == (2, True)
    done = annotate("import", tmp_path / "x.ann", "--from", "brat", "--by", "alice")
    assert (done.returncode, "--run or --gold" in done.stderr) == (2, True)


def test_files_of_windows_say_the_same(annotate: Command, run: Path, tmp_path: Path) -> None:
    for name in names():
        out = tmp_path / name
        assert annotate("export", run, "--to", name, "--out", out).returncode == 0
        for file in out.rglob("*.*"):
            if file.suffix not in (".spacy", ".csv") and file.name != "export.json":
                text = file.read_bytes().replace(b"\n", b"\r\n")
                file.write_bytes(b"\xef\xbb\xbf" + text)
        done = annotate("import", out, "--run", run, "--by", "alice")
        assert (done.returncode, done.stderr) == (0, ""), name
        assert "0 added, 0 corrected, 0 rejected, in 0 documents" in done.stdout


@pytest.mark.parametrize(("name", "ending"), [("tei", ".xml"), ("conll", ".bio")])
def test_files_of_others_may_end_otherwise(
    name: str, ending: str, annotate: Command, run: Path, tmp_path: Path
) -> None:
    out, one = tmp_path / "out", format_named(name)
    annotate("export", run, "--to", name, "--out", out)
    (out / f"mine{one.endings[0]}").rename(tmp_path / f"mine{ending}")
    done = annotate(
        "import", tmp_path / f"mine{ending}", "--from", name, "--run", run, "--by", "al"
    )
    assert (done.returncode, "1 documents: 2 spans as they were" in done.stdout) == (0, True)


def zipped(path: Path, files: dict[str, bytes]) -> bytes:
    with ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path.read_bytes()


@pytest.fixture
def project(annotate: Command, run: Path, tmp_path: Path) -> Path:
    """A project of INCEpTION that alice and bob worked in, on texts called ``ID.txt``."""
    out = tmp_path / "out"
    annotate("export", run, "--to", "xmi", "--out", out)
    types = (out / "TypeSystem.xml").read_bytes()
    held = {"exportedproject42.json": b"{}", "annotation_ser/mine.txt/alice.ser": b"\xac\xed"}
    for name in ("mine", "charbon"):
        text = (out / f"{name}.xmi").read_text("utf-8")
        for person, label in (("alice", "ORG"), ("bob", "MISC"), ("INITIAL_CAS", "PER")):
            changed = text.replace('value="LOC"', f'value="{label}"')
            inner = {f"{person}.xmi": changed.encode(), "TypeSystem.xml": types}
            held[f"annotation/{name}.txt/{person}.zip"] = zipped(tmp_path / "inner", inner)
    inner = {"CURATION_USER.xmi": text.replace('value="LOC"', 'value="PER"').encode()}
    held["curation/charbon.txt/CURATION_USER.zip"] = zipped(tmp_path / "inner", inner)
    zipped(tmp_path / "project.zip", held)
    return tmp_path / "project.zip"


@pytest.mark.parametrize("again", [False, True])
def test_a_project_of_inception(
    again: bool, annotate: Command, run: Path, project: Path, tmp_path: Path
) -> None:
    if again:  # some download an archive in an archive, and some unpack the outer one
        zipped(tmp_path / "download.zip", {"x/project.zip": project.read_bytes()})
        project = tmp_path / "download.zip"
    done = annotate("import", project, "--from", "xmi", "--run", run, "--by", "alice")
    assert done.returncode == 0, done.stderr
    assert decided(run) == [("ORG", "Lens", "corrected")]
    assert decided(run, "charbon") == [("ORG", "Lens", "corrected")]


def test_whose_work_counts_is_asked(
    annotate: Command, run: Path, project: Path, tmp_path: Path
) -> None:
    done = annotate("import", project, "--from", "xmi", "--run", run, "--by", "carol")
    assert (done.returncode, "mine.txt has the work of alice, bob" in done.stderr) == (2, True)
    assert decided(run, "charbon") == []
    folder = tmp_path / "unpacked"
    with ZipFile(project) as archive:
        archive.extractall(folder)
    (folder / "annotation" / "mine.txt" / "alice.zip").unlink()
    done = annotate("import", folder, "--from", "xmi", "--run", run, "--by", "carol")
    assert done.returncode == 0, done.stderr
    assert decided(run) == [("MISC", "Lens", "corrected")]
    assert decided(run, "charbon") == [("PER", "Lens", "corrected")]  # the curator's


def test_a_zipped_export_and_a_broken_zip(annotate: Command, run: Path, tmp_path: Path) -> None:
    out = tmp_path / "brat"
    annotate("export", run, "--to", "brat", "--out", out, "--label", "LOC")
    shutil.make_archive(str(tmp_path / "mine"), "zip", tmp_path, "brat")
    done = annotate("import", tmp_path / "mine.zip", "--run", run, "--by", "alice")
    assert (done.returncode, "0 rejected" in done.stdout) == (0, True), done.stderr
    whole = (tmp_path / "mine.zip").read_bytes()
    (tmp_path / "mine.zip").write_bytes(whole[:60] + b"\0" * 300 + whole[360:])
    done = annotate("import", tmp_path / "mine.zip", "--from", "brat", "--run", run, "--by", "al")
    assert (done.returncode, "the archive cannot be read" in done.stderr) == (2, True)


def test_a_file_named_after_its_annotator(annotate: Command, run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    annotate("export", run, "--to", "xmi", "--out", out)
    text = (out / "mine.xmi").read_text("utf-8").replace('value="LOC"', 'value="ORG"')
    title = (
        '<m:DocumentMetaData xmlns:m="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type'
        '.ecore" xmi:id="99" sofa="1" begin="0" end="30" documentTitle="mine.txt"/><cas:Sofa '
    )
    (tmp_path / "alice.xmi").write_text(text.replace("<cas:Sofa ", title), "utf-8")
    done = annotate(
        "import", tmp_path / "alice.xmi", "--from", "xmi", "--run", run, "--by", "alice"
    )
    assert done.returncode == 0, done.stderr
    assert decided(run) == [("ORG", "Lens", "corrected")]
