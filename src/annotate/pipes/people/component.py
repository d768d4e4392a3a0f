"""People recognised by what is before them: initials, civilities, titles, functions.

The model finds most people; it errs on initials (``J.-P. Vasseur``), particles (``de Gaulle``),
and on names it never saw. The words before a name say more than its shape: a test on first names
lost two to four points on texts of others, so there is none here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from annotate.document.candidates import Candidate
from annotate.french.characters import LOWER, SPACE, UPPER
from annotate.lexicons import Row
from annotate.pipes.base import Groups, LexiconPipe, LexiconSchema
from annotate.pipes.lexicon_schemas import TITLES
from annotate.pipes.people.honorifics import find_titles, title_words
from annotate.pipes.phrase_matcher import Phrases
from annotate.pipes.right_boundary import rstrip_punctuation

_WORD = rf"[{UPPER}][\w’']*(?:-[{UPPER}][\w’']*){{0,3}}"
_INITIALS = rf"[{UPPER}][{LOWER}]?\.(?:[ -]?[{UPPER}][{LOWER}]?\.){{0,3}}"
_MIDDLE = re.compile(rf"(?<!\w)[{UPPER}][\w-]{{3,}} $")
_ROMAN = re.compile(r"(?:[IVX]{1,5}|Ier|Iᵉʳ)$")
_SENTENCE = re.compile(
    r"\s(?:Ce|Cet|Cette|Ces|Il|Ils|Elle|Elles|On|Nous|Vous|Je|Mais|Et|Or|Car|Dans|En|Pour|Par|Sur|"
    r"Après|Avant|Son|Sa|Ses|Leur|Leurs|Un|Une|Au|Aux|À|Quand|Lorsque|Comme|Puis|Ainsi|Tout)\b"
)
_SPOKEN = (
    "dit|redit|répondit|demanda|reprit|s['’]écria|murmura|cria|ajouta|répliqua|déclara|expliqua|"
    "affirma|observa|continua|poursuivit|conclut|soupira|songea|pensa|fit|interrompit|balbutia|"
    "gronda|ordonna|hurla|chuchota|lança|raconta|s['’]exclama|bégaya|grogna|insista|protesta|"
    "supplia|objecta|avoua|annonça|remarqua|repartit|riposta|s['’]étonna"
)
_BESIDE = re.compile(rf"{SPACE}(?:(?:de|du|d['’]){SPACE}?)?[{UPPER}]|['’]")
_BEFORE = re.compile(
    rf"(?:\b[Mm]on{SPACE}|\b[{UPPER}][\w’'-]+(?:{SPACE}d[eu])?{SPACE}|"
    rf"\b(?:planète|fusée|satellite|sonde|opération|projet|groupe|société){SPACE})$"
)
_NAMELESS = re.compile(rf"\s[{UPPER}]$")
_TURNED = re.compile(
    rf"(?:^|(?<=\n)|(?<=[•–—;*]\s)|(?<=\)\set\s)|(?<=\),\s))(?P<name>(?:(?:Le|La|Du|De|Des)\s)?{_WORD})"
    rf"\s\((?:{_WORD}|{_INITIALS})(?:\s(?:{_WORD}|{_INITIALS}))?\)"
    r"(?=\set\s|,[^\n]{0,160}?\b(?:1[5-9]|20)\d\d\b)"
)
_NOT_A_NAME = re.compile(
    r"(?:Le|La|Les|Un|Une|Il|Elle|On|Et|En|Au|Aux|Dans|De|Des|Du|Ce|Cette|Je|Nous|Vous|Pour|Par|"
    r"Président|Présidente|Ministre|Maire|Directeur|Directrice|Commissaire|Rapporteur|Secrétaire|"
    r"Premier|Première|Conseil|République|État|France|Europe)$"
)


@dataclass(frozen=True, slots=True)
class PeopleLists:
    """The patterns of :func:`find_people`, compiled from its table.

    Attributes
    ----------
    initials, civility, title, function, rank, speech : Pattern
        Each has a group ``name`` over the span to mark.
    words : Pattern or None
        Whatever is before a name, see :mod:`annotate.pipes.people.honorifics`; None where titles
        are outside a name.
    figures : Phrases
        Gods, and figures of myths and scriptures.
    """

    initials: re.Pattern[str]
    civility: re.Pattern[str]
    title: re.Pattern[str]
    function: re.Pattern[str]
    rank: re.Pattern[str]
    speech: re.Pattern[str]
    words: re.Pattern[str] | None
    figures: Phrases


def find_people(text: str, names: Sequence[Candidate], lists: PeopleLists) -> list[Candidate]:
    """Find people by initials and by the words before their names.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    names : sequence of Candidate
        What is known already: a single capitalised word after a function is no person when it is
        known as a place or an organization.
    lists : PeopleLists
        The patterns.

    Returns
    -------
    list of Candidate
        In order, all PER; rules ``rule:people.initials``, ``.civility``, ``.title``, ``.function``,
        ``.turned``, ``.rank``.

    Examples
    --------
    >>> kinds = {"M.": "civility", "de": "particle", "Général": "title", "maire": "function"}
    >>> lists = people_lists([{"form": form, "kind": kind} for form, kind in kinds.items()])
    >>> text = "M. Petit, le maire Anne Roux, J.-P. Vasseur et le Général de Gaulle"
    >>> [f.text(text) for f in find_people(text, [], lists)]
    ['Petit', 'Anne Roux', 'J.-P. Vasseur', 'Général de Gaulle']
    """
    others = {(name.start, name.end) for name in names if name.label != "PER"}
    taken = bytearray(len(text))
    found: list[Candidate] = []
    for rule in ("title", "initials", "civility", "function", "rank", "speech"):
        for start, end in _matches(text, getattr(lists, rule)):
            single = " " not in text[start:end]
            # « Dwight D. Eisenhower »: an initial in the middle is the model's to find.
            if rule == "initials" and _MIDDLE.search(text[max(0, start - 20) : start]):
                continue
            if rule in ("function", "speech") and single and (start, end) in others:
                continue
            if rule == "rank" and any((start + by, end) in others for by in (2, 3)):
                continue
            if not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                found.append(Candidate(start, end, "PER", f"rule:people.{rule}"))
    # « Delannoy (Marthe), … 1987 » in a bibliography: the surname is the name.
    for match in _TURNED.finditer(text):
        start, end = match.span("name")
        if not any(taken[start:end]):
            found.append(Candidate(start, end, "PER", "rule:people.turned"))
    found += [
        Candidate(start, end, "PER", "rule:people.figure")
        for start, end in _figures(text, names, lists.figures)
        if not any(taken[start:end])
    ]
    return sorted(found, key=lambda candidate: candidate.start)


def _figures(text: str, names: Sequence[Candidate], figures: Phrases) -> Iterator[tuple[int, int]]:
    """Yield gods and figures of myths; « mon Dieu » calls on nobody.

    A longer name that holds one is somebody or something else: « Diane Roux », « Vénus de Milo ».
    """
    longer = sorted((name.start, name.end) for name in names if " " in name.text(text))
    # The furthest end of any longer name that begins so far on, or before.
    ends = list(accumulate((stop for _, stop in longer), max))
    for _, start, end in figures.find(text):
        if _BESIDE.match(text, end) or _BEFORE.search(text[max(0, start - 16) : start]):
            continue
        before = bisect_right(longer, (start, len(text)))
        if not before or ends[before - 1] < end:
            yield start, end


def _matches(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        start, end = match.span("name")
        end = rstrip_punctuation(text, end, start)
        cut = _SENTENCE.search(text, start, end)
        end = cut.start() if cut else end
        form = text[start:end]
        first = re.split(r"\s", form)[0]
        if end - start < 2 or _NOT_A_NAME.match(first) or _ROMAN.match(form):
            continue
        if len(re.split(r"[.\s]+", form)[-1]) < 3 and not form[0].islower() and "." in form:
            continue
        # « M. Norbert G. »: the stop belongs to the initial.
        stop = _NAMELESS.search(form) is not None and text[end : end + 1] == "."
        yield start, end + 1 if stop else _before_roman(form, start, end)


def _before_roman(form: str, start: int, end: int) -> int:
    """End a name with its number: « Élisabeth II d'Angleterre » is ``Élisabeth II``."""
    number = re.search(r"\s[IVX]{1,5}\b", form)
    return start + number.end() if number else end


class PeoplePipe(LexiconPipe):
    """Component ``annotate_people``: see :func:`find_people`.

    Parameters
    ----------
    name, group, reads
        As for :class:`LexiconPipe`.
    titles : str
        Where civilities and functions are: ``outside`` the name, as the project's guide has it, or
        ``inside`` for a guide that counts ``M. Petit`` and ``le maire Roux`` whole.
    """

    specs: ClassVar[Mapping[str, LexiconSchema]] = {"titles": TITLES}

    def __init__(
        self, name: str, group: str, reads: Sequence[str] = (), titles: str = "outside"
    ) -> None:
        if titles not in ("outside", "inside"):
            raise ValueError(f"titles are outside or inside a name, not {titles!r}")
        super().__init__(name, group, reads)
        self.titles = titles

    def find(self, text: str, groups: Groups) -> list[Candidate]:
        """Find people, given what the groups that are read hold."""
        names = [candidate for group in self.reads for candidate in groups[group]]
        lists = self.compiled(self._lists)
        people = find_people(text, names, lists)
        return people if lists.words is None else [*people, *find_titles(text, lists.words)]

    def _lists(self) -> PeopleLists:
        return people_lists(self.table("titles"), inside=self.titles == "inside")


def people_lists(titles: Sequence[Row], *, inside: bool = False) -> PeopleLists:
    """Compile the patterns of :func:`find_people` from the rows of its table; `inside` says whether
    titles are parts of a name.
    """

    def words(kind: str) -> str:
        forms = sorted((row["form"] for row in titles if row["kind"] == kind), key=len)
        parts = [re.escape(form).replace("'", "['’]") for form in reversed(forms)]
        return f"(?:{'|'.join(parts)})" if parts else "(?!)"

    elided = [row["form"][:-1] for row in titles if row["form"].endswith("'")]
    glued = "|".join(rf"{re.escape(form)}['’]" for form in elided) or "(?!)"
    particle = rf"(?:{words('particle')}{SPACE}|{glued})"
    initials = rf"(?:{_INITIALS}{SPACE}?)?"
    full = rf"{initials}{particle}?{_WORD}(?:{SPACE}{initials}{particle}?{_WORD}){{0,3}}"
    # « le maire de Lens » names no one: after a function there is no particle at once.
    after = rf"{initials}{_WORD}(?:{SPACE}{particle}?{_WORD}){{0,3}}"
    return PeopleLists(
        # M. alone is Monsieur, so an initial M. needs another one.
        initials=re.compile(
            rf"(?<![\w.’'-])(?P<name>(?!M\.{SPACE}|MM\.|N[°o]\.|Mr\.|Dr\.|Pr\.|St\.)"
            rf"{_INITIALS}{SPACE}?{particle}?[{UPPER}][{UPPER}{LOWER}’'-]+)"
        ),
        civility=re.compile(rf"(?<!\w){words('civility')}{SPACE}(?P<name>{full})"),
        title=re.compile(
            rf"(?<!\w)(?P<name>{words('title')}{SPACE}{particle}?{_WORD}(?:{SPACE}{_WORD})?)"
        ),
        # « le député (PS) Anne Roux »: the party between the two is no part of the name.
        function=re.compile(
            rf"(?<!\w){words('function')}{SPACE}(?:\(?[{UPPER}]{{2,6}}\)?{SPACE})?(?P<name>{after})"
        ),
        # « le général de Gaulle »: a rank in lower case has no commune, so that « de » is a name's.
        rank=re.compile(
            rf"\b(?:[Ll]e|du|au){SPACE}(?:général|maréchal|colonel|amiral|commandant|capitaine)"
            rf"{SPACE}(?P<name>de{SPACE}{_WORD})"
        ),
        # « Viens », dit Jeanne: after what was said is who said it.
        speech=re.compile(
            rf"[,»”\"!?…–—-]{SPACE}?(?:{_SPOKEN}){SPACE}"
            rf"(?!(?:{words('civility')}|{words('title')}){SPACE})(?P<name>{after})"
        ),
        words=title_words(titles) if inside else None,
        figures=Phrases([row["form"] for row in titles if row["kind"] == "figure"]),
    )
