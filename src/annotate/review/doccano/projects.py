"""A project on the server: its labels with colours and keys, its guideline, its progress."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotate.document.labels import Label
from annotate.errors import ReviewError
from annotate.review.doccano.examples import EXPANSION
from annotate.review.doccano.read_back import is_untouched
from annotate.review.doccano.session import Session
from annotate.review.doccano.state import ProjectState

_LONG_COLOUR, _LONG_KEY = "#8a8f98", "x"
RELATION = "expansion"


def check_project(session: Session, project: int, name: str) -> None:
    """Check that a project is still there.

    Raises
    ------
    ReviewError
        If somebody has deleted it.
    """
    if session.project_name(project) is None:
        raise ReviewError(
            f"project {project}, {name!r}, is not on the server any more",
            path=session.url,
            remedy="push with --new to make another; what was not pulled from it is lost",
        )


def reviewed_labels(labels: Mapping[str, Label]) -> list[Label]:
    """Return the labels that reviewers use: those of names and acronyms."""
    return [one for one in labels.values() if one.layer != "structure"]


def keys_of(names: Iterable[str], taken: str = _LONG_KEY) -> dict[str, str]:
    """Return the keys of labels in a page: the first letter of each that is free. A label without
    a free letter has no key.

    Parameters
    ----------
    names : iterable of str
        The labels.
    taken : str
        Keys that mean something else.

    Examples
    --------
    >>> keys_of(["PER", "ORG", "LOC", "DATE", "MISC", "ACRONYM", "EVENT", "PLACE", "PER2"])
    {'PER': 'p', 'ORG': 'o', 'LOC': 'l', 'DATE': 'd', 'MISC': 'm', 'ACRONYM': 'a', 'EVENT': 'e', \
'PLACE': 'c', 'PER2': 'r'}
    """
    keys: dict[str, str] = {}
    for name in names:
        free = (letter for letter in name.lower() if letter.isalpha())
        key = next((one for one in free if one not in (*keys.values(), *taken)), None)
        if key is not None:
            keys[name] = key
    return keys


@dataclass(frozen=True, slots=True)
class LabelsThere:
    """The labels of a project on the server, compared with those of the configuration.

    Attributes
    ----------
    missing : tuple of str
        Labels that the server does not have.
    unknown : tuple of str
        Labels that only the server has: somebody made them, or named others so.
    """

    missing: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def renamed(self) -> str:
        """What happened, where a label has another name; else ``""``."""
        if not self.missing or not self.unknown:
            return ""
        return (
            f"{', '.join(self.missing)} is not among the labels on the server any more, and "
            f"{', '.join(self.unknown)} is: somebody has renamed a label"
        )


def labels_there(session: Session, project: int, names: Iterable[str]) -> LabelsThere:
    """Compare the labels of a project with those that it should have.

    Parameters
    ----------
    session : Session
        Signed in to its server.
    project : int
        Its number.
    names : iterable of str
        The labels that reviewers use.
    """
    there, wanted = set(session.labels(project).values()), {*names, EXPANSION}
    if not there:
        return LabelsThere((), ())
    return LabelsThere(tuple(sorted(wanted - there)), tuple(sorted(there - wanted)))


def make_labels(session: Session, project: int, labels: Mapping[str, Label]) -> None:
    """Create the labels and the relation that a project lacks.

    Raises
    ------
    ReviewError
        If somebody has renamed a label there: a second one would part its names from the others.
    """
    session.forget_labels(project)
    renamed = labels_there(session, project, (one.name for one in reviewed_labels(labels))).renamed
    if renamed:
        raise ReviewError(
            renamed,
            path=f"{session.url}/projects/{project}",
            remedy="give it its name back in the page (Labels), or delete what is new there, then "
            "push again",
        )
    there = set(session.labels(project).values())
    # Those that are there have their keys, which no other label may take.
    reviewed = sorted(reviewed_labels(labels), key=lambda one: one.name not in there)
    keys = keys_of(one.name for one in reviewed)
    for one in reviewed:
        if one.name not in there:
            _make_label(session, project, one.name, one.colour, keys.get(one.name))
    if EXPANSION not in there:
        _make_label(session, project, EXPANSION, _LONG_COLOUR, _LONG_KEY)
    if RELATION not in session.labels(project, "relation").values():
        session.create_relation(project, RELATION, _LONG_COLOUR)
    session.forget_labels(project)


def _make_label(session: Session, project: int, name: str, colour: str, key: str | None) -> None:
    """Create a label, without a key where somebody has given it to a label of their own."""
    try:
        session.create_label(project, name, colour, key)
    except ReviewError:
        if key is None:
            raise
        session.create_label(project, name, colour, None)


def guideline(labels: Mapping[str, Label]) -> str:
    """Return the guideline that the page shows, in French."""
    lines = [
        f"- **{one.name}** ({one.name_fr}) : {one.description_fr}"
        for one in reviewed_labels(labels)
    ]
    return "\n".join(
        [
            "# Relire les annotations",
            "",
            *lines,
            f"- **{EXPANSION}** : forme longue d'un sigle, quand elle n'est pas elle-même un nom.",
            "",
            "Une relation *expansion* va du sigle à sa forme longue.",
            "",
            "À droite, *douteux* nomme les annotations à vérifier d'abord, la moins sûre en tête.",
            "",
            "Pour changer des bornes : supprimer l'annotation et la poser de nouveau.",
            "Pour corriger la valeur d'une date, écrire en commentaire : `mai 1936 = 1936-05`.",
            "Valider le texte (touche Entrée) quand tout y est juste : ce qui reste est accepté.",
        ]
    )


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """How far the review of one project is.

    Attributes
    ----------
    examples, confirmed, comments : int
        Counts on the server.
    waiting : int
        Examples with work that was not pulled.
    """

    examples: int
    confirmed: int
    comments: int
    waiting: int


def progress_of(state: ProjectState, session: Session) -> ReviewProgress:
    """Count what a project holds.

    Raises
    ------
    ReviewError
        If it is not on the server any more, or the server fails.
    """
    check_project(session, state.project, state.name)
    held = session.examples(state.project)
    waiting = sum(
        one.id in state.examples
        and not is_untouched(state.examples[one.id], one, session, state.project)
        for one in held
    )
    return ReviewProgress(
        len(held),
        sum(one.confirmed for one in held),
        sum(one.comments for one in held),
        waiting,
    )
