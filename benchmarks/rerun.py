"""The pipeline once more over the same texts, with some of its parts left out.

What the statistical components find in a text is found once and kept; what reads text by rules runs
again, as often as there are questions. That makes an ablation a matter of seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from annotate.document.annotation import ACRONYMS, ENTITIES
from annotate.document.candidates import Candidate, read_candidates
from annotate.document.mended import Mended
from annotate.evaluation.spans import Span
from annotate.pipes.base import LexiconPipe
from annotate.text.mending.mend import mend
from external_sets import found_spans

if TYPE_CHECKING:
    from spacy.language import Language

    from annotate.document.source import Source

NAMES = "names"
"""The span group of tidied names: without its component, the model's own candidates fill it."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text with all that does not change from run to run.

    Attributes
    ----------
    mended : Mended
        The text.
    groups : mapping of str to tuple of Candidate
        What the components with a model found, by their span group.
    words : int
        Its words, between blanks.
    """

    mended: Mended
    groups: Mapping[str, tuple[Candidate, ...]]
    words: int


@dataclass
class Rerun:
    """A pipeline whose components can be left out.

    Attributes
    ----------
    nlp : Language
        The pipeline.
    seconds : dict of str to float
        What each component took so far, by its name.
    """

    nlp: Language
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def rules(self) -> dict[str, LexiconPipe]:
        """The components that read text by rules, in order."""
        return {name: pipe for name, pipe in self.nlp.pipeline if isinstance(pipe, LexiconPipe)}

    @property
    def models(self) -> list[str]:
        """The names of the other components: those with a statistical model."""
        return [name for name in self.nlp.pipe_names if name not in self.rules]

    def prepare(self, source: Source) -> Prepared:
        """Mend a text and run the components with a model."""
        mended = mend(source)
        doc = self.nlp.make_doc(mended.text)
        for name in self.models:
            begin = perf_counter()
            doc = self.nlp.get_pipe(name)(doc)
            self.seconds[name] += perf_counter() - begin
        groups = {group: tuple(read_candidates(doc, group)) for group in doc.spans}
        return Prepared(mended, groups, len(mended.text.split()))

    def groups(
        self,
        prepared: Prepared,
        without: Collection[str] = (),
        keep: Callable[[Candidate], bool] | None = None,
    ) -> dict[str, list[Candidate]]:
        """Return what every component finds.

        Parameters
        ----------
        prepared : Prepared
            The text.
        without : collection of str
            Names of components that find nothing.
        keep : callable, optional
            Which candidates of the components before the last one count.
        """
        text = prepared.mended.text
        off = {_group_of(self.nlp.get_pipe(name)) for name in self.models if name in without}
        found = {
            group: [] if group in off else list(candidates)
            for group, candidates in prepared.groups.items()
        }
        for name, pipe in self.rules.items():
            begin = perf_counter()
            read = {group: found.get(group, []) for group in pipe.reads}
            made = _instead(pipe, read) if name in without else pipe.find(text, read)
            if keep is not None and pipe.group != ENTITIES:
                made = [one for one in made if keep(one)]
            found[pipe.group] = made
            self.seconds[name] += perf_counter() - begin
        return found

    def spans(
        self,
        prepared: Prepared,
        without: Collection[str] = (),
        keep: Callable[[Candidate], bool] | None = None,
    ) -> list[Span]:
        """Return what the pipeline finds, as spans of the source; parameters as above."""
        found = self.groups(prepared, without, keep)
        return found_spans(prepared.mended, found.get(ENTITIES, []), found.get(ACRONYMS, []))


def _instead(pipe: LexiconPipe, read: Mapping[str, list[Candidate]]) -> list[Candidate]:
    """Return what replaces the candidates of a component that is left out."""
    return [one for some in read.values() for one in some] if pipe.group == NAMES else []


def _group_of(component: object) -> str | None:
    return getattr(component, "spans_key", None)
