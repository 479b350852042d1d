import pytest

from framing.corpus.cleaning import marks
from framing.corpus.cleaning.furniture import is_dangling, wording_mark

SHOWN = {
    marks.BUTTON: [
        "Accept all cookies", "Share", "Tweet", "Read more", "Skip to main content", "Log in", "ADVERTISEMENT",
        "Loading...",
        "Facebook Twitter Telegram", "Поделиться в соцсетях", "Читать далее", "Войти", "РЕКЛАМА",
        "Наш канал в WhatsApp",
        "Бөлісу", "Толығырақ", "Кіру", "Жарнама", "Мақала ұнаса бөлісіңіз", "RU EN",
    ],
    marks.COUNTER: [
        "12K views", "1.4k shares", "Views: 5 118", "38 min", "Просмотров: 1 044", "56 просмотров", "USD 447,12",
        "👍 1.2K 🔥 340", "2 541 рет оқылды", "Қаралды: 867",
    ],
    marks.NO_LETTERS: ["0 0", "3 · 14 · 0", "***", "18+"],
    marks.COMMENTS: [
        "Leave a Reply", "234 comments", "3 thoughts on “The key”", "Комментарии (2)", "Оставить комментарий",
        "Пікір қалдыру",
        "Пікірлер: 3",
    ],
    marks.DATE: [
        "Jan. 7, 2022", "Published 14 March, updated 21:40", "Thu 19 Oct 2023 18.02 BST", "2 hours ago",
        "40m ago 17.34",
        "10:32, 7 января 2022", "Обновлено: 5 марта 2021 года в 14:30", "2 часа назад", "Вчера, 18:40",
        "2021 жылғы 5 наурыз",
        "5 қаңтар, 2022, 14:20", "2 сағат бұрын", "14:30 | Politics",
    ],
    marks.DATELINE: ["NORTHPORT, Jan 5 (INA)", "СЕВЕРНЫЙ, 7 фев — Остров-Пресс.", "ТЕРІСКЕЙ, 5 қыркүйек"],
    marks.BYLINE: [
        "By Anna Lind", "By Anna Lind and Jo Falk", "Words by Anna Lind", "Anna Lind, culture correspondent",
        "Posted on June 3 by anna",
        "(Reporting by Anna Lind; editing by Jo Falk)", "Own. corr. North", "Автор: Анна Линд",
        "Анна Линд, корреспондент", "Беседовал Олег Линд",
        "Тілші: Айгүл Линд", "Айгүл Линд, журналист",
    ],
    marks.CREDIT: [
        "Photo: Harbour office", "REUTERS/Anna Lind", "Getty Images", "Photo by Anna Lind", "Фото: служба порта",
        "Фото из архива.",
        "Сурет: айлақ қызметі", "Сурет ашық дереккөзден алынды",
    ],
    marks.PICTURE_TEXT: ["Photo: passengers wait on the quay in the rain",
    "Видео: паром стоит у причала, шесть утра"],
    marks.TAGS: ["Tags: ferry, island", "#ferry #island", "Теги: паром, остров", "Рубрика: Общество",
    "Тегтер: паром, арал"],
    marks.TRAIL: ["Home > World > Asia", "Главная / Общество / Труд", "Басты бет » Қоғам » Еңбек"],
    marks.SECTION: ["Politics", "SPORT", "Экономика", "Қоғам"],
    marks.LINKS_HEAD: ["Related articles", "You may also like", "Most read", "Читайте также", "По теме:",
    "Ұқсас мақалалар"],
    marks.LINK: [
        "Read also: Rain until Friday", "RELATED: Mayor steps down", "Читайте также: Дождь до пятницы",
        "Источник: Остров-Пресс",
        "Оқи отырыңыз: Жұмаға дейін жаңбыр",
    ],
    marks.PLACEHOLDER: ["Hello, %s", "{{ user.name }} likes this", "[caption_id=3]"],
    marks.CONTACT: ["news@herald.example", "https://herald.example/ferry", "Tel.: +7 (000) 222-33-44"],
    marks.APPEAL: [
        "We use cookies to improve your visit. By going on you agree to this.",
        "Get the news of the island delivered to your inbox every morning.",
        "You have read 3 of your 5 free articles this month.",
        "Your support makes our work possible, and no minister or oligarch can stop it.",
        "Spotted a typo? Select it and press Ctrl+Enter.",
        "Чтобы узнавать новости первыми, подписывайтесь на наш канал.",
        "Если вы нашли ошибку в тексте, выделите её и нажмите Ctrl+Enter.",
        "Мы не берём денег у чиновников, поэтому ваша поддержка поможет нам работать дальше.",
        "Мы используем файлы cookie. Оставаясь на сайте, вы соглашаетесь с этим.",
        "Жаңалықтарды білу үшін біздің арнамызға жазылыңыз.",
        "Қате тапсаңыз, оны белгілеп, Ctrl+Enter басыңыз.",
    ],
    marks.LEGAL: [
        "© 2021 Island Herald", "Island Herald. All rights reserved.",
        "Reproduction without written permission is prohibited.",
        "При использовании материалов ссылка на сайт обязательна.", "Материалдарды пайдаланғанда сілтеме міндетті.",
    ],
    marks.NOTICE: [
        "The views expressed are those of the author and do not necessarily reflect the position of the newspaper.",
        "Correction: the ferry has one engine.", "This article was updated on Monday.",
        "Мнение редакции может не совпадать с мнением автора.",
        "Автор пікірі редакция көзқарасымен сәйкес келмеуі мүмкін.",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("mark", "line"), [(mark, line) for mark, lines in SHOWN.items() for line in lines])
def test_a_line_is_known_by_its_wording(mark, line):
    assert wording_mark(line, line[-1] in ".!?") == mark


@pytest.mark.parametrize(
    "line",
    [
        "NORTHPORT, Jan 5 (INA) - The ferry was late again on Wednesday.",
        "Cookies were handed out to the children on the quay.",
        "People donated thousands of coins to the families of the crew.",
        "“Read more books,” the teacher told them.",
        "Read more books, the teacher told them.",
        "“Support us!” the crowd shouted.",
        "You know the sentence by heart: we value your privacy.",
        "Q: What did the captain say to you?",
        "A: He said that the key was in the sea.",
        "Yes.",
        "Why?",
        "Share prices fell by a tenth on Monday.",
        "More news is expected on Friday, the mayor said.",
        "Latest figures show a rise in prices.",
        "The channel was closed in March.",
        "The opinion of the court was read out in the evening.",
        "By noon the quay was empty.",
        "On 5 January the captain resigned.",
        "The price rose by 20%.",
        "Home prices rose.",
        "We are not going home until you answer us.",
        "Follow the money, the prosecutor said.",
        "The editor, Anna Lind, was fined.",
        "Да.",
        "Реклама табака на острове запрещена с прошлого года.",
        "Читатели газеты пожертвовали деньги семьям экипажа.",
        "Подписка на газету стоит тысячу монет.",
        "Комментарии капитана появились вечером.",
        "Источник в порту сообщил о трёх задержанных.",
        "Фото с причала облетело весь остров за час.",
        "В порту поняли, что паром не придёт и в 90-х.",
        "Пікір айтқан адамды ұстап әкетті.",
        "Жарнама туралы заң өзгерді.",
        "Арна үш жыл бұрын жабылған.",
    ],
)
def test_a_sentence_of_an_article_is_not_known_by_its_wording(line):
    assert wording_mark(line, line[-1] in ".!?") is None


@pytest.mark.parametrize(
    "line",
    [
        "Ferry late again on Monday",
        "53. Rain on the island: the number of boats has risen to almost eight | News of the north",
        "What the captain said | Island Herald",
        "Паром снова опоздал в понедельник",
        "Паром дүйсенбіде тағы кешікті",
    ],
)
def test_a_headline_is_not_known_by_its_wording(line):
    assert wording_mark(line, False) is None


def test_a_line_that_wants_another_word_is_dangling():
    assert is_dangling("Make a page like ours with")
    assert not is_dangling("Make a page like ours")
