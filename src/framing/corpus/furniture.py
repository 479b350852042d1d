"""Wordings of page furniture in English, Russian and Kazakh: buttons, forms, appeals, dates, bylines.

Each is a common wording of its kind, from no source in particular, tried on single lines in small
letters. Most are tried on short lines only and must be the whole line, so that an article may
speak about comments, cookies and donations.
"""

import re
from collections.abc import Iterable
from itertools import chain

_SHORT = 160  # characters; a button, a byline or a label is not longer
_LABEL = 80  # a label that ends with a full stop, or heads a form, is not longer
_APPEAL_LIMIT = 400
_BYLINE_WORDS = 12
_DATE_LIMIT = 60  # characters

_BUTTON = r"""
    (?:read|see|watch)\ (?:more|next|also|on|the\ full\ (?:story|article|text))\b.*
    |(?:continue|keep|start)\ reading\b.*|more\ (?:on|from|about)\ .*|more\ (?:news|stories|articles|posts)
    |you\ (?:may|might)\ also\ like\b.*
    |(?:related|similar|recent|popular|latest|recommended|trending|top)\ (?:articles?|posts?|news|stories|topics?|links)
    |(?:previous|next|older|newer)\ (?:articles?|posts?|story|stories|page|entry)\b.*
    |(?:like|share)(?:\ (?:this|on|via)\b.*)?|tweet|pin|print|e-?mail|copy\ link
    |whatsapp|telegram|facebook|twitter|instagram
    |(?:click|tap)\ (?:here|to)\b.*|(?:like|follow|join|find|contact|support)\ us\b.*
    |(?:un)?subscribe\b.*|sign\ (?:up|in|out)\b.*|log\ ?(?:in|out)\b.*|register(?:\ (?:now|here|for\ free))?
    |getting\ started|get\ started|learn\ more|find\ out\ more|(?:show|load|view)\ (?:more|less|all|comments)\b.*
    |back\ to\ (?:top|home)\b.*|skip\ to\b.*|(?:main\ )?menu|search|home|home\ ?page
    |advertisements?|sponsored(?:\ content)?|loading|(?:original\ )?sources?(?:\ links?|\ url)?
    |(?:[\w-]+\ ){0,2}(?:categor(?:y|ies)|tags?|topics?|keywords|labels)\s*:.*
    |(?:filed\ under|tagged(?:\ with)?|posted\ in)\b.*|(?:copyright|©|\(c\))\W.*
    |(?:privacy|cookie)\ (?:policy|notice|settings)|terms\ (?:of|and)\ (?:use|service|conditions)
    |about\ (?:us|the\ authors?)
    |reply|cancel\ reply|your\ (?:e-?mail|name|comment)\b.*|required\ fields\b.*|notify\ me\b.*|save\ my\ name\b.*
    |\d+\ (?:shares?|views?|likes?|reads?|min(?:ute)?s?\ read)
    |(?:best|kind|warm)\ (?:regards|wishes)\b.*|yours\ (?:sincerely|truly|faithfully)\b.*

    |(?:читать|читайте|смотреть|смотрите|узнать)\ (?:далее|дальше|также|ещ[её]|полностью|подробнее|больше)\b.*
    |подробн(?:ее|ости)(?:\ (?:на|по)\b.*)?|(?:материалы|новости|статьи|публикации)\ по\ теме.*|по\ теме
    |(?:похожие|другие|последние)\ (?:новости|материалы|статьи|записи)|новости\ партн[её]ров|популярное|самое\ читаемое
    |поделиться\b.*|поделитесь\b.*|подписаться\b.*|подписывайтесь\b.*|подпишитесь\b.*|присоединяйтесь\b.*
    |следите\ за\ (?:нами|новостями|обновлениями)\b.*|(?:перво)?источник
    |(?:теги|тэги|метки|рубрик[аи]|категори[яи]|ключевые\ слова)\s*:.*
    |реклама|на\ правах\ рекламы|(?:войти|вход)(?:\ (?:на|через)\b.*)?|регистрация|зарегистрироваться|поиск|меню|главная
    |наверх|контакты|о\ нас|распечатать|версия\ для\ печати|загрузка|показать\ ещ[её].*
    |(?:следующая|предыдущая)(?:\ (?:статья|новость|запись|страница))?
    |\d+\ просмотр\w*|просмотр(?:ов|ы)\s*:?\s*\d+|ваш\ (?:e-?mail|адрес)\b.*|с\ уважением\b.*

    |толы(?:қ|ғырақ)(?:\ (?:оқу|оқыңыз|нұсқасы))?|(?:тағы|сондай-ақ)\ оқыңыз\w*.*|оқи\ отырыңыз\w*.*
    |ұқсас\ (?:жаңалықтар|мақалалар|материалдар)|соңғы\ жаңалықтар|бөлісу|бөлісіңіз\w*.*|жазылу|жазылыңыз\w*.*
    |дереккөз|дерек\ көзі|(?:тегтер|тэгтер|санат(?:тар)?|айдар(?:лар)?|кілт\ сөздер)\s*:.*|жарнама|кіру|тіркелу|іздеу
    |мәзір|басты\ бет|байланыс|біз\ туралы
    |\d+\ (?:рет\ )?(?:қаралым|қаралды)|құрметпен\b.*
"""
# A short line with one of these is furniture wherever they stand in it.
_BUTTON_WORDS = (
    "all rights reserved", "opens in new window", "opens in a new window", "все права защищены", "все права сохранены",
    "барлық құқықтар қорғалған", "барлық құқықтары қорғалған", "барлық құқық қорғалған",
)  # fmt: skip
_CREDIT = r"""
    (?:photo|image|picture|video|graphic|illustration|source)s?(?:\ (?:credit|source|courtesy|by))?\s*[:©/|].*
    |(?:listen|watch)\s*:.*
    |(?:фото(?:графия)?|видео|иллюстрация|снимок|изображение|источник)\s*[:©/|].*
    |(?:сурет|фото|бейне(?:жазба)?|дереккөз|дерек\ көзі)(?:тер|лер|і)?\s*[:©/|].*
"""
_COMMENT_FORM = r"""
    (?:leave|post|write|add|submit)\ (?:a|your)\ (?:reply|comments?)\b.*|join\ the\ (?:conversation|discussion)\b.*
    |(?:\d+|no|one)\ (?:comments?|replies|responses?)(?:\ (?:yet|so\ far))?|comments?\s*(?:\(?\d+\)?|:)?
    |\d+\ \w+\ (?:on|to)\ ["“«].*
    |(?:\d+\ )?комментари(?:и|й|ев|я)\s*(?:\(?\d+\)?|:)?|(?:оставить|добавить|написать)\ комментарий\b.*
    |(?:\d+\ )?пікір(?:лер)?\s*(?:\(?\d+\)?|:)?|пікір\ (?:қалдыру|жазу|қосу)\b.*
"""
_APPEAL = r"""
    \b(?:we|our\ \w+|th(?:is|e)\ (?:web)?site)\b.{0,60}\bcookies?\b
    |\bcookies?\b.{0,60}\b(?:you\ agree|you\ consent|your\ (?:browser|settings|consent))
    |\b(?:disable|turn\ off|switch\ off|pause|whitelist|allow)\b.{0,40}\bad[\ -]?block
    |\bad[\ -]?blocker.{0,40}\b(?:your?|us|please)\b
    |\b(?:subscribe|sign\ up)\b.{0,40}\b(?:our|us|newsletter)\b|\bfollow\ (?:us|our)\b.{0,30}\b(?:on|channel|page)\b
    |\b(?:support|donate\ to|contribute\ to)\ (?:us\b
        |our\ (?:\w+\ )?(?:work|journalism|site|newsroom|project|team|reporting)\b)
    |\byour\ (?:donation|contribution|subscription)s?\b.{0,60}\b(?:us|our)\b
    |\bbecome\ (?:a|our)\ (?:member|patron|supporter|subscriber|donor)\b
    |\b(?:our|this)\ (?:web)?(?:site|page|newsroom|blog)\b.{0,60}
        \b(?:funded|financed|depends\ on|relies\ on|advertis|donations?)
    |\bctrl\s?\+\s?enter\b
    |\b(?:notice|found|find|spotted|spot|see)\ an?\ (?:\w+\ )?(?:error|typo|mistake)\b.{0,40}
        \b(?:select|highlight|let\ us|tell\ us|report)
    |(?:отключите|выключите|приостановите).{0,40}блокиров|\b(?:сайт|мы)\b.{0,40}\b(?:файлы\ cookie|cookie|куки)
    |(?:подпишитесь|подписывайтесь)\b.{0,40}\b(?:наш|канал|рассылк|нас\b)|\bподдержите\ (?:нас|наш|редакци)
    |(?:наш\ сайт|наша\ редакция|наше\ издание)\b.{0,60}(?:пожертвован|реклам)|(?:нашли|заметили)\ (?:ошибку|опечатку)
    |жарнама\w*\ .{0,30}(?:бұғатта|өшір)|cookie.{0,60}(?:келіс|пайдалан)|(?:арна|парақша|бет)\w*\b.{0,30}\bжазылыңыз
    |\bбізд?і\ қолда|редакцияны\ қолда|\bқате(?:ні)?\ (?:байқасаңыз|тапсаңыз|көрсеңіз)
"""
# Every appeal above holds one of these, a first letter that may be a capital apart. Looking for them
# in the whole text costs little, the patterns much.
_LATIN_APPEAL_WORDS = (
    "ookie", "block", "ubscri", "ign up", "ollow us", "ollow our", "pport us", "pport our", "onat", "ontribut",
    "ecome a", "ecome our", " site", "ebsite", "ewsroom", " page", " blog", "trl", "typo", "istake", " error",
)  # fmt: skip
_CYRILLIC_APPEAL_WORDS = (
    "ookie", "куки", "локиров", "одпишитесь", "одписывайтесь", "оддержите", "пожертвован", "реклам", "ошибку",
    "опечатку", "арнама", "жазылыңыз", "қолда", "ате ", "атені",
)  # fmt: skip
_ROLE = r"""(?:authors?|editors?|translators?|writers?|reporters?|correspondents?|journalists?|photographers?|producers?
    |words|translation|editing|авторы?|переводчик|перевод|редактор|редактура|корреспондент|журналист
    |аударма(?:шы)?|аударған|тілші|дайындаған|әзірлеген|жазған|редакциялаған)"""
_BYLINE = rf"""
    \W?(?:(?:co-)?{_ROLE}(?:\s?[/&,-]\s?{_ROLE})*\s*[:—–]\s*\S.*
    |(?:own|our|special|staff|соб|спец|наш|собственный|специальный)\.?\s*(?:corr?|correspondent|корр?|корреспондент|тілші)\b.*
    |(?P<by>by|(?:written|posted|published|reported|compiled|prepared|translated|edited|photographed|reporting
    |translation|editing|text|story|words|photos?)\ by|подготовил[аи]?|записал[аи]?|беседовал[аи]?|перев[её]л[аи]?
    |(?:материал|текст)\ подготов\w+)\s*:?\s+\S.*)
"""
# Of a line that is a date, and no more, every word is a number or one of these.
_OF_DATES = frozenset(
    """jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov
    november dec december mon monday tue tues tuesday wed wednesday thu thurs thursday fri friday sat saturday sun
    sunday last updated published posted modified at on am pm a p m utc gmt est edt cet cest 1st 2nd 3rd
    январь января февраль февраля март марта апрель апреля май мая июнь июня июль июля август августа сентябрь сентября
    октябрь октября ноябрь ноября декабрь декабря понедельник вторник среда четверг пятница суббота воскресенье
    опубликовано обновлено дата год года г в
    қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан дүйсенбі сейсенбі сәрсенбі
    бейсенбі жұма сенбі жексенбі жарияланды жаңартылды жылғы жыл ж сағат""".split()  # noqa: SIM905
)
# The last word of a line that lost the link it spoke of.
_DANGLING = frozenset(
    """with by to of on in at from for and or the a an via с со в во на от по для и или из мен және
    үшін""".split()  # noqa: SIM905
)
_SMALL_IN_NAMES = frozenset(
    """and of the for de van von der la und y by in reporting writing editing additional и от мен
    және""".split()  # noqa: SIM905
)

_BUTTON_LINE = re.compile(rf"(?:{_BUTTON})[\s:.…→»>]*", re.VERBOSE)
_CREDIT_LINE = re.compile(_CREDIT, re.VERBOSE)
_COMMENT_FORM_LINE = re.compile(rf"(?:{_COMMENT_FORM})\s*", re.VERBOSE)
_APPEAL_PART = re.compile(_APPEAL, re.VERBOSE)
_BYLINE_LINE = re.compile(_BYLINE, re.VERBOSE)
# What a template left unfilled: %s, %1$d, {{name}}, {0}, ${name}, <%= name %>, [short_code].
_PLACEHOLDER = re.compile(
    r"(?<![\d%])%(?:\d\$)?[sd]\b|\{\{[^{}]{0,80}\}\}|\{\d\}|\$\{\w+\}|<%[^%]{0,80}%>|\[/?[a-z]+_[^\]]{0,80}\]"
)
_WORD = re.compile(r"[^\W_]+")


def wording_kind(line: str, *, ended: bool) -> str:
    """`byline` or `boilerplate` if `line` is worded as one; empty if its wording does not tell.

    Args:
        line: a line without white space around it.
        ended: it ends with the punctuation of a sentence.
    """
    if len(line) > (_LABEL if ended else _SHORT):
        return ""
    if not line[0].isalpha() and not any(map(str.isalpha, line)):
        return "boilerplate"
    if _PLACEHOLDER.search(line):
        return "boilerplate"
    lowered = line.lower()
    if _BUTTON_LINE.fullmatch(lowered) or any(words in lowered for words in _BUTTON_WORDS):
        return "boilerplate"
    if _is_byline(line, lowered, ended=ended):
        return "byline"
    return "boilerplate" if not ended and _is_date(lowered) else ""


def is_credit(line: str) -> bool:
    """Whether `line` names the source of a picture or of the text, as `Photo: ...` does."""
    return len(line) <= _SHORT and _CREDIT_LINE.fullmatch(line.lower()) is not None


def is_comment_form(line: str) -> bool:
    """Whether `line` heads the comments of readers, or the form for them."""
    return len(line) <= _LABEL and _COMMENT_FORM_LINE.fullmatch(line.lower()) is not None


def appeal_words(text: str) -> list[str]:
    """Those parts of words in `text` without which no line of it can be an appeal."""
    latin = _LATIN_APPEAL_WORDS if "e" in text else ()
    cyrillic = _CYRILLIC_APPEAL_WORDS if "а" in text else ()
    return [word for word in chain(latin, cyrillic) if word in text]


def is_appeal(line: str, words: Iterable[str]) -> bool:
    """Whether `line` asks for consent, money, a subscription or a report of errors, and is no quotation.

    `words` are the `appeal_words` of the text that the line stands in.
    """
    if len(line) > _APPEAL_LIMIT or line[0] in '"“„«‘' or not any(word in line for word in words):
        return False
    return _APPEAL_PART.search(line.lower()) is not None


def is_dangling(line: str) -> bool:
    """Whether `line` is short and breaks off after a word that wants another."""
    return len(line) <= _SHORT and line.lower().rsplit(None, 1)[-1] in _DANGLING


def _is_byline(line: str, lowered: str, *, ended: bool) -> bool:
    found = _BYLINE_LINE.fullmatch(lowered)
    if found is None or line.count(" ") >= _BYLINE_WORDS:
        return False
    if found["by"] is None and not ended:
        return True
    # `By Anna Weiss` and not `By noon the square was empty`; `Editor: A. W.` and not the question of an interview.
    names = _WORD.findall(line[found.end("by") if found["by"] else line.find(":") + 1 :])
    return all(name[0].isupper() or name in _SMALL_IN_NAMES for name in names)


def _is_date(lowered: str) -> bool:
    if len(lowered) > _DATE_LIMIT or not any(map(str.isdigit, lowered)):
        return False
    words = _WORD.findall(lowered)
    return all(word.isdigit() or word in _OF_DATES for word in words)
