"""What doccano should do besides: imported in its own process, never by annotate.

It is copied beside the settings that annotate writes, because doccano's environment has no
`annotate`. doccano keeps every file that was imported, with whole texts, and gives it to whoever
knows its address, signed in or not.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

_JSONL = b"{"
"""How what annotate imports begins; pictures and sounds of other projects are needed later."""


def members_only(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Give uploaded files only to people who are signed in."""
    from django.conf import settings
    from django.http import HttpResponseForbidden

    def respond(request: Any) -> Any:
        media = request.path.lstrip("/").startswith(settings.MEDIA_URL.strip("/") + "/")
        if media and not request.user.is_authenticated:
            return HttpResponseForbidden()
        return get_response(request)

    return respond


def without_imports(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Remove the file of an import when the import has ended."""

    def respond(request: Any) -> Any:
        response = get_response(request)
        if request.method == "POST" and request.path.rstrip("/").endswith("/upload"):
            remove_imported()
        return response

    return respond


def remove_imported() -> None:
    """Remove the texts of all imports that have ended; one that is under way is stored later."""
    from django_drf_filepond.models import StoredUpload

    for one in StoredUpload.objects.all():
        path = Path(one.get_absolute_file_path())
        if _begins_as(path, _JSONL):
            path.unlink()
            one.delete()


def _begins_as(path: Path, start: bytes) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(start)) == start
