"""Writing a report: one file, or, beyond some hundred documents, a folder of pages beside it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from markupsafe import Markup

from annotate.document.labels import Label
from annotate.errors import OutputError
from annotate.files import TEMPORARY, write_lines
from annotate.index.entities import Index
from annotate.report.data import Contents, pictures_in
from annotate.report.model import ReportDocument, RunFacts
from annotate.report.page import HERE, Pages, scripts

MANY, LARGE = 300, 8_000_000
"""More documents, or more characters of text, are written as a folder."""
CARDS, TEXTS, LISTED = 200, 50, 400
"""Entities and documents in one file of a folder, and entities that its first page lists."""
PICTURES = "pages"
"""The folder beside the report that has the pictures of pages, if any."""
_T = TypeVar("_T")
_WORD = re.compile(r"[^\W_]{2,}")
_FOLDED = str.maketrans("‘’ʼ‐‑‒–—―\u00a0\u202f\u2009", "'''------   ")


def write_report(
    path: Path,
    documents: Sequence[ReportDocument],
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
    documents : sequence of ReportDocument
        Shown in this order. Marks whose entity is not in the index are shown without one.
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
    size = sum(len(block.text) for document in documents for block in document.blocks)
    if len(documents) <= many and size <= LARGE:
        write_lines(path, _one_file(documents, index, labels, run, path.parent / PICTURES))
        shutil.rmtree(folder, ignore_errors=True)
    else:
        _write_folder(path, documents, index, labels, run)


def render_report(
    documents: Sequence[ReportDocument],
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


def _contents(documents: Iterable[ReportDocument], index: Index, pages: Path | None) -> Contents:
    titles = {document.id: document.title or document.id for document in documents}
    return Contents.of(titles, index, pictures_in(pages) if pages else {})


def _one_file(
    documents: Sequence[ReportDocument],
    index: Index,
    labels: Mapping[str, Label],
    run: RunFacts,
    pictures: Path | None = None,
) -> Iterator[str]:
    """Yield the report piece by piece."""
    pages, contents = Pages(labels, run), _contents(documents, index, pictures)
    texts = [pages.text(document, contents) for document in documents]
    data = pages.data(contents) | {
        "cards": list(contents.cards()),
        "acronyms": _acronyms(contents),
        "outline": _outline(),
        "spans": list(contents.spans(documents)),
    }
    style, script = pages.style, scripts()
    head = {
        # Ours, and the hashes in the page's policy let nothing else run.
        "styles": Markup(f"<style>{style}</style>"),
        "scripts": Markup(f"<script>{script}</script>"),
        "style_policy": Markup(_digest(style)),
        "script_policy": Markup(_digest(script)),
    }
    yield from pages.index_page(contents, texts, {}, data, head)


def _write_folder(
    path: Path,
    documents: Sequence[ReportDocument],
    index: Index,
    labels: Mapping[str, Label],
    run: RunFacts,
) -> None:
    """Write the folder under another name, then put it and the page in the place of the last."""
    pages, contents = Pages(labels, run), _contents(documents, index, path.parent / PICTURES)
    final = path.with_suffix("")
    path.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=path.parent, prefix=TEMPORARY))
    try:
        folder = work / "new"
        hrefs = _write_documents(folder, final.name, pages, contents, documents)
        data = pages.data(contents)
        rows, data["entities"] = data["entities"][LISTED:], data["entities"][:LISTED]
        data["documents"] = [
            (title, hrefs.get(name, "")) for name, title in contents.titles.items()
        ]
        data["folder"] = {
            "base": quote(f"{final.name}/"),
            "cards": CARDS,
            "texts": TEXTS,
            "entities": len(contents.entities),
        }
        shards = {
            "names": rows,
            "facets": contents.facets(),
            "acronyms": _acronyms(contents),
            "outline": _outline(),
        }
        _write_shards(folder, shards | _search_shards(documents))
        for number, cards in enumerate(_in_files(contents.cards(), CARDS)):
            _write_shards(folder, {f"cards/{number}": cards})
        for number, spans in enumerate(_in_files(contents.spans(documents), TEXTS)):
            _write_shards(folder, {f"spans/{number}": spans})
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
        write_lines(path, pages.index_page(contents, [], hrefs, data, head))
    except OSError as error:
        raise OutputError(
            f"cannot be written ({error.strerror or error})",
            path=final,
            remedy="make room, or choose another folder with --out",
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write_documents(
    folder: Path, base: str, pages: Pages, contents: Contents, documents: Iterable[ReportDocument]
) -> dict[str, str]:
    """Write the page of each document; return where they are, by id, as seen from the index."""
    template = pages.environment.get_template("document.html.j2")
    hrefs = {}
    for document in documents:
        view = pages.text(document, contents)
        name = f"documents/{document.id}.html"
        write_lines(folder / name, template.generate(document=view, version=pages.run.version))
        hrefs[document.id] = quote(f"{base}/{name}")
    return hrefs


def _write_shards(folder: Path, shards: Mapping[str, Any]) -> None:
    """Write shards as scripts, which a page opened from a disk may load where it may not fetch."""
    for name, content in shards.items():
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        write_lines(folder / f"{name}.js", [f"annotateShard({json.dumps(name)},{text});\n"])


def _in_files(every: Iterator[_T], size: int) -> Iterator[list[_T]]:
    """Yield what one file of the folder holds, file after file."""
    while some := list(islice(every, size)):
        yield some


def _search_shards(documents: Sequence[ReportDocument]) -> dict[str, Any]:
    """Return the texts, and the documents of each word as gaps, by the first two letters."""
    shards: dict[str, Any] = {}
    postings: dict[str, dict[str, list[int]]] = defaultdict(dict)
    last: dict[str, int] = {}
    for at, document in enumerate(documents):
        texts = [block.text for block in document.blocks]
        shards.setdefault(f"texts/{at // TEXTS}", []).append(texts)
        words = {word for text in texts for word in _WORD.findall(folded(text))}
        for word in sorted(words):
            gaps = postings[_shard_of(word)].setdefault(word, [])
            gaps.append(at - last.get(word, 0))
            last[word] = at
    return shards | {f"search/{name}": words for name, words in sorted(postings.items())}


def folded(text: str) -> str:
    """Return a text as the search compares it: without case and accents, no character moved.

    Examples
    --------
    >>> folded("L’Été d’ŒUVRES")
    "l'ete d'œuvres"
    """
    plain = text.translate(_FOLDED)
    if plain.isascii():
        return plain.lower()
    return "".join(sign if sign.isascii() else _base(sign) for sign in plain).lower()


@lru_cache(maxsize=4096)
def _base(sign: str) -> str:
    return unicodedata.normalize("NFD", sign)[0].lower()[0]


def _shard_of(word: str) -> str:
    return "".join(
        sign if sign.isascii() and sign.isalnum() else f"{ord(sign):04x}" for sign in word[:2]
    )


def _acronyms(contents: Contents) -> list[tuple[str, list[list[Any]]]]:
    """Return each form with where it stands."""
    return [
        (one.form, [contents.mention_row(some) for some in one.mentions])
        for one in contents.acronyms()
    ]


def _outline() -> Any:
    return json.loads((HERE / "libraries" / "outline.json").read_text("utf-8"))


def _digest(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"
