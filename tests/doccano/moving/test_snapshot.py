"""What a snapshot holds, compared and renamed: values only."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.doccano.moving.snapshot import (
    ADMIN,
    Answer,
    Example,
    LabelType,
    ProjectContent,
    Remark,
    Settings,
    StudyContent,
    answers_from_exports,
    beyond,
    comments_beyond,
    differences,
    examples_from_rows,
    renamed,
)
from framing.doccano.project.card import ProjectCard, description, read_card
from framing.errors import DoccanoError

PLAIN = Settings(single_label=False, random_order=False, members_add_labels=False, tags=())
LABELS = tuple(LabelType(text, None, None, "#112233", "#ffffff") for text in "abc")
PROJECT = ProjectContent(
    "tram",
    "d",
    "g",
    PLAIN,
    LABELS,
    {"boss": ADMIN, "aigul": "annotator"},
    (Example("one", {}), Example("two", {})),
    (Answer("aigul", 1, ("a", "b"), True), Answer("aigul", 2, (), True)),
    (Remark(1, "aigul", "why?", "t"), Remark(1, "aigul", "why?", "u")),
)

answer_sets = st.dictionaries(
    st.tuples(st.sampled_from(["aigul", "berik"]), st.integers(1, 3)),
    st.tuples(st.frozensets(st.sampled_from("abc")), st.booleans()).filter(any),
)


def project(answers: dict[tuple[str, int], tuple[frozenset[str], bool]]) -> ProjectContent:
    found = (Answer(who, n, tuple(sorted(labels)), done) for (who, n), (labels, done) in answers.items())
    return replace(PROJECT, answers=tuple(sorted(found, key=lambda a: (a.example, a.annotator))))


def facts(content: ProjectContent) -> set[tuple[Any, ...]]:
    """Each label and each confirmation as a fact of its own."""
    labels = {(a.annotator, a.example, label) for a in content.answers for label in a.labels}
    return labels | {(a.annotator, a.example) for a in content.answers if a.confirmed}


@given(answer_sets, answer_sets)
def test_what_one_has_beyond_the_other_is_the_difference_of_their_facts(one: Any, other: Any) -> None:
    left, right = project(one), project(other)
    assert facts(replace(left, answers=tuple(beyond(left, right)))) == facts(left) - facts(right)
    assert (differences(left, right) == ()) == (facts(left) == facts(right))


@given(st.lists(st.sampled_from("xyz")), st.lists(st.sampled_from("xyz")))
def test_comments_count_as_often_as_they_were_written(one: list[str], other: list[str]) -> None:
    left, right = (replace(PROJECT, comments=tuple(Remark(1, "aigul", t, "") for t in texts)) for texts in (one, other))
    assert Counter(remark.text for remark in comments_beyond(left, right)) == Counter(one) - Counter(other)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"guideline": "h"}, "the guideline: 'h', not 'g'"),
        ({"settings": replace(PLAIN, tags=("x",))}, "the settings: Settings"),
        ({"labels": LABELS[:2]}, "the labels: 'a', 'b', not 'a', 'b', 'c'"),
        (
            {"labels": (replace(LABELS[0], text_color="#000000"), *LABELS[1:])},
            "the label 'a' has another key or colour",
        ),
        ({"members": {"boss": ADMIN}}, "'aigul': no member, not annotator"),
        ({"members": {"boss": "annotator", "aigul": "annotator"}}, "framing gives that role to nobody"),
        ({"examples": PROJECT.examples[:1]}, "1 example, not 2"),
        ({"examples": PROJECT.examples[::-1]}, "2 examples not as before, the first is number 1"),
        ({"answers": PROJECT.answers[:1]}, "'aigul': 0 labels and 1 confirmation less, first at example 2"),
        ({"comments": PROJECT.comments[:1]}, "a comment of 'aigul' at example 1 is missing: 'why?'"),
        ({"comments": (*PROJECT.comments, Remark(2, "boss", "no", ""))}, "a comment of 'boss' at example 2 is more"),
    ],
)
def test_every_difference_is_named(changed: dict[str, Any], said: str) -> None:
    [line] = differences(PROJECT, replace(PROJECT, **changed))
    assert said in line


def test_who_sees_what_is_compared_where_the_server_decides_it() -> None:
    everybody, assigned = PROJECT, replace(PROJECT, seen={"aigul": (1, 2)})
    assert differences(everybody, everybody) == differences(assigned, assigned) == ()
    assert differences(everybody, assigned) == ()  # the one who labels sees all of it here too
    assert differences(everybody, replace(PROJECT, seen={})) == ("'aigul' sees 0 examples, not these 2",)
    assert differences(replace(PROJECT, seen={"aigul": (2,)}), assigned) == ("'aigul' sees 2 examples, not these 1",)
    [line] = differences(assigned, everybody)
    assert line.startswith("everybody sees all examples")


def test_times_and_what_is_out_of_reach_make_no_difference() -> None:
    later = tuple(replace(comment, at="later") for comment in PROJECT.comments)
    assert differences(PROJECT, replace(PROJECT, comments=later, unreachable={"a": 3})) == ()


def test_the_second_export_has_the_last_word() -> None:
    # Example 11: confirmed in between with another label. 12: confirmed in between. 13: came in between. 10: only seen.
    rows = [{"id": 10, "label": []}, {"id": 11, "label": ["a"]}, {"id": 12, "label": ["b", "a"]}]
    done = [{"id": 11, "label": ["b"]}, {"id": 12, "label": []}, {"id": 13, "label": ["a"]}]
    assert answers_from_exports({"aigul": rows}, {"aigul": done}, {10: 1, 11: 2, 12: 3}) == (
        Answer("aigul", 2, ("b",), True),
        Answer("aigul", 3, (), True),
    )


def test_meta_data_without_a_value_are_left_out_and_nothing_else_is() -> None:
    rows = [{"id": 7, "text": "t", "n": 0, "x": None, "y": "", "z": [None], "label": ["a"], "Comments": []}]
    assert examples_from_rows(rows) == ({7: 1}, (Example("t", {"n": 0, "y": "", "z": [None]}),))


@pytest.mark.parametrize(
    "rows", [[{"id": 7, "text": "t"}, {"id": 7, "text": "u"}], [{"id": 7, "text": 5}], [{"id": 7, "text": None}]]
)
def test_meta_data_that_hide_an_id_or_a_text_are_named(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(DoccanoError, match="meta data named id, text or data"):
        examples_from_rows(rows)


def test_another_name_goes_into_the_names_and_cards_of_all_projects() -> None:
    card = ProjectCard("tram#1", "tram 1", "f", (("cost", "cost"),), team="tram", annotator="aigul")
    own = replace(PROJECT, name="tram / aigul", description=f"By hand.\n{description(card)}")
    study = StudyContent(
        "tram", "boss", (PROJECT, own, replace(PROJECT, name="trams"), replace(own, name="tram voice"))
    )
    found = renamed(study, "bus", {"aigul": "boss", "boss": "aigul"})  # they change places
    assert [project.name for project in found.projects] == ["bus", "bus / boss", "trams", "bus voice"]
    assert found.owner == "aigul"
    moved = found.projects[1]
    assert moved.description.startswith("By hand.\nHow sentences frame")
    copied = read_card(moved.description)
    assert copied is not None
    assert copied == replace(card, project=copied.project, team="bus", annotator="boss")
    assert moved.members == {"aigul": ADMIN, "boss": "annotator"}
    assert {answer.annotator for answer in moved.answers} == {"boss"}
    assert {comment.author for comment in moved.comments} == {"boss"}
    assert renamed(renamed(study, "tram", {"aigul": "dana"}), "tram", {"dana": "aigul"}) == study


def test_a_copy_is_another_project_in_the_ledger_and_what_only_moves_stays_the_same() -> None:
    card = ProjectCard("tram#1", "tram 1", "f", (("cost", "cost"),))
    study = StudyContent("tram", "boss", (replace(PROJECT, description=description(card)),))

    def project(name: str) -> str:
        found = read_card(renamed(study, name, {"aigul": "dana"}).projects[0].description)
        assert found is not None
        return found.project

    assert project("tram") == "tram#1"  # brought to another server
    assert len({"tram#1", project("bus"), project("trolley")}) == 3
    assert project("bus") == project("bus")  # a restore that was broken off goes on in the same project
    assert project("bus").startswith("tram#1-")


def test_a_description_stays_byte_for_byte_where_its_card_does_not_change() -> None:
    card = ProjectCard("tram#1", "tram 1", "f", (("cost", "cost"),))
    text = description(card).replace('", "', '",   "')  # somebody reformatted it
    study = StudyContent("tram", "boss", (replace(PROJECT, description=text),))
    assert renamed(study, "tram", {"aigul": "berik"}).projects[0].description == text
