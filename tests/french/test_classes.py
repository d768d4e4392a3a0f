"""Word classes: what a row stands for, what a pattern matches, what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.errors import LexiconError
from annotate.french.classes import WordClasses, prefix_tree, read_classes, shipped_classes


def table(folder: Path, *rows: str, name: str = "classes.tsv") -> Path:
    path = folder / name
    lines = ["# une ligne de commentaire", "class\tform\tflags\tsource", *rows]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def read(folder: Path, *rows: str) -> WordClasses:
    return read_classes(table(folder, *rows))


@pytest.mark.parametrize(
    ("row", "forms"),
    [
        ("né\t", "né"),
        ("né\te", "né née"),
        ("élu\tes", "élu élue élus élues"),
        ("rue\ts", "rue rues"),
        ("hameau\tx", "hameau hameaux"),
        ("œuvre\tAs", "œuvre Œuvre œuvres Œuvres"),
        ("l’étang\tA", "l'étang L'étang"),
        ("siècle\tsAC", "siècle Siècle SIÈCLE siècles Siècles SIÈCLES"),
        ("install\t*2-9", "install*2-9"),
        ("habit\tA*1-6", "habit*1-6 Habit*1-6"),
    ],
)
def test_flags_tell_the_forms(tmp_path: Path, row: str, forms: str) -> None:
    assert read(tmp_path, f"WORD\t{row}")["WORD"] == tuple(forms.split())


@pytest.mark.parametrize(
    ("row", "line", "what"),
    [
        ("work_at\tchez", 3, "'work_at' is no name of a class"),
        ("WORD\tné\tq", 3, "the flags 'q' cannot be read"),
        ("WORD\tné\tee", 3, "the flags 'ee' cannot be read"),
        ("WORD\tbeau\txs", 3, "the flag x goes with no e or s"),
        ("WORD\tarriv\te*1-6", 3, "the open ending *1-6 goes with no e, s or x"),
        ("WORD\tarriv\t*6-1", 3, "the open ending *6-1 counts down"),
        ("WORD\tarriv\t*0-0", 3, "the open ending *0-0 counts down"),
        ("WORD\tarriv*1-6", 3, "'arriv*1-6' is no form"),
        ("WORD\ten {OTHER}", 3, "'en {OTHER}' is no form"),
        ("WORD\t{OTHER}", 3, "there is no class OTHER to include"),
        ("WORD\t{WORD}", 3, "the class WORD includes itself by way of WORD"),
        ("ONE\t{TWO}\nTWO\ta\nTWO\t{ONE}", 5, "the class TWO includes itself by way of ONE"),
        ("ONE\ta\nTWO\t{ONE}\ts", 4, "an included class takes no flags"),
        ("WORD\t", 3, "empty cell in column form"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(
    tmp_path: Path, row: str, line: int, what: str
) -> None:
    path = table(tmp_path, *row.split("\n"))
    with pytest.raises(LexiconError) as caught:
        read_classes(path)
    assert str(caught.value).startswith(f"{path}, line {line}: {what}")
    assert caught.value.remedy


def test_included_classes_and_later_files_add_words(tmp_path: Path) -> None:
    shipped = table(tmp_path, "PLACE\t{TOWN}", "PLACE\tpays", "TOWN\tville\ts")
    own = table(tmp_path, "TOWN\tbourg\t\tcorpus", "RIVER\tfleuve", name="own.tsv")
    classes = read_classes(shipped, own)
    assert classes["PLACE"] == ("ville", "villes", "bourg", "pays")
    assert classes["RIVER"] == ("fleuve",)
    assert list(classes) == ["PLACE", "TOWN", "RIVER"]


def test_the_line_named_is_that_of_the_later_file(tmp_path: Path) -> None:
    own = table(tmp_path, "TOWN\tbourg\t?", name="own.tsv")
    with pytest.raises(LexiconError, match=r"own\.tsv, line 3"):
        read_classes(table(tmp_path, "TOWN\tville"), own)


def test_only_closed_classes_are_sets_of_words(tmp_path: Path) -> None:
    classes = read(tmp_path, "CLOSED\tné\te", "OPEN\t{CLOSED}", "OPEN\tarriv\t*1-6")
    assert classes.words("CLOSED") == {"né", "née"}
    with pytest.raises(LexiconError, match=r"arriv\*1-6 in the class OPEN has an open ending"):
        classes.words("OPEN")
    with pytest.raises(LexiconError, match="there is no word class NONE"):
        classes.pattern("NONE")
    with pytest.raises(LexiconError, match="there is no word class NONE"):
        classes["NONE"]
    assert "NONE" not in classes and classes.get("NONE") is None


def matched(forms: list[str], text: str) -> str | None:
    match = re.match(prefix_tree(forms), text)
    return match[0] if match else None


@pytest.mark.parametrize("forms", [*combinations(["arriv*3-6", "arrive", "arriver chez"], 3)])
@pytest.mark.parametrize(
    ("text", "longest"),
    [
        ("arrivèrent tard", "arrivèrent"),
        ("arrive chez", "arrive"),
        ("arriver chez Lampist", "arriver chez"),
        ("arriver à Lens", "arrive"),
        ("arrivé", None),
    ],
)
def test_the_longest_form_wins_over_open_endings(
    forms: tuple[str, ...], text: str, longest: str | None
) -> None:
    assert matched([*forms], text) == matched([*reversed(forms)], text) == longest


def test_blanks_apostrophes_and_stops() -> None:
    forms = ["au lieu d'", "M.", "au"]
    assert matched(forms, "au\u00a0lieu\nd’un") == "au\u00a0lieu\nd’"
    assert matched(forms, "au\n\nlieu d’un") == "au"
    assert matched(forms, "Mme") is None


@given(
    st.lists(st.text("aéx' .", min_size=1, max_size=5), min_size=1), st.text("aéx' .", max_size=9)
)
def test_a_pattern_finds_the_longest_of_its_words(forms: list[str], text: str) -> None:
    starts = [form for form in forms if text.startswith(form)]
    found = re.match(prefix_tree(forms, blank=" "), text)
    assert (found[0] if found else None) == (max(starts, key=len) if starts else None)


def test_patterns_of_the_shipped_classes_compile_and_find_each_form() -> None:
    classes = shipped_classes()
    for name, forms in classes.items():
        pattern = re.compile(classes.pattern(name))
        assert pattern.groups == 0
        for form in forms:
            stem, _, ending = form.partition("*")
            word = stem + "a" * int(ending.partition("-")[0] or 0) if ending else stem
            assert pattern.fullmatch(word), f"{name}: {form}"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("MONTH", range(1, 13)),
        ("REPUBLICAN_MONTH", range(1, 13)),
        ("SEASON", range(21, 25)),
        ("ORDINAL", range(1, 22)),
        ("NUMBER", [*range(1, 21), 30, 40, 50, 60]),
        ("DECADE", range(1910, 2000, 10)),
    ],
)
def test_words_that_are_worth_a_number_leave_none_out(name: str, values: Iterable[int]) -> None:
    assert sorted(set(shipped_classes().numbered(name).values())) == [*values]
