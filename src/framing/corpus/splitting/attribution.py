"""Who says a quotation, as far as sentence boundaries need it: `– said the mayor.` belongs to the quotation before it.

Verbs of reporting in English, Russian and Kazakh stand here once.
"""

import re

_ENGLISH = """
    said|says|told|tells|added|adds|asked|asks|replied|replies|wrote|writes|noted|notes|stressed|stresses|explained
    |explains|declared|declares|announced|announces|stated|states|warned|warns|insisted|insists|continued|continues
    |recalled|recalls|claimed|claims|argued|argues|concluded|concludes|quoted|quotes|reported|reports|tweeted
    |shouted|cried|emphasi[sz]ed|admitted|confirmed|confirms|commented|comments|remarked|observed|answered|responded
    |urged|urges|promised|vowed|cited|cites|quipped|recounted|pointed\\ out|wondered|joked|posted|testified|complained
    |acknowledged|demanded|pleaded|yelled|screamed|exclaimed|inquired|repeated|countered|mused|chanted
"""
_RUSSIAN = """
    (?:сказа|заяви|отмети|добави|подчеркну|сообщи|написа|рассказа|поясни|объясни|спроси|ответи|уточни|напомни|призна
    |предупреди|указа|процитирова|переда|воскликну|крикну|подтверди|пообеща|призва|возрази|говори|утвержда|цитирова
    |резюмирова|прокомментирова|констатирова)л[аио]?
    |говор[ия]т|заявля[ею]т|отмеча[ею]т|добавля[ею]т|сообща[ею]т|пиш[еу]т|рассказыва[ею]т|поясня[ею]т|счита[ею]т
    |уверен[аы]?|полага[ею]т|цитиру[ею]т|переда[её]т|утвержда[ею]т|подч[её]ркива[ею]т|объясня[ею]т
"""
_KAZAKH = """
    де[дп]і|дейді|деп|деген|айтты|айтады|айтқан|хабарлады|хабарлайды|жазды|жазады|мәлімдеді|қосты|түсіндірді|сұрады
    |жауап\\ берді|баяндады|келтірді|атап\\ өтті|ескертті|сендірді|мәлім\\ етті
"""
_VERB = re.compile(rf"\b(?:{_ENGLISH}|{_RUSSIAN}|{_KAZAKH})\b", re.VERBOSE | re.IGNORECASE)
_DASH_TAIL = re.compile(r"(?:--?|[–—―−])\s?(?=[^\W\d_])")
_WORDS = re.compile(r"(?:\S+\s+){0,3}\S+")
# A name of one to five words or a pronoun, the verb, and then the end, or where, when, how and to whom it was said.
_BARE = re.compile(
    rf"""(?:[^\W\d_][\w.’'-]*\s+){{1,5}}?(?:{_ENGLISH}|{_RUSSIAN}|{_KAZAKH})
    (?:\s*[.,:]|\s*$
    |\s+(?:in|at|on|to|of|with|as|when|while|from|during|after|before|via|last|reporters|him|them|us|me
        |(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|в|во|на|по|после|журналистам|агентству)\b
    |(?:(?<=\basked)|(?<=\btold))\s+(?:the|a|an|his|her|their|one|mr|mrs|ms)\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_CLOSING = "\"”»’'“"
_QUOTE_AND_COMMA = re.compile(rf"(?:,\s*[{_CLOSING}]|[{_CLOSING}]\s*,)$")
_QUOTE_AND_MARK = re.compile(rf"[?!…]\s*[{_CLOSING}]$")


def starts_with_tail(text: str) -> bool:
    """Whether `text` starts with a dash and goes on in lower case, as after direct speech."""
    dash = _DASH_TAIL.match(text)
    return dash is not None and text[dash.end()].islower()


def continues_quotation(before: str, text: str) -> bool:
    """Whether `text`, a new line, tells who said the quotation that the line `before` ends with.

    Either it starts with a dash and lower case and has a verb of reporting among its first words,
    or it is a bare attribution after a quotation that its comma, question or exclamation mark
    leaves open: `The mayor said in a statement.`
    """
    if starts_with_tail(text):
        first = _WORDS.match(text)
        quoted = before[-1] in _CLOSING or _QUOTE_AND_COMMA.search(before[-4:]) is not None
        told = first is not None and _VERB.search(first.group()) is not None
        return quoted or (told and before[-1] in ",.!?…")
    if _QUOTE_AND_COMMA.search(before[-4:]) or _QUOTE_AND_MARK.search(before[-4:]):
        return is_bare_attribution(text)
    return False


def is_bare_attribution(text: str) -> bool:
    """Whether `text` starts with a short subject and a verb of reporting that what was said must go with."""
    return _BARE.match(text) is not None
