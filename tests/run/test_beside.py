"""A machine that does not see what the run sees, or has something else, is refused."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from annotate.document.run_folder import RunFolder
from annotate.errors import ClusterError
from annotate.files import write_text
from annotate.resources import default_configs
from annotate.run.beside import Job, check
from annotate.run.cluster import cluster_engine
from annotate.run.process import Task
from annotate.run.workers import Limits


@dataclass(frozen=True)
class NoDecisions:
    """Reviewers who decided nothing."""

    tables: tuple[Path, ...] = ()


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A job whose run has put its file into its folder."""
    monkeypatch.chdir(tmp_path)
    config = default_configs() / "pipeline.cfg"
    task = Task("a run", RunFolder(Path("build")), config, "", NoDecisions)  # type: ignore[arg-type]
    job = Job.of(task, Limits(), "seen-1")
    write_text(job.probe_file, job.probe)
    return job


def test_what_is_as_it_is_where_the_run_is_passes(job: Job) -> None:
    check(job)


CHANGES: dict[str, tuple[Callable[[Job], Job], str]] = {
    "no output folder": (lambda job: replace(job, probe="seen-2"), "seen-2 cannot be used"),
    "no current folder": (
        lambda job: replace(job, folder="/nowhere/at/all"),
        "/nowhere/at/all cannot be used",
    ),
    "another model": (
        lambda job: replace(job, digests={**job.digests, "model": "", "program": ""}),
        "(another model and another program)",
    ),
    "no configuration": (
        lambda job: replace(job, task=replace(job.task, config=Path("absent", "pipeline.cfg"))),
        "absent/pipeline.cfg",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_differs_is_named_with_the_machine(name: str, job: Job) -> None:
    change, told = CHANGES[name]
    with pytest.raises(ClusterError) as raised:
        check(change(job))
    assert told in str(raised.value)
    assert f"on {socket.gethostname()}: " in str(raised.value)


def test_another_folder_of_the_same_name_is_not_taken_for_that_of_the_run(job: Job) -> None:
    write_text(job.probe_file, "what another machine has there")
    with pytest.raises(ClusterError, match="is not the file that the run has written"):
        check(job)


@pytest.mark.parametrize("address", ["8786", "http://10.0.0.1", "slurm ", "tcp://", ""])
def test_what_is_no_cluster_is_refused(address: str) -> None:
    with pytest.raises(ClusterError, match="is no cluster"):
        cluster_engine(address)


def test_what_is_not_installed_is_told_with_the_way_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ClusterError, match=r"pip install annotate-fr\[cluster\]"):
        cluster_engine("slurm")
