"""The plan of repairs of a document: what each rule that is on changes in its blocks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from annotate.document.offsets import Edit
from annotate.document.source import Range, Source
from annotate.french.word_list import common_words
from annotate.text.mending.accents import (
    accent_edits,
    accent_side,
    ligature_letters,
    lost_ligatures,
)
from annotate.text.mending.addresses import address_pairs
from annotate.text.mending.hyphens import (
    SOFT,
    Evidence,
    breaks_no_word,
    broken_words,
    word_forms,
    writes_soft_hyphens,
)
from annotate.text.mending.joints import joint_edits, last_hyphen
from annotate.text.mending.lost import lost_hyphens
from annotate.text.mending.misread import misread_edits
from annotate.text.mending.mojibake import mojibake_edits
from annotate.text.mending.rules import ALL_RULES
from annotate.text.mending.spaced import spaced_edits
from annotate.text.mending.spacing import inner_edits
from annotate.text.structure.blocks import Block
from annotate.text.structure.clean_text import is_settled
from annotate.text.structure.line_widths import measure_widths
from annotate.text.structure.lines import Row, ranges_of
from annotate.text.structure.note_call_candidates import RAISED, Call
from annotate.text.structure.notes import note_head
from annotate.text.tex_codes import tex_codes

_NOTE_STOP = r"\s*[.)]?\s*"
_SPACES = " \u00a0\u202f"
_WHITE = _SPACES + "\r\n\u2028\u2029"
_NEAR = 80
"""Characters before a call that are looked at."""

Finder = Callable[[str, int], Iterator[Edit]]
"""From a span of text without a line break and its place in the source to repairs."""


def planned_edits(
    blocks: Sequence[Block],
    calls: Sequence[Call],
    source: Source,
    rows: Sequence[Row],
    rules: frozenset[str] = ALL_RULES,
) -> Iterator[Edit]:
    """Yield the repairs of a document.

    Parameters
    ----------
    blocks : sequence of Block
        In reading order.
    calls : sequence of Call
        The note calls in them.
    source : Source
        Their source.
    rows : sequence of Row
        All rows of the document, as evidence.
    rules : frozenset of str
        The rules that are on.

    Yields
    ------
    Edit
        In no order; no two overlap.
    """
    evidence = _evidence(blocks, rows, source, rules)
    taken: list[Edit] = []
    ends = {row.start: row.end for block in blocks for row in block.rows}
    alone = frozenset(call.start for call in calls if ends.get(call.start) == call.end)
    leading: frozenset[int] = frozenset()
    if "note_call" in rules:
        inside = [call for call in calls if call.start not in alone]
        taken.extend(
            Edit(call.start, call.end, "", "note_call") for call in calls if call.start in alone
        )
        taken.extend(_call_edits(inside, blocks, source))
        leading = frozenset(call.start for call in inside if call.start in ends)
    if "note_number" in rules:
        for block in blocks:
            if block.label == "note":
                taken.extend(_number_edits(block, source.text))
    yield from list(taken)
    for block in blocks:
        contiguous = set(_behind_the_first(block, ranges_of(block.rows, source)))
        moved = "note_number" in rules and _number_is_last(block)
        rows_before = block.rows[:-1] if moved else block.rows
        skipped = alone | (leading & contiguous)
        for edit in joint_edits(rows_before, evidence, contiguous, rules, alone, skipped):
            if edit.rule == "accent":
                taken.append(edit)
            yield edit
        yield from last_hyphen(rows_before[-1], rules)
    broken = not source.layout and not source.marks and not is_settled(rows, source.text)
    if "lost_hyphen" in rules and broken:
        lost = list(lost_hyphens(rows, measure_widths(rows, source), evidence))
        taken.extend(lost)
        yield from lost
    misread = misread_edits(row.text for row in rows) if "mojibake" in rules else None
    if "mojibake" in rules and misread is None:
        unread = list(mojibake_edits(blocks, [(edit.start, edit.end) for edit in taken]))
        taken.extend(unread)
        yield from unread
    busy = sorted((edit.start, edit.end) for edit in taken)
    finders = [*_codes(rules, source), *_finders(rules, rows, evidence)]
    if misread is not None:
        finders.insert(0, misread)
    for block in blocks:
        for row in block.rows:
            for start, end in _free(row.start, row.end, busy):
                found = _in_turn(source.text, (start, end), finders)
                yield from _unless_cut(found, row)


def _evidence(
    blocks: Sequence[Block], rows: Sequence[Row], source: Source, rules: frozenset[str]
) -> Evidence:
    """Return what a document tells of the words in it."""
    # A word may be cut at the end of a page, with a running head between its halves.
    read = [row for block in blocks for row in block.rows]
    starts = {row.start for row in read}
    read += [row for row in rows if row.start not in starts]
    soft = writes_soft_hyphens(row.text for row in rows)
    texts = [row.text.replace(SOFT, "-") if soft else row.text for row in read]
    known = common_words().__contains__
    told = source.layout.hyphens if source.layout else {}
    forms = word_forms(texts)
    usual: dict[str, str] = {}
    if "ligature" in rules:
        usual = ligature_letters((row.text for row in rows), _known_in(forms, known))
    evidence = Evidence(forms, known, soft, address_pairs(texts), told, usual)
    return replace(evidence, unbroken=breaks_no_word(texts, evidence))


def _behind_the_first(block: Block, ranges: Sequence[Range]) -> Iterator[int]:
    """Yield where the rows begin that share a source range with the row before them."""
    begins = {start for start, _ in ranges}
    return (row.start for row in block.rows if row.start not in begins)


def _codes(rules: frozenset[str], source: Source) -> Iterator[Finder]:
    """Yield what looks for letters that other repairs need: those that were written as others."""
    if "font_code" in rules:
        yield tex_codes(source.text).edits


def _known_in(forms: Counter[str], common: Callable[[str], bool]) -> Callable[[str], bool]:
    """Return what tells whether a word is one of the document or of French."""
    return lambda word: word in forms or common(word)


def _finders(rules: frozenset[str], rows: Sequence[Row], evidence: Evidence) -> list[Finder]:
    """Return what looks for repairs inside rows, the first of which has the first word."""
    known = _known_in(evidence.forms, evidence.known)
    finders: list[Finder] = []
    if "hyphen" in rules:
        finders.append(lambda text, start: broken_words(text, start, evidence))
    if "spaced_letters" in rules:
        finders.append(lambda text, start: spaced_edits(text, start, known))
    if "accent" in rules:
        side = accent_side(row.text for row in rows)
        finders.append(lambda text, start: accent_edits(text, start, known, side))
    if "ligature" in rules:
        usual = evidence.ligatures
        finders.append(lambda text, start: lost_ligatures(text, start, known, usual))
    finders.append(lambda text, start: inner_edits(text, start, rules, soft=evidence.soft))
    return finders


def _in_turn(text: str, span: Range, finders: Sequence[Finder]) -> list[Edit]:
    """Let each finder look at what those before it have left."""
    found: list[Edit] = []
    for finder in finders:
        free: tuple[Range, ...] = (span,)
        if found:
            free = tuple(_free(*span, sorted((edit.start, edit.end) for edit in found)))
        for start, end in free:
            found.extend(finder(text[start:end], start))
    return found


def _unless_cut(edits: Iterable[Edit], row: Row) -> Iterator[Edit]:
    """Leave the hyphen at a row's cut end to the joint between the rows."""
    return (edit for edit in edits if not (row.is_cut and edit.end == row.end))


def _free(start: int, end: int, busy: Sequence[Range]) -> Iterator[Range]:
    """Yield the parts of a range that no other edit touches; `busy` is sorted."""
    for index in range(bisect_right(busy, (start, start)), len(busy)):
        low, high = busy[index]
        if low >= end:
            break
        if start < low:
            yield start, low
        start = max(start, high)
    if start < end:
        yield start, end


def _call_edits(calls: Sequence[Call], blocks: Sequence[Block], source: Source) -> Iterator[Edit]:
    """Yield the deletions of calls that share their row with text."""
    text = source.text
    ends = {row.end for block in blocks for row in block.rows}
    begins = {start for block in blocks for start, _ in ranges_of(block.rows, source)}
    called = {call.end for call in calls}
    for call in calls:
        if call.start in begins:
            # Nothing before it belongs to its block.
            end = call.end
            while text[end : end + 1] in tuple(_SPACES):
                end += 1
            yield Edit(call.start, end, "", "note_call")
        elif text[call.start - 1] == "," and call.start - 1 in called:
            yield Edit(call.start - 1, call.end, "", "note_call")
        else:
            yield _call_edit(call, text, at_an_end=call.end in ends)


def _call_edit(call: Call, text: str, *, at_an_end: bool) -> Edit:
    """Delete a call, the space before it where nothing needs it, and the full stop that the call
    doubles (`commune.6. Par`). After a call at the end of a row begins what the joint repairs.
    """
    start, end = call.start, call.end
    near = text[max(0, start - _NEAR) : start]
    bare, after = near.rstrip(_WHITE), text[end : end + 1]
    if len(bare) < len(near) and (not after or not after.isalnum()):
        start -= len(near) - len(bare)
    if at_an_end:
        return Edit(start, end, "", "note_call")
    behind = end + 1 + (text[end : end + 2] == "\r\n")
    if after and after in _WHITE and text[behind : behind + 1] in tuple(".,)"):
        end = behind  # an extractor's space between the call and the stop
        after = text[end]
    if bare[-1:] == "." and after == ".":
        end += 1
    return Edit(start, end, "", "note_call")


def _number_is_last(block: Block) -> bool:
    """Return whether an extractor put the number of a note on a line after its text."""
    if len(block.rows) < 2 or block.label != "note" or block.rows[-1].text != block.number:
        return False
    return note_head(block.rows[0]) != block.number


def _number_edits(block: Block, text: str) -> Iterator[Edit]:
    row = block.rows[0]
    if _number_is_last(block):
        before, last = block.rows[-2:]
        touching = not text[before.end : last.start].strip()
        yield Edit(row.start, row.start, f"{block.number}. ", "note_number")
        yield Edit(before.end if touching else last.start, last.end, "", "note_number")
        return
    number = re.escape(block.number or "")
    shown = rf"(?:{number}|\[{number}\]|[{RAISED}]+){_NOTE_STOP}"
    match = re.compile(shown).match(text, row.start, row.end)
    end = match.end() if match else row.start
    # After a number on a line of its own the joint between the rows has the space.
    space = "" if end == row.end else " "
    yield Edit(row.start, end, f"{block.number}.{space}", "note_number")
