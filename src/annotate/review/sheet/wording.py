"""The words of sheets and tables: what a person chose, however a spreadsheet spells it."""

from __future__ import annotations

from enum import StrEnum

from annotate.french.characters import fold
from annotate.index.decided import PAIR_STEMS, PairVerb


class Verb(StrEnum):
    """What a reviewer decides about a form; the French word is what sheets and tables show."""

    KEEP = "garder"
    LABEL = "étiqueter"
    BOUNDS = "bornes"
    REJECT = "rejeter"
    ADD = "ajouter"
    SAME = PairVerb.SAME.value
    DIFFERENT = PairVerb.DIFFERENT.value


MEANINGS: dict[Verb, tuple[str, str]] = {
    Verb.KEEP: (
        "les annotations sont justes ; là où rien n'est annoté, il n'y a rien",
        "keep: the annotations are right; where nothing is annotated, there is nothing",
    ),
    Verb.LABEL: (
        "annoter avec l'étiquette de la colonne « étiquette », aussi là où le nom a été oublié",
        "label: annotate with the label of the column « étiquette », also where it was missed",
    ),
    Verb.BOUNDS: (
        "le nom est ce qui est écrit dans la colonne « bornes », là où ces mots se trouvent",
        "bounds: the name is what the column « bornes » says, where these words occur",
    ),
    Verb.REJECT: ("ce n'est pas un nom", "reject: this is not a name"),
    Verb.SAME: (
        "ce nom et celui de la colonne « bornes » sont une seule entité de l'index",
        "same: this name and that of the column « bornes » are one entity of the index",
    ),
    Verb.DIFFERENT: (
        "ce nom et celui de la colonne « bornes » sont deux entités : ne plus le demander",
        "different: this name and that of the column « bornes » are two entities; ask no more",
    ),
    Verb.ADD: (
        "annoter là où le nom a été oublié, sans changer ce qui est annoté",
        "add: annotate where the name was missed, and change nothing that is annotated",
    ),
}
EVERYWHERE, HERE = "partout", "ici"
YES, NO = "oui", "non"
_STEMS = {
    Verb.KEEP: ("gard", "keep", "kept"),
    Verb.LABEL: ("etiquet", "label"),
    Verb.BOUNDS: ("born", "bound"),
    Verb.REJECT: ("rejet", "reject", "suppr"),
    Verb.ADD: ("ajout", "add"),
    Verb.SAME: PAIR_STEMS[PairVerb.SAME],
    Verb.DIFFERENT: PAIR_STEMS[PairVerb.DIFFERENT],
}
"""How the words begin that mean a decision: people write « rejeté » and « à rejeter », too."""
_SCOPES = {"": "", EVERYWHERE: EVERYWHERE, HERE: HERE, "everywhere": EVERYWHERE, "here": HERE}
_ANSWERS = {"": "", YES: YES, NO: NO, "yes": YES, "no": NO, "o": YES, "n": NO}


def bare(word: str) -> str:
    """Return a word without case, accents, apostrophes and spaces around it.

    Examples
    --------
    >>> bare(" ETIQUETER "), bare("'Étiqueter")
    ('etiqueter', 'etiqueter')
    """
    return " ".join(fold(word).split()).strip("'’ ")


def verb_of(word: str) -> Verb | None:
    """Return the decision that a word means, or None.

    Examples
    --------
    >>> verb_of("à étiqueter"), verb_of("Rejeté"), verb_of("ne pas garder"), verb_of("peut-être")
    (<Verb.LABEL: 'étiqueter'>, <Verb.REJECT: 'rejeter'>, None, None)
    """
    own = bare(word).removeprefix("a ")
    if " " in own:
        return None
    return next((verb for verb, stems in _STEMS.items() if own.startswith(stems)), None)


def scope_of(word: str) -> str | None:
    """Return ``partout``, ``ici``, ``""`` for an empty cell, or None for another word.

    Examples
    --------
    >>> scope_of("Ici"), scope_of("everywhere"), scope_of(""), scope_of("là")
    ('ici', 'partout', '', None)
    """
    return _SCOPES.get(bare(word))


def answer_of(word: str) -> str | None:
    """Return ``oui``, ``non``, ``""`` for an empty cell, or None for another word.

    Examples
    --------
    >>> answer_of("Oui"), answer_of("no"), answer_of("?")
    ('oui', 'non', None)
    """
    return _ANSWERS.get(bare(word))
