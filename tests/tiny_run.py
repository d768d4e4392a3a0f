"""The folder of a run over two short texts, written without a model."""

from __future__ import annotations

from pathlib import Path

from annotate.document.candidates import Candidate
from annotate.document.closing import write_attributes
from annotate.document.edits_file import write_edits
from annotate.document.projection import layers_of
from annotate.document.run_folder import RunFolder
from annotate.document.source import Source
from annotate.document.standoff import standoff_of, write_standoff
from annotate.files import write_text
from annotate.index import write_entities_csv, write_mentions_csv
from annotate.index.from_annotations import index_of
from annotate.text.mending.mend import mend

TEXTS = {
    "charbon": ("Le char-\nbon de Lens partait en 1902.\n", {"Lens": "LOC", "1902": "DATE"}),
    "mine": ("La mine ouvrit en 1894 à Lens.\n", {"1894": "DATE", "Lens": "LOC"}),
}


def write_run(folder: Path) -> None:
    """Write the texts, the annotations and the tables of :data:`TEXTS`."""
    run = RunFolder(folder)
    for name, (text, labels) in TEXTS.items():
        source = Source(name, f"{name}.txt", text)
        mended = mend(source)
        found = []
        for form, label in labels.items():
            at = mended.text.index(form)
            value = form if label == "DATE" else None
            found.append(Candidate(at, at + len(form), label, "rule:a", value=value))
        write_text(run.source_text(name), text)
        write_edits(run.edits(name), mended)
        standoff = standoff_of(source, layers_of(mended, found, ()), "")
        write_standoff(run.annotations(name), standoff, source)
    index = index_of(run.read_all())
    for name in TEXTS:
        own = (one for one in index.mentions if one.document == name)
        attributes = {one.mention_id: {"entity": one.entity} for one in own}
        write_attributes(run.annotations(name), attributes)
    write_mentions_csv(run.mentions_csv, index)
    write_entities_csv(run.entities_csv, index)
