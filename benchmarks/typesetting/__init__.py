"""Proof by typesetting: texts whose truth is known, laid out at random and read back."""
