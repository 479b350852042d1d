import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.corpus.clean import line_key, mark_stretches

FIRST = "The ferry to the island was late again on Monday, and nobody on the quay could say why that was."
SECOND = (
    "The captain told the passengers that he had lost a key. They waited for two hours in the rain for another boat."
)
THIRD = "In the evening a smaller boat took them over. The harbour office said it would look into the matter soon."
RUSSIAN = "Паром на остров снова опоздал в понедельник, и никто на причале не мог сказать почему. Люди ждали два часа."
KAZAKH = "Аралға баратын паром дүйсенбіде тағы кешікті, айлақта ешкім себебін айта алмады. Жұрт екі сағат күтті."


def kinds(*lines: str, between: str = "\n\n", title: str = "") -> list[str]:
    return [stretch.kind for stretch in mark_stretches(between.join(lines), title)]


def test_the_first_line_without_a_full_stop_is_the_headline_and_the_next_the_standfirst():
    found = kinds("Ferry late again", "The harbour office wants to know who had the key", FIRST, SECOND)
    assert found == ["headline", "standfirst", "body", "body"]


def test_a_question_can_be_a_headline():
    assert kinds("Who had the key?", FIRST, SECOND)[0] == "headline"


def test_a_first_line_with_a_full_stop_is_body():
    assert kinds(FIRST, SECOND) == ["body", "body"]


def test_a_line_that_equals_the_given_title_is_the_headline():
    found = kinds("Island news", "Ferry  late.", FIRST, title="ferry late.")
    assert found == ["boilerplate", "headline", "body"]


def test_a_text_of_one_line_without_a_full_stop_is_a_headline():
    assert kinds("Ferry late again") == ["headline"]


def test_a_line_without_a_full_stop_between_paragraphs_is_a_caption():
    assert kinds(FIRST, "Passengers wait on the quay in the rain", SECOND) == ["body", "caption", "body"]


def test_a_line_that_leads_in_with_a_colon_is_body():
    assert kinds(FIRST, "The harbour office wrote on its page:", SECOND) == ["body", "body", "body"]


def test_what_trails_the_last_sentence_in_a_few_words_is_boilerplate():
    assert kinds(FIRST, SECOND, "Island Herald") == ["body", "body", "boilerplate"]


@pytest.mark.parametrize(
    "mark", ["{}. ", "{}) ", "• ", "- "], ids=["number and dot", "number and bracket", "bullet", "dash"]
)
def test_a_run_of_items_without_full_stops_is_a_list_of_links(mark):
    items = [mark.format(number) + f"Island council meets for the {number} time" for number in range(1, 6)]
    found = kinds(FIRST, SECOND, "From other islands", *items, "  " + THIRD, between="\n")
    assert found == ["body", "body", "boilerplate", *["link-list"] * 5, "body"]


def test_one_item_with_a_full_stop_does_not_save_a_list_of_links():
    items = [f"{number}. Island council meets again" for number in range(1, 8)]
    items[3] += "."
    assert kinds(FIRST, *items)[1:] == ["link-list"] * 7


def test_a_list_that_a_sentence_leads_in_to_is_body():
    demands = ["1. A second key", "2. A larger boat", "3. A roof on the quay", "4. Tickets", "5. Tea"]
    assert "link-list" not in kinds(FIRST, "The passengers have demands:", *demands, THIRD)


def test_a_list_of_sentences_is_body():
    items = [f"{number}. The council met and agreed on nothing." for number in range(1, 7)]
    assert set(kinds(FIRST, *items)) == {"body"}


def test_a_run_of_headlines_without_numbers_is_a_list_of_links():
    others = [
        "Council meets on the ferry",
        "Rain expected until Friday",
        "New key for the engine room",
        "Mayor of the island steps down",
    ]
    assert kinds("Ferry late again", FIRST, SECOND, *others) == ["headline", "body", "body", *["link-list"] * 4]


def test_headlines_alone_are_not_taken_for_links():
    found = kinds("Ferry late again", "Rain on Friday", "Mayor steps down", "Council meets", between="\n")
    assert "link-list" not in found


def test_a_menu_above_the_article_is_a_list_of_links():
    menu = ["Island", "Harbour", "Sport", "Weather", "Letters"]
    assert kinds(*menu, "Ferry late again on Monday", FIRST, between="\n") == [
        *["link-list"] * 5,
        "headline",
        "body",
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("By Anna Lind", "byline"),
        ("Author: Anna Lind", "byline"),
        ("(Reporting by Anna Lind; editing by Jo Falk)", "byline"),
        ("Our correspondent, Northport", "byline"),
        ("Автор: Анна Линд", "byline"),
        ("Подготовила Анна Линд", "byline"),
        ("Соб. корр. Север", "byline"),
        ("Авторы: Айгүл Сапарова", "byline"),
        ("Тілші: Айгүл Сапарова", "byline"),
        ("12 March 2021, 14:30", "boilerplate"),
        ("Обновлено: 5 марта 2021 года в 14:30", "boilerplate"),
        ("2021 жылғы 5 наурыз", "boilerplate"),
        ("3 · 14 · 0", "boilerplate"),
        ("120 views", "boilerplate"),
        ("56 просмотров", "boilerplate"),
        ("Photo: Harbour office", "boilerplate"),
        ("Фото: служба порта", "boilerplate"),
        ("Сурет: айлақ қызметі", "boilerplate"),
        ("Read also: Rain expected until Friday", "boilerplate"),
        ("Share this on Facebook", "boilerplate"),
        ("Читайте также: Дождь до пятницы", "boilerplate"),
        ("Поделиться", "boilerplate"),
        ("Тағы оқыңыз: Жұмаға дейін жаңбыр", "boilerplate"),
        ("Бөлісу", "boilerplate"),
        ("Hello, %s", "boilerplate"),
        ("{{ user.name }} likes this", "boilerplate"),
        ("Tags: ferry, island", "boilerplate"),
        ("© 2021 Island Herald", "boilerplate"),
        ("Island Herald. All rights reserved.", "boilerplate"),
        ("We use cookies to improve your visit. By going on you agree to this.", "boilerplate"),
        ("Please support our journalism with a small sum.", "boilerplate"),
        ("Spotted a typo? Select it and press Ctrl+Enter.", "boilerplate"),
        ("Подпишитесь на наш канал, чтобы знать всё о паромах.", "boilerplate"),
        ("Нашли ошибку? Выделите её и нажмите Ctrl+Enter.", "boilerplate"),
        ("Жаңалықтарды білу үшін біздің арнамызға жазылыңыз.", "boilerplate"),
    ],
)
def test_furniture_is_known_by_its_wording(line, kind):
    assert kinds("Ferry late again", FIRST, line, SECOND, RUSSIAN, KAZAKH, THIRD) == [
        "headline",
        "body",
        kind,
        "body",
        "body",
        "body",
        "body",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "The council urged people to donate to the families of the crew.",
        "The site of the old harbour was funded by fishermen.",
        "By Friday the quay was empty.",
        "“Please support our work,” the captain told the crowd.",
        "Reporter: What did the captain say to you?",
        "The captain made a mistake, and a court will hear about it.",
        "Совет призвал жителей поддержать семьи экипажа.",
        "Кеңес тұрғындарды экипаж отбасыларына көмектесуге шақырды.",
    ],
)
def test_an_article_may_speak_of_such_things(line):
    assert kinds(FIRST, line, SECOND) == ["body", "body", "body"]


def test_a_block_that_is_half_appeals_is_an_appeal():
    block = "\n".join(
        [
            "Good reporting has its price.",
            "This site depends on advertising.",
            "Please turn off your ad blocker.",
            "The editors",
        ]
    )
    assert kinds(FIRST, SECOND, block) == ["body", "body", *["boilerplate"] * 4]


def test_a_line_that_breaks_off_beside_a_button_is_a_button():
    assert kinds("Build a page like ours with\nGet started", "Ferry late", FIRST)[:3] == [
        "boilerplate",
        "boilerplate",
        "headline",
    ]


@pytest.mark.parametrize("head", ["Leave a comment", "3 comments", "Комментарии (3)", "Пікір қалдыру"])
def test_all_from_the_head_of_a_comment_form_on_is_boilerplate(head):
    found = kinds(FIRST, SECOND, THIRD, head, "I was on that ferry and it was cold.", "Your picture", "Send it")
    assert found == ["body", "body", "body", *["boilerplate"] * 4]


def test_a_count_of_comments_above_the_article_ends_nothing():
    assert kinds("Ferry late again", "3 comments", FIRST, SECOND, THIRD)[2:] == ["body", "body", "body"]


def test_what_follows_a_closing_byline_is_about_the_author():
    found = kinds(FIRST, SECOND, THIRD, "Published by Anna Lind", "She likes boats.")
    assert found == ["body", "body", "body", "byline", "boilerplate"]


def test_what_follows_a_byline_above_the_article_is_the_article():
    assert kinds("Ferry late", "By Anna Lind", FIRST, SECOND) == ["headline", "byline", "body", "body"]


def test_every_line_has_a_stretch():
    text = "\n".join(["Ferry late", FIRST, "1. x", "", "%s", SECOND])
    assert [stretch.line.text for stretch in mark_stretches(text)] == [line for line in text.split("\n") if line]


def test_names_of_sections_and_a_path_above_the_headline_are_passed_over():
    page = ["Island Herald", "News", "Politics", "Home > Politics", "Ferry late again on Monday", "By Anna Lind", FIRST]
    assert kinds(*page, between="\n")[3:] == ["link-list", "headline", "byline", "body"]


def test_a_short_headline_and_its_standfirst_are_both_kept():
    assert kinds("News", "The key", "What happened on the ferry last week", FIRST, SECOND)[1:3] == [
        "headline",
        "standfirst",
    ]


def test_all_above_a_line_that_equals_the_title_is_not_of_the_article():
    found = kinds("We ask you to read this first.", "Ferry late", FIRST, title="Ferry late")
    assert found == ["boilerplate", "headline", "body"]


def test_names_below_the_headline_are_a_byline():
    assert kinds("Ferry late again on Monday", "Anna Lind, Northport", "5 January 2022", FIRST)[1] == "byline"
    assert kinds("Ferry late again on Monday", "Anna Lind and Jo Falk", FIRST)[1] == "byline"


def test_headlines_below_a_heading_of_links_are_links_until_the_article_goes_on():
    links = ["Rain expected until Friday", "Who owns the harbour?"]
    assert kinds(FIRST, SECOND, THIRD, "Read also", *links, RUSSIAN)[3:] == [
        "boilerplate",
        "link-list",
        "link-list",
        "body",
    ]


def test_headlines_with_a_paragraph_each_below_a_heading_of_links_are_links():
    teasers = ["Rain until Friday", "It will be wet on the island.", "Mayor steps down", "He is tired of the ferry."]
    assert kinds(FIRST, SECOND, THIRD, "Related", *teasers)[3:] == ["boilerplate", *["link-list"] * 4]


def test_two_headlines_after_the_last_sentence_are_links():
    found = kinds(
        "Ferry late", FIRST, SECOND, "Rain is expected until next Friday", "The mayor of the island steps down"
    )
    assert found[-2:] == ["link-list", "link-list"]


def test_one_long_line_without_a_full_stop_after_the_last_sentence_stays():
    assert kinds("Ferry late", FIRST, SECOND, "The next ferry leaves on Tuesday at eight")[-1] == "body"


def test_the_questions_and_answers_of_an_interview_are_body():
    talk = [
        "When did you see the key last?",
        "On Sunday.",
        "— And the spare one?",
        "— There was none.",
        "Why?",
        "No money.",
    ]
    assert set(kinds(FIRST, *talk, SECOND)) == {"body"}


def test_verse_within_an_article_stays():
    verse = ["The ferry sleeps", "the key is lost", "The gulls are grey", "and so the frost"]
    assert set(kinds(FIRST, *verse, SECOND, between="\n")) <= {"body", "caption"}


def test_a_list_led_in_by_a_colon_stays_whatever_the_ends_of_its_items():
    demands = ["1. A second key.", "2. A larger boat", "3. A roof on the quay", "4. Tickets for all", "5. Tea"]
    assert set(kinds(FIRST, "The passengers have five demands:", *demands, THIRD)) <= {"body", "caption"}


def test_a_text_without_any_full_stop_keeps_its_lines():
    lines = [
        "The ferry was late again",
        "nobody knew why",
        "they waited two hours",
        "then another boat came",
        "it was small",
    ]
    assert set(kinds(*lines, between="\n")) <= {"headline", "standfirst", "body", "caption"}


def test_an_article_without_furniture_is_left_whole():
    assert set(kinds("Ferry late again", FIRST, SECOND, RUSSIAN, KAZAKH, THIRD)) == {"headline", "body"}


def test_an_article_about_consent_and_donations_is_left_whole():
    article = [
        "Why the cookie banner will not die",
        "Nine of ten sites on the island ask their readers to accept cookies, a study of the harbour school has found.",
        "“Donations pay for a third of our newsroom,” said the editor of the Herald. “If the banner goes, so do we.”",
        "The court said that the site had used cookies for advertising, and that readers had not been asked.",
        "Comments were closed in March, and the number of subscribers rose.",
    ]
    assert set(kinds(*article)) == {"headline", "body"}


def test_a_name_of_a_section_between_two_paragraphs_is_a_subheading():
    assert kinds(FIRST, "Economy", SECOND) == ["body", "caption", "body"]


def test_a_last_paragraph_about_the_author_is_boilerplate():
    found = kinds(FIRST, SECOND, THIRD, "Anna Lind is a freelance journalist based in Northport. She likes boats.")
    assert found[-1] == "boilerplate"


def test_the_head_of_a_letter_is_boilerplate():
    head = ["From: island@herald.example", "To: readers", "Date: Mon, 6 May 2024", "Subject: Herald No. 4"]
    assert kinds("\n".join(head), "FERRY LATE AGAIN", FIRST, SECOND)[:5] == [*["boilerplate"] * 4, "headline"]


def test_the_little_after_tags_or_rights_is_not_of_the_article():
    found = kinds(
        FIRST,
        SECOND,
        THIRD,
        "Tags: ferry, key",
        "The Herald is printed on the island.",
        "Rain until next Friday, say gulls",
    )
    assert found[3:] == ["boilerplate", "boilerplate", "link-list"]


def test_what_stands_between_two_appeals_is_an_appeal():
    found = kinds(
        FIRST, SECOND, "Dear readers! The truth costs money.", "Ministers and oligarchs will not pay for it.",
        "Your donation helps us to stay.", THIRD,
    )  # fmt: skip
    assert found == ["body", "body", *["boilerplate"] * 3, "body"]


def test_comments_of_readers_are_boilerplate_though_they_are_sentences():
    comments = [
        "2 comments",
        "gull_88",
        "5 January 2022",
        "I was on that ferry!",
        "Reply",
        "Olaf",
        "They should row.",
        "Reply",
    ]
    assert set(kinds(FIRST, SECOND, THIRD, *comments)[3:]) == {"boilerplate"}


def test_a_line_that_other_documents_have_too_is_repeated():
    slogan = "The voice of the island since the year of the great storm."
    (found,) = [
        stretch
        for stretch in mark_stretches(f"{FIRST}\n\n{slogan}\n\n{SECOND}", repeated={line_key(f"  {slogan.upper()} ")})
        if stretch.line.text == slogan
    ]
    assert (found.kind, found.reason) == ("boilerplate", "repeated")


def test_the_headline_is_kept_though_other_documents_have_it_too():
    found = mark_stretches(f"Ferry late\n\n{FIRST}", "Ferry late", repeated={line_key("Ferry late")})
    assert [stretch.kind for stretch in found] == ["headline", "body"]


def test_a_line_key_tells_apart_what_differs_in_more_than_white_space_and_capitals():
    assert line_key(" Ferry\u00a0 LATE\t5 ") == "ferry late 5"
    assert line_key("Ferry late 5") != line_key("Ferry late 6")


def test_every_stretch_tells_which_rule_gave_its_kind():
    found = mark_stretches(f"Ferry late\n\nBy Anna Lind\n\n{FIRST}\n\nShare\n\n{SECOND}")
    assert [stretch.reason for stretch in found] == ["first line", "byline wording", "paragraph", "button", "paragraph"]


_PIECES = [
    "Related",
    "Tags: a",
    "Leave a comment",
    "By Anna Lind",
    "1. x",
    "- x",
    "Ab:",
    "“a,”",
    "– said x.",
    "%s",
    "…",
    "\u2028",
    " ",
    "\n\n",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from([*_PIECES, FIRST, RUSSIAN, KAZAKH])).map("\n".join)), st.text())
def test_stretches_hold_every_character_that_is_not_white_space_once_and_in_order(text, title):
    shown = [text[stretch.line.start : stretch.line.end] for stretch in mark_stretches(text, title)]
    assert "".join("".join(shown).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "piece",
    [
        "a\n", "- a\n", "%\n", "1. ", "(", "Ab cd\n", "Anna Lind\n", "Related\n", "Comments\n", "Tags: a\n", "News\n",
        "By A B\n", "a | ", "we cookie ", "“a”\n– said x y\n", "Please subscribe to us.\n\n",
        f"{FIRST}\nRelated\nSome link\nTeaser.\n",
    ],
)  # fmt: skip
def test_the_time_grows_no_faster_than_the_text(piece):
    def seconds(times: int) -> float:
        text = piece * times
        best = float("inf")
        for _ in range(5):
            start = time.process_time()
            mark_stretches(text)
            best = min(best, time.process_time() - start)
        return best

    small = 8_000 // len(piece)
    # Ten times the text: ten times as long if linear, a hundred times if quadratic.
    assert seconds(10 * small) < 40 * max(seconds(small), 0.001)
