"""What doccano lets happen: a bin that empties a text, labels renamed or deleted, comments that are
nearly values. Nothing is taken that nobody meant, and nothing is dropped without a word.

The server is a shelf in memory; that the real one answers so is for other tests.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotate.document.annotation import Annotation
from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.errors import ReviewError
from annotate.review.choices import Choice, ChoiceKind
from annotate.review.doccano.comment_values import value_lines
from annotate.review.doccano.projects import reviewed_labels
from annotate.review.doccano.pull import PullReport, pull
from annotate.review.doccano.push import push
from annotate.review.doccano.session import HeldComment
from annotate.review.doccano.state import ReviewFolder
from annotate.review.journal.journal import Journal
from annotate.review.session import ReviewSession
from annotate.review.unread import LeftToDo
from command import Command
from review.checking_folders import DOCUMENTS, make_folder
from review.filling import choose
from review.shelf import Shelf

LABELS = [one.name for one in reviewed_labels(shipped_labels())]


class Office(Shelf):
    """A shelf with labels that people may change, and comments."""

    def __init__(self) -> None:
        super().__init__()
        self.names = dict(enumerate([*LABELS, "LONG"], start=1))
        self.said: list[HeldComment] = []

    def labels(self, project: int, kind: str = "span") -> dict[int, str]:
        return dict(self.names) if kind == "span" else {1: "expansion"}

    def create_label(self, project: int, name: str, colour: str, key: str | None) -> None:
        if name in self.names.values() or key == "l":
            raise ReviewError("A label with the shortcut already exists in the project.")
        self.names[max(self.names) + 1] = name

    def comments(self, project: int) -> list[HeldComment]:
        return self.said

    def number(self, document: str) -> int:
        (found,) = [n for n, kept in self.kept.items() if kept.held.meta["document"] == document]
        return found

    def rename(self, old: str, new: str) -> None:
        self.names = {n: new if name == old else name for n, name in self.names.items()}
        for number, kept in self.kept.items():
            for span in list(kept.spans):
                if span.label == old:
                    self.relabel(number, span, new)

    def delete_label(self, label: str) -> None:
        self.names = {n: name for n, name in self.names.items() if name != label}
        for number, kept in self.kept.items():
            for span in [one for one in kept.spans if one.label == label]:
                self.delete(number, span)

    def bin(self, document: str) -> None:
        number = self.number(document)
        for span in list(self.kept[number].spans):
            self.delete(number, span)


@pytest.fixture(scope="module")
def made(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return make_folder(annotate, tmp_path_factory.mktemp("traps"), DOCUMENTS)


@pytest.fixture
def folder(made: RunFolder, tmp_path: Path) -> RunFolder:
    shutil.copytree(made.folder, tmp_path / "run")
    return RunFolder(tmp_path / "run")


@pytest.fixture
def office(folder: RunFolder) -> Office:
    office = Office()
    do_push(folder, office)
    return office


def do_push(folder: RunFolder, office: Office) -> Any:
    return push(folder, office, shipped_labels())  # type: ignore[arg-type]


def do_pull(folder: RunFolder, office: Office, *, yes: bool = False) -> PullReport:
    (state,) = ReviewFolder(folder).states()
    report, _ = pull(folder, state, office, labels=LABELS, yes=yes)  # type: ignore[arg-type]
    return report


def names(folder: RunFolder, document: str) -> list[Annotation]:
    return folder.read(document).standoff.named()


def statuses(folder: RunFolder, document: str) -> set[str]:
    return {one.status for one in names(folder, document)}


def test_a_bin_in_a_text_that_nobody_confirmed_waits(folder: RunFolder, office: Office) -> None:
    before = folder.annotations("presse").read_bytes()
    office.bin("presse")
    report = do_pull(folder, office)
    (waits,) = report.waiting
    assert (waits.document, waits.place) == ("presse", "piece 1")
    assert waits.what == (
        "7 annotations were deleted, as with the bin, and nobody has confirmed the text"
    )
    assert folder.annotations("presse").read_bytes() == before
    assert Journal(folder).batches() == []
    # It comes again, and no push takes it away.
    assert do_pull(folder, office).waiting == [waits]
    assert do_push(folder, office).documents == 0
    assert do_pull(folder, office, yes=True).waiting == []
    assert statuses(folder, "presse") == {"rejected"}
    ReviewSession(folder, "alice", shipped_labels()).undo()
    assert folder.annotations("presse").read_bytes() == before
    # What was taken back is sent again.
    assert do_push(folder, office).documents == 1
    assert len(office.kept[office.number("presse")].spans) >= 7


def test_a_bin_in_a_confirmed_text_waits_and_is_not_read(folder: RunFolder, office: Office) -> None:
    office.bin("presse")
    office.confirm(office.number("presse"), 2)
    (waits,) = do_pull(folder, office).waiting
    assert waits.document == "presse"
    assert waits.what == "all 7 of its annotations are deleted, as with the bin"
    assert statuses(folder, "presse") == {"predicted"}
    left = LeftToDo(folder).of(folder.read("presse"))
    assert len(left.pieces) == 2
    do_pull(folder, office, yes=True)
    assert statuses(folder, "presse") == {"rejected"}
    assert LeftToDo(folder).of(folder.read("presse")).pieces == ()


def test_a_single_deletion_in_a_confirmed_text_is_taken(folder: RunFolder, office: Office) -> None:
    number = office.number("presse")
    one = next(span for span in office.kept[number].spans if span.label == "DATE")
    office.delete(number, one)
    office.confirm(number, 2)
    report = do_pull(folder, office)
    assert report.waiting == []
    assert [one.text for one in names(folder, "presse") if one.status == "rejected"] == ["2951"]


def test_who_takes_a_confirmation_back_has_not_read_the_text(
    folder: RunFolder, office: Office
) -> None:
    number = office.number("lettre")

    def unread() -> int:
        do_pull(folder, office)
        return len(LeftToDo(folder).of(folder.read("lettre")).pieces)

    assert unread() == 1
    office.confirm(number, 2)
    assert unread() == 0
    before = Journal(folder).path.read_bytes()
    assert unread() == 0
    assert Journal(folder).path.read_bytes() == before
    office.confirm(number, 2)
    assert unread() == unread() == 1
    office.confirm(number, 2)
    assert unread() == 0
    # A text that is sent again is not confirmed there, and was read all the same.
    review = ReviewSession(folder, "alice", shipped_labels())
    review.decide("lettre", [Choice(ChoiceKind.DELETE, names(folder, "lettre")[0].id)])
    assert do_push(folder, office).documents == 1
    assert unread() == 0


def test_status_says_how_much_was_read(
    annotate: Command, folder: RunFolder, office: Office, tmp_path: Path
) -> None:
    office.confirm(office.number("mairie"), 2)
    do_pull(folder, office)
    done = annotate("review", "status", folder.folder, "--home", tmp_path / "home")
    assert f"{folder.folder}: 1 of 3 documents read whole, 3 pieces left\n" in done.stdout


def test_a_label_renamed_there_changes_nothing_and_is_named(
    folder: RunFolder, office: Office
) -> None:
    office.rename("LOC", "LIEU")
    office.confirm(office.number("mairie"), 2)
    report = do_pull(folder, office)
    (remark,) = report.remarks
    assert remark.what == (
        "LOC is not among the labels on the server any more, and LIEU is: somebody has renamed a "
        "label; spans with it stay as they were: LIEU (5)"
    )
    assert {one.label for one in names(folder, "presse")} <= set(LABELS)
    assert statuses(folder, "presse") == {"predicted"}
    assert statuses(folder, "mairie") == {"accepted"}
    with pytest.raises(ReviewError, match="somebody has renamed a label") as refused:
        do_push(folder, office)
    assert "give it its name back in the page" in str(refused.value)
    office.rename("LIEU", "LOC")
    assert do_pull(folder, office).remarks == []
    do_push(folder, office)


def test_a_label_deleted_there_deletes_nothing_and_is_made_again(
    folder: RunFolder, office: Office
) -> None:
    office.delete_label("LOC")
    for document in DOCUMENTS:
        office.confirm(office.number(document), 2)
    report = do_pull(folder, office)
    (remark,) = report.remarks
    assert remark.what.startswith("the label LOC was deleted on the server, and 5 spans with it")
    assert {one.status for one in names(folder, "presse") if one.label == "LOC"} == {"predicted"}
    assert {one.status for one in names(folder, "presse") if one.label == "ORG"} == {"accepted"}
    # Somebody has taken its key meanwhile; it is made without one.
    do_push(folder, office)
    assert "LOC" in office.names.values()


def test_a_label_made_there_is_named_where_it_is_used(folder: RunFolder, office: Office) -> None:
    office.names[99] = "FLEUVE"
    assert do_pull(folder, office).remarks == []
    office.draw(office.number("lettre"), 10, 14, "FLEUVE", 2)
    (remark,) = do_pull(folder, office).remarks
    assert remark.what.startswith("labels that are not in labels.tsv: FLEUVE (1)")
    assert {one.label for one in names(folder, "lettre")} == {"PER", "DATE"}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("1899 = 1899", "1899"),
        ("1899 = vers 1899", "1899~"),
        ("1899 = 1899 env", "1899~"),
        ("1899 = env. 1899", "1899~"),
        ("1899 : 1899-05", "1899-05"),
        ("1899:1899-05", "1899-05"),
        ("1899 = 1899 ?", "1899?"),
        ("1899 = 12/05/1899", "1899-05-12"),
        ("  1899   =   mai 1899 ", "1899-05"),
    ],
)
def test_a_comment_that_gives_a_value_is_taken(
    folder: RunFolder, office: Office, line: str, value: str
) -> None:
    number = office.number("mairie")
    office.said.append(HeldComment(number, "alice", "2026-11-28T09:00:00Z", line))
    assert do_pull(folder, office).remarks == []
    (year,) = [one for one in names(folder, "mairie") if one.text == "1899"]
    if value == "1899":
        assert (year.status, year.value) == ("predicted", "1899")
    else:
        assert (year.status, year.value) == ("corrected", value)
        assert year.attributes["review"]["by"] == "alice"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("1899 = bientôt", "« 1899 = bientôt »: bientôt is not an EDTF value"),
        ("1899 = 1899-13", "there is no month 13"),
        ("1899 = 1899-99", "there is no month 99"),
        ("1899 : je ne sais pas", "is not an EDTF value"),
        ("1898 = 1898-05", "no date « 1898 » is annotated there"),
        ("12 Mai 1907 : 1907-05-13", "no date « 12 Mai 1907 » is annotated there"),
        ("= 1899-05", "no date is named"),
        ("1899 =", "no value is given"),
    ],
)
def test_a_comment_that_is_nearly_a_value_is_named(
    folder: RunFolder, office: Office, line: str, told: str
) -> None:
    number = office.number("mairie")
    office.said.append(HeldComment(number, "alice", "2026-11-28T09:00:00Z", line))
    (remark,) = do_pull(folder, office).remarks
    assert (remark.document, remark.place) == ("mairie", "comment of alice")
    assert told in remark.what


@pytest.mark.parametrize(
    "line",
    ["À revoir : le nom de la rue", "voir http://exemple.fr/1902", "LOC = lieu", "Très bien"],
)
def test_other_comments_are_left_alone(line: str) -> None:
    assert list(value_lines(line, ["1899"])) == []


def test_case_and_spaces_of_a_date_do_not_matter() -> None:
    (line,) = value_lines("12  Mai 1907 = 1907-05-12", ["12 mai 1907", "12 mai 1907", "1907"])
    assert (line.quotes, line.value) == (("12 mai 1907",), "1907-05-12")


def test_two_labels_merged_there_by_hand_wait(folder: RunFolder, office: Office) -> None:
    """Somebody gives every LOC the label ORG, and deletes LOC."""
    for kept in office.kept.values():
        for span in [one for one in kept.spans if one.label == "LOC"]:
            kept.spans[kept.spans.index(span)] = replace(span, label="ORG", at=office.now())
    office.delete_label("LOC")
    report = do_pull(folder, office)
    (remark,) = report.remarks
    assert remark.what == (
        "the label LOC was deleted on the server, and 5 spans that had it have another; they stay "
        "as they were, and --yes takes them"
    )
    assert Journal(folder).batches() == []
    assert statuses(folder, "presse") == {"predicted"}
    assert do_pull(folder, office, yes=True).remarks == []
    assert "corrected" in statuses(folder, "presse")


def test_texts_deleted_there_one_by_one_are_named_and_nothing_is_rejected(
    folder: RunFolder, office: Office
) -> None:
    before = {name: folder.annotations(name).read_bytes() for name in DOCUMENTS}
    for document in DOCUMENTS:
        office.delete_examples(7, [office.number(document)])
        report = do_pull(folder, office)
        assert document in {one.document for one in report.remarks}
        assert report.remarks[-1].what == "it was deleted on the server"
    assert {name: folder.annotations(name).read_bytes() for name in DOCUMENTS} == before
    # The next push sends them again.
    assert do_push(folder, office).documents == len(DOCUMENTS)
    assert do_pull(folder, office).remarks == []


def test_a_text_that_alice_confirmed_and_bob_emptied_waits(
    folder: RunFolder, office: Office
) -> None:
    number = office.number("presse")
    office.confirm(number, 3)
    do_pull(folder, office)
    assert statuses(folder, "presse") == {"accepted"}
    before = folder.annotations("presse").read_bytes()
    office.bin("presse")
    (waits,) = do_pull(folder, office).waiting
    assert waits.what == "all 7 of its annotations are deleted, as with the bin"
    assert folder.annotations("presse").read_bytes() == before


@pytest.mark.parametrize("line", ["", "   ", "\n \n\t", "\u00a0"])
def test_a_comment_of_spaces_says_nothing(folder: RunFolder, office: Office, line: str) -> None:
    number = office.number("mairie")
    office.said.append(HeldComment(number, "alice", "2026-11-28T09:00:00Z", line))
    report = do_pull(folder, office)
    assert (report.remarks, report.counts) == ([], {})


def test_a_value_for_a_date_that_was_moved_is_taken_where_it_is_now(
    folder: RunFolder, office: Office
) -> None:
    number = office.number("mairie")
    kept = office.kept[number]
    (span,) = [
        one for one in kept.spans if kept.held.text[one.start : one.end] == "1902"
    ]  # the units of this text are its characters
    office.delete(number, span)
    office.draw(number, span.start - 3, span.end, "DATE", 2)
    at = "2026-11-28T09:00:00Z"
    office.said.append(HeldComment(number, "bob", at, "en 1902 = 1902-05"))
    report = do_pull(folder, office, yes=True)
    assert report.remarks == []
    (moved,) = [one for one in names(folder, "mairie") if one.text == "en 1902"]
    assert moved.value == "1902-05"
    # A value for the words as they were before is named, not dropped.
    office.said.append(HeldComment(number, "bob", at, "1902 = 1902-06"))
    (remark,) = do_pull(folder, office).remarks
    assert "no date « 1902 » is annotated there" in remark.what


@pytest.mark.parametrize(
    ("word", "more", "value"),
    [
        ("première", {}, "1902-01"),
        ("seconde", {}, "1902-02"),
        ("Alice", {}, "1902-01"),
        ("fixer", {"fixé": "value 1902-03"}, "1902-03"),
        ("rien", {}, None),
    ],
)
def test_two_values_of_a_date_are_chosen_between_in_one_cell(
    folder: RunFolder, office: Office, word: str, more: dict[str, str], value: str | None
) -> None:
    (year,) = [one for one in names(folder, "mairie") if one.text == "1902"]
    page = ReviewSession(folder, "alice", shipped_labels())
    page.decide("mairie", [Choice(ChoiceKind.VALUE, year.id, text="1902-01")])
    before = folder.annotations("mairie").read_bytes()
    number = office.number("mairie")
    office.said.append(HeldComment(number, "bob", "2026-11-28T09:00:00Z", "1902 = 1902-02"))
    (told,) = do_pull(folder, office).contradictions
    assert told.said == (
        "alice : DATE « 1902 », value 1902-01",
        "bob : DATE « 1902 », value 1902-02",
    )
    assert folder.annotations("mairie").read_bytes() == before
    choose(folder, word, **more)
    assert do_pull(folder, office, yes=True).contradictions == []
    found = [one for one in names(folder, "mairie") if one.text == "1902"]
    assert [one.value for one in found if one.status != "rejected"] == ([value] if value else [])
    # It is settled: nothing comes again.
    again = do_pull(folder, office)
    assert (again.contradictions, again.counts) == ([], {})
