"""Why two forms are one entity, or why that is only proposed, in words for a reader."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Reason(StrEnum):
    """Why two forms are one entity, or why that is only proposed."""

    TYPOGRAPHY = "typography"
    HYPHENS = "hyphens"
    DOTS = "dots"
    CAPITALS = "capitals"
    ACCENTS = "accents"
    ARTICLE = "article"
    COMMON_NOUN = "common noun"
    SAME_HEAD = "kind of thing in another form"
    KNOWN = "table of names"
    REGION = "noun of a region"
    STRAY = "stray sign"
    MISREAD = "one letter misread"
    CUT = "cut off"
    VALUE = "value"
    DECIDED = "decided"
    ACRONYM = "acronym"
    SURNAME = "surname"
    SURNAME_ELSEWHERE = "surname of several documents"
    SAME_OFFICE = "surname and office"
    FIRST_NAME = "first name"
    FITTING_INITIALS = "initials in one document"
    SHORT_FORM = "short form"
    SEVERAL_BEARERS = "several bearers"
    ELSEWHERE = "surname in another document"
    SEVERAL_EXPANSIONS = "several expansions"
    NO_LINK = "told apart by the text"
    TOLD_APART = "years, functions, civilities or codes differ"
    FITTING_LETTERS = "letters of an acronym"
    SHORT_COMPANY = "company of one place"
    SHORTER = "shorter form"
    INITIALS = "initials"
    SPELLING = "close spelling"
    TWO_LABELS = "two labels"


MEANINGS: Mapping[Reason, tuple[str, str]] = {
    Reason.TYPOGRAPHY: (
        "même nom à l'apostrophe, au tiret, à l'espace ou à la ligature près",
        "same name but for apostrophes, dashes, spaces or ligatures",
    ),
    Reason.HYPHENS: (
        "mêmes lettres, avec ou sans traits d'union",
        "same letters, with or without hyphens",
    ),
    Reason.DOTS: ("même sigle, avec ou sans points", "same initials, with or without dots"),
    Reason.CAPITALS: ("mêmes lettres, autre casse", "same letters, other capitals"),
    Reason.ACCENTS: ("mêmes lettres, aux accents près", "same letters but for accents"),
    Reason.ARTICLE: ("avec ou sans article initial", "with or without a leading article"),
    Reason.COMMON_NOUN: (
        "avec ou sans civilité, fonction ou nom commun (ville de)",
        "with or without a civility, a function or a common noun (ville de)",
    ),
    Reason.SAME_HEAD: (
        "même route ou même compagnie, nommée autrement",
        "same road or company, named in another way",
    ),
    Reason.KNOWN: (
        "deux noms de la même chose, selon la table entity_names.tsv",
        "two names of one thing, says the table entity_names.tsv",
    ),
    Reason.REGION: (
        "avec ou sans « canton de », « île de » ; le corpus n'a pas de ville de ce nom",
        "with or without “canton de”, “île de”; no town of the corpus has this name",
    ),
    Reason.STRAY: (
        "mêmes lettres, à un signe ou une espace près",
        "same letters but for a stray sign or space",
    ),
    Reason.MISREAD: (
        "une lettre mal lue, dans une forme isolée d'un nom fréquent",
        "one letter misread, in a form that stands once, of a common name",
    ),
    Reason.CUT: (
        "forme coupée, en fin de ligne ou par abréviation, du seul nom qui commence ou finit ainsi",
        "form cut off at a line end or abbreviated, of the only name that begins or ends like it",
    ),
    Reason.DECIDED: ("réunis par une décision de relecture", "joined by a reviewer's decision"),
    Reason.VALUE: ("même date", "same date"),
    Reason.ACRONYM: (
        "sigle et forme longue que le texte donne, ou seul nom du document qui ait ces initiales",
        "acronym and the long form that the text gives, or the only name of its document that has"
        " these initials",
    ),
    Reason.SURNAME: (
        "nom de famille du seul nom complet qui se termine ainsi",
        "surname of the only full name that ends in it",
    ),
    Reason.SURNAME_ELSEWHERE: (
        "nom de famille du seul nom complet qui se termine ainsi, dans plusieurs documents",
        "surname of the only full name of the corpus that ends in it, in several documents",
    ),
    Reason.SAME_OFFICE: (
        "même nom de famille et même haute fonction",
        "same surname and same high office",
    ),
    Reason.FIRST_NAME: (
        "prénom du seul nom complet du document qui commence ainsi",
        "first name of the only full name of the document that begins with it",
    ),
    Reason.FITTING_INITIALS: (
        "initiales du seul nom complet qui convienne, dans le même document",
        "initials of the only full name that fits, in the same document",
    ),
    Reason.SHORT_FORM: (
        "début ou fin du seul nom plus long du document",
        "beginning or end of the only longer name of the document",
    ),
    Reason.ELSEWHERE: (
        "même nom de famille dans un autre document : non fusionné",
        "same surname in another document: not merged",
    ),
    Reason.SEVERAL_BEARERS: (
        "plusieurs personnes portent ce nom : non fusionné",
        "several people bear this name: not merged",
    ),
    Reason.SEVERAL_EXPANSIONS: (
        "ce sigle a plusieurs formes longues : non fusionné",
        "this acronym has several long forms: not merged",
    ),
    Reason.NO_LINK: (
        "le texte dit que ce sont deux personnes, ou présente la seconde : non fusionné",
        "the text says that they are two, or introduces the second: not merged",
    ),
    Reason.TOLD_APART: (
        "années, fonctions, civilités ou codes différents : non fusionné",
        "years, functions, civilities or codes differ: not merged",
    ),
    Reason.FITTING_LETTERS: (
        "les lettres du sigle sont les initiales du nom : à vérifier",
        "the letters of the acronym are the initials of the name: to be checked",
    ),
    Reason.SHORT_COMPANY: (
        "compagnie du même lieu, avec ou sans ce qu'elle exploite : à vérifier",
        "company of the same place, with or without what it exploits: to be checked",
    ),
    Reason.SHORTER: (
        "l'un commence ou finit comme l'autre, dans le même document : à vérifier",
        "one begins or ends like the other, in one document: to be checked",
    ),
    Reason.INITIALS: (
        "initiales compatibles avec un prénom : à vérifier",
        "initials that fit a first name: to be checked",
    ),
    Reason.SPELLING: ("orthographes proches : à vérifier", "close spellings: to be checked"),
    Reason.TWO_LABELS: (
        "même nom sous deux étiquettes : à vérifier",
        "same name under two labels: to be checked",
    ),
}
