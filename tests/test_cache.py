"""What is derived once is kept, and never taken for what it is not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from annotate.cache import kept
from annotate.errors import LexiconError
from annotate.lexicons import kept_rows, numbered_rows


class Maker:
    """Derives some bytes, and counts how often."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.times = 0

    def __call__(self) -> bytes:
        self.times += 1
        return self.data


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "annotate-fr"


def test_it_is_made_once(cache: Path) -> None:
    make = Maker(b"derived")
    assert [kept("a", [b"x"], make) for _ in range(3)] == [b"derived"] * 3
    assert make.times == 1
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize("other", [[b"y"], [b"x", b""], [b"", b"x"], []])
def test_it_is_made_anew_from_other_sources(other: list[bytes]) -> None:
    assert kept("a", [b"x"], Maker(b"old")) == b"old"
    assert kept("a", other, Maker(b"new")) == b"new"
    assert kept("a", [b"x"], Maker(b"newer")) == b"old"


@pytest.mark.parametrize("damage", [b"", b"abc", b"abcd", b"0000derived"])
def test_a_damaged_file_is_made_anew(cache: Path, damage: bytes) -> None:
    kept("a", [b"x"], Maker(b"derived"))
    (file,) = cache.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage)
    assert kept("a", [b"x"], Maker(b"derived")) == b"derived"
    assert file.read_bytes() == whole
    file.write_bytes(whole[:-1])
    assert kept("a", [b"x"], Maker(b"derived")) == b"derived"


def test_where_nothing_can_be_written_it_is_made_each_time(cache: Path) -> None:
    cache.write_text("a file where the folder would be")
    make = Maker(b"derived")
    assert [kept("a", [b"x"], make) for _ in range(2)] == [b"derived"] * 2
    assert make.times == 2


def test_the_words_are_the_same_kept_and_made_anew(cache: Path) -> None:
    code = (
        "import zlib\n"
        "from annotate.french.word_list import common_words\n"
        "print(zlib.crc32(common_words().to_bytes()), 'houillère' in common_words())"
    )
    command = [sys.executable, "-c", code]
    first, second = (subprocess.run(command, capture_output=True, check=True) for _ in range(2))
    assert first.stdout == second.stdout
    assert first.stdout.split()[1] == b"True"
    assert [file.name.split("-")[0] for file in cache.iterdir()] == ["words"]


def test_a_long_lexicon_is_kept_as_it_was_parsed(cache: Path) -> None:
    text = "form\tkind\n" + "".join(f"Merlon-{n}\tcommune\n" for n in range(8000))
    columns, kinds = ("form", "kind"), {"kind": {"commune"}}
    parsed = tuple(numbered_rows(text, Path("a.tsv"), columns, kinds))
    for _ in range(2):
        assert kept_rows(text, Path("a.tsv"), columns, kinds) == parsed
    assert len(list(cache.iterdir())) == 1
    for other in (text + "\tcommune\n", text + "Aubrelle\tville\n"):
        with pytest.raises(LexiconError, match=r"a\.tsv, line 8002"):
            kept_rows(other, Path("a.tsv"), columns, kinds)
    assert kept_rows(text[:27], Path("a.tsv"), ("form",)) == parsed[:1]
    assert len(list(cache.iterdir())) == 1
