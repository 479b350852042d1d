"""The language of a text by its letters: enough to choose rules for English, Russian or Kazakh."""

import re

_SAMPLE = 20_000  # characters that are looked at
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LETTER = re.compile(r"[^\W\d_]")
# Letters of Kazakh that Russian lacks. The dotted i is left out: Ukrainian has it too.
_KAZAKH = re.compile(r"[әғқңөұүһ]", re.IGNORECASE)
# They make up 15 to 25 % of a Kazakh text; a Russian text has them only in a few names.
_KAZAKH_SHARE = 0.03


def guess_language(text: str) -> str:
    """`kk`, `ru` or `en`, by the alphabet of the first 20,000 characters.

    Mostly Cyrillic letters make it Russian, and at least 3 % of letters that only Kazakh has among
    them make it Kazakh. All else is taken for English.
    """
    sample = text[:_SAMPLE]
    cyrillic = len(_CYRILLIC.findall(sample))
    if 2 * cyrillic <= len(_LETTER.findall(sample)):
        return "en"
    return "kk" if len(_KAZAKH.findall(sample)) >= _KAZAKH_SHARE * cyrillic else "ru"
