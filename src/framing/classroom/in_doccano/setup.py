"""A class set up in a Doccano of its own: each step does nothing where its work is done, so that it can be repeated."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from framing.classroom.in_doccano.apart import check_apart
from framing.classroom.in_doccano.class_project import class_codebook, class_guideline, class_rows
from framing.classroom.in_doccano.folder import ClassFolder, changed, read_pupils, write_pupils
from framing.classroom.in_doccano.pupils import MOST_PUPILS, Pupil, draw_pupils
from framing.classroom.in_doccano.slips import slips_page
from framing.classroom.lesson import Lesson
from framing.codebook import NAME_LIMIT
from framing.doccano.local import server
from framing.doccano.local.environment import SETTINGS
from framing.doccano.local.instance import DATABASE
from framing.doccano.local.reach import LOOPBACK, Reach
from framing.doccano.local.restrictions import Restrictions, restrict
from framing.doccano.project.own_database import OwnDatabase
from framing.doccano.project.projects import find_project
from framing.doccano.pushing.push import Target, push
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError, InputError
from framing.files import PRIVATE, replacing
from framing.languages.words import words

Say = Callable[[str], None]


@dataclass(frozen=True)
class Site:
    """Under which settings the class's Doccano runs; ours, unless a test has others. See `server.up`."""

    settings_module: str = SETTINGS
    extra_path: Path | None = None


OUR_SITE = Site()


@dataclass(frozen=True)
class ClassSetUp:
    """A class that can begin: its folder, everybody who has a slip, and how many of them are new.

    `checked`: two accounts were seen to get the sentences and nothing of each other.
    """

    folder: ClassFolder
    pupils: tuple[Pupil, ...]
    new: int
    checked: bool

    @property
    def open_to_a_network(self) -> bool:
        """Whether other machines reach it."""
        return Reach(self.folder.host).open_to_a_network


def set_up(
    folder: ClassFolder,
    count: int,
    *,
    host: str | None = None,
    port: int | None = None,
    say: Say,
    site: Site = OUR_SITE,
) -> ClassSetUp:
    """The class with its accounts, sentences and slips, as far as they were not there.

    Args:
        folder: of the class.
        count: how many pupils it shall have; those that it has stay.
        host: the address to listen on; the one of before, or this machine only, unless given.
        port: the one of before, or any that is free, unless given.
        say: one line of progress.
        site: see Site.

    Raises:
        InputError: there are more pupils than a class has, or the folder cannot be written.
        DoccanoError: Doccano did not start, the port is taken, the project of before is not to be found any more, or
            pupils would see of each other.
    """
    if not 1 <= count <= MOST_PUPILS:
        raise InputError(f"A class has 1 to {MOST_PUPILS} pupils, not {count}. Set another one up in another folder.")
    pupils, new = _with_pupils(folder, count)
    running = start(folder, host, port, say, site)
    folder = changed(folder, host=host or folder.host or LOOPBACK, port=int(running.url.rpartition(":")[2]))
    hold_back(folder)
    gateway = Gateway(Account(running.url, running.username, running.password), say)
    project = _fill(gateway, folder, pupils, say)
    folder = changed(folder, project_id=project.id)
    if not folder.closed:  # else nobody could label, not even to see whether another one sees it
        check_apart(gateway, project, folder, site.settings_module, site.extra_path, say)
    server.throw_away_exports(folder.server)  # a push looks at the project by one
    write_slips(folder, pupils)
    return ClassSetUp(folder, tuple(pupils), new, checked=not folder.closed)


def start(folder: ClassFolder, host: str | None, port: int | None, say: Say, site: Site) -> server.LocalServer:
    """The Doccano of the class, on the address and port of before unless others are given; it is moved if it runs.

    Raises:
        DoccanoError: see `server.up`.
    """
    wanted_host, wanted_port = host or folder.host or LOOPBACK, port if port is not None else folder.port or None
    if server.running(folder.server) and (wanted_host, wanted_port) != (folder.host, folder.port or None):
        say("The class's Doccano moves to another address: it is stopped and started again.")
        server.down(folder.server)
    try:
        return server.up(
            folder.server,
            port=wanted_port,
            host=wanted_host,
            say=say,
            settings_module=site.settings_module,
            extra_path=site.extra_path,
        )
    except DoccanoError as error:
        if port is None and folder.port and "cannot be used" in str(error):
            raise DoccanoError(
                f"The address that stands on the slips, port {folder.port} on {wanted_host}, cannot be used now: "
                "another program has the port, or this machine has another address today. Take another one with "
                "--port 0, or --lan again, and print the slips anew."
            ) from error
        raise


def hold_back(folder: ClassFolder) -> None:
    """Tells the class's Doccano what pupils may not do now: write comments, and, once it is closed, label.

    Nor another password: who looked at a neighbour's slip could lock the neighbour out.
    """
    say = words(folder.lesson.language)
    closed = say("class.closed") if folder.closed else ""
    restrict(folder.server, Restrictions(closed, say("class.no_comments"), say("class.no_passwords")))


def project_name(lesson: Lesson) -> str:
    """What the project is called in Doccano."""
    return " ".join(lesson.title.split())[:NAME_LIMIT].strip() or "lesson"


def write_slips(folder: ClassFolder, pupils: Sequence[Pupil]) -> None:
    """Writes the page of slips, for the owner only."""
    with replacing(folder.slips, mode=PRIVATE) as file:
        file.write(slips_page(folder.lesson, folder.address, pupils, days=folder.days))


def _with_pupils(folder: ClassFolder, count: int) -> tuple[list[Pupil], int]:
    """Everybody in the class, and how many of them are new. They are on disk before they have an account."""
    pupils = read_pupils(folder)
    taken = [pupil.pseudonym for pupil in pupils]
    new = draw_pupils(folder.lesson.language, max(0, count - len(pupils)), taken, secrets.choice)
    if new:
        write_pupils(folder, [*pupils, *new])
    return [*pupils, *new], len(new)


def _fill(gateway: Gateway, folder: ClassFolder, pupils: Sequence[Pupil], say: Say) -> Project:
    """The project with labels, sentences, accounts and guideline."""
    lesson, passwords = folder.lesson, {pupil.pseudonym: pupil.password for pupil in pupils}
    name = project_name(lesson)
    _check_kept(gateway, folder, name)
    say(f"Making accounts for {len(pupils)} pupils ...")
    report = push(
        gateway,
        Target(name, class_rows(lesson), tuple(passwords)),
        class_codebook(lesson),
        mark=folder.mark,
        password_of=passwords.__getitem__,
        say=say,
    )
    project = find_project(gateway, name)
    if project is None or report.problems:
        raise DoccanoError(f"The project of the class is not as it should be: {'; '.join(report.problems)}.")
    text = class_guideline(lesson)
    if gateway.guideline(project).strip() != text.strip():
        project = gateway.update_project(project, project.description, text)
    return project


def _check_kept(gateway: Gateway, folder: ClassFolder, name: str) -> None:
    """Nothing, if the project of before is found or gone; else a second one would hide what the class labelled."""
    if not folder.project_id or any((each.id, each.name) == (folder.project_id, name) for each in gateway.projects()):
        return
    if OwnDatabase(folder.server / DATABASE, folder.project_id).example_names():
        raise DoccanoError(
            f"The class's project {folder.project_id} in Doccano holds its sentences, and {gateway.username!r} finds "
            f"it no more as {name!r}: it was renamed, or that account was deleted. Nothing was changed. Rename it "
            f"back, or make {gateway.username!r} a project admin of it, in Doccano; or wipe the class."
        )
