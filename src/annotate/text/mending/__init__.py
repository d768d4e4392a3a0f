"""Repairs, each a named rule that gives edits: hyphens, spaces, note calls."""
