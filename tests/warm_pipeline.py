"""Read, when imported, what every run reads: words, weights, the tables of the pipeline."""

import gc
import importlib
import pkgutil
import tempfile
from pathlib import Path

import annotate.cli
from annotate.document.labels import shipped_labels
from annotate.french.word_list import common_words
from annotate.index import Index
from annotate.pipes.assembly import assemble
from annotate.pipes.ner.origin import whole_vocabulary
from annotate.report import RunFacts, write_report
from annotate.resources import default_configs
from annotate.run.planning import common_digests
from tiny_run import TEXTS, write_run

CONFIG = default_configs() / "pipeline.cfg"

READ_LATE = (
    "annotate.review.keep",
    "annotate.review.sheet.check_sheet",
    "annotate.run.project",
    "annotate.run.run",
    "annotate.run.status",
    "annotate.sheet_rows",
    "babel.dates",
    "filelock",
    "lxml.etree",
    "xlsxwriter",
)
for name in READ_LATE:
    importlib.import_module(name)
for one in pkgutil.iter_modules(annotate.cli.__path__, "annotate.cli."):
    importlib.import_module(one.name)
common_words()
common_digests(CONFIG, (), {})
# Patterns and templates are compiled when they are first used.
nlp = assemble(CONFIG)
# A pipeline with a component of spaCy's own, or of the user's, has spaCy's French beside it.
whole_vocabulary("annotate_fr_ner")
with tempfile.TemporaryDirectory() as folder:
    write_run(Path(folder, "run"))
    write_report(Path(folder, "report.html"), [], Index(), shipped_labels(), RunFacts(version=""))
for text, _ in TEXTS.values():
    nlp(text)
# The collector walks through none of it again, in any fork.
gc.collect()
gc.freeze()
