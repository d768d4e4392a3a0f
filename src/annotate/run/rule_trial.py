"""``annotate rules try``: what rules would do to texts, before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotate.document.annotation import Annotation
from annotate.document.mended import Mended
from annotate.document.source import Range
from annotate.gold.files import GoldFile, matching
from annotate.pipes.assembly import OWN_RULES, overlay_rules
from annotate.pipes.recognition import recognise_document
from annotate.rules.matching import Fired
from annotate.rules.model import Rule
from annotate.run.rule_check import traced

if TYPE_CHECKING:
    from spacy.language import Language

WON, LOST, CHANGED = "won", "lost", "changed"
_AROUND = 45


@dataclass(frozen=True, slots=True)
class Difference:
    """One mention that rules would make, unmake or change.

    Attributes
    ----------
    document : str
        Its id.
    kind : str
        ``won``, ``lost`` or ``changed``.
    before, after : Annotation or None
        The mention as it is, and as it would be.
    context : tuple of str
        What stands before it, itself, what stands behind it, on one line.
    rules : tuple of str
        The rules of the trial that had a say there.
    right : bool or None
        With gold: whether the change is right; None where there is none, or it makes no difference.
    """

    document: str
    kind: str
    before: Annotation | None
    after: Annotation | None
    context: tuple[str, str, str]
    rules: tuple[str, ...]
    right: bool | None


def try_rules(
    documents: Iterable[Mended],
    nlp: Language,
    rules: Sequence[Rule],
    golds: Sequence[GoldFile] = (),
) -> Iterator[Difference]:
    """Yield what rules would change in documents.

    Parameters
    ----------
    documents : iterable of Mended
        The documents, mended.
    nlp : Language
        The pipeline as it is; afterwards it has the rules.
    rules : sequence of Rule
        The rules, changed or new.
    golds : sequence of GoldFile
        Gold of some of the documents.

    Yields
    ------
    Difference
        In the order of the documents and of the text.
    """
    listed = list(documents)
    tried = {rule.id for rule in rules}
    # Those that are in use already are tried against a pipeline without them.
    own: Any = nlp.get_pipe(OWN_RULES)
    own.use_rules([rule for rule in own.every_rule if rule.id not in tried])
    as_it_is = [_entities(one, nlp) for one in listed]
    overlay_rules(nlp, rules)
    trace = traced(nlp)
    for mended, before in zip(listed, as_it_is, strict=True):
        trace.clear()
        after = _entities(mended, nlp)
        gold = matching(mended.source, golds) if golds else None
        right = None if gold is None else _entities_of(gold)
        fired = [one for one in trace if one.rule.id in tried]
        yield from _differences(mended, before, after, fired, right)


Mentions = dict[tuple[Range, ...], Annotation]


def _entities(mended: Mended, nlp: Language) -> Mentions:
    layer = recognise_document(mended, nlp)[0]
    return {one.ranges: one for one in layer.annotations if not one.attributes.get("nested")}


def _entities_of(gold: GoldFile) -> set[tuple[tuple[Range, ...], str]]:
    annotations = (one for one in gold.standoff.annotations() if one.layer == "entities")
    return {(one.ranges, one.label) for one in annotations if one.status != "rejected"}


def _differences(
    mended: Mended,
    before: Mentions,
    after: Mentions,
    fired: Sequence[Fired],
    gold: set[tuple[tuple[Range, ...], str]] | None,
) -> Iterator[Difference]:
    pairs: list[tuple[Annotation | None, Annotation | None]] = []
    for ranges, old in before.items():
        new = after.get(ranges)
        if new is None or (new.label, new.value) != (old.label, old.value):
            pairs.append((old, new))
    replaced = {id(new) for _, new in pairs if new is not None}
    for ranges, new in after.items():
        if ranges not in before and id(new) not in replaced:
            # A mention with other bounds is the same one, changed.
            at = next(
                (at for at, (old, none) in enumerate(pairs) if not none and _touch(old, new)), None
            )
            if at is None:
                pairs.append((None, new))
            else:
                pairs[at] = (pairs[at][0], new)
    pairs.sort(key=lambda pair: next(one.ranges[0] for one in pair if one is not None))
    for was, becomes in pairs:
        shown = becomes or was
        assert shown is not None
        kind = CHANGED if was and becomes else WON if becomes else LOST
        span = mended.offsets.span(shown.ranges) or (0, 0)
        rules = dict.fromkeys(one.rule.id for one in fired if _at(one, mended, span))
        yield Difference(
            mended.source.id,
            kind,
            was,
            becomes,
            _context(mended.text, span),
            tuple(rules),
            _is_right(was, becomes, gold),
        )


def _touch(old: Annotation | None, new: Annotation) -> bool:
    if old is None:
        return False
    return any(s < e2 and s2 < e for s, e in old.ranges for s2, e2 in new.ranges)


def _at(fired: Fired, mended: Mended, span: Range) -> bool:
    """Return whether a rule had its say about a span, by what stands there."""
    form = mended.text[span[0] : span[1]]
    return any(
        place is not None and (place.form in form or form in place.form)
        for place in (fired.found, fired.made)
    )


def _is_right(
    old: Annotation | None, new: Annotation | None, gold: set[tuple[tuple[Range, ...], str]] | None
) -> bool | None:
    if gold is None:
        return None
    was = old is not None and (old.ranges, old.label) in gold
    becomes = new is not None and (new.ranges, new.label) in gold
    if was == becomes:
        # A wrong mention that goes is a gain, a wrong one that comes a loss.
        return None if old is not None and new is not None else old is not None
    return becomes


def _context(text: str, span: Range) -> tuple[str, str, str]:
    start, end = span
    low, high = max(0, start - _AROUND), end + _AROUND
    parts = (text[low:start], text[start:end], text[end:high])
    return tuple(" ".join(f"|{part}|".split())[1:-1] for part in parts)  # type: ignore[return-value]
