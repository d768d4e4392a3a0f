"""A project with a sixth label, `EVENT`, as a linguist would set it up after `annotate init`."""

from __future__ import annotations

from pathlib import Path

from command import Command

ROW = "EVENT\tentities\t#7a5c00\tÉvénement\tEvent\tUne fête ou une foire qui a un nom.\n"
NAME = "Exposition universelle\tEVENT\tinvented for this test\n"
HEAD = "ducasse\tofficial\tEVENT\tinvented for this test\n"
GROUPS = (
    '"names","dates","acronyms","citations","organizations","mine_sites","places","people",'
    '"consistency"'
)
RULER = f"""
reads = [{GROUPS},"fairs"]

[components.fairs]
factory = "span_ruler"
spans_key = "fairs"
"""
PATTERNS = """
[initialize.components.fairs]
patterns = [{"label": "EVENT", "id": "named", "pattern": [{"LOWER": "braderie"}, {"LOWER": "de"}, \
{"IS_TITLE": true}]}]
"""
TEXTS = {
    "fete": "Une ville en fête\n\nLa ville de Lens prépare l’Exposition universelle et la Braderie "
    "de Lens. Anne Roux, maire de Liévin, a visité l’Exposition universelle avec Marc Petit.\n\n"
    "Le Comité de l’Exposition universelle siège à Arras. En mai 1906, la Braderie de Lens attira "
    "la foule, et la ducasse de Bully aussi. Le programme de la Fête du Travail est prêt.\n",
    "foire": "La foire\n\nLa Braderie de Lens revient en 1907. Marc Petit ouvre la ducasse de "
    "Bully, puis les Fêtes du Travail. La SNCF vend des billets pour l’Exposition universelle.\n",
}
FOUND = {"fete": 6, "foire": 3}
"""How many EVENT each text has."""


def add(path: Path, text: str) -> None:
    """Write at the end of a file."""
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write(text)


def make_project(annotate: Command, folder: Path) -> Path:
    """Make a project, give it the label, a name, a head and a rule, and two texts."""
    done = annotate("init", folder)
    assert done.returncode == 0, done.stderr
    configs = folder / "configs"
    add(configs / "labels.tsv", ROW)
    add(configs / "lexicons" / "known_names.tsv", NAME)
    add(configs / "lexicons" / "organization_heads.tsv", HEAD)
    pipeline = configs / "pipeline.cfg"
    text = pipeline.read_text("utf-8").replace(',"annotate_policy"]', ',"fairs","annotate_policy"]')
    policy = 'factory = "annotate_policy"\n'
    pipeline.write_text(text.replace(policy, policy + RULER) + PATTERNS, "utf-8")
    for name, words in TEXTS.items():
        (folder / "corpus" / f"{name}.txt").write_bytes(words.encode())
    return folder
