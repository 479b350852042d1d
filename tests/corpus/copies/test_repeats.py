"""Which lines count as one, and from which share of an outlet's documents they are repeated, or furniture."""

import pytest

from framing.corpus.copies.duplicates import outlet_key
from framing.corpus.copies.repeats import Repeated, furniture, is_repeated, line_key


def are_one(line: str, other: str) -> bool:
    return line_key(1, line) == line_key(1, other)


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("Share  this\u00a0article", " share this ARTICLE "),
        ("share\tthis\u2003article", "share this\u3000article"),
        ("12 345 views", "7 views"),
        ("5 January 2022, 10:45", "17 January 2023, 9:01"),
        ("Просмотров: 1.204", "Просмотров: 88"),
        ("Қаралым саны: 12,5", "қаралым саны: 3"),
    ],
)
def test_lines_that_differ_in_space_capitals_or_counts_are_one(line: str, other: str) -> None:
    assert are_one(line, other)


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("Share this article", "Share this article."),
        ("The rate rose to 455 tenge.", "The rate rose to 470 tenge."),
        ("“We counted 12 cars.”", "“We counted 13 cars.”"),
        ("5 views", "views"),
        ("5 January 2022", "5 February 2022"),
    ],
)
def test_lines_that_say_something_else_are_two(line: str, other: str) -> None:
    assert not are_one(line, other)


def test_the_same_line_of_two_outlets_is_two() -> None:
    assert line_key(outlet_key("Daily"), "Share") != line_key(outlet_key("Weekly"), "Share")
    assert line_key(outlet_key("Daily"), "Share") != line_key(outlet_key(""), "Share")


@pytest.mark.parametrize(
    ("line", "among", "documents", "expected"),
    [
        ("Share this article", 2, 2, False),
        ("Share this article", 3, 3, True),
        ("Share this article", 3, 150, True),
        ("Share this article", 3, 151, False),
        ("Support our newsroom with a donation.", 3, 30, True),
        ("Support our newsroom with a donation.", 3_000, 10_000, True),
        ("He declined to comment.", 3, 31, False),
        ("He declined to comment.", 3, 10_000, False),
        ("“No comment,” he said.", 999, 10_000, False),
        ("«Без комментариев.»", 99, 1_000, False),
        ("He told reporters:", 3, 31, False),
        ("– сказал он", 3, 31, False),
        ("деп атап өтті президент", 3, 31, False),
        ("“We shall see”", 3, 31, False),
    ],
)
def test_a_line_is_repeated_from_a_share_of_the_outlets_documents(
    line: str, among: int, documents: int, expected: bool
) -> None:
    assert is_repeated(line, among=among, documents=documents, outlet_known=True) is expected


def test_without_outlets_a_line_must_be_in_every_third_document_or_nearly() -> None:
    for line in ("Share this article", "Support our newsroom with a donation."):
        assert is_repeated(line, among=3, documents=10, outlet_known=False)
        assert not is_repeated(line, among=29, documents=100, outlet_known=False)


OWN = ["The bridge opened on Monday.", "Traffic was light all day."]
BACKGROUND = "The unrest began in May, when prices doubled."
APPEAL = "Our paper lives on what its readers give."


def found(lines: list[str], among: int, documents: int) -> frozenset[str]:
    shared = {line: Repeated(0, among, documents) for line in lines if line not in OWN}
    return furniture(lines, shared)


@pytest.mark.parametrize(("among", "documents"), [(3, 3), (20, 30), (3, 100)])
def test_a_label_that_is_repeated_is_furniture_wherever_it_stands(among: int, documents: int) -> None:
    assert found([OWN[0], "Share this article", OWN[1]], among, documents) == {"Share this article"}


def test_background_that_goes_from_report_to_report_is_none() -> None:
    assert found([OWN[0], BACKGROUND, OWN[1]], 20, 30) == frozenset()
    assert found([*OWN, BACKGROUND], 20, 30) == frozenset()
    assert found([OWN[0], BACKGROUND, OWN[1]], 3, 3) == frozenset()


def test_prose_at_the_rim_of_nearly_all_articles_is_furniture() -> None:
    for lines in ([*OWN, "Share this article", APPEAL], [APPEAL, "Menu", *OWN]):
        assert APPEAL in found(lines, 4, 5)
        assert APPEAL not in found(lines, 3, 5)


def test_prose_in_nearly_all_of_many_articles_is_furniture_wherever_it_stands() -> None:
    assert found([OWN[0], APPEAL, OWN[1]], 9, 10) == {APPEAL}
    assert found([OWN[0], APPEAL, OWN[1]], 8, 9) == frozenset()
