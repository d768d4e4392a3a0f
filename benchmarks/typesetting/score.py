"""How much of a truth is found again in a mended text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise, takewhile

from annotate.document.mended import Mended
from annotate.text.structure.lines import HYPHENS
from typesetting.truth import Truth, clean

_ITEM = re.compile(r"^(?:[•–—▪·*-]|\d{1,2}\.)\s+")
_SECTION = re.compile(r"^\d{1,2}(?:\.\d{1,2})*\.?\s+")
_CUT = re.compile(rf"(?<=\w)[{HYPHENS}](?=[ \t]*[\r\n\f])")
_WORD = re.compile(r"[\w’'-]+")


@dataclass
class Score:
    """Counts of what was found; sums over documents by ``+``.

    Attributes
    ----------
    paragraphs, captions, rows, notes, calls, headings, hyphens, pairs : int
        In the truth; `pairs` are neighbouring blocks of the main text, for the reading order.
    *_exact, calls_found, hyphens_right, pairs_ordered : int
        Those that came back.
    calls_false, headings_false : int
        Those that the truth does not have.
    titles : int
        Documents whose title and authors came back exactly.
    documents, crashes : int
        Documents, and those that could not be read.
    faults : list of str
        What did not come back, one line each.
    """

    documents: int = 0
    crashes: int = 0
    titles: int = 0
    paragraphs: int = 0
    paragraphs_exact: int = 0
    headings: int = 0
    headings_exact: int = 0
    headings_false: int = 0
    notes: int = 0
    notes_exact: int = 0
    calls: int = 0
    calls_found: int = 0
    calls_false: int = 0
    hyphens: int = 0
    hyphens_right: int = 0
    captions: int = 0
    captions_exact: int = 0
    rows: int = 0
    rows_exact: int = 0
    pairs: int = 0
    pairs_ordered: int = 0
    faults: list[str] = field(default_factory=list)

    def __add__(self, other: Score) -> Score:
        return Score(
            **{
                name: getattr(self, name) + getattr(other, name)
                for name in Score.__dataclass_fields__
            }
        )


def score(mended: Mended, truth: Truth) -> Score:
    """Compare a mended text with the truth."""
    total = Score(documents=1)
    _title(mended, truth, total)
    _paragraphs(mended, truth, total)
    _rows(mended, truth, total)
    _headings(mended, truth, total)
    _notes(mended, truth, total)
    _calls(mended, truth, total)
    _hyphens(mended, truth, total)
    _order(mended, truth, total)
    return total


def _texts(mended: Mended, *labels: str) -> list[str]:
    return [mended.text[low:high] for piece, (low, high) in mended.blocks if piece.label in labels]


def _title(mended: Mended, truth: Truth, total: Score) -> None:
    title = " ".join(_texts(mended, "title"))
    names = re.split(r", | et ", re.sub(r"^par ", "", " ".join(_texts(mended, "author"))))
    # small capitals may be printed with capitals
    same = [name.casefold() for name in names] == [name.casefold() for name in truth.authors]
    if title == truth.title and same:
        total.titles += 1
    else:
        total.faults.append(f"title: {title!r}, {names}")


def _paragraphs(mended: Mended, truth: Truth, total: Score) -> None:
    wanted = truth.texts("paragraph")
    found = Counter(
        _ITEM.sub("", mended.text[low:high])
        for piece, (low, high) in mended.blocks
        if piece.label == "paragraph" and piece.kind != "caption"
    )
    captions = Counter(
        mended.text[low:high] for piece, (low, high) in mended.blocks if piece.kind == "caption"
    )
    total.captions += len(truth.captions)
    total.captions_exact += (captions & Counter(truth.captions)).total()
    total.faults += [f"caption lost: {text}" for text in Counter(truth.captions) - captions]
    total.faults += [f"caption found: {text}" for text in captions - Counter(truth.captions)]
    total.paragraphs += len(wanted)
    lost = []
    for text in wanted:
        if found[text] > 0:
            found[text] -= 1
            total.paragraphs_exact += 1
        else:
            lost.append(text)
    total.faults += [f"paragraph: {fault}" for fault in differences(lost, list(found.elements()))]


def _rows(mended: Mended, truth: Truth, total: Score) -> None:
    """Count the rows of tables that are a line of the mended text, whatever parts their cells."""
    wanted = Counter(clean(" ".join(row)) for row in truth.rows)
    found = Counter(clean(re.sub(r"[|\t]", " ", line)) for line in mended.text.splitlines())
    total.rows += wanted.total()
    total.rows_exact += (wanted & found).total()
    total.faults += [f"row lost: {text}" for text in wanted - found]


def differences(lost: list[str], found: list[str]) -> Iterator[str]:
    """Tell for each lost text how the likeliest found one differs, with some context."""
    for text in lost:
        likely = max(found, key=lambda other: _shared(text, other), default="")
        if _shared(text, likely) < 8:
            yield f"not there: {text[:60]!r}"
            continue
        matcher = SequenceMatcher(None, text, likely, autojunk=False)
        told = [
            f"{text[max(0, low - 18) : low]}[{_cut_short(text[low:high])}|"
            f"{_cut_short(likely[start:end])}]{text[high : high + 12]}"
            for tag, low, high, start, end in matcher.get_opcodes()
            if tag != "equal"
        ]
        yield " ; ".join(told[:4])


def _cut_short(text: str) -> str:
    return text if len(text) < 50 else f"{text[:22]} … {text[-22:]}"


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts share at their beginnings or ends."""
    return max(_common(one, other), _common(one[::-1], other[::-1]))


def _common(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _headings(mended: Mended, truth: Truth, total: Score) -> None:
    wanted = Counter(_SECTION.sub("", text).casefold() for text in truth.texts("heading"))
    texts = [_SECTION.sub("", text).casefold() for text in _texts(mended, "heading")]
    found = Counter(text for text in texts if text != "notes")
    total.headings += wanted.total()
    total.headings_exact += (wanted & found).total()
    total.headings_false += (found - wanted).total()
    total.faults += [f"heading lost: {text}" for text in (wanted - found)]
    total.faults += [f"heading found: {text}" for text in (found - wanted)]


def _notes(mended: Mended, truth: Truth, total: Score) -> None:
    wanted = [f"{number}. {note}" for number, note in enumerate(truth.notes, start=1)]
    found = _texts(mended, "note")
    total.notes += len(wanted)
    exact = Counter(wanted) & Counter(found)
    total.notes_exact += exact.total()
    total.faults += [f"note lost: {text}" for text in wanted if text not in exact]
    total.faults += [f"note found: {text}" for text in found if text not in exact]


def _calls(mended: Mended, truth: Truth, total: Score) -> None:
    wanted = Counter(
        (str(number), _before(before)) for number, (before, _) in enumerate(truth.calls, start=1)
    )
    found: Counter[tuple[str, str]] = Counter()
    for piece in mended.structure.labelled("note_call"):
        found[(piece.value or "", _before(_text_before(mended, piece.ranges[0][0])))] += 1
    total.calls += wanted.total()
    total.calls_found += (wanted & found).total()
    total.calls_false += (found - wanted).total()
    total.faults += [f"call lost: {number} after {text!r}" for number, text in wanted - found]
    total.faults += [f"call found: {number} after {text!r}" for number, text in found - wanted]


def _before(text: str) -> str:
    return re.sub(r"[\s\u00a0]+", "", text)[-10:]


def _text_before(mended: Mended, offset: int) -> str:
    """Return the mended text of a call's own block before the call, wherever the extractor put its
    digits.
    """
    segments = mended.offsets.segments
    for segment in (segments[index] for index in range(len(segments))):
        if segment.source[0] <= offset < segment.source[1]:
            place = segment.mended[0]
            if segment.verbatim:
                place += offset - segment.source[0]
            low = max(start for _, (start, _) in mended.blocks if start <= place)
            return _ITEM.sub("", mended.text[low:place])
    return ""


def _hyphens(mended: Mended, truth: Truth, total: Score) -> None:
    """Judge a hyphen by the word that the mended text has where its line ended."""
    cells = [cell for row in truth.rows for cell in row]
    every = [truth.title, *truth.authors, *(block.text for block in truth.blocks)]
    every += [*truth.notes, *cells]
    words = {word.casefold() for text in every for word in _WORD.findall(text)}
    for start in _cuts(mended):
        places = mended.offsets.to_mended(start - 1, start)
        if not places:
            continue
        total.hyphens += 1
        word = _word_at(mended.text, places[0][0])
        if word.casefold() in words or word.rstrip("0123456789").casefold() in words:
            total.hyphens_right += 1
        else:
            total.faults.append(f"hyphen: {word}")


def _cuts(mended: Mended) -> Iterator[int]:
    text = mended.source.text
    for match in _CUT.finditer(text):
        following = text[match.end() :].lstrip()
        if following[:1].isalnum():
            yield match.start()


def _word_at(text: str, place: int) -> str:
    for match in _WORD.finditer(text, max(0, place - 60), place + 60):
        if match.start() <= place < match.end():
            return match.group()
    return ""


def _order(mended: Mended, truth: Truth, total: Score) -> None:
    """Count neighbours of the main text that are in order; a boxed text may float."""
    places: dict[str, int] = {}
    for index, text in enumerate(_texts(mended, "heading", "paragraph")):
        places.setdefault(_key(text), index)
    labels = ("heading", "paragraph")
    main = [_key(one.text) for one in truth.blocks if one.label in labels and not one.box]
    known = [places[key] for key in main if key in places]
    total.pairs += len(main) - 1
    total.pairs_ordered += sum(left < right for left, right in pairwise(known))


def _key(text: str) -> str:
    return _SECTION.sub("", _ITEM.sub("", clean(text))).casefold()[:40]


def kept_in_order(extracted: str, truth: Truth) -> bool:
    """Return whether an extractor left the paragraphs of a text whole, apart from what is between
    two columns or pages: where it runs columns together line by line, nobody can part them again.
    """
    letters = _letters(extracted)
    paragraphs = [_letters(text) for text in truth.texts("paragraph")]
    whole = sum(_pieces(text, letters) <= _PIECES for text in paragraphs)
    return whole >= _KEPT * len(paragraphs)


_PIECES = 3
_KEPT = 0.9


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", unicodedata.normalize("NFKC", text))


def _pieces(text: str, whole: str) -> int:
    """Return into how many pieces a text is cut, each of which is found again."""
    count = at = 0
    while at < len(text):
        low, high = 0, len(text) - at
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if text[at : at + middle] in whole else (low, middle - 1)
        if low == 0 or count > _PIECES:
            return _PIECES + 1
        at += low
        count += 1
    return count
