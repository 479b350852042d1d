"""Countries that no list knows, found by how a text speaks of them: `the parliament of Norland`, `МИД Ливонии`.

Which of them a text is about is told by what it tells of: news happens in its home, while ministers
and ambassadors of other countries speak to it.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property

from framing.corpus.voices.words import Tokens, is_form_of, stem_of

_NAME = r"((?:(?:New|North|South|East|West|San|Santa|Saint|Great|Upper|Lower) )?[A-Z]\w+(?:-[A-Z]\w+)?)"
_CYRILLIC = "[А-ЯЁӘІҢҒҮҰҚӨҺ]"
# Each begins with a class of letters or a fixed text, since the search for these is fast; what stands before is asked
# behind it.
_ENGLISH = [
    re.compile(r"of (?<!\w...)(?:the )?" + _NAME),  # behind one of _OFFICES
    re.compile(
        r"[’']s (?:\w+ ){0,2}(?:government|parliament|president|prime minister|foreign|ambassador|embassy|capital"
        r"|army|chancellor|authorities|borders?|senate)\b"
    ),  # behind the name
    re.compile(r"ern (?<=[hst]....)(?=([A-Z]\w{2,})\b)"),
    re.compile(r"([A-Z](?<!\w.)\w{2,}(?:ia|land|stan))\b(?! [A-Z]\w+ (?:said|told))"),
]
_RUSSIAN = [
    re.compile(r"([А-ЯЁ](?<=[а-яёД] .)(?:\w{2,}[ой]й [А-ЯЁ])?\w+(?:-[А-ЯЁ]\w+)?)"),  # behind one of _OFFICES
    re.compile(
        r"([А-ЯЁ](?<=[а-яё,] .)(?:\w{2,}[ой]й [А-ЯЁ])?\w{2,}(?:ии|ию|ией|стан[ауе]?|станом|ланд[ауе]?|ландом))\b"
    ),
    re.compile(r"([А-ЯЁ](?<=[а-яё,] .)\w{2,}ия)\b(?! [А-ЯЁ])"),
]
# What stands before the name of a country, as it begins.
_OFFICES = tuple(
    """
    ambassador army border capital citizens embassy federation friends government king kingdom minister parliament
    president queen republic власт востоке границ граждан дела западе королевств мид парламент посольств правительств
    республик севере столиц территори федераци юге
    """.split()  # noqa: SIM905 - a list of words is read more easily
)
_KAZAKH = [
    re.compile(
        "("
        + _CYRILLIC
        + r"(?<!\w.)\w{2,}?)(?:[нтд][ыі]ң)?(?: \w+[дт][ае]ғы| \w+дегі)? (?:үкімет|парламент|президент|билі[кг]"
        r"|[Сс]ыртқы істер|премьер|елші|консул|халқ|астана|азамат|тарап|шекара|қарулы|солтүст|оңтүст|шығыс|батыс)\w*"
    ),
    re.compile(
        "("
        + _CYRILLIC
        + r"(?<!\w.)\w{2,}(?:ия|стан))(?:[дтғг][ае]|[дт][ае]н|[нтд][ыі]ң|дағы|дегі)?\b(?! "
        + _CYRILLIC
        + ")"
    ),
]
_RUSSIAN_LETTERS = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"  # the most frequent first
_HAS_CYRILLIC = re.compile("[а-яё]{3}")
_HAS_KAZAKH = re.compile("[әңғүұқөһ]")
_BY_OFFICE = (*_ENGLISH[:2], _RUSSIAN[0], _KAZAKH[0])
_BEHIND = (_ENGLISH[0], _RUSSIAN[0])
_BY_ENDING = (_RUSSIAN[1], _RUSSIAN[2], _KAZAKH[1])
# Of whom it is told that they stand for their country abroad, so that it is not the home of the news.
_SENDERS = re.compile(
    r"(?:[Aa]mbassador of|[Ee]mbassy of|[Ff]oreign [Mm]inist\w+ of|МИД|[Пп]ос[оё]?л\w{0,2}|[Пп]осольств\w{0,2}"
    r"|[Мм]инистр\w{0,3} иностранных дел|[Пп]редставляющ\w{2,3}) (?:the )?(?:[А-ЯЁ]\w+ой )?$"
)
_SENT = re.compile(r"^\w*(?:[’']s)? (?:\w+ғы )?(?:foreign|ambassador|embassy|envoy|[Сс]ыртқы істер|елші|консул)")
_PLACED = re.compile(r"\b(?:[Ii]n|[Aa]cross|[Вв]о?|[Пп]о) (?:[А-ЯЁ]\w+ой )?$")
_GONE_TO = re.compile(r"\b(?:[Tt]o|[Ff]rom|[Ии]з) (?:[А-ЯЁ]\w+ой )?$")
_LOCATIVE = re.compile(r"^\w{0,5}?[дт][ае](?:ғы|гі)?\b")
# Names of people and common nouns that look the same.
_NOT_LANDS = frozenset(
    """
    amelia anastasia cecilia claudia cornelia emilia eugenia julia lydia maria natalia olivia patricia roland sofia
    sonia sylvia victoria virginia academia china media
    church commons defence defense foreign health interior justice parliament republic senate state
    анастаси валери виктори дари евгени клавди ксени лиди лили луси люси мари натали оливи сильви софи эмили юли
    администраци акци арми коалици комисси организаци парти полици федераци версии редакци
    алайда бірақ біз бүгін бұл бұрынғы ел елдің жаңа кеше көрші мемлекет ол олардың оның осы республика сол сондай
    соның сонымен уақытша шетел экс қазіргі қала
    """.split()  # noqa: SIM905 - a list of words is read more easily
)
_ENDING = re.compile("и(?:я|и|ю|ей)$")
_GENITIVE = re.compile("(?<=[аеиоуыэюяәіүұө])н[ыі]ң$|(?<=[стд]ан)(?:а|у|е|ом|ы)$|(?<=ланд)(?:а|у|е|ом)$|[’']s$")
_ENDING_ONLY = 2  # points that a single mention at the top may have
_MOST = 20  # lands of one text
_SHORTEST = 3  # letters of a stem
_BEGINNING = 200  # letters
_MOST_SEARCHED = 200_000  # letters; a home is named early


class Lands:
    """The unknown countries of one text by the stem of their last word, each with what speaks for its being home."""

    def __init__(self, texts: Sequence[str], is_known: Callable[[str], bool], own: str = "", foreign: str = "") -> None:
        """Args say what is read, and what is known of it.

        Args:
            texts: the sentences of the document.
            is_known: knows the countries and offices of the lists.
            own: names of the gazetteer that are the home's, in lower case.
            foreign: the same of other countries.
        """
        self._texts, self._is_known = texts, is_known
        self._own, self._foreign = own, foreign
        self._with_offices: set[str] = set()

    @cached_property
    def scores(self) -> dict[str, int]:
        """For each land: how often it is named, more where something happens there, less where it sends somebody."""
        text = "\n".join(self._texts)[:_MOST_SEARCHED]
        found: Counter[str] = Counter()
        names: dict[str, str] = {}
        for pattern in _patterns(text):
            is_behind, is_by_ending = pattern in _BEHIND, pattern in _BY_ENDING
            for match in pattern.finditer(text):
                before = text[max(0, match.start() - 30) : match.start()].rsplit(None, 1)[-1:]
                if is_behind and not (before and before[0].lower().startswith(_OFFICES)):
                    continue
                name = match.group(1).split()[-1] if pattern.groups else "".join(before)
                stem = _stem(name)
                if is_by_ending and before and before[0][0].isupper():
                    continue  # Emilio Virgilia
                if (
                    stem not in _NOT_LANDS
                    and name.lower() not in _NOT_LANDS
                    and name[:1].isupper()
                    and not name.isupper()
                ):
                    found[stem] += 1
                    names[stem] = name
                    if pattern in _BY_OFFICE:
                        self._with_offices.add(stem)
        stems = [stem for stem, _ in found.most_common(_MOST) if self._may_be_land(text, stem, names[stem])]
        low = text.lower()
        scores = {stem: _score(text, low, stem) for stem in stems}
        first = min(scores, key=low.find, default="")
        return {stem: score + (stem == first) for stem, score in scores.items()}

    def _may_be_land(self, text: str, stem: str, name: str) -> bool:
        """Whether a stem is no word that is known otherwise, or stands in the text without its capital letter."""
        return len(stem) >= _SHORTEST and not self._is_known(name) and " " + stem not in text

    @cached_property
    def home(self) -> str:
        """The land that the text is about; empty if none is."""
        told = [stem for stem in self.scores if stem in self._own]
        others = [stem for stem in self.scores if stem not in self._foreign and self.scores[stem] > 0]
        return max(told or others, key=lambda stem: self.scores[stem], default="")

    def is_certain(self, land: str) -> bool:
        """Whether the text tells more of a land than a name that ends like one."""
        return land in self._with_offices or self.scores.get(land, 0) > _ENDING_ONLY

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """How the stems begin; none is shorter than that. Most words are told by these to be of no land."""
        return frozenset(stem[:_SHORTEST] for stem in self.scores)

    def named(self, word: str) -> str:
        """The land that `word` names in any form, or its people do; empty if none."""
        low = word.lower()
        if low[:_SHORTEST] not in self._beginnings:
            return ""
        for end in ("’s", "'s"):
            low = low.removesuffix(end)
        for stem in self.scores:
            if is_form_of(low, stem):
                return stem
        return ""

    def of_people(self, word: str) -> str:
        """The land whose adjective `word` is: `Norlandic`, `ливонский`."""
        low = word.lower()
        if low[:_SHORTEST] not in self._beginnings:
            return ""
        for stem in self.scores:
            root = stem[:-2] if stem.endswith("ia") else stem.removesuffix("и").removesuffix("land")
            if len(root) > 3 and low.startswith(root) and len(low) - len(root) <= 6:
                return stem
        return ""

    def beside(self, tokens: Tokens, at: int, length: int) -> str:
        """The land that the office at token `at` belongs to; empty if none is named beside it."""
        if not self.scores:
            return ""
        for index in range(at - 1, max(at - 4, -1), -1):
            if tokens.shown[index] in ",;:.()":
                break
            land = self.named(tokens.shown[index]) if tokens.shown[index][0].isupper() else ""
            if land or (land := self.of_people(tokens.shown[index])):
                return land
        for index in range(at + length, min(at + length + 5, tokens.count)):
            if tokens.shown[index] in ",;:.()":
                break
            land = self.named(tokens.shown[index]) if tokens.shown[index][0].isupper() else ""
            if land and tokens.low[index - 1] not in ("to", "with", "в", "из", "с", "со"):
                return land
        return ""


def _patterns(text: str) -> list[re.Pattern[str]]:
    """Those for the language that the text is written in, by its letters."""
    if not _has_cyrillic(text):
        return _ENGLISH
    return _KAZAKH if _HAS_KAZAKH.search(text) else _RUSSIAN


def _has_cyrillic(text: str) -> bool:
    """Whether any word is Cyrillic; soon sure of a text in another script."""
    if _HAS_CYRILLIC.search(text, 0, _BEGINNING):
        return True
    return any(letter in text for letter in _RUSSIAN_LETTERS) and _HAS_CYRILLIC.search(text) is not None


def _stem(name: str) -> str:
    """What all forms of the name have in common."""
    stem = _GENITIVE.sub("", name.lower())
    return _ENDING.sub("и", stem) if stem.endswith(("ия", "ии", "ию", "ией")) else stem_of(stem)


def _score(text: str, low: str, stem: str) -> int:
    score = 0
    start = low.find(stem)
    while start >= 0:
        end = start + len(stem)
        if start and (low[start - 1].isalnum() or low[start - 1] == "_"):  # within a word
            start = low.find(stem, start + 1)
            continue
        before, after = text[max(0, start - 40) : start], text[end : end + 40]
        start = low.find(stem, end)
        if _PLACED.search(before) or _LOCATIVE.match(after):
            score += 2
        elif _SENDERS.search(before) or _SENT.match(after):
            score -= 3
        elif not _GONE_TO.search(before):
            score += 1
    return score
