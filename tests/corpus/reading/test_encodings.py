from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.corpus.reading.encodings import decode, known_encoding, survey
from framing.errors import InputError

# Written for this test: about a flood, in four languages.
TEXTS = {
    "ru": "Вода в реке поднялась на два метра за сутки, сообщили спасатели. «Мы вывезли всех жителей села», – заявил "
    "начальник штаба. Школы закрыты до понедельника; в область направлены ещё 300 военных. Ущерб оценивают позже.",
    "kk": "Өзендегі су бір тәулікте екі метрге көтерілді, деп хабарлады құтқарушылар. «Ауыл тұрғындарының бәрін "
    "көшірдік», – деді штаб бастығы. Мектептер дүйсенбіге дейін жабық; облысқа тағы 300 әскери жіберілді. Шығын кейін "
    "есептеледі.",
    "de": "Das Wasser stieg über Nacht um zwei Meter, erklärten die Rettungskräfte. „Wir haben alle Bürger in "
    "Sicherheit gebracht“, sagte der Führer des Stabes. Die Schulen bleiben bis Montag geschlossen – das Ausmaß wird "
    "später geprüft.",
    "en": "The river rose by two metres overnight, the rescuers said. “We’ve moved everyone out,” said the head of the "
    "staff – the village’s schools stay closed until Monday. Damage will be assessed later; it’s too early to say.",
}
ENCODINGS = [
    *(("ru", name) for name in ("cp1251", "koi8_r", "cp866", "mac_cyrillic")),
    *(("kk", name) for name in ("kz1048", "ptcp154")),
    *(("de", name) for name in ("cp1252", "iso8859_15")),
    ("en", "cp1252"),
]


def samples(language: str, codec: str, length: int) -> list[bytes]:
    """Forty stretches of `length` bytes from all over the text (four long ones), those that are all ASCII left out."""
    content = (TEXTS[language] * (2 + length // 100)).encode(codec, "ignore")
    size = len(TEXTS[language])
    parts = [content[start : start + length] for start in range(0, size, max(1, size // (40 if length < 1000 else 4)))]
    return [part for part in parts if not part.isascii()]


def read(content: bytes) -> str | None:
    try:
        return decode(content)[0]
    except ValueError:
        return None


@pytest.mark.parametrize(("language", "codec"), ENCODINGS)
@pytest.mark.parametrize(("length", "least"), [(60, 0.7), (300, 1.0), (20_000, 1.0)])
def test_a_text_is_read_in_its_encoding_or_not_at_all(language, codec, length, least):
    read_as = [(read(part), part.decode(codec)) for part in samples(language, codec, length)]
    assert all(found in (wanted, None) for found, wanted in read_as)  # never with wrong letters
    assert sum(found == wanted for found, wanted in read_as) >= least * len(read_as)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_every_encoding_of_unicode_is_read_without_a_guess(language, codec):
    assert decode(TEXTS[language].encode(codec)) == (TEXTS[language], "")


def test_a_guess_says_what_was_taken_and_how_to_take_another():
    _, note = decode(TEXTS["ru"].encode("cp1251"))
    assert "CP1251" in note
    assert "--encoding" in note


def test_an_encoding_that_was_asked_for_is_not_guessed():
    assert decode("Мост".encode("cp866"), "cp866") == ("Мост", "")
    with pytest.raises(ValueError, match=r"not CP1251 \(byte 1\)"):
        decode(b"\x98", "cp1251")


@pytest.mark.parametrize("name", ["klingon", "base64", "", "rot13", "a\0b"])
def test_an_encoding_that_is_none_is_an_error(name):
    with pytest.raises(InputError, match="no encoding"):
        known_encoding(name)


def test_half_a_letter_at_the_end_is_not_taken_for_another_encoding():
    with pytest.raises(ValueError, match=r"not UTF-8 \(byte 13\)"):
        decode("Привет".encode() + b"\xd0")


def test_a_few_wrong_bytes_among_letters_of_utf_8_do_not_make_it_another_encoding():
    coding = survey(BytesIO(TEXTS["ru"].encode() + b"\xff" + TEXTS["ru"].encode()))
    assert (coding.codec, coding.faulty) == ("utf-8", True)


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04", "ZIP"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Microsoft"),
        (b"{\\rtf1 Text}", "RTF"),
        (bytes(range(256)) * 4, "control characters"),
    ],
)
def test_what_is_no_text_is_told_by_its_first_bytes(head, what):
    with pytest.raises(ValueError, match=what):
        decode(head)
    with pytest.raises(ValueError, match=what):
        survey(BytesIO(head))


@given(st.binary(max_size=400))
def test_any_bytes_are_a_text_or_a_reason_and_nothing_is_replaced(content):
    try:
        text, _ = decode(content)
    except ValueError:
        pass
    else:
        assert "\ufffd" not in text or b"\xef\xbf\xbd" in content or b"\xfd\xff" in content or b"\xff\xfd" in content
