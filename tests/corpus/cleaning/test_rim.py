import time

import pytest

from framing.corpus.clean import mark_stretches
from framing.corpus.cleaning.furniture import wording_mark
from framing.corpus.cleaning.marks import COUNTER, DATE, DATELINE, END, RUNNING_HEAD
from framing.corpus.cleaning.speech import must_be_page, speaks_of_page, tells_how_made

CODED = {"headline", "standfirst", "body", "caption"}
ENGLISH = [
    "Mill closes after a century",
    "The paper mill in Ostra closed on Friday after a hundred and two years, and its whistle blew for the last time.",
    "About three hundred people worked there. Most of them are over fifty and do not want to move to the coast.",
    "The owner said that the price of wood had doubled, and that nobody in the valley wanted to pay more for paper.",
]
RUSSIAN = [
    "Комбинат закрылся через сто лет",
    "Бумажный комбинат в Остре закрылся в пятницу, проработав сто два года, и гудок прозвучал в последний раз.",
    "На нём работало около трёхсот человек. Большинству за пятьдесят, и на побережье они переезжать не хотят.",
    "Владелец сказал, что древесина подорожала вдвое и что в долине никто не готов платить за бумагу больше.",
]
KAZAKH = [
    "Комбинат жүз жылдан кейін жабылды",
    "Остра қаласындағы қағаз комбинаты жүз екі жыл жұмыс істеп, жұма күні жабылды, гудок соңғы рет естілді.",
    "Онда үш жүзге жуық адам еңбек еткен. Көбінің жасы елуден асқан, жағалауға көшкісі келмейді.",
    "Қожайынның айтуынша, ағаш екі есе қымбаттаған, ал алқапта қағазға артық төлейтін ешкім жоқ.",
]
ARTICLES = {"en": ENGLISH, "ru": RUSSIAN, "kk": KAZAKH}
BUTTONS = {"en": "Share", "ru": "Поделиться", "kk": "Бөлісу"}


def coded(*lines: str, title: str = "") -> list[str]:
    return [stretch.line.text for stretch in mark_stretches("\n\n".join(lines), title) if stretch.kind in CODED]


def reason(line: str, *lines: str) -> str:
    (found,) = [stretch for stretch in mark_stretches("\n\n".join(lines)) if stretch.line.text == line]
    return found.reason


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "If our valley matters to you, put this newsroom into your will."),
        ("en", "Every morning we write to you before the milk arrives: the newsletter is free."),
        ("en", "This site is run by nine people and a cat."),
        ("en", "A longer version of this piece hangs in the mill museum."),
        ("ru", "Если вы дочитали, мы рады: ради таких читателей и живёт редакция."),
        ("ru", "Этот материал вышел при участии школы журналистов."),
        ("kk", "Сізге мақала ұнаса, біздің редакция оны жалғастырады."),
        ("kk", "Бұл материал журналистер мектебімен бірге дайындалды."),
    ],
)
def test_what_a_page_says_of_itself_below_the_article_is_boilerplate(language, line):
    article = ARTICLES[language]
    page = [*article, line, BUTTONS[language], BUTTONS[language]]
    assert coded(*page) == article
    assert reason(line, *page) == "speaks of the page itself"


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize(
    "line",
    [
        "“We will read about ourselves in your newspaper,” said one of the workers, and closed the gate behind her.",
        "A newspaper of the coast published the names of all workers, and their readers sent four hundred letters.",
        "«Вы о нас статью напишите», — сказала работница и закрыла за собой ворота комбината на новый замок.",
        "Газета на побережье напечатала имена всех работников, и её читатели прислали четыреста писем.",
        "«Біз туралы мақала жазыңыз», – деді жұмысшы әйел де, комбинаттың қақпасын артынан жапты.",
    ],
)
def test_a_paragraph_that_only_names_pages_or_quotes_somebody_stays(language, line):
    article = ARTICLES[language]
    assert coded(*article, line, BUTTONS[language]) == [*article, line]


def test_a_column_may_say_you_and_our_before_the_buttons():
    column = [
        "Stop the presses",
        "You know the mill. We all know it, by its smell, and our children were told to close the windows at night.",
        "You could tell the hour by its whistle. When we were late for school, we blamed the wind.",
        "We should have kept it. You cannot fold a boat from a screen, and you cannot wrap a herring in one either.",
        "We have been poor readers.",
        "Paper forgives.",
    ]
    assert coded(*column, "Share", "Tweet", "Read also", "A second mill is for sale in the north") == column


def test_an_interview_may_end_with_a_question_about_the_page():
    talk = [
        "The last whistle",
        "What did you feel when the whistle blew on Friday for the last time?",
        "Nothing at first. I went to the canteen, and there was soup, as on all Fridays, and I ate it standing.",
        "What will you do now?",
        "Sleep. I have not slept past four o'clock since I was a boy, and my wife says that I snore in shifts.",
        "Would you like to say something to our readers?",
        "No.",
    ]
    assert coded(*talk, "Share", "Email", "Print") == talk


@pytest.mark.parametrize(
    ("language", "links"),
    [
        ("en", ["Who will buy the whistle?", "Herring and paper: a love story", "Ostra counts its empty flats"]),
        ("ru", ["Кто купит гудок?", "Сельдь и бумага: история любви", "Остра считает пустые квартиры"]),
        ("kk", ["Гудокты кім алады?", "Балық пен қағаз хикаясы", "Остра бос пәтерлерін санап жатыр"]),
    ],
)
def test_headlines_below_buttons_are_not_of_the_article_though_some_ask(language, links):
    article = ARTICLES[language]
    assert coded(*article, BUTTONS[language], "12.05.2024", *links) == article


def test_a_teaser_that_stands_for_itself_among_headlines_is_not_of_the_article():
    tail = ["Share", "Whistle sold at auction", "It went for nine crowns.", "Herring prices fall", "They fell again."]
    assert coded(*ENGLISH, *tail, "Sign up") == ENGLISH


def test_short_sentences_below_headings_stay_above_the_buttons():
    parts = ["What the mayor says", "He is sad.", "What the owner says", "He is not."]
    assert coded(*ENGLISH, *parts, "Share", "Tweet") == [*ENGLISH, *parts]


def test_one_sentence_between_links_and_buttons_stays():
    last = "The whistle will hang in the museum of the valley from May on."
    assert coded(*ENGLISH, "Read also: Who will buy the whistle", last, "Share", "Tweet") == [*ENGLISH, last]


def test_a_last_paragraph_below_a_heading_stays():
    last = ["3. After", "The gate is locked now, and somebody has hung a wreath of paper on it."]
    assert coded(*ENGLISH, *last, "Next story", "Share") == [*ENGLISH, *last]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_an_article_without_furniture_is_left_whole(language):
    article = ARTICLES[language]
    assert coded(*article, article[0], "1. x") == coded(*article, article[0], "1. x")
    assert coded(*article) == article


def test_more_paragraphs_than_a_quarter_of_the_article_are_not_dropped_after_buttons():
    assert coded(*ENGLISH, "Share", "Tweet", *RUSSIAN[1:]) == [*ENGLISH, *RUSSIAN[1:]]


@pytest.mark.parametrize(
    ("language", "byline", "line"),
    [
        ("en", "By Una Reis", "Una Reis grew up beside the mill and has two sisters on the coast."),
        ("ru", "Автор: Уна Рейс", "Уна Рейс выросла рядом с комбинатом, у неё две сестры на побережье."),
        ("kk", "Автор: Уна Рейс", "Уна Рейс комбинаттың жанында өскен, екі сіңлісі бар."),
    ],
)
def test_a_paragraph_that_begins_with_the_name_of_the_author_is_about_the_author_at_the_end_only(
    language, byline, line
):
    headline, *bodies = ARTICLES[language]
    assert line not in coded(headline, byline, *bodies, line, BUTTONS[language], BUTTONS[language])
    assert line in coded(headline, byline, line, *bodies, BUTTONS[language], BUTTONS[language])


def test_a_reporter_who_covers_something_is_an_author_and_a_blanket_is_not():
    author = "Una Reis covers the valley for the Herald. She likes soup."
    assert author not in coded(*ENGLISH, author, "Share", "Tweet")
    snow = "Deep snow covers the roof of the mill, and the yard as well."
    assert snow in coded(*ENGLISH, snow, "Share", "Tweet")


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("ENDS", END),
        ("Notes to editors:", END),
        ("For more information, please contact:", END),
        ("Контакты для СМИ:", END),
        ("Баспасөз үшін байланыс:", END),
        ("Mill Workers' Herald          No. 7, May", RUNNING_HEAD),
        ("Вестник комбината          № 7, май", RUNNING_HEAD),
        ("Комбинат хабаршысы          № 7", RUNNING_HEAD),
        ("(Ostra, May 7, 2024)", DATELINE),
        ("Una Reis · 3 min", DATE),
        ("Бейсенбі, 2 мамыр 2024 18:05 | Көрілім: 41", DATE),
        ("Posts: 41", COUNTER),
    ],
)
def test_more_furniture_is_known_by_its_wording(line, mark):
    assert wording_mark(line, False) is mark


@pytest.mark.parametrize(
    "line",
    [
        "The road ends at the mill",
        "Notes of a paper maker",
        "All rights reserved, the owner said and laughed.",
        "Газета закрылась. Подписаться на неё нельзя.",
        "Конец прекрасной эпохи",
        "Mill    wages    rise",
        "(Ostra is a town of paper)",
    ],
)
def test_lines_that_look_like_it_are_not_furniture(line):
    assert wording_mark(line, line[-1] == ".") is None


def test_all_after_the_end_of_a_press_release_is_boilerplate():
    notes = ["Notes to editors:", "The mill was built by the brothers Reis.", "The union has nine hundred members."]
    assert coded(*ENGLISH, "ENDS", *notes) == ENGLISH


def test_replies_in_a_forum_are_boilerplate():
    assert coded(*ENGLISH, "Re: Mill closes after a century", "My uncle worked there and he cried.") == ENGLISH


def test_letters_to_the_editor_about_other_articles_stay():
    letters = ["Re: Who will buy the whistle, May 4", "My uncle would have bought it.", "Re: Soup", "It was cold."]
    assert coded(*ENGLISH, *letters) == [*ENGLISH, *letters]


@pytest.mark.parametrize("names", [["Holt", "Reis"], ["Хольм", "Рейс"], ["Хасен", "Асан"]])
def test_a_list_of_figures_belongs_to_the_article(names):
    figures = [f"• {name}: {number},{number}%" for name in names for number in range(1, 4)]
    assert coded(*ENGLISH[:3], *figures, ENGLISH[3]) == [*ENGLISH[:3], *figures, ENGLISH[3]]


def test_stumps_of_buttons_are_boilerplate_and_one_short_answer_is_not():
    stretches = mark_stretches("\n".join([ENGLISH[0], "f", "in", "t", *ENGLISH[1:]]))
    assert [stretch.reason for stretch in stretches][1:4] == ["stumps of buttons"] * 3
    assert "No" in coded(ENGLISH[1], "No", *ENGLISH[2:])


@pytest.mark.parametrize("small", ["a gate may be closed at night", "ворота закрыты ночью", "қақпа түнде жабық"])
def test_a_list_in_small_letters_belongs_to_the_article(small):
    items = [f"• {small}"] * 6
    assert coded(*ENGLISH[:3], "What changes", *items, ENGLISH[3]) == [*ENGLISH[:3], "What changes", *items, ENGLISH[3]]


def test_key_points_between_headline_and_article_belong_to_it():
    points = [f"• The mill in town number {number} closes" for number in range(6)]
    assert coded(ENGLISH[0], *points, *ENGLISH[1:]) == [ENGLISH[0], *points, *ENGLISH[1:]]


def test_links_with_bullets_above_the_headline_do_not_belong_to_the_article():
    links = [f"• The mill in town number {number} closes" for number in range(6)]
    assert coded(*links, *ENGLISH) == ENGLISH


@pytest.mark.parametrize("line", ["This transcript was made by a machine.", "Настоящий материал создан в школе."])
def test_how_a_text_was_made_is_boilerplate_above_it(line):
    assert tells_how_made(line)
    assert coded(ENGLISH[0], "Share", line, *ENGLISH[1:]) == ENGLISH


def test_what_a_site_is_may_begin_an_article():
    line = "This site was a swamp before the mill was built on it by nine hundred men in two wet summers."
    assert line in coded(ENGLISH[0], "Share", line, *ENGLISH[1:])


def test_speech_needs_both_somebody_spoken_to_and_the_page():
    assert speaks_of_page("We thank you, readers.")
    assert must_be_page("We thank you, readers.")
    assert not must_be_page("Dear readers, you know it.")
    assert speaks_of_page("We thank you, workers.")
    assert not must_be_page("We thank you, workers.")
    assert not speaks_of_page("We thank the workers.")
    assert not speaks_of_page("The readers thank the workers.")
    assert not speaks_of_page("“We thank you, readers.”")


@pytest.mark.parametrize(
    "piece", ["You can read our article here.\n", "Who will buy it?\n", "Another mill is sold\n", "• an item\n", "f\n"]
)
def test_long_tails_cost_time_in_proportion(piece):
    def seconds(number: int) -> float:
        page = "\n".join([*ENGLISH, "By Una Reis", piece * number, "Share"])
        start = time.process_time()
        mark_stretches(page)
        return time.process_time() - start

    assert min(seconds(8000) for _ in range(3)) < 16 * min(seconds(1000) for _ in range(3)) + 0.05
