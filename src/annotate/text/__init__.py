"""From a file to exact text: reading, mending with offsets, structure, sentences."""
