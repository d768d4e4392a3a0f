"""People, by what is before their names."""
