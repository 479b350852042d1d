"""What a restore would add where people have worked: values only."""

from dataclasses import replace
from pathlib import Path

import pytest

from framing.doccano.moving.restore_plan import Part, Plan, changes, check_begun, to_enter
from framing.doccano.moving.snapshot import Answer, Example, LabelType, ProjectContent, Remark, Settings, StudyContent
from framing.doccano.moving.take import Taken
from framing.doccano.moving.unfinished import Unfinished
from framing.doccano.wire.gateway import Project
from framing.errors import InputError

HELD = ProjectContent(
    "tram",
    "d",
    "g",
    Settings(single_label=False, random_order=False, members_add_labels=False, tags=()),
    tuple(LabelType(text, None, None, "#112233", "#ffffff") for text in "abc"),
    {"boss": "project_admin", "aigul": "annotator"},
    (Example("one", {}), Example("two", {}), Example("three", {})),
    (Answer("aigul", 1, ("a",), True), Answer("aigul", 2, ("a",), False)),
    (Remark(1, "aigul", "why?", ""),),
)
THERE = Taken(Project(7, "tram", "d", "DocumentClassification", False, False), HELD, (11, 12, 13))
WANTED = replace(
    HELD,
    answers=(Answer("aigul", 1, ("a", "b"), True), Answer("aigul", 2, ("a", "b"), True), Answer("aigul", 3, (), True)),
    comments=(*HELD.comments, Remark(2, "aigul", "never said", ""), Remark(2, "", "of an account that is gone", "")),
)


def plan(wanted: ProjectContent, there: Taken | None = THERE) -> Plan:
    return Plan(StudyContent("tram", "boss", (wanted,)), (there,), ())


def test_to_what_is_confirmed_no_label_is_added() -> None:
    assert to_enter(WANTED, HELD) == [Answer("aigul", 2, ("b",), True), Answer("aigul", 3, (), True)]


def test_what_would_be_entered_is_counted_person_by_person() -> None:
    assert changes(WANTED, THERE, "boss").people == (Part("aigul", labels=1, confirmed=2, comments=1),)


def test_where_people_have_worked_only_a_restore_that_began_there_goes_on(tmp_path: Path) -> None:
    def refused(wanted: ProjectContent = WANTED) -> None:
        with pytest.raises(InputError, match=r"'tram' \(as aigul: 1 chosen label, 2 confirmations, 1 comment\)"):
            check_begun(plan(wanted), tmp_path)

    refused()
    Unfinished(tmp_path, WANTED).begin(THERE.project)
    check_begun(plan(WANTED), tmp_path)
    refused(replace(WANTED, guideline="of another snapshot"))
    Unfinished(tmp_path, WANTED).begin(replace(THERE.project, id=8))  # another project of that name
    refused()
    Unfinished(tmp_path, WANTED).begin(THERE.project)
    Unfinished(tmp_path, WANTED).end()
    refused()
    assert list(tmp_path.iterdir()) == []


def test_a_new_project_one_without_work_and_one_that_is_whole_need_no_word(tmp_path: Path) -> None:
    check_begun(plan(WANTED, None), tmp_path)
    check_begun(plan(WANTED, replace(THERE, content=replace(HELD, answers=(), comments=()))), tmp_path)
    check_begun(plan(HELD), tmp_path)


def test_a_member_is_no_more_added_than_an_answer(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\(new members: eve\).*--into-existing"):
        check_begun(plan(replace(HELD, members={**HELD.members, "eve": "annotator"})), tmp_path)
