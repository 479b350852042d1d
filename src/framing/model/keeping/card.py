"""The card of a model: what it is, who made its labels, what it was measured at, and what not to use it for."""

import math
import re
from collections.abc import Mapping

import jinja2

import framing
from framing.model.behaviour.result import SAME_WANTED, SAME_WITHIN
from framing.model.caution.sets import LEVEL
from framing.model.evaluation.calibration import CALIBRATION_AT_LEAST
from framing.model.evaluation.resampling import INTERVAL_AT_LEAST
from framing.model.keeping.record import Record, record_sha256
from framing.model.learning.fit import FIGURE_AT_LEAST, LEARN_AT_LEAST
from framing.model.learning.links import Link
from framing.model.learning.train import FrameModel

# Signs of Markdown and HTML, what begins a list or a rule, and what turns an address into a link.
_MARKDOWN = re.compile(r"[\\`*_\[\]<>#|~&$@]|^[-+=]|:(?=//)|(?<=www)\.", re.IGNORECASE)

# In a card of another version: what would format, and does not stand behind a backslash; marks of control.
_FOREIGN = re.compile(rb"(?<!\\)(?:<|\]\(|\]\[|\]:)|[\x00-\x09\x0b-\x1f\x7f]")

_LOOKS_AT: Mapping[str, str] = {
    "fast": "words, alone and in pairs",
    "standard": "words, alone and in pairs, and pieces of words of 3 to 5 characters",
    "rich": "words, alone and in pairs, pieces of words of 3 to 5 characters, and the mean of vectors of the words' "
    "meanings, if the texts are mostly in a language that the package has a table of vectors for",
    "multilingual": "words, alone and in pairs, pieces of words of 3 to 5 characters, and what an encoder of 16 "
    "languages makes of the sentence, if the texts are mostly in these",
    "contextual": "words, alone and in pairs, pieces of words of 3 to 5 characters, and what an encoder of 100 "
    "languages makes of the sentence",
}
_LINKS: Mapping[Link, str] = {
    "each": "from each score a probability of its own",
    "one": "from all scores the probabilities of having one of the frames: every sentence has one",
    "one or none": "from all scores the probabilities of having one of the frames or none: a sentence has at most one",
}
_LANGUAGE_NAMES = {"en": "English", "kk": "Kazakh", "ru": "Russian"}
_IN_LANGUAGES: Mapping[str, str] = {
    "fast": "Words are taken as they are written: in Russian, Kazakh and other languages whose words change their "
    "endings, each form of a word has to be learned for itself. There the profile standard finds more.",
    "standard": "Pieces of words stand for their stems in any language that writes words apart, so that English, "
    "Russian and Kazakh are learned alike, each from its own examples; no knowledge of a language comes with it.",
    "rich": "The table of vectors is English and is used where most of the texts are: there words that mean nearly the "
    "same count as nearly the same. In Russian, Kazakh and other languages this profile is the profile standard.",
    "multilingual": "The encoder knows English, Russian, French and 13 more languages, not Kazakh and not Ukrainian: "
    "there this profile is the profile standard. It reads about 150 sentences a second.",
    "contextual": "The encoder knows English, Russian, French, Kazakh, Ukrainian and 95 more languages; what it adds "
    "in Kazakh and Ukrainian nobody has measured on labelled sentences. It reads about 10 sentences a second.",
}


def write_card(model: FrameModel, fingerprint: str, record: Record) -> str:
    """The card as Markdown. Text from outside, such as the name of a codebook, appears as it is and formats nothing.

    Args:
        model: the model.
        fingerprint: its name.
        record: what was found out about it; without figures or behaviour the card says that there are none.
    """
    template = _environment().get_template("card.md")
    sets = model.sets
    return template.render(
        model=model,
        # In the codebook's order: a file has its own.
        left_out={c.frame: model.left_out[c.frame] for c in model.examples if c.frame in model.left_out},
        fingerprint=fingerprint,
        evaluation=record.figures,
        behaviour=record.behaviour,
        warnings=record.warnings,
        record_sha256=record_sha256(record),
        figure_at_least=FIGURE_AT_LEAST,
        learn_at_least=LEARN_AT_LEAST,
        interval_at_least=INTERVAL_AT_LEAST,
        calibration_at_least=CALIBRATION_AT_LEAST,
        promised=LEVEL,
        same_within=SAME_WITHIN,
        same_wanted=SAME_WANTED,
        one_threshold=float(model.thresholds[0]) if len(set(model.thresholds.tolist())) == 1 else None,
        thresholds=dict(zip(model.frames, model.thresholds.tolist(), strict=True)),
        sure=[] if sets is None else [frame for frame, known in zip(model.frames, sets.known, strict=True) if known],
        looks_at=_LOOKS_AT[model.profile],
        link=_LINKS[model.link],
        languages=_IN_LANGUAGES[model.profile],
        spoken=[_LANGUAGE_NAMES.get(code, code) for code in (model.reference.languages if model.reference else ())],
    )


def is_card_of(card: bytes, model: FrameModel, fingerprint: str, record: Record) -> bool:
    """Whether a card is what this model and record are said to be in.

    A card of this version of framing must be the same to the byte. Another version has other words: its card must name
    model and record at its ends, and hold nothing that formats as a link, a picture or HTML, which no card does. What
    else it says nobody can check.
    """
    if card == write_card(model, fingerprint, record).encode("utf-8"):
        return True
    if model.versions.get("framing") == framing.__version__ or _FOREIGN.search(card):
        return False
    lines = card.splitlines()
    first, last = f"# Frame model {fingerprint}".encode(), f"`{record_sha256(record)}`".encode()
    return len(lines) > 1 and lines[0] == first and last in lines[-1]


def escape_markdown(value: object) -> str:
    """`value` on one line, with a backslash before whatever Markdown or HTML would take for a sign.

    What does not print is named by its number: a mark that turns the direction of what follows could change a figure.
    """
    line = "".join(sign if sign.isprintable() else _named(sign) for sign in " ".join(str(value).split()))
    return _MARKDOWN.sub(r"\\\g<0>", line)


def figure(value: float | None) -> str:
    """Two digits, or a dash where there is no figure."""
    return "–" if value is None or math.isnan(value) else f"{value:.2f}"


def ended(value: float | None, low: float | None, high: float | None) -> str:
    """Two digits with both ends of the interval, if there is one."""
    ends = "" if low is None or high is None else f" ({low:.2f} to {high:.2f})"
    return figure(value) + ends


def interval(low: float | None, high: float | None) -> str:
    """Both ends, or a dash where there is no interval."""
    return "–" if "–" in (figure(low), figure(high)) else f"{low:.2f} to {high:.2f}"


def _named(sign: str) -> str:
    return f"\\u{ord(sign):04x}"


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("framing.model.keeping"),
        autoescape=False,  # noqa: S701 - the card is Markdown, not HTML: finalize escapes every value for it
        finalize=escape_markdown,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["figure"] = figure
    environment.globals["interval"] = interval
    environment.globals["ended"] = ended
    return environment
