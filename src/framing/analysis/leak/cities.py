"""The larger cities of Kazakhstan as English, Russian and Kazakh name them; data only.

Capitals of all countries stand in `framing.corpus.voices.countries`. Names that are common words as well are left out:
Орал and Oral (Uralsk), Семей (Semey; families in Russian), Ақтау (Aktau; to acquit in Kazakh). `*` stands for any
ending; all others have those of their language.
"""

CITIES = (
    "Almaty|Alma-Ata|Алматы|Алма-Ат*|алматин*",
    "Shymkent|Chimkent|Шымкент|Чимкент",
    "Karaganda|Qaraghandy|Караганда|караганди*|Қарағанды",
    "Aktobe|Aqtobe|Aktyubinsk|Актобе|Актюбинск|Ақтөбе",
    "Taraz|Тараз",
    "Pavlodar|Павлодар",
    "Ust-Kamenogorsk|Oskemen|Усть-Каменогорск|Өскемен",
    "Semey|Semipalatinsk|Семипалатинск",
    "Atyrau|Атырау",
    "Kostanay|Kostanai|Qostanay|Костанай|Қостанай",
    "Kyzylorda|Qyzylorda|Кызылорда|Қызылорда",
    "Uralsk|Уральск",
    "Petropavl|Petropavlovsk|Петропавловск|Петропавл",
    "Aktau|Aqtau|Актау",
    "Kokshetau|Kökshetau|Кокшетау|Көкшетау",
    "Taldykorgan|Taldyqorghan|Талдыкорган|Талдықорған",
    "Turkestan|Turkistan|Туркестан|Түркістан",
    "Zhanaozen|Janaozen|Жанаозен|Жаңаөзен",
    "Zhezkazgan|Jezkazgan|Жезказган|Жезқазған",
    "Ekibastuz|Экибастуз|Екібастұз",
    "Temirtau|Темиртау|Теміртау",
    "Baikonur|Байконур|Байқоңыр",
)
