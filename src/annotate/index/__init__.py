"""The entities that mentions name, and the tables of both."""

from annotate.index.corpus_index import Index, build_index
from annotate.index.decided import PairDecision, pair_decisions
from annotate.index.entities import Entity, Merge
from annotate.index.mentions import Mention
from annotate.index.merge_candidates import Doubt
from annotate.index.reasons import MEANINGS, Reason
from annotate.index.tables import write_entities_csv, write_mentions_csv
from annotate.index.workbook import write_entities_xlsx

__all__ = [
    "MEANINGS",
    "Doubt",
    "Entity",
    "Index",
    "Mention",
    "Merge",
    "PairDecision",
    "Reason",
    "build_index",
    "pair_decisions",
    "write_entities_csv",
    "write_entities_xlsx",
    "write_mentions_csv",
]
