"""Abbreviations whose full stop may not end a sentence, in English, Russian and Kazakh.

Three classes, by what may come next: before a name (`Dr. Lind`), where the full stop never ends a
sentence; before a number (`No. 5`), where it does not end one there; and those at the end of a
name, a time or an address (`Inc.`, `p.m.`, `U.S.`), which end a sentence only before a word that
seldom goes on with a name: `in the U.S. The` against `the U.S. Senate`.
"""

import re

# What they shorten stands before a name or a number. Single letters are initials, see below.
BEFORE_NAME = frozenset(
    """
    mr mrs ms mx messrs mme mlle mses dr drs prof profs hon rev revd fr msgr gen lt sgt spc col capt cpt cmdr cmdt cdr
    adm maj brig cpl pvt pfc sfc ssgt gov govs sen sens rep reps pres supt insp det atty attys amb asst assoc dep
    lieut ens wm geo chas thos jos mt ft st ste e.g eg i.e ie cf viz vs v p.s n.b lt.col lt.gen maj.gen brig.gen lt.gov
    maj.-gen
    дж дз чарл ул просп пр-т пер пл наб бул б-р ш оз хр им акад проф доц асп канд инж ген полк подп кап лейт
    серж тов гр г-н г-жа пос дер хут ст-ца пгт мкр т.е т.к т.н т.ч т.наз и.о напр см ср ред сост худ реж муз св
    преп прп о-в
    акад.-секр д-р к.п.н к.м.н к.т.н к.э.н к.ю.н к.и.н к.ф.н к.х.н к.б.н к.с.н д.м.н д.т.н д.э.н д.ю.н д.и.н д.ф.н
    д.п.н д.х.н д.б.н д.с.н ф.-м.н
    мыс т.ғ.к т.ғ.д ф.ғ.к ф.ғ.д з.ғ.к з.ғ.д э.ғ.к э.ғ.д п.ғ.к п.ғ.д м.ғ.к м.ғ.д х.ғ.к б.ғ.к а.-ш.ғ.к көш даң
    """.split()  # noqa: SIM905
)

# Before a number or a date they do not end a sentence. The capital letter of `Sat` tells it from `sat`.
BEFORE_NUMBER = frozenset(
    """
    No Nos n° N° № n vol vols Vol fig figs Fig Figs p pp Pp ed eds Ed Eds para ch Ch Sec sec Art art Jan Feb Mar Apr
    May Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun approx ca c est Est ext Ext tel
    Tel al etc inc Inc Ltd Corp u.s u.k u.n e.u d.c rm Rm Apt apt Pt pt Rte Hwy Flt Ver ver
    г гг в вв руб коп тыс млн млрд трлн проц т.к т.д т.п др пр рис Рис табл Табл гл Гл стр Стр с С к п пп П ч Ч кв Кв д
    корп экз чел мин сек час н.э обл тел Тел прим илл ил ст Ст разд т тт Т вып изд долл дол тг куб ок
    ж жж ғ ғғ б т.б т.с.с б.з.б б.з мың м сағ бет қ
    """.split()  # noqa: SIM905
)

# They end a sentence only before a word of STARTERS, see there.
AT_END_OF_NAME = frozenset(
    """
    inc corp co cos ltd llc l.l.c plc bros jr sr esq ph.d phd m.d md.d b.a m.a m.b.a m.sc b.sc m.p d.d.s ll.b ll.m j.d
    r.n
    a.m p.m est edt pst ave blvd rd ln hwy pkwy sq bldg apt dept univ assn intl natl govt mfg dist
    u.s u.k u.n e.u u.a.e d.c u.s.a u.s.s.r n.y n.j n.c n.d n.h n.m s.c s.d w.va r.i l.a p.r b.c a.d n.z n.s.w
    ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore pa penn
    tenn tex va vt wash wis wyo ont que alta sask b.c et.al al
    обл р-н респ ауд
    """.split()  # noqa: SIM905
)
# All of them in small letters: a longer word that is not among them is no abbreviation.
ABBREVIATIONS = BEFORE_NAME | AT_END_OF_NAME | frozenset(map(str.lower, BEFORE_NUMBER))
_WORD_LIMIT = 24  # characters
_TIMES = frozenset({"a.m", "p.m"})
_AFTER_TIME = frozenset(
    """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tues Wed Thurs Fri Sat Sun
    January February March April May June July August September October November December
    Jan Feb Mar Apr Aug Sept Oct Nov Dec Eastern Central Mountain Pacific Greenwich
    ET EST EDT CT CST CDT MT MST MDT PT PST PDT GMT UTC BST CET CEST AEST AEDT IST
    """.split()  # noqa: SIM905
)
# These are words too: an abbreviation only with the capital letter of a name.
_CAPITALISED = frozenset(
    {"miss", "wash", "ill", "ind", "del", "la", "pa", "est", "mo", "ore", "co", "ga", "ark", "que", "mass", "apt"}
)

# First words of sentences that hardly ever stand inside a name. With them, `Inc.` or `U.S.` before ends a sentence.
STARTERS = frozenset(
    """
    The A An This That These Those It It's It’s Its He He's He’s She She's She’s They They're They’re We We're We’re
    You I I'm I’m I've I’ve His Her Their Our My Your There There's There’s Here In On At By For From With Without
    After Before During Since Until While When Where Who What Why How If Although Though Because But And Or So Yet
    Nor As However Meanwhile Also Then Now Today Yesterday Tomorrow Earlier Later Still Even Not No Nobody Some Many
    Most Both Each Every Several Other Others Another Such Despite According Instead Moreover Furthermore Besides
    Under Over Between Among Once Last Next Only Perhaps Maybe Just Let Let's Let’s Is Are Was Were Do Does Did Can
    Could Will Would Should Has Have Had Asked Mr. Mrs. Ms. Dr. About More Few Nearly Almost Through Throughout Across
    Against Within To Of One Two Three Four Five All Any Everyone Everything Nothing Neither Either Unlike Like Shares
    В Во На Но А И Он Она Они Оно Это Этот Эта Эти Как Однако Также По При За С Со К Ко Для Все Всё Мы Я Вы Ты У О Об
    От До Из Под Над Если Когда Где Кто Что Чтобы После Перед Не Ни Так Тогда Там Тут Здесь Уже Ещё Еще Его Её Ее Их
    Кроме Между Среди Сейчас Сегодня Вчера Завтра Ранее Позже Затем Потом Поэтому Именно Впрочем Кстати Напомним
    Бұл Ол Олар Біз Сіз Мен Сен Осы Сол Ал Бірақ Және Сондықтан Алайда Сонымен Бүгін Кеше Ертең Онда Мұнда Қазір Осыдан
    """.split()  # noqa: SIM905
)

# After a number these are units of time and money, and a capital letter begins the next sentence: `в 2020 г. Он`.
_AFTER_NUMBER = frozenset("г гг в вв ж жж ғ ғғ р к м с т ч см".split())  # noqa: SIM905
_ENDINGS = frozenset("т.д т.п т.б т.с.с н.э с.г г.г в.в".split())  # noqa: SIM905
_SPACED_ENDINGS = re.compile(r"\b(?:т\.\s[дпб]|н\.\sэ|[тс]\.\sг|г\.\sг|в\.\sв|т\.\sс\.\sс)\Z")
_SPACED_LEADS = re.compile(r"\b(?:[тТ]\.\s(?:[екнч]|наз)|и\.\sо)\Z")
_NUMBER_BEFORE = re.compile(r"(?:\d|[IVXLCІХ])[\s–-]?\Z")
_YEARS = frozenset({"г", "гг", "ж", "жж"})  # г. before a name is also a town: `школа № 294 г. Донецка`
_YEAR_BEFORE = re.compile(r"\d\d\d\d\s?\Z")
_YEAR_AS_AFTERTHOUGHT = re.compile(r",\s\d{4}\s?\Z")  # `Moscow, 1898 г.`: it goes on
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?){0,5}[^\W\d_]")
# A sentence does not end with its own `At 5 a.m.` or `В 2014 г.`
_ADVERBIAL = re.compile(
    r"(?:At|By|After|Before|From|Until|Since|In|About|Around|В|С|К|До|После|На)\s(?:\S{1,12}\s){0,2}\S{1,12}"
)


def ends_no_sentence(word: str, left: str, right: str, first: str) -> bool:
    """Whether the full stop after `word` belongs to an abbreviation and the sentence goes on.

    Args:
        word: what stands before the full stop, without white space; its inner full stops included.
        left: the sentence up to and with `word`, or the last part of it.
        right: what follows the white space after the full stop.
        first: the first character of `right` after opening marks: a capital letter, a digit or a sign.
    """
    plain = word.lower()
    if plain in BEFORE_NAME:
        return not _ends_all_the_same(word, left, right)
    if first.isdigit():
        return (
            word in BEFORE_NUMBER
            or plain.lstrip("0123456789") in BEFORE_NUMBER
            or _SPACED_ENDINGS.search(left[-7:]) is not None
            or _SPACED_LEADS.search(left[-6:]) is not None
        )
    if plain in AT_END_OF_NAME and (plain not in _CAPITALISED or word[0].isupper()):
        if plain in _TIMES:
            return _first_word(right).rstrip(".") in _AFTER_TIME or _ADVERBIAL.fullmatch(left) is not None
        return not _may_start(right)
    if _follows_number(word, left):
        return (
            _ADVERBIAL.fullmatch(left) is not None or _YEAR_AS_AFTERTHOUGHT.search(left[: -len(word)][-8:]) is not None
        )
    if _INITIALS.fullmatch(word):
        return _initial_goes_on(word, left, right)
    return _SPACED_LEADS.search(left[-6:]) is not None


def starts_sentence(text: str) -> bool:
    """Whether `text` begins with a word that seldom stands within a name."""
    return _first_word(text) in STARTERS


def _first_word(text: str) -> str:
    words = text[:_WORD_LIMIT].split(None, 1)
    return words[0].rstrip(",:;!?") if words else ""


def _ends_all_the_same(word: str, left: str, right: str) -> bool:
    """Whether a word of BEFORE_NAME is another word here: `сказал им. Он`, `Wall St. The`, `six reps. They`."""
    if _follows_number(word, left):
        return True
    return (word == "St" or (word.isalpha() and word[0].islower())) and starts_sentence(right)


def _follows_number(word: str, left: str) -> bool:
    """Whether `word` is a unit, a year or a century that has its number before it."""
    if word not in _AFTER_NUMBER:
        return False
    before = _YEAR_BEFORE if word in _YEARS else _NUMBER_BEFORE
    return before.search(left[: -len(word)][-5:]) is not None


def _initial_goes_on(word: str, left: str, right: str) -> bool:
    if word in _ENDINGS or _SPACED_ENDINGS.search(left[-7:]):
        return False
    if word.isalpha() and word.islower() and not word.isascii():
        return True  # a preposition ends no sentence: `с. Ивановка`, `о. Сахалин`
    return not _may_start(right)


def _may_start(right: str) -> bool:
    """Whether `right`, after an abbreviation that may end a sentence, begins one: with a STARTER or a quotation."""
    return right[0] in '"“«„' or starts_sentence(right.lstrip("'‘(["))
