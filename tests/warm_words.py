"""Read, when imported, what every run of the pipeline reads of the libraries."""

from annotate.text.words import common_words

common_words()
