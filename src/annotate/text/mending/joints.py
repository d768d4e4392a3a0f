"""Repairs between two lines of one block: the line break, and the hyphen before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from annotate.document.offsets import Edit
from annotate.document.source import INVISIBLE
from annotate.text.mending.addresses import is_in_address, is_one_address
from annotate.text.mending.hyphens import Evidence, keeps_hyphen
from annotate.text.mending.rules import ALL_RULES
from annotate.text.mending.spacing import composed
from annotate.text.structure.lines import Row
from annotate.text.structure.notes import note_head

_MARKS = re.compile("[\u0300-\u036f]+")
_NEAR = 200
"""Characters of a row that decide: a row may be ten megabytes long."""
_STOP = re.compile(r"[.,)](?:\s|$)|°")
"""No French line begins so, unless an extractor put a line break about the note call before it, or
a program broke a line after the letter of `n°`."""
_ELIDED, _APOSTROPHE = (
    re.compile(r"(?:(?<!\w)[cdjlmnst]|qu)\Z", re.IGNORECASE),
    re.compile(r"['’]\w"),
)
"""Ends a line, begins one: nobody parts an elided word so; extractors do where type is kerned."""
_ORDINAL = re.compile(r"\d(?:er|re|e|ème)s?\Z")
_GLUE = ("/", "·")
"""Ends a line without a space after: `Lens/` and `Liévin` are one name, `lecteur·` and `rices` one
word."""


def last_hyphen(row: Row, rules: frozenset[str] = ALL_RULES) -> Iterator[Edit]:
    """Yield the repair of the hyphen that cuts the last word of a block, where extraction lost the
    rest of it: it is written as one, since nothing else shows that the word is not whole.
    """
    if row.is_cut:
        yield from _plain_hyphen(row) if "hyphen" in rules else _unseen(row, rules)


def _unseen(row: Row, rules: frozenset[str]) -> Iterator[Edit]:
    """A soft hyphen that stays would be one inside a line, where it goes."""
    if row.is_cut and row.text[-1] in INVISIBLE and "soft_hyphen" in rules:
        yield Edit(row.end - 1, row.end, "", "soft_hyphen")


def _plain_hyphen(row: Row) -> Iterator[Edit]:
    """A hyphen that belongs to its word is written as one, whatever marked the line end."""
    if row.text[-1] != "-":
        yield Edit(row.end - 1, row.end, "-", "hyphen")


def joint_edits(
    rows: Sequence[Row],
    evidence: Evidence,
    contiguous: set[int],
    rules: frozenset[str] = ALL_RULES,
    calls: frozenset[int] = frozenset(),
    skipped: frozenset[int] = frozenset(),
) -> Iterator[Edit]:
    """Yield the repairs between the rows of a block.

    Parameters
    ----------
    rows : sequence of Row
        In reading order.
    evidence : Evidence
        For the hyphens.
    contiguous : set of int
        Start offsets of the rows that share a source range with the row before them; before any
        other row something was set aside, which no edit may touch.
    rules : frozenset of str
        The rules that are on. Without ``hyphen`` every hyphen is kept as it is; without
        ``line_break`` or ``page_break`` the lines are parted by one line feed, since a blank line
        would part blocks.
    calls : frozenset of int
        Start offsets of rows that hold nothing but a note call, which was inside a line.
    skipped : frozenset of int
        Start offsets of rows whose break goes with the call that they begin with.
    """
    for row, following in pairwise(rows):
        touching = following.start in contiguous
        if following.start in calls and touching and "line_break" in rules:
            # A call on a line of its own goes, and its break with it.
            yield Edit(row.end, following.start, "", "line_break")
            continue
        if (row.start in calls and not touching) or following.start in skipped:
            continue
        marks = _MARKS.match(following.text)
        letter = row.text[-_NEAR:].rstrip(INVISIBLE)
        if marks and touching and letter[-1:].isalpha() and {"accent", "line_break"} <= rules:
            # An accent that a line break parts from its letter.
            start = row.end - len(row.text[-_NEAR:]) + len(letter) - 1
            end = following.start + marks.end()
            yield Edit(start, end, composed(letter[-1] + marks.group(), rules), "accent")
            continue
        gap_end = following.start if touching else row.end
        if row.is_cut and _begins_a_word(following, evidence) and not note_head(following):
            if "hyphen" in rules and not _keeps_hyphen(row, following, evidence):
                parted = " " if _is_ordinal(row, following) else ""
                yield Edit(row.end - 1, gap_end, parted, "hyphen")
                continue
            yield from _plain_hyphen(row) if "hyphen" in rules else _unseen(row, rules)
            replacement = ""
        else:
            yield from _unseen(row, rules)
            replacement = "" if _is_whole(row, following, evidence) else " "
        rule = "line_break" if touching else "page_break"
        if rule not in rules:
            replacement = "\n"
        if touching or replacement:
            yield Edit(row.end, gap_end, replacement, rule)


def _keeps_hyphen(row: Row, following: Row, evidence: Evidence) -> bool:
    told = evidence.told.get(row.end - 1)
    if told is not None:
        return told
    before, after = _end(row), following.text[:_NEAR]
    if evidence.ligatures:
        table = str.maketrans(dict(evidence.ligatures))
        before, after = before.translate(table), after.translate(table)
    return is_in_address(before, after) or keeps_hyphen(before, after, evidence)


def _is_ordinal(row: Row, following: Row) -> bool:
    """Return whether a hyphen stands between `1er` and a word, where no French word has one: FOP
    breaks lines so at no-break spaces.
    """
    return bool(_ORDINAL.search(_end(row))) and following.text[0].islower()


def _begins_a_word(row: Row, evidence: Evidence) -> bool:
    return evidence.ligatures.get(row.text[0], row.text[0]).isalnum()


def _is_whole(row: Row, following: Row, evidence: Evidence) -> bool:
    """Return whether two rows follow each other without a space."""
    before, after = row.text[-_NEAR:], following.text[:_NEAR]
    glued = before.endswith(_GLUE) and after[0].isalnum() and before[-2:-1].isalnum()
    if glued or _STOP.match(after):
        return True
    if _APOSTROPHE.match(after) and _ELIDED.search(before):
        return True
    return is_one_address(before, after, evidence.pairs, evidence.known)


def _end(row: Row) -> str:
    """Return what is before the hyphen at a row's end."""
    return row.text[-_NEAR:-1]
