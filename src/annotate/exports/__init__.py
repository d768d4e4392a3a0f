"""Annotations in the formats of other programs, out and back."""
