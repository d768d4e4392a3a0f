"""All makers, by their names."""

from __future__ import annotations

from typesetting.makers import docx, fo, groff, html, latex, odt, typst_maker
from typesetting.makers.maker import Maker

MAKERS: dict[str, Maker] = {
    maker.name: maker
    for module in (typst_maker, latex, docx, odt, html, fo, groff)
    for maker in module.MAKERS
}
"""In the order of the tables."""
