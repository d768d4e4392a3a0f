"""The words of French dates: tables only, and the patterns that list them.

Keys are lower case; where capitals lose their accents in print (``FEVRIER``), both spellings are
there.
"""

from __future__ import annotations

from collections.abc import Iterable

from annotate.pipes.dates import values

MONTHS = {
    "janvier": 1,
    "janv": 1,
    "février": 2,
    "fevrier": 2,
    "févr": 2,
    "fév": 2,
    "mars": 3,
    "avril": 4,
    "avr": 4,
    "mai": 5,
    "juin": 6,
    "juillet": 7,
    "juil": 7,
    "juill": 7,
    "août": 8,
    "aout": 8,
    "septembre": 9,
    "sept": 9,
    "octobre": 10,
    "oct": 10,
    "novembre": 11,
    "nov": 11,
    "décembre": 12,
    "decembre": 12,
    "déc": 12,
}

#: Those of them that may take a full stop, and that make no date alone.
ABBREVIATIONS = {"janv", "févr", "fév", "avr", "juil", "juill", "sept", "oct", "nov", "déc"}

#: Months whose name, capitalised, is also a surname, a god or a commune.
MONTHS_AS_NAMES = {"janvier", "mars", "avril", "mai", "juin"}

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

SEASONS = {
    "printemps": values.SPRING,
    "été": values.SUMMER,
    "automne": values.AUTUMN,
    "hiver": values.WINTER,
}

REPUBLICAN_MONTHS = {
    "vendémiaire": 1,
    "brumaire": 2,
    "frimaire": 3,
    "nivôse": 4,
    "nivose": 4,
    "pluviôse": 5,
    "pluviose": 5,
    "ventôse": 6,
    "ventose": 6,
    "germinal": 7,
    "floréal": 8,
    "prairial": 9,
    "messidor": 10,
    "thermidor": 11,
    "fructidor": 12,
}

#: Tens in words, for ``années soixante-dix``; the century is the XXth by custom.
TENS = {
    "dix": 1910,
    "vingt": 1920,
    "trente": 1930,
    "quarante": 1940,
    "cinquante": 1950,
    "soixante": 1960,
    "soixante-dix": 1970,
    "septante": 1970,
    "quatre-vingt": 1980,
    "quatre-vingts": 1980,
    "quatre-vingt-dix": 1990,
    "nonante": 1990,
}

_ORDINAL_WORDS = (
    "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième "
    "onzième douzième treizième quatorzième quinzième seizième dix-septième dix-huitième "
    "dix-neuvième vingtième vingt-et-unième"
)
ORDINALS = {word: rank for rank, word in enumerate(_ORDINAL_WORDS.split(), 1)} | {
    "première": 1,
    "second": 2,
    "seconde": 2,
    "vingt et unième": 21,
    # What recognition of characters makes of ``1er``; it is no word of French.
    "ler": 1,
}

#: What stays in the span and becomes the modifier. Halves and quarters are not exactly the early
#: or the late part that TIMEX3 has in mind, but START and END are the nearest that it offers.
MODIFIERS = {
    "début": "START",
    "milieu": "MID",
    "mi": "MID",
    "fin": "END",
    "première moitié": "START",
    "premier tiers": "START",
    "premier quart": "START",
    "seconde moitié": "END",
    "deuxième moitié": "END",
    "dernier tiers": "END",
    "dernier quart": "END",
    "dernière décennie": "END",
    "première décennie": "START",
    "tournant": "START",
}

#: Two-digit years that need no context: month and year as everybody says them.
PROVERBIAL_MONTHS = {
    (8, 14): "1914-08",
    (5, 36): "1936-05",
    (6, 36): "1936-06",
    (5, 40): "1940-05",
    (6, 40): "1940-06",
    (6, 44): "1944-06",
    (8, 44): "1944-08",
    (5, 45): "1945-05",
    (5, 58): "1958-05",
    (5, 68): "1968-05",
    (5, 81): "1981-05",
}

#: Wars said with two figures.
PROVERBIAL_INTERVALS = {
    ("14", "18"): "1914/1918",
    ("39", "40"): "1939/1940",
    ("39", "45"): "1939/1945",
    ("40", "44"): "1940/1944",
    ("40", "45"): "1940/1945",
}

#: Republican days that are named without their year, and the year they mean.
PROVERBIAL_REPUBLICAN = {(9, 11): 2, (10, 11): 2, (18, 2): 8, (19, 2): 8, (13, 1): 4, (18, 12): 5}

_UNITS = (
    "ans mois jours heures minutes secondes semaines siècles h mn s euros francs dollars livres "
    "sous florins écus centimes millions milliards m mm cm dm km kms ha kg g mg t l hl cl ml W kW "
    "MW GW kWh MWh GWh TWh V kV A Hz kHz MHz GHz Go Mo Ko bar bars hPa tr tours mètres mètre "
    "kilomètres hectares arpents lieues tonnes tonne kilos grammes litres degrés watts volts fois "
    "habitants habitant personnes exemplaires salariés ouvriers mineurs emplois voix points pages "
    "hommes femmes enfants soldats élèves étudiants visiteurs places logements EUR FRF USD CHF "
    "adhérents entreprises communes "
    "signes mots caractères calories kcal kJ pieds pouces morts victimes blessés"
)
#: Closed list of what is counted, whatever is before the number; plurals of other nouns are
#: caught by their ending (see `reject`).
UNITS = tuple(_UNITS.split())

_NO_PLURALS = (
    "les des ses mes tes ces nos vos leurs aux plusieurs certains certaines quelques tous toutes "
    "divers diverses différents différentes deux trois six dix dans sans sous vers dès depuis "
    "après puis mais plus moins très alors toujours pas lors hors nous vous ils elles eux ceux "
    "celles quels quelles lesquels lesquelles auxquels auxquelles desquels parfois jamais jadis "
    "désormais ailleurs envers travers seuls seules autres nombreux nombreuses mars dessous dessus "
    "inclus compris quelquefois néanmoins progrès dehors suis es as vis près volontiers "
    "ainsi tandis dedans toutefois cependant"
)
#: Function words that end like a plural and may follow a year.
NO_PLURALS = frozenset(_NO_PLURALS.split())


def any_of(words: Iterable[str]) -> str:
    """Return an alternation of the words, the longest first, with free white space in them."""
    ordered = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(word.replace(" ", r"\s").replace(".", r"\.") for word in ordered) + ")"
