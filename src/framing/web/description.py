"""The HTTP interface for programs, described in the form of OpenAPI 3.1. Pure.

Written by hand, because the framework has none; tests ask the running server everything that stands here, and more.
"""

from typing import Any

from framing.codebook import NAME_LIMIT
from framing.corpus.voice import VOICE_KEYS
from framing.tables import KINDS
from framing.web import article, trying
from framing.web.asked import MOST_TEXTS

# Not empty, and more than what Python takes for white space, four control characters among it; no half of a pair of
# surrogates, which UTF-8 cannot hold.
_SOMETHING = "[^\\s\x1c-\x1f\x85]"
_SENTENCE = {"type": "string", "minLength": 1, "maxLength": trying.MOST_CHARACTERS, "pattern": _SOMETHING}
_ARTICLE = {"type": "string", "minLength": 1, "maxLength": article.MOST_CHARACTERS, "pattern": _SOMETHING}
_SHARE = {"type": "number", "minimum": 0, "maximum": 1}
_COUNT = {"type": "integer", "minimum": 0}
_TEXT = {"type": "string"}
_EXAMPLE = "The rioters stormed the airport, the minister said."

REFUSALS = {
    "400": "The body is no UTF-8, no JSON, nests too deep, or names a key twice.",
    "401": "The token is missing or wrong.",
    "403": "The request comes from a page of another site.",
    "408": "The body did not arrive in time.",
    "413": "The body is too large.",
    "415": "The body is not of the type application/json.",
    "421": "The server is not called by the name in the header Host.",
    "422": "The JSON is not what is needed, or a text is empty or too long.",
    "429": "Too many requests came from this address; Retry-After says when to come again.",
    "500": "Something that nobody expected.",
    "503": "The server has too much to do; Retry-After says when to come again.",
}
_ALWAYS = ("403", "421", "429", "500", "503")
_OF_BODIES = ("400", "408", "413", "415", "422")


def description(version: str, *, protected: bool) -> dict[str, Any]:
    """The whole document.

    Args:
        version: of framing.
        protected: whether requests need a token.
    """
    paths: dict[str, Any] = {
        "/health": {
            "get": {
                "operationId": "health",
                "summary": "Whether the server answers",
                "description": "Whether the server answers. Needs no token, and says nothing of the model.",
                "security": [],
                "responses": _responses(_object({"status": {"const": "ok"}}), "It does.", ()),
            }
        },
        "/label": {"post": _label(protected)},
        "/score": {"post": _score(protected)},
        "/openapi.json": {
            "get": {
                "operationId": "description",
                "summary": "This document",
                "description": "This document, for programs that make clients or tests from it.",
                "responses": _responses({"type": "object"}, "The document.", _token(protected)),
            }
        },
    }
    security: dict[str, Any] = {"security": [{"token": []}]} if protected else {}
    schemes = {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}} if protected else {}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "framing serve",
            "version": version,
            "description": "Scores of one model. Nothing that is sent is stored or logged.",
        },
        "paths": paths,
        "components": {"schemas": _schemas(), **schemes},
        **security,
    }


def _label(protected: bool) -> dict[str, Any]:
    return {
        "operationId": "label",
        "summary": "Labels of a sentence",
        "description": "The frames that the model predicts in a sentence, the most probable first: each frame has a "
        "threshold of its own, and what is below it is left out. Doccano's automatic labelling asks here.",
        "requestBody": _body(_object({"text": _SENTENCE}), {"sentence": {"text": _EXAMPLE}}),
        "responses": _responses(
            {"type": "array", "items": _object({"label": _TEXT, "score": _SHARE})},
            "The labels; none if no score reaches its threshold.",
            (*_token(protected), *_OF_BODIES),
        ),
    }


def _score(protected: bool) -> dict[str, Any]:
    one_of = [
        _object({"text": _SENTENCE}),
        _object({"texts": {"type": "array", "minItems": 1, "maxItems": MOST_TEXTS, "items": _SENTENCE}}),
        _object({"article": _ARTICLE}),
    ]
    examples = {
        "sentence": {"text": _EXAMPLE},
        "batch": {"texts": [_EXAMPLE, "The square was quiet."]},
        "article": {"article": f"{_EXAMPLE} The square was quiet."},
    }
    return {
        "operationId": "score",
        "summary": "Scores of a sentence, a batch, or an article",
        "description": "Every frame of every sentence, with its threshold and how many examples the model has seen. "
        "An article is split; start and end count code points of it. A sentence that is no text of its own (a byline, "
        "a list of links) has no frames. Scores are estimates for one sentence, no judgement of an outlet or a person.",
        "requestBody": _body({"oneOf": one_of}, examples),
        "responses": _responses(_reference("Scores"), "The scores.", (*_token(protected), *_OF_BODIES)),
    }


def _schemas() -> dict[str, Any]:
    frame = {
        "frame": {"type": "string", "description": "Key in the codebook."},
        "name": {"type": "string", "maxLength": NAME_LIMIT},
        "probability": _SHARE,
        "threshold": _SHARE,
        "predicted": {"type": "boolean"},
        "examples": _COUNT,
        "too_few_examples": {"type": "boolean"},
    }
    voices = {"type": ["string", "null"], "description": f"Who says it, by rules: {', '.join(VOICE_KEYS)}, or others."}
    sentence = {
        "start": _COUNT,
        "end": _COUNT,
        "kind": {"enum": list(KINDS)},
        "voice": voices,
        "frames": {"type": "array", "items": _reference("Frame")},
    }
    model = {
        "name": _TEXT,
        "fingerprint": _TEXT,
        "codebook": _TEXT,
        "sentences": _COUNT,
        "documents": _COUNT,
        "labels": _COUNT,
        "labels_by_automated_coder": _COUNT,
        "frames_not_learned": {"type": "array", "items": _TEXT},
    }
    problem = {"problem": _TEXT, "where": _TEXT, "what": _TEXT, "what_to_do": _TEXT}
    return {
        "Frame": _object(frame),
        "Sentence": _object(sentence),
        "Model": _object(model),
        "Scores": _object(
            {"model": _reference("Model"), "sentences": {"type": "array", "items": _reference("Sentence")}}
        ),
        "Problem": _object(problem),
    }


def _token(protected: bool) -> tuple[str, ...]:
    return ("401",) if protected else ()


def _responses(schema: dict[str, Any], means: str, refusals: tuple[str, ...]) -> dict[str, Any]:
    refused = {
        status: {"description": REFUSALS[status], "content": _json(_reference("Problem"))}
        for status in sorted({*refusals, *_ALWAYS})
    }
    return {"200": {"description": means, "content": _json(schema)}, **refused}


def _body(schema: dict[str, Any], examples: dict[str, Any]) -> dict[str, Any]:
    shown = {name: {"value": value} for name, value in examples.items()}
    return {"required": True, "content": {"application/json": {"schema": schema, "examples": shown}}}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has all of these and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
