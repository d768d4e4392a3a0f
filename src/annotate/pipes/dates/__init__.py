"""Dates: their spans and their EDTF values.

:func:`find_dates` needs no spaCy; :func:`make_dates` makes the component ``annotate_dates``, and
spaCy is imported when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotate.pipes.dates.finder import find_dates

if TYPE_CHECKING:
    from annotate.pipes.dates.component import DatesPipe, make_dates

__all__ = ["DatesPipe", "find_dates", "make_dates"]


def __getattr__(name: str) -> Any:
    if name in ("DatesPipe", "make_dates"):
        from annotate.pipes.dates import component

        return getattr(component, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
