"""There and back on a real server: every span where it was, every decision as it was made."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from annotate.review.doccano.state import load_state
from annotate.review.server.home import HOME_VARIABLE, Home
from annotate.review.server.process import running
from command import ANNOTATE, Command
from review.reviewer import TEXTS, Account, Reviewer, call, files, names, there_once
from waiting import ended, family, until


def test_nothing_changes_when_nobody_does_anything(
    annotate: Command, doccano: dict[str, str], run: Path
) -> None:
    before = files(run)
    pushed = call(annotate, doccano, "push", run)
    spans = sum(row["label"] != "LONG" for row in names(run))
    assert "3 documents sent in" in pushed and f"{spans} spans" in pushed
    reviewer = Reviewer(run, doccano, "alice")
    texts = [one.text for one in reviewer.admin.examples(reviewer.project)]
    assert len(texts) > 3  # the long one is in pieces
    mended = (run / "text" / "long.mended.txt").read_text("utf-8").rstrip("\n")
    assert any(mended.startswith(text) for text in texts)
    assert "0 decisions are new" in call(annotate, doccano, "pull", run)
    assert files(run) == before
    assert "3 unchanged" in call(annotate, doccano, "push", run)


def test_every_decision_comes_back_as_it_was_made(
    annotate: Command, doccano: dict[str, str], run: Path
) -> None:
    call(annotate, doccano, "push", run)
    alice = Reviewer(run, doccano, "alice")
    one = alice.piece("short")
    alice.relabel(one, alice.span(one, "LOC", "Arras"), "MISC")
    alice.delete(one, alice.span(one, "PER", "Léontine Delval"))
    alice.delete(one, alice.span(one, "ORG", "Société des mines de Lens"))
    alice.draw(one, "ORG", "Société des mines")
    alice.draw(one, "MISC", " péniche")  # with the space a mouse takes along
    alice.draw(one, "LOC", "péniche\n\nAu")
    alice.comment(one, "printemps 1937 = 1937-21/1938\nprintemps 1937 = 1937-99\nà revoir")
    alice.confirm(one)
    alice.comment(alice.piece("long"), "trop long")
    told = call(annotate, doccano, "pull", run)
    assert "corrected" in told
    rows = {(row["label"], row["text"]): row for row in names(run) if row["status"] != "predicted"}
    shown = {key: row["status"] for key, row in rows.items()}
    assert shown == {
        ("MISC", "Arras"): "corrected",
        ("PER", "Léontine Delval"): "rejected",
        ("ORG", "Société des mines"): "corrected",
        ("MISC", "péniche"): "added",
        ("DATE", "printemps 1937"): "corrected",
        ("LOC", "Lens"): "accepted",
    }
    assert all(row["attributes"]["review"]["by"] == "alice" for row in rows.values())
    assert rows["DATE", "printemps 1937"]["value"] == "1937-21/1938"
    was = rows["ORG", "Société des mines"]["attributes"]["review"]["was"]
    assert was["text"] == "Société des mines de Lens"
    start = TEXTS["short"].index("péniche")
    assert rows["MISC", "péniche"]["ranges"] == [[start, start + 7]]
    looked = (run / "review" / "to-look-at.csv").read_text("utf-8-sig")
    assert "it runs over two paragraphs" in looked and "there is no month 99" in looked
    comments = list(csv.DictReader((run / "review" / "comments.csv").open(encoding="utf-8-sig")))
    assert [row["user"] for row in comments] == ["alice", "alice"]
    before = files(run)
    assert "0 decisions are new" in call(annotate, doccano, "pull", run)
    assert files(run) == before
    assert "Léontine Delval" not in [
        row["text"]
        for row in csv.DictReader((run / "mentions.csv").open(encoding="utf-8-sig"))
        if row["document"] == "short"
    ]
    told_before = (run / "review" / "comments.csv").read_bytes()
    # Cut anew and sent, a text has no comments on the page; what was pulled of them stays.
    sent = annotate("review", "push", run, "--home", doccano["home"], "--size", "200")
    assert sent.returncode == 0, sent.stderr
    assert len(alice.session.comments(alice.project)) == 1
    call(annotate, doccano, "pull", run)
    path = run / "review" / "comments.csv"
    assert sorted(path.read_bytes().splitlines()) == sorted(told_before.splitlines())


def test_who_draws_again_what_was_deleted_has_thought_better_of_it(
    annotate: Command, doccano: dict[str, str], run: Path
) -> None:
    call(annotate, doccano, "push", run)
    alice = Reviewer(run, doccano, "alice")
    one = alice.piece("short")
    for status in ("rejected", "added", "rejected", "added"):
        if status == "rejected":
            alice.delete(one, alice.span(one, "LOC", "Arras"))
        else:
            alice.draw(one, "LOC", "Arras")
        call(annotate, doccano, "pull", run, "--yes")
        assert [row["status"] for row in names(run) if row["text"] == "Arras"][-1] == status
    assert "3 unchanged" in call(annotate, doccano, "push", run)
    assert alice.span(one, "LOC", "Arras")


def test_annotators_of_their_own(annotate: Command, doccano: dict[str, str], run: Path) -> None:
    call(annotate, doccano, "push", run, "--for", "alice", "--for", "bob")
    for name in ("alice", "bob"):
        reviewer = Reviewer(run, doccano, name, own=True)
        one = reviewer.piece("short")
        if name == "bob":
            reviewer.relabel(one, reviewer.span(one, "LOC", "Arras"), "MISC")
        reviewer.confirm(one)
    before = files(run)
    call(annotate, doccano, "pull", run)
    assert files(run) == before
    readings = [run / "review" / "readings" / name for name in ("alice", "bob")]
    done = annotate("agree", *readings, "--texts", run / "text", "--out", run / "agreement")
    assert done.returncode == 0, done.stderr
    told = json.loads((run / "agreement" / "agreement.json").read_text("utf-8"))
    differing = (run / "agreement" / "disagreements.csv").read_text("utf-8-sig")
    assert told and differing.count('"Arras"') >= 1
    (one,) = [
        row
        for row in map(json.loads, (readings[1] / "short.jsonl").open(encoding="utf-8"))
        if row.get("status") == "corrected"
    ]
    assert (one["label"], one["attributes"]["review"]["by"]) == ("MISC", "bob")


def test_a_third_person_decides(annotate: Command, doccano: dict[str, str], run: Path) -> None:
    call(annotate, doccano, "push", run, "--for", "alice", "--for", "bob")
    reviewer = Reviewer(run, doccano, "bob", own=True)
    one = reviewer.piece("short")
    reviewer.relabel(one, reviewer.span(one, "LOC", "Arras"), "MISC")
    reviewer.delete(one, reviewer.span(one, "PER", "Léontine Delval"))
    reviewer.confirm(one)
    call(annotate, doccano, "pull", run)
    table, sheet, gold = (run / name for name in ("decisions.tsv", "open.xlsx", "gold"))
    readings = [run / "review" / "readings" / name for name in ("alice", "bob")]
    given = (*readings, "--decisions", table, "--out", gold, "--run", run)
    still = annotate("gold", "adjudicate", *given, "--sheet", sheet)
    assert (still.returncode, "3 disagreements are not decided yet" in still.stderr) == (1, True)
    assert sheet.is_file() and not gold.exists()
    server = ("--home", doccano["home"])
    sent = annotate("gold", "adjudicate", *given, "--judge", "bob", *server)
    assert "3 disagreements in 3 documents; 1 pieces sent to bob" in sent.stdout, sent.stderr
    judge = Reviewer(run, doccano, "bob", adjudication=True)
    one = judge.piece("short")
    (comment,) = judge.session.comments(judge.project)
    assert "LOC « Arras » : alice : yes ; bob : –" in comment.text
    judge.delete(one, judge.span(one, "MISC", "Arras"))
    judge.draw(one, "MISC", "péniche")
    judge.confirm(one)
    done = annotate("gold", "adjudicate", *given, "--pull", *server)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in (gold / "short.jsonl").open(encoding="utf-8")][1:]
    found = {(row["label"], row["text"]) for row in rows if row["layer"] == "entities"}
    assert {("LOC", "Arras"), ("MISC", "péniche"), ("PER", "Léontine Delval")} <= found
    assert ("MISC", "Arras") not in found
    assert "doccano: bob, 2" in table.read_text("utf-8")
    checked = annotate("gold", "check", gold)
    assert checked.returncode == 0, checked.stderr


def test_what_nobody_decided_gives_way_and_what_somebody_decided_stays(
    annotate: Command, doccano: dict[str, str], run: Path
) -> None:
    call(annotate, doccano, "push", run)
    alice = Reviewer(run, doccano, "alice")
    one = alice.piece("short")
    alice.relabel(one, alice.span(one, "LOC", "Arras"), "MISC")
    alice.confirm(alice.piece("long"))
    refused = annotate("review", "push", run, "--home", doccano["home"], "--size", "400")
    assert refused.returncode == 1
    assert "long holds work that was not pulled yet" in refused.stderr
    call(annotate, doccano, "pull", run)
    texts = [run.parent / f"{name}.txt" for name in TEXTS]
    for path in texts:
        path.write_bytes(TEXTS[path.stem].encode())
    done = annotate("run", *texts, "--out", run, "-q")
    assert done.returncode == 0, done.stderr
    kept = [row for row in names(run) if row["status"] == "corrected"]
    assert [(row["label"], row["text"]) for row in kept] == [("MISC", "Arras")]


def begin(verb: str, run: Path, doccano: dict[str, str]) -> subprocess.Popen[str]:
    """Start a verb of review."""
    command = [str(ANNOTATE), "review", verb, str(run), "--home", doccano["home"]]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def has_bridge(process: subprocess.Popen[str]) -> bool:
    """Tell whether a program has begun to talk to the server."""
    for one in family(process.pid):
        with suppress(OSError):
            if "bridge.py" in Path(f"/proc/{one}/cmdline").read_text("utf-8"):
                return True
    return False


@pytest.mark.parametrize("moment", ["signing in", "project made", "texts sent"])
def test_a_killed_push_is_gone_on_with(
    annotate: Command, doccano: dict[str, str], run: Path, moment: str
) -> None:
    state = run / "review" / "project.json"
    admin = Account(doccano["url"], "admin", doccano["admin"])

    def sent() -> bool:
        examples = f"projects/{load_state(state).project}/examples?limit=1"
        return bool(admin.request("GET", examples)["count"])

    process = begin("push", run, doccano)
    come: dict[str, Callable[[], bool]] = {
        "signing in": lambda: has_bridge(process),
        "project made": state.exists,
        "texts sent": lambda: state.exists() and sent(),
    }
    until(come[moment], moment, process)
    process.kill()
    ended(process)
    call(annotate, doccano, "push", run)
    there_once(run, doccano)


def test_a_server_killed_under_a_push_and_a_pull(
    annotate: Command, doccano: dict[str, str], run: Path
) -> None:
    home = Home(Path(doccano["home"]))
    for verb in ("push", "pull"):
        process = begin(verb, run, doccano)
        until(lambda process=process: has_bridge(process), "its bridge to the server", process)
        server = running(home)
        assert server is not None
        # With its worker: one whose master is killed ends late, and is in the way of the next.
        os.killpg(server.pid, signal.SIGKILL)
        _, told = ended(process)
        assert process.returncode in (0, 1) and "Traceback" not in told
        assert process.returncode == 0 or "To mend it" in told
        call(annotate, doccano, "start")
        call(annotate, doccano, verb, run)
    there_once(run, doccano)
    assert {row["status"] for row in names(run)} == {"predicted"}


def test_what_goes_wrong_is_told(annotate: Command, doccano: dict[str, str], run: Path) -> None:
    call(annotate, doccano, "push", run)
    reviewer = Reviewer(run, doccano, "alice")
    own = {"ANNOTATE_DOCCANO_PASSWORD": "wrong", HOME_VARIABLE: doccano["home"]}
    environment = {**os.environ, **own}
    wrong = annotate("review", "push", run, "--url", doccano["url"], env=environment)
    assert (wrong.returncode, "refuses the password of admin" in wrong.stderr) == (1, True)
    away = annotate("review", "pull", run, "--url", "http://127.0.0.1:9", env=environment)
    assert (away.returncode, "no doccano answers there" in away.stderr) == (1, True)
    nobody = annotate("review", "push", run, "--home", doccano["home"], "--for", "zoe")
    assert (nobody.returncode, "there is no account of zoe" in nobody.stderr) == (1, True)
    gone = reviewer.piece("short")
    reviewer.admin.delete_examples(reviewer.project, [gone.id])
    pulled = annotate("review", "pull", run, "--home", doccano["home"])
    assert pulled.returncode == 0
    looked = (run / "review" / "to-look-at.csv").read_text("utf-8-sig")
    assert "it was deleted on the server" in looked
    assert "1 documents sent in 1 pieces" in call(annotate, doccano, "push", run)
    reviewer.delete_project()
    for verb in ("push", "pull"):
        lost = annotate("review", verb, run, "--home", doccano["home"])
        assert lost.returncode == 1 and "is not on the server any more" in lost.stderr
    assert "3 documents sent" in call(annotate, doccano, "push", run, "--new")


def test_a_text_changed_under_review(annotate: Command, doccano: dict[str, str], run: Path) -> None:
    call(annotate, doccano, "push", run)
    alice = Reviewer(run, doccano, "alice")
    one = alice.piece("short")
    alice.draw(one, "MISC", "péniche")
    alice.relabel(one, alice.span(one, "LOC", "Arras"), "MISC")
    alice.delete(one, alice.span(one, "PER", "Léontine Delval"))
    for name in ("short", "odd"):
        alice.confirm(alice.piece(name))
    (run.parent / "texts").mkdir()
    changed = "Une chronique.\n\n" + TEXTS["short"].replace("péniche", "barge")
    for name, text in {**TEXTS, "short": changed}.items():
        (run.parent / "texts" / f"{name}.txt").write_bytes(text.encode())
    again = annotate("run", run.parent / "texts", "--out", run, "-q")
    assert again.returncode == 0, again.stderr
    call(annotate, doccano, "pull", run)
    # Every decision is at its place in the new text, but for the one whose words are gone.
    rows = [json.loads(line) for line in (run / "annotations" / "short.jsonl").open("rb")][1:]
    decided = {(row["label"], row["text"]): row for row in rows if row["layer"] != "structure"}
    assert decided["MISC", "Arras"]["status"] == "corrected"
    start = changed.index("Arras")
    assert decided["MISC", "Arras"]["ranges"] == [[start, start + 5]]
    assert decided["PER", "Léontine Delval"]["status"] == "rejected"
    assert {row["status"] for row in decided.values()} == {"accepted", "corrected", "rejected"}
    looked = (run / "review" / "to-look-at.csv").read_text("utf-8-sig")
    assert "MISC 'péniche'" in looked and "added, and the text has changed" in looked
    (aside,) = (run / "review" / "superseded").iterdir()
    assert "péniche" in (aside / "annotations" / "short.jsonl").read_text("utf-8")
    before = files(run)
    assert "0 decisions are new" in call(annotate, doccano, "pull", run)
    assert files(run) == before
    # The new text replaces the old one on the server; the next run tells what was lost.
    assert "1 documents sent" in call(annotate, doccano, "push", run)
    assert annotate("run", run.parent / "texts", "--out", run, "-q").returncode == 0
    assert "péniche" in (run / "conflicts.csv").read_text("utf-8-sig")


def test_own_projects_keep_what_was_decided_when_they_are_sent_anew(
    annotate: Command, doccano: dict[str, str], run: Path
) -> None:
    call(annotate, doccano, "push", run, "--for", "alice")
    alice = Reviewer(run, doccano, "alice", own=True)
    one = alice.piece("short")
    alice.relabel(one, alice.span(one, "LOC", "Arras"), "MISC")
    alice.delete(one, alice.span(one, "PER", "Léontine Delval"))
    call(annotate, doccano, "pull", run, "--for", "alice", "--yes")
    assert "3 unchanged" in call(annotate, doccano, "push", run, "--for", "alice")
    reading = run / "review" / "readings" / "alice" / "short.jsonl"
    before = reading.read_bytes()
    assert "0 decisions are new" in call(annotate, doccano, "pull", run, "--for", "alice")
    assert reading.read_bytes() == before
    # A new text, and what she decided on the old one stands in it.
    text = run.parent / "short.txt"
    text.write_text("Une chronique.\n\n" + TEXTS["short"], "utf-8")
    assert annotate("run", text, "--out", run, "-q").returncode == 0
    assert "1 documents sent" in call(annotate, doccano, "push", run, "--for", "alice")
    one = alice.piece("short")
    assert alice.span(one, "MISC", "Arras")
    spans = alice.admin.spans(alice.project, one.id)
    shown = {one.text[span.start : span.end] for span in spans}
    assert "Léontine Delval" not in shown
    alice.confirm(one)
    call(annotate, doccano, "pull", run, "--for", "alice")
    rows = [json.loads(line) for line in reading.open("rb")][1:]
    found = {row["text"]: row["status"] for row in rows if row["layer"] == "entities"}
    assert (found["Arras"], found["Léontine Delval"]) == ("corrected", "rejected")
