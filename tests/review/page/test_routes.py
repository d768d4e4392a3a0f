"""The server of the review page: who is answered, what is told, what is refused."""

from __future__ import annotations

import json
import shutil
import socket
import struct
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.errors import OutputError
from annotate.review.choices import Choice, ChoiceKind
from annotate.review.page.server import ReviewServer
from annotate.review.session import ReviewSession
from command import ROOT, Command
from review.checking_folders import DOCUMENTS, contents, make_folder, names
from review.page.served import ask, served

EMOJI = {"fanfare": "La fanfare 🎺🎺 de [Lens|LOC] joua 🌻. Elle revint en [1936|DATE|1936].\n"}


@pytest.fixture(scope="module")
def made(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return make_folder(annotate, tmp_path_factory.mktemp("page"), {**DOCUMENTS, **EMOJI})


@pytest.fixture
def url(folder: RunFolder) -> Iterator[str]:
    with served(folder) as address:
        yield address


def shown(url: str, document: str, words: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The piece and the span that the page is told of for some words."""
    status, told = ask(url, f"documents/{document}")
    assert status == 200
    return next(
        (piece, span)
        for piece in told["pieces"]
        for span in piece["spans"]
        if span["text"] == words
    )


def written(folder: RunFolder) -> dict[str, bytes]:
    left = {"review/journal.jsonl", "review/outdated", ".lock"}
    return {name: data for name, data in contents(folder).items() if name not in left}


def test_only_its_own_pages_are_answered(url: str) -> None:
    host = urllib.parse.urlsplit(url).netloc
    assert ask(url, "run")[0] == 200
    assert ask(url, "run", host=host.replace("127.0.0.1", "localhost"))[0] == 200
    assert ask(url, "run", host="example.org")[0] == 403
    assert ask(url, "run", host=f"{host.partition(':')[0]}:1")[0] == 403
    assert ask(url, "undo", {}, origin="http://example.org")[0] == 403
    assert ask(url, "undo", {}, origin="null")[0] == 403
    assert ask(url, "undo", {}, origin=f"http://{host}")[0] == 422
    # A form of another page can send no JSON.
    assert ask(url, "undo", {}, content_type="text/plain")[0] in (400, 422)
    assert ask(f"http://{host}/", "run")[0] == 404
    assert ask(f"http://{host}/{'x' * 32}/", "run")[0] == 404


def test_it_listens_on_one_address_alone(url: str) -> None:
    port = urllib.parse.urlsplit(url).port
    with pytest.raises(OSError), socket.create_connection(("127.0.0.2", port), timeout=5):
        pass


def test_a_port_that_is_taken_is_named(folder: RunFolder, url: str) -> None:
    port = urllib.parse.urlsplit(url).port or 0
    with pytest.raises(OutputError, match=rf"127.0.0.1:{port}: cannot listen .* --port"):
        ReviewServer(ReviewSession(folder, "bob", shipped_labels()), port=port)


def test_offsets_are_code_points_of_the_piece(url: str) -> None:
    piece, span = shown(url, "fanfare", "Lens")
    assert piece["text"][span["start"] : span["end"]] == "Lens"
    (first, second) = piece["sentences"]
    assert piece["text"][slice(*second)].startswith("Elle revint")
    assert piece["text"][slice(*first)].startswith("La fanfare")


def test_a_decision_is_written_and_what_changed_is_told(folder: RunFolder, url: str) -> None:
    before = written(folder)
    piece, span = shown(url, "mairie", "Aubrecourt")
    body = {"kind": "relabel", "annotation": span["id"], "seen": span["seen"], "label": "ORG"}
    status, told = ask(url, "documents/mairie/decide", body)
    assert (status, told["batch"]) == (200, 1)
    (document,) = told["documents"]
    (changed,) = document["changed"]
    assert (document["id"], changed["id"]) == ("mairie", piece["id"])
    assert ("Aubrecourt", "ORG", "corrected") in names(folder, "mairie")
    # A second page still shows what was there before.
    status, told = ask(url, "documents/mairie/decide", body)
    assert (status, told["error"]) == (409, "stale")
    status, told = ask(url, "undo", {})
    assert (status, told["documents"][0]["changed"][0]["spans"]) == (200, piece["spans"])
    assert written(folder) == before


def test_a_piece_is_read_as_it_was_shown(url: str) -> None:
    piece, _ = shown(url, "presse", "Espoir")
    body = {"pieces": {piece["id"]: piece["digest"]}, "how": "whole"}
    _, told = ask(url, "documents/presse/read", body)
    assert told["documents"][0]["unread"] == 1
    assert told["documents"][0]["changed"][0]["read"]["by"] == "alice"
    body["pieces"][piece["id"]] = "0123456789abcdef"
    status, told = ask(url, "documents/presse/read", body)
    assert (status, told["error"]) == (409, "stale")


@pytest.mark.parametrize(
    ("path", "body", "status", "error"),
    [
        ("documents/mairie/decide", {"kind": "paint"}, 400, "wrong"),
        ("documents/mairie/decide", {"kind": "add", "label": "LOC", "span": [0]}, 400, "wrong"),
        ("documents/mairie/decide", {"kind": "add", "label": 7}, 400, "wrong"),
        ("documents/mairie/decide", [], 400, "wrong"),
        ("documents/mairie/decide", {"kind": "delete", "annotation": "e-1"}, 409, "stale"),
        ("documents/mairie/read", {"pieces": ["p1"], "how": "whole"}, 400, "wrong"),
        ("documents/nowhere/decide", {"kind": "add"}, 422, "refused"),
        ("documents/..%2Fmairie/decide", {"kind": "add"}, 404, None),
        ("preview", {"verb": "étiqueter", "form": "Aubrecourt", "label": "LIEU"}, 422, "refused"),
        ("preview", {"verb": "bornes", "annotation": "e-1", "document": "mairie"}, 400, "wrong"),
        ("undo", {}, 422, "refused"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    folder: RunFolder, url: str, path: str, body: object, status: int, error: str | None
) -> None:
    before = written(folder)
    answered, told = ask(url, path, body)
    assert answered == status
    assert error is None or (told["error"] == error and told["what"])
    assert written(folder) == before


def test_what_holds_everywhere_is_shown_before(folder: RunFolder, url: str) -> None:
    before = written(folder)
    _, span = shown(url, "mairie", "Houille Noire")
    wanted = {"document": "mairie", "annotation": span["id"], "verb": "étiqueter", "label": "ORG"}
    status, told = ask(url, "preview", wanted)
    assert (status, told["count"], told["documents"], len(told["contexts"])) == (200, 4, 3, 3)
    assert told["kinds"] == {"accepted": 2, "added": 1, "corrected": 1}
    assert told["contexts"][0]["status"] == "corrected"
    assert written(folder) == before
    status, told = ask(url, "everywhere", wanted)
    assert {one["id"] for one in told["documents"]} == {"lettre", "mairie", "presse"}
    assert ("Houille Noire", "ORG", "corrected") in names(folder, "presse")
    assert ask(url, "preview", wanted)[1]["count"] == 0
    assert ask(url, "undo", {})[0] == 200
    assert written(folder) == before


def test_a_long_form_of_the_text_is_taken_from_there(folder: RunFolder, url: str) -> None:
    _, span = shown(url, "presse", "SIB")
    body = {"kind": "expansion", "annotation": span["id"], "text": "Syndicat d'Initiative"}
    assert ask(url, "documents/presse/decide", body)[0] == 200
    (one,) = folder.read("presse").select("ACRONYM")
    assert one.attributes["expansion_from"] == "text"
    body["text"] = "Société interne du bassin"
    assert ask(url, "documents/presse/decide", body)[0] == 200
    (one,) = folder.read("presse").select("ACRONYM")
    assert one.attributes["expansion"] == "Société interne du bassin"
    assert one.attributes["expansion_from"] == "reviewer"


def test_doubts_and_forms_are_listed(url: str) -> None:
    _, doubts = ask(url, "doubts")
    named = [one for one in doubts if one["annotation"]]
    assert len(named) == sum(one["doubts"] for one in ask(url, "run")[1]["documents"])
    # Words that may be a missed name are asked about before what is rather certain.
    missed = [(one["document"], one["form"]) for one in doubts if not one["annotation"]]
    assert ("lettre", "Houille Noire") in missed and ("presse", "Aubrecourt-Nord") in missed
    assert not {("lettre", "Cher"), ("presse", "Espoir")} & set(missed)
    assert [one["annotation"] is None for one in doubts[: len(missed)]] == [True] * len(missed)
    (noire,) = {
        json.dumps(row["elsewhere"])
        for row in doubts
        if (row["document"], row["form"]) == ("presse", "Houille Noire")
    }
    assert json.loads(noire) == {"ORG": 2}
    _, forms = ask(url, "forms")
    case = next(one for one in forms if one["form"] == "Houille Noire")
    assert (case["label"], case["labels"]) == ("ORG", {"ORG": 2, "LOC": 1, "": 1})
    # What is decided everywhere is not asked again.
    ask(url, "everywhere", {"form": case["form"], "layer": "entities", "verb": "rejeter"})
    assert "Houille Noire" not in {one["form"] for one in ask(url, "forms")[1]}
    assert "Houille Noire" not in {one["form"] for one in ask(url, "doubts")[1]}


def test_refusals_are_told_in_both_languages(url: str, folder: RunFolder) -> None:
    _, span = shown(url, "presse", "Aubrecourt")
    body = {"kind": "value", "annotation": span["id"], "text": "1999"}
    status, told = ask(url, "documents/presse/decide", body)
    assert (status, told["fr"]) == (422, "LOC « Aubrecourt » n’est pas une date")
    assert "is no date" in told["what"]
    status, told = ask(
        url, "documents/presse/decide", {"kind": "add", "label": "PER", "span": [0, 999]}
    )
    assert status == 422 and told["fr"].startswith("aucun nom") and "no name" in told["what"]
    other = ReviewSession(folder, "bob", shipped_labels())
    other.decide("presse", [Choice(ChoiceKind.CONFIRM, span["id"])])
    low = other.document("presse").document.mended.text.index("Aubrecourt")
    body = {"kind": "add", "label": "ORG", "span": [low, low + 10]}
    status, told = ask(url, "documents/presse/decide", body)
    assert (status, told["fr"]) == (409, "bob : LOC « Aubrecourt » ; alice : ORG « Aubrecourt »")
    assert "bob" in told["what"]


def test_values_are_checked_as_they_are_typed(url: str) -> None:
    assert ask(url, "value?edtf=1951~")[1] == {"fault": None}
    assert "no month 13" in ask(url, "value?edtf=1951-13")[1]["fault"]


# The width of the second's pages is no multiple of four pixels.
@pytest.mark.parametrize(
    ("document", "words"),
    [("arenberg", "Auguste d’Arenberg"), ("musee-histoire", "Alexis Destruys")],
)
def test_the_page_of_a_pdf_and_the_box_of_a_span(
    corpus_run: Path, document: str, words: str
) -> None:
    with served(RunFolder(corpus_run)) as url:
        piece, span = shown(url, document, words)
        status, place = ask(url, f"documents/{document}/place?annotation={span['id']}")
        assert (status, place["page"]) == (200, piece["page"])
        left, top, width, height = place["boxes"][0]
        picture = ask(url, f"documents/{document}/pages/{place['page']}")[1]
        wide, high = struct.unpack("<ii", picture[18:26])
        assert (picture[:2], wide, high) == (b"BM", place["width"], -place["height"])
        pixels, stride = picture[54:], 4 * wide
        assert len(pixels) == stride * place["height"]

        def ink(low: int, high: int) -> int:
            begins = (row * stride + 4 * left for row in range(low, high))
            return sum(value < 100 for at in begins for value in pixels[at : at + 4 * width : 4])

        # A name is as dark as the lines beside it; between the lines it is white.
        assert ink(top, top + height) > width
        assert min(ink(row, row + 1) for row in range(top + height, top + 2 * height)) == 0


def test_a_page_that_cannot_be_shown_is_told(
    corpus_run: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with served(RunFolder(corpus_run)) as url:
        assert ask(url, "documents/arenberg/place?page=99")[1]["what"] == "there is no such page"
        assert "is no PDF" in ask(url, "documents/jumelages/place")[1]["what"]
        # The run knows where its sources are, wherever the command runs.
        monkeypatch.chdir(tmp_path)
        assert ask(url, "documents/arenberg/place?page=1")[0] == 200
    alone = shutil.copytree(corpus_run, tmp_path / "away" / "run")
    with served(RunFolder(alone)) as url:
        status, told = ask(url, "documents/arenberg/place?page=1")
        assert (status, told["what"]) == (500, "is not there any more")
        assert "put the file back" in told["remedy"]


def test_a_span_leads_to_what_its_rule_says(annotate: Command, tmp_path: Path) -> None:
    config, text = tmp_path / "own", tmp_path / "lettre.txt"
    shutil.copytree(ROOT / "configs", config)
    (config / "rules" / "own.tsv").write_text(
        "id\tlabel\taction\tbefore\tform\texamples\tcounter_examples\n"
        "own.inn\tORG\tadd\tguinguette\tMirabelle\tla guinguette [Mirabelle]\tune mirabelle\n",
        "utf-8",
    )
    text.write_text("On dansait à la guinguette Mirabelle.\n", "utf-8")
    done = annotate("run", text, "--config", config, "--out", tmp_path / "run", "-q")
    assert done.returncode == 0, done.stderr
    with served(RunFolder(tmp_path / "run")) as url:
        _, span = shown(url, "lettre", "Mirabelle")
        (row,) = ask(url, "run")[1]["rules"][span["source"]]
    assert row == "own.inn: guinguette ‹Mirabelle› — la guinguette [Mirabelle]"
    # Without the configuration of the run, the rules are those that are shipped.
    shutil.rmtree(config)
    with served(RunFolder(tmp_path / "run")) as url:
        rules = ask(url, "run")[1]["rules"]
    assert span["source"] not in rules
    assert rules["rule:places.postal"][0].startswith("places.postal: ")
