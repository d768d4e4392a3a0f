"""Acronyms that one document of a run defines and another one only uses.

A text that is one of several often leaves an acronym to the others. What they say it stands for
comes after the document's own definition and before the lexicon. Where they say different things
nothing is chosen, and the run reports it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from annotate.document.closing import CORPUS
from annotate.index.mentions import ACRONYMS, Mention
from annotate.pipes.acronyms import key, stems

_TEXT = "text"
_Meaning = tuple[str, ...]


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


class Definitions:
    """What the documents of a run say of their acronyms: read all, settle, note what each uses.

    Attributes
    ----------
    chosen : dict of str to str
        Key of an acronym to its expansion, where all that define it agree.

    Examples
    --------
    >>> one = Mention(document="a", mention_id="1", label="ACRONYM", text="SLG", ranges=((0, 3),),
    ...     layer="acronyms", expansion="Société des lampes grises", expansion_from="text")
    >>> other = replace(one, document="b", expansion="Syndicat libre des galeries")
    >>> definitions_of([[one]]).chosen, definitions_of([[one], [other]]).chosen
    ({'SLG': 'Société des lampes grises'}, {})
    """

    def __init__(self) -> None:
        self.chosen: dict[str, str] = {}
        self._forms: dict[str, dict[_Meaning, Counter[str]]] = defaultdict(dict)
        self._disputed: dict[str, dict[_Meaning, str]] = {}
        self._givers: dict[tuple[str, _Meaning], list[str]] = defaultdict(list)
        self._users: dict[str, list[str]] = defaultdict(list)

    def read(self, mentions: Iterable[Mention]) -> None:
        """Gather the definitions of a document."""
        for mention in mentions:
            if _defines(mention):
                meanings = self._forms[key(mention.text)]
                meaning = stems(mention.expansion)
                meanings.setdefault(meaning, Counter())[mention.expansion] += 1

    def settle(self) -> None:
        """Choose what acronyms stand for, when all documents were read."""
        for name, meanings in self._forms.items():
            if len(meanings) == 1:
                self.chosen[name] = _commonest(next(iter(meanings.values())))
            else:
                self._disputed[name] = {
                    meaning: _commonest(counted) for meaning, counted in meanings.items()
                }
        self._forms.clear()

    def note(self, document: str, mentions: Iterable[Mention]) -> None:
        """Note which disputed acronyms a document defines, and which it only uses."""
        givers, users = dict[tuple[str, _Meaning], None](), set[str]()
        for mention in mentions:
            if mention.layer == ACRONYMS and (name := key(mention.text)) in self._disputed:
                if _defines(mention):
                    givers.setdefault((name, stems(mention.expansion)))
                elif is_open(mention):
                    users.add(name)
        for given in givers:
            self._givers[given].append(document)
        for name in users:
            self._users[name].append(document)

    def disputes(self) -> list[Dispute]:
        """Return what could not be chosen, in order, when all documents were noted."""
        return [
            Dispute(name, self._expansions(name), tuple(sorted(self._users[name])))
            for name in sorted(self._users)
        ]

    def _expansions(self, name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        meanings = self._disputed[name].items()
        return tuple(
            sorted((form, tuple(sorted(self._givers[name, one]))) for one, form in meanings)
        )


def definitions_of(documents: Iterable[Sequence[Mention]]) -> Definitions:
    """Return what some documents say of their acronyms."""
    found = Definitions()
    for mentions in documents:
        found.read(mentions)
    found.settle()
    return found


def _defines(mention: Mention) -> bool:
    return mention.layer == ACRONYMS and bool(mention.expansion) and mention.expansion_from == _TEXT


def _commonest(counted: Counter[str]) -> str:
    return min(counted, key=lambda form: (-counted[form], form))


def expanded(mentions: Sequence[Mention], definitions: Definitions) -> tuple[Mention, ...]:
    """Give the uses of acronyms of one document what other documents say they stand for.

    Parameters
    ----------
    mentions : sequence of Mention
        Of one document.
    definitions : Definitions
        Of the run.

    Returns
    -------
    tuple of Mention
        All mentions; uses that the document leaves undefined have an expansion, and names that
        repeat it.
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
    return tuple(changed.get(one.mention_id, one) for one in mentions)


def is_open(mention: Mention) -> bool:
    """Return whether a mention is the use of an acronym that its document does not define, and that
    nobody has decided about.
    """
    if mention.layer != ACRONYMS or mention.expansion_from == _TEXT:
        return False
    # Who accepts a use that nobody explains, or another document does, has not explained it.
    return mention.status == "predicted" or (mention.status == "accepted" and not mention.expansion)
