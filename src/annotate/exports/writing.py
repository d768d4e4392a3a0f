"""A run, or some of its documents, written in a format: a folder that is whole or not there."""

from __future__ import annotations

import glob
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from annotate.document.labels import LabelTable, shipped_labels
from annotate.document.run_folder import STATE, RunFolder
from annotate.errors import DocumentError, OutputError, UsageError
from annotate.exports.document import STATUSES, Exchanged, Span, exchanged, unseen
from annotate.exports.formats import MANIFEST, Format, Setting, format_named, write_file
from annotate.exports.losses import reduced
from annotate.files import TEMPORARY, is_locked, locked
from annotate.progress import Watcher, unwatched
from annotate.tables import Row, csv_rows, write_csv
from annotate.version import __version__

SPANS, LOSSES = "spans.csv", "losses.csv"
TEXTS = "texts.zip"
"""The texts that were exported, each as ``ID.txt``: what reads a folder must not find them."""
SPAN_COLUMNS = ("document", "id", "label", "value", "start", "end", "source_ranges", "text")
LOSS_COLUMNS = ("document", "lost", "count")
_OWN = ("annotations", "text", "pages", "report", "review", STATE)
"""Folders of a run, which nothing else may be in."""
UNSEEN = "spans that the mended text does not show"
"""What tables of losses call a name in a running head: no format has it."""


@dataclass
class Exported:
    """What an export wrote.

    Attributes
    ----------
    folder : Path
        Where it is.
    documents, spans : int
        How many were written.
    losses : Counter of str
        What was left out, and how often.
    failed : list of DocumentError
        Documents that could not be read.
    """

    folder: Path
    documents: int = 0
    spans: int = 0
    losses: Counter[str] = field(default_factory=Counter)
    failed: list[DocumentError] = field(default_factory=list)


def export(
    run: str | Path,
    to: str,
    out: str | Path,
    *,
    documents: Collection[str] = (),
    status: str = "predicted",
    labels: Collection[str] = (),
    licence: str = "",
    table: LabelTable | None = None,
    force: bool = False,
    tell: Watcher = unwatched,
) -> Exported:
    """Write the annotations of a run in a format of other programs.

    The mended text is what is annotated. Beside the files of the format are ``spans.csv``, which
    leads from each span back to the source text, ``texts.zip``, with the texts that its offsets are
    of, and ``losses.csv``, which says what the format cannot hold of each document.

    Parameters
    ----------
    run : str or Path
        The folder that ``annotate run`` wrote.
    to : str
        The name of a format: ``tei``, ``conllu`` …
    out : str or Path
        A folder that is not there yet.
    documents : collection of str
        The ids of the documents that are wanted; all where none is named.
    status : str
        ``predicted``: all that nobody rejected; ``reviewed``: what people decided; ``all``: what
        they rejected, too.
    labels : collection of str
        The labels that are wanted; all where none is named.
    licence : str
        Under which the texts may be used, for formats that say so.
    table : LabelTable, optional
        The labels of the configuration; by default those that ``annotate`` ships.
    force : bool
        Replace an earlier export.
    tell : callable
        Called before each document.

    Returns
    -------
    Exported
        What was written, and what was left out.

    Raises
    ------
    UsageError
        If the format, a document, a label or a status is not known, or there is no such run.
    OutputError
        If there is something else at `out`, or it cannot be written; then nothing is.

    Examples
    --------
    >>> import annotate
    >>> done = annotate.export("build/", "conll", "exported/")
    >>> done.documents, done.spans
    (2, 4)
    >>> print(*sorted(one.name for one in done.folder.iterdir()))
    charbon.conll export.json losses.csv mine.conll spans.csv texts.zip
    """
    one, folder, target = format_named(to), RunFolder(Path(run)), Path(out)
    if status not in STATUSES:
        raise UsageError(
            f"there is no status {status!r}", remedy=f"use one of {', '.join(STATUSES)}"
        )
    table = table or shipped_labels()
    _check_known(labels, [name for name, label in table.items() if label.layer != "structure"])
    known = folder.documents()
    _check_known(documents, known)
    _check_free(target, folder, force=force)
    wanted = [name for name in known if not documents or name in documents]
    done = Exported(target)
    with _whole(target.resolve()) as place:
        _Writing(folder, one, status, labels, done, tell).write(
            wanted, place, Setting(table, licence)
        )
        said = {
            "format": one.name,
            "generator": f"annotate {__version__}",
            "status": status,
            "labels": sorted(labels),
            "documents": done.documents,
            "spans": done.spans,
            "losses": dict(sorted(done.losses.items())),
        }
        write_file(place / MANIFEST, json.dumps(said, indent=1, ensure_ascii=False) + "\n")
    return done


class _Writing:
    """Reads the documents of a run one by one while a format writes them."""

    def __init__(
        self,
        run: RunFolder,
        format_: Format,
        status: str,
        labels: Collection[str],
        done: Exported,
        tell: Watcher,
    ) -> None:
        self._run, self._format, self._status, self._labels = run, format_, status, labels
        self._done, self._tell = done, tell
        self._lost: list[Row] = []

    def write(self, names: Sequence[str], place: Path, setting: Setting) -> None:
        """Write the documents, the way back, and what was left out."""
        with (
            csv_rows(place / SPANS, SPAN_COLUMNS) as add,
            ZipFile(place / TEXTS, "w", ZIP_DEFLATED) as texts,
        ):
            self._format.write(self._documents(names, add, texts), place, setting)
        write_csv(place / LOSSES, LOSS_COLUMNS, self._lost)

    def _documents(
        self, names: Sequence[str], add: Callable[[Row], None], texts: ZipFile
    ) -> Iterator[Exchanged]:
        for number, name in enumerate(names):
            self._tell(f"writing {name}", number, len(names))
            try:
                read = self._run.read(name)
            except DocumentError as error:
                self._done.failed.append(error)
                continue
            every = exchanged(read, self._status, self._labels)
            document, lost = reduced(every, self._format.holds)
            counts = {str(feature): count for feature, count in lost.items()}
            hidden = [
                one
                for one in unseen(read, self._status)
                if not self._labels or one.label in self._labels
            ]
            if hidden:
                counts[UNSEEN] = len(hidden)
            self._done.losses.update(counts)
            self._lost += [(name, what, count) for what, count in sorted(counts.items())]
            # Without the time: two exports are the same to the byte.
            held = ZipInfo(f"{name}.txt")
            texts.writestr(held, every.text.encode(), ZIP_DEFLATED)
            kept = {(one.label, one.origin) for one in document.spans}
            for span in every.spans:
                if (span.label, span.origin) in kept:
                    add(_way_back(every, span))
            self._done.documents += 1
            self._done.spans += len(document.spans)
            yield document
        self._tell("writing", len(names), len(names))


def _way_back(document: Exchanged, span: Span) -> Row:
    ranges = "; ".join(f"{start}-{end}" for start, end in span.origin)
    quote = document.quote(span)
    value = span.value or ""
    return (document.id, span.id, span.label, value, span.start, span.end, ranges, quote)


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """Give a folder to write into, which takes the place of `target` when the block ends well."""
    prefix = f"{TEMPORARY}{target.name}-"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for left in target.parent.glob(f"{glob.escape(prefix)}*"):
            if not is_locked(left):  # its process was killed
                shutil.rmtree(left, ignore_errors=True)
        with (
            tempfile.TemporaryDirectory(dir=target.parent, prefix=prefix) as place,
            ExitStack() as held,
        ):
            with suppress(OutputError):  # some file systems have none
                held.enter_context(locked(Path(place), "another export writes there"))
            made = Path(place, "made")
            made.mkdir()
            yield made
            if target.exists():
                target.rename(Path(place, "earlier"))
            made.rename(target)
    except OSError as error:
        raise OutputError(
            f"cannot be written ({error.strerror or error})",
            path=target,
            remedy="choose another folder with --out",
        ) from error


def _check_known(named: Collection[str], known: Sequence[str]) -> None:
    missing = sorted(set(named) - set(known))
    if missing:
        more = " …" if len(known) > 20 else ""
        raise UsageError(
            f"there is no {', '.join(missing)}",
            remedy=f"use some of {', '.join(known[:20])}{more}",
        )


def _check_free(target: Path, run: RunFolder, *, force: bool) -> None:
    inside, own = target.resolve(), run.folder.resolve()
    if any(inside.is_relative_to(own / name) for name in _OWN):
        raise OutputError(
            "lies among the files of the run", path=target, remedy="give a folder beside the run"
        )
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if not (target / MANIFEST).is_file():
        raise OutputError(
            "there is something else there", path=target, remedy="give a folder that is new"
        )
    if not force:
        raise OutputError("holds an earlier export", path=target, remedy="replace it with --force")
