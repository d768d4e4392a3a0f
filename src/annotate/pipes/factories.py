"""The spaCy factories of the components that recognise names; the finders need no spaCy."""

from __future__ import annotations

from spacy.language import Language

from annotate.pipes.consistency import ConsistencyPipe
from annotate.pipes.names import NamesPipe
from annotate.pipes.organizations import OrganizationsPipe
from annotate.pipes.people import PeoplePipe
from annotate.pipes.places import PlacesPipe
from annotate.pipes.policy import PolicyPipe

FOUND = ["names", "dates", "acronyms", "citations", "organizations", "places", "people"]
"""Span groups that components before ``annotate_consistency`` write."""


@Language.factory("annotate_names", default_config={"spans_key": "names", "reads": ["ner"]})
def make_names(nlp: Language, name: str, spans_key: str, reads: list[str]) -> NamesPipe:
    """Make ``annotate_names``, which tidies the findings of the groups it reads.

    Parameters
    ----------
    nlp : Language
        The pipeline; part of spaCy's protocol.
    name : str
        Name of the component in it.
    spans_key : str
        Span group to write.
    reads : list of str
        Span groups to read.
    """
    return NamesPipe(name, spans_key, reads)


@Language.factory(
    "annotate_organizations", default_config={"spans_key": "organizations", "reads": []}
)
def make_organizations(
    nlp: Language, name: str, spans_key: str, reads: list[str]
) -> OrganizationsPipe:
    """Make ``annotate_organizations``; parameters as for :func:`make_names`."""
    return OrganizationsPipe(name, spans_key, reads)


@Language.factory(
    "annotate_places", default_config={"spans_key": "places", "reads": ["names", "organizations"]}
)
def make_places(nlp: Language, name: str, spans_key: str, reads: list[str]) -> PlacesPipe:
    """Make ``annotate_places``; parameters as for :func:`make_names`."""
    return PlacesPipe(name, spans_key, reads)


@Language.factory(
    "annotate_people",
    default_config={
        "spans_key": "people",
        "reads": ["names", "organizations", "places"],
        "titles": "outside",
    },
)
def make_people(
    nlp: Language, name: str, spans_key: str, reads: list[str], titles: str
) -> PeoplePipe:
    """Make ``annotate_people``.

    Parameters
    ----------
    nlp, name, spans_key, reads
        As for :func:`make_names`.
    titles : str
        ``outside`` leaves civilities and functions out of a name (``M.``, ``le maire``), ``inside``
        has ``annotate_policy`` take them in.
    """
    return PeoplePipe(name, spans_key, reads, titles)


@Language.factory(
    "annotate_consistency", default_config={"spans_key": "consistency", "reads": FOUND}
)
def make_consistency(nlp: Language, name: str, spans_key: str, reads: list[str]) -> ConsistencyPipe:
    """Make ``annotate_consistency``; parameters as for :func:`make_names`."""
    return ConsistencyPipe(name, spans_key, reads)


@Language.factory(
    "annotate_policy", default_config={"spans_key": "entities", "reads": [*FOUND, "consistency"]}
)
def make_policy(nlp: Language, name: str, spans_key: str, reads: list[str]) -> PolicyPipe:
    """Make ``annotate_policy``, which also sets ``doc.ents``; parameters as above."""
    return PolicyPipe(name, spans_key, reads)
