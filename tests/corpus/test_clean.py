import pytest

from framing.corpus.clean import mark_stretches

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
