"""The pages of a report, as HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from annotate.document.labels import Label
from annotate.document.source import Place
from annotate.index.acronym_table import pages_of
from annotate.index.entities import Entity
from annotate.index.mentions import REJECTED, Mention, anchor
from annotate.index.merge_candidates import Doubt
from annotate.index.reasons import MEANINGS
from annotate.report.data import STATUSES, Contents
from annotate.report.marking import Marker
from annotate.report.model import Block, ReportDocument, RunFacts

HERE = Path(__file__).parent
_TAGS = {"title": "h2", "paragraph": "p", "author": "p", "box": "aside", "note": "p", "list": "p"}
_DOUBTS = 300
"""Proposed merges that the page shows; the sheet of a review has them all."""
_PLACES = 12
"""Documents that the printed index names of one entity."""


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
        self.environment = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )
        self.environment.globals["number"] = _number

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
        hrefs: Mapping[str, str],
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
        hrefs : mapping of str to str
            The file of each document that has its own; ``""`` or none for the others.
        data : mapping
            What the scripts read.
        head : mapping
            Styles, scripts, and the policy that lets nothing else run.
        """
        index, run = contents.index, self.run
        counts = Counter(one.label for one in index.mentions if one.status != REJECTED)
        own = Counter(one.document for one in index.mentions if one.status != REJECTED)
        sources = {mention.source for mention in index.mentions}
        link = _Links(contents, hrefs)
        yield from self.environment.get_template("report.html.j2").generate(
            documents=texts,
            titles=[
                (title, hrefs.get(name) or "#" + document_anchor(name), own[name])
                for name, title in contents.titles.items()
            ],
            entities=[
                _entity(one, contents, link) for one in contents.entities[: len(data["entities"])]
            ],
            total=len(contents.entities),
            labels=self._shown,
            counts=counts,
            mentions=sum(entity.mentions for entity in contents.entities),
            statuses=STATUSES,
            acronyms=[
                {
                    "form": one.form,
                    "expansion": one.expansion,
                    "given_by": one.given_by,
                    "mentions": len(one.mentions),
                    "documents": len({some.document for some in one.mentions}),
                    "anchor": link(one.mentions[0]),
                }
                for one in contents.acronyms()
            ],
            doubtful=[_doubt(doubt, index.by_id, link) for doubt in index.doubtful[:_DOUBTS]],
            doubts=len(index.doubtful),
            data=htmlsafe_json_dumps(data, separators=(",", ":")),
            run=run,
            rules={name: run.rules[name] for name in sorted(sources & run.rules.keys())},
            licences=_library("LICENSES.txt"),
            **head,
        )

    def text(self, document: ReportDocument, contents: Contents) -> dict[str, Any]:
        """Return a document for the template; what its marks are anchored by joins
        ``contents.seen``.
        """
        marker = Marker(document.id, contents.numbers, contents.seen)
        return {
            "id": document.id,
            "title": document.title or document.id,
            "anchor": document_anchor(document.id),
            "titled": any(block.kind == "title" for block in document.blocks),
            "counts": list(document.counts.items()),
            "blocks": _blocks(document.blocks, marker),
        }

    def data(self, contents: Contents) -> dict[str, Any]:
        """Return what the scripts of every report read; :mod:`annotate.report.data` says more."""
        return {
            "labels": {one.name: (one.name_fr, one.name_en, one.colour) for one in self._shown},
            "entities": contents.rows(),
            "edges": contents.edges(),
            "documents": [(title, "") for title in contents.titles.values()],
            "pictures": {
                contents.places[name]: one.href
                for name, one in contents.pictures.items()
                if name in contents.places
            },
        }


class _Links:
    """Returns where a mention stands: in the page of the index, or in that of its document."""

    def __init__(self, contents: Contents, hrefs: Mapping[str, str]) -> None:
        self._contents, self._hrefs = contents, hrefs

    def __call__(self, mention: Mention) -> str:
        place = self._contents.shown(mention)
        return f"{self._hrefs.get(mention.document, '')}#{place}" if place else ""


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


def _entity(entity: Entity, contents: Contents, link: _Links) -> dict[str, Any]:
    named = pages_of(contents.mentions(entity))
    return {
        "label": entity.label,
        "name": entity.name,
        "short": entity.acronym if entity.acronym != entity.name else "",
        "mentions": entity.mentions,
        "only_in_citations": entity.only_in_citations,
        # Without JavaScript the link leads to the first mention.
        "anchor": link(entity.first),
        "places": "; ".join(named[:_PLACES]) + (" …" if len(named) > _PLACES else ""),
    }


def _doubt(doubt: Doubt, entities: Mapping[str, Entity], link: _Links) -> dict[str, Any]:
    french, english = MEANINGS[doubt.reason]
    sides = [(doubt.first, doubt.first_form), (doubt.second, doubt.second_form)]
    return {
        "sides": [(entities[some].label, form, link(entities[some].first)) for some, form in sides],
        "fr": french,
        "en": english,
        "score": doubt.score,
    }


def _library(name: str) -> str:
    return (HERE / "libraries" / name).read_text("utf-8")


def _number(count: int) -> str:
    """Write a number as French does, with a narrow no-break space between thousands."""
    return f"{count:,}".replace(",", "\u202f")
