"""Closed classes of French words that the patterns of several modules refer to."""

from __future__ import annotations

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

CIVILITY = (
    r"(?:M\.|MM\.|Mr\.?|Mmes?\.?|Mlles?\.?|Mgr\.?|Me|Dr\.?|Pr\.?|Messieurs|Mesdames|Docteur|Maître|"
    r"[Ss]ieur|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle)"
)
"""A civility before a name, as a pattern. Those that find a person, with titles and functions, are
rows of ``people_titles.tsv``."""

CLAUSE_OPENERS = frozenset(
    "Il Elle Ils Elles On Je J Nous Vous Tu Ce C Cet Cette Ces Cela Ça Ceci Celui Celle Ceux "
    "Celles Mais Or Donc Car Puis Ainsi Alors Cependant Toutefois Pourtant Néanmoins Enfin Ensuite "
    "Lorsque Lors Depuis Pendant Dans Pour Chez Après Avant Selon Malgré Afin Puisque Quant Parmi "
    "Voici Voilà Seuls Seules Chaque Certains Certaines Plusieurs Quelques Aucun Aucune Comment "
    "Pourquoi Veuillez Hier Demain Aujourd Désormais Actuellement Devant Derrière Durant".split()
)
"""Words that open a clause, and hardly ever a name or a title."""

DETERMINERS = frozenset("Le La Les L Un Une Des Son Sa Ses Leur Leurs Deux Trois".split())
"""Determiners with a capital, which open a clause, a name or a title."""

OTHER_OPENERS = frozenset(
    "Du De D Au Aux À A En Par Sur Sous Avec Sans Vers Entre Et Ou Si Comme Quand Qui Que Qu Quel "
    "Quelle Quels Quelles Notre Nos Votre Vos Mon Ma Mes Tous Toutes Tout Toute Seul Seule Plus "
    "Très Ne N S".split()
)
"""Other words that open a clause, a name or a title."""

ELIDED = frozenset("C D J L N Qu S".split())
"""Openers that an apostrophe must follow."""

BINDING = frozenset(
    "le la les un une des du de au aux en par pour sur sous avec sans vers entre dans chez et ou "
    "ni que qui dont où lequel laquelle lesquels lesquelles ce cet cette ces son sa ses leur leurs "
    "notre nos votre vos mon ma mes comme est sont dit dite dits dites intitulé intitulée "
    "intitulés intitulées tel telle tels telles quel quelle quels quelles mais si".split()
)
"""Words that cannot end a clause."""

NAMING = frozenset(
    "album albums article association affiche ballet bande boutique bureau café chaîne chanson "
    "chansons chant cinéma club collectif collection comédie compagnie concert conte contes dessin "
    "disque documentaire domaine duo école émission ensemble essai exposition festival feuilleton "
    "film films fondation fresque groupe hôtel hymne hypermarché jeu journal librairie lieu ligue "
    "liste livre livres magazine maison marque mensuel morceau mouvement musée nouvelle nouvelles "
    "opéra opération ouvrage parti pièce pièces place plan poème poèmes programme projet quartier "
    "quotidien recueil refrain réseau restaurant revue roman romans rubrique rue série sculpture "
    "site société spectacle studio tableau tableaux théâtre thème titre titres toile tome traité "
    "troupe tube vidéo village volume hebdomadaire scène".split()
)
"""Nouns that a name or a title follows: `la chanson Les corons`."""

VERB = (
    r"(?:est|sont|était|étaient|fut|furent|sera|seront|a|ont|avait|avaient|eut|aura|auront|peut|"
    r"peuvent|pouvait|doit|doivent|devait|fait|font|va|vont|vient|viennent|permet|permettent|"
    r"contient|contiennent|devient|deviennent|prend|prennent|comprend|comprennent|veut|veulent|"
    r"ne|n['’]\w+|se|s['’]\w+|\w{2,}(?:aient|èrent|irent|urent))"
)
"""A pattern: verbs in forms that no noun has, and the words that only a verb follows."""

SECTIONS = frozenset(
    (
        *"Annexe Annexes Avant-propos Bibliographie Biographie Chronologie Conclusion".split(),
        *"Contexte Discographie Épilogue Filmographie Géographie Histoire Historique".split(),
        *"Introduction Livres Notes Préambule Prologue Références Résumé Sommaire Sources".split(),
        *("Articles connexes", "Lien externe", "Liens externes", "Notes et références"),
        "Voir aussi",
    )
)
"""Headings of one or two words."""

FIELDS = (
    "Adresse|Auteurs?|Catégories?|Contacts?|Date|Durée|Exemples?|Horaires|Inscriptions|Lieu|"
    "Mots-clés|Note|Prix|Remarques?|Renseignements|Résumé|Réservations|Sources?|Tarifs?|Téléphone"
)
"""A pattern: labels that a colon and an entry follow."""

_MONTH = "|".join(MONTHS)
SURE_OPENING = (
    rf"(?:En|Dès|Vers|Fin|Début) (?:{_MONTH}|1\d\d\d|20\d\d)\b|Le \d{{1,2}}(?:er)? (?:{_MONTH})"
    r"|Au (?:cours|début|milieu|lendemain|mois|moment|printemps|total)\b|À (?:partir|la suite)\b"
    r"|(?:Si|Quand|Comme) (?:je|tu|ils?|elles?|on|nous|vous)\b|(?:Lorsqu|Puisqu)['’]|S['’]ils?\b"
    r"|En (?:ce|cette|conséquence|effet|fait|général|outre|particulier|revanche)\b"
    r"|De (?:fait|même|nombreux|nombreuses|plus)\b|D['’](?:abord|ailleurs|après|autres)\b"
    r"|Par (?:ailleurs|conséquent|contre|exemple|la suite)\b|Tout d['’]abord\b|Ne pas\b"
    r"|Qu['’]est-ce|(?:Un|Deux|Trois|Quatre|Cinq|Six|Dix) (?:ans?|mois|jours?|semaines?|heures?)\b"
)
"""A pattern: openings of a clause that no name has."""

SURE_OPENING_WORDS = frozenset(
    "De D S Par Tout En Dès Vers Fin Début Au À Si Quand Comme Lorsqu Puisqu Ne Qu".split()
)
"""The first words of `SURE_OPENING`."""
