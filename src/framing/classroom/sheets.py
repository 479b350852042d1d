"""The pages of a lesson that are printed or read aloud: card, worksheets, questions, key, teacher's note. Pure."""

from collections.abc import Mapping, Sequence

from framing.annotation.decisions import AUTOMATED
from framing.classroom.lesson import ANOTHER, AT_LEAST_VOTERS, NONE, Gloss, Item, Lesson, Telling
from framing.classroom.page import answer_names, colours, lesson_page, small_word
from framing.classroom.try_page import Examples
from framing.languages.words import words

# The plan of both lessons: from minute, to minute, its words in [teacher], and whether it needs something.
_FIRST = (
    (0, 8, "p1_open", True),
    (8, 12, "p1_card", True),
    (12, 27, "p1_label", True),
    (27, 40, "p1_heat", True),
    (40, 45, "p1_exit", True),
)
_TEXTS = ((0, 5, "p2_read", True), (5, 14, "p2_pairs", True), (14, 22, "p2_sides", True))
_MACHINE = ((22, 27, "p2_type", True), (27, 37, "p2_fool", True), (37, 40, "p2_best", True), (40, 45, "p2_exit", True))
_Step = tuple[int, int, str, str]  # from minute, to minute, what the class does, what the teacher needs
_SLOW = 12  # sentences after which a slow class may stop
_SLIPS = 4  # of each lesson on a sheet: each pupil gets one


def card_page(lesson: Lesson) -> str:
    """The codebook card: every label with colour, key of the keyboard and an example, rules and hard words; one A4."""
    return lesson_page(
        "card",
        lesson,
        colours=colours(lesson),
        glosses=glosses_of(lesson),
        names=answer_names(lesson),
        frames={frame.key: frame for frame in lesson.codebook.frames},
        neither=NONE,
    )


def opening_page(lesson: Lesson) -> str:
    """Two sentences for the projector."""
    return lesson_page("opening", lesson)


def worksheet_page(lesson: Lesson) -> str:
    """Worksheet 1: the sentences with a box to tick for each answer."""
    return lesson_page("worksheet", lesson, answers=answer_names(lesson))


def pairs_page(lesson: Lesson) -> str:
    """Worksheet 2: extracts of both texts with four questions each."""
    extracts = [
        (
            pair.moment,
            [
                (telling.letter, _extract(telling, places))
                for telling, places in zip(lesson.tellings, (pair.first, pair.second), strict=True)
            ],
        )
        for pair in lesson.pairs
    ]
    return lesson_page("pairs", lesson, extracts=extracts)


def _extract(telling: Telling, places: Sequence[int]) -> str:
    """Sentences of a text as one, with a mark where others stand between them."""
    parts: list[str] = []
    for before, at in zip((None, *places), places, strict=False):
        left_out = before is not None and at != before + 1
        parts += [*(["[…]"] if left_out else []), telling.sentences[at].text]
    return " ".join(parts)


def questions_page(lesson: Lesson) -> str:
    """Questions for the discussion."""
    return lesson_page("questions", lesson, odd=_unexpected(lesson))


def key_page(lesson: Lesson) -> str:
    """The answer key, with its provenance; shares of votes only from AT_LEAST_VOTERS people on."""
    names = answer_names(lesson)
    return lesson_page(
        "key",
        lesson,
        names=names,
        colours=colours(lesson),
        automated=lesson.made_by == AUTOMATED,
        rows=[(item, _shares(item)) for item in lesson.items],
        voices={voice.key: voice.name.rpartition(": ")[2] for voice in lesson.codebook.voices},
        another=ANOTHER,
        any_another=any(ANOTHER in (*item.answers, *item.defensible) for item in lesson.items),
    )


def teacher_page(
    lesson: Lesson, titles: Mapping[str, str], *, machine: bool = True, examples: Examples | None = None
) -> str:
    """The teacher's note: the plan by the minute, what is sensitive, what can fail; two A4.

    Args:
        lesson: that the note is for.
        titles: what each other page is called, by its name in [pack].
        machine: whether the pack has a model to be beaten.
        examples: sentences of which this model says what is promised.
    """
    say = words(lesson.language)
    change = examples.change if examples else ()
    such = say("teacher.p2_type_such", first=change[0], second=change[1]) if change else ""
    second = (*(_TEXTS if lesson.pairs else ()), *(_MACHINE if machine else _MACHINE[-1:]))
    return lesson_page(
        "teacher",
        lesson,
        first=_plan(lesson, titles, _FIRST),
        second=_plan(lesson, {**titles, "such": such}, second),
        negation=examples.negation if examples else "",
        failing=_failing(lesson, machine),
        lesson_2=lesson_2_title(lesson, machine=machine),
        machine=machine,
        automated=lesson.made_by == AUTOMATED,
    )


def lesson_2_title(lesson: Lesson, *, machine: bool) -> str:
    """What lesson 2 is called: by the texts and the machine that the pack has."""
    if lesson.pairs and machine:
        name = "own_lesson_2" if lesson.own else "lesson_2"
    else:
        name = "lesson_2_texts" if lesson.pairs else "lesson_2_machine" if machine else "lesson_2_talk"
    return words(lesson.language)(f"pack.{name}")


def _failing(lesson: Lesson, machine: bool) -> list[int]:
    """Numbers of what can fail in this pack."""
    cannot = {4: len(lesson.items) <= _SLOW, 6: not machine, 7: not glosses_of(lesson)}
    return [number for number in range(1, 8) if not cannot.get(number)]


def _plan(lesson: Lesson, titles: Mapping[str, str], rows: Sequence[tuple[int, int, str, bool]]) -> list[_Step]:
    """The rows of a plan, with the names of pages and the numbers of sentences put in."""
    say = words(lesson.language)
    fast = [item.number for item in lesson.items if item.write_why]
    again = say("teacher.p1_heat_again", number=fast[0]) if fast else ""
    first = say("teacher.p1_card_first") if lesson.background else ""
    values = {**titles, "numbers": ", ".join(map(str, fast)), "again": again, "first": first}
    values["no"] = small_word(lesson)
    steps = []
    for start, end, name, needs in rows:
        kind = {0: "_plain", 1: "_one"}.get(len(fast), "") if name == "p1_label" else ""
        does = say(f"teacher.{name}{kind}", **values)
        steps.append((start, end, does, say(f"teacher.{name}_need", **values) if needs else ""))
    return steps


def exit_page(lesson: Lesson) -> str:
    """Exit slips of both lessons, to be cut."""
    return lesson_page("exit", lesson, slips=range(_SLIPS))


def glosses_of(lesson: Lesson) -> list[Gloss]:
    """The hard words that stand in the sentences, on the card or on worksheet 2, in their order there."""
    frames = lesson.codebook.frames
    both = [places for pair in lesson.pairs for places in zip(lesson.tellings, (pair.first, pair.second), strict=True)]
    text = " ".join(
        [
            *(f"{item.before} {item.text}" for item in lesson.items),
            *(f"{frame.name} {frame.definition}" for frame in frames),
            *(_extract(telling, places) for telling, places in both),
        ]
    ).casefold()
    found = [(text.find(gloss.word.casefold()), gloss) for gloss in lesson.glosses]
    return [gloss for at, gloss in sorted(found, key=lambda each: each[0]) if at >= 0]


def _shares(item: Item) -> Sequence[tuple[str, int]]:
    """Answers with their share of votes in per cent, the most chosen first; none with too few people."""
    if item.voters < AT_LEAST_VOTERS or not item.votes:
        return []
    return sorted(((key, round(100 * share)) for key, share in item.votes.items() if share), key=lambda each: -each[1])


def _unexpected(lesson: Lesson) -> Item | None:
    """A sentence of somebody who is quoted and has a frame, and can be read in another way: a question is about it."""
    own = ("", "outlet")
    quoted = [item for item in lesson.items if item.voice not in own and item.key and item.defensible]
    return quoted[-1] if quoted else None
