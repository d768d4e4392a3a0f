"""Where spans of one mended text stand in another, each only where its place is sure."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.document.source import Range
from annotate.gold.alignment import Alignment
from annotate.gold.note_calls import Calls
from annotate.gold.unprojected import Reason

LETTERS_AROUND = 8
"""Letters and digits next to a span that prove its place."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A span has no sure place.

    Attributes
    ----------
    reason : Reason
        Why.
    detail : str
        What the new text has in its place, if that is known and short.
    doubtful : Range or None
        The place that it may have.
    """

    reason: Reason
    detail: str = ""
    doubtful: Range | None = None

    def __str__(self) -> str:
        more = f"; the new text has « {self.detail} »" if self.detail else ""
        return f"{self.reason}{more}"


class Placing:
    """Finds spans of an old mended text in a new one.

    Parameters
    ----------
    alignment : Alignment
        Of the two texts.
    old, new : Calls, optional
        The note calls that mending took out of them, where these are known: a text in which a call
        is left looks as if the word before it went on.
    words_may_meet : bool
        White space that one of the texts lacks between two words does not matter: the texts come
        from programs that change it.

    Examples
    --------
    >>> from annotate.gold.alignment import align
    >>> placing = Placing(align("À Lens. La fosse ferma.", "La fosse ferma. À Lens."))
    >>> placing.place(11, 16)
    (3, 8)
    >>> print(placing.place(2, 6))
    the text is gone
    """

    def __init__(
        self,
        alignment: Alignment,
        old: Calls | None = None,
        new: Calls | None = None,
        *,
        words_may_meet: bool = False,
    ) -> None:
        self.alignment = alignment
        self._calls_old, self._calls_new = old, new
        self._words_may_meet = words_may_meet

    def place(self, start: int, end: int, *, proven: bool = False) -> Range | Missing:
        """Return the image of a span, or why it has none.

        Parameters
        ----------
        start, end : int
            Code points of the old text, half-open.
        proven : bool
            The span is long enough to prove its place by itself. A name may be deleted here and
            another of the same form written there: its own characters prove nothing.
        """
        image = self.alignment.image(start, end)
        if image is None:
            return self.missing(start, end)
        if not self._well_cut((start, end), image):
            return Missing(Reason.CUT, self.alignment.new[slice(*image)][:60], image)
        if not proven and not self.is_supported((start, end), image):
            return Missing(Reason.ALONE, doubtful=image)
        return image

    def missing(self, start: int, end: int) -> Missing:
        """Return why a span has no image."""
        share, doubtful = self.alignment.share_of(start, end)
        if doubtful:
            return Missing(Reason.AMBIGUOUS)
        detail = self.alignment.nearest(start, end) if end - start <= 200 else ""
        if share == 1:
            return Missing(Reason.SCATTERED, detail)
        return Missing(Reason.CHANGED if share or detail else Reason.GONE, detail)

    def is_supported(self, span: Range, image: Range) -> bool:
        """Return whether the words around a span prove that an image is its own."""
        return self.alignment.letters_around(span, image, LETTERS_AROUND) >= LETTERS_AROUND

    def _well_cut(self, span: Range, image: Range) -> bool:
        """Return whether the image cuts no word that the span does not cut, too; a note call may
        follow its end.
        """
        old, new = self.alignment.old, self.alignment.new
        before, after = self.alignment.neighbours(span, image)
        cut_old, cut_new = _inside_word(old, span[0]), _inside_word(new, image[0])
        if (cut_old or cut_new) and not (before and (cut_old or self._words_may_meet)):
            return False
        cut_old, cut_new = _inside_word(old, span[1]), _inside_word(new, image[1])
        if not (cut_old or cut_new) or (after and (cut_old or self._words_may_meet)):
            return True
        if cut_old == cut_new:
            return False
        if cut_new:
            number = self._calls_old.after(span[1]) if self._calls_old else None
            return number is not None and number == _digits(new, image[1])
        number = self._calls_new.after(image[1]) if self._calls_new else None
        return number is not None and number == _digits(old, span[1])


def _inside_word(text: str, at: int) -> bool:
    """Return whether there are letters or digits on both sides of an offset."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _digits(text: str, at: int) -> str:
    """Return the digits from an offset to the end of its word; empty if it has letters."""
    end = at
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[at:end] if text[at:end].isdigit() else ""
