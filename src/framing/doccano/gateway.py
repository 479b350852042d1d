"""Every request that framing makes to a Doccano server.

doccano-client does what it can; the rest goes over the session that it holds, which is bounded by
framing.doccano.session. Doccano answers an unknown address with a page and
status 200, so an answer that should be JSON and is not is an error here.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from tenacity import RetryError, Retrying, retry_if_result, stop_after_delay, wait_exponential

from framing.codebook import NAME_LIMIT, Frame, Voice
from framing.doccano.client_import import import_client
from framing.doccano.exports import read_export
from framing.doccano.session import PatientAdapter
from framing.errors import DoccanoError, DoccanoUnreachable, FramingError, InputError

# One batch of Doccano's import: of a larger file that fails it keeps a part, and tries three times more.
ROWS_PER_UPLOAD = 1000
_SHOWN = 300  # characters of what a server said, in a message
_TASK_LIMIT_S = 600
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Account:
    """Where a Doccano is and who we are there."""

    url: str
    username: str
    password: str

    def __repr__(self) -> str:
        """Without the password: this may end in a log."""
        return f"Account({self.username} at {self.url})"


@dataclass(frozen=True)
class Project:
    """What we need of a Doccano project."""

    id: int
    name: str
    description: str
    kind: str
    collaborative: bool
    single_label: bool


class Gateway:
    """A logged-in connection to one Doccano.

    Raises, in every method:
        DoccanoUnreachable: nothing answers at the address, or it stopped answering.
        DoccanoError: it refused, or what answers is no Doccano.
    """

    def __init__(self, account: Account) -> None:
        host = _host(account.url)
        self.url = account.url.rstrip("/")
        self.username = account.username
        self._client = import_client()(self.url)
        self._session: requests.Session = self._client._base_repository._session
        for prefix in ("http://", "https://"):
            self._session.mount(prefix, PatientAdapter())
        if host in THIS_MACHINE:
            self._session.trust_env = False  # a proxy that the environment names cannot reach this machine
        with self._speaking("log in"):
            self._check_is_doccano()
            self._client.login(account.username, account.password)

    # -- projects ------------------------------------------------------------

    def projects(self) -> list[Project]:
        """The projects that this account is a member of."""
        with self._speaking("list the projects"):
            return [_project(found) for found in self._client.list_projects()]

    def find_project(self, name: str) -> Project | None:
        """The project of this name; None if there is none.

        Raises:
            DoccanoError: there are two of that name.
        """
        found = [project for project in self.projects() if project.name == name]
        if len(found) > 1:
            raise DoccanoError(
                f"{self.url} has {len(found)} projects named {name!r}. Rename all but one of them in Doccano."
            )
        return found[0] if found else None

    def create_project(self, name: str, description: str, guideline: str, *, single_label: bool = False) -> Project:
        """A new project: each annotator sees only the own labels, in the order of the push.

        Args:
            name: of the project.
            description: ends with the project's card.
            guideline: Markdown.
            single_label: one label a sentence, which a second one replaces; else several.

        Raises:
            InputError: Doccano would keep another name than this.
        """
        if name != name.strip() or not 1 <= len(name) <= NAME_LIMIT:
            raise InputError(
                f"The project's name {name!r} must have 1 to {NAME_LIMIT} characters, no space at the ends."
            )
        with self._speaking(f"make the project {name!r}"):
            return _project(
                self._client.create_project(
                    name=name,
                    project_type="DocumentClassification",
                    description=description,
                    guideline=guideline,
                    random_order=False,
                    collaborative_annotation=False,
                    single_class_classification=single_label,
                )
            )

    # -- labels --------------------------------------------------------------

    def label_ids(self, project: Project) -> dict[str, int]:
        """Label text to Doccano's id."""
        with self._speaking("list the labels"):
            return {
                str(label.text): int(label.id) for label in self._client.list_label_types(project.id, type="category")
            }

    def create_label(self, project: Project, label: Frame | Voice) -> None:
        """A label: its name, shortcut and colours."""
        # Over the session, because the client always makes the text white, which is unreadable on a light label.
        self._json(
            "POST",
            f"projects/{project.id}/category-types",
            f"make the label {label.name!r}",
            json={
                "text": label.name,
                "suffix_key": label.shortcut,
                "prefix_key": None,
                "background_color": label.color,
                "text_color": label.text_color,
            },
        )

    # -- people --------------------------------------------------------------

    def has_account(self, username: str) -> bool:
        """Whether the server knows an account of this name."""
        what = "look up accounts"
        with self._speaking(what):
            return any(
                user["username"] == username for user in self._json("GET", "users", what, params={"q": username})
            )

    def create_account(self, username: str, password: str) -> None:
        """A new account without any right but to log in."""
        with self._speaking(f"make the account {username!r}"):
            self._client.create_user(username, password)

    def members(self, project: Project) -> dict[str, str]:
        """Username to role, of everybody in the project."""
        with self._speaking("list the members"):
            return {member.username: member.rolename for member in self._client.list_members(project.id)}

    def add_annotator(self, project: Project, username: str) -> None:
        """Makes an account an annotator of the project."""
        with self._speaking(f"add {username!r} to the project"):
            self._client.add_member(project.id, username, "annotator")

    # -- examples ------------------------------------------------------------

    def count(self, project: Project) -> int:
        """How many examples the project holds."""
        what = "count the sentences"
        with self._speaking(what):
            return int(self._json("GET", f"projects/{project.id}/metrics/progress", what)["total"])

    def upload(self, project: Project, rows: Sequence[Mapping[str, Any]]) -> None:
        """Adds examples, in order; at most ROWS_PER_UPLOAD. The caller counts them afterwards: Doccano may keep half.

        Raises:
            DoccanoError: the import failed; the message is Doccano's.
        """
        if len(rows) > ROWS_PER_UPLOAD:
            raise InputError(f"{len(rows)} rows are too many for one upload of {ROWS_PER_UPLOAD}.")
        what = f"upload {len(rows)} sentences"
        content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8")
        # Without our JSON headers: requests writes the boundary of the form, and the answer is a bare name.
        headers = {"content-type": None, "accept": "*/*"}
        files = {"filepond": ("sentences.jsonl", content)}
        upload_id = self._text("POST", "fp/process/", what, files=files, headers=headers)
        request = {
            "format": "JSONL",
            "task": "DocumentClassification",
            "column_data": "text",
            "column_label": "label",
            "encoding": "utf_8",  # else Doccano guesses it from the bytes, for seconds, and may be wrong
            "uploadIds": [upload_id],
        }
        _, result = self._run_task(f"projects/{project.id}/upload", request, what)
        problems = result.get("error")
        if problems:
            raise DoccanoError(f"Doccano did not take the sentences: {str(problems)[:500]}")

    def export(self, project: Project, *, only_confirmed: bool) -> dict[str, list[dict[str, Any]]]:
        """Annotator to rows: every example (or those that the annotator confirmed) with the annotator's own labels.

        A row has `id`, `text`, the meta data spread flat, `label` (a list) and `Comments` (a list).
        """
        what = "export the labels"
        request = {"format": "JSONL", "exportApproved": only_confirmed}
        task_id, _ = self._run_task(f"projects/{project.id}/download", request, what)
        with self._speaking(what):
            response = self._send("GET", f"projects/{project.id}/download", params={"taskId": task_id})
            return read_export(response.content)

    # -- what an annotator does ----------------------------------------------

    def choose_label(self, project: Project, example_id: int, label_id: int) -> None:
        """Gives an example a label, in the name of this account."""
        path = f"projects/{project.id}/examples/{example_id}/categories"
        self._json("POST", path, "choose a label", json={"label": label_id})

    def drop_labels(self, project: Project, example_id: int) -> None:
        """Takes back every label that this account gave to an example."""
        path = f"projects/{project.id}/examples/{example_id}/categories"
        with self._speaking("take back a label"):
            for given in self._json("GET", path, "read the labels"):
                self._send("DELETE", f"{path}/{int(given['id'])}")

    def toggle_confirmed(self, project: Project, example_id: int) -> None:
        """Confirms an example, or takes that back: Doccano has one call for both, so never repeat it blindly."""
        self._json("POST", f"projects/{project.id}/examples/{example_id}/states", "confirm a sentence", json={})

    def comment(self, project: Project, example_id: int, text: str) -> None:
        """Adds a comment to an example."""
        path = f"projects/{project.id}/comments"
        self._json("POST", path, "add a comment", params={"example": example_id}, json={"text": text})

    # -- how we speak --------------------------------------------------------

    def _check_is_doccano(self) -> None:
        response = self._session.get(f"{self.url}/v1/me")
        if response.status_code not in (200, 401, 403) or not _is_json(response):
            raise DoccanoError(
                f"{self.url} answers, but is no Doccano (status {response.status_code}). Check the address."
            )

    def _json(self, method: str, path: str, what: str, **options: Any) -> Any:
        with self._speaking(what):
            response = self._send(method, path, **options)
            if not _is_json(response):
                raise DoccanoError(f"Could not {what}: {self.url}/v1/{path} answered with a page, not with data.")
            return response.json()

    def _text(self, method: str, path: str, what: str, **options: Any) -> str:
        with self._speaking(what):
            return str(self._send(method, path, **options).text.strip())

    def _send(self, method: str, path: str, **options: Any) -> requests.Response:
        response = self._session.request(method, f"{self.url}/v1/{path}", **options)
        response.raise_for_status()
        return response

    def _run_task(self, path: str, request: Mapping[str, Any], what: str) -> tuple[str, dict[str, Any]]:
        """The id and the answer of a task of Doccano, when it is finished."""
        with self._speaking(what):
            task_id = str(self._json("POST", path, what, json=request)["task_id"])
            return task_id, self._wait(task_id, what)

    def _wait(self, task_id: str, what: str) -> dict[str, Any]:
        patience = Retrying(
            retry=retry_if_result(lambda answer: not answer.get("ready")),
            wait=wait_exponential(multiplier=0.05, max=2),
            stop=stop_after_delay(_TASK_LIMIT_S),
        )
        try:
            answer: dict[str, Any] = patience(self._json, "GET", f"tasks/status/{task_id}", what)
        except RetryError as error:
            raise DoccanoError(
                f"Could not {what}: Doccano took the task and did not finish it in {_TASK_LIMIT_S // 60} minutes. "
                "Is its worker running? On that server: doccano task."
            ) from error
        return answer

    @contextmanager
    def _speaking(self, what: str) -> Iterator[None]:
        """Turns what requests and the client raise into our errors; `what` completes "Could not ..."."""
        try:
            yield
        except FramingError:
            raise
        except requests.exceptions.JSONDecodeError as error:
            raise DoccanoError(
                f"Could not {what}: {self.url} answered with a page, not with data. Is it a Doccano?"
            ) from error
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            raise DoccanoUnreachable(
                f"Could not {what}: no Doccano answers at {self.url}. "
                "Start it (framing server up) or check the address."
            ) from error
        except requests.HTTPError as error:
            raise DoccanoError(self._refusal(what, error.response)) from error
        except requests.RequestException as error:
            raise DoccanoError(f"Could not {what}: {error}.") from error
        except Exception as error:
            response = next((arg for arg in error.args if isinstance(arg, requests.Response)), None)
            if type(error).__name__ == "DoccanoAPIError" and response is not None:
                raise DoccanoError(self._refusal(what, response)) from error
            # pydantic's are the first; the last is an answer that nests too deep.
            if not isinstance(error, ValueError | LookupError | TypeError | AttributeError | RecursionError):
                raise
            raise DoccanoError(
                f"Could not {what}: {self.url} answered something that is not understood ({_first_line(error)})."
            ) from error

    def _refusal(self, what: str, response: requests.Response) -> str:
        said = _said(response)
        if what == "log in" and response.status_code == 400:
            return f"{self.url} does not accept the password of {self.username!r}. Check the name and the password."
        if response.status_code in (401, 403):
            who = f"{self.username!r} is not allowed to on {self.url}{said}"
            return f"Could not {what}: {who}. Use an account of the staff."
        return f"Could not {what}: {self.url} answered {response.status_code}{said}."


def _project(found: Any) -> Project:
    f"{found.name}{found.description}".encode()  # raises at half of a character, which no file could hold
    return Project(
        id=int(found.id),
        name=str(found.name),
        description=str(found.description),
        kind=str(found.project_type.value),
        collaborative=bool(found.collaborative_annotation),
        single_label=bool(found.single_class_classification),
    )


def _host(url: str) -> str:
    """The host in the address of a Doccano.

    Raises:
        InputError: it is no address, or holds a password, which every message would repeat.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise InputError(f"{url!r} is no address of a Doccano: {error}.") from error
    if parts.password is not None:
        raise InputError("The address of the Doccano holds a password. Take it out; use FRAMING_DOCCANO_PASSWORD.")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"{url!r} is no address of a Doccano. It begins with http:// or https://.")
    return parts.hostname


def _is_json(response: requests.Response) -> bool:
    return response.headers.get("content-type", "").split(";")[0].strip().endswith("json")


def _said(response: requests.Response) -> str:
    """What Doccano said about a refusal, bounded; nothing if it said it with a page."""
    said = response.content[: 4 * _SHOWN].decode("utf-8", "replace").strip()[:_SHOWN]
    return f" ({said})" if _is_json(response) and said else ""


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:_SHOWN]
