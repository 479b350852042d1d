"""What a page says of itself to its reader: pleas, invitations, terms, how a text was made, who its author is.

Such sentences look like those of an article. They speak to somebody (`you`, `we`, an imperative) and
name the page or a part of it; both together are rare in news, but not in columns and interviews, so
whoever asks has to look at the voice of the article too. Words are looked up, since patterns cost more.
"""

import re

_SPEECH_LIMIT = 400  # characters
_STEM = 5  # letters of a Russian or Kazakh word that tell it from others, whatever its ending
_SPOKEN_MARKS = '"“„«‘–—-'
_GLUED = ".,!?:;)"


def _with_marks(words: str) -> frozenset[str]:
    """The words, also with a mark glued to them: lines are not taken apart further, which would cost most."""
    return frozenset(word + mark for word in words.split() for mark in ("", *_GLUED))


_YOU = _with_marks(
    """you your yours you’re you've вы вас вам вами ваш ваша ваше ваши вашу вашей вашего вашим ваших сіз сізге сізді
    сіздер сіздің сізден сіздерге"""
)
_WE = _with_marks(
    """we us our ours мы нас нам нами наш наша наше наши нашу нашей нашего нашим наших нашем біз бізге бізді біздің
    бізден бізбен"""
)
_PLEASE = _with_marks("please click пожалуйста")
_ASKS = _with_marks(
    """subscribe download sign follow join register donate click rate share visit listen пишите смотрите звоните
    оформите пришлите нажмите поддержите помогите сообщите выделите введите укажите следите загрузите разрешите
    расскажите подпишитесь"""
)
_ADDRESSES = _YOU | _WE | _PLEASE | _ASKS
_ASKING = re.compile(r"\w(?:[йиь]тесь|[втчщл]айте|[ыі]ңыз(?:дар)?|іңіз(?:дер)?)\b")
_PAGE_WORDS = _with_marks(
    """article articles story stories piece newsletter newsletters subscription subscriptions subscribe unsubscribe
    subscriber subscribers website site page pages episode episodes podcast podcasts editor editors newsroom journalism
    reporting reader readers listeners click email e-mail donate donation donations gift membership trial account app
    apps download browser comment comments inbox publish publication sponsor sponsored advertising updates headlines
    letters print show"""
)
_PAGE_STEMS = frozenset(
    stem[:_STEM]
    for stem in """редакция сайт сайта сайте сайту читатель читать читаете дочитали подписка подпишитесь материал
    текст тексты текста текстов статья статьи статью издание журналистика реклама рассылка канал каналы канале канала
    донат пожертвование почта почту кнопка ссылка выпуск приложение комментарий новость новости
    опрос редакция оқырман оқыңыз мақала мақаланы жазылу жазылыңыз жарнама арна арнамыз хабарлама сілтеме қолдау
    қолдаңыз пікір пікіріңіз жаңалық қосымша басылым видео фото фотографии""".split()  # noqa: SIM905
)
_THIS_PAGE = re.compile(
    r"[(\[*]?(?:disclaimer|correction|clarification|disclosure|editors?['’]?s?['’]?\snote|примечание(?:\sредакции)?"
    r"|исправление|уточнение|дисклеймер|түзету|ескерту|нақтылау)\s?:"
    r"|[(\[*]?(?:this|the)\s(?:transcript|newsletter|podcast|article)\s(?:is|was|has|does|may|contains?)\b"
    r"|[(\[*]?this\s(?:web-?site|site|page|bulletin|publication|episode|newspaper|story|post)\s(?:\w+\s){0,5}?"
    r"(?:is|are|was|were|does|has|may|adheres?|uses|contains?|produced|supported)\b"
    r"|an?\s(?:\w+\s)?version\sof\sthis\s(?:piece|article|story|post|interview|essay)\b"
    r"|[(\[*]?(?:этот|эта|данный|данная|настоящий|настоящая)\s(?:сайт|материал|статья|текст|публикация|расшифровка)\b"
    r"|[(\[*]?(?:бұл|осы)\s(?:сайт|материал|мақала|мәтін|бет)\b"
    r"|(?:я\s)?(?:даю|подтверждаю)\s(?:сво[её]\s)?согласие\sна\b|.{2,80}\sis\snot\sresponsible\sfor\sthe\scontent\b"
    r"|(?:материал|текст|статья|расшифровка|перевод)\s(?:опубликован|подготовлен|создан|написан|выполнен|впервые)",
    re.IGNORECASE,
)
# Above the article a page says less of itself: what a site or a page is may be what the article is about.
_THIS_TEXT = re.compile(
    r"[(\[*]?this\s(?:transcript|newsletter|podcast|article|story|post|episode|bulletin)\s(?:is|was|has|contains|may)\b"
    r"|[(\[*]?(?:этот|эта|данный|данная|настоящий|настоящая)\s(?:материал|статья|текст|публикация|расшифровка)\b"
    r"|[(\[*]?(?:бұл|осы)\s(?:материал|мақала|мәтін)\b",
    re.IGNORECASE,
)
_WHAT_YOU_READ = re.compile(
    r"\bthis\s(?:essay|article|story|piece|interview|column|post|review|newsletter|episode)\b"
    r"|\b(?:эт[ауои]\w{0,2}|наш\w{0,3})\s(?:стать|материал|интервью|колонк|выпуск|рассылк|эссе)"
    r"|\b(?:осы|бұл|біздің)\s(?:мақала|материал|сұхбат|эссе)"
)
_QUOTED = re.compile(r"[“«\"][^“”«»\"]{0,1000}[”»\"]")


def speaks_of_page(text: str) -> bool:
    """Whether a line is no quotation and speaks to the reader about the page, or tells what the page is."""
    if len(text) > _SPEECH_LIMIT or text[0] in _SPOKEN_MARKS or text[-1] in _SPOKEN_MARKS:
        return False
    lowered = text.lower()
    words = lowered.split()
    if _names_page(words, text.isascii()):
        if _addresses(lowered, words):
            return True
    elif not (_YOU.isdisjoint(words) or _WE.isdisjoint(words)):
        return True  # `we` who speak to `you` are the page, if no column says so throughout
    return _THIS_PAGE.match(text) is not None


def must_be_page(text: str) -> bool:
    """Whether a line that speaks of the page is no column: it says `you` and `we`, or what is read."""
    lowered = text.lower()
    words = lowered.split()
    if _THIS_PAGE.match(text) or (_WHAT_YOU_READ.search(lowered) and _addresses(lowered, words)):
        return True
    return not (_YOU.isdisjoint(words) or _WE.isdisjoint(words)) and _names_page(words, text.isascii())


def tells_how_made(text: str) -> bool:
    """Whether a line tells what this text is or how it was made."""
    return len(text) <= _SPEECH_LIMIT and _THIS_TEXT.match(text) is not None


def addresses_outside_quotes(text: str) -> bool:
    """Whether a paragraph says `you` or `we` in the voice of its author."""
    return text[0] not in _SPOKEN_MARKS and _says_you(_QUOTED.sub("", text[:_SPEECH_LIMIT]).lower())


def _says_you(lowered: str) -> bool:
    return _addresses(lowered, lowered.split())


def _addresses(lowered: str, words: list[str]) -> bool:
    return not _ADDRESSES.isdisjoint(words) or (not lowered.isascii() and _ASKING.search(lowered) is not None)


def _names_page(words: list[str], is_ascii: bool) -> bool:
    if not _PAGE_WORDS.isdisjoint(words):
        return True
    return not is_ascii and not _PAGE_STEMS.isdisjoint([word[:_STEM] for word in words])
