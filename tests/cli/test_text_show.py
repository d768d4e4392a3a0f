"""``annotate text show``, and the table that switches rules of mending off."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from annotate.errors import LexiconError
from annotate.resources import default_configs
from annotate.text.mending.rules import ALL_RULES, read_rules
from command import ROOT, Command

GIVEN = (
    "Le  jardin com-\r\nmunal\u00a0: 21 ﬁlatures\x1b[31m de\nLens.\n"
    "\fPage\u200bdeux, jardin et\nmaison.\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "jardin.txt"
    path.write_bytes(GIVEN.encode())
    return path


@pytest.fixture
def configs(tmp_path: Path) -> Path:
    return Path(shutil.copytree(default_configs(), tmp_path / "configs"))


def switched(configs: Path, **rules: str) -> None:
    table = configs / "mending.tsv"
    lines = [line.split("\t") for line in table.read_text("utf-8").splitlines()]
    for cells in lines:
        if cells[0] in rules:
            cells[1] = rules[cells[0]]
    table.write_text("\n".join("\t".join(cells) for cells in lines) + "\n", "utf-8")


def test_side_by_side(annotate: Command, file: Path) -> None:
    done = annotate("text", "show", file)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout  # neither colour in a pipe nor what the file holds
    lines = {
        cells[0]: cells[1:]
        for line in done.stdout.splitlines()
        if (cells := [cell.strip() for cell in line.split("   ") if cell.strip()])
    }
    assert lines["1"] == ["Le⟦  ⟧jardin com⟦-␍⏎⟧", "Le⟦ ⟧jardin com", "space hyphen"]
    assert "⟦␣⟧" in lines["2"][0]
    assert "⟦⟨1B⟩⟧[31m" in lines["2"][0]  # a control character is taken out
    assert "⟦fi⟧latures" in lines["2"][1]
    assert "page 2" in done.stdout


def test_one_page_and_one_rule(annotate: Command, file: Path) -> None:
    done = annotate("text", "show", file, "--page", "2", "--rule", "soft_hyphen")
    assert "Page⟦⟨200B⟩⟧deux" in done.stdout
    assert "Lens" not in done.stdout
    none = annotate("text", "show", file, "--rule", "note_call")
    assert (none.returncode, none.stdout) == (0, "no edit of this rule here\n")


def test_the_table_and_json_say_the_same(annotate: Command, file: Path) -> None:
    table = annotate("text", "show", file, "--edits").stdout.splitlines()
    told = json.loads(annotate("text", "show", file, "--json").stdout)
    assert table[0].split("\t")[:5] == ["start", "end", "page", "line", "rule"]
    rows = [line.split("\t") for line in table[1:]]
    assert [[str(one[key]) for key in ("start", "end", "page", "line", "rule")]
            for one in told["edits"]] == [row[:5] for row in rows]  # fmt: skip
    assert rows[0] == ["2", "4", "1", "1", "space", "␠␠", "␠"]
    for one in told["edits"]:
        assert GIVEN[one["start"] : one["end"]] == one["before"]
    assert set(told["rules"]) == ALL_RULES


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["gone.txt"], 2, "there is no such file"),
        ([str(ROOT / "corpus")], 2, "is a folder"),
        (["jardin.txt", "--rule", "dashes"], 2, "there is no rule 'dashes'"),
        (["jardin.txt", "--page", "3"], 2, "there is no page 3. To mend it: name a page from 1"),
        (["jardin.txt", "--config", "gone"], 2, "there is no configuration here"),
        (["empty.pdf"], 1, "the file is empty"),
    ],
)
def test_what_is_wrong_is_told(
    annotate: Command, file: Path, arguments: list[str], code: int, message: str
) -> None:
    (file.parent / "empty.pdf").write_bytes(b"")
    done = annotate("text", "show", *arguments, cwd=file.parent)
    assert (done.returncode, done.stdout) == (code, "")
    (line,) = done.stderr.splitlines()
    assert message in line


def test_help_has_examples(annotate: Command) -> None:
    assert "annotate text show article.pdf --page 3" in annotate("text", "show", "--help").stdout


def test_a_rule_is_switched_off_for_run_and_show(
    annotate: Command, configs: Path, tmp_path: Path
) -> None:
    switched(configs, ligature="no", hyphen="non", line_break="no")
    text = "La Compagnie des ﬁlatures de Béthune avait un jardin com-\nmunal qui la bordait.\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    out = tmp_path / "out"
    done = annotate("run", tmp_path / "a.txt", "--out", out, "--config", configs)
    assert done.returncode == 0, done.stderr
    assert (out / "text" / "a.mended.txt").read_text("utf-8") == text
    shown = annotate("text", "show", tmp_path / "a.txt", "--config", configs, "--json")
    told = json.loads(shown.stdout)
    assert set(told["rules"]) == ALL_RULES - {"ligature", "hyphen", "line_break"}
    # What was found lies where the plain configuration finds it, and another digest says so.
    plain = tmp_path / "plain"
    annotate("run", tmp_path / "a.txt", "--out", plain)
    heads = [
        json.loads((folder / "annotations" / "a.jsonl").read_text("utf-8").splitlines()[0])
        for folder in (out, plain)
    ]
    assert heads[0]["sha256"] == heads[1]["sha256"]
    assert heads[0]["config"] != heads[1]["config"]


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ("rule\ton\nhyphens\tyes\n", "'hyphens' in column rule is none of"),
        ("rule\ton\nhyphen\tmaybe\n", "'maybe' in column on is none of"),
        ("rule\ton\nhyphen\tno\nhyphen\tyes\n", "the rule hyphen comes twice"),
        ("rule\thyphen\n", "no column named on"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, rules: str, message: str) -> None:
    (tmp_path / "mending.tsv").write_text(rules, "utf-8")
    with pytest.raises(LexiconError, match=message) as caught:
        read_rules(tmp_path)
    assert caught.value.path == str(tmp_path / "mending.tsv")
    if "none of" in message:
        assert caught.value.place == "line 2"


def test_a_table_that_is_silent_switches_nothing_off(tmp_path: Path) -> None:
    assert read_rules(tmp_path) == ALL_RULES
    (tmp_path / "mending.tsv").write_text("rule\ton\nspace\tno\n", "utf-8")
    assert read_rules(tmp_path) == ALL_RULES - {"space"}
