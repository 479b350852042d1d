"""Where the article ends among the furniture below it, and what the page says there of itself.

The article is one stretch of a page with few holes. So lines are weighed from the end of the page
upwards: paragraphs speak for the article, furniture and lines without a full stop against it, and
the article ends where most speaks against what is below. Only the end of a page is looked at, so
this takes no time in long articles.
"""

import re

from framing.corpus import marks
from framing.corpus.bylines import is_name
from framing.corpus.marks import Mark
from framing.corpus.page import Page, count_words, is_part
from framing.tables import CODED_KINDS

_BODY_BEFORE = 200  # characters of paragraphs, at least, are above the end
_REST_SHARE = 0.25  # paragraphs below the end are at most this part of those above
_SPEECH_LIMIT = 600  # characters
_LINK_WORDS = 4  # a line of more words without a full stop is a headline of another article
_FIRST_BODIES = 12
_HEAD = 30  # lines
_SIGNS = 1  # lines below the end that can only be furniture

# Weights, in paragraphs of _PARAGRAPH characters.
_PARAGRAPH = 60
_SHORTEST, _LONGEST = 0.5, 3.0
_FURNITURE, _RUN = -0.7, -1.0  # of a line, and of all furniture that follows each other
_NEUTRAL = -0.2  # dates, bylines and credits stand inside articles too
_OPEN = -0.5
_SPEECH = -1.0
_ENOUGH = 6.0  # so much for the article above the end settles it

_INSIDE_TOO = frozenset({marks.BYLINE, marks.NAME, marks.DATELINE, marks.DATE, marks.CREDIT, marks.NO_LETTERS})

# Who speaks or is spoken to, and the words that a page has for itself: both make a page that speaks of itself.
_ADDRESS = re.compile(
    r"\b(?:you|your|yours|we|us|our|ours|please|click|вы|вас|вам|вами|ваш\w*|мы|нас|нам|нами|наш\w*|пожалуйста"
    r"|\w{2,}(?:[иь]тесь|[яуе]йте)|(?:чит|скач|узн|дел|нажим|слуш|оставл|сообщ|присыл)айте"
    r"|(?:пиш|смотр|звон|оформ|пришл|нажм|поддерж|помог|сообщ|выдел|введ|укаж|след|загруз|разреш|отключ|включ)ите"
    r"|біз\w{0,4}|сіз\w{0,5}|\w{3,}[ыі]ңыз\w{0,3}|\w{3,}[ыі]ңіз\w{0,3})\b",
    re.IGNORECASE,
)
_YOU = re.compile(r"\b(?:you|your|yours|вы|вас|вам|вами|ваш\w*|\w{2,}(?:[иь]тесь|[яуе]йте)|сіз\w{0,5}|\w{3,}[ыі][ңн]\w?[ыі]з\w{0,3})\b", re.IGNORECASE)
_WE = re.compile(r"\b(?:we|us|our|ours|мы|нас|нам|нами|наш\w*|біз\w{0,4})\b", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:^|[.!?]\s)(?:subscribe|download|sign\sup|follow|join|register|donate|click|rate|share|visit|listen)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“«\"][^“”«»\"]{0,1000}[”»\"]")
_PAGE_WORDS = re.compile(
    r"\b(?:articles?|stor(?:y|ies)|newsletters?|subscri\w+|web-?sites?|sites?|pages?|episodes?|podcasts?|the\ show"
    r"|editors?|newsrooms?|journalism|reporting|readers?|listeners|click|e-?mail|donat\w+|gifts?|membership|trial"
    r"|account|app|apps|download\w*|browser|comments?|inbox|publish\w*|sponsor\w*|advertis\w+|updates|headlines"
    r"|редакци\w+|сайт\w*|читател\w*|чита\w+|дочита\w+|подпис\w+|материал\w*|текст\w*|стат(?:ья|ьи|ей|ью)|издани\w+"
    r"|журналист\w*|реклам\w+|рассылк\w+|канал\w*|донат\w*|пожертвован\w*|почт\w+|кнопк\w+|ссылк\w+|выпуск\w*"
    r"|приложени\w+|комментари\w+|новост\w+|опрос\w*"
    r"|редакция\w*|оқырман\w*|оқыңыз\w*|мақала\w*|жазыл\w+|жарнама\w*|арна\w*|хабарлама\w*|сілтеме\w*|қолда\w+"
    r"|пікір\w*|жаңалық\w*|журналистика\w*|қосымша\w*)\b",
    re.IGNORECASE,
)
_THIS_PAGE = re.compile(
    r"[(\[*]?(?:disclaimer|correction|clarification|disclosure|editors?['’]?s?['’]?\snote|примечание(?:\sредакции)?"
    r"|исправление|уточнение|дисклеймер|түзету|ескерту|нақтылау)\s?:|"
    r"[(\[*]?(?:this|the)\s(?:transcript|newsletter|podcast|article)\s(?:is|was|has|does|may|contains?)\b"
    r"|[(\[*]?this\s(?:web-?site|site|page|bulletin|publication|episode|newspaper|story|post)\s(?:\w+\s){0,5}?"
    r"(?:is|are|was|were|does|has|may|adheres?|uses|contains?|produced|supported)\b"
    r"|[(\[*]?(?:этот|эта|данный|данная|настоящий|настоящая)\s(?:сайт|материал|статья|текст|публикация|расшифровка)\b"
    r"|[(\[*]?(?:бұл|осы)\s(?:сайт|материал|мақала|мәтін|бет)\b"
    r"|(?:материал|текст|статья|расшифровка|перевод)\s(?:опубликован|подготовлен|создан|написан|выполнен|впервые)\w*",
    re.IGNORECASE,
)
_SPOKEN_MARKS = '"“„«‘–—-'
_NAME = re.compile(r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][^\W\d_]+(?:[ -][A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][^\W\d_]*\.?){1,3}")


# What a page says of itself above the article: other things than these are what articles are about.
_THIS_TEXT = re.compile(
    r"[(\[*]?this\s(?:transcript|newsletter|podcast|article|story|post|episode|bulletin)\s(?:is|was|has|contains|may)\b"
    r"|[(\[*]?(?:этот|эта|данный|данная|настоящий|настоящая)\s(?:материал|статья|текст|публикация|расшифровка)\b"
    r"|[(\[*]?(?:бұл|осы)\s(?:материал|мақала|мәтін)\b",
    re.IGNORECASE,
)


def mark_head(page: Page) -> None:
    """A first paragraph that tells how the text was made, below furniture: `This transcript was made by a machine.`"""
    first = next((at for at in range(min(_HEAD, len(page.lines))) if page.is_body(at)), -1)
    if page.found and first > 0 and page.marks[first - 1] is not None and _THIS_TEXT.match(page.texts[first]):
        page.marks[first] = marks.PAGE_SPEECH


def mark_rim(page: Page) -> None:
    """All below the end of the article, if some of it can only be furniture and little of it is paragraphs."""
    if not page.found:
        return
    authors = _authors(page)
    end, signs = _find_end(page, authors)
    if end >= len(page.lines) or signs < _SIGNS:
        return
    before = page.body_before()
    if before[end] < _BODY_BEFORE:
        return
    rest = sum(
        len(page.texts[at])
        for at in range(end, len(page.lines))
        if page.is_body(at) and not speaks_of_page(page, at) and not _tells_author(page.texts[at], authors)
    )
    if rest > _REST_SHARE * before[end]:
        return
    for at in range(end, len(page.lines)):
        if page.marks[at] is None:
            page.mark([at], _tail_mark(page, at))


def _find_end(page: Page, authors: frozenset[str]) -> tuple[int, int]:
    """The line that most speaks for as the first below the article, and how many below are furniture for sure."""
    broken = _is_broken(page)
    spoken: bool | None = None
    below_plain = False  # a paragraph is below, and no furniture between
    total = lowest = run = 0.0
    signs = found = 0
    end = len(page.lines)
    for at in range(len(page.lines) - 1, -1, -1):
        mark = page.marks[at]
        if mark is not None and mark.kind in CODED_KINDS:
            weight = _SHORTEST
        elif mark is not None and mark not in _INSIDE_TOO:
            weight = max(_FURNITURE, _RUN - run)
            run += weight
            signs += 1
            below_plain = False
        else:
            weight = _NEUTRAL if mark is not None else _weigh(page, at, broken, authors)
            if weight == _SPEECH:
                spoken = _is_spoken(page, at) if spoken is None else spoken
                own_voice = spoken and not _tells_of_page(page.texts[at], authors)
                if below_plain or own_voice:
                    weight = _SHORTEST
            if weight > 0:
                run = 0.0
                below_plain = True
        total += weight
        if total < lowest:
            lowest, end, found = total, at, signs
        if total > lowest + _ENOUGH:
            break
    return end, found


def _weigh(page: Page, at: int, broken: bool, authors: frozenset[str]) -> float:
    """How much an undecided line speaks for the article."""
    text = page.texts[at]
    if at in page.own:
        return _SHORTEST
    if speaks_of_page(page, at) or _tells_author(text, authors):
        return _SPEECH
    if page.ended[at] or (broken and count_words(text) > _LINK_WORDS):
        return min(max(len(text) / _PARAGRAPH, _SHORTEST), _LONGEST)
    if page.ended[at] or is_part(text) or not page.is_open(at):
        return 0.0
    return _OPEN


def speaks_of_page(page: Page, at: int) -> bool:
    """Whether a line is no quotation and speaks to the reader about the page, or tells what the page is."""
    text = page.texts[at]
    if len(text) > _SPEECH_LIMIT or text[0] in _SPOKEN_MARKS or text[-1] in _SPOKEN_MARKS:
        return False
    if _THIS_PAGE.match(text):
        return True
    return (_ADDRESS.search(text) or _ASKS.search(text)) is not None and _PAGE_WORDS.search(text) is not None


def _tells_of_page(text: str, authors: frozenset[str]) -> bool:
    """Whether a line that speaks of the page cannot be the voice of a column: it names page, author, `you` and `us`."""
    if _THIS_PAGE.match(text) or _tells_author(text, authors):
        return True
    return _YOU.search(text) is not None and _WE.search(text) is not None


def _is_spoken(page: Page, end: int) -> bool:
    """Whether the article itself says `you` and `we`, as columns and interviews do."""
    bodies = [at for at in page.bodies()[:_FIRST_BODIES] if at < end]
    bodies = [at for at in bodies if page.texts[at][0] not in _SPOKEN_MARKS]
    return sum(_ADDRESS.search(_QUOTED.sub("", page.texts[at][:_SPEECH_LIMIT])) is not None for at in bodies) > 1


def _authors(page: Page) -> frozenset[str]:
    """The names in bylines, and those that stand alone above the first paragraph."""
    lines = {at for mark in (marks.BYLINE, marks.NAME) for at in page.found.get(mark, ())}
    for at in range(min(_HEAD, len(page.lines))):
        if page.is_body(at):
            break
        if is_name(page.texts[at]):
            lines.add(at)
    return frozenset(name for at in lines for name in _NAME.findall(page.texts[at][:200]))


def _tells_author(text: str, authors: frozenset[str]) -> bool:
    return len(text) <= _SPEECH_LIMIT and any(text.startswith(name) for name in authors)


def _is_broken(page: Page) -> bool:
    """Whether the paragraphs of the article mostly have no full stops."""
    long = [at for at in page.still_open() if count_words(page.texts[at]) > _LINK_WORDS]
    return len(long) > len(page.bodies())


def _tail_mark(page: Page, at: int) -> Mark:
    if page.is_open(at) and count_words(page.texts[at]) > _LINK_WORDS:
        return marks.LINK_AFTER_END
    return marks.PAGE_SPEECH if speaks_of_page(page, at) else marks.AFTER_END
