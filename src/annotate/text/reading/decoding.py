"""From bytes to text: byte-order marks, UTF-8, UTF-8 with faults, encodings of one byte.

What had to be decided is told as remarks; nothing is decided silently but UTF-8 and Windows-1252
as a whole.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotate.document.source import Remark
from annotate.text.reading.single_byte import NAMES, WINDOWS, choose, is_typed

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte-order marks; that of UTF-16 begins that of UTF-32, which is asked first."""

_HEAD = 4096
_MANY = 0.6
"""A file whose bytes of one parity are NUL to this share is UTF-16 without a mark."""
_FEW = 0.05
_STRAY = 2
"""No more sequences of UTF-8 than this, beside many bytes that are none, may be a quotation."""
_TWO = rb"[\xc2-\xc8\xcb-\xd3\xd6-\xdf][\x80-\xbf]"
_THREE = rb"\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
_FOUR = rb"\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
_SEQUENCE = re.compile(b"|".join((_TWO, _THREE, _FOUR)))
"""UTF-8 beyond ASCII. Where a file is not UTF-8 throughout, the letters of phonetics and those of
Armenian are none: in Windows-1252 their bytes are `É»` and `Õ’`."""
_ONLY_PHONETIC = re.compile("[\x00-\x7f\u0250-\u02af\u0530-\u058f]*")
_PARTS = re.compile(
    rb"(?P<sound>(?:[\x00-\x7f]|%b)++)|(?P<cut>\xe2[\x80-\xbf]|[\xc2\xc3\xc5\xe2]\Z)|(?P<stray>.)"
    % _SEQUENCE.pattern,
    re.DOTALL,
)
_NEAR = 20
_WORD_END, _WORD_HEAD = re.compile(rb"[A-Za-z\x80-\xff]*\Z"), re.compile(rb"[A-Za-z\x80-\xff]*")
_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what was wrong with its bytes.

    Attributes
    ----------
    text : str
        Without a byte-order mark.
    encoding : str
        The codec that most of it was decoded with.
    remarks : tuple of Remark
        What was decided that is not plain.
    """

    text: str
    encoding: str
    remarks: tuple[Remark, ...] = ()

    @property
    def named(self) -> str:
        """The encoding as messages call it."""
        return NAMES.get(self.encoding, self.encoding.upper())


def decode(data: bytes) -> Decoded:
    r"""Decode the bytes of a text.

    A byte-order mark decides; without one it is UTF-8 if it can be, or UTF-16 whose mark is
    missing. UTF-8 with stray bytes stays UTF-8, and the bytes are read in the encoding of one byte
    in which they give French words, like a text that is no UTF-8 at all.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    Decoded
        Every file gives one: whether it is a text is not asked here.

    Examples
    --------
    >>> decode("été".encode("cp1252")).text, decode("été".encode("mac_roman")).text
    ('été', 'été')
    >>> found = decode("La société\nd’é".encode() + b"t\xe9")
    >>> found.text, [str(remark) for remark in found.remarks]
    ('La société\nd’été', ['line 2: 1 byte is not UTF-8 and is read as Windows-1252'])
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            body = data[len(mark) :]
            return _utf8(body) if encoding == "utf-8" else _wide(body, encoding)
    wide = _unmarked(data[:_HEAD])
    if wide:
        found = _wide(data, wide)
        told = Remark("encoding", f"is read as {wide.upper()}, of which it bears no mark")
        return Decoded(found.text, wide, (told, *found.remarks))
    return _utf8(data)


def _unmarked(head: bytes) -> str:
    """Return the encoding of two bytes a character that the NULs of a file show, if any."""
    pairs = len(head) // 2
    if pairs < 2 or b"\0" not in head:
        return ""
    even, odd = head[::2].count(0) / pairs, head[1::2].count(0) / pairs
    if odd > _MANY and even < _FEW:
        return "utf-16-le"
    return "utf-16-be" if even > _MANY and odd < _FEW else ""


def _wide(data: bytes, encoding: str) -> Decoded:
    """Decode UTF-16 or UTF-32."""
    text = data.decode(encoding, "replace")
    faults = text.count("\ufffd")
    remarks: tuple[Remark, ...] = ()
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        line = text.count("\n", 0, text.find("\ufffd")) + 1
        what = f"is not {encoding.upper()} throughout ({error.reason}): what is none became �"
        remarks = (Remark("encoding", what, faults, f"line {line}"),)
    return Decoded(text, encoding, remarks)


def _utf8(data: bytes) -> Decoded:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _faulty(data)
    if _ONLY_PHONETIC.fullmatch(text) and not text.isascii():
        return _single(data)
    return Decoded(text, "utf-8")


def _faulty(data: bytes) -> Decoded:
    """Decode what is no UTF-8, or not throughout."""
    strays = [part for part in _PARTS.finditer(data) if part.lastgroup != "sound"]
    plausible = sum(is_typed(seq.decode("utf-8")) for seq in _SEQUENCE.findall(data))
    quoted = plausible <= _STRAY and len(strays) > 10 * plausible
    if not plausible or quoted:
        return _single(data)
    bytes_alone = b" ".join(_around(data, part.start()) for part in strays)
    codec = choose(bytes_alone)
    signs = [bytes([code]).decode(codec) for code in range(0x100)]
    text = "".join(_part(part, signs) for part in _PARTS.finditer(data))
    return Decoded(text, "utf-8", tuple(_remarks(data, strays, codec)))


def _part(part: re.Match[bytes], signs: Sequence[str]) -> str:
    if part.lastgroup == "sound":
        return part.group().decode("utf-8")
    if part.lastgroup == "stray":
        return signs[part.group()[0]]
    return "" if part.end() == len(part.string) else "\ufffd"


def _around(data: bytes, at: int) -> bytes:
    """Return the word that a stray byte is in, without what is UTF-8 in it."""
    low, high = max(0, at - _NEAR), at + _NEAR
    before = _WORD_END.search(data[low:at])
    after = _WORD_HEAD.match(data[at:high])
    assert before is not None
    assert after is not None
    return _SEQUENCE.sub(b" ", before.group() + after.group())


def _single(data: bytes) -> Decoded:
    """Decode an encoding of one byte a character."""
    codec = choose(data)
    remarks: tuple[Remark, ...] = ()
    if codec != WINDOWS:
        what = f"is read as {NAMES[codec]}, in which its words are French"
        remarks = (Remark("encoding", what),)
    return Decoded(data.decode(codec), codec, remarks)


def _remarks(data: bytes, strays: Sequence[re.Match[bytes]], codec: str) -> Iterator[Remark]:
    for kind, one, several in (
        ("stray", f"byte is not UTF-8 and is read as {NAMES[codec]}",
         f"bytes are not UTF-8 and are read as {NAMES[codec]}"),
        ("cut", "character is cut off and lost", "characters are cut off and lost"),
    ):  # fmt: skip
        own = [part.start() for part in strays if part.lastgroup == kind]
        if own:
            what = f"{len(own)} {one if len(own) == 1 else several}"
            yield Remark("encoding", what, len(own), f"line {_line(data, own[0])}")


def _line(data: bytes, at: int) -> int:
    return sum(1 for _ in _LINE_END.finditer(data, 0, at)) + 1
