"""Addresses, paths and names of files that a line end cuts: no space is put into them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

_NEAR = 200
"""Characters of a row that decide: a row may be ten megabytes long."""
_LAST = re.compile(r"[^\s<>«»“”\"]+$")
_FIRST = re.compile(r"[^\s<>«»“”\"]+")
_ADDRESS = re.compile(
    r"\(?(?:[a-z][a-z+]{0,9}://|www\.|mailto:|[\w.+-]{2,}@(?=[\w-]|$)|~?/[\w.~-]{2,}/|\.{1,2}/\w"
    r"|(?:[\w.~-]+/){2})"
)
"""How an address or a path begins."""
_WEB = re.compile(r"\(?(?:(?:https?|ftp)://|www\.)\S")
_LINE_OF_WEB = re.compile(r"\(?(?:https?|ttps?|tps?|ps?|s|ftp)://\S|\(?www\.\S")
"""The same in a line, which browsers may begin with any letter of it."""
_ONLINE = re.compile(r"\(?(?:[a-z][a-z+]{1,9}://|www\.|[\w.+-]{2,}@(?:[\w-]|$))")
"""How an address begins that no program cuts by a hyphen; paths are hyphenated as words are."""
_SCHEME = re.compile(r"\b(?:https?|ftps?|file|git|ssh|svn|rsync|sftp|gopher|ldap|about) ?:$")
_ENDING = re.compile(r"\.(?:x?html?|php|aspx?|jsp|pdf|txt|xml|jpe?g|png|com|org|net|info|fr|eu)$")
_SHORTEST = 4
"""Letters that what is no word has at least: no list has all the short ones."""
_INNER = "/_=&@#%~+\\"
"""Signs that end no address: what is after them belongs to it."""
_LABEL = re.compile(r"[\w-]+$")
_LABEL_FIRST = re.compile(r"[\w-]+")
# A word that has none of the signs behind it is read once, not from each of its letters.
_PAIR = re.compile(r"(?<![^\W_])(?<!-)([\w-]{2,})([./:@_])(?=([\w-]{2,}))")


def address_pairs(lines: Iterable[str]) -> frozenset[str]:
    """Return the parts of addresses and names of files that are side by side inside lines.

    Examples
    --------
    >>> sorted(address_pairs(["voir bugs.debian.org, sources.list"]))
    ['bugs.debian', 'debian.org', 'sources.list']
    """
    return frozenset("".join(match.groups()) for line in lines for match in _matches(line))


def _matches(line: str) -> Iterator[re.Match[str]]:
    """Yield the pairs of a line, quickly where it has none of their signs."""
    if any(sign in line for sign in "./:@_"):
        yield from _PAIR.finditer(line)


def is_one_address(
    before: str, after: str, pairs: frozenset[str], known: Callable[[str], bool]
) -> bool:
    """Return whether what is before a line end and what is after it are one address, path or name
    of a file.

    Parameters
    ----------
    before, after : str
        The two lines.
    pairs : frozenset of str
        What :func:`address_pairs` found in the document.
    known : callable
        Tells whether a lower-case word is French.

    Returns
    -------
    bool

    Examples
    --------
    >>> bare = frozenset(), {"puis"}.__contains__
    >>> is_one_address("voir https:", "//www.lens.fr", *bare)
    True
    >>> is_one_address("voir https://www.lens.", "fr/mines", *bare)
    True
    >>> is_one_address("voir https://www.lens.fr.", "Puis le puits", *bare)
    False
    >>> is_one_address("le fichier sources.", "list du", frozenset({"sources.list"}), bare[1])
    True
    """
    last, first = _LAST.search(before[-_NEAR:]), _FIRST.match(after[:_NEAR])
    if last is None or first is None:
        return False
    tail, head = last.group(), first.group()
    if _SCHEME.search(before[-_NEAR:]):
        return head.startswith("//")
    if _is_pair(tail, head, pairs) or _is_cut_before_its_name(tail, head):
        return True
    if not _ADDRESS.match(tail) or (_WEB.match(head) and not tail.endswith("://")):
        return False
    if tail[-1] in _INNER or (head[0] in _INNER and head[1:2].isalnum()):
        return head[0].isalnum() or head[0] in f"{_INNER}.-?"
    if tail[-1] == ":":
        return head[0].isdigit()
    if tail[-1] in ".?-" or (head[0] in ".?" and head[1:2].isalnum()):
        return head[0].islower() or head[0].isdigit() or head[0] in ".?"
    return bool(_LINE_OF_WEB.match(tail)) and tail[-1].isalnum() and _is_a_rest(tail, head, known)


def _is_cut_before_its_name(tail: str, head: str) -> bool:
    """Return whether two parts are an address only together: `http` and `s://lens.fr`."""
    return not (_WEB.match(tail) or _WEB.match(head)) and bool(_WEB.match(tail + head))


def _is_pair(tail: str, head: str, pairs: frozenset[str]) -> bool:
    """Return whether the document has the two parts side by side elsewhere."""
    sign = tail[-1] if tail[-1] in "./:@_" else ""
    left = _LABEL.search(tail.removesuffix(sign))
    behind = head.removeprefix(head[0]) if not sign and head[0] in "./@_" else head
    sign = sign or (head[0] if behind is not head else "")
    right = _LABEL_FIRST.match(behind)
    if not sign or left is None or right is None:
        return False
    # A capital after a full stop begins a sentence, unless what is before is no word of one.
    sentence = sign == "." and right.group()[0].isupper() and not left.group().isupper()
    return not sentence and f"{left.group()}{sign}{right.group()}" in pairs


def _is_a_rest(tail: str, head: str, known: Callable[[str], bool]) -> bool:
    """Return whether what begins a line is no word, but the end of an address."""
    bare = head.rstrip(".,;:!?)»")
    if not bare or not (bare[0].islower() or bare[0].isdigit()):
        return False
    signs = any(char in "./_=&%#" or char.isdigit() for char in bare)
    first, hyphen, _ = bare.partition("-")
    word = known(first) or (not hyphen and len(bare) < _SHORTEST)
    whole = first.isalpha() and (hyphen or bare.isalpha())
    return signs or bool(_ENDING.search(tail + bare)) or bool(whole and not word)


def is_in_address(before: str, after: str) -> bool:
    """Return whether a hyphen at a line end is inside an address, where none is added.

    Parameters
    ----------
    before, after : str
        The line up to its hyphen, and the next.

    Examples
    --------
    >>> is_in_address("voir http://www.bassin", "minier.fr"), is_in_address("le bas", "sin")
    (True, False)
    """
    last, first = _LAST.search(before[-_NEAR:]), _FIRST.match(after[:_NEAR])
    if last is not None and _ONLINE.match(last.group()):
        return True
    return first is not None and bool(re.match(r"[\w.+-]+@[\w-]+\.\w", first.group()))
