"""Only what certainly is another language is refused; what is in doubt is told."""

from __future__ import annotations

import pytest

from annotate.document.source import Source
from annotate.errors import NotFrenchError
from annotate.text.reading.language import check_french, foreign_blocks

FRENCH = (
    "La compagnie des eaux fut fondée en 1852 par des négociants de la ville. Elle ouvrit sept "
    "puits et construisit des maisons pour ses ouvriers, qui venaient de tout le pays et y "
    "restaient. "
)
ENGLISH = (
    "The company was founded in 1852 by a group of merchants who wanted to bring water from the "
    "springs to the market. It built houses for its workers, who came from all over the country. "
)

SURE = {
    "running text": FRENCH,
    "capitals without accents": "REPUBLIQUE FRANCAISE ARRETE PORTANT OUVERTURE D UNE ENQUETE SUR "
    "LA "
    "DEMANDE PRESENTEE PAR LA SOCIETE DES EAUX EN VUE DE L AUTORISATION DE CAPTAGE DES SOURCES "
    "DE LA "
    "VALLEE DE LA SCARPE LE PREFET VU LE CODE DE L ENVIRONNEMENT",
    "English quoted in a long text": FRENCH * 3 + f"Il écrit : « {ENGLISH} » " + FRENCH * 3,
    "few words": "Open High Low Close Volume",
}
DOUBTFUL = {
    "balance sheet": "ACTIF Terrains 4 567 Constructions 89 000 Matériel outillage 3 400 Stocks "
    "matières premières 560 Créances clients 7 800 Disponibilités 1 200 TOTAL ACTIF 118 872 PASSIF "
    "Capital social 50 000 Réserves 12 000 Report nouveau 3 000 Résultat exercice 4 500 Emprunts "
    "dettes financières 30 000 Dettes fournisseurs 9 000 Dettes fiscales sociales 2 000 TOTAL "
    "PASSIF",
    "names": "Dupont Jean Martin Pierre Lefebvre Marie Delattre Louis Caron Paul Mercier Anne "
    "Roussel "
    "Henri Leclercq Jules Vasseur Émile Carlier Rose Wattiez Léon Hennebelle Zoé Fontaine Guy "
    "Thuillier Luc Becquet Eve Demarquilly Yves Herbin Max",
    "shipping list": "LE HAVRE 12 MARS NAVIRE ATLANTIQUE CAP. DUVAL BORDEAUX 14 MARS BRICK "
    "MARIE-LOUISE CAP. KERGUELEN NANTES 15 MARS GOELETTE ESPERANCE CAP. MORVAN DUNKERQUE 17 MARS "
    "TROIS-MATS NEPTUNE CAP. VERHAEGHE CALAIS SLOOP ETOILE CAP. DELATTRE BREST VAPEUR ARMOR CAP.",
    "stock prices": "Accor 38,20 Air Liquide 162,30 Airbus 131,00 Alstom 24,10 AXA 27,40 BNP "
    "Paribas "
    "55,60 Bouygues 33,00 Capgemini 180,10 Carrefour 17,20 Crédit Agricole 11,40 Danone 51,20 "
    "Dassault Systèmes 40,10 Engie 13,20 Essilor Luxottica 170,00 Hermès Kering Legrand Michelin "
    "Orange Pernod Ricard Publicis Renault Safran Sanofi Schneider Electric",
    "letter in two languages": FRENCH + ENGLISH,
    "Latin": "Gallia est omnis divisa in partes tres, quarum unam incolunt Belgae, aliam Aquitani, "
    "tertiam qui ipsorum lingua Celtae, nostra Galli appellantur. Hi omnes lingua, institutis, "
    "legibus inter se differunt. Gallos ab Aquitanis Garumna flumen dividit.",
    "one word again and again": "mot " * 80,
}
FOREIGN = {
    "English": ENGLISH,
    "German": "Die Gesellschaft wurde im Jahre 1852 von einigen Kaufleuten gegründet, die das "
    "Wasser "
    "aus den Quellen in die Stadt bringen wollten. Sie baute Häuser für die Arbeiter und ihre "
    "Familien, die aus dem ganzen Land kamen und dort lange blieben.",
    "Dutch": "De maatschappij werd in 1852 opgericht door enkele kooplieden die het water van de "
    "bronnen naar de stad wilden brengen. Zij bouwde huizen voor de arbeiders en hun gezinnen, die "
    "uit het hele land kwamen en daar lang bleven wonen.",
    "Spanish": "La compañía fue fundada en 1852 por unos comerciantes que querían llevar el agua "
    "de "
    "las fuentes hasta el mercado de la ciudad. Construyó casas para los obreros y sus familias, "
    "que "
    "venían de todo el país y se quedaban allí muchos años.",
    "Italian": "La compagnia fu fondata nel 1852 da alcuni commercianti che volevano portare "
    "l'acqua "
    "delle sorgenti fino al mercato della città. Costruì case per gli operai e le loro famiglie, "
    "che "
    "venivano da tutto il paese e vi rimanevano per molti anni.",
    "another script": "Компания была основана в 1852 году купцами, которые хотели провести воду из "
    "источников на рынок. Она построила дома для рабочих и их семей, которые приезжали со всей "
    "страны и оставались там на долгие годы жизни и труда в этом городе.",
}


@pytest.mark.parametrize("kind", SURE)
def test_what_is_french_is_taken_without_a_word(kind: str) -> None:
    assert check_french(Source("a", "a.txt", SURE[kind])) == ()


@pytest.mark.parametrize("kind", DOUBTFUL)
def test_what_is_in_doubt_is_told(kind: str) -> None:
    (remark,) = check_french(Source("a", "a.txt", DOUBTFUL[kind]))
    assert remark.kind == "language"
    assert "doubtful" in remark.what


@pytest.mark.parametrize("kind", FOREIGN)
@pytest.mark.parametrize("times", [1, 40])
def test_what_is_foreign_is_refused(kind: str, times: int) -> None:
    with pytest.raises(NotFrenchError, match="not in French") as caught:
        check_french(Source("a", "a.txt", FOREIGN[kind] * times))
    assert "--language-check off" in str(caught.value)


def test_the_paragraphs_of_another_language_are_told() -> None:
    """A text in parallel columns, more than half of it in French."""
    blocks = [(FRENCH, 1), (ENGLISH, 1), (FRENCH * 2, 2), (ENGLISH, 2)]
    (remark,) = foreign_blocks(blocks)
    assert (remark.count, remark.place) == (2, "page 1")
    assert "English" in remark.what
    assert not list(foreign_blocks([(FRENCH, 1)] * 9 + [(ENGLISH, 1)]))
