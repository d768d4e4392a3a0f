"""What a layout puts into a source beside its own text: figures, tables, lists."""

from __future__ import annotations

from random import Random

from typesetting.layouts import Layout

CAPTIONS = (
    "Le carreau vu du sud, au printemps, avant que les bâtiments ne fussent démolis.",
    "Les rivages et les canaux entre la Deûle et l’Escaut",
    "Une famille devant sa maison, cliché d’amateur, collection privée. On devine, à droite, la "
    "margelle du puits et le jardin du voisin.",
)
"""Texts of captions, in the project's own words."""

TABLES = (
    (
        "Population de quatre communes",
        """Commune | 1962 | 1999 | 2019
Avion | 21 820 | 18 298 | 17 635
Bully-les-Mines | 13 402 | 12 054 | 12 326
Liévin | 35 127 | 33 427 | 30 423
Loos-en-Gohelle | 7 034 | 6 990 | 6 702""",
    ),
    (
        "Fosses visitées par la commission, d’ouest en est",
        """Fosse | Mise en service | État
n° 2 de Marles | 1854 | musée
n° 1 d’Auchel | août 1864 | démolie
n° 13 bis de Lens | 6 mai 1923 | ateliers
n° 9-9 bis d’Oignies | 1930 | salle de concert""",
    ),
    (
        "Ce que les familles disent conserver",
        """Objet | Personne qui le garde | Foyers
Lampe à flamme | fils ou petit-fils, le plus souvent dans le salon | 41
Livret de paie | veuve | 27
Médaille du travail | fille aînée, avec les papiers de la maison | 19
Barrette et pic | personne | 6""",
    ),
    (
        "Crédits de la campagne de 2011",
        """Financeur | Montant | Part
Région | 1,20 M€ | 48 %
Département | 0,65 M€ | 26 %
Communauté d’agglomération | 0,40 M€ | 16 %
Fondation du patrimoine | 0,25 M€ | 10 %""",
    ),
)
"""Captions of tables and their rows; the first row is the head."""

LISTS = (
    (
        "Quatre choses frappent le visiteur qui descend du train un jour de semaine :",
        ("la largeur de la place", "le silence des ateliers", "l’odeur du canal", "le vent"),
    ),
    (
        "L’enquête de 1997 avait retenu trois questions, posées dans cet ordre :",
        (
            "À quel âge êtes-vous entré dans cette maison ?",
            "Qui, de vos voisins, a travaillé au fond, au jour ou dans les bureaux de la "
            "compagnie, et pendant combien d’années ?",
            "Que feriez-vous du jardin ?",
        ),
    ),
    (
        "Le cahier des charges distingue, pour chaque rue de la cité, plusieurs travaux à mener :",
        (
            "Reprise des couvertures et des souches de cheminée",
            "Remplacement des menuiseries, à l’identique sur la façade et librement sur la cour, "
            "après l’avis de l’architecte",
            "Plantation de haies vives",
            "Enfouissement des réseaux",
            "Pose de compteurs",
        ),
    ),
)
"""Lists with the sentence that announces them, of items that end with no stop, or with one."""


def with_inserts(source: str, layout: Layout) -> str:
    """Put a layout's figures, tables and lists between paragraphs of the main text.

    Parameters
    ----------
    source : str
        One of the corpus' typst sources.
    layout : Layout
        How many of each.

    Returns
    -------
    str
        A source whose truth has them.
    """
    rng = Random(layout.seed)
    lines = source.splitlines()
    figures = [_figure(layout, number) for number in range(1, layout.figures + 1)]
    places = _places(source, rng, len(figures))
    chosen = dict(zip(places, figures, strict=False))
    others = [
        *(_table(layout, number) for number in range(1, layout.tables + 1)),
        *(_list(layout) for _ in range(layout.lists)),
    ]
    free = [place for place in _free(lines) if place not in chosen]
    rng.shuffle(others)
    chosen.update(zip(sorted(rng.sample(free, min(len(others), len(free)))), others, strict=False))
    for place in sorted(chosen, reverse=True):
        lines.insert(place + 1, f"\n{chosen[place]}\n")
    return "\n".join(lines) + "\n"


def _places(text: str, rng: Random, wanted: int) -> list[int]:
    free = _free(text.splitlines())
    return sorted(rng.sample(free, min(wanted, len(free))))


def _free(lines: list[str]) -> list[int]:
    """Return the lines of a source that are paragraphs with a paragraph behind them."""
    depth, free = 0, []
    for index, line in enumerate(lines):
        depth += line.startswith("#encadre") - (line == "]")
        following = next((one for one in lines[index + 1 :] if one.strip()), "")
        if not depth and line[:1].isalpha() and following[:1].isalpha():
            free.append(index)
    return free


def _figure(layout: Layout, number: int) -> str:
    supplement, separator = layout.caption_style
    return f"#illustration[{supplement} {number}{separator}{CAPTIONS[number % len(CAPTIONS)]}]"


def _table(layout: Layout, number: int) -> str:
    caption, rows = TABLES[(layout.rotation + number) % len(TABLES)]
    return f"#tableau[Tableau {number}{layout.caption_style[1]}{caption}][\n{rows}\n]"


def _list(layout: Layout) -> str:
    announced, items = LISTS[layout.rotation % len(LISTS)]
    return "\n".join([announced, "", *(f"- {item}" for item in items)])
