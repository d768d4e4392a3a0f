"""Assembling the pipeline: a spaCy config, the weights of a model's `ner`, and the lexicons."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.document.labels import FILE, LabelTable, labels_of
from annotate.errors import AnnotateError, ConfigurationError
from annotate.pipes.base import LexiconPipe
from annotate.pipes.ner.origin import Origin, find_origin, vectors_of, whole_vocabulary
from annotate.rules.model import FOLDER, OWN, Rule

if TYPE_CHECKING:
    from spacy.language import Language

CONFIG_NAME = "pipeline.cfg"
NER, POLICY, OWN_RULES = "annotate_ner", "annotate_policy", "annotate_own"
_RULERS = ("span_ruler", "entity_ruler", "future_entity_ruler")
"""spaCy's components for rules of one's own."""
_MOST_CHARACTERS = 1_000_000_000


def config_file(path: Path) -> Path:
    """Return the pipeline's config file for what the user gave: the file, or its folder.

    Raises
    ------
    ConfigurationError
        If it does not exist.
    """
    file = path / CONFIG_NAME if path.is_dir() else path
    if not file.is_file():
        raise ConfigurationError(
            "there is no configuration here",
            path=file,
            remedy="give a folder that holds pipeline.cfg; `annotate init` makes one",
        )
    return file


def configuration_digest(config: Path, others: Iterable[Path] = ()) -> str:
    """Return a short hash of a configuration: the config file and every table below its folder.

    Two runs with the same digest and the same version recognise alike.

    Parameters
    ----------
    config : Path
        The ``pipeline.cfg``.
    others : iterable of Path
        Tables elsewhere that a run reads too; one that is not there does not count.
    """
    digest = hashlib.sha256()
    for file in configuration_files(config):
        digest.update(file.relative_to(config.parent).as_posix().encode() + b"\0")
        digest.update(file.read_bytes() + b"\0")
    for other in others:
        if other.is_file():
            digest.update(other.name.encode() + b"\0" + other.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def configuration_files(config: Path) -> Iterator[Path]:
    """Yield the files of a configuration: the config file, the labels and every table below."""
    yield config
    labels = config.parent / FILE
    if labels.is_file():
        yield labels
    for ending in ("tsv", "jsonl"):
        yield from sorted(
            file for file in config.parent.rglob(f"*.{ending}") if file.is_file() and file != labels
        )


def assemble(config: Path) -> Language:
    """Build the recognition pipeline.

    Parameters
    ----------
    config : Path
        A ``pipeline.cfg``. The `ner` of the model that ``[components.annotate_ner]`` names as its
        origin gives the weights; ``[initialize.components.*]`` names the lexicons of components,
        relative to the file; a component that is not named there takes those that `annotate` ships.
        Labels are those of ``labels.tsv`` beside the file. A component of another maker gets what
        is named there as it is, as from ``nlp.initialize``; a ``path`` is relative to the file.

    Returns
    -------
    Language
        Ready to run, and to be saved with ``to_disk``.

    Raises
    ------
    ConfigurationError
        If the config cannot be read, a component refuses its settings, or rules of the user's own
        (a `span_ruler`) reach nobody or give a label that the table lacks.
    ModelError
        If the model is not installed.
    """
    from spacy import util

    try:
        settings = util.load_config(config)
        statistical = [
            name
            for name, part in settings["components"].items()
            if part.get("factory") == NER and name in settings["nlp"]["pipeline"]
        ]
        origins = {
            name: model_of(settings["components"][name]["origin"], config) for name in statistical
        }
        for name, origin in origins.items():
            settings["components"][name] |= {
                "model": origin.layers,
                "origin": Path(origin.name).name,
            }
        nlp = _pipeline(settings, next(iter(origins.values()), None))
        for name, origin in origins.items():
            origin.read_weights(nlp.get_pipe(name))
        # spaCy's limit is there for a parser and for an `ner` that read a document at once.
        nlp.max_length = _MOST_CHARACTERS
        _check_pipeline(settings, nlp, config)
        labels = labels_of(config)
        for name, component in nlp.pipeline:
            _initialize(component, nlp, _settings(settings, name), labels, config)
        _check_rulers(nlp, labels, config)
        if OWN_RULES in nlp.pipe_names:
            own: Any = nlp.get_pipe(OWN_RULES)
            overlay_rules(nlp, own.every_rule)
    except AnnotateError:
        raise
    except Exception as error:  # spaCy and confection raise many kinds for a bad config
        message = " ".join(str(error).split())
        raise ConfigurationError(
            f"this pipeline cannot be built: {message[:400]}",
            path=config,
            remedy="compare it with the configuration that `annotate init` writes",
        ) from error
    return nlp


def with_rules(nlp: Language) -> list[LexiconPipe]:
    """Return the components of a pipeline that have rules."""
    found = (one for _, one in nlp.pipeline if isinstance(one, LexiconPipe))
    return [one for one in found if "rules" in one.specs]


def overlay_rules(nlp: Language, rules: Iterable[Rule]) -> None:
    """Put rules over those of a pipeline: one that has the id of another takes its place, one of
    the action ``context`` goes to the component that asks for such (``dates.``), the others are the
    user's own.

    Parameters
    ----------
    nlp : Language
        The pipeline; its components keep the rules until their tables are read again.
    rules : iterable of Rule
        The rules, changed or new; those of ``annotate_own`` that have other ids stay.
    """
    left = {rule.id: rule for rule in rules}
    if not left:
        return
    own: Any = nlp.get_pipe(OWN_RULES)
    for component in with_rules(nlp):
        if component is own:
            continue
        known = component.every_rule
        mine = [left.pop(rule.id, rule) for rule in known]
        asked = {rule.component for rule in known if rule.action == "context"}
        more = [one for one in left.values() if one.action == "context" and one.component in asked]
        mine += [left.pop(rule.id) for rule in more]
        if mine != [*known]:
            component.use_rules(mine)
    elsewhere = {rule.id for one in with_rules(nlp) if one is not own for rule in one.every_rule}
    others = (rule for rule in own.every_rule if rule.id not in {*left, *elsewhere})
    own.use_rules([*others, *left.values()])


def model_of(name: str, config: Path) -> Origin:
    """Return the model that a configuration names: a folder beside it, or what
    :func:`annotate.pipes.ner.origin.find_origin` finds.
    """
    beside = config.parent / name
    return find_origin(str(beside) if (beside / "config.cfg").is_file() else name)


def rule_remarks(nlp: Language, config: Path) -> Iterator[str]:
    """Yield what is to be said of the rules of a pipeline: each row that was left out, and a table
    of a user's own rules that no component reads.
    """
    components = [one for _, one in nlp.pipeline if isinstance(one, LexiconPipe)]
    for component in components:
        yield from map(str, component.rule_faults)
    own = config.parent / FOLDER / OWN
    if own.is_file() and not any(one.table_path("rules") == own for one in components):
        yield str(
            ConfigurationError(
                "no component of the pipeline reads these rules",
                path=own,
                remedy=f"add {OWN_RULES} to {config.name}, as `annotate init` writes it",
            )
        )


def _check_pipeline(settings: Any, nlp: Language, config: Path) -> None:
    """Refuse what spaCy accepts and nobody means."""
    if POLICY not in (meta.factory for meta in map(nlp.get_pipe_meta, nlp.pipe_names)):
        raise ConfigurationError(
            f"no component {POLICY} writes the layer of entities",
            path=config,
            remedy=f"put {POLICY} at the end of the pipeline",
        )
    strange = set(settings.get("initialize", {}).get("components", {})) - set(nlp.pipe_names)
    if strange:
        raise ConfigurationError(
            f"[initialize.components.{min(strange)}] names no component of the pipeline",
            path=config,
            remedy="correct the name, or remove the block",
        )


def _pipeline(settings: Any, origin: Origin | None) -> Language:
    """Make the components, with the vectors that the weights were trained with."""
    from spacy import util

    from annotate.french import language

    if origin is None:
        return util.load_model_from_config(settings, auto_fill=True)
    if not (language.is_enough_for(settings) and language.makes_as_usual(origin.settings)):
        vocab = whole_vocabulary(origin.name)
        return util.load_model_from_config(settings, vocab=vocab, auto_fill=True)
    return language.pipeline(settings, origin.words, vectors_of(origin.words))


def _settings(settings: Any, name: str) -> dict[str, Any]:
    """Return what the config gives a component to read before it runs."""
    return dict(settings.get("initialize", {}).get("components", {}).get(name, {}))


def _initialize(
    component: Any, nlp: Language, named: dict[str, Any], labels: LabelTable, config: Path
) -> None:
    if isinstance(component, LexiconPipe):
        tables = {key: config.parent / value for key, value in named.items()}
        if "labels" in component.specs:
            # One table for all of them, which nobody need name for each.
            tables.setdefault("labels", labels.path)
        if tables:
            component.initialize(lambda: [], nlp=nlp, **tables)  # type: ignore[attr-defined]
    elif named:
        from spacy.util import registry

        given = registry.resolve({"settings": _beside(named, config.parent)})["settings"]
        component.initialize(lambda: [], nlp=nlp, **given)


def _beside(value: Any, folder: Path) -> Any:
    """Return settings with the ``path`` of every block taken from a folder."""
    if not isinstance(value, dict):
        return value
    return {
        key: str(folder / one) if key == "path" and isinstance(one, str) else _beside(one, folder)
        for key, one in value.items()
    }


def _check_rulers(nlp: Language, labels: LabelTable, config: Path) -> None:
    """Refuse rules of the user's own whose finds would be lost without a word."""
    factories = {name: nlp.get_pipe_meta(name).factory for name in nlp.pipe_names}
    policy = next(name for name, factory in factories.items() if factory == POLICY)
    before = nlp.pipe_names[: nlp.pipe_names.index(policy)]
    for name, factory in factories.items():
        if factory not in _RULERS:
            continue
        ruler: Any = nlp.get_pipe(name)
        reads: Any = [nlp.get_pipe(one) for one in (*before, policy)]
        fault = _fault_of_ruler(
            ruler,
            {group for one in reads for group in getattr(one, "reads", ())},
            labels,
            policy,
            late=name not in before,
        )
        if fault is not None:
            what, remedy = fault
            raise ConfigurationError(f"the component {name} {what}", path=config, remedy=remedy)


def _fault_of_ruler(
    ruler: Any, read: Collection[str], labels: LabelTable, policy: str, *, late: bool
) -> tuple[str, str] | None:
    """Return what is wrong with rules of the user's own, and what to do about it."""
    group = getattr(ruler, "key", None)
    if group is None:
        return (
            f"writes doc.ents, which {policy} replaces",
            f"use the factory span_ruler, and add its spans_key to `reads` of {policy}",
        )
    if late:
        return f"comes after {policy}", f"put it before {policy} in the pipeline"
    if group not in read:
        return (
            f"writes the span group {group!r}, which no component reads",
            f"add {group!r} to `reads` of {policy}, after the groups that it reads by default",
        )
    strange = sorted(set(ruler.labels) - set(labels.entities))
    if strange:
        return (
            f"gives the label {strange[0]}, which is none of {', '.join(labels.entities)}",
            f"correct its patterns, or {labels.remedy}",
        )
    return None
