"""Groups: which sentence, headline and article is in which, and what is in none."""

import numpy as np
import pytest

from framing.analysis.grouping import MOST_GROUPS, VOICE_BY_RULE, group_of, groups_of_units
from framing.analysis.labelled import units_of
from framing.errors import InputError

BODY = ("headline", "body")


def test_outlets_are_groups_of_sentences_and_of_articles(scored):
    corpus = scored({"a": BODY, "b": BODY, "c": BODY}, source=["Herald", "Gazette", "Herald"])
    grouping = group_of(corpus, "outlet")
    assert grouping.names == ("Herald", "Gazette")  # the largest first
    assert grouping.of_sentence.tolist() == [0, 0, 1, 1, 0, 0]
    assert groups_of_units(corpus, units_of(corpus, None, "article"), grouping).tolist() == [0, 1, 0]
    assert groups_of_units(corpus, units_of(corpus, None, "headline"), grouping).tolist() == [0, 1, 0]
    assert (grouping.warnings, grouping.uncorrected) == ((), "")
    assert group_of(corpus, "source").by == "outlet"


@pytest.mark.parametrize("by", ["outlet", "month"])
def test_of_too_many_groups_the_smallest_may_be_one_together(scored, by):
    # Outlet or month n has n sentences, so that of sixty the largest 49 are those with 12 sentences or more.
    names = [f"{1980 + n}-01" for n in range(1, MOST_GROUPS + 11)]
    corpus = scored(
        {name: ["body"] * n for n, name in enumerate(names, 1)}, **{"date" if by == "month" else "source": names}
    )
    with pytest.raises(InputError, match="60 groups"):
        group_of(corpus, by)
    grouping = group_of(corpus, by, fold=True)
    assert len(grouping.names) == MOST_GROUPS
    assert grouping.names[-1] == "all 11 others"
    assert set(grouping.names[:-1]) == set(names[11:])
    assert list(grouping.names[:-1]) == (names[11:] if by == "month" else names[:10:-1])
    assert (grouping.of_sentence == MOST_GROUPS - 1).sum() == sum(range(1, 12))
    assert grouping.warnings == (
        f"There are 60 {by}s: the 49 with the most sentences stand by themselves, and the others together as "
        "'all 11 others'.",
    )
    assert group_of(corpus.of_documents(np.arange(60) < 50), by, fold=True).warnings == ()


def test_months_stand_in_their_order_and_what_has_none_is_counted(scored):
    dates = ["2022-03-09", "2022-01-30T10:00", "", "spring 2022", "2022-13-01"]
    corpus = scored(dict.fromkeys("abcde", BODY), date=dates)
    grouping = group_of(corpus, "month")
    assert grouping.names == ("2022-01", "2022-03")
    assert grouping.of_sentence.tolist() == [1, 1, 0, 0, -1, -1, -1, -1, -1, -1]
    assert grouping.warnings == ("3 documents without a date: in no month.",)


def test_voices_are_of_sentences_and_by_rule_unless_people_coded_all(scored):
    corpus = scored({"a": BODY, "b": BODY})
    corpus.sentences["voice"] = ["outlet", "official", "", "outlet"]
    grouping = group_of(corpus, "voice")
    assert grouping.of_sentence.tolist() == [0, 1, -1, 0]
    assert grouping.uncorrected == VOICE_BY_RULE
    assert grouping.warnings == ("1 sentence of which nobody could tell the voice: in no group.",)
    with pytest.raises(InputError, match="--by voice goes with --unit sentence or headline"):
        groups_of_units(corpus, units_of(corpus, None, "article"), grouping)
    corpus.sentences["voice_by"] = "person"
    assert group_of(corpus, "voice").uncorrected == ""
    corpus.sentences["voice_by"] = "automated coder"
    assert group_of(corpus, "voice").uncorrected == VOICE_BY_RULE


def test_any_column_of_documents_can_make_groups(scored):
    corpus = scored({"a": BODY, "b": BODY}, desk=["home", "world"])
    assert group_of(corpus, "desk").names == ("home", "world")
    assert group_of(corpus, "kind").names == ("body", "headline")


@pytest.mark.parametrize(
    ("by", "columns", "said"),
    [
        ("mood", {}, "no column 'mood' to group by. There is: outlet, voice, month, kind, date"),
        ("title", {}, "no column 'title'"),
        ("document_id", {}, "no column 'document_id'"),
        ("outlet", {}, "No document has an outlet"),
        ("month", {}, "--date COLUMN"),
        ("author", {"author": ["", ""]}, "No document has a value in 'author'"),
        ("month", {"date": ["x", "y"]}, "No document has a date that says its month"),
    ],
)
def test_what_cannot_be_grouped_by_is_said(scored, by: str, columns: dict, said: str):
    with pytest.raises(InputError) as refused:
        group_of(scored({"a": BODY, "b": BODY}, **columns), by)
    assert said in str(refused.value)


def test_too_many_groups_are_refused_with_a_hint(scored):
    names = [f"d{number}" for number in range(MOST_GROUPS + 1)]
    corpus = scored(dict.fromkeys(names, ("body",)), source=names)
    with pytest.raises(InputError, match="makes 51 groups, and more than 50 cannot be compared"):
        group_of(corpus, "outlet")
    assert len(group_of(corpus.of_documents(np.arange(51) < 50), "outlet").names) == MOST_GROUPS


def test_hostile_names_are_names(scored):
    hostile = ["=HYPERLINK(1)", "</script><script>alert(1)</script>"]
    assert set(group_of(scored({"a": BODY, "b": BODY}, source=hostile), "outlet").names) == set(hostile)
