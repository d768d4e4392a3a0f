"""What the model found, tidied: ends trimmed, fragments and common words dropped.

The model errs in regular ways. It takes articles and elisions into a name, runs over brackets and
blank lines, and takes for names the first word of a sentence, function words, inhabitants, and
nearly anything as MISC. Every rule here was measured alone on texts of others; rules that looked
good and hurt (the word list away from sentence starts, parts of speech) are not here.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from annotate.lexicons import Row
from annotate.pipes.finding import Finding
from annotate.pipes.specs import INSEE_PLACES, NEVER, WORK_HEADS
from annotate.pipes.tables import Groups, TablePipe, TableSpec
from annotate.pipes.words import WORD, starts_sentence
from annotate.text.words import common_words

if TYPE_CHECKING:
    from spacy.language import Language

ANY = "*"

# A name never runs over these. A line end counts only after the end of a sentence, or after a line
# too short to be wrapped text.
_BREAK = re.compile(
    r"\n\s*\n|[()\[\]{};«»“”\"!?…]|[.:,]\s*\n|\s[–—]\s*\n|:\s|\t|,\s|--+|\s[&]\s+[dl]['’]|"
    r"\set\s+[dl]['’]|(?<=[A-ZÀ-Þ]{3})\s[–—-]\s(?=[A-ZÀ-Þ][a-zà-ÿ])"
)
_EDGE = " \t\n\r\f\u00a0\u202f-–—'’‘`,;:/\\|*_+=<>~^°§•■"
_ELISION = re.compile(r"(?:[ldcjmnst]|qu|lorsqu|puisqu|jusqu|quoiqu)['’]\s*", re.I)
_CIVILITY = re.compile(
    r"(?:M\.|MM\.|Mr\.?|Mmes?\.?|Mlles?\.?|Mgr\.?|Me|Dr\.?|Pr\.?|Monsieur|Madame|Mademoiselle|"
    r"Messieurs|Mesdames|Docteur|Maître|[Ss]ieur|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle)\s+"
)
_ABBREVIATION = re.compile(r"(?:\b[^\W\d_]|\b(?:Jr|Sr|Inc|Co|Ltd|Cie|Bros|Corp))\.$")
_JUNK = re.compile(r"@|www\.|https?:|\.(?:fr|com|org|net)\b|[■•*^_=<>|\\{}#~§�]|\d{4,}")
_DEMONYM = re.compile(
    r"[A-ZÀ-ÖØ-Þ][^\W\d_]+(?:ais|aises|ois|oises|iens|iennes|éens|éennes|ains|aines)"
)
_NUMBER = re.compile(
    r"(?:\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|\d+)\s+)$"
)
_EVENT = re.compile(r"[A-ZÀ-Þ]\w+(?:iades|folies|ézades)$")
_MIXED = re.compile(r"[a-zà-ÿ][A-ZÀ-Þ]{1,3}(?:\b|\s)|[A-ZÀ-Þ]{3,}[a-zà-ÿ]{1,3}[A-ZÀ-Þ]")
_OFFICE = re.compile(
    r"(?:ministres?|secrétaires? d['’][ÉE]tat|ministère|chancelier|garde)\s"
    r"(?:\w+\s){0,2}?(?:de la|du|des|de l['’]|à la|à l['’]|aux)\s?$"
)
_DOTTED = re.compile(r"((?:[A-ZÀ-Þ]\.){2,6})\s[a-zà-ÿ][a-zà-ÿ\s]*$")
_ROMAN = re.compile(r"[IVXLC]+$")
_LEADS_ON = re.compile(
    r"\s(?:pour|vers|par|avec|dans|chez|contre|puis|mais|ou|où|qui|que|depuis|jusqu|et)\s(?=[A-ZÀ-Þ])"
)
_PARTICLES = frozenset(
    "de du des la le les von van der den zu y et el al ben bin ibn da di del della dos das do af "
    "av und of the d l à".split()
)
_LOWER = re.compile(r"\s(?P<word>[a-zà-ÿœ]{2,})(?=\s)")
_FIRST_NAME = re.compile(r"[A-ZÀ-Þ][\w’'-]+\s\($")
_PLURAL = re.compile(r"(?:\b(?:les|des|aux|ces|nos|vos|leurs|ses|certains|deux|trois)\s+)$", re.I)
_WRAPPED = 50


@dataclass(frozen=True, slots=True)
class NameLists:
    """What the tidying knows.

    Attributes
    ----------
    never : mapping
        Case-folded form to the labels it never has; ``*`` is all of them.
    functions : frozenset of str
        Case-folded function words, trimmed from the beginning of a name.
    generic : frozenset of str
        Case-folded class nouns in lower case (``ville``, ``société``), trimmed likewise.
    places : frozenset of str
        Forms that are places even at the start of a sentence (countries, seats of prefectures).
    works : frozenset of str
        Case-folded first words of events, programmes, laws and works: the MISC of the guide.
    """

    never: Mapping[str, frozenset[str]] = field(default_factory=dict)
    functions: frozenset[str] = frozenset()
    generic: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    works: frozenset[str] = frozenset()


def tidy_names(text: str, findings: Sequence[Finding], lists: NameLists) -> list[Finding]:
    """Trim, split and drop what a statistical model found.

    Parameters
    ----------
    text : str
        The text the model read.
    findings : sequence of Finding
        What it found, in order.
    lists : NameLists
        Words that are no names, and places that are.

    Returns
    -------
    list of Finding
        In order; ``attributes["tidied"]`` names the rules that changed a finding.

    Examples
    --------
    >>> raw = [Finding(0, 9, "LOC", "model:m"), Finding(21, 25, "MISC", "model:m")]
    >>> [f.text("l’Auvergne ; vu par (Nous") for f in tidy_names("l’Auvergne ; vu par (Nous", raw,
    ...     NameLists(never={"nous": frozenset("*")}))]
    ['Auvergn']
    """
    context = _Context(text, lists, _InsideSentences(text))
    tidied: list[Finding] = []
    for finding in findings:
        for begin, stop, rules in _pieces(text, finding):
            start, end = _trim(context, begin, stop, finding.label, rules)
            if start >= end or _drop(context, start, end, finding.label):
                continue
            attributes = {**finding.attributes, "tidied": rules} if rules else finding.attributes
            label = "MISC" if _is_event(text, start, end) else finding.label
            tidied.append(Finding(start, end, label, finding.rule, finding.score, None, attributes))
    return tidied


class _InsideSentences:
    """Capitalised words of a text that stand inside a sentence; gathered when first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: set[str] | None = None

    def __contains__(self, word: str) -> bool:
        if self._words is None:
            self._words = {
                match.group()
                for match in WORD.finditer(self._text)
                if match.group()[0].isupper()
                and not match.group().isupper()
                and not starts_sentence(self._text, match.start())
            }
        return word in self._words


@dataclass(frozen=True, slots=True)
class _Context:
    """What the rules look at."""

    text: str
    lists: NameLists
    inside: _InsideSentences


def _pieces(text: str, finding: Finding) -> Iterator[tuple[int, int, list[str]]]:
    """Split a finding where no name can go on."""
    cuts: list[tuple[int, int]] = []
    quote = text[finding.start : finding.end]
    for match in _BREAK.finditer(quote):
        cuts.append((finding.start + match.start(), finding.start + match.end()))
    for match in re.finditer(r"\n", quote):
        place = finding.start + match.start()
        line = place - (text.rfind("\n", 0, place) + 1)
        if line < _WRAPPED:
            cuts.append((place, place + 1))
    cuts += [(finding.start + low, finding.start + high) for low, high in _leads_on(finding, quote)]
    begin, rules = finding.start, ["split"] if cuts else []
    for start, end in sorted(cuts):
        if start > begin:
            yield begin, start, list(rules)
        begin = max(begin, end)
    if finding.end > begin:
        yield begin, finding.end, list(rules)


def _leads_on(finding: Finding, quote: str) -> Iterator[tuple[int, int]]:
    """Yield where a name has gone on into the sentence: « Charlemagne fêta Pâques »."""
    if finding.label == "PER":
        for match in _LOWER.finditer(quote):
            if match["word"] not in _PARTICLES:
                yield match.start(), len(quote)
                return
    elif finding.label == "LOC":
        for match in _LEADS_ON.finditer(quote):
            if match.group().strip() != "et":
                yield match.span()


def _trim(context: _Context, start: int, end: int, label: str, rules: list[str]) -> tuple[int, int]:
    text, lists = context.text, context.lists
    steps: tuple[tuple[str, Callable[[int, int], tuple[int, int]]], ...] = (
        ("edges", partial(_trim_edges, text)),
        ("civility", partial(_trim_civility, text, label)),
        ("words", partial(_trim_words, text, label, lists)),
        ("tail", partial(_trim_tail, text, lists)),
    )
    for _ in range(6):
        before = start, end
        for rule, step in steps:
            trimmed = step(start, end)
            if trimmed != (start, end):
                start, end = trimmed
                if rule not in rules:
                    rules.append(rule)
            if start >= end:
                return start, start
        if (start, end) == before:
            break
    return start, end


def _trim_edges(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGE + ".":
        start += 1
    while start < end and text[end - 1] in _EDGE:
        end -= 1
    while start < end and text[end - 1] == "." and not _ABBREVIATION.search(text[start:end]):
        end -= 1
    return start, end


def _trim_civility(text: str, label: str, start: int, end: int) -> tuple[int, int]:
    match = _CIVILITY.match(text, start, end)
    return (match.end(), end) if match and match.end() < end else (start, end)


def _trim_words(text: str, label: str, lists: NameLists, start: int, end: int) -> tuple[int, int]:
    """Take off an elision, a function word or a class noun at the beginning."""
    elision = _ELISION.match(text, start, end)
    if elision and elision.end() < end:
        capital = text[start].isupper()
        if not capital or starts_sentence(text, start):
            return elision.end(), end
        return start, end
    word = WORD.match(text, start, end)
    if word is None or word.end() == end:
        return start, end
    form, rest = word.group(), text[word.end() : end].lstrip()
    if not rest[:1].isalnum():
        return start, end
    folded = form.casefold()
    article = folded in ("le", "la", "les")
    if folded in lists.functions and (
        form.islower() or not article or (starts_sentence(text, start) and label != "MISC")
    ):
        if form[0].isupper() and text[start:end] in lists.places:
            return start, end
        return end - len(rest), end
    if form.islower() and (folded in lists.generic or label == "PER"):
        return end - len(rest), end
    return start, end


def _trim_tail(text: str, lists: NameLists, start: int, end: int) -> tuple[int, int]:
    """Take off a function word or an elision left alone at the end."""
    dotted = _DOTTED.match(text[start:end])
    if dotted is not None:
        return start, start + dotted.end(1)
    match = re.search(r"(?:\s+([^\W\d_]+['’]?))$", text[start:end])
    if match is None:
        return start, end
    form = match.group(1)
    if (form.islower() and form.rstrip("'’").casefold() in lists.functions) or form[-1] in "'’":
        return start, start + match.start()
    return start, end


def _drop(context: _Context, start: int, end: int, label: str) -> bool:
    text, lists = context.text, context.lists
    form = text[start:end]
    folded = form.casefold().replace("’", "'")
    letters = sum(map(str.isalpha, form))
    if not any(map(str.isupper, form)) or letters < 2 or _JUNK.search(form):
        return True
    if letters < 0.6 * len(form) or (len(form) == 2 and not form.isupper()):
        return True
    if not {ANY, label}.isdisjoint(lists.never.get(folded, ())):
        return True
    if label == "MISC" and not _is_work(form, lists) and not _is_event(text, start, end):
        return True
    if label in ("LOC", "PER") and _is_portfolio_or_kind(text, start, form, lists):
        return True
    # « Kourchid (Olivier) »: a bibliography gives the first name in brackets.
    bracketed = label == "PER" and text[end : end + 1] == ")" and " " not in form
    if bracketed and _FIRST_NAME.search(text[max(0, start - 30) : start]):
        return True
    if _ROMAN.match(form) or _MIXED.search(form):
        return True
    if _is_counted(text, start, form) or _is_quoted_phrase(text, start, form, label):
        return True
    if _DEMONYM.fullmatch(form) and _PLURAL.search(text[max(0, start - 12) : start]):
        return True
    return _is_common(context, start, form)


def _is_portfolio_or_kind(text: str, start: int, form: str, lists: NameLists) -> bool:
    """Tell whether one common word names an office (« ministre du Budget ») or a kind of people.

    Away from the start of a sentence the word list does harm, except in these two contexts: after
    *ministre de*, and for a plural after a plural determiner (« les Empereurs »).
    """
    if not form.isalpha() or form in lists.places:
        return False
    before = text[max(0, start - 40) : start]
    plural = form[-1] in "sx" and _PLURAL.search(before[-12:]) is not None
    return (plural or _OFFICE.search(before) is not None) and form.lower() in common_words()


def _is_event(text: str, start: int, end: int) -> bool:
    """Tell whether a form is a festival by its ending: « les Francofolies »."""
    plural = _PLURAL.search(text[max(0, start - 12) : start])
    return plural is not None and _EVENT.match(text[start:end]) is not None


def _is_counted(text: str, start: int, form: str) -> bool:
    """Tell whether a number stands before a common noun: « neuf Houillères de bassin »."""
    first = WORD.match(form)
    return (
        first is not None
        and _NUMBER.search(text[max(0, start - 12) : start]) is not None
        and first.group().lower() in common_words()
    )


def _is_quoted_phrase(text: str, start: int, form: str, label: str) -> bool:
    """Tell whether a form is common words that a quotation begins with: « Ville Pilote et … »."""
    if label == "MISC" or text[max(0, start - 2) : start].rstrip()[-1:] not in ("«", "“"):
        return False
    words = [word.lower() for word in WORD.findall(form)]
    return len(words) > 1 and all(word in common_words() for word in words)


def _is_work(form: str, lists: NameLists) -> bool:
    first = WORD.match(form)
    return first is not None and first.group().casefold() in lists.works


def _is_common(context: _Context, start: int, form: str) -> bool:
    """Tell whether a form is a common word that owes its capital to its place in the sentence."""
    first = WORD.match(form)
    if first is None or not first.group()[0].isupper() or not starts_sentence(context.text, start):
        return False
    rest = form[first.end() :]
    if any(map(str.isupper, rest)) or any(map(str.isdigit, rest)):
        return False
    word = first.group()
    if form in context.lists.places or word in context.inside or (word.isupper() and len(word) < 6):
        return False
    return word.lower() in common_words()


class NamesPipe(TablePipe):
    """Component ``annotate_names``: see :func:`tidy_names`."""

    specs: ClassVar[Mapping[str, TableSpec]] = {
        "never": NEVER,
        "works": WORK_HEADS,
        "insee": INSEE_PLACES,
    }

    # spaCy checks settings against these annotations, so this module does not postpone them.
    def initialize(
        self,
        get_examples: Callable[[], Any] | None = None,
        *,
        nlp: "Language | None" = None,
        never: str | Path | None = None,
        works: str | Path | None = None,
        insee: str | Path | None = None,
    ) -> None:
        """Read tables other than the default ones.

        Parameters
        ----------
        get_examples, nlp
            Part of spaCy's protocol; unused.
        never : path, optional
            Forms that are no names (columns form, label, kind, source).
        works : path, optional
            First words of events, programmes and works (columns head, source).
        insee : path, optional
            Places (columns form, kind, code, department, seat).
        """
        self.read_tables({"never": never, "works": works, "insee": insee})

    def find(self, text: str, groups: Groups) -> list[Finding]:
        """Tidy the findings of the groups that the component reads."""
        findings = [finding for group in self.reads for finding in groups[group]]
        return tidy_names(text, findings, self.compiled(self._lists))

    def _lists(self) -> NameLists:
        return name_lists(self.table("never"), self.table("works"), self.table("insee"))


def name_lists(never: Sequence[Row], works: Sequence[Row], insee: Sequence[Row]) -> NameLists:
    """Make the lists of :func:`tidy_names` from the rows of its tables."""
    labels: dict[str, set[str]] = {}
    for row in never:
        # A class noun is trimmed in lower case; with a capital it may be a name (le Nord).
        if row["kind"] == "generic":
            continue
        labels.setdefault(row["form"].casefold(), set()).add(row["label"])
    kinds: dict[str, set[str]] = {}
    for row in never:
        kinds.setdefault(row["kind"], set()).add(row["form"].casefold())
    return NameLists(
        never={form: frozenset(found) for form, found in labels.items()},
        functions=frozenset(kinds.get("function", ())),
        generic=frozenset(kinds.get("generic", ())),
        places=frozenset(
            row["form"] for row in insee if row["kind"] != "commune" or row.get("seat")
        ),
        works=frozenset(row["head"].casefold() for row in works),
    )


def __getattr__(name: str) -> Any:
    # spaCy takes a second to import: only who asks for the component's factory pays for it.
    if name == "make_names":
        from annotate.pipes.factories import make_names

        return make_names
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
