"""The places of a run as GeoJSON (RFC 7946), for QGIS and the like."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotate.files import write_lines
from annotate.index.entities import Entity
from annotate.index.place_names import CODES


def write_places(path: Path, entities: Iterable[Entity]) -> None:
    """Write ``places.geojson``: a point for each entity whose place is known.

    Parameters
    ----------
    path : Path
        Written under a temporary name, then renamed.
    entities : iterable of Entity
        Those without coordinates are left out.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_lines(path, _lines(entities))


def _lines(entities: Iterable[Entity]) -> Iterator[str]:
    """Yield a feature a line, so that two runs diff cleanly."""
    yield '{"type": "FeatureCollection", "features": [\n'
    comma = ""
    for entity in entities:
        if entity.place is None or entity.place.point is None:
            continue
        link, point = entity.place, entity.place.point
        codes = dict(link.authority)
        feature = {
            "type": "Feature",
            "id": entity.id,
            "geometry": {"type": "Point", "coordinates": [point.lon, point.lat]},
            "properties": {
                "entity": entity.id,
                "name": entity.name,
                "place": link.kind,
                **{name: codes[name] for name in CODES if name in codes},
                "id_certainty": str(link.certainty),
                "id_source": link.source,
                "mentions": entity.mentions,
                "documents": len(entity.documents),
                "document_ids": "; ".join(entity.documents),
            },
        }
        yield comma + json.dumps(feature, ensure_ascii=False)
        comma = ",\n"
    yield "\n]}\n"
