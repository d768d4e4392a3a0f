"""Annotations over a source text, and the files that keep them."""
