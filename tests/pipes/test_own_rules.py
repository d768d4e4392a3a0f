"""Labels and rules of the user's own in the pipeline: what is found, and what is refused."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import SpanGroup

from annotate.document.candidates import Candidate, read_candidates, write_candidates
from annotate.document.labels import read_labels, shipped_labels
from annotate.errors import ConfigurationError, LexiconError
from annotate.pipes.assembly import assemble, configuration_digest
from annotate.pipes.merge import MergePipe, resolve
from annotate.pipes.ner_postprocess.component import NamesPipe
from annotate.pipes.organizations.component import OrganizationsPipe, organization_lists
from annotate.pipes.people.component import PeoplePipe
from annotate.pipes.places.component import PlacesPipe
from annotate.pipes.recognition import recognise
from annotate.resources import default_configs
from annotate.text.mending.mend import mend
from annotate.text.reading import read_source
from command import ROOT
from sixth_label import GROUPS, HEAD, NAME, PATTERNS, ROW, RULER, add

pytestmark = pytest.mark.slow

TEXT = "On prépare l’Exposition universelle et la Braderie de Lens."
LABELS = (*shipped_labels().entities, "EVENT")


@pytest.fixture
def configs(tmp_path: Path) -> Path:
    """A configuration with the label, and without the model, which takes seconds to load."""
    folder = tmp_path / "configs"
    shutil.copytree(default_configs(), folder)
    add(folder / "labels.tsv", ROW)
    text = (folder / "pipeline.cfg").read_text("utf-8")
    text = text.replace('"annotate_ner",', "")
    begin, end = text.index("# The weights"), text.index("[components.annotate_names]")
    (folder / "pipeline.cfg").write_text(text[:begin] + text[end:], "utf-8")
    return folder


def with_ruler(configs: Path, ruler: str = RULER, where: str = '"fairs","annotate_policy"') -> Path:
    path = configs / "pipeline.cfg"
    text = path.read_text("utf-8").replace('"annotate_policy"]', f"{where}]")
    policy = 'factory = "annotate_policy"\n'
    path.write_text(text.replace(policy, policy + ruler) + PATTERNS, "utf-8")
    return path


def events(nlp: Language, text: str = TEXT) -> list[tuple[str, str]]:
    found = recognise(text, nlp)["entities"]
    return [(one.text(text), one.rule) for one in found if one.label == "EVENT"]


def test_a_ruler_among_the_components_changes_nothing_else(configs: Path) -> None:
    text = mend(read_source(ROOT / "corpus" / "gohelle-chronique.txt", "gohelle-chronique")).text
    plain = recognise(text, assemble(configs / "pipeline.cfg"))
    ruled = recognise(text, assemble(with_ruler(configs)))
    assert ruled.pop("fairs") == []
    assert ruled == plain
    assert sum(map(len, plain.values())) > 200


def test_names_heads_and_patterns_are_found_and_saved(configs: Path, tmp_path: Path) -> None:
    add(configs / "lexicons" / "known_names.tsv", NAME)
    add(configs / "lexicons" / "organization_heads.tsv", HEAD)
    nlp = assemble(with_ruler(configs))
    text = TEXT + " Avant la ducasse de Bully."
    expected = [
        ("Exposition universelle", "lexicon:known_names"),
        ("Braderie de Lens", "rule:fairs.named"),
        ("ducasse de Bully", "rule:organizations.official"),
    ]
    assert events(nlp, text) == expected
    nlp.to_disk(tmp_path / "model")
    shutil.rmtree(configs)
    saved = spacy.load(tmp_path / "model")
    assert events(saved, text) == expected
    again = spacy.blank("fr").from_config(saved.config).from_bytes(saved.to_bytes())
    assert events(again, text) == expected
    assert [ent.label_ for ent in again(text).ents] == ["EVENT"] * 3


def test_patterns_in_a_file_lie_beside_the_configuration(configs: Path) -> None:
    path = with_ruler(configs)
    rule = '{"label": "EVENT", "pattern": "Braderie"}\n'
    (configs / "lexicons" / "fairs.jsonl").write_text(rule, "utf-8")
    block = "[initialize.components.fairs]\n[initialize.components.fairs.patterns]\n"
    block += '@readers = "srsly.read_jsonl.v1"\npath = "lexicons/fairs.jsonl"\n'
    path.write_text(path.read_text("utf-8").replace(PATTERNS, "\n" + block), "utf-8")
    assert events(assemble(path)) == [("Braderie", "rule:fairs")]
    before = configuration_digest(path)
    (configs / "lexicons" / "fairs.jsonl").write_text(rule.replace("Braderie", "Foire"), "utf-8")
    assert configuration_digest(path) != before


def moved(path: Path) -> None:
    text = path.read_text("utf-8").replace('"fairs","annotate_policy"', '"annotate_policy","fairs"')
    path.write_text(text, "utf-8")


def unread(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace(f'reads = [{GROUPS},"fairs"]\n', ""), "utf-8")


def unknown(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace('"label": "EVENT"', '"label": "EVNT"'), "utf-8")


def into_ents(path: Path) -> None:
    text = path.read_text("utf-8").replace('"span_ruler"\nspans_key = "fairs"', '"entity_ruler"')
    path.write_text(text.replace(',"fairs"]\n\n[components', "]\n\n[components"), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "what", "remedy"),
    [
        (moved, "fairs comes after annotate_policy", "put it before annotate_policy"),
        (unread, "'fairs', which no component reads", "to `reads` of annotate_policy"),
        (unknown, "gives the label EVNT", "add it to {labels}"),
        (into_ents, "writes doc.ents", "use the factory span_ruler"),
    ],
)
def test_rules_whose_finds_would_be_lost_are_refused(
    configs: Path, spoil: Callable[[Path], None], what: str, remedy: str
) -> None:
    path = with_ruler(configs)
    spoil(path)
    with pytest.raises(ConfigurationError) as caught:
        assemble(path)
    assert what in str(caught.value) and str(path) in str(caught.value)
    assert remedy.format(labels=configs / "labels.tsv") in str(caught.value)


def test_spans_of_others_are_read_with_where_they_come_from() -> None:
    nlp = spacy.blank("fr")
    doc = nlp("La Braderie de Lens en mai 1906.")
    fair, may = doc.char_span(3, 19, label="EVENT"), doc.char_span(23, 31, "DATE", "1906-05")
    doc.spans["own"] = [fair, may]
    assert read_candidates(doc, "own", "fairs") == [
        Candidate(3, 19, "EVENT", "rule:fairs"),
        Candidate(23, 31, "DATE", "rule:fairs", value="1906-05"),
    ]
    doc.spans["sc"] = SpanGroup(doc, name="sc", spans=[fair], attrs={"scores": [0.75]})
    assert read_candidates(doc, "sc") == [Candidate(3, 19, "EVENT", "model:sc", 0.75)]
    write_candidates(doc, "none", [])
    assert read_candidates(doc, "none") == [] == read_candidates(doc, "absent")


def test_the_first_found_of_two_at_one_place_stays_the_first() -> None:
    doc = spacy.blank("fr")("La Braderie")
    two = [Candidate(3, 11, "MISC", "rule:a"), Candidate(3, 11, "EVENT", "rule:b")]
    write_candidates(doc, "two", two)
    assert read_candidates(doc, "two") == two


def test_a_component_in_another_process_knows_the_names_of_writers() -> None:
    nlp = spacy.blank("fr")
    ruler = nlp.add_pipe("span_ruler", name="fairs", config={"spans_key": "own"})
    ruler.add_patterns([{"label": "LOC", "pattern": "Lens"}])  # type: ignore[attr-defined]
    nlp.add_pipe("annotate_policy", config={"reads": ["own"]})
    copy = pickle.loads(pickle.dumps(nlp.get_pipe("annotate_policy")))
    doc = ruler(nlp.make_doc("à Lens"))
    assert [one.rule for one in read_candidates(copy(doc), "entities")] == ["rule:fairs"]


def test_a_rule_of_ones_own_overrides_what_it_meets() -> None:
    text = "la Braderie de Lens ouvre"
    whole = Candidate(3, 19, "EVENT", "rule:fairs.named")
    groups = {
        "names": [Candidate(3, 25, "ORG", "model:m")],
        "organizations": [Candidate(3, 19, "MISC", "rule:organizations.official")],
        "fairs": [whole],
    }
    assert [(one.label, one.text(text)) for one in resolve(text, groups, LABELS)] == [
        ("EVENT", "Braderie de Lens")
    ]
    # A longer name of another rule is the whole name still, and the event lies inside.
    groups["organizations"] = [Candidate(0, 25, "ORG", "rule:organizations.official")]
    found = [(one.label, one.attributes["nested"]) for one in resolve(text, groups, LABELS)]
    assert found == [("ORG", False), ("EVENT", True)]
    assert resolve(text, {"fairs": [whole]}, shipped_labels().entities) == []


def test_the_last_row_about_a_name_or_a_head_counts() -> None:
    heads = [
        {"head": "foire", "kind": "official", "label": "MISC"},
        {"head": "Foire", "kind": "official", "label": "EVENT"},
    ]
    known = [{"form": "Braderie", "label": "MISC"}, {"form": "Braderie", "label": "EVENT"}]
    lists = organization_lists(heads, known, [])
    from annotate.pipes.organizations.component import find_organizations

    text = "la foire de Lens et la Braderie"
    assert [(one.label, one.text(text)) for one in find_organizations(text, lists)] == [
        ("EVENT", "foire de Lens"),
        ("EVENT", "Braderie"),
    ]


def test_first_words_may_give_a_label(tmp_path: Path) -> None:
    labels, works = tmp_path / "labels.tsv", tmp_path / "works.tsv"
    shutil.copyfile(default_configs() / "labels.tsv", labels)
    works.write_text("head\tsource\tlabel\nPlan\tme\nGala\tme\tEVENT\n", "utf-8")
    pipe = NamesPipe("n", "names", ["ner"])
    with pytest.raises(LexiconError, match=r"works\.tsv, line 3: 'EVENT' in column label"):
        pipe.read_tables({"works": works, "labels": labels})
    add(labels, ROW)
    pipe.read_tables({"works": works, "labels": labels})
    text = "Il vit le Gala Roux et le Plan Petit."
    raw = [Candidate(10, 19, "MISC", "model:m"), Candidate(26, 36, "MISC", "model:m")]
    assert [one.label for one in pipe.find(text, {"ner": raw})] == ["EVENT", "MISC"]


def test_labels_of_other_layers_and_of_dates_are_no_names(tmp_path: Path) -> None:
    known = tmp_path / "known.tsv"
    pipe = OrganizationsPipe("o", "organizations")
    for label, remedy in (("ACRONYM", "correct the cell"), ("DATE", "dates are found by rules")):
        known.write_text(f"form\tlabel\tsource\nBraderie\t{label}\tme\n", "utf-8")
        with pytest.raises(LexiconError, match=remedy):
            pipe.read_tables({"known": known})


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (ROW.replace("EVENT", "TITLE"), "label TITLE: annotate uses this name itself"),
        (ROW.replace("EVENT", "LONG"), "label LONG: annotate uses this name itself"),
        ("DATE\tstructure\t#112233\ta\tb\tc\n", "not a label of the layer structure"),
    ],
)
def test_names_that_no_label_may_have(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "labels.tsv"
    path.write_text("label\tlayer\tcolour\tname_fr\tname_en\tdescription_fr\n" + row, "utf-8")
    with pytest.raises(LexiconError, match=message):
        read_labels(path)


def test_places_lie_inside_and_a_known_event_is_nobody() -> None:
    text = "la Braderie de Lens et le maire Gayant"
    place = PlacesPipe("p", "places", ["fairs"])
    found = place.find(text, {"fairs": [Candidate(3, 19, "EVENT", "rule:fairs")]})
    assert [(one.text(text), one.rule) for one in found] == [("Lens", "gazetteer:inside")]
    people = PeoplePipe("p", "people", ["fairs"])
    gayant = Candidate(32, 38, "EVENT", "rule:fairs")
    assert people.find(text, {"fairs": []}) and not people.find(text, {"fairs": [gayant]})


def test_the_policy_takes_the_labels_of_its_table(tmp_path: Path) -> None:
    labels = tmp_path / "labels.tsv"
    labels.write_text((default_configs() / "labels.tsv").read_text("utf-8") + ROW, "utf-8")
    policy = MergePipe("policy", "entities", ["fairs"])
    groups = {"fairs": [Candidate(0, 8, "EVENT", "rule:fairs")]}
    assert policy.find("Braderie", groups) == []
    policy.read_tables({"labels": labels})
    assert [one.label for one in policy.find("Braderie", groups)] == ["EVENT"]
