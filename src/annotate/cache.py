"""What is derived from installed data once, and kept in the user's cache folder."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import blake2b

from annotate.errors import OutputError
from annotate.files import replacing

_CHECKSUM = 4


def kept(name: str, sources: Sequence[bytes], make: Callable[[], bytes]) -> bytes:
    """Return derived data from the user's cache folder, or make them and keep them there.

    Parameters
    ----------
    name : str
        What they are; it begins the name of the file.
    sources : sequence of bytes
        All that they are derived from: with other sources they are made anew.
    make : callable
        Derives them.

    Returns
    -------
    bytes
        What `make` returns, or returned from the same sources. A file that is damaged counts as
        none, and where nothing can be written they are made each time.
    """
    from platformdirs import user_cache_path

    digest = blake2b(digest_size=12)
    for source in sources:
        digest.update(len(source).to_bytes(8, "big") + source)
    file = user_cache_path("annotate-fr", appauthor=False) / f"{name}-{digest.hexdigest()}"
    with suppress(OSError):
        whole = file.read_bytes()
        checksum, data = whole[:_CHECKSUM], whole[_CHECKSUM:]
        if zlib.crc32(data).to_bytes(_CHECKSUM, "big") == checksum:
            return data
    data = make()
    with suppress(OutputError), replacing(file) as temporary:
        temporary.write_bytes(zlib.crc32(data).to_bytes(_CHECKSUM, "big") + data)
    return data
