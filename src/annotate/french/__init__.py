"""French as data: characters, words, abbreviations, sentences."""
