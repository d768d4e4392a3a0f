"""The consistency queue, the decision sheet, and decisions that are remembered."""
