"""Pages of the server as HTML, with the policy that lets nothing but our own style and script work in them. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from framing.languages.words import LANGUAGES, Words, words
from framing.pages.environment import hashed, own_file, page_environment
from framing.web.problems import Problem
from framing.web.subject import Subject
from framing.web.trying import FrameScore, Tried

_STYLES = ("page.css", "scores.css", "serve.css")
_SCRIPTS = ("serve.js",)


@dataclass(frozen=True)
class Page:
    """HTML, and the content security policy that it is sent with."""

    html: str
    policy: str


@dataclass(frozen=True, eq=False)
class Pages:
    """The pages about one model in one language.

    Attributes:
        subject: the model.
        language: of the pages.
        protected: whether a token is asked for.
        in_file: whether kept sentences stand in a file too.
    """

    subject: Subject
    language: str
    protected: bool = False
    in_file: bool = False

    @property
    def words(self) -> Words:
        """What the pages say."""
        return words(self.language)

    def page(self, name: str, **values: Any) -> Page:
        """The page of the template `name`.html.j2, with what all pages have and `values`."""
        style, scripts = self._style, _scripts()
        html = (
            _environment()
            .get_template(f"{name}.html.j2")
            .render(
                words=self.words,
                subject=self.subject,
                page=name,
                style=style,
                scripts=scripts,
                form_action="'self'",
                referrer="same-origin",  # with no-referrer a browser would not say from which page a form was sent
                voices=self._voices,
                no=self._small_word,
                protected=self.protected,
                in_file=self.in_file,
                **values,
            )
        )
        return Page(html, self._policy)

    def problem(self, problem: Problem) -> Page:
        """The page that says what is wrong."""
        return self.page("problem", problem=problem)

    def said(self, tried: Tried) -> str:
        """What the model said of a sentence, in a line: the frames that it predicts, with their scores."""
        names = [f"{self.subject.names[each.frame]} {share(each.probability)}" for each in tried.predicted]
        return "; ".join(names) or self.words("serve.said_nothing")

    @cached_property
    def _policy(self) -> str:
        """The same as in the page and stricter: styles by hash too, and nobody may put the page into a frame."""
        ours = " ".join(f"'sha256-{hashed(script)}'" for script in _scripts())
        return (
            f"default-src 'none'; style-src 'sha256-{hashed(chr(10) + self._style)}'; img-src data:; "
            f"script-src {ours}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )

    @cached_property
    def _style(self) -> Markup:
        """Our own style, and a rule for each frame's colour."""
        environment = _environment()
        parts = [own_file(environment, name) for name in _STYLES]
        for key, (colour, text) in self.subject.colours.items():
            parts.append(f".f-{key} {{ background: {colour}; color: {text}; }}")
            parts.append(
                f".t-{key} {{ background: color-mix(in srgb, {colour} 22%, var(--paper)); "
                f"border-bottom: 3px solid {colour}; }}"
            )
        return Markup("\n".join(parts))  # noqa: S704  our own files; keys and colours were checked where they came in

    @cached_property
    def _small_word(self) -> str:
        """The word that denies, of a language that the model has learned; of the pages' if we have no words of it."""
        reference = self.subject.model.reference
        learned = [each for each in (reference.languages if reference else ()) if each in LANGUAGES]
        return words((*learned, self.language)[0])("teacher.not")

    @cached_property
    def _voices(self) -> Mapping[str, str]:
        """Voice to its name: that of the codebook unless it is one that we have words for."""
        book = self.subject.codebook
        named = {voice.key: voice.name for voice in book.voices} if book else {}
        ours = self.words.section("serve")
        known = {name.removeprefix("voice_"): self.words(f"serve.{name}") for name in ours if name.startswith("voice_")}
        return named | known


def beside(first: Tried, second: Tried) -> list[tuple[FrameScore, FrameScore]]:
    """The scores of each frame in both sentences; the frame whose scores differ most comes first."""
    pairs = [(score, second.of(score.frame)) for score in first.scores]
    return sorted(pairs, key=lambda pair: -abs(pair[0].probability - pair[1].probability))


def share(value: float, digits: int = 2) -> str:
    """A score with so many digits, which are never all 0 and never 1: it is neither never nor always."""
    step = 10.0**-digits
    return f"{min(max(value, step), 1 - step):.{digits}f}"


def apart(score: FrameScore) -> tuple[str, str]:
    """The score and its threshold with two digits, or with as many as it takes to tell them apart."""
    shown = [(share(score.probability, digits), share(score.threshold, digits)) for digits in range(2, 6)]
    return next((pair for pair in shown if pair[0] != pair[1]), shown[0])


@cache
def _scripts() -> list[Markup]:
    return [Markup(own_file(_environment(), name)) for name in _SCRIPTS]  # noqa: S704  our own files


@cache
def _environment() -> Environment:
    environment = page_environment("framing.web")
    environment.filters["share"] = share
    environment.filters["apart"] = apart
    environment.filters["tojson_plain"] = lambda value: json.dumps(value, ensure_ascii=False)
    return environment
