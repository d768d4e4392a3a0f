"""Starting, candidate again and stopping the server, as a user does it."""

from __future__ import annotations

import re
import socket
import stat
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from annotate.review.server.home import Home
from annotate.review.server.process import answers, running
from command import Command
from review.checking_folders import make_folder
from review.reviewer import call


def test_it_answers_and_a_second_start_finds_it(annotate: Command, doccano: dict[str, str]) -> None:
    assert answers(doccano["url"])
    done = annotate("review", "start", "--home", doccano["home"])
    assert done.returncode == 0
    assert f"doccano runs already at {doccano['url']}" in done.stdout
    assert "password" not in done.stdout and doccano["alice"] not in done.stdout
    assert f"sign in as alice or bob at {doccano['url']}/fr/auth" in done.stdout
    assert "next: `annotate review push DIR`" in done.stdout
    # Into a file or a pipe it says what it does, a line each.
    assert done.stderr.splitlines()[0] == "annotate: preparing the data"
    assert annotate("review", "start", "--home", doccano["home"], "--quiet").stderr == ""


def test_passwords_are_shown_once_and_kept_for_the_owner(doccano: dict[str, str]) -> None:
    home = Home(Path(doccano["home"]))
    assert f"alice\t{doccano['alice']}" in doccano["shown"]
    for path in (home.accounts_file, home.folder / "secret_key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.data.stat().st_mode) == 0o700
    assert len(home.secret()) > 40
    assert len({doccano["admin"], doccano["alice"], doccano["bob"]}) == 3


def test_no_password_stands_on_a_command_line(doccano: dict[str, str]) -> None:
    seen = doccano["processes"]
    assert "bootstrap.py" in seen and "gunicorn" in seen  # it was looked at while they ran
    assert not [name for name in ("admin", "alice", "bob") if doccano[name] in seen]


def test_a_port_that_is_none_is_refused(annotate: Command, tmp_path: Path) -> None:
    done = annotate("review", "start", "--home", tmp_path / "home", "--port", "99999")
    assert done.returncode == 2
    assert "99999 is not in the range 1<=x<=65535" in done.stderr
    assert not (tmp_path / "home").exists()


def test_it_listens_on_the_loopback_only(doccano: dict[str, str]) -> None:
    port = int(doccano["url"].rsplit(":", 1)[1])
    listening = [
        row.split()
        for table in ("tcp", "tcp6")
        for row in Path(f"/proc/net/{table}").read_text("ascii").splitlines()[1:]
    ]
    places = [row[1] for row in listening if row[3] == "0A" and row[1].endswith(f":{port:04X}")]
    assert places == [f"0100007F:{port:04X}"]


def test_a_port_that_is_taken_is_refused(annotate: Command, doccano: dict[str, str]) -> None:
    home = Path(doccano["home"]).with_name("other")
    home.mkdir(exist_ok=True)
    if not (home / "environment").exists():
        (home / "environment").symlink_to(Home(Path(doccano["home"])).environment.resolve())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = annotate("review", "start", "--home", home, "--port", taken.getsockname()[1])
    assert done.returncode == 2
    assert not (home / "data").exists()  # it is said before anything is prepared
    assert re.search(r"port \d+ is taken\. To mend it: give another one with --port", done.stderr)


def test_data_stay_when_it_is_stopped(
    annotate: Command, doccano: dict[str, str], tmp_path: Path
) -> None:
    run = make_folder(annotate, tmp_path, {"a": "Il vit à [Lens|LOC]."}).folder
    home = Home(Path(doccano["home"]))
    assert annotate("review", "stop", "--home", home.folder).stdout == "stopped\n"
    assert running(home) is None and not answers(doccano["url"])
    done = annotate("review", "push", run, "--home", home.folder)
    assert (done.returncode, "no review server runs" in done.stderr) == (1, True)
    again = annotate("review", "start", "--home", home.folder)
    # The same port, so that addresses in people's browsers hold; the same accounts.
    assert f"doccano runs at {doccano['url']}" in again.stdout
    assert [one.user for one in home.accounts()] == ["admin", "alice", "bob"]
    assert home.password_of("alice") == doccano["alice"]
    told = annotate("review", "status", "--home", home.folder).stdout
    assert f"doccano runs at {doccano['url']}, process" in told
    assert "admin, alice, bob" in told


def test_texts_do_not_stay_in_the_folder_of_uploads(
    annotate: Command, doccano: dict[str, str], run: Path
) -> None:
    data = Path(doccano["home"]) / "data"
    call(annotate, doccano, "push", run)
    left = [file for folder in ("media", "uploads") for file in (data / folder).rglob("*")]
    assert [file for file in left if file.is_file()] == []
    # A picture of another project stays, for people who are signed in.
    picture = data / "media" / "x" / "picture.png"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(b"\x89PNG")
    for address in ("media/x/picture.png", "/media/x/picture.png", "%6dedia/x/picture.png"):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(f"{doccano['url']}/{address}")
    call(annotate, doccano, "push", run, "--new")
    assert picture.exists()
