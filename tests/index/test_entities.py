from __future__ import annotations

import importlib.util
import random
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.errors import StandoffError
from annotate.index import Mention, build_index

_SPEC = importlib.util.spec_from_file_location(
    "index_making", Path(__file__).with_name("making.py")
)
assert _SPEC
assert _SPEC.loader
making = importlib.util.module_from_spec(_SPEC)
sys.modules["index_making"] = making
_SPEC.loader.exec_module(making)


@pytest.mark.parametrize("path", sorted(making.GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    mentions, entities, doubts = making.golden(path)
    assert making.shown(build_index(mentions)) == (entities, doubts)


@pytest.mark.parametrize("path", sorted(making.GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_the_order_of_mentions_does_not_matter(path: Path) -> None:
    mentions, _, _ = making.golden(path)
    expected = build_index(mentions)
    for seed in range(5):
        mixed = random.Random(seed).sample(mentions, len(mentions))
        assert build_index(mixed) == expected


FORMS = [
    "Caron", "CARON", "Jean Caron", "Marie  Caron", "J. Caron", "Le Havre", "Havre", "HBNPC",
    "H.B.N.P.C.", "Houillères du bassin", "Houilleres du bassin", "Pas-de-Calais", "Pas de Calais",
    "Nord – Pas de Calais", "État", "Etat", "1990", "…", "🙂", "de Gaulle", "Charles de Gaulle",
]  # fmt: skip
MENTIONS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["PER", "ORG", "LOC", "DATE", "MISC", "ACRONYM"]),
        st.sampled_from(FORMS) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
        st.sampled_from(["", *FORMS]),
        st.booleans(),
        st.sampled_from(["predicted", "accepted", "rejected"]),
    ),
    max_size=25,
)


def made(rows: list[tuple[str, str, str, str, bool, str]]) -> list[Mention]:
    return [
        Mention(
            document=document,
            mention_id=str(at),
            layer="acronyms" if label == "ACRONYM" else "entities",
            label=label,
            text=text,
            ranges=((at, at + 1),),
            value=extra or None if label == "DATE" else None,
            expansion=extra if label == "ACRONYM" else "",
            in_citation=cited,
            status=status,
        )
        for at, (document, label, text, extra, cited, status) in enumerate(rows)
    ]


@given(MENTIONS, st.randoms(use_true_random=False))
def test_every_mention_is_in_exactly_one_entity(rows, chance) -> None:
    mentions = made(rows)
    index = build_index(mentions)
    assert sorted(m.key for m in index.mentions) == sorted(m.key for m in mentions)
    for mention in index.mentions:
        if mention.layer == "entities" and mention.status != "rejected":
            assert index.by_id[mention.entity].label == mention.label
            assert mention in index.by_entity[mention.entity]
        elif mention.status == "rejected":
            assert mention.entity == ""
    for entity in index.entities:
        assert entity.id.isascii() and entity.name
        assert sum(entity.variants.values()) == entity.mentions == len(index.by_entity[entity.id])
        assert entity.first == index.by_entity[entity.id][0]
    assert len(index.by_id) == len(index.entities)
    for doubt in index.doubtful:
        assert doubt.first != doubt.second
        assert {doubt.first, doubt.second} <= index.by_id.keys()
    chance.shuffle(mentions)
    assert build_index(mentions) == index
    assert build_index(index.mentions) == index


def test_citations_are_kept_apart() -> None:
    first, second = making.mentions("a | PER | Kourchid\na | PER | Melin")
    index = build_index([replace(first, in_citation=True), second])
    apart = {entity.name: entity.only_in_citations for entity in index.entities}
    assert apart == {"Kourchid": True, "Melin": False}


def test_an_acronym_gives_its_expansion_and_has_the_entity_of_its_use() -> None:
    use, acronym, form = making.mentions(
        "a | ORG | CERDD\na | ACRONYM | CERDD | Centre ressource\na | ORG | Centre ressource"
    )
    index = build_index([use, replace(acronym, ranges=use.ranges), form])
    (entity,) = index.entities
    assert (entity.name, entity.acronym) == ("Centre ressource", "CERDD")
    assert entity.expansion == "Centre ressource"
    assert entity.mentions == 2
    assert [str(merge) for merge in entity.reasons] == ["acronym: Centre ressource = CERDD"]
    assert {mention.entity for mention in index.mentions} == {entity.id}


def test_an_acronym_that_is_no_entity_has_none() -> None:
    index = build_index(making.mentions("a | ACRONYM | VTT | vélo tout-terrain\na | LOC | Lens"))
    assert [(m.text, m.entity) for m in index.mentions] == [("VTT", ""), ("Lens", "loc-lens")]


def test_authority_ids_come_together() -> None:
    one, other = making.mentions("a | LOC | Lens\nb | LOC | Lens")
    index = build_index([replace(one, authority=(("insee", "62498"),)), other])
    assert index.entities[0].authority == {"insee": ("62498",)}


def test_two_birth_years_are_two_people_and_two_codes_two_places() -> None:
    rows = (
        ("a", "PER", "Jean Mars", ", né à Lens en 1850, mineur", ""),
        ("a", "PER", "JEAN MARS", " descendit.", ""),
        ("a", "PER", "Mars", " remonta.", ""),
        ("b", "PER", "Jean Mars", " (1921-1987), maire", ""),
        ("c", "PER", "Jean Mars", " signa.", ""),
        ("a", "LOC", "Saint-Pierre", "", "62001"),
        ("b", "LOC", "Saint-Pierre", "", "97502"),
        ("b", "LOC", "SAINT-PIERRE", "", ""),
        ("a", "LOC", "Lens", "", "62498"),
        ("b", "LOC", "Lens", "", ""),
    )
    plain = making.mentions("\n".join(" | ".join(row[:3]) for row in rows))
    given = [
        replace(one, right=right, authority=(("insee", code),) if code else ())
        for one, (*_, right, code) in zip(plain, rows, strict=True)
    ]
    index = build_index(given)
    assert {
        tuple(sorted((m.document, m.text) for m in own)) for own in index.by_entity.values()
    } == {
        (("a", "JEAN MARS"), ("a", "Jean Mars"), ("a", "Mars")),
        (("b", "Jean Mars"),),
        (("c", "Jean Mars"),),
        (("a", "Saint-Pierre"),),
        (("b", "SAINT-PIERRE"), ("b", "Saint-Pierre")),
        (("a", "Lens"), ("b", "Lens")),
    }
    # Each of them is proposed.
    proposed = {one for doubt in index.doubtful for one in (doubt.first, doubt.second)}
    assert proposed == {one.id for one in index.entities if one.name != "Lens"}


def test_two_mentions_with_one_id_are_refused() -> None:
    (one,) = making.mentions("a | LOC | Lens")
    with pytest.raises(StandoffError, match="two mentions have the id m0"):
        build_index([one, one])


def test_an_empty_index() -> None:
    assert build_index([]).entities == ()


def test_thousands_of_names_are_compared_in_reasonable_memory() -> None:
    lines = "\n".join(f"a | ORG | Société {chr(97 + n % 26) * 3}{n}" for n in range(2000))
    index = build_index(making.mentions(lines))
    assert len(index.entities) == 2000
    assert index.doubtful == ()
