"""The signs that begin the items of lists."""

from __future__ import annotations

BULLETS = (
    "•‣▪◦·∙⋅*"
    "\u25a0-\u25ff"  # geometric shapes
    "\u2605-\u2612\u261a-\u261f\u2660-\u2667"  # stars, boxes, hands, the suits of cards
    "\u2713-\u274b\u274d-\u2756\u2794-\u27be"  # ticks, crosses, stars, squares, arrows of Dingbats
    "→⇒⇨⇝⇢➜⊳"
    "\uf020-\uf0ff"  # symbol fonts whose signs nothing names
    "\u2212\u2010–—-"
)
"""For use in a class of a pattern; its last is the hyphen."""
