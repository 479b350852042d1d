"""The description of the interface against the server that it describes, in both directions."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from framing.web.description import description
from framing.web.guard import Door
from framing.web.limits import Limits
from framing.web.site import FOR_PROGRAMS

DESCRIBED = description("0", protected=False)
RunServer = Callable[..., AbstractContextManager[str]]


def search(url: str, folder: Path, examples: int, *words: str) -> str:
    """What schemathesis says of a server, of which it may find nothing."""
    program = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"]
    command = ["run", f"{url}/openapi.json", "--max-examples", str(examples), "--checks", "all", "--no-color", *words]
    ended = subprocess.run([*program, *command], cwd=folder, capture_output=True, text=True, timeout=1_500)
    assert ended.returncode == 0, ended.stdout[-6_000:] + ended.stderr[-2_000:]
    return ended.stdout


def test_schemathesis_finds_nothing(run_server: RunServer, tmp_path: Path) -> None:
    with run_server() as url:
        said = search(url, tmp_path, 5, "--phases", "examples,fuzzing")  # the long search covers every value
    assert "No issues found" in said


@pytest.mark.slow
def test_schemathesis_finds_nothing_in_a_long_search(run_server: RunServer, tmp_path: Path) -> None:
    with run_server() as url:
        search(url, tmp_path, 1_000)


@pytest.mark.slow
def test_schemathesis_finds_nothing_where_a_token_is_needed(
    run_server: RunServer, tmp_path: Path, wide: Limits, token: str
) -> None:
    with run_server(wide, Door(frozenset({"127.0.0.1"}), token=token)) as url:
        search(url, tmp_path, 200, "-H", f"Authorization: Bearer {token}")


def test_every_address_for_programs_is_described_and_no_other() -> None:
    assert set(DESCRIBED["paths"]) == FOR_PROGRAMS


def test_every_example_of_the_description_is_answered_as_it_says(client: TestClient) -> None:
    answered = 0
    for path, operations in DESCRIBED["paths"].items():
        for method, operation in operations.items():
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            validator = Draft202012Validator({**schema, "components": DESCRIBED["components"]})
            bodies = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("examples", {})
            for example in bodies.values() or [{"value": None}]:
                answer = client.request(method, path, json=example["value"])
                assert answer.status_code == 200
                validator.validate(answer.json())
                answered += 1
    assert answered == 6


def test_the_document_says_whether_a_token_is_needed(client: TestClient, locked: TestClient, token: str) -> None:
    assert client.get("/openapi.json").json()["paths"] == DESCRIBED["paths"]
    found = locked.get("/openapi.json", headers={"authorization": f"Bearer {token}"}).json()
    assert found["security"] == [{"token": []}]
    assert "401" in found["paths"]["/label"]["post"]["responses"]
    assert found["paths"]["/health"]["get"]["security"] == []


def test_the_page_for_programs_shows_every_address(client: TestClient) -> None:
    page = client.get("/docs").text
    for path in DESCRIBED["paths"]:
        assert f"<code>{path}</code>" in page
    assert "http://127.0.0.1:8177/label" in page
    assert page.count("<script") == 1  # our own
