"""Addresses, paths and names of files that a line end cuts."""

from __future__ import annotations

import pytest

from annotate.document.source import Source
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes


def mended(text: str) -> str:
    source: Source = read_bytes(text.encode(), "a", "a.txt")
    return mend(source).text


FULL = "La commune a mis en ligne les plans du moulin, du bief et de la chute d’eau"


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("à l’adresse https:", "//www.digue.fr/plans depuis", "https://www.digue.fr/plans"),
        ("à l’adresse https://www.", "digue.fr/plans depuis", "https://www.digue.fr/plans"),
        ("à l’adresse https://www.digue", ".fr/plans depuis", "https://www.digue.fr/plans"),
        ("à l’adresse https://www.digue.fr/", "plans depuis", "https://www.digue.fr/plans"),
        ("à l’adresse https://www.digue.fr/plan_", "2.html depuis", "plan_2.html"),
        ("à l’adresse https://la-", "digue.fr/plans depuis", "https://la-digue.fr/plans"),
        ("à l’adresse https://www.digue.fr/plan.ht", "ml depuis", "plan.html"),
        ("à l’adresse (http", "s://www.digue.fr/plans depuis", "https://www.digue.fr/plans"),
        ("à l’adresse ww", "w.digue.fr/plans depuis", "www.digue.fr/plans"),
        ("à l’adresse s://www.digue.fr/le-bi", "ef-de-la-digue depuis", "le-bief-de-la-digue"),
        ("écrire à mairie@", "digue.fr depuis", "mairie@digue.fr"),
        ("écrire à mairie-", "annexe@digue.fr depuis", "mairie-annexe@digue.fr"),
    ],
)
def test_an_address_has_no_space(first: str, second: str, whole: str) -> None:
    text = mended(f"{FULL} {first}\n{second} mars, et chacun peut les lire.\n")
    assert f"{whole} depuis" in text


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("à l’adresse https://www.digue.fr.", "Puis le maire"),
        ("à l’adresse https://www.digue.fr", "depuis mars"),
        ("à l’adresse https://www.digue.fr/plans", "et au guichet"),
        ("à l’adresse https://www.digue.fr,", "puis le maire"),
        ("à l’adresse https://www.digue.fr/le-bief", "est-elle depuis"),
        ("voir la page http", "et le protocole ://"),
        ("à deux adresses : https://www.digue.fr", "https://www.digue.com"),
        ("avec les plans, les cartes, etc.", "comme le maire"),
        ("dans la rue du Bief, voir p.", "12 du plan"),
    ],
)
def test_what_follows_an_address_is_apart(first: str, second: str) -> None:
    assert f"{first} {second}" in mended(f"{FULL} {first}\n{second} et chacun peut les lire.\n")


def test_the_name_of_a_file_is_whole_where_the_document_writes_it_so() -> None:
    body = "Le plan est dans moulin.txt et dans bief.txt."
    assert "moulin.txt du maire" in mended(f"{body}\n\n{FULL} dans moulin.\ntxt du maire.\n")


def test_a_path_is_hyphenated_as_words_are() -> None:
    text = mended(f"{FULL} dans /srv/archi-\nves/plans depuis mars, et chacun peut les lire.\n")
    assert "/srv/archives/plans" in text
