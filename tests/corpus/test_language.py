import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.corpus import language
from framing.corpus.language import guess_language

PLAIN = {
    "en": "The bridge over the river was closed on Monday because of the flood, and nobody could say for how long.",
    "ru": "Мост через реку закрыли в понедельник из-за паводка, и никто не знает, на сколько дней его закрыли.",
    "kk": "Өзен үстіндегі көпір су тасқынына байланысты дүйсенбі күні жабылды, деп хабарлады қала әкімдігі.",
}
OTHERS = {
    "uk": "Міст через річку закрили в понеділок через повінь, повідомила місцева влада.",
    "be": "Мост праз раку закрылі ў панядзелак з-за паводкі, паведамілі мясцовыя ўлады.",
    "bg": "Мостът над реката беше затворен в понеделник заради наводнението, съобщиха властите.",
    "ky": "Дарыянын үстүндөгү көпүрө суу ташкынынан улам дүйшөмбү күнү жабылды, деп билдирди мэрия.",
    "tt": "Елга өстендәге күпер су басу сәбәпле дүшәмбе көнне ябылды, дип хәбәр итте шәһәр хакимияте.",
    "de": "Die Brücke über den Fluss wurde am Montag wegen des Hochwassers gesperrt.",
    "nl": "De brug over de rivier was maandag dicht, en niemand weet of het water is gezakt.",
    "fr": "Le pont sur la rivière a été fermé lundi en raison des inondations.",
    "tr": "Nehrin üzerindeki köprü sel nedeniyle pazartesi günü kapatıldı.",
    "uz": "Daryo ustidagi koʻprik suv toshqini tufayli dushanba kuni yopildi, deb xabar berdi hokimlik.",
    "zh": "由于洪水，河上的桥于星期一关闭，市政府说没有人知道要关闭多久。",
    "ar": "أُغلق الجسر فوق النهر يوم الاثنين بسبب الفيضان كما قالت البلدية.",
}


@pytest.mark.parametrize("language", [*PLAIN, *OTHERS])
def test_a_sentence_is_enough_to_know_the_language(language):
    assert guess_language((PLAIN | OTHERS)[language]) == language


def test_uzbek_in_cyrillic_letters_is_not_kazakh():
    text = "Дарё устидаги кўприк сув тошқини туфайли душанба куни ёпилди, деб хабар берди шаҳар ҳокимлиги."
    assert guess_language(text) == "uz"


@pytest.mark.parametrize(
    ("text", "language"),
    [("Rain", "en"), ("Мост", "ru"), ("Құтты болсын", "kk"), ("Ottawa", "en"), ("", "en"), ("… 12 !", "en")],
)
def test_a_few_letters_go_by_the_alphabet(text, language):
    assert guess_language(text) == language


def test_names_and_quotations_in_other_letters_do_not_change_the_language():
    russian = f"{PLAIN['ru']} Об этом сказали Bolat Qanat и Әсел Құрманғали. "
    assert guess_language(russian * 20) == "ru"
    assert guess_language(f"{PLAIN['en']} The banner said: «Мост закрыт». " * 20) == "en"


def test_a_menu_in_english_does_not_make_a_russian_text_english():
    assert guess_language("Home\nNews\nShare\n" + f"{PLAIN['ru']}\n" * 40 + "Leave a reply\n") == "ru"


def test_plain_texts_do_not_load_the_model():
    program = (
        "import sys\nfrom framing.corpus.language import guess_language\n"
        f"print([guess_language(text) for text in {list(PLAIN.values())!r}], 'py3langid' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "['en', 'ru', 'kk'] False"


# Words that are common, names of any script, letters that turn into others when they are made small, odd white space.
_WORDS = st.sampled_from(
    "the The of to and that в В и на не что Рост мосты ҚҰТ қі ї Ї bridge Ⱥ İ \u212aey ԥ ա é “the the” the,of".split()  # noqa: SIM905
)
_BETWEEN = st.sampled_from([" ", " ", " ", "\n\n", "\xa0", "\x1c", "\u2028", "", "  "])


@given(st.lists(st.tuples(_WORDS, _BETWEEN), min_size=8, max_size=60))
def test_what_a_first_look_says_a_closer_look_says_too(words):
    sample = "".join(map("".join, words))
    found = language._plain_language(sample, sample.encode())
    assert found in ("", language._language(sample.lower()))


def test_letters_are_the_same_when_they_are_counted_in_bytes():
    letters = "".join(map(chr, range(0x600)))
    encoded = letters.encode()
    assert language._count(encoded, language._CYRILLIC) + len(language._LATER_CYRILLIC.findall(letters)) == 0x130
    # A-Z, a-z, and U+00C0 to U+024F.
    assert language._count(encoded, language._LATIN) + len(language._LATER_LATIN.findall(letters)) == 52 + 0x190


def test_all_white_space_is_known_by_its_first_byte():
    white = [chr(code) for code in range(0x110000) if chr(code).isspace()]
    assert {each.encode()[0] for each in white} <= set(language._MAY_PART_WORDS)


def test_no_letter_becomes_cyrillic_or_ceases_to_be_when_it_is_made_small():
    for code in (code for code in range(0x3000) if chr(code).lower() != chr(code)):
        small = chr(code).lower()
        assert ("\u0400" <= chr(code) <= "\u052f") == any("\u0400" <= each <= "\u052f" for each in small)
        if any(each in language._KAZAKH + language._OTHER_CYRILLIC for each in small):
            assert language._BEYOND_RUSSIAN.search(chr(code))
