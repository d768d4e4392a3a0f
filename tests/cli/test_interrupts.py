"""An interrupt that comes where Python can only report it is remembered, and not reported."""

from __future__ import annotations

import os
import signal
import sys
import weakref

import pytest
import typer

from annotate.cli.progress import Interrupts, watched


class Thing:
    """Something to be collected."""


def test_an_interrupt_in_a_callback_is_remembered_without_a_word(
    capsys: pytest.CaptureFixture[str],
) -> None:
    thing = Thing()

    def collected() -> None:
        os.kill(os.getpid(), signal.SIGINT)

    weakref.finalize(thing, collected)
    before = sys.unraisablehook
    with pytest.raises(KeyboardInterrupt), Interrupts() as interrupts:
        del thing
        interrupts.check()
    assert sys.unraisablehook is before
    assert "Traceback" not in capsys.readouterr().err


def test_work_that_is_interrupted_ends_with_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended, watched(quiet=True, kept="all is kept") as progress:
        progress("working", 0, 2)
        os.kill(os.getpid(), signal.SIGINT)
        progress("working", 1, 2)
    assert ended.value.exit_code == 130
    assert capsys.readouterr().err == "annotate: interrupted; all is kept\n"
