"""Acronyms that one document of a run defines and another one only uses.

A text that is one of several often leaves an acronym to the others. What they say it stands for
comes after the document's own definition and before the lexicon. Where they say different things
nothing is chosen, and the run reports it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotate.document.closing import CORPUS
from annotate.index.mentions import ACRONYMS, Mention
from annotate.pipes.acronyms import key, stems

Changed = dict[str, dict[str, dict[str, str]]]
"""Document to id of an annotation to the attributes that it gets."""

_TEXT = "text"


@dataclass(frozen=True, slots=True)
class Dispute:
    """An acronym that documents of a run define differently and another one only uses.

    Attributes
    ----------
    acronym : str
        Without dots or plural.
    expansions : tuple of (str, tuple of str)
        Each expansion with the ids of the documents that give it.
    documents : tuple of str
        Ids of the documents that use it without a definition.
    """

    acronym: str
    expansions: tuple[tuple[str, tuple[str, ...]], ...]
    documents: tuple[str, ...]

    def __str__(self) -> str:
        forms = ", ".join(f"« {form} » ({', '.join(ids)})" for form, ids in self.expansions)
        return f"{self.acronym} is left open in {', '.join(self.documents)}: it stands for {forms}"


@dataclass(frozen=True, slots=True)
class Definitions:
    """What the documents of a run say of their acronyms.

    Attributes
    ----------
    chosen : mapping of str to str
        Key of an acronym to its expansion, where all that define it agree.
    disputed : mapping of str to tuple
        Key of an acronym to its expansions, each with the documents that give it.
    """

    chosen: Mapping[str, str] = field(default_factory=dict)
    disputed: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = field(default_factory=dict)


def definitions_of(mentions: Iterable[Mention]) -> Definitions:
    """Gather the definitions of a run.

    Examples
    --------
    >>> one = Mention(document="a", mention_id="1", label="ACRONYM", text="SLG", ranges=((0, 3),),
    ...     layer="acronyms", expansion="Société des lampes grises", expansion_from="text")
    >>> dict(definitions_of([one]).chosen)
    {'SLG': 'Société des lampes grises'}
    >>> other = replace(one, document="b", expansion="Syndicat libre des galeries")
    >>> sorted(definitions_of([one, other]).disputed)
    ['SLG']
    """
    forms: dict[str, dict[tuple[str, ...], Counter[str]]] = defaultdict(dict)
    givers: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.layer == ACRONYMS and mention.expansion and mention.expansion_from == _TEXT:
            name, meaning = key(mention.text), stems(mention.expansion)
            forms[name].setdefault(meaning, Counter())[mention.expansion] += 1
            givers[name, meaning].add(mention.document)
    chosen, disputed = {}, {}
    for name, meanings in forms.items():
        if len(meanings) == 1:
            chosen[name] = _commonest(next(iter(meanings.values())))
        else:
            disputed[name] = tuple(
                sorted(
                    (_commonest(counted), tuple(sorted(givers[name, meaning])))
                    for meaning, counted in meanings.items()
                )
            )
    return Definitions(chosen, disputed)


def _commonest(counted: Counter[str]) -> str:
    return min(counted, key=lambda form: (-counted[form], form))


def expanded(
    mentions: Sequence[Mention], definitions: Definitions
) -> tuple[tuple[Mention, ...], dict[str, Mention]]:
    """Give the uses of acronyms of one document what other documents say they stand for.

    Parameters
    ----------
    mentions : sequence of Mention
        Of one document.
    definitions : Definitions
        Of the run.

    Returns
    -------
    tuple of Mention, dict of str to Mention
        All mentions, and those that changed by their id: uses that the document leaves undefined,
        and names that repeat the expansion of such a use.
    """
    changed: dict[str, Mention] = {}
    spans: dict[tuple[tuple[int, int], ...], str] = {}
    for mention in mentions:
        if not is_open(mention):
            continue
        if expansion := definitions.chosen.get(key(mention.text)):
            spans[mention.ranges] = expansion
            changed[mention.mention_id] = replace(
                mention, expansion=expansion, expansion_from=CORPUS
            )
    for mention in mentions:
        if mention.layer != ACRONYMS and mention.expansion and mention.ranges in spans:
            changed[mention.mention_id] = replace(mention, expansion=spans[mention.ranges])
    return tuple(changed.get(one.mention_id, one) for one in mentions), changed


def is_open(mention: Mention) -> bool:
    """Return whether a mention is the use of an acronym that its document does not define, and that
    nobody has decided about.
    """
    if mention.layer != ACRONYMS or mention.expansion_from == _TEXT:
        return False
    # Who accepts a use that nobody explains, or another document does, has not explained it.
    return mention.status == "predicted" or (mention.status == "accepted" and not mention.expansion)


def disputes(mentions: Iterable[Mention], definitions: Definitions) -> list[Dispute]:
    """Return what could not be chosen, in order."""
    users: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        if is_open(mention) and (name := key(mention.text)) in definitions.disputed:
            users[name].add(mention.document)
    return [
        Dispute(name, definitions.disputed[name], tuple(sorted(users[name])))
        for name in sorted(users)
    ]
