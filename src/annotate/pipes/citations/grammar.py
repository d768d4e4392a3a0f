"""The grammar of a bibliographic call: names, years, pages, and what is not one of these.

Everything is a bounded regular expression over one call or the line before it.
"""

from __future__ import annotations

import re

from annotate.french.characters import LOWER, UPPER

SPACE = r"(?:[ \t\u00a0\u202f]{1,2}|[ \t]?\n[ \t]?(?!\s))"
_PARTICLE = (
    rf"(?:(?:[dD]e{SPACE}la|[dD]es?|[dD]u|[vV]an{SPACE}de[nr]?|[vV]an|[vV]on|[lL][ae]|di|da){SPACE}"
    r"|[dD][’'])"
)
_CAPITAL = rf"[{UPPER}][\w’'\-]{{1,30}}"
_INITIALS = rf"(?:[{UPPER}][{LOWER}]?\.(?:-?[{UPPER}]\.){{0,2}})"
_PERSON = (
    rf"(?:{_INITIALS}{SPACE}){{0,2}}{_PARTICLE}?{_CAPITAL}"
    rf"(?:{SPACE}{_PARTICLE}?{_CAPITAL}){{0,3}}(?:,?{SPACE}{_INITIALS}){{0,2}}"
)
_HEADS = (
    "Académie|Agence|Archives|Assemblée|Association|Atelier|Banque|Bureau|Centre|Chambre|Collectif"
    "|Comité|Commissariat|Commission|Commune|Communauté|Conférence|Conseil|Cour|Délégation|Département"
    "|Direction|Fédération|Fondation|Groupe|Institut|Ministère|Mission|Observatoire|Office"
    "|Organisation|Parc|Préfecture|Région|Secrétariat|Service|Société|Syndicat|Union|Université"
    "|Ville|Mairie"
)
_BODY = rf"(?:{_HEADS})(?:{SPACE}[\w’'\-–&]{{1,30}}){{0,10}}"
AUTHOR = rf"(?:{_BODY}|{_PERSON})"
_AND = rf"(?:{SPACE}?,{SPACE}(?:et{SPACE}|&{SPACE})?|{SPACE}(?:et|&|and){SPACE}|{SPACE}?/{SPACE}?)"
_OTHERS = rf"(?:,?{SPACE}(?:et{SPACE})?(?:al\.?|alii|coll\.))"
_EDITED = rf"(?:,?{SPACE}?(?:\((?:dirs?|éds?|eds?|coords?|org)\.?\)|(?:dirs?|éds?|eds?|coords?)\.))"
AUTHORS = rf"{AUTHOR}(?:{_AND}{AUTHOR}){{0,5}}{_OTHERS}?{_EDITED}?"

YEAR = r"(?:(?:1[6-9]|20)\d\d)"
_UNDATED = r"s\.\s?d\.|à paraître|sous presse|en cours"
_YEAR_ITEM = rf"(?:\[{YEAR}\]{SPACE}?)?(?:{YEAR}[a-h]?(?!\w)|{_UNDATED})(?:{SPACE}?\[{YEAR}\])?"
YEARS = rf"{_YEAR_ITEM}(?:(?:,{SPACE}?|/|[–-]|{SPACE}et{SPACE}){_YEAR_ITEM}){{0,4}}"
AGAIN = r"(?:op\.\s?cit\.?|loc\.\s?cit\.?|art\.\s?cit\.?|ouvr\.\s?cité|ibid\.?|ibidem|id\.|idem)"
_PLACE = (
    r"(?:pp?\.|§|n[°o]\.?|chap\.|t\.|tome|vol\.|fig\.|note|notes|ch\.|l\.)\s?[\dIVXivx]{1,6}[a-z]?"
    r"(?:\s?[–-]\s?\d{1,4}|(?:,| et)\s?\d{1,4}){0,4}(?:\s?(?:et )?(?:sqq?|s|ss|suiv)\.)?"
)
PAGES = rf"(?:\s?[,:]\s?(?:{_PLACE}|\d{{1,4}}(?:\s?[–-]\s?\d{{1,4}})?)){{0,3}}"
_LEAD = (
    r"(?:[vV]oir(?: aussi| notamment| par exemple| entre autres)?|[cC]f\.?|[iI]n|notamment|surtout"
    r"|(?:par )?ex(?:emple|\.)|e\.g\.|[dD][’']après|[sS]elon|[sS]ources?\s?:"
    r"|sur (?:l[’'](?:une?|autre)|ces? (?:derniers? )?(?:points?|sujets?|thèmes?)|(?:cette|ces)"
    r" questions?|le sujet)"
    r"|(?:cité|repris|rapporté|traduit)e?s? (?:par|dans|in)|entre autres|et|puis|aussi)"
)
LEAD = re.compile(rf"(?:{_LEAD},?{SPACE}){{0,2}}")

AUTHORS_ONLY = re.compile(AUTHORS)
AUTHORS_BEFORE = re.compile(rf"(?<![\w.’'\-])(?P<authors>{AUTHORS})(?P<gap>,?{SPACE})\Z")
DATED = re.compile(rf"(?P<years>{YEARS})(?P<pages>{PAGES})\s?\Z")
PLACED = re.compile(rf"(?P<again>{AGAIN})(?P<pages>{PAGES})\s?\Z")
ONE_AUTHOR = re.compile(AUTHOR)
SEPARATOR = re.compile(_AND)
OTHERS_AT_END = re.compile(rf"(?:{_OTHERS}|{_EDITED}){{1,2}}\Z")
ONE_YEAR = re.compile(rf"(?<![\d]){YEAR}(?!\d)")
YEAR_OR_AGAIN = re.compile(rf"(?<!\w)(?:\[{YEAR}\]|{YEAR}[a-h]?(?!\w)|{_UNDATED}|{AGAIN})")
BODY_HEAD = re.compile(rf"(?:{_HEADS})\b")

# Capitalised words that begin no author: laws, works and events are dated in parentheses as well.
_NO_AUTHOR = """
    accord accords acte agenda annexe annonce arrêté article automne biennale carte chapitre charte
    circulaire code congrès constitution convention coupe croquis décret directive document edit
    édit encadré encyclique euro expo exposition festival fig figure forum graphique grenelle guerre
    horizon illustration image jeux livret loi lois manifeste note opération page photo photographie
    plan planche printemps prix programme projet protocole rapport référendum règlement révolution
    salon schéma sommet tableau titre traité tournoi
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    lundi mardi mercredi jeudi vendredi samedi dimanche noël pâques hiver été
"""
NOT_AUTHORS = frozenset(_NO_AUTHOR.split())
# Words that are before a name at the beginning of a sentence without being part of it.
_OPENER = """
    à ainsi après au aussi avant avec car ce ces cette chez comme contre dans depuis des donc du en
    enfin entre et ensuite la le les l mais or où par pour pourtant puis quand que quant quoique
    selon si suivant sur tandis vers voir d’après d'après cf déjà lorsque puisque dès
"""
OPENERS = frozenset(_OPENER.split())
REPORTING = (
    r"(?:affirme|ajoute|analyse|appelle|avance|conclut|confirme|considère|constate|critique|décrit"
    r"|défend|définit|démontre|dit|distingue|écrit|emploie|estime|étudie|évoque|explique|insiste"
    r"|indique|invite|juge|mentionne|montre|nomme|note|observe|parle|plaide|pointe|pose|précise"
    r"|propose|qualifie|rappelle|rapporte|reconnaît|relève|remarque|retrace|signale|soutient"
    r"|souligne|suggère|utilise|voit)(?:nt|ent)?"
)
SAYS_AFTER = re.compile(
    rf"\)?,?{SPACE}(?:[{LOWER}]{{2,12}}{SPACE}){{0,2}}(?:(?:l[’']|le |la |les |en |y |s[’']"
    rf"|se |a |ont |avait |nous |n[’'])?{REPORTING}\b"
    rf"|(?:a|ont|avait|avaient) (?:bien )?[{LOWER}]{{2,20}}[éist]s?\b)"
)
SAYS_BEFORE = re.compile(
    rf"(?:\b{REPORTING}{SPACE}|\b(?:selon|d[’']après|voir|cf\.|chez|par|suivant|pour){SPACE}"
    rf"|(?:travaux|étude|études|analyse|analyses|ouvrage|livre|article|thèse|enquête|recherches?"
    rf"|synthèse|expression|mots|formule|hypothèse|typologie|modèle){SPACE}(?:de{SPACE}|d[’']))\Z",
    re.IGNORECASE,
)
