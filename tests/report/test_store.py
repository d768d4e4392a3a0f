"""The store of a run: whole documents, whatever happens and in whatever order they come."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from pathlib import Path

from annotate.document.source import Place
from annotate.index import Mention
from annotate.report import Block, Mark, ReportDocument
from annotate.report.store import MentionStore
from annotate.run.records import Records


def _mention(document: str, at: int) -> Mention:
    return Mention(
        document=document,
        mention_id=f"e{at}",
        label="LOC",
        text="Hénin\u00a0–\u202fLiétard",
        ranges=((at, at + 3), (at + 5, at + 9)),
        value="1936-05",
        page=3,
        paragraph="p1",
        sentence="s2",
        source="rule:x",
        score=0.25,
        status="accepted",
        in_citation=True,
        nested=True,
        expansion="Une forme longue",
        expansion_from="text",
        left="à ",
        right=" \U0001f600",
        boxes=((1, 0.5, 1.0, 2.0, 3.25),),
    )


def _shown(document: str) -> ReportDocument:
    mark = Mark(start=0, end=4, label="LOC", mention_id="e0", value="v", expansion="x", source="s")
    blocks = (
        Block("heading", "Lens en hiver", (mark,), 2, "7"),
        Block("cell", "a", (), place=Place(1, 2, 3, 2)),
    )
    return ReportDocument(document, "Un titre", blocks, {"LOC": 1})


def test_what_is_put_comes_back_as_it_was() -> None:
    with MentionStore(":memory:") as store:
        some = tuple(_mention("b", at) for at in range(3))
        with store.batch():
            store.put("b", some, _shown("b"))
            store.put("a", (), None)
        assert store.documents() == ["a", "b"]
        assert list(store.every()) == [("a", ()), ("b", some)]
        assert list(store.every_shown()) == [_shown("b")]


def test_putting_again_replaces_and_removing_forgets(tmp_path: Path) -> None:
    path = tmp_path / ".annotate" / "run.sqlite"
    with MentionStore(path) as store, store.batch():
        store.put("a", [_mention("a", 1)], _shown("a"))
        store.put("b", [_mention("b", 1)], None)
        store.put("a", [_mention("a", 2), _mention("a", 3)], None)
        store.remove(["b", "never"])
    with MentionStore(path) as store:
        assert store.documents() == ["a"]
        assert [[one.mention_id for one in some] for _, some in store.every()] == [["e2", "e3"]]
        assert list(store.every_shown()) == []


def test_a_store_of_another_version_is_emptied(tmp_path: Path) -> None:
    """Its tables may have other columns."""
    file = tmp_path / "store.sqlite"
    with MentionStore(file) as store, store.batch():
        store.put("a", [_mention("a", 1)], None)
    with closing(sqlite3.connect(file)) as older:
        older.execute("ALTER TABLE mentions DROP COLUMN number")
        older.execute("CREATE TABLE documents (id TEXT)")
        older.execute("PRAGMA user_version = 0")
        older.commit()
    with MentionStore(file) as store:
        assert store.documents() == []
        Records(store.connection).begin(["a"])
        with store.batch():
            store.put("a", [_mention("a", 1)], None)
    with MentionStore(file) as store:
        assert store.documents() == ["a"]
        assert Records(store.connection).ids() == ["a"]


def test_a_batch_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with MentionStore(tmp_path / "run.sqlite") as store:
        try:
            with store.batch():
                store.put("a", [_mention("a", 1)], None)
                raise KeyError("fault")
        except KeyError:
            pass
        assert store.documents() == []


def test_a_killed_process_leaves_whole_documents(tmp_path: Path) -> None:
    path = tmp_path / "run.sqlite"
    code = """
        import sys
        from annotate.index import Mention
        from annotate.report.store import MentionStore
        store = MentionStore(sys.argv[1])
        for number in range(1_000_000):
            name = f"d{number:07}"
            with store.batch():
                store.put(name, [Mention(document=name, mention_id=str(at), label="LOC",
                    text="Lens", ranges=((at, at + 1),)) for at in range(20)], None)
            print(number, flush=True)
        """
    writer = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), str(path)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    told = [writer.stdout.readline() for _ in range(40)]
    time.sleep(0.01)
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    with MentionStore(path) as store:
        documents = store.documents()
        assert len(documents) >= len(told)
        assert all(len(mentions) == 20 for _, mentions in store.every())
