import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.corpus.splitting.boundaries import Quotes, sentence_spans, split_text


def split(line: str, language: str = "en", quotes: Quotes = "split") -> list[str]:
    return [line[start:end] for start, end in sentence_spans(line, language, quotes)]


def parts(line: str, language: str = "en", quotes: Quotes = "split") -> str:
    """The sentences of `line` with ` | ` between them, to be compared with where they were marked."""
    return " | ".join(split(line.replace(" | ", " "), language, quotes))


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["The bridge is open.", "Cars may pass!", "Why not?", "Nobody knows."]),
        ("ru", ["Мост открыт.", "Машины едут!", "Почему нет?", "Никто не знает."]),
        ("kk", ["Көпір ашық.", "Көліктер жүріп жатыр!", "Неге болмасқа?", "Ешкім білмейді."]),
    ],
)
def test_sentences_end_with_a_full_stop_and_question_and_exclamation_marks(language, sentences):
    assert split(" ".join(sentences), language) == sentences


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["“We came at noon.", "Nobody was there.", "We went home,” said the driver."]),
        ("en", ['She said: "It is late.', 'Go home."', "They went."]),
        ("ru", ["«Мы пришли в полдень.", "Никого не было.", "Мы ушли», — сказал водитель."]),
        ("kk", ["«Біз түсте келдік.", "Ешкім болмады.", "Біз кеттік», – деді жүргізуші."]),
    ],
)
def test_a_quotation_is_split_and_its_marks_stay(language, sentences):
    assert split(" ".join(sentences), language) == sentences


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "“Who paid for it?” asked the mayor."),
        ("en", "“Nobody!” the mayor said."),
        ("en", "“Who paid for it?” Mayor Lind said."),
        ("en", "“Nobody paid!” – said the mayor."),
        ("en", "“Nobody paid.” — Mayor Lind said."),
        ("ru", "«Кто за это заплатил?» — спросил мэр."),
        ("ru", "«Никто!» – ответила она."),
        ("ru", "— Кто заплатил? — спросил он."),
        ("kk", "«Кім төледі?» – деп сұрады әкім."),
    ],
)
def test_who_said_it_stays_with_the_quotation(language, line):
    assert split(line, language) == [line]


def test_a_sentence_that_only_starts_like_an_attribution_stands_alone():
    assert split("“Who paid for it?” Police said that nobody did.") == [
        "“Who paid for it?”",
        "Police said that nobody did.",
    ]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Dr. Lind met Gen. Okafor at 5 p.m. on Jan. 5 near No. 7."),
        ("en", "“Ask Mr. Lind of the U.S. Senate about it.”"),
        ("ru", "Он живёт в г. Алматы на ул. Абая, д. 5."),
        ("ru", "Банк выдал 5 тыс. руб. и ещё 3 млн. тенге."),
        ("ru", "Книга Дж. Смита, т. е. старая, лежит у оз. Балхаш."),
        ("kk", "Ол 2022 ж. қаңтарда келді."),
    ],
)
def test_an_abbreviation_ends_nothing(language, line):
    assert split(line, language) == [line]


@pytest.mark.parametrize("line", ["1. The road is closed.", "12) Закрыта дорога.", "IV. The road.", "3.1. Roads."])
def test_a_list_number_stays_with_its_item(line):
    assert split(line) == [line]


def test_a_name_that_lost_its_sentence_joins_the_one_before():
    assert split("The march went on to the old town. Nord-Ost… Then it rained.") == [
        "The march went on to the old town. Nord-Ost…",
        "Then it rained.",
    ]


def test_an_omission_in_brackets_ends_nothing():
    line = "“They came [...] Friday and left.”"
    assert split(line) == [line]


def test_marks_without_a_word_join_a_neighbour():
    assert split("It is over. 🎉 !!!") == ["It is over. 🎉 !!!"]


def test_a_colon_in_a_line_ends_nothing():
    line = "They had one demand: Open the bridge!"
    assert split(line) == [line]


@pytest.mark.parametrize(
    "before", ["for", "in", "of", "since", "until", "by", "In early", "last", "on 5", "until the end of"]
)
def test_the_month_of_may_ends_a_sentence(before):
    line = f"Nobody booked a room {before} May. Hotels counted the cost."
    assert split(line) == [f"Nobody booked a room {before} May.", "Hotels counted the cost."]


@pytest.mark.parametrize(
    "line",
    ["The bridge opened in May. 5 years passed.", "They met on May. 5 near the bridge.", "It opens in May. or later."],
)
def test_may_with_a_full_stop_before_a_number_or_a_small_letter_ends_nothing(line):
    assert split(line) == [line]


def test_a_quotation_that_ends_with_may_ends_a_sentence():
    assert split("“It will open in May.” Nobody believed it.") == ["“It will open in May.”", "Nobody believed it."]


@pytest.mark.parametrize(
    "line",
    [
        "Gov. Lind met Lt. Gov. Okafor and Sen. Pat Wu, R-Ariz., on Jan. 5. | Reps. Wu and Ode voted.",
        "The U.S. Senate voted. | She flew to the U.S. | The crowd cheered the U.K. Prime Minister.",
        "He lives in Washington, D.C. | His wife works at the U.N. Security Council.",
        "The firm moved to Portland, Ore. | Nobody knew why the Ore. Governor left.",
        "The store opens at 9 a.m. Monday. | It closes at 9 p.m. | The owner goes home.",
        "At 7 p.m. Mr. Lind spoke. | He left at 8 p.m. | Mr. Wu left at 9 p.m. EST. | He hid at 10 p.m. | Lind too.",
        "The F.B.I. Director and the N.A.A.C.P. President met. | Nobody told the F.B.I. | Mr. Lind did.",
        "J. K. Rowling and J.R.R. Tolkien met Bo W. Lind Jr. in St. Louis. | Nobody else did.",
        "She holds a Ph.D. in law. | He got his Ph.D. | Then he left.",
        "See No. 5, p. 7, pp. 8-9 and Fig. 3. | No. | That is wrong.",
        "Acme Corp. Chairman Bo Lind quit. | He left Acme Inc. | The shares fell.",
        "Lind v. Okafor and Wu vs. Ode were cited. | They came from Lagos, Accra, etc. | They stayed.",
        "He lives on Main St. | The house is near St. Paul and Mt. Ode.",
        "It was plan B. | The mayor had no vitamin C. | Was it World War I? | You and I. | Do you see?",
        "Brig. Gen. Wu and Maj. Lind spoke. | Our sales reps. | They left.",
        "He was born c. 1850, i.e. late, e.g. in May. | In Dec. 2003 he was found.",
        "Yahoo! Inc. said so. | He works at Yahoo! | The firm is old.",
        "Write to a.lind@mail.example.com or see www.example.com/a.b?c=D.e now. | It helps.",
        "It cost $3.5 million. | $4 million more was spent on § 4.2. | #nobody cared.",
        "Prices rose 3.5 percent.[4] | Wages fell.[5][6] | Nobody cared.",
        "The act (see Sec. 4.2) is void. | (It was passed in 1990.) | He (an M.P. Himself) left.",
        "Really?! | Yes!! | OK... | Fine.",
        "He waited … and waited. | She came… | Then she left. | [...] Nobody stayed.",
        "Sales fell. | iPhone sales rose. | eBay too.",
    ],
)
def test_abbreviations_initials_and_marks_in_english(line):
    assert parts(line) == line


@pytest.mark.parametrize(
    "line",
    [
        "Он родился в 1990 г. в г. Алматы на ул. Абая, д. 5, кв. 12. | Школа № 294 г. Шахты закрыта.",
        "Это было в 2020 г. | Он уехал. | В 2014 г. США ввели санкции. | Жил в XIX в. | Писал.",
        "А. С. Пушкин и Л.Н. Толстой жили в с. Ивановка. | Дж. Смит не жил.",
        "Купили хлеб, соль и т. д. | Потом ушли. | Это, т. е. всё, и т.п. | Потом пропало.",
        "Цена 5 тыс. руб. за тонну. | Потратили 3 млн. | Денег нет.",
        "См. рис. 5 и табл. 2 на стр. 7. | Ст. 5 УК РФ и п. 3 ч. 2 ст. 12 отменены.",
        "Завод им. Ленина закрыт. | Он помог им. | Они ушли. | Зал был пуст.",
        "Проф. Семёнов и акад. Павлов, к.п.н. И. П. Котов пришли. | И. о. министра А. Иванов ушёл.",
        "Встреча 5 января с. г. прошла. | Это было в 44 г. до н. э. | Он погиб.",
        "Вес 5 кг. | Рост 180 см. | Возраст 30 лет. | Свердловский р-н. | В нём нет света.",
        "Что это?! | Не знаю... | Может быть…",
        "— Да, — сказал он. | — Нет. | — Почему?",
        "«Кто это?» — спросила она. | «Никто». | Сообщил „Интер“. | Других данных нет.",
    ],
)
def test_abbreviations_initials_and_dashes_in_russian(line):
    assert parts(line, "ru") == line


@pytest.mark.parametrize(
    "line",
    [
        "А. Құнанбаев 1845 ж. туған. | Ол ақын болды. | Соғыс 1945 ж. | Содан бері тыныш.",
        "Алма, алмұрт т.б. жемістер бар. | Нан, сүт т. б. | Басқа жоқ.",
        "Т.ғ.к. А. Нұрланов келді. | Проф. С. Асқаров келмеді. | Алматы обл. Қарасай ауданы.",
        "Бұл XX ғ. басында болды. | 5 млн. теңге бөлінді. | 3 мың адам келді.",
        "«Біз жеңдік!» – деді ол. | «Қашан?» – деп сұрады әкім. | «Бүгін».",
    ],
)
def test_abbreviations_and_dashes_in_kazakh(line):
    assert parts(line, "kk") == line


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "She said: “It is late. Go home.” | They went."),
        ("en", "“It is late. ‘Go home.’ They said so,” she said. | They went."),
        ("en", "He said, 'It's late. Don't go.' | They went. | \"Why? Who?\" | Nobody."),
        ("ru", "Он сказал: «Поздно. Она кричит: «Иди. Домой!» Пора». | Все ушли."),
        ("ru", "Он сказал: „Поздно. Иди домой“. | Все ушли."),
        ("kk", "«Кеш болды. Үйге бар», – деді ол. | Олар кетті."),
    ],
)
def test_a_quotation_can_be_kept_whole(language, line):
    assert parts(line, language, "keep") == line


def test_a_space_that_is_missing_between_two_sentences_is_no_matter():
    assert split("The road is closed.Nobody knows why.") == ["The road is closed.", "Nobody knows why."]
    assert split("See Lind.Com, main.py and Node.Js here.") == ["See Lind.Com, main.py and Node.Js here."]


def test_a_quotation_that_is_not_closed_is_kept_from_no_line():
    text = "“One is here. Two is here.\n“Three. Four.” Five."
    assert [text[start:end] for start, end in split_text(text, "en", "keep")] == [
        "“One is here.",
        "Two is here.",
        "“Three. Four.”",
        "Five.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "1. Close the road | 2. Open the bridge | 3. Go home",
        "1) Close the road. | 2) Open the bridge.",
        "• 9. Close the road | • 10. Open the bridge",
        "a) close the road | b) open the bridge",
        "1. Close road 3 of 4 on day 2 of the week.",
    ],
)
def test_the_items_of_a_list_in_one_line_are_parted(line):
    assert parts(line) == line


def test_a_heading_a_wrapped_paragraph_and_its_sentences_are_found_in_a_whole_text():
    paragraph = (
        "The ferry to the island was late again on Monday because the\n"
        "captain had lost the key. Nobody on the quay knew\n"
        "where to look for it."
    )
    text = f" Ferry late\n\n{paragraph}\n"
    assert [text[start:end] for start, end in split_text(text, "en")] == [
        "Ferry late",
        paragraph[: paragraph.index(" Nobody")],
        paragraph[paragraph.index("Nobody") :],
    ]


WHITE = ["\n", "\r\n", "\u2028", "\u00a0", "\u0085", "\ufeff"]
PIECES = st.sampled_from(
    r""". ! ? … ... , ; : – — - " “ ” « » „ ‘ ’ ' ( ) [ ] 1. 2. 12) • a. b. Mr. г. ж. т.е. U.S. p.m. said сказал A Б Қ
    Abc Абв word слово сөз iPhone Yahoo! Nord-Ost… :) ;) $5 #a 🚢 1898 [4]""".split()  # noqa: SIM905
)
TEXTS = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200),
    st.lists(PIECES | st.sampled_from(WHITE), max_size=60).flatmap(
        lambda pieces: st.sampled_from([" ", "", "  "]).map(lambda s: s.join(pieces))
    ),
)


@given(TEXTS, st.sampled_from(["en", "ru", "kk", "de", "zh", ""]), st.sampled_from(["split", "keep"]))
def test_spans_are_ordered_and_disjoint_and_hold_all_that_is_not_white(text, language, quotes):
    end = 0
    for start, next_end in split_text(text, language, quotes):
        assert not text[end:start].strip()
        assert text[start:next_end] == text[start:next_end].strip() != ""
        end = next_end
    assert not text[end:].strip()


@given(TEXTS)
def test_a_kept_quotation_only_takes_ends_away_or_parts_chained_questions(text):
    kept = {end for _, end in split_text(text, "en", "keep")}
    assert all(end in {e for _, e in split_text(text, "en")} or text[end - 1] == "?" for end in kept)
