"""The language of a text: by letters and common words if these make it plain, else by a model of 100 languages.

A plainly English, Russian or Kazakh text, as nearly all are, costs some microseconds and does not
load the model (about a second and 100 MB, once a process).
"""

import re
import string
from functools import cache
from typing import Any

_SAMPLE = 600  # characters from the beginning, the middle and the end
_SHORT = 20  # letters: too few for anything but the alphabet
_SURE, _SURE_OF_LITTLE = 0.5, 0.8  # the probability from which on the model is believed, and that for few letters
_LITTLE = 60  # letters
_FEW_WORDS = 8
# They make up a third of the words of an English or Russian text, and are no words of related languages. The more
# frequent ones stand first.
_ENGLISH_WORDS = """the of to and that for on with as by it are from has he this not said were they which their its
    will""".split()  # noqa: SIM905
_RUSSIAN_WORDS = "в и на не что с по как к из от за о для это он также его но был были они".split()  # noqa: SIM905
_ENGLISH, _RUSSIAN = frozenset(_ENGLISH_WORDS), frozenset(_RUSSIAN_WORDS)
_ENGLISH_SHARE = 0.15  # `is`, `was` and `at` are left out: Dutch, Danish and others have them too
_RUSSIAN_SHARE = 0.1  # Ukrainian and Bulgarian share more: their letters tell them
# Letters that Russian lacks: of Kazakh, and of the other languages in Cyrillic letters.
_KAZAKH = "әғқңөұүһі"
_OTHER_CYRILLIC = "їєґўјљњћђџѓќѕҳҷӣӯҡҙҫҗӊӄҕѝ"
_NOT_RUSSIAN = re.compile(f"[{_KAZAKH}{_OTHER_CYRILLIC}]")
# They make up 15 to 25 % of a Kazakh text; a Russian text has them only in a few names.
_KAZAKH_SHARE = 0.1
_STRAY_SHARE = 0.01
# The first bytes, in UTF-8, of the letters of a block. Bytes are counted in a tenth of the time of a pattern.
_CYRILLIC, _PART_CYRILLIC = b"\xd0\xd1\xd2\xd3", b"\xd4"  # U+0400 to U+04FF; U+0500 to U+053F
_LATIN, _PART_LATIN = string.ascii_letters.encode() + bytes(range(0xC3, 0xC9)), b"\xc9"  # to U+023F; to U+027F
_LATER_CYRILLIC = re.compile(r"[\u0500-\u052f]")
_LATER_LATIN = re.compile(r"[\u0240-\u024f]")
_ANY_CYRILLIC = (b"\xd0", b"\xd1", b"\xd2", b"\xd3", b"\xd4")
_BEYOND_RUSSIAN = re.compile(r"[\u0400\u0402-\u040f\u0450\u0452-\u052f]")
_MAY_PART_WORDS = b"\t\n\v\f\r\x1c\x1d\x1e\x1f \xc2\xe1\xe2\xe3"  # first bytes of all white space, and of other signs
_ENGLISH_BYTES = tuple(f" {word} ".encode() for word in _ENGLISH_WORDS)
_RUSSIAN_BYTES = tuple(f" {word} ".encode() for word in _RUSSIAN_WORDS)


def guess_language(text: str) -> str:
    """The language of `text` by a sample of 1,800 characters: a code of ISO 639-1.

    Fewer than twenty letters, and a text of which the model is not sure, go by the alphabet alone:
    `kk` or `ru` if most letters are Cyrillic, else `en`.
    """
    sample = _sample(text)
    encoded = sample.encode("utf-8", "surrogatepass")
    return _plain_language(sample, encoded) or _language(sample.lower())


def _plain_language(sample: str, encoded: bytes) -> str:
    """`en` or `ru` if a first look is enough to know what `_language` would say, else nothing.

    It counts words without parting them, and makes no Cyrillic letters small: both cost more than all the rest.
    """
    if not any(first in encoded for first in _ANY_CYRILLIC):
        return "en" if _has_enough(encoded.lower(), _ENGLISH_BYTES, _ENGLISH_SHARE) else ""
    is_russian = (
        2 * _count(encoded, _CYRILLIC) >= max(len(sample), 2 * _SHORT)
        and "ы" in sample
        and not _BEYOND_RUSSIAN.search(sample)
        and _has_enough(encoded, _RUSSIAN_BYTES, _RUSSIAN_SHARE)
    )
    return "ru" if is_russian else ""


def _has_enough(encoded: bytes, common: tuple[bytes, ...], share: float) -> bool:
    """Whether common words make up so large a part of all words, which are no more than what may part them."""
    needed = max(_FEW_WORDS, share * (_count(encoded, _MAY_PART_WORDS) + 1))
    found = 0
    for word in common:
        found += encoded.count(word)
        if found >= needed:
            return True
    return False


def _language(sample: str) -> str:
    encoded = sample.encode("utf-8", "surrogatepass")
    words = sample.split()
    cyrillic = _count(encoded, _CYRILLIC)
    if _PART_CYRILLIC in encoded:
        cyrillic += len(_LATER_CYRILLIC.findall(sample))
    if not cyrillic and _is_plain(words, _ENGLISH, _ENGLISH_SHARE):
        return "en"
    latin = _count(encoded, _LATIN)
    if _PART_LATIN in encoded:
        latin += len(_LATER_LATIN.findall(sample))
    if latin > cyrillic:
        known, by_alphabet = ("en" if _is_plain(words, _ENGLISH, _ENGLISH_SHARE) else ""), "en"
    else:
        known, by_alphabet = _cyrillic_language(sample, words, cyrillic)
    if known:
        return known
    letters = max(latin + cyrillic, sum(map(str.isalpha, sample)))
    if letters < _SHORT and latin + cyrillic:
        return by_alphabet
    return _by_model(sample, letters) or by_alphabet


def _cyrillic_language(sample: str, words: list[str], cyrillic: int) -> tuple[str, str]:
    """Russian or Kazakh if it is plainly that, else nothing; and what it is by the alphabet alone."""
    odd = "".join(_NOT_RUSSIAN.findall(sample))
    stray = sum(map(odd.count, _OTHER_CYRILLIC)) if odd else 0
    kazakh = len(odd) - stray
    ours = kazakh - odd.count("і")  # Ukrainian has it too
    by_alphabet = ("kk" if ours > _STRAY_SHARE * cyrillic else "ru") if cyrillic else "en"
    if cyrillic < _SHORT or stray > _STRAY_SHARE * cyrillic:
        return "", by_alphabet
    if kazakh >= _KAZAKH_SHARE * cyrillic and all(letter in odd for letter in "қі"):
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


def _count(encoded: bytes, first_bytes: bytes) -> int:
    return len(encoded) - len(encoded.translate(None, first_bytes))


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
