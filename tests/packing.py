"""Packages made for tests: zip files whose parts are given or changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable


def repacked(
    data: bytes, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None
) -> bytes:
    """A package with its parts changed; `change` returns None to leave one out."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as given,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            content = change(name, given.read(name))
            if content is not None:
                made.writestr(name, content)
        for name, content in (extra or {}).items():
            made.writestr(name, content)
    return buffer.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    """A package of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return buffer.getvalue()
