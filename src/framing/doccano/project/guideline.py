"""The codebook as annotators read it beside a sentence, in Markdown. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence

from framing.annotation.comments import WORDS
from framing.annotation.exercises import Exercise
from framing.codebook import FOR_PROGRAMS, Change, Codebook, Frame, Rule, Voice
from framing.doccano.project.reasons import Reason


def guideline_text(codebook: Codebook, note: str = "") -> str:
    """The codebook as Markdown for the dialog that annotators open beside a sentence.

    `note` says what the proposals of a model beside the sentences are, if there are any; see `note_in`.
    """
    parts = [f"# {codebook.title}", f"Codebook {codebook.id}, version {codebook.version}."]
    parts += ["## How to work", _HOW_TO, *_comments(codebook.rules), *_asked_elsewhere(codebook.rules)]
    if note:
        parts += [_NOTE_TITLE, note]
    return _plain("\n\n".join([*parts, *_codebook(codebook)]) + "\n")


def ruling_guideline_text(codebook: Codebook, reasons: Sequence[Reason]) -> str:
    """The same for who rules where annotators differ: how to rule, and what the reasons mean."""
    parts = [f"# Rulings. {codebook.title}", f"Codebook {codebook.id}, version {codebook.version}."]
    parts += ["## How to rule", _HOW_TO_RULE]
    parts += ["## Why did they differ?", "\n".join(f"- **{each.name}**: {each.definition}." for each in reasons)]
    parts += ["## What your ruling is", _WHAT_A_RULING_IS, *_asked_elsewhere(codebook.rules)]
    return _plain("\n\n".join([*parts, *_codebook(codebook)]) + "\n")


def _asked_elsewhere(rules: Sequence[Rule]) -> list[str]:
    if not any(_ASKS_MORE.search(rule.text) for rule in rules):
        return []
    return ["Voice and kind of a sentence are not asked for here: skip what the rules say about them."]


def _codebook(codebook: Codebook) -> list[str]:
    """What the codebook says of its frames, from the shortest to the longest."""
    about = [c for c in codebook.changes if set(c.frames) & set(codebook.keys) or not (c.frames or c.voices)]
    parts = _news(codebook, about)
    parts += ["## Labels at a glance", _overview(codebook.frames, "the events are shown as")]
    names = {frame.key: frame.name for frame in codebook.frames}
    if codebook.rules:
        parts += ["## Rules", *(f"**{rule.id}.** {_named(rule.text, names)}" for rule in codebook.rules)]
    if codebook.confusions:
        parts.append("## Pairs that get confused")
        parts += [
            f"**{names[a]} or {names[b]}?** {_named(c.decide, names)}" for c in codebook.confusions for a, b in [c.pair]
        ]
    parts.append("## The labels one by one")
    for frame in codebook.frames:
        parts += _frame_section(codebook, frame.key)
    return parts


def note_in(guideline: str) -> str:
    """The note on the proposals of a model in a guideline; empty if there is none.

    It is of the model and not of the codebook, so who writes a guideline anew takes it over from the old one.
    """
    found = re.search(rf"^{re.escape(_NOTE_TITLE)}\n+(.*?)\n+(?=##? )", guideline.replace("\r\n", "\n"), re.M | re.S)
    return found[1].replace("&lt;", "<") if found else ""


def voice_guideline_text(codebook: Codebook) -> str:
    """The same for a project that asks for the voice of each sentence, and for nothing else.

    Rules that programs carry out are left out, and so are the names of the gazetteer: who checks the rules must not
    be led by them.
    """
    names = {voice.key: voice.name for voice in codebook.voices}
    parts = ["# Who says it?", f"{codebook.title}. Codebook {codebook.id}, version {codebook.version}."]
    rules = [rule for rule in codebook.voice_rules if not rule.id.startswith(FOR_PROGRAMS)]
    parts += ["## How to work", _HOW_TO_VOICES, *_comments(rules)]
    parts += _news(codebook, [change for change in codebook.changes if change.voices])
    parts += ["## Voices", _overview(codebook.voices, "who that is")]
    if rules:
        parts += ["## How to decide", *(f"**{rule.id}.** {_named(rule.text, names)}" for rule in rules)]
    return _plain("\n\n".join(parts) + "\n")


FEEDBACK = "Codebook: "  # how feedback begins, by which it is told from other comments


def feedback_text(codebook: Codebook, exercise: Exercise, chosen: Iterable[str]) -> str:
    """What the codebook says about an exercise and why, for somebody who chose these frames and was wrong."""
    names = {frame.key: frame.name for frame in codebook.frames}
    missed = [key for key in exercise.present if key not in set(chosen)]
    surplus = [key for key in codebook.keys if key in exercise.absent and key in set(chosen)]
    said = [f"This is {_quoted(missed, names)}."] if missed else []
    said += [f"This is not {_quoted(surplus, names)}."] if surplus else []
    if not exercise.present and set(exercise.absent) == set(codebook.keys):
        said.append("It gets no label.")
    reasons = [*exercise.why, *(codebook.frame(key).definition for key in missed)]
    at_issue = {*missed, *surplus}
    pairs = [confusion for confusion in codebook.confusions if set(confusion.pair) <= at_issue]
    reasons += [f"{names[c.pair[0]]} or {names[c.pair[1]]}? {_sentence(c.decide)}" for c in pairs]
    return FEEDBACK + " ".join([*said, *(_named(_sentence(reason), names) for reason in reasons)])


def _quoted(keys: Iterable[str], names: Mapping[str, str]) -> str:
    return " and ".join(f'"{names[key]}"' for key in keys)


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


_NOTE_TITLE = "## The row *model*: what a program proposes"
_HOW_TO = (
    "1. Read the sentence. The table beside it shows the sentences before and after: they only help to see "
    "who *they* or *it* is.\n"
    "2. Press the key of **every** label that applies; press it again to take it back. If a key does nothing, set your "
    "keyboard to Latin letters.\n"
    "3. If none applies, press no label key, only **Enter**.\n"
    "4. Press **Enter** to confirm, also when no label applies: only then does your decision count, and *none* "
    "differs from *not seen*.\n"
    "5. Go on with the **right arrow** key. Another day: the funnel above the sentence, then *Undone*.\n"
    "6. Close this window before you press a key: keys work behind it, also on a sentence that you confirmed."
)
_HOW_TO_VOICES = (
    "1. Read the sentence, and the sentences before and after it in the table beside it: the speaker may be named only "
    "there.\n"
    "2. Ask who says this: who answers for it if it is wrong? Not: is it true?\n"
    "3. Press the key of that **one** voice. Another key takes its place; the same key once more takes it back. If a "
    "key does nothing, set your keyboard to Latin letters.\n"
    "4. If you cannot tell, press no label key, only **Enter**.\n"
    "5. Press **Enter** to confirm, also when you cannot tell: only then does your decision count, and *could not "
    "tell* differs from *not seen*.\n"
    "6. Go on with the **right arrow** key. Another day: the funnel above the sentence, then *Undone*.\n"
    "7. Close this window before you press a key: keys work behind it, also on a sentence that you confirmed."
)
_HOW_TO_RULE = (
    "Each of these sentences was labelled by several people who did not agree.\n\n"
    "1. Read the sentence, and in the table beside it the sentences before and after. Decide for yourself first.\n"
    "2. Then read the row *votes*: of each label on which they differ, how many gave it. The row *notes* is what they "
    "wrote. Nobody is named, and the larger number need not be right: the codebook below decides.\n"
    "3. Press the key of **every** label that applies to the whole sentence, also where nobody differed: a label that "
    "you leave off is ruled out. If none applies, press no label key. If a key does nothing, set your keyboard to "
    "Latin letters.\n"
    "4. Press the key of **one** reason, a label that begins with *why:*.\n"
    "5. If the codebook should say more, write a comment: the speech bubble above the sentence.\n"
    "6. Press **Enter** to confirm: only then is it a ruling. Go on with the **right arrow** key.\n"
    "7. Close this window before you press a key: keys work behind it, also on a sentence that you confirmed."
)
_WHAT_A_RULING_IS = (
    "It stands beside the labels of the annotators and changes none of them: how far they agree is computed from "
    "theirs alone, and the final label of the sentence is yours, with your reason.\n\n"
    "If you labelled these sentences yourself, better let somebody else rule: you would judge your own vote."
)
_ASKS_FOR_DOUBT = re.compile(r"['`\"]doubt:")
_ASKS_MORE = re.compile(r"`(voice|kind)`|\bvoice = ", re.IGNORECASE)


def _comments(rules: Iterable[Rule]) -> list[str]:
    """What to write beside a sentence, if the rules ask for something that a pull knows."""
    said = " ".join(rule.text for rule in rules)
    words = ["`doubt:` and the label"] if _ASKS_FOR_DOUBT.search(said) else []
    words += [f"`{word}`" for word in WORDS if re.search(rf"['`\"]{word}['`\"]", said)]
    return [f"Comments (the speech bubble above the sentence): {', '.join(words)}; see the rules."] if words else []


def _news(codebook: Codebook, changes: Iterable[Change]) -> list[str]:
    """What this version of the codebook changed, for annotators who know the one before; nothing if it does not say."""
    labels: tuple[Frame | Voice, ...] = (*codebook.frames, *codebook.voices)
    names = {label.key: label.name for label in labels}
    items = [f"- {_named(change.text, names)}" for change in changes if change.version == codebook.version]
    return [f"## New in version {codebook.version}", "\n".join(items)] if items else []


def _overview(labels: Iterable[Frame | Voice], meaning: str) -> str:
    rows = [f"| `{label.shortcut}` | {_cell(label.name)} | {_cell(label.definition)} |" for label in labels]
    return "\n".join([f"| key | label | {meaning} |", "|---|---|---|", *rows])


def _frame_section(codebook: Codebook, key: str) -> list[str]:
    frame = codebook.frame(key)
    names = {other.key: other.name for other in codebook.frames}
    parts = [f"### {frame.name} (key `{frame.shortcut}`)", _named(frame.definition, names)]
    lists = [
        ("Choose it for", [_named(text, names) for text in frame.include]),
        ("Leave it off for", [_named(text, names) for text in frame.exclude]),
        ("Examples", [f"*{text}*" for text in frame.positive]),
        ("Looks right, but is not", [_near_miss(miss.text, miss.instead, miss.why, names) for miss in frame.near_miss]),
    ]
    for title, items in lists:
        if items:
            parts.append(f"**{title}**\n\n" + "\n".join(f"- {item}" for item in items))
    return parts


def _near_miss(text: str, instead: Sequence[str], why: str, names: Mapping[str, str]) -> str:
    offered = [names[key] for key in instead if key in names]
    label = ", ".join(offered) if offered else "no label" if not instead else "no label of this project"
    return f"*{text}* → {label}" + (f" ({_named(why, names)})" if why else "")


def _named(text: str, names: Mapping[str, str]) -> str:
    """A rule with labels in place of the codebook's keys: annotators see labels only.

    A key that could be a word of the rule, such as "cost", is one only where a rule points to labels: after an arrow,
    to the end of the clause. Where they are to write a key, they write what they see.
    """

    def label(word: re.Match[str]) -> str:
        return names.get(word[0], word[0])

    def labels(clause: re.Match[str]) -> str:
        return re.sub(r"\b[a-z][a-z0-9_]*\b", label, clause[0])

    text = re.sub(r"\b[a-z][a-z0-9]*_[a-z0-9_]*\b", label, text.replace("<key>", "<label>"))
    return re.sub(r"(?<=-> )[^.;(]*", labels, text)


def _plain(text: str) -> str:
    """Markdown without a tag of HTML in it, whatever the codebook says."""
    return text.replace("<", "&lt;")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
