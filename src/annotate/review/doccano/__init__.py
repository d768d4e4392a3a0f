"""Talking to a doccano server: sessions, projects, examples, and the units its pages count in."""
