"""Components that carry tables: read them once, keep them with a saved pipeline.

A component whose rules live in lexicons must answer three questions the same way everywhere: where
its tables come from when nobody said (the project's ``configs/lexicons``), how a user replaces one
(``[initialize.components.NAME]`` in spaCy's configuration), and how a saved pipeline stays
self-contained (``nlp.to_disk`` writes the tables as they were read, comments and attribution
included). :class:`LexiconPipe` answers them once.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from annotate.document.candidates import Candidate, read_candidates, write_candidates
from annotate.lexicons import Row, numbered_rows, table_text
from annotate.resources import default_configs

if TYPE_CHECKING:
    from spacy.tokens import Doc

T = TypeVar("T")
_Path = str | Path | None

NAMED = frozenset({"PER", "ORG", "LOC", "MISC"})
"""Labels that a table of names may give."""

Groups = Mapping[str, Sequence[Candidate]]
"""What earlier components found, by the name of their span group."""


@dataclass(frozen=True, slots=True)
class LexiconSchema:
    """One table of a component.

    Attributes
    ----------
    file : str
        Its default file in ``configs/lexicons``.
    required : tuple of str
        Columns that must exist and be filled.
    kinds, labels : frozenset of str
        What the columns ``kind`` and ``label`` may hold; empty for a table without them.
    """

    file: str
    required: tuple[str, ...]
    kinds: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()

    @property
    def allowed(self) -> dict[str, frozenset[str]]:
        """The columns whose values are checked."""
        columns = {"kind": self.kinds, "label": self.labels}
        return {column: values for column, values in columns.items() if values}


class LexiconPipe:
    """A component that reads some span groups, finds, and writes a span group of its own.

    A subclass names its tables in `specs`, and gives :meth:`find`, which must be pure: everything
    it knows comes from the text, the groups and the tables.

    Parameters
    ----------
    name : str
        Name of the component in its pipeline.
    group : str
        Span group to write.
    reads : sequence of str
        Span groups to read; one that no component wrote counts as empty.
    """

    specs: ClassVar[Mapping[str, LexiconSchema]] = {}

    def __init_subclass__(cls) -> None:
        """Give the subclass an `initialize` with a parameter for each of its tables: spaCy checks
        the settings of ``[initialize.components.NAME]`` against its signature.
        """
        super().__init_subclass__()

        def initialize(
            self: LexiconPipe, get_examples: object = None, *, nlp: object = None, **tables: Any
        ) -> None:
            self.read_tables(tables)

        keyword = Parameter.KEYWORD_ONLY
        of_spacy = list(signature(initialize).parameters.values())[:-1]
        of_tables = [Parameter(name, keyword, default=None, annotation=_Path) for name in cls.specs]
        initialize.__signature__ = Signature([*of_spacy, *of_tables])  # type: ignore[attr-defined]
        files = (f"{name} ({schema.file})" for name, schema in cls.specs.items())
        initialize.__doc__ = f"Read other tables than the default ones: {', '.join(files)}."
        cls.initialize = initialize  # type: ignore[attr-defined]

    def __init__(self, name: str, group: str, reads: Sequence[str] = ()) -> None:
        self.name = name
        self.group = group
        self.reads = tuple(reads)
        self._texts: dict[str, str] = {}
        self._rows: dict[str, list[Row]] = {}
        self._paths: dict[str, Path] = {}
        self._compiled: Any = None

    def __call__(self, doc: Doc) -> Doc:
        """Find in `doc` and write the component's span group."""
        groups = {group: read_candidates(doc, group) for group in self.reads}
        write_candidates(doc, self.group, self.find(doc.text, groups))
        return doc

    def find(self, text: str, groups: Groups) -> list[Candidate]:
        """Return what the component finds in `text`, given what others found."""
        raise NotImplementedError

    def table(self, name: str) -> list[Row]:
        """Return the rows of a table; the default file is read at the first call."""
        if name not in self._rows:
            self._read(name, default_configs() / "lexicons" / self.specs[name].file)
        return self._rows[name]

    def table_path(self, name: str) -> Path | None:
        """Return the file that a table was read from, for what an error tells."""
        return self._paths.get(name)

    def compiled(self, build: Callable[[], T]) -> T:
        """Return what `build` makes of the tables, made once until a table changes."""
        if self._compiled is None:
            self._compiled = build()
        result: T = self._compiled
        return result

    def read_tables(self, paths: Mapping[str, str | Path | None]) -> None:
        """Read the tables that have a path; the others stay what they were.

        Raises
        ------
        LexiconError
            If a table is missing or malformed.
        """
        for name, path in paths.items():
            if path is not None:
                self._read(name, Path(path))

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write every table to the folder `path`, under its default file name."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self._all_texts().items():
            (folder / self.specs[name].file).write_text(text, "utf-8")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> LexiconPipe:
        """Read the tables that :meth:`to_disk` wrote; return self."""
        for name, spec in self.specs.items():
            self._read(name, Path(path) / spec.file)
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return every table as bytes that :meth:`from_bytes` reads."""
        import srsly  # type: ignore[import-untyped]

        data: bytes = srsly.msgpack_dumps(self._all_texts())
        return data

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> LexiconPipe:
        """Read the tables that :meth:`to_bytes` gave; return self."""
        import srsly

        texts: dict[str, str] = srsly.msgpack_loads(data)
        # The reader of lexicons takes files, and its checks must hold here too.
        with tempfile.TemporaryDirectory() as folder:
            for name, text in texts.items():
                (Path(folder) / self.specs[name].file).write_text(text, "utf-8")
            return self.from_disk(folder)

    def __getstate__(self) -> dict[str, Any]:
        # Compiled automata cannot be pickled, and a worker builds its own.
        return {**self.__dict__, "_compiled": None}

    def _all_texts(self) -> dict[str, str]:
        for name in self.specs:
            self.table(name)
        return {name: self._texts[name] for name in self.specs}

    def _read(self, name: str, path: Path) -> None:
        text = table_text(path)
        self._rows[name] = list(_rows(text, path, self.specs[name]))
        self._texts[name] = text
        self._paths[name] = path
        self._compiled = None


@lru_cache(maxsize=16)
def _rows(text: str, path: Path, schema: LexiconSchema) -> tuple[Row, ...]:
    """Parse a table once for all the components that read it; none of them changes a row."""
    rows = numbered_rows(text, path, schema.required, schema.allowed)
    return tuple(row for _, row in rows)
