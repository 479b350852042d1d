import pytest

from framing.corpus.reading.columns import Cells, host, plain
from framing.errors import InputError


@pytest.mark.parametrize(
    ("header", "text", "title", "source", "date"),
    [
        (["Headline", "Body", "Publisher", "Published At"], "Body", "Headline", "Publisher", "Published At"),
        (["заголовок", "Текст", "Издание", "Дата"], "Текст", "заголовок", "Издание", "Дата"),
        (["Тақырып", "Мәтін", "Басылым", "Күні"], "Мәтін", "Тақырып", "Басылым", "Күні"),
        (["title", "article_text", "site-name", "publishedAt"], "article_text", "title", "site-name", "publishedAt"),
    ],
)
def test_usual_names_in_three_languages_are_known(header, text, title, source, date):
    names = Cells({}).choose("a.csv", header).names
    assert (names["text"], names["title"], names["source"], names["date"]) == ((text,), (title,), (source,), (date,))


def test_a_surer_name_comes_before_one_that_stands_further_left():
    assert Cells({}).choose("a.csv", ["content", "body", "text"]).names["text"] == ("text",)
    assert Cells({}).choose("a.csv", ["summary", "content", "body"]).names["text"] == ("body",)


def test_of_two_equally_sure_names_the_one_further_left_is_taken_and_the_other_is_told():
    choice = Cells({}).choose("a.csv", ["full_text", "body"])
    assert choice.names["text"] == ("full_text",)
    assert "'body' might hold the text as well" in choice.guesses


def test_a_guess_is_told_and_our_own_names_are_none():
    assert "text is taken from column 'Body', title from" not in Cells({}).choose("a", ["text", "title", "id"]).guesses
    assert Cells({}).choose("a", ["text", "title", "id", "outlet"]).guesses == ""
    told = Cells({}).choose("a", ["Body", "Headline"]).guesses
    assert "text is taken from column 'Body'" in told
    assert "title is taken from column 'Headline'" in told


def test_a_column_that_was_named_is_no_guess_and_holds_nothing_else():
    choice = Cells.of({"text": "title"}).choose("a", ["title", "body"])
    assert choice.names["text"] == ("title",)
    assert "title" not in choice.names
    assert choice.guesses == ""


def test_a_column_that_was_named_and_is_not_there_is_an_error_with_what_there_is():
    with pytest.raises(InputError, match=r"a has no column when\. It has: text, date\..*--date COLUMN"):
        Cells.of({"date": "when"}).choose("a", ["text", "date"])


def test_a_name_is_compared_without_case_separators_and_byte_order_mark():
    assert {plain(name) for name in ("Published At", "published_at", "publishedAt", "\ufeffPUBLISHED-AT ")} == {
        "publishedat"
    }


@pytest.mark.parametrize(
    ("value", "shown"),
    [("https://www.Example.kz/news/1", "example.kz"), ("//tengri.kz", "tengri.kz"), ("The Post", "The Post")],
)
def test_the_outlet_of_a_web_address_is_its_host(value, shown):
    assert host(value) == shown
