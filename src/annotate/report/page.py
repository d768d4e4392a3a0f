"""The pages of a report, as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from annotate.document.labels import Label
from annotate.document.source import Place
from annotate.index.acronym_table import pages_of
from annotate.index.entities import Entity
from annotate.index.mentions import anchor
from annotate.index.merge_candidates import Doubt
from annotate.index.reasons import MEANINGS
from annotate.report.data import STATUSES, Acronym, Contents
from annotate.report.marking import Marker
from annotate.report.model import Block, ReportDocument, RunFacts

HERE = Path(__file__).parent
_TAGS = {"title": "h2", "paragraph": "p", "author": "p", "box": "aside", "note": "p", "list": "p"}
_DOUBTS = 300
"""Proposed merges that the page shows; the sheet of a review has them all."""
TITLES = 300
"""Documents that the page of a folder lists; a page beside it lists all."""
_PLACES = 12
"""Documents that the printed index names of one entity."""


@cache
def _environment() -> Environment:
    """Return what has the templates, which are compiled once."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
    )
    environment.globals["number"] = _number
    return environment


class Pages:
    """Renders the pages of one report.

    Parameters
    ----------
    labels : mapping of str to Label
        Names and colours; labels of the structure are left out.
    run : RunFacts
        Version, date and failures.
    """

    def __init__(self, labels: Mapping[str, Label], run: RunFacts) -> None:
        self.labels, self.run = labels, run
        self._shown = [label for label in labels.values() if label.layer != "structure"]
        self.environment = _environment()

    @property
    def style(self) -> str:
        """The styles of the pages, with those of the libraries."""
        libraries = (_library(file) for file in ("leaflet.css", "uplot.css"))
        own = self.environment.get_template("report.css.j2").render(labels=self._shown)
        return "\n".join((*libraries, own))

    def index_page(
        self,
        contents: Contents,
        texts: Sequence[dict[str, Any]],
        data: Mapping[str, Any],
        head: Mapping[str, Any],
    ) -> Iterator[str]:
        """Yield the page of the index, piece by piece: that of a book is long.

        Parameters
        ----------
        contents : Contents
            The index.
        texts : sequence of dict
            The documents that this page shows, as :meth:`text` made them.
        data : mapping
            What the scripts read.
        head : mapping
            Styles, scripts, and the policy that lets nothing else run.
        """
        index, run = contents.index, self.run
        most = TITLES if data["documents"] is None else -1
        titles = (
            (title, href or "#" + document_anchor(name), number, document_anchor(name))
            for name, title, href, number in contents.titles(most)
        )
        sources = index.facts("source").keys()
        doubts = islice(index.each_doubt(), _DOUBTS)
        entities = islice(index.by_count(), len(data["entities"]))
        yield from self.environment.get_template("report.html.j2").generate(
            documents=texts,
            titles=list(titles),
            many=contents.documents(),
            entities=[_entity(one, contents) for one in entities],
            total=index.count("entities"),
            labels=self._shown,
            counts=index.facts("label"),
            mentions=index.named(),
            statuses=STATUSES,
            acronyms=[_acronym(one, contents) for one in contents.acronyms()],
            doubtful=[_doubt(doubt, contents) for doubt in doubts],
            doubts=index.count("doubts"),
            data=htmlsafe_json_dumps(data, separators=(",", ":")),
            run=run,
            rules={name: run.rules[name] for name in sorted(sources & run.rules.keys())},
            licences=_library("LICENSES.txt"),
            list=data.get("list", ""),
            **head,
        )

    def text(self, document: ReportDocument, contents: Contents, href: str = "") -> dict[str, Any]:
        """Return a document for the template, and let the contents know it."""
        marker = Marker(document.id, contents.number_of)
        blocks = _blocks(document.blocks, marker)
        contents.add(document.id, document.title or document.id, href, marker.seen)
        return {
            "id": document.id,
            "title": document.title or document.id,
            "anchor": document_anchor(document.id),
            "titled": any(block.kind == "title" for block in document.blocks),
            "counts": list(document.counts.items()),
            "blocks": blocks,
        }

    def list_page(self, contents: Contents) -> Iterator[str]:
        """Yield the page that lists all documents, piece by piece."""
        template = self.environment.get_template("list.html.j2")
        yield from template.generate(
            titles=(
                (title, href.partition("/")[2], number)
                for _, title, href, number in contents.titles()
            ),
            version=self.run.version,
        )

    def data(
        self,
        contents: Contents,
        rows: list[list[Any]],
        documents: list[tuple[str, str]] | None,
    ) -> dict[str, Any]:
        """Return what the scripts of every report read; :mod:`annotate.report.data` says more.

        Parameters
        ----------
        contents : Contents
            The index.
        rows : list
            The rows of the list that the page has itself.
        documents : list of (str, str), optional
            Title and file of each document; None where they are in a file beside the page.
        """
        return {
            "labels": {one.name: (one.name_fr, one.name_en, one.colour) for one in self._shown},
            "entities": rows,
            "edges": contents.edges(),
            "documents": documents,
            "pictures": {
                contents.place_of(name): one.href
                for name, one in contents.pictures.items()
                if contents.has(name)
            },
        }


def _link(contents: Contents, document: str, place: str) -> str:
    """Return where a mention stands: in the page of the index, or in that of its document."""
    return f"{contents.href_of(document)}#{place}" if place else ""


def scripts() -> str:
    """Return the scripts of the page of the index, those of the libraries before our own."""
    libraries = sorted((HERE / "libraries").glob("*.js"))
    own = (file.read_text("utf-8") for file in sorted((HERE / "scripts").glob("*.js")))
    code = '"use strict";\n(function () {\n' + "".join(own) + "})();\n"
    return "".join(file.read_text("utf-8") for file in libraries) + code


def document_anchor(document: str) -> str:
    """Return the HTML id of a document.

    Examples
    --------
    >>> document_anchor("rapport 2012")
    'd:rapport~20~2012'
    """
    return anchor(document, "").removesuffix(":").replace("m:", "d:", 1)


def _blocks(blocks: Sequence[Block], marker: Marker) -> list[dict[str, Any]]:
    """Return blocks for the template; what opens and closes tables and rows is with the cells."""
    views: list[dict[str, Any]] = []
    before: Place | None = None
    for block in blocks:
        place, opens, closes = block.place, "", ""
        if before and (place is None or place.table != before.table):
            closes = "</tr></table>"
        if place and (before is None or place.table != before.table):
            opens = '<table class="cells"><tr>'
        elif place and before and place.row != before.row:
            opens = "</tr><tr>"
        empty = 0
        if place:
            reached = before.column + before.columns if before and not opens else 1
            empty = max(place.column - reached, 0)
        views.append(
            {
                "tag": "td" if place else _tag(block),
                "kind": block.kind,
                "number": block.number,
                "html": marker.html(block),
                # Ours: no part of it comes from a text.
                "before": Markup(closes + opens + "<td></td>" * empty),
                "after": Markup(""),
                "columns": place.columns if place else 1,
            }
        )
        before = place
    if before:
        views[-1]["after"] = Markup("</tr></table>")
    return views


def _tag(block: Block) -> str:
    if block.kind == "heading":
        return f"h{min(max(block.level, 1) + 2, 6)}"
    return _TAGS[block.kind]


def _entity(entity: Entity, contents: Contents) -> dict[str, Any]:
    own = (mention for _, mention in contents.mentions(entity))
    # One document more says that there are more.
    by_document = groupby(own, key=lambda one: one.document)
    named = pages_of(one for _, some in islice(by_document, _PLACES + 1) for one in some)
    return {
        "label": entity.label,
        "name": entity.name,
        "short": entity.acronym if entity.acronym != entity.name else "",
        "mentions": entity.mentions,
        "only_in_citations": entity.only_in_citations,
        # Without JavaScript the link leads to the first mention.
        "anchor": _link(contents, *contents.first_shown(entity.id)),
        "places": "; ".join(named[:_PLACES]) + (" …" if len(named) > _PLACES else ""),
    }


def _acronym(one: Acronym, contents: Contents) -> dict[str, Any]:
    return {
        "form": one.form,
        "expansion": one.expansion,
        "given_by": one.given_by,
        "mentions": one.mentions,
        "documents": one.documents,
        "anchor": _link(contents, one.first_document, one.first),
    }


def _doubt(doubt: Doubt, contents: Contents) -> dict[str, Any]:
    french, english = MEANINGS[doubt.reason]
    sides = [(doubt.first, doubt.first_form), (doubt.second, doubt.second_form)]
    return {
        "sides": [
            (contents.index.label_of(one), form, _link(contents, *contents.first_shown(one)))
            for one, form in sides
        ],
        "fr": french,
        "en": english,
        "score": doubt.score,
    }


def _library(name: str) -> str:
    return (HERE / "libraries" / name).read_text("utf-8")


def _number(count: int) -> str:
    """Write a number as French does, with a narrow no-break space between thousands."""
    return f"{count:,}".replace(",", "\u202f")
