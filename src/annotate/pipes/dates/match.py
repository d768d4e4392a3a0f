"""What a reader of one form of date hands to the scanner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from annotate.rules.matching import RuleSet


@dataclass(frozen=True, slots=True)
class DateMatch:
    """One stretch read as a date, or as something that only looks like one.

    Attributes
    ----------
    start, end : int
        Code points, half-open.
    form : str
        The form of date, the last part of the rule's name; ``""`` for what is no date: the
        scanner then goes on after it without a candidate.
    value : str or None
        EDTF; a year that the text leaves open is ``XXXX`` or ``XX68``.
    timex : str
        ``DATE``, ``MONTH``, ``SEASON``, ``YEAR``, ``DECADE``, ``CENTURY``, ``INTERVAL`` ….
    mod : str or None
        ``START``, ``MID``, ``END`` or ``APPROX``.
    """

    start: int
    end: int
    form: str
    value: str | None = None
    timex: str = "DATE"
    mod: str | None = None

    @property
    def is_date(self) -> bool:
        """Whether it is a date, and not something to step over."""
        return bool(self.form)

    def change(self, **changes: str | int | None) -> DateMatch:
        """Return the reading with other values of some attributes."""
        return replace(self, **changes)  # type: ignore[arg-type]


#: Reads one form at a position. The flag says that the words before (``fin``, ``année``) already
#: make a date of what follows; the rules say what is no date from what is around it.
Reader = Callable[[str, int, bool, RuleSet], DateMatch | None]


def false_positive(start: int, end: int) -> DateMatch:
    """Return the reading of something that only looks like a date."""
    return DateMatch(start, end, "")
