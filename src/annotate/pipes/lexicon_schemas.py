"""The tables that components read: their files, their columns, and what these may hold."""

from __future__ import annotations

from annotate.pipes.base import LexiconSchema

ORGANIZATION_HEADS = LexiconSchema(
    "organization_heads.tsv",
    ("head", "kind", "label", "source"),
    kinds=frozenset(
        "official capital descriptive named class territory alone organ acronym".split()
    ),
    labelled=True,
)
KNOWN_NAMES = LexiconSchema("known_names.tsv", ("form", "label", "source"), labelled=True)
PLACES = LexiconSchema(
    "places.tsv",
    ("form", "kind", "source"),
    kinds=frozenset(
        {
            "ville",
            "province",
            "pays",
            "continent",
            "ancienne région",
            "cours d’eau",
            "mer",
            "relief",
            "homonym",
        }
    ),
)
PLACE_HEADS = LexiconSchema(
    "place_heads.tsv",
    ("head", "kind", "source"),
    kinds=frozenset({"official", "street", "direct", "seat", "linked", "number"}),
)
INSEE_PLACES = LexiconSchema("insee-places.tsv", ("form", "kind", "code"))
NEVER = LexiconSchema(
    "never.tsv",
    ("form", "label", "kind", "source"),
    kinds=frozenset({"noun", "function", "demonym", "generic", "calendar"}),
    labelled=True,
    other_labels=frozenset({"*"}),
)
WORK_HEADS = LexiconSchema("work_heads.tsv", ("head", "source"), labelled=True)
TITLES = LexiconSchema(
    "people_titles.tsv",
    ("form", "kind", "source"),
    kinds=frozenset({"function", "title", "civility", "particle", "figure"}),
)

NO_ENTITY = "-"
"""The label of an acronym that names no entity (``VTT``)."""

ACRONYMS = LexiconSchema(
    "acronyms.tsv",
    ("acronym", "expansion", "label", "source"),
    labelled=True,
    other_labels=frozenset({NO_ENTITY}),
)
ACRONYM_HEADS = LexiconSchema(
    "acronym_heads.tsv",
    ("head", "label", "source"),
    labelled=True,
    other_labels=frozenset({NO_ENTITY}),
)

CONFIDENCE = LexiconSchema("confidence.tsv", ("label", "source", "support", "right", "all"))
