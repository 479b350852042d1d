from dataclasses import replace

import pandas as pd
import pytest

from framing.annotation.decisions import AUTOMATED
from framing.classroom.lesson import ANOTHER, NONE, PEOPLE, Lesson
from framing.classroom.own_lesson import Labelled, make_lesson
from framing.classroom.pack import files_of
from framing.classroom.sheets import lesson_2_title, teacher_page
from framing.classroom.sides import sides_page
from framing.codebook import Codebook, Frame
from framing.codebook_translations import Translation, Wording
from framing.gold.majority import gold_labels
from framing.languages.words import LANGUAGES, words
from framing.tables import ANNOTATIONS, DOCUMENTS, SENTENCES, make_sentence_id

FRAMES = ("fire", "calm", "order")
# Each sentence with what three people said of it: frames by their first letter, "-" for none.
TEXTS = {
    "gazette": [
        ("Flames destroyed the old harbour in the night.", "f f f"),
        ("Residents walked home quietly through the streets.", "c c -"),
        ("Police guarded the bridge until the morning.", "o o o"),
        ("Two ferries arrived from the island at noon.", "- - -"),
    ],
    "tribune": [
        ("Flames destroyed most of the old harbour on Monday night.", "f f f"),
        ("Singers gathered around the fountain and held candles.", "c - c"),
        ("Soldiers closed every road into the town.", "o - -"),
        ("Market stalls opened again on Tuesday morning.", "c c c"),
    ],
}


def corpus(made_by: str = "person", annotators: int = 3) -> Labelled:
    documents, sentences, annotations = [], [], []
    for name, rows in TEXTS.items():
        documents.append({"document_id": name, "text": "", "title": f"Harbour in the {name}", "source": name,
                          "author": "", "date": "2022-01-05", "language": "en", "path": ""})  # fmt: skip
        for at, (text, said) in enumerate(rows):
            name_of = make_sentence_id(name, at, at + 1)
            sentences.append({"sentence_id": name_of, "document_id": name, "position": at + 1, "start": at,
                              "end": at + 1, "text": text, "kind": "body", "paragraph": at + 1})  # fmt: skip
            for who, letter in enumerate(said.split()[:annotators]):
                annotations += [
                    {"sentence_id": name_of, "annotator": f"coder{who}", "frame": frame,
                     "present": frame[0] == letter, "state": "confirmed", "at": "", "project": "p", "codebook": "c",
                     "assisted": False, "made_by": made_by}
                    for frame in FRAMES
                ]  # fmt: skip
    table = ANNOTATIONS.table(annotations)
    voices = {row["sentence_id"]: "outlet" for row in sentences}
    return Labelled(DOCUMENTS.table(documents), SENTENCES.table(sentences), table, gold_labels(table), voices, {})


@pytest.fixture
def study() -> Codebook:
    return Codebook("harbour", "1", "A fire, told twice", tuple(
        Frame(key, f"town on {key}", key[0], "#882255", "#FFFFFF", f"It is about {key}.") for key in FRAMES
    ))  # fmt: skip


def made(labelled: Labelled, study: Codebook, frames: tuple[str, ...] = ()) -> Lesson:
    return make_lesson(labelled, study, frames, count=8, language="en", seed=1)


def test_a_lesson_in_another_language_has_the_codebooks_translation(study: Codebook) -> None:
    russian = {"ru": Translation("Пожар", {"fire": Wording("город о пожаре")})}
    lesson = make_lesson(corpus(), replace(study, translations=russian), (), count=8, language="ru", seed=1)
    assert lesson.title == "Пожар"
    assert lesson.codebook.frame("fire").name == "город о пожаре"
    assert lesson.codebook.frame("calm").name == "town on calm"  # nobody has translated it


def test_the_key_is_the_majority_and_whatever_else_somebody_said_can_be_defended(study: Codebook) -> None:
    items = {item.text: item for item in made(corpus(), study).items}
    assert len(items) == 8
    closed = items["Soldiers closed every road into the town."]
    assert (closed.answers, closed.defensible) == ((NONE,), ("order",))
    walked = items["Residents walked home quietly through the streets."]
    assert (walked.answers, walked.defensible) == (("calm",), (NONE,))
    assert walked.before == "Flames destroyed the old harbour in the night."
    assert (walked.voters, walked.votes["calm"]) == (3, pytest.approx(2 / 3))


def test_a_frame_that_the_class_does_not_get_is_another_frame(study: Codebook) -> None:
    items = {item.text: item for item in made(corpus(), study, ("fire", "order")).items}
    candles = items["Singers gathered around the fountain and held candles."]
    assert (candles.answers, candles.defensible, candles.others) == ((ANOTHER,), (NONE,), ("town on calm",))


@pytest.mark.parametrize(("made_by", "annotators"), [("automated coder", 3), ("person", 2)])
def test_no_votes_are_kept_of_a_program_or_of_two_people(study: Codebook, made_by: str, annotators: int) -> None:
    lesson = made(corpus(made_by, annotators), study)
    assert {item.votes for item in lesson.items} == {None}
    assert lesson.made_by == (AUTOMATED if made_by == AUTOMATED else PEOPLE)


def test_two_labelled_texts_on_one_event_are_set_beside_each_other(study: Codebook) -> None:
    lesson = made(corpus(), study)
    a, b = lesson.tellings
    assert (a.source, b.source) == ("gazette", "tribune")
    assert a.sentences[0].frames == ("fire",)
    pair = lesson.pairs[0]
    assert "Flames destroyed" in a.sentences[pair.first[0]].text
    assert "Flames destroyed" in b.sentences[pair.second[0]].text
    assert [pair.moment for pair in lesson.pairs] == [f"Moment {n}" for n in range(1, len(lesson.pairs) + 1)]


def test_sentences_that_share_one_word_are_not_one_moment(study: Codebook, monkeypatch: pytest.MonkeyPatch) -> None:
    apart = {
        "gazette": [*TEXTS["gazette"], ("The company was founded in 1951.", "- - -")],
        "tribune": [*TEXTS["tribune"], ("The company paid its owners nine million last year.", "- - -")],
    }
    monkeypatch.setitem(globals(), "TEXTS", apart)
    lesson = made(corpus(), study)
    assert lesson.pairs
    assert not [pair for pair in lesson.pairs if "company" in lesson.tellings[0].sentences[pair.first[0]].text]


def test_every_page_with_paired_extracts_says_that_a_program_paired_them(study: Codebook) -> None:
    lesson = made(corpus(), study)
    pages = files_of(lesson)
    said = words("en")("pairs.by_program")
    named = {name[3:-5] for name, page in pages.items() if said in page}
    assert named == {"teacher", "pairs", "sides"}
    assert not [name for name, page in files_of(replace(lesson, own=False)).items() if said in page]


@pytest.mark.parametrize(
    ("paths", "sources"),
    [
        (("texts/bus strike.txt", "texts/other.txt"), ("bus strike.txt", "other.txt")),
        (("texts.csv", "texts.csv"), (TEXTS["gazette"][0][0], TEXTS["tribune"][0][0])),
        (("", ""), (TEXTS["gazette"][0][0], TEXTS["tribune"][0][0])),
    ],
)
def test_texts_without_title_and_source_are_revealed_by_file_or_first_words(
    study: Codebook, paths: tuple[str, str], sources: tuple[str, str]
) -> None:
    labelled = corpus()
    plain = labelled.documents.assign(title="", source="", path=list(paths))
    lesson = made(replace(labelled, documents=plain), study)
    assert tuple(telling.source for telling in lesson.tellings) == sources
    assert all(f">{source} · 2022-01-05</bdi>" in sides_page(lesson) for source in sources)


def test_a_copy_gives_no_sentence_and_no_second_telling(study: Codebook) -> None:
    labelled = corpus()
    copied = Labelled(labelled.documents, labelled.sentences, labelled.annotations, labelled.gold, labelled.voices,
                      {"tribune": "gazette"})  # fmt: skip
    lesson = made(copied, study)
    assert {item.sentence_id.split(":")[0] for item in lesson.items} == {"gazette"}
    assert lesson.tellings == ()


def test_a_text_with_few_labels_is_not_shown_as_if_it_had_no_frames(study: Codebook) -> None:
    labelled = corpus()
    rows = labelled.annotations["sentence_id"].str.startswith("gazette") | labelled.annotations["sentence_id"].isin(
        ["tribune:0-1"]
    )
    table = pd.DataFrame(labelled.annotations[rows])
    few = Labelled(labelled.documents, labelled.sentences, table, gold_labels(table), labelled.voices, {})
    assert made(few, study).tellings == ()


def test_a_large_codebook_gives_its_six_most_frequent_frames(study: Codebook) -> None:
    more = tuple(Frame(f"rare{n}", f"rare {n}", str(n), "#FFFFFF", "#000000", "Rare.") for n in range(6))
    large = Codebook("large", "1", "Large", (*more, *study.frames))
    keys = made(corpus(), large).codebook.keys
    assert len(keys) == 6
    assert set(FRAMES) <= set(keys)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pack_of_other_texts_says_nothing_of_those_of_the_first_lesson(study: Codebook, language: str) -> None:
    say = words(language)
    lesson = make_lesson(corpus(), study, (), count=8, language=language, seed=1)
    pages = {name[3:-5]: text for name, text in files_of(lesson).items()}
    everything = " ".join(pages.values())
    for key in ("teacher.sensitive_1", "teacher.sensitive_2", "teacher.sensitive_3",
                "card.rule_denied", "answers.none_of_these_example", "answers.another_frame_example",
                "teacher.fail_7", "pack.card_what", "sides.counts_another", "pack.lesson_2"):  # fmt: skip
        assert say(key) not in everything, key
    assert all(say(f"teacher.own_sensitive_{n}") in pages["teacher"] for n in (1, 2, 3))
    assert f"<li>{say('label.own_rule_stop')}</li>" in pages["label"]
    assert f"<li>{say('label.rule_stop')}</li>" not in pages["label"]
    assert say("card.rule_own_denied") in pages["card"]
    assert say("answers.own_none_example") in pages["card"]
    fewer = make_lesson(corpus(), study, ("fire", "order"), count=8, language=language, seed=1)
    assert say("sides.counts_another") in sides_page(fewer)  # one was left out


def test_a_small_pack_is_not_told_to_stop_after_more_sentences_than_it_has(study: Codebook) -> None:
    lesson = made(corpus(), study)
    said, titles = words("en"), dict.fromkeys(("opening", "card", "worksheet", "label", "results", "exit", "pairs",
                                               "sides", "try", "fails", "questions"), "a page")  # fmt: skip
    assert said("teacher.fail_4") not in teacher_page(lesson, titles)
    assert said("teacher.fail_4") in teacher_page(replace(lesson, items=lesson.items * 2), titles)
    first, *others = (replace(item, write_why=False) for item in lesson.items)
    one = replace(lesson, items=(replace(first, write_why=True), *others))
    assert f"writes a reason for sentence {first.number}." in teacher_page(one, titles)


def test_lesson_two_is_called_by_what_the_pack_has_for_it(study: Codebook) -> None:
    lesson = made(corpus(), study)
    assert lesson_2_title(lesson, machine=True) == "Lesson 2: Two texts on one event, and a machine that guesses"
    assert lesson_2_title(lesson, machine=False) == "Lesson 2: Two texts on one event"
    without = replace(lesson, pairs=(), tellings=())
    assert lesson_2_title(without, machine=True) == "Lesson 2: A machine that guesses"
    pages = files_of(without)
    assert "Two texts" not in pages["index.html"] + pages["01-teacher.html"]
    assert lesson_2_title(without, machine=False) in pages["index.html"]
