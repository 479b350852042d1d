"""Sentences to a Doccano project and decisions back: each step can be broken off and run again.

A push looks at what the project holds before it adds anything, and at what it holds afterwards.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from framing.annotation.decisions import Decision
from framing.codebook import Codebook
from framing.doccano import tasks
from framing.doccano.card import Kind, ProjectCard, description, make_card, offered, read_card
from framing.doccano.gateway import ROWS_PER_UPLOAD, Gateway, Project
from framing.doccano.guideline import guideline_text, voice_guideline_text
from framing.errors import DoccanoError, InputError

Say = Callable[[str], None]


@dataclass(frozen=True)
class PushReport:
    """What a push found and what it changed; numbers are counts. A project offers frames or voices."""

    project: str
    url: str
    frames: tuple[str, ...]
    voices: tuple[str, ...]
    created: bool
    labels_added: int
    sentences: int
    already_there: int
    uploaded: int
    members_added: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything on the server is different now."""
        return self.created or bool(self.labels_added or self.uploaded or self.members_added)


def open_project(gateway: Gateway, name: str, kind: Kind | None = None) -> tuple[Project, ProjectCard]:
    """A project that framing made, and its card.

    Args:
        gateway: an account.
        name: of the project.
        kind: what the project must ask for; either will do unless given.

    Raises:
        DoccanoError: there is none of that name, framing did not make it, or its settings were changed.
        InputError: it asks for something else.
    """
    project = gateway.find_project(name)
    if project is None:
        how = "framing push --voice" if kind == "voices" else "framing push"
        raise DoccanoError(f"{gateway.url} has no project {name!r} that {gateway.username!r} can see. Make it: {how}.")
    card = read_card(project.description)
    if card is None or project.kind != "DocumentClassification":
        raise DoccanoError(
            f"The project {name!r} was not made by framing, or its description lost the last line. "
            "Push to another name: framing push --project NAME."
        )
    if kind is not None and card.kind != kind:
        raise InputError(
            f"The project {name!r} asks for {card.kind}, not for {kind}. "
            f"{'Leave out --voice' if card.kind == 'frames' else 'Add --voice'}, or name another: --project NAME."
        )
    single = card.kind == "voices"
    if project.collaborative or project.single_label != single:
        labels = "allows several labels" if single else "allows one label only"
        fault = "shares labels among annotators" if project.collaborative else labels
        raise DoccanoError(f"The project {name!r} {fault} now. Set that back in Doccano's project settings.")
    return project, card


def is_there(gateway: Gateway, name: str, kind: Kind) -> bool:
    """Whether there is a project of this name that framing made to ask for this."""
    cards = [read_card(project.description) for project in gateway.projects() if project.name == name]
    return any(card is not None and card.kind == kind for card in cards)


def ensure_project(
    gateway: Gateway, name: str, codebook: Codebook, mark: str, kind: Kind = "frames"
) -> tuple[Project, ProjectCard, bool, int]:
    """The project of this name with the labels of `codebook`: project, card, whether it is new, labels added.

    Raises:
        InputError: the project asks for something else, or was made with another codebook or other frames; what it
            offers is never changed in silence.
    """
    project = gateway.find_project(name)
    created = project is None
    if project is None:
        text = voice_guideline_text(codebook) if kind == "voices" else guideline_text(codebook)
        card = make_card(codebook, mark, kind)
        project = gateway.create_project(name, description(card), text, single_label=kind == "voices")
    project, card = open_project(gateway, name, kind)
    labels = offered(codebook, kind)
    if card.fingerprint != codebook.fingerprint or card.keys != tuple(label.key for label in labels):
        same = card.fingerprint == codebook.fingerprint
        difference = (
            f"offers other {kind}" if same else f"was made with another version of the codebook ({card.codebook})"
        )
        raise InputError(
            f"The project {name!r} {difference}: {', '.join(card.keys)}. "
            "What its annotators were offered does not change. Push to a new one: --project NAME."
        )
    present = gateway.label_ids(project)
    missing = [label for label in labels if label.name not in present]
    for label in missing:
        gateway.create_label(project, label)
    return project, card, created, len(missing)


def push_sentences(
    gateway: Gateway, project: Project, rows: Sequence[Mapping[str, Any]], say: Say
) -> tuple[int, tuple[str, ...]]:
    """How many rows were uploaded, and problems found; rows that the project holds already are not sent again.

    Raises:
        DoccanoError: after an upload the project does not hold what was sent. Nothing is deleted; the
            same push goes on.
    """
    held = sentence_ids(gateway, project) if gateway.count(project) else {}
    problems = tuple(
        f"sentence {name} stands {len(ids)} times in the project" for name, ids in held.items() if len(ids) > 1
    )
    missing = [row for row in rows if tasks.sentence_id_of(row) not in held]
    for start in range(0, len(missing), ROWS_PER_UPLOAD):
        chunk = missing[start : start + ROWS_PER_UPLOAD]
        before = gateway.count(project)
        gateway.upload(project, chunk)
        added = gateway.count(project) - before
        if added != len(chunk):
            raise DoccanoError(
                f"Doccano kept {added} of {len(chunk)} sentences. Nothing was deleted. Run the same push again."
            )
        say(f"{start + len(chunk)} of {len(missing)} sentences uploaded")
    return len(missing), problems


def sentence_ids(gateway: Gateway, project: Project) -> dict[str, list[int]]:
    """Our name of each sentence to Doccano's ids of its examples: one, unless something went wrong before."""
    exports = gateway.export(project, only_confirmed=False)
    found: dict[str, list[int]] = {}
    for row in next(iter(exports.values()), []):  # every member's file holds every example
        sentence_id = tasks.sentence_id_of(row)
        if sentence_id is not None:
            found.setdefault(sentence_id, []).append(int(row["id"]))
    return found


def ensure_annotators(
    gateway: Gateway, project: Project, usernames: Iterable[str], password_of: Callable[[str], str]
) -> tuple[str, ...]:
    """The accounts that were made annotators of the project now.

    Args:
        gateway: an account of the staff.
        project: the project.
        usernames: accounts; one that does not exist is made.
        password_of: called for a new account only; it must have stored the password when it returns, so that a crash
            after that loses none.
    """
    members = gateway.members(project)
    added = []
    for username in usernames:
        if username in members:
            continue
        if not gateway.has_account(username):
            gateway.create_account(username, password_of(username))
        gateway.add_annotator(project, username)
        added.append(username)
    return tuple(added)


def push(
    gateway: Gateway,
    name: str,
    codebook: Codebook,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    mark: str,
    kind: Kind = "frames",
    annotators: Iterable[str] = (),
    password_of: Callable[[str], str],
    say: Say,
) -> PushReport:
    """Makes the project, its labels, sentences and annotators as far as they are not there; see PushReport.

    Args:
        gateway: an account of the staff.
        name: the project's name in Doccano.
        codebook: the frames, or voices, that annotators are offered.
        sentences: SENTENCES; only coded kinds are pushed.
        documents: DOCUMENTS.
        mark: tells a new project from every other one, in the ledger.
        kind: what annotators are asked for.
        annotators: accounts that shall label; each sees every sentence.
        password_of: see `ensure_annotators`.
        say: one line of progress.

    Raises:
        InputError: there is nothing to push, or nothing to ask for; or the project asks for something else.
    """
    if not offered(codebook, kind):
        raise InputError(
            f"The codebook {codebook.id} has no voices to ask for. Add [[voices]] blocks; framing init shows how."
        )
    rows = tasks.example_rows(sentences, documents)
    if not rows:
        raise InputError("There is no sentence to push. Ingest some texts first: framing ingest FOLDER.")
    project, card, created, labels = ensure_project(gateway, name, codebook, mark, kind)
    uploaded, problems = push_sentences(gateway, project, rows, say)
    added = ensure_annotators(gateway, project, annotators, password_of)
    return PushReport(
        project=name,
        url=f"{gateway.url}/projects/{project.id}",
        frames=card.keys if kind == "frames" else (),
        voices=card.keys if kind == "voices" else (),
        created=created,
        labels_added=labels,
        sentences=len(rows),
        already_there=len(rows) - uploaded,
        uploaded=uploaded,
        members_added=added,
        problems=problems,
    )


def pull(
    gateway: Gateway, name: str, *, kind: Kind | None = None, automated: Iterable[str] = (), at: str | None = None
) -> tuple[ProjectCard, tasks.Pulled]:
    """The card of a project and everything that its members decided; see `tasks.decisions_from_exports`.

    The account that pulls is left out unless it decided something itself.

    Raises:
        DoccanoError, InputError: see `open_project`.
    """
    project, card = open_project(gateway, name, kind)
    # The confirmed export comes second: whoever confirms in between is confirmed, with the labels of that moment.
    everything = gateway.export(project, only_confirmed=False)
    confirmed = gateway.export(project, only_confirmed=True)
    pulled = tasks.decisions_from_exports(everything, confirmed, card, at=at or now(), automated=automated)
    idle = {
        row["annotator"]
        for row in pulled.progress
        if row["annotator"] == gateway.username and not row["labelled"] + row["empty"] + row["unconfirmed"]
    }
    progress = tuple(row for row in pulled.progress if row["annotator"] not in idle)
    return card, tasks.Pulled(pulled.decisions, pulled.problems, progress)


def enter_decisions(
    gateway: Gateway, name: str, wanted: Sequence[Decision], standing: Mapping[str, Decision], ids: Mapping[str, int]
) -> int:
    """Enters decisions through the account of the annotator who took them; how many sentences were changed.

    Args:
        gateway: logged in as the annotator.
        name: the project.
        wanted: the annotator's decisions, confirmed; those that do not say what the project asks for are passed over.
        standing: sentence id to what stands for this annotator in Doccano now, so that nothing is entered twice.
        ids: sentence id to Doccano's id of its example.

    Raises:
        DoccanoError: a frame, or voice, has no label in the project.
    """
    project, card = open_project(gateway, name)
    labels = gateway.label_ids(project)
    names = dict(card.labels)
    wanted = [decision for decision in wanted if _answers(decision, card)]
    unknown = {key for decision in wanted for key in _chosen(decision, card) if names.get(key) not in labels}
    if unknown:
        raise DoccanoError(
            f"The project {name!r} has no label for {', '.join(sorted(unknown))}. Push again: framing push."
        )
    changed = 0
    for decision in wanted:
        there = standing.get(decision.sentence_id)
        example_id = ids[decision.sentence_id]
        keys = _chosen(decision, card)
        given = set(_chosen(there, card)) if there is not None else set()
        confirmed = there is not None and there.state == "confirmed"
        comment = "" if there is not None and decision.comment in there.comment else decision.comment
        if confirmed and given == set(keys) and not comment:
            continue
        if given - set(keys):
            gateway.drop_labels(project, example_id)
            given = set()
        for key in keys:
            if key not in given:
                gateway.choose_label(project, example_id, labels[names[key]])
        if not confirmed:
            gateway.toggle_confirmed(project, example_id)
        # After the confirmation: broken off before it, the next run would not see the comment and add it twice.
        if comment:
            gateway.comment(project, example_id, comment)
        changed += 1
    return changed


def _answers(decision: Decision, card: ProjectCard) -> bool:
    return not decision.is_voice if card.kind == "frames" else decision.is_voice or bool(decision.voice)


def _chosen(decision: Decision, card: ProjectCard) -> tuple[str, ...]:
    """Keys of what the decision says about what the project asks for."""
    if card.kind == "frames":
        return decision.frames
    return (decision.voice,) if decision.voice else ()


def now() -> str:
    """This moment, ISO 8601, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
