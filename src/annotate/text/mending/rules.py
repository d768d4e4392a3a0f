"""The rules of mending by name, and the table that switches them on and off."""

from __future__ import annotations

from pathlib import Path

from annotate.errors import LexiconError
from annotate.lexicons import read_table
from annotate.resources import default_configs

RULES = (
    "hyphen",
    "lost_hyphen",
    "line_break",
    "page_break",
    "note_call",
    "note_number",
    "space",
    "spaced_letters",
    "ligature",
    "soft_hyphen",
    "accent",
    "font_code",
    "mojibake",
)
"""Every rule; what each does is described in ``configs/mending.tsv``."""

ALL_RULES = frozenset(RULES)

FILE = "mending.tsv"
_ON = {"yes": True, "no": False, "oui": True, "non": False}


def read_rules(folder: Path) -> frozenset[str]:
    """Return the rules that a configuration switches on.

    Parameters
    ----------
    folder : Path
        The configuration's folder. If it has no ``mending.tsv``, the one that `annotate` ships
        counts.

    Returns
    -------
    frozenset of str
        A rule that the table does not name is on.

    Raises
    ------
    LexiconError
        If the table is malformed, names an unknown rule, or one twice; the place is the line.

    Examples
    --------
    >>> read_rules(default_configs()) == ALL_RULES
    True
    """
    own = folder / FILE
    path = own if own.is_file() else default_configs() / FILE
    given: dict[str, bool] = {}
    for row in read_table(path, ("rule", "on"), {"rule": ALL_RULES, "on": frozenset(_ON)}):
        if row["rule"] in given:
            raise LexiconError(
                f"the rule {row['rule']} comes twice", path=path, remedy="keep one of its rows"
            )
        given[row["rule"]] = _ON[row["on"]]
    return frozenset(rule for rule in RULES if given.get(rule, True))
