import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from framing.classroom import pack
from framing.classroom.first_lesson import first_labels, first_lesson
from framing.classroom.lesson import Lesson
from framing.classroom.pack import files_of, zip_of
from framing.classroom.word_model import lesson_model
from framing.corpus.read import Document, Note, read_documents
from framing.errors import InputError
from framing.languages.words import LANGUAGES, words
from framing.model.learning.train import FrameModel


@pytest.fixture(scope="module", params=LANGUAGES)
def lesson(repository: Path, request: pytest.FixtureRequest) -> Lesson:
    return first_lesson(repository, language=request.param)


@pytest.fixture(scope="module")
def model(repository: Path) -> FrameModel:
    return lesson_model(*first_labels(repository), first_lesson(repository).codebook)


@pytest.fixture(scope="module")
def files(lesson: Lesson, model: FrameModel) -> dict[str, str]:
    return files_of(lesson, model)


def test_the_zip_has_one_folder_with_plain_names_in_the_order_of_the_lessons(files: dict[str, str]) -> None:
    with zipfile.ZipFile(io.BytesIO(zip_of(files, "lesson-en"))) as archive:
        names = archive.namelist()
    assert all(name.isascii() and name.startswith("lesson-en/") for name in names)
    assert names[0] == "lesson-en/index.html"
    numbered = [name.removeprefix("lesson-en/")[:2] for name in names if name[-5:] == ".html"][1:]
    assert numbered == [f"{number:02}" for number in range(1, len(numbered) + 1)]


def test_the_same_lesson_gives_the_same_bytes(lesson: Lesson, model: FrameModel, files: dict[str, str]) -> None:
    assert zip_of(files_of(lesson, model), "lesson") == zip_of(files, "lesson")


def test_the_pack_that_is_kept_is_the_one_that_is_made_today(
    lesson: Lesson, files: dict[str, str], repository: Path
) -> None:
    with zipfile.ZipFile(repository / "seeds" / f"lesson-{lesson.language}.zip") as archive:
        kept = {name.rpartition("/")[2]: archive.read(name).decode() for name in archive.namelist()}
    assert list(kept) == list(files)
    other = [name for name in files if without_numbers(kept[name]) != without_numbers(files[name])]
    assert not other, "make lesson makes the packs again"


def without_numbers(page: str) -> str:
    """A page without what another computer makes otherwise.

    These are the coefficients of its model, whose last digits processors round in ways of their own, and the tables of
    letters, which are those of Python's version of Unicode.
    """
    return re.sub(r'"numbers":"[A-Za-z0-9+/=]+"|"letters":\{[^{}]*\{[^{}]*\}\}', "", page)


def test_the_start_page_links_to_every_page(files: dict[str, str]) -> None:
    pages = [name for name in files if name.endswith(".html") and name != "index.html"]
    assert len(pages) == 13
    assert all(f'href="{name}"' in files["index.html"] for name in pages)


def test_the_machine_is_for_the_projector_or_for_screens(lesson: Lesson, files: dict[str, str]) -> None:
    (entry,) = re.findall(r'<li><a href="\d+-try.html">.*?</li>', files["index.html"])
    say = words(lesson.language)
    assert say("pack.projector") in entry
    assert say("pack.screens") in entry  # what the start page says of devices finds it by this mark


def test_a_lesson_without_two_texts_has_no_page_about_them(lesson: Lesson) -> None:
    names = " ".join(files_of(replace(lesson, tellings=(), pairs=())))
    assert "pairs" not in names
    assert "sides" not in names
    assert "worksheet" in names


def test_a_lesson_without_a_model_has_no_machine_to_beat(lesson: Lesson, files: dict[str, str]) -> None:
    assert {name[3:] for name in files} - {name[3:] for name in files_of(lesson)} == {"try.html", "fails.html"}
    note = next(page for name, page in files_of(lesson).items() if name.endswith("teacher.html"))
    assert words(lesson.language)("teacher.without_machine") in note
    assert "22–27" not in note


def test_a_pack_that_does_not_go_around_a_class_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "LARGEST", 10)
    with pytest.raises(InputError, match="--items 20"):
        zip_of({"index.html": "x" * 11}, "lesson")


def test_a_pack_is_not_read_as_articles(files: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "lesson-en.zip").write_bytes(zip_of(files, "lesson-en"))
    (tmp_path / "article.txt").write_text("The river rose by two metres overnight.")
    found = list(read_documents([tmp_path]))
    assert [each.path for each in found if isinstance(each, Document)] == [str(tmp_path / "article.txt")]
    notes = [each for each in found if isinstance(each, Note)]
    assert ["lesson-en.zip" in Path(note.where).parts for note in notes] == [True]  # the folder in it
    assert "a lesson of framing" in notes[0].reason


def test_a_teacher_is_told_if_pupils_must_read_another_language(lesson: Lesson, files: dict[str, str]) -> None:
    said = words(lesson.language)("pack.text_language", language=words(lesson.language)("try.in_en"))
    for name in ("index.html", "01-teacher.html"):
        assert (said in files[name]) == (lesson.language != "en")
    assert len(re.findall("[“«]not[”»]", files["01-teacher.html"])) == 2  # of the texts, which are English
