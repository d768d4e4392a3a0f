"""People, and the honorifics before their names."""
