"""Every request that framing makes to a Doccano server, one method each: here projects, labels and people."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from framing.codebook import NAME_LIMIT
from framing.doccano.wire.examples import Examples
from framing.doccano.wire.records import ROWS_PER_UPLOAD, Comment, Label, Project, Shown, read_label, read_project
from framing.errors import DoccanoError, InputError

__all__ = ["ROWS_PER_UPLOAD", "Comment", "Gateway", "Label", "Project"]

_PROJECTS_PER_PAGE = 1000
_PROJECT_PAGES = 100  # the most that are read


class Gateway(Examples):
    """A logged-in connection to one Doccano, with what framing asks of it.

    Raises, in every method: see Connection.
    """

    # -- projects ------------------------------------------------------------

    def projects(self) -> list[Project]:
        """The projects that this account is a member of."""
        # Over the session: the client asks for five at a time, and a team of twenty has twenty projects.
        what, found = "list the projects", dict[int, Project]()
        with self.speaking(what):
            for _ in range(_PROJECT_PAGES):
                page = self.json("GET", "projects", what, params={"limit": _PROJECTS_PER_PAGE, "offset": len(found)})
                before = len(found)
                found |= {project.id: project for project in map(read_project, page["results"])}
                if len(found) == before or not page["next"]:
                    break
        return list(found.values())

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
            made = self.client.create_project(
                name=name,
                project_type="DocumentClassification",
                description=description,
                guideline=guideline,
                random_order=False,
                collaborative_annotation=False,
                single_class_classification=single_label,
            )
            return read_project({**vars(made), "project_type": made.project_type.value})

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
            return [read_label(row) for row in self.json("GET", f"projects/{project.id}/category-types", what)]

    def update_label(self, project: Project, label: Label, what: str, **fields: str | None) -> None:
        """Changes fields of a label, as Doccano calls them; `what` completes "Could not ..."."""
        self.json("PATCH", f"projects/{project.id}/category-types/{label.id}", what, json=fields)

    def delete_label(self, project: Project, label: Label) -> None:
        """Deletes a label, and every decision for it."""
        with self.speaking(f"delete the label {label.name!r}"):
            self.send("DELETE", f"projects/{project.id}/category-types/{label.id}")

    def create_label(self, project: Project, label: Shown) -> None:
        """A label: its name, shortcut and colours; without a shortcut if that is empty."""
        self.create_label_type(
            project,
            {
                "text": label.name,
                "suffix_key": label.shortcut or None,
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
        return username in self.accounts_like(username)

    def accounts_like(self, username: str) -> list[str]:
        """The accounts of this name, and of names that differ from it in case only."""
        what = "look up accounts"
        with self.speaking(what):
            found = [str(user["username"]) for user in self.json("GET", "users", what, params={"q": username})]
        return [name for name in found if name.casefold() == username.casefold()]

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
