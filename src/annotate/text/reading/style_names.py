"""What the name of a paragraph style says, in the English and the French of word processors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from annotate.french.classes import shipped_classes
from annotate.text.reading.markup_blocks import Inline, PageBreak, Passage


@dataclass(frozen=True, slots=True)
class Role:
    """What a paragraph is.

    Attributes
    ----------
    label : str
        ``title``, ``author``, ``heading``, ``paragraph``; empty for what is made by the program
        and no text, such as a table of contents.
    value : str or None
        The level of a heading.
    kind : str or None
        What kind of paragraph.
    boxed : bool
        Whether it is in a boxed text.
    """

    label: str
    value: str | None = None
    kind: str | None = None
    boxed: bool = False


PARAGRAPH = Role("paragraph")


def _named(name: str, rest: str = "") -> re.Pattern[str]:
    return re.compile(shipped_classes().pattern(name, " ") + rest)


_NAMED = ((_named("STYLE_TITLE"), "title"), (_named("STYLE_AUTHOR"), "author"))
_KINDS = (
    (_named("STYLE_CAPTION"), "caption"),
    (_named("STYLE_BIBLIOGRAPHY", r"(?: \d+)?"), "bibliography"),
    (_named("STYLE_REFERENCES"), "bibliography"),
    (_named("STYLE_LIST", r"\b.*"), "list_item"),
    (re.compile(r"(?:list|numbering) \d\b.*"), "list_item"),
)
_HEADING = re.compile(r"(?:heading|titre) (\d)")
_MADE = (_named("STYLE_MADE"), re.compile(r"(?:toc|tm|index) \d|contents \d+"))
_BOXED = (_named("STYLE_BOX", r"\b.*"), re.compile("text box"))


def role_of(name: str) -> Role | None:
    """Return what a paragraph style's name says, or None when it says nothing.

    Examples
    --------
    >>> role_of("Heading 2"), role_of("Normal")
    (Role(label='heading', value='2', kind=None, boxed=False), None)
    """
    plain = " ".join(name.replace("_20_", " ").lower().split())
    heading = _HEADING.fullmatch(plain)
    if heading:
        return Role("heading", heading.group(1))
    if plain == "bibliography heading":
        return Role("heading", "1")
    for pattern, label in _NAMED:
        if pattern.fullmatch(plain):
            return Role(label)
    for pattern, kind in _KINDS:
        if pattern.fullmatch(plain):
            return Role("paragraph", kind=kind)
    if any(pattern.fullmatch(plain) for pattern in _MADE):
        return Role("")
    boxed = any(pattern.fullmatch(plain) for pattern in _BOXED)
    return Role("paragraph", boxed=True) if boxed else None


_HEADING_LENGTH = 200
_BELOW = 1000
"""Levels of headings that are only bold are counted down from here by the size of their type."""
_OPENING = 6
"""Title and authors are among this many passages at the head of a text."""


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def named_by_properties(
    passages: Iterable[Passage], title: str, authors: Iterable[str], *, supply: bool = False
) -> list[Passage]:
    """Use what the properties of a document say to tell its title and authors.

    Parameters
    ----------
    passages : iterable of Passage
        As read.
    title : str
        The title that the properties give; may be empty.
    authors : iterable of str
        The names that they give.
    supply : bool
        Whether the properties are text of their own, to be put first when the text does not have
        them; those of a word processor are not (they hold the name of an account).

    Examples
    --------
    >>> found = named_by_properties([Passage("paragraph", ("Le fer",))], "Le fer", ["Anne Roy"])
    >>> [(one.label, one.text) for one in found]
    [('title', 'Le fer')]
    """
    found = list(passages)
    names = [name for name in (" ".join(name.split()) for name in authors) if name]
    title = " ".join(title.split())
    if title and not any(one.label == "title" for one in found):
        places = _places(found, {_key(title)})[:1]
        if places:
            found[places[0]] = replace(found[places[0]], label="title", value=None, kind=None)
        elif supply:
            found = [Passage("title", (title,)), *_on_its_page(found)]
    if names and not any(one.label == "author" for one in found):
        keys = {_key(name) for name in (*names, ", ".join(names), joined(names))}
        places = _places(found, keys)
        for place in places:
            found[place] = replace(found[place], label="author", value=None, kind=None)
        if supply and not places:
            last = max((i for i, one in enumerate(found) if one.label == "title"), default=-1)
            found.insert(last + 1, Passage("author", (joined(names),)))
    return found


def _on_its_page(passages: list[Passage]) -> list[Passage]:
    """Leave out the page breaks before the first text, which shall go on after a title."""
    kept: list[Passage] = []
    for index, one in enumerate(passages):
        shown = next((i for i, item in enumerate(one.content) if _is_text(item)), len(one.content))
        lead = (item for item in one.content[:shown] if not isinstance(item, PageBreak))
        kept.append(replace(one, content=(*lead, *one.content[shown:])))
        if shown < len(one.content):
            return [*kept, *passages[index + 1 :]]
    return kept


def _is_text(item: Inline) -> bool:
    return isinstance(item, str) and bool(item.strip())


def _places(passages: list[Passage], keys: set[str]) -> list[int]:
    shown = [i for i, one in enumerate(passages) if not one.is_empty][:_OPENING]
    return [i for i in shown if _key(passages[i].text) in keys]


def with_bold_headings(passages: list[Passage]) -> list[Passage]:
    """Take paragraphs that are bold from end to end and no sentences for headings, below those
    that the markup has: many writers know no other way. Larger type is a higher level.

    Examples
    --------
    >>> found = with_bold_headings(
    ...     [Passage("paragraph", ("Les puits",), bold=24), Passage("paragraph", ("Il pleut.",))]
    ... )
    >>> [(one.label, one.value) for one in found]
    [('heading', '976'), ('paragraph', None)]
    """
    shown = [i for i, one in enumerate(passages) if not one.is_empty]
    texts = [i for i in shown if passages[i].label == "paragraph"]
    bold = [i for i in texts if passages[i].bold and passages[i].kind is None]
    if 2 * len(bold) > len(texts):
        return passages
    found = list(passages)
    for i in bold:
        text = passages[i].text
        is_name = len(text) < _HEADING_LENGTH and text[-1] not in ".;,:…" and i != shown[-1]
        if is_name and any(char.isalpha() for char in text):
            level = str(max(_BELOW - passages[i].bold, 10))
            found[i] = replace(passages[i], label="heading", value=level)
    return found


def joined(names: list[str]) -> str:
    """Return names as a line of authors has them.

    Examples
    --------
    >>> joined(["Anne Roy", "Luc Petit", "Zoé Faure"])
    'Anne Roy, Luc Petit et Zoé Faure'
    """
    return " et ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
