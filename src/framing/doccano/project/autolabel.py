"""Doccano's own automatic labelling, set up to ask a scoring service: tried out first, with the project marked.

Doccano writes the labels of the service under the name of the annotator who looks at the sentence, as if that person
had chosen them. No export tells them apart, so the project's card is marked before the first of them can arrive, and
every decision that is pulled after that counts as assisted. The mark stays when the set-up is taken away: labels that
were never confirmed still stand there.

The set-up is tried out by the server's own test addresses, because it is the server that must reach the service.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from framing.doccano.project.card import ProjectCard, replaced_description
from framing.doccano.wire.connection import THIS_MACHINE
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError, InputError

_SHOWN = 200  # characters of an answer, in a message


@dataclass(frozen=True)
class Service:
    """A program that is sent {"text": ...} and answers [{"label": ..., "score": ...}]; labels are names or keys.

    Attributes:
        url: where it listens, as the Doccano server reaches it.
        threshold: labels with at least this score are set, 0 to 1.
        headers: sent with every request; they may hold a secret, which then stands in Doccano's database.
    """

    url: str
    threshold: float
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def check_service_url(url: str, *, plain: bool = False) -> None:
    """Nothing, if texts may be sent to this address.

    Args:
        url: of the service.
        plain: whether http to another machine will do, where whoever carries the traffic reads and changes it.

    Raises:
        InputError: it is no address, holds a password, or is not encrypted.
    """
    try:
        parts = urlsplit(url)
        host, with_password = parts.hostname, parts.username is not None or parts.password is not None
        parts.port  # noqa: B018 - raises if it is none
    except ValueError as error:
        raise InputError(f"{url!r} is no address of a service: {error}.") from error
    if with_password:
        raise InputError("The address of the service holds a name or a password. Put it into a header, see --help.")
    if parts.scheme not in ("http", "https") or not host or parts.fragment:
        raise InputError(f"{url!r} is no address of a service. It looks like http://127.0.0.1:8177/score.")
    if parts.scheme == "http" and host not in THIS_MACHINE and not plain:
        raise InputError(
            f"{url} is not encrypted: whoever carries the traffic can read the texts and change the labels. "
            "Use https, or say --plain-http if you are sure of the network."
        )


def configuration(service: Service, card: ProjectCard) -> dict[str, Any]:
    """What Doccano is to be told, in the form of its API."""
    by_key = dict(card.labels)
    return {
        "model_name": "Custom REST Request",
        "task_type": "Category",
        "default": False,
        "model_attrs": {
            "url": service.url,
            "method": "POST",
            "params": {},
            "headers": dict(service.headers),
            "body": {"text": "{{ text }}"},
        },
        "template": f"[{{% for e in input if e.score >= {service.threshold:.6f} %}}"
        "{% if not loop.first %},{% endif %}"
        '{"label": {{ e.label|tojson }}}{% endfor %}]',
        # Doccano drops what is not named here. A name counts before a key that happens to be the same.
        "label_mapping": by_key | {name: name for name in by_key.values()},
    }


def try_out(gateway: Gateway, project: Project, card: ProjectCard, service: Service) -> tuple[str, ...]:
    """Warnings about what the service answers, after the server has tried the whole way from a text to labels.

    Raises:
        InputError: the project holds no sentence to try it with.
        DoccanoError: automatic labelling is off on the server, the server does not reach the service, or what comes
            back is not what the project could use.
    """
    wanted = configuration(service, card)
    if configurations(gateway, project) is None:
        raise DoccanoError(
            f"Automatic labelling is off at {gateway.url}. On your own server: framing server down, then "
            "framing server up --auto-labelling. On another one its administrator decides."
        )
    text = _first_text(gateway, project)
    if text is None:
        raise InputError(f"The project {project.name!r} holds no sentence to try it with. Push some: framing push.")
    try:
        answer = _try(gateway, project, "request-testing", "let Doccano ask the service", {**wanted, "text": text})
    except DoccanoError as error:
        raise DoccanoError(
            f"{error} It is the Doccano server that asks {service.url}, from where it runs. "
            "Start the service, see that it answers there, and try again. Nothing was changed."
        ) from error
    _check_answer(answer, service)
    _try_template(gateway, project, card, wanted, service)
    unknown = sorted({row["label"] for row in answer} - wanted["label_mapping"].keys())
    return _warnings(gateway, service, unknown, card)


def set_up(gateway: Gateway, project: Project, service: Service, card: ProjectCard) -> bool:
    """Whether something changed: the project has exactly this set-up for the service's address. See `mark` first."""
    wanted = configuration(service, card)
    there = configurations(gateway, project) or []
    same = [found for found in there if all(found.get(name) == value for name, value in wanted.items())]
    if not same:
        gateway.json("POST", _path(project, "configs"), "set up automatic labelling", json=wanted)
    old = [found for found in there if found not in same[:1] and _url(found) == service.url]
    for found in old:
        _remove(gateway, project, found["id"])
    return bool(old) or not same


def mark(gateway: Gateway, project: Project, card: ProjectCard) -> bool:
    """Whether the project's card had to be marked: from now on each decision that is pulled counts as assisted.

    Pull before, so that decisions made without help stay so in the ledger.
    """
    if card.assisted:
        return False
    gateway.update_project(project, replaced_description(project.description, card, replace(card, assisted=True)))
    return True


def take_away(gateway: Gateway, project: Project) -> tuple[str, ...]:
    """The addresses that the project's automatic labelling asked, which it does not any more. The mark stays."""
    there = configurations(gateway, project) or []
    for found in there:
        _remove(gateway, project, found["id"])
    return tuple(_url(found) for found in there)


def other_addresses(gateway: Gateway, project: Project, service: Service) -> tuple[str, ...]:
    """Addresses that the project asks besides the one of the service."""
    return tuple(url for url in map(_url, configurations(gateway, project) or []) if url != service.url)


def configurations(gateway: Gateway, project: Project) -> list[dict[str, Any]] | None:
    """What Doccano was told, each with its `id`; None if the server has automatic labelling turned off."""
    what = "look up automatic labelling"
    with gateway.speaking(what):
        found = gateway.json_if_there(_path(project, "configs"), what)
        return None if found is None else [{**each, "id": int(each["id"])} for each in found]


def _remove(gateway: Gateway, project: Project, number: int) -> None:
    with gateway.speaking("take automatic labelling away"):
        gateway.send("DELETE", _path(project, f"configs/{number}"))


def _try(gateway: Gateway, project: Project, test: str, what: str, request: Mapping[str, Any]) -> Any:
    """What the server's own test of that name says; it stores nothing."""
    return gateway.json("POST", _path(project, test), what, json=request)


def _path(project: Project, what: str) -> str:
    return f"projects/{project.id}/auto-labeling/{what}"


def _first_text(gateway: Gateway, project: Project) -> str | None:
    what = "read a sentence"
    with gateway.speaking(what):
        found = gateway.json("GET", f"projects/{project.id}/examples", what, params={"limit": 1})["results"]
        return str(found[0]["text"]) if found else None


def _names(labels: object) -> list[object]:
    rows = labels if isinstance(labels, list) else [labels]
    return [row.get("label") if isinstance(row, Mapping) else None for row in rows]


def _url(found: Mapping[str, Any]) -> str:
    attributes = found.get("model_attrs")
    return str(attributes.get("url", "")) if isinstance(attributes, Mapping) else ""


def _check_answer(answer: object, service: Service) -> None:
    rows = answer if isinstance(answer, list) else [None]
    for row in rows:
        score = row.get("score") if isinstance(row, Mapping) else None
        label = row.get("label") if isinstance(row, Mapping) else None
        if not isinstance(label, str) or isinstance(score, bool) or not isinstance(score, int | float):
            raise DoccanoError(
                f"{service.url} answered {repr(answer)[:_SHOWN]}, where a list of labels with scores is needed: "
                '[{"label": "peaceful protest", "score": 0.91}]. Nothing was changed.'
            )


def _try_template(
    gateway: Gateway, project: Project, card: ProjectCard, wanted: Mapping[str, Any], service: Service
) -> None:
    """Sends every label through the server's template and mapping, and one that is below the threshold."""
    names = [name for _, name in card.labels]
    answer: list[Mapping[str, Any]] = [{"label": name, "score": 1.0} for name in names]
    if service.threshold > 0:
        answer.append({"label": "below", "score": service.threshold / 2})
    what = "try what becomes of an answer"
    labels = _try(gateway, project, "label-extractor-testing", what, {**wanted, "response": answer})
    renamed = _try(gateway, project, "label-mapper-testing", what, {**wanted, "response": labels})
    if _names(labels) != names or set(_names(renamed)) != set(names):
        raise DoccanoError(
            f"{gateway.url} made {repr(renamed)[:_SHOWN]} of the labels {', '.join(names)[:_SHOWN]}: its automatic "
            "labelling is another one than framing knows. Nothing was changed."
        )


def _warnings(gateway: Gateway, service: Service, unknown: Sequence[str], card: ProjectCard) -> tuple[str, ...]:
    warnings = []
    if unknown:
        warnings.append(
            f"The service answers with labels that the project has not, and Doccano drops them: "
            f"{', '.join(unknown)[:_SHOWN]}. It has: {', '.join(name for _, name in card.labels)}."
        )
    if urlsplit(service.url).hostname in THIS_MACHINE and urlsplit(gateway.url).hostname not in THIS_MACHINE:
        warnings.append(f"{service.url} means the machine that Doccano runs on, {gateway.url}, not this one.")
    if service.headers:
        warnings.append("The header stands in Doccano's database, where every administrator of the project reads it.")
    return tuple(warnings)
