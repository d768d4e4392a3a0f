"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# Times are measured in the benchmark, never in a test; the first example may load word lists.
settings.register_profile("annotate", deadline=None, derandomize=True)
settings.load_profile("annotate")
