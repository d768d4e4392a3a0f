"""Writing a report: one file, or, beyond some hundred documents, a folder of pages beside it."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sized
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from markupsafe import Markup

from annotate.document.labels import Label
from annotate.errors import OutputError
from annotate.files import TEMPORARY, write_lines
from annotate.index.corpus_index import Index
from annotate.report.data import Acronym, Contents, Facets
from annotate.report.json_pieces import array, array_of, dumped, mapping, mapping_of, quoted
from annotate.report.model import ReportDocument, RunFacts
from annotate.report.page import HERE, Pages, scripts
from annotate.report.pictures import pictures_in
from annotate.report.searching import Words

MANY, LARGE = 300, 8_000_000
"""More documents, or more characters of text, are written as a folder."""
CARDS, TEXTS, LISTED = 200, 50, 400
"""Entities and documents in one file of a folder, and entities that its first page lists."""
PICTURES = "pages"
"""The folder beside the report that has the pictures of pages, if any."""
DOCUMENTS = 2_000
"""More documents are listed in a file of the folder instead of its first page."""
LIST = "list.html"
_T = TypeVar("_T")


def write_report(
    path: Path,
    documents: Iterable[ReportDocument],
    index: Index,
    labels: Mapping[str, Label],
    run: RunFacts,
    *,
    many: int = MANY,
) -> None:
    """Write ``report.html``, which opens by a double click and needs no network.

    Beyond `many` documents the texts and the data stand in the folder ``report`` beside it, a page
    a document, and the page of the index loads what it needs when it needs it.

    Parameters
    ----------
    path : Path
        Written under a temporary name, then renamed.
    documents : iterable of ReportDocument
        Shown in this order, and read several times. Marks whose entity is not in the index are
        shown without one.
    index : Index
        Entities and mentions; a mention that no mark shows is listed without a link.
    labels : mapping of str to Label
        Names and colours; the legend shows those of the layers ``entities`` and ``acronyms``.
    run : RunFacts
        Version, date and failures. The same arguments give the same bytes.
    many : int
        How many documents one file holds at most.

    Raises
    ------
    OutputError
        If a file cannot be written, or the folder is not one of ours.
    """
    folder = path.with_suffix("")
    if folder.exists() and not (folder / _STYLE).is_file():
        raise OutputError(
            "holds files that annotate did not make",
            path=folder,
            remedy="move it away, or give another folder with --out",
        )
    if _fit_one_file(documents, many):
        write_lines(path, _one_file(documents, index, labels, run, path.parent / PICTURES))
        shutil.rmtree(folder, ignore_errors=True)
    else:
        _write_folder(path, documents, index, labels, run)


def _fit_one_file(documents: Iterable[ReportDocument], many: int) -> bool:
    if isinstance(documents, Sized) and len(documents) > many:
        return False
    size = 0
    for number, document in enumerate(documents, start=1):
        size += sum(len(block.text) for block in document.blocks)
        if number > many or size > LARGE:
            return False
    return True


def render_report(
    documents: Iterable[ReportDocument],
    index: Index,
    labels: Mapping[str, Label],
    run: RunFacts,
) -> str:
    """Return the report as one HTML text; see :func:`write_report`.

    Examples
    --------
    >>> html = render_report([], Index(), {}, RunFacts(version="1.0"))
    >>> html.startswith("<!doctype html>"), " src=" in html
    (True, False)
    """
    return "".join(_one_file(documents, index, labels, run))


_STYLE, _SCRIPT = "report.css", "report.js"


def _one_file(
    documents: Iterable[ReportDocument],
    index: Index,
    labels: Mapping[str, Label],
    run: RunFacts,
    pictures: Path | None = None,
) -> Iterator[str]:
    """Yield the report piece by piece."""
    pages = Pages(labels, run)
    contents = Contents(index, pictures_in(pictures) if pictures else {})
    shown = list(documents)
    texts = [pages.text(document, contents) for document in shown]
    contents.add_others()
    cards = (told | {"mentions": list(rows)} for told, rows in contents.cards())
    data = pages.data(contents, list(contents.rows()), list(contents.titled())) | {
        "cards": list(cards),
        "acronyms": [(one.form, list(rows)) for one, rows in _acronyms(contents)],
        "outline": _outline(),
        "spans": list(map(contents.spans, shown)),
    }
    style, script = pages.style, scripts()
    head = {
        # Ours, and the hashes in the page's policy let nothing else run.
        "styles": Markup(f"<style>{style}</style>"),
        "scripts": Markup(f"<script>{script}</script>"),
        "style_policy": Markup(_digest(style)),
        "script_policy": Markup(_digest(script)),
    }
    yield from pages.index_page(contents, texts, data, head)


def _write_folder(
    path: Path,
    documents: Iterable[ReportDocument],
    index: Index,
    labels: Mapping[str, Label],
    run: RunFacts,
) -> None:
    """Write the folder under another name, then put it and the page in the place of the last."""
    pages, contents = Pages(labels, run), Contents(index, pictures_in(path.parent / PICTURES))
    final = path.with_suffix("")
    path.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=path.parent, prefix=TEMPORARY))
    try:
        folder = work / "new"
        words = Words(index.connection)
        _write_documents(folder, final.name, pages, contents, documents, words)
        contents.add_others()
        data = _folder_data(folder, final.name, pages, contents)
        for name, pieces in _shards(contents, words):
            _write_shard(folder, name, pieces)
        write_lines(folder / _STYLE, [pages.style])
        write_lines(folder / _SCRIPT, [scripts()])
        write_lines(folder / "document.js", [(HERE / "templates/document.js").read_text("utf-8")])
        head = {
            "styles": Markup(f'<link rel="stylesheet" href="{quote(final.name)}/{_STYLE}">'),
            "scripts": Markup(f'<script src="{quote(final.name)}/{_SCRIPT}"></script>'),
            "style_policy": "'self' file:",
            "script_policy": "'self' file:",
        }
        if final.exists():
            final.rename(work / "old")
        folder.rename(final)
        write_lines(path, pages.index_page(contents, [], data, head))
    except OSError as error:
        raise OutputError(
            f"cannot be written ({error.strerror or error})",
            path=final,
            remedy="make room, or choose another folder with --out",
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _folder_data(folder: Path, base: str, pages: Pages, contents: Contents) -> dict[str, Any]:
    """Return what the page of the index holds itself, and write the rest of the list beside it."""
    rows = contents.rows()
    first = list(islice(rows, LISTED))
    _write_shard(folder, "names", array_of(rows))
    titles, more = None, {"list": quote(f"{base}/{LIST}")}
    if contents.documents() <= DOCUMENTS:
        titles, more = list(contents.titled()), {}
    else:
        _write_shard(folder, "documents", array_of(contents.titled()))
        write_lines(folder / LIST, pages.list_page(contents))
    told = {
        "base": quote(f"{base}/"),
        "cards": CARDS,
        "texts": TEXTS,
        "entities": contents.index.count("entities"),
    }
    return pages.data(contents, first, titles) | more | {"folder": told}


def _write_documents(
    folder: Path,
    base: str,
    pages: Pages,
    contents: Contents,
    documents: Iterable[ReportDocument],
    words: Words,
) -> None:
    """Write the page of each document, the texts for the search, and what spans them."""
    template = pages.environment.get_template("document.html.j2")
    for number, some in enumerate(_in_files(documents, TEXTS)):
        texts, spans = [], []
        for document in some:
            name = f"documents/{document.id}.html"
            place = contents.documents()
            view = pages.text(document, contents, quote(f"{base}/{name}"))
            write_lines(folder / name, template.generate(document=view, version=pages.run.version))
            texts.append([block.text for block in document.blocks])
            words.read(place, texts[-1])
            spans.append(contents.spans(document))
        _write_shard(folder, f"texts/{number}", [dumped(texts)])
        _write_shard(folder, f"spans/{number}", [dumped(spans)])


def _shards(contents: Contents, words: Words) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield the names of files that the page loads when it needs them, and what is in each."""
    acronyms = ((one.form, array_of(rows)) for one, rows in _acronyms(contents))
    yield "acronyms", array(array((dumped(form), rows)) for form, rows in acronyms)
    yield "outline", [dumped(_outline())]
    for name, some in words.shards():
        yield f"search/{name}", mapping_of(some)
    with Facets() as facets:
        for number, cards in enumerate(_in_files(contents.cards(), CARDS)):
            yield (
                f"cards/{number}",
                array(_card(told, map(facets.of, rows)) for told, rows in cards),
            )
        yield "facets", mapping((name, quoted(some)) for name, some in facets.packed())


def _card(told: Mapping[str, Any], rows: Iterable[list[Any]]) -> Iterator[str]:
    yield f'{dumped(told)[:-1]},"mentions":'
    yield from array_of(rows)
    yield "}"


def _write_shard(folder: Path, name: str, pieces: Iterable[str]) -> None:
    """Write a shard as a script: a page opened from a disk may load one where it may not fetch."""
    begin, end = f"annotateShard({json.dumps(name)},", ");\n"
    write_lines(folder / f"{name}.js", chain((begin,), pieces, (end,)))


def _in_files(every: Iterable[_T], size: int) -> Iterator[Iterator[_T]]:
    """Yield what one file of the folder holds, file after file: read one before the next."""
    rest = iter(every)
    for first in rest:
        yield chain((first,), islice(rest, size - 1))


def _acronyms(contents: Contents) -> Iterator[tuple[Acronym, Iterator[list[Any]]]]:
    """Yield each form with where it stands."""
    for one in contents.acronyms():
        yield one, (contents.mention_row(*some) for some in contents.acronym_mentions(one.key))


def _outline() -> Any:
    return json.loads((HERE / "libraries" / "outline.json").read_text("utf-8"))


def _digest(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"
