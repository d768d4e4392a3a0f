"""A run by jobs of a real slurm of one node, which the test starts: arrays of shards as the
documentation has them, and jobs that dask starts, one of which is cancelled.
"""

from __future__ import annotations

import getpass
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from command import ANNOTATE, ROOT, Command
from waiting import ended, until

_PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "scancel")
_PLACES = f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(shutil.which(one, path=_PLACES) for one in _PROGRAMS),
        reason="slurm is not installed (Debian: slurmctld slurmd slurm-client munge)",
    ),
]

OWN = {"run.json", "run.log.jsonl", ".lock"}
"""Files of a run with times in them."""
PAGE = ROOT / "docs" / "how-to" / "cluster.md"
NODE = "here"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Slurm:
    """A controller and a node, started as a user may start them."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._stack, self.folder = stack, folder
        for name in ("state", "spool"):
            (folder / name).mkdir()
        key = folder / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o600)
        munge = {name: str(folder / f"munge.{name}") for name in ("socket", "pid", "log", "seed")}
        user, ports = getpass.getuser(), (free_port(), free_port())
        (folder / "slurm.conf").write_text(
            f"ClusterName=test\nSlurmctldHost={socket.gethostname()}(127.0.0.1)\n"
            f"SlurmUser={user}\nSlurmdUser={user}\n"
            f"AuthType=auth/munge\nAuthInfo=socket={munge['socket']}\n"
            f"StateSaveLocation={folder / 'state'}\nSlurmdSpoolDir={folder / 'spool'}\n"
            f"SlurmctldPidFile={folder / 'controller.pid'}\nSlurmdPidFile={folder / 'node.pid'}\n"
            f"SlurmctldPort={ports[0]}\nSlurmdPort={ports[1]}\n"
            "ProctrackType=proctrack/pgid\nTaskPlugin=task/none\nMpiDefault=none\n"
            "SelectType=select/cons_tres\nSelectTypeParameters=CR_Core\nReturnToService=2\n"
            "SlurmdParameters=config_overrides\nMailProg=/bin/true\n"
            f"NodeName={NODE} NodeHostname={socket.gethostname()} NodeAddr=127.0.0.1 "
            "CPUs=4 RealMemory=64000\n"
            f"PartitionName=all Nodes={NODE} Default=YES MaxTime=INFINITE State=UP\n",
            "utf-8",
        )
        self.environment = {
            **os.environ,
            "SLURM_CONF": str(folder / "slurm.conf"),
            "PATH": f"{ANNOTATE.parent}{os.pathsep}{_PLACES}",
            "OMP_NUM_THREADS": "1",
        }
        self._log = stack.enter_context((folder / "log").open("w"))
        options = [f"--{name}-file={munge[name]}" for name in ("pid", "log", "seed")]
        socket_of = f"--socket={munge['socket']}"
        self._start("munged", "-F", "--force", f"--key-file={key}", socket_of, *options)
        until(Path(munge["socket"]).exists, "the socket of munged")
        self._start("slurmctld", "-D")
        node = self._start("slurmd", "-D", "-N", NODE)
        until(lambda: "idle" in self.told("sinfo", "-h", "-o", "%t"), "a node", node)

    def _start(self, *command: str) -> subprocess.Popen[Any]:
        program = shutil.which(command[0], path=_PLACES)
        process = subprocess.Popen(
            [str(program), *command[1:]],
            env=self.environment,
            stdout=self._log,
            stderr=self._log,
            cwd=self.folder,
        )
        self._stack.callback(process.wait)
        self._stack.callback(process.terminate)
        return process

    def told(self, *command: str) -> str:
        """Run a command of slurm, and return what it prints."""
        done = subprocess.run(
            command,
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        return done.stdout

    def jobs(self) -> list[str]:
        """Return the jobs that wait or run."""
        return self.told("squeue", "-h", "-o", "%i %t").splitlines()


@pytest.fixture(scope="module")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slurm]:
    with ExitStack() as stack:
        yield Slurm(stack, tmp_path_factory.mktemp("slurm"))


@pytest.fixture(scope="module")
def texts(slurm: Slurm) -> Path:
    folder = slurm.folder / "texts"
    folder.mkdir()
    for number in range(40):
        (folder / f"t{number:02}.txt").write_text(
            f"En {1880 + number}, Jeanne Delattre ouvrit une école à Douai, près de Lens.\n\n"
            f"La Société des mines de Vimy (SMV) y employait {number + 20} personnes.\n",
            "utf-8",
        )
    return folder


@pytest.fixture(scope="module")
def alone(texts: Path, annotate: Command) -> dict[str, bytes]:
    """What one process writes."""
    out = texts.parent / "alone"
    # The folder as the jobs are given it: its name is in the annotations.
    assert annotate("run", "texts", "--out", out, "--jobs", "1", cwd=texts.parent).returncode == 0
    return tree(out)


def tree(out: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(out)): file.read_bytes()
        for file in out.rglob("*")
        if file.is_file() and file.name not in OWN and ".annotate" not in file.parts
    }


def script(name: str) -> str:
    """Return a script of the documentation, for a small machine."""
    told = PAGE.read_text("utf-8").partition(f"`{name}`:\n\n```sh\n")[2].partition("```")[0]
    assert told
    for large, small in (("1-50", "1-3"), ("N=50", "N=3"), ("task=4", "task=1")):
        told = told.replace(large, small)
    return told


def test_an_array_of_shards_and_a_merge(slurm: Slurm, alone: dict[str, bytes]) -> None:
    for name in ("part.sh", "merge.sh"):
        (slurm.folder / name).write_text(script(name), "utf-8")
    for name in ("logs", "parts"):
        (slurm.folder / name).mkdir()
    array = slurm.told("sbatch", "--parsable", "part.sh").strip()
    assert array
    assert slurm.told("sbatch", f"--dependency=afterany:{array}", "merge.sh")
    until(lambda: not slurm.jobs(), "the end of all jobs")
    logs = "".join(file.read_text("utf-8") for file in (slurm.folder / "logs").iterdir())
    assert tree(slurm.folder / "build") == alone, logs


def test_jobs_of_dask_of_which_one_is_cancelled(slurm: Slurm, alone: dict[str, bytes]) -> None:
    settings = {"CORES": "1", "PROCESSES": "1", "MEMORY": "2GB", "WALLTIME": "01:00:00"}
    out = slurm.folder / "dask"
    command = [ANNOTATE, "run", "texts", "--out", out, "--cluster", "slurm", "--jobs", "2", "-q"]
    process = subprocess.Popen(
        command,
        cwd=slurm.folder,
        env={
            **slurm.environment,
            **{f"DASK_JOBQUEUE__SLURM__{name}": value for name, value in settings.items()},
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    log = out / "run.log.jsonl"
    until(lambda: log.exists() and '"done"' in log.read_text("utf-8"), "a document", process)
    first = slurm.jobs()[0].split()[0]
    slurm.told("scancel", first)
    _, errors = ended(process)
    assert process.returncode == 0, errors
    assert tree(out) == alone
    until(lambda: not slurm.jobs(), "the end of all jobs")
    ends = json.loads(log.read_text("utf-8").splitlines()[-1])
    assert (ends["end"], ends["done"]) == ("finished", 40)
