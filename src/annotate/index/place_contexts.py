"""What the words around the mention of a place say: a commune, a département, a river, a thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from annotate.french.characters import UPPER
from annotate.french.classes import shipped_classes
from annotate.index.mentions import Mention
from annotate.index.surface_forms import clean

_OF = r"(?:\s+(?:de\s+la|de\s+l['’]|du|des|de)\s*|\s+d['’]\s*)$"
_ARTICLE = re.compile(r"(?:^|[\s(«\"–—-])(la|le|les|du|au|des|aux|l['’])\s*$", re.IGNORECASE)
_OWN_ARTICLE = re.compile(r"^(?:(le|la|les)\s+|(l['’]))(?=\S)", re.IGNORECASE)
_ARTICLES = {
    "le": "Le ",
    "du": "Le ",
    "au": "Le ",
    "la": "La ",
    "les": "Les ",
    "des": "Les ",
    "aux": "Les ",
    "l'": "L'",
}
_LINK = re.compile(
    r"(?:^|[^\w’'-])(?:de|du|des|la|le|les|à|au|aux|en|sur|sous|lès|près|vers|et|entre|[dl]['’])\s*$"
    r"|[/(«,;:–—]\s*$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\w-$|[^\W\d_]{3,}['’]$")
_GOES_ON = re.compile(rf"[-’'](?=\w)|\s[–-]\s?[{UPPER}]")
_LOCATIVE = re.compile(r"(?:^|\W)(?:à|vers|jusqu['’]à|près (?:de\s|d['’]))\s*$", re.IGNORECASE)
_IN = re.compile(r"(?:^|\W)(?:en\s|dans\s+(?:le\s|la\s|les\s|l['’]))\s*$", re.IGNORECASE)
_BESIDE = re.compile(
    r"\s*\(\s*(?:dans\s+)?(?:(?:le|la|les)\s+|l['’]\s*)?([^()]{2,40}?)\s*\)"
    r"|,?\s+dans\s+(?:(?:le|la|les)\s+|l['’]\s*)([\w-]+)",
)
_LIFE = re.compile(r"\(\s*[^()]{0,40}\d{3,4}\s*[–—-]\s*$|\(\s*$")
_YEAR = re.compile(r"\s*,?\s*(?:en\s+)?\d{4}\b")
_FOLLOWED = re.compile(r"\s+(?:de|du|des)\b|\s+d['’]")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the words around one mention of a place say.

    Attributes
    ----------
    form : str
        The name, without an article of its own and without « ville de ».
    article : str
        The article before it, in the mention or next to it (``Le ``), or ``""``.
    thing : bool
        Whether something is called so: a pit, a street, a quarter.
    part : bool
        Whether it is only a part of a longer name.
    commune, locative, inside : bool
        Whether it follows « commune de », « à », « en » or « dans le ».
    life : bool
        Whether somebody was born, lived or died there: « née à », « (Paris, 1848 – ».
    river, department, province : bool
        Whether it follows « rive de », « préfet de », « duché de ».
    followed : bool
        Whether « de » follows: « le Nord de la France ».
    beside : str
        What stands in brackets or with « dans » after it: ``Pas-de-Calais``, ``62``.
    """

    form: str
    article: str = ""
    thing: bool = False
    part: bool = False
    commune: bool = False
    locative: bool = False
    inside: bool = False
    life: bool = False
    river: bool = False
    department: bool = False
    province: bool = False
    followed: bool = False
    beside: str = ""

    @property
    def commune_name(self) -> str:
        """The name as a commune has it: with the article before it, if there is one."""
        return self.article + self.form


def surroundings(mention: Mention) -> Surroundings:
    """Return what the context of a mention says of it.

    Examples
    --------
    >>> def around(left, text, right=""):
    ...     return surroundings(Mention(document="a", mention_id="1", label="LOC", text=text,
    ...         ranges=((0, 1),), left=left, right=right))
    >>> around("un registre de la fosse ", "Saint-Pierre").thing
    True
    >>> around("la gare du ", "Mans").commune_name
    'Le Mans'
    >>> around("née à ", "Plan", ", dans l’Isère").beside
    'Isère'
    """
    text, left, right = clean(mention.text), mention.left, mention.right
    named_commune = _of_commune().match(text)
    river = bool(_after("OF_RIVER").search(left) or _into_river().search(left))
    life = bool(_LIFE.search(left) and _YEAR.match(right)) or bool(_life().search(left))
    if named_commune:
        text = text[named_commune.end() :]
    own = _OWN_ARTICLE.match(text)
    form = text[own.end() :] if own else text
    before = _ARTICLE.search(left) if not own and not named_commune else None
    article = (own[1] or own[2]) if own else (before[1] if before else "")
    beside = _BESIDE.match(right)
    return Surroundings(
        form=form,
        article=_ARTICLES[article.lower().replace("’", "'")] if article else "",
        thing=bool(_thing().search(left))
        or (form.lower().startswith("saint") and bool(_after("OF_ABBEY").search(left))),
        part=bool(_JOINED.search(left) or _GOES_ON.match(right))
        or (mention.nested and not _LINK.search(left)),
        commune=bool(named_commune or _after("OF_COMMUNE").search(left)),
        locative=bool(_LOCATIVE.search(left)),
        inside=bool(_IN.search(left)) and not river,
        life=life,
        river=river,
        department=bool(_after("OF_DEPARTMENT").search(left)),
        province=bool(_after("OF_PROVINCE").search(left)),
        followed=bool(_FOLLOWED.match(right)),
        beside=(beside[1] or beside[2]) if beside else "",
    )


def site_name(mention: Mention) -> str:
    """Return what the thing that a mention names is called, ``""`` if it says no thing.

    Examples
    --------
    >>> site_name(Mention(document="a", mention_id="1", label="LOC", text="fosse Saint-Amé",
    ...     ranges=((0, 15),)))
    'Saint-Amé'
    """
    head = _site().match(clean(mention.text))
    return clean(mention.text)[head.end() :] if head else ""


@cache
def _thing() -> re.Pattern[str]:
    """A noun that bears the name that follows it without « de », or « dite »."""
    classes = shipped_classes()
    site, nickname = classes.pattern("NAMED_SITE"), classes.pattern("NICKNAMED")
    return re.compile(rf"(?<![\w’'-])(?:{site}(?:\s+n[°º]\s*\d+)?|{nickname})\s+$")


@cache
def _site() -> re.Pattern[str]:
    site = shipped_classes().pattern("NAMED_SITE")
    return re.compile(rf"{site}(?:\s+n[°º]\s*\d+)?\s+(?=(?:(?:la|le|les)\s|l['’])?[{UPPER}])")


@cache
def _of_commune() -> re.Pattern[str]:
    nouns = shipped_classes().pattern("COMMUNE_NOUN")
    return re.compile(rf"{nouns}\s+(?:de\s+|d['’])(?=\S)")


@cache
def _after(name: str) -> re.Pattern[str]:
    """A word of a class with « de » after it."""
    adjective = r"(?:\s+[a-zéèê]+)?"
    return re.compile(rf"(?<![\w’'-]){shipped_classes().pattern(name)}{adjective}{_OF}")


@cache
def _life() -> re.Pattern[str]:
    """« né à », « mort à », « curé à »."""
    return re.compile(rf"(?<![\w’'-]){shipped_classes().pattern('STAY')}\s+à\s+$")


@cache
def _into_river() -> re.Pattern[str]:
    """« se jette dans »: what follows is water, not a département."""
    verb = shipped_classes().pattern("INTO_RIVER")
    return re.compile(rf"\b{verb}\s+dans\s+(?:le\s|la\s|l['’])\s*$")
