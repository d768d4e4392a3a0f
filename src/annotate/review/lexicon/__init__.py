"""Lexicon entries learnt from what reviewers corrected, added and rejected."""
