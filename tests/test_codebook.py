"""The codebook file: what is accepted, how each mistake is named, and what the fingerprint stands for."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import framing.cli
from framing.codebook import FOR_PROGRAMS, Codebook, Rule, describe, parse_codebook, read_codebook
from framing.errors import InputError

SMALL = """\
[codebook]
id = "tram"
version = "1.0.0"
title = "How a text frames a tram line"

[[frames]]
key = "cost"
name = "cost to the public"
shortcut = "c"
color = "#112233"
definition = "The line is shown as money spent."
near_miss = [{ text = "It has nine stops.", instead = ["clean_air"], why = "a bare fact" }]

[[frames]]
key = "clean_air"
name = "clean air"
shortcut = "a"
color = "#aabbcc"
definition = "The line is shown as a help for the air."
positive = ["The air will be better."]

[[rules]]
id = "alone"
text = "Judge the sentence alone."

[[confusions]]
pair = ["cost", "clean_air"]
decide = "Money or air."
"""


def line_of(text: str, start: str, occurrence: int = 1) -> int:
    """The number of the line that begins so, counted without our parser."""
    return [n for n, line in enumerate(text.split("\n"), start=1) if line.startswith(start)][occurrence - 1]


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        parse_codebook(text, "my.toml")
    return str(caught.value)


def test_a_codebook_holds_what_its_file_says() -> None:
    book = parse_codebook(SMALL, "my.toml")
    assert (book.id, book.version, book.title) == ("tram", "1.0.0", "How a text frames a tram line")
    assert book.keys == ("cost", "clean_air")
    assert book.frame("cost").near_miss[0].instead == ("clean_air",)
    assert book.frame("clean_air").text_color == "#000000"  # black unless told otherwise
    assert book.rules[0].text == "Judge the sentence alone."
    assert book.confusions[0].pair == ("cost", "clean_air")


@pytest.mark.parametrize(
    ("old", "new", "line_starts", "occurrence", "frame", "says"),
    [
        ('key = "clean_air"', 'key = "cost"', "key", 2, "cost", "taken by frame 'cost'"),
        ('key = "clean_air"', 'key = "Clean air"', "key", 2, "Clean air", "lower-case"),
        ('key = "clean_air"\n', "", "[[frames]]", 2, "number 2", "key is missing"),
        ('key = "clean_air"', "key = 7", "key", 2, "number 2", "must be text"),
        ('name = "clean air"', 'name = "Cost to the PUBLIC"', "name", 2, "clean_air", "taken by frame 'cost'"),
        ('name = "clean air"', f'name = "{"x" * 101}"', "name", 2, "clean_air", "1 to 100 characters"),
        ('name = "clean air"', 'name = "clean\\nair"', "name", 2, "clean_air", "on one line"),
        ('name = "clean air"', 'name = "clean air "', "name", 2, "clean_air", "spaces at the ends"),
        ('name = "clean air"', 'name = "  "', "name", 2, "clean_air", "must be text"),
        ('name = "clean air"\n', "", "[[frames]]", 2, "clean_air", "name is missing"),
        ('shortcut = "a"', 'shortcut = "c"', "shortcut", 2, "clean_air", "taken by frame 'cost'"),
        ('shortcut = "a"', 'shortcut = "A"', "shortcut", 2, "clean_air", "one digit or lower-case letter"),
        ('shortcut = "a"', 'shortcut = "ab"', "shortcut", 2, "clean_air", "one digit or lower-case letter"),
        ('shortcut = "a"', 'shortcut = "ә"', "shortcut", 2, "clean_air", "one digit or lower-case letter"),
        ('shortcut = "a"', "shortcut = 1", "shortcut", 2, "clean_air", "must be text"),
        ('color = "#aabbcc"', 'color = "red"', "color", 2, "clean_air", "a colour like"),
        ('color = "#aabbcc"', 'color = "#abc"', "color", 2, "clean_air", "a colour like"),
        ('color = "#aabbcc"', 'color = "#aabbcg"', "color", 2, "clean_air", "a colour like"),
        ('color = "#aabbcc"', 'color = "#aabbcc"\ntext_color = "white"', "text_color", 1, "clean_air", "text_color"),
        ('definition = "The line is shown as a help for the air."\n', "", "[[frames]]", 2, "clean_air", "is missing"),
        ('positive = ["The air will be better."]', 'positive = "The air."', "positive", 1, "clean_air", "a list"),
        ('positive = ["The air will be better."]', "positive = [1]", "positive", 1, "clean_air", "list of texts"),
        ('instead = ["clean_air"]', 'instead = ["noise"]', "near_miss", 1, "cost", "'noise', which is no frame"),
        ("near_miss = [{", 'near_miss = ["It has nine stops."] # [{', "near_miss", 1, "cost", "list of tables"),
        ('text = "It has nine stops.", ', "", "near_miss", 1, "cost", "text is missing"),
    ],
)
def test_a_mistake_in_a_frame_is_named_with_its_frame_and_line(
    old: str, new: str, line_starts: str, occurrence: int, frame: str, says: str
) -> None:
    wrong = SMALL.replace(old, new)
    assert wrong != SMALL
    message = refusal(wrong)
    assert message.startswith(f"my.toml, line {line_of(wrong, line_starts, occurrence)}, frame {frame!r}")
    assert says in message


@pytest.mark.parametrize(
    ("old", "new", "line_starts", "says"),
    [
        ('pair = ["cost", "clean_air"]', 'pair = ["cost", "noise"]', "pair", "'noise', which is no frame"),
        ('pair = ["cost", "clean_air"]', 'pair = ["cost", "cost"]', "pair", "two different frames"),
        ('pair = ["cost", "clean_air"]', 'pair = ["cost"]', "pair", "two different frames"),
        ('decide = "Money or air."\n', "", "pair", "decide is missing"),
        ('text = "Judge the sentence alone."\n', "", 'id = "alone"', "text is missing"),
    ],
)
def test_a_mistake_in_a_rule_or_pair_is_named_with_its_line(old: str, new: str, line_starts: str, says: str) -> None:
    wrong = SMALL.replace(old, new)
    assert wrong != SMALL
    message = refusal(wrong)
    assert message.startswith(f"my.toml, line {line_of(wrong, line_starts)},")
    assert says in message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no [codebook] table"),
        ("codebook = 3", "no [codebook] table"),
        (SMALL.partition("[[frames]]")[0], "no frame"),
        (SMALL.replace('version = "1.0.0"', "version = 1.0"), "version is 1.0 and must be text"),
        (SMALL.replace('title = "How a text frames a tram line"\n', ""), "title is missing"),
        (SMALL.replace("[[frames]]", "[frames]", 1), "my.toml"),
        (SMALL.partition("[[frames]]")[0] + "[frames]\nkey = 'a'", "starts with [[frames]]"),
        (SMALL.partition("[[frames]]")[0] + "[[frames]]\nkey = cost\n", "line 7"),
        (SMALL + "\nrules = ", "my.toml"),
    ],
)
def test_a_mistake_outside_of_the_frames_is_named(text: str, says: str) -> None:
    assert says in refusal(text)


def test_frames_written_as_an_inline_array_are_read_and_their_mistakes_named_without_a_line() -> None:
    head = SMALL.partition("[[frames]]")[0]
    frame = '{ key = "cost", name = "cost", shortcut = "c", color = "#112233", definition = "Money." }'
    assert parse_codebook(f"frames = [{frame}]\n{head}", "my.toml").keys == ("cost",)
    message = refusal(f"frames = [{frame.replace('#112233', 'blue')}]\n{head}")
    assert message.startswith("my.toml, frame 'cost': color 'blue'")


def test_a_heading_inside_of_a_text_does_not_shift_the_lines() -> None:
    shifted = SMALL.replace(
        'definition = "The line is shown as money spent."', 'definition = """\n[[frames]]\nname = "in the text"\n"""'
    ).replace('color = "#aabbcc"', 'color = "blue"')
    assert refusal(shifted).startswith(f"my.toml, line {line_of(shifted, 'color', 2)}, frame 'clean_air'")


def test_a_file_that_is_not_utf8_or_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "codebook.toml"
    with pytest.raises(InputError, match=r"codebook\.toml: No such file"):
        read_codebook(path)
    path.write_bytes(SMALL.encode("utf-8").replace(b"clean air", b"\xe9t\xe9"))
    with pytest.raises(InputError, match="is not UTF-8"):
        read_codebook(path)
    with pytest.raises(InputError, match="directory"):
        read_codebook(tmp_path)


VOICES = """
[[voices]]
key = "outlet"
name = "the outlet"
shortcut = "1"
definition = "Its own narration."

[[voices]]
key = "official"
name = "an official"
shortcut = "2"
color = "#112233"
definition = "Ministries and the police."

[[voice_rules]]
id = "who"
text = "Ask who answers for it."

[voice_gazetteer]
official = ["transport ministry", "Көлік министрлігі"]
outlet = []
"""
VOICED = SMALL + VOICES


def test_a_codebook_holds_the_voices_rules_and_names_of_its_file() -> None:
    book = parse_codebook(VOICED, "my.toml")
    assert [(voice.key, voice.name, voice.shortcut) for voice in book.voices] == [
        ("outlet", "the outlet", "1"),
        ("official", "an official", "2"),
    ]
    assert book.voices[1].definition == "Ministries and the police."
    assert book.voice_rules == (Rule("who", "Ask who answers for it."),)
    assert book.gazetteer == {"official": ("transport ministry", "Көлік министрлігі"), "outlet": ()}
    assert book.subset(["cost"]).voices == book.voices
    assert hash(book) == hash(parse_codebook(VOICED, "another.toml"))


def test_a_codebook_says_by_its_task_whether_a_sentence_has_one_frame_only() -> None:
    tasks = {"single-label text classification": True, " Single-label": True, "multi-label": False, "": False}
    for task, single in tasks.items():
        book = parse_codebook(SMALL.replace('id = "tram"', f'id = "tram"\ntask = "{task}"'), "my.toml")
        assert book.single_label is single
    assert not parse_codebook(SMALL, "my.toml").single_label


def test_a_codebook_needs_no_voices_and_splits_quotations_unless_told_otherwise() -> None:
    book = parse_codebook(SMALL, "my.toml")
    assert (book.voices, book.voice_rules, book.gazetteer, book.quotes) == ((), (), {}, "split")
    kept = parse_codebook(SMALL.replace('id = "tram"', 'id = "tram"\nquotes = "keep"'), "my.toml")
    assert kept.quotes == "keep"


@pytest.mark.parametrize("value", ['"Keep"', "true", '["split"]', '""'])
def test_another_way_with_quotations_is_refused_with_its_line(value: str) -> None:
    wrong = SMALL.replace('id = "tram"', f'id = "tram"\nquotes = {value}')
    message = refusal(wrong)
    assert message.startswith("my.toml, line 3, [codebook]: quotes is ")
    assert 'must be "split" or "keep"' in message


@pytest.mark.parametrize(
    ("old", "new", "line_starts", "occurrence", "called", "says"),
    [
        ('key = "official"', 'key = "outlet"', "key", 4, "voice 'outlet'", "taken by voice 'outlet'"),
        ('key = "official"', 'key = "the police"', "key", 4, "voice 'the police'", "lower-case"),
        ('key = "official"\n', "", "[[voices]]", 2, "voice 'number 2'", "key is missing"),
        ('name = "an official"', 'name = "The Outlet"', "name", 4, "voice 'official'", "taken by voice 'outlet'"),
        ('name = "an official"', 'name = " "', "name", 4, "voice 'official'", "must be text"),
        ('shortcut = "2"', 'shortcut = "1"', "shortcut", 4, "voice 'official'", "taken by voice 'outlet'"),
        ('shortcut = "2"', 'shortcut = "F2"', "shortcut", 4, "voice 'official'", "one digit or lower-case letter"),
        ('"#112233"\ndefinition = "Min', '"blue"\ndefinition = "Min', "color", 3, "voice 'official'", "a colour like"),
        (
            'definition = "Ministries and the police."\n',
            "",
            "[[voices]]",
            2,
            "voice 'official'",
            "definition is missing",
        ),
        ('text = "Ask who answers for it."\n', "", "id", 3, "voice rule 'number 1'", "text is missing"),
        (
            "official = [",
            "police = [",
            "police",
            1,
            "[voice_gazetteer]",
            "'police' is no voice. There are: outlet, official.",
        ),
        (
            '["transport ministry", "Көлік министрлігі"]',
            '"transport ministry"',
            "official",
            1,
            "[voice_gazetteer]",
            "must be a list",
        ),
        ('["transport ministry", ', "[7, ", "official", 1, "[voice_gazetteer]", "list of texts"),
        ('["transport ministry", ', '[" ", ', "official", 1, "[voice_gazetteer]", "an empty name"),
        (
            "outlet = []",
            'outlet = ["Transport Ministry"]',
            "outlet",
            1,
            "[voice_gazetteer]",
            "stands under official too",
        ),
    ],
)
def test_a_mistake_in_a_voice_is_named_with_its_voice_and_line(
    old: str, new: str, line_starts: str, occurrence: int, called: str, says: str
) -> None:
    wrong = VOICED.replace(old, new)
    assert wrong != VOICED
    message = refusal(wrong)
    assert message.startswith(f"my.toml, line {line_of(wrong, line_starts, occurrence)}, {called}: ")
    assert says in message


def test_names_without_voices_and_voices_of_another_shape_are_refused() -> None:
    names = SMALL + '[voice_gazetteer]\nofficial = ["police"]\n'
    assert "'official' is no voice. There are no [[voices]] yet." in refusal(names)
    assert "starts with [voice_gazetteer]" in refusal("voice_gazetteer = 3\n" + SMALL)
    assert "starts with [[voices]]" in refusal(SMALL + '[voices]\nkey = "outlet"\n')
    assert "starts with [[voice_rules]]" in refusal("voice_rules = [1]\n" + SMALL)


COLORS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(COLORS)
def test_the_name_of_a_voice_can_be_read_on_any_colour_that_a_codebook_gives_it(color: str) -> None:
    voice = parse_codebook(VOICED.replace("#112233", color), "my.toml").voices[1]
    assert voice.color == color
    assert contrast(voice.color, voice.text_color) >= 4.5


def test_voices_get_colours_that_differ_and_that_their_names_can_be_read_on() -> None:
    one = '[[voices]]\nkey = "v{n}"\nname = "v{n}"\nshortcut = "{n}"\ndefinition = "d"\n'
    voices = parse_codebook(SMALL + "".join(one.format(n=n) for n in range(8)), "my.toml").voices
    assert len({voice.color for voice in voices}) == 8
    for voice in voices:
        assert contrast(voice.color, voice.text_color) >= 4.5
        # Doccano's page picks the text colour itself, by this brightness (YIQ).
        red, green, blue = (int(voice.color[place : place + 2], 16) for place in (1, 3, 5))
        picked = "#FFFFFF" if (red * 299 + green * 587 + blue * 114) / 1000 < 128 else "#000000"
        assert contrast(voice.color, picked) >= 4.5


def test_any_changed_name_changes_the_fingerprint_as_a_word_of_a_frame_does() -> None:
    changed = VOICED.replace("transport ministry", "tram office")
    assert parse_codebook(changed, "a").fingerprint != parse_codebook(VOICED, "a").fingerprint


def test_comments_and_layout_do_not_change_the_fingerprint() -> None:
    spaced = re.sub(r"(?m)^(\w+) = ", r"  \1   =   ", SMALL).replace("[[frames]]", "\n# a note\n[[frames]]  # another")
    assert spaced != SMALL
    assert parse_codebook(spaced, "a").fingerprint == parse_codebook(SMALL, "b").fingerprint
    assert re.fullmatch("[0-9a-f]{16}", parse_codebook(SMALL, "a").fingerprint)


# Words inside of texts. A changed `instead` or `pair` would name no frame, and a second "c" is no free key.
_WORDS = [match.span() for match in re.finditer(r"\b(?:money|stops|bare|better|Judge|Air|air\.|tram|0\.0)\b", SMALL)]


@given(st.sampled_from(_WORDS), st.text("bdefgh", min_size=1, max_size=5))
def test_any_changed_word_changes_the_fingerprint(span: tuple[int, int], word: str) -> None:
    changed = SMALL[: span[0]] + word + SMALL[span[1] :]
    assert parse_codebook(changed, "a").fingerprint != parse_codebook(SMALL, "a").fingerprint


def test_the_order_of_the_frames_changes_the_fingerprint() -> None:
    blocks = SMALL.split("[[frames]]\n")
    second, rest = blocks[2].split("\n[[rules]]")
    swapped = "[[frames]]\n".join([blocks[0], second + "\n", blocks[1] + "[[rules]]" + rest])
    assert parse_codebook(swapped, "a").keys == ("clean_air", "cost")
    assert parse_codebook(swapped, "a").fingerprint != parse_codebook(SMALL, "a").fingerprint


CHANGE = """
[[changes]]
version = "1.0.0"
id = "nine stops"
text = "Stops are no cost."
frames = ["cost"]
labels = ["clean_air"]
words = ["остановк*"]
"""


def test_a_change_says_what_it_touches_and_tells_nothing_from_nothing_said() -> None:
    said = parse_codebook(SMALL + CHANGE, "my.toml").changes[0]
    assert (said.version, said.id, said.frames, said.voices) == ("1.0.0", "nine stops", ("cost",), ())
    assert (said.labels, said.words) == (("clean_air",), ("остановк*",))
    silent = CHANGE.replace('labels = ["clean_air"]\n', "").replace('words = ["остановк*"]', "words = []")
    said = parse_codebook(SMALL + silent, "my.toml").changes[0]
    assert (said.labels, said.words) == (None, ())


@pytest.mark.parametrize(
    ("old", "new", "line_starts", "says"),
    [
        ('id = "nine stops"\n', "", "[[changes]]", "id is missing"),
        ('version = "1.0.0"\nid = "nine', 'version = 1.0\nid = "nine', "version = 1.0", "must be text"),
        ('text = "Stops are no cost."\n', "", 'id = "nine', "text is missing"),
        ('frames = ["cost"]', 'frames = ["fares"]', "frames", "'fares', which is no frame"),
        ('frames = ["cost"]', 'voices = ["mayor"]', "voices", "'mayor', which is no voice"),
        ('labels = ["clean_air"]', 'labels = ["fares"]', "labels", "'fares', which is no frame or voice"),
        ('words = ["остановк*"]', 'words = ["*"]', "words", "an empty word"),
        ('words = ["остановк*"]', 'words = "остановк*"', "words", "must be a list"),
        ('words = ["остановк*"]\n', 'words = []\n[[changes]]\nversion = "2"\nid = "nine stops"\ntext = "a"\n',
         'id = "nine', "taken by another change"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_change_is_named_with_its_line(old: str, new: str, line_starts: str, says: str) -> None:
    wrong = (SMALL + CHANGE).replace(old, new)
    assert wrong != SMALL + CHANGE
    message = refusal(wrong)
    lines = [number for number, line in enumerate(wrong.split("\n"), start=1) if line.startswith(line_starts)]
    assert message.startswith(f"my.toml, line {lines[-1]}, change ")
    assert says in message


def test_a_change_may_speak_of_labels_that_were_dropped() -> None:
    gone = CHANGE.replace('labels = ["clean_air"]', 'dropped = ["fares"]\nlabels = ["fares"]')
    assert parse_codebook(SMALL + gone, "my.toml").changes[0].labels == ("fares",)


def test_a_subset_keeps_the_order_of_the_codebook_and_its_fingerprint() -> None:
    book = parse_codebook(SMALL, "my.toml")
    assert book.subset(["clean_air", "cost"]).keys == ("cost", "clean_air")
    assert book.subset([]).keys == book.keys
    only = book.subset(["clean_air"])
    assert only.keys == ("clean_air",)
    assert only.fingerprint == book.fingerprint
    assert only.confusions == ()  # a pair of which one is not offered cannot be confused
    assert only.rules == book.rules


def test_a_subset_refuses_a_frame_that_the_codebook_does_not_have() -> None:
    with pytest.raises(InputError, match=r"no frame 'noise'\. It has: cost, clean_air"):
        parse_codebook(SMALL, "my.toml").subset(["cost", "noise"])


def test_a_description_holds_every_word_of_the_file() -> None:
    def words(value: object) -> list[str]:
        if isinstance(value, dict):
            return [word for part in value.values() for word in words(part)]
        if isinstance(value, list | tuple):
            return [word for part in value for word in words(part)]
        return [str(value)]

    assert set(words(tomllib.loads(SMALL))) <= set(words(describe(parse_codebook(SMALL, "my.toml"))))


def shipped() -> dict[str, Codebook]:
    repository = Path(__file__).parent.parent
    template = Path(framing.cli.__file__).parent / "templates" / "codebook.toml"
    return {
        "the study's": read_codebook(repository / "annotations" / "codebook.toml"),
        "the template": read_codebook(template),
    }


def test_the_codebooks_that_we_ship_are_whole() -> None:
    books = shipped()
    assert len(books["the study's"].frames) == 12
    for book in books.values():
        for frame in book.frames:
            assert frame.include
            assert frame.exclude
            assert frame.positive
            assert frame.near_miss
        assert book.rules
        assert book.confusions
        assert {"outlet", "other"} <= {voice.key for voice in book.voices}  # what rules say where they know no speaker
        assert [rule for rule in book.voice_rules if not rule.id.startswith(FOR_PROGRAMS)]
        assert len(book.gazetteer) >= 3


def test_the_fingerprint_of_the_study_is_that_of_its_labels() -> None:
    assert shipped()["the study's"].fingerprint == "d12f691932635473"


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, definitions of contrast ratio and relative luminance; written here apart from the product's."""

    def luminance(color: str) -> float:
        channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("name", ["the study's", "the template"])
def test_every_label_that_we_ship_can_be_read_on_its_colour(name: str) -> None:
    book = shipped()[name]
    for label in (*book.frames, *book.voices):
        assert contrast(label.color, label.text_color) >= 4.5, label.key


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("[" * 3000 + "]" * 3000, "nested too deep"),
        ("9" * 5000, "too many digits"),
        ("0x" + "f" * 5000, "too many digits"),
    ],
)
def test_values_that_no_reader_can_take_are_errors_of_input(value: str, says: str) -> None:
    with pytest.raises(InputError, match=f"book.toml: .*{says}"):
        parse_codebook(f"[codebook]\nid = {value}\n", "book.toml")
