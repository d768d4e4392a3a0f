"""An interrupt that comes where Python can only report it is remembered, and not reported."""

from __future__ import annotations

import os
import signal
import sys
import weakref

import pytest

from annotate.cli.interrupts import Interrupts


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
