from collections import Counter
from dataclasses import replace

import pytest

from framing.classroom.choosing import can_stand_alone, choose_items
from framing.classroom.lesson import NONE, Item
from framing.errors import NotEnoughData

FRAMES = ("fire", "calm", "order")


def item(number: int, key: tuple[str, ...] = (), **fields) -> Item:
    text = f"Reporters saw the harbour of town {number} that evening."
    return Item(0, f"d:{number}-{number + 1}", text, "", key, **fields)


@pytest.fixture
def candidates() -> dict[str, list[Item]]:
    """Ten documents of twelve sentences: half have no frame, one of six is disputed."""
    found = {}
    for document in range(10):
        rows = []
        for number in range(12):
            key = () if number % 2 else (FRAMES[number // 2 % 3],)
            rows.append(item(100 * document + number, key, also_none=bool(key) and number % 3 == 0))
        found[f"d{document}"] = rows
    return found


def test_frames_come_as_often_as_each_other_with_some_none_and_some_that_people_differed_on(candidates) -> None:
    chosen = choose_items(candidates, 20, seed=1)
    assert [each.number for each in chosen] == list(range(1, 21))
    counts = Counter(answer for each in chosen for answer in each.answers)
    assert min(counts[frame] for frame in FRAMES) >= 4
    assert counts[NONE] >= 4
    assert sum(bool(each.defensible) for each in chosen) >= 5


def test_they_come_from_many_documents(candidates) -> None:
    chosen = choose_items(candidates, 20, seed=1)
    per_document = Counter(int(each.sentence_id.split(":")[1].split("-")[0]) // 100 for each in chosen)
    assert len(per_document) == 10
    assert max(per_document.values()) <= 4


def test_the_same_seed_gives_the_same_lesson_and_another_seed_another(candidates) -> None:
    assert choose_items(candidates, 12, seed=1) == choose_items(dict(reversed(candidates.items())), 12, seed=1)
    assert choose_items(candidates, 12, seed=1) != choose_items(candidates, 12, seed=2)


def test_the_class_begins_with_a_plain_one_and_writes_reasons_for_three_at_most(candidates) -> None:
    chosen = choose_items(candidates, 20, seed=3)
    assert len(chosen[0].key) == 1
    assert not chosen[0].defensible
    reasons = [each for each in chosen if each.write_why]
    assert len(reasons) == 3
    assert all(each.defensible for each in reasons)


def test_the_same_words_come_once(candidates) -> None:
    copies = {name: [replace(each, text="The same sentence, told by everybody.") for each in rows]
              for name, rows in candidates.items()}  # fmt: skip
    with pytest.raises(NotEnoughData, match="there are 1"):
        choose_items(copies, 20, seed=1)


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("Soldiers guarded the bridge all night.", True),
        ("Солдаты всю ночь охраняли мост.", True),
        ("Сарбаздар түні бойы көпірді күзетті.", True),
        ("They guarded the bridge all night.", False),
        ("“But nobody came,” the mayor said.", False),
        ("Они всю ночь охраняли мост.", False),
        ("Бұл түні бойы болды деді олар.", False),
        ("Итоги подвели на площади утром.", True),  # begins with the letter of a word that points back
        ("Nobody came.", False),
        ("word " * 40, False),
        ("“I saw the whole harbour burn.", False),
        ("Turkey will always be on our side,” the spokesman said.", False),
        ("Der Bürgermeister sprach von „einer Lüge“ am Abend.", True),
        ("Read more about it on www.example.org today.", False),
        ("First half of a line\nand the second half.", False),
    ],
)
def test_what_a_class_can_read_by_itself(text: str, alone: bool) -> None:
    assert can_stand_alone(text) is alone
