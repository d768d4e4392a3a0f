"""What reviewers decided about pairs of names: that they are one, or two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from annotate.document.run_folder import RunFolder
from annotate.french.characters import fold
from annotate.index.groups import DECIDED, Groups, Link
from annotate.index.merge_candidates import Names, Raised
from annotate.index.reasons import Reason
from annotate.index.surface_forms import clean
from annotate.index.units import Unit
from annotate.lexicons import read_table

TABLE = "decisions.tsv"
"""The table of decisions that hold for all of a run."""


class PairVerb(StrEnum):
    """What is decided about two names, in the word of the table ``decisions.tsv``."""

    SAME = "même"
    DIFFERENT = "différent"


PAIR_STEMS: Mapping[PairVerb, tuple[str, ...]] = {
    PairVerb.SAME: ("mem", "same"),
    PairVerb.DIFFERENT: ("differ",),
}
"""How the folded words begin that mean such a decision."""


@dataclass(frozen=True, slots=True)
class PairDecision:
    """Somebody's decision about two names.

    Attributes
    ----------
    first, second : str
        The forms; one form twice are its bearers in several documents.
    same : bool
        Whether they are one.
    label : str
        The label that both have, ``""`` for any.
    """

    first: str
    second: str
    same: bool
    label: str = ""

    @property
    def forms(self) -> frozenset[str]:
        """The forms as they are compared."""
        return frozenset((clean(self.first), clean(self.second)))


def pair_decisions(run: RunFolder, config: Path | None) -> tuple[PairDecision, ...]:
    """Return the decisions about pairs that hold for a run.

    Parameters
    ----------
    run : RunFolder
        The run.
    config : Path or None
        The configuration folder, whose table comes first.

    Raises
    ------
    LexiconError
        If a table cannot be read.
    """
    return read_pairs(decision_tables(config, run.folder))


def decision_tables(config: Path | None, folder: Path) -> tuple[Path, ...]:
    """Return the tables of decisions that hold for a run: that of the configuration folder, if
    there is one, and that of the run's folder. They need not exist.
    """
    own = folder / "review" / TABLE
    return (own,) if config is None else (config / TABLE, own)


def read_pairs(paths: Iterable[Path]) -> tuple[PairDecision, ...]:
    """Read the decisions about pairs in tables of decisions; other rows are left out.

    Parameters
    ----------
    paths : iterable of Path
        Tables as ``decisions.tsv``; of two rows about one pair, that of the first table holds, and
        one that is not there is an empty one.

    Raises
    ------
    LexiconError
        If a table cannot be read.
    """
    found: dict[tuple[frozenset[str], str], PairDecision] = {}
    for path in paths:
        for row in read_table(path, ("form", "decision")) if path.exists() else ():
            word = fold(row["decision"]).strip()
            verb = next((one for one in PairVerb if word.startswith(PAIR_STEMS[one])), None)
            if verb is not None:
                label, other = row.get("label_was", ""), row.get("boundary", "")
                one = PairDecision(row["form"], other, verb is PairVerb.SAME, label)
                found.setdefault((one.forms, one.label), one)
    return tuple(found.values())


@dataclass
class Decided:
    """Decisions about pairs, as a run of the index applies them.

    Parameters
    ----------
    pairs : sequence of PairDecision
        Of one pair, at most one.
    """

    pairs: Sequence[PairDecision] = ()
    _by_forms: dict[frozenset[str], list[PairDecision]] = field(init=False)

    def __post_init__(self) -> None:
        self._by_forms = defaultdict(list)
        for one in self.pairs:
            self._by_forms[one.forms].append(one)

    def mark(self, groups: Groups, units: Iterable[Unit]) -> None:
        """Mark the units of names that were decided to be two, so that nothing joins them."""
        sides: dict[str, list[tuple[PairDecision, str, str]]] = defaultdict(list)
        for number, one in enumerate(self.pairs):
            if not one.same and len(one.forms) == 2:
                for form in one.forms:
                    sides[form].append((one, f"{DECIDED} {number}", form))
        for unit in set(units) if sides else ():
            for one, kind, side in sides.get(clean(unit.form), ()):
                if one.label in ("", unit.label):
                    groups.add(unit, {kind: {side}})

    def join(self, groups: Groups, units: Iterable[Unit]) -> None:
        """Join the names that were decided to be one: those that are proposed for it, and those
        that are each one entity only.
        """
        roots: dict[tuple[str, str], set[Unit]] = defaultdict(set)
        wanted = {form for one in self.pairs if one.same for form in one.forms}
        for unit in units if wanted else ():
            if clean(unit.form) in wanted:
                roots[unit.label, clean(unit.form)].add(groups.root(unit))
        for link in [*filter(self._joins, groups.doubts)] if wanted else ():
            groups.join(link.first, link.second, Reason.DECIDED, forced=True)
        for (label, form), own in sorted(roots.items()):
            for one in self.pairs if len(own) == 1 else ():
                if one.same and form == clean(one.first) and one.label in ("", label):
                    others = roots.get((label, clean(one.second)), set())
                    if len(others) == 1:
                        (this,), (other,) = own, others
                        groups.join(other, this, Reason.DECIDED, forced=True)

    def _joins(self, link: Link) -> bool:
        decision = self.about(link.first.label, link.first.form, link.second.form)
        return bool(decision and decision.same and link.first.label == link.second.label)

    def about(self, label: str, first: str, second: str) -> PairDecision | None:
        """Return what was decided about two forms under a label."""
        found = self._by_forms.get(frozenset((clean(first), clean(second))), ())
        return next((one for one in found if one.label in ("", label)), None)

    def settles(self, doubt: Raised, names: Names) -> bool:
        """Return whether two forms of the entities were decided on that a doubt is about."""
        if not self.pairs:
            return False
        label = names.label(doubt.first)
        if self.about(label, doubt.first_form, doubt.second_form):
            return True
        forms, others = ([*names.of_an_entity(one)] for one in doubt[:2])
        return any(self.about(label, one, other) for one in forms for other in others)
