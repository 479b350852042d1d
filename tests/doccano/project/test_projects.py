"""Which projects make up a study: told from the cards that a server lists."""

from dataclasses import replace

import pytest

from framing.codebook import Codebook
from framing.doccano.project.card import ProjectCard, description, make_card
from framing.doccano.project.projects import study_projects
from framing.doccano.wire.gateway import Project
from framing.errors import DoccanoError


class Listing:
    """As much of a gateway as a list of projects needs."""

    url = "http://doccano"

    def __init__(self) -> None:
        self.listed: list[Project] = []

    def add(self, name: str, text: str) -> None:
        number = len(self.listed) + 1
        self.listed.append(Project(number, name, text, "DocumentClassification", False, False))

    def projects(self) -> list[Project]:
        return self.listed


@pytest.fixture
def listing(tram_book: Codebook) -> Listing:
    """The study "tram" in disorder, between projects of others."""
    card = make_card(tram_book, "ab12")

    def carded(**changes: object) -> str:
        return description(replace(card, **changes))  # type: ignore[arg-type]

    found = Listing()
    found.add("tram training / berik", carded(team="tram", annotator="berik", training=True))
    found.add("tram / berik", carded(team="tram", annotator="berik"))
    found.add("tram voice", description(make_card(tram_book, "cd34", "voices")))
    found.add("tram", carded())
    found.add("tram / somebody", "made by hand")
    found.add("tram / aigul", carded(team="tram", annotator="aigul"))
    found.add("trams / aigul", carded(team="trams", annotator="aigul"))
    return found


def names(found: list[tuple[Project, ProjectCard]]) -> list[str]:
    return [project.name for project, _ in found]


def test_a_study_is_its_shared_project_then_those_of_annotators_then_exercises(listing: Listing) -> None:
    found = study_projects(listing, "tram")  # type: ignore[arg-type]
    assert names(found) == ["tram", "tram / aigul", "tram / berik", "tram training / berik"]
    assert [card.annotator for _, card in found] == ["", "aigul", "berik", "berik"]


def test_a_study_that_is_not_there_has_no_projects(listing: Listing) -> None:
    assert study_projects(listing, "bus") == []  # type: ignore[arg-type]


def test_two_projects_of_a_study_with_one_name_are_not_guessed_between(listing: Listing) -> None:
    listing.add("tram / aigul", listing.listed[5].description)
    with pytest.raises(DoccanoError, match="2 projects named 'tram / aigul'"):
        study_projects(listing, "tram")  # type: ignore[arg-type]
