"""TEI as editors of texts write it: laid out in lines, with other elements for names."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.exports.formats import format_named

BODY = """
  <text><body><div><head>La mine</head>
    <p>M. <persName><forename>Jean</forename>
        <surname>Delval</surname></persName> quitte <placeName><settlement>Lens</settlement>
      </placeName> en <date from="1914" to="1918">quatre ans</date> ;<lb/>le
      <rs type="person">maire</rs>, <abbr>Mgr</abbr> et le <abbr type="acronym">SEL</abbr>
      de <geogName>l’Artois</geogName><note place="foot"><p>À <name type="place">Arras</name>.</p>
      <p>Suite.</p></note> viennent.</p>
    <lg><l>Un vers</l><l>en<lb break="no"/>core</l></lg></div></body></text>
"""
HEAD = "<teiHeader><fileDesc/></teiHeader>"
SPACE = ' xmlns="http://www.tei-c.org/ns/1.0"'


@pytest.mark.parametrize("space", [SPACE, ""])
def test_names_of_an_edition(space: str, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(f"<TEI{space}>{HEAD}{BODY}</TEI>", "utf-8")
    reader = format_named("tei").read
    assert reader is not None
    (back,) = reader(tmp_path / "a.xml")
    assert [one.strip() for one in back.text.split("\n\n")] == [
        "La mine",
        "M. Jean Delval quitte Lens en quatre ans ; le maire, Mgr et le SEL de l’Artois viennent.",
        "Un vers",
        "encore",
        "À Arras. Suite.",
    ]
    assert [(one.label, back.quote(one), one.value) for one in back.spans] == [
        ("PER", "Jean Delval", None),
        ("LOC", "Lens", None),
        ("DATE", "quatre ans", "1914/1918"),
        ("person", "maire", None),
        ("ACRONYM", "SEL", None),
        ("geogName", "l’Artois", None),
        ("place", "Arras", None),
    ]


def test_a_corpus_of_several_texts(tmp_path: Path) -> None:
    texts = "".join(f'<TEI xml:id="t{n}">{HEAD}{BODY}</TEI>' for n in (1, 2))
    (tmp_path / "a.xml").write_text(f"<teiCorpus{SPACE}>{HEAD}{texts}</teiCorpus>", "utf-8")
    reader = format_named("tei").read
    assert reader is not None
    assert [(one.id, len(one.spans)) for one in reader(tmp_path / "a.xml")] == [
        ("t1", 7),
        ("t2", 7),
    ]
