"""Files made to do harm, or damaged, meet a limit with a message; nothing of them is unfolded."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest

from annotate.errors import DocumentError, EncryptedError, NoTextError, UnreadableError
from annotate.text.reading import read_bytes
from annotate.text.reading.xml import MAX_BYTES, MAX_DEPTH
from article_files import written
from packing import packed, repacked

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
ODT = "application/vnd.oasis.opendocument.text"
MEGABYTE = 1 << 20


def zeros(name: str, size: int) -> bytes:
    """A package whose part `name` unpacks to `size` zero bytes, written without holding them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", ODT)
        with made.open(name, "w", force_zip64=True) as part:
            for _ in range(size // MEGABYTE):
                part.write(bytes(MEGABYTE))
    return buffer.getvalue()


def in_format(form: str, inner: str, before: str = "") -> tuple[bytes, str]:
    """A document whose body is `inner`, in the markup of the format."""
    if form == "docx":
        xml = f'{before}<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'
        return repacked(
            written("docx"), lambda n, c: xml.encode() if n == "word/document.xml" else c
        ), "a.docx"
    if form == "odt":
        xml = (
            f'{before}<o:document-content xmlns:o="{OFFICE}" xmlns:t="{TEXT}"><o:body><o:text>'
            f"{inner}</o:text></o:body></o:document-content>"
        )
        return packed({"mimetype": ODT.encode(), "content.xml": xml.encode()}), "a.odt"
    if form == "tei":
        return f"{before}<TEI><text><body>{inner}</body></text></TEI>".encode(), "a.xml"
    return f"<!DOCTYPE html><body>{inner}</body>".encode(), "a.html"


NESTED = {
    "docx": (
        "<w:sdt><w:sdtContent>",
        "<w:p><w:r><w:t>Lens</w:t></w:r></w:p>",
        2,
        "w:sdt",
        "w:sdtContent",
    ),
    "odt": ("<t:section>", "<t:p>Lens</t:p>", 1, "t:section", ""),
    "tei": ("<div>", "<p>Lens</p>", 1, "div", ""),
    "html": ("<div>", "<p>Lens</p>", 1, "div", ""),
}


def nested(form: str, depth: int) -> tuple[bytes, str]:
    opening, inner, step, tag, within = NESTED[form]
    count = depth // step
    closing = (f"</{within}>" if within else "") + f"</{tag}>"
    return in_format(form, opening * count + inner + closing * count)


@pytest.mark.parametrize("form", NESTED)
@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 5_000, 200_000])
def test_an_abyss_of_elements_is_refused(form: str, depth: int) -> None:
    data, name = nested(form, depth)
    # The largest in a package are already refused for how small they pack.
    with pytest.raises(UnreadableError, match=r"inside each other|packed more than") as caught:
        read_bytes(data, "a", name)
    assert caught.value.remedy


@pytest.mark.parametrize("form", NESTED)
def test_deep_elements_are_read(form: str) -> None:
    data, name = nested(form, MAX_DEPTH - 8)
    assert read_bytes(data, "a", name).text == "Lens\n"


@pytest.mark.parametrize("form", ["docx", "odt", "tei"])
def test_a_text_in_deep_inline_elements_is_read(form: str) -> None:
    tag = {"docx": "w:ins", "odt": "t:span", "tei": "hi"}[form]
    paragraph, text = {
        "docx": ("w:p", "<w:r><w:t>Lens</w:t></w:r>"),
        "odt": ("t:p", "Lens"),
        "tei": ("p", "Lens"),
    }[form]
    count = MAX_DEPTH - 10
    inner = f"<{paragraph}>" + f"<{tag}>" * count + text + f"</{tag}>" * count + f"</{paragraph}>"
    data, name = in_format(form, inner)
    assert read_bytes(data, "a", name).text == "Lens\n"


LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 12))
    + "]>"
)
OUTSIDE = "<!DOCTYPE x [<!ENTITY a11 SYSTEM 'file:///etc/hostname'>]>"


@pytest.mark.parametrize("form", ["docx", "odt", "tei"])
@pytest.mark.parametrize("entities", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
def test_entities_are_refused(form: str, entities: str) -> None:
    paragraph = {"docx": "<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>", "odt": "<t:p>&a11;</t:p>"}
    data, name = in_format(form, paragraph.get(form, "<p>&a11;</p>"), entities)
    with pytest.raises(UnreadableError, match="entities") as caught:
        read_bytes(data, "a", name)
    assert caught.value.remedy


def test_entities_in_another_encoding_are_refused() -> None:
    data = ('<?xml version="1.0" encoding="utf-16"?>' + LAUGHS + "<TEI>&a11;</TEI>").encode(
        "utf-16"
    )
    with pytest.raises(UnreadableError, match="entities"):
        read_bytes(data, "a", "a.xml")


def test_a_document_type_from_elsewhere_is_not_fetched() -> None:
    before = '<!DOCTYPE TEI SYSTEM "http://192.0.2.1/tei.dtd">'
    data, name = in_format("tei", "<p>Le puits est à Lens.</p>", before)
    assert read_bytes(data, "a", name).text == "Le puits est à Lens.\n"


def test_an_entity_that_nothing_declares_is_told() -> None:
    data, name = in_format("tei", "<p>Le c&oelig;ur.</p>", '<!DOCTYPE TEI SYSTEM "tei.dtd">')
    with pytest.raises(UnreadableError, match="entit"):
        read_bytes(data, "a", name)


@pytest.mark.parametrize("name", ["content.xml", "Pictures/a.png"])
def test_a_bomb_stays_packed(name: str) -> None:
    data = zeros(name, 300 * MEGABYTE)
    assert len(data) < MEGABYTE
    tracemalloc.start()
    with pytest.raises(UnreadableError, match="more than a text can need") as caught:
        read_bytes(data, "a", "a.odt")
    assert tracemalloc.get_traced_memory()[1] < 20 * MEGABYTE
    tracemalloc.stop()
    assert caught.value.place == name


def test_a_part_that_lies_about_its_size_is_cut_off() -> None:
    """The directory says 10 bytes; the part holds 300 MB."""
    data = bytearray(zeros("content.xml", 300 * MEGABYTE))
    size = (300 * MEGABYTE).to_bytes(4, "little")
    assert size in data
    lying = bytes(data).replace(size, (10).to_bytes(4, "little"))
    tracemalloc.start()
    with pytest.raises(UnreadableError):
        read_bytes(lying, "a", "a.odt")
    assert tracemalloc.get_traced_memory()[1] < 3 * MAX_BYTES
    tracemalloc.stop()


def test_parts_that_together_are_too_large() -> None:
    """Each part is within bounds; the same bytes are named many times over."""
    block = bytes(range(256)) * 4096 * 3
    parts = {f"Pictures/{number}.bin": block for number in range(3)}
    data = bytearray(packed({"mimetype": ODT.encode(), **parts}))
    told = (0x3FFFFFFF).to_bytes(4, "little")
    data = data.replace(len(block).to_bytes(4, "little"), told)
    with pytest.raises(UnreadableError, match="more than a text can need"):
        read_bytes(bytes(data), "a", "a.odt")


def test_a_package_in_a_package_is_not_opened() -> None:
    inner = zeros("content.xml", 300 * MEGABYTE)
    data = repacked(written("odt"), lambda _, content: content, {"Object 1/a.odt": inner})
    assert read_bytes(data, "a", "a.odt").text == read_bytes(written("odt"), "a", "a.odt").text


@pytest.mark.parametrize("form", ["tei", "html"])
def test_more_markup_than_a_text_can_need(form: str) -> None:
    data, name = in_format(form, "<p>Lens</p>" + " " * MAX_BYTES)
    with pytest.raises(UnreadableError, match="MB of markup") as caught:
        read_bytes(data, "a", name)
    assert caught.value.remedy == "part it into smaller documents"


@pytest.mark.parametrize("form", NESTED)
@pytest.mark.parametrize("inner", ["<p/>", "<p a='b' c='d'/>"])
def test_more_tags_than_a_text_can_need(form: str, inner: str) -> None:
    data, name = in_format(form, inner * (2_000_010 // (inner.count("<") + inner.count("="))))
    with pytest.raises(UnreadableError, match=r"tags and attributes|packed more than") as caught:
        read_bytes(data, "a", name)
    assert caught.value.remedy


def test_a_part_of_300_megabytes_that_hardly_packs() -> None:
    """As large and no bomb by its ratio: words at random."""
    words = b"".join(bytes(97 + (n * 7919 + i * i) % 26 for i in range(40)) for n in range(1000))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as made:
        made.writestr("mimetype", ODT)
        with made.open("content.xml", "w", force_zip64=True) as part:
            for _ in range(MAX_BYTES // len(words) + 1):
                part.write(words)
    with pytest.raises(UnreadableError, match="64 MB"):
        read_bytes(buffer.getvalue(), "a", "a.odt")


@pytest.mark.parametrize("form", ["docx", "odt"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
def test_a_truncated_package_is_damaged(form: str, share: float) -> None:
    data = written(form)
    with pytest.raises(UnreadableError, match="damaged"):
        read_bytes(data[: int(len(data) * share)], "a", f"a.{form}")


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_flipped_bytes_are_told_or_harmless(form: str) -> None:
    data = written(form)
    for place in range(0, len(data), max(1, len(data) // 150)):
        broken = bytearray(data)
        broken[place] ^= 0x55
        try:
            read_bytes(bytes(broken), "a", f"a.{form}")
        except DocumentError as error:
            assert error.remedy


@pytest.mark.parametrize(("form", "part"), [("docx", "word/document.xml"), ("odt", "content.xml")])
def test_without_its_text_part_a_package_is_damaged(form: str, part: str) -> None:
    data = repacked(written(form), lambda name, content: None if name == part else content)
    with pytest.raises(UnreadableError, match="missing") as caught:
        read_bytes(data, "a", f"a.{form}")
    assert part in str(caught.value)


@pytest.mark.parametrize("part", ["word/styles.xml", "docProps/core.xml", "word/settings.xml"])
def test_without_another_part_a_docx_is_read(part: str) -> None:
    data = repacked(written("docx"), lambda name, content: None if name == part else content)
    assert "Les fosses de Vernoy" in read_bytes(data, "a", "a.docx").text


def test_without_its_notes_a_docx_has_no_calls() -> None:
    data = repacked(
        written("docx"), lambda name, content: None if name == "word/footnotes.xml" else content
    )
    text = read_bytes(data, "a", "a.docx").text
    assert "foncée en 1854 par" in text and "Archives" not in text


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_a_part_that_is_no_xml(form: str) -> None:
    part = {"docx": "word/document.xml", "odt": "content.xml"}[form]
    data = repacked(written(form), lambda n, c: c[: len(c) // 2] if n == part else c)
    with pytest.raises(UnreadableError, match="well-formed") as caught:
        read_bytes(data, "a", f"a.{form}")
    assert part in str(caught.value)


def test_an_encrypted_odt() -> None:
    manifest = b"<m:manifest xmlns:m='urn:x'><m:encryption-data/></m:manifest>"
    data = repacked(written("odt"), lambda n, c: manifest if n == "META-INF/manifest.xml" else c)
    with pytest.raises(EncryptedError):
        read_bytes(data, "a", "a.odt")


@pytest.mark.parametrize("form", NESTED)
def test_nothing_but_markup_is_no_text(form: str) -> None:
    data, name = in_format(form, "")
    with pytest.raises(NoTextError):
        read_bytes(data, "a", name)
