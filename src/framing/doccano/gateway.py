"""Every request that framing makes to a Doccano server, one method each."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from framing.codebook import NAME_LIMIT, Frame, Voice
from framing.doccano.connection import Connection
from framing.doccano.exports import iso, read_export
from framing.doccano.upload_rows import ROWS_PER_UPLOAD
from framing.errors import DoccanoError, InputError

_EXAMPLES_PER_PAGE = 1000
_COMMENTS_PER_PAGE = 1000  # Doccano asks the database once more for each


@dataclass(frozen=True)
class Project:
    """What we need of a Doccano project."""

    id: int
    name: str
    description: str
    kind: str
    collaborative: bool
    single_label: bool


@dataclass(frozen=True)
class Label:
    """A label of a project: Doccano's id, and how annotators see it; `shortcut` is empty if it has none."""

    id: int
    name: str
    shortcut: str
    color: str
    text_color: str


@dataclass(frozen=True)
class Comment:
    """What somebody wrote beside an example. `at` is the server's time, ISO 8601 UTC, empty where it does not say."""

    id: int
    example_id: int
    username: str
    text: str
    at: str


class Gateway(Connection):
    """A logged-in connection to one Doccano, with what framing asks of it.

    Raises, in every method: see Connection.
    """

    # -- projects ------------------------------------------------------------

    def projects(self) -> list[Project]:
        """The projects that this account is a member of."""
        with self.speaking("list the projects"):
            return [_project(found) for found in self.client.list_projects()]

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
        with self.speaking(f"make the project {name!r}"):
            return _project(
                self.client.create_project(
                    name=name,
                    project_type="DocumentClassification",
                    description=description,
                    guideline=guideline,
                    random_order=False,
                    collaborative_annotation=False,
                    single_class_classification=single_label,
                )
            )

    def settings(self, project: Project) -> dict[str, Any]:
        """All that Doccano says of a project, its guideline and its settings too."""
        what = f"look at the project {project.name!r}"
        with self.speaking(what):
            found: dict[str, Any] = dict(self.json("GET", f"projects/{project.id}", what))
            return found

    def create_project_like(self, settings: Mapping[str, Any]) -> None:
        """A new project of texts with these settings, named as `settings` names them."""
        values = {**settings, "project_type": "DocumentClassification", "resourcetype": "TextClassificationProject"}
        self.json("POST", "projects", f"make the project {settings['name']!r}", json=values)

    def update_project(self, project: Project, description: str, guideline: str | None = None) -> Project:
        """The project with another description and, if given, another guideline: both in one request."""
        what = f"change the project {project.name!r}"
        fields = {"description": description, **({} if guideline is None else {"guideline": guideline})}
        # The type goes with it: without it Doccano does not know which fields the project has.
        self.json("PATCH", f"projects/{project.id}", what, json={**fields, "resourcetype": "TextClassificationProject"})
        return replace(project, description=description)

    def guideline(self, project: Project) -> str:
        """The project's guideline as it stands there."""
        what = f"read the guideline of {project.name!r}"
        with self.speaking(what):
            return str(self.json("GET", f"projects/{project.id}", what)["guideline"])

    def delete_empty_project(self, project: Project) -> bool:
        """Deletes a project that holds no example; False, and nothing is done, if it holds one."""
        with self.speaking(f"delete the empty project {project.name!r}"):
            if self.count(project):
                return False
            self.send("DELETE", f"projects/{project.id}")
            return True

    # -- labels --------------------------------------------------------------

    def label_ids(self, project: Project) -> dict[str, int]:
        """Label text to Doccano's id."""
        with self.speaking("list the labels"):
            return {
                str(label.text): int(label.id) for label in self.client.list_label_types(project.id, type="category")
            }

    def labels(self, project: Project) -> list[Label]:
        """The project's labels, as they look."""
        what = "list the labels"
        with self.speaking(what):
            return [_label(row) for row in self.json("GET", f"projects/{project.id}/category-types", what)]

    def update_label(self, project: Project, label: Label, what: str, **fields: str | None) -> None:
        """Changes fields of a label, as Doccano calls them; `what` completes "Could not ..."."""
        self.json("PATCH", f"projects/{project.id}/category-types/{label.id}", what, json=fields)

    def delete_label(self, project: Project, label: Label) -> None:
        """Deletes a label, and every decision for it."""
        with self.speaking(f"delete the label {label.name!r}"):
            self.send("DELETE", f"projects/{project.id}/category-types/{label.id}")

    def create_label(self, project: Project, label: Frame | Voice) -> None:
        """A label: its name, shortcut and colours."""
        self.create_label_type(
            project,
            {
                "text": label.name,
                "suffix_key": label.shortcut,
                "prefix_key": None,
                "background_color": label.color,
                "text_color": label.text_color,
            },
        )

    def create_label_type(self, project: Project, values: Mapping[str, Any]) -> None:
        """A label as Doccano keeps it: text, suffix_key, prefix_key, background_color, text_color."""
        # Over the session, because the client always makes the text white, which is unreadable on a light label.
        path = f"projects/{project.id}/category-types"
        self.json("POST", path, f"make the label {values['text']!r}", json=dict(values))

    def label_types(self, project: Project) -> list[dict[str, Any]]:
        """The labels as Doccano keeps them, in their order."""
        what = "list the labels"
        with self.speaking(what):
            return [dict(found) for found in self.json("GET", f"projects/{project.id}/category-types", what)]

    # -- people --------------------------------------------------------------

    def is_staff(self) -> bool:
        """Whether this account may make projects and accounts."""
        what = "look up its own account"
        with self.speaking(what):
            return bool(self.json("GET", "me", what)["is_staff"])

    def has_account(self, username: str) -> bool:
        """Whether the server knows an account of this name."""
        what = "look up accounts"
        with self.speaking(what):
            return any(user["username"] == username for user in self.json("GET", "users", what, params={"q": username}))

    def create_account(self, username: str, password: str) -> None:
        """A new account without any right but to log in."""
        with self.speaking(f"make the account {username!r}"):
            self.client.create_user(username, password)

    def members(self, project: Project) -> dict[str, str]:
        """Username to role, of everybody in the project."""
        with self.speaking("list the members"):
            return {member.username: member.rolename for member in self.client.list_members(project.id)}

    def add_annotator(self, project: Project, username: str) -> None:
        """Makes an account an annotator of the project."""
        with self.speaking(f"add {username!r} to the project"):
            self.client.add_member(project.id, username, "annotator")

    def add_member(self, project: Project, username: str, role: Literal["annotator", "annotation_approver"]) -> None:
        """Gives an account a place in the project; never that of an administrator, who may run code on the server."""
        with self.speaking(f"add {username!r} to the project"):
            self.client.add_member(project.id, username, role)

    def remove_member(self, project: Project, username: str) -> None:
        """Takes an account out of the project; what it labelled stays, but no export shows it any more."""
        what = f"take {username!r} out of the project"
        with self.speaking(what):
            found = [
                member["id"]
                for member in self.json("GET", f"projects/{project.id}/members", what)
                if member["username"] == username
            ]
            self.send("DELETE", f"projects/{project.id}/members", json={"ids": found})

    # -- examples ------------------------------------------------------------

    def count(self, project: Project) -> int:
        """How many examples the project holds."""
        what = "count the sentences"
        with self.speaking(what):
            return int(self.json("GET", f"projects/{project.id}/metrics/progress", what)["total"])

    def member_progress(self, project: Project) -> tuple[int, dict[str, int]]:
        """How many examples the project holds, and how many of them each annotator confirmed, former ones too."""
        what = "ask how far the annotators are"
        with self.speaking(what):
            found = self.json("GET", f"projects/{project.id}/metrics/member-progress", what)
            return int(found["total"]), {str(row["user"]): int(row["done"]) for row in found["progress"]}

    def label_counts(self, project: Project) -> dict[str, dict[str, int]]:
        """Annotator to label to on how many examples it stands, confirmed or not.

        Raises:
            DoccanoError: somebody who labelled is no member any more: Doccano fails on that (measured on 1.8.4).
        """
        what = "count the labels"
        with self.speaking(what):
            found = self.json("GET", f"projects/{project.id}/metrics/category-distribution", what)
            return {str(who): {str(label): int(count) for label, count in own.items()} for who, own in found.items()}

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
        upload_id = self.text("POST", "fp/process/", what, files=files, headers=headers)
        request = {
            "format": "JSONL",
            "task": "DocumentClassification",
            "column_data": "text",
            "column_label": "label",
            "encoding": "utf_8",  # else Doccano guesses it from the bytes, for seconds, and may be wrong
            "uploadIds": [upload_id],
        }
        _, result = self.run_task(f"projects/{project.id}/upload", request, what)
        problems = result.get("error")
        if problems:
            raise DoccanoError(f"Doccano did not take the sentences: {str(problems)[:500]}")

    def examples(self, project: Project, label: str | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
        """Doccano's id and the meta data of each example, page by page: seconds for a thousand.

        Args:
            project: the project.
            label: only examples that anybody gave this label, once for each who did.
        """
        what, offset = "list the sentences", 0
        while True:
            with self.speaking(what):
                bounds = {"limit": _EXAMPLES_PER_PAGE, "offset": offset, **({} if label is None else {"label": label})}
                page = self.json("GET", f"projects/{project.id}/examples", what, params=bounds)
                rows = [(int(row["id"]), dict(row["meta"] or {})) for row in page["results"]]
            yield from rows
            offset += len(rows)
            if not rows or offset >= int(page["count"]):
                return

    def delete_examples(self, project: Project, ids: Sequence[int]) -> None:
        """Deletes these examples, with what people did on them.

        Raises:
            InputError: `ids` is empty. Doccano takes an empty list for all examples of the project.
        """
        if not ids:
            raise InputError("No sentence was named to delete, and Doccano would take that for all of them.")
        with self.speaking(f"delete {len(ids)} sentences"):
            self.send("DELETE", f"projects/{project.id}/examples", json={"ids": [int(number) for number in ids]})

    def label_uses(self, project: Project, label: str) -> int:
        """How often a label was given, by anybody, also by people who are no members any more."""
        what = f"count the label {label!r}"
        with self.speaking(what):
            bounds = {"limit": 1, "label": label}
            return int(self.json("GET", f"projects/{project.id}/examples", what, params=bounds)["count"])

    def confirmations(self, project: Project) -> dict[str, int]:
        """Member to how many examples the member confirmed."""
        what = "count what is confirmed"
        with self.speaking(what):
            found = self.json("GET", f"projects/{project.id}/metrics/member-progress", what)["progress"]
            return {str(row["user"]): int(row["done"]) for row in found}

    def export(self, project: Project, *, only_confirmed: bool) -> dict[str, list[dict[str, Any]]]:
        """Annotator to rows: every example (or those that the annotator confirmed) with the annotator's own labels.

        A row has `id`, `text`, the meta data spread flat, `label` (a list) and `Comments` (a list).
        """
        what = "export the labels"
        request = {"format": "JSONL", "exportApproved": only_confirmed}
        task_id, _ = self.run_task(f"projects/{project.id}/download", request, what)
        with self.speaking(what):
            response = self.send("GET", f"projects/{project.id}/download", params={"taskId": task_id})
            return read_export(response.content)

    def comments(self, project: Project) -> list[Comment]:
        """Every comment in the project, whoever wrote it, the oldest first."""
        what, found = "read the comments", dict[int, Comment]()
        with self.speaking(what):
            while True:
                bounds = {"limit": _COMMENTS_PER_PAGE, "offset": len(found), "ordering": "created_at"}
                page = self.json("GET", f"projects/{project.id}/comments", what, params=bounds)
                new = {comment.id: comment for comment in map(_comment, page["results"])}
                # One that was deleted meanwhile moves the others up; a page without a new one is the end all the same.
                if not new.keys() - found.keys():
                    return list(found.values())
                found |= new
                if len(found) >= int(page["count"]):
                    return list(found.values())

    # -- what an annotator does ----------------------------------------------

    def choose_label(self, project: Project, example_id: int, label_id: int) -> None:
        """Gives an example a label, in the name of this account."""
        path = f"projects/{project.id}/examples/{example_id}/categories"
        self.json("POST", path, "choose a label", json={"label": label_id})

    def labels_chosen(self, project: Project, example_id: int) -> set[int]:
        """Doccano's ids of the labels that this account gave to an example."""
        path, what = f"projects/{project.id}/examples/{example_id}/categories", "read the labels"
        with self.speaking(what):
            return {int(given["label"]) for given in self.json("GET", path, what)}

    def drop_labels(self, project: Project, example_id: int) -> None:
        """Takes back every label that this account gave to an example."""
        path = f"projects/{project.id}/examples/{example_id}/categories"
        with self.speaking("take back a label"):
            for given in self.json("GET", path, "read the labels"):
                self.send("DELETE", f"{path}/{int(given['id'])}")

    def toggle_confirmed(self, project: Project, example_id: int) -> bool:
        """Confirms an example, or takes that back: Doccano has one call for both, so never repeat it blindly.

        Whether it is confirmed now: Doccano's answer says so by the state that it made, or by nothing.
        """
        path, what = f"projects/{project.id}/examples/{example_id}/states", "confirm a sentence"
        with self.speaking(what):
            return "confirmed_at" in self.json("POST", path, what, json={})

    def comment(self, project: Project, example_id: int, text: str) -> None:
        """Adds a comment to an example."""
        path = f"projects/{project.id}/comments"
        self.json("POST", path, "add a comment", params={"example": example_id}, json={"text": text})


def _label(found: Any) -> Label:
    shortcut = found["suffix_key"] or ""
    if found.get("prefix_key"):
        shortcut = f"{found['prefix_key']} {shortcut}"  # set by hand: none that a codebook can name
    label = Label(
        id=int(found["id"]),
        name=str(found["text"]),
        shortcut=str(shortcut),
        color=str(found["background_color"]),
        text_color=str(found["text_color"]),
    )
    label.name.encode()  # raises at half of a character
    return label


def _comment(found: Any) -> Comment:
    comment = Comment(
        id=int(found["id"]),
        example_id=int(found["example"]),
        username=str(found["username"] or ""),
        text=str(found["text"]),
        at=iso(str(found["created_at"])),
    )
    f"{comment.username}{comment.text}{comment.at}".encode()  # raises at half of a character
    return comment


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
