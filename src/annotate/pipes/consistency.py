"""One document, one reading: competing labels voted, missed occurrences and short forms found.

Within a document a name keeps its meaning far more often than a model keeps its label. So every
form that was found with two labels takes the one with the most evidence; a name that was found is
found again wherever it is; and a name once given in full is known by its short form.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import ClassVar

from annotate.document.candidates import ACRONYM, Candidate, without_denied
from annotate.french.characters import LOWER, SPACE, UPPER
from annotate.french.word_list import common_words
from annotate.french.words import starts_sentence
from annotate.pipes import enumerations
from annotate.pipes.acronym_alignment import align_after, words
from annotate.pipes.base import LABELS, Groups, LexiconPipe, LexiconSchema
from annotate.pipes.phrase_matcher import Phrases
from annotate.pipes.right_boundary import with_department_number

WEIGHTS: Mapping[str, float] = {
    "lexicon": 4.0,
    "rule": 3.0,
    "gazetteer": 1.0,
    "consistency": 4.0,
    "list": 2.0,
}
"""What one candidate counts in the vote, by the first part of its rule. All that the model says of
a form and label together counts as the root of the sum of the squares of its certainty."""

_DETERMINER = re.compile(
    r"(?:\b(?:les|la|le|des|du|de|au|aux|ces|cette|ce|par|et)\s+|[ld]['’])$", re.I
)
_ARTICLED = re.compile(r"\b(?:les?|la|une?)\s+$", re.I)
"""What no surname has before it: « Le Maire, Arnaud Maire » names him once."""
_GLOSS = re.compile(rf"{SPACE}\((?P<short>[{UPPER}][{LOWER}]{{2,9}})\)")
_PLURAL_HEAD = re.compile(r"[^\W\d_]{5,}s$")
_ARTICLE = re.compile(r"^(?:La |Le |Les |L')")
_SURNAME = re.compile(r"(?<!\s(?:de|du))(?<!\sdes)\s(\S+)\Z")
"""The last of several words; that of « Anne de Bretagne » is none."""
_GAPS = re.compile(r"[\s\u00a0\u202f]+")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a document makes of one form."""

    label: str
    votes: float
    against: float
    because: str


def find_consistent(text: str, groups: Groups, labels: Collection[str]) -> list[Candidate]:
    """Make the readings of a document agree.

    Parameters
    ----------
    text : str
        The text of a whole document; offsets are its code points.
    groups : mapping
        What the components found, by group. Acronyms (label ACRONYM) take part with the entity
        label among their attributes, and with their expansions.
    labels : collection of str
        The labels of names; candidates with others, such as dates, have no part in it.

    Returns
    -------
    list of Candidate
        ``consistency:label`` over a candidate whose label lost the vote; ``consistency:same_form``
        and ``consistency:short_form`` where a name was missed; ``consistency:acronym`` where an
        acronym takes the label of its expansion, and ``consistency:expansion`` where an expansion
        was not found whole; ``consistency:title`` for a title beside another one.
        ``attributes["because"]`` says why.

    Examples
    --------
    >>> text = "Anne Roux parle. On dit que Roux écoute."
    >>> names = {"names": [Candidate(0, 9, "PER", "model:m"), Candidate(28, 32, "LOC", "model:m")]}
    >>> [(f.text(text), f.label, f.rule) for f in find_consistent(text, names, ("PER", "LOC"))]
    [('Roux', 'PER', 'consistency:label')]
    """
    candidates = [f for group in groups.values() for f in group]
    named = [candidate for candidate in candidates if candidate.label in labels]
    fixed = [*_acronyms(text, candidates, named, labels), *_glossed(text, named)]
    fixed += enumerations.titles(text, named)
    readings = _readings(text, [*named, *fixed, *enumerations.fellows(text, named)])
    changed = [*_relabelled(text, named, readings), *fixed]
    missed = _missed(text, [*candidates, *fixed], readings)
    short = _short_forms(text, [*candidates, *fixed, *missed], named)
    unique = {(f.start, f.end): f for f in [*short, *missed, *changed]}
    return [unique[span] for span in sorted(unique)]


def _form(candidate: Candidate, text: str) -> str:
    """Return the form under which a candidate votes: one space, no capital article."""
    form = _GAPS.sub(" ", candidate.text(text).replace("’", "'"))
    bare = _ARTICLE.sub("", form)
    return bare if " " in bare and bare[0].isupper() else form


def _readings(text: str, candidates: Iterable[Candidate]) -> dict[str, _Reading]:
    """Vote: every form to its label."""
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    spans: set[tuple[int, int, str, str]] = set()
    surnames: Counter[str] = Counter()
    guessed: dict[tuple[str, str], float] = defaultdict(float)
    heads: Counter[str] = Counter()
    for candidate in candidates:
        source = candidate.rule.split(":")[0]
        # The same span given twice by one source (a confirmed place) is one witness.
        key = (candidate.start, candidate.end, candidate.label, source)
        if key in spans:
            continue
        spans.add(key)
        form = _form(candidate, text)
        if source == "model":
            certain = 1.0 if candidate.score is None else candidate.score
            guessed[form, candidate.label] += certain**2
        else:
            votes[form][candidate.label] += WEIGHTS.get(source, 1.0)
        if candidate.label == "PER" and (last := _SURNAME.search(form)):
            surnames[last[1]] += 1
        ruled = candidate.label == "ORG" and not candidate.rule.startswith("model")
        if ruled and (short := _short(form, "ORG")):
            heads[short] += 1
    # A model that errs does so alike each time: what it says often counts little more.
    for (form, label), certain in guessed.items():
        votes[form][label] += certain**0.5
    # What is short for the name of a body is that body, before its name is given as well.
    for head in heads:
        if head in votes:
            votes[head]["ORG"] += 4.0
    for surname, times in surnames.items():
        if surname in votes:
            votes[surname]["PER"] += 2.0 * times
    readings = {}
    for form, labels in votes.items():
        (label, count), *others = sorted(labels.items(), key=lambda item: (-item[1], item[0]))
        because = f"{form}: {label} {count:g}" + "".join(f", {o} {c:g}" for o, c in others)
        if not others or count > others[0][1]:
            readings[form] = _Reading(label, count, sum(c for _, c in others), because)
    return readings


def _relabelled(
    text: str, candidates: Sequence[Candidate], readings: Mapping[str, _Reading]
) -> Iterator[Candidate]:
    """Give the winning label to what the model read otherwise; rules know their context."""
    for candidate in candidates:
        reading = readings.get(_form(candidate, text))
        if reading is None or reading.label == candidate.label:
            continue
        if candidate.rule.startswith(("model", "gazetteer:confirmed")):
            yield Candidate(
                candidate.start,
                candidate.end,
                reading.label,
                "consistency:label",
                round(reading.votes / (reading.votes + reading.against), 2),
                None,
                {"because": reading.because},
            )


def _missed(
    text: str, candidates: Sequence[Candidate], readings: Mapping[str, _Reading]
) -> list[Candidate]:
    """Find the other occurrences of every form that was found."""
    forms = [form for form, reading in readings.items() if _searchable(form, reading)]
    taken = _Taken(candidates)
    # A long name may change its capitals: « Conférence Permanente du Bassin minier ».
    long = [form for form in forms if form.count(" ") > 1]
    hits = [(forms[index], start, end) for index, start, end in Phrases(forms).find(text)]
    for index, start, end in Phrases(long, folded=True).find(text):
        if text[start].isupper():
            hits.append((long[index], start, end))
    missed = []
    for form, start, end in dict.fromkeys(hits):
        reading = readings[form]
        if taken.covers(start, end) or _only_common(text, start, end):
            continue
        missed.append(
            Candidate(
                start,
                end,
                reading.label,
                "consistency:same_form",
                None,
                None,
                {"because": f"found elsewhere: {reading.because}"},
            )
        )
    return missed


def _searchable(form: str, reading: _Reading) -> bool:
    """Return whether a form is a name by itself, wherever it is."""
    # A surname is found again without its particle, as a short form.
    if not form[0].isupper() and (" " not in form or reading.label == "PER"):
        return False
    # A work or a program that a rule read; the model's are too often ordinary words.
    doubtful = reading.votes < WEIGHTS["rule"] or form.lower() in common_words()
    if reading.label == "MISC" and " " not in form and doubtful:
        return False
    return len(form) > 3 and any(map(str.isupper, form)) and reading.votes > reading.against


def _only_common(text: str, start: int, end: int) -> bool:
    """Return whether an occurrence may be a common word at the start of a sentence."""
    form = text[start:end]
    return " " not in form and starts_sentence(text, start) and form.lower() in common_words()


class _Taken:
    """Spans that are claimed already, looked up by position."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._by_page: dict[int, list[tuple[int, Candidate]]] = defaultdict(list)
        for number, candidate in enumerate(candidates):
            for page in range(candidate.start >> 8, (candidate.end >> 8) + 1):
                self._by_page[page].append((number, candidate))

    def covers(self, start: int, end: int) -> bool:
        """Return whether some candidate includes the span, or cuts across one of its ends."""
        return any(
            not (start <= f.start and f.end < end) and not (start < f.start and f.end <= end)
            for _, f in self._near(start, end)
        )

    def touches(self, start: int, end: int) -> bool:
        """Return whether some candidate shares a character with the span."""
        return any(True for _ in self._near(start, end))

    def inside(self, start: int, end: int) -> list[Candidate]:
        """Return the candidates that share a character with the span, in the order given."""
        return list(dict(sorted(self._near(start, end), key=itemgetter(0))).values())

    def _near(self, start: int, end: int) -> Iterator[tuple[int, Candidate]]:
        for page in range(start >> 8, (end >> 8) + 1):
            for number, f in self._by_page.get(page, ()):
                if f.start < end and start < f.end:
                    yield number, f


def _short_forms(
    text: str, candidates: Sequence[Candidate], named: Sequence[Candidate]
) -> Iterator[Candidate]:
    """Find surnames after full names, and ``Houillères`` after ``Houillères du bassin …``."""
    short: dict[str, tuple[str, int, str]] = {}
    for candidate in sorted(named, key=lambda f: f.start):
        form = _form(candidate, text)
        piece = _short(form, candidate.label)
        if piece is not None and piece not in short:
            short[piece] = (candidate.label, candidate.end, form)
    forms = list(short)
    taken = _Taken(candidates)
    for index, start, end in Phrases(forms).find(text):
        label, after, form = short[forms[index]]
        if taken.touches(start, end) or _only_common(text, start, end):
            continue
        before = text[max(0, start - 8) : start]
        if label == "PER" and (start < after or _ARTICLED.search(before)):
            continue
        if label != "PER" and not _DETERMINER.search(before):
            continue
        because = {"because": f"short for {form}"}
        yield Candidate(start, end, label, "consistency:short_form", None, None, because)


def _short(form: str, label: str) -> str | None:
    """Return the short form by which a name may be called later, None if there is none."""
    words = form.split(" ")
    if len(words) < 2:
        return None
    if label == "PER":
        last = words[-1]
        return last if len(last) > 2 and last[0].isupper() and not last.isupper() else None
    if label == "ORG" and words[1] in ("du", "de", "des") and _PLURAL_HEAD.match(words[0]):
        return words[0] if words[0][0].isupper() else None
    if label == "MISC" and _PLURAL_HEAD.match(words[0]) and words[1][0].islower():
        return words[0] if words[0][0].isupper() else None
    return None


def _acronyms(
    text: str,
    candidates: Sequence[Candidate],
    named: Sequence[Candidate],
    known: Collection[str],
) -> list[Candidate]:
    """Give every use of an acronym the label of its expansion, and the expansion its whole span."""
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    uses: list[Candidate] = []
    wholes: dict[tuple[int, int], tuple[str, str]] = {}
    places = _Taken(named)
    for candidate in candidates:
        if candidate.label != ACRONYM:
            continue
        uses.append(candidate)
        form = candidate.text(text)
        label = candidate.attributes.get("label")
        span = candidate.attributes.get("expansion_span")
        if "label" not in candidate.attributes and span:
            label = _label_of(places, int(span[0]), int(span[1]))
        if isinstance(label, str) and label in known:
            labels[form][label] += 1
            if span:
                wholes[int(span[0]), int(span[1])] = (label, form)
    taken = {(f.start, f.end) for f in named}
    found = [
        Candidate(start, end, label, "consistency:expansion", None, None, {"because": f"is {form}"})
        for (start, end), (label, form) in wholes.items()
        if (start, end) not in taken
        and 0 <= start < end <= len(text)
        and "\n\n" not in text[start:end]
    ]
    for use in uses:
        if form_labels := labels.get(use.text(text)):
            label = form_labels.most_common(1)[0][0]
            reason = {"because": f"{use.text(text)} is {label} where it is defined"}
            end = with_department_number(text, use.end) if label == "ORG" else use.end
            found.append(
                Candidate(use.start, end, label, "consistency:acronym", None, None, reason)
            )
    return found


def _glossed(text: str, named: Sequence[Candidate]) -> Iterator[Candidate]:
    """Give a short name in brackets the label of the name before it, whose letters it takes:
    « direction du numérique (Dinum) ».
    """
    for candidate in named:
        gloss = _GLOSS.match(text, candidate.end)
        if gloss is None or candidate.label not in ("ORG", "MISC"):
            continue
        window = words(text, candidate.start, candidate.end)
        if align_after(gloss["short"].upper(), window, closed=True):
            because = {"because": f"short for {candidate.text(text)}"}
            start, end = gloss.span("short")
            yield Candidate(start, end, candidate.label, "consistency:acronym", None, None, because)


def _label_of(named: _Taken, start: int, end: int) -> str | None:
    """Return the label of the candidate that begins an expansion, or fills most of it.

    The first word of an official name says what it is; a place at its end says nothing.
    """
    inside = named.inside(start, end)
    first = [f for f in inside if abs(f.start - start) < 2] or [
        f for f in inside if 5 * (f.end - f.start) > 4 * (end - start)
    ]
    return (
        max(first, key=lambda f: (f.end, not f.rule.startswith("model"))).label if first else None
    )


class ConsistencyPipe(LexiconPipe):
    """Component ``annotate_consistency``: see :func:`find_consistent`."""

    specs: ClassVar[Mapping[str, LexiconSchema]] = {"labels": LABELS}

    def find(self, text: str, groups: Groups) -> list[Candidate]:
        """Find what makes the groups agree."""
        return find_consistent(text, without_denied(groups), self.label_table.names)
