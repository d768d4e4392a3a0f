"""A worker of a cluster that files in a folder hold up, kill or spoil: preloaded by `dask worker`.

The folder is named by the variable `HINDERED`. As long as it has a file `ID.hold`, the document ID
is not done, and `ID.held` says which process of the worker is at it; `ID.kill` has the worker
killed over it. `other` has the worker be one with another version of the program.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from annotate.run import beside, planning, process
from annotate.run.inputs import Input
from annotate.run.records import Processed

FOLDER = "HINDERED"
HERE = (
    f"import runpy; runpy.run_path({__file__!r})['hinder'](); "
    "from annotate.run.beside import serve; serve()"
)


def dask_setup(worker: Any) -> None:
    """Have what the worker starts begin with this module."""
    beside._PROGRAM = HERE


def hinder() -> None:
    """Have documents heed the files, in the process beside the worker."""
    folder, worker, real = Path(os.environ[FOLDER]), os.getppid(), process.Processor.process
    if (folder / "other").exists():
        planning.__version__ = "0.0.0"

    def hindered(self: process.Processor, item: Input) -> Processed:
        held = folder / f"{item.id}.hold"
        if held.exists():
            fresh = folder / f"{item.id}.{os.getpid()}"
            fresh.write_text(str(worker))
            fresh.rename(held.with_suffix(".held"))
        while held.exists():
            time.sleep(0.01)
        if held.with_suffix(".kill").exists():
            with held.with_suffix(".killed").open("a") as told:
                told.write(f"{worker}\n")
            os.kill(worker, signal.SIGKILL)
            time.sleep(60)  # until this is killed, too
        return real(self, item)

    process.Processor.process = hindered  # type: ignore[method-assign]
