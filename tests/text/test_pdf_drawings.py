"""What is drawn about a text: the sides of boxes, however a maker draws them, and other rules."""

from __future__ import annotations

import pytest
from tests.text.test_hostile import ONE, pdf, stream

from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes

PIXEL = "BI /IM true /W 1 /H 1 /BPC 1 ID \x00 EI"
INSIDE = "BT /F 10 Tf 110 640 Td (La roue tourne.) Tj 0 -12 Td (Le bief est plein.) Tj ET\n"
SIDES = [(100, 600, 1, 60), (399, 600, 1, 60), (100, 659, 300, 1), (100, 600, 300, 1)]


def drawn(contents: str) -> tuple[list[list[int]], list[list[int]]]:
    """The frames and rules of a page, in whole points."""
    layout = read_bytes(pdf(ONE, stream((INSIDE + contents).encode("latin-1"))), "a", "a").layout
    assert layout is not None
    frames, rules = (
        [[round(edge) for edge in box] for _, box in boxes]
        for boxes in (layout.frames, layout.rules)
    )
    return frames, rules


def rectangles(*boxes: tuple[float, float, float, float]) -> str:
    return "".join("{} {} {} {} re ".format(*box) for box in boxes)


@pytest.mark.parametrize(
    "contents",
    [
        "100 600 300 60 re S",
        rectangles((100, 600, 300, 60), (101, 601, 298, 58)) + "f*",
        "".join(rectangles(side) + "f " for side in SIDES),
        "".join(rectangles(side) + "f " for side in SIDES[:3]),
        "".join(
            rectangles(side) + "f "
            for side in [(100, 600, 1, 33), (100, 630, 1, 30), (399, 600, 1, 60), SIDES[2]]
        ),
        "".join(f"q {w} 0 0 {h} {x} {y} cm {PIXEL} Q\n" for x, y, w, h in SIDES),
        rectangles((100, 600, 300, 25)) + "f " + rectangles((100, 625, 300, 35)) + "f",
        "q 100 600 300 60 re W n 0 0 600 800 re f Q",
    ],
    ids=[
        "stroke",
        "between two",
        "four rules",
        "open below",
        "a side in two",
        "pixels",
        "two fills",
        "clipped",
    ],
)
def test_a_box_has_a_frame(contents: str) -> None:
    frames, _ = drawn(contents)
    assert len(frames) == 1
    assert frames[0] == pytest.approx([100, 600, 400, 660], abs=1)


def test_a_border_at_the_top_is_a_rule() -> None:
    """So WeasyPrint parts the notes of a page from its text."""
    frames, rules = drawn(rectangles((100, 600, 300, 60), (100, 600, 300, 59)) + "f*")
    assert (frames, rules) == ([], [[100, 659, 400, 660]])


def test_a_border_at_the_left_is_a_bar() -> None:
    frames, _ = drawn(rectangles((100, 600, 300, 60), (102, 600, 298, 60)) + "f*")
    assert frames == [[100, 600, 102, 660]]


def test_a_bar_in_pieces_is_one() -> None:
    frames, _ = drawn(rectangles((100, 600, 2, 35), (100, 630, 2, 30)).replace("re ", "re f "))
    assert frames == [[100, 600, 102, 660]]


def test_rules_that_part_columns_are_no_frame() -> None:
    parted = [*SIDES, (250, 600, 1, 60)]
    frames, rules = drawn("".join(rectangles(side) + "f " for side in parted))
    assert len(rules) == 5
    assert all(right - left < 5 for left, _, right, _ in frames)


def test_a_pixel_drawn_out_is_a_rule_and_a_picture_is_none() -> None:
    _, rules = drawn(f"q 200 0 0 1 100 500 cm {PIXEL} Q\n")
    assert rules == [[100, 500, 300, 501]]
    wide = "BI /IM true /W 80 /H 1 /BPC 1 ID " + "\x00" * 10 + " EI"
    _, rules = drawn(f"q 200 0 0 1 100 500 cm {wide} Q\n")
    assert rules == []


LISTED = ["La roue tourne.", "Le bief est plein.", "La vanne ferme mal."]


@pytest.mark.parametrize(
    ("bottom", "size", "markers"),
    [(641.5, 3.5, [0]), (627.5, 2.5, [1]), (648.5, 3.5, []), (641.5, 6.5, []), (636, 3.5, [])],
    ids=["disc", "small", "too high", "too large", "too low"],
)
def test_a_disc_that_is_drawn_before_a_line_is_its_marker(
    bottom: float, size: float, markers: list[int]
) -> None:
    """Browsers print so the lists of their pages."""
    lines = "".join(
        f"BT /F 10 Tf 110 {640 - 14 * place} Td ({text}) Tj ET "
        for place, text in enumerate(LISTED)
    )
    x, y = 104 - size, bottom + size
    disc = f"{x} {bottom} m 104 {bottom} l 104 {y} l {x} {y} l h f"
    text = read_bytes(pdf(ONE, stream((lines + disc).encode())), "a", "a").text
    assert (
        text.split()
        == " ".join(
            f"• {line}" if place in markers else line for place, line in enumerate(LISTED)
        ).split()
    )


@pytest.mark.parametrize(
    ("fills", "frames"),
    [
        (["1 1 1"], 0),
        (["0.9 0.9 0.9"], 1),
        (["0.5 0.7 0.9", "1 1 1"], 2),
        (["1 1 1", "0.9 0.9 0.9"], 1),
    ],
    ids=["white", "grey", "white on blue", "grey on white"],
)
def test_what_is_filled_with_white_on_white_is_not_seen(fills: list[str], frames: int) -> None:
    """Browsers fill what is behind a paragraph with the white of its page."""
    boxes = [(90 + 5 * at, 590 + 5 * at, 320, 90) for at in range(len(fills))]
    if len(fills) > 1:
        boxes[1] = (100, 600, 300, 70)
    contents = "".join(
        f"{fill} rg {rectangles(box)}f " for fill, box in zip(fills, boxes, strict=True)
    )
    assert len(drawn(contents)[0]) == frames


RUNNING = "La vanne du moulin ferme mal depuis le gel et"
BOXED = "Son meunier garda la clef du bief qui lui venait"


@pytest.mark.parametrize("more", [1, 2, 3])
@pytest.mark.parametrize("bar", [True, False])
def test_a_bar_goes_on_in_the_next_column_beside_few_lines(more: int, bar: bool) -> None:
    """There it may be shorter than any bar is alone."""
    inside, last = [BOXED] * (3 + more), "de sa mere."
    rows = [(60, f"{RUNNING} {n}") for n in range(40)] + [(70, line) for line in inside[:4]]
    after = [(330, line) for line in [*inside[4:], last]]
    after += [(320, f"{RUNNING} {n}") for n in range(44 - len(after))]
    text = "".join(
        f"BT /F 10 Tf {x} {740 - 14 * place} Td ({line}) Tj ET "
        for column in (rows, after)
        for place, (x, line) in enumerate(column)
    )
    own, next_column = (61, 740 - 14 * 43 - 3, 2, 54), (321, 751 - 14 * more, 2, 14 * more)
    bars = "".join(f"{rectangles(one)}f " for one in (own, next_column)[: 1 + bar])
    mended = mend(read_bytes(pdf(ONE, stream((text + bars).encode())), "a", "a"))
    assert (" ".join([*inside, last]) in mended.text.split("\n\n")) is bar
