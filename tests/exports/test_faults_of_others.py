"""Faults that other programs had, as their trackers tell them: none of ours.

Not found in public, so not restated: recogito2 447.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from annotate.document.annotation import Annotation, Layer
from annotate.document.labels import shipped_labels
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Source
from annotate.document.standoff import standoff_of
from annotate.errors import StandoffError
from annotate.exports.document import Exchanged, Span, exchanged, unseen
from annotate.exports.formats import Setting, format_named, names
from annotate.exports.losses import reduced
from annotate.text.mending.mend import mend

FLOWER = "Le 🌻 de Lens."
"""Lens is at 8 to 12 in code points, and at 9 to 13 in UTF-16 units."""
LENS = Span("LOC", ((8, 12),))


def written(name: str, folder: Path, *documents: Exchanged) -> None:
    format_named(name).write(documents, folder, Setting(shipped_labels()))


def read(name: str, path: Path) -> Exchanged:
    reader = format_named(name).read
    assert reader is not None
    (found,) = reader(path)
    return found


# dkpro-cassis 135, inception 1811: offsets after an emoji were not those of Java.
def test_offsets_of_a_cas_count_as_java_does(tmp_path: Path) -> None:
    written("xmi", tmp_path, Exchanged("a", FLOWER, (LENS,)))
    held = ElementTree.parse(tmp_path / "a.xmi").iter()
    found = [one for one in held if "NamedEntity" in one.tag]
    assert [(one.get("begin"), one.get("end")) for one in found] == [("9", "13")]
    assert read("xmi", tmp_path / "a.xmi").spans == (LENS,)


# dkpro-cassis 163: a CAS was written in ASCII, every accent as a reference.
def test_a_cas_is_in_utf_8(tmp_path: Path) -> None:
    written("xmi", tmp_path, Exchanged("a", "L’été à Liévin 🌻"))
    data = (tmp_path / "a.xmi").read_bytes()
    assert data.startswith(b"<?xml") and b"UTF-8" in data[:60].upper()
    assert "L’été à Liévin 🌻".encode() in data


# Views, deleted annotations, layers of a project and lemmas, as INCEpTION writes them.
CAS = """<?xml version="1.{version}" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:custom="http:///webanno/custom.ecore" xmi:version="2.0"
 xmlns:segmentation="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"
 xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore">
 <cas:NULL xmi:id="0"/>
 <segmentation:Lemma xmi:id="3" sofa="1" begin="2" end="6" value="lens"/>
 <custom:Lieu xmi:id="4" sofa="1" begin="2" end="6" value="LOC"/>
 <custom:Lieu xmi:id="5" sofa="1" begin="0" end="1" value="LOC"/>
 <custom:Lieu xmi:id="6" sofa="2" begin="0" end="4" value="LOC"/>
 <custom:Lieu xmi:id="7" sofa="1" begin="1" end="1" value="LOC"/>
 {more}
 <cas:Sofa xmi:id="2" sofaNum="2" sofaID="other" mimeType="text" sofaString="Rien"/>
 <cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="À Lens."/>
 <cas:View sofa="1" members="3 4 7 8"/><cas:View sofa="2" members="6"/>
</xmi:XMI>
"""
PERSON = '<ner:Person xmi:id="8" sofa="1" begin="2" end="{end}" value="PER"/>'


@pytest.mark.parametrize("version", [0, 1])
@pytest.mark.parametrize(("more", "label"), [("", "LOC"), (PERSON.format(end=6), "PER")])
def test_a_cas_of_inception(version: int, more: str, label: str, tmp_path: Path) -> None:
    (tmp_path / "a.xmi").write_text(CAS.format(version=version, more=more), "utf-8")
    back = read("xmi", tmp_path / "a.xmi")
    assert (back.text, back.spans) == ("À Lens.", (Span(label, ((2, 6),)),))


def test_a_cas_whose_index_comes_first(tmp_path: Path) -> None:
    text = CAS.format(version=0, more="")
    view = text[text.index(" <cas:View") : text.index("</xmi:XMI>")]
    text = text.replace(view, "\n").replace(' <cas:NULL xmi:id="0"/>', view)
    (tmp_path / "a.xmi").write_text(text, "utf-8")
    assert read("xmi", tmp_path / "a.xmi").spans == (Span("LOC", ((2, 6),)),)


def test_a_cas_whose_spans_lie_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xmi").write_text(CAS.format(version=0, more=PERSON.format(end=60)), "utf-8")
    with pytest.raises(StandoffError, match="2-60 lies outside the text"):
        read("xmi", tmp_path / "a.xmi")


# webanno 746: an emoji came out as its lower sixteen bits.
def test_an_emoji_is_whole_in_a_tsv(tmp_path: Path) -> None:
    written("tsv3", tmp_path, Exchanged("a", FLOWER, (Span("MISC", ((3, 4),)),)))
    text = (tmp_path / "a.tsv").read_text("utf-8")
    assert f"#Text={FLOWER}\n" in text
    assert "\t3-5\t🌻\t*\tMISC\t\n" in text


# webanno 447: the carriage return of a Windows line end was gone, and all offsets after it wrong.
def test_windows_line_ends_stay_in_a_tsv(tmp_path: Path) -> None:
    text = "À Lens\r\net à Liévin."
    spans = (Span("LOC", ((2, 6),)), Span("LOC", ((13, 19),)))
    written("tsv3", tmp_path, Exchanged("a", text, spans, (), ((0, len(text)),)))
    assert "#Text=À Lens\\r\n#Text=et à Liévin.\n" in (tmp_path / "a.tsv").read_text("utf-8")
    back = read("tsv3", tmp_path / "a.tsv")
    assert (back.text, back.spans) == (text, spans)


# webanno 617: all that is not ASCII was escaped in the text of a sentence.
def test_accents_are_not_escaped_in_a_tsv_and_are_read_where_they_are(tmp_path: Path) -> None:
    written("tsv3", tmp_path, Exchanged("a", "L’été 🌻 à Liévin."))
    assert "#Text=L’été 🌻 à Liévin.\n" in (tmp_path / "a.tsv").read_text("utf-8")
    (tmp_path / "b.tsv").write_text(
        "#FORMAT=WebAnno TSV 3.2\n"
        "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|value\n\n\n"
        "#Text=L\\u2019\\u00E9t\\u00e9 \\uD83C\\uDF3B \\u00E0 Lens\n"
        "1-1\t0-5\tL’été\t_\t\n1-2\t6-8\t🌻\t_\t\n1-3\t9-10\tà\t_\t\n1-4\t11-15\tLens\tLOC\t\n",
        "utf-8",
    )
    back = read("tsv3", tmp_path / "b.tsv")
    assert back.text == "L’été 🌻 à Lens"
    assert [(one.label, back.quote(one)) for one in back.spans] == [("LOC", "Lens")]


# brat 1042: the fragment after a line break began with the blanks of an indented line; brat 856:
# a document with a span that begins with a blank was never shown; brat 819: nor one with a tab.
@pytest.mark.parametrize(
    ("text", "places", "quote"),
    [
        ("Mines\n  de Lens", "0 5;8 15", "Mines de Lens"),
        ("Mines  \n\n de Lens", "0 5;10 17", "Mines de Lens"),
        ("Mines\tde\r\nLens", "0 5;6 8;10 14", "Mines de Lens"),
    ],
)
def test_fragments_neither_begin_nor_end_with_space(
    text: str, places: str, quote: str, tmp_path: Path
) -> None:
    span = Span("ORG", ((0, len(text)),))
    written("brat", tmp_path, Exchanged("a", text, (span,)))
    assert (tmp_path / "a.ann").read_text("utf-8") == f"T1\tORG {places}\t{quote}\n"
    # dkpro-core 1253: fragments that line ends alone part are one span; line ends keep their count.
    assert read("brat", tmp_path / "a.ann").spans == (span,)


# brat 1285: of a span over several lines the text that was written was shorter than the lines; an
# empty line, one of blanks and indented lines are among them.
@pytest.mark.parametrize(
    "text", ["Dix\nde\nla mine\nde Lens", "Dix \n\n  de\n \n\tla  mine\u00a0\nde"]
)
def test_the_text_of_a_span_over_lines_is_as_long_as_its_fragments(
    text: str, tmp_path: Path
) -> None:
    span = Span("ORG", ((0, len(text)),))
    written("brat", tmp_path, Exchanged("a", text, (span,)))
    _, places, quote = (tmp_path / "a.ann").read_text("utf-8").rstrip("\n").split("\t")
    parts = [tuple(map(int, one.split())) for one in places.removeprefix("ORG ").split(";")]
    assert len(quote) == sum(end - start for start, end in parts) + len(parts) - 1
    assert quote == " ".join(text[start:end] for start, end in parts)
    assert read("brat", tmp_path / "a.ann").spans == (span,)


# dkpro-core 1390: a span of more than two fragments was too many.
def test_a_name_over_four_lines(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Mines\nde\nLens\net Liévin", "utf-8")
    (tmp_path / "a.ann").write_text("T1\tORG 0 5;6 8;9 13;17 23\tMines de Lens Liévin\n", "utf-8")
    assert read("brat", tmp_path / "a.ann").spans == (Span("ORG", ((0, 13), (17, 23))),)


# brat 973: spans without width; webanno 1384: such a span between two tokens.
def test_spans_without_width_are_none(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("À Lens", "utf-8")
    (tmp_path / "a.ann").write_text("T1\tLOC 1 1\t\nT2\tLOC 2 6\tLens\n", "utf-8")
    assert read("brat", tmp_path / "a.ann").spans == (Span("LOC", ((2, 6),)),)
    (tmp_path / "a.tsv").write_text(
        "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Nom|value\n\n\n#Text=À Lens\n"
        "1-1\t0-1\tÀ\t_\t\n1-1.1\t1-1\t\tLOC\t\n1-2\t2-6\tLens\tLOC\t\n",
        "utf-8",
    )
    assert read("tsv3", tmp_path / "a.tsv").spans == (Span("LOC", ((2, 6),)),)


# webanno 1384, 726: a span between two tokens, before the first or after the last was too much for
# the writer, and one with a blank at its end was cut.
@pytest.mark.parametrize("name", names())
def test_white_space_is_in_no_span(name: str, tmp_path: Path) -> None:
    source = Source("a", "a.txt", "À Lens , puis à Liévin .")
    mended = mend(source)
    found = [
        Annotation(f"e-{start}", "entities", "LOC", ((start, end),), source.text[start:end])
        for start, end in ((1, 2), (2, 7), (6, 7), (13, 14), (15, 22))
    ]
    document = AnnotatedDocument(mended, standoff_of(source, [Layer.of("entities", found)], ""))
    assert [one.id for one in unseen(document)] == ["e-1", "e-6", "e-13"]
    written(name, tmp_path, reduced(exchanged(document), format_named(name).holds)[0])
    one = format_named(name)
    assert one.read is not None
    (back,) = [each for file in one.files(tmp_path) for each in one.read(file)]
    assert [back.quote(span) for span in back.spans] == ["Lens", "Liévin"]


# dkpro-core 1253, too: words that stand between two fragments keep them apart.
def test_fragments_with_words_between_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Lens\net Liévin", "utf-8")
    (tmp_path / "a.ann").write_text("T1\tLOC 0 4;8 14\tLens Liévin\n", "utf-8")
    assert read("brat", tmp_path / "a.ann").spans == (Span("LOC", ((0, 4), (8, 14))),)


# brat 1169 and 1270: texts of Windows; some programs count both characters of a line end, some one.
@pytest.mark.parametrize("start", [9, 8])
def test_brat_texts_of_windows(start: int, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Dix ans\r\nLens et Arras\r\n")
    (tmp_path / "a.ann").write_bytes(f"T1\tLOC {start} {start + 4}\tLens\r\n".encode())
    back = read("brat", tmp_path / "a.ann")
    assert [back.quote(one) for one in back.spans] == ["Lens"]


@pytest.mark.parametrize("start", [5, 6])
def test_brat_texts_with_a_byte_order_mark(start: int, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfMine Lens.\n")
    (tmp_path / "a.ann").write_bytes(f"T1\tLOC {start} {start + 4}\tLens\n".encode())
    back = read("brat", tmp_path / "a.ann")
    assert (back.text, back.spans) == ("Mine Lens.\n", (Span("LOC", ((5, 9),)),))


# label-studio 1347: its page counted UTF-16 units; newer ones count code points.
@pytest.mark.parametrize(("start", "end"), [(8, 12), (9, 13)])
def test_label_studio_counts_both_ways(start: int, end: int, tmp_path: Path) -> None:
    value = {"start": start, "end": end, "text": "Lens", "labels": ["LOC"]}
    region = {"type": "labels", "from_name": "label", "to_name": "text", "value": value}
    task = {"data": {"text": FLOWER}, "annotations": [{"result": [region]}]}
    (tmp_path / "a.json").write_text(json.dumps([task]), "utf-8")
    assert read("labelstudio", tmp_path / "a.json").spans == (LENS,)


# label-studio 1347, too: a name that holds an emoji was not what the text has.
def test_label_studio_is_given_code_points(tmp_path: Path) -> None:
    spans = (Span("MISC", ((3, 12),)), LENS)
    written("labelstudio", tmp_path, Exchanged("a", FLOWER, spans))
    (task,) = json.loads((tmp_path / "tasks.json").read_text("utf-8"))
    values = [one["value"] for one in task["predictions"][0]["result"]]
    assert [(one["start"], one["end"], one["text"]) for one in values] == [
        (3, 12, "🌻 de Lens"),
        (8, 12, "Lens"),
    ]


# label-studio 556: a name that is a part of a token lost its tag, or gave it to the next token.
@pytest.mark.parametrize("name", ["conll", "conllu"])
def test_a_part_of_a_token_has_its_tag(name: str, tmp_path: Path) -> None:
    text = "Le no1904bis et 1905."
    spans = (Span("DATE", ((5, 9),)), Span("DATE", ((16, 20),)))
    written(name, tmp_path, Exchanged("a", text, spans))
    lines = (tmp_path / f"a.{name}").read_text("utf-8").splitlines()
    assert [re.split(r"[ \t]", line)[name == "conllu"] for line in lines if "B-DATE" in line] == [
        "1904",
        "1905",
    ]


# doccano 2290: its offsets are those of JavaScript, not of Python.
def test_doccano_counts_as_javascript_does(tmp_path: Path) -> None:
    text = "👨🏻\u200d🚒 à Lens"
    at = text.index("Lens")
    span = Span("LOC", ((at, at + 4),))
    written("doccano", tmp_path, Exchanged("a", text, (span,)))
    row = json.loads((tmp_path / "all.jsonl").read_text("utf-8"))
    assert row["label"] == [[at + 3, at + 7, "LOC"]]
    assert read("doccano", tmp_path / "all.jsonl").spans == (span,)


# TranskribusCore 26: tags that cross each other made a TEI file that is no XML.
def test_spans_that_cross_are_well_formed_tei(tmp_path: Path) -> None:
    text = "Mines de Lens & Cie <1852>"
    spans = (Span("ORG", ((0, 19),)), Span("LOC", ((9, 26),)), Span("DATE", ((21, 25),)))
    written("tei", tmp_path, Exchanged("a", text, spans))
    ElementTree.parse(tmp_path / "a.tei.xml")
    back = read("tei", tmp_path / "a.tei.xml")
    assert (back.text, [(one.label, one.ranges) for one in back.spans]) == (
        text,
        [(one.label, one.ranges) for one in spans],
    )


# Found with jing: `choice` may hold what is abbreviated, no name that has a long form.
def test_a_long_form_stands_beside_an_acronym_alone(tmp_path: Path) -> None:
    said = {"expansion": "Houillères du Nord"}
    spans = (Span("ORG", ((4, 7),), attributes=said), Span("ACRONYM", ((4, 7),), attributes=said))
    written("tei", tmp_path, Exchanged("a", "Aux HDN.", spans))
    text = (tmp_path / "a.tei.xml").read_text("utf-8")
    assert re.search(
        r"<orgName[^>]*><choice><abbr[^>]*>HDN</abbr><expan>[^<]*</expan></choice>", text
    )
    assert text.count("<expan>") == 1


# Sentences of a TSV as INCEpTION's own tests have them: bounds inside of tokens, several over one
# token, over two sentences, values that look like marks, nothing long.
@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["1-1\t0-4\tMine\t_", "1-1.1\t0-2\tMi\tLOC"], [("LOC", "Mi")]),
        (
            ["1-1\t0-4\tMine\tORG[1]|LOC[2]", "1-2\t5-7\tde\tORG[1]", "1-3\t8-12\tLens\tORG[1]"],
            [("ORG", "Mine de Lens"), ("LOC", "Mine")],
        ),
        (["1-1\t0-4\tMine\tLOC", "1-3\t8-12\tLens\tLOC"], [("LOC", "Mine"), ("LOC", "Lens")]),
        (["1-1\t0-4\tMine\t\\_", "1-2\t5-7\tde\tA\\[0\\]"], [("_", "Mine"), ("A[0]", "de")]),
        (["1-1\t0-4\tMine\t*"], [("", "Mine")]),
    ],
)
def test_cells_of_a_tsv(cells: list[str], found: list[tuple[str, str]], tmp_path: Path) -> None:
    head = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Nom|value\n\n\n#Text=Mine de Lens\n"
    (tmp_path / "a.tsv").write_text(head + "".join(f"{one}\t\n" for one in cells), "utf-8")
    back = read("tsv3", tmp_path / "a.tsv")
    assert [(one.label, back.quote(one)) for one in back.spans] == found


def selected(exact: str, start: int | None = None, **around: str) -> dict[str, object]:
    """An annotation as Recogito's text annotator gives it back."""
    selectors: list[object] = [{"type": "TextQuoteSelector", "exact": exact, **around}]
    if start is not None:
        end = start + len(exact.encode("utf-16-le")) // 2
        selectors.append({"type": "TextPositionSelector", "start": start, "end": end})
    body = [{"purpose": "commenting", "value": "à voir"}, {"purpose": "tagging", "value": "LOC"}]
    target = [{"source": "https://example.org/t/a.txt", "selector": selectors, "scope": None}]
    return {"type": "Annotation", "id": "x", "body": body, "target": target, "creator": None}


# Recogito's text annotator counts UTF-16 units (seen in Chromium), and gives a list.
@pytest.mark.parametrize(
    "one",
    [
        selected("Lens", 9),
        selected("Lens", 8),
        selected("Lens"),
        selected("Lens", 2, prefix=" de ", suffix="."),
    ],
)
def test_web_annotations_of_a_browser(one: dict[str, object], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FLOWER, "utf-8")
    for page in ([one], one, {"type": "AnnotationCollection", "first": {"items": [one]}}):
        (tmp_path / "a.json").write_text(json.dumps(page), "utf-8")
        assert read("jsonld", tmp_path / "a.json").spans == (LENS,)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (selected("Lens"), "in several places"),
        (selected("Lens", prefix="à "), "nowhere"),
        (selected("Lens", 3), "3-7 is not what it quotes"),
    ],
)
def test_a_web_annotation_that_has_no_place_is_named(
    one: dict[str, object], told: str, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Lens, puis Lens.", "utf-8")
    (tmp_path / "a.jsonld").write_text(json.dumps([selected("Lens", 0), one]), "utf-8")
    with pytest.raises(StandoffError, match=told) as error:
        read("jsonld", tmp_path / "a.jsonld")
    assert error.value.place == "annotation 2"


# Quotes that are parts of each other, and a long one: each is looked for by what it begins with.
def test_web_annotations_with_quotes_alone(tmp_path: Path) -> None:
    text = f"{FLOWER} La Compagnie des mines de Lens et de son canal d’Arras ferma."
    (tmp_path / "a.txt").write_text(text, "utf-8")
    quotes = ["Compagnie des mines de Lens", "mines de Lens", text[20:], "🌻 de Lens"]
    page = [selected(one) for one in quotes] + [selected("Lens", prefix="mines de ", suffix=" et")]
    (tmp_path / "a.jsonld").write_text(json.dumps(page), "utf-8")
    back = read("jsonld", tmp_path / "a.jsonld")
    assert sorted(back.quote(one) for one in back.spans) == sorted([*quotes, "Lens"])


# Found with pyld: a term of ours had the name of one of the W3C context, which it then replaced.
def test_terms_of_ours_are_none_of_the_recommendation(tmp_path: Path) -> None:
    said = {"in_citation": True}
    span = Span("DATE", ((0, 4),), "e-1", "1894", said, "rule:years", 0.5, "accepted")
    written("jsonld", tmp_path, Exchanged("a", "1894", (span,)))
    page = json.loads((tmp_path / "a.jsonld").read_text("utf-8"))
    first, own = page["@context"]
    assert first == "http://www.w3.org/ns/anno.jsonld"
    (item,) = page["items"]
    standard = {"id", "type", "motivation", "body", "target"}
    assert set(item) == standard | (set(own) - {"@version"})
    inside = {"source", "selector", "start", "end", "exact", "prefix", "suffix", "purpose", "value"}
    assert not set(own) & (standard | inside)
