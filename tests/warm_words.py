"""Read, when imported, what every run of the pipeline reads of the libraries: words and weights."""

from annotate.french.word_list import common_words
from annotate.pipes.assembly import _load_ner

common_words()
_load_ner("fr_core_news_md")
