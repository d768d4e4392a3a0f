"""Free texts of others, out of snapshots of their repositories, with names that we marked.

``world/texts.tsv`` says where each text is and whose it is, ``world/names.tsv`` what is a name in
it. The texts themselves are not in this project. A snapshot is a folder ``OWNER+NAME`` with the
files of the commit that the table tells: ``git archive COMMIT | tar -x -C WORLD/OWNER+NAME``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotate.training.rows import Name, Row
from training_sets import latex, markdown

TABLES = Path(__file__).with_name("world")
SETS = ("world", "web", "world_dev")
_PLACES = re.compile(r"(.*?)\[([^\[\]]+)\](.*)")
_NO_NAME = "-"
_LABELS = ("PER", "ORG", "LOC", "MISC", _NO_NAME)
_STATE = ("Etat", "État")
_FEW_WORDS = 15
_PARTS = re.compile(r"\n\s*\n?|\r")


@dataclass(frozen=True, slots=True)
class Text:
    """A line of ``texts.tsv``.

    Attributes
    ----------
    document : str
        What ``names.tsv`` calls it.
    set : str
        One of :data:`SETS`.
    repository, commit : str
        Of GitHub.
    files : str
        Paths with `` | `` between them, one after the other.
    entries : str
        Of a table: the keys or, where it has none, the numbers of the entries that are read.
    left_out : str
        Numbers, from 1, of the paragraphs that are not read: ``3 17-19``. They are captions, links,
        lists, code, and what is also in texts that models are measured on.
    licence, attribution : str
        Of the text, and whom to name.
    words : str
        How many the text has.
    """

    document: str
    set: str
    repository: str
    commit: str
    files: str
    entries: str
    left_out: str
    words: str
    licence: str
    attribution: str


def documents(folder: Path, tables: Path = TABLES) -> Iterator[tuple[Text, list[Row]]]:
    """Yield the texts of the table, with their paragraphs.

    Parameters
    ----------
    folder : Path
        Holds a folder ``OWNER+NAME`` for each repository.
    tables : Path
        Holds ``texts.tsv`` and ``names.tsv``.

    Raises
    ------
    ValueError
        If a text has not as many words as the table tells, for the snapshot is of another commit
        then, or a name is not in its text.
    """
    names: dict[str, list[tuple[int, str, str]]] = {}
    for number, (document, label, form) in _lines(tables / "names.tsv"):
        names.setdefault(document, []).append((number, label, form))
    for _, fields in _lines(tables / "texts.tsv"):
        text = Text(*fields)
        paragraphs = _kept(_paragraphs(folder, text), text.left_out)
        words = sum(len(paragraph.split()) for paragraph in paragraphs)
        if words != int(text.words):
            raise ValueError(
                f"{text.document}: {words} words, not {text.words}; is the folder "
                f"{text.repository.replace('/', '+')} a snapshot of {text.commit}?"
            )
        spans = _marked("\n\n".join(paragraphs), names.get(text.document, []), text.document)
        yield text, list(_rows(paragraphs, spans, text.repository))


def _lines(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of a table below its head, with their numbers."""
    for number, line in enumerate(file.read_text("utf-8").split("\n"), start=1):
        if number > 1 and line:
            yield number, line.split("\t")


def _paragraphs(folder: Path, text: Text) -> Iterator[str]:
    for path in text.files.split(" | "):
        file = folder / text.repository.replace("/", "+") / path
        if file.suffix == ".csv":
            yield from _entries(file, text.entries.split())
        elif file.suffix == ".tex":
            yield from latex.paragraphs(file.read_text("utf-8"))
        elif file.suffix == ".ipynb":
            yield from markdown.paragraphs(markdown.cells(file.read_text("utf-8")))
        else:
            yield from markdown.paragraphs(file.read_text("utf-8"))


def _entries(file: Path, keys: Sequence[str]) -> Iterator[str]:
    """Yield the paragraphs of entries of a table of the ministry of culture."""
    with file.open(encoding="utf-8", newline="") as lines:
        entries = list(csv.DictReader(lines, delimiter=";"))
    museums = "ref" in entries[0]
    by_key = {e["ref"] if museums else str(n): e for n, e in enumerate(entries, start=1)}
    for key in keys:
        told = (_museum if museums else _garden)(by_key[key])
        yield from (" ".join(one.split()) for one in told if one.strip())


def _museum(entry: dict[str, str]) -> list[str]:
    """Return name and town, history, and what is remarkable if it is told in a sentence."""
    name = entry["nomoff"].strip()
    told = [entry[field] for field in ("interet", "atout")]
    whole = [one for one in told if len(one.split()) >= _FEW_WORDS]
    title = f"{name[:1].upper()}{name[1:]}, {entry['ville_m']}"
    return [title, *_PARTS.split(entry["hist"]), *whole]


def _garden(entry: dict[str, str]) -> list[str]:
    title = f"{entry['nom_du_jardin'].strip()}, {entry['commune']} ({entry['departement']})"
    return [title, *entry["description"].split("\n")]


def _kept(paragraphs: Iterator[str], left_out: str) -> list[str]:
    """Return paragraphs without those of some numbers.

    Examples
    --------
    >>> _kept(iter("abcde"), "1 3-4")
    ['b', 'e']
    """
    gone: set[int] = set()
    for numbers in left_out.split():
        first, _, last = numbers.partition("-")
        gone.update(range(int(first), int(last or first) + 1))
    return [one for number, one in enumerate(paragraphs, start=1) if number not in gone]


def _marked(text: str, names: Sequence[tuple[int, str, str]], document: str) -> list[Name]:
    """Return the names in a text; those told with the words around them come first, then the
    longer ones, and what is taken stays so.
    """
    told = []
    for number, label, form in names:
        if label not in _LABELS:
            raise ValueError(f"names.tsv, line {number}: {label!r} is no label ({document})")
        around = _PLACES.fullmatch(form)
        told.append((around is None, -len(around[2].strip() if around else form), number))
    taken: list[Name] = []
    by_number = {number: (label, form) for number, label, form in names}
    for *_, number in sorted(told):
        label, form = by_number[number]
        found = [match.span("name") for match in _pattern(form).finditer(text)]
        if not found:
            raise ValueError(f"names.tsv, line {number}: no {form!r} in {document}")
        for start, end in found:
            if all(end <= first or last <= start for first, last, _ in taken):
                taken.append((start, end, label))
    return [name for name in taken if name[2] != _NO_NAME]


def _pattern(form: str) -> re.Pattern[str]:
    """Return what matches a name, a whole word, or ``left [name] right`` where it stands so."""
    if around := _PLACES.fullmatch(form):
        left, name, right = (_spaced(one) for one in around.groups())
        return re.compile(f"{left}(?P<name>{name})" + right)
    return re.compile(rf"(?<!\w)(?P<name>{_spaced(form)})(?!\w)")


def _spaced(words: str) -> str:
    """Return a pattern of words between which there is any blank."""
    return re.sub(r"(?:\\?\s)+", r"\\s+", re.escape(words))


def _rows(paragraphs: Sequence[str], names: Sequence[Name], source: str) -> Iterator[Row]:
    start = 0
    for text in paragraphs:
        end = start + len(text)
        own = sorted(
            (a - start, b - start, label) for a, b, label in names if start <= a < b <= end
        )
        # The guide's gold leaves the State unmarked where it stands alone.
        yield Row(text, tuple(n for n in own if text[n[0] : n[1]] not in _STATE), source=source)
        start = end + 2
