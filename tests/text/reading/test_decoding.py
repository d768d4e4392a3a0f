"""Bytes of every kind that French texts come in, and what is told of them."""

from __future__ import annotations

import pytest

from annotate.errors import UnreadableError
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from annotate.text.reading.decoding import decode

TEXT = (
    "La régie des eaux fut fondée à Nœux en 1894. Le préfet, élu, était là où l’on pêchait.\n"
    "L’ÉCOLE DE LA RÉPUBLIQUE « française » – une forêt, des hôtels…\n"
)
PLAIN = TEXT.replace("’", "'").replace("œ", "oe").replace("–", "-").replace("…", "...")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_what_is_usual_is_read_without_a_word(encoding: str) -> None:
    found = decode(TEXT.encode(encoding))
    assert (found.text, found.remarks) == (TEXT, ())


@pytest.mark.parametrize(
    ("encoding", "text", "named"),
    [
        ("mac_roman", TEXT, "MacRoman"),
        ("cp850", PLAIN, "CP850"),
        ("iso8859-15", PLAIN.replace("oe", "œ"), "ISO 8859-15"),
        ("utf-16-le", TEXT, "UTF-16-LE"),
        ("utf-16-be", TEXT, "UTF-16-BE"),
    ],
)
def test_what_is_not_usual_is_read_and_told(encoding: str, text: str, named: str) -> None:
    found = decode(text.encode(encoding))
    assert found.text == text
    (remark,) = found.remarks
    assert named in remark.what


@pytest.mark.parametrize(
    "text",
    ["é", "Été", "PRÉFET", "caf\u00e9", "l’eau", "Forêt et pêche", "«Été»", "18 €", "LIBERTÉ»"],
)
def test_short_texts_are_windows(text: str) -> None:
    assert decode(text.encode("cp1252")).text == text


def test_a_stray_byte_leaves_the_rest_alone() -> None:
    sound = TEXT * 20
    data = sound.encode()
    at = data.index(b"en 1894", 1500)
    found = decode(data[:at] + b"\xe9t\xe9 " + data[at:])
    place = len(data[:at].decode())
    assert found.text == sound[:place] + "été " + sound[place:]
    (remark,) = found.remarks
    assert remark.count == 2
    assert remark.place == f"line {data[:at].count(bytes([10])) + 1}"
    assert "Windows-1252" in remark.what


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
def test_passages_in_two_encodings(encoding: str) -> None:
    text = PLAIN if encoding == "cp850" else TEXT
    found = decode(TEXT.encode() + text.encode(encoding) + TEXT.encode())
    assert found.text == TEXT + text + TEXT
    assert found.remarks[0].place == "line 3"


@pytest.mark.parametrize("rest", [b"\xc3", b"\xe2\x80", b"\xe2"])
def test_a_last_character_that_is_cut(rest: bytes) -> None:
    found = decode(TEXT.encode() + rest)
    assert found.text == TEXT
    assert "cut off" in found.remarks[0].what


def test_a_quotation_of_broken_letters_does_not_make_a_text_utf8() -> None:
    text = TEXT * 5 + "Le signe « Ã© » est un é.\n"
    assert decode(text.encode("cp1252")).text == text


def test_a_text_with_phonetic_capitals_is_windows() -> None:
    text = TEXT.replace("RÉPUBLIQUE", "LIBERTÉ»")
    found = decode(TEXT.encode() + text.encode("cp1252"))
    assert found.text == TEXT + text


def test_a_few_control_characters_are_no_reason_to_refuse() -> None:
    data = TEXT.replace("fut", "fu\x00t").replace("élu", "\x07élu\x7f").encode()
    mended = mend(read_bytes(data, "a", "a.txt"))
    assert mended.source.text == data.decode()
    assert "fut fondée" in mended.text
    assert "préfet, élu, était" in mended.text
    (remark,) = mended.remarks
    assert (remark.kind, remark.count, remark.place) == ("controls", 3, "line 1")


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 40,
        b"\x7fELF\x02\x01\x01" + b"\0" * 9 + b"\x03\0>\0\x01\0\0\0" * 60,
        "Un texte.".encode("utf-16-le") * 3 + b"\0\0\x01\x02\x03" * 40,
    ],
)
def test_what_is_binary_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="is binary, not a text"):
        read_bytes(data, "a", "a.txt")


def test_a_page_that_says_the_wrong_encoding() -> None:
    page = "<meta charset=iso-8859-1><p>Été à la régie</p>".encode()
    source = read_bytes(page, "a", "a.html")
    assert source.text == "Été à la régie\n"
    assert "is UTF-8" in source.remarks[0].what
    source = read_bytes("<meta charset=utf-8><p>Été menteur".encode("cp1252"), "a", "a.html")
    assert source.text == "Été menteur\n"
    assert "Windows-1252" in source.remarks[0].what
