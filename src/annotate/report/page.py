"""The report: one HTML file that holds its styles, its script and its data."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from annotate.document.labels import Label
from annotate.document.source import Place
from annotate.files import write_lines
from annotate.index.entities import Entity, Index
from annotate.index.mentions import Mention, anchor
from annotate.index.merge_candidates import Doubt
from annotate.index.surface_forms import MEANINGS
from annotate.report.marking import Marker
from annotate.report.model import Block, ReportDocument, RunFacts

_TEMPLATES = Path(__file__).parent / "templates"
_TAGS = {"title": "h2", "paragraph": "p", "author": "p", "box": "aside", "note": "p", "list": "p"}


def write_report(
    path: Path,
    documents: Sequence[ReportDocument],
    index: Index,
    labels: Mapping[str, Label],
    run: RunFacts,
) -> None:
    """Write ``report.html``, which opens by a double click and needs no network.

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

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_lines(path, _page(documents, index, labels, run))


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
    >>> html.startswith("<!doctype html>"), "src=" in html
    (True, False)
    """
    return "".join(_page(documents, index, labels, run))


def _page(
    documents: Sequence[ReportDocument],
    index: Index,
    labels: Mapping[str, Label],
    run: RunFacts,
) -> Iterator[str]:
    """Yield the report piece by piece: that of a book is long."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    shown = [label for label in labels.values() if label.layer != "structure"]
    style = environment.get_template("report.css.j2").render(labels=shown)
    script = (_TEMPLATES / "report.js").read_text("utf-8")
    entities = sorted(index.entities, key=lambda some: (-some.mentions, some.name, some.id))
    numbers = {entity.id: (at, entity.name) for at, entity in enumerate(entities)}
    seen: set[str] = set()
    views = [
        _document(document, Marker(document.id, labels, numbers, seen)) for document in documents
    ]
    counts = Counter(mention.label for mention in index.mentions if mention.status != "rejected")
    sources = {mention.source for mention in index.mentions}
    yield from environment.get_template("report.html.j2").generate(
        documents=views,
        entities=[_entity(entity, seen) for entity in entities],
        labels=shown,
        counts=counts,
        mentions=sum(entity.mentions for entity in entities),
        doubtful=[_doubt(doubt, index.by_id, seen) for doubt in index.doubtful],
        data=htmlsafe_json_dumps(_data(documents, entities, index, seen), separators=(",", ":")),
        run=run,
        rules={name: run.rules[name] for name in sorted(sources & run.rules.keys())},
        number=_number,
        # Ours, and the hashes in the page's policy let nothing else run.
        style=Markup(style),
        script=Markup(script),
        style_hash=_digest(style),
        script_hash=_digest(script),
    )


def _document(document: ReportDocument, marker: Marker) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title or document.id,
        "anchor": anchor(document.id, "").removesuffix(":").replace("m:", "d:", 1),
        "titled": any(block.kind == "title" for block in document.blocks),
        "counts": list(document.counts.items()),
        "mentions": sum(document.counts.values()),
        "blocks": _blocks(document.blocks, marker),
    }


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


def _entity(entity: Entity, seen: set[str]) -> dict[str, Any]:
    short = entity.acronym if entity.acronym != entity.name else ""
    return {
        "label": entity.label,
        "name": entity.name,
        "short": short,
        "mentions": entity.mentions,
        "only_in_citations": entity.only_in_citations,
        # Without JavaScript the link leads to the first mention.
        "anchor": _shown(entity.first, seen),
    }


def _shown(mention: Mention, seen: set[str]) -> str:
    place = anchor(mention.document, mention.mention_id)
    return place if place in seen else ""


def _doubt(doubt: Doubt, entities: Mapping[str, Entity], seen: set[str]) -> dict[str, Any]:
    french, english = MEANINGS[doubt.reason]
    sides = [(doubt.first, doubt.first_form), (doubt.second, doubt.second_form)]
    return {
        "sides": [
            (entities[some].label, form, _shown(entities[some].first, seen)) for some, form in sides
        ],
        "fr": french,
        "en": english,
        "score": doubt.score,
    }


def _data(
    documents: Sequence[ReportDocument],
    entities: Sequence[Entity],
    index: Index,
    seen: set[str],
) -> dict[str, Any]:
    """Return what the script needs, in lists where keys would cost more than what they hold."""
    titles = {document.id: document.title or document.id for document in documents}
    for mention in index.mentions:
        titles.setdefault(mention.document, mention.document)
    places = {document: at for at, document in enumerate(titles)}
    firsts = {
        entity.id: at
        for at, entity in enumerate(
            sorted(entities, key=lambda e: (places[e.first.document], e.first.position, e.id))
        )
    }
    data = []
    for entity in entities:
        mentions = sorted(
            index.by_entity.get(entity.id, ()),
            key=lambda some: (places[some.document], some.position),
        )
        rows = [_row(mention, places[mention.document], seen) for mention in mentions]
        data.append({**_card(entity), "first": firsts[entity.id], "mentions": rows})
    return {"documents": list(titles.values()), "entities": data}


def _row(mention: Mention, place: int, seen: set[str]) -> list[Any]:
    return [
        place,
        mention.page or 0,
        mention.left,
        mention.text,
        mention.right,
        _shown(mention, seen),
        mention.value or mention.expansion,
        mention.source,
        "c" * mention.in_citation + "n" * mention.nested,
    ]


def _card(entity: Entity) -> dict[str, Any]:
    authority = (f"{kind} {value}" for kind, some in entity.authority.items() for value in some)
    reasons = dict.fromkeys(MEANINGS[merge.reason][0] for merge in entity.reasons)
    return {
        "id": entity.id,
        "label": entity.label,
        "name": entity.name,
        "acronym": entity.acronym,
        "expansion": entity.expansion,
        "value": entity.value or "",
        "variants": list(entity.variants.items()),
        "authority": " ; ".join(authority),
        "reasons": " ; ".join(reasons),
        "only_cited": entity.only_in_citations,
        "documents": len(entity.documents),
    }


def _number(count: int) -> str:
    """Write a number as French does, with a narrow no-break space between thousands."""
    return f"{count:,}".replace(",", "\u202f")


def _digest(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"sha256-{digest}"
