"""CoNLL-U: the tokens of Universal Dependencies, with what is annotated in the column MISC.

``NE`` has the tags of names in IOB2, as spaCy's converter reads it; ``NEId``, ``NEValue`` and the
rest, at the first token of a name, what is said of it. ``SpaceAfter=No`` and ``SpacesAfter`` keep
the white space of the text, so that it can be built again to the character.

Others have a column for names (CoNLL-U Plus): ``PARSEME:NE`` of Sequoia has ``1:PERS`` where the
first name of a sentence begins and ``1`` where it goes on, cells of several names with a semicolon.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.document.source import Range
from annotate.exports.document import Exchanged, Span
from annotate.exports.formats import (
    Format,
    Setting,
    check_last_row,
    each_into,
    identity_of,
    lines_of,
    malformed,
    read_file,
)
from annotate.exports.losses import DETAILS, Feature
from annotate.exports.tokens import sentences_of, spans_of, tags

if TYPE_CHECKING:
    from conllu.models import TokenList

ENDING = ".conllu"
ENDINGS = (ENDING, ".conllup", ".cupt")

# The escapes of UDPipe for what a value of MISC cannot hold; the rest by its number.
_ESCAPES = {"\\": "\\\\", " ": "\\s", "\n": "\\n", "\r": "\\r", "\t": "\\t", "|": "\\p"}
_ESCAPED = {escape: char for char, escape in _ESCAPES.items()}
_RISKY = re.compile(r"[\\|=]|\s")
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|[\\snrtp])")
_DETAILS = {"NEId": "id", "NEValue": "value", "NEStatus": "status", "NESource": "source"}
_SCORE, _ATTRIBUTES = "NEScore", "NEAttributes"
_COLUMN = re.compile(r"(?:.*:)?(?:ne|ner|named_entity)")
_MEMBER = re.compile(r"(\d+)(?::(.+))?")


def write(documents: Iterable[Exchanged], folder: Path, setting: Setting) -> None:
    """Write ``ID.conllu`` for each document."""
    each_into(documents, folder, ENDING, _text)


def _text(document: Exchanged) -> str:
    from conllu.models import Metadata, Token, TokenList

    text = document.text
    sentences = sentences_of(document)
    spans = {one.start: one for one in document.spans}
    following = [*(tokens[0][0] for tokens in sentences[1:]), len(text)][: len(sentences)]
    pieces = []
    for number, (tokens, row, after) in enumerate(
        zip(sentences, tags(sentences, document.spans), following, strict=True), start=1
    ):
        metadata: dict[str, Any] = {"newdoc id": document.id} if number == 1 else {}
        metadata["sent_id"] = f"{document.id}-{number}"
        metadata["text"] = " ".join(text[tokens[0][0] : tokens[-1][1]].split())
        made = []
        for place, ((start, end), tag) in enumerate(zip(tokens, row, strict=True), start=1):
            misc: dict[str, str] = {} if tag == "O" else {"NE": tag, **_details(spans.get(start))}
            if number == place == 1 and start:
                misc["SpacesBefore"] = _escaped(text[:start])
            space = text[end : tokens[place][0] if place < len(tokens) else after]
            if not space:
                misc["SpaceAfter"] = "No"
            elif space != " ":
                misc["SpacesAfter"] = _escaped(space)
            made.append(Token(id=place, form=text[start:end], **_EMPTY, misc=misc or None))
        pieces.append(TokenList(made, metadata=Metadata(metadata)).serialize())
    return "".join(pieces)


_EMPTY: Mapping[str, Any] = {
    **dict.fromkeys(("lemma", "upos", "xpos"), "_"),
    **dict.fromkeys(("feats", "head", "deprel", "deps")),
}


def _details(span: Span | None) -> dict[str, str]:
    """Return what is said of a span that begins at a token."""
    if span is None:
        return {}
    said = {name: _escaped(getattr(span, key) or "") for name, key in _DETAILS.items()}
    if span.score is not None:
        said[_SCORE] = str(span.score)
    if span.attributes:
        encoded = json.dumps(span.attributes, ensure_ascii=False, separators=(",", ":"))
        said[_ATTRIBUTES] = _escaped(encoded)
    return {name: value for name, value in said.items() if value}


def _escaped(text: str) -> str:
    return _RISKY.sub(lambda found: _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}", text)


def _plain(text: str) -> str:
    return _ESCAPE.sub(
        lambda found: chr(int(found[1], 16)) if found[1] else _ESCAPED[found[0]], text
    )


def read(path: Path) -> Iterator[Exchanged]:
    """Read the documents of a file, which ``# newdoc`` begins; without any there is one.

    Raises
    ------
    StandoffError
        If it is no CoNLL-U.
    """
    text = read_file(path)
    if text.strip() and not text.endswith("\n"):  # a blank line ends each sentence, the last too
        raise malformed("the file ends in the middle of a row", path, text.count("\n") + 1)
    lines = ((number, line) for number, line in lines_of(path) if line[:1].isdigit())
    check_last_row(path, ((number, line.count("\t") + 1) for number, line in lines))
    reading = _Reading(identity_of(path, *ENDINGS))
    if not text.strip():  # a text without a word, or what is left of one
        yield Exchanged(reading.identity, "")
    for sentence in _sentences(text, path):
        name = next((key for key in sentence.metadata if key.startswith("newdoc")), None)
        if name is not None and reading:
            yield reading.document()
            reading = _Reading(identity_of(path, *ENDINGS))
        if name is not None:
            reading.identity = sentence.metadata[name] or reading.identity
        try:
            reading.add(sentence)
        except ValueError as error:
            place = sentence.metadata.get("sent_id") or sentence.metadata.get("text")
            raise malformed(f"no CoNLL-U ({error})", path, f"sentence {place}") from error
    if reading:
        yield reading.document()


def _sentences(text: str, path: Path) -> Iterator[TokenList]:
    """Yield the sentences of a file one by one: all of their tokens take much memory."""
    import conllu

    try:
        yield from conllu.parse_incr(StringIO(text.replace("\r\n", "\n")))
    except conllu.exceptions.ParseException as error:
        raise malformed(f"no CoNLL-U: {error}", path) from error


class _Reading:
    """A document that is read sentence by sentence."""

    def __init__(self, identity: str) -> None:
        self.identity = identity
        self._pieces: list[str] = []
        self._length = 0
        self._spans: list[Span] = []
        self._sentences: list[Range] = []

    def __bool__(self) -> bool:
        return self._length > 0

    def _write(self, text: str) -> Range:
        """Add text, and return where it stands."""
        start = self._length
        self._pieces.append(text)
        self._length += len(text)
        return start, self._length

    def add(self, sentence: Iterable[Mapping[str, Any]]) -> None:
        """Add a sentence; of a contraction (``1-2 du``) the surface counts, not its words."""
        tokens: list[Range] = []
        row: list[str] = []
        members: list[str] = []
        miscs, covered = [], 0
        for token in sentence:
            number, misc = token["id"], token.get("misc") or {}
            cell = next((str(token[key]) for key in token if _COLUMN.fullmatch(key)), "*")
            if isinstance(number, tuple):
                if number[1] != "-":
                    continue  # an empty node
                covered = number[2]
            elif number <= covered:
                # A tag may stand at the words of a contraction alone.
                if row and row[-1] == "O":
                    row[-1] = misc.get("NE") or "O"
                members[-1] += f";{cell}"
                continue
            self._write(_plain(misc.get("SpacesBefore") or ""))
            tokens.append(self._write(token["form"]))
            row.append(misc.get("NE") or "O")
            miscs.append(misc)
            members.append(cell)
            self._write(_space(misc))
        starts = {start: misc for (start, _), misc in zip(tokens, miscs, strict=True)}
        self._spans += [_span(one, starts[one.start]) for one in spans_of(tokens, row)]
        self._spans += _numbered(tokens, members)
        if tokens:
            self._sentences.append((tokens[0][0], tokens[-1][1]))

    def document(self) -> Exchanged:
        """Return what was read."""
        sentences = tuple(self._sentences)
        spans = tuple(sorted(self._spans, key=Span.sort_key))
        return Exchanged(self.identity, "".join(self._pieces), spans, sentences=sentences)


def _numbered(tokens: Sequence[Range], members: Sequence[str]) -> list[Span]:
    """Return the spans of a column in which names have numbers, or of one with tags."""
    held: dict[str, tuple[str, list[int]]] = {}
    for at, cell in enumerate(members):
        for number, label in _MEMBER.findall(cell):
            places = held.setdefault(number, (label, []))[1]
            if places[-1:] != [at]:
                places.append(at)
    if not held and any(re.match("[BISELU]-", cell) for cell in members):
        return spans_of(tokens, [cell if "-" in cell else "O" for cell in members])
    found = []
    for label, places in held.values():
        ranges: list[Range] = []
        for at, before in zip(places, [None, *places], strict=False):
            joined = before is not None and at == before + 1
            start = ranges.pop()[0] if joined else tokens[at][0]
            ranges.append((start, tokens[at][1]))
        found.append(Span(label, tuple(ranges)))
    return found


def _space(misc: Mapping[str, str]) -> str:
    if misc.get("SpaceAfter") == "No":
        return ""
    return _plain(misc.get("SpacesAfter") or " ")


def _span(span: Span, misc: Mapping[str, str]) -> Span:
    said: dict[str, Any] = {
        key: _plain(misc[name]) for name, key in _DETAILS.items() if misc.get(name)
    }
    if misc.get(_SCORE):
        said["score"] = float(misc[_SCORE])
    if misc.get(_ATTRIBUTES):
        said["attributes"] = json.loads(_plain(misc[_ATTRIBUTES]))
    return replace(span, **said)


FORMAT = Format(
    "conllu",
    "CoNLL-U",
    DETAILS | {Feature.SENTENCES, Feature.SPACE, Feature.CHARACTERS},
    write,
    read,
    ENDINGS,
)
