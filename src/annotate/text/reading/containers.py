"""Packages: the zip files that word processors write, opened with limits.

Only the parts that are asked for are unpacked, each up to a limit that does not trust what the
file says of itself, so that a bomb stays packed; a package inside a package is never opened.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from annotate.errors import EncryptedError, UnreadableError
from annotate.text.reading.xml import MAX_BYTES, check_size, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_UNPACKED = 2 << 30
"""Bytes that all parts together may say they unpack to, pictures among them."""
MAX_RATIO = 200
"""How many times smaller than its content a large part may be; text packs to a tenth."""
_LARGE = 4 << 20
"""Smaller parts may have any ratio: they cannot do harm."""


class Package:
    """A zip file whose parts are read one by one.

    Parameters
    ----------
    data : bytes
        The whole file.
    shown : str
        The file's name in messages.

    Raises
    ------
    UnreadableError
        If it is damaged, or unpacks to more than the limits.
    """

    def __init__(self, data: bytes, shown: str) -> None:
        self.shown = shown
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise self._damaged() from error
        self._parts = {info.filename: info for info in self._zip.infolist()}
        total = sum(info.file_size for info in self._zip.infolist())
        if total > MAX_UNPACKED:
            raise self._bomb(f"unpacks to {total >> 20} MB")
        for info in self._zip.infolist():
            if info.file_size > max(_LARGE, MAX_RATIO * info.compress_size):
                raise self._bomb(f"has a part packed more than {MAX_RATIO} times", info.filename)

    def __contains__(self, name: object) -> bool:
        return name in self._parts

    @property
    def names(self) -> list[str]:
        """The names of its parts, in their order."""
        return list(self._parts)

    def read(self, name: str) -> bytes | None:
        """Return the content of a part, or None if there is none of that name.

        Raises
        ------
        EncryptedError
            If it asks for a password.
        UnreadableError
            If it is damaged or unpacks to more than :data:`markup.MAX_BYTES`.
        """
        info = self._parts.get(name)
        if info is None:
            return None
        check_size(info.file_size, self.shown, name)
        try:
            with self._zip.open(info) as part:
                data = part.read(MAX_BYTES + 1)
        except RuntimeError as error:  # zipfile has no class of its own for it
            raise encrypted(self.shown) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise self._damaged(name) from error
        check_size(len(data), self.shown, name)
        return data

    def xml(self, name: str) -> _Element | None:
        """Return the root of a part that is XML, or None if there is none of that name."""
        data = self.read(name)
        return None if data is None else parse_xml(data, self.shown, name)

    def needed(self, name: str) -> _Element:
        """Return the root of a part without which there is no document."""
        root = self.xml(name)
        if root is None:
            raise UnreadableError(
                f"is damaged: its part {name} is missing",
                path=self.shown,
                remedy="open it in the program that made it and save it again",
            )
        return root

    def _damaged(self, name: str | None = None) -> UnreadableError:
        return UnreadableError(
            "is damaged: it cannot be unpacked",
            path=self.shown,
            place=name,
            remedy="export or download it again",
        )

    def _bomb(self, what: str, name: str | None = None) -> UnreadableError:
        return UnreadableError(
            f"{what}, more than a text can need",
            path=self.shown,
            place=name,
            remedy="open it in the program that made it and save its text alone",
        )


def encrypted(shown: str) -> EncryptedError:
    """Return the error for a document that wants a password."""
    return EncryptedError(
        "is encrypted and asks for a password",
        path=shown,
        remedy="save a copy without a password",
    )
