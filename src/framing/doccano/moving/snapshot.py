"""What a snapshot of a study holds: its projects and all that people did in them, as plain values. Pure.

Nothing here depends on a server: examples are counted, from 1, in the order of their project, and people are known by
their names. So two snapshots can be compared, whichever servers they come from; the times of comments are not.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from framing.doccano.project.card import read_card, replaced_description
from framing.errors import DoccanoError

ADMIN = "project_admin"  # may run code on a stock Doccano: a role that framing gives to nobody
_SHOWN = 80  # characters of a value, in a message


@dataclass(frozen=True)
class LabelType:
    """A label that can be chosen, with its key and colours as Doccano keeps them."""

    text: str
    suffix_key: str | None
    prefix_key: str | None
    background_color: str
    text_color: str


@dataclass(frozen=True)
class Example:
    """A text with its meta data; a key without a value is left out: an export cannot tell it from a missing one."""

    text: str
    meta: Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What an annotator did with an example: labels, sorted, and whether it is confirmed. Never neither."""

    annotator: str
    example: int
    labels: tuple[str, ...]
    confirmed: bool


@dataclass(frozen=True)
class Remark:
    """A comment. `at` is when it was written, ISO 8601 UTC."""

    example: int
    author: str
    text: str
    at: str = field(compare=False)


@dataclass(frozen=True)
class Settings:
    """How a project asks."""

    single_label: bool
    random_order: bool
    members_add_labels: bool
    tags: tuple[str, ...]


@dataclass(frozen=True)
class ProjectContent:
    """One project. `members`: username to role. `labels`, `examples` and `comments` are in their order.

    `seen`: username to the numbers of the examples that are assigned to somebody, where the server shows annotators
    what is assigned and no more; None where everybody sees everything.
    `unreachable`: label to how many times it was given by people who are no members any more; Doccano shows such labels
    to nobody, so they are only counted.
    """

    name: str
    description: str
    guideline: str
    settings: Settings
    labels: tuple[LabelType, ...] = ()
    members: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    answers: tuple[Answer, ...] = ()
    comments: tuple[Remark, ...] = ()
    seen: Mapping[str, tuple[int, ...]] | None = None
    unreachable: Mapping[str, int] = field(default_factory=dict)

    @property
    def annotators(self) -> list[str]:
        """Members who are there to label."""
        return [username for username, role in self.members.items() if role != ADMIN]

    @property
    def people(self) -> set[str]:
        """Who is in the project or has written in it."""
        return {*self.members, *(answer.annotator for answer in self.answers), *self.former_members}

    @property
    def former_members(self) -> set[str]:
        """Who wrote a comment and is no member any more."""
        return {comment.author for comment in self.comments} - self.members.keys() - {""}


@dataclass(frozen=True)
class StudyContent:
    """All projects of a study. `owner` is the account that took the snapshot; `pseudonyms`: people have other names."""

    name: str
    owner: str
    projects: tuple[ProjectContent, ...]
    pseudonyms: bool = False

    @property
    def people(self) -> list[str]:
        """Everybody who is in a project or has written in it, in the order of the alphabet."""
        return sorted({self.owner}.union(*(project.people for project in self.projects)))


# -- from what Doccano exports ---------------------------------------------------


def examples_from_rows(rows: Sequence[Mapping[str, Any]]) -> tuple[dict[int, int], tuple[Example, ...]]:
    """Doccano's id of each example to its number; and the examples, from one member's part of an export of all.

    Raises:
        DoccanoError: meta data hide the id or the text of an example.
    """
    numbers = {row["id"]: number for number, row in enumerate(rows, start=1)}
    if len(numbers) < len(rows) or not all(isinstance(row.get("text"), str) for row in rows):
        raise DoccanoError(
            "Doccano's export does not say which example is which, or what its text is: somebody gave examples meta "
            "data named id, text or data. Rename those keys in Doccano."
        )
    return numbers, tuple(Example(str(row["text"]), _meta(row)) for row in rows)


def _meta(row: Mapping[str, Any]) -> dict[str, Any]:
    own = {"id", "text", "label", "Comments"}
    return {key: value for key, value in row.items() if key not in own and value is not None}


def answers_from_exports(
    everything: Mapping[str, Sequence[Mapping[str, Any]]],
    confirmed: Mapping[str, Sequence[Mapping[str, Any]]],
    numbers: Mapping[int, int],
) -> tuple[Answer, ...]:
    """What everybody did, by example and name; of two exports the second, of what is confirmed, has the last word.

    Examples that came in between the two are left out.
    """
    found = []
    for annotator, rows in everything.items():
        done = {row["id"]: row["label"] for row in confirmed.get(annotator, ())}
        labels = {row["id"]: row["label"] for row in rows} | done
        found += [
            Answer(annotator, numbers[each], tuple(sorted(chosen)), each in done)
            for each, chosen in labels.items()
            if each in numbers and (chosen or each in done)
        ]
    return tuple(sorted(found, key=lambda answer: (answer.example, answer.annotator)))


# -- what one has and the other has not ------------------------------------------


def beyond(one: ProjectContent, other: ProjectContent) -> list[Answer]:
    """The answers of `one`, reduced to what `other` lacks."""
    there = {(answer.annotator, answer.example): answer for answer in other.answers}
    found = []
    for answer in one.answers:
        standing = there.get((answer.annotator, answer.example))
        labels = tuple(label for label in answer.labels if standing is None or label not in standing.labels)
        confirmed = answer.confirmed and not (standing is not None and standing.confirmed)
        if labels or confirmed:
            found.append(replace(answer, labels=labels, confirmed=confirmed))
    return found


def comments_beyond(one: ProjectContent, other: ProjectContent) -> list[Remark]:
    """The comments of `one` that `other` lacks, in order: the same words by the same person count as often as written.

    Where `other` has some of several that are the same, the last ones of `one` are given.
    """
    there = Counter(other.comments)
    found = []
    for comment in one.comments:
        if there[comment] > 0:
            there[comment] -= 1
        else:
            found.append(comment)
    return found


def differences(wanted: ProjectContent, found: ProjectContent) -> tuple[str, ...]:
    """What is not as it shall be, a line each; times and what is unreachable do not count."""
    return (
        *_plain_differences(wanted, found),
        *_member_differences(wanted.members, found.members),
        *_example_differences(wanted.examples, found.examples),
        *_seen_differences(wanted, found),
        *_summed(beyond(wanted, found), "less"),
        *_summed(beyond(found, wanted), "more"),
        *(_remark(comment, "missing") for comment in comments_beyond(wanted, found)),
        *(_remark(comment, "more than there was") for comment in comments_beyond(found, wanted)),
    )


def _plain_differences(wanted: ProjectContent, found: ProjectContent) -> Iterable[str]:
    for name in ("description", "guideline", "settings"):
        if getattr(wanted, name) != getattr(found, name):
            yield f"the {name}: {_short(getattr(found, name))}, not {_short(getattr(wanted, name))}"
    if [label.text for label in wanted.labels] != [label.text for label in found.labels]:
        yield f"the labels: {_names(found.labels)}, not {_names(wanted.labels)}"
    there = {label.text: label for label in found.labels}
    for label in wanted.labels:
        if there.get(label.text, label) != label:
            yield f"the label {label.text!r} has another key or colour"


def _member_differences(wanted: Mapping[str, str], found: Mapping[str, str]) -> Iterable[str]:
    for username in sorted(wanted.keys() | found.keys()):
        role, given = wanted.get(username, "no member"), found.get(username, "no member")
        if role != given:
            why = "; framing gives that role to nobody, do it in Doccano if you trust them" if role == ADMIN else ""
            yield f"{username!r}: {given}, not {role}{why}"


def _example_differences(wanted: Sequence[Example], found: Sequence[Example]) -> Iterable[str]:
    if len(wanted) != len(found):
        yield f"{_counted(len(found), 'example')}, not {len(wanted)}"
    others = [number for number, pair in enumerate(zip(wanted, found, strict=False), start=1) if pair[0] != pair[1]]
    if others:
        yield f"{_counted(len(others), 'example')} not as before, the first is number {others[0]}"


def _seen_differences(wanted: ProjectContent, found: ProjectContent) -> Iterable[str]:
    if wanted.seen is not None and found.seen is None:
        yield "everybody sees all examples: this server cannot show annotators only what was assigned to them"
    elif found.seen is not None:
        everything = tuple(range(1, len(wanted.examples) + 1))
        for username in wanted.annotators:
            shown = found.seen.get(username, ())
            planned = everything if wanted.seen is None else wanted.seen.get(username, ())
            if shown != planned:
                yield f"{username!r} sees {_counted(len(shown), 'example')}, not these {len(planned)}"


def _summed(answers: Sequence[Answer], which: str) -> Iterable[str]:
    for annotator in sorted({answer.annotator for answer in answers}):
        own = [answer for answer in answers if answer.annotator == annotator]
        labels, states = sum(len(answer.labels) for answer in own), sum(answer.confirmed for answer in own)
        what = f"{_counted(labels, 'label')} and {_counted(states, 'confirmation')}"
        yield f"{annotator!r}: {what} {which}, first at example {own[0].example}"


def _remark(comment: Remark, what: str) -> str:
    return f"a comment of {comment.author!r} at example {comment.example} is {what}: {_short(comment.text)}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else noun + 's'}"


def _names(labels: Iterable[LabelType]) -> str:
    return ", ".join(repr(label.text) for label in labels) or "none"


def _short(value: object) -> str:
    text = repr(value)
    return f"{text[:_SHOWN]}..." if len(text) > _SHOWN else text


# -- other names -----------------------------------------------------------------


def renamed(study: StudyContent, name: str, people: Mapping[str, str]) -> StudyContent:
    """The study under another name, and its people under other names: in projects' names and cards too.

    Under another name it is another study: its projects get names of their own in the ledger, the same ones each time.
    Else the decisions in a copy and in the original, where people go on, would take each other back at every pull.
    Names that somebody wrote in a comment, a text or a guideline stay. Who is not in `people` keeps the name.
    """

    def who(username: str) -> str:
        return people.get(username, username)

    projects = tuple(_renamed_project(project, study.name, name, who) for project in study.projects)
    return replace(study, name=name, owner=who(study.owner), projects=projects)


def _renamed_project(project: ProjectContent, old: str, new: str, who: Callable[[str], str]) -> ProjectContent:
    def moved(text: str) -> str:
        return new + text[len(old) :] if text == old or text.startswith(f"{old} ") else text

    name, description, card = moved(project.name), project.description, read_card(project.description)
    if card is not None:
        end = f" / {card.annotator}"
        if card.annotator and name.endswith(end):
            name = f"{name.removesuffix(end)} / {who(card.annotator)}"
        other = replace(card, team=moved(card.team), annotator=who(card.annotator))
        if new != old:
            other = replace(other, project=_copied(card.project, new))
        description = description if other == card else replaced_description(description, card, other)
    return replace(
        project,
        name=name,
        description=description,
        members=dict(sorted((who(username), role) for username, role in project.members.items())),
        answers=tuple(
            sorted(
                (replace(answer, annotator=who(answer.annotator)) for answer in project.answers),
                key=lambda answer: (answer.example, answer.annotator),
            )
        ),
        comments=tuple(replace(comment, author=who(comment.author)) for comment in project.comments),
        seen=None if project.seen is None else dict(sorted((who(name), what) for name, what in project.seen.items())),
    )


def _copied(project: str, study: str) -> str:
    """The name in the ledger of a copy, in a study of another name, of the project that has this one."""
    return f"{project}-{hashlib.sha256(f'{project} {study}'.encode()).hexdigest()[:8]}"
