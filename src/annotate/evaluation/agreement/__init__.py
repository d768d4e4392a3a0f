"""How far annotators of the same documents agree: F1, kappa, alpha, γ, and where they do not.

Documents are paired by the hash of their source text. Everything is counted over the standoff
annotations; the source text is needed only for the coefficients over tokens, because gold carries
no running text and so no word boundaries.
"""

from annotate.evaluation.agreement.annotators import Annotator, SharedDocument, read_annotators
from annotate.evaluation.agreement.measure import Agreement, Figure, measure
from annotate.evaluation.agreement.tables import write_agreement

__all__ = [
    "Agreement",
    "Annotator",
    "Figure",
    "SharedDocument",
    "measure",
    "read_annotators",
    "write_agreement",
]
