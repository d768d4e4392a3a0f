"""Sets that have a token a line: Sequoia, the newspapers of Europeana and of NewsEye."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from annotate.french.sentences import sentence_spans
from annotate.training.rows import Name, Row, outermost, part

_SEQUOIA = {"PERS": "PER", "ORG": "ORG", "LOC": "LOC", "PROD": "MISC", "EVE": "MISC"}
_GENERIC = set(
    "etat état tribunal ville conseil gouvernement chambre cour mairie parquet préfecture sénat "
    "parlement ministère commission administration église comité société compagnie république"
    " police justice armée institut faculté commune assemblée banque bourse".split()
)
_CIVILITY = re.compile(
    r"(?:MM?\.|Mmes?|M[ml]+e[s.]?|Mgr\.?|Dr\.?|Me|Monsieur|Madame|Mademoiselle|Messieurs|Mr\.?"
    r"|[a-zà-ÿ][\w'’-]*|l['’]|d['’])[\s,]+|(?:l['’]|d['’])"
)
_CLASS = re.compile(
    r"(?:ville|canton|commune|arrondissement|gare|village|port)\s(?:de\s|d['’]|du\s)"
)
_LETTERS = re.compile(r"\s*([^\W\d_]+)")
_CONTRACTED = re.compile(r"(?:du|des|aux?)\s")
_NO_BLANK_BEFORE = set(",.)]…%")
_MOST_BROKEN = 0.15
_BROKEN = re.compile(r"[^\w\s.,;:!?'’«»()\"—–-]|\w[■•*^_=<>|\\{}#~§]|\d[A-Za-zé]{2}|[a-z][A-Z]")


def sequoia(file: Path) -> Iterator[Row]:
    """Yield the sentences of Sequoia's training part, with the names of PARSEME-FR."""
    for block in file.read_text("utf-8").split("\n\n"):
        lines = block.split("\n")
        text = next((line[9:] for line in lines if line.startswith("# text = ")), "")
        tokens = [line.split("\t") for line in lines if line[:1].isdigit()]
        spans: dict[str, list[int | str]] = {}
        for (start, end), tag in _placed(text, tokens):
            for one in tag.split(";") if tag not in "*_" else ():
                number, _, label = one.partition(":")
                spans.setdefault(number, [start, end, label])[1] = end
        names = [
            (_after_contraction(text, int(start)), int(end), _SEQUOIA[str(label)])
            for start, end, label in spans.values()
            if label in _SEQUOIA
        ]
        if text:
            yield Row(text, outermost(names, "PER ORG LOC MISC"), source="sequoia")


def _after_contraction(text: str, start: int) -> int:
    """Return where a name begins whose article is contracted: ``Bourget`` in ``du Bourget``."""
    match = _CONTRACTED.match(text, start)
    return match.end() if match else start


def _placed(text: str, tokens: Sequence[Sequence[str]]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield where each token stands, with its tag; both parts of a contraction stand where it does.

    The file tells the parts alone: `de` and `le` of ``du``.
    """
    at = after = 0
    for _, word, *fields in tokens:
        for place in (at, after):
            start = place + len(text[place:]) - len(text[place:].lstrip())
            if text.startswith(word, start):
                at = after = start + len(word)
                break
        else:
            held = _LETTERS.match(text, at)
            start, after = held.span(1) if held else (at, at)
        yield (start, after), fields[-1]


def europeana(file: Path) -> Iterator[Row]:
    """Yield the sentences of enp_FR.bnf.bio without those that are read badly."""
    pieces: list[str] = []
    names: list[Name] = []
    length = 0
    before, open_quote = "O", False
    for line in file.read_text("utf-8").split("\n"):
        word, _, tag = line.strip().partition(" ")
        if not word or not tag:
            continue
        blank = _is_apart(pieces[-1] if pieces else "", word)
        if word == '"':
            blank, open_quote = not open_quote, not open_quote
        start = length + blank
        pieces += [" "] * blank + [word]
        length = start + len(word)
        if tag == before and tag != "O":
            names[-1] = (names[-1][0], length, tag[2:])
        elif tag != "O":
            names.append((start, length, tag[2:]))
        before = tag
    text = "".join(pieces)
    kept, doubtful = [], []
    for name in names:
        (doubtful if _is_generic(text, name) else kept).append(name)
    whole = Row(text, tuple(kept), tuple((s, e) for s, e, _ in doubtful), source="europeana")
    yield from _read_well(whole)


def _is_apart(before: str, word: str) -> bool:
    if not before or word in _NO_BLANK_BEFORE:
        return False
    return not (before in "([«" and before != "«") and not before.endswith(("'", "’"))


def _is_generic(text: str, name: Name) -> bool:
    start, end, label = name
    form = text[start:end]
    return label == "ORG" and (form == form.lower() or form.lower() in _GENERIC)


def _read_well(whole: Row) -> Iterator[Row]:
    for first, last in _cuts(whole.text):
        row = part(whole, first, last)
        words = row.text.split()
        broken = sum(_BROKEN.search(word) is not None for word in words)
        if 3 <= len(words) <= 200 and broken <= _MOST_BROKEN * len(words):
            yield row


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Yield sentences of a long text, found in pieces of it."""
    start = 0
    for match in re.finditer(r"(?<=[a-zà-ÿ]{3}[.!?])\s(?=[A-ZÀÉÈ])", text):
        if match.start() - start > 1000:
            yield from (
                (start + a, start + b) for a, b in sentence_spans(text[start : match.start()])
            )
            start = match.end()
    yield from ((start + a, start + b) for a, b in sentence_spans(text[start:]))


def newseye(file: Path) -> Iterator[Row]:
    """Yield the sentences of a file of NewsEye in HIPE's format."""
    for block in re.split(r"(?m)^# hipe2022:document_id.*$|\n\n", file.read_text("utf-8")):
        page = _page([line.split("\t") for line in block.split("\n") if "\t" in line])
        if page.text:
            yield from _read_well(page)


def _page(tokens: Sequence[Sequence[str]]) -> Row:
    pieces: list[str] = []
    names: list[Name] = []
    length, glued, cut = 0, True, False
    for fields in tokens:
        word, tag = fields[0], fields[1]
        if word == "TOKEN":
            continue
        hyphenated = word.endswith("¬") and len(word) > 1
        word = word.rstrip("¬") or "-"
        if not glued and not cut:
            # Where the set says nothing of a blank and two words touch, there is one.
            pieces.append(" ")
            length += 1
        elif glued and not cut and pieces and pieces[-1][-1:].isalnum() and word[0].isalnum():
            pieces.append(" ")
            length += 1
        start, length = length, length + len(word)
        pieces.append(word)
        kind, _, label = tag.partition("-")
        joined = names and (kind == "I" or (cut and names[-1][1] == start))
        if kind in "BI" and joined and label.upper() == names[-1][2]:
            names[-1] = (names[-1][0], length, names[-1][2])
        elif kind in "BI" and label:
            names.append((start, length, label.upper()))
        cut = hyphenated
        glued = "NoSpaceAfter" in fields[-1]
    text = "".join(pieces)
    kept = [_bare(text, name) for name in names]
    right = [n for n in kept if n[0] < n[1] and n[2] in ("PER", "LOC", "ORG", "MISC")]
    lower = [n for n in right if text[n[0] : n[1]] == text[n[0] : n[1]].lower()]
    sure = tuple(n for n in right if n not in lower and not _is_generic(text, n))
    unsure = tuple((n[0], n[1]) for n in right if n not in sure)
    return Row(text, sure, unsure, "newseye")


def _bare(text: str, name: Name) -> Name:
    """Leave out the titles and functions of people, and the class nouns of places."""
    start, end, label = name
    if label == "PER":
        comma = text.find(",", start, end)
        end = comma if comma > start else end
        while match := _CIVILITY.match(text, start, end):
            start = match.end()
    elif label == "LOC" and (match := _CLASS.match(text, start, end)):
        start = match.end()
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end, label


def stripped(row: Row) -> Row:
    """Return a row without the blanks at its ends."""
    lead = len(row.text) - len(row.text.lstrip())
    return replace(part(row, lead, len(row.text.rstrip())), source=row.source)
