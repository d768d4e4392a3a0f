"""The command as users treat it: bad files, bad folders, interrupts, pipes and terminals."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import subprocess
from pathlib import Path

import pypdf
import pypdfium2 as pdfium
import pytest

from annotate.document.standoff import loads
from command import ANNOTATE, CHANGING, ROOT, Command, check_whole
from waiting import ended, until

pytestmark = pytest.mark.slow

CORPUS = ROOT / "corpus"
FRENCH = "La fosse du 11/19 ferma en 1986, et la commune de Loos-en-Gohelle racheta le carreau.\n"


def bad_files(folder: Path) -> dict[str, str]:
    """Make one file of each bad kind; return what the message must say of each."""
    (folder / "broken.pdf").write_bytes((CORPUS / "terrils.pdf").read_bytes()[:2000])
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.txt").write_text(" \n\n\t\n")
    (folder / "junk.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "notapdf.pdf").write_text("un texte")
    (folder / "english.txt").write_text(
        "The mines of the north were closed in the nineties, and the people who had worked in "
        "them were left to find their own way in a country that had forgotten what it owed them. "
        * 3
    )
    scan = pdfium.PdfDocument.new()
    scan.new_page(300, 400)
    scan.save(folder / "scan.pdf")
    locked = pypdf.PdfWriter(clone_from=CORPUS / "terrils.pdf")
    locked.encrypt("secret", algorithm="RC4-128")
    locked.write(folder / "locked.pdf")
    (folder / "twin.txt").write_text(FRENCH)
    shutil.copy(CORPUS / "terrils.pdf", folder / "twin.pdf")
    return {
        "broken.pdf": "damaged",
        "empty.txt": "empty",
        "blank.txt": "white space",
        "junk.txt": "binary",
        "notapdf.pdf": "no PDF",
        "english.txt": "not in French: it looks English",
        "scan.pdf": "--ocr",
        "locked.pdf": "encrypted",
        "twin.txt": "same id",
    }


def test_bad_files_are_named_and_the_others_finish(annotate: Command, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    expected = bad_files(folder)
    (folder / "good.txt").write_text(FRENCH, "utf-8")
    done = annotate("run", folder, "--out", tmp_path / "out")
    assert done.returncode == 1
    for name, message in expected.items():
        (line,) = [line for line in done.stderr.splitlines() if f"{name}:" in line]
        assert message in line
        assert "To mend it:" in line
    assert "Traceback" not in done.stderr
    run = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert {row["id"] for row in run["documents"]} == {"good", "twin"}
    assert {Path(row["source"]).name for row in run["failures"]} == set(expected)
    written = {path.stem for path in (tmp_path / "out" / "annotations").iterdir()}
    assert written == {"good", "twin"}


def test_standard_input_pattern_and_absolute_path(annotate: Command, tmp_path: Path) -> None:
    (tmp_path / "un.txt").write_text(FRENCH, "utf-8")
    (tmp_path / "deux.txt").write_text(FRENCH, "utf-8")
    done = annotate(
        "run", "-", "*.txt", tmp_path / "un.txt", "--out", "out", cwd=tmp_path, input=FRENCH
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    written = {path.stem for path in (tmp_path / "out" / "annotations").iterdir()}
    assert written == {"stdin", "un", "deux"}


def test_odd_names_and_long_texts(annotate: Command, tmp_path: Path) -> None:
    """A name that is no text, two names that would write one file, the output as an input."""
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text(FRENCH, "utf-8")
    (tmp_path / "a.txt").write_text(FRENCH, "utf-8")
    (tmp_path / "a.mended.txt").write_text(FRENCH, "utf-8")
    (tmp_path / "long.txt").write_text((FRENCH + "x" * 5000 + "\n\n") * 210, "utf-8")
    for _ in range(2):  # the second run must not take the output of the first for texts
        done = annotate("run", ".", "--out", "out", cwd=tmp_path)
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert "a.txt: has the same id, a, as a.mended.txt or would write the same files" in line
        written = {path.stem for path in (tmp_path / "out" / "annotations").iterdir()}
        assert written == {"caf_", "a.mended", "long"}
    run = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert max(row["characters"] for row in run["documents"]) > 1_000_000


def test_nothing_is_lost_when_nothing_comes_of_a_run(annotate: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FRENCH, "utf-8")
    out = tmp_path / "out"
    assert annotate("run", tmp_path / "a.txt", "--out", out).returncode == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    (tmp_path / "b.txt").write_bytes(b"")
    assert annotate("run", tmp_path / "gone.txt", "--out", out).returncode == 2
    assert annotate("run", tmp_path / "b.txt", "--out", out).returncode == 1
    for path, content in before.items():
        assert path.read_bytes() == content or path.name in CHANGING
    # The next run still knows what lies there, and tidies it away.
    (tmp_path / "c.txt").write_text(FRENCH, "utf-8")
    assert annotate("run", tmp_path / "c.txt", "--out", out).returncode == 0
    assert [path.stem for path in (out / "annotations").iterdir()] == ["c"]


def test_a_folder_with_other_things_is_left_alone(annotate: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FRENCH, "utf-8")
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.html").write_text("mine")
    done = annotate("run", tmp_path / "a.txt", "--out", out)
    assert done.returncode == 2
    assert str(out) in done.stderr
    assert "--force" in done.stderr
    assert {path.name for path in out.iterdir()} == {"report.html"}
    assert (out / "report.html").read_text() == "mine"
    assert annotate("run", tmp_path / "a.txt", "--out", out, "--force").returncode == 0
    assert (out / "report.html").read_text("utf-8") != "mine"


def test_an_earlier_run_is_replaced_and_reviewers_are_not(
    annotate: Command, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(FRENCH, "utf-8")
    out = tmp_path / "out"
    assert annotate("run", tmp_path, "--out", out).returncode == 0
    (out / "notes of mine.md").write_text("keep")
    (tmp_path / "b.txt").unlink()
    assert annotate("run", tmp_path / "a.txt", "--out", out).returncode == 0
    assert [path.name for path in (out / "annotations").iterdir()] == ["a.jsonl"]
    assert (out / "notes of mine.md").read_text() == "keep"
    file = out / "annotations" / "a.jsonl"
    lines = file.read_text("utf-8").splitlines()
    (at,) = [at for at, line in enumerate(lines) if '"text": "Loos-en-Gohelle"' in line]
    line = lines[at].replace('"status": "predicted"', '"status": "accepted"')
    assert line != lines[at]
    file.write_text("\n".join([*lines[:at], line, *lines[at + 1 :]]) + "\n", "utf-8")
    done = annotate("run", tmp_path / "a.txt", "--out", out)
    assert done.returncode == 0, done.stderr
    assert line in file.read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "-", "--out", "out", "--config", "nowhere"], "no configuration here"),
        (["run", "--out", "out"], "Missing argument"),
        (["run", "corpus/"], "Missing option '--out'"),
        (["run", "*.nothing", "--out", "out"], "no file matches"),
        (["run", "gone.txt", "--out", "out"], "gone.txt: there is no such file"),
        (["run", "", "--out", "out"], "an input without a name"),
        (["run", "empty", "--out", "out"], "no file that can be read (.doc, "),
        (["fly"], "No such command"),
    ],
)
def test_wrong_usage_is_told(
    annotate: Command, tmp_path: Path, arguments: list[str], message: str
) -> None:
    (tmp_path / "empty").mkdir()
    done = annotate(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_missing_model_and_a_bad_lexicon(annotate: Command, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    text = tmp_path / "a.txt"
    text.write_text(FRENCH, "utf-8")
    config = tmp_path / "configs" / "pipeline.cfg"
    good = config.read_text("utf-8")
    config.write_text(good.replace('origin = "annotate_fr_ner"', 'origin = "fr_core_news_xx"'))
    done = annotate("run", text, "--out", tmp_path / "out", "--config", tmp_path / "configs")
    assert done.returncode == 2
    assert "fr_core_news_xx is not installed" in done.stderr
    assert "make setup" in done.stderr

    config.write_text(good.replace(',"annotate_policy"]', "]"))
    done = annotate("run", text, "--out", tmp_path / "out", "--config", config)
    assert done.returncode == 2
    assert "annotate_policy" in done.stderr

    config.write_text(good)
    names = tmp_path / "configs" / "lexicons" / "known_names.tsv"
    known = names.read_text("utf-8")
    names.write_text(known + "Gohelle\tLIEU\tinvented\n", "utf-8")
    done = annotate("run", text, "--out", tmp_path / "out", "--config", config)
    assert done.returncode == 2
    assert f"{names}, line {len(known.splitlines()) + 1}: 'LIEU' in column label" in done.stderr
    names.write_text(known, "utf-8")

    lexicon = tmp_path / "configs" / "lexicons" / "acronyms.tsv"
    lines = lexicon.read_text("utf-8").splitlines()
    lexicon.write_text("\n".join([*lines, "XYZ"]) + "\n", "utf-8")
    done = annotate("run", text, "--out", tmp_path / "out", "--config", config)
    assert done.returncode == 2
    assert str(lexicon) in done.stderr
    assert f"line {len(lines) + 1}" in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_own_lexicon_counts(annotate: Command, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    with (tmp_path / "configs" / "lexicons" / "acronyms.tsv").open("a", encoding="utf-8") as file:
        file.write("GZB\tGuilde des zébus\tORG\tinvented for this test\t\n")
    (tmp_path / "a.txt").write_text("Le maire a reçu la GZB en 1986, à Lens.\n", "utf-8")
    done = annotate("run", "a.txt", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = loads((tmp_path / "out" / "annotations" / "a.jsonl").read_text("utf-8"), "a")
    (acronym,) = found.layer("acronyms").annotations
    assert acronym.attributes["expansion"] == "Guilde des zébus"
    assert acronym.source == "lexicon:acronyms"


def start(out: Path, **options: object) -> subprocess.Popen[str]:
    command = [str(ANNOTATE), "run", str(CORPUS), "--out", str(out)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )  # type: ignore[call-overload,no-any-return]


def wait_for_documents(process: subprocess.Popen[str], out: Path, number: int) -> None:
    def finished() -> bool:
        return len(list((out / "annotations").glob("[!.]*.jsonl"))) >= number

    until(finished, f"{number} documents", process)


def test_a_killed_run_can_be_run_again(annotate: Command, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = start(out)
    wait_for_documents(process, out, 1)
    process.kill()
    ended(process)
    check_whole(out)
    done = annotate("run", CORPUS / "terrils.pdf", "--out", out)
    assert done.returncode == 0, done.stderr
    assert not list(out.rglob(".annotate-*"))
    assert json.loads((out / "run.json").read_text("utf-8"))["state"] == "finished"


def test_a_terminal_sees_progress(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number}.txt").write_text(FRENCH, "utf-8")
    controller, terminal = pty.openpty()
    command = [str(ANNOTATE), "run", str(folder), "--out", str(tmp_path / "out")]
    process = subprocess.Popen(command, cwd=ROOT, stdout=terminal, stderr=terminal)
    os.close(terminal)
    seen = b""
    while process.poll() is None or select.select([controller], [], [], 0.1)[0]:
        try:
            seen += os.read(controller, 65536)
        except OSError:
            break
    os.close(controller)
    assert process.wait() == 0
    text = seen.decode("utf-8", "replace")
    assert "loading the pipeline" in text
    assert re.search(r"\d+/12", text)


@pytest.mark.parametrize("verb", ["", "run", "init"])
def test_help_has_examples(annotate: Command, verb: str) -> None:
    done = annotate(*filter(None, [verb]), "--help")
    assert done.returncode == 0
    assert "Examples:" in done.stdout
    assert f"annotate {verb}".strip() in done.stdout


def test_every_verb_is_in_the_readme(annotate: Command) -> None:
    listed = annotate("--help").stdout.split("Commands:")[1]
    readme = (ROOT / "README.md").read_text("utf-8")
    for verb in re.findall(r"^  (\w+)", listed, re.MULTILINE):
        assert f"annotate {verb}" in readme


def test_what_is_wrong_with_a_text_is_told_and_the_text_processed(
    annotate: Command, tmp_path: Path
) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    data = (FRENCH + "\nLa régie.\n").encode()
    (folder / "stray.txt").write_bytes(data + b"Un caf\xe9 de B\xe9thune.\n")
    (folder / "english.txt").write_text(
        "The mines of the north were closed for a long time before the war, and the workers who "
        "had "
        "lived there moved to the cities, where they found other work with their families.\n"
    )
    done = annotate("run", folder, "--out", out, "--language-check", "off")
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stderr.splitlines() if "stray.txt" in line]
    assert "2 bytes are not UTF-8 and are read as Windows-1252" in line
    rows = {row["id"]: row for row in json.loads((out / "run.json").read_text())["documents"]}
    assert [remark["count"] for remark in rows["stray"]["remarks"]] == [2]
    assert rows["english"]["remarks"] == []
    assert "2 bytes are not UTF-8" in (out / "report.html").read_text("utf-8")
    shown = annotate("text", "show", folder / "stray.txt", "--edits")
    assert "2 bytes are not UTF-8" in shown.stderr
