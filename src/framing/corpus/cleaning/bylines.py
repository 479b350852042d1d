"""Who wrote it, and when: bylines, lines that are a date and no more, datelines, credits of pictures."""

import re

from framing.corpus.cleaning import marks
from framing.corpus.cleaning.marks import Mark

_BYLINE_WORDS = 12
_CREDIT_LIMIT = 160  # characters
_ENDED_CREDIT_WORDS = 3
_PLACE_WORDS = 2
_PLACE_FROM = 3  # characters
_DATE_LIMIT = 70  # characters
_TEXT_WORDS = 5  # what follows `Photo:` in so many words and more tells what the picture shows
_NAME_WORDS = range(2, 5)

_ROLES = frozenset(
    """author authors editor editors co-author translator translators writer writers reporter reporters correspondent
    correspondents journalist journalists photographer photographers producer producers columnist interviewer
    interviewed
    contributor staff-writer words text story translation editing reporting interview analyst
    автор авторы переводчик перевод редактор редактура корреспондент журналист обозреватель колумнист фотограф
    фотокорреспондент
    собкор спецкор политолог интервьюер беседовал беседовала текст репортёр репортер
    аударма аудармашы аударған тілші тілшісі дайындаған әзірлеген жазған редакциялаған шолушы редакторы
    сұхбаттасқан мәтін авторы журналисі""".split()  # noqa: SIM905
)
# `By Anna Weiss`: what may stand before the name, each also with a colon.
_BEFORE_NAMES = (
    "by", "written by",
    "writing by", "posted by", "published by", "reported by", "compiled by", "prepared by", "translated by",
    "edited by", "photographed by", "reporting by", "translation by", "editing by", "text by", "story by", "words by",
    "photos by",  "photographs by", "pictures by", "interview by", "exclusive by", "analysis by", "from",
    "подготовил", "подготовила", "подготовили", "записал", "записала", "беседовал", "беседовала", "перевел",
    "перевёл",
    "перевела", "написал", "написала", "опубликовал", "опубликовала", "добавил", "опубликовано", "текст",
    "материал подготовил",
    "материал подготовила", "текст подготовил", "текст подготовила", "дайындаған", "әзірлеген", "сұхбаттасқан",
)  # fmt: skip
_BEFORE_FIRST_WORDS = frozenset(phrase.split()[0] for phrase in _BEFORE_NAMES)
_OWN = frozenset("own our special staff соб спец наш собственный специальный from".split())  # noqa: SIM905
BYLINE_FIRST_WORDS = _ROLES | _BEFORE_FIRST_WORDS | _OWN
_CREDITS = (
    "photo", "photos", "image", "images", "picture", "pictures", "video", "graphic", "illustration", "credit",
    "source",
    "sources", "photograph", "photographs", "cover photo", "featured image", "listen", "watch",
    "фото", "фотография", "фотографии", "видео", "иллюстрация", "снимок", "изображение", "источник",
    "источник фото", "коллаж", "скриншот",
    "автор фото", "обложка", "кадр",
    "сурет", "суреттер", "суреті", "бейне", "бейнежазба", "дереккөз", "дереккөзі", "дерек көзі", "сурет авторы",
    "фотосурет", "коллаж",
)  # fmt: skip
_CREDIT_STARTS = (
    "photo from", "photos from", "photo courtesy", "photo by", "photos by", "image by", "image from",
    "image courtesy",
    "image credit", "image source", "photo credit", "photo source", "courtesy of", "illustrative",
    "illustration by", "file photo", "ap photo",
    "image source,",
    "screenshot from", "screengrab", "handout photo", "getty images", "stock photo", "photograph by", "video by",
    "фото из", "фото автора", "фото с сайта", "фото с ", "фото пресс-службы", "фото предоставлено",
    "фото иллюстративное", "фото носит",
    "иллюстративное фото", "иллюстрация к", "скриншот видео", "скриншот с", "кадр из", "архивное фото", "фото:",
    "сурет ашық", "көрнекі сурет", "иллюстративті", "сурет интернеттен", "сурет әлеуметтік", "фото ашық",
    "сурет автордан", "видеодан скриншот", "видеодан кадр",
)  # fmt: skip
CREDIT_FIRST_WORDS = frozenset(phrase.split()[0].rstrip(":") for phrase in (*_CREDITS, *_CREDIT_STARTS))
_AGENCIES = frozenset(
    """reuters afp ap epa getty shutterstock unsplash istock depositphotos pixabay pexels wikimedia flickr anadolu
    xinhua
    tass upi bloomberg swns alamy dpa тасс рейтер риа unsplash reuters""".split()  # noqa: SIM905
)
# Words of those who give pictures away, in credits of several words.
_OF_CREDITS = frozenset(
    """press service services archive archives courtesy office department ministry agency personal social screenshot
    from via
    служба службы пресс архив архива архивов сайт сайта соцсети соцсетей социальных акимат акимата министерство
    министерства мвд мчс
    автора предоставлено скриншот открытых источников редакции баспасөз қызметі мұрағат мұрағаты архиві әкімдігі
    министрлігі ашық дереккөз дереккөзден желі""".split()  # noqa: SIM905
)
# Of a line that is a date, and no more, every word is a number or one of these.
_OF_DATES = frozenset(
    """jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov
    november dec december mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat
    saturday sun
    sunday spring summer autumn winter last first updated published posted modified created date added edited upd
    at on of the am pm a p m
    utc gmt est edt et cet cest bst ist msk ago hour hours hr hrs minute minutes min mins second seconds sec day days
    week weeks month months year years yesterday today just now time local about an one
    январь января янв февраль февраля фев март марта мар апрель апреля апр май мая июнь июня июн июль июля июл
    август августа авг
    сентябрь сентября сен сент октябрь октября окт ноябрь ноября ноя декабрь декабря дек понедельник вторник среда
    четверг пятница суббота воскресенье пн вт ср чт пт сб вс опубликовано обновлено изменено добавлено создано
    дата время публикации
    обновления год года г в мск назад час часа часов ч минут минуты минуту мин секунд секунды день дня дней неделю
    недели недель месяц месяца месяцев вчера сегодня только что
    қаңтар қаң ақпан ақп наурыз нау сәуір сәу мамыр мам маусым мау шілде шіл тамыз там қыркүйек қыр қазан қаз
    қараша қар желтоқсан жел дүйсенбі сейсенбі сәрсенбі
    бейсенбі жұма сенбі жексенбі жарияланды жаңартылды жарияланған жаңартылған күні уақыты жылғы жылы жыл ж сағат сағ
    минут мин секунд күн апта ай бұрын кеше бүгін астана уақытымен""".split()  # noqa: SIM905
)
_OF_TODAY = frozenset("ago yesterday today now назад вчера сегодня бұрын кеше бүгін".split())  # noqa: SIM905
_SMALL_IN_NAMES = frozenset(
    """and of the for de da van von der den la le el al bin ibn und y by in at reporting writing editing additional
    translated из и от для мен
    және""".split()  # noqa: SIM905
)
_BETWEEN_NAMES = re.compile(r"\s(?:and|&|и|мен|және)\s")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*+")
_PART = re.compile(r"[^\W_]++")
_NUMBER = re.compile(r"\d++(?:st|nd|rd|th|am|pm|[mhdwys]|hr|min|го|е|ші|шы|г|ч|мин)?")
_DIGIT = re.compile(r"\d")
# `ALMATY, Jan 5 (Agency)` and `АЛМАТЫ, 5 января /АГЕНТСТВО/`, alone in a line.
_AFTER_DATE = re.compile(r"\s?(?:\([^()]{2,30}\)|/[^/]{2,30}/)?\s?(?:[-–—]\s?(?:[^\W\d_][\w-]*\s?){0,3})?[.:]?")


def is_date(lowered: str) -> bool:
    """Whether a line in small letters is a date or a time, and no more."""
    if len(lowered) > _DATE_LIMIT:
        return False
    told = False
    for part in _PART.finditer(lowered):
        word = part.group()
        if word in _OF_DATES:
            told = told or word in _OF_TODAY
        elif _NUMBER.fullmatch(word):
            told = True
        else:
            return False
    return told


def is_dateline(line: str) -> bool:
    """Whether `line` is a place in capitals with a date, and no more: `ARDENA, Sept 9 (NPA)`."""
    if line[0] == "(" and line[-1] == ")":  # also `(Ardena, Sept 9, 2020)`
        place, comma, rest = line[1:-1].partition(",")
        return bool(comma) and place.istitle() and is_date(rest.lower()) and _DIGIT.search(rest) is not None
    place, comma, rest = line.partition(",")
    if not comma or len(line) > _DATE_LIMIT or not place.isupper() or len(place) < _PLACE_FROM:
        return False
    last = max((found.end() for found in _DIGIT.finditer(rest)), default=0)
    month = _PART.match(rest[last:].lstrip(" -"))
    if month and month.group().lower() in _OF_DATES:
        last = rest.index(month.group(), last) + len(month.group())
    return is_date(rest[:last].lower()) and _AFTER_DATE.fullmatch(rest[last:]) is not None


def may_be_byline(first: str) -> bool:
    """Whether a byline can begin with the word `first`, in small letters and without the marks around it."""
    return first in BYLINE_FIRST_WORDS


def is_byline(line: str, lowered: str, *, ended: bool) -> bool:
    """Whether `line` begins as bylines do and goes on with names: `By Anna Weiss`, `Editor: A. W.`."""
    if lowered.count(" ") >= _BYLINE_WORDS:
        return False
    shown = lowered.lstrip("([/—–-•* ")
    skipped = len(lowered) - len(shown)
    for phrase in _BEFORE_NAMES:
        if shown.startswith(phrase) and shown[len(phrase) : len(phrase) + 1] in (" ", ":"):
            rest = line[skipped + len(phrase) :]
            if not ended and rest.lower().split(None, 1)[:1] and rest.lower().split(None, 1)[0] in _OWN:
                return True
            return _are_names(rest) or (rest[0] == ":" and not ended and len(rest.split()) <= max(_NAME_WORDS) + 1)
    head, colon, rest = shown.partition(":")
    if not colon:
        head, colon, rest = shown.replace("–", "—").partition(" — ")
    if colon and rest.strip() and _is_role(head):
        # `Editor: A. W.` and not the question of an interview.
        return (colon == ":" and not ended) or _are_names(line[len(line) - len(rest) :])
    first, _, more = shown.partition(" ")
    return first.rstrip(".") in _OWN and not ended and bool(_ROLES_SHORT.match(more)) and len(shown) <= _DATE_LIMIT


_ROLES_SHORT = re.compile(r"(?:corr?|correspondent|reporter|staff|корр?|корреспондент|тілші)\b")


def is_name_list(line: str) -> bool:
    """Whether `line` holds names and no more: `Anna Weiss and Jo Falk`, `Anna Weiss, Northport`, `Anna Weiss (now)`."""
    if len(line) > _DATE_LIMIT:
        return False
    names = re.sub(r"\([^()]*+\)", "", line)
    if "," in names:
        name, _, rest = names.partition(",")
        words = rest.split()
        return is_name(name) and 0 < len(words) <= _PLACE_WORDS and _are_names(rest)
    return all(is_name(name) for name in _BETWEEN_NAMES.split(names))


def _is_role(head: str) -> bool:
    words = _PART.findall(head)
    return bool(words) and len(words) <= 4 and any(word in _ROLES for word in words) and words[0] not in ("the", "a")


def is_name_and_role(line: str, words: list[str]) -> bool:
    """Whether `line` is a name, a comma and what its bearer does: `Anna Weiss, culture correspondent`."""
    if len(words) > _BYLINE_WORDS or _ROLES.isdisjoint(words):
        return False
    name, _, rest = line.partition(",")
    return is_name(name) and rest.count(" ") <= 5


def is_name(line: str) -> bool:
    """Whether `line` may be the name of a person: two to four words that begin with capitals."""
    words = line.split()
    if len(words) not in _NAME_WORDS or len(line) > 40:
        return False
    return (
        all(
            word[0].isupper() and word.strip(".").replace("-", "").replace("’", "").replace("'", "").isalpha()
            for word in words
        )
        and not line.isupper()
    )


def _are_names(text: str) -> bool:
    names = _WORD.findall(text)
    return bool(names) and names[0][0].isupper() and all(name[0].isupper() or name in _SMALL_IN_NAMES for name in names)


def may_be_credit(first: str) -> bool:
    """Whether a credit can begin with the word `first`, in small letters and without the marks around it."""
    return first in CREDIT_FIRST_WORDS


def credit_mark(line: str, lowered: str, *, ended: bool) -> Mark | None:
    """The mark of a line that begins as a credit does: a credit, or a caption with `Photo:` before it."""
    if len(line) > _CREDIT_LIMIT:
        return None
    shown = lowered.lstrip("([ ")
    for phrase in _CREDITS:
        if shown.startswith(phrase):
            rest = shown[len(phrase) :].lstrip()
            if rest[:1] and rest[:1] in ":©/|":
                return _tell_credit(line[len(line) - len(rest) + 1 :].strip())
    if ended and lowered.count(" ") >= _ENDED_CREDIT_WORDS:
        return None
    return marks.CREDIT if shown.startswith(_CREDIT_STARTS) else None


def _tell_credit(rest: str) -> Mark:
    words = rest.split()
    small = sum(word[0].islower() for word in words)
    tells = (
        len(words) >= _TEXT_WORDS and 2 * small >= len(words) and _OF_CREDITS.isdisjoint(_PART.findall(rest.lower()))
    )
    return marks.PICTURE_TEXT if tells else marks.CREDIT


def is_agency(line: str, words: list[str]) -> bool:
    """Whether `line` is the name of an agency, with a photographer or not: `REUTERS/Anna Weiss`."""
    if len(words) > 2 and "/" not in line and line[0] not in "(©":
        return False
    return not _AGENCIES.isdisjoint(_PART.findall(line.lower()))
