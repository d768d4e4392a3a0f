"""Sentences that begin where no stop stands: behind a heading, at the next item of a list.

Texts that lost their line breaks have them: the heading runs into its paragraph, an item into the
next. Only shapes that running French hardly has are taken for it.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import NamedTuple

from annotate.french.characters import BLANK, LOWER, UPPER

_CLAUSE_WORDS = frozenset(
    "Il Elle Ils Elles On Je J Nous Vous Tu Ce C Cet Cette Ces Cela Ça Ceci Celui Celle Ceux "
    "Celles Mais Or Donc Car Puis Ainsi Alors Cependant Toutefois Pourtant Néanmoins Enfin Ensuite "
    "Lorsque Lors Depuis Pendant Dans Pour Chez Après Avant Selon Malgré Afin Puisque Quant Parmi "
    "Voici Voilà Seuls Seules Chaque Certains Certaines Plusieurs Quelques Aucun Aucune Comment "
    "Pourquoi Veuillez Hier Demain Aujourd Désormais Actuellement Devant Derrière Durant".split()
)
"""Words that open a clause, and hardly ever a name or a title."""

_ARTICLES = frozenset("Le La Les L Un Une Des Son Sa Ses Leur Leurs Deux Trois".split())
_OTHER_WORDS = _ARTICLES | frozenset(
    "Du De D Au Aux À A En Par Sur Sous Avec Sans Vers Entre Et Ou Si Comme Quand Qui Que Qu Quel "
    "Quelle Quels Quelles Notre Nos Votre Vos Mon Ma Mes Tous Toutes Tout Toute Seul Seule Plus "
    "Très Ne N S".split()
)
"""Words that open a clause, and names and titles too."""

_ELIDED = frozenset("C D J L N Qu S".split())

_BINDING = frozenset(
    "le la les un une des du de au aux en par pour sur sous avec sans vers entre dans chez et ou "
    "ni que qui dont où lequel laquelle lesquels lesquelles ce cet cette ces son sa ses leur leurs "
    "notre nos votre vos mon ma mes comme est sont dit dite dits dites intitulé intitulée "
    "intitulés intitulées tel telle tels telles quel quelle quels quelles mais si".split()
)
"""Words behind which no clause can be over."""

_NAMING = frozenset(
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

_VERB = (
    r"(?:est|sont|était|étaient|fut|furent|sera|seront|a|ont|avait|avaient|eut|aura|auront|peut|"
    r"peuvent|pouvait|doit|doivent|devait|fait|font|va|vont|vient|viennent|permet|permettent|"
    r"contient|contiennent|devient|deviennent|prend|prennent|comprend|comprennent|veut|veulent|"
    r"ne|n['’]\w+|se|s['’]\w+|\w{2,}(?:aient|èrent|irent|urent))"
)
"""Verbs in the forms that tell them from nouns, and the words that stand before a verb only."""

_SECTIONS = frozenset(
    (
        *"Annexe Annexes Avant-propos Bibliographie Biographie Chronologie Conclusion".split(),
        *"Contexte Discographie Épilogue Filmographie Géographie Histoire Historique".split(),
        *"Introduction Livres Notes Préambule Prologue Références Résumé Sommaire Sources".split(),
        *("Articles connexes", "Lien externe", "Liens externes", "Notes et références"),
        "Voir aussi",
    )
)
"""Headings that stand alone."""

_FIELDS = (
    "Adresse|Auteurs?|Catégories?|Contacts?|Date|Durée|Exemples?|Horaires|Inscriptions|Lieu|"
    "Mots-clés|Note|Prix|Remarques?|Renseignements|Résumé|Réservations|Sources?|Tarifs?|Téléphone"
)
"""Labels that a colon and an entry follow."""

_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_SURE_OPENING = re.compile(
    rf"(?:En|Dès|Vers|Fin|Début) (?:{_MONTHS}|1\d\d\d|20\d\d)\b|Le \d{{1,2}}(?:er)? (?:{_MONTHS})"
    r"|Au (?:cours|début|milieu|lendemain|mois|moment|printemps|total)\b|À (?:partir|la suite)\b"
    r"|(?:Si|Quand|Comme) (?:je|tu|ils?|elles?|on|nous|vous)\b|(?:Lorsqu|Puisqu)['’]|S['’]ils?\b"
    r"|En (?:ce|cette|conséquence|effet|fait|général|outre|particulier|revanche)\b"
    r"|De (?:fait|même|nombreux|nombreuses|plus)\b|D['’](?:abord|ailleurs|après|autres)\b"
    r"|Par (?:ailleurs|conséquent|contre|exemple|la suite)\b|Tout d['’]abord\b|Ne pas\b"
    r"|Qu['’]est-ce|(?:Un|Deux|Trois|Quatre|Cinq|Six|Dix) (?:ans?|mois|jours?|semaines?|heures?)\b"
)
"""Openings of a clause that no name has."""

_OPENING_WORDS = frozenset(
    "De D S Par Tout En Dès Vers Fin Début Au À Si Quand Comme Lorsqu Puisqu Ne Qu".split()
)
_CANDIDATES = _CLAUSE_WORDS | _OTHER_WORDS | _OPENING_WORDS
_NO_END = _BINDING | _NAMING
_WORD = re.compile(r"\w+")
_AS_CLAUSE = re.compile(rf"(?:['’]|[{BLANK}]+)[{LOWER}\d]")
_UP_TO_VERB = re.compile(rf"[\w’'()/{BLANK}-]{{2,90}}?[{BLANK}]{_VERB}[{BLANK}]")
_BULLETS = re.compile(rf"[.:;!?][{BLANK}]+-[{BLANK}]+\w")
_ITEM = re.compile(rf"-[{BLANK}]+[\w^(«\"]")
_TITLE_CASE = re.compile(rf"[{UPPER}][{LOWER}’'][\w’']*[{BLANK}]+[{LOWER}]")
_HEADING = re.compile(
    rf"[{UPPER}]{{2}}(?=[^{LOWER}]{{24}})(?:[^{LOWER}{BLANK}\d.,;:]*[{BLANK}]+){{4}}"
)
_MANNER = re.compile(rf"[{UPPER}][{LOWER}]+ment,")
_LABEL = re.compile(
    rf"(?:{'|'.join(sorted(_SECTIONS))})[{BLANK}]+-[{BLANK}]|(?:{_FIELDS})[{BLANK}]*:"
)
"""A heading before a list, or the label of a field."""

_MEASURE = re.compile(r"\d[ \u00a0\u202f]?(?:mm|cm|km|ha|mg|kg|g|ml|cl|l|%)$")
_TABLE_WORD = re.compile(rf"[{UPPER}][{LOWER}]{{3,}}[{BLANK}]+[{LOWER}(]")
_NUMBER_OF_ITEM = re.compile(r"(?:^|[\s(\[])(?:\w|\d\d|[ivx]{2,4})$")
_LONGEST_SECTION = max(map(len, _SECTIONS))
_CAPITALS = 80
"""How much of a heading in capitals is looked at, in code points; 12 at least must be there."""


def opens_clause(text: str, place: int) -> bool:
    """Whether a capital at a place opens a clause: a word that does, and then lower case.

    Examples
    --------
    >>> opens_clause("Les faits", 0), opens_clause("Le Havre", 0), opens_clause("L’idée", 0)
    (True, False, True)
    """
    word = _WORD.match(text, place)
    return word is not None and _is_clause(text, word, _CANDIDATES)


def _is_clause(text: str, word: re.Match[str], words: frozenset[str]) -> bool:
    if word[0] not in words or (
        word[0] in _ELIDED and text[word.end() : word.end() + 1] not in "'’"
    ):
        return False
    return _AS_CLAUSE.match(text, word.end()) is not None


def has_bullets(text: str) -> bool:
    """Whether hyphens are the bullets of lists: two stand behind stops, as hyphens of names do not.

    Examples
    --------
    >>> has_bullets("Deux ports : - Lens ; - Douai"), has_bullets("Nord - Pas de Calais")
    (True, False)
    """
    found = _BULLETS.finditer(text)
    return next(found, None) is not None and next(found, None) is not None


class Begun(NamedTuple):
    """A sentence whose end is looked for.

    Attributes
    ----------
    text : str
        The whole text.
    start, first : int
        Where the sentence begins, and where its first letter or digit stands.
    bullets : bool
        Whether hyphens are bullets in this text.
    """

    text: str
    start: int
    first: int
    bullets: bool

    @property
    def is_item(self) -> bool:
        """Whether it begins with a bullet itself."""
        return self.text[self.start : self.first].lstrip().startswith("-")

    def is_section(self, at: int) -> bool:
        """Whether all of it, up to a place, is a heading of the common ones."""
        return at - self.first <= _LONGEST_SECTION and self.text[self.first : at] in _SECTIONS

    def last_word(self, at: int) -> str:
        """Return its last word before a place, in lower case and without what is elided."""
        part = self.text[max(self.first, at - 40) : at]
        words = part.replace("’", " ").replace("'", " ").split()
        return words[-1].lower() if words else ""


def begins_behind_mark(sentence: Begun, at: int, place: int) -> bool:
    """Whether another sentence begins behind `;`, or behind a bracket or quote that closes.

    Parameters
    ----------
    sentence : Begun
        The one before.
    at, place : int
        Where the mark stands, and what follows it.

    Examples
    --------
    >>> begins_behind_mark(Begun("Il date ; Les élus votent.", 0, 0, False), 8, 10)
    True
    >>> begins_behind_mark(Begun("Il date ; Lens vote.", 0, 0, False), 8, 10)
    False
    """
    text = sentence.text
    if text[place] == "-":
        return _is_next_item(sentence, at + 1, place)
    if text[at] == ";":
        while text[place : place + 1] in ("«", '"', "“", " ", "\u00a0"):
            place += 1
        word = _WORD.match(text, place)
        sure = word is not None and word[0] in _CLAUSE_WORDS
        sure = sure or _MANNER.match(text, place) is not None
        return sure or opens_clause(text, place) or _HEADING.match(text, place) is not None
    if text[at] in ")]" and _NUMBER_OF_ITEM.search(text, max(0, at - 6), at):
        return False
    return opens_clause(text, place)


def begins_behind_word(sentence: Begun, at: int, place: int) -> bool:
    """Whether another sentence begins behind a word or `:`, with nothing but space between.

    Parameters
    ----------
    sentence : Begun
        The one before.
    at, place : int
        Where the space begins, and what follows it: a capital or a hyphen.

    Examples
    --------
    >>> begins_behind_word(Begun("- Le port de Lens - Le canal", 0, 2, False), 17, 18)
    True
    >>> begins_behind_word(Begun("Nord - Pas de Calais", 0, 0, False), 4, 5)
    False
    >>> begins_behind_word(Begun("La fin des mines Les puits ont fermé.", 0, 0, False), 16, 17)
    True
    """
    text = sentence.text
    if text[place] == "-":
        return _is_next_item(sentence, at, place)
    if text[at - 1] == ":":
        return False
    if sentence.is_section(at) and opens_clause(text, place):
        return True
    if _changes_capitals(sentence, at, place):
        return True
    if _LABEL.match(text, place) or _follows_measure(text, at, place):
        return True
    return _begins_clause(sentence, at, place)


def _follows_measure(text: str, at: int, place: int) -> bool:
    """Whether the row of a table ends before a capital: `Eau plate 50 cl Carafe (verre)`."""
    if _MEASURE.search(text, max(0, at - 12), at) is None:
        return False
    return _TABLE_WORD.match(text, place) is not None


def _is_next_item(sentence: Begun, at: int, place: int) -> bool:
    """Whether a hyphen is the bullet of an item: behind `:`, a heading, or an item before it."""
    if not _ITEM.match(sentence.text, place):
        return False
    if sentence.is_item or sentence.text[at - 1] == ":" or sentence.is_section(at):
        return True
    return sentence.bullets


def _changes_capitals(sentence: Begun, at: int, place: int) -> bool:
    """Whether a heading in capitals ends here, or begins: `FORME ET DOSE Le port`, or after it."""
    text = sentence.text
    if text[at - 2 : at].isupper():
        if not _TITLE_CASE.match(text, place):
            return False
        words = text[max(sentence.first, at - _CAPITALS) : at].split()
        shouted = list(takewhile(str.isupper, reversed(words)))
        return len(shouted) > 1 and sum(map(len, shouted)) > 11
    heading = _HEADING.match(text, place)
    return heading is not None and sentence.last_word(at) not in _NO_END


def _begins_clause(sentence: Begun, at: int, place: int) -> bool:
    text = sentence.text
    word = _WORD.match(text, place)
    if word is None or word[0] not in _CANDIDATES:
        return False
    if word[0] in _ARTICLES and _is_clause(text, word, _ARTICLES):
        opens = _UP_TO_VERB.match(text, word.end()) is not None
    else:
        opens = _is_clause(text, word, _CLAUSE_WORDS)
    opens = opens or _SURE_OPENING.match(text, place) is not None
    opens = opens or _echoes(text, sentence.first, word)
    return opens and sentence.last_word(at) not in _NO_END


def _echoes(text: str, first: int, article: re.Match[str]) -> bool:
    """Whether a definition repeats the heading before it: `Cité des Arts La cité des Arts fut`."""
    at, again = article.start(), _WORD.match(text, article.end() + 1)
    if article[0] not in _ARTICLES or again is None or len(again[0]) < 4:
        return False
    head = text.rfind(again[0].capitalize(), max(first, at - _CAPITALS), at)
    heading = text[head:at].rstrip() if head >= 0 else ""
    return bool(heading) and (
        text[again.start() : again.start() + len(heading)].lower() == heading.lower()
    )
