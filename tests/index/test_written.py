"""From plain text to the index: kinds of faults that were seen, each in a text written for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Source
from annotate.document.standoff import standoff_of
from annotate.index import Index, Mention
from annotate.index.from_annotations import index_of
from annotate.pipes.assembly import assemble, config_file
from annotate.pipes.recognition import recognise_document
from annotate.resources import default_configs
from annotate.text.mending.mend import mend

Indexed = Callable[..., Index]


@pytest.fixture(scope="module")
def indexed() -> Indexed:
    """Make the index of texts, which are the documents a, b …"""
    nlp = assemble(config_file(default_configs()))

    def made(*texts: str) -> Index:
        documents = []
        for at, text in enumerate(texts):
            name = chr(97 + at)
            mended = mend(Source(name, f"{name}.txt", text))
            layers = recognise_document(mended, nlp)
            standoff = standoff_of(mended.source, layers, "")
            documents.append(AnnotatedDocument(mended, standoff))
        return index_of(documents)

    return made


def of(index: Index, told: str) -> Mention:
    """Return a mention told as ``document:form`` or ``document:form#2``, the second of its form."""
    document, _, rest = told.partition(":")
    form, _, number = rest.partition("#")
    found = [
        one
        for one in index.mentions
        if one.document == document and one.text == form and one.layer == "entities"
    ]
    assert found, (told, [(one.document, one.label, one.text) for one in index.mentions])
    return found[int(number or 1) - 1]


@dataclass(frozen=True)
class Case:
    """Texts; mentions that are one, or are not, or are proposed; the name of the first."""

    kind: str
    texts: tuple[str, ...]
    one: str = ""
    two: str = ""
    doubt: str = ""
    name: str = ""


CASES = (
    Case(
        "a town in capitals",
        ("À AMIENS, le marché est resté vide. Les marchands d’Amiens espèrent le printemps.",),
        one="a:AMIENS|a:Amiens",
        name="Amiens",
    ),
    Case(
        "a town in capitals without accents",
        ("À BETHUNE, la verrerie rouvre. Les verriers de Béthune sont rentrés hier.",),
        one="a:BETHUNE|a:Béthune",
        name="Béthune",
    ),
    Case(
        "a surname of two documents",
        (
            "L’architecte Lucien Carpeau a bâti la cité en 1924. Carpeau habite à Lens.",
            "Le colonel Carpeau défendait la ville en 1814. Carpeau fut blessé à Arras.",
        ),
        two="a:Lucien Carpeau|b:Carpeau",
        doubt="a:Lucien Carpeau|b:Carpeau",
    ),
    Case(
        "a namesake before the full name",
        (
            "Le moulin fut levé en 1810 par un charpentier nommé Delcroix, qui fit faillite.\n\n"
            "Son gardien actuel, Gustave Delcroix, ne descend pas du charpentier.",
        ),
        two="a:Delcroix|a:Gustave Delcroix",
        doubt="a:Delcroix|a:Gustave Delcroix",
    ),
    Case(
        "the only bearer who was named so far",
        (
            "Le maire Lucien Wattel a écouté les mères. Wattel leur a promis une crèche.\n\n"
            "On a dîné chez Berthe Wattel, sa sœur. La nuit, Lucien Wattel est rentré.",
        ),
        one="a:Wattel|a:Lucien Wattel",
        two="a:Wattel|a:Berthe Wattel",
    ),
    Case(
        "a particle that is left out",
        ("Le comte Gautier de Wavrechin tenait le moulin. Wavrechin le céda en 1790.",),
        one="a:Gautier de Wavrechin|a:Wavrechin",
    ),
    Case(
        "a civility that is glued to the name",
        ("M.Rosière, adjoint, a ouvert la séance. M. Rosière a remercié les mineurs.",),
        one="a:M.Rosière|a:Rosière",
    ),
    Case(
        "a company with and without what it exploits",
        (
            "La Compagnie des mines de Dourges fora un puits en 1852. La Compagnie de Dourges le"
            " combla en 1921.",
        ),
        two="a:Compagnie des mines de Dourges|a:Compagnie de Dourges",
        doubt="a:Compagnie des mines de Dourges|a:Compagnie de Dourges",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_who_and_what_is_one(case: Case, indexed: Indexed) -> None:
    index = indexed(*case.texts)
    for pair, same in ((case.one, True), (case.two, False)):
        if pair:
            first, second = (of(index, told).entity for told in pair.split("|"))
            assert (first == second) == same
    if case.name:
        assert index.by_id[of(index, case.one.split("|")[0]).entity].name == case.name
    if case.doubt:
        wanted = {of(index, told).entity for told in case.doubt.split("|")}
        assert wanted in [{doubt.first, doubt.second} for doubt in index.doubtful]


@pytest.mark.parametrize(
    ("text", "form", "codes"),
    [
        ("Le carnet de la fosse Saint-Louis s’ouvre le 8 juin 1899, à Lens.", "Saint-Louis", {}),
        ("À la fosse 5 de Béthune, dite Saint-Vaast, le feu prit.", "Saint-Vaast", {}),
        (
            "À Loos-en-Gohelle, l’école garde la cloche. On se battit encore à Loos en 1918.",
            "Loos",
            {"insee_commune": ("62528",)},
        ),
        (
            "Le Nord – Pas de Calais et la Picardie n’ont plus qu’un préfet.",
            "Picardie",
            {"insee_region": ("22",)},
        ),
        (
            "Le Nord – Pas de Calais et la Picardie n’ont plus qu’un préfet.",
            "Nord – Pas de Calais",
            {"insee_region": ("31",)},
        ),
    ],
)
def test_what_code_a_place_has(
    text: str, form: str, codes: dict[str, tuple[str, ...]], indexed: Indexed
) -> None:
    index = indexed(text)
    # What is no place of its own has no code either.
    found = [one for one in index.mentions if form in one.text and one.layer == "entities"]
    assert found
    assert all(index.by_id[one.entity].authority == codes for one in found)


def test_an_acronym_that_a_note_gives(indexed: Indexed) -> None:
    index = indexed("La charte de l’ICCROM3 le veut.\n\n3. Centre international de conservation.")
    (entity,) = [one for one in index.entities if one.label == "ORG"]
    assert (entity.acronym, entity.expansion) == (
        "ICCROM",
        "Centre international de conservation",
    )


def test_a_word_that_a_sign_cuts_and_a_year_with_the_call_of_a_note(indexed: Indexed) -> None:
    index = indexed("Les pêcheurs de Saint-Ma¬\nlo ont refusé.")
    assert [one.text for one in index.mentions if one.label == "LOC"] == ["Saint-Malo"]
    index = indexed(
        "Le moulin brûla en 18642, la nuit.\n\nOn y dansait.\n\n\n2. Archives de la Somme, série M."
    )
    assert [one.value for one in index.mentions if one.label == "DATE"] == ["1864"]


def test_a_decade_is_named_whole(indexed: Indexed) -> None:
    index = indexed("Au milieu des années 1970, puis au début des années 1970, on ferma.")
    assert [one.name for one in index.entities if one.label == "DATE"] == ["années 1970"]
