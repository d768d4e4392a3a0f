"""Sentences made from templates, for kinds of text that nobody has free gold of."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from annotate.lexicons import read_table
from annotate.resources import default_configs
from annotate.training.damage import Pools
from annotate.training.rows import Row
from training_sets.marked import row_of

_FILE = Path(__file__).with_name("templates.txt")
_SLOT = re.compile(r"\{(\w+)\}")
_ELIDED = re.compile(r"\b([Dd])e (?=\[?[AEIOUYÉÈÊÎÔŒ])")
_OF_ARTICLE = re.compile(r"\b([Dd])e le ")

_WORDS: Mapping[str, Sequence[str]] = {
    "plan": (
        "Plan Local d'Urbanisme|plan local d'urbanisme|Plan de déplacements urbains|Plan Climat"
        "|Programme local de l'habitat|Schéma de cohérence territoriale|Agenda 21|Contrat de ville"
        "|Plan de sauvegarde|Projet de territoire|Charte de l'environnement|Plan paysage"
    ).split("|"),
    "pacr": "PLU PLUi SCOT PDU PLH PADD ZAC SAGE PCAET OAP".split(),
    "common": (
        "des finances|du patrimoine|Environnement|Bassin minier|des sites|Urbanisme|permanente"
        "|Littoral|locale de l'eau|d'appel d'offres|Culture"
    ).split("|"),
    "fund": "Feder FSE Leader Interreg|Fonds vert|Fonds Barnier".replace(" ", "|").split("|"),
    "law": (
        "Littoral|Montagne|ALUR|Solidarité et renouvellement urbains|Grenelle II|Malraux|Veil"
        "|Habitats|Oiseaux|Climat et résilience|NOTRe|Evin|Barnier|Le Chapelier|Grammont"
    ).split("|"),
    "label": (
        "Pavillon Bleu|Ville d'art et d'histoire|Villes et villages fleuris|Natura 2000"
        "|Patrimoine du XXe siècle|Ville amie des enfants|Territoire engagé|Terre de jeux"
    ).split("|"),
    "feast": "de la musique|du hareng|des moissons|du cidre|de la mer|des géants".split("|"),
    "quarter": "des Arènes|Saint-Vaast|de la Gare|des Tanneurs|du Parc|Bellevue|du Port".split("|"),
    "river": "Scarpe|Canche|Vesle|Sarthe|Vilaine|Meuse|Somme|Lys|Sèvre|Dordogne|Risle".split("|"),
    "country": "Pologne|Italie|Belgique|Westphalie|Galicie|Slovénie|Algérie|Maroc".split("|"),
    "union": "CGT|CFTC|CGTU|FO|CFDT|SFIO|Fédération du sous-sol|Confédération paysanne".split("|"),
    "war": (
        "Première Guerre mondiale|Seconde Guerre mondiale|Grande Guerre|guerre de Cent Ans"
        "|Révolution|Fronde|guerre d'Algérie|guerre de 1870|Libération"
    ).split("|"),
    "king": (
        "Louis XI|Henri IV|François Ier|Charles le Téméraire|Louis-Philippe|Napoléon III"
        "|Philippe le Bel|Charles Quint|saint Louis"
    ).split("|"),
    "saint": "Saint-Vaast|Saint-Éloi|Sainte-Barbe|Saint-Martin|Notre-Dame|Saint-Nicolas".split("|"),
    "title": (
        "Histoire de {commune}|Les mines de {commune}|La vie rurale en {region}|{commune} en 1900"
        "|Mémoires d'un mineur|Les châteaux de {region}|Étude sur le cadastre de {commune}"
        "|Le paysage et ses usages|Un siècle d'industrie à {commune}|Villes et campagnes"
        "|Les ouvriers du textile|Manuel d'archéologie|Atlas des plantes|La forêt et les hommes"
        "|Dictionnaire des communes|L'invention du patrimoine|Paysans de {region}"
        "|Essai sur la monnaie|La bourse et le crédit|Traité des eaux"
    ).split("|"),
    "work": (
        "La Moisson|Les Glaneuses|Portrait de Mme {last}|Vue de {commune}|Le Port de {commune}"
        "|Nature morte au pichet|Les Nuits blanches|L'Adoration des bergers|Terres noires"
        "|Gueules noires|La Fille du garde|Retour de pêche|Lumières du Nord|Femmes en grève"
        "|Le Martyre de saint Étienne|De terre et d'eau|Paysages en mouvement|La Ronde"
    ).split("|"),
    "journal": (
        "Journal de {commune}|Revue du Nord|L'Écho de {commune}|Le Réveil|Bulletin monumental"
        "|La Voix du peuple|Annales de géographie|Le Petit Courrier|La Dépêche de {commune}"
        "|Revue d'histoire économique|Études rurales|Gazette des tribunaux|Le Temps"
        "|Mémoires de la Société des antiquaires|Population|Le Globe|Courrier de {region}"
    ).split("|"),
    "publisher": (
        "Gallimard|Fayard|PUF|Le Seuil|Presses universitaires de {commune}|Armand Colin|Plon"
        "|Hachette|L'Harmattan|La Découverte|Maspero|CNRS Éditions|Privat|Actes Sud|Picard"
    ).split("|"),
    "city": "Paris|Lille|Lyon|Toulouse|Genève|Bruxelles|Rennes|Strasbourg|Arras|Oxford".split("|"),
    "museum": (
        "Musée des Beaux-Arts|Musée d'art et d'histoire|musée {last}|Musée de {commune}"
        "|Musée de la Mine|Centre historique minier|Centre d'art {last}|Musée maritime"
        "|Écomusée de {commune}|Muséum d'histoire naturelle|Palais des Beaux-Arts"
    ).split("|"),
    "mining": (
        "Houillères|Houillères du Nord|Charbonnages|Houillères de {commune}"
        "|Charbonnages de {region}|Mines de {commune}|Société houillère de {commune}"
        "|Société des mines de {commune}"
    ).split("|"),
    "firm": (
        "{last}|{last} Frères|Société {last}|{last} & Cie|Forges de {commune}"
        "|Filatures de {commune}|Verreries de {commune}|Sucrerie {last}|{last}-{last}"
        "|Établissements {last}|Sotec|Norvia"
    ).split("|"),
    "assoc": (
        "Les Amis de {commune}|Nature {region}|Mémoire vive|La Chaîne des sources|Terre et Cité"
        "|Amis du vieux {commune}|Bretagne vivante|Sauvons {commune}|Les Sentiers|Eau et rivières"
    ).split("|"),
    "product": (
        "OpenStreetMap|Géoportail|QGIS|Wikidata|Twitter|Mastodon|Corine Land Cover|Gallica|Mérimée"
        "|LoRaWAN|Cap 2020|Horizon 2020|Erasmus+|Life+|Corpus 21|Atlas vert|Basias"
    ).split("|"),
    "cup": (
        "Coupe de France|Tour de {region}|Marathon de {commune}|Coupe du monde|Route du Rhum"
        "|Championnats d'Europe|Ronde de {commune}|Trophée {last}"
    ).split("|"),
    "club": "RC {commune}|{commune} FC|AS {commune}|Stade {commune}|US {commune}|Racing".split("|"),
}
_BODIES = (
    "conseil municipal|conseil communal|centre communal d'action sociale|syndicat mixte"
    "|syndicat intercommunal|pôle métropolitain|Conseil municipal|Conseil général"
    "|conseil départemental|conseil régional|Conseil régional|Syndicat des eaux|comité des fêtes"
)
_BODIES_F = (
    "communauté de communes|communauté d'agglomération|Communauté de communes"
    "|Communauté urbaine|métropole|chambre de commerce|Chambre de commerce et d'industrie"
    "|Chambre d'agriculture|chambre des métiers|Commission permanente|Caisse d'épargne"
    "|Direction régionale des affaires culturelles|mission locale|Maison de la nature"
)


def made(each: int, names: Pools, seed: int) -> Iterator[Row]:
    """Yield rows made from the templates, so many of each.

    Parameters
    ----------
    each : int
        How often a template with slots is filled.
    names : Pools
        First names and surnames to fill in.
    seed : int
        Of the choice.
    """
    chance = random.Random(seed)
    fill = _fillers(names, chance)
    for line in _FILE.read_text("utf-8").split("\n"):
        if line and not line.startswith("#"):
            for _ in range(each if "{" in line else 1):
                yield row_of(_filled(line, fill), "templates")


def _fillers(names: Pools, chance: random.Random) -> dict[str, Callable[[], str]]:
    table = default_configs() / "lexicons" / "insee-places.tsv"
    places = read_table(table, ("form", "kind"))
    communes = [
        row["form"]
        for row in places
        if row["kind"] == "commune" and not re.match(r"L[ea]s? |L'", row["form"])
    ]
    regions = "Bretagne Artois Picardie Lorraine Normandie Provence Auvergne Alsace Poitou".split()
    simple = {**_WORDS, "body": _BODIES.split("|"), "body_f": _BODIES_F.split("|")}
    fill: dict[str, Callable[[], str]] = {
        name: lambda words=words: chance.choice(words) for name, words in simple.items()
    }
    fill["commune"] = lambda: chance.choice(communes)
    fill["region"] = lambda: chance.choice(regions)
    fill["first"] = lambda: chance.choice(names.first)
    fill["last"] = lambda: chance.choice(names.last)
    fill["initial"] = lambda: f"{chance.choice(names.first)[0]}."
    fill["acr"] = lambda: "".join(chance.choices("ACDEFGILMNOPRSTUV", k=chance.randint(3, 6)))
    fill["road"] = lambda: f"{chance.choice(['D', 'RD ', 'N', 'RN '])}{chance.randint(2, 990)}"
    fill["motorway"] = lambda: f"A{chance.randint(1, 89)}"
    fill["street"] = lambda: (
        f"{chance.choice(['rue', 'route', 'place'])} de {chance.choice(communes)}"
    )
    return fill


def _filled(line: str, fill: Mapping[str, Callable[[], str]]) -> str:
    while "{" in line:
        line = _SLOT.sub(lambda slot: fill[slot[1]](), line)
    return _OF_ARTICLE.sub(r"\1u ", _ELIDED.sub(r"\1'", line))
