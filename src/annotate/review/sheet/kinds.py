"""Kinds of doubt, each explained in French and in English."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Why a form is shown."""

    LABELS = "étiquettes"
    MISSED = "oubli"
    BOUNDS = "bornes"
    EXPANSIONS = "développements"
    DATES = "date"
    MERGES = "fusion"


MEANINGS: dict[Kind, tuple[str, str]] = {
    Kind.LABELS: (
        "la même forme a plusieurs étiquettes dans le corpus",
        "labels: one form has several labels in the corpus",
    ),
    Kind.MISSED: (
        "la forme est annotée ici et ne l'est pas ailleurs",
        "missed: the form is annotated here and not there",
    ),
    Kind.BOUNDS: (
        "le même nom est annoté avec des bornes différentes",
        "bounds: the same name is annotated with different boundaries",
    ),
    Kind.EXPANSIONS: (
        "le sigle a plusieurs formes longues",
        "expansions: the acronym has several long forms",
    ),
    Kind.DATES: (
        "la date n'est pas plausible, ou sa valeur n'est pas de l'EDTF",
        "date: it is not plausible, or its value is no EDTF",
    ),
    Kind.MERGES: (
        "l'index hésite à réunir ce nom avec un autre",
        "merge: the index does not know whether this name is another one",
    ),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason why a form is shown.

    Attributes
    ----------
    kind : Kind
        What kind of doubt it is.
    french, english : str
        The doubt about this form in a sentence.
    """

    kind: Kind
    french: str
    english: str
