"""Gold is refused with file and line, and with what to do."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotate.document.annotation import Annotation, Layer, stable_id
from annotate.document.labels import shipped_labels
from annotate.document.source import Source
from annotate.document.standoff import dumps, standoff_of
from annotate.errors import QuoteError, StandoffError, UsageError
from annotate.gold.edtf import fault_in
from annotate.gold.files import (
    check_against,
    matching,
    other_extraction,
    outlined_gold,
    quotes_agree,
    read_gold,
)

TEXT = "Après la guerre, la fosse de Lens-Nord ferma en 1968. Liévin, Avion et Lens suivirent.\n"
SOURCE = Source("fosses", "fosses.txt", TEXT)


def one(quote: str, label: str = "LOC", layer: str = "entities", **more: Any) -> Annotation:
    start = TEXT.index(quote)
    ranges = ((start, start + len(quote)),)
    told = {"attributes": {"nested": False}, "source": "reviewer:A", "status": "added", **more}
    return Annotation(stable_id(layer, label, ranges), layer, label, ranges, quote, **told)


GOOD = (
    one("Lens-Nord"),
    one("Lens", attributes={"nested": True}),
    one("1968", "DATE", value="1968"),
    one("Liévin"),
    one("Avion"),
)


def content(source: Source = SOURCE) -> str:
    return dumps(standoff_of(source, [Layer.of("entities", GOOD)], ""))


def write(folder: Path, text: str, name: str = "fosses.jsonl") -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    return path


def changed(number: int, **fields: Any) -> str:
    """The good file with other fields in one line, counted from 1."""
    lines = content().splitlines()
    lines[number - 1] = json.dumps({**json.loads(lines[number - 1]), **fields}, ensure_ascii=False)
    return "\n".join(lines) + "\n"


def refusal(path: Path) -> str:
    with pytest.raises(StandoffError) as caught:
        read_gold(path, shipped_labels())
    assert str(path) == caught.value.path
    assert caught.value.remedy
    return str(caught.value).removeprefix(str(path))


def test_an_outline_tells_the_text_and_its_quotes(tmp_path: Path) -> None:
    (outline,) = outlined_gold(write(tmp_path, content()), shipped_labels())
    assert (outline.document, outline.sha256) == ("fosses", SOURCE.sha256)
    assert set(outline.quotes) == {annotation.text for annotation in GOOD}


def test_an_outline_of_what_is_no_standoff_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(StandoffError, match=r"fosses\.jsonl"):
        outlined_gold(write(tmp_path, content() + "{\n"), shipped_labels())


def test_good_gold_is_read_with_its_lines(tmp_path: Path) -> None:
    (gold,) = read_gold(write(tmp_path, content()), shipped_labels())
    assert [annotation.text for annotation in gold.standoff.annotations()] == [
        "Lens-Nord",
        "Lens",
        "1968",
        "Liévin",
        "Avion",
    ]
    assert gold.lines == {annotation.id: line for line, annotation in enumerate(GOOD, start=2)}
    check_against(gold, SOURCE)


def test_carriage_returns_are_no_fault(tmp_path: Path) -> None:
    assert read_gold(write(tmp_path, content().replace("\n", "\r\n")), shipped_labels())


@pytest.mark.parametrize(
    ("line", "fields", "told"),
    [
        (1, {"sha256": "abc"}, "sha256 is not a hash"),
        (1, {"characters": "86"}, "characters is not a number"),
        (1, {"document": ""}, "the document has no id"),
        (1, {"format": 2}, "format 2"),
        (2, {"label": "GPE"}, "the label 'GPE' is not in the table"),
        (2, {"label": "ACRONYM"}, "belongs to the layer acronyms"),
        (2, {"layer": "entity"}, "unknown layer 'entity'"),
        (2, {"layer": None}, "layer must be a text"),
        (2, {"status": "ok"}, "unknown status 'ok'"),
        (2, {"ranges": []}, "ranges must be pairs"),
        (2, {"ranges": None}, "ranges must be pairs"),
        (2, {"ranges": [["29", "38"]]}, "ranges must be pairs"),
        (2, {"ranges": [[29, 29]]}, "the range 29-29 is empty"),
        (2, {"ranges": [[38, 29]]}, "the range 38-29 is reversed"),
        (2, {"ranges": [[29, 34], [33, 38]]}, "29-34 and 33-38 overlap"),
        (2, {"ranges": [[29, 999]]}, "crosses the end of the text"),
        (2, {"text": "Lens-\nNord"}, "line break"),
        (2, {"text": "a" * 201}, "running text"),
        (2, {"text": ""}, "the quote is missing"),
        (2, {"text": None}, "the quote is missing"),
        (2, {"text": "Lens-Nord "}, "begins or ends with a space"),
        (2, {"attributes": {"expansion": "mot " * 60}}, "running text"),
        (2, {"attributes": {"expansion_ranges": [[5, 990]]}}, "crosses the end"),
        (2, {"attributes": {"expansion_ranges": 5}}, "expansion_ranges must be pairs"),
        (2, {"layer": "structure", "label": "heading"}, "a structure annotation quotes text"),
        (2, {"score": 1.5}, "score 1.5 is not between 0 and 1"),
        (2, {"page": "2"}, "page must be a number"),
        (3, {"attributes": {"nested": False}}, "'Lens' overlaps LOC 'Lens-Nord' of line 2"),
        (4, {"value": "1968-13"}, "there is no month 13"),
        (5, {"text": "LiÃ©vin"}, "read as Windows-1252"),
        (6, {"attributes": {"nested": True}}, "lies in no other span"),
    ],
)
def test_a_line_that_breaks_a_rule(
    tmp_path: Path, line: int, fields: dict[str, Any], told: str
) -> None:
    message = refusal(write(tmp_path, changed(line, **fields)))
    assert message.startswith(f", line {line}: ")
    assert told in message


def test_rejected_annotations_may_overlap(tmp_path: Path) -> None:
    text = changed(3, attributes={"nested": False}, status="rejected")
    assert read_gold(write(tmp_path, text), shipped_labels())


def test_unsorted_and_duplicate_lines(tmp_path: Path) -> None:
    lines = content().splitlines(keepends=True)
    swapped = [*lines[:4], lines[5], lines[4]]
    assert ", line 6: not sorted" in refusal(write(tmp_path, "".join(swapped)))
    twice = [*lines, lines[5]]
    assert ", line 7: the id" in refusal(write(tmp_path, "".join(twice)))
    other = json.dumps({**json.loads(lines[5]), "id": "e-other"}) + "\n"
    assert ", line 7: LOC over these ranges is in line 6 already" in refusal(
        write(tmp_path, "".join([*lines, other]))
    )


def test_two_files_for_one_document(tmp_path: Path) -> None:
    write(tmp_path, content(), "a.jsonl")
    second = write(tmp_path, content(), "b.jsonl")
    with pytest.raises(StandoffError, match=r"the same text as .*a\.jsonl") as caught:
        read_gold(tmp_path, shipped_labels())
    assert caught.value.path == str(second)
    write(tmp_path, content(Source("fosses", "f.txt", TEXT + "\n")), "b.jsonl")
    with pytest.raises(StandoffError, match=r"the same document as .*a\.jsonl"):
        read_gold(tmp_path, shipped_labels())


def saved_by_spreadsheet(delimiter: str, quoting: Any) -> str:
    """What opening the file as a table and saving it makes of it."""
    rows = csv.reader(content().splitlines(), delimiter=delimiter)
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\n").writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_a_file_that_a_spreadsheet_saved(tmp_path: Path, delimiter: str, quoting: int) -> None:
    message = refusal(write(tmp_path, saved_by_spreadsheet(delimiter, quoting)))
    assert message.startswith(", line 1: its quotes are doubled")
    assert "text editor" in message


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda text: "\ufeff" + text, ", line 1: begins with a byte-order mark"),
        (lambda text: text.replace("}\n", "};;\n"), ", line 1: it ends with separators"),
        (lambda text: "document;layer;label\nfosses;entities;LOC\n", ", line 1: is a table"),
        (lambda text: '"document","layer"\n"fosses","entities"\n', ", line 1: is a table"),
        (lambda text: "", ": is empty"),
        (lambda text: text.replace("\n", "\nnonsense\n", 1), ", line 2: no JSON"),
    ],
)
def test_no_standoff(tmp_path: Path, spoil: Callable[[str], str], told: str) -> None:
    assert refusal(write(tmp_path, spoil(content()))).startswith(told)


def test_wrong_encodings(tmp_path: Path) -> None:
    path = tmp_path / "fosses.jsonl"
    path.write_bytes(content().encode("cp1252"))
    assert ", line 5: is not UTF-8 (byte 0xe9)" in refusal(path)
    path.write_bytes(content().encode("utf-16"))
    assert "UTF-16" in refusal(path)
    path.write_bytes(b"PK\x03\x04 and so on")
    assert "is a workbook" in refusal(path)


def test_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_gold(tmp_path, shipped_labels())


def test_gold_against_its_text(tmp_path: Path) -> None:
    (gold,) = read_gold(write(tmp_path, content()), shipped_labels())
    assert matching(SOURCE, [gold]) is gold
    other = Source("b", "b.txt", "Un texte sur autre chose, et sur Lens.\n")
    assert matching(other, [gold]) is None
    assert other_extraction(other, [gold]) is None
    with pytest.raises(StandoffError, match="give the text that this gold was made for"):
        check_against(gold, other)
    wrapped = Source("c", "c.txt", TEXT.replace(" ", "\n").replace("Avion", "Avi-\non"))
    agreement = quotes_agree(wrapped, gold)
    assert (agreement.total, agreement.found) == (5, 5)
    assert other_extraction(wrapped, [gold]) == (gold, agreement)
    with pytest.raises(StandoffError, match="annotate gold carry"):
        check_against(gold, wrapped)


def test_a_quote_that_does_not_match_is_told_with_its_line(tmp_path: Path) -> None:
    (gold,) = read_gold(write(tmp_path, changed(5, text="Lievin")), shipped_labels())
    with pytest.raises(QuoteError) as caught:
        check_against(gold, SOURCE)
    assert caught.value.place == "line 5"


EDTF_GOOD = """1990-12-21 2012-06 1994 197X 18XX 1996/2003 1850~ 1850~/1860~ 1936-22 2012-33 2012-40
XXXX-09 XX68 XX68-05 XXXX-06-12 XXXX-02-29 -0051 -02XX 1XXX 0000 Y-11999 2012-06-03/2012-06-05
1914-08/1918-11 1936-22/1936-23 196X/197X 1944/.. /1944 2012-XX-XX 1850? 2000-02-29""".split()
EDTF_BAD = """1990-13 1990-00 1990-02-30 2011-02-29 2003/1996 1990-1-2 90 19901221 21/12/1990
1936-22-01 /.. / 1990-12-32 années 197x 1990–1995 1990-1995 2012-06-05/2012-06-03 1990-""".split()


@pytest.mark.parametrize("value", EDTF_GOOD)
def test_values_that_can_be(value: str) -> None:
    assert fault_in(value) is None


@pytest.mark.parametrize("value", EDTF_BAD)
def test_values_that_cannot_be(value: str) -> None:
    assert fault_in(value)
