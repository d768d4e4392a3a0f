"""Read, when imported, what every run of the pipeline reads of the libraries: words and weights."""

from annotate.pipes.assembly import _load_ner
from annotate.text.words import common_words

common_words()
_load_ner("fr_core_news_md")
