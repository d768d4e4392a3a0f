"""What annotations have only when all documents of a run are read: it is written into their file at
the end, and taken away before it is found anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotate.document.annotation import Annotation
from annotate.document.standoff import loads_line
from annotate.files import write_lines

OF_INDEX = ("entity", "place", "insee_commune", "insee_departement", "insee_region", "iso")
"""Attributes that annotations have from the index over all documents."""
CORPUS, LEXICON = "corpus", "lexicon"
"""What ``expansion_from`` says of an expansion that another document gives, or the lexicon."""
FROM_LEXICON = "expansion_lexicon"
"""The attribute that keeps the expansion of an annotation while another document's is there."""

Attributes = Mapping[str, Any]
_encoded = json.JSONEncoder(ensure_ascii=False).encode


def cleared(attributes: Attributes) -> dict[str, Any]:
    """Return the attributes of an annotation as they were before the closing added to them.

    Examples
    --------
    >>> cleared({"nested": False, "entity": "org-slg"})
    {'nested': False}
    >>> cleared({"expansion": "Société", "expansion_from": "corpus", "expansion_lexicon": "Ligue"})
    {'expansion': 'Ligue', 'expansion_from': 'lexicon'}
    >>> cleared({"expansion": "Société", "expansion_from": "corpus"})
    {}
    """
    own = {name: value for name, value in attributes.items() if name not in OF_INDEX}
    given = own.get("expansion_from") == CORPUS
    if FROM_LEXICON in own:
        own["expansion"] = own.pop(FROM_LEXICON)
        if given:
            own["expansion_from"] = LEXICON
    elif given:
        own.pop("expansion", None)
        del own["expansion_from"]
    return own


def cleared_annotation(annotation: Annotation) -> Annotation:
    """Return an annotation with its attributes :func:`cleared`."""
    own = cleared(annotation.attributes)
    return annotation if own == annotation.attributes else replace(annotation, attributes=own)


def cleared_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a standoff file, the attributes of each annotation :func:`cleared`.

    Raises
    ------
    StandoffError
        If a line is malformed.
    """
    with path.open(encoding="utf-8", newline="\n") as lines:
        yield from _with_attributes(path, lines, {})


def write_attributes(path: Path, attributes: Mapping[str, Attributes]) -> bool:
    """Write into a standoff file what is known of its annotations only when all texts are read.

    Parameters
    ----------
    path : Path
        A file that :func:`~annotate.document.standoff.write_standoff` wrote; replaced, whole or not
        at all.
    attributes : mapping of str to mapping
        Id of the annotation to what it gets: some of :data:`OF_INDEX`, and the expansion that
        another document gives. What an earlier closing wrote is taken away before.

    Returns
    -------
    bool
        Whether the file changed; one that would be the same is left alone.

    Raises
    ------
    StandoffError
        If a line is malformed.
    """
    with path.open(encoding="utf-8", newline="\n") as lines:
        before = list(lines)
    after = list(_with_attributes(path, before, attributes))
    if after == before:
        return False
    write_lines(path, after)
    return True


def _with_attributes(
    path: Path, lines: Iterable[str], attributes: Mapping[str, Attributes]
) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        row = loads_line(line, path, number)
        present = row.get("attributes")
        if not isinstance(present, dict):
            yield line
            continue
        new = cleared(present)
        more = attributes.get(row.get("id", ""), {})
        if "expansion" in more and "expansion" in new:
            new[FROM_LEXICON] = new["expansion"]
        new.update(more)
        # Equal mappings may differ in the order of what they hold.
        if [*new.items()] == [*present.items()]:
            yield line
        else:
            yield _encoded({**row, "attributes": new}) + "\n"
