"""French words in Python: how many stand in patterns and word lists, and how many in `configs/`.

    python benchmarks/french_words.py [--modules] [--list MODULE]

Method. From the syntax tree of a module come its constants: what is assigned to a name in capitals
at the level of the module or of a class, arguments of the functions of `re`, and what a function
compares a text with (`in`, `==`, `startswith` …). Docstrings, messages, help texts, subscripts and
keyword arguments are none, and what an f-string puts in counts where it is defined. Escapes and
names of groups are taken out, `[Ss]ieur` is read as `sieur`; three letters or more in a row are
then a word. It is French if the French lemma tables of spacy-lookups-data have it or it has an
accent; one that is English as well (`date`, `section`, the names of tags) counts only in a
constant where at least half of the words are not. Each module counts a word once. Modules that
write for people (the review, the command line, workbooks, `MEANINGS`) have sentences and no
patterns, and are left out. Of `configs/` count the distinct words of all cells but those that name
a source.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from annotate.french.characters import without_accents
from annotate.french.word_list import common_words
from annotate.lexicons import read_table

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "annotate"
_MARKS = re.compile(r"\(\?P[<=]\w+[>)]|\\[pP]\{\w+\}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\[a-zA-Z]")
_EITHER_CASE = re.compile(r"\[(\w)(\w)\](?=\w)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_TESTS = frozenset("startswith endswith find rfind index count removeprefix removesuffix".split())
_FOR_PEOPLE = (
    *("cli", "report", "review", "run", "__init__.py"),
    *("evaluation/agreement_files.py", "evaluation/error_files.py", "index/workbook.py"),
)
_SOURCES = frozenset({"source", "examples", "counter-examples"})


def english_words() -> frozenset[str]:
    """Return the English words of the lemma tables of `spacy-lookups-data`."""
    spec = find_spec("spacy_lookups_data")
    assert spec is not None and spec.origin is not None
    folder = Path(spec.origin).parent / "data"

    def table(part: str) -> dict[str, list[str]]:
        return dict(json.loads(gzip.decompress((folder / f"en_lemma_{part}.json.gz").read_bytes())))

    lemmas = table("lookup")
    return frozenset(lemmas).union(lemmas.values(), *table("index").values())  # type: ignore[arg-type]


def words(strings: Iterable[str]) -> set[str]:
    """Return the words of the strings of one constant, in lower case.

    Examples
    --------
    >>> sorted(words([r"\\b(?:[Ss]ieur|né[es]?|MM)\\s(?P<name>chez)"]))
    ['chez', 'sieur']
    """
    found: set[str] = set()
    for text in strings:
        plain = _EITHER_CASE.sub(_one_case, _MARKS.sub(" ", text))
        found.update(word.lower() for word in _WORD.findall(plain))
    return found


def _one_case(either: re.Match[str]) -> str:
    return either[1] if either[1].lower() == either[2].lower() else " "


def strings_of(node: ast.AST) -> Iterator[str]:
    """Yield the string literals below a node, except subscripts and keyword arguments."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for name, value in ast.iter_fields(node):
        if (isinstance(node, ast.Subscript) and name == "slice") or name == "keywords":
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from strings_of(child)


def _is_constant(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id.isupper() and target.id != "MEANINGS"


def constants(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the patterns, word lists and operands of a module."""
    bodies = [tree.body, *(node.body for node in tree.body if isinstance(node, ast.ClassDef))]
    for statement in (statement for body in bodies for statement in body):
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            targets = getattr(statement, "targets", None) or [statement.target]  # type: ignore[union-attr]
            if any(_is_constant(one) for one in targets):
                yield statement.value
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    for node in {id(node): node for one in functions for node in ast.walk(one)}.values():
        if isinstance(node, ast.Compare):
            yield node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            if of_re or node.func.attr in _TESTS:
                yield ast.List([*node.args])


def french_words(path: Path, english: frozenset[str]) -> tuple[int, set[str]]:
    """Return how many constants of a module have French words, and these words."""
    french = common_words()
    count, found = 0, set[str]()
    for node in constants(ast.parse(path.read_text("utf-8"))):
        some = {
            word
            for word in words(strings_of(node))
            if word in french or without_accents(word) != word
        }
        sure = some - english
        if sure:
            count += 1
            found |= some if 2 * len(sure) >= len(some) else sure
    return count, found


def words_of_configs(english: frozenset[str]) -> Iterator[tuple[str, int]]:
    """Yield the tables of `configs/`, each with its number of distinct words."""
    for path in sorted((ROOT / "configs").rglob("*.tsv")):
        cells = (
            cell for row in read_table(path, ()) for key, cell in row.items() if key not in _SOURCES
        )
        yield path.relative_to(ROOT).as_posix(), len(words(cells))


def main() -> None:
    """Print the counts as a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--modules", action="store_true", help="a line a module, not a package")
    parser.add_argument(
        "--list", metavar="MODULE", help="the words of this module (pipes/merge.py)"
    )
    asked = parser.parse_args()
    english = english_words()
    if asked.list:
        print(*sorted(french_words(PACKAGE / asked.list, english)[1]))
        return
    patterns, totals = Counter[str](), Counter[str]()
    for path in sorted(PACKAGE.rglob("*.py")):
        module = path.relative_to(PACKAGE)
        if any(module.is_relative_to(one) for one in _FOR_PEOPLE):
            continue
        name = (module if asked.modules else module.parent).as_posix()
        count, found = french_words(path, english)
        patterns[name] += count
        totals[name] += len(found)
    print(f"{'in Python':<44}{'constants':>10}{'words':>8}")
    for name, total in totals.most_common():
        if total:
            print(f"{name:<44}{patterns[name]:>10}{total:>8}")
    print(f"{'all':<44}{patterns.total():>10}{totals.total():>8}\n\n{'in configs':<54}{'words':>8}")
    tables = dict(words_of_configs(english))
    for name, total in tables.items():
        print(f"{name:<54}{total:>8}")
    print(f"{'all':<54}{sum(tables.values()):>8}")


if __name__ == "__main__":
    main()
