import pytest

from framing.corpus.reading.mojibake import find_mojibake

RU = "Вода в реке поднялась на два метра за сутки, сообщили спасатели."
KK = "Өзендегі су бір тәулікте екі метрге көтерілді, деп хабарлады құтқарушылар."


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Ð¿Ñ€Ð¸Ð²ÐµÑ‚",
            "itâ€™s late",
            "ÐŸ",
            "РџСЂРёРІРµС‚",
            "cafÃ©",
            "Ã¼ber",
            "the presidentвЂ™s",
            "lost \ufffd letter",
        ),
        RU.encode().decode("cp1251", "ignore"),
        RU.encode().decode("latin-1"),
        RU.encode("cp1251").decode("cp1252"),
        RU.encode("koi8-r").decode("cp1251"),
        KK.encode().decode("cp1251", "ignore"),
        KK.encode().decode("latin-1"),
    ],
)
def test_a_text_that_was_decoded_wrongly_once_is_found(text):
    excerpt = find_mojibake(whole := f"Before it. {text} After it.", whole.encode())
    assert excerpt
    assert len(excerpt) <= 40


@pytest.mark.parametrize(
    "text",
    [
        *(RU, KK, RU.upper(), KK.upper(), "СССР и РСФСР, США – 5 °C", "вКонтакте", "Noël à Orléans: «déjà vu»"),
        *("Île-de-France, Ångström, ÄÖÜ", "“It’s 5 € …”", "création naïve", "São Tomé", "Ђоковић, Шћепан", "Ōsaka"),
    ],
)
def test_a_sound_text_is_not_suspected(text):
    assert find_mojibake(text, text.encode()) is None
