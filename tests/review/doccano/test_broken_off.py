"""A push or a pull that is broken off, and files that are damaged: what is kept, what is told."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from annotate.document.closing import OF_INDEX
from annotate.document.run_folder import RunFolder
from annotate.review.doccano.state import ReviewFolder
from command import ANNOTATE, Command
from review.reviewer import Reviewer, call, files, names, there_once
from waiting import ended, until

TABLES = ("mentions.csv", "entities.csv", "review/to-look-at.csv", "review/comments.csv")


def broken_off(
    verb: str, run: Path, doccano: dict[str, str], how: signal.Signals, when: Callable[[], bool]
) -> tuple[int, str]:
    """Start a verb, end it when something has come, and return its exit code and what it said."""
    process = subprocess.Popen(
        [str(ANNOTATE), "review", verb, str(run), "--home", doccano["home"]],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: when() or process.poll() is not None, "what it is to be ended at", process)
    process.send_signal(how)
    _, errors = ended(process)
    return process.returncode, errors


def test_ctrl_c_under_a_push(annotate: Command, doccano: dict[str, str], run: Path) -> None:
    state = run / "review" / "project.json"
    code, told = broken_off("push", run, doccano, signal.SIGINT, state.exists)
    assert code == 130
    (line,) = told.splitlines()
    assert line.startswith("annotate: interrupted; what was sent is kept")
    assert f"`annotate review push {run}` goes on from there" in line
    call(annotate, doccano, "push", run)
    there_once(run, doccano)


@pytest.fixture(scope="module")
def pushed(
    annotate: Command, doccano: dict[str, str], made: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A run whose three documents hold work on the server."""
    run = Path(shutil.copytree(made, tmp_path_factory.mktemp("pushed") / "run"))
    call(annotate, doccano, "push", run)
    alice = Reviewer(run, doccano, "alice")
    one = alice.piece("short")
    alice.relabel(one, alice.span(one, "LOC", "Arras"), "MISC")
    alice.delete(one, alice.span(one, "PER", "Léontine Delval"))
    alice.draw(one, "MISC", "péniche")
    alice.draw(one, "LOC", "péniche\n\nAu")
    alice.comment(one, "printemps 1937 = 1937-21/1938")
    for name in ("short", "odd", "long"):
        alice.confirm(alice.piece(name))
    return run


@pytest.fixture
def reviewed(pushed: Path, tmp_path: Path) -> Path:
    """A copy of it, for one test: a pull changes nothing on the server."""
    return Path(shutil.copytree(pushed, tmp_path / "run"))


def without_entities(text: str) -> str:
    """Leave out what follows with the tables, once all is written."""
    names = "|".join(OF_INDEX)
    return re.sub(rf', "(?:{names})": "[^"]*"', "", text)


def test_a_pull_that_is_broken_off_is_gone_on_with(
    annotate: Command, doccano: dict[str, str], reviewed: Path
) -> None:
    before = files(reviewed)
    undisturbed = Path(shutil.copytree(reviewed, reviewed.with_name("undisturbed")))
    call(annotate, doccano, "pull", undisturbed)
    after = files(undisturbed)
    for how in (signal.SIGINT, signal.SIGKILL):
        run = Path(shutil.copytree(reviewed, reviewed.with_name(how.name)))
        mark = run / "review" / "outdated"
        code, told = broken_off("pull", run, doccano, how, mark.exists)
        if how == signal.SIGINT:
            assert code == 130
            (line,) = told.splitlines()
            assert line.startswith("annotate: interrupted; what was read is kept")
            assert f"`annotate review pull {run}` goes on" in line
        else:
            assert code == -signal.SIGKILL
        # The tables are to follow, whatever was written of the documents.
        assert mark.exists()
        # The next command renames the files that this one did not.
        for name, text in files(run).items():
            states = map(without_entities, (before[name], after[name]))
            assert without_entities(text) in states
        call(annotate, doccano, "pull", run)
        assert files(run) == after
        for name in TABLES:
            assert (run / name).read_bytes() == (undisturbed / name).read_bytes()
        assert not mark.exists()


def test_a_text_changed_on_the_server_is_told(
    annotate: Command, doccano: dict[str, str], reviewed: Path
) -> None:
    admin = Reviewer(reviewed, doccano, "admin")
    one = admin.piece("short")
    place = f"projects/{admin.project}/examples/{one.id}"
    changed = {"text": one.text.replace("péniche", "barge")}
    admin.account.request("PATCH", place, changed)
    before = files(reviewed)["short.jsonl"]
    try:
        call(annotate, doccano, "pull", reviewed)
    finally:
        admin.account.request("PATCH", place, {"text": one.text})
    looked = (reviewed / "review" / "to-look-at.csv").read_text("utf-8-sig")
    assert '"short"' in looked or ",short," in looked
    assert "its text was changed on the server" in looked
    assert files(reviewed)["short.jsonl"] == before
    accepted = [row for row in names(reviewed) if row["status"] == "accepted"]
    assert len(accepted) > 5  # the others went on


def test_a_damaged_state_stops_no_other_project(
    annotate: Command, doccano: dict[str, str], run: Path
) -> None:
    call(annotate, doccano, "push", run, "--for", "alice", "--for", "bob")
    damaged = run / "review" / "project-alice.json"
    damaged.write_bytes(damaged.read_bytes()[:100])
    told = f"annotate: {damaged}, line 1, column "
    remedy = "To mend it: restore the file, or move it away and push again."
    for verb in ("pull", "status", "push"):
        people = ("--for", "alice", "--for", "bob") if verb == "push" else ()
        done = annotate("review", verb, run, *people, "--home", doccano["home"])
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert line.startswith(told) and line.endswith(remedy)
        assert "run · bob: " in done.stdout
    only = annotate("review", "pull", run, "--for", "bob", "--home", doccano["home"])
    assert (only.returncode, only.stderr) == (0, "")
    # A project that was deleted in the page: its status is that it is gone.
    bob = Reviewer(run, doccano, "bob", own=True)
    bob.delete_project()
    call(annotate, doccano, "push", run)
    done = annotate("review", "status", run, "--home", doccano["home"])
    assert done.returncode == 1
    assert f"project {bob.project}, 'run · bob', is not on the server any more" in done.stderr
    assert "run: 0 of " in done.stdout


def test_a_state_that_lacks_something_says_what(run: Path) -> None:
    review = ReviewFolder(RunFolder(run))
    review.folder.mkdir()
    refused: list[Exception] = []
    for content, told in (
        ({"format": 1}, "lacks 'url'"),
        ({"format": 9}, "format 9 is not 1"),
        ([], "is malformed"),
    ):
        review.state_file().write_text(json.dumps(content), "utf-8")
        assert review.states(refused) == []  # type: ignore[arg-type]
        assert told in str(refused[-1])


def test_a_run_without_its_edits(
    annotate: Command, doccano: dict[str, str], reviewed: Path
) -> None:
    edits = RunFolder(reviewed).edits("short")
    content = edits.read_bytes()
    edits.unlink()
    pulled = annotate("review", "pull", reviewed, "--home", doccano["home"])
    pushed = annotate("review", "push", reviewed, "--home", doccano["home"])
    for done in (pulled, pushed):
        assert done.returncode == 1
        (line,) = [line for line in done.stderr.splitlines() if "to-look-at" not in line]
        assert line.startswith(f"annotate: {edits}: cannot be read")
        assert line.endswith("To mend it: restore the file, or run annotate again.")
    # The decisions were written all the same; the tables follow when the file is back.
    assert ("MISC", "péniche") in {(row["label"], row["text"]) for row in names(reviewed)}
    assert "péniche" not in (reviewed / "mentions.csv").read_text("utf-8")
    edits.write_bytes(content)
    call(annotate, doccano, "pull", reviewed)
    assert "péniche" in (reviewed / "mentions.csv").read_text("utf-8")


BACKEND = """
import os
from keyring.backend import KeyringBackend


class Keyring(KeyringBackend):
    priority = 1

    def get_password(self, service, username):
        told = os.environ.get("TEST_KEYRING", "").split("|")
        return told[2] if told[:2] == [service, username] else None

    def set_password(self, service, username, password):
        raise NotImplementedError
"""


def test_a_keyring_signs_in(
    annotate: Command, doccano: dict[str, str], reviewed: Path, tmp_path: Path
) -> None:
    pytest.importorskip("keyring", reason="keyring is not installed: annotate[review] has it")
    (tmp_path / "plainring.py").write_text(BACKEND, "utf-8")
    environment = {
        **{name: value for name, value in os.environ.items() if "ANNOTATE_DOCCANO" not in name},
        "PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]),
        "PYTHON_KEYRING_BACKEND": "plainring.Keyring",
        "TEST_KEYRING": f"annotate:{doccano['url']}|admin|{doccano['admin']}",
    }
    given = ("status", reviewed, "--url", doccano["url"], "--home", tmp_path / "none")
    done = annotate("review", *given, env=environment)
    assert done.returncode == 0, done.stderr
    assert "run: 3 of " in done.stdout
    broken = annotate("review", *given, env={**environment, "PYTHON_KEYRING_BACKEND": "no.Such"})
    assert (broken.returncode, "the keyring fails (" in broken.stderr) == (2, True)
    environment["TEST_KEYRING"] = ""
    unknown = annotate("review", *given, env=environment)
    assert unknown.returncode == 2
    assert "the password of admin is not known" in unknown.stderr
    assert f"`keyring set annotate:{doccano['url']} admin`" in unknown.stderr
