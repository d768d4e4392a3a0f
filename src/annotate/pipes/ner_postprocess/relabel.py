"""A better label for a name of the model, from the words right before it.

The model knows a person by shape, and a short unknown place has the same shape. Some words are
followed by a place and nothing else; only those are here.
"""

from __future__ import annotations

import re

from annotate.french.characters import LOWER, UPPER
from annotate.pipes.ner_postprocess.lexicons import Context

_SETTLEMENT = (
    r"(?:villes?|villages?|communes?|bourgs?|bourgades?|hameaux?|hameau|localités?|cités?|banlieues?|"
    r"faubourgs?|cantons?|districts?|provinces?|comtés?|départements?|régions?|arrondissements?|"
    r"seigneuries?|paroisses?|évêchés?|diocèses?|duchés?|marquisats?|vallées?|plaines?|ports?|"
    r"environs|alentours|hauteurs|faubourgs|habitants|ruines|gares?|mairies?|préfectures?|"
    r"population|territoire|bataille|siège|prise|traité|routes?|mines|houilles|fonds|lieux?|endroits?)"
)
_STAY = (
    r"(?:née?s?|naît|naquit|mort(?:e|s|es)?|mourut|meurt|décédée?s?|décède|enterrée?s?|inhumée?s?|"
    r"domiciliée?s?|demeurant|demeurait|résid\w{1,5}|habit(?:e|ait|ant|aient|èrent|é)|installée?s?|"
    r"s['’]install\w{1,6}|établie?s?|s['’]établi\w{1,6}|située?s?|sise?s?|séjourn\w{1,6}|arriv\w{1,6}|"
    r"parven\w{1,5}|se rend\w{0,6}|rendue?s?|retourn\w{1,6}|retour|départ|atterri\w{0,5}|"
    r"débarqu\w{1,6}|"
    r"émigr\w{1,6}|réfugiée?s?|exilée?s?|emprisonnée?s?|internée?s?|déportée?s?|ambassadeur|consul|"
    r"instituteur|institutrice|médecin|curé|pasteur|notaire|maître d['’]école|usine|gare|halte)"
)
_PLACE_FOLLOWS = re.compile(
    rf"(?:\b{_SETTLEMENT}\s(?:[{LOWER}]{{3,14}}\s)?(?:de\s|d['’])|"
    rf"\b{_STAY}\s(?:à|près de|vers)\s|"
    r"\b(?:près|loin|hors)\s(?:de\s|d['’])|(?<![\w’'])[Ee]n\s)$"
)
# A class noun of business is before the name of a company, without an article.
_BUSINESS = re.compile(
    r"\b(?:brasserie|boulangerie|laiterie|jardinerie|librairie|imprimerie|fonderie|verrerie|tuilerie|"
    r"briqueterie|minoterie|scierie|distillerie|sucrerie|papeterie|cartonnerie|mégisserie|tannerie|"
    r"chocolaterie|biscuiterie|conserverie|raffinerie|quincaillerie|épicerie|boucherie|pâtisserie|"
    r"charcuterie|menuiserie|serrurerie|droguerie|bijouterie|confiserie|teinturerie|bonneterie|"
    r"huilerie|malterie|faïencerie|cokerie|cimenterie|filature|forges|manufacture|pharmacie|"
    r"cabinet|éditions|établissements|garage|usines?|entreprise|agence|sociétés?|groupe|ateliers?|"
    r"banque|magasins?|restaurant|café|auberge|compagnie|firme|marque|constructeur|fabricant|"
    r"éditeur|équipementier|opérateur|distributeur)\s$"
)
# Who works at a firm works « chez » it; who is lodged « chez » somebody the words do not say.
_EMPLOYED = re.compile(
    r"\b(?:travaill\w{1,5}|embauch\w{1,4}|employée?s?|engagée?s?|ouvri(?:er|ère)s?|ingénieure?s?|"
    r"cadres?|salariée?s?|licenciée?s?|stage|stagiaire|apprentie?s?|carrière|contremaître|"
    r"débaucha?i?t?|production|publi\w{1,4}|par[aû]\w{1,4}|édit\w{1,4})\s(?:[\w’'-]+\s){0,3}chez\s$"
)
# « la fosse n° 10 de l'Escarpelle »: with an article it is a company's, without one a commune's.
_PIT_OF = re.compile(
    r"\b(?:fosses?|puits|sièges?)\s(?:n[°ºo]s?\s)?\d[\w/ -]{0,8}\s(?:de\sl['’]|de\sla\s|du\s)$"
    r"|\b(?:actionnaires?|administrateurs?|ingénieurs?|directeurs?|gérants?|compagnie|concurrente?s?)"
    r"\sde\sl['’]$"
)
_CALLED = re.compile(
    r"\b(?:lieux?-?dits?|lieu|endroit|village|ville|commune|hameau|quartier|bourg|île|région|pays|"
    r"localité|site)\s(?:qui\s)?(?:\w+\s)?(?:s['’]appel\w{2,6}|appelée?|nommée?|dénommée?|dite?)\s$"
)
_SAINT = re.compile(rf"Sainte?-[{UPPER}][\w’'-]+$")
_TO = re.compile(r"\b(?:à|À|vers|jusqu['’]à)\s$")
_LINK = re.compile(r"\b(?:à|de|vers)\s$")


def label_without_one(context: Context, start: int, end: int) -> str:
    """Return what a name is that the model found no label for but MISC, which is hardly ever right.

    Parameters
    ----------
    context : Context
        The text and what is known of it.
    start, end : int
        The name, trimmed.

    Returns
    -------
    str
        LOC or ORG if a list or the words before the name say so, else MISC.
    """
    form = context.text[start:end]
    if form in context.lists.world:
        return "LOC"
    before = context.text[max(0, start - 60) : start]
    if _is_employer(before):
        return "ORG"
    if form.isupper() or not form.replace("-", "").replace("'", "").isalpha():
        return "MISC"
    if _PLACE_FOLLOWS.search(before) is not None or _TO.search(before) is not None:
        return "LOC"
    return "MISC"


def _is_employer(before: str) -> bool:
    """Return whether the words before a name make it a business or somebody's employer."""
    return _BUSINESS.search(before) is not None or _EMPLOYED.search(before) is not None


def label_in_context(context: Context, start: int, end: int, label: str) -> str:
    """Return the label that the words before a name give it, `label` if they give none.

    Parameters
    ----------
    context : Context
        The text and what is known of it.
    start, end : int
        The name, trimmed.
    label : str
        The label it was found with.
    """
    if label != "PER":
        return label
    form = context.text[start:end]
    before = context.text[max(0, start - 60) : start]
    if _is_employer(before):
        return "ORG"
    if _PIT_OF.search(before) is not None:
        return "ORG"
    if "." in form or "\n" in form:
        return label
    if _PLACE_FOLLOWS.search(before) is not None or _CALLED.search(before) is not None:
        return "LOC"
    if " " in form:
        return label
    if before.endswith(("à ", "À ")) and form in context.lists.settlements:
        return "LOC"
    # With its hyphen a saint is a village, a street or a feast; the person is « saint Éloi ».
    if _SAINT.match(form) and _LINK.search(before) is not None:
        return "LOC"
    return label
