"""Requests about the examples of a project, and what an annotator does with them, one method each."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from framing.doccano.wire.connection import Connection
from framing.doccano.wire.exports import read_export
from framing.doccano.wire.records import ROWS_PER_UPLOAD, Comment, Project, read_comment
from framing.errors import DoccanoError, InputError

_EXAMPLES_PER_PAGE = 1000
_COMMENT_PAGES = 1000  # the most that are read
_COMMENTS_PER_PAGE = 1000  # Doccano asks the database once more for each


class Examples(Connection):
    """A logged-in connection to one Doccano, with what framing asks about examples.

    Raises, in every method: see Connection.
    """

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

    def confirmed(self, project: Project) -> int:
        """How many examples this account confirmed."""
        what = "ask how far the work is"
        with self.speaking(what):
            return int(self.json("GET", f"projects/{project.id}/metrics/progress", what)["complete"])

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

    def update_meta(self, project: Project, example_id: int, meta: Mapping[str, Any]) -> None:
        """Gives an example other meta data; its text and what people did on it stay."""
        path = f"projects/{project.id}/examples/{example_id}"
        self.json("PATCH", path, "change what stands beside a sentence", json={"meta": dict(meta)})

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
            for _ in range(_COMMENT_PAGES):
                bounds = {"limit": _COMMENTS_PER_PAGE, "offset": len(found), "ordering": "created_at"}
                page = self.json("GET", f"projects/{project.id}/comments", what, params=bounds)
                new = {comment.id: comment for comment in map(read_comment, page["results"])}
                # One that was deleted meanwhile moves the others up; a page without a new one is the end all the same.
                if not new.keys() - found.keys():
                    return list(found.values())
                found |= new
                if len(found) >= int(page["count"]):
                    return list(found.values())
            raise DoccanoError(f"{self.url} says that there are more than {len(found)} comments. Is it your Doccano?")

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
