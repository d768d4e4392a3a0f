"""Dates: their spans and their EDTF values."""

from annotate.pipes.dates.finder import find_dates

__all__ = ["find_dates"]
