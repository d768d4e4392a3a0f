"""Tags of structure: what they stand for, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotate.document.standoff import Standoff, loads
from annotate.errors import StandoffError
from annotate.gold.structure_markup import read_structure
from annotate.text.reading import read_bytes
from command import Command

PAGE = """{r}Le Cahier{/r} {f}3{/f}
{t}Les eaux
montantes{/t}
{a}Marie Roy{/a}
{h:1}Avant{/h}
{p:1}La mare fut creusée en 1894{c:1}1{/c} par les mi{-}-
neurs.‖ Elle{/p}
{n:1}1 Selon le plan.{/n}
{g}\f{p:1}resta.{/p}
{b}{h:2}Un puits{/h}
{p:2}On y va par Loos{=}-
en-Gohelle.{/p}{/b}
{r}Pied{/r}
{b}{p:3}Il est fermé.{/p}{/b}
"""


def plain(marked: str) -> str:
    return re.sub(r"\{[^}]*\}|‖", "", marked)


def read(marked: str) -> Standoff:
    source = read_bytes(plain(marked).encode(), "a", "a.txt")
    return read_structure(marked, source, "A", "a.marked.txt")


def test_every_tag_gives_its_piece() -> None:
    text = plain(PAGE)
    found = [
        (one.label, one.value, "|".join(text[low:high] for low, high in one.ranges))
        for one in read(PAGE).annotations()
        if one.label not in ("sentence", "page_break")
    ]
    assert found == [
        ("running_head", None, "Le Cahier"),
        ("page_number", "3", "3"),
        ("title", None, "Les eaux\nmontantes"),
        ("author", None, "Marie Roy"),
        ("heading", "1", "Avant"),
        ("paragraph", None, "La mare fut creusée en 18941 par les mi-\nneurs. Elle|resta."),
        ("note_call", "1", "1"),
        ("hyphen", "joined", "-"),
        ("note", "1", "1 Selon le plan."),
        ("box", None, "Un puits|On y va par Loos-\nen-Gohelle.|Il est fermé."),
        ("heading", "2", "Un puits"),
        ("paragraph", None, "On y va par Loos-\nen-Gohelle."),
        ("hyphen", "kept", "-"),
        ("running_head", None, "Pied"),
        ("paragraph", None, "Il est fermé."),
    ]


def test_sentences_never_cross_a_block_and_run_on_over_what_interrupts() -> None:
    text = plain(PAGE)
    sentences = [
        "|".join(text[low:high] for low, high in one.ranges)
        for one in read(PAGE).annotations()
        if one.label == "sentence"
    ]
    assert "La mare fut creusée en 18941 par les mi-\nneurs." in sentences
    assert "Elle|resta." in sentences
    assert len(sentences) == 9


def test_a_break_at_the_end_of_a_part_begins_a_sentence_in_the_next() -> None:
    marked = "{p:1}Un.‖{/p}\n{n:1}1 Note.{/n}\n{p:1}Deux.{/p}\n"
    sentences = [one.ranges for one in read(marked).annotations() if one.label == "sentence"]
    assert sentences == [((0, 3),), ((4, 11),), ((12, 17),)]


@pytest.mark.parametrize(
    ("marked", "told", "line"),
    [
        ("{p:1}Un.", "{p} is not closed", "line 1"),
        ("Un.\n{/p}", "{/p} closes nothing", "line 2"),
        ("{p}Un.{/p}", "{p} has no number", "line 1"),
        ("{t}Un {t}deux{/t}", "{t} is inside another", "line 1"),
        ("{t}{/t}Un.", "{t} holds nothing", "line 1"),
        ("{p:1}Un.{/p}{p:2} \n {/p}", "{p} holds nothing", "line 2"),
        ("{p:1}Un.{/p}\n{x}Deux.", "{x} is not a tag", "line 2"),
        ("{p:1}Un.{/p}\n{p:a}Deux.{/p}", "{p:a} is not a tag", "line 2"),
        ("{g}\f{/g}{p:1}Un.{/p}", "{/g} is not a tag", "line 1"),
        ("{p:1}Un.{/p}\n{g}", "{g} is at the end of the text", "line 2"),
        (
            "{p:1}Un{/p}\n{p:2}{-}deux{/p}",
            "{-} is before 'd', which is neither a hyphen nor a slash",
            "line 2",
        ),
        (
            "{p:1}Un{=}{/p}",
            "{=} is before the end of the text, which is neither a hyphen nor a slash",
            "line 1",
        ),
        ("{p:1}Un.{/p}\n\nDeux.\nTrois.\n", "'Deux.' is in no block", "line 3"),
        ("{p:1}Un{/p}.\n{p:2}Deux.{/p}", "'.' is in no block", "line 1"),
        ("{b}Un.{h:1}Deux{/h}{/b}", "'Un.' is in no block", "line 1"),
        ("Un{c:1}1{/c} {n:1}1 Note.{/n}", "'Un1' is in no block", "line 1"),
        (
            "{p:1}Un.\nDeux {n:1}trois{/n}.{/p}",
            "'t' is in two blocks, paragraph and note",
            "line 2",
        ),
        (
            "{p:1}Un\n{h:1}deux{/p} trois{/h}",
            "'d' is in two blocks, paragraph and heading",
            "line 2",
        ),
    ],
)
def test_a_faulty_tag_is_refused_with_its_line(marked: str, told: str, line: str) -> None:
    with pytest.raises(StandoffError) as refused:
        read(marked)
    assert refused.value.what == told
    assert refused.value.place == line


def test_invisible_characters_need_no_block_and_braces_of_the_source_are_text() -> None:
    source = read_bytes("\u200b {x} et/\nou.\n\u200b\n".encode(), "a", "a.txt")
    reading = read_structure("\u200b {p:1}{x} et{-}/\nou.{/p}\n\u200b\n", source, "A")
    assert [(one.label, one.ranges) for one in reading.annotations()] == [
        ("paragraph", ((2, 13),)),
        ("sentence", ((2, 13),)),
    ]


def test_a_changed_text_is_refused_where_it_changed() -> None:
    source = read_bytes(b"Le puits.\nLa mine.\n", "a", "a.txt")
    with pytest.raises(StandoffError, match="'one") as refused:
        read_structure("{p:1}Le puits.\nLa mone.{/p}\n", source, "A")
    assert refused.value.place == "line 2"


def test_the_command_reads_a_tagged_text(annotate: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Le puits ferma.\r\nLa mine resta.\r\n")
    tagged = tmp_path / "tagged.txt"
    tagged.write_text("{p:1}Le puits ferma.{/p}\n{p:2}La mine resta.{/p}\n", "utf-8")
    done = annotate(
        "gold", "read", tagged, "--source", tmp_path / "a.txt", "--structure",
        "--annotator", "Z", "--out", tmp_path / "Z",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    path = tmp_path / "Z" / "a.jsonl"
    made = loads(path.read_text("utf-8"), path)
    assert [one.ranges for one in made.annotations() if one.label == "paragraph"] == [
        ((0, 15),),
        ((17, 31),),
    ]
