"""Sentences that a page says to its reader: appeals for consent, money and attention, and legal notices.

They are as long as sentences of an article, so a pattern asks for who speaks (`we`, `this site`) or
who is spoken to (`your`, an imperative) beside what is wanted. Patterns cost much, so each is tried
only on lines that hold one of its words.
"""

import re

from framing.corpus.cleaning import marks
from framing.corpus.cleaning.marks import Mark

APPEAL_LIMIT = 400  # characters
_NEAR_START = 60  # an appeal comes to its point here, or in a sentence of its own
_QUOTES = '"“„«‘'
# An English appeal has one of these, or begins with one of those.
_SPEAKERS = frozenset("you you’re you've you’ve your us us. us! our we me please".split())  # noqa: SIM905
_IMPERATIVES = frozenset(
    """support become subscribe sign donate get join follow make help download unlock already register log read dear by
    if share tell send never enjoy give contribute fund buy only exclusive this to disable turn allow privacy cookie
    keep stay start try receive whitelist thank thanks reading independent free""".split()  # noqa: SIM905
)
_GLUED = ".,!?:"
_AFTER_THESE_REPORTED = ':"“„«‘('

# The words without which no pattern below them can fit, the pattern, and what it shows.
_PATTERNS: tuple[tuple[str, str, Mark], ...] = (
    (
        "cookie cookies куки",
        r"""\b(?:we|our\ \w+|this\ (?:web)?site)\b.{0,60}\bcookies?\b
        |\bcookies?\b.{0,60}\b(?:you\ (?:agree|consent|accept)|your\ (?:browser|settings|consent|experience))
        |\bby\ (?:continuing|using|clicking|browsing)\b.{0,80}\bcookies?\b
        |\b(?:сайт\w*|мы|вы)\b.{0,60}\b(?:cookies?|куки)\b|\b(?:файл\w*\ )?(?:cookies?|куки)\b.{0,80}\b(?:соглас
        |вы\b|ваш|сайт)
        |cookies?\b.{0,80}\b(?:келіс|пайдалан|қолдан)|\b(?:сайт\w*|біз)\b.{0,60}\bcookies?""",
        marks.APPEAL,
    ),
    (
        "partners privacy privacy: consent personalise personalize device browsing",
        r"""^(?:privacy|cookie)\ (?:notice|policy):|\bwe\ and\ our\ (?:\d+\ )?(?:\w+\ )?partners\b
        |\bwe\ value\ your\ privacy\b|\byour\ privacy\ is\ important\b
        |\b(?:you|your)\b.{0,60}\b(?:consent|privacy\ policy|privacy\ notice)\b.{0,40}\b(?:us|our|data|site|settings
        |time|policy|notice|cookies?)\b
        |\b(?:our|see\ the)\ privacy\ (?:policy|notice)\b|\bprivacy\ policy\ and\ terms\b
        |\bby\ continuing\ to\ (?:use|browse)\b|\b(?:store|access)\b.{0,30}\binformation\ on\ (?:your
        |a)\ device\b""",
        marks.APPEAL,
    ),
    (
        "блокировщик блокировщика блокировки blocker blockers adblock adblocker ad-blocker ad-block whitelist ads "
        "бұғаттаушыны бұғаттағышты блоктаушыны",
        r"""\b(?:disable|turn\ off|switch\ off|pause|deactivate)\b.{0,40}\bad[\ -]?block|\ballow\ ads\b
        |\bwhitelist\ (?:us|our|this)\b
        |\bad[\ -]?block(?:er)?.{0,60}\b(?:your?|us|please)\b|\byou\ (?:are|seem\ to\ be
        |appear\ to\ be)\ using\b.{0,20}\bblock
        |(?:отключите|выключите|приостановите|отключить).{0,40}(?:блокиров|adblock)|\bу\ вас\ (?:включ
        |установ).{0,30}блокиров
        |(?:жарнама|adblock).{0,30}(?:бұғатта|блокта|өшір)""",
        marks.APPEAL,
    ),
    (
        "subscribe subscription subscriber subscribers subscribing newsletter newsletters inbox subscribed "
        "unsubscribe briefing delivered door inbox",
        r"""\b(?:subscribe|sign\ up)\b.{0,60}\b(?:our|us|newsletter|now|today|channel|inbox|updates)\b
        |\bsubscribe\ to\ (?:read|continue|get|access|the|stay)\b
        |\b(?:delivered|sent|straight|direct(?:ly)?|right)\ (?:\w+\ )?(?:in)?to\ your\ (?:e-?mail|inbox|door)
        |\bin\ your\ inbox\b
        |\balready\ (?:a\ )?subscribe[rd]\b|\b(?:only\ )?(?:for|to)\ (?:our\ |paid\ |paying[ ]
        |registered\ )?subscribers(?:\ only)?(?:\.|$)|\bexclusive\ to\ subscribers\b
        |\bunsubscribe\ (?:at|any|from|by|send|click|here)\b|\bto\ unsubscribe\b|\byou\ (?:are[ ]
        |have\ )?subscribed\ to\b
        |\byour\ subscription\b.{0,60}\b(?:us|our|helps?|supports?|expire|renew|account)\b|\b(?:our|free|daily
        |weekly)\ (?:\w+\ )?newsletters?\b.{0,60}\b(?:you|your|sign|join|subscribe|get)\b
        |\b(?:get|receive|join)\b.{0,60}\bnewsletters?\b""",
        marks.APPEAL,
    ),
    (
        "follow facebook twitter telegram instagram whatsapp youtube channel app viber tiktok",
        r"""\bfollow\ (?:us|our|me|him|her|@)\b.{0,40}|\bfollow\ [\w.]+(?:\ [\w.]+)?\ on\ (?:facebook|twitter
        |telegram|instagram|x\b|youtube|whatsapp|google)
        |\b(?:find|like|join|read|watch|catch|message)\ us\ (?:\w+\ )?on\b|\bjoin\ (?:our
        |the)\ (?:[\w-]+\ ){0,3}(?:channel|group|community|chat)\b
        |\b(?:download|get|install)\ (?:our|the)\ (?:[\w-]+\ ){0,3}app\b|\bour\ (?:[\w-]+\ ){0,3}(?:channel|app|page
        |group)\b.{0,40}\b(?:you|your|follow|join|click|here|subscribe)""",
        marks.APPEAL,
    ),
    (
        "support donate donation donations contribution contributions contribute member patron supporter supporters "
        "paypal readers funded donor coffee reader patreon advertising ads crowdfunding journalism",
        r"""\b(?:please\ )?(?:support|donate\ to|contribute\ to|back|fund)\ (?:us\b|our\ (?:[\w-]+\ )?(?:work
        |journalism|site|newsroom|project|team|reporting|mission|publication)\b|independent\ (?:journalism|media
        |reporting)\b)
        |\byour\ (?:donation|contribution|gift|support|money)s?\b.{0,60}\b(?:us|our|helps?|keep|allow|makes?)\b
        |\bmake\ a\ (?:\w+\ )?(?:donation|contribution)\b.{0,20}\b(?:today|now|here|to\ us|at|of)\b
        |\bbecome\ (?:a|an|our)\ (?:\w+\ )?(?:member|patron|supporter|subscriber|donor)\b|\bdear\ readers?\b
        |\bprice\ of\ (?:a|one)\ (?:cup\ of\ )?coffee\b|\bbuy\ (?:us|me)\ a\ coffee\b
        |\b(?:our|this)\ (?:web)?(?:site|page|newsroom|blog|journalism|publication|project)\b.{0,60}\b(?:funded
        |financed|depends\ on|relies\ on|advertising|donations?|readers)\b
        |\bwe\ (?:\w+\ )?(?:depend|rely|count)\ (?:\w+\ )?on\ (?:you\b|your|readers|donations|our\ readers
        |the\ support)|\bwe\ (?:need|are\ asking\ for|ask\ for|appreciate)\ your\b|\bwith\ your\ (?:support
        |help)\b.{0,30}\bwe\b|\breaders?\ like\ you\b
        |\bif\ every\ (?:reader|one\ of\ you)\b|\bhelp\ us\ (?:keep|continue|stay|to|do|report|tell)\b
        |\bfunded\ (?:\w+\ )?by\ (?:you|readers\ like|our\ readers)\b""",
        marks.APPEAL,
    ),
    (
        "поддержите поддержи поддержать пожертвование пожертвования пожертвований донат донаты читатели читатель "
        "рекламы ваша вашей вашу ваши ваше помогите оформите",
        r"""\b(?:поддержи(?:те|\b)|поддержать|помоги(?:те|\b))\ (?:нас|наш\w*|нам|редакци\w*|издани\w*|проект\w*
        |независим\w*|сайт|журналист\w*|работу\ (?:нашей|редакции|издания))
        |\b(?:наш\w*\ (?:сайт|издание|редакция|проект)|мы)\b.{0,80}(?:пожертвовани|за\ счёт\ рекламы
        |за\ счет\ рекламы|на\ деньги\ (?:рекламы|читателей)|донат)
        |\b(?:ваш\w*\ (?:поддержк|пожертвовани|помощ|донат|вклад)\w*)\b.{0,80}\b(?:нам|нас|мы|наш\w*|поможет
        |помогает|позволит)\b|\bдорогие\ читатели\b|\bуважаемые\ читатели\b|\bесли\ каждый\ (?:читатель
        |из\ вас)\b|\bоформите\b.{0,40}\b(?:пожертвовани|донат|подписк)""",
        marks.APPEAL,
    ),
    (
        "подпишитесь подписывайтесь подпишись подписывайся подписаться подписку подписка подписке подпишетесь "
        "присоединяйтесь подписчикам подписчиков читайте следите скачайте установите смотрите telegram-канал "
        "telegram-канале telegram-каналу телеграм-канал канал канале рассылку рассылка telegram whatsapp "
        "instagram",
        r"""\b(?:подпишитесь|подписывайтесь|подпишись|подписывайся|присоединяйтесь
        |подписаться(?!\ на\ не\w+\b))\b.{0,60}(?:\bна[ ]
        |\bнаш|канал|рассылк|\bк\ нам|\bк\ нашему|telegram|телеграм|whatsapp|instagram|youtube|чтобы)
        |\b(?:читайте|смотрите|слушайте|ищите)\ нас\b|\bследите\ за\ (?:нами|новостями|нашими|обновлениями
        |развитием)\b|\b(?:скачайте|установите)\ (?:наше\ |мобильное\ )*приложение
        |\b(?:оформ\w+|купи\w+|продли\w+)\ подписк|\bдоступ\w*\ только\ (?:по\ подписке|подписчикам)
        |\bтолько\ (?:для\ подписчиков|подписчикам)|\bв\ нашем\ (?:telegram|телеграм|канале)|\bу(?:же)?\ (?:есть
        |вас\ есть)\ подписка""",
        marks.APPEAL,
    ),
    (
        "ctrl ctrl+enter enter typo error mistake ошибку опечатку ошибка неточность қате қатені қатеңіз",
        r"""\b(?:ctrl|shift)\s?\+\s?enter\b
        |\b(?:notice|noticed|found|find|spotted|spot|see|saw)\ an?\ (?:\w+\ )?(?:error|typo
        |mistake)\b.{0,40}(?:\b(?:select|highlight|let\ us|tell\ us|report|write|please)|\?)
        |\b(?:нашли|заметили|увидели|обнаружили)\ (?:\w+\ )?(?:ошибк|опечатк|неточност)|\bсообщ\w+\ об\ ошибке\b
        |\bқате(?:ні|сін)?\ (?:байқасаңыз|тапсаңыз|көрсеңіз|таптыңыз|байқадыңыз|көріп|байқап)""",
        marks.APPEAL,
    ),
    (
        "жазылыңыз жазылыңыздар арнамызға арнамыз арнамызды қолдаңыз қолда бөлісіңіз бөлісіңіздер парақшамызға "
        "парақшамыз каналымызға каналымыз жіберіңіз жүктеңіз жазыңыз хабарласыңыз редакцияны оқырман оқыңыз "
        "қосылыңыз бақылаңыз тіркеліңіз",
        r"""(?:арна|парақша|бет|канал|telegram|instagram|youtube|желі)\S*\s.{0,40}(?:жазылыңыз|қосылыңыз|тіркеліңіз)
        |\bжазылыңыз(?:дар)?\b
        |\bбізд?і?\ қолда|\bбіздің\ \w+\ қолдаңыз|\b(?:редакция|жоба|сайт|басылым)(?:ны|мызды)\ қолда|\bбіз\w*\
        (?:telegram|instagram
        |арна\w*|парақша\w*|канал\w*|қосымша\w*)\b.{0,60}(?:оқы|жазыл|қосыл|бақыла)|\bқұрметті\ оқырман
        |\b(?:достарыңызбен|мақаламен|жаңалықпен)\ бөлісіңіз|\bұнаса\b.{0,30}бөлісіңіз
        |\bбізге\ (?:жіберіңіз|жазыңыз|хабарласыңыз|қосылыңыз)|\bқосымша(?:мызды|сын)\ жүктеңіз
        |\bбізді\ .{0,40}(?:оқыңыз|бақылаңыз)""",
        marks.APPEAL,
    ),
    (
        "continue register subscribe articles article paywall unlock subscribers members",
        r"""\b(?:to|please)\ (?:continue|keep)\ reading\b.{0,60}\b(?:subscribe|register|log|sign|create|please)
        |\b(?:log\ in|sign\ in|register|subscribe)\b.{0,40}\bto\ (?:continue|read|access|view|unlock)\b
        |\byou(?:\ have|’ve|'ve)\ (?:\w+\ )?(?:\d+|one|two|three|no|reached|used)\ (?:\w+\ ){0,4}articles?\b
        |\bunlock\ (?:this|unlimited|full|all)\b|\bthis\ (?:article|content|story)\ is\ (?:only[ ]
        |exclusively\ )?(?:available\ )?(?:for|to)\ (?:\w+\ ){0,2}(?:subscribers|members)\b""",
        marks.APPEAL,
    ),
    (
        "tip tips newsroom newsdesk story whatsapp email e-mail comments",
        r"""\b(?:do\ you\ have|have|got)\ an?\ (?:\w+\ )?(?:story|tip|question|comment|correction)\b.{0,80}(?:\?
        |\b(?:email|e-mail|write|contact|send|call|tell)\b)|\b(?:e-?mail|write\ to|contact|call)\ (?:us\ (?:at|on
        |by)|our\ newsroom|our\ news)\b|\bsend\ us\ (?:a|your)\b|\blet\ us\ know\ (?:in|what|at|by)\b
        |\btell\ us\ (?:what|about|in\ the)\b.{0,40}(?:comments|below|think|at)""",
        marks.APPEAL,
    ),
    (
        "новость рассказать пишите пришлите присылайте напишите звоните шлите свидетелем свидетелями очевидцем "
        "очевидцами",
        r"""\b(?:есть|знаете)\ (?:новость|что\ рассказать|интересн\w+|важн\w+|информация|тема)\b.{0,80}(?:\?|пишите
        |присылайте|напишите|звоните)|\b(?:пишите|присылайте|напишите|звоните|шлите)\ (?:нам|в\ нашу?|на\ наш\w*
        |в\ редакцию)\b|\bпришлите\ (?:\w+\ )?(?:нам|в\ редакцию)\b|\bстали\ (?:свидетел|очевидц)\w+""",
        marks.APPEAL,
    ),
    (
        "reserved copyright reproduction republish republished reprint reprinting republication reproduced "
        "redistribution redistributed rewritten acknowledgement hyperlink trademark trademarks registered commons "
        "materials permission mandatory ©",
        r"""\ball\ rights\ reserved\b|\bcopyright\ (?:©|\(c\)|\d{4})|^(?:©|\(c\)|copyright\b)|\b(?:may
        |must)\ not\ be\ (?:published|reproduced|republished|copied|redistributed|used)\b.{0,60}\b(?:permission
        |consent|written|broadcast|rewritten|prior)\b
        |\b(?:reproduction|reprint(?:ing)?|republication|redistribution|copying|use)\ (?:of\ (?:\w+\ ){0,4}
        |in\ whole\ or\ in\ part\ |\w+\ )?.{0,40}\b(?:prohibited|forbidden|permitted|permission|allowed)\b
        |\bwhen\ (?:using|quoting|reprinting|citing)\ (?:\w+\ )?materials\b
        |\b(?:hyper)?link\ to\ .{0,40}\b(?:is\ )?(?:required|mandatory|obligatory)\b|\bregistered\ (?:in\ england
        |trade\ ?marks?|office|company)\b|\bcreative\ commons\b|\bterms\ of\ (?:use|service)\b.{0,40}\b(?:apply
        |agree|privacy|see)\b""",
        marks.LEGAL,
    ),
    (
        "terms recaptcha",
        r"""\bterms\ of\ (?:use|service)\b.{0,40}\b(?:apply|privacy|policy)\b|\byou\ agree\ to\ (?:our
        |the)\b.{0,40}\bterms\b|\bprotected\ by\ recaptcha\b""",
        marks.LEGAL,
    ),
    (
        "защищены сохранены охраняются перепечатка перепечатке копирование копировании использовании цитировании "
        "воспроизведение гиперссылка гиперссылки гиперссылкой ссылка ссылки ссылку свидетельство агента агентом "
        "агент зарегистрировано зарегистрирован учредитель роскомнадзором издание",
        r"""\bвсе\ права\ (?:защищены|сохранены|охраняются|принадлежат)|\b(?:перепечатк|копировани|использовани
        |цитировани|воспроизведени|при\ использовании)\w*\b.{0,80}\b(?:ссылк\w+|гиперссылк\w+|разреш\w+|запрещ\w+
        |согласи\w+|обязательн\w+|допуска\w+)
        |\b(?:активная\ |прямая\ |обязательна\ )(?:гипер)?ссылк\w+|\bсвидетельство\b.{0,40}\b(?:сми|регистрации
        |постановке)\b|\bсетевое\ издание\b|\bзарегистрирован\w*\b.{0,60}\b(?:роскомнадзор|министерств|комитет)\w*
        |\bиностранного\ агента\b.{0,80}(?:создано|распространено|функции|материал)|(?:создано
        |распространено)\b.{0,80}\bиностранн\w+\ агент|\bучредител\w+\s?[:—-]""",
        marks.LEGAL,
    ),
    (
        "қорғалған сақталған сілтеме гиперсілтеме көшіріп көшіру көшірме материалдарды материалды куәлік куәлігі "
        "міндетті рұқсатынсыз бермейді",
        r"""\bбарлық\ (?:авторлық\ )?құқық\w*\ (?:қорғалған|сақталған)|(?:сілтеме|гиперсілтеме)\w*.{0,60}(?:міндетті
        |берілу|жасал|көрсетіл|қажет|шарт)|(?:материал|мақала|ақпарат)\w*\ (?:\w+\ ){0,3}(?:көшір|пайдалан
        |жариял)\w*.{0,60}(?:тыйым|сілтеме|рұқсат|міндетті)|\bтіркеу(?:ге\ қойылу)?\w*\ (?:туралы\ )?куәлі
        |\bбаспасөз\ құралын\w*\ .{0,40}куәлі|\bредакция\w*\ жауап\w*\b.{0,20}бермейді""",
        marks.LEGAL,
    ),
    (
        "views opinions opinion viewpoint editors",
        r"""\b(?:views|opinions?|positions?)\b.{0,60}\b(?:expressed|of\ the\ (?:author
        |editors))\b.{0,80}\b(?:authors?|editors?|editorial|necessarily|coincide|reflect|own|solely)\b
        |\bthe\ editors\ (?:may|do|are)\ not\b|\bdo(?:es)?\ not\ (?:necessarily\ )?(?:reflect|represent
        |coincide)\b.{0,60}\b(?:views?|opinions?|position|policy)\b.{0,60}\b(?:editor|publication|site|publisher
        |outlet|company|newspaper|organi[sz]ation|of\ [A-Z])""",
        marks.NOTICE,
    ),
    (
        "мнение мнения позиция позиции позицией взгляды ответственности",
        r"""\b(?:мнени[ея]|позици[яи]|взгляды|точка\ зрения)\b.{0,60}\b(?:автор\w*|редакци\w*
        |издани\w*)\b.{0,80}\b(?:не\ совпада\w+|совпада\w+|не\ отража\w+|отража\w+|мнени\w+|позици\w+)
        |\bредакция\b.{0,30}\bне\ нес[её]т\b|\bне\ нес[её]т\ ответственност\w+\ за\b""",
        marks.NOTICE,
    ),
    (
        "пікірі көзқарасы пікірімен көзқарасымен пікіріне ұстанымы",
        r"""\b(?:автор\w*|редакция\w*)\b.{0,60}\b(?:пікір|көзқарас|ұстаным)\w*\b.{0,60}(?:сәйкес\ кел|сай\ кел
        |білдір|бірдей)""",
        marks.NOTICE,
    ),
    (
        "originally republished corrected amended updated version misstated",
        r"""\bthis\ (?:article|story|post|piece|report|text|item)\ (?:was\ |has\ been[ ]
        |is\ )?(?:\w+\ )?(?:originally|first|updated|corrected|amended|published|appears?|appeared|developing
        |republished|translated|produced|generated)\b|^(?:an|the)\ earlier\ version\ of\ this\b
        |\bappeared\ first\ on\b|^(?:originally|first)\ (?:published|appeared)\b""",
        marks.NOTICE,
    ),
)  # fmt: skip


def _by_word() -> dict[str, list[int]]:
    """For each word, also with a mark glued to it, the patterns that may fit beside it."""
    found: dict[str, list[int]] = {}
    for number, (words, _, _) in enumerate(_PATTERNS):
        for word in words.split():
            for written in (word, *(word + mark for mark in _GLUED)):
                found.setdefault(written, []).append(number)
                found.setdefault(written.capitalize(), []).append(number)
    return found


_SPOKEN = frozenset(
    number for number, (words, _, mark) in enumerate(_PATTERNS) if mark is marks.APPEAL and words.isascii()
)
_COMPILED = tuple((re.compile(pattern, re.VERBOSE), mark) for _, pattern, mark in _PATTERNS)
_BY_WORD = _by_word()
APPEAL_WORDS = frozenset(_BY_WORD)


# Words of an article that tells what somebody says, also about rights and money.
_REPORTING = frozenset("said says told сказал сказала сказали говорит заявил заявила деді дейді".split())  # noqa: SIM905


def appeal_mark(lowered: str) -> Mark | None:
    """The mark of a line that speaks to its reader, or None; a quotation does not.

    Args:
        lowered: a line in small letters, of at most APPEAL_LIMIT characters; one of its words is of
            APPEAL_WORDS, or there is nothing to find.
    """
    if lowered[0] in _QUOTES:
        return None
    words = lowered.split()
    if not _REPORTING.isdisjoint(words):
        return None
    numbers = {number for word in APPEAL_WORDS.intersection(words) for number in _BY_WORD[word]}
    spoken = not _SPEAKERS.isdisjoint(words) or words[0].rstrip(",.!:") in _IMPERATIVES
    for number in sorted(numbers):
        pattern, mark = _COMPILED[number]
        if not spoken and number in _SPOKEN:
            continue
        if any(_comes_to_the_point(lowered, found.start()) for found in pattern.finditer(lowered)):
            return mark
    return None


def _comes_to_the_point(lowered: str, at: int) -> bool:
    before = lowered[:at].rstrip()[-1:]
    return before in ".!?…" or (at <= _NEAR_START and before not in _AFTER_THESE_REPORTED)
