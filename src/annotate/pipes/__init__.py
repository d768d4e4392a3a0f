"""Recognition: spaCy components, each a pure finder and a thin writer of one span group."""
