"""Components that carry tables: read them once, keep them with a saved pipeline.

A component whose rules live in lexicons must answer three questions the same way everywhere: where
its tables come from when nobody said (the project's ``configs/lexicons``), how a user replaces one
(``[initialize.components.NAME]`` in spaCy's configuration), and how a saved pipeline stays
self-contained (``nlp.to_disk`` writes the tables as they were read, comments and attribution
included). :class:`LexiconPipe` answers them once.
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from annotate.document.candidates import Candidate, read_candidates, write_candidates
from annotate.document.labels import COLUMNS, DATE, FILE, LabelTable, read_labels
from annotate.errors import LexiconError
from annotate.french.classes import WordClasses, classes_of, shipped_classes
from annotate.lexicons import Row, kept_rows, table_text
from annotate.resources import default_configs
from annotate.rules.conditions import Tests
from annotate.rules.matching import RuleSet
from annotate.rules.model import FOLDER, Rule, Rules, parse_rules

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

T = TypeVar("T")
_Path = str | Path | None

NOTE_CALLS = "note_calls"
"""The group of the letters that carried note calls, which mending took away."""

Groups = Mapping[str, Sequence[Candidate]]
"""What earlier components found, by the name of their span group."""


@dataclass(frozen=True, slots=True)
class LexiconSchema:
    """One table of a component.

    Attributes
    ----------
    file : str
        The name of its file.
    required : tuple of str
        Columns that must exist and be filled.
    kinds : frozenset of str
        What the column ``kind`` may hold; empty for a table without it.
    labelled : bool
        Whether the column ``label``, where it is filled, gives labels of names.
    other_labels : frozenset of str
        What that column may hold besides.
    folder : str
        Where the default file lies, below the folder of the configuration.
    optional : bool
        Whether the file may be missing, and a row that is wrong is left out.
    """

    file: str
    required: tuple[str, ...]
    kinds: frozenset[str] = frozenset()
    labelled: bool = False
    other_labels: frozenset[str] = frozenset()
    folder: str = "lexicons"
    optional: bool = False

    @property
    def saved(self) -> str:
        """The name of its file in a saved pipeline: a table of rules may be called as a lexicon."""
        return f"{self.folder}-{self.file}" if self.folder == FOLDER else self.file

    @property
    def default(self) -> Path:
        """The file that ``annotate`` ships."""
        return default_configs() / self.folder / self.file

    def read(self, path: Path) -> list[tuple[int, Row]]:
        """Read the table, each row with its line; labels are not checked.

        Raises
        ------
        LexiconError
            If the table is missing or malformed.
        """
        return list(_rows(self.text(path), path, self))

    def text(self, path: Path) -> str:
        """Return the text of the table, of one that may be missing the row of column names.

        Raises
        ------
        LexiconError
            If it cannot be read.
        """
        if self.optional and not path.exists():
            return "\t".join(self.required) + "\n"
        return table_text(path)

    def check_labels(self, rows: Iterable[tuple[int, Row]], path: Path, labels: LabelTable) -> None:
        """Check that the table gives labels of names only.

        Raises
        ------
        LexiconError
            At the first row with another one; the place is the line.
        """
        if not self.labelled:
            return
        allowed = {*labels.names, *self.other_labels}
        for line, row in rows:
            label = row.get("label", "")
            if label and label not in allowed:
                dated = "remove the row: dates are found by rules"
                raise LexiconError(
                    f"{label!r} in column label is none of {', '.join(sorted(allowed))}",
                    path=path,
                    place=f"line {line}",
                    remedy=dated if label == DATE else f"correct the cell, or {labels.remedy}",
                )


LABELS = LexiconSchema(FILE, COLUMNS[:-1], folder="")
"""The table of labels, for components that check or resolve them."""

CLASSES = LexiconSchema("classes.tsv", ("class", "form"))
"""The word classes that rules name."""


def rules_schema(file: str) -> LexiconSchema:
    """Return the schema of a table of rules."""
    return LexiconSchema(file, ("id", "action", "label"), folder=FOLDER, optional=True)


@cache
def shipped_rules(file: str) -> RuleSet:
    """Return the rules of a table that ``annotate`` ships, for a finder without its component."""
    path = rules_schema(file).default
    return RuleSet(parse_rules(table_text(path), path, shipped_classes()))


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
        self._rows: dict[str, list[tuple[int, Row]]] = {}
        self._paths: dict[str, Path] = {}
        self._labels: LabelTable | None = None
        self._compiled: Any = None
        self._rules: tuple[RuleSet, Rules] | None = None
        self._classes: WordClasses | None = None
        self._pipeline: weakref.ref[Language] | None = None
        self._known_writers: Mapping[str, str] = {}

    def within(self, nlp: Language) -> Self:
        """Take the names of components from a pipeline, for the provenance of spans that have none;
        return self.
        """
        self._pipeline = weakref.ref(nlp)
        return self

    def __call__(self, doc: Doc) -> Doc:
        """Find in `doc` and write the component's span group."""
        write_candidates(doc, self.group, self.find(doc.text, self.read_groups(doc)))
        return doc

    def read_groups(self, doc: Doc) -> dict[str, list[Candidate]]:
        """Return what the groups that are read hold in `doc`."""
        names = self._writers()
        return {group: read_candidates(doc, group, names.get(group)) for group in self.reads}

    def _writers(self) -> Mapping[str, str]:
        nlp = self._pipeline() if self._pipeline is not None else None
        if nlp is not None:
            self._known_writers = writers(nlp)
        return self._known_writers

    def find(self, text: str, groups: Groups) -> list[Candidate]:
        """Return what the component finds in `text`, given what others found."""
        raise NotImplementedError

    def table(self, name: str) -> list[Row]:
        """Return the rows of a table; the default file is read at the first call.

        Raises
        ------
        LexiconError
            If the file is missing or malformed, or gives a label that :attr:`label_table` lacks.
        """
        if name not in self._rows:
            self._read(name, self.specs[name].default)
            self._check_labels(name)
        return [row for _, row in self._rows[name]]

    @property
    def label_table(self) -> LabelTable:
        """The labels that tables may give and that the layer may have."""
        if self._labels is None:
            self._read("labels", self.specs["labels"].default)
        assert self._labels is not None
        return self._labels

    @property
    def rules(self) -> RuleSet:
        """The rules of the table ``rules`` that are on, compiled at the first call."""
        return self._read_rules()[0]

    @property
    def every_rule(self) -> tuple[Rule, ...]:
        """The rules of the table ``rules``, in its order, with those that are off."""
        return self._read_rules()[1].rules

    @property
    def rule_faults(self) -> tuple[LexiconError, ...]:
        """The rows of the table ``rules`` that could not be read and are left out."""
        return self._read_rules()[1].faults if "rules" in self.specs else ()

    def use_rules(self, rules: Sequence[Rule]) -> None:
        """Use other rules than those of the table, until a table is read again."""
        faults = self._read_rules()[1].faults
        self._rules = RuleSet(rules), Rules(tuple(rules), faults)
        self._compiled = None

    @property
    def rule_classes(self) -> WordClasses:
        """The word classes that the rules may name."""
        if self._classes is None:
            self.table("classes")
            read = classes_of(self._texts["classes"], self._paths["classes"])
            self._classes = self.classes(read)
        return self._classes

    def _read_rules(self) -> tuple[RuleSet, Rules]:
        if self._rules is None:
            self.table("rules")
            read = parse_rules(self._texts["rules"], self._paths["rules"], self.rule_classes)
            self._rules = RuleSet(read), read
        return self._rules

    def tests_for(self, text: str) -> Tests:
        """Return the tests that the component's lists give the rules, for a text."""
        return {}

    def classes(self, classes: WordClasses) -> WordClasses:
        """Return the classes that rules may name: those of the table, and a component's own."""
        return classes

    def table_path(self, name: str) -> Path | None:
        """Return the file that a table was read from, for error messages."""
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
            If a table is missing or malformed, or gives a label that the table of labels lacks.
        """
        for name, path in paths.items():
            if path is not None:
                self._read(name, Path(path))
        for name in [*self._rows]:
            self._check_labels(name)

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write every table to the folder `path`, under its default file name."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self._all_texts().items():
            (folder / self.specs[name].saved).write_text(text, "utf-8")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> LexiconPipe:
        """Read the tables that :meth:`to_disk` wrote; return self."""
        self.read_tables({name: Path(path) / spec.saved for name, spec in self.specs.items()})
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
                (Path(folder) / self.specs[name].saved).write_text(text, "utf-8")
            return self.from_disk(folder)

    def __getstate__(self) -> dict[str, Any]:
        # Compiled automata and pipelines cannot be pickled; a worker builds its own automata.
        return {
            **self.__dict__,
            "_compiled": None,
            "_rules": None,
            "_classes": None,
            "_pipeline": None,
            "_known_writers": self._writers(),
        }

    def _all_texts(self) -> dict[str, str]:
        for name in self.specs:
            self.table(name)
        return {name: self._texts[name] for name in self.specs}

    def _read(self, name: str, path: Path) -> None:
        if name == "labels":
            self._labels = read_labels(path)
        schema = self.specs[name]
        self._rows[name] = [] if schema.optional else schema.read(path)
        self._texts[name] = schema.text(path)
        self._paths[name] = path
        self._compiled = self._rules = self._classes = None

    def _check_labels(self, name: str) -> None:
        if self.specs[name].labelled:
            self.specs[name].check_labels(self._rows[name], self._paths[name], self.label_table)


def writers(nlp: Language) -> dict[str, str]:
    """Return for span groups of other makers' components which component writes each.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("fr")
    >>> _ = nlp.add_pipe("span_ruler", name="fairs", config={"spans_key": "events"})
    >>> writers(nlp)
    {'events': 'fairs'}
    """
    keys = ((getattr(component, "key", None), name) for name, component in nlp.pipeline)
    return {key: name for key, name in keys if isinstance(key, str)}


@lru_cache(maxsize=16)
def _rows(text: str, path: Path, schema: LexiconSchema) -> tuple[tuple[int, Row], ...]:
    """Parse a table once for all the components that read it; none of them changes a row."""
    kinds = {"kind": schema.kinds} if schema.kinds else None
    return kept_rows(text, path, schema.required, kinds)
