"""The language of a text: by letters and common words if these make it plain, else by a model of 100 languages.

A plainly English, Russian or Kazakh text, as nearly all are, costs some microseconds and does not
load the model (about a second and 100 MB, once a process).
"""

import re
from functools import cache
from typing import Any

_SAMPLE = 600  # characters from the beginning, the middle and the end
_SHORT = 20  # letters: too few for anything but the alphabet
_SURE, _SURE_OF_LITTLE = 0.5, 0.8  # the probability from which on the model is believed, and that for few letters
_LITTLE = 60  # letters
_FEW_WORDS = 8
_CYRILLIC = re.compile(r"[\u0400-\u052f]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
# They make up a third of the words of an English or Russian text, and are no words of related languages.
_ENGLISH = frozenset(
    "the and of to that with for by as it from are has this were on its he they not will said which their".split()  # noqa: SIM905
)
_RUSSIAN = frozenset("и в не на что с по как это для из к от он его за о но также был были они".split())  # noqa: SIM905
_ENGLISH_SHARE = 0.15  # `is`, `was` and `at` are left out: Dutch, Danish and others have them too
_RUSSIAN_SHARE = 0.1  # Ukrainian and Bulgarian share more: their letters tell them
# Letters that Russian lacks: of Kazakh, and of the other languages in Cyrillic letters.
_KAZAKH = "әғқңөұүһі"
_OTHER_CYRILLIC = "їєґўјљњћђџѓќѕҳҷӣӯҡҙҫҗӊӄҕѝ"
# They make up 15 to 25 % of a Kazakh text; a Russian text has them only in a few names.
_KAZAKH_SHARE = 0.1
_STRAY_SHARE = 0.01


def guess_language(text: str) -> str:
    """The language of `text` by a sample of 1,800 characters: a code of ISO 639-1.

    Fewer than twenty letters, and a text of which the model is not sure, go by the alphabet alone:
    `kk` or `ru` if most letters are Cyrillic, else `en`.
    """
    sample = _sample(text).lower()
    words = sample.split()
    cyrillic = 0 if sample.isascii() else _count(_CYRILLIC, sample)
    if not cyrillic and _is_plain(words, _ENGLISH, _ENGLISH_SHARE):
        return "en"
    latin = _count(_LATIN, sample)
    if latin > cyrillic:
        known, by_alphabet = ("en" if _is_plain(words, _ENGLISH, _ENGLISH_SHARE) else ""), "en"
    else:
        known, by_alphabet = _cyrillic_language(sample, words, cyrillic)
    letters = max(latin + cyrillic, sum(map(str.isalpha, sample)))
    if known or (letters < _SHORT and latin + cyrillic):
        return known or by_alphabet
    return _by_model(sample, letters) or by_alphabet


def _cyrillic_language(sample: str, words: list[str], cyrillic: int) -> tuple[str, str]:
    """Russian or Kazakh if it is plainly that, else nothing; and what it is by the alphabet alone."""
    kazakh = sum(map(sample.count, _KAZAKH))
    stray = sum(map(sample.count, _OTHER_CYRILLIC))
    ours = kazakh - sample.count("і")  # Ukrainian has it too
    by_alphabet = ("kk" if ours > _STRAY_SHARE * cyrillic else "ru") if cyrillic else "en"
    if cyrillic < _SHORT or stray > _STRAY_SHARE * cyrillic:
        return "", by_alphabet
    if kazakh >= _KAZAKH_SHARE * cyrillic and all(letter in sample for letter in "қі"):
        return "kk", by_alphabet
    is_russian = kazakh <= _STRAY_SHARE * cyrillic and "ы" in sample and _is_plain(words, _RUSSIAN, _RUSSIAN_SHARE)
    return ("ru" if is_russian else ""), by_alphabet


def _is_plain(words: list[str], common: frozenset[str], share: float) -> bool:
    return len(words) >= _FEW_WORDS and sum(map(common.__contains__, words)) >= share * len(words)


def _sample(text: str) -> str:
    if len(text) <= 3 * _SAMPLE:
        return text
    middle = len(text) // 2
    return f"{text[:_SAMPLE]} {text[middle : middle + _SAMPLE]} {text[-_SAMPLE:]}"


def _count(letters: re.Pattern[str], sample: str) -> int:
    return sum(map(len, letters.findall(sample)))


def _by_model(sample: str, letters: int) -> str:
    """What the model says, or nothing if it is not sure or there are no letters."""
    if not letters:
        return ""
    at = max(0, len(sample) - _SAMPLE) // 2  # its time grows with the text, its answer hardly changes
    language, probability = _model().classify(sample[at : at + _SAMPLE])
    return str(language) if probability >= (_SURE if letters >= _LITTLE else _SURE_OF_LITTLE) else ""


@cache
def _model() -> Any:  # py3langid has no types
    """A model that answers with codes of two letters, and knows probabilities."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # slow: see above

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages([code for code in model.nb_classes if len(code) == 2])
    return model
