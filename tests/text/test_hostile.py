"""PDFs that were made to do harm meet a limit, and the message says which."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from annotate.errors import UnreadableError
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes, read_source
from annotate.text.reading.sandbox import Limits, read_guarded

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
    b"/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>"
)
TEXT = b"BT /F 12 Tf 50 700 Td (Le puits ferme.) Tj ET\n"


def stream(data: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    head = b"<</Length %d/Filter/FlateDecode%s>>\nstream\n" % (len(packed), extra)
    return head + packed + b"\nendstream"


def pdf(pages: bytes, contents: bytes, *more: bytes, font: bytes = FONT) -> bytes:
    """A PDF with one page, object 3."""
    out, starts = b"%PDF-1.7\n", []
    for number, body in enumerate((CATALOG, pages, PAGE, contents, font, *more), start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(starts) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\n" % (
        size, table, size,
    ) + b"startxref\n%d\n%%%%EOF\n" % len(out)  # fmt: skip


ONE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def forms(depth: int) -> bytes:
    """Forms that each show the next one twice: 2 to the power of `depth` texts."""
    found = []
    for number in range(7, 7 + depth):
        own = b"/XObject<</X %d 0 R>>" % number
        head = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<<%s>>" % own
        found.append(stream(b"/X Do /X Do ", head))
    found.append(stream(b" ", b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]"))
    return pdf(ONE, stream(TEXT + b"/X Do "), *found)


def test_an_honest_file_of_this_make_is_read() -> None:
    source = read_bytes(pdf(ONE, stream(TEXT)), "a", "a.pdf")
    assert source.text == "Le puits ferme.\n"
    assert read_bytes(forms(3), "a", "a.pdf").text == "Le puits ferme.\n"


@pytest.mark.parametrize("code", ["0085", "2028", "2029", "000B"])
def test_a_letter_that_a_font_calls_a_line_end_ends_no_line(code: str) -> None:
    cmap = (
        b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        b"1 beginbfchar <7A> <%s> endbfchar endcmap" % code.encode()
    )
    font = FONT.replace(b">>", b"/ToUnicode 6 0 R>>")
    text = TEXT.replace(b"puits ferme", b"puizs fermez")
    lines = b"".join(text.replace(b"700", b"%d" % (700 - 20 * one)) for one in range(3))
    read = read_bytes(pdf(ONE, stream(lines), stream(cmap), font=font), "a", "a.pdf")
    mended = mend(read)
    assert read.layout is not None
    assert len(read.layout.lines) == 3
    assert mended.text.count("Le pui") == 3


def test_a_page_tree_that_contains_itself_ends() -> None:
    data = pdf(b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>", stream(TEXT))
    with pytest.raises(UnreadableError, match="this page is damaged"):
        read_bytes(data, "a", "a.pdf")


def test_a_million_pages_are_claimed() -> None:
    data = pdf(b"<</Type/Pages/Kids[3 0 R]/Count 1000000>>", stream(TEXT))
    with pytest.raises(UnreadableError, match="says that it has 1000000 pages") as caught:
        read_bytes(data, "a", "a.pdf")
    assert "cut it into several files" in str(caught.value)


def test_a_stream_that_inflates() -> None:
    data = pdf(ONE, stream(b" " * 400_000_000))
    with pytest.raises(UnreadableError, match="wants more than 150 MB") as caught:
        read_guarded(data, "a", "a.pdf", Limits(memory=150_000_000))
    assert caught.value.place == "page 1"


def test_forms_in_forms() -> None:
    with pytest.raises(UnreadableError, match="longer than 2 seconds") as caught:
        read_guarded(forms(26), "a", "a.pdf", Limits(seconds=2))
    assert caught.value.place == "page 1"


def test_errors_of_the_reader_come_through() -> None:
    with pytest.raises(UnreadableError, match="damaged"):
        read_bytes(b"%PDF-1.7\nnothing", "a", "a.pdf")


def test_the_child_reads_what_this_process_would() -> None:
    from annotate.text.reading.pdf import read_pdf

    path = CORPUS / "terrils.pdf"
    here = read_pdf(path.read_bytes(), "a", str(path))
    assert read_source(path, "a") == here
