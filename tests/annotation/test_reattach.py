"""Labels survive a change of the splitter: what is the same sentence, what is not, and that nothing is invented."""

import time
import unicodedata
from dataclasses import dataclass, replace
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.annotation import reattach as module
from framing.annotation.decisions import Decision, annotations_table, current
from framing.annotation.reattach import Reattached, reattach
from framing.tables import SENTENCES, make_sentence_id

#       0         1         2         3         4         5
#       0123456789012345678901234567890123456789012345678901234
TEXT = "«Тоқтаңдар!» – he said. Nobody did.  The tram (it) left"
ONE = Decision(
    document_id="d",
    start=0,
    end=23,
    annotator="aigul",
    state="confirmed",
    frames=("cost",),
    offered=("cost", "clean_air"),
    at="monday",
    project="tram#1",
    codebook="0123456789abcdef",
    assisted=False,
    made_by="person",
    comment="loud",
)
VOICE = replace(ONE, project="voices#1", offered=(), frames=(), voice="official", comment="")


def cut(*spans: tuple[int, int], kind: str = "body", document_id: str = "d", text: str = TEXT) -> pd.DataFrame:
    rows = []
    for position, (start, end) in enumerate(spans, start=1):
        row = {"sentence_id": make_sentence_id(document_id, start, end), "document_id": document_id}
        place = {"position": position, "start": start, "end": end, "text": text[start:end]}
        rows.append({**row, **place, "kind": kind, "paragraph": 1})
    return SENTENCES.table(rows)


def attach(decisions: list[Decision], *sentences: pd.DataFrame, text: str = TEXT) -> Reattached:
    return reattach(decisions, pd.concat(sentences), {"d": text})


def at(start: int, end: int, **changes: object) -> Decision:
    return replace(ONE, start=start, end=end, **changes)  # type: ignore[arg-type]


def test_the_same_span_stays_as_it_is() -> None:
    found = attach([ONE], cut((0, 23), (24, 35)))
    assert found == Reattached((ONE,), (), moved=0, merged=0, replaced=0)
    assert found.warnings() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ((24, 35), (24, 37)),  # white space
        ((24, 34), (24, 35)),  # a full stop
        ((0, 12), (1, 11)),  # quotation marks and all
        ((0, 10), (1, 14)),  # a dash
        ((46, 55), (47, 55)),  # a bracket
        ((23, 37), (24, 35)),
    ],
)
def test_other_white_space_marks_and_punctuation_at_the_ends_are_the_same_sentence(
    old: tuple[int, int], new: tuple[int, int]
) -> None:
    for one, other in ((old, new), (new, old)):
        found = attach([at(*one)], cut(other))
        assert found.decisions == (at(*other),)
        assert (found.moved, found.lost) == (1, ())


def test_a_second_showing_does_not_take_the_place_of_the_first() -> None:
    again = replace(ONE, frames=(), showing=2)
    assert attach([ONE, again], cut((0, 23), (24, 35))).decisions == (ONE, again)
    assert list(annotations_table(attach([ONE, again], cut((0, 23))).decisions)["present"]) == [True, False]


def test_another_word_or_a_sign_that_means_something_is_another_sentence() -> None:
    assert attach([at(24, 35)], cut((24, 30))).lost[0][1] == module.ACROSS
    for text in ("$ 5", "5 €", "good 🎉"):
        whole, part = (0, len(text)), (text.index("5"), text.index("5") + 1) if "5" in text else (0, 4)
        assert attach([at(*whole)], cut(part, text=text), text=text).decisions == ()


def test_without_the_text_only_the_same_span_is_the_same_sentence() -> None:
    sentences = cut((0, 23), (24, 35))
    found = reattach([ONE, at(24, 34)], sentences, {})
    assert found.decisions == (ONE,)
    assert found.lost == ((at(24, 34), module.PART),)


def test_decisions_on_all_parts_of_a_sentence_become_one() -> None:
    first = at(0, 12, frames=("clean_air",), at="tuesday", comment="a shout")
    second = at(15, 23, frames=(), comment="")
    third = at(24, 35, frames=("cost",), comment="why?")
    found = attach([third, first, second], cut((0, 36)))
    assert found.decisions == (
        at(0, 36, frames=("cost", "clean_air"), at="tuesday", comment="a shout; why?"),
    )  # fmt: skip
    assert (found.merged, found.moved, found.lost) == (3, 0, ())
    assert "3 decisions on parts" in found.warnings()[0]


def test_a_whole_is_confirmed_only_if_all_parts_are_and_offered_what_all_parts_were() -> None:
    first, second = at(0, 12), at(15, 23, frames=("noise",), offered=("cost", "noise"), state="labelled")
    whole = attach([first, second], cut((0, 23))).decisions[0]
    assert (whole.state, whole.offered, whole.frames) == ("labelled", ("cost",), ("cost",))
    assisted = attach([at(0, 12, assisted=True), at(15, 23)], cut((0, 23))).decisions[0]
    assert assisted.assisted


def test_parts_that_were_not_asked_the_same_are_not_put_together() -> None:
    for other in ({"codebook": "f" * 16}, {"offered": ("noise",), "frames": ()}, {"offered": (), "frames": ()}):
        found = attach([at(0, 12), at(15, 23, **other)], cut((0, 23)))
        assert found.decisions == ()
        assert [reason for _, reason in found.lost] == [module.DIFFERENT] * 2


def test_a_voice_is_kept_only_where_all_parts_have_it_and_could_not_tell_is_never_made_up() -> None:
    parts = [replace(VOICE, start=0, end=12), replace(VOICE, start=15, end=23)]
    assert attach(parts, cut((0, 23))).decisions == (VOICE,)
    mixed = [parts[0], replace(parts[1], voice="outlet")]
    assert [reason for _, reason in attach(mixed, cut((0, 23))).lost] == [module.MIXED] * 2
    beside_frames = [at(0, 12, voice="outlet"), at(15, 23, voice="official")]
    assert attach(beside_frames, cut((0, 23))).decisions[0].voice == ""  # was not coded; the frames are


@pytest.mark.parametrize(
    "parts",
    [
        [at(0, 12)],  # the end is missing
        [at(15, 23)],  # the start is missing
        [at(0, 10), at(18, 23)],  # "he" is missing between them
        [at(0, 17), at(15, 23)],  # they overlap
        [at(0, 12), at(15, 23, annotator="berik")],
        [at(0, 12), at(15, 23, project="tram#2")],
    ],
)
def test_parts_that_are_not_the_whole_are_lost(parts: list[Decision]) -> None:
    found = attach(parts, cut((0, 23)))
    assert found.decisions == ()
    assert found.lost == tuple((part, module.PART) for part in parts)


@pytest.mark.parametrize(
    ("sentences", "reason"),
    [
        ([cut((0, 12), (15, 23))], module.SPLIT),
        ([cut((0, 12), (13, 30))], module.ACROSS),
        ([cut((5, 35))], module.ACROSS),
        ([cut((3, 12))], module.ACROSS),
        ([cut((24, 35)), cut((0, 23), kind="boilerplate")], module.NOT_CODED),
        ([cut((24, 35)), cut((0, 40), kind="byline")], module.NOT_CODED),
        ([cut((24, 35))], module.NO_SENTENCE),
        ([cut((0, 23), document_id="another")], module.NO_DOCUMENT),
    ],
)
def test_what_belongs_to_no_sentence_of_today_is_told_with_its_reason(
    sentences: list[pd.DataFrame], reason: str
) -> None:
    found = attach([ONE], *sentences)
    assert found.decisions == ()
    assert found.lost == ((ONE, reason),)
    assert found.warnings()[0].startswith(f"1 decision belongs to no sentence of today: 1 {reason}. The ledger keeps")


def test_the_warning_counts_each_reason_the_most_frequent_first() -> None:
    lost = [ONE, replace(ONE, annotator="berik"), replace(ONE, document_id="gone"), at(50, 90)]
    warning = attach(lost, cut((0, 12), (15, 23))).warnings()[0]
    assert warning.startswith("4 decisions belong to no sentence of today: 2 whose sentence is now split, 1 w")


def test_a_decision_on_todays_sentence_itself_stands_before_older_ones_on_its_parts() -> None:
    whole = at(0, 23, frames=())
    older = at(0, 22)  # without its full stop
    parts = [at(0, 12), at(15, 23)]
    for ledger in ([*parts, older, whole], [whole, *parts, older]):
        found = attach(ledger, cut((0, 23)))
        assert found.decisions == (whole,)
        assert found.replaced == 1
        assert found.lost == tuple((part, module.WHOLE) for part in parts)
    assert attach([*parts, older], cut((0, 23))).decisions == (at(0, 23),)


def test_a_stretch_without_a_word_is_nobodys_but_does_not_stand_in_the_way() -> None:
    parts = [at(0, 12), at(13, 14, frames=("clean_air",)), at(15, 23, frames=())]  # the dash was a sentence once
    found = attach(parts, cut((0, 23)))
    assert found.decisions[0].frames == ("cost", "clean_air")
    assert attach([at(13, 14)], cut((0, 12), (15, 23))).lost[0][1] == module.NO_SENTENCE
    assert attach([at(12, 13)], cut((12, 15))).decisions == ()  # without a word only the same span is the same
    assert attach([at(12, 15)], cut((12, 15))).decisions == (at(12, 15),)


def test_history_and_withdrawals_are_not_attached() -> None:
    ledger = [
        ONE,
        replace(ONE, frames=()),
        replace(ONE, annotator="berik"),
        replace(ONE, annotator="berik", state="withdrawn"),
    ]
    assert attach(ledger, cut((0, 23))).decisions == (replace(ONE, frames=()),)
    assert attach([], cut((0, 23))) == Reattached((), (), 0, 0, 0)


# -- properties -----------------------------------------------------------------------

WORDS = st.lists(
    st.sampled_from(["tram", "Әже", "left.", "«", "»", "–", "5€", '"No', 'way!"', "...", "\u00a0"]),
    min_size=2,
    max_size=14,
)


@dataclass(frozen=True)
class Change:
    """A text cut in one way before and in another today, and a ledger from before: each comment is there once."""

    text: str
    old: list[tuple[int, int]]
    new: list[tuple[int, int]]
    ledger: list[Decision]

    def attach(self, *, to: list[tuple[int, int]] | None = None) -> Reattached:
        return attach(self.ledger, cut(*(to or self.new), text=self.text), text=self.text)

    def parts(self, decision: Decision) -> list[Decision]:
        """What a decision was put together from, by its comment."""
        return [part for part in self.ledger if part.comment in decision.comment.split("; ")]

    def words(self, decision: Decision) -> str:
        """What is neither white space nor punctuation."""
        stretch = self.text[decision.start : decision.end]
        return "".join(c for c in stretch if unicodedata.category(c)[0] not in "PZ")


@st.composite
def changes(draw: st.DrawFn, cuts: "list[list[tuple[int, int]]] | None" = None) -> Change:
    text = TEXT if cuts else " ".join(draw(WORDS))
    breaks = [0, *(n for n, letter in enumerate(text) if letter == " "), len(text)]
    marks = st.sets(st.sampled_from(breaks)).map(lambda chosen: sorted({0, len(text), *chosen}))
    old, new = cuts or [list(pairwise(draw(marks))) for _ in range(2)]
    ledger = []
    for annotator in ("aigul", "berik"):
        for span in old:
            if draw(st.booleans()):
                frames = draw(st.sampled_from([(), ("cost",), ("clean_air",), ("cost", "clean_air")]))
                state = draw(st.sampled_from(["confirmed", "labelled"]))
                name = f"{annotator} {span[0]}"
                ledger.append(at(*span, annotator=annotator, frames=frames, state=state, comment=name))
    return Change(text, old, new, draw(st.permutations(ledger)))


@given(changes())
def test_the_same_splitting_keeps_everything(change: Change) -> None:
    found = change.attach(to=change.old)
    assert list(found.decisions) == current(change.ledger)
    assert (found.lost, found.moved, found.merged, found.replaced) == ((), 0, 0, 0)


@given(changes())
def test_nothing_is_invented(change: Change) -> None:
    for decision in change.attach().decisions:
        parts = change.parts(decision)
        assert {part.annotator for part in parts} == {decision.annotator}
        assert (decision.start, decision.end) in change.new
        assert change.words(decision) == "".join(
            change.words(part) for part in sorted(parts, key=lambda part: part.start)
        )
        assert set(decision.frames) == {key for part in parts for key in part.frames}
        assert (decision.state == "confirmed") == all(part.state == "confirmed" for part in parts)


@given(changes())
def test_every_decision_is_attached_once_or_lost_or_replaced(change: Change) -> None:
    found = change.attach()
    used = [part for decision in found.decisions for part in change.parts(decision)]
    assert len(set(used)) == len(used)
    lost = [decision for decision, _ in found.lost]
    assert not set(used) & set(lost)
    assert len(used) + len(lost) + found.replaced == len(change.ledger)
    assert found.merged == sum(len(change.parts(d)) for d in found.decisions if len(change.parts(d)) > 1)
    assert len({decision.subject for decision in found.decisions}) == len(found.decisions)


@given(changes())
def test_a_sentence_whose_parts_were_all_decided_on_has_a_decision(change: Change) -> None:
    have = {(decision.annotator, decision.start, decision.end) for decision in change.attach().decisions}
    decided = {(decision.annotator, decision.start, decision.end) for decision in change.ledger}
    for start, end in change.new:
        parts = [span for span in change.old if start <= span[0] and span[1] <= end]
        whole = bool(parts) and (parts[0][0], parts[-1][1]) == (start, end) and change.words(at(start, end)) != ""
        for annotator in ("aigul", "berik"):
            if whole and all((annotator, *span) in decided for span in parts):
                assert (annotator, start, end) in have


@given(changes([[(0, 23), (24, 35)], [(0, 35)]]))
def test_two_sentences_that_become_one_keep_what_was_seen_in_either(change: Change) -> None:
    found = change.attach()
    for annotator in ("aigul", "berik"):
        parts = [d for d in change.ledger if d.annotator == annotator]
        whole = [d for d in found.decisions if d.annotator == annotator]
        assert len(whole) == (len(parts) == 2)
        if whole:
            assert set(whole[0].frames) == {key for d in parts for key in d.frames}
            assert (whole[0].state == "confirmed") == all(d.state == "confirmed" for d in parts)


@given(changes())
def test_the_order_of_the_sentences_changes_nothing(change: Change) -> None:
    assert change.attach() == change.attach(to=change.new[::-1])


@given(changes())
def test_attaching_twice_is_attaching_once(change: Change) -> None:
    once = change.attach().decisions
    twice = replace(change, ledger=list(once)).attach()
    assert twice == Reattached(once, (), 0, 0, 0)
    assert set(annotations_table(once)["sentence_id"]) <= set(cut(*change.new, text=change.text)["sentence_id"])


@pytest.mark.parametrize("mark", [".", '"', " ", "\u00a0", "–", "x"])
def test_time_grows_with_the_text_and_the_decisions_and_not_with_their_product(mark: str) -> None:
    def seconds(size: int) -> float:
        text = "a" + mark * size + "b"
        ledger = [at(0, size // 2 + n % size, annotator=f"a{n}") for n in range(2000)]
        start = time.process_time()
        attach(ledger, cut((0, size + 2), text=text), text=text)
        return time.process_time() - start

    seconds(1000)
    assert seconds(400_000) < 40 * max(seconds(4_000), 0.02)  # a hundred times the text; 2,000 walks would be far more
