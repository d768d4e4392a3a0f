"""Read, when imported, what every run reads: words, weights, the tables of the pipeline."""

import importlib

from annotate.french.word_list import common_words
from annotate.pipes.assembly import assemble
from annotate.resources import default_configs

for name in ("annotate.cli.progress", "annotate.run.run", "babel.dates", "jinja2", "xlsxwriter"):
    importlib.import_module(name)
common_words()
assemble(default_configs() / "pipeline.cfg")
