"""Every error that `annotate` raises on purpose, in one tree.

::

    AnnotateError
    ├── UsageError            the command or the configuration is wrong     (exit code 2)
    │   ├── ConfigurationError
    │   │   └── LexiconError
    │   ├── ModelError
    │   ├── OutputError
    │   │   └── WriteError    a file cannot be written                      (exit code 1)
    │   └── ClusterError
    ├── ReviewError           the review server is away, refuses, or holds the unexpected  (1)
    └── DocumentError         one document cannot be processed, others can  (exit code 1)
        ├── UnreadableError
        │   ├── EncryptedError
        │   ├── NoTextError
        │   └── NotFrenchError
        ├── DuplicateIdError
        └── StandoffError
            └── QuoteError

Each carries what happened, where (file, and place in the file when there is one) and what to do
about it, so that the command line can print one line that helps.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Self


class AnnotateError(Exception):
    """Something `annotate` refuses to do, with its place and its remedy.

    Parameters
    ----------
    what : str
        What is wrong, as a clause without a full stop.
    path : path, optional
        The file it is about.
    place : str, optional
        Where in that file (``line 12``, ``page 3``).
    remedy : str, optional
        What the user can do next.

    Examples
    --------
    >>> print(UnreadableError("not a PDF", path="a.pdf", remedy="export it again"))
    a.pdf: not a PDF. To mend it: export it again.
    """

    exit_code = 1
    """Of a command that ends with it."""

    def __init__(
        self,
        what: str,
        *,
        path: str | Path | None = None,
        place: str | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.path = None if path is None else str(path)
        self.place = place
        self.remedy = remedy

    @classmethod
    def at_line(cls, what: str, path: str | Path, line: int, remedy: str) -> Self:
        """Return the error of one line of a file.

        Examples
        --------
        >>> print(StandoffError.at_line("no JSON", "a.jsonl", 7, "restore the file"))
        a.jsonl, line 7: no JSON. To mend it: restore the file.
        """
        return cls(what, path=path, place=f"line {line}", remedy=remedy)

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.path, self.place) if part)
        head = f"{where}: {self.what}" if where else self.what
        return f"{head}. To mend it: {self.remedy}." if self.remedy else f"{head}."

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only fields are lost by the default pickling, and workers send errors back.
        told = (type(self), self.what, self.path, self.place, self.remedy)
        return (_rebuild, told, self.__dict__)


def _rebuild(
    kind: type[AnnotateError],
    what: str,
    path: str | None,
    place: str | None,
    remedy: str | None,
) -> AnnotateError:
    return kind(what, path=path, place=place, remedy=remedy)


class UsageError(AnnotateError):
    """The command line or the configuration is wrong; nothing can start."""

    exit_code = 2


class ConfigurationError(UsageError):
    """A configuration file is missing, malformed or contradicts itself."""


class LexiconError(ConfigurationError):
    """A lexicon table cannot be read; the place is the line."""


class ModelError(UsageError):
    """A spaCy model is not installed, or is not the one the pipeline needs."""


class OutputError(UsageError):
    """The output folder cannot be used as asked."""


class ClusterError(UsageError):
    """A cluster is away, or one of its workers is not like the machine that the run is on."""


class WriteError(OutputError):
    """The system refuses to write a file: a full disk, a file that is open elsewhere, a folder of
    its name.
    """

    exit_code = 1

    @classmethod
    def of(cls, error: OSError, path: str | Path) -> Self:
        """Return the error of one file.

        Examples
        --------
        >>> print(WriteError.of(OSError(errno.ENOSPC, "No space left on device"), "a.txt"))
        a.txt: cannot be written (No space left on device). To mend it: make room on the disk.
        """
        remedy = _REMEDIES.get(error.errno or 0, _REMEDY)
        found = cls(f"cannot be written ({error.strerror or error})", path=path, remedy=remedy)
        found.everywhere = error.errno in _EVERYWHERE
        return found

    everywhere = False
    """Whether the next file would meet the same refusal: the disk is full, or has gone."""


_REMEDY = "close the file where it is open, or choose another folder with --out"
_ROOM = "make room on the disk"
_REMEDIES = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: "allow larger files (`ulimit -f`), or choose another folder with --out",
    errno.EISDIR: "move away the folder that has the name of the file",
    errno.ENOTEMPTY: "move away the folder that has the name of the file",
    errno.ENAMETOOLONG: "choose a folder with a shorter path with --out",
    errno.EROFS: "choose a folder that can be written with --out",
    errno.EACCES: "check the right to write there, or choose another folder with --out",
    errno.EPERM: "check the right to write there, or choose another folder with --out",
}
_EVERYWHERE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


class ReviewError(AnnotateError):
    """The review server cannot be used, or what it holds is not what was sent or expected."""


class DocumentError(AnnotateError):
    """One document cannot be processed; the others go on."""


class UnreadableError(DocumentError):
    """A file is not what its name says, is damaged, empty or binary."""


class EncryptedError(UnreadableError):
    """A PDF wants a password."""


class NoTextError(UnreadableError):
    """A file opens but holds no text: a scan without a text layer, an empty file."""


class NotFrenchError(UnreadableError):
    """The text is not in French."""


class DuplicateIdError(DocumentError):
    """Another input has the same id, and would write the same files."""


class StandoffError(DocumentError):
    """A standoff file is malformed; the place is the line."""


class QuoteError(StandoffError):
    """An annotation's quote does not match the source text at its ranges."""
