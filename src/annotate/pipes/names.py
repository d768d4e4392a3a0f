"""What the model found, tidied: ends trimmed, fragments and common words dropped.

The model errs in regular ways. It takes articles and elisions into a name, runs over brackets and
blank lines, and takes for names the first word of a sentence, function words, inhabitants, and
nearly anything as MISC. Every rule here was measured alone on texts of others; rules that looked
good and hurt (the word list away from sentence starts, parts of speech) are not here.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from annotate.pipes.datelines import find_datelines
from annotate.pipes.doubts import is_doubtful
from annotate.pipes.finding import Finding
from annotate.pipes.name_drops import is_event, is_no_name, is_work
from annotate.pipes.name_ends import pieces, trimmed
from annotate.pipes.name_labels import label_in_context, label_without_one
from annotate.pipes.name_lists import Context, InsideSentences, NameLists, name_lists
from annotate.pipes.specs import INSEE_PLACES, NEVER, PLACES, WORK_HEADS
from annotate.pipes.tables import Groups, TablePipe, TableSpec

if TYPE_CHECKING:
    from spacy.language import Language


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
    context = Context(text, lists, InsideSentences(text))
    tidied: list[Finding] = []
    for finding in findings:
        for begin, stop, rules in pieces(text, finding):
            start, end = trimmed(context, begin, stop, finding.label, rules)
            if start >= end:
                continue
            found = finding.label
            if found == "MISC" and not is_work(text, start, end, lists):
                found = label_without_one(context, start, end)
            if is_no_name(context, start, end, found):
                continue
            attributes = {**finding.attributes, "tidied": rules} if rules else finding.attributes
            label = "MISC" if is_event(text, start, end) else found
            label = label_in_context(context, start, end, label)
            # A label that the words before a name gave is spoken for.
            doubted = finding.score is not None and label == finding.label
            if doubted and is_doubtful(context, start, end, label, finding.score or 0.0):
                continue
            tidied.append(Finding(start, end, label, finding.rule, finding.score, None, attributes))
    return tidied


class NamesPipe(TablePipe):
    """Component ``annotate_names``: see :func:`tidy_names`."""

    specs: ClassVar[Mapping[str, TableSpec]] = {
        "never": NEVER,
        "works": WORK_HEADS,
        "insee": INSEE_PLACES,
        "places": PLACES,
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
        places: str | Path | None = None,
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
        places : path, optional
            Places beside the official list (columns form, kind, code, source).
        """
        self.read_tables({"never": never, "works": works, "insee": insee, "places": places})

    def find(self, text: str, groups: Groups) -> list[Finding]:
        """Tidy what the groups that are read hold, and add the places that head dispatches."""
        findings = [finding for group in self.reads for finding in groups[group]]
        lists = self.compiled(self._lists)
        heads = list(find_datelines(text, lists))
        tidied = tidy_names(text, findings, lists)
        if not heads:
            return tidied
        taken = {place for head in heads for place in range(head.start, head.end)}
        kept = [name for name in tidied if taken.isdisjoint(range(name.start, name.end))]
        return sorted([*kept, *heads], key=lambda finding: finding.start)

    def _lists(self) -> NameLists:
        return name_lists(*map(self.table, ("never", "works", "insee", "places")))


def __getattr__(name: str) -> Any:
    # spaCy takes a second to import: only who asks for the component's factory pays for it.
    if name == "make_names":
        from annotate.pipes.factories import make_names

        return make_names
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
