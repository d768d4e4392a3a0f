"""What doccano's own page lets happen, on a real server: the bin, and a label that is renamed."""

from __future__ import annotations

from pathlib import Path

from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.review.choices import Choice, ChoiceKind
from annotate.review.session import ReviewSession
from command import Command
from review.filling import choose
from review.reviewer import Reviewer, call, files

TABLES = ("mentions.csv", "entities.csv", "entities.xlsx", "report.html")


def test_an_emptied_text_waits_and_what_was_pulled_is_taken_back(
    annotate: Command, doccano: dict[str, str], run: Path
) -> None:
    before, tables = files(run), {name: (run / name).read_bytes() for name in TABLES}
    call(annotate, doccano, "push", run)
    alice = Reviewer(run, doccano, "alice")
    one = alice.piece("short")
    spans = alice.admin.spans(alice.project, one.id)
    for span in spans:
        alice.delete(one, span)
    server = ("--home", doccano["home"])
    held = annotate("review", "pull", run, *server)
    assert held.returncode == 1
    told = f"not taken: short, piece 1: {len(spans)} annotations were deleted, as with the bin, and"
    assert told in held.stderr
    assert files(run) == before
    kept = annotate("gold", "keep", run, "--out", run / "gold")
    assert kept.returncode == 1 and not (run / "gold").exists()
    call(annotate, doccano, "pull", run, "--yes")
    assert files(run)["short.jsonl"] != before["short.jsonl"]
    listed = annotate("review", "log", run).stdout
    assert f"pull of {doccano['url']}/projects/{alice.project} by " in listed
    assert f"{len(spans)} rejected in 1 document" in listed
    undone = annotate("review", "undo", run, "--by", "alice")
    assert undone.returncode == 0, undone.stderr
    assert files(run) == before
    assert {name: (run / name).read_bytes() for name in TABLES} == tables
    # The server is sent what was taken back.
    assert "1 documents sent" in call(annotate, doccano, "push", run)
    again = alice.piece("short")
    assert len(alice.admin.spans(alice.project, again.id)) == len(spans)
    assert "0 decisions are new" in call(annotate, doccano, "pull", run)


def test_a_renamed_label_is_named_and_nothing_is_written(
    annotate: Command, doccano: dict[str, str], run: Path
) -> None:
    before = files(run)
    call(annotate, doccano, "push", run)
    admin = Reviewer(run, doccano, "admin")
    (number,) = [n for n, name in admin.admin.labels(admin.project).items() if name == "LOC"]
    place = f"projects/{admin.project}/span-types/{number}"
    admin.account.request("PATCH", place, {"text": "LIEU"})
    server = ("--home", doccano["home"])
    pulled = annotate("review", "pull", run, *server)
    assert "LOC is not among the labels on the server any more, and LIEU is" in pulled.stderr
    assert files(run) == before
    pushed = annotate("review", "push", run, *server)
    assert pushed.returncode == 1
    (line,) = pushed.stderr.splitlines()
    assert "somebody has renamed a label" in line and "give it its name back in the page" in line
    admin.account.request("PATCH", place, {"text": "LOC"})
    assert "3 unchanged" in call(annotate, doccano, "push", run)
    assert "0 to look at" in call(annotate, doccano, "pull", run)


def test_what_the_page_and_doccano_say_differently_waits_in_the_list(
    annotate: Command, doccano: dict[str, str], run: Path
) -> None:
    pushed = call(annotate, doccano, "push", run)
    assert f"sign in as alice or bob at {doccano['url']}/fr/auth" in pushed
    assert f"next: when texts are confirmed there, `annotate review pull {run}`" in pushed
    page = ReviewSession(RunFolder(run), "alice", shipped_labels())
    name = next(one for one in page.document("short").document.standoff.named() if one.text)
    page.decide("short", [Choice(ChoiceKind.DELETE, name.id)])
    call(annotate, doccano, "pull", run)  # the tables follow what the page wrote
    before = files(run)
    bob = Reviewer(run, doccano, "bob")
    bob.confirm(bob.piece("short"))
    server = ("--home", doccano["home"])
    pulled = annotate("review", "pull", run, *server)
    assert pulled.returncode == 1
    assert f"annotate: contradiction: short: alice : –; bob : {name.label} «" in pulled.stderr
    assert "nothing was written. Choose in" in pulled.stderr
    assert files(run) == before
    refused = annotate("review", "push", run, *server)
    assert "holds work that was not pulled yet" in refused.stderr
    choose(RunFolder(run), "seconde")
    call(annotate, doccano, "pull", run)

    def said() -> tuple[str, str]:
        every = page.document("short").document.standoff.named()
        (now,) = [one for one in every if one.id == name.id]
        return now.status, now.attributes["review"]["by"]

    assert said() == ("accepted", "bob")
    assert annotate("review", "undo", run, "--by", "carol").returncode == 0
    assert said() == ("rejected", "alice")
