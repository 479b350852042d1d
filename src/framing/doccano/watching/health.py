"""What can be wrong with a Doccano and with a study in it: asked over HTTP, nothing is changed."""

from collections.abc import Callable, Iterator, Sequence

from framing.annotation.exercises import without_examples
from framing.codebook import Codebook
from framing.doccano.project.card import ProjectCard, both_codebooks, offered, read_card
from framing.doccano.project.codebook_change import find_change
from framing.doccano.project.labels import renamed_by_hand
from framing.doccano.project.projects import study_projects
from framing.doccano.teams.assignments import count_each, has_assignments
from framing.doccano.watching.findings import Finding
from framing.doccano.watching.progress import STAFF
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError, InputError

_SKEW_S = 30.0  # a clock that is further off makes times of the ledger and of the server hard to compare


def examine_server(gateway: Gateway, *, ours: bool) -> Iterator[Finding]:
    """The server: its clock, our rights, what it can do, and whether anybody works on its tasks.

    Args:
        gateway: logged in.
        ours: whether it is the local Doccano of this project.
    """
    yield clock(gateway.clock_ahead_s)
    if gateway.is_staff():
        yield _ok("account", f"{gateway.username} may make projects and accounts")
    else:
        todo = "Use an account of the staff: username in [doccano] of framing.toml."
        yield _warning("account", f"{gateway.username} is not of the staff and can neither push nor see all", todo)
    if has_assignments(gateway):
        yield _ok("version", "1.8.5 or later: annotators see what is assigned to them")
    else:
        yield _ok("version", "1.8.4 or earlier: annotators see every sentence of a project")
    yield from _tasks(gateway, ours)


def clock(ahead_s: float | None) -> Finding:
    """What to say of a server's clock."""
    if ahead_s is None:
        return _warning("clock of the server", "it does not say what time it is", "Compare it by hand.")
    if abs(ahead_s) <= _SKEW_S:
        return _ok("clock of the server", "agrees with the one here")
    way = "ahead of" if ahead_s > 0 else "behind"
    todo = "Set both by the network (timedatectl set-ntp true): times of decisions are the server's."
    return _warning("clock of the server", f"{_duration(abs(ahead_s))} {way} the one here", todo)


def _tasks(gateway: Gateway, ours: bool) -> Iterator[Finding]:
    checks = gateway.health_checks()
    worker = gateway.has_worker() if checks else None
    if worker:
        yield _ok("task queue", "a task was done while we waited")
    elif worker is False:
        todo = "On that server: doccano task. What was pushed waits in its queue until then."
        yield _fault("task queue", "nobody works on its tasks: no push and no pull will end", todo)
    elif ours:
        yield _ok("task queue", "none: this server does its tasks at once")
    else:
        todo = "If a push or a pull takes for ever, its worker is missing. On that server: doccano task."
        yield _warning("task queue", "the server does not say whether anybody works on its tasks", todo)
    for name, state in checks.items():
        if state != "working" and "celery" not in name.lower():
            yield _warning("health of the server", f"{name}: {state}", "Tell who runs the server.")


def examine_study(
    gateway: Gateway, names: Sequence[str], codebook: Codebook | None, has_password: Callable[[str], bool]
) -> Iterator[Finding]:
    """The study's projects: who would see nothing, settings that were changed, labels without a key, another codebook.

    Args:
        gateway: an account of the staff.
        names: of the study's projects; the first is the study's.
        codebook: the one in the project's folder, if it can be read.
        has_password: whether the password of an annotator is on file here.
    """
    try:
        found = {project.id: (project, card) for name in names for project, card in study_projects(gateway, name)}
    except DoccanoError as error:
        yield _fault("projects", str(error))
        return
    for project in gateway.projects():
        if project.name in names and read_card(project.description) is None:
            todo = "Push to another name: framing push --project NAME."
            yield _fault(f"project {project.name}", "was not made by framing, or lost its description", todo)
    if not found:
        yield _warning(
            "projects", f"there is no {names[0]!r} that {gateway.username} can see", "Make it: framing push."
        )
    people, assigns = set[str](), has_assignments(gateway)
    for project, card in found.values():
        roles = gateway.members(project)
        annotators = {name for name, role in roles.items() if role != STAFF}
        people |= annotators
        faults = [*_settings(project, card), *_seeing(gateway, project, card, annotators, assigns)]
        faults += [*_labels(gateway, project, card, codebook), *_codebook(project, card, codebook)]
        yield from faults or [_ok(f"project {project.name}", f"{', '.join(sorted(annotators))}; {card.codebook}")]
    unknown = sorted(name for name in people if not has_password(name))
    if unknown:
        todo = "If they do not know them: framing server password NAME, where the server is the local one."
        yield _warning("passwords", f"none on file here for {', '.join(unknown)}", todo)


def _settings(project: Project, card: ProjectCard) -> Iterator[Finding]:
    subject, todo = f"project {project.name}", "Set that back in the project's settings in Doccano."
    if project.collaborative:
        said = "shares labels among annotators: who gave which cannot be told"
        yield _fault(subject, said, todo)
    if project.single_label != (card.kind == "voices"):
        allows = "one label only, and asks for every frame" if project.single_label else "several voices a sentence"
        yield _fault(subject, f"allows {allows}", todo)


def _seeing(
    gateway: Gateway, project: Project, card: ProjectCard, annotators: set[str], assigns: bool
) -> Iterator[Finding]:
    subject, again = f"project {project.name}", f"Push again: {_push(card)} --annotators NAME,NAME."
    if not annotators:
        yield _warning(subject, "nobody labels in it", again)
    if card.annotator and card.annotator not in annotators:
        yield _fault(subject, f"{card.annotator} works here and would see nothing: no member of it", again)
    if not gateway.count(project):
        who = ", ".join(sorted(annotators)) or "whoever comes"
        yield _fault(subject, f"holds no sentence: {who} would see nothing", again)
    seen = (count_each(gateway, project, annotators) if assigns else None) or {}
    nothing = sorted(name for name, count in seen.items() if not count)
    if nothing:
        yield _fault(subject, f"nothing is assigned to {', '.join(nothing)}, who would see nothing", again)


def _labels(gateway: Gateway, project: Project, card: ProjectCard, codebook: Codebook | None) -> Iterator[Finding]:
    subject = f"project {project.name}"
    present = gateway.labels(project)
    shortcuts = {label.name: label.shortcut for label in present}
    by_hand = dict(renamed_by_hand(present, card, offered(codebook, card.kind))) if codebook is not None else {}
    without = [name for name, key in shortcuts.items() if not key]
    names = [name for _, name in (*card.labels, *card.reasons)]
    missing = [name for name in names if name not in shortcuts and name not in by_hand]
    strangers = sorted(set(shortcuts) - set(names) - set(by_hand.values()))
    for was, now in by_hand.items():
        todo = "Name it back in the project's label page, then push again."
        yield _fault(subject, f"the label {was!r} is called {now!r} in Doccano now", todo)
    if missing:
        said = f"lost or renamed labels: {', '.join(missing)}"
        todo = "Name one that was renamed as it was, in the project's label page; for one that was deleted, push again."
        yield _fault(subject, said, todo)
    if without:
        yield _warning(subject, f"labels without a key: {', '.join(without)}", "Give them one in Doccano's label page.")
    if strangers:
        said = f"labels that are not the codebook's, which a pull leaves out: {', '.join(strangers)}"
        yield _warning(subject, said, "Remove them in Doccano if nobody has used them.")


def _codebook(project: Project, card: ProjectCard, codebook: Codebook | None) -> Iterator[Finding]:
    if codebook is not None and card.fingerprint != codebook.fingerprint:
        said = f"was made with another codebook ({both_codebooks(card, f'{codebook.id} {codebook.version}')})"
        yield _warning(f"project {project.name}", said, _how_to_follow(card, codebook))


def _how_to_follow(card: ProjectCard, codebook: Codebook) -> str:
    """How a project is brought to another codebook."""
    again = _push(card)
    asked = codebook.subset([key for key in codebook.keys if key in card.keys])
    try:
        change = find_change(card, without_examples(asked) if card.training else asked)
    except InputError as error:
        return str(error)
    if change is None or not change.asks_for_upgrade:
        return f"Labels mean the same in both: bring the project to it with {again}."
    return (
        f"Some labels mean something else in it: {again} says which, and {again} --upgrade goes on in this project. "
        f"Or put that codebook back, or push to a new project: {again} --project NAME."
    )


def _push(card: ProjectCard) -> str:
    """The command that makes the project, and goes on with it."""
    option = "--training" if card.training else "--adjudicate" if card.ruling else ""
    return f"framing push {option or ('--voice' if card.kind == 'voices' else '')}".strip()


def _duration(seconds: float) -> str:
    for size, name in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds:.0f} seconds"


def _ok(subject: str, said: str) -> Finding:
    return Finding("ok", subject, said, doccano=True)


def _warning(subject: str, said: str, todo: str) -> Finding:
    return Finding("warning", subject, said, todo, doccano=True)


def _fault(subject: str, said: str, todo: str = "") -> Finding:
    return Finding("fault", subject, said, todo, doccano=True)
